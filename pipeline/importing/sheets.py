"""Rows of the sheets that people decided in, by their headings, wherever these stand now."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.importing.wishes import Row
from pipeline.outputs import undo_safe
from pipeline.table import TABLE_COLUMNS
from pipeline.workbook.columns import (
    DECIDABLE,
    DECISION,
    EXPORTED,
    ID,
    LEFT,
    LEFT_MENTION,
    RIGHT,
    RIGHT_MENTION,
)
from pipeline.workbook.lines import RECORD_COLUMNS, SAID_ON, WHAT
from pipeline.workbook.names import NEW_PROGRESS, PROGRESS, REMOVED, STATE, TABLE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from pipeline.workbook.reading import Cell, Sheet

# People put titles above a header.
_HEADER_WITHIN = 20
_YEAR = re.compile(r"\s*\(\d{4}\)\s*$")
_OF_MERGES = (LEFT, RIGHT, LEFT_MENTION, RIGHT_MENTION, DECISION)
_NAMES = {
    name.casefold().replace("_", " "): name
    for name in (*TABLE_COLUMNS, *_OF_MERGES, *RECORD_COLUMNS, EXPORTED)
}


def find_rows(sheets: Iterable[Sheet], *, exported: bool) -> Iterator[Row]:
    """Rows of the table.

    Args:
        sheets: Of one file.
        exported: Whether it is a workbook that was exported; in it, sheets that people made
            for themselves are not read.
    """
    for sheet in sheets:
        if sheet.name == STATE or (exported and sheet.name not in (TABLE, REMOVED)):
            continue
        for row in rows_below(sheet, {ID}):
            if row.cells.keys() & DECIDABLE.keys() and WHAT not in row.cells:
                yield row


def find_merges(sheets: Iterable[Sheet]) -> Iterator[Row]:
    """Rows of suggested merges."""
    for sheet in sheets:
        if sheet.name not in (STATE, TABLE, REMOVED):
            yield from rows_below(sheet, {LEFT, RIGHT, DECISION})


def find_lines(sheets: Iterable[Sheet], *, exported: bool, of_record: bool) -> Iterator[Row]:
    """Lines of progress.

    Args:
        sheets: Of one file.
        exported: As for ``find_rows``.
        of_record: Whether those that were exported are wanted, or else new ones.
    """
    name = PROGRESS if of_record else NEW_PROGRESS
    for sheet in sheets:
        if sheet.name == STATE or (exported and sheet.name != name):
            continue
        for row in rows_below(sheet, {ID, WHAT}):
            if exported or (SAID_ON in row.cells) is of_record:
                yield row


def rows_below(sheet: Sheet, wanted: Collection[str]) -> Iterator[Row]:
    """The rows below the header that has the headings wanted; none where there is no such."""
    for place, (_, cells) in enumerate(sheet.rows[:_HEADER_WITHIN]):
        header = [name_of(cell) for cell in cells]
        if set(wanted) <= set(header):
            yield from _rows(sheet, header, place + 1)
            return


def name_of(cell: Cell) -> str:
    """The heading as this program writes it, without the year that older sheets have."""
    text = cell if isinstance(cell, str) else ""
    plain = _YEAR.sub("", text).strip()
    return _NAMES.get(plain.casefold().replace("_", " "), plain)


def _rows(sheet: Sheet, header: Sequence[str], first: int) -> Iterator[Row]:
    # Of two columns with one heading the first is meant.
    places = {name: place for place, name in reversed(list(enumerate(header))) if name}
    for number, cells in sheet.rows[first:]:
        filled = [*cells, *[""] * (len(header) - len(cells))]
        shown = {name: _plain(filled[place]) for name, place in places.items()}
        yield Row(sheet=sheet.name, number=number, cells=shown)


def _plain(cell: Cell) -> Cell:
    return undo_safe(cell) if isinstance(cell, str) else cell
