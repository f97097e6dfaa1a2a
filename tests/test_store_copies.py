"""Copies of a store: everything is in them, or nothing is."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from itertools import product
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.decisions.log import Choice, Kind
from pipeline.errors import UsageError
from pipeline.store import copies, open_store
from pipeline.store.copies import back_up, copy_store
from pipeline.store.places import VARIABLE, to_url
from pipeline.store.roles import Role
from tests.accounts import NOW, WRONG, open_office, token
from tests.conftest import make_mention, make_snapshot, write
from tests.databases import KINDS, POSTGRESQL, SQLITE, execute, make_place

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result
    from sqlalchemy import URL

COUNTS = {
    "minted": 3,
    "people": 2,
    "snapshots": 3,
    "decisions": 3,
    "accounts": 1,
    "invitations": 2,
    "tokens": 1,
}


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Of a store with something of everything."""
    return fill(make_place(request.param, tmp_path))


def fill(place: URL) -> URL:
    mentions = [make_snapshot(make_mention("Boats.", mention_id=name)) for name in ("b", "ä", "A")]
    with open_store(place) as store:
        store.mint(mentions)
        store.decide([remark("first")], reviewer="Ada", snapshots=mentions)
        store.decide([remark("second"), remark("说明\u202e%")], reviewer="Grace")
    with open_office(place) as office:
        grace = office.join("grace@example.org", "Grace", group="Academia")
        office.accounts.reset(grace.account, now=NOW)
        office.tokens.create(grace.account, "script", NOW)
        office.sign_in("grace@example.org", WRONG)
    return place


def remark(value: str) -> Choice:
    return Choice(kind=Kind.REMARK, mention_ids=("ä",), value=value, note="why", shown="what")


def read(place: URL | Path) -> tuple[object, ...]:
    """All that a store says."""
    with open_store(place) as store:
        return store.log(), store.minted(), store.snapshots()


def test_people_can_sign_in_to_a_copy_but_are_not_signed_in_there(
    place: URL, tmp_path: Path
) -> None:
    (tmp_path / "new").mkdir()
    for kind in KINDS:
        target = make_place(kind, tmp_path / "new")
        copy_store(place, target)
        for table in ("sessions", "attempts"):
            assert execute(target, f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608 (constants)
        with open_office(target) as office:
            assert office.accounts.groups() == {"Grace": "Academia"}
            assert token(office.sign_in("grace@example.org"))
            assert office.join("alan", "Alan").account == 2


def test_a_store_with_accounts_alone_is_not_empty(tmp_path: Path) -> None:
    source, other = fill(to_url(tmp_path / "s.db")), to_url(tmp_path / "other.db")
    with open_office(other) as office:
        office.accounts.invite("Eve", Role.SECRETARIAT, now=NOW)
    with pytest.raises(UsageError, match="is a store that is not empty"):
        copy_store(source, other)


def call(*words: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "200"}).invoke(app, [str(word) for word in words])


@pytest.mark.parametrize(("kind", "other"), list(product(KINDS, KINDS)))
def test_a_copy_says_what_the_store_says_and_goes_on_from_there(
    tmp_path: Path, kind: str, other: str
) -> None:
    source = fill(make_place(kind, tmp_path))
    (tmp_path / "new").mkdir()
    target = make_place(other, tmp_path / "new")
    before = read(source)
    assert copy_store(source, target) == COUNTS
    assert read(target) == read(source) == before
    with open_store(target) as store:
        assert [one.number for one in store.decide([remark("later")], reviewer="Alan")] == [4]
        store.mint([make_snapshot(make_mention("Quays.", mention_id="c"))])
        assert store.minted()["c"] == 4
    assert read(source) == before


def test_there_and_back_again_everything_is_the_same(tmp_path: Path) -> None:
    source = fill(make_place(SQLITE, tmp_path))
    server, back = make_place(POSTGRESQL, tmp_path), to_url(tmp_path / "back.db")
    copy_store(source, server)
    copy_store(server, back)
    for table in COUNTS:
        rows = [execute(one, f"SELECT * FROM {table} ORDER BY 1") for one in (source, back)]  # noqa: S608 (constants)
        assert rows[0] == rows[1] != []


