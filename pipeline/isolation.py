"""A function called in a process of its own, with limits on its time and memory.

Readers of hostile files are C code and pure Python that nobody can vouch for: what
crashes, hangs or eats memory there ends its own process, and the batch goes on. Long
work is done so on several processors.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from types import ModuleType
from typing import TYPE_CHECKING, TypeVar, cast

from pipeline.errors import UnreadableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

Item = TypeVar("Item")
Result = TypeVar("Result")

MEGABYTE = 1_000_000
_STANDARD_ERROR = 2

log = logging.getLogger("stocktake")

# A process forked from a small server that has loaded the readers starts in
# milliseconds, and never from a thread's half-held locks; Windows can only spawn.
_CONTEXT = (
    multiprocessing.get_context("forkserver")
    if "forkserver" in multiprocessing.get_all_start_methods()
    else multiprocessing.get_context("spawn")
)
# Starting a process looks after those that have ended, which another thread may be closing.
_BOOKKEEPING = threading.Lock()
_CONTEXT.set_forkserver_preload(["pipeline.ingest.reading", "pipeline.ingest.details.preloaded"])


_running: set[BaseProcess] = set()


def _end_all() -> None:
    """End every process that reads at this moment; each call that waits for one then fails."""
    with _BOOKKEEPING:
        for process in _running:
            _kill(process)


def run_apart(function: Callable[[], Result], *, seconds: int, megabytes: int) -> Result:
    """What the function returns, called in a process of its own.

    Args:
        function: Takes nothing; it and what it returns can be pickled.
        seconds: Time after which the process is ended.
        megabytes: Memory that it may take beyond what it starts with; Linux only.

    Raises:
        UnreadableError: The function raised it, or the process went over a limit or
            crashed.
    """
    receiving, sending = _CONTEXT.Pipe()
    is_quiet = not log.isEnabledFor(logging.INFO)
    process = _CONTEXT.Process(target=_call, args=(function, sending, seconds, megabytes, is_quiet))
    with _BOOKKEEPING, _main_hidden():
        process.start()
        _running.add(process)
    sending.close()
    try:
        if not receiving.poll(seconds):
            raise UnreadableError(
                f"took longer to read than {seconds} seconds; split it, or raise [ingest] seconds"
            )
        outcome = receiving.recv()
    except EOFError as error:
        raise UnreadableError("crashed the program that reads it; save it anew") from error
    finally:
        receiving.close()
        _end(process)
    if isinstance(outcome, UnreadableError):
        raise outcome
    return cast("Result", outcome)


def map_apart(call: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[Result]:
    """What ``call``, which uses `run_apart`, gives for each item, in the items' order.

    As many run at once as there are processors; an interrupt ends them.
    """
    with ThreadPoolExecutor(max_workers=os.cpu_count()) as callers:
        try:
            yield from callers.map(call, items)
        except (GeneratorExit, KeyboardInterrupt):
            callers.shutdown(wait=False, cancel_futures=True)
            _end_all()
            raise


@contextlib.contextmanager
def _main_hidden() -> Iterator[None]:
    """Hides the program's own script, which a new process would otherwise run to load it.

    Nothing of it is needed there, and a script that calls a run without asking for
    ``__name__`` would start another one in each process.
    """
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


def _call(
    function: Callable[[], object],
    sending: Connection,
    seconds: int,
    megabytes: int,
    is_quiet: bool,  # noqa: FBT001 (a process takes its arguments by place)
) -> None:
    """In the process of its own: the function's result sent, or why there is none."""
    if is_quiet:
        # What libraries say of a damaged file ends in its rejection, once, in our words.
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_ERROR)
    _limit(seconds, megabytes)
    threading.Thread(target=_end_with_parent, args=(sending,), daemon=True).start()
    try:
        outcome = function()
    except UnreadableError as error:
        outcome = error
    except MemoryError:
        outcome = UnreadableError(
            f"takes more than {megabytes} megabytes of memory to read; "
            "split it, or raise [ingest] megabytes"
        )
    except RecursionError:
        outcome = UnreadableError("is nested too deeply to be read")
    sending.send(outcome)


def _end_with_parent(parent: Connection) -> None:
    """End this process and those it started once the program that waits for it is gone."""
    with contextlib.suppress(EOFError, OSError):
        parent.recv()
    if os.name == "posix":
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _limit(seconds: int, megabytes: int) -> None:
    """Bound the process, and make it the head of a group that can be ended whole."""
    if os.name != "posix":
        return
    import resource  # noqa: PLC0415 (POSIX only)

    os.setsid()
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with open("/proc/self/statm") as sizes:  # noqa: PTH123 (a file of the kernel)
            taken = int(sizes.read().split()[0]) * resource.getpagesize()
        most = taken + megabytes * MEGABYTE
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _end(process: BaseProcess) -> None:
    """The process and those it started, ended and forgotten."""
    with _BOOKKEEPING:
        _running.discard(process)
        _kill(process)
        process.join()
        process.close()


def _kill(process: BaseProcess) -> None:
    if os.name == "posix" and process.pid is not None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
