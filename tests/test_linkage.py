"""Average linkage: a partition, whatever the scores and whatever people decided."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.linkage import Link, Partition, link
from tests import strategies
from tests.strategies import Graph, pair_sets

if TYPE_CHECKING:
    import random

Pairs = frozenset[tuple[str, str]]


def alike(left: str, right: str, score: float, *, guarded: bool = False) -> Link:
    return Link(left, right, score, guarded)


def groups(sizes: dict[str, int] | str, *links: Link, threshold: float = 0.6) -> list[str]:
    """Clusters as words, of nodes whose ids are letters."""
    counted = dict.fromkeys(sizes, 1) if isinstance(sizes, str) else sizes
    return ["".join(group) for group in link(counted, links, threshold=threshold).groups]


def homes(partition: Partition) -> dict[str, tuple[str, ...]]:
    return {name: group for group in partition.groups for name in group}


@given(strategies.graphs(), strategies.thresholds, pair_sets, pair_sets)
def test_every_node_is_in_exactly_one_cluster(
    graph: Graph, threshold: float, must: Pairs, cannot: Pairs
) -> None:
    sizes, links = graph.with_ids_of(must | cannot)
    found = link(sizes, links, threshold=threshold, must=must, cannot=cannot).groups
    assert sorted(itertools.chain.from_iterable(found)) == sorted(sizes)
    assert all(found)
    assert list(found) == sorted(tuple(sorted(group)) for group in found)


@given(
    strategies.graphs(),
    strategies.thresholds,
    pair_sets,
    pair_sets,
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_input_does_not_matter(
    graph: Graph, threshold: float, must: Pairs, cannot: Pairs, chance: random.Random
) -> None:
    sizes, links = graph.with_ids_of(must | cannot)
    shuffled = [chance.sample(list(given), len(given)) for given in (sizes, links, must, cannot)]
    names, others, together, apart = shuffled
    reordered = {name: sizes[name] for name in names}
    assert link(reordered, others, threshold=threshold, must=together, cannot=apart) == link(
        sizes, links, threshold=threshold, must=must, cannot=cannot
    )


@given(strategies.graphs(), strategies.thresholds)
def test_a_guarded_pair_never_merges_by_itself(graph: Graph, threshold: float) -> None:
    home = homes(link(graph.sizes, graph.links, threshold=threshold))
    assert all(home[one.left] != home[one.right] for one in graph.links if one.guarded)


@given(strategies.graphs(), strategies.thresholds, pair_sets, pair_sets)
def test_a_guard_that_is_asked_for_when_it_matters_is_as_good_as_one_known_before(
    graph: Graph, threshold: float, must: Pairs, cannot: Pairs
) -> None:
    sizes, links = graph.with_ids_of(must | cannot)
    guarded = {(one.left, one.right) for one in links if one.guarded}
    unknown = [one._replace(guarded=False) for one in links]
    assert link(
        sizes,
        unknown,
        threshold=threshold,
        must=must,
        cannot=cannot,
        ask=lambda one, other: (one, other) in guarded,
    ) == link(sizes, links, threshold=threshold, must=must, cannot=cannot)


def test_nothing_is_asked_of_what_would_not_join() -> None:
    links = [alike("a", "b", 0.9), alike("b", "c", 0.5), alike("c", "d", 0.7)]
    asked = []
    link(
        dict.fromkeys("abcd", 1),
        links,
        threshold=0.6,
        ask=lambda *pair: bool(asked.append(pair)),
    )
    assert asked == [("a", "b"), ("c", "d")]


@given(strategies.graphs(), strategies.thresholds, pair_sets, pair_sets)
def test_what_cannot_be_together_never_is_and_what_must_be_is_or_is_a_conflict(
    graph: Graph, threshold: float, must: Pairs, cannot: Pairs
) -> None:
    sizes, links = graph.with_ids_of(must | cannot)
    partition = link(sizes, links, threshold=threshold, must=must, cannot=cannot)
    home = homes(partition)
    assert all(home[one] != home[other] for one, other in cannot)
    assert set(partition.conflicts) == {pair for pair in must if home[pair[0]] != home[pair[1]]}


@given(strategies.graphs(), strategies.thresholds)
def test_a_cluster_linked_again_by_itself_stays_in_one_piece(
    graph: Graph, threshold: float
) -> None:
    for group in link(graph.sizes, graph.links, threshold=threshold).groups:
        inside = [one for one in graph.links if {one.left, one.right} <= set(group)]
        sizes = {name: graph.sizes[name] for name in group}
        assert link(sizes, inside, threshold=threshold).groups == (group,)


@given(strategies.graphs(), strategies.thresholds)
def test_no_two_clusters_that_could_join_are_left(graph: Graph, threshold: float) -> None:
    by_pair = {(one.left, one.right): one for one in graph.links}
    found = link(graph.sizes, graph.links, threshold=threshold).groups
    for one, other in itertools.combinations(found, 2):
        pairs = [tuple(sorted(pair)) for pair in itertools.product(one, other)]
        between = [by_pair[pair] for pair in pairs if pair in by_pair]
        total = sum(b.score * graph.sizes[b.left] * graph.sizes[b.right] for b in between)
        mean = total / (sum(map(graph.sizes.get, one)) * sum(map(graph.sizes.get, other)))
        assert mean < threshold + 1e-9 or any(b.guarded for b in between)


def test_a_pair_at_the_threshold_joins_and_one_below_it_does_not() -> None:
    assert groups("ab", alike("a", "b", 0.6)) == ["ab"]
    assert groups("ab", alike("a", "b", 0.5999)) == ["a", "b"]


def test_a_chain_of_look_alikes_does_not_become_one_cluster() -> None:
    chain = [alike(one, other, 0.9) for one, other in itertools.pairwise("abcdefgh")]
    assert groups("abcdefgh", *chain) == ["ab", "cd", "ef", "gh"]


def test_a_chain_whose_ends_were_scored_too_is_one_cluster() -> None:
    assert groups("abc", alike("a", "b", 0.9), alike("b", "c", 0.8), alike("a", "c", 0.4)) == [
        "abc"
    ]


def test_many_mentions_outweigh_one() -> None:
    links = [alike("a", "b", 0.9), alike("a", "c", 0.3), alike("b", "c", 0.9)]
    assert groups({"a": 1, "b": 1, "c": 1}, *links) == ["abc"]
    # With b come eight mentions that are like c, with a eight that are not.
    assert groups({"a": 1, "b": 8, "c": 1}, *links, threshold=0.8) == ["abc"]
    assert groups({"a": 8, "b": 1, "c": 1}, *links, threshold=0.5) == ["ab", "c"]


def test_the_stronger_evidence_joins_first_and_the_weaker_yields() -> None:
    links = [alike("a", "b", 0.8), alike("b", "c", 0.9), alike("a", "c", 0.9, guarded=True)]
    assert groups("abc", *links) == ["a", "bc"]


def test_ties_go_to_the_smaller_ids() -> None:
    assert groups("abc", alike("b", "c", 0.7), alike("a", "b", 0.7)) == ["ab", "c"]


def test_without_scores_every_node_stands_alone() -> None:
    assert groups("ba", threshold=0.1) == ["a", "b"]
    assert link({}, [], threshold=0.1) == Partition(groups=(), conflicts=())


def test_what_people_tie_together_needs_no_score_and_heeds_no_guard() -> None:
    sizes = dict.fromkeys("abc", 1)
    guarded = [alike("a", "b", 0.9, guarded=True)]
    found = link(sizes, guarded, threshold=0.6, must=[("b", "a"), ("b", "c")])
    assert found == Partition(groups=(("a", "b", "c"),), conflicts=())


@pytest.mark.parametrize("score", [0.0, 1.0])
def test_a_pair_decided_both_ways_stays_apart_and_is_a_conflict(score: float) -> None:
    found = link(
        dict.fromkeys("ab", 1),
        [alike("a", "b", score)],
        threshold=0.6,
        must=[("a", "b")],
        cannot=[("b", "a")],
    )
    assert found == Partition(groups=(("a",), ("b",)), conflicts=(("a", "b"),))


def test_a_chain_of_ties_around_what_cannot_be_together_breaks_at_its_last_link() -> None:
    found = link(
        dict.fromkeys("abcd", 1),
        [],
        threshold=0.6,
        must=[("c", "d"), ("a", "b"), ("b", "c")],
        cannot=[("a", "d")],
    )
    assert found == Partition(groups=(("a", "b", "c"), ("d",)), conflicts=(("c", "d"),))


def test_what_cannot_be_together_stays_apart_by_way_of_others_too() -> None:
    links = [alike("a", "b", 0.9), alike("b", "c", 0.9), alike("a", "c", 0.9)]
    found = link(dict.fromkeys("abc", 1), links, threshold=0.6, cannot=[("a", "c")])
    assert found.groups == (("a", "b"), ("c",))


def test_a_pair_of_one_node_with_itself_decides_nothing() -> None:
    found = link({"a": 1}, [], threshold=0.6, must=[("a", "a")], cannot=[("a", "a")])
    assert found == Partition(groups=(("a",),), conflicts=())
