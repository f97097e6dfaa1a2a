"""How far one row is carried out, as pages and programs are shown it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.decisions.due import bodies_in
from pipeline.decisions.progress import progress
from pipeline.decisions.state import fold
from pipeline.reporting.computing import compute
from pipeline.reporting.figures import Row as Reported
from pipeline.web.drawing import draw_line

if TYPE_CHECKING:
    from datetime import date

    from pipeline.board import Row
    from pipeline.decisions.log import Decision
    from pipeline.decisions.progress import (
        Assessment,
        IndicatorRecord,
        Observation,
        Progress,
        Said,
    )
    from pipeline.reporting.figures import IndicatorFigures, MilestoneFigures, RowFigures
    from pipeline.web.drawing import Line
    from pipeline.web.site import Site


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """An indicator of a row.

    Attributes:
        observed: The last first.
        line: What was observed, drawn; None where nothing was.
    """

    figures: IndicatorFigures
    observed: tuple[Said[Observation], ...]
    line: Line | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """The record of how far a row is carried out.

    Attributes:
        as_of: What speaks of later days does not count in ``now``, nor in the figures.
        now: Where the row stands.
        assessments: The last first, by the day that each speaks of.
        targets: Decisions of its target date, the first one first.
        days_late: By which the row itself is late; 0 where it is not.
        known: All of it, as the log has it.
    """

    as_of: date
    now: RowFigures
    assessments: tuple[Said[Assessment], ...]
    targets: tuple[Decision, ...]
    days_late: int
    milestones: tuple[MilestoneFigures, ...]
    indicators: tuple[Charted, ...]
    next_step: Decision | None
    known: Progress

    @property
    def to_sign_off(self) -> list[str]:
        """Names of the milestones that nobody has signed off."""
        return [one.name for one in self.milestones if one.signed_off is None]


def find_record(site: Site, row: Row) -> Recorded:
    """What is recorded of a row, as it stands today."""
    known, names = site.known(), site.board.mentions_of(row.id)
    decisions = fold(known.about(names), moved=known.moved).effective
    said = progress(decisions, {row.id: names})[row.id]
    figures = compute([_report(row, said)], as_of=site.today)
    late = (due.days for due in figures.overdue if not due.milestone)
    return Recorded(
        as_of=site.today,
        now=figures.rows[0],
        assessments=said.assessments[::-1],
        targets=said.targets,
        days_late=next(late, 0),
        milestones=figures.milestones,
        indicators=tuple(
            _chart(one, record, site.today)
            for one, record in zip(figures.indicators, said.indicators, strict=True)
        ),
        next_step=said.next_step if said.next_step and said.next_step.value else None,
        known=said,
    )


def _chart(figures: IndicatorFigures, record: IndicatorRecord, as_of: date) -> Charted:
    line = draw_line(record, as_of=as_of)
    return Charted(figures=figures, observed=record.observations[::-1], line=line)


def _report(row: Row, said: Progress) -> Reported:
    """The row as reports take it."""
    return Reported(
        recommendation_id=row.id,
        text=row.text,
        category=row.category,
        documents=(),
        citation=row.source,
        year=None,
        responsible=bodies_in(row.responsible),
        cost=row.cost,
        target=row.machine["target_date"],
        priority=row.priority,
        progress=said,
    )
