"""Suggested merges and cross-references between rows, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cluster.words import content_words
from pipeline.records import RelationKind, SuggestedMerge
from pipeline.table import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.records import MatchScore, Recommendation, Relation

_SEEN_FROM_RIGHT = {RelationKind.ELABORATES: "is elaborated by"}
# Words told of each side of a suggested merge; likeness from which two actions are one.
_MOST_WORDS = 6
_LIKE_ACTION = 0.5
_GUARD_WORDS = {
    "number": "they give different numbers",
    "negation": "one says no or not",
    "direction": "they point in opposite directions",
    "body": "they name different bodies",
    "instrument": "they name different instruments",
    "object": "they are about different things",
    "wording": "one word that differs changes the meaning",
    "antecedent": "what “this” or “it” stands for differs",
}


def build_merges(
    recommendations: Iterable[Recommendation], scores: Iterable[MatchScore]
) -> list[SuggestedMerge]:
    """Suggested merges between rows, in the order in which they are to be decided."""
    home = {m.mention_id: (r, m) for r in recommendations for m in r.mentions}
    merges = []
    for match in scores:
        sides = [home[match.pair.left], home[match.pair.right]]
        sides.sort(key=lambda side: number_of(side[0].recommendation_id))
        (one, left), (other, right) = sides
        merges.append(
            SuggestedMerge(
                left=one.recommendation_id,
                right=other.recommendation_id,
                score=match.score,
                reason=explain(match, left.text, right.text),
                left_text=left.standalone,
                right_text=right.standalone,
                left_mention=left.mention_id,
                right_mention=right.mention_id,
            )
        )
    return merges


def explain(match: MatchScore, left: str, right: str) -> str:
    """Why a pair is suggested and was not merged, in words.

    What both say and what only one says, in words of their own.
    """
    one, other = content_words(left), content_words(right)
    said = [
        ("both say", [word for word in one if word in other]),
        ("only the first", [word for word in one if word not in other]),
        ("only the second", [word for word in other if word not in one]),
    ]
    parts = [f"{who} {', '.join(words[:_MOST_WORDS])}" for who, words in said if words]
    if dict(match.features).get("action", 0) >= _LIKE_ACTION:
        parts.insert(0, "a like action")
    if match.guards:
        parts.append("but " + " and ".join(_GUARD_WORDS[guard] for guard in match.guards))
    return "; ".join(parts)


def build_references(
    recommendations: Iterable[Recommendation], relations: Iterable[Relation]
) -> dict[str, tuple[str, ...]]:
    """What each row contradicts, elaborates or overlaps, in words, by its id."""
    home = {m.mention_id: r.recommendation_id for r in recommendations for m in r.mentions}
    found: dict[str, list[tuple[tuple[int, str], str]]] = {}
    for relation in relations:
        left, right = home[relation.left], home[relation.right]
        for here, there, words in (
            (left, right, relation.kind.value),
            (right, left, _SEEN_FROM_RIGHT.get(relation.kind, relation.kind.value)),
        ):
            found.setdefault(here, []).append((number_of(there), f"{words} {there}"))
    return {row: tuple(words for _, words in sorted(others)) for row, others in found.items()}
