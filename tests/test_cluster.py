"""Mentions that state one thing come together; what differs is suggested, never merged."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster import DECIDED, Clustering, Constraints, cluster
from pipeline.config import ClusterSettings
from pipeline.records import CandidatePair, MatchScore, Mention, Part, normalise
from tests.conftest import make_mention, mentions_of

if TYPE_CHECKING:
    import random
    from collections.abc import Callable

    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder

    Clustered = Callable[..., Clustering]

FEES = "The harbour board should publish its fees every year."
SAME = "Every year, the harbour board should publish its fees."
BIENNIAL = "The harbour board should publish its fees every two years."
LAMPS = "Lamps should be put on the northern pier before winter."
PILOTS = "Pilots should be trained in the new tugs."
TARIFS = "Le conseil du port devrait publier ses tarifs chaque année."
TARIFS_TOO = "Chaque année, le conseil du port devrait publier ses tarifs."
LAMPES = "Des lampes devraient être posées sur la jetée avant l'hiver."
TEXTS = (FEES, SAME, BIENNIAL, LAMPS, PILOTS, "Light the northern pier.", "Train pilots.", "", "§")


def french(text: str, name: str) -> Mention:
    return make_mention(text, mention_id=name, language="fr")


def groups(clustering: Clustering) -> list[tuple[str, ...]]:
    return [one.mention_ids for one in clustering.clusters]


def sides(clustering: Clustering) -> list[frozenset[tuple[str, ...]]]:
    """The two clusters of each suggestion."""
    home = {name: group for group in groups(clustering) for name in group}
    pairs = [(match.pair.left, match.pair.right) for match in clustering.suggested]
    return [frozenset(home[name] for name in pair) for pair in pairs]


def test_one_proposal_in_two_wordings_is_one_cluster(clustered: Clustered) -> None:
    assert groups(clustered(FEES, LAMPS, SAME)) == [("m0", "m2"), ("m1",)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Review the harbour fees every three years.", "Review the harbour fees every five years."),
        ("The harbour should stay open at night.", "The harbour should not stay open at night."),
        ("Open the meetings of the board to all.", "Close the meetings of the board to all."),
    ],
)
def test_a_pair_that_a_guard_tells_apart_is_suggested_and_never_merged(
    clustered: Clustered, left: str, right: str
) -> None:
    clustering = clustered(left, right)
    assert groups(clustering) == [("m0",), ("m1",)]
    (match,) = clustering.suggested
    assert match.guards


@settings(max_examples=25)
@given(st.lists(st.sampled_from(TEXTS), max_size=8), st.randoms(use_true_random=False))
def test_every_mention_is_in_exactly_one_cluster_whatever_their_order(
    clustered: Clustered, texts: list[str], chance: random.Random
) -> None:
    mentions = mentions_of("Dredge the basin.", "Deepen the basin.", *texts)
    first = clustered(*mentions)
    assert sorted(itertools.chain(*groups(first))) == sorted(m.mention_id for m in mentions)
    assert clustered(*chance.sample(mentions, len(mentions))) == first


def test_thousands_of_identical_texts_are_one_cluster_and_encoded_once(
    clustered: Clustered,
) -> None:
    clustering = clustered(*[FEES, FEES.upper().replace(" ", "  ")] * 2_000, LAMPS)
    assert [len(group) for group in groups(clustering)] == [4_000, 1]
    assert clustering.suggested == clustering.relations == ()


def test_the_same_words_about_two_things_are_suggested_and_never_merged(
    clustered: Clustered,
) -> None:
    text = "This should be published every year."
    mentions = [
        make_mention(text, mention_id="m0", standalone=f"[The board keeps accounts.] {text}"),
        make_mention(text, mention_id="m1", standalone=f"[A list of pilots exists.] {text}"),
        make_mention(text, mention_id="m2", standalone=f"[The board keeps accounts.] {text}"),
    ]
    clustering = clustered(*mentions)
    assert groups(clustering) == [("m0", "m2"), ("m1",)]
    assert [match.guards for match in clustering.suggested] == [("antecedent",)]


def test_an_improvement_and_a_consideration_never_come_together(clustered: Clustered) -> None:
    other = make_mention(FEES, mention_id="m1", part=Part.CONSIDERATION)
    clustering = clustered(FEES, other)
    assert groups(clustering) == [("m0",), ("m1",)]
    assert clustering.suggested == clustering.relations == ()


def test_french_mentions_cluster_by_what_they_mean(clustered: Clustered) -> None:
    clustering = clustered(french(TARIFS, "f0"), french(LAMPES, "f1"), french(TARIFS_TOO, "f2"))
    assert groups(clustering) == [("f0", "f2"), ("f1",)]


@pytest.mark.parametrize(("english", "translated"), [(FEES, TARIFS), (LAMPS, LAMPES)])
def test_a_text_and_its_translation_come_together_or_are_suggested(
    clustered: Clustered, english: str, translated: str
) -> None:
    clustering = clustered(english, french(translated, "f"))
    assert len(clustering.clusters) + len(clustering.suggested) in (1, 3)
    assert clustering.suggested or groups(clustering) == [("f", "m0")]


def test_adding_mentions_changes_no_score_of_a_pair(clustered: Clustered) -> None:
    def matches(*mentions: Mention | str) -> dict[CandidatePair, MatchScore]:
        clustering = clustered(*mentions, suggest_threshold=0.0, merge_threshold=1.0)
        return {match.pair: match for match in clustering.suggested}

    compared = (FEES, SAME, LAMPS, "Light the northern pier.")
    few = matches(*compared)
    # What is added comes before, between and after the others.
    added = [text for text in TEXTS if text not in compared]
    more = [make_mention(text, mention_id=f"m{place}x") for place, text in enumerate(added)]
    many = matches(*compared, *more, french(TARIFS, "a"), french(LAMPES, "z"))
    both = few.keys() & many.keys()
    assert len(both) >= 2
    assert all(few[pair] == many[pair] for pair in both)


def test_a_longer_queue_of_suggestions_or_a_shorter_one_changes_no_cluster(
    clustered: Clustered,
) -> None:
    short = clustered(FEES, LAMPS, SAME, suggest_threshold=1.0)
    assert groups(short) == groups(clustered(FEES, LAMPS, SAME))
    assert short.suggested == ()
    assert groups(clustered(FEES, LAMPS, SAME, suggest_threshold=0.0)) == groups(short)


def test_the_merge_threshold_decides_what_merges(clustered: Clustered) -> None:
    assert groups(clustered(FEES, SAME, merge_threshold=1.0)) == [("m0",), ("m1",)]
    assert groups(clustered(FEES, SAME, merge_threshold=0.3)) == [("m0", "m1")]


def test_nothing_is_suggested_inside_a_cluster_and_each_two_clusters_once(
    clustered: Clustered,
) -> None:
    clustering = clustered(FEES, SAME, BIENNIAL, LAMPS, suggest_threshold=0.1)
    found = sides(clustering)
    assert len(found) == 3
    assert all(len(two) == 2 for two in found)
    assert len(set(found)) == len(found)


def test_what_is_suggested_is_not_related_as_well(clustered: Clustered) -> None:
    clustering = clustered(*TEXTS, suggest_threshold=0.5, relate_threshold=0.0)
    pairs = {(match.pair.left, match.pair.right) for match in clustering.suggested}
    related = {tuple(sorted((one.left, one.right))) for one in clustering.relations}
    assert pairs
    assert related
    assert not pairs & related


def test_what_people_call_the_same_is_one_cluster_however_unlike(clustered: Clustered) -> None:
    decided = Constraints(must=frozenset({("m0", "m1")}))
    clustering = clustered(FEES, LAMPS, SAME, decided=decided, merge_threshold=0.3)
    assert ("m0", "m1") in {one.mention_ids[:2] for one in clustering.clusters}
    assert clustering.conflicts == ()


def test_what_people_call_different_stays_apart_and_is_not_suggested_again(
    clustered: Clustered,
) -> None:
    decided = Constraints(cannot=frozenset({("m0", "m1")}))
    clustering = clustered(FEES, SAME, decided=decided)
    assert groups(clustering) == [("m0",), ("m1",)]
    assert clustering.suggested == clustering.relations == clustering.conflicts == ()


def test_of_identical_texts_some_can_be_kept_apart_and_the_others_stay_together(
    clustered: Clustered,
) -> None:
    decided = Constraints(cannot=frozenset({("m1", "m3")}))
    clustering = clustered(FEES, FEES, FEES, FEES, decided=decided)
    home = {name: group for group in groups(clustering) for name in group}
    assert home["m1"] != home["m3"]
    assert home["m0"] == home["m2"]
    assert sorted(map(len, groups(clustering))) == [1, 3]
    assert clustering.suggested == ()


def test_identical_texts_each_follow_what_was_decided_of_them(
    clustered: Clustered,
) -> None:
    decided = Constraints(must=frozenset({("m0", "m1"), ("m2", "m3")}))
    clustering = clustered(FEES, FEES, FEES, BIENNIAL, decided=decided)
    assert groups(clustering)[0][:2] == ("m0", "m1")
    assert any({"m2", "m3"} <= set(group) for group in groups(clustering))


def test_a_pair_decided_both_ways_stays_apart_and_is_named(clustered: Clustered) -> None:
    pair = frozenset({("m0", "m1")})
    clustering = clustered(FEES, SAME, decided=Constraints(must=pair, cannot=pair))
    assert groups(clustering) == [("m0",), ("m1",)]
    assert clustering.conflicts == (("m0", "m1"),)


def test_decisions_of_mentions_that_are_not_there_are_passed_over(clustered: Clustered) -> None:
    gone = frozenset({("m0", "gone"), ("gone", "m1"), ("gone", "lost")})
    assert clustered(FEES, SAME, LAMPS, decided=Constraints(must=gone, cannot=gone)) == clustered(
        FEES, SAME, LAMPS
    )


def test_the_body_of_the_document_decides_whose_wording_stands_for_a_cluster(
    clustered: Clustered,
) -> None:
    mentions = [make_mention(FEES, mention_id=f"m{n}", document_id=f"d{n}") for n in range(3)]
    (one,) = clustered(*mentions, authority={"d1": 2, "d2": 1}).clusters
    assert one.canonical == "m1"


def test_nothing_joins_a_held_row_by_itself_and_what_would_is_suggested(
    clustered: Clustered,
) -> None:
    decided = Constraints(held=(("m0",),))
    clustering = clustered(FEES, LAMPS, SAME, decided=decided)
    assert groups(clustering) == [("m0",), ("m1",), ("m2",)]
    (match,) = clustering.suggested
    assert (match.pair.left, match.pair.right) == ("m0", "m2")
    assert match.guards == (DECIDED,)


def test_a_held_row_stays_together_whatever_the_scores_and_guards_say(
    clustered: Clustered,
) -> None:
    decided = Constraints(held=(("m0", "m1", "m2"),))
    clustering = clustered(FEES, BIENNIAL, LAMPS, decided=decided)
    assert groups(clustering) == [("m0", "m1", "m2")]
    assert clustering.conflicts == ()


def test_a_mention_with_the_same_words_joins_a_held_row(clustered: Clustered) -> None:
    decided = Constraints(held=(("m1", "m2"),))
    clustering = clustered(FEES, LAMPS, FEES.upper(), PILOTS, decided=decided)
    assert groups(clustering) == [("m0", "m1", "m2"), ("m3",)]


def test_nothing_joins_a_held_row_by_way_of_what_people_brought_into_it(
    clustered: Clustered,
) -> None:
    decided = Constraints(must=frozenset({("m0", "m1")}), held=(("m0",),))
    clustering = clustered(LAMPS, FEES, SAME, decided=decided)
    assert groups(clustering) == [("m0", "m1"), ("m2",)]
    assert [match.guards for match in clustering.suggested] == [(DECIDED,)]


def test_two_held_rows_come_together_only_where_people_said_so(clustered: Clustered) -> None:
    held = (("m0",), ("m1",))
    apart = clustered(FEES, SAME, decided=Constraints(held=held))
    assert groups(apart) == [("m0",), ("m1",)]
    decided = Constraints(held=held, must=frozenset({("m0", "m1")}))
    assert groups(clustered(FEES, SAME, decided=decided)) == [("m0", "m1")]


def test_held_mentions_that_are_not_there_are_passed_over(clustered: Clustered) -> None:
    decided = Constraints(held=(("gone", "m0"), ("lost",)))
    assert groups(clustered(FEES, LAMPS, decided=decided)) == [("m0",), ("m1",)]


_names = st.integers(0, 9).map("m{}".format)
_pairs = st.frozensets(st.tuples(_names, _names).filter(lambda pair: pair[0] < pair[1]), max_size=3)


@st.composite
def constraints(draw: st.DrawFn) -> Constraints:
    """What people decided; a held row holds nothing that must be apart."""
    cannot = draw(_pairs)
    rows: dict[int, list[str]] = {}
    for name in draw(st.lists(_names, unique=True, max_size=6)):
        row = rows.setdefault(draw(st.integers(0, 3)), [])
        if not any((min(name, other), max(name, other)) in cannot for other in row):
            row.append(name)
    held = tuple(sorted(tuple(sorted(row)) for row in rows.values() if row))
    return Constraints(must=draw(_pairs), cannot=cannot, held=held)


def ties(decided: Constraints, mentions: list[Mention]) -> list[tuple[str, str]]:
    """What brings mentions together besides scores: people, and the same words."""
    apart = {name for pair in decided.cannot for name in pair}
    same = [
        (one.mention_id, other.mention_id)
        for one, other in itertools.combinations(mentions, 2)
        if normalise(one.text) == normalise(other.text) != ""
        and not {one.mention_id, other.mention_id} & apart
    ]
    return [
        *decided.must,
        *(pair for row in decided.held for pair in itertools.pairwise(row)),
        *same,
    ]


def tied(names: list[str], pairs: list[tuple[str, str]]) -> dict[str, set[str]]:
    """All that each mention is brought together with, over others too."""
    home = {name: {name} for name in names}
    for one, other in pairs:
        if one in home and other in home:
            whole = home[one] | home[other]
            home |= dict.fromkeys(whole, whole)
    return home


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from(TEXTS), min_size=2, max_size=10),
    constraints(),
    st.randoms(use_true_random=False),
)
def test_what_people_decided_holds_whatever_they_decided_and_in_whatever_order(
    clustered: Clustered, texts: list[str], decided: Constraints, chance: random.Random
) -> None:
    mentions = mentions_of(*texts)
    clustering = clustered(*mentions, decided=decided)
    names = [mention.mention_id for mention in mentions]
    assert sorted(itertools.chain(*groups(clustering))) == sorted(names)
    assert clustered(*chance.sample(mentions, len(mentions)), decided=decided) == clustering
    home = {name: set(group) for group in groups(clustering) for name in group}
    there = [pair for pair in decided.must | decided.cannot if {*pair} <= home.keys()]
    for one, other in there:
        assert other not in home[one] or (one, other) not in decided.cannot
    disputed = {frozenset({*home[one], *home[other]}) for one, other in clustering.conflicts}
    for one, other in there:
        if (one, other) in decided.must and other not in home[one]:
            assert frozenset(home[one] | home[other]) in disputed
    together = tied(names, ties(decided, mentions))
    for row in decided.held:
        for name in set(row) & home.keys():
            assert home[name] <= together[name]
            if not any({*pair} <= together[name] for pair in decided.cannot):
                assert together[name] <= home[name]


def test_every_mention_is_announced_when_it_is_done(
    pair_model: PairModel, encoder: Encoder
) -> None:
    done: list[int] = []
    cluster(
        mentions_of(FEES, LAMPS),
        model=pair_model,
        settings=ClusterSettings(),
        encoder=encoder,
        authority={},
        constraints=Constraints(),
        on_done=lambda: done.append(1),
    )
    assert len(done) == 2


def test_without_mentions_there_are_no_clusters(clustered: Clustered) -> None:
    empty = Clustering(clusters=(), suggested=(), relations=(), conflicts=())
    assert clustered() == empty
    assert clustered(decided=Constraints(must=frozenset({("m0", "m1")}))) == empty


def test_one_mention_is_one_cluster(clustered: Clustered) -> None:
    assert groups(clustered(FEES)) == [("m0",)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "Raise the fees of the harbour by 1.5 per cent.",
            "Raise the fees of the harbour by 15 per cent.",
        ),
        ("Let 2-3 pilots board the ferry.", "Let 23 pilots board the ferry."),
        ("Spend $3 on each lamp.", "Spend €3 on each lamp."),
    ],
)
def test_figures_with_the_same_digits_are_no_repetition(
    clustered: Clustered, one: str, other: str
) -> None:
    assert groups(clustered(one, other)) == [("m0",), ("m1",)]
