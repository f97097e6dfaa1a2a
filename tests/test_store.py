"""The store: numbers that are given once, in order, and never to two."""

from __future__ import annotations

import multiprocessing
import sqlite3
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import UsageError
from pipeline.store import Store

if TYPE_CHECKING:
    from pathlib import Path


def mint(path: Path, names: list[str]) -> dict[str, int]:
    """Numbers in the store after these were minted, by a store opened for it alone."""
    store = Store(path)
    try:
        store.mint(names)
        return store.minted()
    finally:
        store.close()


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
