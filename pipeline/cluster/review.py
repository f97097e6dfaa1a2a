"""The reviewers' queue: which suggested merges people see, and in what order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from pipeline.records import Part

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from numpy.typing import NDArray

    from pipeline.cluster.scoring import Scored
    from pipeline.config import ClusterSettings
    from pipeline.records import Cluster

    Numbers = NDArray[np.int64]

# Two clusters by their numbers, the smaller first.
Sides: TypeAlias = "tuple[int, int]"

# A reviewer reads the nearest of what is like a recommendation; nobody reads hundreds.
_MOST_OF_ONE = 3


def sides_of(homes: Numbers, one: int, other: int) -> Sides:
    """The clusters of two rows."""
    here, there = int(homes[one]), int(homes[other])
    return (here, there) if here < there else (there, here)


def sides_by_pair(pairs: Sequence[int] | Numbers, homes: Numbers, scored: Scored) -> list[Sides]:
    """The clusters of the rows of some pairs, by their places in ``scored``."""
    places = np.array(pairs, dtype=np.int64)
    one, other = homes[scored.left[places]], homes[scored.right[places]]
    low, high = np.minimum(one, other), np.maximum(one, other)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def best_between(homes: Numbers, scored: Scored, *, cannot: Collection[Sides]) -> list[int]:
    """For each two different clusters the best-scoring pair, but for those kept apart.

    Args:
        homes: Number of each row's cluster.
        scored: Pairs of rows.
        cannot: Clusters that people decided to keep apart.

    Returns:
        Places in ``scored``, the best first, equal ones in its order.
    """
    one, other = homes[scored.left], homes[scored.right]
    between = np.flatnonzero(one != other)
    ordered = between[np.argsort(-scored.scores[between], kind="stable")]
    low, high = np.minimum(one, other)[ordered], np.maximum(one, other)[ordered]
    _, first = np.unique(low * (homes.max(initial=0) + 1) + high, return_index=True)
    best: list[int] = ordered[np.sort(first)].tolist()
    sides = sides_by_pair(best, homes, scored)
    return [k for k, pair in zip(best, sides, strict=True) if pair not in cannot]


def choose(
    between: Sequence[int],
    homes: Numbers,
    scored: Scored,
    *,
    clusters: Sequence[Cluster],
    settings: ClusterSettings,
) -> list[int]:
    """What is suggested, first that whose decision teaches most.

    Of a cluster that is like very many others only the likeliest few are kept. A decision
    teaches the more the nearer the score is to where merging begins, and the more mentions
    it is about.
    """
    likely = [k for k in between if scored.scores[k] >= settings.suggest_threshold]
    count: Counter[int] = Counter()
    kept = []
    for k, sides in zip(likely, sides_by_pair(likely, homes, scored), strict=True):
        if max(count[side] for side in sides) < _MOST_OF_ONE and _is_worth_asking(
            k, scored, settings
        ):
            kept.append((k, sides))
            count.update(sides)

    def teaches(found: tuple[int, Sides]) -> tuple[float, int, int]:
        k, sides = found
        distance = abs(float(scored.scores[k]) - settings.merge_threshold)
        mentions = sum(len(clusters[side].mention_ids) for side in sides)
        return round(distance, 2), -mentions, k

    return [k for k, _ in sorted(kept, key=teaches)]


def _is_worth_asking(pair: int, scored: Scored, settings: ClusterSettings) -> bool:
    """Whether only a person can say: the score would merge it, or nothing speaks against it.

    Of considerations, which nobody carries out, both.
    """
    would_merge = bool(scored.scores[pair] >= settings.merge_threshold)
    if scored.mentions[scored.left[pair]].part is Part.CONSIDERATION:
        return would_merge and not scored.guards(pair)
    return would_merge or not scored.guards(pair)
