"""Depths of list items, and numbers with their parents' in front."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.ingest.paragraphs.marks import Style
from pipeline.ingest.paragraphs.scripts import COLONS

if TYPE_CHECKING:
    from pipeline.ingest.paragraphs.items import Item

_UPPER = frozenset({Style.UPPER_LETTER, Style.UPPER_ROMAN})
# Below these a plain number is cited with a full stop: "90.1", "B.1".
_DOTTED = _UPPER | {Style.DECIMAL, Style.OUTLINE, Style.WORD}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An open list item or numbered paragraph."""

    style: Style
    enclosed: bool
    sign: str
    indent: int
    value: int
    number: str
    is_item: bool
    is_stem: bool


class ListStack:
    """The list items open at one place of a document, outermost first."""

    def __init__(self) -> None:
        self._open: list[Entry] = []
        self._closed: list[Entry] = []
        self._outermost: Entry | None = None

    def close(self) -> None:
        """End every list; the next item may still take up the counting of one."""
        if self._open:
            self._closed = self._open
        self._open = []

    def forget(self) -> None:
        """End every list for good, as a heading does."""
        self._open = []
        self._closed = []

    def add(self, item: Item, *, is_item: bool, section: str) -> tuple[str, int]:
        """The item's full number and its depth, with the item now open.

        Args:
            item: One with a marker.
            is_item: Whether it is an item of a list rather than a numbered paragraph.
            section: Number of the heading above that the number needs to be unambiguous.
        """
        self._resume(item)
        self._open = self._open[: self._place(item)]
        number = self._number(item, section)
        level = sum(entry.is_item for entry in self._open)
        entry = _entry(item, number, is_item=is_item)
        if not self._open and entry.style is Style.DECIMAL:
            self._outermost = entry
        self._open.append(entry)
        return number, level

    def holds(self, item: Item) -> bool:
        """Whether the item would stand below an open one rather than beside or after it."""
        return self._place(item) > 0

    def is_next_paragraph(self, item: Item) -> bool:
        """Whether it counts on from the last numbered paragraph, not from a list below that."""
        last = self._outermost
        return (
            last is not None
            and not last.is_item
            and _goes_on(last, item)
            and self._place(item) == 0
        )

    def _resume(self, item: Item) -> None:
        if not self._open and any(_goes_on(entry, item) for entry in self._closed):
            self._open = self._closed

    def _place(self, item: Item) -> int:
        """How many of the open entries stay open above the item."""
        innermost_first = range(len(self._open) - 1, -1, -1)
        counting = [place for place in innermost_first if _goes_on(self._open[place], item)]
        if counting:
            beside = [place for place in counting if self._open[place].indent == item.block.indent]
            return (beside or counting)[0]
        if self._outermost is not None and _goes_on(self._outermost, item):
            return 0
        for position in innermost_first:
            entry = self._open[position]
            if _opens_list(entry, item):
                return position + 1
            if _is_alike(entry, item) and entry.indent == item.block.indent:
                return self._beside(position, item)
            if item.style is Style.OUTLINE and _contains(entry, item):
                return position + 1
        return self._outer(item)

    def _beside(self, position: int, item: Item) -> int:
        """The place of an item as far in as the entry: below a stem, beside everything else.

        Many texts leave "Members should:" and what it introduces equally far in;
        where what it introduces is indented, the next item beside it ends that.
        """
        inner = self._open[position + 1 :]
        if inner and inner[0].indent > item.block.indent:
            return position
        if not _is_stem(item):
            return position + self._open[position].is_stem
        above = position - 1
        is_below_stem = above >= 0 and self._open[above].is_stem
        if is_below_stem and self._open[above].indent == item.block.indent:
            return above
        return position

    def _outer(self, item: Item) -> int:
        """The place below what stands less far in; a list that begins may stand as far in."""
        begins = item.style is not Style.DECIMAL or item.value <= 1
        for position, entry in enumerate(self._open):
            if entry.indent > item.block.indent or (
                entry.indent == item.block.indent and not begins
            ):
                return position
        return len(self._open)

    def _number(self, item: Item, section: str) -> str:
        if item.marker is None or item.marker.is_bullet:
            return ""
        printed = item.marker.printed
        if item.style in {Style.OUTLINE, Style.SYMBOL}:
            return printed
        parent = next((entry for entry in reversed(self._open) if entry.number), None)
        if parent is not None:
            return _child(parent, item, printed)
        if section and item.style is Style.DECIMAL:
            return f"{section}.{printed}"
        is_bare = item.style is Style.DECIMAL or item.style is Style.WORD or item.style in _UPPER
        return printed if is_bare else f"({printed})"


def _child(parent: Entry, item: Item, printed: str) -> str:
    is_enclosed = item.marker is not None and item.marker.enclosed
    if item.style is Style.DECIMAL and parent.style in _DOTTED and not is_enclosed:
        return f"{parent.number}.{printed}"
    return f"{parent.number} ({printed})"


def _entry(item: Item, number: str, *, is_item: bool) -> Entry:
    marker = item.marker
    return Entry(
        style=item.style or Style.BULLET,
        enclosed=marker is not None and marker.enclosed,
        sign=_sign(item),
        indent=item.block.indent,
        value=item.value,
        number=number,
        is_item=is_item,
        is_stem=item.is_bulleted and _is_stem(item),
    )


def _is_stem(item: Item) -> bool:
    return item.text.endswith(COLONS)


def _sign(item: Item) -> str:
    return item.marker.source.strip() if item.marker is not None and item.is_bulleted else ""


def _is_alike(entry: Entry, item: Item) -> bool:
    return (
        item.marker is not None
        and entry.style is item.style
        and entry.enclosed == item.marker.enclosed
        and entry.sign == _sign(item)
    )


def _goes_on(entry: Entry, item: Item) -> bool:
    """Whether the item counts on from the entry, whatever its indentation."""
    if entry.style is Style.BULLET or not _is_alike(entry, item):
        return False
    if item.style is Style.OUTLINE and item.marker is not None:
        return _stem(entry.number) == _stem(item.marker.printed)
    return item.value == entry.value + 1


def _opens_list(entry: Entry, item: Item) -> bool:
    """Whether a count from 1 starts below a numbered paragraph, however far in it stands."""
    return entry.style is item.style is Style.DECIMAL and not entry.is_item and item.value == 1


def _stem(number: str) -> str:
    return number.rpartition(".")[0]


def _contains(entry: Entry, item: Item) -> bool:
    """Whether the entry is 83 and the item 83.1."""
    return item.marker is not None and _stem(item.marker.printed) == entry.number != ""
