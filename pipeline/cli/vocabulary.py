"""Commands that change the vocabulary: rename, merge, split, retire; check; SKOS."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.decisions import Note, Reviewer
from pipeline.cli.options import SOME_REFUSED, Workspace, errors_on
from pipeline.records import Scheme
from pipeline.screen import tell
from pipeline.suggest.changes import Action, VocabularyChange

Key = Annotated[str, typer.Argument(metavar="KEY", help="Key of the entry in the vocabulary.")]
Of = Annotated[Scheme, typer.Option("--scheme", help="Whether it is a tag or a category.")]

app = typer.Typer(
    name="vocabulary",
    help="Change the categories and tags; every decision goes along, and the change is recorded.",
    no_args_is_help=True,
)


@app.command()
def rename(
    key: Key,
    to: Annotated[str, typer.Argument(metavar="NEW", help="Its new key.")] = "",
    *,
    name: Annotated[str, typer.Option(help="Its new name.")] = "",
    scheme: Of = Scheme.TAG,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Give a tag or a category another key, another name, or both."""
    into = (to,) if to else ()
    _change(workspace, Action.RENAME, scheme, key, into, name=name, reviewer=reviewer, note=note)


@app.command()
def merge(
    key: Key,
    into: Annotated[str, typer.Argument(metavar="INTO", help="Key of the entry that stays.")],
    *,
    scheme: Of = Scheme.TAG,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Let one entry go into another; rows that had it have the other then."""
    _change(workspace, Action.MERGE, scheme, key, (into,), reviewer=reviewer, note=note)


@app.command()
def split(
    key: Key,
    into: Annotated[list[str], typer.Argument(metavar="INTO", help="Two or more keys.")],
    *,
    scheme: Of = Scheme.TAG,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Divide an entry; rows that had it ask in the column Review which it is to be."""
    _change(workspace, Action.SPLIT, scheme, key, tuple(into), reviewer=reviewer, note=note)


@app.command()
def retire(
    key: Key,
    *,
    scheme: Of = Scheme.TAG,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Take an entry out of the vocabulary; the log remembers which rows had it."""
    _change(workspace, Action.RETIRE, scheme, key, (), reviewer=reviewer, note=note)


@app.command()
def check(workspace: Workspace = Path()) -> None:
    """Say what is odd: labels that the vocabulary lacks, tags never used, names alike.

    The exit code is 0, or 1 where there is something to look at, or 2 for a wrong call.
    """
    from pipeline.revising import check_vocabulary  # noqa: PLC0415 (loads libraries that --help need not wait for)

    with errors_on(Console(stderr=True)):
        found = check_vocabulary(workspace)
    tell(found or ["nothing odd found"])
    if found:
        raise typer.Exit(SOME_REFUSED)


@app.command("import")
def import_(
    path: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="SKOS, in Turtle, RDF/XML, JSON-LD or N-Triples."),
    ],
    *,
    workspace: Workspace = Path(),
) -> None:
    """Make a thesaurus in SKOS the vocabulary of a workspace that has none of its own."""
    from pipeline.revising import take_thesaurus  # noqa: PLC0415 (as for check)

    with errors_on(Console(stderr=True)):
        taken = take_thesaurus(workspace, path)
    tell([f"{len(taken.categories)} categories and {len(taken.tags)} tags are taken"])


@app.command()
def export(workspace: Workspace = Path()) -> None:
    """Print the vocabulary as SKOS, in Turtle, for a library's programs."""
    from pipeline.revising import give_thesaurus  # noqa: PLC0415 (as for check)

    with errors_on(Console(stderr=True)):
        text = give_thesaurus(workspace)
    typer.echo(text, nl=False)


def _change(  # noqa: PLR0913 (what the four commands share)
    workspace: Path,
    action: Action,
    scheme: Scheme,
    key: str,
    into: tuple[str, ...],
    *,
    name: str = "",
    reviewer: str,
    note: str,
) -> None:
    """Make one change, and say so."""
    from pipeline.revising import change_vocabulary  # noqa: PLC0415 (as for check)

    with errors_on(Console(stderr=True)):
        change = VocabularyChange(action=action, scheme=scheme, key=key, into=into, name=name)
        decision = change_vocabulary(
            workspace, change, reviewer=reviewer or getpass.getuser(), note=note
        )
    tell([f"decision {decision.number} is in the log: {decision.shown}"])
