"""Evidence that was found in later documents: kept on the board, and asked for by pages.

It is found apart from the run, by a command of its own. A run forgets what it found of rows and
documents that are not there any more as they were.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.assess.findings import Evidence, StatusSuggestion
from pipeline.assess.status import STATUS_OF
from pipeline.board.found import to_row
from pipeline.board.tables import connect
from pipeline.cache import decode, encode
from pipeline.decisions.log import YES
from pipeline.records import Part

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.assess.findings import Found
    from pipeline.board.found import Row

# Rows that are followed up, of which the evidence says something else than people did, and of
# which nobody has quoted the passage that says so. They are gone through in the order of the
# suggestions, which a cross join keeps.
_WAITING = (
    "FROM looked_at l CROSS JOIN rows r ON r.id = l.id "
    "WHERE l.status <> '' AND l.status <> r.status "
    "AND r.relevant = ?1 AND (r.part = ?2 OR r.recorded = ?1) AND NOT EXISTS "
    "(SELECT 1 FROM quoted q WHERE q.place = r.place AND q.quotation = l.quotation)"
)
_FOLLOWED_UP = (YES, Part.IMPROVEMENT.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found of a row that was looked at.

    Attributes:
        evidence: The best first.
        suggestion: None where nothing is sure enough.
    """

    evidence: tuple[Evidence, ...]
    suggestion: StatusSuggestion | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A row that is followed up, of which the evidence says something else than people did."""

    row: Row
    evidence: tuple[Evidence, ...]
    suggestion: StatusSuggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class _Suggested:
    """A suggestion as it is kept; what it rests on by its place among the row's evidence."""

    reasons: tuple[str, ...]
    numbers: tuple[int, ...]


class KeptEvidence:
    """What was found, for pages that show a part of it.

    Args:
        ask: Gives the rows that a query has, with these values.
    """

    def __init__(self, ask: Callable[..., list[Any]]) -> None:
        self._ask = ask

    def of(self, recommendation_id: str) -> Looked | None:
        """What was found of a row; None where nobody has looked for it."""
        found = self._ask("SELECT * FROM looked_at WHERE id = ?", recommendation_id)
        if not found:
            return None
        evidence, suggestion = self._read(found[0])
        return Looked(evidence=evidence, suggestion=suggestion)

    def count_waiting(self, most: int) -> int:
        """How many rows wait for a person to judge what is suggested; no more are counted."""
        query = f"SELECT count(*) FROM (SELECT 1 {_WAITING} LIMIT ?3)"  # noqa: S608 (constants)
        return int(self._ask(query, *_FOLLOWED_UP, most)[0][0])

    def waiting(self, *, start: int, count: int) -> list[Waiting]:
        """Those rows, the surest suggestion first, at most so many."""
        query = f"SELECT l.* {_WAITING} ORDER BY l.score DESC, l.id LIMIT ?3 OFFSET ?4"
        return list(self._to_waiting(self._ask(query, *_FOLLOWED_UP, count, start)))

    def count_documents(self) -> tuple[int, int]:
        """In how many documents it was looked for, and in how many not yet."""
        query = "SELECT (SELECT count(*) FROM searched), (SELECT count(*) FROM documents)"
        searched, all_ = self._ask(query)[0]
        return int(searched), int(all_ - searched)

    def hashes(self) -> dict[str, str]:
        """What tells the content of each document, by its id."""
        return dict(self._ask("SELECT id, content_hash FROM documents"))

    def _to_waiting(self, found: Iterable[sqlite3.Row]) -> Iterator[Waiting]:
        for one in found:
            evidence, suggestion = self._read(one)
            (row,) = self._ask("SELECT * FROM rows WHERE id = ?", one["id"])
            if suggestion:
                yield Waiting(row=to_row(row), evidence=evidence, suggestion=suggestion)

    def _read(self, one: sqlite3.Row) -> tuple[tuple[Evidence, ...], StatusSuggestion | None]:
        query = "SELECT contents FROM evidence WHERE id = ? ORDER BY number"
        evidence = tuple(decode(data, Evidence) for (data,) in self._ask(query, one["id"]))
        if not one["status"]:
            return evidence, None
        kept = decode(one["contents"], _Suggested)
        suggestion = StatusSuggestion(
            recommendation_id=one["id"],
            status=one["status"],
            score=one["score"],
            reasons=kept.reasons,
            evidence=tuple(evidence[number] for number in kept.numbers),
        )
        return evidence, suggestion


