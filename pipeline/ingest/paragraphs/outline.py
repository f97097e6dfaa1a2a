"""The path of headings above every paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from pipeline.ingest.paragraphs.headings import is_label
from pipeline.ingest.paragraphs.marks import Style
from pipeline.ingest.paragraphs.scripts import COLONS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.ingest.paragraphs.items import Item


_ANNEX = re.compile(r"^(?:annex|appendix)(?: (?:\d{1,2}|[IVX]{1,4}|[A-H]))?$", re.IGNORECASE)


class Sort(IntEnum):
    """Sorts of headings, the outranking ones first."""

    TITLE = 0
    GIVEN = 1
    NUMBERED = 2
    PLAIN = 3
    LABEL = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """An open heading: its sort, how it counts or ranks within it, and its text."""

    sort: Sort
    rank: int = 0
    style: Style | None = None
    number: str = ""
    text: str


class Outline:
    """The headings open at one place of a document."""

    def __init__(self, items: Sequence[Item], is_heading: Sequence[bool]) -> None:
        self._open: list[Heading] = []
        self._title = _title(items, is_heading)
        self._nested = _plain_is_nested(items, is_heading)

    @property
    def path(self) -> tuple[str, ...]:
        """Texts of the open headings, outermost first."""
        return tuple(heading.text for heading in self._open)

    @property
    def number(self) -> str:
        """Number of the innermost numbered heading, empty where none is open."""
        return next((heading.number for heading in reversed(self._open) if heading.number), "")

    def close_for(self, item: Item, index: int) -> Heading:
        """The item as a heading, after closing every heading that it ends."""
        heading = _to_heading(item, is_title=index == self._title)
        self._open = [
            other for other in self._open[: self._cut(heading)] if other.sort is not Sort.TITLE
        ]
        return heading

    def open(self, heading: Heading) -> None:
        """Put the heading above what follows."""
        self._open.append(heading)

    def _cut(self, heading: Heading) -> int:
        for position, other in enumerate(self._open):
            if self._ends(heading, other):
                return position
        return len(self._open)

    def _ends(self, heading: Heading, other: Heading) -> bool:
        if heading.sort is Sort.GIVEN and other.sort is Sort.GIVEN:
            return heading.rank <= other.rank
        if heading.sort is Sort.NUMBERED and other.sort is Sort.NUMBERED:
            return heading.style is other.style and heading.rank <= other.rank
        if heading.sort is Sort.PLAIN and other.sort is Sort.NUMBERED:
            return not self._nested
        return heading.sort <= other.sort


def _to_heading(item: Item, *, is_title: bool) -> Heading:
    text = item.text.rstrip(f" {''.join(COLONS)}")
    number = item.marker.printed if item.marker else ""
    if is_title:
        return Heading(sort=Sort.TITLE, text=text)
    if item.block.heading is not None:
        return Heading(sort=Sort.GIVEN, rank=item.block.heading, text=text, number=number)
    if item.style is not None and item.style is not Style.SYMBOL:
        depth = number.count(".") if item.style is Style.OUTLINE else 0
        style = Style.DECIMAL if item.style is Style.OUTLINE and number[0].isdigit() else item.style
        return Heading(sort=Sort.NUMBERED, rank=depth, style=style, text=text, number=number)
    if _ANNEX.match(text):
        return Heading(sort=Sort.GIVEN, text=text)
    return Heading(sort=Sort.LABEL if is_label(item) else Sort.PLAIN, text=text)


def _title(items: Sequence[Item], is_heading: Sequence[bool]) -> int | None:
    """Index of the heading that is the document's title, which heads no section."""
    leading = list(_leading(items, is_heading))
    ranks = [item.block.heading for item in items if item.block.heading is not None]
    for place in leading:
        rank = items[place].block.heading
        if rank is not None and rank == min(ranks) and ranks.count(rank) == 1 and len(ranks) > 1:
            return place
    if not leading or ranks:
        return None
    first = items[leading[0]]
    return leading[0] if first.marker is None and not is_label(first) else None


def _leading(items: Sequence[Item], is_heading: Sequence[bool]) -> Iterator[int]:
    """Places of the headings before any text."""
    for index, item in enumerate(items):
        if is_heading[index]:
            yield index
        elif item.block.kind is None:
            return


def _plain_is_nested(items: Sequence[Item], is_heading: Sequence[bool]) -> bool:
    """Whether unnumbered headings stand inside numbered sections, as some between two do."""
    sorts = [
        _to_heading(item, is_title=False).sort
        for item, found in zip(items, is_heading, strict=True)
        if found
    ]
    numbered = [position for position, sort in enumerate(sorts) if sort is Sort.NUMBERED]
    return bool(numbered) and Sort.PLAIN in sorts[numbered[0] : numbered[-1]]
