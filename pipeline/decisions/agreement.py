"""How far people agree: Krippendorff's alpha of what several of them judged.

Alpha is 1 where all agree, 0 where they agree as often as chance would have it. It supposes
that people judge each for themselves. Who decides in sight of what others decided, mostly
to correct it, makes it lower, and who votes in sight of other votes makes it higher; so it
says how united a group is, and only of judgements made apart how reliable they are.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from scipy.cluster.hierarchy import DisjointSet

from pipeline.decisions.log import (
    TAG_SEPARATOR,
    VOTES,
    Decision,
    Kind,
    Verdict,
    compared,
    read_value,
)
from pipeline.decisions.relabelling import relabel
from pipeline.decisions.together import choice_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.decisions.state import State

    Unit = Mapping[str, str]

# Fields in which people choose; of free words no two would ever be the same.
CHOSEN = (
    Kind.CATEGORY,
    Kind.TAGS,
    Kind.PART,
    Kind.RELEVANT,
    Kind.CONSENSUAL,
    Kind.COST,
    Kind.STATUS,
)
_OF_TWO = (Kind.RELATED, Kind.NOT_SURE)
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How far people agree on one matter.

    Attributes:
        about: "pairs", the name of a field, or "votes".
        units: What at least two people judged; only these count.
        raters: People who judged any of these.
        observed: Share of pairs of judgements of a unit that differ, 0 to 1; None without
            units.
        expected: The same of pairs of any judgements, as chance would have it.
        alpha: 1 less observed by expected; None where that cannot be computed.
        reason: Why it cannot; else empty.
    """

    about: str
    units: int
    raters: int
    observed: float | None = None
    expected: float | None = None
    alpha: float | None = None
    reason: str = ""


class _Word(NamedTuple):
    """What a person says: what somebody decided or proposed, or not that."""

    number: int
    reviewer: str
    choice: Decision
    against: bool

    def say(self, value: str) -> str:
        """The value, or that it is not that."""
        return f"not {value}" if self.against else value


def alpha_of(about: str, units: Iterable[Unit]) -> Agreement:
    """Krippendorff's alpha for nominal data, of which any judgement may be missing.

    After Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), part C.

    Args:
        about: Name of the matter.
        units: Of each thing that was judged, the judgement by who made it.
    """
    judged = [unit for unit in units if len(unit) >= _PAIR]
    raters = len({name for unit in judged for name in unit})
    counts = [Counter(unit.values()) for unit in judged]
    every = Counter(value for unit in judged for value in unit.values())
    total = every.total()
    if not total:
        reason = "nobody judged what another person judged too"
        return Agreement(about=about, units=0, raters=0, reason=reason)
    observed = math.fsum(_unlike(one) / (one.total() - 1) for one in counts) / total
    expected = _unlike(every) / (total * (total - 1))
    reason = "" if expected else f"all said “{next(iter(every))}”, so chance has no share"
    return Agreement(
        about=about,
        units=len(judged),
        raters=raters,
        observed=observed,
        expected=expected,
        alpha=1 - observed / expected if expected else None,
        reason=reason,
    )


def measure_agreement(state: State) -> tuple[Agreement, ...]:
    """How far people agree on pairs, on each field in which they choose, and on proposals.

    The units are:

    * pairs: two mentions that were compared, judged same or different, or judged related
      or not sure where only two mentions are named;
    * a field: rows, which are one where decisions of that field share a mention;
    * votes: proposals, open or closed; who made one agrees until they vote.

    In pairs and fields, proposing a value and agreeing to one counts as deciding it. Who
    objects says "not that", unless they name another value; who abstains says nothing, and
    counts in votes alone. Of what a person said more than once the last counts, of what was
    undone nothing, and of a proposal what was said before its closing. A closing is a
    finding of the group, and nobody's judgement.
    """
    ballots = _ballots(state.history)
    words = _say(state.history, ballots)
    votes = [{name: _vote(one) for name, one in ballot.items()} for ballot in ballots.values()]
    return (
        alpha_of("pairs", _pairs(words, state.carried)),
        *(alpha_of(kind.value, _rows(words, kind, state.carried)) for kind in CHOSEN),
        alpha_of("votes", votes),
    )


def _unlike(counts: Counter[str]) -> int:
    """How many ordered pairs of the values that were counted differ."""
    return counts.total() ** 2 - sum(count**2 for count in counts.values())


def _ballots(history: Iterable[Decision]) -> dict[str, dict[str, Decision]]:
    """Of each proposal, by its key, the last word of everybody before it was closed."""
    ballots: dict[str, dict[str, Decision]] = {}
    closed: set[str] = set()
    for decision in history:
        if decision.kind is Kind.PROPOSED:
            ballots[decision.key] = {decision.reviewer: decision}
        elif decision.kind is Kind.CLOSED:
            closed.add(read_value(decision, Verdict).proposal)
        elif decision.kind in VOTES and decision.value in ballots.keys() - closed:
            ballots[decision.value][decision.reviewer] = decision
    return ballots


def _vote(word: Decision) -> str:
    return Kind.AGREED if word.kind is Kind.PROPOSED else word.kind


def _say(history: Sequence[Decision], ballots: Mapping[str, Mapping[str, Decision]]) -> list[_Word]:
    """What each person says, what counts most last."""
    made = [
        choice_of(decision) if decision.kind is Kind.PROPOSED else decision
        for decision in history
        if decision.kind not in (Kind.CLOSED, *VOTES)
    ]
    words = [
        _Word(one.number, name, choice, against=one.kind is Kind.OBJECTED)
        # A later name of a label is no disagreement.
        for choice in relabel(made).decisions
        for name, one in ballots.get(choice.key, {choice.reviewer: choice}).items()
        if one.kind is not Kind.ABSTAINED
    ]
    return sorted(words, key=lambda word: (not word.against, word.number))


def _pairs(words: Iterable[_Word], carried: Mapping[str, str]) -> list[Unit]:
    """The judgement of everybody about each pair of mentions."""
    units: dict[tuple[str, ...], dict[str, str]] = defaultdict(dict)
    for word in words:
        choice = word.choice
        pair = choice.mention_ids if choice.kind in _OF_TWO else compared(choice)
        names = tuple(sorted({carried.get(name, name) for name in pair or ()}))
        if len(names) == _PAIR:
            units[names][word.reviewer] = word.say(choice.kind)
    return list(units.values())


def _rows(words: Iterable[_Word], kind: Kind, carried: Mapping[str, str]) -> list[Unit]:
    """The value that everybody gave to a field of each row."""
    about = [
        (tuple(carried.get(name, name) for name in word.choice.mention_ids), word)
        for word in words
        if word.choice.kind is kind
    ]
    rows = DisjointSet(name for names, _ in about for name in names)
    for names, _ in about:
        for name in names[1:]:
            rows.merge(names[0], name)
    units: dict[str, dict[str, str]] = defaultdict(dict)
    for names, word in about:
        value = TAG_SEPARATOR.join(sorted(word.choice.value.split(TAG_SEPARATOR)))
        units[rows[names[0]]][word.reviewer] = word.say(value)
    return list(units.values())
