"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import signal
import sys
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline import __version__
from pipeline.errors import StocktakeError, UsageError
from pipeline.screen import (
    bars,
    set_up_log,
    show,
    show_verified,
    summarise,
    tell,
    tell_added,
    tell_pair_training,
    tell_training,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

SOME_REFUSED = 1
WRONG_CALL = 2
STOPPED = 130

Workspace = Annotated[
    Path,
    typer.Option(
        metavar="DIR",
        help="Folder that holds the corpus, the decisions and the outputs.",
        file_okay=False,
    ),
]
Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Files, and folders to read with all below them."),
]
Title = Annotated[str, typer.Option(help="Its title; of one file.")]
Symbol = Annotated[str, typer.Option(help="Its symbol, such as A/RES/70/125; of one file.")]
Body = Annotated[str, typer.Option(help="Who issued or submitted it.")]
StakeholderGroup = Annotated[str, typer.Option(help="Such as government or civil society.")]
Region = Annotated[str, typer.Option(help="Country or region of who submitted it.")]
Kind = Annotated[str, typer.Option(help="Such as report, resolution or submission.")]
Published = Annotated[
    str, typer.Option("--date", metavar="YYYY-MM-DD", help="When it was published.")
]
Language = Annotated[
    str, typer.Option(help="Its two letters, such as en; without them it is found from the text.")
]
Url = Annotated[str, typer.Option(help="Where it can be read.")]
Contribution = Annotated[
    str,
    typer.Option(
        metavar="KEY", help="A word of yours: files with the same one are one submission."
    ),
]
TableColumn = Annotated[
    str,
    typer.Option(
        metavar="HEADER", help="Heading of the column that holds the texts of a CSV or XLSX."
    ),
]
Replaces = Annotated[
    str,
    typer.Option(
        metavar="ID",
        help="The document of which this is a new version, by its id or the name of its file.",
    ),
]
DocumentId = Annotated[
    str,
    typer.Option(
        "--id", metavar="ID", help="Id to give it, in place of the one made for it; of one file."
    ),
]

app = typer.Typer(
    name="stocktake",
    help="Piles of policy documents in, one reviewed table of recommendations out.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
)


@app.command()
def run(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Documents and folders to take in; folders are read with all below them. "
            "Without any, what the workspace already holds is processed.",
        ),
    ] = None,
    workspace: Workspace = Path(),
    since: Annotated[
        Path | None,
        typer.Option(
            metavar="OUTPUTS",
            help="Outputs of an earlier run, kept in another folder: what is new, changed or "
            "gone against it is written to changes.csv.",
            file_okay=False,
        ),
    ] = None,
    *,
    verbose: Annotated[
        bool, typer.Option("--verbose", help="Log how many seconds each stage takes.")
    ] = False,
) -> None:
    """Read the documents and write the table of recommendations to outputs/.

    Read are PDF, scans and pictures (with OCR), DOCX, ODT, RTF, PPTX, HTML, text, Markdown,
    CSV, XLSX, e-mail (EML, MSG) with attachments, ZIP, and DOC, PPT, XLS, ODP and ODS through
    LibreOffice. The exit code is 0, or 1 where some documents were refused and the rest is
    done, or 2 for a wrong call.
    """
    from pipeline.run import run as run_pipeline  # noqa: PLC0415 (loads the models' libraries, seconds that --help need not wait)

    screen = Console(stderr=True)
    set_up_log(verbose=verbose)
    with _errors_on(screen), bars(screen) as progress:
        result = run_pipeline(workspace, paths or [], since=since, progress=progress)
    summarise(result, Console())
    if result.rejections:
        raise typer.Exit(SOME_REFUSED)


@app.command()
def add(  # noqa: PLR0913 (one parameter an option)
    paths: Files,
    *,
    workspace: Workspace = Path(),
    title: Title = "",
    symbol: Symbol = "",
    body: Body = "",
    stakeholder_group: StakeholderGroup = "",
    region: Region = "",
    kind: Kind = "",
    published: Published = "",
    language: Language = "",
    url: Url = "",
    contribution: Contribution = "",
    text_column: TableColumn = "",
    replaces: Replaces = "",
    document_id: DocumentId = "",
) -> None:
    """Copy documents into the workspace and write what you say of them into its register.

    A line for each file says which id it got, or why it was refused; the next run reads it.
    The exit code is 0, or 1 where some files were refused, or 2 for a wrong call.
    """
    from pipeline.adding import Description  # noqa: PLC0415 (as for run)
    from pipeline.adding import add as add_files  # noqa: PLC0415 (as for run)
    from pipeline.ingest import why_unreadable  # noqa: PLC0415 (as for run)

    with _errors_on(Console(stderr=True)):
        description = Description(
            title=title,
            symbol=symbol,
            body=body,
            stakeholder_group=stakeholder_group,
            region=region,
            kind=kind,
            published=_to_date(published),
            language=language,
            url=url,
            contribution=contribution,
            text_column=text_column,
            replaces=replaces,
            document_id=document_id,
        )
        added, rejections = add_files(
            workspace, paths, description, on=_today(), why_unreadable=why_unreadable
        )
    tell_added(added, rejections)
    if rejections:
        raise typer.Exit(SOME_REFUSED)


