"""What a run tells programs: one JSON object a line.

Names of events and of their fields are a contract, in ``docs/how-to/run-by-itself.md``.
"""

from __future__ import annotations

import json
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

from pipeline.cli.options import exit_code
from pipeline.errors import StocktakeError
from pipeline.records import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# Names of the stages by what people are shown.
STAGES = {
    "Reading documents": "ingest",
    "Finding recommendations": "extract",
    "Comparing recommendations": "cluster",
    "Suggesting categories and tags": "suggest",
    "Looking for evidence": "evidence",
}
_SECONDS_BETWEEN = 0.5


def tell_event(event: str, **fields: str | int) -> None:
    """The event on standard output, at once."""
    typer.echo(json.dumps({"event": event, **fields}))


def begin_stage(title: str, steps: int) -> Callable[[], None]:
    """Tells of a stage; what comes back is called after each step, and tells of some.

    It tells at most twice a second, and always of the last step.
    """
    stage = STAGES[title]
    tell_event("stage", stage=stage, steps=steps)
    done = 0
    told = time.monotonic()

    def step() -> None:
        nonlocal done, told
        done += 1
        if done == steps or time.monotonic() - told >= _SECONDS_BETWEEN:
            told = time.monotonic()
            tell_event("progress", stage=stage, done=done, steps=steps)

    return step


@contextmanager
def told_to_programs() -> Iterator[None]:
    """The error that ends a command is an event too."""
    try:
        yield
    except StocktakeError as error:
        tell_event("error", message=printable(str(error)), exit_code=exit_code(error))
        raise
