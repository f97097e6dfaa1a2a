"""Questions to a board: rows that fit, one row with all that belongs to it, what waits."""

from __future__ import annotations

import sqlite3
import threading
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.board.evidence import KeptEvidence
from pipeline.board.fields import NOT_YET
from pipeline.board.finding import View, condition, order
from pipeline.board.following import KnownLog, follow
from pipeline.board.found import (
    BodyDue,
    DueLine,
    Merge,
    Read,
    Row,
    Stand,
    to_read,
    to_row,
)
from pipeline.board.tables import connect, is_present
from pipeline.cache import decode
from pipeline.decisions.log import YES, Snapshot
from pipeline.errors import UsageError
from pipeline.records import Mention, Paragraph, Part, Source

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from pipeline.store import Store

Value = TypeVar("Value")

_MOST_COUNTED = 1_000


class Board:
    """The board of a workspace, for any number of threads.

    Args:
        path: Its file, which a run makes.

    Raises:
        UsageError: There was no run yet, or it cannot be read; so does every method.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self._lock = threading.Lock()
        self._known: KnownLog | None = None
        self._edition = ""
        self._counted: dict[tuple[object, ...], dict[tuple[bool, str], int]] = {}

    def follow(self, store: Store) -> KnownLog:
        """Bring the board up to the log; gives what of the log is about which mention."""
        with self._lock:
            edition = self.fact("edition", str)
            if self._known is None or edition != self._edition:
                self._known = KnownLog(self.fact("moved", dict[str, str]))
                self._edition = edition
            self._known.read(store)
            if self._known.last > self.fact("decisions", int):
                follow(self._connection(), self._known)
            return self._known

    @property
    def is_usable(self) -> bool:
        """Whether a run of this version wrote it."""
        try:
            self._connection()
        except (sqlite3.Error, UsageError):
            return False
        return True

    def fact(self, name: str, kind: type[Value]) -> Value:
        """What is to be known of the whole, by its name; the empty value where it is not there."""
        found = self._ask("SELECT value FROM facts WHERE name = ?", name)
        return decode(found[0][0], kind) if found else kind()

    @property
    def total(self) -> int:
        """How many rows there are, those included that were removed."""
        return int(self._ask("SELECT count(*) FROM rows")[0][0])

    def count(self, view: View) -> int:
        """How many rows fit, whatever part of them is asked for."""
        return sum(self.parts(view).values())

    def parts(self, view: View) -> dict[tuple[bool, str], int]:
        """How many rows that fit there are by whether they are relevant, and by part."""
        where, values = condition(view)
        query = f"SELECT relevant, part, count(*) FROM rows WHERE {where} GROUP BY relevant, part"  # noqa: S608 (built from constants)
        # Asked first, so that what is written meanwhile is counted anew.
        state = self.fact("edition", str), self.fact("decisions", int)
        known = self._counted.get((state, query, *values))
        if known is None:
            found = self._ask(query, *values)
            known = {(relevant == YES, part): count for relevant, part, count in found}
            if len(self._counted) >= _MOST_COUNTED:
                self._counted = {}
            self._counted[state, query, *values] = known
        return dict(known)

    def find(self, view: View) -> list[Row]:
        """The rows that fit, as many as are asked for."""
        where, values = condition(view)
        ordered = order(view)
        # The inner one goes through an index alone; the outer reads the few whole rows.
        query = (
            "SELECT * FROM rows WHERE place IN (SELECT place FROM rows "  # noqa: S608 (built from constants)
            f"WHERE {where} ORDER BY {ordered} LIMIT ? OFFSET ?) ORDER BY {ordered}"
        )
        return [to_row(row) for row in self._ask(query, *values, view.count, view.start)]

    def first_values(self, facet: str, count: int) -> list[str]:
        """Values of a facet that any row has, in their order, at most so many."""
        query = (
            "WITH RECURSIVE found (value) AS (SELECT min(value) FROM facets WHERE name = ?1 "
            "UNION ALL SELECT (SELECT min(value) FROM facets f WHERE name = ?1 AND "
            "f.value > found.value) FROM found WHERE value IS NOT NULL) "
            "SELECT value FROM found WHERE value IS NOT NULL LIMIT ?2"
        )
        return [value for (value,) in self._ask(query, facet, count)]

    def beside(self, place: int) -> tuple[str, str]:
        """Ids of the rows just before and after a place; empty where there is none."""
        found = dict(
            self._ask("SELECT place, id FROM rows WHERE place IN (?, ?)", place - 1, place + 1)
        )
        return found.get(place - 1, ""), found.get(place + 1, "")

    def row(self, recommendation_id: str) -> Row | None:
        """The row of that id."""
        found = self._ask("SELECT * FROM rows WHERE id = ?", recommendation_id)
        return to_row(found[0]) if found else None

    @property
    def evidence(self) -> KeptEvidence:
        """What was found in later documents of how far rows are carried out."""
        return KeptEvidence(self._ask)

    @property
    def orphans(self) -> tuple[str, ...]:
        """Ids of decided mentions that their documents do not hold any more."""
        found = self.fact("orphans", list[dict[str, Any]])
        return tuple(str(orphan["mention_id"]) for orphan in found)

    def mentions_of(self, recommendation_id: str) -> tuple[str, ...]:
        """Ids of the mentions of a row; none where there is no such row."""
        query = (
            "SELECT m.id FROM mentions m JOIN rows r ON r.place = m.place WHERE r.id = ? "
            "ORDER BY m.document_id, m.paragraph, m.start, m.id"
        )
        return tuple(name for (name,) in self._ask(query, recommendation_id))

    def row_with(self, mention_id: str) -> tuple[str, ...]:
        """Ids of the mentions of the row that has a mention; none where no row has it."""
        query = (
            "SELECT id FROM mentions WHERE place = (SELECT place FROM mentions WHERE id = ?) "
            "ORDER BY document_id, paragraph, start, id"
        )
        return tuple(name for (name,) in self._ask(query, mention_id))

    def row_of(self, mention_id: str) -> Row | None:
        """The row that a mention stands in."""
        query = (
            "SELECT rows.* FROM rows JOIN mentions ON mentions.place = rows.place "
            "WHERE mentions.id = ?"
        )
        found = self._ask(query, mention_id)
        return to_row(found[0]) if found else None

    def mentions(self, place: int) -> list[Mention]:
        """Mentions of the row at a place, by document and place in it."""
        query = (
            "SELECT contents FROM mentions WHERE place = ? "
            "ORDER BY document_id, paragraph, start, id"
        )
        return [decode(contents, Mention) for (contents,) in self._ask(query, place)]

    def mentions_in(self, document_id: str) -> list[tuple[Mention, str]]:
        """Mentions of a document in its order, each with the id of its row."""
        query = (
            "SELECT m.contents, r.id FROM mentions m JOIN rows r ON r.place = m.place "
            "WHERE m.document_id = ? ORDER BY m.paragraph, m.start, m.id"
        )
        return [(decode(found, Mention), row) for found, row in self._ask(query, document_id)]

    def document(self, document_id: str) -> Read | None:
        """The document of that id, with its paragraphs."""
        found = self._ask("SELECT * FROM documents WHERE id = ?", document_id)
        if not found:
            return None
        paragraphs = decode(found[0]["paragraphs"], tuple[Paragraph, ...])
        return to_read(found[0], paragraphs)

    def sources(self, document_ids: Iterable[str]) -> dict[str, Source]:
        """What is known of these documents, by their ids; those that are not there left out."""
        query = "SELECT source FROM documents WHERE id = ?"
        found = ((name, self._ask(query, name)) for name in document_ids)
        return {name: decode(lines[0][0], Source) for name, lines in found if lines}

    def documents(self, *, start: int = 0, count: int = -1) -> list[Read]:
        """Documents by name, without their paragraphs."""
        query = "SELECT id, source, found FROM documents ORDER BY name, id LIMIT ? OFFSET ?"
        return [to_read(row, ()) for row in self._ask(query, count, start)]

    def merges(
        self, *, answer: str = "", category: str = "", document: str = "", by_score: bool = True
    ) -> list[int]:
        """Numbers of the suggested merges with an answer, in the order to be decided in.

        Args:
            answer: "" for those that nobody answered.
            category: Only between rows of which one is of that category.
            document: Only between rows of which one stands in that document, by its name.
            by_score: Those whose decision teaches most first; else by the rows' places.
        """
        query = "SELECT number FROM merges m WHERE answer = ?"
        values = [answer]
        for name, value in (("category", category), ("document", document)):
            if value:
                query += (
                    " AND EXISTS (SELECT 1 FROM facets f WHERE f.name = ? AND f.value = ? "
                    'AND f.place IN (m."left", m."right"))'
                )
                values += [name, value]
        query += " ORDER BY number" if by_score else ' ORDER BY "left", "right"'
        return [number for (number,) in self._ask(query, *values)]

    def answers(self) -> dict[str, int]:
        """How many suggested merges have each answer; "" for none yet."""
        return dict(self._ask("SELECT answer, count(*) FROM merges GROUP BY answer"))

    def reviewed(self) -> dict[tuple[str, str], int]:
        """How many rows in the table there are by part and by a value of the facet "reviewed".

        Those that nobody reviewed, mostly by far the most, are left out.
        """
        query = (
            "SELECT r.part, f.value, count(*) FROM facets f "
            "JOIN rows r ON r.place = f.place "
            "WHERE f.name = 'reviewed' AND f.value <> ? AND r.relevant = ? GROUP BY 1, 2"
        )
        return {(part, value): n for part, value, n in self._ask(query, NOT_YET, YES)}

    def standings(self) -> list[Stand]:
        """How many rows stand how, of those that are followed up.

        Those are the improvements in the table, and the considerations that have a record.
        """
        query = (
            "SELECT part, recorded, category, status, count(*) AS rows FROM rows "
            "WHERE relevant = ? AND (part = ? OR recorded = ?) GROUP BY 1, 2, 3, 4"
        )
        found = self._ask(query, YES, Part.IMPROVEMENT, YES)
        return [Stand(**{**dict(one), "recorded": one["recorded"] == YES}) for one in found]

    def bodies_due(self, today: date, until: date) -> list[BodyDue]:
        """How much each body has to do that is late, or due up to a day, by name."""
        query = (
            "SELECT body, sum(day < ?1) AS late, sum(day >= ?1) AS soon FROM dues "
            "WHERE day <= ?2 GROUP BY body"
        )
        found = self._ask(query, today.isoformat(), until.isoformat())
        return [BodyDue(**dict(one)) for one in found]

    def count_late(self, today: date) -> int:
        """How many rows and milestones are late, whoever has to do them."""
        query = "SELECT count(*) FROM (SELECT DISTINCT place, milestone FROM dues WHERE day < ?)"
        return int(self._ask(query, today.isoformat())[0][0])

    def dues(self, until: date, *, body: str | None, start: int, count: int) -> list[DueLine]:
        """What is late or due up to a day, the longest late first, at most so many.

        Args:
            until: The day.
            body: Whose; None for that of all, where what several have to do stands with each.
            start: How many to leave out at the beginning.
            count: How many to give at most.
        """
        query = "SELECT day, body, milestone, place FROM dues WHERE day <= ?"
        values: list[object] = [until.isoformat()]
        if body is not None:
            query += " AND body = ?"
            values.append(body)
        query += " ORDER BY day, body, place, milestone LIMIT ? OFFSET ?"
        return [
            DueLine(
                day=date.fromisoformat(day),
                body=whose,
                milestone=milestone,
                row=to_row(self._ask("SELECT * FROM rows WHERE place = ?", place)[0]),
            )
            for day, whose, milestone, place in self._ask(query, *values, count, start)
        ]

    def rows_with(self, mention_ids: Iterable[str]) -> list[Row]:
        """The rows that have any of the mentions, in the table's order."""
        found = {row.place: row for name in mention_ids if (row := self.row_of(name))}
        return [found[place] for place in sorted(found)]

    def merge(self, number: int) -> Merge | None:
        """The suggested merge of a number."""
        found = self._ask("SELECT * FROM merges WHERE number = ?", number)
        return self._to_merge(found[0]) if found else None

    def merges_of(self, place: int) -> list[Merge]:
        """Suggested merges of the row at a place."""
        query = 'SELECT * FROM merges WHERE "left" = ? OR "right" = ? ORDER BY number'
        return [self._to_merge(row) for row in self._ask(query, place, place)]

    def snapshots(self, names: Iterable[str]) -> dict[str, Snapshot]:
        """The mentions of these ids with their neighbours and former ids, by id."""
        was: dict[str, list[str]] = {}
        for old, new in sorted(self.fact("moved", dict[str, str]).items()):
            was.setdefault(new, []).append(old)
        found = {name: self._snapshot(name, was.get(name, ())) for name in names}
        return {name: snapshot for name, snapshot in found.items() if snapshot}

    def _snapshot(self, name: str, was: Sequence[str]) -> Snapshot | None:
        found = self._ask("SELECT * FROM mentions WHERE id = ?", name)
        if not found:
            return None
        key = [found[0][column] for column in ("document_id", "paragraph", "start", "id")]
        source = self._ask("SELECT source FROM documents WHERE id = ?", key[0])[0][0]
        before, after = (
            self._ask(
                "SELECT contents FROM mentions WHERE document_id = ? AND (paragraph, start, id) "  # noqa: S608 (built from constants)
                f"{sign} (?, ?, ?) ORDER BY paragraph {way}, start {way}, id {way} LIMIT 1",
                *key,
            )
            for sign, way in (("<", "DESC"), (">", "ASC"))
        )
        return Snapshot(
            mention=decode(found[0]["contents"], Mention),
            source=decode(source, Source),
            before=decode(before[0][0], Mention).text if before else "",
            after=decode(after[0][0], Mention).text if after else "",
            was=tuple(was),
        )

    def _to_merge(self, found: sqlite3.Row) -> Merge:
        left, right = (
            to_row(self._ask("SELECT * FROM rows WHERE place = ?", found[side])[0])
            for side in ("left", "right")
        )
        return Merge(**{**dict(found), "left": left, "right": right})

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = connect(self._path)
            if not is_present(connection):
                raise UsageError(f"{self._path}: is of another version; call stocktake run")
            self._local.connection = connection
        return connection

    def _ask(self, query: str, *values: object) -> list[Any]:
        try:
            return self._connection().execute(query, values).fetchall()
        except OverflowError:
            return []  # it was asked for a number that SQLite cannot hold, nor any row has
        except sqlite3.Error as error:
            self._local.connection = None
            raise UsageError(
                f"{self._path}: cannot be read ({error}); pages show what a run made, so call "
                "stocktake run first"
            ) from error
