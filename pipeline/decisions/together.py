"""Deciding together: where a proposal stands, votes on it, and its closing.

Nothing here changes by the clock: time only says whether somebody may close.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from scipy.cluster.hierarchy import DisjointSet

from pipeline.config import Rule
from pipeline.decisions.log import (
    APART,
    FIELDS,
    PROGRESS,
    VOTES,
    Choice,
    Kind,
    Others,
    Proposal,
    Verdict,
    names_of,
    read_value,
    write_value,
)
from pipeline.decisions.wording import say_value
from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from pipeline.config import DecidingSettings
    from pipeline.decisions.log import Decision
    from pipeline.decisions.state import OpenProposal, State
    from pipeline.decisions.wording import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a proposal stands.

    Attributes:
        proposal: What was proposed.
        agreed: Who agrees, in the order in which they first spoke.
        objected: Who objects, with the reason.
        abstained: Who abstains.
        groups: Who of all these speaks for each stakeholder group, by its name.
        missing: What it would need to be closed as taken, in words; nothing where it can be.
    """

    proposal: Decision
    agreed: tuple[str, ...]
    objected: Mapping[str, str]
    abstained: tuple[str, ...]
    groups: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]

    @property
    def since(self) -> datetime:
        """When it was proposed."""
        return self.proposal.decided_at

    @property
    def without_group(self) -> tuple[str, ...]:
        """Who spoke, and speaks for no stakeholder group that is known."""
        spoken = {name for names in self.groups.values() for name in names}
        said = (*self.agreed, *self.objected, *self.abstained)
        return tuple(name for name in said if name not in spoken)


def standing(
    open_proposal: OpenProposal,
    *,
    groups: Mapping[str, str],
    settings: DecidingSettings,
    now: datetime,
) -> Standing:
    """Who said what of a proposal, and what it still needs by the group's rule.

    Who made it agrees, until they vote; of everybody the last vote counts, so an objection
    that its author takes back stands in nobody's way.

    Args:
        open_proposal: With its votes.
        groups: Stakeholder group of each reviewer; who has none speaks for none.
        settings: The rule.
        now: With a time zone.
    """
    proposal = open_proposal.proposal
    said = {proposal.reviewer: proposal, **{v.reviewer: v for v in open_proposal.votes}}
    by_kind = defaultdict(list)
    for name, decision in said.items():
        by_kind[decision.kind].append(name)
    agreed = tuple(name for name in said if said[name].kind in (Kind.PROPOSED, Kind.AGREED))
    objected = {name: said[name].note for name in by_kind[Kind.OBJECTED]}
    spoken = {
        group: tuple(name for name in said if groups.get(name) == group)
        for group in sorted({groups[name] for name in said if groups.get(name)})
    }
    lacking = [_lacking(len(agreed), _needed(settings), "more agreement")]
    if settings.rule is Rule.CONSENSUS:
        left = proposal.decided_at + timedelta(days=settings.days) - now
        days = _lacking(0, math.ceil(left / timedelta(days=1)), "more day")
        lacking += [f"objection of {name}: {reason}" for name, reason in objected.items()]
        lacking.append(days and f"open for {days}")
        lacking.append(_lacking(len(spoken), settings.groups, "more stakeholder group"))
    return Standing(
        proposal=proposal,
        agreed=agreed,
        objected=objected,
        abstained=tuple(by_kind[Kind.ABSTAINED]),
        groups=spoken,
        missing=tuple(filter(None, lacking)),
    )


def describe_standing(standing: Standing) -> str:
    """Who said what, each by name: disagreement is shown, never averaged."""
    objections = [f"{name} ({reason})" for name, reason in standing.objected.items()]
    said = {
        "agreed": standing.agreed,
        "objected": objections,
        "abstained": standing.abstained,
        "stakeholder groups": standing.groups,
    }
    return "; ".join(f"{what}: {', '.join(names)}" for what, names in said.items() if names)


def describe_proposal(proposal: Decision, names: Names) -> str:
    """Who proposed what, in words."""
    inner = choice_of(proposal)
    what = str(inner.kind)
    if inner.kind in FIELDS:
        value = say_value(inner.kind, inner.value, names)
        what = f"{what} “{value}”" if value else f"no {what}"
    elif inner.kind is Kind.UNDO:
        what = f"to undo {proposal.shown}"
    elif inner.kind in PROGRESS and proposal.shown:
        what = proposal.shown
    return f"{proposal.reviewer} proposed {what}"


