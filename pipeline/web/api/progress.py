"""How far rows are carried out, for programs. Not annotated lazily: FastAPI reads annotations."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Query, Response

from pipeline.decisions.progress import Assessment, Evidence, Observation
from pipeline.decisions.progress import Said as SaidBy
from pipeline.reporting.figures import MilestoneFigures, Tally
from pipeline.web.api.answers import GONE, PROBLEMS
from pipeline.web.api.callers import Reads
from pipeline.web.api.reading import etag_of, find_row
from pipeline.web.progressing import Charted, Recorded, find_record
from pipeline.web.totals import add_up
from pipeline.web.visitors import Here

router = APIRouter(prefix="/api", tags=["progress"], responses=PROBLEMS)

Days = Annotated[int, Query(ge=0, le=36_500, description="How many days ahead to look.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An assessment: what the group found, and apart from it what is claimed."""

    decision: int
    reviewer: str
    as_of: date
    status: str
    found: str
    confidence: str
    evidence: Evidence
    claimed: str
    statement: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What an indicator was on a day; the number as it was written."""

    decision: int
    reviewer: str
    on: date
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorState:
    """An indicator against its target; numbers as they were written, empty for none.

    Attributes:
        way: Of the way from the baseline to the target, per cent.
        observations: The last first.
    """

    name: str
    unit: str
    baseline: str
    target: str
    latest: str
    latest_on: date | None
    way: str
    state: str
    observations: list[Observed]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProgress:
    """How far a recommendation is carried out.

    Attributes:
        as_of: The day that it speaks of.
        status: That the group found.
        claimed: Status that the responsible body claims; it counts nowhere.
        first_target: The target date as it was first.
        days_late: By which the target date is past, of a recommendation that is open.
        assessments: The last day first.
    """

    as_of: date
    status: str
    found_on: date | None
    assessor: str
    confidence: str
    claimed: str
    claimed_on: date | None
    target: str
    first_target: str
    days_late: int
    next_step: str
    assessments: list[Found]
    milestones: list[MilestoneFigures]
    indicators: list[IndicatorState]


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyTotals:
    """How much a body has to do; the body is empty for what nobody is named for."""

    body: str
    overdue: int
    due_next: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far all recommendations are carried out, in the words of the report.

    Attributes:
        groups: All that are followed up and, where there are both, each part of the table.
        overdue: How many recommendations and milestones are, each counted once.
        days: How many days ahead ``due_next`` looks.
    """

    as_of: date
    groups: list[Tally]
    by_category: list[Tally]
    overdue: int
    days: int
    bodies: list[BodyTotals]


@router.get("/progress")
def get_progress(site: Here, _caller: Reads, days: Days = 30) -> Progress:
    """How far all recommendations are carried out, and what is due of whom."""
    site.known()
    totals, today = add_up(site), site.today
    return Progress(
        as_of=today,
        groups=[group.tally for group in totals.groups],
        by_category=[group.tally for group in totals.by_category],
        overdue=totals.late,
        days=days,
        bodies=[
            BodyTotals(body=one.body, overdue=one.late, due_next=one.soon)
            for one in site.board.bodies_due(today, today + timedelta(days=days))
        ],
    )


@router.get("/rows/{recommendation_id}/progress", responses=GONE)
def get_row_progress(
    site: Here, _caller: Reads, response: Response, recommendation_id: str
) -> RowProgress:
    """How far one recommendation is carried out, with all that is recorded of it.

    The header ETag says which state this is; send it as If-Match to record more.
    """
    site.known()
    record = find_record(site, find_row(site, recommendation_id))
    response.headers["etag"] = etag_of(site, recommendation_id)
    return _describe(record)


def _describe(record: Recorded) -> RowProgress:
    now = asdict(record.now)
    same = ("status", "found_on", "assessor", "confidence", "claimed", "claimed_on", "target")
    return RowProgress(
        **{name: now[name] for name in (*same, "first_target", "next_step")},
        as_of=record.as_of,
        days_late=record.days_late,
        assessments=[_to_found(said) for said in record.assessments],
        milestones=list(record.milestones),
        indicators=[_to_state(one) for one in record.indicators],
    )


def _to_found(said: SaidBy[Assessment]) -> Found:
    value = said.value
    return Found(
        decision=said.decision.number,
        reviewer=said.decision.reviewer,
        as_of=value.as_of,
        status=value.status,
        found=value.found,
        confidence=value.confidence.value if value.confidence else "",
        evidence=value.evidence,
        claimed=value.claimed,
        statement=value.statement,
    )


def _to_state(one: Charted) -> IndicatorState:
    figures = one.figures
    return IndicatorState(
        name=figures.name,
        unit=figures.unit,
        baseline=_number(figures.baseline),
        target=_number(figures.target),
        latest=_number(figures.latest),
        latest_on=figures.latest_on,
        way=figures.way,
        state=figures.state,
        observations=[_to_observed(said) for said in one.observed],
    )


def _to_observed(said: SaidBy[Observation]) -> Observed:
    return Observed(
        decision=said.decision.number,
        reviewer=said.decision.reviewer,
        on=said.value.on,
        value=_number(said.value.value),
    )


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"
