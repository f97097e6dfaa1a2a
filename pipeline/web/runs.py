"""Runs that pages begin: one at a time, in a process of their own, watched by a thread.

To look for evidence is one of them, for it takes as long.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

# What the stages that a run tells of are called on pages.
_STAGES = {
    "ingest": "Reading documents",
    "extract": "Finding recommendations",
    "cluster": "Comparing recommendations",
    "suggest": "Suggesting categories and tags",
    "evidence": "Looking for evidence",
}
_WRONG = 2
_LONGEST = 500
_SECONDS_TO_END = 10


class Work(Enum):
    """What can be begun, as it is called."""

    RUN = ("run", "--since", "last")
    EVIDENCE = ("evidence",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a run is.

    Attributes:
        number: Of the run, from 1 in each process of the server; 0 before the first.
        stage: What it does, in words; empty before it has said so.
        done: Steps of that stage that are done.
        steps: All of them; 0 where it is not known.
        ended: Its exit code; None while it runs.
        said: What it said last, for people.
        error: Why it failed, where it could tell.
        counts: What it has written, by name, as it told at its end; nothing before.
    """

    number: int = 0
    stage: str = ""
    done: int = 0
    steps: int = 0
    ended: int | None = 0
    said: str = ""
    error: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Whether it ended without having written its outputs."""
        return self.number > 0 and self.ended is not None and not self.counts


class Runs:
    """The runs of one workspace that this process begins; the last ends with the process.

    Args:
        workspace: Whose documents are processed.
    """

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._waiting: list[Work] = []
        self._closed = False
        self._thread: threading.Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self.progress = Progress()

    def is_running(self) -> bool:
        """Whether one is at work."""
        return self.progress.ended is None

    def begin(self, work: Work = Work.RUN) -> None:
        """Begin a run; where one is at work, another after it, for what it did not see."""
        with self._lock:
            if self.is_running():
                if work not in self._waiting:
                    self._waiting.append(work)
                return
            self._closed = False
            self.progress = Progress(number=self.progress.number + 1, ended=None)
            self._thread = threading.Thread(target=self._work, args=[work], daemon=True)
            self._thread.start()
            atexit.register(self.close)

    def wait(self) -> None:
        """Wait until none is at work."""
        while self.is_running() and self._thread:
            self._thread.join()

    def close(self) -> None:
        """End the run that is at work, and begin no other after it."""
        atexit.unregister(self.close)
        with self._lock:
            self._waiting.clear()
            self._closed = True
            if self._process and self._process.poll() is None:
                # It ends the processes that read for it, and leaves the last outputs whole.
                self._process.terminate()
        if self._thread:
            self._thread.join(_SECONDS_TO_END)

    def _work(self, work: Work) -> None:
        while True:
            code = self._run(work)
            with self._lock:
                if not self._waiting:
                    self.progress = replace(self.progress, ended=code)
                    return
                work = self._waiting.pop(0)
                self.progress = Progress(number=self.progress.number + 1, ended=None)

    def _run(self, work: Work) -> int:
        command = [sys.executable, "-m", "pipeline", *work.value, "--json"]
        command += ["--workspace", str(self._workspace)]
        try:
            with self._start(command) as process:
                for line in process.stdout or ():
                    self.progress = _hear(self.progress, line)
        except OSError as error:
            self.progress = replace(self.progress, error=f"cannot be begun: {error.strerror}")
            return _WRONG
        if process.returncode < 0:
            ended = f"it was ended from outside, by signal {-process.returncode}"
            self.progress = replace(self.progress, error=ended)
        return process.returncode

    def _start(self, command: list[str]) -> subprocess.Popen[str]:
        with self._lock:
            self._process = subprocess.Popen(  # noqa: S603 (our own program)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
            if self._closed:
                self._process.terminate()
            return self._process


def _hear(progress: Progress, line: str) -> Progress:
    """How far a run is after a line of what it says."""
    try:
        event = json.loads(line)
    except ValueError:
        return replace(progress, said=line.strip()[:_LONGEST] or progress.said)
    match event:
        case {"event": "stage", "stage": stage, "steps": steps}:
            called = _STAGES.get(stage, stage)
            progress = replace(progress, stage=called, done=0, steps=steps, said="")
        case {"event": "progress", "done": done}:
            progress = replace(progress, done=done)
        case {"event": "waiting", "holder": holder}:
            progress = replace(progress, said=f"Waiting for another run: {holder}"[:_LONGEST])
        case {"event": "error", "message": message}:
            progress = replace(progress, error=message[:_LONGEST])
        case {"event": "done", **counts}:
            numbers = {str(name): n for name, n in counts.items() if isinstance(n, int)}
            progress = replace(progress, said="", counts=numbers)
    return progress