@app.command()
def withdraw(
    document: Annotated[
        str, typer.Argument(metavar="ID", help="The document's id, or the name of its file.")
    ],
    *,
    workspace: Workspace = Path(),
    note: Annotated[str, typer.Option(help="Why, for who reads the register.")] = "",
) -> None:
    """Take a document, with all its versions, out of all later runs; its file stays.

    The exit code is 0, or 2 where there is no such document.
    """
    from pipeline.register import REGISTER  # noqa: PLC0415 (as for run)
    from pipeline.register import withdraw as withdraw_document  # noqa: PLC0415 (as for run)

    with _errors_on(Console(stderr=True)):
        versions = withdraw_document(workspace, document, note=note, on=_today())
    files = ", ".join(version.source.name for version in versions)
    tell(
        [
            f"{versions[-1].source.document_id}: {files} is withdrawn; no later run reads it",
            f"To bring it back, take its [[withdrawn]] entry out of {workspace / REGISTER}",
        ]
    )


@app.command()
def verify(workspace: Workspace = Path()) -> None:
    """Check that each mention's text stands on the page and in the paragraph that it names.

    Each document is read once more, by another reader than the run's. The exit code is 0,
    or 1 where a text or a number does not stand where outputs/mentions.csv says, or 2 for
    a wrong call.
    """
    from pipeline.verify import verify as verify_locators  # noqa: PLC0415 (loads the readers)

    screen = Console(stderr=True)
    set_up_log(verbose=False)
    with _errors_on(screen), bars(screen) as progress:
        result = verify_locators(workspace, progress=progress)
    show_verified(result, Console())
    if result.failures:
        raise typer.Exit(SOME_REFUSED)


@app.command()
def train(
    reviewed: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="REVIEWED",
            help="Files in the form of mentions.csv in which people corrected the column part to "
            "improvement, consideration or neither, and added what was missed; or in the form of "
            "merges.csv with same or different in the column decision.",
            dir_okay=False,
        ),
    ] = None,
    workspace: Workspace = Path(),
    yes: Annotated[  # noqa: FBT002 (an option of the command line)
        bool, typer.Option("--yes", help="Take a better pair model without being asked.")
    ] = False,
) -> None:
    """Train the models from what people reviewed, and write those that it makes better.

    From reviewed mentions the model that decides what a sentence is (models/extract.json),
    from decided merges the one that says which state the same (models/cluster.json); without
    any, both from what comes with the program alone. What was reviewed is judged by a model
    that has not seen it; a model that is no better is not written. What another pair model
    would change in the table is shown first. The exit code is 0, or 1 where a model was not
    written or something reviewed was not found, or 2 for a wrong call.
    """
    from pipeline.learning import holds_merges, learn_pairs  # noqa: PLC0415 (loads the models' libraries, seconds that --help need not wait)
    from pipeline.train import train as train_model  # noqa: PLC0415 (as above)

    screen = Console(stderr=True)
    set_up_log(verbose=False)
    complete = True
    with _errors_on(screen):
        merges = [path for path in reviewed or [] if holds_merges(path)]
        others = [path for path in reviewed or [] if path not in merges]
        if others or not merges:
            with bars(screen) as progress:
                training = train_model(workspace, others, progress=progress)
            tell_training(training)
            complete = training.written and not training.unfound
        if merges or not others:
            with bars(screen) as progress:
                pairs = learn_pairs(workspace, merges, progress=progress)
            tell_pair_training(pairs)
            taken = pairs.better and (yes or not pairs.changes or _agreed())
            if taken:
                pairs.write()
            tell([f"written to {pairs.path}" if taken else "the pair model is not written"])
            complete = complete and taken and not pairs.unfound
    if not complete:
        raise typer.Exit(SOME_REFUSED)


def _agreed() -> bool:
    """Whether the person at the terminal wants it; where there is none, no."""
    return sys.stdin.isatty() and typer.confirm("Take this model?")


@app.command()
def version() -> None:
    """Print the version."""
    Console().print(f"stocktake {__version__}", highlight=False)


def main() -> None:
    """Run the command line."""
    for name in {"SIGTERM", "SIGHUP"} & set(dir(signal)):
        # As Ctrl-C does, so that the processes that read are ended too.
        signal.signal(getattr(signal, name), signal.default_int_handler)
    app()


@contextmanager
def _errors_on(screen: Console) -> Iterator[None]:
    """What the user can mend is one line on the screen and an exit code."""
    try:
        yield
    except StocktakeError as error:
        screen.print(f"[red]stocktake:[/] {show(error)}", soft_wrap=True)
        raise typer.Exit(WRONG_CALL) from error
    except KeyboardInterrupt as error:
        screen.print("[red]stocktake:[/] stopped; what was there before is whole")
        raise typer.Exit(STOPPED) from error


def _to_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        message = f"--date {text!r}: write it as year-month-day, such as 2025-03-14"
        raise UsageError(message) from error


def _today() -> date:
    return datetime.now().astimezone().date()
