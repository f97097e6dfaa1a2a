"""A process a document: what hangs, crashes or eats memory there ends there."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from pipeline.errors import UnreadableError
from pipeline.isolation import run_apart


def add(left: int, right: int) -> int:
    return left + right


def refuse() -> None:
    raise UnreadableError("is a test")


def sleep(mark: Path) -> None:
    """Sleeps longer than any test, and so does a program that it starts."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as program:
        mark.write_text(str(program.pid), encoding="utf-8")
        time.sleep(600)


def grow() -> int:
    return len(bytearray(10**10))


def crash() -> None:
    os.abort()


def recurse() -> None:
    recurse()


def fail() -> None:
    raise AssertionError


def run(function: object, seconds: int = 60, megabytes: int = 500) -> object:
    return run_apart(function, seconds=seconds, megabytes=megabytes)  # type: ignore[arg-type] # any callable


def is_running(pid: int) -> bool:
    """Whether the process is there and no mere entry that nobody has asked for yet."""
    status = Path(f"/proc/{pid}/stat")
    return (
        status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    )


def test_what_the_function_returns_comes_back() -> None:
    assert run(partial(add, 2, 3)) == 5


def test_the_reason_of_a_refusal_comes_back() -> None:
    with pytest.raises(UnreadableError, match="is a test"):
        run(refuse)


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_what_takes_too_long_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    with pytest.raises(UnreadableError, match="longer to read than 2 seconds"):
        run(partial(sleep, mark), seconds=2)
    assert not is_running(int(mark.read_text(encoding="utf-8")))


@pytest.mark.skipif(sys.platform != "linux", reason="memory is limited on Linux only")
def test_what_takes_too_much_memory_is_refused() -> None:
    with pytest.raises(UnreadableError, match="more than 500 megabytes"):
        run(grow)


@pytest.mark.parametrize("function", [crash, fail])
def test_what_crashes_is_refused(function: object) -> None:
    with pytest.raises(UnreadableError, match="crashed the program"):
        run(function)


def test_what_is_nested_without_end_is_refused() -> None:
    with pytest.raises(UnreadableError, match="nested too deeply"):
        run(recurse)


def test_a_script_that_does_not_ask_for_its_name_can_read(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from functools import partial\n"
        "from pipeline.isolation import run_apart\n"
        "print(run_apart(partial(max, 2, 3), seconds=60, megabytes=500))\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)  # noqa: S603 (our own script)
    assert done.stdout == "3\n"
