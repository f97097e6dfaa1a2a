"""Commands to decide together: what is open, votes, closing, and how far people agree."""

from __future__ import annotations

import getpass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline.cli.decisions import Note, Reviewer, open_log
from pipeline.cli.options import Workspace, errors_on
from pipeline.config import SETTINGS, VOCABULARY, load_config, own_or_shipped
from pipeline.decisions.log import Kind, compared
from pipeline.decisions.state import fold
from pipeline.decisions.wording import names_in
from pipeline.errors import UsageError
from pipeline.last import read_run
from pipeline.screen import tell
from pipeline.store.accounts import Accounts
from pipeline.suggest.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.decisions.agreement import Agreement
    from pipeline.decisions.state import OpenProposal, State
    from pipeline.decisions.together import Standing
    from pipeline.decisions.wording import Names
    from pipeline.store import Store

_SHOWN_MENTIONS = 3

Number = Annotated[
    int, typer.Argument(metavar="NUMBER", help="Of the proposal, as in stocktake proposals.")
]


class Vote(StrEnum):
    """What a person says to a proposal."""

    AGREE = "agree"
    OBJECT = "object"
    ABSTAIN = "abstain"


class Ending(StrEnum):
    """How a proposal is closed."""

    TAKEN = "taken"
    NOT_TAKEN = "not-taken"


_KINDS = {Vote.AGREE: Kind.AGREED, Vote.OBJECT: Kind.OBJECTED, Vote.ABSTAIN: Kind.ABSTAINED}


def reviewer_groups(store: Store) -> dict[str, str]:
    """Stakeholder group of each person who has or had an account, by name."""
    return Accounts(store.database).groups()


def proposals(*, workspace: Workspace = Path()) -> None:
    """Show what people proposed, who said what of it, and what it needs to be taken.

    Proposals that contradict each other stand side by side. The exit code is 0, or 2 for a
    wrong call.
    """
    from pipeline.decisions.together import competing, standing  # noqa: PLC0415 (loads libraries that --help need not wait for)

    with errors_on(Console(stderr=True)), open_log(workspace) as store:
        now = datetime.now(UTC)
        settings = load_config(workspace / SETTINGS).deciding
        groups = reviewer_groups(store)
        names = names_in(load_vocabulary(own_or_shipped(workspace, VOCABULARY)))
        texts = {s.mention.mention_id: s.mention.text for s in store.snapshots()}
        for beside in competing(_state(workspace, store)):
            if len(beside) > 1:
                numbers = " and ".join(str(one.proposal.number) for one in beside)
                tell([f"{numbers} contradict each other:"])
            for one in beside:
                place = standing(one, groups=groups, settings=settings, now=now)
                tell(_show(place, names, texts))


def vote(
    number: Number,
    said: Annotated[
        Vote, typer.Argument(metavar="VOTE", help="What is said to it: agree, object, abstain.")
    ],
    *,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Agree to a proposal, object with --note saying why, or abstain; the last vote counts.

    The exit code is 0, or 2 where there is no such open proposal, or no reason.
    """
    from pipeline.decisions.together import vote as cast  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)), open_log(workspace) as store:
        choice = cast(_find(store, number), _KINDS[said], note=note)
        (decision,) = store.decide([choice], reviewer=reviewer or getpass.getuser())
    tell([f"decision {decision.number} is in the log"])


def close(
    number: Number,
    ending: Annotated[
        Ending, typer.Argument(metavar="ENDING", help="How it ends: taken, not-taken.")
    ],
    *,
    workspace: Workspace = Path(),
    reviewer: Reviewer = "",
    note: Note = "",
) -> None:
    """Close a proposal: what was taken holds from the next run on, what was not never does.

    It can be taken only where the group's rule is met, and be closed as not taken always.
    Both are decisions in the log, and can be undone. The exit code is 0, or 2 where it
    cannot be closed so.
    """
    from pipeline.decisions.together import close as end  # noqa: PLC0415 (as above)
    from pipeline.decisions.together import (  # noqa: PLC0415 (as above)
        name_closing,
        standing,
    )

    with errors_on(Console(stderr=True)), open_log(workspace) as store:
        place = standing(
            _find(store, number),
            groups=reviewer_groups(store),
            settings=load_config(workspace / SETTINGS).deciding,
            now=datetime.now(UTC),
        )
        choice = end(place, taken=ending is Ending.TAKEN, note=note)
        keys = [name_closing(place.proposal, store.log())]
        made = store.decide([choice], reviewer=reviewer or getpass.getuser(), keys=keys)
        if not made:
            raise UsageError(f"{number}: was closed by somebody else at this moment; see the log")
    tell([f"decision {made[0].number} is in the log: {number} is closed, {ending}"])


def agreement(*, workspace: Workspace = Path()) -> None:
    """Show how far people agree where several judged the same: Krippendorff's alpha.

    It is 1 where all agree, and 0 where they agree as often as chance would have it. The
    exit code is 0, or 2 for a wrong call.
    """
    from pipeline.decisions.agreement import measure_agreement  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)), open_log(workspace) as store:
        measured = measure_agreement(_state(workspace, store))
    tell(map(_describe, measured))


def _state(workspace: Path, store: Store) -> State:
    """What holds, with the mentions as the last run had them."""
    return fold(store.log(), moved=read_run(workspace).moved)


def _find(store: Store, number: int) -> OpenProposal:
    """The open proposal of that number in the log.

    Raises:
        UsageError: There is none.
    """
    for one in fold(store.log(), moved={}).proposals:
        if one.proposal.number == number:
            return one
    raise UsageError(f"{number}: is no open proposal; see stocktake proposals")


def _show(standing: Standing, names: Names, texts: Mapping[str, str]) -> Iterator[str]:
    """A proposal for people, some lines."""
    from pipeline.decisions.together import choice_of, describe_proposal, describe_standing  # noqa: PLC0415 (as above)

    proposal = standing.proposal
    when = standing.since.strftime("%Y-%m-%d %H:%M UTC")
    yield f"{proposal.number}  {when}  {describe_proposal(proposal, names)}"
    about = compared(choice_of(proposal)) or proposal.mention_ids[:_SHOWN_MENTIONS]
    yield from (f"    {texts.get(name, name)}" for name in about)
    if proposal.note:
        yield f"    {proposal.note}"
    yield f"    {describe_standing(standing)}"
    needs = f"needs {'; '.join(standing.missing)}" if standing.missing else "can be taken"
    yield f"    {needs}"


def _describe(agreement: Agreement) -> str:
    """How far people agree on a matter, on one line."""
    if agreement.alpha is None:
        return f"{agreement.about}: not computable: {agreement.reason}"
    return (
        f"{agreement.about}: alpha {agreement.alpha:.3f}, of {agreement.units} units that "
        f"several judged, {agreement.raters} people; disagreement {agreement.observed:.3f}, "
        f"by chance {agreement.expected:.3f}"
    )
