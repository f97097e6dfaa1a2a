"""The store in a file and in PostgreSQL: whatever happens, each decision is there once."""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.log import Choice, Decision, Kind
from pipeline.errors import UsageError
from pipeline.store import Store, open_store
from pipeline.store import databases as store_databases
from tests.conftest import make_mention, make_snapshot
from tests.databases import KINDS, SQLITE, execute, make_database, make_place
from tests.killed_reviewers import kill_while_deciding

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import URL

    from pipeline.decisions.log import Snapshot

REVIEWERS_A_PROCESS, DECISIONS_EACH = 5, 12


@pytest.fixture(params=KINDS)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """Where a store can be."""
    return make_place(request.param, tmp_path)


def snapshots(*names: str) -> list[Snapshot]:
    """Of mentions with these ids."""
    return [make_snapshot(make_mention("Boats should be lit.", mention_id=name)) for name in names]


def choice(value: str = "", **fields: str) -> Choice:
    return Choice(kind=Kind.REMARK, mention_ids=("m1",), value=value, **fields)


def decide(place: URL, *choices: Choice, reviewer: str = "Ada", **fields: object) -> list[Decision]:
    """What a store that is opened for it alone gives back."""
    with open_store(place) as store:
        return store.decide(choices, reviewer=reviewer, **fields)  # type: ignore[arg-type] # any field


def test_the_log_says_what_was_decided_by_whom_and_of_what(place: URL) -> None:
    made = decide(place, choice("first", note="why", shown="what"), choice("second"))
    made += decide(place, choice("third"), reviewer=" Grace ", snapshots=snapshots("m1"))
    with open_store(place) as store:
        assert store.log() == made
        assert [one.mention.mention_id for one in store.snapshots()] == ["m1"]
    assert [decision.number for decision in made] == [1, 2, 3]
    assert [decision.value for decision in made] == ["first", "second", "third"]
    assert [decision.reviewer for decision in made] == ["Ada", "Ada", "Grace"]
    assert (made[0].note, made[0].shown, made[0].mention_ids) == ("why", "what", ("m1",))
    assert made[0].decided_at <= made[1].decided_at <= made[2].decided_at


def test_what_is_sent_twice_stands_there_once(place: URL) -> None:
    assert [one.number for one in decide(place, choice("a"), keys=["x"])] == [1]
    assert decide(place, choice("a"), keys=["x"]) == []
    assert [one.key for one in decide(place, choice("a"), choice("b"), keys=["x", "y"])] == ["y"]
    with pytest.raises(UsageError, match="same key"):
        decide(place, choice("c"), choice("d"), keys=["z", "z"])
    with open_store(place) as store:
        assert [one.key for one in store.log()] == ["x", "y"]


@pytest.mark.parametrize("table", ["decisions", "minted", "snapshots"])
def test_the_database_itself_refuses_to_change_or_delete(place: URL, table: str) -> None:
    decide(place, choice(), snapshots=snapshots("m1"))
    with open_store(place) as store:
        store.mint(snapshots("m1"))
    column = "contents" if table == "snapshots" else "number"
    for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):  # noqa: S608 (constants)
        with pytest.raises(UsageError, match="nothing is changed or deleted here, only added"):
            execute(place, statement)
    assert execute(place, f"SELECT count(*) FROM {table}") == [(1,)]  # noqa: S608 (as above)


def test_of_people_only_the_name_can_change(place: URL) -> None:
    decide(place, choice())
    for statement in ("DELETE FROM people", "UPDATE people SET person = 7"):
        with pytest.raises(UsageError, match="nothing is changed or deleted here, only added"):
            execute(place, statement)
    execute(place, "UPDATE people SET name = 'Reviewer 1'")


def test_a_table_in_postgresql_cannot_be_emptied_at_once() -> None:
    place = make_database()
    decide(place, choice())
    for table in ("decisions", "people", "minted", "snapshots"):
        with pytest.raises(UsageError, match="only added"):
            execute(place, f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("a\0b", "ab"),
        ("half \ud83d of one", "half \ufffd of one"),
        ("two halves \ud83d\ude00", "two halves 😀"),
        ("\u202eright to left\u202c ملاحظة 说明", "\u202eright to left\u202c ملاحظة 说明"),
        ("'; DROP TABLE decisions; --", "'; DROP TABLE decisions; --"),
        ("100 % :name %s ? \\ {} \r\n\t", "100 % :name %s ? \\ {} \r\n\t"),
        ("\x01\x1b[31m\x7f\u2028", "\x01\x1b[31m\x7f\u2028"),
        ("very long " * 200_000, "very long " * 200_000),
    ],
    ids=["NUL", "half", "halves", "RTL", "SQL", "marks", "control", "long"],
)
def test_text_is_kept_as_it_is_but_for_what_no_database_can_hold(
    place: URL, text: str, kept: str
) -> None:
    decide(place, choice(text, note=text, shown=text))
    with open_store(place) as store:
        (decision,) = store.log()
    assert (decision.value, decision.note, decision.shown) == (kept, kept, kept)


@pytest.mark.parametrize("name", ["", " ", "\0", "x" * 501])
def test_a_name_is_not_empty_and_not_endless(place: URL, name: str) -> None:
    with pytest.raises(UsageError, match="empty or too long"):
        decide(place, choice(), reviewer=name)
    with pytest.raises(UsageError, match="empty or too long"):
        decide(place, choice(), keys=[name])


