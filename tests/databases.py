"""A PostgreSQL server for tests, started from the installed programs, and places for stores."""

from __future__ import annotations

import atexit
import functools
import itertools
import os
import shutil
import subprocess
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import URL, text

from pipeline.errors import UsageError
from pipeline.store.databases import connect
from pipeline.store.places import parse_place, to_url

if TYPE_CHECKING:
    from collections.abc import Sequence

SQLITE, POSTGRESQL = KINDS = ("SQLite", "PostgreSQL")
# A server that is there already, by the URL of one who may make databases and roles.
SERVER = "STOCKTAKE_TEST_POSTGRES"
# One who is asked for a password.
GUEST, PASSWORD = "stocktake_guest", "open-sesame"

_NUMBERS = itertools.count(1)
_SECONDS_TO_START = 60


def make_place(kind: str, folder: Path) -> URL:
    """Where a store of either kind can be, with nothing there yet.

    Where PostgreSQL is not installed the test is skipped; in continuous integration, which
    installs it, it fails.
    """
    return to_url(folder / "stocktake.db") if kind == SQLITE else make_database()


def make_database(encoding: str = "UTF8") -> URL:
    """An empty database on the server."""
    name = f"stocktake_test_{os.getpid()}_{next(_NUMBERS)}"
    server = find_server()
    call_server(
        server, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'"
    )
    return server.set(database=name)


def execute(place: URL, *statements: str) -> list[Sequence[object]]:
    """Rows of the last of some statements in one transaction, with no store in between."""
    with closing(connect(place)) as database, database.writing() as connection:
        results = [connection.execute(text(statement)) for statement in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


def call_server(server: URL, *statements: str) -> None:
    """Run statements, each in no transaction."""
    with closing(connect(server)) as database, database.engine.connect() as connection:
        connection.execution_options(isolation_level="AUTOCOMMIT")
        for statement in statements:
            connection.execute(text(statement))


@functools.cache
def find_server() -> URL:
    """The server, started when the first test needs it and stopped when the last is done."""
    said = os.environ.get(SERVER)
    server = parse_place(said, origin=SERVER) if said else _start(_find_programs())
    call_server(
        server,
        f"DROP ROLE IF EXISTS {GUEST}",
        f"CREATE ROLE {GUEST} LOGIN PASSWORD '{PASSWORD}'",
    )
    return server


def _find_programs() -> Path:
    """The folder of PostgreSQL's programs; of several versions the newest."""
    found = [Path(path).resolve().parent for path in [shutil.which("initdb")] if path]
    found += [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found:
        reason = f"PostgreSQL is not installed (initdb is not found), and {SERVER} is not set"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    return max(found, key=lambda path: [int(part) for part in path.parts if part.isdigit()])


def _start(programs: Path) -> URL:
    """A server that listens on a socket in a folder of its own."""
    folder = Path(tempfile.mkdtemp(prefix="stocktake-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    # PostgreSQL refuses to be run by root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data = folder / "data"
    subprocess.run(  # noqa: S603 (a program of the system)
        [programs / "initdb", "-D", data, "-U", "tester", "-A", "trust", "--no-sync"],
        check=True,
        user=user,
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    rules = data / "pg_hba.conf"
    rules.write_text(f"local all {GUEST} scram-sha-256\n" + rules.read_text(encoding="utf-8"))
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(  # noqa: S603 (as above)
            [programs / "postgres", "-D", data, "-k", folder, "-c", "listen_addresses=", "-F"],
            user=user,
            cwd=folder,
            stdout=subprocess.DEVNULL,
            stderr=log,
        )
    atexit.register(_stop, process)
    url = URL.create("postgresql+pg8000", username="tester", database="postgres")
    return _wait_for(url.set(query={"host": str(folder)}), folder / "log")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_for(server: URL, log: Path) -> URL:
    """The server, when it answers."""
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until:
        try:
            execute(server, "SELECT 1")
        except UsageError:
            time.sleep(0.1)
        else:
            return server
    raise AssertionError(f"the server does not answer: {log.read_text(encoding='utf-8')}")
