"""What a run made, written where pages can ask for a part of it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from itertools import starmap
from typing import TYPE_CHECKING

from pipeline.board.evidence import forget_gone
from pipeline.board.fields import RECORDED, facets_of, values_of
from pipeline.board.standing import lines_of, say_recorded, write_dues, write_quotations
from pipeline.board.tables import rewriting
from pipeline.cache import encode
from pipeline.decisions.log import NO, YES
from pipeline.decisions.progress import Progress, progress

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pandas as pd

    from pipeline.decisions.log import Decision
    from pipeline.recommendations import SuggestedMerge
    from pipeline.records import Document, Recommendation, Source

# Columns of the table that no decision changes, and where a board has them.
_FIXED = {
    "source": "Source",
    "url": "Ref / URL",
    "sources": "Sources",
    "stakeholder_groups": "Stakeholder groups",
    "since_last": "Since last",
}

_NOTHING = Progress()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a run shows.

    Attributes:
        rows: The recommendations, removed ones too, in any order.
        undecided: Of rows that people decided on, what they would say had nobody done so.
        table: All of them as the table has them, in its order, those that were removed last.
        merges: Suggested, in the order in which they are to be decided.
        documents: By id, with those that only a decided mention is left of.
        decisions: Those that hold, in terms of the mentions as they are now.
        facts: What else is to be known, by name.
    """

    rows: Sequence[Recommendation]
    undecided: Mapping[str, Recommendation]
    table: pd.DataFrame
    merges: Sequence[SuggestedMerge]
    documents: Mapping[str, Document]
    decisions: Sequence[Decision]
    facts: Mapping[str, object]


def write_board(path: Path, shown: Shown) -> None:
    """Replace what a board says; documents that did not change are left as they are.

    Raises:
        OSError, sqlite3.Error: It cannot be written.
    """
    rows = {row.recommendation_id: row for row in shown.rows}
    cells = _cells(shown.table)
    origins = {name: _origins(document.source) for name, document in shown.documents.items()}
    facets: list[tuple[str, str, int]] = []
    places = {str(cell["Id"]): place for place, cell in enumerate(cells)}
    recorded = _read_progress(shown)
    with rewriting(path) as connection:
        for table in ("facts", "rows", "facets", "words", "mentions", "merges", "dues", "quoted"):
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 (one of the above)
        _write_documents(connection, shown)
        merged = _write_merges(connection, shown.merges, places)
        for place, cell in enumerate(cells):
            row = rows[str(cell["Id"])]
            machine = shown.undecided.get(row.recommendation_id, row)
            said = recorded.get(row.recommendation_id, _NOTHING)
            counted = {"merges": merged.get(place, 0), RECORDED: say_recorded(said)}
            values = values_of(row, str(cell["xreference"]))
            suggested = values if machine is row else values_of(machine, str(cell["xreference"]))
            _write_row(connection, place, cell, row, values, suggested, counted)
            found = {
                *facets_of(values, row.decided, suggested),
                ("since last", str(cell["Since last"])),
                ("merges", YES if place in merged else NO),
                (RECORDED, say_recorded(said)),
                *(origin for m in row.mentions for origin in origins[m.document_id]),
            }
            facets += ((name, value, place) for name, value in found)
            write_dues(connection, lines_of(place, said, values, suggested))
            write_quotations(connection, place, said)
        # In the order of their keys, in which SQLite takes them in fastest.
        _insert(connection, "facets", sorted(facets))
        _write_mentions(connection, shown.rows, places)
        forget_gone(connection)
        facts = {**shown.facts, "edition": secrets.token_hex(8)}
        _insert(connection, "facts", ((name, encode(value)) for name, value in facts.items()))


def _read_progress(shown: Shown) -> dict[str, Progress]:
    """What is recorded of the rows that people said anything of, by id."""
    named = {name for decision in shown.decisions for name in decision.mention_ids}
    rows = {row.recommendation_id: [m.mention_id for m in row.mentions] for row in shown.rows}
    return progress(
        shown.decisions, {row: names for row, names in rows.items() if not named.isdisjoint(names)}
    )


