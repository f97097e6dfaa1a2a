"""The files of a run: safe to open, and never half of one run and half of another."""

from __future__ import annotations

import contextlib
import csv
import errno
import hashlib
import io
import json
import os
import shutil
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UsageError
from pipeline.outputs import (
    make_safe,
    put_back,
    read_mentions,
    replace_file,
    to_csv,
    to_json,
    write_outputs,
)
from tests import strategies
from tests.conftest import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EARLIER = {"table.xlsx": b"old xlsx", "table.csv": b"old csv", "mentions.csv": b"old mentions"}
LATER = {name: data.replace(b"old", b"new") for name, data in EARLIER.items()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize("cell", ["=cmd|' /C calc'!A0", "+1", "-1", "@x", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(cell: str) -> None:
    safe = "'" + cell.replace("\r", "\n")
    assert make_safe(cell) == safe
    assert read_csv(to_csv(pd.DataFrame({"a": [cell]}))) == [["a"], [safe]]


@pytest.mark.parametrize("cell", ["", "plain", "1-2", "a=b", "'quoted'", 3, -3, None, True])
def test_other_cells_stay_as_they_are(cell: object) -> None:
    assert make_safe(cell) is cell


@given(strategies.cells)
def test_what_was_made_safe_is_safe_and_stays_so(cell: str) -> None:
    safe = str(make_safe(cell))
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert make_safe(safe) == safe
    kept = cell.replace("\r\n", "\n").replace("\r", "\n")
    assert kept in (safe, safe.removeprefix("'"))


@given(st.lists(st.tuples(strategies.cells, strategies.cells), max_size=5))
def test_a_csv_gives_back_every_safe_cell_in_its_row_and_column(
    rows: list[tuple[str, str]],
) -> None:
    frame = pd.DataFrame(rows, columns=["left", "right"], dtype=object)
    wanted = [[str(make_safe(cell)) for cell in row] for row in rows]
    assert read_csv(to_csv(frame)) == [["left", "right"], *wanted]


def test_json_can_be_read_by_people_and_compared() -> None:
    assert to_json({"b": "é", "a": 1}).decode() == '{\n  "a": 1,\n  "b": "é"\n}\n'


def test_run_json_names_every_file_with_its_hash(tmp_path: Path) -> None:
    write_outputs(tmp_path / "new" / "outputs", LATER, run={"counts": 3})
    run = json.loads((tmp_path / "new" / "outputs" / "run.json").read_bytes())
    assert run["counts"] == 3
    assert run["files"] == {name: hashlib.sha256(data).hexdigest() for name, data in LATER.items()}


def test_writing_again_leaves_nothing_but_the_files(tmp_path: Path) -> None:
    write_outputs(tmp_path, EARLIER, run={})
    write_outputs(tmp_path, LATER, run={})
    assert contents(tmp_path).keys() == {*LATER, "run.json"}
    assert contents(tmp_path).items() >= LATER.items()


def test_a_full_disk_leaves_the_last_good_outputs_whole_and_is_said_plainly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_outputs(tmp_path, EARLIER, run={})
    before = contents(tmp_path)

    def fail(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(UsageError, match="No space left") as caught:
        write_outputs(tmp_path, LATER, run={})
    assert "None" not in str(caught.value)
    assert contents(tmp_path) == before


@pytest.mark.parametrize("moved", range(4))
def test_a_file_that_cannot_be_replaced_leaves_the_last_good_outputs_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    write_outputs(tmp_path, EARLIER, run={})
    before = contents(tmp_path)
    move = os.replace
    done: list[object] = []

    def fail_once(source: object, target: object, **options: object) -> None:
        done.append(target)
        if len(done) == moved + 1:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
        move(source, target, **options)  # type: ignore[call-overload] # as os.replace takes them

    monkeypatch.setattr(os, "replace", fail_once)
    with pytest.raises(UsageError, match="Permission denied"):
        write_outputs(tmp_path, LATER, run={})
    assert contents(tmp_path) == before


@pytest.mark.parametrize("moved", range(8))
@pytest.mark.parametrize("moved_back", range(8))
def test_of_a_run_that_dies_between_two_files_the_earlier_ones_are_put_back(
    tmp_path: Path, moved: int, moved_back: int
) -> None:
    write(tmp_path / "notes.txt", "of people")
    write_outputs(tmp_path, EARLIER, run={})
    before = contents(tmp_path)
    later = {**LATER, "new.csv": b"of no earlier run"}
    die_after(moved, lambda: write_outputs(tmp_path, later, run={}))
    die_after(moved_back, lambda: put_back(tmp_path))
    put_back(tmp_path)
    shutil.rmtree(tmp_path / ".writing", ignore_errors=True)
    after = contents(tmp_path)
    assert after == before or after.items() >= later.items()
    write_outputs(tmp_path, later, run={})
    assert contents(tmp_path).keys() == {*later, "run.json", "notes.txt"}


def die_after(moves: int, call: Callable[[], None]) -> None:
    """Make a call that can do nothing more on disk once it has moved so many files."""
    done: list[object] = []

    def until_then(change: Callable[..., None], step: int) -> Callable[..., None]:
        def call(*arguments: object, **options: object) -> None:
            if len(done) == moves:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            done.extend([arguments] * step)
            change(*arguments, **options)

        return call

    with pytest.MonkeyPatch.context() as patch, contextlib.suppress(UsageError):
        for name, step in {"rename": 1, "replace": 1, "unlink": 0, "rmdir": 0}.items():
            patch.setattr(os, name, until_then(getattr(os, name), step))
        call()


def test_what_was_broken_off_between_two_files_is_put_back_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_outputs(tmp_path, EARLIER, run={})
    before = contents(tmp_path)
    move = os.replace
    done: list[object] = []

    def break_off(source: object, target: object, **options: object) -> None:
        done.append(target)
        if len(done) == len(before):
            raise KeyboardInterrupt
        move(source, target, **options)  # type: ignore[call-overload] # as os.replace takes them

    monkeypatch.setattr(os, "replace", break_off)
    with pytest.raises(KeyboardInterrupt):
        write_outputs(tmp_path, LATER, run={})
    assert contents(tmp_path) == before


def test_files_that_cannot_be_put_back_are_put_back_by_a_later_call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_outputs(tmp_path, EARLIER, run={})
    before = contents(tmp_path)
    with monkeypatch.context() as patch:

        def fail(_source: object, target: Path, **_options: object) -> None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))

        patch.setattr(os, "replace", fail)
        with pytest.raises(UsageError, match="Permission denied"):
            write_outputs(tmp_path, LATER, run={})
        with pytest.raises(UsageError, match=r"cannot be put back \(Permission denied\)"):
            put_back(tmp_path)
    put_back(tmp_path)
    assert contents(tmp_path) == before


def test_outputs_that_are_no_folder_are_an_error_that_names_them(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="outputs: cannot be written"):
        write_outputs(write(tmp_path / "outputs", "a file"), LATER, run={})


def test_ids_of_an_earlier_run_are_read_as_text(tmp_path: Path) -> None:
    write(tmp_path / "mentions.csv", "mention_id,recommendation_id,text\n1e5,0001,x\n")
    assert read_mentions(tmp_path).to_numpy().tolist() == [["1e5", "0001"]]


@pytest.mark.parametrize("text", [None, "", "mention_id,text\nm1,x\n", "\ufffd\0\n"])
def test_a_folder_that_no_run_has_written_is_an_error(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        write(tmp_path / "mentions.csv", text)
    with pytest.raises(UsageError, match=r"mentions\.csv.*earlier run"):
        read_mentions(tmp_path)


def test_a_file_that_is_written_over_is_the_earlier_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    for data in (b"earlier", b"new"):
        replace_file(path, data)
        assert path.read_bytes() == data
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 (which one, the system says)
        replace_file(tmp_path / "folder", b"new")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.txt", "folder"]
