"""Runs that pages begin, in a process of their own."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from pipeline.board import BOARD, Board, View
from pipeline.locking import one_run
from pipeline.web import runs as module
from pipeline.web.runs import Progress, Runs
from tests.conftest import write

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SENTENCE = "The harbour board should publish its fees every year."


def pretend(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str) -> Runs:
    """Runs whose program is the code."""
    path = write(tmp_path / "program.py", code)
    started = module.subprocess.Popen
    monkeypatch.setattr(
        module.subprocess,
        "Popen",
        lambda _command, **options: started([sys.executable, "-I", str(path)], **options),
    )
    return Runs(tmp_path)


def say(*events: dict[str, object]) -> str:
    lines = [json.dumps(event) for event in events]
    return f"for line in {lines!r}: print(line, flush=True)\n"


def test_a_run_reads_what_was_added_and_the_board_has_it(tmp_path: Path) -> None:
    write(tmp_path / "corpus" / "fees.txt", f"{SENTENCE}\n")
    runs = Runs(tmp_path)
    assert not runs.is_running()
    runs.begin()
    assert runs.is_running()
    runs.wait()
    assert (runs.progress.ended, runs.progress.failed) == (0, False)
    assert runs.progress.counts["documents"] == 1
    assert [row.text for row in Board(tmp_path / BOARD).find(View())] == [SENTENCE]


def test_progress_is_what_the_run_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    stage = {"event": "stage", "stage": "ingest", "steps": 4}
    step = {"event": "progress", "stage": "ingest", "done": 2, "steps": 4}
    code = say(stage, step) + "print('\\x00 no JSON \\udc80'.encode('utf-8', 'replace'))\n3"
    runs = pretend(monkeypatch, tmp_path, code)
    runs.begin()
    runs.wait()
    progress = runs.progress
    assert (progress.stage, progress.done, progress.steps) == ("Reading documents", 2, 4)
    assert "no JSON" in progress.said
    assert progress.failed


def test_a_run_that_fails_says_why_whatever_it_prints_after(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = say({"event": "error", "message": "there is no document", "exit_code": 2})
    runs = pretend(monkeypatch, tmp_path, f"{code}print('a part of it')\nraise SystemExit(2)")
    runs.begin()
    runs.wait()
    assert (runs.progress.ended, runs.progress.failed) == (2, True)
    assert runs.progress.error == "there is no document"


def test_a_program_that_breaks_did_not_write_its_outputs(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    runs = pretend(monkeypatch, tmp_path, "raise KeyError('x')")
    runs.begin()
    runs.wait()
    assert (runs.progress.ended, runs.progress.failed) == (1, True)
    assert runs.progress.said == "KeyError: 'x'"


def test_a_run_that_is_killed_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    code = "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"
    runs = pretend(monkeypatch, tmp_path, code)
    runs.begin()
    runs.wait()
    assert runs.progress.failed
    assert "by signal 9" in runs.progress.error


def test_a_program_that_is_not_there_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    runs = Runs(tmp_path)
    runs.begin()
    runs.wait()
    assert runs.progress.failed
    assert "cannot be begun" in runs.progress.error


def test_what_is_begun_while_one_runs_is_one_more_run(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = f"open({str(tmp_path / 'count')!r}, 'a').write('x')\nimport time\ntime.sleep(0.3)"
    runs = pretend(monkeypatch, tmp_path, code)
    for _ in range(4):
        runs.begin()
    runs.wait()
    assert (tmp_path / "count").read_text() == "xx"
    assert runs.progress.number == 2


def test_closing_ends_the_run_and_what_would_follow(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = say({"event": "stage", "stage": "ingest", "steps": 1}) + "import time\ntime.sleep(60)"
    runs = pretend(monkeypatch, tmp_path, code)
    runs.begin()
    runs.begin()
    while not runs.progress.stage:
        time.sleep(0.01)
    runs.close()
    assert not runs.is_running()
    assert runs.progress.number == 1


def test_another_run_that_is_at_work_is_named(tmp_path: Path) -> None:
    write(tmp_path / "corpus" / "fees.txt", f"{SENTENCE}\n")
    runs = Runs(tmp_path)
    with one_run(tmp_path, command="stocktake watch", seconds=0, on_wait=lambda _: None):
        runs.begin()
        while runs.is_running() and not runs.progress.said:
            time.sleep(0.05)
        assert "Waiting for another run: stocktake watch" in runs.progress.said
        runs.close()
    assert not runs.is_running()


def test_before_the_first_run_nothing_has_failed() -> None:
    assert not Progress().failed
