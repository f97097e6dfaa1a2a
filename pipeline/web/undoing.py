"""What an undo may reach: one action at a time, and where a group decides, one's own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions.log import PROGRESS, VOTES, Choice, Kind, names_of
from pipeline.errors import UsageError
from pipeline.store.roles import Role
from pipeline.web.logbook import find_undone, say

if TYPE_CHECKING:
    from pipeline.board import KnownLog
    from pipeline.decisions.log import Decision
    from pipeline.decisions.wording import Names
    from pipeline.web.visitors import Visitor


def choose_undo(
    known: KnownLog, first: int, last: int, *, names: Names, note: str = ""
) -> tuple[list[Decision], list[Choice]]:
    """The decisions that an undo is of, and the choices that undo them.

    Args:
        known: The log.
        first: Number of the first of them.
        last: Number of the last; all between were made with it, at once.
        names: Of categories and tags.
        note: Why.

    Raises:
        UsageError: There are none, several actions made them, or none holds any more.
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
    return holding, [
        Choice(
            kind=Kind.UNDO,
            mention_ids=names_of(one),
            value=one.key,
            note=note,
            shown=f"{one.number}, {one.reviewer}: {say(one, names)}",
        )
        for one in holding
    ]


def check_together(known: KnownLog, decision: Decision, visitor: Visitor) -> None:
    """Refuse to undo alone what a group decides together.

    A proposal and a vote are taken back by who made them, while the proposal is open; a
    closing by a facilitator. What was decided is undone by nobody alone: an undo that is
    proposed and taken would change nothing, for what was taken is not looked through again.

    Raises:
        UsageError: The visitor may not undo it.
    """
    root: Decision | None = decision
    while root and root.kind is Kind.UNDO:
        root = known.find(root)
    if root and _may_take_back(known, root, visitor):
        return
    raise UsageError(
        f"{decision.number}: this group decides together, so nobody undoes it alone; propose "
        "what should hold instead"
    )


def _may_take_back(known: KnownLog, decision: Decision, visitor: Visitor) -> bool:
    if decision.kind is Kind.CLOSED:
        return visitor.may(Role.FACILITATOR)
    if decision.reviewer != visitor.name:
        return False
    if decision.kind in PROGRESS:
        return True
    proposal = known.find(decision) if decision.kind in VOTES else decision
    is_proposal = proposal is not None and proposal.kind is Kind.PROPOSED
    return is_proposal and not _is_closed(known, proposal)


def _is_closed(known: KnownLog, proposal: Decision | None) -> bool:
    """Whether a closing of the proposal holds."""
    undone = find_undone(known.decisions)
    closings = ((one, known.find(one)) for one in known.decisions if one.kind is Kind.CLOSED)
    return any(other == proposal and one.key not in undone for one, other in closings)
