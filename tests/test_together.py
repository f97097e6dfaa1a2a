"""Deciding together: where a proposal stands follows from its votes, the rule and the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import DecidingSettings, Rule
from pipeline.decisions.log import (
    VOTES,
    Choice,
    Decision,
    Kind,
    Verdict,
    keep_apart,
    propose,
    read_value,
    write_value,
)
from pipeline.decisions.state import OpenProposal, State, fold
from pipeline.decisions.together import (
    Standing,
    close,
    competing,
    describe_proposal,
    describe_standing,
    standing,
    vote,
)
from pipeline.errors import UsageError
from tests.conftest import make_log

CONSENSUS = DecidingSettings(rule=Rule.CONSENSUS)
TWO = DecidingSettings(rule=Rule.AGREEMENTS)
GROUPS = {"Ada": "Civil society", "Ben": "Governments", "Cy": "Governments", "Di": ""}
FIRST = datetime(2025, 3, 1, tzinfo=UTC)
ONGOING = Choice(kind=Kind.STATUS, mention_ids=("a", "b"), value="ongoing")
AGREED, OBJECTED, ABSTAINED = VOTES


def said(*words: tuple[str, Choice]) -> list[Decision]:
    """A log of who said what, a word a day."""
    log = make_log(*(choice for _, choice in words))
    return [
        replace(decision, reviewer=name, decided_at=FIRST + timedelta(days=day))
        for day, ((name, _), decision) in enumerate(zip(words, log, strict=True))
    ]


def word(kind: Kind, note: str = "", *, on: str = "k1") -> Choice:
    return Choice(kind=kind, value=on, note=note)


def voted(*votes: tuple[str, Kind]) -> OpenProposal:
    """Ada's proposal and the votes on it."""
    log = said(("Ada", propose(ONGOING)), *((name, word(k, "too soon")) for name, k in votes))
    (proposal,) = fold(log, moved={}).proposals
    return proposal


def stand(
    proposal: OpenProposal, settings: DecidingSettings = CONSENSUS, *, days: float = 30
) -> Standing:
    return standing(proposal, groups=GROUPS, settings=settings, now=FIRST + timedelta(days=days))


def test_who_proposes_agrees_and_one_person_is_enough_where_one_decides() -> None:
    place = stand(voted(), DecidingSettings())
    assert (place.agreed, place.since, place.missing) == (("Ada",), FIRST, ())


def test_of_so_many_agreements_the_proposer_s_is_one() -> None:
    assert stand(voted(), TWO).missing == ("1 more agreement",)
    assert stand(voted(), replace(TWO, agreements=4)).missing == ("3 more agreements",)
    assert stand(voted(("Ben", AGREED)), TWO).missing == ()


def test_where_agreements_count_an_objection_is_shown_and_does_not_stand_in_the_way() -> None:
    place = stand(voted(("Ben", AGREED), ("Cy", OBJECTED), ("Di", ABSTAINED)), TWO)
    assert place.missing == ()
    assert describe_standing(place) == (
        "agreed: Ada, Ben; objected: Cy (too soon); abstained: Di; "
        "stakeholder groups: Civil society, Governments"
    )


@pytest.mark.parametrize(
    ("days", "missing"),
    [(0, ("open for 14 more days",)), (13.1, ("open for 1 more day",)), (14, ()), (400, ())],
)
def test_consensus_takes_its_days(days: float, missing: tuple[str, ...]) -> None:
    assert stand(voted(("Ben", AGREED)), days=days).missing == missing


def test_consensus_needs_that_nobody_objects_and_two_groups_have_spoken() -> None:
    assert stand(voted(("Di", AGREED))).missing == ("1 more stakeholder group",)
    assert stand(voted(("Ben", ABSTAINED))).missing == ()
    assert stand(voted(("Ben", OBJECTED)), days=9).missing == (
        "objection of Ben: too soon",
        "open for 5 more days",
    )


def test_who_spoke_stands_with_the_group_they_speak_for() -> None:
    place = stand(voted(("Ben", ABSTAINED), ("Di", AGREED), ("Cy", AGREED)))
    assert place.groups == {"Civil society": ("Ada",), "Governments": ("Ben", "Cy")}
    assert place.without_group == ("Di",)


def test_to_undo_is_proposed_in_the_words_that_were_shown() -> None:
    (made,) = make_log(propose(Choice(kind=Kind.UNDO, value="k0", shown="7, Ben: cost “Y”")))
    assert describe_proposal(made, {}) == "Ada proposed to undo 7, Ben: cost “Y”"


def test_an_objection_that_was_taken_back_stands_in_nobody_s_way() -> None:
    place = stand(voted(("Ben", OBJECTED), ("Ben", AGREED)))
    assert (place.agreed, place.objected, place.missing) == (("Ada", "Ben"), {}, ())


def test_who_proposed_can_change_their_mind() -> None:
    place = stand(voted(("Ada", OBJECTED), ("Ben", ABSTAINED)))
    assert place.objected == {"Ada": "too soon"}
    assert place.missing == ("1 more agreement", "objection of Ada: too soon")


@given(
    votes=st.lists(st.tuples(st.sampled_from("Ada Ben Cy Di Eve".split()), st.sampled_from(VOTES))),
    settings=st.sampled_from([DecidingSettings(), TWO, CONSENSUS]),
)
def test_everybody_who_spoke_stands_in_one_place(
    votes: list[tuple[str, Kind]], settings: DecidingSettings
) -> None:
    place = stand(voted(*votes), settings)
    names = [*place.agreed, *place.objected, *place.abstained]
    assert sorted(names) == sorted({"Ada", *(name for name, _ in votes)})
    if settings is CONSENSUS and place.objected:
        assert place.missing


