"""Blocks with their marker split off, and which reading of the marker is meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.ingest.paragraphs.marks import Marker, Style, split_marker
from pipeline.ingest.paragraphs.scripts import CAPITALS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.ingest.blocks import Block

FEWEST_SECTIONS = 3
LONGEST_SECTION_TITLE = 120

_LETTERS = frozenset({Style.LOWER_LETTER, Style.UPPER_LETTER})
_ROMANS = frozenset({Style.LOWER_ROMAN, Style.UPPER_ROMAN})
# Letters that stand alone more often as roman numbers than as the 9th, 22nd or 24th item.
_ROMAN_LETTERS = frozenset("ivxIVX")
_WORD = re.compile(rf"[a-z]{{4}}|[A-Z]{{5}}|[а-яё]{{4}}|[{CAPITALS}]{{5}}")
_NO_TITLE = re.compile(r"[.;,:\d]$| \| ")
_BARE = re.compile(rf"(\d{{1,3}})\s+(?=[A-Z{CAPITALS}])")
_SPACED = re.compile(rf"(\d{{1,3}})\.?\s+(?=[A-Z{CAPITALS}])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A block, the marker in front of it, and the text that remains."""

    block: Block
    marker: Marker | None
    text: str

    @property
    def is_bulleted(self) -> bool:
        """Whether only a bullet stands before it."""
        return self.marker is not None and self.marker.is_bullet

    @property
    def is_numbered(self) -> bool:
        """Whether a number stands before it."""
        return self.marker is not None and not self.marker.is_bullet

    @property
    def style(self) -> Style | None:
        """How its marker counts, once it is settled which reading is meant."""
        return self.marker.readings[0][0] if self.marker else None

    @property
    def value(self) -> int:
        """What its marker counts to, 0 for a bullet or none."""
        return self.marker.readings[0][1] if self.marker else 0


def read_items(blocks: Iterable[Block]) -> list[Item]:
    """The blocks' markers and texts; what only looks like a marker stays text."""
    items = []
    last: dict[tuple[Style, bool], int] = {}
    outline = ""
    before: Item | None = None
    blocks = list(blocks)
    sections = _bare_sections(blocks)
    for place, block in enumerate(blocks):
        split = _take_number(_split(block)) if place in sections else _supply(_split(block), before)
        item = _settle(_rejoin(split, outline), last)
        if item.style is Style.OUTLINE and item.marker is not None:
            outline = item.marker.printed
        if item.marker is not None:
            last[item.marker.readings[0][0], item.marker.enclosed] = item.value
        if block.kind is None:
            before = item
        items.append(item)
    return items


def _bare_sections(blocks: Sequence[Block]) -> set[int]:
    """Places of "1 Introduction", "2 Scope", ...: titles that count from 1 without a full stop."""
    found: list[int] = []
    for place, block in enumerate(blocks):
        match = _BARE.match(block.text)
        if match and int(match[1]) == len(found) + 1 and _is_title(block, match.end()):
            found.append(place)
    return set(found) if len(found) >= FEWEST_SECTIONS else set()


def _is_title(block: Block, start: int) -> bool:
    text = block.text[start:]
    return (
        block.kind is None
        and not block.label
        and len(text) <= LONGEST_SECTION_TITLE
        and bool(_WORD.search(text))
        and not _NO_TITLE.search(text)
    )


def _take_number(item: Item) -> Item:
    match = _BARE.match(item.text)
    if match is None or item.marker is not None:
        return item
    marker = Marker(
        printed=match[1],
        readings=((Style.DECIMAL, int(match[1])),),
        enclosed=False,
        source=match[0],
    )
    return replace(item, marker=marker, text=item.text[match.end() :])


def _split(block: Block) -> Item:
    if block.kind is not None:
        return Item(block=block, marker=None, text=block.text)
    marker, text = split_marker(block.text)
    text = text.lstrip("| ")
    if not text:
        return Item(block=block, marker=None, text=block.text)
    return Item(block=block, marker=marker, text=text)


def _supply(item: Item, before: Item | None) -> Item:
    """The item with "73 Promote" read as number 73 where number 72 stands right before it."""
    match = _BARE.match(item.text)
    if item.marker is not None or item.block.kind is not None or match is None:
        return item
    value = int(match[1])
    if before is None or before.style is not Style.DECIMAL or before.value != value - 1:
        return item
    marker = Marker(
        printed=match[1], readings=((Style.DECIMAL, value),), enclosed=False, source=match[0]
    )
    return replace(item, marker=marker, text=item.text[match.end() :])


def _rejoin(item: Item, outline: str) -> Item:
    """The item with "111. 29 Strengthen" read as 111.29 where it follows 111.28."""
    marker = item.marker
    match = _SPACED.match(item.text)
    if marker is None or match is None or outline.rpartition(".")[0] != marker.printed:
        return item
    joined = replace(
        marker, printed=f"{marker.printed}.{match[1]}", readings=((Style.OUTLINE, int(match[1])),)
    )
    return replace(item, marker=joined, text=item.text[match.end() :])


def _settle(item: Item, last: dict[tuple[Style, bool], int]) -> Item:
    marker = item.marker
    if marker is None or marker.is_bullet:
        return item
    reading = choose_reading(marker, [(key[0], value) for key, value in last.items()])
    if _is_initial(item, reading, last):
        return replace(item, marker=None, text=item.block.text)
    return replace(item, marker=replace(marker, readings=(reading,)))


def choose_reading(marker: Marker, seen: Sequence[tuple[Style, int]]) -> tuple[Style, int]:
    """The reading that goes on counting where one does, else the likelier one."""
    for style, value in marker.readings:
        if (style, value - 1) in seen:
            return style, value
    romans = [reading for reading in marker.readings if reading[0] in _ROMANS]
    letters = [reading for reading in marker.readings if reading[0] in _LETTERS]
    if romans and (not letters or marker.printed in _ROMAN_LETTERS):
        return romans[0]
    return letters[0] if letters else marker.readings[0]


def _is_initial(
    item: Item, reading: tuple[Style, int], last: dict[tuple[Style, bool], int]
) -> bool:
    """Whether "J. Smith" or "e. g." only looks like an item of a list."""
    marker = item.marker
    style, value = reading
    if marker is None or marker.enclosed or style not in _LETTERS | _ROMANS:
        return False
    if len(marker.printed) > 1 and item.text[0].isalpha():
        return False
    return value not in {1, last.get((style, False), 0) + 1}
