"""What people say of the rows that the last run showed goes into the log as they meant it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import VOCABULARY, own_or_shipped
from pipeline.decisions.log import (
    ACCEPTABLE,
    FIELDS,
    YES,
    Choice,
    Kind,
    Others,
    names_of,
    read_value,
)
from pipeline.errors import UsageError
from pipeline.last import keep_run, read_run
from pipeline.records import COSTS, STATUSES, Part, Recommendation
from pipeline.reviewing import accept, choose, decide, parse_value
from pipeline.store import locate_store, open_store
from pipeline.suggest.vocabulary import load_vocabulary
from tests.conftest import make_document, make_mention

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.suggest.vocabulary import Vocabulary

ROWS = {"R-0001": ("a", "b", "c"), "R-0002": ("d",), "R-0003": ("e", "f")}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace whose last run showed three rows."""
    rows = [
        Recommendation(
            recommendation_id=name,
            text=names[0],
            part=Part.IMPROVEMENT,
            mentions=tuple(make_mention(f"Text {one}.", mention_id=one) for one in names),
        )
        for name, names in ROWS.items()
    ]
    keep_run(tmp_path, rows, {"d": make_document("x")}, moved={}, decisions=0, orphans=("d",))
    return tmp_path


def chosen(workspace: Path, kind: Kind, *ids: str, value: str = "") -> list[Choice]:
    shipped = load_vocabulary(own_or_shipped(workspace, VOCABULARY))
    return choose(read_run(workspace), shipped, kind, ids, value=value, note="n")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.CATEGORY, "funding", "funding"),
        (Kind.CATEGORY, " Funding of the IGF ", "funding"),
        (Kind.CATEGORY, "FUNDING OF THE IGF", "funding"),
        (Kind.CATEGORY, "", ""),
        (Kind.TAGS, "website, Outreach", "website|outreach"),
        (Kind.TAGS, "website|website;outreach\nwebsite", "website|outreach"),
        (Kind.TAGS, " , ", ""),
        (Kind.PART, "Improvement", "improvement"),
        (Kind.RELEVANT, "NO", "no"),
        (Kind.CONSENSUAL, "yes", "yes"),
        (Kind.CONSENSUAL, "", ""),
        (Kind.COST, "y", "Y"),
        (Kind.STATUS, "To be started", "to be started"),
        (Kind.STATUS, "", "not assessed"),
        (Kind.TEXT, " Said better. ", "Said better."),
        (Kind.RESPONSIBLE, "The MAG; Donors", "The MAG; Donors"),
        (Kind.TARGET_DATE, "by 2030", "by 2030"),
        (Kind.REMARK, "any words | at all", "any words | at all"),
        (Kind.REFERENCE, "R-0002", "R-0002"),
        (Kind.REVIEW, "", ""),
        (Kind.SPAN, " The fees. ", "The fees."),
    ],
)
def test_what_is_written_into_a_field_is_read_as_it_is_meant(
    vocabulary: Vocabulary, kind: Kind, text: str, value: str
) -> None:
    assert parse_value(kind, text, vocabulary) == value


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (Kind.CATEGORY, "fishing", "'fishing' is no category"),
        (Kind.TAGS, "website, fishing", "'fishing' is no tag"),
        (Kind.PART, "both", "improvement, consideration"),
        (Kind.RELEVANT, "perhaps", "yes, no"),
        (Kind.CONSENSUAL, "ja", "yes, no"),
        (Kind.COST, "5 euros", "Y, N"),
        (Kind.STATUS, "done", "completed, ongoing"),
        (Kind.TEXT, " ", "cannot be empty"),
    ],
)
def test_what_a_field_cannot_say_is_refused_with_what_it_can(
    vocabulary: Vocabulary, kind: Kind, text: str, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        parse_value(kind, text, vocabulary)


def test_every_value_that_is_shown_can_be_written_again(vocabulary: Vocabulary) -> None:
    choices = {Kind.COST: COSTS, Kind.STATUS: STATUSES, Kind.PART: tuple(map(str, Part))}
    for kind, known in choices.items():
        assert [parse_value(kind, text, vocabulary) for text in known] == list(known)
    for category in vocabulary.categories:
        assert parse_value(Kind.CATEGORY, category.name, vocabulary) == category.key
    for tag in vocabulary.tags:
        assert parse_value(Kind.TAGS, tag.key, vocabulary) == tag.key


def test_a_field_of_several_rows_is_one_decision_a_row_with_all_its_mentions(
    workspace: Path,
) -> None:
    made = chosen(workspace, Kind.STATUS, "R-0003", "R-0001", value="ongoing")
    assert [(c.kind, c.mention_ids, c.value, c.note) for c in made] == [
        (Kind.STATUS, ("e", "f"), "ongoing", "n"),
        (Kind.STATUS, ("a", "b", "c"), "ongoing", "n"),
    ]


def test_a_field_of_a_mention_is_about_that_mention(workspace: Path) -> None:
    (choice,) = chosen(workspace, Kind.COST, "b", value="Y")
    assert choice.mention_ids == ("b",)


def test_the_same_names_the_mentions_of_both_rows_and_of_three_each_two(workspace: Path) -> None:
    made = chosen(workspace, Kind.SAME, "R-0002", "R-0003", "R-0001")
    assert [c.mention_ids for c in made] == [("d", "e", "f"), ("e", "a", "f", "b", "c")]


def test_the_different_are_kept_apart_each_from_each(workspace: Path) -> None:
    made = chosen(workspace, Kind.DIFFERENT, "R-0002", "R-0003", "R-0001")
    assert [(c.mention_ids, read_value(c, Others).mention_ids) for c in made] == [
        (("d",), ("e", "f")),
        (("d",), ("a", "b", "c")),
        (("e", "f"), ("a", "b", "c")),
    ]


def test_a_split_names_those_that_leave_and_those_that_stay(workspace: Path) -> None:
    (choice,) = chosen(workspace, Kind.SPLIT, "c", "a")
    assert (choice.mention_ids, read_value(choice, Others).mention_ids) == (("c", "a"), ("b",))


@pytest.mark.parametrize("ids", [("a", "b", "c"), ("R-0001",), ("a", "d"), ("d",), ("gone",)])
def test_a_split_that_leaves_nothing_or_is_of_two_rows_is_refused(
    workspace: Path, ids: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError, match="some mentions of one row"):
        chosen(workspace, Kind.SPLIT, *ids)


@pytest.mark.parametrize("kind", [Kind.RELATED, Kind.NOT_SURE])
def test_related_rows_are_one_decision(workspace: Path, kind: Kind) -> None:
    (choice,) = chosen(workspace, kind, "R-0002", "R-0003", value="pays for")
    assert (choice.mention_ids, choice.value) == (("d", "e", "f"), "pays for")


@pytest.mark.parametrize(
    "kind", [Kind.SAME, Kind.DIFFERENT, Kind.RELATED, Kind.NOT_SURE, Kind.CARRIED]
)
def test_what_is_said_of_two_is_refused_of_one(workspace: Path, kind: Kind) -> None:
    with pytest.raises(UsageError, match="two or more"):
        chosen(workspace, kind, "R-0001")


@pytest.mark.parametrize("ids", [("R-0001", "R-0001"), ("R-0001", "b"), ("d", "R-0003", "d")])
@pytest.mark.parametrize("kind", [Kind.SAME, Kind.DIFFERENT])
def test_a_row_is_not_compared_with_itself(
    workspace: Path, kind: Kind, ids: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError, match="one row"):
        chosen(workspace, kind, *ids)


@pytest.mark.parametrize("kind", [Kind.DROPPED, Kind.CARRIED])
def test_a_sentence_that_is_there_is_not_gone(workspace: Path, kind: Kind) -> None:
    with pytest.raises(UsageError, match=r"b: still stands in its document.*relevant no"):
        chosen(workspace, kind, "b", *(["a"] if kind is Kind.CARRIED else []))


@given(
    said=st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(["", "yes", "no", "funding"])),
    decided=st.sets(st.sampled_from(FIELDS)),
)
def test_to_accept_decides_what_is_suggested_and_nothing_that_stands(
    said: dict[Kind, str], decided: set[Kind]
) -> None:
    made = accept(said, decided)
    after = said | made
    assert after[Kind.RELEVANT] == YES
    assert after[Kind.REVIEW] == ""
    for kind, value in made.items():
        suggested = kind in ACCEPTABLE and kind not in decided and said[kind] == value != ""
        assert suggested or said.get(kind) != value
    assert accept(after, decided | made.keys()) == {}


