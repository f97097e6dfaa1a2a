"""Average linkage: a partition, whatever the scores."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.linkage import link
from pipeline.records import MatchScore
from tests import strategies
from tests.conftest import make_match

if TYPE_CHECKING:
    import random

Graph = tuple[list[str], list[MatchScore]]


@given(strategies.graphs(), strategies.thresholds)
def test_every_mention_is_in_exactly_one_cluster(graph: Graph, threshold: float) -> None:
    ids, scores = graph
    clusters = link(ids, scores, threshold=threshold)
    assert sorted(itertools.chain.from_iterable(clusters)) == sorted(ids)
    assert all(clusters)
    assert clusters == sorted(tuple(sorted(group)) for group in clusters)


@given(strategies.graphs(), strategies.thresholds, st.randoms(use_true_random=False))
def test_the_order_of_the_input_does_not_matter(
    graph: Graph, threshold: float, chance: random.Random
) -> None:
    ids, scores = graph
    shuffled = chance.sample(ids, len(ids)), chance.sample(scores, len(scores))
    assert link(shuffled[0], shuffled[1], threshold=threshold) == link(
        ids, scores, threshold=threshold
    )


@given(strategies.graphs(), strategies.thresholds)
def test_a_guarded_pair_never_merges_by_itself(graph: Graph, threshold: float) -> None:
    ids, scores = graph
    home = {i: group for group in link(ids, scores, threshold=threshold) for i in group}
    for match in scores:
        if match.guards:
            assert home[match.pair.left] != home[match.pair.right]


@given(strategies.graphs(), strategies.thresholds)
def test_a_cluster_linked_again_by_itself_stays_in_one_piece(
    graph: Graph, threshold: float
) -> None:
    ids, scores = graph
    for group in link(ids, scores, threshold=threshold):
        inside = [m for m in scores if {m.pair.left, m.pair.right} <= set(group)]
        assert link(group, inside, threshold=threshold) == [group]


@given(strategies.graphs(), strategies.thresholds)
def test_no_two_clusters_that_could_join_are_left(graph: Graph, threshold: float) -> None:
    ids, scores = graph
    clusters = link(ids, scores, threshold=threshold)
    by_pair = {(m.pair.left, m.pair.right): m for m in scores}
    for one, other in itertools.combinations(clusters, 2):
        between = [by_pair[tuple(sorted(p))] for p in itertools.product(one, other)
                   if tuple(sorted(p)) in by_pair]  # fmt: skip
        mean = sum(m.score for m in between) / (len(one) * len(other))
        assert mean < threshold + 1e-9 or any(m.guards for m in between)


def test_a_pair_at_the_threshold_joins_and_one_below_it_does_not() -> None:
    assert link("ab", [make_match("a", "b", 0.6)], threshold=0.6) == [("a", "b")]
    assert link("ab", [make_match("a", "b", 0.5999)], threshold=0.6) == [("a",), ("b",)]


def test_a_chain_of_look_alikes_does_not_become_one_cluster() -> None:
    chain = [make_match("a", "b", 0.7), make_match("b", "c", 0.7), make_match("c", "d", 0.7)]
    assert link("abcd", chain, threshold=0.6) == [("a", "b"), ("c", "d")]


def test_the_stronger_evidence_joins_first_and_the_weaker_yields() -> None:
    scores = [
        make_match("a", "b", 0.8),
        make_match("b", "c", 0.9),
        make_match("a", "c", 0.9, "number"),
    ]
    assert link("abc", scores, threshold=0.6) == [("a",), ("b", "c")]


def test_ties_go_to_the_smaller_ids() -> None:
    scores = [make_match("b", "c", 0.7), make_match("a", "b", 0.7)]
    assert link("abc", scores, threshold=0.6) == [("a", "b"), ("c",)]


def test_without_scores_every_mention_stands_alone() -> None:
    assert link("ba", [], threshold=0.1) == [("a",), ("b",)]
    assert link([], [], threshold=0.1) == []
