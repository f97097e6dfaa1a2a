"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import logging
import signal
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline import __version__
from pipeline.errors import StocktakeError, UsageError
from pipeline.records import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from pipeline.adding import Added
    from pipeline.records import Rejection
    from pipeline.run import Result
    from pipeline.verify import Verification

SOME_REFUSED = 1
WRONG_CALL = 2
STOPPED = 130
_SHOWN_ROWS = 10
# Shares of the screen's width that the long columns get.
_WIDE = {"Proposal for Improvement": 5, "Category": 2}
_SHOWN_REJECTIONS = 20

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
    _set_up_log(verbose=verbose)
    with _errors_on(screen), _bars(screen) as progress:
        result = run_pipeline(workspace, paths or [], since=since, progress=progress)
    _summarise(result, Console())
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
    _tell_added(added, rejections)
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
    _tell(
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
    _set_up_log(verbose=False)
    with _errors_on(screen), _bars(screen) as progress:
        result = verify_locators(workspace, progress=progress)
    _show_verified(result, Console())
    if result.failures:
        raise typer.Exit(SOME_REFUSED)


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
        screen.print(f"[red]stocktake:[/] {_show(error)}", soft_wrap=True)
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


def _tell_added(added: Iterable[Added], rejections: Iterable[Rejection]) -> None:
    lines = [_line(file) for file in added]
    lines += [f"{rejection.item}: not added: {rejection.reason}" for rejection in rejections]
    _tell(lines)


def _line(file: Added) -> str:
    """What was done with a file, for people."""
    source = file.source
    renamed = f", under the name {source.name}" if source.name != file.name else ""
    replaced = f", in place of {file.replaced}" if file.replaced else ""
    namesakes = "".join(
        f". {source.symbol} is also the symbol of {namesake}; if this is a new version of it, "
        f'write replaces = "{namesake}" in place of the id in its entry of the register'
        for namesake in file.namesakes
    )
    return f"{source.document_id}: {file.name} is added{renamed}{replaced}{namesakes}"


def _tell(lines: Iterable[str]) -> None:
    """Lines on the screen, as they are, and not broken where they are long."""
    screen = Console(highlight=False)
    for line in lines:
        screen.print(_show(line), soft_wrap=True)


def _set_up_log(*, verbose: bool) -> None:
    """Log the seconds of each stage where they are wanted; of the libraries, nothing.

    What a library says of a damaged file ends in its rejection, once, in our words.
    """
    if verbose:
        logging.basicConfig(level=logging.INFO, format="%(name)s: %(message)s", force=True)
    for name in ("pdfminer", "pdfplumber", "pypdfium2", "trafilatura"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _bars(screen: Console) -> Iterator[Callable[[str, int], Callable[[], None]]]:
    """A progress bar for each stage, on a terminal; nothing where output is redirected."""
    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, disable=not screen.is_terminal) as bars:

        def begin(stage: str, steps: int) -> Callable[[], None]:
            task = bars.add_task(stage, total=steps)
            return lambda: bars.advance(task)

        yield begin


def _summarise(result: Result, screen: Console) -> None:
    screen.print(_counts(result), _first_rows(result), sep="\n")
    if result.rejections:
        screen.print(_rejections(result))
    if result.silent:
        shown = ", ".join(result.silent[:_SHOWN_REJECTIONS])
        screen.print(f"Nothing found in {len(result.silent)} documents: {shown}", markup=False)
    screen.print(f"The table: {result.folder / 'table.xlsx'}", markup=False, soft_wrap=True)


def _counts(result: Result) -> Table:
    counts = Table(show_header=False, box=None)
    for name, count in (
        ("Documents read", len(result.documents)),
        ("Mentions found", len(result.mentions)),
        ("Recommendations", len(result.table)),
        ("Suggested merges", len(result.merges)),
        ("Refused", len(result.rejections)),
    ):
        counts.add_row(name, str(count))
    return counts


def _first_rows(result: Result) -> Table:
    columns = ["Id", "Proposal for Improvement", "Category", "Sources"]
    title = f"First rows of {len(result.table)}"
    rows = Table(title=title, title_justify="left", expand=True)
    for column in columns:
        rows.add_column(column, ratio=_WIDE.get(column))
    for row in result.table[columns].head(_SHOWN_ROWS).itertuples(index=False, name=None):
        rows.add_row(*(_show(cell) for cell in row))
    return rows


def _rejections(result: Result) -> Table:
    rows = Table("Refused", "Why", title_justify="left")
    for rejection in result.rejections[:_SHOWN_REJECTIONS]:
        rows.add_row(_show(rejection.item), _show(rejection.reason))
    more = len(result.rejections) - _SHOWN_REJECTIONS
    if more > 0:
        rows.add_row(f"and {more} more", _show(f"see {result.folder / 'rejections.csv'}"))
    return rows


def _show_verified(result: Verification, screen: Console) -> None:
    counts = Table("Read as", "Checked", *result.columns, box=None)
    for row in result.rows():
        counts.add_row(*row)
    screen.print(counts)
    for failure in result.failures[:_SHOWN_REJECTIONS]:
        screen.print(_show(failure.explain()), soft_wrap=True)
    more = len(result.failures) - _SHOWN_REJECTIONS
    if more > 0:
        screen.print(f"and {more} more")


def _show(value: object) -> str:
    """The value as text that cannot steer the terminal or be taken for Rich's markup."""
    return escape(printable(str(value)))
