"""A table of submissions: where its header is, what each column holds, a reading a row."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from pipeline.ingest.blocks import Reading
from pipeline.ingest.formats.plain import text_blocks
from pipeline.ingest.formats.sheet_fields import (
    find_fields,
    is_id,
    is_private,
    names_field,
    to_details,
)
from pipeline.records import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.ingest.blocks import Block
    from pipeline.records import Details

# A cell of this many words is text; a name, an organisation or a date has fewer.
LONG_CELL = 8
LONG_SHARE = 0.2
# An organisation's name, a title or a list of countries may be longer.
LONG_FIELD = 40
LOWEST_HEADER = 20
FULL_SHARE = 0.6
FEWEST_FIELDS = 2

# Han characters stand for half a word each; their texts have no spaces.
_HAN = "\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_HAN}]{{1,2}}|[^\s{_HAN}]+")
_VALUE = re.compile(r"[\d\s.,:/%+-]*\d[\d\s.,:/%+-]*|\S+@\S+|https?://\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One sheet with its header found.

    Attributes:
        header: Headings, shorter than the rows where columns have none; empty
            where no row names the columns.
        rows: The rows below the header, none of them blank.
        above: Rows above the header: a title, how to read the table.
        texts: Columns whose every cell is text.
        is_named: Whether a person named the column of texts.
        sheet: The sheet's name where the file has several.
    """

    header: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    above: Sequence[Sequence[str]]
    texts: frozenset[int]
    is_named: bool
    sheet: str = ""

    def heading(self, place: int) -> str:
        """The heading of a column, empty where it has none."""
        return self.header[place] if place < len(self.header) else ""

    def is_text(self, place: int, cell: str) -> bool:
        """Whether a cell is text to be read rather than what is known of its row."""
        if self.is_named or place in self.texts:
            return place in self.texts
        return not names_field(self.heading(place)) and count_words(cell) >= LONG_CELL


def find_table(rows: Sequence[Sequence[str]], *, text_column: str) -> Table:
    """The table that the rows of a sheet make up.

    Args:
        rows: Cells, no row of them blank.
        text_column: Heading of the column of texts; empty where it is to be found. The
            table has no column of texts where none is headed so.
    """
    place, is_header = _find_header(rows, text_column)
    header = tuple(" ".join(cell.split()) for cell in rows[place]) if is_header else ()
    data = rows[place + is_header :]
    if text_column:
        texts = {n for n, heading in enumerate(header) if _is_same(heading, text_column)}
    else:
        width = max(map(len, data), default=0)
        texts = {n for n in range(width) if _is_text(data, n, "".join(header[n : n + 1]))}
    return Table(
        header=header,
        rows=data,
        above=rows[:place],
        texts=frozenset(texts),
        is_named=bool(text_column),
    )


def count_words(cell: str) -> int:
    """Words of a cell, two Han characters counted as one."""
    return sum(1 for _ in _WORD.finditer(cell))


def read_tables(tables: Iterable[Table]) -> list[Reading]:
    """A reading a row that has text, each with a key of its own."""
    seen: Counter[str] = Counter()
    readings = []
    for table in tables:
        readings += _read_above(table, seen)
        for number, (row, details) in enumerate(
            zip(table.rows, _find_details(table), strict=True), start=1
        ):
            cells = [n for n, cell in enumerate(row) if cell.strip() and table.is_text(n, cell)]
            sections = [_read_cell(table, place, row[place], number) for place in cells]
            if sections:
                key = _distinct(_identify(table, row, cells), [row[place] for place in cells], seen)
                readings.append(Reading(sections=sections, details=details, key=key))
    return readings


