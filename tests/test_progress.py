"""The record of progress: a pure function of what people said, and it only ever grows."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.log import Choice, Kind, Verdict, propose, write_value
from pipeline.decisions.progress import (
    Assessment,
    Confidence,
    Evidence,
    Indicator,
    Milestone,
    Observation,
    Progress,
    SignOff,
    claim_at,
    finding_at,
    progress,
    status_at,
)
from pipeline.decisions.state import fold
from pipeline.errors import UsageError
from pipeline.records import NOT_ASSESSED, STATUSES
from tests.conftest import make_log
from tests.golden import said

if TYPE_CHECKING:
    from pipeline.decisions.state import State

FIRST = date(2024, 1, 1)
DAYS = st.integers(0, 400).map(lambda days: FIRST + timedelta(days=days))


def assessed(names: str, status: str, on: date = FIRST, **more: object) -> Choice:
    value = Assessment(as_of=on, status=status, **more)  # type: ignore[arg-type] # an assessment's own fields
    return said(Kind.ASSESSED, names, value)


def state_of(*choices: object) -> State:
    return fold(make_log(*choices), moved={})  # type: ignore[arg-type] # choices


def progress_of(*choices: object, names: str = "m") -> Progress:
    """Of one row that has these mentions."""
    return progress(state_of(*choices).effective, {"R-0001": names.split()})["R-0001"]


def status_of(state: State, *names: str) -> str | None:
    decision = state.of_row(Kind.STATUS, names)
    return decision.value if decision else None


def test_what_is_written_is_read_again_with_all_its_parts() -> None:
    value = Assessment(
        as_of=FIRST,
        status="ongoing",
        found="Half of it.",
        claimed="completed",
        statement="“Done”, they say.",
        evidence=Evidence(quotation="q", document="d", page="iv", link="https://example.org"),
        confidence=Confidence.LOW,
    )
    (one,) = progress_of(said(Kind.ASSESSED, "m", value)).assessments
    assert one.value == value
    assert one.decision.reviewer == "Ada"


def test_an_assessment_of_another_program_that_cannot_be_read_says_so() -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        progress_of(said(Kind.ASSESSED, "m", '{"as_of": "some day"}'))


def test_the_status_is_what_was_found_last_by_the_day_not_by_the_log() -> None:
    later = assessed("m", "completed", date(2025, 1, 1))
    earlier = assessed("m", "to be started", date(2024, 6, 1))
    state = state_of(later, earlier)
    assert status_of(state, "m") == "completed"
    assessments = progress_of(later, earlier).assessments
    assert [one.value.status for one in assessments] == ["to be started", "completed"]
    assert status_at(assessments, date(2024, 5, 31)) == NOT_ASSESSED
    assert status_at(assessments, date(2024, 6, 1)) == "to be started"


def test_of_two_on_one_day_the_one_written_last_holds() -> None:
    two = assessed("m", "completed"), assessed("m", "ongoing")
    assert status_of(state_of(*two), "m") == "ongoing"
    assert status_at(progress_of(*two).assessments, FIRST) == "ongoing"


def test_a_claim_alone_does_not_change_what_was_found() -> None:
    found = assessed("m", "ongoing")
    claim = assessed("m", "", date(2024, 3, 1), claimed="completed")
    assert status_of(state_of(found, claim), "m") == "ongoing"
    assert status_of(state_of(claim), "m") is None
    record = progress_of(found, claim).assessments
    finding, claimed = finding_at(record, date.max), claim_at(record, date.max)
    assert finding is not None
    assert claimed is not None
    assert (finding.value.status, claimed.value.claimed) == ("ongoing", "completed")


def test_a_status_by_itself_is_an_assessment_of_the_day_on_which_it_was_decided() -> None:
    decided = Choice(kind=Kind.STATUS, mention_ids=("m",), value="ongoing")
    (one,) = progress_of(decided).assessments
    assert one.value == Assessment(as_of=date(2025, 3, 1), status="ongoing")
    later = assessed("m", "completed", date(2025, 3, 2))
    before = assessed("m", "to be started", date(2025, 2, 28))
    assert status_of(state_of(later, decided, before), "m") == "completed"
    assert status_of(state_of(before, decided), "m") == "ongoing"


def test_an_assessment_that_was_taken_back_is_not_in_the_record() -> None:
    undo = Choice(kind=Kind.UNDO, mention_ids=("m",), value="k2")
    choices = assessed("m", "ongoing"), assessed("m", "completed", date(2025, 1, 1)), undo
    assert [one.value.status for one in progress_of(*choices).assessments] == ["ongoing"]
    assert status_of(state_of(*choices), "m") == "ongoing"


def test_rows_that_became_one_have_both_records_and_the_later_status() -> None:
    choices = assessed("a", "completed", date(2025, 1, 1)), assessed("b", "ongoing")
    assert status_of(state_of(*choices), "a", "b") == "completed"
    assert len(progress_of(*choices, names="a b").assessments) == 2


def test_what_was_said_of_a_row_is_said_once_of_it() -> None:
    assert len(progress_of(assessed("a b", "ongoing"), names="a b").assessments) == 1


def test_a_row_that_was_assessed_stays_together() -> None:
    assert state_of(assessed("b a", "ongoing")).held == (("a", "b"),)


def test_a_group_can_assess_by_a_proposal_that_is_taken() -> None:
    proposal = propose(assessed("m", "completed"))
    closing = write_value(Verdict(proposal="k1", taken=True))
    closed = Choice(kind=Kind.CLOSED, value=closing)
    assert status_of(state_of(proposal), "m") is None
    assert status_of(state_of(proposal, closed), "m") == "completed"


def test_a_mention_that_was_revised_keeps_its_record() -> None:
    log = make_log(assessed("old", "ongoing"))
    state = fold(log, moved={"old": "new"})
    assert status_of(state, "new") == "ongoing"
    assert len(progress(state.effective, {"R": ("new",)})["R"].assessments) == 1


def test_a_later_milestone_of_the_name_revises_it_and_the_first_day_is_kept() -> None:
    record = progress_of(
        said(Kind.MILESTONE, "m", Milestone(name="Draft", due=FIRST, owner="Pilots")),
        said(Kind.MILESTONE, "m", Milestone(name="Final", due=date(2025, 1, 1))),
        said(Kind.MILESTONE, "m", Milestone(name="Draft", due=date(2024, 5, 1))),
        said(Kind.SIGNED_OFF, "m", SignOff(milestone="Draft", on=date(2024, 4, 30))),
    )
    draft, final = record.milestones
    assert draft.milestone == Milestone(name="Draft", due=date(2024, 5, 1), owner="Pilots")
    assert draft.first_due == FIRST
    assert [one.decision.reviewer for one in draft.sign_offs] == ["Ada"]
    assert final.sign_offs == ()


def test_a_later_indicator_of_the_name_changes_what_it_names() -> None:
    whole = Indicator(name="I", unit="a year", baseline=Decimal("1.50"), target=Decimal(9))
    record = progress_of(
        said(Kind.INDICATOR, "m", whole),
        said(Kind.INDICATOR, "m", Indicator(name="I", target=Decimal(0))),
        said(Kind.OBSERVED, "m", Observation(indicator="I", on=date(2025, 1, 1), value=Decimal(3))),
        said(Kind.OBSERVED, "m", Observation(indicator="I", on=FIRST, value=Decimal(2))),
    )
    (known,) = record.indicators
    assert known.indicator == Indicator(
        name="I", unit="a year", baseline=Decimal("1.50"), target=Decimal(0)
    )
    assert [one.value.value for one in known.observations] == [2, 3]


def test_target_dates_and_next_steps_are_part_of_the_record() -> None:
    record = progress_of(
        (Kind.TARGET_DATE, "m", "2025"),
        (Kind.TARGET_DATE, "m", "2026"),
        (Kind.NEXT_STEP, "m", "Ask."),
        (Kind.NEXT_STEP, "m", "Ask again."),
        (Kind.COST, "m", "Y"),
    )
    assert [decision.value for decision in record.targets] == ["2025", "2026"]
    assert record.next_step is not None
    assert record.next_step.value == "Ask again."


def test_a_row_of_which_nothing_was_said_has_an_empty_record() -> None:
    assert progress_of((Kind.COST, "m", "Y")) == Progress()


@given(st.lists(st.tuples(st.sampled_from([*STATUSES, ""]), DAYS), max_size=8), DAYS)
def test_the_status_on_a_day_is_that_of_the_record_up_to_it(
    found: list[tuple[str, date]], day: date
) -> None:
    choices = [assessed("m", status, on, claimed="ongoing") for status, on in found]
    until = [choice for choice, (_, on) in zip(choices, found, strict=True) if on <= day]
    now = status_at(progress_of(*choices).assessments, day)
    assert now == (status_of(state_of(*until), "m") or NOT_ASSESSED)


@given(st.lists(st.tuples(st.sampled_from(STATUSES), DAYS), min_size=1, max_size=8))
def test_a_record_never_loses_an_assessment(found: list[tuple[str, date]]) -> None:
    choices = [assessed("m", status, on) for status, on in found]
    record = progress_of(*choices).assessments
    assert sorted(one.decision.number for one in record) == list(range(1, len(found) + 1))
    days = [one.value.as_of for one in record]
    assert days == sorted(days)


def test_the_day_of_a_status_is_that_of_universal_time() -> None:
    (decision,) = make_log((Kind.STATUS, "m", "ongoing"))
    assert decision.decided_at == datetime(2025, 3, 1, tzinfo=UTC)
    assert progress([decision], {"R": ("m",)})["R"].assessments[0].value.as_of == date(2025, 3, 1)
