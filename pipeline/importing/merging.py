"""What people decided of suggested merges."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions.log import Kind, answer
from pipeline.importing.comparing import Compared
from pipeline.importing.wishes import Row, Wish
from pipeline.workbook.columns import (
    DECIDED,
    DECISION,
    LEFT,
    LEFT_MENTION,
    MERGE_DECISIONS,
    RIGHT,
    RIGHT_MENTION,
)
from pipeline.workbook.reading import Unusable

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from pipeline.workbook.state import Base


def compare_merges(
    rows: Iterable[Row], bases: Mapping[str, Base], known: Collection[str], *, exported: bool
) -> Compared:
    """What stands in the column of decisions; an empty cell, or one as it was, asks for nothing.

    Args:
        rows: As they stand in the file.
        bases: Rows of the table as they were exported, by their ids.
        known: Mentions that the last run or the log has.
        exported: Whether the file says which decisions were known when it was written.
    """
    compared = Compared()
    for row in rows:
        said = row.text(DECISION).casefold()
        pair = "|".join((row.text(LEFT), row.text(RIGHT)))
        place = row.place(DECISION)
        cell = row.cells[DECISION]
        if isinstance(cell, Unusable):
            compared.refuse(place, pair, f"the cell {cell.value}")
        elif said in ("", row.text(DECIDED)):
            continue
        elif said not in MERGE_DECISIONS:
            reason = f"{said!r} is no decision; write {', '.join(MERGE_DECISIONS)}"
            compared.refuse(place, pair, reason)
        else:
            one = _side(row, LEFT, LEFT_MENTION, bases, known)
            other = _side(row, RIGHT, RIGHT_MENTION, bases, known)
            if not one or not other or set(one) & set(other):
                reason = "these are not two rows that were exported and are still there"
                compared.refuse(place, pair, reason)
                continue
            base = bases[row.text(LEFT)]
            compared.wishes.append(
                Wish(
                    place=place,
                    recommendation=pair,
                    choice=answer(Kind(said), one, other),
                    known=base.decisions if exported else 0,
                    fingerprint=base.fingerprint,
                )
            )
    return compared


def _side(
    row: Row, side: str, column: str, bases: Mapping[str, Base], known: Collection[str]
) -> tuple[str, ...]:
    """The mentions of a row that are still there, first the one that was compared."""
    base = bases.get(row.text(side))
    names = [name for name in base.mention_ids if name in known] if base else []
    first = row.text(column)
    return tuple(sorted(names, key=lambda name: name != first))
