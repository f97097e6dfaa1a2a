"""One run at a time: a second one waits, or says who is at work."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import BusyError, UsageError
from pipeline.locking import RUN_LOCK, hold, one_run
from tests.conftest import write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# Another program that holds the workspace named in its call until it is ended.
HOLDING = """
import sys, time
from pathlib import Path
from pipeline.locking import one_run
with one_run(Path(sys.argv[1]), command="stocktake run", seconds=0, on_wait=print):
    print("holds it", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that is at work in the folder."""
    command = [sys.executable, "-c", HOLDING, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (our own words)
        assert process.stdout is not None
        assert process.stdout.readline() == "holds it\n"
        yield process
        process.kill()


def work(workspace: Path, *, seconds: float = 0) -> list[str]:
    """Whom a run in the workspace waited for."""
    waited: list[str] = []
    with one_run(workspace, command="test", seconds=seconds, on_wait=waited.append):
        return waited


def test_a_free_workspace_is_not_waited_for_and_is_left_as_it_was(tmp_path: Path) -> None:
    assert work(tmp_path / "w") == []
    assert work(tmp_path / "w") == []
    assert [file.name for file in (tmp_path / "w" / "cache").iterdir()] == [RUN_LOCK.name]


def test_who_is_at_work_is_said_by_number_machine_command_and_time(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(BusyError) as caught:
        work(tmp_path)
    said = rf"stocktake run \(process {holder.pid} on .+, since \d{{4}}-[-\d]+ [:\d]+ UTC\)"
    assert re.search(said, str(caught.value))


def test_a_process_that_is_killed_holds_nothing_any_more(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert work(tmp_path) == []


def test_a_run_that_waits_says_once_for_whom_and_goes_on_when_it_ends(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    threading.Timer(1, holder.kill).start()
    (waited,) = work(tmp_path, seconds=30)
    assert str(holder.pid) in waited


def test_a_run_does_not_wait_longer_than_it_should(
    tmp_path: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(BusyError, match=str(holder.pid)):
        work(tmp_path, seconds=0.5)


def test_two_threads_of_one_process_do_not_run_at_once(tmp_path: Path) -> None:
    with one_run(tmp_path, command="first", seconds=0, on_wait=print):
        failed: list[BaseException] = []

        def second() -> None:
            try:
                work(tmp_path)
            except BusyError as error:
                failed.append(error)

        thread = threading.Thread(target=second)
        thread.start()
        thread.join()
    assert str(os.getpid()) in str(failed)


def test_an_error_of_the_run_is_given_on_and_frees_the_workspace(tmp_path: Path) -> None:
    with (
        pytest.raises(OSError, match="of the run"),
        one_run(tmp_path, command="first", seconds=0, on_wait=print),
    ):
        raise OSError("of the run")
    assert work(tmp_path) == []


def test_a_holder_that_cannot_be_read_is_another_run(tmp_path: Path) -> None:
    with one_run(tmp_path, command="first", seconds=0, on_wait=print):
        write(tmp_path / "cache" / "run.holder", "{")
        with pytest.raises(BusyError, match="another run is at work"):
            work(tmp_path)


def test_a_folder_that_cannot_be_made_is_an_error_that_names_what_is_guarded(
    tmp_path: Path,
) -> None:
    write(tmp_path / "cache", "a file")
    with pytest.raises(UsageError, match="cannot be written"):
        work(tmp_path)


def test_a_file_that_is_something_else_is_an_error_and_stays(tmp_path: Path) -> None:
    file = write(tmp_path / "a.lock", "no database" * 100)
    with (
        pytest.raises(UsageError, match="the list: cannot be written"),
        hold(file, guarded=tmp_path / "the list", seconds=0),
    ):
        pass
    assert file.read_text(encoding="utf-8") == "no database" * 100
