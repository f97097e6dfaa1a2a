"""Match scores of the pairs that blocking proposes, with what speaks against merging."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.cluster.blocking import candidates
from pipeline.cluster.guards import NAMES, differences
from pipeline.cluster.model import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.cluster.likeness import Compared
    from pipeline.cluster.model import PairModel
    from pipeline.records import Mention

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]
    Scores = NDArray[np.float64]

# Among so many that may join by way of each other every pair is scored, also those that
# blocking left out.
_MOST_TOGETHER = 200
_HALF_A_DIGIT = 0.5 * 10**-DECIMALS
# A bit for each guard.
_GUARDS = np.dtype("<u2")


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs of rows with their match scores, sorted by pair.

    Attributes:
        mentions: In order of their rows.
        compared: The same, made ready to be compared.
        left: The smaller row of each pair, shape (n,).
        right: The larger.
        scores: 0 to 1.
        features: Likenesses of each pair, shape (n, features).
    """

    mentions: Sequence[Mention]
    compared: Compared
    left: Numbers
    right: Numbers
    scores: Scores
    features: Floats
    _asked: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def guards(self, pair: int) -> tuple[str, ...]:
        """Names of the differences that keep a pair from merging by itself."""
        if pair not in self._asked:
            one, other = self.mentions[self.left[pair]], self.mentions[self.right[pair]]
            self._asked[pair] = differences(one, other, alike=self.compared.alike)
        return self._asked[pair]

    def remember(self) -> None:
        """Keep for the next run what is known of pairs now."""
        asked = np.array(sorted(self._asked), dtype=np.int64)
        guards = [sum(1 << NAMES.index(name) for name in self._asked[k]) for k in asked.tolist()]
        memory = self.compared.memory
        memory.keep("guards", self.left[asked], self.right[asked], np.array(guards, _GUARDS))
        memory.write()


def score_pairs(
    mentions: Sequence[Mention],
    compared: Compared,
    model: PairModel,
    *,
    threshold: float,
    merge_threshold: float,
) -> Scored:
    """Pairs of mentions of the same part that score at or above ``threshold``.

    Args:
        mentions: In order of their rows.
        compared: The same, made ready to be compared.
        model: Says how likenesses make a score.
        threshold: Scores below it are left out.
        merge_threshold: What scores at least so much may join; of what may join by way
            of others, every pair is scored.
    """
    parts = np.array([mention.part == mentions[0].part for mention in mentions], dtype=bool)
    low, high = candidates(
        compared.meaning, compared.words, weights=model.words, pivots=model.pivots
    )
    same_part = parts[low] == parts[high]
    low, high = low[same_part], high[same_part]
    left, right, scores, features = _score(compared, low, high, threshold)
    together = scores >= merge_threshold
    missing = _left_out(len(mentions), left[together], right[together], low, high)
    more = _score(compared, *missing, threshold)
    left, right = np.concatenate([left, more[0]]), np.concatenate([right, more[1]])
    scores, features = np.concatenate([scores, more[2]]), np.concatenate([features, more[3]])
    order = np.lexsort((right, left))
    left, right, scores, features = left[order], right[order], scores[order], features[order]
    guards = _known_guards(compared, left, right)
    return Scored(mentions, compared, left, right, scores, features, guards)


def _known_guards(compared: Compared, left: Numbers, right: Numbers) -> dict[int, tuple[str, ...]]:
    """Guards of the pairs of which an earlier run asked, by their places."""
    hits, guards = compared.memory.recall("guards", left, right, _GUARDS)
    names = [
        tuple(name for bit, name in enumerate(NAMES) if said >> bit & 1)
        for said in range(1 << len(NAMES))
    ]
    return {
        pair: names[said]
        for pair, said in zip(np.flatnonzero(hits).tolist(), guards.tolist(), strict=True)
    }


def _score(
    compared: Compared, low: Numbers, high: Numbers, threshold: float
) -> tuple[Numbers, Numbers, Scores, Floats]:
    """Those of the pairs that reach the threshold, with their scores and features."""
    # Half a digit below, for the last digits of a number are other ones in single precision.
    rough, features = compared.compare(low, high, threshold=threshold - _HALF_A_DIGIT)
    exact = np.asarray(rough, dtype=np.float64)
    scores: Scores = np.round(exact, DECIMALS)
    near = rough >= threshold - _HALF_A_DIGIT
    kept = scores >= threshold
    return low[kept], high[kept], scores[kept], features[kept[near]]


def _left_out(
    count: int, left: Numbers, right: Numbers, low: Numbers, high: Numbers
) -> tuple[Numbers, Numbers]:
    """Pairs inside the connected components of (left, right) that are not among (low, high)."""
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    order = np.argsort(component, kind="stable")
    cuts = np.flatnonzero(np.diff(component[order])) + 1
    inside = [
        group[one] * np.int64(count) + group[other]
        for group in np.split(order, cuts)
        if 1 < len(group) <= _MOST_TOGETHER
        for one, other in [np.triu_indices(len(group), 1)]
    ]
    keys = np.sort(np.concatenate([np.empty(0, dtype=np.int64), *inside]))
    known = low * np.int64(count) + high
    places = np.searchsorted(known, keys)
    new = keys[np.append(known, -1)[places] != keys]
    return np.divmod(new, np.int64(count))
