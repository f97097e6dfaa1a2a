"""Printed lines of a page put into reading order where two columns stand side by side."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.ingest.paragraphs.marks import split_marker

if TYPE_CHECKING:
    from collections.abc import Sequence

# Rows that must stand side by side before they count as columns.
FEWEST_ROWS = 8
SIDE_BY_SIDE_SHARE = 0.5
# Words of an average line of prose; tables and contents have fewer.
FEWEST_WORDS = 3.5


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedLine:
    """A line or segment of one, with its place in points from the page's upper left corner.

    Attributes:
        height: Of the page.
        column: 0 over the whole width, 1 left, 2 right.
        is_head: Whether it is the first page's running head, which may name the document.
    """

    text: str
    page: int
    left: float
    right: float
    top: float
    bottom: float
    height: float
    size: float
    is_bold: bool
    column: int = 0
    is_head: bool = False


def order_columns(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines column by column where there are two, else rows with their segments joined."""
    gutter = _find_gutter(lines)
    if gutter is None:
        return _join_rows(lines)
    ordered: list[PrintedLine] = []
    band: list[PrintedLine] = []
    for line in sorted(lines, key=lambda line: (round(line.top), line.left)):
        if line.left < gutter < line.right:
            ordered += [*_columns(band, gutter), line]
            band = []
        else:
            band.append(line)
    return ordered + _columns(band, gutter)


def _columns(band: Sequence[PrintedLine], gutter: float) -> list[PrintedLine]:
    left = [replace(line, column=1) for line in band if line.right <= gutter]
    right = [replace(line, column=2) for line in band if line.left >= gutter]
    return _join_rows(left) + _join_rows(right)


def _find_gutter(lines: Sequence[PrintedLine]) -> float | None:
    """The middle of the empty strip between two columns of prose, if the page has one."""
    if len(lines) < 2 * FEWEST_ROWS:
        return None
    left, right = min(line.left for line in lines), max(line.right for line in lines)
    middles = [left + (right - left) * share / 100 for share in range(40, 61, 2)]
    crossing = {
        middle: sum(line.left < middle < line.right for line in lines) for middle in middles
    }
    gutter = min(middles, key=lambda middle: (crossing[middle], abs(middle - (left + right) / 2)))
    return gutter if _is_gutter(lines, gutter, crossing[gutter]) else None


def _is_gutter(lines: Sequence[PrintedLine], gutter: float, crossing: int) -> bool:
    beside = [line for line in lines if not line.left < gutter < line.right]
    left = [line for line in beside if line.right <= gutter]
    right = [line for line in beside if line.left >= gutter]
    paired = [line for line in left if any(_shares_row(line, other) for other in right)]
    if len(paired) < FEWEST_ROWS or crossing > SIDE_BY_SIDE_SHARE * len(beside):
        return False
    words = sum(len(line.text.split()) for line in beside) / len(beside)
    return words >= FEWEST_WORDS


def _shares_row(line: PrintedLine, other: PrintedLine) -> bool:
    """Whether they overlap; the lines of two columns need not stand at the same heights."""
    return min(line.bottom, other.bottom) - max(line.top, other.top) > line.size / 4


def _join_rows(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """The lines, with segments that follow on the same row put behind their first one."""
    joined: list[PrintedLine] = []
    for line in lines:
        before = joined[-1] if joined else None
        if before is None or not _is_beside(before, line):
            joined.append(line)
            continue
        text = f"{before.text} {line.text}"
        is_bold = line.is_bold if split_marker(before.text + " x")[0] else before.is_bold
        size = max(before.size, line.size)
        joined[-1] = replace(before, text=text, right=line.right, size=size, is_bold=is_bold)
    return joined


def _is_beside(before: PrintedLine, line: PrintedLine) -> bool:
    if before.is_head is not line.is_head:
        return False
    overlap = min(before.bottom, line.bottom) - max(before.top, line.top)
    smaller = min(before.size, line.size)
    return before.page == line.page and line.left >= before.right - 1 and overlap > smaller / 2
