"""Tables of submissions, CSV and XLSX: one row a submission, its long cells its text."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Reading
from pipeline.ingest.decoding import LARGEST_TEXT, decode
from pipeline.ingest.formats.sheet_book import read_sheets
from pipeline.ingest.formats.sheet_table import find_table, read_tables

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.ingest.blocks import File
    from pipeline.ingest.formats.sheet_table import Table

SAMPLE = 200_000
SAMPLE_ROWS = 200
MOST = 0.5
SHOWN_ROWS = 5

_DELIMITERS = ",;\t|"
# Where nothing separates cells: a sign that nobody writes.
_NONE = "\x1f"
_SEPARATOR_LINE = re.compile(r"""["']?sep=([^"'\r\n])["']?\r?\n""", re.IGNORECASE)


def read_sheet(file: File) -> list[Reading]:
    """A reading a row of a CSV table, whatever separates its cells.

    The header is the first row that is as full as most; where that holds a number, a
    date or a statement, no row names the columns. A column counts as text where at
    least a fifth of its filled cells are long, or where the register names it; a long
    cell elsewhere is text as well, and the other cells describe who wrote it.

    Raises:
        UnreadableError: If no column holds text.
    """
    text = decode(file.content).replace("\0", "")
    rows, notes = _read_rows(text, most=file.settings.rows)
    table = find_table(rows, text_column=file.source.text_column)
    _check_texts([table], file.source.text_column)
    notes += _explain_wide(table)
    rest = [Reading(sections=[], left_out=tuple(notes))] if notes else []
    return read_tables([table]) + rest


def read_workbook(file: File) -> list[Reading]:
    """A reading a row of an XLSX workbook, as of a CSV table.

    Each visible sheet with a column of texts is read and its rows counted from 1; its
    name stands before the heading in labels and among the details where there are
    several. A hidden sheet that has texts is named as left out.

    Raises:
        UnreadableError: If it is damaged, or no sheet has a column of texts.
    """
    named = file.source.text_column
    book = read_sheets(file)
    sheets = [sheet for sheet in book if sheet.rows]
    tables = [(sheet, find_table(sheet.rows, text_column=named)) for sheet in sheets]
    hidden = [sheet.name for sheet, table in tables if sheet.is_hidden and table.texts]
    shown = [(sheet.name, table) for sheet, table in tables if not sheet.is_hidden]
    notes = [f"its sheet {name!r} is hidden; show it to have it read" for name in hidden]
    notes += _explain_unsaved(sum(sheet.unsaved for sheet in book if not sheet.is_hidden))
    if not notes:
        _check_texts([table for _, table in shown], named)
    rest = [Reading(sections=[], left_out=tuple(notes))] if notes else []
    is_one = len(sheets) == 1
    return rest + read_tables(
        table if is_one else replace(table, sheet=name) for name, table in shown if table.texts
    )


def _explain_unsaved(formulas: int) -> list[str]:
    """What to do about formulas that no program has computed, as in files that scripts write."""
    if not formulas:
        return []
    counted = "1 formula has" if formulas == 1 else f"{formulas} formulas have"
    return [f"{counted} no stored value; open the file in a spreadsheet program and save it"]


def _check_texts(tables: Sequence[Table], text_column: str) -> None:
    """Refuse what has no column of texts, with the headings that it has."""
    if not tables:
        raise UnreadableError("holds no text")
    if any(table.texts for table in tables):
        return
    headings = [heading for table in tables for heading in table.header if heading]
    listed = ", ".join(map(repr, headings)) or "none"
    if text_column:
        raise UnreadableError(
            f"has no column headed {text_column!r}; its headings are {listed}: "
            "name one of them as text_column in the register"
        )
    raise UnreadableError(
        "has no column of texts, only short cells; if one of its columns "
        f"({listed}) is to be read, name it as text_column in the register"
    )


def _read_rows(text: str, *, most: int) -> tuple[list[list[str]], list[str]]:
    """The rows that hold anything, and what is wrong with how they are written."""
    named = _SEPARATOR_LINE.match(text)
    text = text[named.end() :] if named else text
    # One cell may hold a whole submission; the module's own limit is 131,072 characters.
    csv.field_size_limit(LARGEST_TEXT)
    delimiter = named[1] if named else _find_delimiter(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows: list[list[str]] = []
    begins = ends = 0
    for row in reader:
        begins, ends = ends, reader.line_num
        if _is_filled(row):
            rows.append(row)
        if len(rows) > most:
            raise UnreadableError(f"has more than {most} rows; split it")
    if not rows:
        raise UnreadableError("holds no text")
    is_open = ends - begins > 1 and _is_open(text, begins, delimiter)
    return rows, [_explain_open(ends - begins)] if is_open else []


def _is_filled(row: Sequence[str]) -> bool:
    return any(cell.strip() for cell in row)


def _find_delimiter(text: str) -> str:
    """The delimiter that gives most rows the same number of cells, else the header's."""
    sample = io.StringIO(text[:SAMPLE], newline="")
    first = next((line for line in sample if line.strip()), "")
    best = max(_DELIMITERS, key=lambda mark: _agreement(text, mark))
    if _agreement(text, best)[0] > MOST:
        return best
    outside = "".join(first.split('"')[::2])
    best = max(_DELIMITERS, key=outside.count)
    return best if best in outside else _NONE


def _agreement(text: str, mark: str) -> tuple[float, int]:
    """Share of the first rows that have the same number of cells, and that number."""
    reader = csv.reader(io.StringIO(text[:SAMPLE], newline=""), delimiter=mark)
    rows = [row for row in islice(reader, SAMPLE_ROWS) if _is_filled(row)]
    if len(text) > SAMPLE and len(rows) > 1:
        rows.pop()
    if not rows or (len(rows[0]) == 1 and _is_punctuation(rows, mark)):
        return 0, 0
    ((width, count),) = Counter(map(len, rows)).most_common(1)
    return (count / len(rows), width) if width > 1 else (0, 0)


def _is_punctuation(rows: Sequence[Sequence[str]], mark: str) -> bool:
    """Whether what stands behind the mark mostly begins with a space, as in a sentence."""
    behind = [cell for row in rows for cell in row[1:]]
    return mark in ",;" and 2 * sum(cell.startswith(" ") for cell in behind) > len(behind)


def _is_open(text: str, begins: int, delimiter: str) -> bool:
    """Whether a quotation mark in the last row, which begins at that line, is never closed."""
    lines = islice(io.StringIO(text, newline=""), begins, None)
    try:
        list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        return "end of data" in str(error)
    return False


def _explain_open(lines: int) -> str:
    return (
        f"its last row opens a quotation mark that nothing closes, so its last {lines} lines "
        "are read as one cell; close it"
    )


def _explain_wide(table: Table) -> list[str]:
    """What to do about rows with a filled cell beyond the last heading."""
    width = len(table.header)
    wide = [n for n, row in enumerate(table.rows, start=1) if _is_filled(row[width:])]
    if not table.header or not wide:
        return []
    listed = ", ".join(map(str, wide[:SHOWN_ROWS]))
    more = f" and {len(wide) - SHOWN_ROWS} more" if len(wide) > SHOWN_ROWS else ""
    note = (
        f"has more cells than headings in row {listed}{more}: its texts may be cut into pieces; "
        "put quotation marks around cells that hold what separates cells"
    )
    return [note]
