"""What a spreadsheet asks for, cell by cell, and what can be said of each."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.decisions.log import Choice, Decision
    from pipeline.workbook.reading import Cell


class Outcome(StrEnum):
    """What became of a cell or a row; ``MATCHED`` and the two after it are of an older sheet."""

    DECIDED = "decided"
    CONFLICT = "conflict"
    REFUSED = "refused"
    MATCHED = "matched"
    DOUBTFUL = "doubtful"
    NOT_FOUND = "not found"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell, by the number of its row as the spreadsheet shows it; a row has no column."""

    sheet: str
    row: int
    column: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What became of a cell or a row, and why, in words; by its id where it has one."""

    outcome: Outcome
    place: Place
    recommendation: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a sheet, its cells by their headings."""

    sheet: str
    number: int
    cells: Mapping[str, Cell]

    def text(self, heading: str) -> str:
        """What the cell says; empty where it is not there or cannot be used."""
        cell = self.cells.get(heading, "")
        return cell.strip() if isinstance(cell, str) else ""

    def place(self, column: str = "") -> Place:
        """Where it stands."""
        return Place(sheet=self.sheet, row=self.number, column=column)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A choice that somebody wrote down, before it is known what others decided meanwhile.

    Attributes:
        recommendation: Id of the row, or of two with "|" between.
        known: Number of the last decision that the person could see.
        fingerprint: Stands for what the person was given; the same wish in the same one is
            one decision, however often it is read.
        contested: Whether the file asks for something else as well.
        reviewer: Who says it, where it counts once for each who does; empty where it does not
            matter who did.
        before: What was said of the same before, where the record keeps all of it.
    """

    place: Place
    recommendation: str
    choice: Choice
    known: int
    fingerprint: str
    contested: bool = False
    reviewer: str = ""
    before: tuple[Decision, ...] = ()
