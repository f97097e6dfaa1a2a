"""The sheets of progress: the record, which nobody writes over, and where people add to it."""

from __future__ import annotations

from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.decisions.wording import shorten
from pipeline.workbook.codes import write_code
from pipeline.workbook.columns import EXPORTED, ID, fit
from pipeline.workbook.lines import (
    BY,
    CLAIMED,
    CONFIDENCE,
    DAY,
    DAYS,
    DOCUMENT,
    FIELDS,
    LINK,
    NAME,
    NEW_COLUMNS,
    NUMBERS,
    OWNER,
    PAGE,
    QUOTATION,
    RECOMMENDATION,
    RECORD_COLUMNS,
    STATEMENT,
    STATUS,
    UNIT,
    WHAT,
    WORDS,
    lines_of,
)
from pipeline.workbook.names import TABLE
from pipeline.workbook.sheets import MOST_ROWS, begin, end, height

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xlsxwriter.worksheet import Worksheet

    from pipeline.workbook.contents import Contents
    from pipeline.workbook.sheets import Formats, Lists

# Lines that are made ready; what stands below them is read too.
NEW_LINES = 500
_USUAL_WIDTH = 12.0
_WIDTHS = {
    ID: 8.0,
    RECOMMENDATION: 44.0,
    NAME: 24.0,
    STATUS: 16.0,
    WORDS: 40.0,
    CLAIMED: 16.0,
    STATEMENT: 32.0,
    QUOTATION: 32.0,
    DOCUMENT: 22.0,
    PAGE: 8.0,
    LINK: 26.0,
    OWNER: 18.0,
    BY: 16.0,
}
_TALL = (RECOMMENDATION, NAME, WORDS, STATEMENT, QUOTATION, DOCUMENT, LINK, OWNER)
_DROP_DOWNS = (WHAT, STATUS, CONFIDENCE, CLAIMED)
# Else a page "3-4" would become a day, and words that begin with "=" a formula.
_TEXTS = (NAME, WORDS, STATEMENT, QUOTATION, DOCUMENT, PAGE, LINK, OWNER, UNIT)
_LETTERS_OF_RECOMMENDATION = 120
# A spreadsheet counts days from 1900, and holds so many digits of a number.
_FIRST_YEAR, _MOST_DIGITS = 1901, 15
_IDS = {
    "validate": "list",
    "error_type": "warning",
    "error_title": ID,
    "error_message": "This is no Id of the sheet Table.",
}
_DAY = {
    "validate": "date",
    "criteria": ">=",
    "value": date(_FIRST_YEAR, 1, 1),
    "error_title": DAY,
    "error_message": "Write a day, such as 2026-06-30.",
}
_NUMBER = {
    "validate": "decimal",
    "criteria": "between",
    "minimum": -(10**_MOST_DIGITS),
    "maximum": 10**_MOST_DIGITS,
    "error_message": "Write a number.",
}
# What people can still do in a sheet that is locked.
_ALLOWED = {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True}


def write_record(sheet: Worksheet, contents: Contents, formats: Formats) -> None:
    """What was said, a line each, locked; each line with a code that tells a change in it."""
    columns = (*RECORD_COLUMNS, EXPORTED)
    begin(sheet, _widths(columns), formats, ())
    sheet.set_column(len(columns) - 1, len(columns) - 1, None, None, {"hidden": True})
    row = 0
    for row, cells in enumerate(islice(_lines(contents), MOST_ROWS - 1), start=1):
        shown = {column: fit(text) for column, text in cells.items()}
        sheet.set_row(row, height([(shown.get(name, ""), _WIDTHS[name]) for name in _TALL]))
        for place, column in enumerate(RECORD_COLUMNS):
            if column in shown:
                _write(sheet, row, place, column, shown[column], formats)
        code = write_code(shown, RECORD_COLUMNS, decisions=contents.decisions)
        sheet.write_string(row, len(RECORD_COLUMNS), code)
    end(sheet, rows=row, columns=len(columns), frozen=2)
    sheet.print_area(0, 0, row, len(RECORD_COLUMNS) - 1)
    # On one page its print would be too small; which line it is stands on both.
    sheet.fit_to_pages(2, 0)
    sheet.repeat_columns(0, RECORD_COLUMNS.index(WHAT))
    sheet.protect("", _ALLOWED)


def _lines(contents: Contents) -> Iterator[dict[str, str]]:
    for row_id, decisions in contents.progress.items():
        text = shorten(contents.rows[row_id].text, letters=_LETTERS_OF_RECOMMENDATION)
        for cells in lines_of(decisions):
            yield {ID: row_id, RECOMMENDATION: text, **cells}


def _widths(columns: tuple[str, ...]) -> Mapping[str, float]:
    return {column: _WIDTHS.get(column, _USUAL_WIDTH) for column in columns}


def _write(
    sheet: Worksheet, row: int, place: int, column: str, text: str, formats: Formats
) -> None:
    """A day as a day and a number as a number, where a spreadsheet can hold them whole."""
    if column in DAYS and (day := date.fromisoformat(text)).year >= _FIRST_YEAR:
        sheet.write_datetime(row, place, day, formats.day)
    elif column in NUMBERS and sum(map(str.isdigit, text)) <= _MOST_DIGITS:
        sheet.write_number(row, place, float(text))
    else:
        sheet.write_string(row, place, text)


def write_new(sheet: Worksheet, *, rows: int, formats: Formats, lists: Lists) -> None:
    """Empty lines; those of their cells that are not needed turn grey once it is said for what.

    Args:
        sheet: To write to.
        rows: Number of rows of the table, whose Ids can be chosen.
        formats: Of the workbook.
        lists: The same.
    """
    widths = _widths(NEW_COLUMNS)
    begin(sheet, widths, formats, NEW_COLUMNS)
    for place, column in enumerate(NEW_COLUMNS):
        if column in (DAY, *_TEXTS):
            look = formats.day if column == DAY else formats.text
            sheet.set_column(place, place, widths[column], look)
        if column in _DROP_DOWNS:
            lists.attach(sheet, column, place, NEW_LINES)
        if column == DAY or column in NUMBERS:
            rule = _DAY if column == DAY else _NUMBER | {"error_title": column}
            sheet.data_validation(1, place, NEW_LINES, place, rule)
        _shade(sheet, place, column, formats)
    if rows:
        last = min(rows + 1, MOST_ROWS)
        sheet.data_validation(1, 0, NEW_LINES, 0, {**_IDS, "source": f"={TABLE}!$A$2:$A${last}"})
    end(sheet, rows=NEW_LINES, columns=len(NEW_COLUMNS), frozen=2)


def _shade(sheet: Worksheet, place: int, column: str, formats: Formats) -> None:
    """Make a cell grey where its line says something that has no such column."""
    what = f"${chr(ord('A') + NEW_COLUMNS.index(WHAT))}2"
    said_in = [f'{what}<>"{name}"' for name, columns in FIELDS.items() if column in columns]
    if said_in:
        rule = {
            "type": "formula",
            "criteria": f'=AND({what}<>"",{",".join(said_in)})',
            "format": formats.unused,
        }
        sheet.conditional_format(1, place, NEW_LINES, place, rule)
