"""Agreement is Krippendorff's alpha, of what several people judged."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.agreement import Agreement, alpha_of, measure_agreement
from pipeline.decisions.log import (
    Choice,
    Decision,
    Kind,
    Verdict,
    bring_together,
    keep_apart,
    propose,
    write_value,
)
from pipeline.decisions.state import fold
from pipeline.records import Scheme
from pipeline.suggest.changes import Action, VocabularyChange, change_to_json
from tests.conftest import make_log

# A line a person, a column a thing; a point where nothing was said. From Krippendorff,
# "Computing Krippendorff's Alpha-Reliability" (2011), parts A to C, and the example of the
# article on alpha in Wikipedia.
TWO_VALUES = """
0 1 0 0 0 0 0 0 1 0
1 1 1 0 0 1 0 0 0 0
"""
FIVE_VALUES = """
a a b b d c c c e d d a
b a b b b c c c e d d d
"""
FOUR_PEOPLE = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
THREE_PEOPLE = """
. . . . . 3 4 1 2 1 1 3 3 . 3
1 . 2 1 3 3 4 3 . . . . . . .
. . 2 1 3 4 4 . 2 1 1 3 3 . 4
"""

RENAMED = change_to_json(
    VocabularyChange(
        action=Action.RENAME, scheme=Scheme.CATEGORY, key="funding", into=("money",), name="Money"
    )
)


def units(table: str) -> list[dict[str, str]]:
    lines = [line.split() for line in table.strip().splitlines()]
    return [
        {f"rater {place}": value for place, value in enumerate(column) if value != "."}
        for column in zip(*lines, strict=True)
    ]


@pytest.mark.parametrize(
    ("table", "alpha", "judged", "raters"),
    [
        (TWO_VALUES, 0.095, 10, 2),
        (FIVE_VALUES, 0.692, 12, 2),
        (FOUR_PEOPLE, 0.743, 11, 4),
        (THREE_PEOPLE, 0.691, 12, 3),
    ],
)
def test_alpha_is_that_of_the_literature(
    table: str, alpha: float, judged: int, raters: int
) -> None:
    found = alpha_of("status", units(table))
    assert found.alpha == pytest.approx(alpha, abs=0.0005)
    assert (found.about, found.units, found.raters) == ("status", judged, raters)


def test_what_is_observed_and_expected_is_told() -> None:
    # Of 3 things 2 people agree on 2: of 6 ordered pairs 2 differ. Of 6 values, 4 a and 2 b,
    # 16 of 30 ordered pairs differ.
    found = alpha_of("cost", units("a a b\na a b\n"))
    assert (found.observed, found.expected, found.alpha) == (0, pytest.approx(16 / 30), 1)
    found = alpha_of("cost", units("a a b\na b a\n"))
    assert found.observed == pytest.approx(2 / 3)
    assert found.alpha == pytest.approx(1 - (2 / 3) / (16 / 30))


def test_without_a_thing_that_two_judged_there_is_no_alpha() -> None:
    assert alpha_of("cost", units("a . b\n. c .\n")) == Agreement(
        about="cost", units=0, raters=0, reason="nobody judged what another person judged too"
    )


def test_where_all_said_the_same_there_is_no_alpha() -> None:
    found = alpha_of("cost", units("Y Y .\nY Y N\n"))
    assert (found.alpha, found.observed, found.expected) == (None, 0, 0)
    assert found.reason == "all said “Y”, so chance has no share"
    assert (found.units, found.raters) == (2, 2)


_tables = st.lists(
    st.dictionaries(st.sampled_from("ABCD"), st.sampled_from("xyz"), max_size=4), max_size=8
)


@given(_tables.flatmap(lambda table: st.tuples(st.just(table), st.permutations(table))))
def test_neither_the_order_nor_the_names_of_values_matter(
    tables: tuple[list[dict[str, str]], list[dict[str, str]]],
) -> None:
    table, shuffled = tables
    other = [{who: value.upper() for who, value in unit.items()} for unit in shuffled]
    one, two = alpha_of("x", table), alpha_of("x", other)
    assert (one.alpha, one.observed, one.expected) == (two.alpha, two.observed, two.expected)
    assert one.alpha is None or -1 <= one.alpha <= 1


def log_of(*words: tuple[str, Choice]) -> list[Decision]:
    log = make_log(*(choice for _, choice in words))
    return [replace(d, reviewer=name) for (name, _), d in zip(words, log, strict=True)]


def measured(
    *words: tuple[str, Choice], moved: dict[str, str] | None = None
) -> dict[str, Agreement]:
    state = fold(log_of(*words), moved=moved or {})
    return {one.about: one for one in measure_agreement(state)}


def field(names: str, value: str, kind: Kind = Kind.CATEGORY) -> Choice:
    return Choice(kind=kind, mention_ids=tuple(names.split()), value=value)


def same(one: str, other: str) -> Choice:
    return bring_together(tuple(one), tuple(other))


def vote(kind: Kind, key: str) -> Choice:
    return Choice(kind=kind, value=key)


def test_an_empty_log_has_every_matter_and_no_alpha() -> None:
    assert list(measured()) == [
        *("pairs", "category", "tags", "part", "relevant", "consensual", "cost", "status"),
        "votes",
    ]
    assert all(one.alpha is None and one.reason for one in measured().values())


def test_pairs_are_the_mentions_that_were_compared() -> None:
    pairs = measured(
        ("Ada", same("ax", "by")),
        ("Ben", keep_apart(Kind.DIFFERENT, ("b",), ("a", "x"))),
        ("Ada", same("c", "d")),
        ("Ben", same("d", "c")),
        ("Ada", Choice(kind=Kind.NOT_SURE, mention_ids=("x", "y", "z"))),
        ("Ben", Choice(kind=Kind.RELATED, mention_ids=("x", "y"))),
    )["pairs"]
    assert (pairs.units, pairs.raters, pairs.observed) == (2, 2, 0.5)


def test_rows_are_one_where_decisions_of_a_field_share_a_mention() -> None:
    found = measured(
        ("Ada", field("a b", "funding")),
        ("Ben", field("b c", "funding")),
        ("Cy", field("c", "linkages")),
        ("Ada", field("d", "linkages")),
        ("Ben", field("d", "linkages")),
        ("Ben", field("a", "Y", Kind.COST)),
    )
    assert (found["category"].units, found["category"].raters) == (2, 3)
    assert found["category"].observed == pytest.approx(2 / 5)
    assert found["cost"].units == 0


def test_the_last_word_of_everybody_counts_and_what_was_undone_does_not() -> None:
    words = [
        ("Ada", field("a", "funding")),
        ("Ben", field("a", "linkages")),
        ("Ada", field("b", "outcomes")),
        ("Ben", field("b", "outcomes")),
    ]
    assert measured(*words)["category"].observed == 0.5
    assert measured(*words, ("Ben", field("a", "funding")))["category"].alpha == 1
    undone = Choice(kind=Kind.UNDO, value="k2")
    assert measured(*words, ("Cy", undone))["category"].units == 1


def test_the_order_of_tags_and_a_later_name_of_a_label_are_no_disagreement() -> None:
    found = measured(
        ("Ada", field("a", "x|y", Kind.TAGS)),
        ("Ben", field("a", "y|x", Kind.TAGS)),
        ("Ada", field("a", "funding")),
        ("Cy", Choice(kind=Kind.VOCABULARY, value=RENAMED)),
        ("Ben", field("a", "money")),
        ("Di", propose(field("a", "money"))),
    )
    assert found["tags"].observed == found["category"].observed == 0
    assert found["category"].raters == 3


def test_to_agree_to_a_label_that_has_another_name_now_is_to_agree() -> None:
    found = measured(
        ("Ada", propose(field("a", "funding"))),
        ("Cy", Choice(kind=Kind.VOCABULARY, value=RENAMED)),
        ("Ben", vote(Kind.AGREED, "k1")),
        ("Di", field("a", "money")),
    )
    assert (found["category"].raters, found["category"].observed) == (3, 0)


def test_a_mention_that_another_took_the_place_of_is_that_other() -> None:
    words = ("Ada", field("old", "funding")), ("Ben", field("new", "linkages"))
    pairs = ("Ada", same("o", "b")), ("Ben", keep_apart(Kind.DIFFERENT, ("n",), ("b",)))
    found = measured(*words, *pairs, moved={"old": "new", "o": "n"})
    assert found["category"].units == found["pairs"].units == 1


def test_to_propose_and_to_agree_is_to_decide_and_to_object_is_to_say_not_that() -> None:
    found = measured(
        ("Ada", propose(field("a", "funding"))),
        ("Ben", vote(Kind.AGREED, "k1")),
        ("Cy", vote(Kind.OBJECTED, "k1")),
        ("Di", vote(Kind.ABSTAINED, "k1")),
    )
    assert (found["category"].units, found["category"].raters) == (1, 3)
    assert (found["votes"].units, found["votes"].raters) == (1, 4)
    # Of 6 ordered pairs of judgements 4 differ; of 12 pairs of votes 10.
    assert found["category"].observed == pytest.approx(4 / 6)
    assert found["votes"].observed == pytest.approx(10 / 12)


@pytest.mark.parametrize("first", [True, False])
def test_who_objects_and_names_another_value_says_that_one(first: bool) -> None:  # noqa: FBT001 (in which order)
    other = ("Ben", propose(field("a", "linkages")))
    objection = ("Ben", vote(Kind.OBJECTED, "k1"))
    pair = (other, objection) if first else (objection, other)
    words = ("Ada", propose(field("a", "funding"))), *pair, ("Cy", field("a", "linkages"))
    assert measured(*words)["category"].observed == pytest.approx(4 / 6)


def test_who_takes_back_what_they_proposed_says_not_that() -> None:
    words = ("Ada", propose(same("a", "b"))), ("Ada", vote(Kind.OBJECTED, "k1"))
    assert measured(*words, ("Ben", same("b", "a")))["pairs"].observed == 1


def test_votes_count_until_the_closing_and_the_closing_is_nobody_s_judgement() -> None:
    verdict = write_value(Verdict(proposal="k1", taken=True))
    votes = measured(
        ("Ada", propose(field("a", "funding"))),
        ("Ada", vote(Kind.ABSTAINED, "k1")),
        ("Ben", vote(Kind.ABSTAINED, "k1")),
        ("Ben", vote(Kind.AGREED, "k0")),
        ("Cy", Choice(kind=Kind.CLOSED, value=verdict)),
        ("Ben", vote(Kind.OBJECTED, "k1")),
    )
    assert votes["votes"].observed == 0
    assert votes["votes"].raters == 2
    assert votes["category"].units == 0