def test_a_target_date_is_no_number_of_days(vocabulary: Vocabulary) -> None:
    assert parse_value(Kind.TARGET_DATE, "2030", vocabulary) == "2030"
    with pytest.raises(UsageError, match=r"'45000' is a number of days.*2030-06-30"):
        parse_value(Kind.TARGET_DATE, "45000", vocabulary)


def test_the_name_of_a_tag_may_hold_what_stands_between_tags(vocabulary: Vocabulary) -> None:
    tags = (replace(vocabulary.tags[0], name="Posts, lamps; piers"), *vocabulary.tags[1:])
    named = replace(vocabulary, tags=tags)
    said = f"{vocabulary.tags[1].name}, posts, lamps; piers"
    keys = f"{vocabulary.tags[1].key}|{vocabulary.tags[0].key}"
    assert parse_value(Kind.TAGS, said, named) == keys


def test_a_mention_is_carried_to_one_other(workspace: Path) -> None:
    (choice,) = chosen(workspace, Kind.CARRIED, "R-0002", "b")
    assert choice.mention_ids == ("d", "b")
    with pytest.raises(UsageError, match="from one mention to another"):
        chosen(workspace, Kind.CARRIED, "R-0002", "R-0001")


@pytest.mark.parametrize(
    "kind",
    [Kind.UNDO, Kind.VOCABULARY, Kind.PROPOSED, Kind.AGREED, Kind.CLOSED, Kind.ADDED],
)
def test_what_no_row_can_be_is_refused_before_it_stands_in_the_log(
    workspace: Path, kind: Kind
) -> None:
    with pytest.raises(UsageError, match="is not said of rows; write same, different"):
        chosen(workspace, kind, "R-0001", "R-0002")


