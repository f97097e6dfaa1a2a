"""Commands for reports: report, and remind of what is due."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.options import Workspace, errors_on
from pipeline.screen import tell

AsOf = Annotated[
    str,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day it speaks of; without it, today."),
]


def report(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="Where to write it; without it, reports/ and the day in the workspace.",
            file_okay=False,
        ),
    ] = None,
    *,
    workspace: Workspace = Path(),
    as_of: AsOf = "",
    since: Annotated[
        Path | None,
        typer.Option(metavar="REPORT", help="An earlier report to compare with, by its folder."),
    ] = None,
    title: Annotated[
        str, typer.Option(help="What stands above it.")
    ] = "Progress of the recommendations",
    force: Annotated[
        bool, typer.Option("--force", help="Write over another report that is there already.")
    ] = False,
) -> None:
    """Write how far the recommendations of the last run are carried out, as HTML and DOCX.

    The same record and the same day give the same bytes. The figures are beside it, in
    report.json. The exit code is 0, or 2 for a wrong call.
    """
    from pipeline.reporting.recording import to_day  # noqa: PLC0415 (as above)
    from pipeline.reporting.writing import report as write  # noqa: PLC0415 (loads libraries that --help need not wait for)

    with errors_on(Console(stderr=True)):
        day = to_day(as_of, default=datetime.now().astimezone().date())
        place = folder or workspace / "reports" / day.isoformat()
        figures = write(workspace, place, as_of=day, since=since, title=title, force=force)
    done = figures.overall
    tell(
        [
            f"degree of completion: {done.degree}, {done.completed} of {done.assessed} assessed",
            f"not assessed: {done.not_assessed}",
            f"overdue: {len(figures.overdue)}",
            f"the report: {place / 'report.html'} and {place / 'report.docx'}",
        ]
    )


def remind(
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="FOLDER",
            help="Write an e-mail file for each body there, to be addressed and sent; without "
            "it, print a list.",
            file_okay=False,
        ),
    ] = None,
    *,
    workspace: Workspace = Path(),
    as_of: AsOf = "",
    days: Annotated[int, typer.Option(min=0, max=36_500, help="How many days ahead to look.")] = 30,
) -> None:
    """List what is overdue or will soon be due, by responsible body.

    The exit code is 0, or 2 for a wrong call.
    """
    from pipeline.reporting.recording import to_day  # noqa: PLC0415 (as above)
    from pipeline.reporting.writing import remind as write  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)):
        day = to_day(as_of, default=datetime.now().astimezone().date())
        lines = write(workspace, folder, as_of=day, days=days)
    tell(lines or ["nothing is due"])
