"""The hidden sheet that carries what was exported, so that a change can be told from it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import UnreadableError
from pipeline.workbook.columns import DECIDABLE, DECIDED, ID, fit, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import pandas as pd
    from xlsxwriter.worksheet import Worksheet

    from pipeline.records import Recommendation

_FORMAT = "stocktake state 1"
_END = "end"
# A spreadsheet counts some of them twice.
_LETTERS_A_CELL = 16_000
_DAMAGED = (
    "its hidden sheet, which says what was exported, is damaged or of another version of "
    "Stocktake; export again, and copy your changes there"
)


class _Row(msgspec.Struct):
    """A row as the sheet holds it; of the cells, those that are not empty."""

    id: str
    decided: str
    shown: dict[str, str]
    mentions: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """A row as it was exported.

    Attributes:
        decisions: Number of the last decision that was known.
        fingerprint: Stands for the export that the row is of.
        mention_ids: Of the row.
        marks: Of what its cells showed, by column.
        shown: What they showed, by column, where that is known.
        decided: Columns that people had decided.
    """

    decisions: int
    fingerprint: str
    mention_ids: tuple[str, ...]
    marks: Mapping[str, str]
    shown: Mapping[str, str]
    decided: frozenset[str]


def write_state(
    sheet: Worksheet,
    tables: Sequence[pd.DataFrame],
    *,
    rows: Mapping[str, Recommendation],
    decisions: int,
) -> None:
    """Write what the tables show, and the mentions of each row: a row in a cell, or several."""
    digest = hashlib.sha256(str(decisions).encode())
    sheet.write_row(0, 0, [_FORMAT, str(decisions)])
    row = 0
    for row, packed in enumerate(pack(tables, rows), start=1):
        digest.update(packed.encode())
        for column, start in enumerate(range(0, len(packed), _LETTERS_A_CELL)):
            sheet.write_string(row, column, packed[start : start + _LETTERS_A_CELL])
    sheet.write_row(row + 1, 0, [_END, digest.hexdigest()])


def pack(tables: Iterable[pd.DataFrame], rows: Mapping[str, Recommendation]) -> Iterator[str]:
    """Each row of the tables as a text."""
    for table in tables:
        columns = [table[name].tolist() for name in (ID, DECIDED, *DECIDABLE)]
        for row_id, decided, *cells in zip(*columns, strict=True):
            shown = zip(DECIDABLE, map(fit, cells), strict=True)
            row = _Row(
                id=row_id,
                decided=decided,
                shown={name: text for name, text in shown if text},
                mentions=[mention.mention_id for mention in rows[row_id].mentions],
            )
            yield msgspec.json.encode(row).decode()


def read_state(rows: Iterable[Sequence[str]]) -> dict[str, Base]:
    """What was exported, by the rows' ids.

    Args:
        rows: The cells of the sheet.

    Raises:
        UnreadableError: The sheet is of another program, or was changed.
    """
    given = [list(cells) for cells in rows if any(cells)]
    head, foot = [[*cells, "", ""] for cells in (given[0], given[-1])] if given else [["", ""]] * 2
    if head[0] != _FORMAT or not head[1].isdecimal() or foot[0] != _END:
        raise UnreadableError(_DAMAGED)
    try:
        packed = [msgspec.json.decode("".join(cells), type=_Row) for cells in given[1:-1]]
    except msgspec.MsgspecError as error:
        raise UnreadableError(_DAMAGED) from error
    return {row.id: _to_base(row, int(head[1]), foot[1]) for row in packed}


def _to_base(row: _Row, decisions: int, fingerprint: str) -> Base:
    shown = {name: row.shown.get(name, "") for name in DECIDABLE}
    return Base(
        decisions=decisions,
        fingerprint=fingerprint,
        mention_ids=tuple(row.mentions),
        marks={name: mark(text) for name, text in shown.items()},
        shown=shown,
        decided=frozenset(row.decided.split(", ")),
    )
