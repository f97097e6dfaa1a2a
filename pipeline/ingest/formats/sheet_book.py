"""XLSX workbooks: the cells of each sheet as text."""

from __future__ import annotations

import io
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING

from openpyxl.cell.cell import ERROR_CODES
from openpyxl.reader.excel import ExcelReader

from pipeline.errors import UnreadableError
from pipeline.ingest.formats.packages import DAMAGE, check_package, damaged

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.ingest.blocks import File

# As many as a sheet of Excel has; a damaged or hostile one may claim any number.
MOST_SHEET_ROWS = 1_048_576
# Digits beyond these are the noise of binary fractions.
DIGITS = 15

# Besides what other packages raise: ill-formed XML, parts and styles that are not there,
# attributes of the wrong kind, dates and numbers out of range.
_DAMAGE = (*DAMAGE, SyntaxError, LookupError, OSError, ArithmeticError)
_ERRORS = frozenset({*ERROR_CODES, "#SPILL!", "#CALC!", "#FIELD!", "#GETTING_DATA"})
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]+)(\d+):[A-Z]+(\d+)"')
# Formulas whose cell holds no value; one that gives an empty text is stored as such a text.
_UNSAVED = re.compile(
    rb'<(?:\w+:)?c\s(?![^<>]*\st="str")[^<>]*>\s*<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*+'
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
# Control characters as Excel writes them into its strings.
_ESCAPED = re.compile(r"_x000[9AD]_", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet of a workbook, its rows that hold anything.

    Attributes:
        unsaved: How many formulas have no value, since no program computed them.
    """

    name: str
    is_hidden: bool
    rows: list[list[str]]
    unsaved: int


def read_sheets(file: File) -> list[Sheet]:
    """The sheets of an XLSX file in their order, formulas as the values last computed.

    Dates are ISO text, numbers have no needless digits, errors are left out, and a
    cell merged over several rows stands in each of them.

    Raises:
        UnreadableError: It is damaged, encrypted or no XLSX, or has too many rows.
    """
    check_package(file, save_as="XLSX")
    with _refuse_damage(), warnings.catch_warnings():
        # Of styles, validations and print areas that are not kept.
        warnings.simplefilter("ignore")
        reader = ExcelReader(
            io.BytesIO(file.content), read_only=True, data_only=True, keep_links=False
        )
        reader.read()
        return _read_all(reader, most_rows=file.settings.rows)


@contextmanager
def _refuse_damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise UnreadableError(damaged("XLSX")) from error


def _read_all(reader: ExcelReader, *, most_rows: int) -> list[Sheet]:
    parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    sheets = []
    left = most_rows + 1
    for worksheet in reader.wb.worksheets:
        worksheet.reset_dimensions()
        part = reader.archive.read(parts[worksheet.title])
        filled = _fill_merged(_to_rows(worksheet.iter_rows(values_only=True)), _find_merged(part))
        rows = list(islice(filled, left))
        left -= len(rows)
        if not left:
            raise UnreadableError(f"has more than {most_rows} rows; split it")
        sheets.append(
            Sheet(
                name=worksheet.title,
                is_hidden=worksheet.sheet_state != "visible",
                rows=rows,
                unsaved=len(_UNSAVED.findall(part)),
            )
        )
    return sheets


def _to_rows(rows: Iterable[tuple[object, ...]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that hold anything, with their numbers in the sheet."""
    for number, values in enumerate(islice(rows, MOST_SHEET_ROWS), start=1):
        cells = [_to_text(value) for value in values]
        while cells and not cells[-1].strip():
            cells.pop()
        if cells:
            yield number, cells


def _find_merged(part: bytes) -> dict[int, list[tuple[int, int]]]:
    """Columns of cells merged over several rows and the last of these, by the first."""
    found: dict[int, list[tuple[int, int]]] = {}
    for letters, first, last in _MERGED.findall(part, max(part.rfind(b"sheetData"), 0)):
        if int(last) > int(first):
            found.setdefault(int(first), []).append((_column(letters), int(last)))
    return found


def _column(letters: bytes) -> int:
    """Place of a column by its letters, 0 for A."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - ord("A") + 1
    return place - 1


def _fill_merged(
    rows: Iterable[tuple[int, list[str]]], merged: dict[int, list[tuple[int, int]]]
) -> Iterator[list[str]]:
    """The rows, with what stands in a merged cell in each row that it spans."""
    spanning: dict[int, tuple[int, str]] = {}
    for number, cells in rows:
        for place, (last, text) in spanning.items():
            if number <= last and place < len(cells) and not cells[place].strip():
                cells[place] = text
        for place, last in merged.get(number, []):
            if place < len(cells):
                spanning[place] = (last, cells[place])
        yield cells


def _to_text(value: object) -> str:
    """What the cell shows, but for the format of its numbers and dates."""
    if value is None or value in _ERRORS:
        return ""
    if isinstance(value, str):
        return _ESCAPED.sub(lambda match: chr(int(match[0][2:6], 16)), value)
    if isinstance(value, float):
        return format(value, f".{DIGITS}g")
    if isinstance(value, datetime):
        return _date_text(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _date_text(value: datetime) -> str:
    is_day = value.time() == time()
    return value.date().isoformat() if is_day else value.isoformat(" ", timespec="seconds")