def test_a_decision_keeps_the_mentions_of_both_its_sides_as_they_stand(workspace: Path) -> None:
    choices = chosen(workspace, Kind.DIFFERENT, "R-0002", "R-0003")
    (made,) = decide(workspace, choices, reviewer="Ada")
    with open_store(locate_store(workspace)) as store:
        kept = {snapshot.mention.mention_id for snapshot in store.snapshots()}
        assert store.log() == [made]
    assert kept == set(names_of(made)) == {"d", "e", "f"}


def test_of_several_decisions_none_is_written_where_one_names_what_nobody_has_seen(
    workspace: Path,
) -> None:
    good = Choice(kind=Kind.COST, mention_ids=("a",), value="Y")
    bad = [
        Choice(kind=Kind.COST, mention_ids=("gone",)),
        *chosen(workspace, Kind.DIFFERENT, "d", "lost"),
    ]
    for choice in bad:
        with pytest.raises(UsageError, match="is no mention of the last run"):
            decide(workspace, [good, choice], reviewer="Ada")
    with open_store(locate_store(workspace)) as store:
        assert store.log() == store.snapshots() == []


def test_what_the_log_knows_can_be_decided_on_after_it_went_from_the_last_run(
    workspace: Path,
) -> None:
    choice = Choice(kind=Kind.COST, mention_ids=("a",), value="Y")
    decide(workspace, [choice], reviewer="Ada")
    keep_run(workspace, [], {}, moved={}, decisions=1)
    dropped = Choice(kind=Kind.DROPPED, mention_ids=("a",))
    (made,) = decide(workspace, [dropped], reviewer="Ada")
    assert made.number == 2


def test_what_is_sent_twice_stands_once(workspace: Path) -> None:
    choices = chosen(workspace, Kind.COST, "R-0001", "R-0002", value="N")
    assert len(decide(workspace, choices, reviewer="Ada", keys=["x", "y"])) == 2
    assert decide(workspace, choices, reviewer="Ada", keys=["x", "y"]) == []


def test_without_a_run_there_is_nothing_to_decide_on(tmp_path: Path) -> None:
    for kind in FIELDS:
        with pytest.raises(UsageError, match="stocktake run first"):
            chosen(tmp_path, kind, "R-0001", value="x")
