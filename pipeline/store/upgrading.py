"""Versions of the tables: a store is made, or brought to the present version, before it is used."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import inspect, text

from pipeline.errors import UsageError
from pipeline.store.databases import connect
from pipeline.store.places import describe_place, is_server
from pipeline.store.tables import MINTED

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

    from pipeline.store.databases import Database

# The first had no table that says so.
VERSIONS = ("v1", "v2", "v3")
PRESENT = VERSIONS[-1]
VERSION_TABLE = "stocktake_version"
_NONE = ""


def open_database(url: URL) -> Database:
    """The database at a place, with a store of the present version, made where it is empty.

    An older one in a file is brought to it by itself, after a copy was made beside it. One
    on a server is not: others use it too, and their programs would not open it any more.

    Raises:
        UsageError: It is of a newer version, or of an older one on a server, or the database
            is another program's.
    """
    database = connect(url)
    try:
        _prepare(database)
    except UsageError:
        database.close()
        raise
    return database


def _prepare(database: Database) -> None:
    with database.reading() as connection:
        version = _read_version(connection, database)
    if version == PRESENT:
        return
    if version != _NONE and is_server(database.url):
        raise UsageError(
            f"{describe_place(database.url)}: the store is of the older version {version}; "
            "when nobody uses it, make a copy with pg_dump, then call: stocktake store upgrade"
        )
    _upgrade(database)


def upgrade_store(url: URL) -> str:
    """Bring a store to the present version, also on a server; gives the version that it was.

    Raises:
        UsageError: It is of a newer version, or the database is another program's.
    """
    with closing(connect(url)) as database:
        return _upgrade(database)


def _upgrade(database: Database) -> str:
    with database.writing() as connection:
        version = _read_version(connection, database)
        if version == PRESENT:
            return version
        if is_server(database.url):
            _check_encoding(connection, database)
        elif version != _NONE:
            _keep_copy(Path(str(database.url.database)), version)
        _migrate(connection, version)
        return version


def _read_version(connection: Connection, database: Database) -> str:
    """Version of the store in a database; none where the database is empty."""
    place = describe_place(database.url)
    inspector = inspect(connection)
    tables = set(inspector.get_table_names())
    if VERSION_TABLE in tables:
        version = str(connection.scalar(text(f"SELECT version_num FROM {VERSION_TABLE}")))  # noqa: S608 (a constant)
        if version not in VERSIONS:
            raise UsageError(
                f"{place}: the store is of version {version}, which only a newer Stocktake "
                "knows; install that"
            )
        return version
    if not tables:
        return _NONE
    if tables == {MINTED.name}:
        columns = {column["name"] for column in inspector.get_columns(MINTED.name)}
        if columns == set(MINTED.c.keys()):
            return VERSIONS[0]
    raise UsageError(f"{place}: holds tables of another program; name a database of its own")


def _check_encoding(connection: Connection, database: Database) -> None:
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        raise UsageError(
            f"{describe_place(database.url)}: has the encoding {encoding}, which cannot hold "
            "every language; make a database with ENCODING 'UTF8'"
        )


def _keep_copy(path: Path, version: str) -> None:
    """A copy of the file beside it, under a name that none has.

    Raises:
        UsageError: It cannot be written.
    """
    names = (f"{path.name}.{version}{ending}" for ending in _endings())
    copy = next(place for place in map(path.with_name, names) if not place.exists())
    unfinished = path.with_name(f"{path.name}.copying")
    try:
        unfinished.unlink(missing_ok=True)
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("VACUUM INTO ?", [str(unfinished)])
        unfinished.rename(copy)
    except (OSError, sqlite3.Error) as error:
        raise UsageError(
            f"{copy}: a copy of the older store cannot be written ({error}), so the store is "
            "left as it was; make room, and see that its folder can be written"
        ) from error


def _endings() -> itertools.chain[str]:
    return itertools.chain([""], (f"-{number}" for number in itertools.count(2)))


def _migrate(connection: Connection, version: str) -> None:
    """Every step from a version to the present one, in the transaction that is open."""
    from alembic import command  # noqa: PLC0415 (only where there is something to do)
    from alembic.config import Config  # noqa: PLC0415 (as above)

    config = Config(attributes={"connection": connection, "version_table": VERSION_TABLE})
    config.set_main_option("script_location", "pipeline.store:migrations")
    config.set_main_option("path_separator", "os")
    if version == VERSIONS[0]:
        # It has the tables of that version, and only lacks the one that says so.
        command.stamp(config, version)
    command.upgrade(config, "head")
