"""The figures of a report: a pure function of the rows, the day and the last report."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from pipeline.decisions.due import (
    CLOSED,
    COMPLETED,
    ONGOING,
    OVERTAKEN,
    TO_BE_STARTED,
    find_owed,
    targets_of,
)
from pipeline.decisions.progress import Evidence, claim_at, finding_at, status_at
from pipeline.records import NOT_ASSESSED, STATUSES
from pipeline.reporting.figures import (
    Change,
    Due,
    Figures,
    Flow,
    IndicatorFigures,
    MilestoneFigures,
    RowFigures,
    Tally,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.decisions.progress import IndicatorRecord, MilestoneRecord
    from pipeline.reporting.figures import Earlier, Row

# What nobody has begun.
NOT_BEGUN = frozenset((TO_BE_STARTED, NOT_ASSESSED))
NOT_AVAILABLE = "not available"
# Names of groups for what belongs to none.
NO_CATEGORY, NOBODY, NO_YEAR = "no category", "nobody named", "no date"

_YEAR_END = 12, 31
_TENTH = Decimal("0.1")


def compute(rows: Sequence[Row], *, as_of: date, earlier: Earlier | None = None) -> Figures:
    """All figures of a report.

    Args:
        rows: In the order of the table.
        as_of: What is dated later does not count.
        earlier: The last report; None where there is none.
    """
    status = {r.recommendation_id: status_at(r.progress.assessments, as_of) for r in rows}
    return Figures(
        as_of=as_of,
        overall=tally("all", status.values()),
        by_category=_group(rows, status, lambda r: (r.category or NO_CATEGORY,), last=NO_CATEGORY),
        by_source=_by_size(_group(rows, status, lambda r: r.documents)),
        by_body=_by_size(_group(rows, status, lambda r: r.responsible or (NOBODY,))),
        by_year=_by_year(_group(rows, status, lambda r: (str(r.year or NO_YEAR),))),
        over_time=_over_time(rows, as_of),
        claims=_claims(rows, status, as_of),
        flow=_flow(rows, status, earlier) if earlier else None,
        overdue=tuple(due for due in find_due(rows, as_of) if due.days > 0),
        milestones=tuple(m for r in rows for m in _milestones(r, as_of)),
        indicators=tuple(
            _indicator(r, record, as_of) for r in rows for record in r.progress.indicators
        ),
        not_begun=tuple(
            r.recommendation_id
            for r in sorted(rows, key=_most_urgent)
            if status[r.recommendation_id] in NOT_BEGUN
        ),
        rows=tuple(_describe(r, as_of) for r in rows),
    )


def tally(name: str, statuses: Iterable[str]) -> Tally:
    """How many of a group stand how."""
    counts = Counter(statuses)
    assessed = counts.total() - counts[NOT_ASSESSED]
    return Tally(
        name=name,
        recommendations=counts.total(),
        assessed=assessed,
        completed=counts[COMPLETED],
        ongoing=counts[ONGOING],
        to_be_started=counts[TO_BE_STARTED],
        overtaken=counts[OVERTAKEN],
        not_assessed=counts[NOT_ASSESSED],
        degree=to_percent(counts[COMPLETED], assessed),
    )


def to_percent(part: int, whole: int) -> str:
    """A share, with one decimal, rounded half up; in words where there is no whole."""
    if not whole:
        return NOT_AVAILABLE
    tenths = (2_000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"


def find_due(rows: Iterable[Row], as_of: date) -> list[Due]:
    """Open recommendations and milestones that have a day, the one longest due first."""
    found = [
        Due(
            recommendation_id=row.recommendation_id,
            text=row.text,
            milestone=owed.milestone,
            responsible=owed.bodies or (NOBODY,),
            due=owed.day,
            days=(as_of - owed.day).days,
        )
        for row in rows
        for owed in find_owed(row.progress, target=row.target, bodies=row.responsible, as_of=as_of)
    ]
    return sorted(found, key=lambda due: due.due)


def _group(
    rows: Iterable[Row],
    status: Mapping[str, str],
    names: Callable[[Row], Iterable[str]],
    *,
    last: str = "",
) -> tuple[Tally, ...]:
    """A tally for each name, in the order in which they come, but one last."""
    groups: dict[str, list[str]] = {}
    for row in rows:
        for name in names(row):
            groups.setdefault(name, []).append(status[row.recommendation_id])
    ordered = sorted(groups, key=lambda name: name == last)
    return tuple(tally(name, groups[name]) for name in ordered)


def _by_size(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    return tuple(sorted(tallies, key=lambda t: (t.name == NOBODY, -t.recommendations, t.name)))


def _by_year(tallies: Iterable[Tally]) -> tuple[Tally, ...]:
    return tuple(sorted(tallies, key=lambda t: (t.name == NO_YEAR, t.name)))


def _over_time(rows: Sequence[Row], as_of: date) -> tuple[Tally, ...]:
    """The rows at the end of each year from the first assessment on, and on the day itself."""
    days = [s.value.as_of for row in rows for s in row.progress.assessments]
    first = min([day for day in days if day <= as_of], default=as_of).year
    ends = [date(year, *_YEAR_END) for year in range(first, as_of.year)]
    return tuple(
        tally(day.isoformat(), (status_at(row.progress.assessments, day) for row in rows))
        for day in [*ends, as_of]
    )


def _claims(rows: Iterable[Row], status: Mapping[str, str], as_of: date) -> tuple[Tally, ...]:
    """What was found of the rows of which a status is claimed, by what is claimed."""
    claims = {
        row.recommendation_id: claim.value.claimed
        for row in rows
        if (claim := claim_at(row.progress.assessments, as_of)) and claim.value.claimed
    }
    return tuple(
        tally(claimed, (status[name] for name, said in claims.items() if said == claimed))
        for claimed in STATUSES
        if claimed in claims.values()
    )


def _flow(rows: Iterable[Row], status: Mapping[str, str], earlier: Earlier) -> Flow:
    before = {row.recommendation_id: row.status for row in earlier.rows}
    was_open = {name for name, said in before.items() if said not in CLOSED}
    is_open = [name for name, said in status.items() if said not in CLOSED]
    newly_closed = [name for name in status if name in was_open or name not in before]
    texts = {row.recommendation_id: row.text for row in rows}
    for gone in earlier.rows:
        texts.setdefault(gone.recommendation_id, gone.text)
    return Flow(
        since=earlier.as_of,
        opening=len(was_open),
        added=tuple(name for name in status if name not in before),
        reopened=tuple(name for name in is_open if name in before and name not in was_open),
        completed=tuple(name for name in newly_closed if status[name] == COMPLETED),
        overtaken=tuple(name for name in newly_closed if status[name] == OVERTAKEN),
        gone=tuple(name for name in before if name in was_open and name not in status),
        closing=len(is_open),
        changes=tuple(
            Change(recommendation_id=name, text=text, before=then, now=now)
            for name, text in texts.items()
            if (then := before.get(name, "")) != (now := status.get(name, ""))
        ),
    )


def _milestones(row: Row, as_of: date) -> list[MilestoneFigures]:
    return [_milestone(row.recommendation_id, record, as_of) for record in row.progress.milestones]


def _milestone(recommendation_id: str, record: MilestoneRecord, as_of: date) -> MilestoneFigures:
    signed = next((s for s in record.sign_offs[::-1] if s.value.on <= as_of), None)
    due = record.milestone.due
    if signed:
        state = "signed off late" if signed.value.on > due else "signed off"
    else:
        state = "overdue" if due < as_of else "to come"
    return MilestoneFigures(
        recommendation_id=recommendation_id,
        name=record.milestone.name,
        first_due=record.first_due,
        due=due,
        owner=record.milestone.owner,
        signed_off=signed.value.on if signed else None,
        signed_by=signed.decision.reviewer if signed else "",
        state=state,
    )


def _indicator(row: Row, record: IndicatorRecord, as_of: date) -> IndicatorFigures:
    last = next((s.value for s in record.observations[::-1] if s.value.on <= as_of), None)
    latest = last.value if last else None
    baseline, target = record.indicator.baseline, record.indicator.target
    return IndicatorFigures(
        recommendation_id=row.recommendation_id,
        name=record.indicator.name,
        unit=record.indicator.unit,
        baseline=baseline,
        target=target,
        latest=latest,
        latest_on=last.on if last else None,
        way=_way(baseline, latest, target),
        state=_reached(baseline, latest, target),
    )


def _way(baseline: Decimal | None, latest: Decimal | None, target: Decimal | None) -> str:
    """Of the way from the baseline to the target, per cent with one decimal."""
    if baseline is None or latest is None or target is None or baseline == target:
        return NOT_AVAILABLE
    share = (latest - baseline) / (target - baseline) * 100
    # Adding nothing takes the sign from a zero.
    return f"{share.quantize(_TENTH, ROUND_HALF_UP) + 0}%"


def _reached(baseline: Decimal | None, latest: Decimal | None, target: Decimal | None) -> str:
    """A target below its baseline is reached from above."""
    if latest is None:
        return "not observed yet"
    if target is None:
        return "no target"
    is_reached = (
        latest <= target if baseline is not None and baseline > target else latest >= target
    )
    return "target reached" if is_reached else "target not reached"


def _most_urgent(row: Row) -> tuple[bool, float]:
    """Sorts what has the highest priority first, and what has none last."""
    return row.priority is None, -(row.priority or 0)


def _describe(row: Row, as_of: date) -> RowFigures:
    finding = finding_at(row.progress.assessments, as_of)
    claim = claim_at(row.progress.assessments, as_of)
    first_target, target = targets_of(row.progress, row.target)
    confidence = finding.value.confidence if finding else None
    return RowFigures(
        recommendation_id=row.recommendation_id,
        text=row.text,
        category=row.category,
        citation=row.citation,
        responsible=row.responsible,
        cost=row.cost,
        priority=row.priority,
        status=finding.value.status if finding else NOT_ASSESSED,
        found_on=finding.value.as_of if finding else None,
        assessor=finding.decision.reviewer if finding else "",
        confidence=confidence.value if confidence else "",
        found=finding.value.found if finding else "",
        evidence=finding.value.evidence if finding else Evidence(),
        claimed=claim.value.claimed if claim else "",
        statement=claim.value.statement if claim else "",
        claimed_on=claim.value.as_of if claim else None,
        assessments=sum(s.value.as_of <= as_of for s in row.progress.assessments),
        first_target=first_target,
        target=target,
        next_step=row.progress.next_step.value if row.progress.next_step else "",
    )
