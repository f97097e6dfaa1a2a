"""Stores of other versions: an older one is brought up or says what to run, a newer one says so."""

from __future__ import annotations

import multiprocessing
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.decisions.log import Choice, Kind
from pipeline.errors import UsageError
from pipeline.store import open_store, upgrading
from pipeline.store.databases import connect
from pipeline.store.places import VARIABLE, is_server, to_url
from pipeline.store.tables import METADATA
from pipeline.store.upgrading import PRESENT, VERSION_TABLE, VERSIONS, upgrade_store
from tests.accounts import open_office
from tests.conftest import make_mention, make_snapshot
from tests.databases import KINDS, execute, make_database, make_place

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL

# As the first release made it.
FIRST = (
    "CREATE TABLE minted (number INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "
    "mention_id VARCHAR NOT NULL, UNIQUE (mention_id))"
)
FIRST_ON_SERVER = FIRST.replace("INTEGER", "SERIAL").replace("AUTOINCREMENT", "")


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Where a store can be."""
    return make_place(request.param, tmp_path)


def make_first(path: Path, *names: str) -> Path:
    """A store of the first release."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(FIRST)
        connection.executemany("INSERT INTO minted (mention_id) VALUES (?)", [(n,) for n in names])
        connection.commit()
    return path


def make_second(place: URL) -> URL:
    """A store of the second version, with a number and a decision."""
    config = Config(attributes={"version_table": VERSION_TABLE})
    config.set_main_option("script_location", "pipeline.store:migrations")
    config.set_main_option("path_separator", "os")
    with closing(connect(place)) as database, database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "v2")
    execute(
        place,
        "INSERT INTO minted (mention_id) VALUES ('m1')",
        "INSERT INTO people (name) VALUES ('Ada')",
        "INSERT INTO decisions (key, kind, mention_ids, value, note, shown, person, decided_at) "
        "VALUES ('k', 'remark', '[]', 'first', '', '', 1, '2026-03-01T09:00:00+00:00')",
    )
    return place


def read_numbers(path: Path) -> dict[str, int]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT mention_id, number FROM minted"))


def test_the_versions_are_those_that_the_steps_lead_through() -> None:
    config = Config()
    config.set_main_option("script_location", "pipeline.store:migrations")
    config.set_main_option("path_separator", "os")
    steps = ScriptDirectory.from_config(config).walk_revisions()
    assert tuple(step.revision for step in steps)[::-1] == VERSIONS


def test_the_steps_make_the_tables_that_the_program_works_with(place: URL) -> None:
    with open_store(place):
        pass
    with closing(connect(place)) as database, database.reading() as connection:
        options = {"version_table": VERSION_TABLE}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
    assert execute(place, f"SELECT version_num FROM {VERSION_TABLE}") == [(PRESENT,)]  # noqa: S608 (a constant)


def test_a_file_of_the_first_release_keeps_its_numbers_and_takes_decisions(tmp_path: Path) -> None:
    path = make_first(tmp_path / "stocktake.db", "m2", "m1")
    with open_store(path) as store:
        assert store.minted() == {"m2": 1, "m1": 2}
        store.mint([make_snapshot(make_mention("Boats.", mention_id="m3"))])
        store.decide([Choice(kind=Kind.REMARK, mention_ids=("m1",))], reviewer="Ada")
        assert store.minted() == {"m2": 1, "m1": 2, "m3": 3}
    with pytest.raises(UsageError, match="only added"):
        execute(to_url(path), "DELETE FROM minted")


def test_before_a_file_is_upgraded_a_copy_is_made_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "stocktake.db"
    for name in ("m1", "m2"):
        make_first(path, name)
        with open_store(path):
            pass
        path.unlink()
    copies = sorted(tmp_path.iterdir())
    assert [copy.name for copy in copies] == ["stocktake.db.v1", "stocktake.db.v1-2"]
    assert [read_numbers(copy) for copy in copies] == [{"m1": 1}, {"m2": 1}]


def test_where_no_copy_can_be_made_the_file_stays_as_it_was(tmp_path: Path) -> None:
    path = make_first(tmp_path / "stocktake.db", "m1")
    before = path.read_bytes()
    (tmp_path / "stocktake.db.copying").mkdir()
    with pytest.raises(UsageError, match=r"stocktake\.db\.v1.*left as it was; make room"):
        open_store(path).__enter__()
    assert path.read_bytes() == before


