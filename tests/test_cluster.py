"""Mentions that state one thing come together; what differs is suggested, never merged."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from pipeline.cluster import Clustering, cluster
from pipeline.config import ClusterSettings
from pipeline.records import Mention, Strength
from tests.conftest import make_mention

if TYPE_CHECKING:
    from pipeline.embedding import Encoder

FEES = "The harbour board should publish its fees every year."
SAME = "Every year, the harbour board should publish its fees."
LAMPS = "Lamps should be put on the northern pier before winter."


def mentions_of(*texts: str) -> list[Mention]:
    return [make_mention(text, mention_id=f"m{n}") for n, text in enumerate(texts)]


def run(mentions: list[Mention], encoder: Encoder, **settings: float) -> Clustering:
    return cluster(
        mentions, settings=ClusterSettings(**settings), encoder=encoder, on_done=lambda: None
    )


def groups(clustering: Clustering) -> list[tuple[str, ...]]:
    return [one.mention_ids for one in clustering.clusters]


def test_one_proposal_in_two_wordings_is_one_cluster(encoder: Encoder) -> None:
    assert groups(run(mentions_of(FEES, LAMPS, SAME), encoder)) == [("m0", "m2"), ("m1",)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Review the harbour fees every three years.", "Review the harbour fees every five years."),
        ("The harbour should stay open at night.", "The harbour should not stay open at night."),
        ("Open the meetings of the board to all.", "Close the meetings of the board to all."),
    ],
)
def test_a_pair_that_a_guard_tells_apart_is_suggested_and_never_merged(
    encoder: Encoder, left: str, right: str
) -> None:
    clustering = run(mentions_of(left, right), encoder)
    assert groups(clustering) == [("m0",), ("m1",)]
    (match,) = clustering.suggested
    assert match.guards


def test_the_same_words_about_two_things_are_suggested_and_never_merged(encoder: Encoder) -> None:
    text = "This should be published every year."
    mentions = [
        make_mention(text, mention_id="m0", standalone=f"[The board keeps accounts.] {text}"),
        make_mention(text, mention_id="m1", standalone=f"[A list of pilots exists.] {text}"),
    ]
    clustering = run(mentions, encoder)
    assert groups(clustering) == [("m0",), ("m1",)]
    assert [match.guards for match in clustering.suggested] == [("antecedent",)]


def test_the_order_of_the_mentions_does_not_matter(encoder: Encoder) -> None:
    mentions = mentions_of(FEES, LAMPS, SAME, "Light the northern pier before winter.")
    first = run(mentions, encoder)
    assert all(run(list(p), encoder) == first for p in itertools.permutations(mentions))


def test_a_longer_queue_of_suggestions_or_a_shorter_one_changes_no_cluster(
    encoder: Encoder,
) -> None:
    mentions = mentions_of(FEES, LAMPS, SAME)
    short = run(mentions, encoder, suggest_threshold=1.0)
    assert groups(short) == groups(run(mentions, encoder))
    assert short.suggested == ()
    assert groups(run(mentions, encoder, suggest_threshold=0.0)) == groups(short)


def test_the_merge_threshold_decides_what_merges(encoder: Encoder) -> None:
    mentions = mentions_of(FEES, SAME)
    assert groups(run(mentions, encoder, merge_threshold=1.0)) == [("m0",), ("m1",)]
    assert groups(run(mentions, encoder, merge_threshold=0.3)) == [("m0", "m1")]


def test_nothing_is_suggested_inside_a_cluster_and_each_two_clusters_once(
    encoder: Encoder,
) -> None:
    mentions = mentions_of(FEES, SAME, FEES.replace("every year", "every two years"), LAMPS)
    clustering = run(mentions, encoder, suggest_threshold=0.3)
    home = {i: one.mention_ids for one in clustering.clusters for i in one.mention_ids}
    sides = [frozenset((home[m.pair.left], home[m.pair.right])) for m in clustering.suggested]
    assert all(len(two) == 2 for two in sides)
    assert len(set(sides)) == len(sides)
    scores = [match.score for match in clustering.suggested]
    assert scores == sorted(scores, reverse=True)


def test_the_wording_that_reads_best_alone_stands_for_the_cluster(encoder: Encoder) -> None:
    mentions = [
        make_mention(FEES, mention_id="m0", standalone=f"[The board said:] {FEES}"),
        make_mention(FEES, mention_id="m1"),
    ]
    assert [one.canonical for one in run(mentions, encoder).clusters] == ["m1"]


def test_of_equal_wordings_the_most_binding_stands_for_the_cluster(encoder: Encoder) -> None:
    mentions = [
        make_mention(FEES, mention_id="m0", strength=Strength.COULD),
        make_mention(FEES, mention_id="m1", strength=Strength.MUST),
    ]
    assert [one.canonical for one in run(mentions, encoder).clusters] == ["m1"]


def test_every_mention_is_announced_when_it_is_done(encoder: Encoder) -> None:
    done: list[int] = []
    cluster(
        mentions_of(FEES, LAMPS),
        settings=ClusterSettings(),
        encoder=encoder,
        on_done=lambda: done.append(1),
    )
    assert len(done) == 2


def test_without_mentions_there_are_no_clusters(encoder: Encoder) -> None:
    assert run([], encoder) == Clustering(clusters=(), suggested=())
