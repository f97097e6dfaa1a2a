"""One process at a time, in a workspace or on a file of it.

The lock is SQLite's: it holds on every system and on folders that are shared, and
falls with the process that held it, so a kill leaves nothing to clear away.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import socket
import sqlite3
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import BusyError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUN_LOCK = Path("cache") / "run.lock"

_HOLDER = RUN_LOCK.with_suffix(".holder")
_POLL = 0.2
# Of an error's code in SQLite, without what it says in detail.
_MAIN_PART = 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who is at work in a workspace.

    Attributes:
        process: Its number.
        host: Name of the machine that it runs on.
        command: Name of the command, without what it was called with.
        since: Date and time in UTC.
    """

    process: int
    host: str
    command: str
    since: str

    def __str__(self) -> str:
        return f"{self.command} (process {self.process} on {self.host}, since {self.since})"


@contextmanager
def one_run(
    workspace: Path, *, command: str, seconds: float, on_wait: Callable[[str], None]
) -> Iterator[None]:
    """No other run works in the workspace meanwhile.

    Args:
        workspace: Folder that holds the cache.
        command: What is said of this run to those who wait for it.
        seconds: How long to wait for a run that is at work there.
        on_wait: Told once, before waiting, who is at work there.

    Raises:
        BusyError: Another run was still at work after that time.
        UsageError: The workspace cannot be written to.
    """
    with hold(
        workspace / RUN_LOCK,
        guarded=workspace,
        seconds=seconds,
        who=lambda: _who(workspace),
        on_wait=on_wait,
    ):
        holder = Holder(
            process=os.getpid(),
            host=socket.gethostname(),
            command=command,
            since=datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S UTC"),
        )
        place = workspace / _HOLDER
        # The lock is what counts; who holds it is only said where there is room to say it.
        with contextlib.suppress(OSError):
            place.write_bytes(msgspec.json.encode(holder))
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                place.unlink()


@contextmanager
def hold(
    file: Path,
    *,
    guarded: Path,
    seconds: float,
    who: Callable[[], str] = lambda: "another program",
    on_wait: Callable[[str], None] = lambda _: None,
) -> Iterator[None]:
    """Nobody else holds the file meanwhile.

    Args:
        file: Made, with its folder, where it is not there; left behind empty.
        guarded: What the lock is for, to be named in an error.
        seconds: How long to wait for whoever holds it.
        who: Tells who that is.
        on_wait: Told the same once, before waiting.

    Raises:
        BusyError: It was still held after that time.
        UsageError: The file cannot be made, or is something else.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = sqlite3.connect(file, timeout=0, isolation_level=None)
    except (OSError, sqlite3.Error) as error:
        raise _unusable(guarded, error) from error
    with closing(lock):
        deadline = time.monotonic() + seconds
        for attempt in itertools.count():
            try:
                lock.execute("BEGIN EXCLUSIVE")
                break
            except sqlite3.Error as error:
                if error.sqlite_errorcode & _MAIN_PART != sqlite3.SQLITE_BUSY:
                    raise _unusable(guarded, error) from error
            # By the second attempt, a holder that has just begun has said who it is.
            if attempt and time.monotonic() >= deadline:
                raise BusyError(f"{guarded}: {who()} is at work there; call again later")
            if attempt == 1:
                on_wait(who())
            time.sleep(_POLL)
        yield


def _who(workspace: Path) -> str:
    """Who is at work in the workspace, for people."""
    try:
        return str(msgspec.json.decode((workspace / _HOLDER).read_bytes(), type=Holder))
    except (OSError, msgspec.MsgspecError):
        return "another run"


def _unusable(guarded: Path, error: OSError | sqlite3.Error) -> UsageError:
    reason = error.strerror if isinstance(error, OSError) else error
    return UsageError(f"{guarded}: cannot be written ({reason}); see who else uses it")