def _find_header(rows: Sequence[Sequence[str]], text_column: str) -> tuple[int, bool]:
    """Place of the first row that is no title, and whether it names the columns."""
    top = rows[:LOWEST_HEADER]
    if text_column:
        named = (n for n, row in enumerate(top) if any(_is_same(c, text_column) for c in row))
        found = next(named, None)
        if found is not None:
            return found, True
    usual = median(map(_count_filled, rows))
    needed = min(usual, max(FEWEST_FIELDS, FULL_SHARE * usual))
    for place, row in enumerate(top):
        is_known = sum(map(names_field, row)) >= FEWEST_FIELDS
        if is_known or _count_filled(row) >= needed:
            return place, is_known or not any(map(_is_value, row))
    return 0, True


def _count_filled(row: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in row)


def _is_value(cell: str) -> bool:
    """Whether the cell is a number, a date, an address or a statement, which head no column."""
    text = cell.strip()
    return bool(_VALUE.fullmatch(text)) or (count_words(text) >= LONG_CELL and text.endswith("."))


def _is_same(heading: str, named: str) -> bool:
    return _fold(heading) == _fold(named)


def _is_text(rows: Sequence[Sequence[str]], place: int, heading: str) -> bool:
    """Whether at least a fifth of the column's filled cells are long."""
    least = LONG_FIELD if names_field(heading) else LONG_CELL
    filled = [row[place] for row in rows if place < len(row) and row[place].strip()]
    long = sum(count_words(cell) >= least for cell in filled)
    return bool(long) and long >= LONG_SHARE * len(filled)


def _read_above(table: Table, seen: Counter[str]) -> list[Reading]:
    """A reading of what stands above the header and is longer than a title."""
    cells = [cell for row in table.above for cell in row if count_words(cell) >= LONG_CELL]
    sections = [text_blocks(cell, is_markdown=False) for cell in cells]
    if not sections:
        return []
    return [Reading(sections=sections, key=_distinct("above the header", cells, seen))]


def _read_cell(table: Table, place: int, cell: str, number: int) -> list[Block]:
    label = ": ".join(filter(None, (table.sheet, table.heading(place))))
    blocks = text_blocks(cell, is_markdown=False)
    return [replace(block, page=number, label=label) for block in blocks]


def _find_details(table: Table) -> list[Details]:
    fields = [
        field for field in find_fields(table.header, table.rows) if field[1] not in table.texts
    ]
    sheet = [("Sheet", table.sheet)] if table.sheet else []
    found = []
    for number, row in enumerate(table.rows):
        values, used = {}, set()
        for field, place, column in fields:
            if column[number] and field not in values:
                values[field] = column[number]
                used.add(place)
        other = [pair for pair in _other_cells(table, row, used) if not is_private(pair[0])]
        found.append(to_details(values, sheet + other))
    return found


def _other_cells(table: Table, row: Sequence[str], used: Iterable[int]) -> list[tuple[str, str]]:
    return [
        (table.heading(place) or f"column {place + 1}", cell.strip())
        for place, cell in enumerate(row)
        if cell.strip() and place not in used and not table.is_text(place, cell)
    ]


def _identify(table: Table, row: Sequence[str], texts: Iterable[int]) -> str:
    """What the row is known by: its id, else all of its cells that are not text."""
    known = [
        (heading, cell)
        for heading, cell in _other_cells(table, row, texts)
        if names_field(heading) or count_words(cell) < LONG_CELL
    ]
    ids = [pair for pair in known if is_id(pair[0])]
    return "\n".join(sorted("\t".join(map(_fold, pair)) for pair in ids or known))


def _fold(text: str) -> str:
    return " ".join(text.casefold().split())


def _distinct(identity: str, texts: Iterable[str], seen: Counter[str]) -> str:
    """The identity; with the texts where an earlier row has it, counted where they repeat too.

    So of several rows of one respondent only the first keeps its key when its text is
    edited, but none loses its key when another is added, removed or moved below the first.
    """
    written = "\n".join([identity, *map(normalise, texts)])
    for key in filter(None, (identity, written)):
        seen[key] += 1
        if seen[key] == 1:
            return key
    return f"{written}\n{seen[written]}"
