"""Arguments sorted by the point that they make, the number of points given.

Part of benchmarks/clustering.py. The arguments of each topic and stance are clustered in
several ways, all on the product's vectors and likenesses of words; which way counts is
chosen on the training topics, which are others.
"""

from __future__ import annotations

import itertools
import warnings
from collections import defaultdict
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from shared import read_table
from sklearn.cluster import AgglomerativeClustering, SpectralClustering
from sklearn.metrics import adjusted_mutual_info_score

from pipeline.cluster.model import FEATURES, unit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.cluster.likeness import Compared

    Floats = NDArray[np.float32]
    Compare = Callable[[Iterable[str]], Compared]

# Of an argument, only so many others are linked to it in the sparse variants.
NEAREST = 10
WORDS = tuple(
    FEATURES.index(name)
    for name in (
        "words contained",
        "words covered",
        "core contained",
        "core covered",
        "phrases contained",
    )
)


@dataclass(frozen=True, slots=True)
class Topic:
    """Arguments of a topic and stance: how alike they are, and the point that each makes."""

    cosines: Floats
    words: Floats
    points: list[str]


def measure_key_points(folder: Path, compare: Compare) -> dict[str, object]:
    """Mean adjusted mutual information by variant; the one named was chosen on other topics."""
    # A graph of nearest arguments may fall apart; the clustering copes.
    warnings.filterwarnings("ignore", message="Graph is not fully connected")
    rows = read_table(folder / "clusters_dev.csv")
    development = [look_at(group, compare) for group in by_topic(rows)]
    training = [look_at(group, compare) for group in by_topic(read_training(folder))]
    agreement = {
        name: {"development": agree(variant, development), "training": agree(variant, training)}
        for name, variant in variants().items()
    }
    chosen = max(agreement, key=lambda name: agreement[name]["training"])
    return {
        "ami": agreement[chosen]["development"],
        "variant": chosen,
        "chosen": f"the best on {len(training)} groups of other topics (training)",
        "groups": len(development),
        "arguments": len(rows),
        "variants": agreement,
    }


def read_training(folder: Path) -> list[dict[str, str]]:
    """Arguments of the training topics that make one point, as the development file has them."""
    points = defaultdict(list)
    for row in read_table(folder / "labels_train.csv"):
        if row["label"] == "1":
            points[row["arg_id"]].append(row["key_point_id"])
    return [
        {**row, "cluster": points[row["arg_id"]][0]}
        for row in read_table(folder / "arguments_train.csv")
        if len(points[row["arg_id"]]) == 1
    ]


def by_topic(rows: Iterable[dict[str, str]]) -> list[list[dict[str, str]]]:
    """Rows of each topic and stance that have two points or more."""
    groups = defaultdict(list)
    for row in rows:
        groups[row["topic"], row["stance"]].append(row)
    return [group for group in groups.values() if len({row["cluster"] for row in group}) > 1]


def look_at(rows: Sequence[dict[str, str]], compare: Compare) -> Topic:
    """Likenesses of every two arguments of a group."""
    compared = compare(row["argument"] for row in rows)
    everything = np.arange(len(rows))
    words = np.array(
        [compared.features(k, everything)[:, WORDS].mean(axis=1) for k in range(len(rows))]
    )
    # What all arguments of a topic have in common tells none apart.
    centred = unit(compared.meaning - compared.meaning.mean(axis=0))
    return Topic(centred @ centred.T, (words + words.T) / 2, [row["cluster"] for row in rows])


def variants() -> dict[str, Callable[[Topic], Sequence[int]]]:
    """Ways to cluster into a given number, by name."""
    likenesses: dict[str, Callable[[Topic], Floats]] = {
        "meaning": lambda topic: np.exp(4 * topic.cosines),
        "meaning and words": lambda topic: np.exp(4 * topic.cosines + 2 * topic.words),
    }
    kinds = {"spectral": spectral, "average linkage": average_linkage}
    found: dict[str, Callable[[Topic], Sequence[int]]] = {}
    for (what, likeness), (how, kind) in itertools.product(likenesses.items(), kinds.items()):
        found[f"{how}, {what}"] = partial(sort_by, kind, likeness)
        found[f"{how}, {what}, nearest {NEAREST}"] = partial(sort_by, kind, likeness, sparse=True)
    return found


def sort_by(
    kind: Callable[[Floats, int], Sequence[int]],
    likeness: Callable[[Topic], Floats],
    topic: Topic,
    *,
    sparse: bool = False,
) -> Sequence[int]:
    """Cluster of each argument of a topic, of as many clusters as there are points."""
    affinity = likeness(topic)
    return kind(keep_nearest(affinity) if sparse else affinity, len(set(topic.points)))


def keep_nearest(affinity: Floats) -> Floats:
    """The affinities with 0 for all but the nearest few of either side."""
    others = affinity - np.diag(np.diag(affinity))
    least = np.sort(others, axis=1)[:, -min(NEAREST, len(others) - 1)][:, np.newaxis]
    near = (others >= least) | (others >= least).T
    np.fill_diagonal(near, val=True)
    return np.where(near, affinity, np.float32(0))


def spectral(affinity: Floats, count: int) -> Sequence[int]:
    """Spectral clustering into so many clusters."""
    machine = SpectralClustering(count, affinity="precomputed", random_state=0)
    return list(machine.fit_predict(affinity))


def average_linkage(affinity: Floats, count: int) -> Sequence[int]:
    """Average linkage into so many clusters."""
    machine = AgglomerativeClustering(count, metric="precomputed", linkage="average")
    return list(machine.fit_predict(affinity.max() - affinity))


def agree(variant: Callable[[Topic], Sequence[int]], topics: Sequence[Topic]) -> float:
    """Mean adjusted mutual information of the clusters and the points."""
    found = [adjusted_mutual_info_score(topic.points, variant(topic)) for topic in topics]
    return round(float(np.mean(found)), 4)
