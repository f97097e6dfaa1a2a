"""What an undo may reach: one action at a time, and where a group decides, one's own words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from pipeline.decisions.log import PROGRESS, VOTES, Choice, Kind, names_of, propose
from pipeline.decisions.state import find_undone
from pipeline.errors import UsageError
from pipeline.store.roles import Role
from pipeline.web.logbook import say

if TYPE_CHECKING:
    from pipeline.board import KnownLog
    from pipeline.decisions.log import Decision
    from pipeline.decisions.wording import Names


class Undoer(Protocol):
    """Who undoes."""

    @property
    def name(self) -> str:
        """Theirs, as it stands in the log."""

    def may(self, role: Role) -> bool:
        """Whether they may do what a role may."""


class Way(StrEnum):
    """How somebody can let a decision hold no more, as a button says it; empty for no way."""

    ALONE = "Undo"
    TOGETHER = "Propose to undo"
    NONE = ""


def choose_undo(
    known: KnownLog,
    first: int,
    last: int,
    *,
    who: Undoer,
    together: bool,
    names: Names,
    note: str = "",
) -> list[Choice]:
    """The choices that undo decisions, proposed where nobody may do it alone.

    Args:
        known: The log.
        first: Number of the first of them.
        last: Number of the last; all between were made with it, at once.
        who: Undoes them.
        together: Whether the group decides together.
        names: Of categories and tags.
        note: Why.

    Raises:
        UsageError: There are none, several actions made them, none holds any more, or one is
            a vote or an open proposal of somebody else.
    """
    named = [decision for decision in known.after(first - 1) if decision.number <= last]
    if not named or named[0].number != first:
        raise UsageError(f"{first}: is no decision of the log")
    if len({(one.reviewer, one.decided_at) for one in named}) > 1:
        raise UsageError(f"{first} to {last}: were not decided at once; undo them one by one")
    undone = find_undone(known.decisions)
    holding = [one for one in named if one.key not in undone]
    if not holding:
        raise UsageError(f"{first}: holds no more already; to bring it back, undo its undo")
    return [
        _choose(one, find_way(known, one, who, together=together), names=names, note=note)
        for one in holding
    ]


def _choose(decision: Decision, way: Way, *, names: Names, note: str) -> Choice:
    if way is Way.NONE:
        raise UsageError(
            f"{decision.number}: is what {decision.reviewer} said of a proposal, which they "
            "alone take back while it is open; vote, or propose what should hold instead"
        )
    choice = Choice(
        kind=Kind.UNDO,
        mention_ids=names_of(decision),
        value=decision.key,
        note=note,
        shown=f"{decision.number}, {decision.reviewer}: {say(decision, names)}",
    )
    return choice if way is Way.ALONE else propose(choice)


def find_way(known: KnownLog, decision: Decision, who: Undoer, *, together: bool) -> Way:
    """How somebody can let a decision hold no more.

    Where a group decides together, a proposal and a vote are taken back by who made them, while
    the proposal is open, and a closing by a facilitator. Of all else an undo is proposed.
    """
    root: Decision | None = decision
    while root and root.kind is Kind.UNDO:
        root = known.find(root)
    if not together or (root and _may_take_back(known, root, who)):
        return Way.ALONE
    is_word = root is not None and root.kind in (Kind.PROPOSED, *VOTES)
    return Way.NONE if is_word else Way.TOGETHER


def _may_take_back(known: KnownLog, decision: Decision, who: Undoer) -> bool:
    if decision.kind is Kind.CLOSED:
        return who.may(Role.FACILITATOR)
    if decision.reviewer != who.name:
        return False
    if decision.kind in PROGRESS:
        return True
    proposal = known.find(decision) if decision.kind in VOTES else decision
    is_proposal = proposal is not None and proposal.kind is Kind.PROPOSED
    return is_proposal and not _is_closed(known, proposal)


def _is_closed(known: KnownLog, proposal: Decision | None) -> bool:
    """Whether a closing of the proposal holds."""
    named = names_of(proposal) if proposal else ()
    about = known.about(known.moved.get(name, name) for name in named)
    undone = find_undone(about)
    closings = (one for one in about if one.kind is Kind.CLOSED and one.key not in undone)
    return any(known.find(one) == proposal for one in closings)
