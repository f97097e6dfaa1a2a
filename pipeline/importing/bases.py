"""What was exported: from the hidden sheet of a workbook, or from the codes in a CSV."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.workbook.codes import read_code
from pipeline.workbook.columns import DECIDABLE, DECIDED, EXPORTED, ID
from pipeline.workbook.names import STATE
from pipeline.workbook.state import Base, read_state

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.importing.wishes import Row
    from pipeline.last import LastRun
    from pipeline.workbook.reading import Sheet


def base_of_sheet(sheets: Iterable[Sheet]) -> dict[str, Base] | None:
    """Rows as they were exported, by their ids; None where no sheet says so.

    Raises:
        UnreadableError: The sheet that says so is damaged.
    """
    state = next((sheet for sheet in sheets if sheet.name == STATE), None)
    if state is None:
        return None
    return read_state([[str(cell) for cell in cells] for _, cells in state.rows])


def base_of_codes(rows: Iterable[Row], last: LastRun) -> dict[str, Base]:
    """Rows as they were exported, by their ids; their mentions are those of the last run."""
    bases: dict[str, Base] = {}
    for row in rows:
        row_id, code = row.text(ID), row.text(EXPORTED)
        read = read_code(code, DECIDABLE)
        if read and row_id in last.rows:
            bases.setdefault(
                row_id,
                Base(
                    decisions=read[0],
                    fingerprint=code,
                    mention_ids=last.rows[row_id],
                    marks=read[1],
                    shown={},
                    decided=frozenset(row.text(DECIDED).split(", ")),
                ),
            )
    return bases
