"""The log in words: what each decision says, of which rows, and whether it still holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.decisions.log import (
    APART,
    FIELDS,
    VOTES,
    Kind,
    Others,
    Verdict,
    names_of,
    read_value,
)
from pipeline.decisions.state import find_undone
from pipeline.decisions.together import choice_of
from pipeline.decisions.wording import say_value, shorten
from pipeline.errors import StocktakeError
from pipeline.suggest.changes import change_from_json, in_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pipeline.board import Board, KnownLog
    from pipeline.decisions.log import Decision
    from pipeline.decisions.wording import Names

# Of a decision on many mentions, the rows of so many are named.
_NAMED = 3
_SAID = {
    Kind.SAME: "the same recommendation",
    Kind.DIFFERENT: "different recommendations",
    Kind.SPLIT: "taken out of its row",
    Kind.RELATED: "related",
    Kind.NOT_SURE: "not sure whether they are the same",
    Kind.DROPPED: "gone from its document, and may go from the table",
    Kind.CARRIED: "gone from its document; another sentence took its place",
    **{kind: kind.value for kind in (Kind.UNDO, *VOTES)},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A decision for people.

    Attributes:
        says: What was decided, in words.
        other: Number of the decision that it undoes, closes or votes on; 0 for none.
        rows: Ids of rows that it is about, some of them where they are many.
        undone: Whether it was undone, and not brought back.
    """

    decision: Decision
    says: str
    other: int
    rows: tuple[str, ...]
    undone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the log is asked for; what is empty leaves nothing out."""

    reviewer: str = ""
    kind: str = ""
    row: str = ""
    since: date | None = None


def pick(known: KnownLog, board: Board, asked: Asked) -> list[Decision]:
    """The decisions that were asked for, the newest first."""
    log: Sequence[Decision] = known.decisions
    if asked.row:
        log = known.about(board.mentions_of(asked.row))
    return [
        decision
        for decision in reversed(log)
        if (not asked.reviewer or decision.reviewer == asked.reviewer)
        and (not asked.kind or decision.kind.value == asked.kind)
        and (asked.since is None or decision.decided_at.date() >= asked.since)
    ]


def tell(decisions: Iterable[Decision], known: KnownLog, board: Board, names: Names) -> list[Entry]:
    """The decisions in words, in their order."""
    undone = find_undone(known.decisions)
    told = []
    for decision in decisions:
        other = known.find(decision)
        told.append(
            Entry(
                decision=decision,
                says=say(decision, names),
                other=other.number if other else 0,
                rows=_rows(decision, known, board),
                undone=decision.key in undone,
            )
        )
    return told


def say(decision: Decision, names: Names) -> str:
    """What was decided, in words, without who and when."""
    kind = decision.kind
    if kind in FIELDS:
        said = say_value(kind, decision.value, names)
        return f"{kind} “{said}”" if said else f"no {kind}"
    if kind is Kind.PROPOSED:
        return f"proposed: {say_proposed(decision, names)}"
    return _SAID.get(kind) or _say_long(decision)


def say_proposed(proposal: Decision, names: Names) -> str:
    """What a proposal would have decided, in words."""
    inner = choice_of(proposal)
    return f"undo {proposal.shown}" if inner.kind is Kind.UNDO else say(inner, names)


def _say_long(decision: Decision) -> str:
    """What was decided where that is more than one word."""
    match decision.kind:
        case Kind.ADDED:
            return f"added, as it was missed: “{shorten(decision.shown)}”"
        case Kind.SPAN:
            return f"its right words “{shorten(decision.value)}”"
        case Kind.CLOSED:
            return "closed, taken" if read_value(decision, Verdict).taken else "closed, not taken"
        case kind:
            return f"{kind}: {_say_record(decision)}"


def _say_record(decision: Decision) -> str:
    """A value that is more than a text, its parts by their names."""
    try:
        if decision.kind is Kind.VOCABULARY:
            return in_words(change_from_json(decision.value))
        value = json.loads(decision.value)
    except (StocktakeError, ValueError):
        return shorten(decision.value)
    if not isinstance(value, dict):
        return shorten(decision.value)
    parts = [f"{name.replace('_', ' ')} {part}" for name, part in _leaves(value)]
    return shorten("; ".join(parts))


def _leaves(value: dict[str, object]) -> Iterable[tuple[str, object]]:
    for name, part in value.items():
        if isinstance(part, dict):
            yield from _leaves(part)
        elif part not in ("", None):
            yield name, part


def _rows(decision: Decision, known: KnownLog, board: Board) -> tuple[str, ...]:
    """Ids of rows that have what a decision names, as far as they are there."""
    choice = choice_of(decision) if decision.kind is Kind.PROPOSED else decision
    named = list(choice.mention_ids[:_NAMED])
    if choice.kind in APART:
        named += read_value(choice, Others).mention_ids[:_NAMED]
    found = (board.row_of(known.moved.get(name, name)) for name in named)
    return tuple(dict.fromkeys(row.id for row in found if row))


def later(decision: Decision, known: KnownLog) -> list[Decision]:
    """What was said of a decision after it: that it is undone, votes on it, its closing."""
    names = [known.moved.get(name, name) for name in names_of(decision)]
    after = [one for one in known.about(names) if one.number > decision.number]
    others = [known.find(one) for one in after]
    return [
        one for one, other in zip(after, others, strict=True) if other and other.key == decision.key
    ]
