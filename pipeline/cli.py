"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline import __version__
from pipeline.errors import StocktakeError
from pipeline.records import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.run import Result

SOME_REFUSED = 1
WRONG_CALL = 2
_SHOWN_ROWS = 10
# Shares of the screen's width that the long columns get.
_WIDE = {"Proposal for Improvement": 5, "Category": 2}
_SHOWN_REJECTIONS = 20

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
    workspace: Annotated[
        Path,
        typer.Option(
            help="Folder that holds the corpus, the decisions and the outputs.",
            file_okay=False,
        ),
    ] = Path(),
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

    PDF, DOCX, PPTX, HTML, text, Markdown, CSV and e-mail are read. The exit code is 0,
    or 1 where some documents were refused and the rest is done, or 2 for a wrong call.
    """
    from pipeline.run import run as run_pipeline  # noqa: PLC0415 (loads the models' libraries, seconds that --help need not wait)

    screen = Console(stderr=True)
    _set_up_log(verbose=verbose)
    try:
        with _bars(screen) as progress:
            result = run_pipeline(workspace, paths or [], since=since, progress=progress)
    except StocktakeError as error:
        screen.print(f"[red]stocktake:[/] {_show(error)}", soft_wrap=True)
        raise typer.Exit(WRONG_CALL) from error
    _summarise(result, Console())
    if result.rejections:
        raise typer.Exit(SOME_REFUSED)


@app.command()
def version() -> None:
    """Print the version."""
    Console().print(f"stocktake {__version__}", highlight=False)


def main() -> None:
    """Run the command line."""
    app()


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
        ("Documents read", result.documents),
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


def _show(value: object) -> str:
    """The value as text that cannot steer the terminal or be taken for Rich's markup."""
    return escape(printable(str(value)))
