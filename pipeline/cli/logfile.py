"""The log of a workspace: what its runs did, when, and how they ended."""

from __future__ import annotations

import logging
import time
from contextlib import contextmanager, suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.records import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = Path("stocktake.log")

_LARGEST = 1_000_000
_EARLIER = 1

log = logging.getLogger("stocktake.run")
# What no file takes is not put on the screen in its place.
log.addHandler(logging.NullHandler())


@contextmanager
def log_file(workspace: Path) -> Iterator[None]:
    """What a run logs is written to the workspace's log too, where that can be written.

    When it is full, it becomes ``stocktake.log.1`` and a new one is begun.
    """
    try:
        handler = _QuietHandler(
            workspace / LOG, maxBytes=_LARGEST, backupCount=_EARLIER, encoding="utf-8"
        )
    except OSError:
        # The run itself will say what is wrong with the workspace, if it needs more of it.
        yield
        return
    formatter = _OneLine("%(asctime)s %(levelname)s %(message)s", datefmt="%Y-%m-%dT%H:%M:%SZ")
    formatter.converter = time.gmtime
    handler.setFormatter(formatter)
    before = log.level
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    try:
        yield
    finally:
        log.setLevel(before)
        log.removeHandler(handler)
        # What is left to be written may not find room.
        with suppress(OSError):
            handler.close()


class _QuietHandler(RotatingFileHandler):
    """Does without what cannot be written: a full disk stops no run for the log's sake."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 (logging's own name)
        """Nothing is said of it."""


class _OneLine(logging.Formatter):
    """A line a record, whatever its message holds."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without control characters."""
        return printable(super().format(record))
