"""What a run made, asked in parts, and followed through the log."""

from __future__ import annotations

import sqlite3
from dataclasses import astuple
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.board import BOARD, FACETS, Board, View
from pipeline.decisions.log import Choice, Kind, answer, keep_apart, propose
from pipeline.errors import UsageError
from pipeline.last import read_run
from pipeline.reviewing import append, choose
from pipeline.store import Store, locate_store, open_store
from tests.tables import TEXTS, VOCABULARY, Table, make_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FEES, LAMPS, PILOTS = TEXTS


@pytest.fixture
def table(tmp_path: Path) -> Table:
    made = Table(
        tmp_path,
        [[make_row(FEES, "a"), make_row("Fees ought to be shown.", "a2")],
         [make_row(LAMPS, "b")], [make_row(PILOTS, "c")]],
        alike=[("a", "b"), ("b", "c")],
        labels={"a": ("funding", ("website",)), "b": ("outcomes", ())},
    )  # fmt: skip
    made.run()
    return made


@pytest.fixture
def store(table: Table) -> Iterator[Store]:
    with open_store(locate_store(table.workspace)) as opened:
        yield opened


@pytest.fixture
def board(table: Table) -> Board:
    return Board(table.workspace / BOARD)


def ids(board: Board, view: View) -> list[str]:
    return [row.id for row in board.find(view)]


def decide(board: Board, store: Store, kind: Kind, names: str, value: str = "") -> None:
    choices = choose(board, VOCABULARY, kind, names.split(), value=value)
    append(store, board, choices, reviewer="Ada")
    board.follow(store)


def test_a_board_has_every_row_in_the_order_of_the_table(board: Board) -> None:
    assert board.count(View()) == 3
    assert set(ids(board, View())) == {"R-0001", "R-0002", "R-0003"}
    row = board.row("R-0001")
    assert row is not None
    assert (row.text, row.category, row.tags) == (FEES, "funding", ("website",))
    assert [mention.mention_id for mention in board.mentions(row.place)] == ["a", "a2"]


def test_rows_are_searched_by_beginnings_of_words_in_texts_and_mentions(board: Board) -> None:
    assert ids(board, View(search="lamp pier")) == ["R-0002"]
    assert ids(board, View(search="OUGHT")) == ["R-0001"]
    assert ids(board, View(search="lamp fees")) == []
    assert ids(board, View(search='" OR NEAR( ) *')) == []


@given(st.text(max_size=30))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_no_search_is_an_error(board: Board, text: str) -> None:
    assert board.count(View(search=text)) <= 3


@pytest.mark.parametrize("facet", FACETS)
def test_each_value_of_a_facet_finds_rows(board: Board, facet: str) -> None:
    for value in board.first_values(facet, 100):
        assert board.count(View(facets=((facet, value),)))


def test_what_is_no_facet_and_no_column_is_refused(board: Board) -> None:
    with pytest.raises(UsageError, match="no facet"):
        board.count(View(facets=(("text); --", "x"),)))
    with pytest.raises(UsageError, match="no column"):
        board.find(View(sort="text; --"))


def test_a_decided_field_stands_in_the_row_and_is_found_by_it(board: Board, store: Store) -> None:
    decide(board, store, Kind.CATEGORY, "R-0003", "linkages")
    decide(board, store, Kind.STATUS, "R-0003", "ongoing")
    row = board.row("R-0003")
    assert row is not None
    assert (row.category, row.status, row.decided) == (
        "linkages",
        "ongoing",
        ("category", "status"),
    )
    assert ids(board, View(facets=(("category", "linkages"),))) == ["R-0003"]
    assert row.machine["category"] == ""


def test_what_is_undone_gives_way_to_what_was_suggested(board: Board, store: Store) -> None:
    decide(board, store, Kind.CATEGORY, "R-0001", "linkages")
    (made,) = store.log()
    undo = Choice(kind=Kind.UNDO, mention_ids=made.mention_ids, value=made.key)
    append(store, board, [undo], reviewer="Ada")
    board.follow(store)
    row = board.row("R-0001")
    assert row is not None
    assert (row.category, row.decided) == ("funding", ())