def test_an_empty_store_can_be_copied_and_its_copy_begins_at_one(
    place: URL, tmp_path: Path
) -> None:
    empty = to_url(tmp_path / "empty.db")
    with open_store(empty):
        pass
    target = make_place(POSTGRESQL, tmp_path)
    assert set(copy_store(empty, target).values()) == {0}
    assert copy_store(place, target) == COUNTS


def test_a_store_that_is_not_empty_is_never_copied_into(place: URL, tmp_path: Path) -> None:
    other = to_url(tmp_path / "other.db")
    with open_store(other) as store:
        store.decide([remark("mine")], reviewer="Alan")
    before = read(other)
    with pytest.raises(UsageError, match=r"other\.db: is a store that is not empty"):
        copy_store(place, other)
    assert read(other) == before
    with pytest.raises(UsageError, match="not empty"):
        copy_store(place, place)


def test_a_store_that_is_not_there_is_not_made_to_be_copied(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"gone\.db: is not there"):
        copy_store(to_url(tmp_path / "gone.db"), to_url(tmp_path / "new.db"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_copy_that_breaks_off_leaves_the_target_empty(tmp_path: Path, kind: str) -> None:
    source = fill(to_url(tmp_path / "source.db"))
    target = make_place(kind, tmp_path)
    with open_store(target):
        pass
    # The last table refuses what comes, as a full disk does.
    raising = {
        SQLITE: [
            "CREATE TRIGGER t BEFORE INSERT ON decisions BEGIN SELECT RAISE(ABORT, 'no'); END"
        ],
        POSTGRESQL: [
            (
                "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'no'; END $$"
            ),
            "CREATE TRIGGER t BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION f()",
        ],
    }
    execute(target, *raising[kind])
    with pytest.raises(UsageError, match="cannot be used as the store"):
        copy_store(source, target)
    assert read(target) == ([], {}, [])
    execute(target, "DROP TRIGGER t" if kind == SQLITE else "DROP TRIGGER t ON decisions")
    assert copy_store(source, target) == COUNTS


def test_a_target_that_gives_back_something_else_is_refused(tmp_path: Path) -> None:
    source, target = fill(to_url(tmp_path / "source.db")), make_place(POSTGRESQL, tmp_path)
    with open_store(target):
        pass
    execute(
        target,
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN NEW.value := upper(NEW.value); RETURN NEW; END $$",
        "CREATE TRIGGER t BEFORE INSERT ON decisions FOR EACH ROW EXECUTE FUNCTION f()",
    )
    with pytest.raises(UsageError, match="gives back other decisions"):
        copy_store(source, target)
    assert read(target) == ([], {}, [])


def test_a_backup_is_one_file_that_is_a_store(place: URL, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    assert back_up(place, folder / "backup.db") == COUNTS
    assert [path.name for path in folder.iterdir()] == ["backup.db"]
    assert read(folder / "backup.db") == read(place)


def test_a_backup_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    place, file = fill(to_url(tmp_path / "s.db")), write(tmp_path / "backup.db", "something else")
    with pytest.raises(UsageError, match=r"backup\.db: is there already"):
        back_up(place, file)
    assert file.read_text(encoding="utf-8") == "something else"


def test_a_backup_where_there_is_no_folder_is_an_error_and_leaves_nothing(tmp_path: Path) -> None:
    place = fill(to_url(tmp_path / "s.db"))
    with pytest.raises(UsageError, match=r"backup\.db: cannot be written"):
        back_up(place, tmp_path / "gone" / "backup.db")
    assert [path.name for path in tmp_path.iterdir()] == ["s.db"]


def test_a_backup_that_the_disk_damaged_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def place_damaged(made: Path, file: Path) -> None:
        other = make_place(SQLITE, tmp_path)
        with open_store(other):
            pass
        shutil.copyfile(str(other.database), file)
        assert made.stat().st_size > 0

    monkeypatch.setattr(copies, "_place", place_damaged)
    with pytest.raises(UsageError, match="is not what was written"):
        back_up(fill(to_url(tmp_path / "s.db")), tmp_path / "backup.db")


def test_a_backup_while_people_decide_holds_the_log_up_to_a_moment(
    place: URL, tmp_path: Path
) -> None:
    done = threading.Event()

    def decide() -> None:
        with open_store(place) as store:
            while not done.is_set():
                store.decide([remark("a"), remark("b")], reviewer="Alan")

    people = [threading.Thread(target=decide) for _ in range(2)]
    for person in people:
        person.start()
    for number in range(3):
        back_up(place, tmp_path / f"backup-{number}.db")
    done.set()
    for person in people:
        person.join()
    log = read(place)[0]
    assert isinstance(log, list)
    for number in range(3):
        with open_store(tmp_path / f"backup-{number}.db") as store:
            kept = store.log()
        assert kept == log[: len(kept)]
        assert len(kept) % 2 == len(log) % 2


def test_the_command_backs_up_into_the_workspace_or_where_it_is_told(tmp_path: Path) -> None:
    fill(to_url(tmp_path / "stocktake.db"))
    result = call("backup", "--workspace", tmp_path)
    (made,) = tmp_path.glob("stocktake-*.db")
    assert result.exit_code == 0
    assert result.stdout == f"{made}: 3 decisions and 3 numbers; read again and found whole\n"
    (tmp_path / "stick").mkdir()
    assert call("backup", tmp_path / "stick", "--workspace", tmp_path).exit_code == 0
    assert call("backup", tmp_path / "stick" / "b.db", "--workspace", tmp_path).exit_code == 0
    again = call("backup", tmp_path / "stick" / "b.db", "--workspace", tmp_path)
    assert (again.exit_code, "is there already" in again.stderr) == (2, True)
    for file in (tmp_path / "stick").iterdir():
        assert read(file) == read(tmp_path / "stocktake.db")


def test_the_command_copies_to_a_server_and_the_workspace_goes_on_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(fill(to_url(tmp_path / "stocktake.db")))
    server = make_place(POSTGRESQL, tmp_path).render_as_string(hide_password=False)
    result = call("store", "copy", server, "--workspace", tmp_path)
    assert result.exit_code == 0
    assert "3 decisions and 3 numbers; read again and found the same" in result.stdout
    monkeypatch.setenv(VARIABLE, server)
    assert call("undo", "1", "--reviewer", "Ada", "--workspace", tmp_path).exit_code == 0
    back = call("store", "copy", tmp_path / "back.db", "--workspace", tmp_path)
    assert back.exit_code == 0
    assert read(tmp_path / "stocktake.db") == before
    with open_store(tmp_path / "back.db") as store:
        assert [decision.number for decision in store.log()] == [1, 2, 3, 4]


def test_the_command_says_in_one_line_why_nothing_was_copied(tmp_path: Path) -> None:
    fill(to_url(tmp_path / "stocktake.db"))
    for target in ("mysql://ada:open-sesame@host/ours", tmp_path / "stocktake.db"):
        result = call("store", "copy", target, "--workspace", tmp_path)
        assert result.exit_code == 2
        assert len(result.stderr.strip().splitlines()) == 1
        assert "sesame" not in result.output


def test_the_command_gives_a_reviewer_a_pseudonym(tmp_path: Path) -> None:
    fill(to_url(tmp_path / "stocktake.db"))
    words = ("store", "pseudonym", "Grace", "Reviewer 7", "--workspace", tmp_path)
    assert call(*words).stdout == "the log names Reviewer 7 where it named Grace\n"
    assert call(*words).exit_code == 2
    with open_store(tmp_path / "stocktake.db") as store:
        assert [one.reviewer for one in store.log()] == ["Ada", "Reviewer 7", "Reviewer 7"]


def test_a_backup_does_not_hold_a_lock_when_it_is_done(tmp_path: Path) -> None:
    place = fill(to_url(tmp_path / "s.db"))
    back_up(place, tmp_path / "b.db")
    with closing(sqlite3.connect(tmp_path / "b.db", timeout=0)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
