"""What a row says: what was decided, else what is suggested; and what contradicts itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.log import (
    FIELDS,
    Choice,
    Kind,
    Verdict,
    keep_apart,
    propose,
    write_value,
)
from pipeline.decisions.state import fold
from pipeline.recommendations import Conflict, build_recommendations, find_conflicts
from pipeline.records import NOT_ASSESSED, Cluster, Part, Recommendation, Scheme, Suggestion
from pipeline.suggest.changes import Action, VocabularyChange, change_to_json
from tests.conftest import make_log, make_mention

if TYPE_CHECKING:
    from pipeline.decisions.state import State

NAMES = {
    Kind.CATEGORY: {"funding": "Funding of the harbour", "linkages": "Linking harbours"},
    Kind.TAGS: {"donors": "Donors", "youth": "Young people"},
}
CLUSTERS = (
    Cluster(mention_ids=("a", "b"), canonical="b"),
    Cluster(mention_ids=("c",), canonical="c"),
)
GROUPS = tuple(
    tuple(
        make_mention(f"Text {name}.", mention_id=name, actors=("The board",), target_date="2030")
        for name in cluster.mention_ids
    )
    for cluster in CLUSTERS
)
SUGGESTED = (
    Suggestion(
        cluster=CLUSTERS[0], scheme=Scheme.CATEGORY, label="funding", score=0.5, evidence="fees"
    ),
    Suggestion(cluster=CLUSTERS[0], scheme=Scheme.TAG, label="donors", score=0.5, evidence="money"),
)
EVERY_FIELD = {
    Kind.TEXT: ("text", "Said better.", "Said better."),
    Kind.CATEGORY: ("category", "linkages", "linkages"),
    Kind.TAGS: ("tags", "youth|donors", ("youth", "donors")),
    Kind.PART: ("part", "consideration", Part.CONSIDERATION),
    Kind.RELEVANT: ("relevant", "no", False),
    Kind.CONSENSUAL: ("consensual", "yes", "yes"),
    Kind.RESPONSIBLE: ("responsible", "The guild; The MAG", ("The guild", "The MAG")),
    Kind.COST: ("cost", "Y", "Y"),
    Kind.TARGET_DATE: ("target_date", "2031", "2031"),
    Kind.STATUS: ("status", "ongoing", "ongoing"),
    Kind.REMARK: ("remark", "Agreed.", "Agreed."),
    Kind.REFERENCE: ("reference", "see 12", "see 12"),
    Kind.REVIEW: ("review", "again", "again"),
}


def rows_of(state: State, numbers: tuple[int, int] = (1, 2)) -> list[Recommendation]:
    by_first = {group[0].mention_id: n for group, n in zip(GROUPS, numbers, strict=True)}
    return build_recommendations(GROUPS, CLUSTERS, SUGGESTED, by_first, state, names=NAMES)


def state_of(*choices: object) -> State:
    return fold(make_log(*choices), moved={})


def test_where_nothing_is_decided_a_row_says_what_is_suggested() -> None:
    row, other = rows_of(state_of())
    assert (row.recommendation_id, row.text) == ("R-0001", "Text b.")
    assert (row.category, row.tags) == ("funding", ("donors",))
    assert (row.category_evidence, row.tag_evidence) == (
        "Funding of the harbour: fees",
        "Donors: money",
    )
    assert (row.responsible, row.target_date) == (("The board",), "2030")
    assert (row.cost, row.status, row.remark, row.review) == ("", NOT_ASSESSED, "", "")
    assert (row.relevant, row.consensual, row.reference, row.decided) == (True, "", "", ())
    assert (other.category, other.tags, other.category_evidence) == ("", (), "")


def test_every_field_can_be_decided() -> None:
    assert EVERY_FIELD.keys() == set(FIELDS)


@pytest.mark.parametrize("kind", FIELDS)
def test_a_decided_field_says_what_was_decided_and_the_others_what_is_suggested(
    kind: Kind,
) -> None:
    name, value, expected = EVERY_FIELD[kind]
    plain, _ = rows_of(state_of())
    row, other = rows_of(state_of((kind, "a b", value)))
    assert getattr(row, name) == expected
    assert row.decided == (kind.value,)
    changed = {field for field in row.__slots__ if getattr(row, field) != getattr(plain, field)}
    assert changed == {name, "decided"}
    assert other == rows_of(state_of())[1]


@pytest.mark.parametrize(
    ("kind", "field", "empty"),
    [
        (Kind.CATEGORY, "category", ""),
        (Kind.TAGS, "tags", ()),
        (Kind.RESPONSIBLE, "responsible", ()),
        (Kind.TARGET_DATE, "target_date", ""),
    ],
)
def test_a_field_can_be_decided_to_be_empty_whatever_is_suggested(
    kind: Kind, field: str, empty: object
) -> None:
    row, _ = rows_of(state_of((kind, "a b", "")))
    assert getattr(row, field) == empty
    assert row.decided == (kind.value,)


def test_a_row_whose_sentence_is_gone_says_so_until_somebody_wrote_what_to_do() -> None:
    by_first = {group[0].mention_id: n for n, group in enumerate(GROUPS, start=1)}
    lost = GROUPS[0][0].mention_id
    for state, review in (
        (state_of(), "sentences of it that are gone from their documents: 1, see orphans.csv"),
        (state_of((Kind.REVIEW, lost, "ask the guild")), "ask the guild"),
    ):
        made = build_recommendations(
            GROUPS, CLUSTERS, SUGGESTED, by_first, state, names=NAMES, orphans={lost}
        )
        assert [row.review for row in made] == [review, ""]


def test_a_row_says_what_somebody_proposed_until_that_is_closed() -> None:
    proposal = propose(Choice(kind=Kind.STATUS, mention_ids=("a", "b"), value="completed"))
    assert rows_of(state_of(proposal))[0].review == "Ada proposed status “completed”"
    verdict = write_value(Verdict(proposal="k1", taken=False))
    closed = Choice(kind=Kind.CLOSED, mention_ids=("a", "b"), value=verdict)
    assert rows_of(state_of(proposal, closed))[0].review == ""


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (Kind.CATEGORY, "funding", "category “Funding of the harbour”"),
        (Kind.TAGS, "youth|donors", "tags “Young people, Donors”"),
        (Kind.REMARK, "first\nsecond " + "word " * 50, "remark “first second word word"),
    ],
)
def test_what_somebody_proposed_is_said_by_its_name_on_one_short_line(
    kind: Kind, value: str, said: str
) -> None:
    proposal = propose(Choice(kind=kind, mention_ids=("a", "b"), value=value))
    review = rows_of(state_of(proposal))[0].review
    assert review.startswith(f"Ada proposed {said}")
    assert len(review) < 150


def test_a_row_whose_tag_was_split_asks_by_name_which_it_is_to_be() -> None:
    change = VocabularyChange(
        action=Action.SPLIT, scheme=Scheme.TAG, key="money", into=("donors", "fees")
    )
    state = state_of((Kind.TAGS, "a b", "money"), (Kind.VOCABULARY, "", change_to_json(change)))
    assert rows_of(state)[0].review == "decide the tags again: Donors or fees"


@pytest.mark.parametrize(
    ("kind", "scheme", "what"),
    [(Kind.CATEGORY, Scheme.CATEGORY, "category"), (Kind.TAGS, Scheme.TAG, "tag")],
)
def test_a_row_says_what_was_retired_from_it_until_somebody_decides_again(
    kind: Kind, scheme: Scheme, what: str
) -> None:
    change = VocabularyChange(action=Action.RETIRE, scheme=scheme, key="old")
    retired = [(kind, "a b", "old"), (Kind.VOCABULARY, "", change_to_json(change))]
    row, other = rows_of(state_of(*retired))
    assert (row.review, other.review) == (f"the {what} “old”, which was decided, was retired", "")
    assert rows_of(state_of(*retired, (kind, "a b", "")))[0].review == ""


def test_what_was_decided_of_one_mention_holds_for_its_whole_row_the_last_first() -> None:
    row, _ = rows_of(state_of((Kind.STATUS, "b", "completed"), (Kind.STATUS, "a", "ongoing")))
    assert row.status == "ongoing"


def test_decided_fields_are_named_in_one_order_whenever_they_were_decided() -> None:
    log = [(kind, "a", EVERY_FIELD[kind][1]) for kind in reversed(FIELDS)]
    assert rows_of(state_of(*log))[0].decided == tuple(kind.value for kind in FIELDS)


def test_rows_that_became_one_and_had_decided_otherwise_are_a_conflict() -> None:
    state = state_of((Kind.STATUS, "a", "ongoing"), (Kind.STATUS, "b", "completed"))
    (conflict,) = find_conflicts(rows_of(state), (), state, names=NAMES)
    assert (conflict.rows, conflict.field) == ("R-0001", "status")
    said = "“ongoing” by Ada (decision 1); “completed” by Ada (decision 2)"
    assert said in conflict.reason


@pytest.mark.parametrize(
    "log",
    [
        [(Kind.STATUS, "a", "ongoing"), (Kind.STATUS, "b", "ongoing")],
        [(Kind.STATUS, "a", "ongoing"), (Kind.STATUS, "a b", "completed")],
        [(Kind.STATUS, "a b", "ongoing"), (Kind.COST, "b", "Y")],
        [(Kind.STATUS, "a b", "ongoing"), (Kind.STATUS, "c", "completed")],
        [(Kind.STATUS, "a", "ongoing"), (Kind.STATUS, "gone", "completed")],
    ],
)
def test_what_agrees_or_was_decided_for_the_whole_row_since_is_no_conflict(
    log: list[object],
) -> None:
    state = state_of(*log)
    assert find_conflicts(rows_of(state), (), state, names=NAMES) == []


def test_a_conflict_ends_when_one_of_the_two_is_undone() -> None:
    state = state_of(
        (Kind.STATUS, "a", "ongoing"), (Kind.STATUS, "b", "completed"), (Kind.UNDO, "", "k1")
    )
    assert find_conflicts(rows_of(state), (), state, names=NAMES) == []


def test_a_conflict_of_categories_says_their_names() -> None:
    state = state_of((Kind.CATEGORY, "a", "funding"), (Kind.CATEGORY, "b", "linkages"))
    (conflict,) = find_conflicts(rows_of(state), (), state, names=NAMES)
    assert "“Funding of the harbour” by Ada (decision 1)" in conflict.reason
    assert "“Linking harbours” by Ada (decision 2)" in conflict.reason


def test_a_conflict_of_two_rows_names_the_decisions_that_make_it() -> None:
    state = state_of(
        (Kind.SAME, "a b"),
        (Kind.SAME, "b old"),
        keep_apart(Kind.DIFFERENT, ("older",), ("a",)),
        keep_apart(Kind.SPLIT, ("d",), ("a", "b")),
        (Kind.CARRIED, "old c"),
        (Kind.CARRIED, "older c"),
    )
    (conflict,) = find_conflicts(rows_of(state), [("b", "c")], state, names=NAMES)
    assert "the same (decision 2)" in conflict.reason
    assert "apart (decision 3)" in conflict.reason


def test_mentions_that_must_and_cannot_be_one_are_one_conflict_of_their_rows() -> None:
    conflicts = find_conflicts(
        rows_of(state_of()), [("c", "a"), ("b", "c")], state_of(), names=NAMES
    )
    assert [(one.rows, one.field) for one in conflicts] == [("R-0001|R-0002", "same")]
    assert "stay apart" in conflicts[0].reason
    assert isinstance(conflicts[0], Conflict)


def test_rows_of_a_conflict_stand_in_the_order_of_the_table_not_of_their_numbers() -> None:
    rows = rows_of(state_of(), numbers=(10_000, 9_999))
    (conflict,) = find_conflicts(rows, [("a", "c")], state_of(), names=NAMES)
    assert conflict.rows == "R-10000|R-9999"
