"""Suggested merges and cross-references, as people read them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.cluster import DECIDED
from pipeline.cluster.guards import NAMES
from pipeline.decisions.state import Related
from pipeline.merges import build_merges, build_references, explain
from pipeline.records import (
    CandidatePair,
    MatchScore,
    Mention,
    Part,
    Recommendation,
    Relation,
    RelationKind,
)
from tests.conftest import make_match, make_mention

FEES = "Publish the harbour fees every year."
BIENNIAL = "Publish the tonnage fees every two years."


def row(number: int, *mentions: Mention) -> Recommendation:
    return Recommendation(
        recommendation_id=f"R-{number:04}",
        text=mentions[0].standalone,
        part=Part.IMPROVEMENT,
        mentions=mentions,
    )


def test_the_row_that_stands_first_stands_left_with_its_own_mention_and_text() -> None:
    # Numbers depend on the order in which documents came, places do not.
    rows = [
        row(10_000, make_mention(BIENNIAL, mention_id="b", standalone=f"[The board] {BIENNIAL}")),
        row(9_999, make_mention(FEES, mention_id="a"), make_mention("Fees.", mention_id="c")),
    ]
    (merge,) = build_merges(rows, [make_match("a", "b", 0.7)])
    assert (merge.left, merge.right, merge.score) == ("R-10000", "R-9999", 0.7)
    assert (merge.left_mention, merge.right_mention) == ("b", "a")
    assert (merge.left_text, merge.right_text) == (f"[The board] {BIENNIAL}", FEES)
    assert merge.decision == ""
    assert "only the first tonnage" in merge.reason


def test_merges_keep_the_order_in_which_they_are_to_be_decided() -> None:
    rows = [row(n, make_mention(FEES, mention_id=f"m{n}")) for n in (1, 2, 3)]
    scores = [make_match("m2", "m3", 0.6), make_match("m1", "m2", 0.9)]
    assert [merge.score for merge in build_merges(rows, scores)] == [0.6, 0.9]


def test_a_reason_says_what_both_say_and_what_only_one_does() -> None:
    assert explain(make_match("a", "b", 0.7), FEES, BIENNIAL) == (
        "both say publish, fees; only the first harbour, year; only the second tonnage, two, years"
    )


def test_a_long_list_of_words_is_cut_to_its_first_few() -> None:
    words = "tugs cranes buoys lamps ropes sheds rails gates nets"
    assert explain(make_match("a", "b", 0.7), words, words) == (
        "both say tugs, cranes, buoys, lamps, ropes, sheds"
    )


def test_an_action_that_both_ask_for_is_named_first() -> None:
    pair = CandidatePair(left="a", right="b")
    match = MatchScore(pair=pair, score=0.7, features=(("action", 0.5),), guards=())
    assert explain(match, FEES, FEES).startswith("a like action; both say")


@pytest.mark.parametrize(
    ("guard", "said"),
    [("number", "numbers"), ("negation", "not"), ("direction", "opposite"), ("antecedent", "this")],
)
def test_a_reason_names_what_differs_in_words(guard: str, said: str) -> None:
    reason = explain(make_match("a", "b", 0.7, guard), FEES, FEES)
    assert said in reason.split("; but ")[1]


def test_every_guard_has_words() -> None:
    reason = explain(make_match("a", "b", 0.7, *NAMES), FEES, FEES)
    assert reason.split("; but ")[1].count(" and ") >= len(NAMES) - 1


def test_a_row_that_the_group_removed_is_suggested_for_no_merge() -> None:
    rows = [row(n, make_mention(FEES, mention_id=f"m{n}")) for n in (1, 2, 3)]
    rows[1] = replace(rows[1], relevant=False)
    scores = [make_match("m1", "m2", 0.9), make_match("m2", "m3", 0.8), make_match("m1", "m3", 0.7)]
    assert [(merge.left, merge.right) for merge in build_merges(rows, scores)] == [
        ("R-0001", "R-0003")
    ]


def test_each_relation_is_told_in_both_rows_in_the_order_of_the_rows() -> None:
    rows = [row(n, make_mention(FEES, mention_id=f"m{n}")) for n in (1, 9_999, 10_000)]
    relations = [
        Relation(left="m1", right="m10000", kind=RelationKind.ELABORATES),
        Relation(left="m9999", right="m1", kind=RelationKind.CONTRADICTS),
    ]
    assert build_references(rows, relations, []) == {
        "R-0001": ("contradicts R-9999", "elaborates R-10000"),
        "R-9999": ("contradicts R-0001",),
        "R-10000": ("is elaborated by R-0001",),
    }


def test_what_people_call_related_is_told_in_both_rows_in_their_words() -> None:
    rows = [row(n, make_mention(FEES, mention_id=f"m{n}")) for n in (1, 2, 3)]
    decided = [Related(left="m3", right="m1", how=""), Related(left="m1", right="m2", how="pays")]
    assert build_references(rows, [], decided) == {
        "R-0001": ("pays R-0002", "related to R-0003"),
        "R-0002": ("pays R-0001",),
        "R-0003": ("related to R-0001",),
    }


def test_what_is_related_inside_one_row_or_to_a_mention_that_went_is_not_told() -> None:
    rows = [row(1, make_mention(FEES, mention_id="a"), make_mention(FEES, mention_id="b"))]
    decided = [Related(left="a", right="b", how=""), Related(left="a", right="gone", how="")]
    assert build_references(rows, [], decided) == {}


def test_a_pair_that_waits_because_somebody_decided_on_a_row_says_so() -> None:
    reason = explain(make_match("a", "b", 0.7, DECIDED), FEES, FEES)
    assert "somebody has decided" in reason.split("; but ")[1]


def test_without_relations_nothing_is_referred_to() -> None:
    assert build_references([row(1, make_mention(FEES))], [], []) == {}


def test_two_rows_of_which_people_are_not_sure_come_back_with_that() -> None:
    rows = [row(n, make_mention(FEES, mention_id=f"m{n}")) for n in (1, 2, 3)]
    scores = [make_match("m1", "m2", 0.9), make_match("m2", "m3", 0.8)]
    merges = build_merges(rows, scores, unsure=[("m3", "m2"), ("m1", "gone")])
    assert [merge.decision for merge in merges] == ["", "not sure"]


def test_two_rows_that_people_said_are_related_are_no_suggested_merge() -> None:
    rows = [row(n, make_mention(FEES, mention_id=f"m{n}")) for n in (1, 2, 3)]
    scores = [make_match("m1", "m2", 0.9), make_match("m2", "m3", 0.8)]
    related = [
        Related(left="m2", right="m1", how=""),
        Related(left="m3", right="gone", how=""),
    ]
    (merge,) = build_merges(rows, scores, related)
    assert (merge.left, merge.right) == ("R-0002", "R-0003")
