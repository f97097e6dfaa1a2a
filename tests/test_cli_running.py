"""Runs that nobody looks at: locks, events, the log, what is new since the last, kills."""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli import running
from pipeline.cli.events import STAGES, begin_stage
from pipeline.embedding import Encoder
from pipeline.errors import UsageError
from pipeline.locking import one_run
from tests.conftest import ROOT, write
from tests.kills import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result as CliResult

    Stocktake = Callable[..., CliResult]

FEES = "The harbour board should publish its fees every year."
LAMPS = "Lamps must be put on the northern pier before winter."
PILOTS = "Pilots should be trained in a course of two weeks."


@pytest.fixture
def watch(_models_stay_loaded: None) -> Stocktake:
    """Calls ``stocktake watch`` with these arguments, nothing to settle unless said."""
    app = typer.Typer()
    app.command()(running.watch)

    def call(*arguments: str | Path) -> CliResult:
        words = ["--settle", "0", *map(str, arguments)]
        return CliRunner(env={"COLUMNS": "200"}).invoke(app, words)

    return call


def fill(workspace: Path, **texts: str) -> Path:
    """The workspace, with these texts in its corpus."""
    for name, text in texts.items():
        write(workspace / "corpus" / f"{name}.txt", text)
    return workspace


def events(result: CliResult) -> list[dict[str, object]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def log_of(workspace: Path) -> list[str]:
    return (workspace / "stocktake.log").read_text(encoding="utf-8").splitlines()


def changes(workspace: Path) -> list[str]:
    path = workspace / "outputs" / "changes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return sorted(row["change"] for row in csv.DictReader(file))


def test_programs_are_told_each_stage_each_refusal_and_the_end(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    fill(tmp_path, a=FEES, b=LAMPS)
    film = write(tmp_path / "film.mp4", "x")
    result = stocktake("run", film, "--workspace", tmp_path, "--json")
    told = events(result)
    stages = [event["stage"] for event in told if event["event"] == "stage"]
    # Evidence is looked for by a command of its own.
    assert stages == [stage for stage in STAGES.values() if stage != "evidence"]
    last = {event["stage"]: event for event in told if event["event"] == "progress"}
    assert all(event["done"] == event["steps"] for event in last.values())
    refused, done = told[-2:]
    assert (refused["event"], refused["stage"], refused["item"]) == (
        "rejection",
        "register",
        "film.mp4",
    )
    assert done["event"] == "done"
    assert done["exit_code"] == result.exit_code == 1
    assert (done["documents"], done["recommendations"], done["rejections"]) == (2, 2, 1)
    assert result.stderr == ""


def test_programs_are_told_of_an_error_and_people_too(tmp_path: Path, stocktake: Stocktake) -> None:
    result = stocktake("run", "--workspace", tmp_path, "--json")
    (error,) = (event for event in events(result) if event["event"] == "error")
    assert error["exit_code"] == result.exit_code == 2
    assert "no document to process" in str(error["message"])
    assert "no document to process" in result.stderr


def test_steps_that_follow_closely_are_not_told_one_by_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    step = begin_stage("Reading documents", 1000)
    for _ in range(1000):
        step()
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(told) < 10
    assert told[-1] == {"event": "progress", "stage": "ingest", "done": 1000, "steps": 1000}


def test_a_run_that_may_not_wait_says_who_is_at_work_and_changes_nothing(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    fill(tmp_path, a=FEES)
    with one_run(tmp_path, command="stocktake run", seconds=0, on_wait=print):
        result = stocktake("run", "--workspace", tmp_path, "--no-wait")
        told = events(stocktake("run", "--workspace", tmp_path, "--no-wait", "--json"))
    assert result.exit_code == 75
    (line,) = result.stderr.splitlines()
    assert f"process {os.getpid()}" in line
    assert [(event["event"], event["exit_code"]) for event in told] == [("error", 75)]
    assert not (tmp_path / "outputs").exists()


def test_a_run_waits_for_another_and_is_then_done(tmp_path: Path, stocktake: Stocktake) -> None:
    fill(tmp_path, a=FEES)
    begun = threading.Event()

    def work() -> None:
        with one_run(tmp_path, command="stocktake run", seconds=0, on_wait=print):
            begun.set()
            time.sleep(1)

    other = threading.Thread(target=work)
    other.start()
    begun.wait()
    result = stocktake("run", "--workspace", tmp_path)
    other.join()
    assert result.exit_code == 0
    assert result.stderr.startswith("Waiting for stocktake run (process")


def test_the_log_says_how_a_run_began_what_it_did_and_how_it_ended(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    fill(tmp_path, a=FEES)
    odd = write(tmp_path / "a\x1b[31m\nb.mp4", "x")
    stocktake("run", odd, "--workspace", tmp_path)
    lines = log_of(tmp_path)
    assert all(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ (?:INFO|WARNING) ", x) for x in lines)
    said = [line.split(" ", 2)[2] for line in lines]
    assert said[0].startswith("start: stocktake run")
    stages = ("ingest", "extract", "cluster", "suggest", "table", "outputs")
    assert all(any(re.fullmatch(rf"{s}: \d+\.\d s", line) for line in said) for s in stages)
    (refused,) = (line for line in said if line.startswith("refused"))
    assert "a?[31m?b.mp4" in refused
    assert "1 documents, 1 mentions, 1 recommendations" in said[-2]
    assert said[-1] == "end: exit code 1"


def test_the_log_says_why_a_run_could_not_be_done(tmp_path: Path, stocktake: Stocktake) -> None:
    stocktake("run", "--workspace", tmp_path)
    error, end = log_of(tmp_path)[-2:]
    assert "no document to process" in error
    assert end.endswith("end: exit code 2")


def test_the_log_says_that_a_run_was_stopped(
    tmp_path: Path, stocktake: Stocktake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pipeline.run.run", stop)
    assert stocktake("run", "--workspace", tmp_path).exit_code == 130
    assert log_of(tmp_path)[-1].endswith("end: stopped, exit code 130")


@pytest.mark.parametrize("full", [False, True])
def test_a_log_that_cannot_be_written_stops_nothing(
    tmp_path: Path, stocktake: Stocktake, *, full: bool
) -> None:
    if full:
        (tmp_path / "stocktake.log").symlink_to("/dev/full")
    else:
        (tmp_path / "stocktake.log").mkdir()
    result = stocktake("run", "--workspace", fill(tmp_path, a=FEES))
    assert (result.exit_code, result.stderr) == (0, "")


def test_since_the_last_run_tells_what_is_new_changed_and_gone(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    since = ("--workspace", tmp_path, "--since", "last")
    fill(tmp_path, a=f"{FEES}\n\n{LAMPS}")
    assert "Rows that are new" in stocktake("run", *since).stdout
    assert changes(tmp_path) == ["new", "new"]
    stocktake("run", *since)
    assert changes(tmp_path) == []
    fill(tmp_path, a=f"{FEES}\n\n{PILOTS}\n\n{FEES.replace('should', 'must')}")
    told = events(stocktake("run", *since, "--json"))[-1]
    assert changes(tmp_path) == ["changed", "gone", "new"]
    assert [told[name] for name in ("new", "changed", "gone")] == [1, 1, 1]
    with (tmp_path / "outputs" / "table.csv").open(encoding="utf-8", newline="") as file:
        marks = {row["Proposal for Improvement"]: row["Since last"] for row in csv.DictReader(file)}
    assert sorted(marks.values()) == ["changed", "new"]
    assert marks[PILOTS] == "new"


def test_without_a_cache_the_last_run_is_that_of_the_outputs(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    stocktake("run", "--workspace", fill(tmp_path, a=FEES))
    shutil.rmtree(tmp_path / "cache")
    stocktake("run", "--workspace", fill(tmp_path, b=LAMPS), "--since", "last")
    assert changes(tmp_path) == ["new"]


def test_watching_runs_when_files_have_settled_and_leaves_one_line(
    tmp_path: Path, watch: Stocktake
) -> None:
    write(tmp_path / "in" / "a.txt", FEES)
    write(tmp_path / "in" / "b.mp4", "x")
    result = watch(tmp_path / "in", "--workspace", tmp_path / "w", "--once")
    assert result.exit_code == 1
    (line,) = result.stdout.splitlines()
    assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC: exit code 1: 1 documents, ", line)
    assert line.endswith("1 new, 0 changed, 0 gone")
    assert log_of(tmp_path / "w")[0].split(": ", 1)[1].startswith("stocktake watch")


def test_watching_goes_on_after_an_error_and_ends_in_peace(
    tmp_path: Path, watch: Stocktake, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[object] = []

    def fail(workspace: Path, paths: tuple[Path, ...], **_: object) -> None:
        taken.append(paths)
        number = len(taken)
        # It arrives while the run is at work.
        write(workspace / "corpus" / f"{number}.txt", "x" * number)
        raise (UsageError("no room"), OSError("no share"), KeyboardInterrupt)[number - 1]

    monkeypatch.setattr("pipeline.run.run", fail)
    (tmp_path / "in").mkdir()
    result = watch(tmp_path / "in", "--workspace", fill(tmp_path / "w", a=FEES))
    assert result.exit_code == 0
    # An empty folder is not named to a run: it would be refused each time.
    assert taken == [(), (), ()]
    lines = [line.split(" UTC: ")[-1] for line in result.stdout.splitlines()]
    assert lines == ["exit code 2: no room", "exit code 2: no share", "stopped"]
    logged = "\n".join(log_of(tmp_path / "w"))
    assert "no room" in logged
    assert "broken off: no share" in logged


def test_watching_says_that_it_waits_for_files_to_settle(tmp_path: Path, watch: Stocktake) -> None:
    write(tmp_path / "in" / "a.txt", FEES)
    words = ("--workspace", tmp_path / "w", "--settle", "0.5", "--once")
    result = watch(tmp_path / "in", *words)
    assert result.stdout.startswith("Files that are new or changed: 1; waiting")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that fork")
def test_a_run_killed_at_any_change_on_disk_leaves_whole_files_and_the_next_is_right(
    tmp_path: Path, stocktake: Stocktake, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Other than the one that stays loaded, it keeps what it computes in the workspace.
    monkeypatch.setattr("pipeline.run.Encoder", Encoder)
    base, ahead = fill(tmp_path / "base", a=FEES, b=LAMPS), tmp_path / "ahead"
    stocktake("run", "--workspace", base)
    shutil.copytree(base, ahead)
    for workspace in (base, ahead):
        fill(workspace, c=PILOTS)
    stocktake("run", "--workspace", ahead)
    # With all of it known, no killed run has to load a model.
    shutil.copy(ahead / "cache" / "known.db", base / "cache")
    command = [sys.executable, "-m", "tests.kills", str(base), "5"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    assert done.returncode == 0, done.stderr
    tried = json.loads(done.stdout)
    assert tried["changes"] > len(files(base / "outputs"))
    assert tried["failures"] == []
