"""What holds now: a pure function of the log."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.decisions.log import (
    APART,
    FIELDS,
    NO,
    PROGRESS,
    VOTES,
    Choice,
    Decision,
    Kind,
    Others,
    Proposal,
    Verdict,
    names_of,
    read_value,
)
from pipeline.decisions.progress import by_day, statuses
from pipeline.decisions.relabelling import relabel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    Choices = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenProposal:
    """A proposal that nobody has closed, and the votes on it, each reviewer's last."""

    proposal: Decision
    votes: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """Two mentions of which people said that they are related, and how."""

    left: str
    right: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What people decided, as it holds now.

    Attributes:
        must: Pairs of mentions that are one recommendation.
        cannot: Pairs that are not; it wins over ``must``.
        held: Mentions of rows of which a field was decided, or how far they are carried out:
            they stay together, and nothing joins them by itself.
        fields: Decision of each field of a row, by the mentions that it names; of the status
            as ``statuses`` gives it.
        choices: Of categories and tags, by mention, the keys that a person has to decide
            between again.
        retired: Of categories and tags, by mention, the keys that were decided and are no
            more.
        related: Pairs of mentions, as they were decided.
        spans: The right words of mentions that the program cut wrongly.
        dropped: Mentions that their document does not hold any more, and that may go.
        carried: By mentions that went, those that took their place.
        named: Mentions that any decision is about.
        proposals: What is still to be closed.
        history: The decisions that hold, as people made them, in the order of the log.
        effective: What follows from them: those of a group as what was taken, in terms of
            the mentions and the vocabulary as they are now.
    """

    must: frozenset[tuple[str, str]] = frozenset()
    cannot: frozenset[tuple[str, str]] = frozenset()
    held: tuple[tuple[str, ...], ...] = ()
    fields: Mapping[Kind, Mapping[str, Decision]] = field(default_factory=dict)
    choices: Mapping[Kind, Mapping[str, Choices]] = field(default_factory=dict)
    retired: Mapping[Kind, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    related: tuple[Related, ...] = ()
    spans: Mapping[str, str] = field(default_factory=dict)
    dropped: frozenset[str] = frozenset()
    carried: Mapping[str, str] = field(default_factory=dict)
    named: frozenset[str] = frozenset()
    proposals: tuple[OpenProposal, ...] = ()
    history: tuple[Decision, ...] = ()
    effective: tuple[Decision, ...] = ()

    def of_row(self, kind: Kind, mention_ids: Iterable[str]) -> Decision | None:
        """The decision of a row's field: the last of those about any of its mentions.

        Of a status, the last is the one that speaks of the latest day.
        """
        by_mention = self.fields.get(kind, {})
        found = [by_mention[name] for name in mention_ids if name in by_mention]
        last = by_day if kind is Kind.STATUS else _by_number
        return max(found, key=last, default=None)

    def to_decide_again(self, kind: Kind, mention_ids: Iterable[str]) -> Choices:
        """For each label of a row that was split, the keys that it can be now."""
        by_mention = self.choices.get(kind, {})
        return tuple(dict.fromkeys(c for name in mention_ids for c in by_mention.get(name, ())))

    def retired_from(self, kind: Kind, mention_ids: Iterable[str]) -> tuple[str, ...]:
        """The labels that were decided of a row and have left the vocabulary since."""
        by_mention = self.retired.get(kind, {})
        return tuple(dict.fromkeys(k for name in mention_ids for k in by_mention.get(name, ())))


def fold(log: Sequence[Decision], *, moved: Mapping[str, str]) -> State:
    """What holds after the log.

    Nothing else counts: not the clock, and not in which order documents came.

    Args:
        log: In the order in which it was written.
        moved: By ids of mentions that went, those of the same sentences in slightly other
            letters; what a person said of it counts more.
    """
    history = tuple(_standing(log))
    closed = _last_of_gone(_closed(history))
    carried = _carried(closed, moved)
    relabelled = relabel(_rename(decision, carried) for decision in closed)
    effective = relabelled.decisions
    cannot = _apart(effective, carried)
    return State(
        must=frozenset(
            pair for d in effective if d.kind is Kind.SAME for pair in _chain(d.mention_ids)
        ),
        cannot=cannot,
        held=_hold((d.mention_ids for d in effective if d.kind in (*FIELDS, *PROGRESS)), cannot),
        fields={kind: _last(effective, kind) for kind in FIELDS}
        | {Kind.STATUS: statuses(effective)},
        choices=relabelled.choices,
        retired=relabelled.retired,
        related=tuple(
            Related(left=left, right=right, how=d.value)
            for d in effective
            if d.kind is Kind.RELATED
            for left, right in _pairs(d.mention_ids)
        ),
        spans={name: d.value for name, d in _last(effective, Kind.SPAN).items()},
        dropped=frozenset(_last(effective, Kind.DROPPED)),
        carried=carried,
        named=frozenset(carried.get(name, name) for d in effective for name in names_of(d)),
        proposals=_proposals(history),
        history=history,
        effective=effective,
    )


def is_relevant(state: State, mention_ids: Iterable[str]) -> bool:
    """Whether the group left a row in the table."""
    decision = state.of_row(Kind.RELEVANT, mention_ids)
    return decision is None or decision.value != NO


def find_undone(log: Sequence[Decision]) -> set[str]:
    """Keys of the decisions of a log that hold no more.

    An undo that a group proposed and took counts as if it stood where it was proposed.
    """
    undone: set[str] = set()
    later: set[str] = set()
    taken: dict[str, bool] = {}
    for decision in reversed(log):
        later.add(decision.key)
        if decision.key in undone:
            continue
        choice: Choice | Proposal = decision
        if decision.kind is Kind.CLOSED:
            # Of several closings the first counts, which comes last here.
            verdict = read_value(decision, Verdict)
            taken[verdict.proposal] = verdict.taken
        elif decision.kind is Kind.PROPOSED and taken.get(decision.key):
            choice = read_value(decision, Proposal)
        if choice.kind is Kind.UNDO and choice.value not in later:
            undone.add(choice.value)
    return undone


def _standing(log: Sequence[Decision]) -> list[Decision]:
    """The log without what was undone, and without the undoing."""
    undone = find_undone(log)
    return [one for one in log if one.key not in undone and one.kind is not Kind.UNDO]


def _closed(history: Iterable[Decision]) -> list[Decision]:
    """The decisions of single people and, where one was closed and taken, of the group."""
    proposals: dict[str, Decision] = {}
    decided = []
    for decision in history:
        if decision.kind is Kind.PROPOSED:
            proposals[decision.key] = decision
        elif decision.kind is Kind.CLOSED:
            verdict = read_value(decision, Verdict)
            proposal = proposals.pop(verdict.proposal, None)
            inner = read_value(proposal, Proposal) if proposal and verdict.taken else None
            # What a taken undo is of has left the history already.
            if proposal and inner and inner.kind is not Kind.UNDO:
                decided.append(
                    replace(
                        decision,
                        kind=inner.kind,
                        value=inner.value,
                        mention_ids=proposal.mention_ids,
                    )
                )
        elif decision.kind not in VOTES:
            decided.append(decision)
    return decided


def _proposals(history: Iterable[Decision]) -> tuple[OpenProposal, ...]:
    proposals: dict[str, Decision] = {}
    votes: dict[str, dict[str, Decision]] = {}
    for decision in history:
        if decision.kind is Kind.PROPOSED:
            proposals[decision.key] = decision
        elif decision.kind is Kind.CLOSED:
            proposals.pop(read_value(decision, Verdict).proposal, None)
        elif decision.kind in VOTES:
            votes.setdefault(decision.value, {})[decision.reviewer] = decision
    return tuple(
        OpenProposal(proposal=proposal, votes=tuple(votes.get(key, {}).values()))
        for key, proposal in proposals.items()
    )


def _last_of_gone(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions without what was said of a mention that went, before the last that was."""
    last = {name: decision.number for decision in decisions for name in _said_to_be_gone(decision)}
    kept = []
    for decision in decisions:
        if decision.kind is Kind.DROPPED:
            names = tuple(n for n in decision.mention_ids if last[n] == decision.number)
            kept += [replace(decision, mention_ids=names)] if names else []
        elif all(last[name] == decision.number for name in _said_to_be_gone(decision)):
            kept.append(decision)
    return kept