def _write_row(
    connection: sqlite3.Connection,
    place: int,
    cell: Mapping[str, object],
    row: Recommendation,
    values: Mapping[str, str],
    machine: Mapping[str, str],
    counted: Mapping[str, object],
) -> None:
    columns = {
        "place": place,
        "id": row.recommendation_id,
        **values,
        **{column: cell[name] for column, name in _FIXED.items()},
        "form_letters": cell["Form letters"] or 0,
        "priority": cell["Priority"] or 0,
        **counted,
        "category_evidence": row.category_evidence,
        "tag_evidence": row.tag_evidence,
        "decided": "|".join(row.decided),
        "waiting": "",
        "canonical": _canonical(row),
        "changed": 0,
        "machine": encode(machine),
    }
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    connection.execute(f"INSERT INTO rows ({names}) VALUES ({marks})", list(columns.values()))  # noqa: S608 (names of ours)
    said = "\n".join(mention.standalone for mention in row.mentions)
    words = (place, row.recommendation_id, row.text, row.remark, columns["source"], said)
    connection.execute(
        "INSERT INTO words (rowid, id, text, remark, source, mentions) VALUES (?, ?, ?, ?, ?, ?)",
        words,
    )


def _canonical(row: Recommendation) -> str:
    """The mention that the row's text is of; where people wrote it, the first."""
    same = (m.mention_id for m in row.mentions if m.standalone == row.text)
    return next(same, row.mentions[0].mention_id)


def _cells(table: pd.DataFrame) -> list[dict[str, object]]:
    """The rows of the table, by column; quicker than the table's own way."""
    columns = [str(name) for name in table.columns]
    rows = zip(*(table[name].tolist() for name in columns), strict=True)
    return [dict(zip(columns, cells, strict=True)) for cells in rows]


def _origins(source: Source) -> tuple[tuple[str, str], ...]:
    """The facets that a document gives the rows it has mentions of."""
    return (
        ("document", source.name),
        ("body", source.body),
        ("stakeholder group", source.stakeholder_group),
        ("year", str(source.published.year) if source.published else ""),
    )


def _write_mentions(
    connection: sqlite3.Connection, rows: Iterable[Recommendation], places: Mapping[str, int]
) -> None:
    def lines() -> Iterator[tuple[object, ...]]:
        for row in rows:
            place = places[row.recommendation_id]
            for m in row.mentions:
                yield m.mention_id, place, m.document_id, m.paragraph, m.start, encode(m)

    _insert(connection, "mentions", sorted(lines()))


def _write_documents(connection: sqlite3.Connection, shown: Shown) -> None:
    """Sources all anew, for people mend what is known of them; paragraphs where they changed."""
    found: dict[str, int] = {}
    for row in shown.rows:
        for mention in row.mentions:
            found[mention.document_id] = found.get(mention.document_id, 0) + 1
    known = dict(starmap(lambda *pair: pair, connection.execute(
        "SELECT id, content_hash FROM documents")))  # fmt: skip
    gone = known.keys() - shown.documents.keys()
    connection.executemany("DELETE FROM documents WHERE id = ?", [(name,) for name in gone])
    for name, document in shown.documents.items():
        source = encode(document.source)
        about = (document.source.name, source, found.get(name, 0))
        if known.get(name) == document.content_hash:
            connection.execute(
                "UPDATE documents SET name = ?, source = ?, found = ? WHERE id = ?", (*about, name)
            )
        else:
            connection.execute(
                "INSERT OR REPLACE INTO documents (name, source, found, id, content_hash, "
                "paragraphs) VALUES (?, ?, ?, ?, ?, ?)",
                (*about, name, document.content_hash, encode(document.paragraphs)),
            )


def _write_merges(
    connection: sqlite3.Connection, merges: Iterable[SuggestedMerge], places: Mapping[str, int]
) -> dict[int, int]:
    """Write the suggested merges; how many there are of each row, by its place."""
    counts: dict[int, int] = {}
    lines = []
    for number, one in enumerate(merges):
        left, right = places[one.left], places[one.right]
        for place in (left, right):
            counts[place] = counts.get(place, 0) + 1
        lines.append(
            (number, left, right, one.score, one.reason, one.left_mention, one.right_mention,
             one.decision)
        )  # fmt: skip
    _insert(connection, "merges", lines)
    return counts


def _insert(
    connection: sqlite3.Connection, table: str, lines: Iterable[tuple[object, ...]]
) -> None:
    """Lines at the end of a table, all of its columns."""
    count = len(connection.execute(f"PRAGMA table_info({table})").fetchall())
    marks = ", ".join("?" * count)
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", lines)  # noqa: S608 (a table of ours)
