"""The records of the log: what is written is read again, and what cannot be read is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.log import (
    FIELDS,
    Choice,
    Kind,
    Others,
    Proposal,
    Verdict,
    bring_together,
    compared,
    keep_apart,
    names_of,
    propose,
    read_snapshot,
    read_value,
    to_json_line,
    write_snapshot,
    write_value,
)
from pipeline.errors import UsageError
from pipeline.records import Source
from tests import strategies
from tests.conftest import make_log, make_mention, make_snapshot

words = st.text(st.characters(exclude_categories=["Cs"]))
values = (
    st.builds(Proposal, kind=st.sampled_from(Kind), value=words)
    | st.builds(Verdict, proposal=words, taken=st.booleans())
    | st.builds(Others, mention_ids=st.lists(words).map(tuple))
)


@given(values)
def test_a_value_that_is_written_is_read_again(value: Proposal | Verdict | Others) -> None:
    choice = Choice(kind=Kind.CLOSED, value=write_value(value))
    assert read_value(choice, type(value)) == value


@pytest.mark.parametrize("value", ["", "no JSON", "{}", '{"proposal": 3, "taken": true}', "[]"])
def test_a_value_of_another_program_is_an_error_that_names_it(value: str) -> None:
    choice = Choice(kind=Kind.CLOSED, mention_ids=("m7",), value=value)
    with pytest.raises(UsageError, match=r"'closed' on m7.*another program"):
        read_value(choice, Verdict)


def test_a_snapshot_comes_back_whole_and_names_no_folder_of_one_machine() -> None:
    mention = make_mention("“Fees”\n= 5", page=3, actors=("The MAG",))
    snapshot = make_snapshot(mention, before="Lamps.", after="")
    deep = Source(document_id="d", path=Path("/somewhere/deep/d.txt"), other=(("a", "b"),))
    written = write_snapshot(type(snapshot)(mention=mention, source=deep, before="", after=""))
    assert "somewhere" not in written
    assert read_snapshot(written).source.path == Path("d.txt")
    assert read_snapshot(written).source.other == (("a", "b"),)
    assert read_snapshot(write_snapshot(snapshot)) == snapshot


@given(strategies.mentions)
def test_every_mention_survives_its_snapshot(mention: object) -> None:
    source = Source(document_id="d", path=Path("d.txt"))
    snapshot = make_snapshot(make_mention("Fees."))
    snapshot = type(snapshot)(mention=mention, source=source, before="", after="")
    assert read_snapshot(write_snapshot(snapshot)) == snapshot


@pytest.mark.parametrize("contents", ["", "{}", '{"mention": {}}', "no JSON"])
def test_a_snapshot_of_another_program_is_an_error(contents: str) -> None:
    with pytest.raises(UsageError, match="another program"):
        read_snapshot(contents)


def test_a_decision_for_programs_is_one_line_with_every_field_by_its_name() -> None:
    (decision,) = make_log((Kind.REMARK, "m1 m2", "first\nsecond “Ünï”"))
    line = to_json_line(decision)
    assert "\n" not in line
    read = json.loads(line)
    assert read.keys() == {*type(decision).__slots__, *Choice.__slots__}
    assert (read["kind"], read["mention_ids"]) == ("remark", ["m1", "m2"])
    assert read["value"] == "first\nsecond “Ünï”"
    assert read["decided_at"].startswith("2025-03-01T00:00:00")


def test_rows_that_are_the_same_are_named_with_the_two_that_were_compared_first() -> None:
    choice = bring_together(("b", "c"), ("a", "d"), note="said twice")
    assert (choice.kind, choice.mention_ids) == (Kind.SAME, ("b", "a", "c", "d"))
    assert (choice.value, choice.note) == ("", "said twice")
    assert compared(choice) == ("b", "a")


@pytest.mark.parametrize("kind", [Kind.DIFFERENT, Kind.SPLIT])
def test_what_is_kept_apart_names_both_sides(kind: Kind) -> None:
    choice = keep_apart(kind, ("b", "c"), ("a",), shown="both rows")
    assert (choice.mention_ids, choice.shown) == (("b", "c"), "both rows")
    assert read_value(choice, Others).mention_ids == ("a",)
    assert names_of(choice) == ("b", "c", "a")


def test_only_the_same_and_the_different_compare_two_mentions() -> None:
    assert compared(keep_apart(Kind.DIFFERENT, ("b", "c"), ("a", "d"))) == ("b", "a")
    others = [Choice(kind=kind, mention_ids=("a", "b")) for kind in (*FIELDS, Kind.RELATED)]
    assert {compared(choice) for choice in others} == {None}


@pytest.mark.parametrize(
    "choice",
    [
        keep_apart(Kind.DIFFERENT, ("b",), ("a", "c"), note="n"),
        Choice(kind=Kind.STATUS, mention_ids=("b", "a", "c"), value="ongoing", note="n"),
    ],
)
def test_a_proposal_has_all_that_its_choice_has(choice: Choice) -> None:
    proposed = propose(choice)
    inner = read_value(proposed, Proposal)
    assert proposed.kind is Kind.PROPOSED
    assert (inner.kind, inner.value) == (choice.kind, choice.value)
    assert (proposed.mention_ids, proposed.note) == (choice.mention_ids, choice.note)
    assert names_of(proposed) == names_of(choice) == ("b", "a", "c")
