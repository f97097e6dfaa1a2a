"""What must outlive a run: people's decisions, and the ids that were given out.

An append-only log in a database: one SQLite file beside the corpus, or PostgreSQL.
Outputs can be thrown away; this cannot. Nothing in it is changed or deleted but the
names of people, which stand in a table of their own; the database itself refuses more.
Accounts are kept beside it, and these do change: see ``pipeline.store.accounts``.
"""

from __future__ import annotations

import json
import uuid
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import URL, func, select, update

from pipeline.decisions.log import Decision, Kind, read_snapshot, write_snapshot
from pipeline.errors import UsageError
from pipeline.store.people import clean, give_person, to_name
from pipeline.store.places import STORE, has_store, locate_store, to_url
from pipeline.store.tables import (
    DECISIONS,
    INVITATIONS,
    MINTED,
    PEOPLE,
    SNAPSHOTS,
    append,
    find_known,
)
from pipeline.store.upgrading import open_database

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection

    from pipeline.decisions.log import Choice, Snapshot

__all__ = ["STORE", "Store", "has_store", "locate_store", "open_store"]


class Store:
    """The store of one workspace; opens its database or makes it.

    Args:
        place: A file, or the URL of a database.

    Raises:
        UsageError: It is no store, or one of another version; so does every method where
            the database cannot be used.

    Attributes:
        database: Where it is kept, for the accounts that are kept there too.
    """

    def __init__(self, place: Path | URL) -> None:
        self.database = open_database(place if isinstance(place, URL) else to_url(place))

    def decide(
        self,
        choices: Sequence[Choice],
        *,
        reviewer: str,
        snapshots: Iterable[Snapshot] = (),
        keys: Sequence[str] = (),
    ) -> list[Decision]:
        """Append choices to the log, all or none, and give those that are new there.

        Args:
            choices: In the order in which they are to stand.
            reviewer: Who made them.
            snapshots: Of the mentions that they name.
            keys: A name of its own for each, where the caller may have to send them twice;
                one that the log has already is not written again.

        Raises:
            UsageError: A name or key is empty, too long or, among the keys, there twice.
        """
        name = to_name(reviewer, "the name of who made it")
        names = [to_name(key, "the key") for key in keys] or [uuid.uuid4().hex for _ in choices]
        if len(set(names)) < len(names):
            raise UsageError("two decisions have the same key; give each one of its own")
        with self.database.writing() as connection:
            known = find_known(connection, DECISIONS.c.key, names)
            person = give_person(connection, name)
            _keep(connection, snapshots)
            before = connection.scalar(select(func.max(DECISIONS.c.number))) or 0
            # Taken when no other can write, so that times are in the order of the log.
            now = datetime.now(UTC).isoformat()
            rows = [
                _to_row(choice, key, person, now)
                for key, choice in zip(names, choices, strict=True)
                if key not in known
            ]
            append(connection, DECISIONS, rows)
            return _read(connection, after=before)

    def log(self, *, after: int = 0) -> list[Decision]:
        """Every decision after a number, in the order in which they were made."""
        with self.database.reading() as connection:
            return _read(connection, after=after)

    def people(self) -> dict[int, str]:
        """Names of all who decided something, as they are called now, by their numbers."""
        query = select(PEOPLE.c.person, PEOPLE.c.name).order_by(PEOPLE.c.person)
        with self.database.reading() as connection:
            return {row.person: row.name for row in connection.execute(query)}

    def snapshots(self) -> list[Snapshot]:
        """Mentions that somebody decided on or that an id was minted for, by their ids."""
        with self.database.reading() as connection:
            contents = connection.execute(select(SNAPSHOTS.c.mention_id, SNAPSHOTS.c.contents))
            # Databases differ in what they sort by.
            return [read_snapshot(row.contents) for row in sorted(contents, key=tuple)]

    def snapshot(self, mention_id: str) -> Snapshot | None:
        """The snapshot of a mention; None where there is none."""
        query = select(SNAPSHOTS.c.contents).where(SNAPSHOTS.c.mention_id == mention_id)
        with self.database.reading() as connection:
            contents = connection.scalar(query)
        return read_snapshot(contents) if contents else None

    def kept(self, mention_ids: Sequence[str]) -> set[str]:
        """Those of the mentions of which there is a snapshot."""
        with self.database.reading() as connection:
            return find_known(connection, SNAPSHOTS.c.mention_id, mention_ids)

    def rename_person(self, name: str, pseudonym: str) -> None:
        """Call a person otherwise in the whole log; in what people wrote, names stay.

        Raises:
            UsageError: Nobody has that name, or somebody else has the new one.
        """
        with self.database.writing() as connection:
            rows = connection.execute(select(PEOPLE.c.name, PEOPLE.c.person))
            people = {known: person for known, person in rows}  # noqa: C416 (rows are not tuples)
            if name not in people:
                raise UsageError(f"{name!r}: nobody of that name decided anything; see the log")
            if not pseudonym.strip() or pseudonym.strip() in people:
                raise UsageError(f"{pseudonym!r}: is taken or empty; choose another pseudonym")
            new = to_name(pseudonym, "the pseudonym")
            changed = update(PEOPLE).where(PEOPLE.c.person == people[name])
            connection.execute(changed.values(name=new))
            invited = update(INVITATIONS).where(INVITATIONS.c.name == name)
            connection.execute(invited.values(name=new))
        self.database.wipe()

    def minted(self) -> dict[str, int]:
        """Number of every recommendation by the mention that it was minted for."""
        query = select(MINTED.c.mention_id, MINTED.c.number).order_by(MINTED.c.number)
        with self.database.reading() as connection:
            rows = connection.execute(query)
            return {mention_id: number for mention_id, number in rows}  # noqa: C416 (rows are not tuples)

    def mention_of(self, number: int) -> str:
        """The mention that a number was minted for; empty where nothing has that number."""
        query = select(MINTED.c.mention_id).where(MINTED.c.number == number)
        with self.database.reading() as connection:
            return connection.scalar(query) or ""

    def mint(self, snapshots: Sequence[Snapshot]) -> None:
        """Give each mention a number of its own, in this order; once given it stays."""
        names = list(dict.fromkeys(snapshot.mention.mention_id for snapshot in snapshots))
        with self.database.writing() as connection:
            _keep(connection, snapshots)
            known = find_known(connection, MINTED.c.mention_id, names)
            fresh = [{"mention_id": name} for name in names if name not in known]
            append(connection, MINTED, fresh)

    def close(self) -> None:
        """Let go of the database."""
        self.database.close()


