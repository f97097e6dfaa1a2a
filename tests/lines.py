"""Lines of progress for the tests of the workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.importing import plan_import, write_plan

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from pipeline.decisions.log import Decision
    from pipeline.importing import Plan
    from tests.tables import Table

NEW, RECORD = "New progress", "Progress"
ASSESSMENT: dict[str, object] = {
    "Id": "R-0001", "What": "assessment", "Day": "2025-03-01", "Status": "ongoing",
}  # fmt: skip
MILESTONE: dict[str, object] = {
    "Id": "R-0001", "What": "milestone", "Day": "2027-03-01", "Name": "Draft",
}  # fmt: skip
SIGN_OFF: dict[str, object] = {
    "Id": "R-0001", "What": "sign-off", "Day": "2025-02-01", "Name": "Draft",
}  # fmt: skip
INDICATOR: dict[str, object] = {"Id": "R-0002", "What": "indicator", "Name": "Lamps"}
OBSERVATION: dict[str, object] = {
    "Id": "R-0002", "What": "observation", "Day": "2025-04-01", "Name": "Lamps", "Value": 4.25,
}  # fmt: skip
STEP: dict[str, object] = {"Id": "R-0003", "What": "next step", "In words": "Ask the board."}


def add_lines(book: Workbook, *lines: dict[str, object], first: int = 2) -> None:
    """Write lines into the sheet for new ones, from a row on."""
    sheet = book[NEW]
    header = [cell.value for cell in sheet[1]]
    for row, line in enumerate(lines, start=first):
        for column, value in line.items():
            cell = sheet.cell(row, header.index(column) + 1)
            cell.value = value
            if isinstance(value, str):
                # What begins with "=" is a formula to openpyxl, not to a person who sees text.
                cell.data_type = "s"


def with_lines(table: Table, *lines: dict[str, object], name: str = "lines.xlsx") -> Path:
    """A copy of the workbook of the last run with these lines added."""
    return table.edited(name, lambda book: add_lines(book, *lines))


def plan_of(table: Table, path: Path, reviewer: str = "Ben") -> Plan:
    """What importing the file under a name would write."""
    return plan_import(table.workspace, path, reviewer=reviewer)


def take(table: Table, path: Path, reviewer: str = "Ben") -> list[Decision]:
    """Import the file under a name."""
    return write_plan(table.workspace, plan_of(table, path, reviewer), reviewer=reviewer)
