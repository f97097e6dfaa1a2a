"""What a report says in numbers, and what it is worked out from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 (who loads a record from a file reads its types)
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from decimal import Decimal

    from pipeline.decisions.progress import Evidence, Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the table as a report takes it.

    Attributes:
        documents: Names of the documents that state it, the oldest first.
        citation: Where they state it.
        year: In which it was first said; None where its documents have no date.
        target: By when, as its documents say it.
        priority: The higher, the sooner; None where it was not worked out.
    """

    recommendation_id: str
    text: str
    category: str
    documents: tuple[str, ...]
    citation: str
    year: int | None
    responsible: tuple[str, ...]
    cost: str
    target: str
    priority: float | None
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many recommendations of a group stand how.

    Attributes:
        assessed: The denominator of the degree: all but those not assessed.
        degree: Completed of those assessed, per cent with one decimal, rounded half up.
    """

    name: str
    recommendations: int
    assessed: int
    completed: int
    ongoing: int
    to_be_started: int
    overtaken: int
    not_assessed: int
    degree: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFigures:
    """Where one recommendation stands, what the group found kept apart from what is claimed.

    Attributes:
        found_on: The day that the finding speaks of; None where there is none.
        first_target: By when, as it was first; ``target`` as it is now.
    """

    recommendation_id: str
    text: str
    category: str
    citation: str
    responsible: tuple[str, ...]
    cost: str
    priority: float | None
    status: str
    found_on: date | None
    assessor: str
    confidence: str
    found: str
    evidence: Evidence
    claimed: str
    statement: str
    claimed_on: date | None
    assessments: int
    first_target: str
    target: str
    next_step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Something with a day by which it is to be done, and has not been.

    Attributes:
        milestone: Its name; empty where the recommendation itself is due.
        responsible: Who is to do it.
        days: By which it is late; below zero where it is still to come.
    """

    recommendation_id: str
    text: str
    milestone: str
    responsible: tuple[str, ...]
    due: date
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneFigures:
    """Where a milestone stands."""

    recommendation_id: str
    name: str
    first_due: date
    due: date
    owner: str
    signed_off: date | None
    signed_by: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFigures:
    """Where an indicator stands.

    Attributes:
        way: Of the way from the baseline to the target, per cent.
    """

    recommendation_id: str
    name: str
    unit: str
    baseline: Decimal | None
    target: Decimal | None
    latest: Decimal | None
    latest_on: date | None
    way: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A status before and now; empty where the row was not, or is not, in the table."""

    recommendation_id: str
    text: str
    before: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """What became of the open recommendations since the last report, by their ids.

    ``opening + added + reopened - completed - overtaken - gone = closing``.

    Attributes:
        since: The day of the last report.
        opening: How many were open then.
        gone: Open then, and not in the table now.
        closing: How many are open now.
        changes: All that changed their status, came or went.
    """

    since: date
    opening: int
    added: tuple[str, ...]
    reopened: tuple[str, ...]
    completed: tuple[str, ...]
    overtaken: tuple[str, ...]
    gone: tuple[str, ...]
    closing: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All that a report says in numbers.

    Attributes:
        by_source: A recommendation counts in each document that states it.
        by_body: And with each body that it names.
        by_year: By the year in which it was first said.
        over_time: The same rows at the end of each year with assessments, and now.
        claims: What the group found, by what the responsible bodies claim.
        flow: None where there is no earlier report.
        not_begun: Ids, by priority where there is one.
    """

    as_of: date
    overall: Tally
    by_category: tuple[Tally, ...]
    by_source: tuple[Tally, ...]
    by_body: tuple[Tally, ...]
    by_year: tuple[Tally, ...]
    over_time: tuple[Tally, ...]
    claims: tuple[Tally, ...]
    flow: Flow | None
    overdue: tuple[Due, ...]
    milestones: tuple[MilestoneFigures, ...]
    indicators: tuple[IndicatorFigures, ...]
    not_begun: tuple[str, ...]
    rows: tuple[RowFigures, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierRow:
    """What an earlier report says of a row that a later one needs."""

    recommendation_id: str
    text: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What an earlier report says that a later one needs; its ``Figures`` can be read as it."""

    as_of: date
    rows: tuple[EarlierRow, ...]
