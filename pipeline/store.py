"""What must outlive a run: recommendation ids, minted once and never used again.

An append-only log in one SQLite file beside the corpus. Outputs can be thrown
away; this cannot.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy import (
    URL,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    event,
    insert,
    select,
)
from sqlalchemy.exc import DatabaseError

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_METADATA = MetaData()
_MINTED = Table(
    "minted",
    _METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("mention_id", String, nullable=False, unique=True),
    sqlite_autoincrement=True,
)


class Store:
    """The store of one workspace; opens its file or makes it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._engine = create_engine(URL.create("sqlite", database=str(path)))
        event.listen(self._engine, "connect", _configure)
        event.listen(self._engine, "begin", _begin_immediate)
        with self._transaction() as connection:
            _METADATA.create_all(connection)

    def minted(self) -> dict[str, int]:
        """Number of every recommendation by the mention that it was minted for."""
        with self._transaction() as connection:
            rows = connection.execute(select(_MINTED.c.mention_id, _MINTED.c.number))
            return {mention_id: number for mention_id, number in rows}  # noqa: C416 (rows are not tuples)

    def mint(self, mention_ids: Sequence[str]) -> None:
        """Give each mention a number of its own, in this order; once given it stays."""
        with self._transaction() as connection:
            known = set(connection.scalars(select(_MINTED.c.mention_id)))
            fresh = [{"mention_id": i} for i in mention_ids if i not in known]
            if fresh:
                connection.execute(insert(_MINTED), fresh)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise UsageError(
                f"{self._path}: cannot be used as the store ({error.orig}); "
                "restore it from a backup, or move it away to start anew"
            ) from error


def _configure(connection: object, _record: object) -> None:
    """Leave transactions to SQLAlchemy, and let readers in while one writes."""
    connection.isolation_level = None  # type: ignore[attr-defined] # sqlite3's own connection
    cursor = connection.cursor()  # type: ignore[attr-defined] # the same
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    """Take the write lock at once, so that two runs can never mint the same number."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
