"""Commands for the workbook: export and import."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.decisions import Reviewer  # noqa: TC001 (typer reads it when the program runs)
from pipeline.cli.options import SOME_REFUSED, Workspace, errors_on
from pipeline.locking import one_run
from pipeline.screen import bars, set_up_log, show, tell

# For a run that is at work in the workspace.
_SECONDS_TO_WAIT = 600

Report = Annotated[
    Path | None,
    typer.Option(
        metavar="CSV", help="Write what became of each cell to this file.", dir_okay=False
    ),
]


def export(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help="What to write: table.xlsx, or table.csv.", dir_okay=False
        ),
    ],
    *,
    workspace: Workspace = Path(),
    force: Annotated[
        bool, typer.Option("--force", help="Write over a file that is there already.")
    ] = False,
) -> None:
    """Write the table as a workbook that people can decide in, and import later.

    It shows every decision: where some are newer than the last run, the pipeline is run first.
    The exit code is 0, or 2 for a wrong call.
    """
    from pipeline.exporting import export as write  # noqa: PLC0415 (loads libraries that --help need not wait for)
    from pipeline.exporting import is_current  # noqa: PLC0415 (as above)
    from pipeline.run import run  # noqa: PLC0415 (as above)

    screen = Console(stderr=True)
    set_up_log(verbose=False)
    with (
        errors_on(screen),
        one_run(
            workspace,
            command="stocktake export",
            seconds=_SECONDS_TO_WAIT,
            on_wait=lambda who: screen.print(show(f"waiting for {who}")),
        ),
    ):
        if not is_current(workspace):
            with bars(screen) as progress:
                run(workspace, [], since=None, progress=progress)
        write(workspace, path, force=force)
    tell([f"the table is in {path}; when people have worked in it: stocktake import {path}"])


def import_(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A workbook or CSV that was exported, or an older sheet of the group.",
            dir_okay=False,
        ),
    ],
    *,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be decided; write nothing.")
    ] = False,
    report: Report = None,
) -> None:
    """Turn what people changed in a workbook into decisions; the next run shows them.

    Only what differs from what was exported counts. Where somebody else decided otherwise
    meanwhile, that is listed, and both are kept: what holds, and the file's as a proposal.
    What cannot be is refused cell by cell, and the rest taken. The exit code is 0, or 1 where
    there are conflicts or something was refused, or 2 for a wrong call.
    """
    from pipeline.importing import (  # noqa: PLC0415 (loads libraries that --help need not wait for)
        Outcome,
        describe_plan,
        plan_import,
        write_plan,
        write_report,
    )

    with errors_on(Console(stderr=True)):
        name = reviewer or getpass.getuser()
        plan = plan_import(workspace, path, reviewer=name)
        if report:
            write_report(report, plan)
        written = [] if dry_run else write_plan(workspace, plan, reviewer=name)
    tell(describe_plan(plan))
    if dry_run:
        tell(["nothing is written: this was a trial"])
    else:
        tell([f"{len(written)} new entries in the log; stocktake run shows what follows from them"])
    if plan.of(Outcome.CONFLICT, Outcome.REFUSED):
        raise typer.Exit(SOME_REFUSED)