def test_a_step_that_breaks_off_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_first(tmp_path / "stocktake.db", "m1")

    def migrate_and_break(connection: object, version: str) -> None:
        whole(connection, version)  # type: ignore[arg-type] # it is a connection
        raise OSError("the disk is full")

    whole = upgrading._migrate  # noqa: SLF001 (what is broken off)
    with monkeypatch.context() as patch:
        patch.setattr(upgrading, "_migrate", migrate_and_break)
        with pytest.raises(UsageError, match="the disk is full"):
            open_store(path).__enter__()
    assert execute(to_url(path), "SELECT name FROM sqlite_master WHERE type = 'table'") == [
        ("minted",),
        ("sqlite_sequence",),
    ]
    with open_store(path) as store:
        assert store.minted() == {"m1": 1}


def test_an_older_store_on_a_server_says_what_to_run_and_the_command_does_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make_database()
    execute(place, FIRST_ON_SERVER, "INSERT INTO minted (mention_id) VALUES ('m1')")
    with pytest.raises(UsageError, match=r"older version v1.*stocktake store upgrade"):
        open_store(place).__enter__()
    monkeypatch.setenv(VARIABLE, place.render_as_string(hide_password=False))
    for said in (f"is of version {PRESENT} now", f"is of version {PRESENT} already"):
        result = CliRunner().invoke(app, ["store", "upgrade", "--workspace", str(tmp_path)])
        assert (result.exit_code, said in result.stdout) == (0, True)
    with open_store(place) as store:
        store.mint([make_snapshot(make_mention("Boats.", mention_id="m2"))])
        assert store.minted() == {"m1": 1, "m2": 2}


def test_a_store_of_the_second_version_keeps_its_log_and_takes_accounts(
    place: URL, tmp_path: Path
) -> None:
    make_second(place)
    if is_server(place):
        with pytest.raises(UsageError, match=r"older version v2.*stocktake store upgrade"):
            open_store(place).__enter__()
        assert upgrade_store(place) == "v2"
    with open_office(place) as office:
        assert [one.value for one in office.store.log()] == ["first"]
        assert office.store.minted() == {"m1": 1}
        office.join("ada", "Ada")
        office.store.decide([Choice(kind=Kind.REMARK, mention_ids=("m1",))], reviewer="Ada")
        assert {one.reviewer for one in office.store.log()} == set(office.accounts.groups())
    with pytest.raises(UsageError, match="only added"):
        execute(place, "DELETE FROM decisions")
    if not is_server(place):
        assert read_numbers(tmp_path / "stocktake.db.v2") == {"m1": 1}


def test_a_newer_store_is_an_error_that_says_what_to_install(place: URL) -> None:
    with open_store(place):
        pass
    execute(place, f"UPDATE {VERSION_TABLE} SET version_num = 'v99'")  # noqa: S608 (a constant)
    for opened in (lambda: open_store(place).__enter__(), lambda: upgrade_store(place)):
        with pytest.raises(UsageError, match="version v99, which only a newer Stocktake knows"):
            opened()


@pytest.mark.parametrize(
    "table", ["minted (colour TEXT)", "decisions (number INTEGER)", "boats (name TEXT)"]
)
def test_a_database_of_another_program_is_refused_and_left_alone(place: URL, table: str) -> None:
    execute(place, f"CREATE TABLE {table}")
    with pytest.raises(UsageError, match="holds tables of another program"):
        open_store(place).__enter__()
    with pytest.raises(UsageError, match=VERSION_TABLE):
        execute(place, f"SELECT * FROM {VERSION_TABLE}")  # noqa: S608 (a constant)


def test_a_database_that_cannot_hold_every_language_is_refused() -> None:
    with pytest.raises(UsageError, match=r"encoding SQL_ASCII.*ENCODING 'UTF8'"):
        open_store(make_database("SQL_ASCII")).__enter__()


def open_and_close(path: Path) -> None:
    """What many programs do at once."""
    with open_store(path):
        pass


def test_of_many_who_open_an_older_file_at_once_one_upgrades_it(tmp_path: Path) -> None:
    path = make_first(tmp_path / "stocktake.db", "m1")
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as pool:
        list(pool.map(open_and_close, [path] * 6))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["stocktake.db", "stocktake.db.v1"]
    assert read_numbers(path) == {"m1": 1}
