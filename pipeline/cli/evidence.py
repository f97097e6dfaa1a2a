"""The command that looks for evidence."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.events import begin_stage, tell_event, told_to_programs
from pipeline.cli.options import Workspace, errors_on
from pipeline.screen import bars, set_up_log, tell


def evidence(
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="CSV", help="What to write besides, such as evidence.csv.", dir_okay=False
        ),
    ] = None,
    *,
    workspace: Workspace = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there already.")
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="For programs: write what happens as lines of JSON."),
    ] = False,
) -> None:
    """Look in later documents for what is said of how far each recommendation is carried out.

    What is found is kept for the pages, where people judge it, in place of what was found before.
    In the file each line is a passage with the words that it shares with the recommendation, what
    it says of it, and the status that all its passages suggest. Nothing is decided by it. The exit
    code is 0, or 2 for a wrong call.
    """
    from pipeline.assessing import look_for_evidence  # noqa: PLC0415 (loads libraries that --help need not wait for)

    screen = Console(stderr=True)
    set_up_log(verbose=False)
    if as_json:
        with errors_on(screen), told_to_programs():
            looked = look_for_evidence(workspace, path, force=force, progress=begin_stage)
        tell_event("done", exit_code=0, **asdict(looked))
        return
    with errors_on(screen), bars(screen) as progress:
        looked = look_for_evidence(workspace, path, force=force, progress=progress)
    found = (
        f"passages found: {looked.passages}; recommendations with a suggested status: "
        f"{looked.suggested} of {looked.recommendations}"
    )
    tell([found, *([f"{path} is written"] if path else [])])
