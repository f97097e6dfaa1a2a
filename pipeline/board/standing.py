"""What a board has of how far rows are carried out: whether it is recorded, and what is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.board.fields import RECORDED
from pipeline.cache import decode
from pipeline.decisions.due import bodies_in, find_owed
from pipeline.decisions.log import NO, YES
from pipeline.decisions.progress import Progress
from pipeline.records import Part

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping


def is_followed_up(part: str, relevant: str, said: Progress) -> bool:
    """Whether it is asked of a row how far it is: of improvements, and of what has a record."""
    return relevant == YES and (part == Part.IMPROVEMENT or said != Progress())


def say_recorded(said: Progress) -> str:
    """Whether anything is recorded of a row, as columns and facets have it."""
    return YES if said != Progress() else NO


def lines_of(
    place: int, said: Progress, values: Mapping[str, str], machine: Mapping[str, str]
) -> Iterator[tuple[str, str, int, str]]:
    """What is due of the row at a place, for the table ``dues``; a line for each body.

    Args:
        place: Of the row.
        said: What people recorded of it.
        values: What its fields say, by column.
        machine: What they would say had nobody decided.
    """
    if is_followed_up(values["part"], values["relevant"], said):
        bodies = bodies_in(values["responsible"])
        for owed in find_owed(said, target=machine["target_date"], bodies=bodies):
            for body in owed.bodies or ("",):
                yield owed.day.isoformat(), body, place, owed.milestone


def write_dues(connection: sqlite3.Connection, lines: Iterable[tuple[str, str, int, str]]) -> None:
    """Lines at the end of what is due; one that is there is left."""
    connection.executemany("INSERT OR IGNORE INTO dues VALUES (?, ?, ?, ?)", lines)


def write_quotations(connection: sqlite3.Connection, place: int, said: Progress) -> None:
    """What assessments of the row at a place quote, so that it is not suggested again."""
    quoted = {one.value.evidence.quotation for one in said.assessments} - {""}
    lines = ((place, quotation) for quotation in sorted(quoted))
    connection.executemany("INSERT INTO quoted VALUES (?, ?)", lines)


def mend(connection: sqlite3.Connection, place: int, said: Progress) -> None:
    """Say of the row at a place what is recorded of it, and what is due."""
    row = connection.execute(
        "SELECT part, relevant, responsible, machine FROM rows WHERE place = ?", (place,)
    ).fetchone()
    recorded = say_recorded(said)
    connection.execute("UPDATE rows SET recorded = ? WHERE place = ?", (recorded, place))
    connection.execute("DELETE FROM facets WHERE place = ? AND name = ?", (place, RECORDED))
    connection.execute("INSERT INTO facets VALUES (?, ?, ?)", (RECORDED, recorded, place))
    connection.execute("DELETE FROM dues WHERE place = ?", (place,))
    write_dues(connection, lines_of(place, said, row, decode(row["machine"], dict[str, str])))
    connection.execute("DELETE FROM quoted WHERE place = ?", (place,))
    write_quotations(connection, place, said)
