"""Reading a spreadsheet that people worked in, in a process of its own: its cells as texts.

Nothing in it is computed. What a formula gives, or what stands behind a merged cell, cannot
be known for sure, so such cells say why they cannot be used.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from openpyxl.cell.cell import TYPE_ERROR, TYPE_FORMULA
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils import range_boundaries

from pipeline.errors import UnreadableError, UsageError
from pipeline.ingest.blocks import File
from pipeline.ingest.formats.packages import DAMAGE, check_package, damaged
from pipeline.isolation import MEGABYTE, run_apart
from pipeline.records import Source
from pipeline.workbook.names import MENTIONS, NOTES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell.read_only import ReadOnlyCell

    from pipeline.config import IngestSettings


class Unusable(Enum):
    """Why nobody can tell what a cell says, and what to do."""

    FORMULA = "holds a formula; write its value"
    ERROR = "holds an error of the spreadsheet; write a value"
    MERGED = "is joined with other cells, so what it held is lost; part them, and fill it in"


Cell: TypeAlias = "str | Unusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet, its rows that hold anything with their numbers in it; cells from column A."""

    name: str
    rows: list[tuple[int, list[Cell]]]


# Besides what packages raise: ill-formed XML, styles that are not there, dates out of range.
_DAMAGE = (*DAMAGE, SyntaxError, LookupError, OSError, ArithmeticError)
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_MOST_COLUMNS = 1_000
_LONGEST_FIELD = 10_000_000
_DELIMITERS = ",;\t"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z]+[0-9]+:[A-Z]+[0-9]+)"')
_UNUSABLE = {TYPE_FORMULA: Unusable.FORMULA, TYPE_ERROR: Unusable.ERROR}
# Characters that XML cannot hold, as spreadsheets write them, and "_" that looks so.
_ESCAPED = re.compile(r"_x(?:005F|00[01][0-9A-Fa-f]|007F|00[89][0-9A-Fa-f]|FFF[EF])_")
# Nobody needs them to decide, and they are long.
_NOT_READ = (MENTIONS, NOTES)


def read_book(path: Path, *, settings: IngestSettings) -> list[Sheet]:
    """The sheets of an XLSX file, or the one that a CSV file is.

    Args:
        path: The file.
        settings: What a file may cost.

    Raises:
        UsageError: It is none of these, damaged, or costs more.
    """
    try:
        _check_size(path.stat().st_size, settings)
        read = partial(_read, path.read_bytes(), path.name, settings)
        return run_apart(read, seconds=settings.seconds, megabytes=settings.megabytes)
    except OSError as error:
        raise UsageError(f"{path}: cannot be read ({error.strerror}); name another") from error
    except UnreadableError as error:
        raise UsageError(f"{path}: {error}") from error


def _check_size(size: int, settings: IngestSettings) -> None:
    if size > settings.largest_megabytes * MEGABYTE:
        raise UnreadableError(f"has {size} bytes, more than [ingest] largest_megabytes allows")


def _read(content: bytes, name: str, settings: IngestSettings) -> list[Sheet]:
    if content.startswith((_ZIP, _OLD)):
        return read_workbook(content, settings)
    return [Sheet(name=name, rows=read_csv(content, settings))]


def read_csv(content: bytes, settings: IngestSettings) -> list[tuple[int, list[Cell]]]:
    """Rows of a CSV file that hold anything, with their numbers.

    Raises:
        UnreadableError: It is not in UTF-8, or has too many rows.
    """
    try:
        text = content.decode("utf-16" if content.startswith(_UTF_16) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(
            "is neither XLSX nor CSV in UTF-8; save it as one of these, with all its letters"
        ) from error
    named = _SEPARATOR_LINE.match(text)
    head = text.split("\n", 1)[0]
    delimiter = named[1] if named else max(_DELIMITERS, key=head.count)
    csv.field_size_limit(_LONGEST_FIELD)
    lines = io.StringIO(text[named.end() :] if named else text, newline="")
    try:
        numbered = enumerate(csv.reader(lines, delimiter=delimiter), start=1)
        rows = [(number, list[Cell](cells)) for number, cells in numbered if any(cells)]
    except csv.Error as error:
        raise UnreadableError(f"is no CSV ({error}); save it anew") from error
    _check_rows(len(rows), settings)
    return rows


def read_workbook(content: bytes, settings: IngestSettings) -> list[Sheet]:
    """The sheets of an XLSX file but for those that only explain.

    Raises:
        UnreadableError: It is damaged, encrypted or no XLSX, or has too many rows.
    """
    source = Source(document_id="", path=Path())
    check_package(File(content=content, source=source, settings=settings), save_as="XLSX")
    with _refuse_damage(), warnings.catch_warnings():
        # Of drop-downs and print areas that are not kept.
        warnings.simplefilter("ignore")
        reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
        reader.read()
        return list(_sheets(reader, settings))


@contextmanager
def _refuse_damage() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as error:
        raise UnreadableError(damaged("XLSX")) from error


def _sheets(reader: ExcelReader, settings: IngestSettings) -> Iterator[Sheet]:
    parts = {sheet.name: relation.target for sheet, relation in reader.parser.find_sheets()}
    for worksheet in reader.wb.worksheets:
        if worksheet.title in _NOT_READ:
            continue
        worksheet.reset_dimensions()
        covered = _find_merged(reader.archive.read(parts[worksheet.title]))
        rows = []
        for number, cells in enumerate(worksheet.iter_rows(), start=1):
            texts = [_to_cell(cell) for cell in islice(cells, _MOST_COLUMNS)]
            for column in covered.get(number, ()):
                texts += [""] * (column + 1 - len(texts))
                texts[column] = Unusable.MERGED
            if any(texts):
                rows.append((number, texts))
            _check_rows(len(rows), settings)
        yield Sheet(name=worksheet.title, rows=rows)


def _check_rows(rows: int, settings: IngestSettings) -> None:
    if rows > settings.rows:
        raise UnreadableError(f"has more than {settings.rows} rows; split it, or raise rows")


def _find_merged(part: bytes) -> dict[int, set[int]]:
    """Columns, from 0, of the cells that joined ones cover, by the number of their row."""
    covered: dict[int, set[int]] = {}
    for place in _MERGED.findall(part, max(part.rfind(b"sheetData"), 0)):
        left, top, right, bottom = range_boundaries(place.decode())
        for row in range(top, min(bottom, top + _MOST_COLUMNS) + 1):
            columns = set(range(left - 1, min(right, left + _MOST_COLUMNS)))
            covered.setdefault(row, set()).update(columns - ({left - 1} if row == top else set()))
    return covered


def _to_cell(cell: ReadOnlyCell) -> Cell:
    """What the cell says: a number as 0.5, a date as 2030-12-31, a share as 40%."""
    value = cell.value
    if cell.data_type in _UNUSABLE:
        return _UNUSABLE[cell.data_type]
    if value is None or isinstance(value, str):
        return _ESCAPED.sub(_decode, value or "")
    if isinstance(value, datetime):
        is_day = value.time() == time()
        return value.date().isoformat() if is_day else value.isoformat(" ", timespec="minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value)
    is_percent = "%" in cell.number_format
    return f"{_to_text(value * 100)}%" if is_percent else _to_text(value)


def _to_text(number: float) -> str:
    """In digits, none of them needless, and no exponent."""
    return f"{Decimal(f'{number:.15g}'):f}" if isinstance(number, float) else str(number)


def _decode(escape: re.Match[str]) -> str:
    """White space as it is; other characters that no text needs are left out."""
    character = chr(int(escape[0][2:6], 16))
    return character if character in "\t\n\r_" else ""
