"""CSV exports of submissions: one row a submission, long cells its paragraphs."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Reading
from pipeline.ingest.decoding import decode
from pipeline.ingest.plain import text_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.ingest.blocks import Block

SAMPLE = 20_000
MOST_ROWS = 200_000
# A cell of this many words is text; a name, an organisation or a date has fewer.
LONG_CELL = 8
LONG_SHARE = 0.2

_DELIMITERS = ",;\t|"


def read_sheet(content: bytes) -> Reading:
    """The blocks of a table of submissions, a section a cell.

    The first row names the columns. A column counts as text where at least a
    fifth of its filled cells are long; the other columns describe who wrote it.

    Raises:
        UnreadableError: If no column holds text.
    """
    rows = _read_rows(decode(content))
    if not rows:
        raise UnreadableError("holds no text")
    header, *data = rows
    columns = [place for place in range(len(header)) if _is_text(data, place)]
    if not columns:
        raise UnreadableError("has no column of texts, only short cells; nothing to read in it")
    return Reading(sections=list(_cells(header, data, columns)))


def _read_rows(text: str) -> list[list[str]]:
    text = text.replace("\0", "")
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
        rows = []
        for row in reader:
            rows.append(row)
            if len(rows) > MOST_ROWS:
                raise UnreadableError(f"has more than {MOST_ROWS} rows; split it")
    except csv.Error as error:
        raise UnreadableError(f"cannot be split into cells ({error}); export it anew") from error
    return [row for row in rows if any(cell.strip() for cell in row)]


def _delimiter(text: str) -> str:
    """The delimiter that the first line has most of, outside quotation marks."""
    first = next(csv.reader(io.StringIO(text[:SAMPLE], newline=""), delimiter="\n"), [""])
    header = first[0] if first else ""
    outside = "".join(header.split('"')[::2])
    counts = {mark: outside.count(mark) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=lambda mark: counts[mark])
    return best if counts[best] else _sniffed(text)


def _sniffed(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text[:SAMPLE], delimiters=_DELIMITERS).delimiter
    except csv.Error:
        return ","


def _is_text(rows: Sequence[Sequence[str]], place: int) -> bool:
    filled = [row[place] for row in rows if place < len(row) and row[place].strip()]
    long = sum(len(cell.split()) >= LONG_CELL for cell in filled)
    return bool(long) and long >= LONG_SHARE * len(filled)


def _cells(
    header: Sequence[str], rows: Sequence[Sequence[str]], columns: Sequence[int]
) -> Iterator[list[Block]]:
    for number, row in enumerate(rows, start=1):
        for place in columns:
            if place < len(row) and row[place].strip():
                label = " ".join(header[place].split())
                yield [
                    replace(block, page=number, label=label)
                    for block in text_blocks(row[place], is_markdown=False)
                ]
