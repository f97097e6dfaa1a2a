"""Links without merging: what contradicts, elaborates or overlaps something else."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from pipeline.cluster.model import FEATURES
from pipeline.cluster.review import sides_by_pair
from pipeline.records import Relation, RelationKind

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from pipeline.cluster.scoring import Scored

    Numbers = NDArray[np.int64]

_MOST_OF_ONE = 3
_CONTAINED = FEATURES.index("words contained")
_COVERED = FEATURES.index("words covered")
# One text has nearly all of what the other says, and more than half as much again.
_NEARLY_ALL = 0.8
_HALF = 0.6
_OPPOSING = frozenset({"direction", "negation"})


def relate(pairs: Iterable[int], homes: Numbers, scored: Scored) -> tuple[Relation, ...]:
    """Kind of each pair of rows that are near and were neither merged nor suggested.

    Args:
        pairs: Places in ``scored``, at most one for each two clusters.
        homes: Number of each row's cluster; each gets the nearest few.
        scored: The pairs.

    Returns:
        Sorted by the mentions' ids; of what elaborates, the longer stands left.
    """
    places = np.array(sorted(pairs), dtype=np.int64)
    ordered: list[int] = places[np.argsort(-scored.scores[places], kind="stable")].tolist()
    count: Counter[int] = Counter()
    found = []
    for k, sides in zip(ordered, sides_by_pair(ordered, homes, scored), strict=True):
        if max(count[side] for side in sides) < _MOST_OF_ONE:
            count.update(sides)
            found.append(k)
    relations = [_relation(k, scored) for k in found]
    return tuple(sorted(relations, key=lambda relation: (relation.left, relation.right)))


def _relation(pair: int, scored: Scored) -> Relation:
    features = scored.features[pair]
    one, other = scored.mentions[scored.left[pair]], scored.mentions[scored.right[pair]]
    if _OPPOSING & set(scored.guards(pair)):
        kind = RelationKind.CONTRADICTS
    elif features[_CONTAINED] >= _NEARLY_ALL and features[_COVERED] < _HALF:
        kind = RelationKind.ELABORATES
        one, other = sorted((one, other), key=lambda m: (-len(m.text), m.mention_id))
    else:
        kind = RelationKind.OVERLAPS
    return Relation(left=one.mention_id, right=other.mention_id, kind=kind)
