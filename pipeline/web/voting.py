"""Open proposals as pages show them: where each stands, and which contradict each other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.decisions.log import VOTES, Kind, Proposal, Verdict, read_value
from pipeline.decisions.state import find_undone, fold
from pipeline.decisions.together import competing, standing
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from pipeline.board import KnownLog
    from pipeline.decisions.log import Decision
    from pipeline.decisions.state import OpenProposal, State
    from pipeline.decisions.together import Standing
    from pipeline.web.site import Site

# By these a mention takes another's place, which says what a proposal is about now.
_MOVING = (Kind.CARRIED, Kind.DROPPED)
_VOTING = frozenset((Kind.PROPOSED, Kind.CLOSED, *VOTES, *_MOVING))


def find_votes(known: KnownLog) -> State:
    """What is open to be voted on; the rest of the log, which may be long, is left out of it."""
    undone = find_undone(known.decisions)
    log = [one for one in known.decisions if one.kind in _VOTING and one.key not in undone]
    closed = {read_value(one, Verdict).proposal for one in log if one.kind is Kind.CLOSED}

    def matters(decision: Decision) -> bool:
        is_proposal = decision.kind is Kind.PROPOSED
        proposal = decision if is_proposal else known.find(decision) or decision
        if proposal.key not in closed:
            return True
        return proposal.kind is Kind.PROPOSED and read_value(proposal, Proposal).kind in _MOVING

    return fold([one for one in log if matters(one)], moved=known.moved)


def find_standings(site: Site) -> list[list[Standing]]:
    """Where each open proposal stands, those that contradict each other together."""
    votes = find_votes(site.known())
    if not votes.proposals:
        return []
    stands = {one.proposal.key: one for one in _stand(site, votes.proposals)}
    return [[stands[one.proposal.key] for one in group] for group in competing(votes)]


def find_open(site: Site, number: int) -> OpenProposal:
    """The open proposal of a number of the log.

    Raises:
        UsageError: There is none.
    """
    proposals = find_votes(site.known()).proposals
    found = next((one for one in proposals if one.proposal.number == number), None)
    if found is None:
        raise UsageError(f"{number}: is no open proposal; the list of proposals has those")
    return found


def stand(site: Site, proposal: OpenProposal) -> Standing:
    """Where an open proposal stands."""
    return _stand(site, (proposal,))[0]


def find_closing(known: KnownLog, number: int) -> list[Decision]:
    """What ended the proposal of that number; nothing where it is open, or none is."""
    undone = find_undone(known.decisions)
    return [
        one
        for one in known.after(number)
        if one.kind in (Kind.CLOSED, Kind.UNDO)
        and one.key not in undone
        and (other := known.find(one))
        and other.number == number
        and other.kind is Kind.PROPOSED
    ]


def _stand(site: Site, proposals: tuple[OpenProposal, ...]) -> list[Standing]:
    groups = site.doors.accounts.groups() if site.doors else {}
    settings, now = site.config.deciding, datetime.now(UTC)
    return [standing(one, groups=groups, settings=settings, now=now) for one in proposals]
