"""The command line: parse, call, print, exit code."""

from __future__ import annotations

import signal

import typer
from rich.console import Console

from pipeline import __version__
from pipeline.cli import decisions, documents, running, stores, training, vocabulary, workbooks

app = typer.Typer(
    name="stocktake",
    help="Piles of policy documents in, one reviewed table of recommendations out.",
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
):
    app.command()(command)
app.command("import")(workbooks.import_)
app.command("note")(decisions.note_missed)
app.add_typer(vocabulary.app)
app.add_typer(stores.app)


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