def test_the_longest_names_in_the_widest_letters_can_be_looked_up(place: URL) -> None:
    name = "".join(chr(0x10000 + 37 * number) for number in range(500))
    decide(place, choice(), reviewer=name, keys=[name])
    assert decide(place, choice(), reviewer=name, keys=[name]) == []


def test_a_pseudonym_takes_the_place_of_a_name_everywhere(place: URL) -> None:
    decide(place, choice("a"), reviewer="Augusta King")
    decide(place, choice("b"), reviewer="Grace")
    with open_store(place) as store:
        store.rename_person("Augusta King", "Reviewer 1")
        assert [decision.reviewer for decision in store.log()] == ["Reviewer 1", "Grace"]
        with pytest.raises(UsageError, match="nobody of that name"):
            store.rename_person("Augusta King", "Reviewer 2")
        with pytest.raises(UsageError, match="is taken"):
            store.rename_person("Grace", "Reviewer 1")


def test_a_name_that_was_replaced_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    place = make_place(SQLITE, tmp_path)
    with open_store(place) as store:
        store.decide([choice()], reviewer="Augusta King")
        store.rename_person("Augusta King", "Reviewer 1")
        held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"Reviewer 1" in held
    assert b"Augusta" not in held


def test_numbers_are_given_in_order_also_when_there_are_thousands(place: URL) -> None:
    names = [f"{number * 7919 % 5003}" for number in range(5003)]
    with open_store(place) as store:
        store.mint(snapshots(*names[:2000]))
        store.mint(snapshots(*names))
        assert store.minted() == {name: number for number, name in enumerate(names, start=1)}
        kept = [one.mention.mention_id for one in store.snapshots()]
    assert kept == sorted(names)


def mint(place: URL, names: list[str]) -> dict[str, int]:
    """Numbers in a store after these were minted, by a process of its own."""
    with open_store(place) as store:
        store.mint(snapshots(*names))
        return store.minted()


def test_processes_that_open_and_mint_at_once_never_share_a_number(place: URL) -> None:
    names = [[f"{process}-{number}" for number in range(40)] for process in range(3)]
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(3, mp_context=spawn) as pool:
        for made in pool.map(mint, [place] * 3, names):
            assert len(set(made.values())) == len(made)
    minted = mint(place, [])
    assert sorted(minted.values()) == list(range(1, 121))
    assert minted.keys() == {name for group in names for name in group}


def review(place: URL, first: int) -> list[list[int]]:
    """Numbers of the decisions of each reviewer who works in this process."""

    def work(store: Store, reviewer: int) -> list[int]:
        sent = [
            store.decide([choice()], reviewer=f"Reviewer {reviewer}", keys=[f"{reviewer}-{n}"])
            for n in range(DECISIONS_EACH)
        ]
        return [decision.number for decisions in sent for decision in decisions]

    reviewers = range(first, first + REVIEWERS_A_PROCESS)
    with open_store(place) as store, ThreadPoolExecutor(REVIEWERS_A_PROCESS) as pool:
        return list(pool.map(work, [store] * REVIEWERS_A_PROCESS, reviewers))


def test_of_ten_reviewers_at_once_in_two_processes_each_decision_is_in_the_log_once(
    place: URL,
) -> None:
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        halves = list(pool.map(review, [place] * 2, [0, REVIEWERS_A_PROCESS]))
    told = [numbers for half in halves for numbers in half]
    with open_store(place) as store:
        log = store.log()
    assert [decision.number for decision in log] == list(range(1, 10 * DECISIONS_EACH + 1))
    assert sorted(number for numbers in told for number in numbers) == [d.number for d in log]
    assert [decision.decided_at for decision in log] == sorted(d.decided_at for d in log)
    for reviewer, numbers in enumerate(told):
        mine = [d for d in log if d.reviewer == f"Reviewer {reviewer}"]
        assert [decision.key for decision in mine] == [
            f"{reviewer}-{n}" for n in range(DECISIONS_EACH)
        ]
        assert [decision.number for decision in mine] == numbers


def test_killed_at_random_moments_no_decision_is_lost_or_doubled(place: URL) -> None:
    faults, decided = kill_while_deciding(place, times=20, seed=20261122)
    assert faults == []
    assert decided > 0


def test_who_must_wait_too_long_is_told_to_call_again(
    place: URL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_databases, "_SECONDS_TO_WAIT", 0.2)
    decide(place, choice())
    busy = store_databases.connect(place)
    with busy.writing(), open_store(place) as store:
        assert len(store.log()) == 1
        with pytest.raises(UsageError, match=r"another program has been writing.*call again"):
            store.decide([choice()], reviewer="Ada")
    busy.close()
    assert [decision.number for decision in decide(place, choice())] == [2]


def test_a_call_that_fails_leaves_nothing(place: URL) -> None:
    decide(place, choice("a"))
    with pytest.raises(ValueError, match="zip"), open_store(place) as store:
        store.decide([choice("b"), choice("c")], reviewer="Grace", keys=["only one"])
    with open_store(place) as store:
        assert [decision.value for decision in store.log()] == ["a"]
    assert execute(place, "SELECT name FROM people") == [("Ada",)]