@contextmanager
def open_store(place: Path | URL) -> Iterator[Store]:
    """The store, closed at the end."""
    with closing(Store(place)) as store:
        yield store


def _keep(connection: Connection, snapshots: Iterable[Snapshot]) -> None:
    """Keep the snapshots of mentions of which there is none; the first one stays."""
    new = {s.mention.mention_id: write_snapshot(s) for s in snapshots}
    known = find_known(connection, SNAPSHOTS.c.mention_id, list(new))
    rows = [{"mention_id": n, "contents": c} for n, c in sorted(new.items()) if n not in known]
    append(connection, SNAPSHOTS, rows)


def _to_row(choice: Choice, key: str, person: int, now: str) -> dict[str, object]:
    return {
        "key": key,
        "kind": choice.kind.value,
        "mention_ids": json.dumps(choice.mention_ids),
        "value": clean(choice.value),
        "note": clean(choice.note),
        "shown": clean(choice.shown),
        "person": person,
        "decided_at": now,
    }


def _read(connection: Connection, *, after: int = 0) -> list[Decision]:
    """Decisions of the log after a number, in its order."""
    query = select(DECISIONS, PEOPLE.c.name).join(PEOPLE).where(DECISIONS.c.number > after)
    return [
        Decision(
            number=row.number,
            key=row.key,
            kind=Kind(row.kind),
            mention_ids=tuple(json.loads(row.mention_ids)),
            value=row.value,
            note=row.note,
            shown=row.shown,
            reviewer=row.name,
            decided_at=datetime.fromisoformat(row.decided_at),
        )
        for row in connection.execute(query.order_by(DECISIONS.c.number))
    ]
