"""Suggested merges and cross-references between rows, in words for people."""

from __future__ import annotations

import functools
import itertools
from operator import itemgetter
from typing import TYPE_CHECKING

from pipeline.cluster.words import content_words
from pipeline.decisions.log import Kind
from pipeline.recommendations import SuggestedMerge
from pipeline.records import RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.decisions.state import Related
    from pipeline.records import MatchScore, Recommendation, Relation

_RELATED = "related to"
_SEEN_FROM_RIGHT = {RelationKind.ELABORATES: "is elaborated by"}
# Words told of each side of a suggested merge; likeness from which two actions are one.
_MOST_WORDS = 6
_LIKE_ACTION = 0.5
_LIKE_HEADINGS = 0.75
_GUARD_WORDS = {
    "number": "they give different numbers",
    "negation": "one says no or not",
    "direction": "they point in opposite directions",
    "body": "they name different bodies",
    "instrument": "they name different instruments",
    "object": "they are about different things",
    "wording": "one word that differs changes the meaning",
    "antecedent": "what “this” or “it” stands for differs",
    "decided": "somebody has decided on one of the rows, which nothing joins by itself",
}


# A mention is in up to three pairs.
_words = functools.lru_cache(maxsize=10_000)(content_words)


def build_merges(
    recommendations: Iterable[Recommendation],
    scores: Iterable[MatchScore],
    related: Iterable[Related] = (),
    unsure: Iterable[Iterable[str]] = (),
) -> list[SuggestedMerge]:
    """Suggested merges between rows, in the order in which they are to be decided.

    A row that the group removed needs none, nor do two that people said are related. Two of
    which they said that they are not sure come back with that.

    Args:
        recommendations: All rows.
        scores: Of pairs of mentions that may say the same.
        related: Pairs of mentions that people said are related.
        unsure: Mentions of rows of which people said that they are not sure.
    """
    home = {
        m.mention_id: (place, r, m) for place, r in enumerate(recommendations) for m in r.mentions
    }
    settled = {
        frozenset(home[name][0] for name in (pair.left, pair.right))
        for pair in related
        if pair.left in home and pair.right in home
    }
    doubted = {
        frozenset(pair)
        for names in unsure
        for pair in itertools.combinations({home[name][0] for name in names if name in home}, 2)
    }
    merges = []
    for match in scores:
        sides = [home[match.pair.left], home[match.pair.right]]
        (here, one, left), (there, other, right) = sorted(sides, key=itemgetter(0))
        if {here, there} in settled or not (one.relevant and other.relevant):
            continue
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
                decision=Kind.NOT_SURE.value if {here, there} in doubted else "",
            )
        )
    return merges


def explain(match: MatchScore, left: str, right: str) -> str:
    """Why a pair is suggested and was not merged, in words.

    What both say and what only one says, in words of their own.
    """
    one, other = _words(left), _words(right)
    said = [
        ("both say", [word for word in one if word in other]),
        ("only the first", [word for word in one if word not in other]),
        ("only the second", [word for word in other if word not in one]),
    ]
    parts = [f"{who} {', '.join(words[:_MOST_WORDS])}" for who, words in said if words]
    if dict(match.features).get("action", 0) >= _LIKE_ACTION:
        parts.insert(0, "a like action")
    if dict(match.features).get("heading", 0) >= _LIKE_HEADINGS:
        parts.insert(0, "under like headings")
    if match.guards:
        parts.append("but " + " and ".join(_GUARD_WORDS[guard] for guard in match.guards))
    return "; ".join(parts)


def build_references(
    recommendations: Iterable[Recommendation],
    relations: Iterable[Relation],
    decided: Iterable[Related],
) -> dict[str, tuple[str, ...]]:
    """What each row contradicts, elaborates or overlaps, in words, by its id.

    Args:
        recommendations: In the order in which a row's references are to stand.
        relations: As they were found.
        decided: As people said.
    """
    home = {
        m.mention_id: (place, r.recommendation_id)
        for place, r in enumerate(recommendations)
        for m in r.mentions
    }
    told = [(r.left, r.right, r.kind.value, _from_right(r.kind)) for r in relations]
    told += [(r.left, r.right, r.how or _RELATED, r.how or _RELATED) for r in decided]
    found: dict[str, set[tuple[int, str]]] = {}
    for left, right, seen_from_left, seen_from_right in told:
        if left in home and right in home and home[left] != home[right]:
            (here, one), (there, other) = home[left], home[right]
            found.setdefault(one, set()).add((there, f"{seen_from_left} {other}"))
            found.setdefault(other, set()).add((here, f"{seen_from_right} {one}"))
    return {row: tuple(words for _, words in sorted(others)) for row, others in found.items()}


def _from_right(kind: RelationKind) -> str:
    return _SEEN_FROM_RIGHT.get(kind, kind.value)