def find_deciding(suggestion: StatusSuggestion) -> Evidence:
    """The latest passage that says what is suggested."""
    return next(one for one in suggestion.evidence if STATUS_OF[one.kind] == suggestion.status)


def keep_evidence(
    path: Path, found: Found, *, looked_at: Iterable[str], documents: Mapping[str, str]
) -> None:
    """Put what was found in place of what was found before, in one transaction.

    Args:
        path: Of the board.
        found: The evidence, and what it suggests.
        looked_at: Ids of all recommendations for which it was looked for.
        documents: Hashes of all documents in which it was looked for, by their ids.

    Raises:
        sqlite3.Error: It cannot be written.
    """
    by_row: dict[str, list[Evidence]] = {}
    for one in found.evidence:
        by_row.setdefault(one.recommendation_id, []).append(one)
    suggested = {one.recommendation_id: one for one in found.suggestions}
    connection = connect(path)
    try:
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            for table in ("searched", "looked_at", "evidence"):
                connection.execute(f"DELETE FROM {table}")  # noqa: S608 (one of the above)
            connection.executemany("INSERT INTO searched VALUES (?, ?)", documents.items())
            for row in dict.fromkeys(looked_at):
                _keep_row(connection, row, by_row.get(row, []), suggested.get(row))
            forget_gone(connection)
            # So that what was counted before is counted anew.
            connection.execute(
                "UPDATE facts SET value = ? WHERE name = 'edition'", (encode(secrets.token_hex(8)),)
            )
    finally:
        connection.close()


def forget_gone(connection: sqlite3.Connection) -> None:
    """Forget what was found of rows, or in documents, that are not there as they were.

    What the passages of a row suggested together goes with the first of them.
    """
    connection.execute(
        "DELETE FROM searched WHERE NOT EXISTS (SELECT 1 FROM documents d "
        "WHERE d.id = document_id AND d.content_hash = searched.content_hash)"
    )
    gone = "document_id NOT IN (SELECT document_id FROM searched)"
    connection.execute(
        "UPDATE looked_at SET status = '', score = 0, quotation = '' "  # noqa: S608 (a constant)
        f"WHERE id IN (SELECT id FROM evidence WHERE {gone})"
    )
    connection.execute(f"DELETE FROM evidence WHERE {gone}")  # noqa: S608 (a constant)
    for table in ("looked_at", "evidence"):
        connection.execute(f"DELETE FROM {table} WHERE id NOT IN (SELECT id FROM rows)")  # noqa: S608 (one of the above)


def _keep_row(
    connection: sqlite3.Connection,
    row: str,
    evidence: list[Evidence],
    suggestion: StatusSuggestion | None,
) -> None:
    lines = (
        (row, number, one.passage.document_id, encode(one)) for number, one in enumerate(evidence)
    )
    connection.executemany("INSERT INTO evidence VALUES (?, ?, ?, ?)", lines)
    status, score, quotation, contents = "", 0.0, "", b""
    if suggestion:
        numbers = tuple(evidence.index(one) for one in suggestion.evidence)
        status, score = suggestion.status, suggestion.score
        quotation = find_deciding(suggestion).passage.text
        contents = encode(_Suggested(reasons=suggestion.reasons, numbers=numbers))
    connection.execute(
        "INSERT INTO looked_at VALUES (?, ?, ?, ?, ?)", (row, status, score, quotation, contents)
    )
