"""What holds now follows from the log and from nothing else."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.log import (
    FIELDS,
    Choice,
    Kind,
    Others,
    Verdict,
    keep_apart,
    names_of,
    propose,
    read_value,
    write_value,
)
from pipeline.decisions.state import Related, State, fold, is_relevant
from tests.conftest import make_log

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.decisions.log import Decision


def state_of(
    *choices: Choice | tuple[object, ...], moved: Mapping[str, str] | None = None
) -> State:
    return fold(make_log(*choices), moved=moved or {})


def apart(one: str, other: str, kind: Kind = Kind.DIFFERENT) -> Choice:
    """Mentions, named by one letter each, on two sides."""
    return keep_apart(kind, tuple(one), tuple(other))


def closed(key: str, *, taken: bool) -> Choice:
    return Choice(kind=Kind.CLOSED, value=write_value(Verdict(proposal=key, taken=taken)))


def values(state: State, kind: Kind) -> dict[str, str]:
    return {name: decision.value for name, decision in state.fields[kind].items()}


_names = st.sampled_from("abcdefgh")
_rows = st.lists(_names, min_size=1, max_size=4, unique=True).map(tuple)
_pairs = st.lists(_names, min_size=2, max_size=2, unique=True).map(tuple)


@st.composite
def _sides(draw: st.DrawFn) -> Choice:
    names = draw(st.lists(_names, min_size=2, max_size=5, unique=True))
    cut = draw(st.integers(1, len(names) - 1))
    kind = draw(st.sampled_from([Kind.DIFFERENT, Kind.SPLIT]))
    return keep_apart(kind, tuple(names[:cut]), tuple(names[cut:]))


_single = (
    st.builds(
        Choice,
        kind=st.sampled_from([kind for kind in FIELDS if kind not in (Kind.CATEGORY, Kind.TAGS)]),
        mention_ids=_rows,
        value=st.sampled_from(["yes", "no", ""]),
    )
    | st.builds(Choice, kind=st.just(Kind.SAME), mention_ids=_pairs)
    | st.builds(Choice, kind=st.sampled_from([Kind.RELATED, Kind.NOT_SURE]), mention_ids=_pairs)
    | st.builds(Choice, kind=st.sampled_from([Kind.DROPPED, Kind.ADDED]), mention_ids=_rows)
    | _sides()
)
_choices = (
    _single
    | st.builds(Choice, kind=st.just(Kind.CARRIED), mention_ids=_pairs)
    | _single.map(propose)
    | st.builds(Choice, kind=st.just(Kind.UNDO), value=st.integers(1, 12).map("k{}".format)).map(
        propose
    )
    | st.builds(Choice, kind=st.just(Kind.UNDO), value=st.integers(1, 12).map("k{}".format))
    | st.builds(
        Choice,
        kind=st.sampled_from([Kind.AGREED, Kind.OBJECTED]),
        value=st.integers(1, 12).map("k{}".format),
    )
    | st.builds(closed, st.integers(1, 12).map("k{}".format), taken=st.booleans())
)


@st.composite
def logs(draw: st.DrawFn) -> list[Decision]:
    """Logs of which an undo only names what stands before it."""
    log: list[Decision] = []
    for decision in make_log(*draw(st.lists(_choices, max_size=12))):
        if decision.kind is not Kind.UNDO or decision.value in {before.key for before in log}:
            log.append(decision)
    return log


def undo(key: str, number: int) -> Decision:
    """An undoing that stands far behind all that was drawn."""
    (made,) = make_log(Choice(kind=Kind.UNDO, value=key))
    return replace(made, key=f"undo {number}", number=1000 + number)


def undo_together(key: str, *, taken: bool) -> list[Decision]:
    """A proposal to undo, and its closing, behind all that was drawn."""
    made = make_log(propose(Choice(kind=Kind.UNDO, value=key)), closed("together", taken=taken))
    return [
        replace(one, key=name, number=2000 + place)
        for place, (one, name) in enumerate(zip(made, ("together", "closing"), strict=True))
    ]


moves = st.dictionaries(_names, _names, max_size=3)


@given(logs(), moves)
def test_the_same_log_gives_the_same_state(log: list[Decision], moved: dict[str, str]) -> None:
    again = fold([replace(d) for d in log], moved=dict(reversed(list(moved.items()))))
    assert fold(log, moved=moved) == again


@given(logs(), moves)
def test_who_decided_and_when_changes_nothing_but_the_names(
    log: list[Decision], moved: dict[str, str]
) -> None:
    later = [replace(d, decided_at=d.decided_at.replace(year=2031), note="n") for d in log]
    one, other = fold(log, moved=moved), fold(later, moved=moved)
    for field in ("must", "cannot", "held", "related", "dropped", "carried", "named"):
        assert getattr(one, field) == getattr(other, field)


@given(logs())
def test_to_undo_everything_gives_the_empty_state(log: list[Decision]) -> None:
    undone = [undo(decision.key, number) for number, decision in enumerate(reversed(log))]
    assert fold([*log, *undone], moved={}) == fold([], moved={})


@given(logs(), st.data())
def test_an_undo_that_is_undone_changes_nothing(log: list[Decision], data: st.DataObject) -> None:
    if not log:
        return
    target = data.draw(st.sampled_from(log))
    assert fold([*log, undo(target.key, 0), undo("undo 0", 1)], moved={}) == fold(log, moved={})


@given(logs(), st.data(), moves)
def test_an_undo_that_the_group_took_is_as_one_that_somebody_made(
    log: list[Decision], data: st.DataObject, moved: dict[str, str]
) -> None:
    if not log:
        return
    key = data.draw(st.sampled_from(log)).key
    alone = fold([*log, undo(key, 0)], moved=moved)
    together = fold([*log, *undo_together(key, taken=True)], moved=moved)
    assert replace(together, history=alone.history) == alone
    again = [*log, *undo_together(key, taken=True), undo("closing", 1), undo("together", 2)]
    assert fold(again, moved=moved) == fold(log, moved=moved)


@given(logs(), st.data())
def test_an_undo_that_is_only_proposed_or_was_not_taken_changes_nothing(
    log: list[Decision], data: st.DataObject
) -> None:
    if not log:
        return
    key = data.draw(st.sampled_from(log)).key
    proposed, closing = undo_together(key, taken=False)
    before = fold(log, moved={})
    for more in (
        [proposed],
        [proposed, closing],
        [proposed, undo("together", 0), *undo_together(key, taken=True)[1:]],
    ):
        after = fold([*log, *more], moved={})
        same = {"history": before.history, "proposals": before.proposals}
        assert replace(after, **same) == before


def test_only_what_stood_when_it_was_proposed_is_undone() -> None:
    proposed = propose(Choice(kind=Kind.UNDO, value="k2"))
    state = state_of(proposed, (Kind.COST, "a", "Y"), closed("k1", taken=True))
    assert values(state, Kind.COST) == {"a": "Y"}


@given(st.lists(_single, max_size=10))
def test_every_pair_of_a_standing_decision_is_there(choices: list[Choice]) -> None:
    state = state_of(*choices)
    for choice in choices:
        if choice.kind is Kind.SAME:
            assert tuple(sorted(choice.mention_ids)) in state.must
        if choice.kind in (Kind.DIFFERENT, Kind.SPLIT):
            others = read_value(choice, Others).mention_ids
            pairs = itertools.product(choice.mention_ids, others)
            assert {tuple(sorted(pair)) for pair in pairs} <= state.cannot
        assert set(names_of(choice)) <= state.named


@given(logs(), moves)
def test_held_rows_share_no_mention_and_hold_none_that_must_be_apart(
    log: list[Decision], moved: dict[str, str]
) -> None:
    state = fold(log, moved=moved)
    names = list(itertools.chain(*state.held))
    assert len(set(names)) == len(names)
    for row in state.held:
        assert not {tuple(sorted(pair)) for pair in itertools.combinations(row, 2)} & state.cannot
    decided = {name for by_mention in state.fields.values() for name in by_mention}
    assert decided <= set(names)


@given(logs(), moves)
def test_all_pairs_are_ordered_and_of_two(log: list[Decision], moved: dict[str, str]) -> None:
    state = fold(log, moved=moved)
    assert all(one < other for one, other in state.must | state.cannot)


@given(logs(), moves)
def test_no_decision_names_a_mention_that_another_took_the_place_of(
    log: list[Decision], moved: dict[str, str]
) -> None:
    state = fold(log, moved=moved)
    gone = {
        name for name, now in state.carried.items() if state.carried.get(now, now) == now != name
    }
    named = {*itertools.chain(*state.must, *state.cannot, *state.held), *state.named}
    assert not gone & named


def test_an_empty_log_says_nothing() -> None:
    state = state_of()
    by_kind = {"fields": state.fields, "choices": state.choices, "retired": state.retired}
    assert state == replace(State(), **by_kind)
    assert not any(any(found.values()) for found in by_kind.values())


def test_of_a_field_the_last_decision_about_each_mention_holds() -> None:
    state = state_of(
        (Kind.STATUS, "a b", "ongoing"), (Kind.STATUS, "b c", "completed"), (Kind.COST, "a", "Y")
    )
    assert values(state, Kind.STATUS) == {"a": "ongoing", "b": "completed", "c": "completed"}
    assert values(state, Kind.COST) == {"a": "Y"}


def test_of_a_row_the_last_decision_about_any_of_its_mentions_holds() -> None:
    state = state_of((Kind.STATUS, "a b", "ongoing"), (Kind.STATUS, "c", "completed"))
    found = state.of_row(Kind.STATUS, ["a", "b", "c"])
    assert found is not None
    assert (found.number, found.value) == (2, "completed")
    assert state.of_row(Kind.STATUS, ["d"]) is None
    assert state.of_row(Kind.COST, ["a"]) is None


def test_a_field_that_was_emptied_is_decided() -> None:
    state = state_of((Kind.COST, "a", "Y"), (Kind.COST, "a", ""))
    assert values(state, Kind.COST) == {"a": ""}


def test_after_an_undo_what_was_decided_before_holds_again() -> None:
    log = [(Kind.STATUS, "a", "ongoing"), (Kind.STATUS, "a", "completed"), (Kind.UNDO, "a", "k2")]
    assert values(state_of(*log), Kind.STATUS) == {"a": "ongoing"}
    assert values(state_of(*log, (Kind.UNDO, "a", "k3")), Kind.STATUS) == {"a": "completed"}


def test_a_mention_of_which_all_was_undone_is_not_named() -> None:
    state = state_of((Kind.STATUS, "a", "ongoing"), apart("b", "c"), (Kind.UNDO, "a", "k1"))
    assert state.named == {"b", "c"}
    assert state.held == ()


def test_rows_of_which_a_field_was_decided_are_held_together_where_they_share_a_mention() -> None:
    state = state_of(
        (Kind.COST, "a b", "Y"), (Kind.COST, "d e", "Y"), (Kind.STATUS, "b c", "ongoing")
    )
    assert state.held == (("a", "b", "c"), ("d", "e"))


def test_what_is_only_the_same_or_different_is_not_held() -> None:
    assert state_of((Kind.SAME, "a b"), apart("c", "d")).held == ()


def test_a_held_row_is_parted_where_it_was_split() -> None:
    state = state_of((Kind.COST, "a b c d", "Y"), apart("bd", "ac", Kind.SPLIT))
    assert state.held == (("a", "c"), ("b", "d"))
    assert values(state, Kind.COST) == dict.fromkeys("abcd", "Y")


def test_the_same_of_several_ties_them_all_together() -> None:
    assert state_of((Kind.SAME, "c a b")).must == {("a", "b"), ("b", "c")}


def test_related_rows_are_told_pair_by_pair_with_how() -> None:
    state = state_of((Kind.RELATED, "b a", "pays for"))
    assert state.related == (Related(left="a", right="b", how="pays for"),)


def test_the_right_words_of_a_mention_are_the_last() -> None:
    state = state_of((Kind.SPAN, "a", "The fees."), (Kind.SPAN, "a", "All fees."))
    assert state.spans == {"a": "All fees."}


@pytest.mark.parametrize(
    ("said", "relevant"), [([], True), (["no"], False), (["no", "yes"], True), (["no", ""], True)]
)
def test_a_row_is_in_the_table_unless_it_was_removed(said: list[str], relevant: bool) -> None:  # noqa: FBT001 (what is expected)
    state = state_of(*[(Kind.RELEVANT, "a", value) for value in said])
    assert is_relevant(state, ["a", "b"]) is relevant


def test_decisions_follow_a_mention_over_as_many_versions_as_there_were() -> None:
    state = state_of(
        (Kind.COST, "a", "Y"), (Kind.CARRIED, "b c"), apart("d", "a"), moved={"a": "b", "c": "e"}
    )
    assert values(state, Kind.COST) == {"e": "Y"}
    assert state.cannot == {("d", "e")}
    assert state.carried == {"a": "e", "b": "e", "c": "e"}
    assert {"d", "e"} <= state.named
    assert not {"a", "b", "c"} & state.named


def test_what_a_person_says_of_a_mention_that_went_counts_more_than_likeness() -> None:
    state = state_of((Kind.COST, "a", "Y"), (Kind.CARRIED, "a b"), moved={"a": "c"})
    assert values(state, Kind.COST) == {"b": "Y"}


def test_what_was_carried_goes_back_when_that_is_undone() -> None:
    state = state_of((Kind.COST, "a", "Y"), (Kind.CARRIED, "a b"), (Kind.UNDO, "a", "k2"))
    assert values(state, Kind.COST) == {"a": "Y"}
    assert state.carried == {}


def test_mentions_carried_in_a_circle_end_somewhere_and_lose_nothing() -> None:
    state = state_of((Kind.COST, "a b c", "Y"), (Kind.CARRIED, "a b"), (Kind.CARRIED, "b c"),
                     (Kind.CARRIED, "c a"))  # fmt: skip
    assert set(values(state, Kind.COST).values()) == {"Y"}
    assert state.carried.keys() == {"a", "b", "c"}


@pytest.mark.parametrize(
    ("said", "carried", "dropped"),
    [
        ([(Kind.DROPPED, "a b"), (Kind.CARRIED, "a c")], {"a": "c"}, {"b"}),
        ([(Kind.CARRIED, "a c"), (Kind.DROPPED, "a b")], {}, {"a", "b"}),
        ([(Kind.DROPPED, "a"), (Kind.CARRIED, "a c")], {"a": "c"}, set()),
        ([(Kind.CARRIED, "a c"), (Kind.CARRIED, "a d")], {"a": "d"}, set()),
    ],
)
def test_of_a_mention_that_went_what_was_said_last_holds(
    said: list[tuple[object, ...]], carried: dict[str, str], dropped: set[str]
) -> None:
    before = [(Kind.STATUS, "a", "ongoing"), said[0]]
    state = state_of(*before, said[1])
    assert (state.carried, state.dropped) == (carried, dropped)
    assert values(state, Kind.STATUS) == {carried.get("a", "a"): "ongoing"}
    assert state_of(*before, said[1], (Kind.UNDO, "", "k3")) == state_of(*before)


def test_two_mentions_that_became_one_are_not_kept_apart_from_themselves() -> None:
    state = state_of(apart("a", "b"), (Kind.SAME, "a b"), moved={"a": "b"})
    assert state.cannot == state.must == frozenset()


def test_a_proposal_holds_once_it_is_closed_and_taken() -> None:
    choice = Choice(kind=Kind.STATUS, mention_ids=("a", "b"), value="ongoing")
    assert values(state_of(propose(choice)), Kind.STATUS) == {}
    state = state_of(propose(choice), closed("k1", taken=True))
    assert values(state, Kind.STATUS) == {"a": "ongoing", "b": "ongoing"}
    assert state.held == (("a", "b"),)
    assert state.fields[Kind.STATUS]["a"].number == 2
    assert state.proposals == ()


def test_a_proposal_that_was_not_taken_changes_nothing_and_is_not_open() -> None:
    state = state_of(propose(apart("a", "b")), closed("k1", taken=False))
    assert (state.cannot, state.proposals) == (frozenset(), ())


def test_a_proposal_that_keeps_apart_names_both_sides() -> None:
    state = state_of(propose(apart("a", "bc")), closed("k1", taken=True))
    assert state.cannot == {("a", "b"), ("a", "c")}
    assert {"a", "b", "c"} <= state.named


def test_a_mention_carried_by_a_group_is_carried() -> None:
    proposal = propose(Choice(kind=Kind.CARRIED, mention_ids=("a", "b")))
    state = state_of((Kind.COST, "a", "Y"), proposal, closed("k2", taken=True))
    assert values(state, Kind.COST) == {"b": "Y"}


def test_an_open_proposal_has_each_reviewer_s_last_vote() -> None:
    log = make_log(
        propose(Choice(kind=Kind.COST, mention_ids=("a",), value="Y")),
        *[Choice(kind=kind, value="k1") for kind in (Kind.AGREED, Kind.OBJECTED, Kind.ABSTAINED)],
    )
    log[2] = replace(log[2], reviewer="Bo")
    (open_one,) = fold(log, moved={}).proposals
    assert open_one.proposal == log[0]
    assert {(v.reviewer, v.kind) for v in open_one.votes} == {
        ("Ada", Kind.ABSTAINED),
        ("Bo", Kind.OBJECTED),
    }


def test_a_closed_proposal_is_open_again_when_the_closing_is_undone() -> None:
    proposal = propose(Choice(kind=Kind.COST, mention_ids=("a",), value="Y"))
    state = state_of(proposal, closed("k1", taken=True), (Kind.UNDO, "", "k2"))
    assert len(state.proposals) == 1
    assert values(state, Kind.COST) == {}


def test_a_proposal_that_is_undone_cannot_be_closed() -> None:
    proposal = propose(Choice(kind=Kind.COST, mention_ids=("a",), value="Y"))
    state = state_of(proposal, (Kind.UNDO, "", "k1"), closed("k1", taken=True))
    assert (state.proposals, values(state, Kind.COST)) == ((), {})