@pytest.mark.parametrize("kind", [Kind.SAME, Kind.DIFFERENT, Kind.RELATED, Kind.NOT_SURE])
def test_an_answered_merge_leaves_the_queue(board: Board, store: Store, kind: Kind) -> None:
    first, second = board.merges()
    append(store, board, [answer(kind, ("b",), ("a", "a2"))], reviewer="Ada")
    board.follow(store)
    assert board.merges() == [second]
    assert board.merges(answer=kind.value) == [first]


def test_a_proposal_answers_nothing_until_it_is_taken(board: Board, store: Store) -> None:
    proposed = propose(keep_apart(Kind.DIFFERENT, ("b",), ("a", "a2")))
    append(store, board, [proposed], reviewer="Ada")
    board.follow(store)
    assert len(board.merges()) == 2


def test_what_changes_rows_waits_for_a_run_and_says_so(board: Board, store: Store) -> None:
    assert not board.fact("needs_run", bool)
    decide(board, store, Kind.SAME, "R-0001 R-0002")
    row = board.row("R-0001")
    assert row is not None
    assert row.waiting == ("same",)
    assert board.fact("needs_run", bool)


def test_a_new_run_replaces_the_board_for_who_has_it_open(table: Table, board: Board) -> None:
    assert board.count(View()) == 3
    table.rows = [[*table.rows[0]], [make_row(LAMPS, "b")]]
    table.alike = ()
    table.run()
    assert board.count(View()) == 2
    assert board.merges() == []


def test_a_board_that_follows_is_as_one_that_a_run_made(table: Table, board: Board) -> None:
    with open_store(locate_store(table.workspace)) as store:
        for kind, value in (
            (Kind.CATEGORY, "linkages"), (Kind.TAGS, "funding|website"), (Kind.COST, "Y"),
            (Kind.PART, "consideration"), (Kind.TEXT, "Other words."), (Kind.REMARK, "Why"),
        ):  # fmt: skip
            decide(board, store, kind, "R-0002", value)
    followed = board.row("R-0002")
    table.run()
    made = board.row("R-0002")
    assert followed is not None
    assert made is not None
    for name in ("text", "category", "tags", "cost", "part", "remark", "decided", "machine"):
        assert getattr(followed, name) == getattr(made, name), name


def test_a_mention_is_snapped_as_the_last_run_has_it(table: Table, board: Board) -> None:
    names = ["a", "a2", "b"]
    kept = read_run(table.workspace).snapshots(names)
    assert {name: astuple(one) for name, one in board.snapshots(names).items()} == {
        name: astuple(one) for name, one in kept.items()
    }


def test_somebody_called_otherwise_is_so_in_what_was_read_before(
    board: Board, store: Store
) -> None:
    decide(board, store, Kind.COST, "R-0001", "Y")
    assert board.follow(store).decisions[0].reviewer == "Ada"
    store.rename_person("Ada", "Reviewer 1")
    assert board.follow(store).decisions[0].reviewer == "Reviewer 1"


def test_a_vocabulary_change_counts_in_rows_that_are_followed_later(
    board: Board, store: Store
) -> None:
    known = board.follow(store)
    assert known.about(["a"]) == []
    decide(board, store, Kind.COST, "R-0001", "Y")
    assert [d.kind for d in board.follow(store).about(["a2"])] == [Kind.COST]


def test_a_damaged_board_is_made_anew_by_a_run(table: Table, board: Board) -> None:
    path = table.workspace / BOARD
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(b"no database at all, but long enough to look at" * 100)
    table.run()
    assert Board(path).count(View()) == 3
    del board


def test_where_no_run_was_the_page_says_to_call_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="call stocktake run"):
        Board(tmp_path / "board.db").count(View())


def test_a_board_of_another_version_is_made_anew(table: Table) -> None:
    path = table.workspace / BOARD
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(UsageError, match="another version"):
        Board(path).count(View())
    table.run()
    assert Board(path).count(View()) == 3
