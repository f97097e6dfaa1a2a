"""Commands for decisions: decide, undo, and the log to read."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline.cli.options import Workspace, errors_on
from pipeline.decisions.log import Choice, Kind, to_json_line
from pipeline.decisions.state import fold
from pipeline.errors import UsageError
from pipeline.records import Part
from pipeline.screen import bars, describe_log, tell
from pipeline.store import Store, has_store, locate_store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

Reviewer = Annotated[
    str, typer.Option(metavar="NAME", help="Who decides; without it, who is signed in here.")
]
Note = Annotated[str, typer.Option(help="Why, for who reads the log.")]


def decide(
    kind: Annotated[Kind, typer.Argument(metavar="KIND", help="What is decided, as in the log.")],
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID", help="Mentions by id, or recommendations such as R-0012."),
    ],
    *,
    value: Annotated[str, typer.Option(help="What is chosen: a category, a status, words.")] = "",
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Write one decision into the log; the next run shows what follows from it.

    Kinds are same, different, related and not sure, of two or more; split, of the mentions
    that leave their row; and of a row its fields: text, category, tags (joined with |), part,
    relevant, consensual, responsible, cost, target date, status, remark, cross-reference,
    review. The exit code is 0, or 2 for a wrong call.
    """
    from pipeline.reviewing import choose  # noqa: PLC0415 (loads libraries that --help need not wait for)
    from pipeline.reviewing import decide as write  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)):
        choices = choose(workspace, kind, ids, value=value, note=note)
        decisions = write(workspace, choices, reviewer=reviewer or getpass.getuser())
    tell([f"decision {decision.number} is in the log" for decision in decisions])


def note_missed(
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="Its id, or the name of its file.")
    ],
    words: Annotated[
        str, typer.Argument(metavar="WORDS", help="The sentence, as it stands in the document.")
    ],
    *,
    part: Annotated[Part, typer.Option(help="The part of the table.")] = Part.IMPROVEMENT,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Note a recommendation that the program missed; the next run has it in the table.

    The exit code is 0, or 2 where the words do not stand in the document.
    """
    from pipeline.noting import add_missed  # noqa: PLC0415 (as above)

    screen = Console(stderr=True)
    with errors_on(screen), bars(screen) as progress:
        decision = add_missed(
            workspace,
            document,
            words,
            part=part,
            reviewer=reviewer or getpass.getuser(),
            note=note,
            progress=progress,
        )
    tell([f"decision {decision.number} is in the log"])


def undo(
    number: Annotated[
        int, typer.Argument(metavar="NUMBER", help="Of the decision, as in stocktake log.")
    ],
    *,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Let a decision hold no more; both stay in the log, and an undo can itself be undone.

    The exit code is 0, or 2 where there is no such decision.
    """
    with errors_on(Console(stderr=True)), _open_log(workspace) as store:
        undone = next((one for one in store.log() if one.number == number), None)
        if undone is None:
            raise UsageError(f"{number}: is no decision of the log; see stocktake log")
        holding = {one.key for one in fold(store.log(), moved={}).history}
        if undone.kind is not Kind.UNDO and undone.key not in holding:
            raise UsageError(f"{number}: holds no more already; to bring it back, undo its undo")
        choice = Choice(kind=Kind.UNDO, mention_ids=undone.mention_ids, value=undone.key, note=note)
        (decision,) = store.decide([choice], reviewer=reviewer or getpass.getuser())
    tell([f"decision {decision.number} is in the log: {number} holds no more"])


def log(
    *,
    workspace: Workspace = Path(),
    as_json: Annotated[
        bool, typer.Option("--json", help="For programs: one JSON object a line.")
    ] = False,
) -> None:
    """Show every decision: who made it, when, about what, and what was shown.

    The exit code is 0, or 2 for a wrong call.
    """
    with errors_on(Console(stderr=True)), _open_log(workspace) as store:
        decisions = store.log()
        texts = {s.mention.mention_id: s.mention.text for s in store.snapshots()}
    tell(map(to_json_line, decisions) if as_json else describe_log(decisions, texts))


@contextmanager
def _open_log(workspace: Path) -> Iterator[Store]:
    """The store of a workspace that has one; to look for a log makes none."""
    if not has_store(workspace):
        raise UsageError(f"{workspace}: is no workspace with decisions; run stocktake run there")
    with open_store(locate_store(workspace)) as store:
        yield store
