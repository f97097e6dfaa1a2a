"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import signal
from typing import Annotated

import typer

from pipeline import __version__
from pipeline.cli import (
    accounts,
    decisions,
    documents,
    evidence,
    progress,
    reports,
    running,
    site,
    stores,
    together,
    training,
    vocabulary,
    web,
    workbooks,
)

app = typer.Typer(
    name="stocktake",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    pretty_exceptions_show_locals=False,
)
for command in (
    running.run,
    running.watch,
    documents.add,
    documents.withdraw,
    documents.verify,
    decisions.decide,
    decisions.undo,
    decisions.log,
    stores.backup,
    workbooks.export,
    training.train,
    together.proposals,
    together.vote,
    together.close,
    together.agreement,
    web.review,
    web.serve,
    site.site,
    progress.assess,
    evidence.evidence,
    reports.report,
    reports.remind,
):
    app.command()(command)
app.command("import")(workbooks.import_)
app.command("note")(decisions.note_missed)
app.add_typer(vocabulary.app)
app.add_typer(stores.app)
app.add_typer(accounts.app)
app.add_typer(progress.app)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 (typer calls it so)
    if wanted:
        typer.echo(f"stocktake {__version__}")
        raise typer.Exit


@app.callback()
def options(
    *,
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Piles of policy documents in, one reviewed table of recommendations out."""


def main() -> None:
    """Run the command line."""
    for name in {"SIGTERM", "SIGHUP"} & set(dir(signal)):
        # As Ctrl-C does, so that the processes that read are ended too.
        signal.signal(getattr(signal, name), signal.default_int_handler)
    app()