@pytest.mark.parametrize("kind", VOTES)
def test_a_vote_names_the_proposal_and_all_its_mentions(kind: Kind) -> None:
    log = said(("Ada", propose(keep_apart(Kind.DIFFERENT, ("a",), ("b", "c")))))
    (proposal,) = fold(log, moved={}).proposals
    choice = vote(proposal, kind, note="read again")
    assert (choice.kind, choice.value, choice.mention_ids) == (kind, "k1", ("a", "b", "c"))
    assert (choice.note, choice.shown) == ("read again", "Ada proposed different")


def test_an_objection_without_a_reason_is_refused() -> None:
    with pytest.raises(UsageError, match="gives no reason"):
        vote(voted(), Kind.OBJECTED, note=" ")


def test_what_is_no_vote_is_refused() -> None:
    with pytest.raises(UsageError, match="closed: is no vote; write agreed, objected"):
        vote(voted(), Kind.CLOSED)


def test_a_proposal_is_told_with_the_names_of_labels() -> None:
    tagged = propose(Choice(kind=Kind.TAGS, mention_ids=("a",), value="fees|pilots"))
    (made,) = make_log(tagged)
    names = {Kind.TAGS: {"fees": "Harbour fees"}}
    assert describe_proposal(made, names) == "Ada proposed tags “Harbour fees, pilots”"
    (emptied,) = make_log(propose(field("a", "")))
    assert describe_proposal(emptied, names) == "Ada proposed no status"


def test_a_closing_shows_who_had_said_what_and_makes_what_was_proposed_hold() -> None:
    log = said(("Ada", propose(ONGOING)), ("Ben", word(Kind.AGREED)))
    (proposal,) = fold(log, moved={}).proposals
    choice = close(stand(proposal), taken=True, note="as in the minutes")
    assert read_value(choice, Verdict) == Verdict(proposal="k1", taken=True)
    assert choice.mention_ids == ("a", "b")
    assert choice.shown.startswith("Ada proposed status “ongoing”; agreed: Ada, Ben")
    closed = said(*((d.reviewer, d) for d in log), ("Cy", choice))
    state = fold(closed, moved={})
    assert state.fields[Kind.STATUS]["a"].value == "ongoing"
    assert state.proposals == ()


def test_nothing_is_taken_before_the_rule_is_met_but_it_can_be_closed_as_not_taken() -> None:
    place = stand(voted(("Ben", OBJECTED)))
    with pytest.raises(UsageError, match="before this is settled: objection of Ben: too soon"):
        close(place, taken=True)
    assert not read_value(close(place, taken=False), Verdict).taken


def test_time_alone_closes_nothing() -> None:
    log = said(("Ada", propose(ONGOING)), ("Ben", word(Kind.AGREED)))
    state = fold([replace(d, decided_at=FIRST - timedelta(days=4000)) for d in log], moved={})
    assert len(state.proposals) == 1
    assert state.fields[Kind.STATUS] == {}


@pytest.mark.parametrize("taken", [True, False])
def test_votes_on_what_is_closed_change_nothing(taken: bool) -> None:  # noqa: FBT001 (what was said)
    verdict = write_value(Verdict(proposal="k1", taken=taken))
    closed = (("Ada", propose(ONGOING)), ("Cy", Choice(kind=Kind.CLOSED, value=verdict)))
    before = fold(said(*closed), moved={})
    after = fold(said(*closed, ("Ben", word(Kind.OBJECTED, "too late"))), moved={})
    assert (after.fields, after.held, after.proposals) == (before.fields, before.held, ())


def numbers(*choices: Choice) -> list[list[int]]:
    """Numbers of the proposals that stand side by side."""
    state: State = fold(make_log(*map(propose, choices)), moved={"old": "a"})
    return [[one.proposal.number for one in beside] for beside in competing(state)]


def field(names: str, value: str, kind: Kind = Kind.STATUS) -> Choice:
    return Choice(kind=kind, mention_ids=tuple(names.split()), value=value)


def test_proposals_that_want_different_values_of_a_row_stand_side_by_side() -> None:
    assert numbers(
        field("a b", "ongoing"), field("c", "ongoing"), field("b d", "completed"), field("a", "Y")
    ) == [[1, 3, 4], [2]]
    assert numbers(field("a", "ongoing"), field("a", "Y", Kind.COST)) == [[1], [2]]
    assert numbers(field("a", "ongoing"), field("a", "ongoing")) == [[1], [2]]


def test_a_mention_that_another_took_the_place_of_is_that_other() -> None:
    assert numbers(field("old", "ongoing"), field("a", "completed")) == [[1, 2]]


def test_to_bring_together_contradicts_only_what_keeps_the_same_mentions_apart() -> None:
    same = Choice(kind=Kind.SAME, mention_ids=("a", "b"))
    other = Choice(kind=Kind.SAME, mention_ids=("b", "c"))
    related = Choice(kind=Kind.RELATED, mention_ids=("a", "b"))
    apart = keep_apart(Kind.DIFFERENT, ("a", "x"), ("b",))
    split = keep_apart(Kind.SPLIT, ("c",), ("d",))
    assert numbers(same, other, related, apart, split) == [[1, 4], [2], [3], [5]]
    assert numbers(apart, split, same) == [[1, 3], [2]]


@given(st.lists(st.sampled_from([field("a", "1"), field("a b", "2"), field("c", "1")])))
def test_every_open_proposal_stands_somewhere_once(choices: list[Choice]) -> None:
    standing_there = sorted(number for beside in numbers(*choices) for number in beside)
    assert standing_there == list(range(1, len(choices) + 1))
