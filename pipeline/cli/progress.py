"""Commands for progress: assess, and what else is recorded of how far a row is carried out."""

from __future__ import annotations

import getpass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline.cli.decisions import Note, Reviewer
from pipeline.cli.options import Workspace, errors_on
from pipeline.decisions.log import Kind
from pipeline.decisions.progress import (
    Assessment,
    Confidence,
    Evidence,
    Indicator,
    Milestone,
    Observation,
    SignOff,
)
from pipeline.records import STATUSES
from pipeline.screen import tell

if TYPE_CHECKING:
    from datetime import date

    from pipeline.decisions.log import Choice

_KNOWN = ", ".join(STATUSES)
Row = Annotated[str, typer.Argument(metavar="ID", help="The recommendation, such as R-0012.")]
AsOf = Annotated[
    str,
    typer.Option("--as-of", metavar="YYYY-MM-DD", help="The day it speaks of; without it, today."),
]
On = Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="On which day; without it, today.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="What it is called in this row.")]

app = typer.Typer(
    name="progress",
    help="Milestones, indicators and next steps of a recommendation; and its whole record.",
    no_args_is_help=True,
)


def assess(  # noqa: PLR0913 (one parameter an option)
    row: Row,
    *,
    status: Annotated[str, typer.Option(help=f"What you found: {_KNOWN}.")] = "",
    as_of: AsOf = "",
    claimed: Annotated[
        str, typer.Option(help="Status that the responsible body claims, one of the same.")
    ] = "",
    statement: Annotated[str, typer.Option(help="The responsible body's own words.")] = "",
    confidence: Annotated[
        Confidence | None, typer.Option(help="How sure you are of what you found.")
    ] = None,
    quote: Annotated[str, typer.Option(help="Evidence: words, as they stand there.")] = "",
    document: Annotated[str, typer.Option(help="Evidence: name or symbol of a document.")] = "",
    page: Annotated[str, typer.Option(help="Evidence: page in it.")] = "",
    link: Annotated[str, typer.Option(help="Evidence: where it can be read.")] = "",
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Annotated[str, typer.Option(help="What you found, in words.")] = "",
) -> None:
    """Record how far a recommendation is carried out, as you found it on a day.

    Nothing is written over: each assessment is added to the recommendation's record, and the
    one of the latest day is its status. What the responsible body claims is kept apart. The
    exit code is 0, or 2 for a wrong call.
    """
    from pipeline.last import read_run  # noqa: PLC0415 (loads libraries that --help need not wait for)
    from pipeline.reporting.recording import assess as write  # noqa: PLC0415 (as above)
    from pipeline.reporting.recording import to_status  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)):
        assessment = Assessment(
            as_of=_past(as_of),
            status=to_status(status),
            found=note,
            claimed=to_status(claimed),
            statement=statement,
            evidence=Evidence(quotation=quote, document=document, page=page, link=link),
            confidence=confidence,
        )
        _record(workspace, write(read_run(workspace), row, assessment), reviewer)


@app.command()
def milestone(
    row: Row,
    name: Name,
    *,
    due: Annotated[str, typer.Option(metavar="YYYY-MM-DD", help="By when.")],
    owner: Annotated[str, typer.Option(help="Who is to reach it.")] = "",
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Set a milestone; with the name of one that is there, give it another day or owner."""
    from pipeline.last import read_run  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.recording import set_milestone, to_day  # noqa: PLC0415 (as for assess)

    with errors_on(Console(stderr=True)):
        value = Milestone(name=name, due=to_day(due, default=_today()), owner=owner)
        choice = set_milestone(read_run(workspace), row, value, note=note)
        _record(workspace, choice, reviewer)


@app.command("sign-off")
def sign_off(
    row: Row,
    name: Name,
    *,
    on: On = "",
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Say that a milestone was reached, and on which day; your name stands with it."""
    from pipeline.last import read_run  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.recording import sign_off as write  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.rows import read_progress  # noqa: PLC0415 (as for assess)

    with errors_on(Console(stderr=True)):
        value = SignOff(milestone=name, on=_past(on))
        choice = write(
            read_run(workspace), row, value, known=read_progress(workspace, row), note=note
        )
        _record(workspace, choice, reviewer)


@app.command()
def indicator(  # noqa: PLR0913 (one parameter an option)
    row: Row,
    name: Name,
    *,
    unit: Annotated[str, typer.Option(help="What is counted, such as meetings or %.")] = "",
    baseline: Annotated[str, typer.Option(metavar="NUMBER", help="What it was at first.")] = "",
    target: Annotated[str, typer.Option(metavar="NUMBER", help="What it is to become.")] = "",
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Set an indicator; with the name of one that is there, change what you name."""
    from pipeline.last import read_run  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.recording import set_indicator, to_number  # noqa: PLC0415 (as for assess)

    with errors_on(Console(stderr=True)):
        value = Indicator(
            name=name,
            unit=unit,
            baseline=to_number(baseline) if baseline else None,
            target=to_number(target) if target else None,
        )
        choice = set_indicator(read_run(workspace), row, value, note=note)
        _record(workspace, choice, reviewer)


@app.command()
def observe(
    row: Row,
    name: Name,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help="What the indicator was.")],
    *,
    on: On = "",
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Record what an indicator was on a day."""
    from pipeline.last import read_run  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.recording import observe as write  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.recording import to_number  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.rows import read_progress  # noqa: PLC0415 (as for assess)

    with errors_on(Console(stderr=True)):
        value = Observation(indicator=name, on=_past(on), value=to_number(number))
        choice = write(
            read_run(workspace), row, value, known=read_progress(workspace, row), note=note
        )
        _record(workspace, choice, reviewer)


@app.command("next-step")
def next_step(
    row: Row,
    words: Annotated[str, typer.Argument(metavar="WORDS", help="What should be done next.")],
    *,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Propose what should be done next; empty words take the proposal back."""
    from pipeline.last import read_run  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.recording import propose_step  # noqa: PLC0415 (as for assess)

    with errors_on(Console(stderr=True)):
        _record(workspace, propose_step(read_run(workspace), row, words, note=note), reviewer)


@app.command()
def show(row: Row, *, workspace: Workspace = Path()) -> None:
    """Print the whole record of a recommendation, by day, and the evidence that was found."""
    from pipeline.assessing import describe_evidence  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.listings import describe_progress  # noqa: PLC0415 (as for assess)
    from pipeline.reporting.rows import read_progress  # noqa: PLC0415 (as for assess)

    with errors_on(Console(stderr=True)):
        lines = describe_progress(read_progress(workspace, row))
        found = describe_evidence(workspace, row)
    tell([*(lines or [f"{row}: nothing is recorded yet"]), *found])


def _past(text: str) -> date:
    """The day; none that is still to come can be assessed."""
    from pipeline.reporting.recording import to_past_day  # noqa: PLC0415 (as for assess)

    return to_past_day(text, today=_today())


def _today() -> date:
    return datetime.now().astimezone().date()


def _record(workspace: Path, choice: Choice, reviewer: str) -> None:
    """Write it into the log, and say so."""
    from pipeline.reporting.recording import record  # noqa: PLC0415 (as for assess)

    decision = record(workspace, choice, reviewer=reviewer or getpass.getuser())
    proposed = ", as a proposal" if decision.kind is Kind.PROPOSED else ""
    tell([f"decision {decision.number} is in the log{proposed}: {decision.shown}"])
