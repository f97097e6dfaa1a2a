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
from pipeline.records import Cluster, Part
from tests.conftest import make_mention

if TYPE_CHECKING:
    import random
    from collections.abc import Collection

SETTINGS = ClusterSettings(merge_threshold=0.8, suggest_threshold=0.5)
Scores = dict[tuple[int, int], float]


def scored_of(
    scores: Scores,
    *,
    part: Part = Part.IMPROVEMENT,
    guarded: Collection[tuple[int, int]] = (),
) -> Scored:
    """Pairs of rows with their scores."""
    pairs = sorted(scores)
    rows = range(max(itertools.chain(*pairs), default=-1) + 1)
    return Scored(
        [make_mention("", part=part) for _ in rows],
        compared=None,
        left=np.array([left for left, _ in pairs], dtype=np.int64),
        right=np.array([right for _, right in pairs], dtype=np.int64),
        scores=np.array([scores[pair] for pair in pairs], dtype=np.float64),
        features=np.zeros((len(pairs), len(FEATURES)), dtype=np.float32),
        _asked={k: ("number",) if pair in guarded else () for k, pair in enumerate(pairs)},
    )


def queue(scores: Scores, homes: list[int], **sizes: int) -> list[tuple[int, int]]:
    """Pairs of rows in the order in which they are to be decided; sizes as c0=3."""
    return queue_of(scored_of(scores), homes, **sizes)


def queue_of(scored: Scored, homes: list[int], **sizes: int) -> list[tuple[int, int]]:
    """The same of pairs that are more than their scores."""
    clusters = [
        Cluster(mention_ids=("m",) * sizes.get(f"c{number}", 1), canonical="m")
        for number in range(max(homes, default=-1) + 1)
    ]
    home = np.array(homes)
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
    assert max(Counter(itertools.chain(*asked)).values()) <= 3
    assert max(scores.values()) in {scores[pair] for pair in asked}
    assert len(set(asked)) == len(asked)


def test_a_guarded_pair_is_asked_only_where_its_score_would_merge_it() -> None:
    scored = scored_of({(0, 1): 0.79, (2, 3): 0.8}, guarded={(0, 1), (2, 3)})
    assert queue_of(scored, [0, 1, 2, 3]) == [(2, 3)]


def test_what_is_not_asked_takes_no_place_in_the_queue() -> None:
    scores = {(0, 1): 0.79, (0, 2): 0.78, (0, 3): 0.77, (0, 4): 0.6}
    scored = scored_of(scores, guarded={(0, 1), (0, 2), (0, 3)})
    assert queue_of(scored, [0, 1, 2, 3, 4]) == [(0, 4)]


def test_of_considerations_only_what_would_merge_and_has_no_guard_is_asked() -> None:
    scores = {(0, 1): 0.79, (2, 3): 0.8, (4, 5): 0.9}
    scored = scored_of(scores, part=Part.CONSIDERATION, guarded={(4, 5)})
    assert queue_of(scored, [0, 1, 2, 3, 4, 5]) == [(2, 3)]


def test_without_pairs_nothing_is_asked() -> None:
    assert queue({}, []) == []
