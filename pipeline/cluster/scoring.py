"""Match scores of the pairs that blocking proposes, with what speaks against merging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.cluster.blocking import candidates
from pipeline.cluster.guards import differences
from pipeline.cluster.model import DECIMALS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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


@dataclass(frozen=True, slots=True)
class Scored:
    """Pairs of rows with their match scores, sorted by pair.

    Attributes:
        mentions: In order of their rows.
        compared: The same, made ready to be compared.
        left: The smaller row of each pair, shape (n,).
        right: The larger.
        scores: 0 to 1.
    """

    mentions: Sequence[Mention]
    compared: Compared
    left: Numbers
    right: Numbers
    scores: Scores

    def guards(self, pair: int) -> tuple[str, ...]:
        """Names of the differences that keep a pair from merging by itself."""
        one, other = self.mentions[self.left[pair]], self.mentions[self.right[pair]]
        return differences(one, other, alike=self.compared.alike)

    def features(self, pair: int) -> Floats:
        """Likenesses of a pair, shape (features,)."""
        likeness: Floats = self.compared.features(int(self.left[pair]), self.right[[pair]])[0]
        return likeness


def score_pairs(
    mentions: Sequence[Mention],
    compared: Compared,
    model: PairModel,
    *,
    threshold: float,
    merge_threshold: float,
    on_done: Callable[[], None] = lambda: None,
) -> Scored:
    """Pairs of mentions of the same part that score at or above ``threshold``.

    Args:
        mentions: In order of their rows.
        compared: The same, made ready to be compared.
        model: Says how likenesses make a score.
        threshold: Scores below it are left out.
        merge_threshold: What scores at least so much may join; of what may join by way
            of others, every pair is scored.
        on_done: Called once a mention.
    """
    parts = np.array([mention.part == mentions[0].part for mention in mentions], dtype=bool)
    low, high = candidates(
        compared.meaning, compared.words, weights=model.words, pivots=model.pivots
    )
    same_part = parts[low] == parts[high]
    low, high = low[same_part], high[same_part]
    left, right, scores = _score(compared, low, high, threshold, on_done)
    together = scores >= merge_threshold
    missing = _left_out(len(mentions), left[together], right[together], low, high)
    more = _score(compared, *missing, threshold, lambda: None)
    left, right = np.concatenate([left, more[0]]), np.concatenate([right, more[1]])
    scores = np.concatenate([scores, more[2]])
    order = np.lexsort((right, left))
    left, right, scores = left[order], right[order], scores[order]
    return Scored(mentions, compared, left, right, scores)


def _score(
    compared: Compared, low: Numbers, high: Numbers, threshold: float, on_done: Callable[[], None]
) -> tuple[Numbers, Numbers, Scores]:
    """Those of the pairs, sorted by ``low``, that reach the threshold, and their scores."""
    rows, starts, counts = np.unique(low, return_index=True, return_counts=True)
    found: list[tuple[Numbers, Numbers, Scores]] = []
    for row, start, count in zip(rows, starts, counts, strict=True):
        others = high[start : start + count]
        exact = np.asarray(compared.scores(int(row), others), dtype=np.float64)
        scores: Scores = np.round(exact, DECIMALS)
        kept = scores >= threshold
        found.append((np.full(kept.sum(), row), others[kept], scores[kept]))
        on_done()
    empty = np.empty(0, dtype=np.int64)
    return (
        np.concatenate([empty, *(one for one, _, _ in found)]),
        np.concatenate([empty, *(other for _, other, _ in found)]),
        np.concatenate([empty.astype(np.float64), *(score for _, _, score in found)]),
    )


def _left_out(
    count: int, left: Numbers, right: Numbers, low: Numbers, high: Numbers
) -> tuple[Numbers, Numbers]:
    """Pairs inside the connected components of (left, right) that are not among (low, high)."""
    graph = coo_array((np.ones(len(left)), (left, right)), shape=(count, count))
    _, component = connected_components(graph, directed=False)
    order = np.argsort(component, kind="stable")
    cuts = np.flatnonzero(np.diff(component[order])) + 1
    inside = [
        (group[one], group[other])
        for group in np.split(order, cuts)
        if len(group) <= _MOST_TOGETHER
        for one, other in zip(*np.triu_indices(len(group), 1), strict=True)
    ]
    keys = np.array([one * count + other for one, other in inside], dtype=np.int64)
    new = np.setdiff1d(keys, low * np.int64(count) + high)
    return np.divmod(new, np.int64(count))
