"""A database as a store needs it: transactions one after the other, and errors for people."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from pipeline.errors import UsageError
from pipeline.store.places import (
    VARIABLE,
    describe_place,
    driver_arguments,
    is_server,
    refuse_network_share,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL, Connection, Engine

_SECONDS_TO_WAIT = 30
# Any number will do, as long as every version of this program takes the same.
_LOCK = 7_243_985_061
_WRITES = "writes"
# Where PostgreSQL's own programs look for a password that the URL does not have.
_PASSWORD = "PGPASSWORD"  # noqa: S105 (no password, but where one is)
# Both see one moment of the database, or, when they write, what the last writer left.
_LEVELS = {False: "REPEATABLE READ", True: "READ COMMITTED"}

# What SQLite and PostgreSQL say of a wait that was too long, and of a file that is damaged.
_BUSY = ("SQLITE_BUSY", "SQLITE_LOCKED", "55P03")
_DAMAGED = ("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT")


@dataclass(frozen=True, slots=True)
class Database:
    """A database that is open.

    Attributes:
        url: Where it is.
        engine: Its connections.
    """

    url: URL
    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees the database as it is at one moment.

        Raises:
            UsageError: The database cannot be used.
        """
        with self._transaction(writes=False) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other that writes runs beside; all of it stays, or nothing.

        Raises:
            UsageError: As ``reading``.
        """
        with self._transaction(writes=True) as connection:
            yield connection

    @contextmanager
    def _transaction(self, *, writes: bool) -> Iterator[Connection]:
        try:
            with self.engine.connect() as connection:
                connection.execution_options(**{_WRITES: writes})
                if is_server(self.url):
                    connection.execution_options(isolation_level=_LEVELS[writes])
                with connection.begin():
                    yield connection
        except (DBAPIError, PoolTimeoutError, OSError) as error:
            raise self._explain(error) from error

    def wipe(self) -> None:
        """What was replaced stands nowhere in the file any more, nor in what lies beside it.

        While others use the file, that is so when the last of them closes it.
        """
        if not is_server(self.url):
            with (
                closing(self.engine.raw_connection()) as connection,
                suppress(sqlite3.OperationalError),
            ):
                connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def _explain(self, error: Exception) -> UsageError:
        """The error for people; drivers put no password into theirs."""
        place, (code, reason) = describe_place(self.url), _read_error(error)
        if code.startswith(_BUSY):
            return UsageError(
                f"{place}: another program has been writing to the store for "
                f"{_SECONDS_TO_WAIT} seconds ({reason}); call again when it is done"
            )
        if code.startswith(_DAMAGED):
            advice = "restore it from a backup, or move it away to start anew"
        elif is_server(self.url):
            advice = f"see that the server runs, and that {VARIABLE} or [store] url is right"
        else:
            advice = "see that its folder is there, can be written and has room"
        return UsageError(f"{place}: cannot be used as the store ({reason}); {advice}")


def connect(url: URL) -> Database:
    """The database at a place; a file that is not there is made when it is used.

    Raises:
        UsageError: It is no place for a store.
    """
    return Database(url, _connect_server(url) if is_server(url) else _connect_file(url))


def _connect_file(url: URL) -> Engine:
    refuse_network_share(url)
    engine = create_engine(url, connect_args={"timeout": _SECONDS_TO_WAIT})
    event.listen(engine, "connect", _configure)
    event.listen(engine, "begin", _begin_in_file)
    return engine


def _connect_server(url: URL) -> Engine:
    try:
        engine = create_engine(
            # None leaves as it is what the URL says.
            url.set(query={}, password=None if url.password else os.environ.get(_PASSWORD)),
            connect_args={**driver_arguments(url), "timeout": 2 * _SECONDS_TO_WAIT},
            pool_pre_ping=True,
        )
    except ImportError as error:
        raise UsageError(
            f"{describe_place(url)}: PostgreSQL needs a package that is not installed; "
            "install it: python -m pip install pg8000"
        ) from error
    event.listen(engine, "begin", _begin_on_server)
    return engine


def _configure(connection: object, _record: object) -> None:
    """Leave transactions to SQLAlchemy, let readers in while one writes, forget what is gone."""
    connection.isolation_level = None  # type: ignore[attr-defined] # sqlite3's own connection
    cursor = connection.cursor()  # type: ignore[attr-defined] # the same
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA secure_delete = ON")
    cursor.close()


def _begin_in_file(connection: Connection) -> None:
    """Take the lock of writers at once, so that no two mint the same number."""
    writes = connection.get_execution_options()[_WRITES]
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_on_server(connection: Connection) -> None:
    """Writers go one by one: else a number could be seen before a smaller one is."""
    if connection.get_execution_options().get(_WRITES):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_SECONDS_TO_WAIT}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")


def _read_error(error: Exception) -> tuple[str, str]:
    """Code and message of what a driver says, each in its own way."""
    said = error.orig if isinstance(error, DBAPIError) else error
    reason: BaseException | None = said
    while reason is not None:
        fields = reason.args[0] if reason.args else None
        if isinstance(fields, dict):
            return str(fields.get("C", "")), str(fields.get("M", ""))
        # The driver reports that it could not hang up; why it wanted to stands behind that.
        reason = reason.__context__
    return getattr(said, "sqlite_errorname", ""), str(said)