def choice_of(proposal: Decision) -> Decision:
    """What would be decided, as a decision of who proposed it."""
    inner = read_value(proposal, Proposal)
    return replace(proposal, kind=inner.kind, value=inner.value)


def vote(open_proposal: OpenProposal, kind: Kind, *, note: str = "") -> Choice:
    """A vote on a proposal, about all mentions that it is about.

    Raises:
        UsageError: An objection gives no reason, or the kind is no vote.
    """
    proposal = open_proposal.proposal
    if kind not in VOTES:
        raise UsageError(f"{kind}: is no vote; write {', '.join(VOTES)}")
    if kind is Kind.OBJECTED and not note.strip():
        raise UsageError(
            f"an objection to what {proposal.reviewer} proposed gives no reason; say in its "
            "note why, so that others can answer it"
        )
    return Choice(
        kind=kind,
        mention_ids=names_of(proposal),
        value=proposal.key,
        note=note,
        shown=describe_proposal(proposal, {}),
    )


def close(standing: Standing, *, taken: bool, note: str = "") -> Choice:
    """The closing of a proposal, about all its mentions; it shows who had said what.

    Raises:
        UsageError: It is to be taken, and by the group's rule it cannot be yet.
    """
    proposal = standing.proposal
    what = describe_proposal(proposal, {})
    if taken and standing.missing:
        raise UsageError(
            f"{what}: cannot be closed as taken before this is settled: "
            f"{'; '.join(standing.missing)}. It can be closed as not taken"
        )
    return Choice(
        kind=Kind.CLOSED,
        mention_ids=names_of(proposal),
        value=write_value(Verdict(proposal=proposal.key, taken=taken)),
        note=note,
        shown=f"{what}; {describe_standing(standing)}",
    )


def name_closing(proposal: Decision, log: Iterable[Decision]) -> str:
    """The key of the next closing of a proposal, so that of two at once one is written.

    Args:
        proposal: What is closed.
        log: With all closings of it, those included that were undone.
    """
    closings = (read_value(one, Verdict) for one in log if one.kind is Kind.CLOSED)
    before = sum(verdict.proposal == proposal.key for verdict in closings)
    return f"closing {before + 1} of {proposal.number}"


def competing(state: State) -> tuple[tuple[OpenProposal, ...], ...]:
    """All open proposals, those that contradict each other side by side.

    Two contradict each other where they want different values in a field of a row, or
    where one brings mentions together that the other keeps apart.
    """
    by_mention = defaultdict(list)
    for place, one in enumerate(state.proposals):
        for name in _now(names_of(one.proposal), state):
            by_mention[name].append(place)
    beside = {pair for places in by_mention.values() for pair in itertools.combinations(places, 2)}
    choices = [choice_of(one.proposal) for one in state.proposals]
    groups = DisjointSet(range(len(choices)))
    for left, right in sorted(beside):
        if _contradict(choices[left], choices[right], state):
            groups.merge(left, right)
    return tuple(tuple(state.proposals[p] for p in sorted(group)) for group in groups.subsets())


def _contradict(one: Choice, other: Choice, state: State) -> bool:
    """Whether two choices that name a mention both cannot both hold."""
    if one.kind in FIELDS:
        return one.kind is other.kind and one.value != other.value
    if one.kind in APART and other.kind is Kind.SAME:
        return _contradict(other, one, state)
    if one.kind is not Kind.SAME or other.kind not in APART:
        return False
    sides = other.mention_ids, read_value(other, Others).mention_ids
    return all(_now(side, state) & _now(one.mention_ids, state) for side in sides)


def _now(names: Iterable[str], state: State) -> set[str]:
    """The mentions that took the place of those named, and those that are still there."""
    return {state.carried.get(name, name) for name in names}


def _needed(settings: DecidingSettings) -> int:
    """How many have to agree, who proposed it among them."""
    return settings.agreements if settings.rule is Rule.AGREEMENTS else 1


def _lacking(there: int, needed: int, what: str) -> str:
    """What is lacking, as "2 more agreements"; nothing where there is enough."""
    lacking = needed - there
    if lacking <= 0:
        return ""
    return f"{lacking} {what}" if lacking == 1 else f"{lacking} {what}s"
