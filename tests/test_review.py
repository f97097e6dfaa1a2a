"""The reviewers' queue."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.model import FEATURES
from pipeline.cluster.review import best_between, choose, sides_of
from pipeline.cluster.scoring import Scored
from pipeline.config import ClusterSettings
from pipeline.records import Cluster

if TYPE_CHECKING:
    import random

SETTINGS = ClusterSettings(merge_threshold=0.8, suggest_threshold=0.5)
Scores = dict[tuple[int, int], float]


def scored_of(scores: Scores) -> Scored:
    """Pairs of rows; of what mentions, and how they were compared, does not matter here."""
    pairs = sorted(scores)
    return Scored(
        mentions=(),
        compared=None,
        left=np.array([left for left, _ in pairs], dtype=np.int64),
        right=np.array([right for _, right in pairs], dtype=np.int64),
        scores=np.array([scores[pair] for pair in pairs], dtype=np.float32),
        features=np.zeros((len(pairs), len(FEATURES))),
    )


def queue(scores: Scores, homes: list[int], **sizes: int) -> list[tuple[int, int]]:
    """Pairs of rows in the order in which they are to be decided; sizes as c0=3."""
    clusters = [
        Cluster(mention_ids=("m",) * sizes.get(f"c{number}", 1), canonical="m")
        for number in range(max(homes, default=-1) + 1)
    ]
    scored, home = scored_of(scores), np.array(homes)
    between = best_between(home, scored, cannot=set())
    chosen = choose(between, home, scored, clusters=clusters, settings=SETTINGS)
    return [(int(scored.left[k]), int(scored.right[k])) for k in chosen]


def test_sides_are_the_clusters_of_two_rows_the_smaller_number_first() -> None:
    homes = np.array([1, 0, 1])
    assert sides_of(homes, 0, 1) == sides_of(homes, 1, 2) == (0, 1)
    assert sides_of(homes, 0, 2) == (1, 1)


def test_between_two_clusters_the_best_pair_counts_and_inside_one_none() -> None:
    scored = scored_of({(0, 1): 0.9, (0, 2): 0.5, (1, 2): 0.6, (1, 3): 0.4})
    found = best_between(np.array([0, 0, 1, 2]), scored, cannot=set())
    assert [(scored.left[k], scored.right[k]) for k in found] == [(1, 2), (1, 3)]


def test_of_equal_pairs_the_first_counts() -> None:
    scored = scored_of({(0, 2): 0.6, (1, 2): 0.6})
    assert best_between(np.array([0, 0, 1]), scored, cannot=set()) == [0]


def test_clusters_that_people_keep_apart_have_no_pair_at_all() -> None:
    scored = scored_of({(0, 2): 0.6, (1, 2): 0.7, (0, 3): 0.5})
    assert best_between(np.array([0, 0, 1, 2]), scored, cannot={(0, 1)}) == [1]


def test_what_is_nearest_to_the_merging_threshold_is_asked_first() -> None:
    assert queue({(0, 1): 0.95, (2, 3): 0.79, (4, 5): 0.7}, [0, 1, 2, 3, 4, 5]) == [
        (2, 3),
        (4, 5),
        (0, 1),
    ]


def test_of_equally_near_ones_that_about_most_mentions_is_asked_first() -> None:
    scores = {(0, 1): 0.7, (2, 3): 0.7, (4, 5): 0.7}
    assert queue(scores, [0, 1, 2, 3, 4, 5], c3=9, c4=2) == [(2, 3), (4, 5), (0, 1)]


def test_what_is_below_the_threshold_is_not_asked() -> None:
    assert queue({(0, 1): 0.5, (2, 3): 0.49}, [0, 1, 2, 3]) == [(0, 1)]


@given(st.integers(2, 12), st.randoms(use_true_random=False))
def test_of_one_cluster_the_nearest_few_are_asked_and_the_best_pair_of_all_always(
    count: int, chance: random.Random
) -> None:
    pairs = list(itertools.combinations(range(count), 2))
    scores = {pair: chance.randint(50, 100) / 100 for pair in pairs}
    asked = queue(scores, list(range(count)))
    assert max(Counter(itertools.chain(*asked)).values()) <= 2
    assert max(scores.values()) in {scores[pair] for pair in asked}
    assert len(set(asked)) == len(asked)


def test_without_pairs_nothing_is_asked() -> None:
    assert queue({}, []) == []
