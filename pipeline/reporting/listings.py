"""The parts of a report that list one thing a row, and the record of one row in lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reporting.contents import Grid, Section

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from decimal import Decimal

    from pipeline.decisions.progress import Assessment, Progress, Said
    from pipeline.reporting.figures import Figures, RowFigures


def list_overdue(figures: Figures) -> Section:
    """What is overdue, the longest first."""
    return Section(
        key="overdue",
        heading="Overdue",
        paragraphs=(),
        grids=(
            Grid(
                caption="Overdue recommendations and milestones, the longest first",
                columns=("Id", "Recommendation", "Milestone", "Responsible", "Due", "Days late"),
                rows=tuple(
                    (
                        due.recommendation_id,
                        due.text,
                        due.milestone,
                        "; ".join(due.responsible),
                        due.due.isoformat(),
                        str(due.days),
                    )
                    for due in figures.overdue
                ),
                numbers=frozenset((5,)),
            ),
        ),
    )


def list_milestones(figures: Figures) -> Section:
    """The milestones, recommendation by recommendation."""
    return Section(
        key="milestones",
        heading="Milestones",
        paragraphs=(),
        grids=(
            Grid(
                caption="Milestones by recommendation",
                columns=(
                    "Id",
                    "Milestone",
                    "Owner",
                    "First due",
                    "Due",
                    "Signed off",
                    "By",
                    "State",
                ),
                rows=tuple(
                    (
                        m.recommendation_id,
                        m.name,
                        m.owner,
                        m.first_due.isoformat(),
                        m.due.isoformat(),
                        _day(m.signed_off),
                        m.signed_by,
                        m.state,
                    )
                    for m in figures.milestones
                ),
            ),
        ),
    )


def list_indicators(figures: Figures) -> Section:
    """The indicators against their targets."""
    return Section(
        key="indicators",
        heading="Indicators",
        paragraphs=(),
        grids=(
            Grid(
                caption="Indicators against their targets",
                columns=(
                    "Id",
                    "Indicator",
                    "Unit",
                    "Baseline",
                    "Target",
                    "Latest",
                    "On",
                    "Of the way",
                    "State",
                ),
                rows=tuple(
                    (
                        i.recommendation_id,
                        i.name,
                        i.unit,
                        _number(i.baseline),
                        _number(i.target),
                        _number(i.latest),
                        _day(i.latest_on),
                        i.way,
                        i.state,
                    )
                    for i in figures.indicators
                ),
                numbers=frozenset((3, 4, 5, 7)),
            ),
        ),
    )


def list_not_begun(figures: Figures, rows: Mapping[str, RowFigures]) -> Section:
    """The recommendations that nobody has begun, by priority where there is one."""
    begun = [rows[name] for name in figures.not_begun]
    has_priority = any(row.priority is not None for row in begun)
    order = "those with the highest priority first" if has_priority else "in the table's order"
    return Section(
        key="not-begun",
        heading="Not begun",
        paragraphs=(f"Those found to be started still, and those not assessed, {order}.",),
        grids=(
            Grid(
                caption="Recommendations not begun",
                columns=("Id", "Recommendation", "Responsible", "Status", "Priority", "Next step"),
                rows=tuple(
                    (
                        row.recommendation_id,
                        row.text,
                        "; ".join(row.responsible),
                        row.status,
                        "" if row.priority is None else f"{row.priority:g}",
                        row.next_step,
                    )
                    for row in begun
                ),
                numbers=frozenset((4,)),
            ),
        ),
    )


def list_all(figures: Figures) -> Section:
    """All recommendations with their sources."""
    return Section(
        key="all",
        heading="All recommendations",
        paragraphs=(),
        grids=(
            Grid(
                caption="All recommendations with their sources",
                columns=(
                    "Id",
                    "Recommendation",
                    "Category",
                    "Sources",
                    "Responsible",
                    "Cost",
                    "Target date",
                    "Status",
                    "What was found",
                    "What is claimed",
                    "Next step",
                ),
                rows=tuple(map(_cells, figures.rows)),
                is_wide=True,
            ),
        ),
    )


def _cells(row: RowFigures) -> tuple[str, ...]:
    revised = f"{row.target}\n(first: {row.first_target})"
    return (
        row.recommendation_id,
        row.text,
        row.category,
        row.citation,
        "; ".join(row.responsible),
        row.cost,
        row.target if row.target == row.first_target else revised,
        row.status,
        _found(row),
        _claimed(row),
        row.next_step,
    )


def _found(row: RowFigures) -> str:
    """What the group found, on which day, by whom, and on which evidence; a line each."""
    if row.found_on is None:
        return ""
    evidence = row.evidence
    place = ", ".join(
        filter(None, (evidence.document, f"p. {evidence.page}" if evidence.page else ""))
    )
    lines = (
        f"{row.found_on.isoformat()}, {row.assessor}",
        row.found,
        f"Confidence: {row.confidence}" if row.confidence else "",
        f"“{evidence.quotation}”" if evidence.quotation else "",
        place,
        evidence.link,
    )
    return "\n".join(filter(None, lines))


def _claimed(row: RowFigures) -> str:
    if row.claimed_on is None:
        return ""
    statement = f"“{row.statement}”" if row.statement else ""
    return "\n".join(filter(None, (row.claimed_on.isoformat(), row.claimed, statement)))


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: Decimal | None) -> str:
    """As people wrote it."""
    return "" if number is None else f"{number:f}"


def describe_progress(progress: Progress) -> list[str]:
    """The record of a row, for people: a line each, assessments by the day they speak of."""
    lines = [_assessment(said) for said in progress.assessments]
    lines += [
        f"target date, {decision.decided_at.date()}, {decision.reviewer}: {decision.value}"
        for decision in progress.targets
    ]
    for record in progress.milestones:
        owner = f", {record.milestone.owner}" if record.milestone.owner else ""
        first = f" (first {record.first_due})" if record.first_due != record.milestone.due else ""
        lines.append(f"milestone “{record.milestone.name}”{owner}: {record.milestone.due}{first}")
        lines += [
            f"    signed off on {said.value.on} by {said.decision.reviewer}"
            for said in record.sign_offs
        ]
    for known in progress.indicators:
        baseline, target = _number(known.indicator.baseline), _number(known.indicator.target)
        unit = f" ({known.indicator.unit})" if known.indicator.unit else ""
        lines.append(
            f"indicator “{known.indicator.name}”{unit}: from {baseline or '?'} to {target or '?'}"
        )
        lines += [f"    {said.value.on}: {said.value.value:f}" for said in known.observations]
    step = progress.next_step
    return [*lines, f"next step, {step.reviewer}: {step.value}"] if step else lines


def _assessment(said: Said[Assessment]) -> str:
    value = said.value
    evidence = value.evidence
    parts = (
        value.status,
        f"confidence {value.confidence}" if value.confidence else "",
        value.found,
        f"claimed: {value.claimed}" if value.claimed else "",
        f"they say: “{value.statement}”" if value.statement else "",
        f"“{evidence.quotation}”" if evidence.quotation else "",
        evidence.document,
        f"p. {evidence.page}" if evidence.page else "",
        evidence.link,
    )
    return f"{value.as_of}  {said.decision.reviewer}  " + "; ".join(filter(None, parts))
