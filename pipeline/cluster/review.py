"""The reviewers' queue: which suggested merges people see, and in what order."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from pipeline.cluster.scoring import Scored
    from pipeline.config import ClusterSettings
    from pipeline.records import Cluster

    Numbers = NDArray[np.int64]

# Two clusters by their numbers, the smaller first.
Sides: TypeAlias = "tuple[int, int]"

# A reviewer reads the nearest of what is like a recommendation; nobody reads hundreds.
_MOST_OF_ONE = 2


def sides_of(homes: Numbers, one: int, other: int) -> Sides:
    """The clusters of two rows."""
    here, there = int(homes[one]), int(homes[other])
    return (here, there) if here < there else (there, here)


def best_between(homes: Numbers, scored: Scored, *, cannot: Collection[Sides]) -> list[int]:
    """For each two different clusters the best-scoring pair, but for those kept apart.

    Args:
        homes: Number of each row's cluster.
        scored: Pairs of rows.
        cannot: Clusters that people decided to keep apart.

    Returns:
        Places in ``scored``, the best first, equal ones in its order.
    """
    best: dict[Sides, int] = {}
    order = sorted(range(len(scored.left)), key=lambda k: (-scored.scores[k], k))
    for k in order:
        sides = sides_of(homes, scored.left[k], scored.right[k])
        if sides[0] != sides[1] and sides not in cannot:
            best.setdefault(sides, k)
    return list(best.values())


def choose(
    between: Iterable[int],
    homes: Numbers,
    scored: Scored,
    *,
    clusters: Sequence[Cluster],
    settings: ClusterSettings,
) -> list[int]:
    """What is suggested, first that whose decision teaches most.

    Of a cluster that is like very many others only the nearest two are kept. A decision
    teaches the more the nearer the score is to where merging begins, and the more mentions
    it is about.
    """
    count: Counter[int] = Counter()
    kept = []
    for k in between:
        sides = sides_of(homes, scored.left[k], scored.right[k])
        alike = scored.scores[k] >= settings.suggest_threshold
        if alike and max(count[side] for side in sides) < _MOST_OF_ONE:
            kept.append(k)
            count.update(sides)

    def teaches(k: int) -> tuple[float, int, int]:
        distance = abs(float(scored.scores[k]) - settings.merge_threshold)
        sides = sides_of(homes, scored.left[k], scored.right[k])
        mentions = sum(len(clusters[side].mention_ids) for side in sides)
        return round(distance, 2), -mentions, k

    return sorted(kept, key=teaches)
