"""The store: a log that only grows, and numbers that are given once and never to two."""

from __future__ import annotations

import itertools
import multiprocessing
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.log import Choice, Decision, Kind
from pipeline.errors import UsageError
from pipeline.store import Store
from tests.conftest import make_mention, make_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def mint(path: Path, names: list[str]) -> dict[str, int]:
    """Numbers in the store after these were minted, by a store opened for it alone."""
    store = Store(path)
    try:
        store.mint([make_snapshot(make_mention(name, mention_id=name)) for name in names])
        return store.minted()
    finally:
        store.close()


def decide(path: Path, *values: str, reviewer: str = "Ada") -> list[Decision]:
    """The log after remarks with these words, by a store opened for them alone."""
    store = Store(path)
    try:
        for value in values:
            store.decide([remark(value)], reviewer=reviewer)
        return store.log()
    finally:
        store.close()


def remark(value: str) -> Choice:
    return Choice(kind=Kind.REMARK, mention_ids=("m1", "m2"), value=value, note="n", shown="s")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store, closed at the end."""
    made = Store(tmp_path / "s.db")
    yield made
    made.close()


def test_a_number_leads_to_its_mention_and_a_mention_to_its_snapshot(store: Store) -> None:
    kept = [make_snapshot(make_mention(name, mention_id=name)) for name in ("b", "a")]
    store.mint(kept)
    assert [store.mention_of(number) for number in (0, 1, 2, 3)] == ["", "b", "a", ""]
    assert [store.snapshot(name) for name in ("b", "a", "c")] == [*kept, None]
    assert store.kept(["a", "c"]) == {"a"}
    assert store.kept([]) == set()


def test_numbers_are_given_in_order_from_one(tmp_path: Path) -> None:
    assert mint(tmp_path / "s.db", ["b", "a", "c"]) == {"b": 1, "a": 2, "c": 3}


def test_a_number_once_given_stays_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    mint(path, ["b", "a"])
    assert mint(path, []) == {"b": 1, "a": 2}
    assert mint(path, ["c", "a", "b"]) == {"b": 1, "a": 2, "c": 3}


def test_a_number_is_never_used_again_even_when_its_row_was_deleted(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    mint(path, ["a", "b"])
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TRIGGER keep_minted_from_delete")
        connection.execute("DELETE FROM minted WHERE mention_id = 'b'")
    connection.close()
    assert mint(path, ["c"]) == {"a": 1, "c": 3}


def test_minting_nothing_makes_an_empty_store(tmp_path: Path) -> None:
    assert mint(tmp_path / "s.db", []) == {}


@pytest.mark.parametrize("name", ["what?now", "50%20off", "a#b", "it's", "ünï", "a b", "c&d=e"])
def test_the_store_lies_where_it_is_said_whatever_the_folder_is_called(
    tmp_path: Path, name: str
) -> None:
    folder = tmp_path / name
    folder.mkdir()
    assert mint(folder / "s.db", ["a"]) == {"a": 1}
    assert (folder / "s.db").is_file()
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_damaged_file_is_an_error_that_names_it_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(UsageError, match=r"s\.db.*backup"):
        Store(path)
    assert path.read_bytes() == b"this is no database" * 100


def test_a_file_cut_short_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    mint(path, [f"m{number}" for number in range(2000)])
    path.write_bytes(path.read_bytes()[:6000])
    with pytest.raises(UsageError, match=r"s\.db"):
        mint(path, ["a"])


def test_a_file_of_another_program_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE minted (colour TEXT)")
    connection.close()
    with pytest.raises(UsageError, match=r"s\.db"):
        mint(path, ["a"])


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"s\.db"):
        Store(tmp_path / "gone" / "s.db")


def test_processes_that_mint_at_once_never_share_a_number(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    names = [[f"{process}-{number}" for number in range(40)] for process in range(4)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=spawn) as pool:
        for made in pool.map(mint, [path] * 4, names):
            assert len(set(made.values())) == len(made)
    minted = mint(path, [])
    assert sorted(minted.values()) == list(range(1, 161))
    assert minted.keys() == {name for group in names for name in group}


def test_a_decision_stands_in_the_log_as_it_was_made(store: Store) -> None:
    choice = remark("“Ünï”\n= 'x'; DROP TABLE decisions")
    (made,) = store.decide([choice], reviewer=" Ada ")
    assert store.log() == [made]
    assert {name: getattr(made, name) for name in Choice.__slots__} == {
        name: getattr(choice, name) for name in Choice.__slots__
    }
    assert (made.number, made.reviewer) == (1, "Ada")
    assert made.key
    assert made.decided_at.utcoffset() == timedelta(0)


def test_decisions_are_numbered_in_their_order_and_only_new_ones_are_given_back(
    store: Store,
) -> None:
    store.decide([remark("a"), remark("b")], reviewer="Ada")
    made = store.decide([remark("c"), remark("d")], reviewer="Bo")
    assert [(d.number, d.value, d.reviewer) for d in made] == [(3, "c", "Bo"), (4, "d", "Bo")]
    assert [d.value for d in store.log()] == ["a", "b", "c", "d"]
    assert len({d.key for d in store.log()}) == 4


def test_to_decide_nothing_changes_nothing(store: Store) -> None:
    assert store.decide([], reviewer="Ada") == store.log() == []


@pytest.mark.parametrize("reviewer", ["", "  ", "\n"])
def test_a_decision_without_a_name_is_refused(store: Store, reviewer: str) -> None:
    with pytest.raises(UsageError, match=r"name of who made it"):
        store.decide([remark("a")], reviewer=reviewer)
    assert store.log() == []


def test_what_is_sent_twice_with_one_key_stands_once(store: Store) -> None:
    first = store.decide([remark("a"), remark("b")], reviewer="Ada", keys=["x", "y"])
    assert [d.key for d in first] == ["x", "y"]
    assert store.decide([remark("a"), remark("b")], reviewer="Ada", keys=["x", "y"]) == []
    (third,) = store.decide([remark("b"), remark("c")], reviewer="Ada", keys=["y", "z"])
    assert (third.key, third.value) == ("z", "c")
    assert [d.value for d in store.log()] == ["a", "b", "c"]


def test_of_several_decisions_all_are_written_or_none(store: Store) -> None:
    kept = make_snapshot(make_mention("Fees.", mention_id="m1"))
    with pytest.raises(ValueError, match="longer"):
        store.decide([remark("a"), remark("b")], reviewer="Bo", keys=["x"], snapshots=[kept])
    with pytest.raises(UsageError):
        store.decide([remark("a"), remark("b")], reviewer="Bo", keys=["x", "x"], snapshots=[kept])
    assert store.log() == store.snapshots() == []
    with pytest.raises(UsageError, match="nobody"):
        store.rename_person("Bo", "Reviewer 2")


def test_the_first_snapshot_of_a_mention_stays_and_comes_back_whole(store: Store) -> None:
    first = make_snapshot(make_mention("Fees.", mention_id="m2", page=4), before="“Ünï”")
    second = make_snapshot(make_mention("Lamps.", mention_id="m1"))
    later = make_snapshot(make_mention("Fees, now.", mention_id="m2"))
    store.decide([remark("a")], reviewer="Ada", snapshots=[first])
    store.decide([remark("b")], reviewer="Ada", snapshots=[later, second])
    store.mint([later])
    assert store.snapshots() == [second, first]


def test_a_person_who_is_renamed_is_called_otherwise_in_the_whole_log(store: Store) -> None:
    for name in ("Ada", "Bo", "Ada"):
        store.decide([remark(name)], reviewer=name)
    store.rename_person("Ada", " Reviewer 1 ")
    assert [d.reviewer for d in store.log()] == ["Reviewer 1", "Bo", "Reviewer 1"]
    assert [d.value for d in store.log()] == ["Ada", "Bo", "Ada"]
    (made,) = store.decide([remark("x")], reviewer="Reviewer 1")
    assert made.reviewer == "Reviewer 1"


@pytest.mark.parametrize(
    ("name", "pseudonym"), [("Cy", "x"), ("Ada", "Bo"), ("Ada", " Bo "), ("Ada", "  ")]
)
def test_a_person_cannot_be_called_as_another_and_nobody_cannot_be_renamed(
    store: Store, name: str, pseudonym: str
) -> None:
    for reviewer in ("Ada", "Bo"):
        store.decide([remark("x")], reviewer=reviewer)
    with pytest.raises(UsageError, match=r"nobody|taken or empty"):
        store.rename_person(name, pseudonym)
    assert [d.reviewer for d in store.log()] == ["Ada", "Bo"]


def test_processes_that_decide_at_once_each_stand_once(tmp_path: Path) -> None:
    path = tmp_path / "s.db"
    values = [[f"{process}-{number}" for number in range(15)] for process in range(4)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(4, mp_context=spawn) as pool:
        made = [pool.submit(decide, path, *some, reviewer="Ada") for some in values]
        for one in made:
            one.result()
    log = decide(path)
    assert [d.number for d in log] == list(range(1, 61))
    assert sorted(d.value for d in log) == sorted(itertools.chain(*values))
    for some in values:
        assert [d.value for d in log if d.value in some] == some
    assert {d.reviewer for d in log} == {"Ada"}