def _said_to_be_gone(decision: Decision) -> tuple[str, ...]:
    """The mentions of which a decision says what became of them."""
    if decision.kind is Kind.DROPPED:
        return decision.mention_ids
    return decision.mention_ids[:1] if decision.kind is Kind.CARRIED else ()


def _carried(decisions: Iterable[Decision], moved: Mapping[str, str]) -> dict[str, str]:
    """Where each mention went, over as many versions of its document as there were."""
    said = {d.mention_ids[0]: d.mention_ids[1] for d in decisions if d.kind is Kind.CARRIED}
    steps = {**moved, **said}
    return {start: follow(start, steps) for start in steps}


def follow(start: str, steps: Mapping[str, str]) -> str:
    """Where the steps lead; a circle is gone round once."""
    place, seen = start, {start}
    while place in steps and steps[place] not in seen:
        place = steps[place]
        seen.add(place)
    return place


def _rename(decision: Decision, carried: Mapping[str, str]) -> Decision:
    """The decision with the mentions that took the place of those it named."""
    names = tuple(dict.fromkeys(carried.get(name, name) for name in decision.mention_ids))
    return decision if names == decision.mention_ids else replace(decision, mention_ids=names)


def _apart(decisions: Iterable[Decision], carried: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    pairs: set[tuple[str, str]] = set()
    for decision in decisions:
        if decision.kind in APART:
            others = read_value(decision, Others).mention_ids
            there = [carried.get(name, name) for name in others]
            sides = itertools.product(decision.mention_ids, there)
            pairs.update((min(pair), max(pair)) for pair in sides if pair[0] != pair[1])
    return frozenset(pairs)


def _by_number(decision: Decision) -> int:
    return decision.number


def _pairs(names: Iterable[str]) -> list[tuple[str, str]]:
    """All pairs of the names."""
    return list(itertools.combinations(sorted(set(names)), 2))


def _chain(names: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs that tie all the names together."""
    ordered = sorted(set(names))
    return list(itertools.pairwise(ordered))


def _last(decisions: Iterable[Decision], kind: Kind) -> dict[str, Decision]:
    """The last decision of a kind about each mention."""
    return {name: d for d in decisions if d.kind is kind for name in d.mention_ids}


def _hold(
    rows: Iterable[Sequence[str]], cannot: frozenset[tuple[str, str]]
) -> tuple[tuple[str, ...], ...]:
    """Rows as people saw them, those that share a mention as one, parted where they must be."""
    groups: dict[str, set[str]] = {}
    for row in rows:
        together = set(row).union(*(groups.get(name, set()) for name in row))
        groups |= dict.fromkeys(together, together)
    whole = {min(group): group for group in groups.values()}.values()
    return tuple(sorted(tuple(p) for group in whole for p in _part(group, cannot)))


def _part(group: Iterable[str], cannot: frozenset[tuple[str, str]]) -> list[list[str]]:
    """The names in as few lists as it takes, going by their order, to part what must be."""
    pieces: list[list[str]] = []
    for name in sorted(group):
        # Those in a piece sort before the name.
        fitting = (p for p in pieces if not any((other, name) in cannot for other in p))
        piece = next(fitting, None)
        if piece is None:
            pieces.append([name])
        else:
            piece.append(name)
    return pieces
