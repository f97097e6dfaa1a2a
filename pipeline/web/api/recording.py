"""What programs record of how far rows are carried out. Not annotated lazily, for FastAPI."""
# The row that a path names is taken by a dependency.
# ruff: noqa: FAST003

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends
from pydantic import Field

from pipeline.board import Row
from pipeline.decisions.log import Kind
from pipeline.reporting.entering import Report, choose_progress
from pipeline.reporting.recording import sets_status
from pipeline.web.api.answers import PROBLEMS, Said
from pipeline.web.api.callers import Reviews
from pipeline.web.api.reading import find_row
from pipeline.web.api.writing import (
    STALE_ROW,
    IfMatch,
    Key,
    Note,
    Sent,
    check_state,
    key_of,
    to_answer,
)
from pipeline.web.deciding import write, write_as_said
from pipeline.web.progressing import find_record
from pipeline.web.site import Site
from pipeline.web.visitors import Here, Visitor

router = APIRouter(prefix="/api", tags=["progress"], responses=PROBLEMS)

_LONGEST = 100_000
Text = Annotated[str, Field(max_length=_LONGEST)]
Day = Annotated[str, Field(max_length=100, description="As 2025-06-30; empty for today.")]
Number = Annotated[str, Field(max_length=100, description="A number, as 1250.5.")]


class AssessmentSent(Sent):
    """How a row stood on a day: a status that was found, what is claimed, or both."""

    as_of: Day = ""
    status: Text = ""
    found: Text = ""
    confidence: Text = ""
    claimed: Text = ""
    statement: Text = ""
    quotation: Text = ""
    document: Text = ""
    page: Text = ""
    link: Text = ""


class MilestoneSent(Sent):
    """A milestone; the name of one that is there revises it."""

    name: Text
    due: Annotated[str, Field(max_length=100, description="As 2025-06-30.")]
    owner: Text = ""
    note: Note = ""


class SignOffSent(Sent):
    """A milestone that was reached, by its name."""

    milestone: Text
    on: Day = ""
    note: Note = ""


class IndicatorSent(Sent):
    """An indicator; the name of one that is there revises it."""

    name: Text
    unit: Text = ""
    baseline: Number = ""
    target: Number = ""
    note: Note = ""


class ObservationSent(Sent):
    """What an indicator, by its name, was on a day."""

    indicator: Text
    value: Number
    on: Day = ""
    note: Note = ""


class NextStepSent(Sent):
    """What should be done next; empty where nothing is proposed any more."""

    words: Text
    note: Note = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenRow:
    """A row of which a program that knows its state may record something."""

    site: Site
    caller: Visitor
    row: Row
    key: str

    def record(self, kind: Kind, sent: Sent) -> list[Said]:
        """Write what was sent as a decision of a kind, as the forms of the pages do."""
        report = Report(
            shown=self.site.board,
            row=self.row.id,
            known=find_record(self.site, self.row).known,
            today=self.site.today,
            sent=sent.model_dump(),
        )
        choice = choose_progress(kind, report)
        writing = write if sets_status(choice) else write_as_said
        return to_answer(writing(self.site, self.caller, [choice], key=self.key))


def _open_row(
    site: Here, caller: Reviews, recommendation_id: str, if_match: IfMatch = "", key: Key = ""
) -> OpenRow:
    site.known()
    row = find_row(site, recommendation_id)
    check_state(site, row.id, if_match)
    return OpenRow(site=site, caller=caller, row=row, key=key_of(caller, key))


Open = Annotated[OpenRow, Depends(_open_row)]


@router.post("/rows/{recommendation_id}/assessments", responses=STALE_ROW)
def assess(row: Open, sent: AssessmentSent) -> list[Said]:
    """Record how a row stood on a day; where a group decides together, a status is proposed."""
    return row.record(Kind.ASSESSED, sent)


@router.post("/rows/{recommendation_id}/milestones", responses=STALE_ROW)
def set_milestone(row: Open, sent: MilestoneSent) -> list[Said]:
    """Set a milestone of a row, or revise the one of that name."""
    return row.record(Kind.MILESTONE, sent)


@router.post("/rows/{recommendation_id}/sign-offs", responses=STALE_ROW)
def sign_off(row: Open, sent: SignOffSent) -> list[Said]:
    """Say that a milestone was reached, and when."""
    return row.record(Kind.SIGNED_OFF, sent)


@router.post("/rows/{recommendation_id}/indicators", responses=STALE_ROW)
def set_indicator(row: Open, sent: IndicatorSent) -> list[Said]:
    """Set an indicator of a row, or revise the one of that name."""
    return row.record(Kind.INDICATOR, sent)


@router.post("/rows/{recommendation_id}/observations", responses=STALE_ROW)
def observe(row: Open, sent: ObservationSent) -> list[Said]:
    """Record what an indicator was on a day."""
    return row.record(Kind.OBSERVED, sent)


@router.post("/rows/{recommendation_id}/next-steps", responses=STALE_ROW)
def propose_step(row: Open, sent: NextStepSent) -> list[Said]:
    """Propose what should be done next about a row."""
    return row.record(Kind.NEXT_STEP, sent)
