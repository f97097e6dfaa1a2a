"""What a report is made of, whatever kind of file it becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from pipeline.reporting.figures import Tally


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table.

    Attributes:
        rows: Cells as they are shown; the first of each names its row.
        numbers: Places of the columns that hold numbers.
        is_wide: Whether it needs a page across.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()
    is_wide: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Bars of how many recommendations stand how, a group a bar.

    Attributes:
        name: Of the chart among the report's.
        words: The same in words, for who cannot see it.
    """

    name: str
    title: str
    tallies: tuple[Tally, ...]
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the report, under a heading: what is said first, then the chart, then tables."""

    key: str
    heading: str
    paragraphs: tuple[str, ...]
    chart: Chart | None = None
    grids: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """A report."""

    title: str
    subtitle: str
    as_of: date
    sections: tuple[Section, ...]
