"""The command that looks for evidence, over documents that were really read."""

from __future__ import annotations

import csv
import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pipeline.board import BOARD, Board
from tests.conftest import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Stocktake = Callable[..., Result]

ASKED = "The harbour board should publish its fees on its website every year.\n"
DONE = (
    "Report of the harbour board. In March the harbour board published its fees on its website, "
    "as it has done every year since.\n"
)


@pytest.fixture
def workspace(tmp_path: Path, stocktake: Stocktake) -> Path:
    workspace = tmp_path / "w"
    write(workspace / "corpus" / "asked.txt", ASKED)
    write(workspace / "corpus" / "report.txt", DONE)
    assert stocktake("run", "--workspace", workspace).exit_code == 0
    return workspace


def vectors_in(workspace: Path) -> set[bytes]:
    with closing(sqlite3.connect(workspace / "cache" / "passages.db")) as known:
        return {value for (value,) in known.execute("SELECT value FROM entries")}


def test_what_is_found_is_kept_for_the_pages_and_written_where_it_is_asked_for(
    workspace: Path, stocktake: Stocktake
) -> None:
    path = workspace / "evidence.csv"
    result = stocktake("evidence", path, "--workspace", workspace)
    assert result.exit_code == 0, result.output
    assert "passages found: 1; recommendations with a suggested status: 1 of 1" in result.stdout
    with path.open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert line["kind"] == "completion"
    assert "published its fees" in line["passage"]
    looked = Board(workspace / BOARD).evidence.of(line["recommendation_id"])
    assert looked
    assert [one.passage.text for one in looked.evidence] == [line["passage"]]
    shown = stocktake("progress", "show", line["recommendation_id"], "--workspace", workspace)
    assert f"completion, score {float(line['score']):.2f}: “{line['passage']}”" in shown.stdout
    assert f"suggested by evidence: {line['suggested_status']}" in shown.stdout
    assert (looked.suggestion.status if looked.suggestion else "") == line["suggested_status"]
    refused = stocktake("evidence", path, "--workspace", workspace)
    assert refused.exit_code == 2
    assert "is there already" in refused.stderr


def test_a_second_look_needs_no_new_vector_and_finds_the_same(
    workspace: Path, stocktake: Stocktake
) -> None:
    first, second = workspace / "1.csv", workspace / "2.csv"
    stocktake("evidence", first, "--workspace", workspace)
    known = vectors_in(workspace)
    assert known
    stocktake("run", "--workspace", workspace)
    assert vectors_in(workspace) == known
    stocktake("evidence", second, "--workspace", workspace)
    assert vectors_in(workspace) == known
    assert first.read_bytes() == second.read_bytes()


def test_programs_are_told_line_by_line(workspace: Path, stocktake: Stocktake) -> None:
    result = stocktake("evidence", "--json", "--workspace", workspace)
    events = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["event"] for one in events] == ["stage", "progress", "done"]
    assert events[-1] == {
        "event": "done", "exit_code": 0, "recommendations": 1, "passages": 1, "suggested": 1,
    }  # fmt: skip
    nowhere = stocktake("evidence", "--json", "--workspace", workspace / "empty")
    assert nowhere.exit_code == 2
    assert json.loads(nowhere.stdout.splitlines()[-1])["event"] == "error"
