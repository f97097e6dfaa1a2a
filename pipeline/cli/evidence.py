"""The command that looks for evidence."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.options import Workspace, errors_on
from pipeline.screen import bars, set_up_log, tell


def evidence(
    path: Annotated[
        Path,
        typer.Argument(metavar="CSV", help="What to write: evidence.csv.", dir_okay=False),
    ],
    *,
    workspace: Workspace = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there already.")
    ] = False,
) -> None:
    """Look in later documents for what is said of how far each recommendation is carried out.

    Each line is a passage with the words that it shares with the recommendation, what it says
    of it, and the status that all its passages suggest. Nothing is decided by it; `stocktake
    assess` records what people make of it. The exit code is 0, or 2 for a wrong call.
    """
    from pipeline.assessing import write_evidence  # noqa: PLC0415 (loads libraries that --help need not wait for)

    screen = Console(stderr=True)
    set_up_log(verbose=False)
    with errors_on(screen), bars(screen) as progress:
        count = write_evidence(workspace, path, force=force, progress=progress)
    tell([f"{path} is written: {count} passages"])
