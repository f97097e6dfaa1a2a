"""What every command of the command line shares: options, exit codes, errors as one line."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.errors import BusyError, StocktakeError
from pipeline.screen import show

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console

SOME_REFUSED = 1
WRONG_CALL = 2
# EX_TEMPFAIL of sysexits.h: nothing is wrong, and it will go another time.
BUSY = 75
STOPPED = 130


Workspace = Annotated[
    Path,
    typer.Option(
        metavar="DIR",
        help="Folder that holds the corpus, the decisions and the outputs.",
        file_okay=False,
    ),
]


def exit_code(error: StocktakeError) -> int:
    """What a command ends with after an error."""
    return BUSY if isinstance(error, BusyError) else WRONG_CALL


@contextmanager
def errors_on(screen: Console) -> Iterator[None]:
    """What the user can mend is one line on the screen and an exit code."""
    try:
        yield
    except StocktakeError as error:
        screen.print(f"[red]stocktake:[/] {show(error)}", soft_wrap=True)
        raise typer.Exit(exit_code(error)) from error
    except KeyboardInterrupt as error:
        screen.print("[red]stocktake:[/] stopped; what was there before is whole")
        raise typer.Exit(STOPPED) from error
