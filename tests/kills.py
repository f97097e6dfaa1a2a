"""Runs that are killed at a change on disk, and what they leave behind; POSIX only.

    python -m tests.kills WORKSPACE NUMBER

Makes copies of the workspace, kills a run in each before one of the changes that it makes
to files, at most NUMBER of them from the first to the last, and prints as JSON how many
changes there are and what was wrong afterwards: an output that is neither the old nor the
new one, outputs that are mixed though they were put back, or a next run whose outputs are
other ones than those of a run that nobody disturbs.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.config import OUTPUTS
from pipeline.outputs import put_back
from pipeline.run import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_CHANGES = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "sqlite3.connect"})
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def try_kills(base: Path, number: int) -> tuple[int, list[str]]:
    """How many changes a run in a copy of the workspace makes, and what kills broke."""
    with tempfile.TemporaryDirectory() as name:
        tried = Path(name) / "workspace"
        undisturbed = _copy(base, tried)
        changes = _count_changes(undisturbed)
        old, new = files(base / OUTPUTS), files(tried / OUTPUTS)
        failed = []
        for moment in _spread(number, changes):
            _copy(base, tried)
            if not os.WIFSIGNALED(_fork(lambda moment=moment: _run(tried, kill_at=moment))):
                failed.append(f"change {moment}: the run was not killed")
            broken = broken_files(files(tried / OUTPUTS), old, new)
            failed += [f"change {moment}: {name} is neither old nor new" for name in broken]
            put_back(tried / OUTPUTS)
            if files(tried / OUTPUTS) not in (old, new):
                failed.append(f"change {moment}: the outputs are mixed")
            if _fork(lambda: _run(tried)) or files(tried / OUTPUTS) != new:
                failed.append(f"change {moment}: the next run gave something else")
    return changes, failed


def files(folder: Path) -> dict[str, bytes]:
    """Contents of the files in a folder, by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}


def broken_files(left: dict[str, bytes], old: dict[str, bytes], new: dict[str, bytes]) -> list[str]:
    """Names of the files that are neither the old nor the new ones, or are not there."""
    known = old.keys() & new.keys()
    return sorted(
        name
        for name in known | left.keys()
        if name not in left or left[name] not in (old.get(name), new.get(name))
    )


def _copy(base: Path, to: Path) -> Path:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(base, to)
    return to


def _spread(number: int, changes: int) -> Iterator[int]:
    """At most so many of the changes, evenly."""
    count = min(number, changes)
    yield from (place * changes // count for place in range(count))


def _count_changes(workspace: Path) -> int:
    """Changes that a run makes which nobody disturbs."""
    receiving, sending = os.pipe()
    if _fork(lambda: os.write(sending, str(_run(workspace)).encode())):
        raise SystemExit("the run that nobody disturbed failed")
    os.close(sending)
    with os.fdopen(receiving) as pipe:
        return int(pipe.read())


def _fork(call: Callable[[], object]) -> int:
    """How a process ended that made the call; it has loaded what this one has."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = 1
    try:
        call()
        code = 0
    finally:
        os._exit(code)


def _run(workspace: Path, kill_at: int | None = None) -> int:
    """How many changes on disk a run made, which is killed before that one."""
    count = 0

    def look(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal count
        writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if writes or event in _CHANGES:
            if count == kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            count += 1

    sys.addaudithook(look)
    run(workspace, [], since="last", progress=lambda _stage, _steps: lambda: None)
    return count


if __name__ == "__main__":
    changes, failures = try_kills(Path(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(json.dumps({"changes": changes, "failures": failures}) + "\n")
