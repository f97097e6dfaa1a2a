"""Commands for decisions: decide, undo, and the log to read."""

from __future__ import annotations

import getpass
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline.cli.options import Workspace, errors_on
from pipeline.config import SETTINGS, VOCABULARY, load_config, own_or_shipped
from pipeline.decisions.log import OF_ROWS, Kind, propose, to_json_line
from pipeline.decisions.wording import names_in, say_value, shorten
from pipeline.errors import UsageError
from pipeline.records import Part
from pipeline.screen import bars, describe_log, tell
from pipeline.store import Store, has_store, locate_store, open_store
from pipeline.suggest.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.decisions.log import Decision
    from pipeline.decisions.wording import Names
    from pipeline.store.roles import Role

Reviewer = Annotated[
    str, typer.Option(metavar="NAME", help="Who decides; without it, who is signed in here.")
]
Note = Annotated[str, typer.Option(help="Why, for who reads the log.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """Who works with the files of the workspace, and can do everything there."""

    name: str

    def may(self, _role: Role) -> bool:
        return True


def decide(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=f"What is decided: {', '.join(OF_ROWS)}.")
    ],
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

    Where the group decides together, it is a proposal, which holds when it is closed.

    Of two or more rows: same, different, related, not sure. Of the mentions that leave their
    row: split. Of a sentence that its document lacks now: carried, to the second mention, or
    dropped. Of a mention: span, its right words. All others are fields of a row; tags are
    joined with |. The exit code is 0, or 2 for a wrong call.
    """
    from pipeline.last import read_run  # noqa: PLC0415 (loads libraries that --help need not wait for)
    from pipeline.reviewing import choose  # noqa: PLC0415 (as above)
    from pipeline.reviewing import decide as write  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)):
        vocabulary = load_vocabulary(own_or_shipped(workspace, VOCABULARY))
        choices = choose(read_run(workspace), vocabulary, kind, ids, value=value, note=note)
        if load_config(workspace / SETTINGS).deciding.together:
            choices = [propose(choice) for choice in choices]
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

    Where the group decides together, it is a proposal, but of your own open proposal or vote,
    of what you recorded of progress, and of a closing. The exit code is 0, or 2 where there is
    no such decision.
    """
    from pipeline.board import KnownLog  # noqa: PLC0415 (loads libraries that --help need not wait for)
    from pipeline.web.undoing import choose_undo  # noqa: PLC0415 (as above)

    who = _Here(name=reviewer or getpass.getuser())
    with errors_on(Console(stderr=True)), open_log(workspace) as store:
        known = KnownLog({})
        known.read(store)
        choices = choose_undo(
            known,
            number,
            number,
            who=who,
            together=load_config(workspace / SETTINGS).deciding.together,
            names=names_in(load_vocabulary(own_or_shipped(workspace, VOCABULARY))),
            note=note,
        )
        (decision,) = store.decide(choices, reviewer=who.name)
    follows = "is to hold no more" if decision.kind is Kind.PROPOSED else "holds no more"
    tell([f"decision {decision.number} is in the log: {number} {follows}"])


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
    with errors_on(Console(stderr=True)), open_log(workspace) as store:
        decisions = store.log()
        if as_json:
            tell(map(to_json_line, decisions))
            return
        texts = {s.mention.mention_id: shorten(s.mention.text) for s in store.snapshots()}
        names = names_in(load_vocabulary(own_or_shipped(workspace, VOCABULARY)))
    tell(describe_log((_in_short(decision, names) for decision in decisions), texts))


def _in_short(decision: Decision, names: Names) -> Decision:
    """The decision in words for people, each on one line."""
    return replace(
        decision,
        value=say_value(decision.kind, decision.value, names),
        shown=shorten(decision.shown),
        note=shorten(decision.note),
    )


@contextmanager
def open_log(workspace: Path) -> Iterator[Store]:
    """The store of a workspace that has one; to look for a log makes none."""
    if not has_store(workspace):
        raise UsageError(f"{workspace}: is no workspace with decisions; run stocktake run there")
    with open_store(locate_store(workspace)) as store:
        yield store
