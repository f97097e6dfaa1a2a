"""What people want is held against what others decided meanwhile."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.decisions.log import (
    FIELDS,
    PROGRESS,
    YES,
    Choice,
    Kind,
    compared,
    names_of,
    propose,
)
from pipeline.decisions.progress import stand_of
from pipeline.decisions.together import vote
from pipeline.decisions.wording import say_value, shorten
from pipeline.importing.wishes import Finding, Outcome
from pipeline.reporting.recording import sets_status

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from pipeline.decisions.log import Decision
    from pipeline.decisions.state import State
    from pipeline.decisions.wording import Names
    from pipeline.importing.wishes import Wish

# What two rows can be to each other and cannot be at once.
_OF_TWO = (Kind.SAME, Kind.DIFFERENT, Kind.SPLIT, Kind.RELATED)
_KEY_LETTERS = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would write, and what became of each cell that was changed.

    Attributes:
        choices: In the order in which they are to stand in the log.
        keys: Of each, its name in the log: the same file read again gives the same.
        findings: In the order of the file.
    """

    choices: tuple[Choice, ...]
    keys: tuple[str, ...]
    findings: tuple[Finding, ...]

    def of(self, *outcomes: Outcome) -> list[Finding]:
        """The findings that came out so."""
        return [finding for finding in self.findings if finding.outcome in outcomes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What holds in the workspace.

    Attributes:
        state: What people decided.
        known: Mentions that the last run or the log has.
        keys: Of all decisions in the log.
        holding: Of those that were not undone.
        together: Whether the group decides by votes.
        names: Of categories and tags.
    """

    state: State
    known: Collection[str]
    keys: frozenset[str]
    holding: frozenset[str]
    together: bool
    names: Names


def settle_wishes(wishes: Iterable[Wish], findings: Iterable[Finding], standing: Standing) -> Plan:
    """What is to be written: decisions, and proposals where people want different things.

    What holds already is not written. Where somebody decided otherwise after the file was
    exported, both stay: what holds, and what the file says as a proposal.
    """
    choices: dict[str, Choice] = {}
    said = list(findings)
    for wish in wishes:
        settled = _settle(wish, standing)
        if settled is None:
            continue
        finding, choice = settled
        said.append(finding)
        if choice and _key(wish, choice) not in standing.keys:
            choices.setdefault(_key(wish, choice), choice)
    said.sort(key=lambda finding: (finding.place.sheet, finding.place.row))
    return Plan(choices=tuple(choices.values()), keys=tuple(choices), findings=tuple(said))


def _settle(wish: Wish, standing: Standing) -> tuple[Finding, Choice | None] | None:
    """What becomes of a wish, and what of it is to be written; None where it is there already."""
    choice = _as_known(wish.choice, standing)
    if choice is None:
        reason = "its sentences are in no document any more; export again"
        return _find(wish, Outcome.REFUSED, reason), None
    last = _last(choice, wish, standing.state)
    is_voted = standing.together and (choice.kind not in PROGRESS or sets_status(choice))
    taken = _vote(choice, standing) if is_voted else choice
    mine = (propose(choice), taken) if is_voted else (choice,)
    before = {_key(wish, one) for one in mine} & standing.keys
    if _holds(choice, last, wish) or before & standing.holding:
        return None
    if before:
        return _find(wish, Outcome.REFUSED, "was imported before, and undone since"), None
    later = last if last and last.number > wish.known else None
    if wish.contested or later:
        reason = "the file asks for different things here"
        if later:
            said = _describe(later, standing.names)
            reason = f"{later.reviewer} decided {said} after the export (decision {later.number})"
        kept = f"{reason}; {_describe(choice, standing.names)} is kept as proposed"
        return _find(wish, Outcome.CONFLICT, kept), propose(choice)
    proposed = "proposed: " if is_voted else ""
    return _find(wish, Outcome.DECIDED, proposed + _describe(choice, standing.names)), taken


def _as_known(choice: Choice, standing: Standing) -> Choice | None:
    """The choice with the mentions that are still there; None where there are none."""
    if choice.kind not in (*FIELDS, *PROGRESS):
        return choice
    carried = standing.state.carried
    names = dict.fromkeys(carried.get(name, name) for name in choice.mention_ids)
    there = tuple(name for name in names if name in standing.known)
    return replace(choice, mention_ids=there) if there else None


def _last(choice: Choice, wish: Wish, state: State) -> Decision | None:
    """The last decision about the same; of two rows, only one after the export counts.

    Of what a record keeps, the last that says otherwise.
    """
    if choice.kind in FIELDS:
        return state.of_row(choice.kind, choice.mention_ids)
    if choice.kind in PROGRESS:
        return next((d for d in reversed(wish.before) if stand_of(d) != stand_of(choice)), None)
    pair = set(compared(choice) or choice.mention_ids)
    about = (
        decision
        for decision in reversed(state.history)
        if decision.number > wish.known
        and decision.kind in (*_OF_TWO, choice.kind)
        and pair <= set(names_of(decision))
    )
    return next(about, None)


def _holds(choice: Choice, last: Decision | None, wish: Wish) -> bool:
    if choice.kind in PROGRESS:
        since = last.number if last else 0
        return any(_is_same(one, wish) for one in wish.before if one.number > since)
    if last is None:
        # What nobody has decided.
        return (choice.kind, choice.value) in ((Kind.RELEVANT, YES), (Kind.REVIEW, ""))
    is_same = last.kind is choice.kind
    return is_same and (choice.kind not in FIELDS or last.value == choice.value)


def _is_same(decision: Decision, wish: Wish) -> bool:
    """Whether somebody said just this already, where it matters the same person."""
    is_theirs = wish.reviewer in ("", decision.reviewer)
    choice = wish.choice
    return is_theirs and (decision.value, decision.note) == (choice.value, choice.note)


def _vote(choice: Choice, standing: Standing) -> Choice:
    """A vote for what somebody has proposed already, else a proposal."""
    proposal = propose(choice)
    for other in standing.state.proposals:
        is_same = other.proposal.value == proposal.value
        if is_same and set(other.proposal.mention_ids) & set(choice.mention_ids):
            return vote(other, Kind.AGREED)
    return proposal


def _describe(choice: Choice, names: Names) -> str:
    """What it says, for people."""
    if choice.kind in PROGRESS and choice.shown:
        return f"{choice.kind} “{shorten(choice.shown.partition(': ')[2])}”"
    if choice.kind not in FIELDS:
        return f"“{choice.kind}”"
    value = say_value(choice.kind, choice.value, names)
    return f"{choice.kind} “{value}”" if value else f"no {choice.kind}"


def _find(wish: Wish, outcome: Outcome, reason: str) -> Finding:
    return Finding(
        outcome=outcome, place=wish.place, recommendation=wish.recommendation, reason=reason
    )


def _key(wish: Wish, choice: Choice) -> str:
    parts = wish.fingerprint, wish.recommendation, choice.kind, choice.value
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:_KEY_LETTERS]
