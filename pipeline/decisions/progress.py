"""How far each recommendation is carried out: what people said of it, day by day."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from decimal import Decimal  # noqa: TC003 (who loads a record from a file reads its types)
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, TypeVar

from pipeline.decisions.log import PROGRESS, Choice, Decision, Kind, read_value
from pipeline.records import NOT_ASSESSED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence


class Confidence(StrEnum):
    """How sure who assessed is of what was found."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What a finding rests on; empty where nothing is known.

    Attributes:
        quotation: Words of the document, as they stand there.
        document: Its name or symbol.
        page: Page, paragraph or slide, as people write it.
        link: Where it can be read.
    """

    quotation: str = ""
    document: str = ""
    page: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The value of an ``ASSESSED``: how it stood on a day.

    What the responsible body claims is kept apart from what the group found.

    Attributes:
        as_of: The day that it speaks of.
        status: That the group found; empty where only a claim is recorded.
        found: What the group found, in words.
        claimed: Status that the responsible body claims; empty where it claims none.
        statement: The body's own words.
        evidence: For what the group found.
        confidence: In what the group found; None where nobody said.
    """

    as_of: date
    status: str = ""
    found: str = ""
    claimed: str = ""
    statement: str = ""
    evidence: Evidence = Evidence()
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """The value of a ``MILESTONE``; a later one of the same name revises it."""

    name: str
    due: date
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """The value of a ``SIGNED_OFF``: the milestone by its name, and the day it was reached."""

    milestone: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """The value of an ``INDICATOR``; a later one of the same name revises it."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """The value of an ``OBSERVED``: what an indicator was on a day."""

    indicator: str
    on: date
    value: Decimal


Value = TypeVar("Value")
Revised = TypeVar("Revised", Milestone, Indicator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said(Generic[Value]):
    """A value, and the decision that says it: who, when, and in which words."""

    value: Value
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRecord:
    """A milestone as it is now.

    Attributes:
        first_due: The day that was set first.
        sign_offs: By the day they speak of.
    """

    milestone: Milestone
    first_due: date
    sign_offs: tuple[Said[SignOff], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRecord:
    """An indicator as it is now, and what was observed, by the day."""

    indicator: Indicator
    observations: tuple[Said[Observation], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What people said of how far a row is carried out.

    Attributes:
        assessments: By the day that they speak of; on one day, as they were written.
        targets: Decisions of its target date, the first one first.
        milestones: In the order in which they were set.
        indicators: The same.
        next_step: The last that was proposed.
    """

    assessments: tuple[Said[Assessment], ...] = ()
    targets: tuple[Decision, ...] = ()
    milestones: tuple[MilestoneRecord, ...] = ()
    indicators: tuple[IndicatorRecord, ...] = ()
    next_step: Decision | None = None


_OF_PROGRESS = frozenset((*PROGRESS, Kind.STATUS, Kind.TARGET_DATE))


def progress(
    decisions: Iterable[Decision], rows: Mapping[str, Sequence[str]]
) -> dict[str, Progress]:
    """How far each row is carried out, in the rows' order.

    Args:
        decisions: Those that hold, in terms of the mentions as they are now.
        rows: Mentions of each row, by its id.

    Raises:
        UsageError: A value was written by another program.
    """
    said = said_of(decisions, rows)
    return {row: _fold(said.get(row, ())) for row in rows}


def said_of(
    decisions: Iterable[Decision], rows: Mapping[str, Sequence[str]]
) -> dict[str, tuple[Decision, ...]]:
    """What was said of how far each row is carried out, in the order of the log.

    Rows of which nothing was said are left out; the others stand in the rows' order.

    Args:
        decisions: As for ``progress``.
        rows: The same.
    """
    by_mention: dict[str, list[Decision]] = {}
    for decision in decisions:
        if decision.kind in _OF_PROGRESS:
            for name in decision.mention_ids:
                by_mention.setdefault(name, []).append(decision)
    if not by_mention:
        return {}
    said = (
        (row, {d.number: d for name in names for d in by_mention.get(name, ())})
        for row, names in rows.items()
    )
    return {row: tuple(found[n] for n in sorted(found)) for row, found in said if found}


def _fold(decisions: Sequence[Decision]) -> Progress:
    """What the decisions about one row say."""
    by_kind: dict[Kind, list[Decision]] = {}
    for decision in decisions:
        by_kind.setdefault(decision.kind, []).append(decision)
    sign_offs = sorted(_read(by_kind, Kind.SIGNED_OFF, SignOff), key=lambda s: s.value.on)
    observed = sorted(_read(by_kind, Kind.OBSERVED, Observation), key=lambda s: s.value.on)
    assessed = (s for d in decisions if (s := to_assessment(d)) is not None)
    return Progress(
        assessments=tuple(sorted(assessed, key=lambda s: s.value.as_of)),
        targets=tuple(by_kind.get(Kind.TARGET_DATE, ())),
        milestones=tuple(
            MilestoneRecord(
                milestone=functools.reduce(_revise_milestone, versions),
                first_due=versions[0].due,
                sign_offs=tuple(s for s in sign_offs if s.value.milestone == name),
            )
            for name, versions in _by_name(_read(by_kind, Kind.MILESTONE, Milestone)).items()
        ),
        indicators=tuple(
            IndicatorRecord(
                indicator=functools.reduce(_revise_indicator, versions),
                observations=tuple(s for s in observed if s.value.indicator == name),
            )
            for name, versions in _by_name(_read(by_kind, Kind.INDICATOR, Indicator)).items()
        ),
        next_step=next(iter(by_kind.get(Kind.NEXT_STEP, ())[::-1]), None),
    )


def to_assessment(decision: Decision) -> Said[Assessment] | None:
    """What a decision assesses; a status by itself was found on the day it was decided."""
    if decision.kind is Kind.ASSESSED:
        return Said(value=read_value(decision, Assessment), decision=decision)
    if decision.kind is Kind.STATUS:
        day = decision.decided_at.astimezone(UTC).date()
        return Said(value=Assessment(as_of=day, status=decision.value), decision=decision)
    return None


def finding_at(assessments: Sequence[Said[Assessment]], as_of: date) -> Said[Assessment] | None:
    """The last that says what the group found, of those up to a day; None where none does."""
    return _latest((s for s in assessments if s.value.status), as_of)


def claim_at(assessments: Sequence[Said[Assessment]], as_of: date) -> Said[Assessment] | None:
    """The last that says what the responsible body claims, of those up to a day."""
    return _latest((s for s in assessments if s.value.claimed or s.value.statement), as_of)


def _latest(assessments: Iterable[Said[Assessment]], as_of: date) -> Said[Assessment] | None:
    return max(
        (s for s in assessments if s.value.as_of <= as_of),
        key=lambda s: (s.value.as_of, s.decision.number),
        default=None,
    )


def status_at(assessments: Sequence[Said[Assessment]], as_of: date) -> str:
    """What the group had found by a day; "not assessed" where it had found nothing."""
    finding = finding_at(assessments, as_of)
    return finding.value.status if finding else NOT_ASSESSED


def statuses(decisions: Iterable[Decision]) -> dict[str, Decision]:
    """The last finding about each mention as a ``STATUS`` that was decided on its day.

    So that who asks for a row's status need not know in which way it was said.
    """
    last: dict[str, Decision] = {}
    for decision in decisions:
        said = to_assessment(decision)
        if said and said.value.status:
            day = datetime.combine(said.value.as_of, time.min, UTC)
            found = replace(decision, kind=Kind.STATUS, value=said.value.status, decided_at=day)
            for name in decision.mention_ids:
                last[name] = max(last.get(name, found), found, key=by_day)
    return last


def by_day(decision: Decision) -> tuple[datetime, int]:
    """What ``statuses`` gives stands in this order: by its day, then as it was written."""
    return decision.decided_at, decision.number


def stand_of(choice: Choice) -> tuple[tuple[str, ...], str]:
    """What a choice speaks of in its row, and what it says of that.

    Two choices of one kind that speak of the same and say different things contradict each
    other. A sign-off, or what a body claims, stands by itself and contradicts nothing.

    Raises:
        UsageError: The value was written by another program.
    """
    if choice.kind is Kind.MILESTONE:
        return (read_value(choice, Milestone).name,), choice.value
    if choice.kind is Kind.INDICATOR:
        return (read_value(choice, Indicator).name,), choice.value
    if choice.kind is Kind.OBSERVED:
        observed = read_value(choice, Observation)
        return (observed.indicator, str(observed.on)), f"{observed.value.normalize():f}"
    if choice.kind is Kind.ASSESSED and (found := read_value(choice, Assessment)).status:
        return (str(found.as_of),), found.status
    stands_alone = choice.kind in (Kind.ASSESSED, Kind.SIGNED_OFF)
    return ((choice.value,) if stands_alone else ()), choice.value


def _read(
    by_kind: Mapping[Kind, Sequence[Decision]], kind: Kind, form: type[Value]
) -> list[Said[Value]]:
    return [Said(value=read_value(d, form), decision=d) for d in by_kind.get(kind, ())]


def _by_name(said: Iterable[Said[Revised]]) -> dict[str, list[Revised]]:
    """The versions of each, the first one first."""
    versions: dict[str, list[Revised]] = {}
    for one in said:
        versions.setdefault(one.value.name, []).append(one.value)
    return versions


def _revise_milestone(before: Milestone, now: Milestone) -> Milestone:
    """The milestone as it is now; what it leaves empty is as it was before."""
    return replace(now, owner=now.owner or before.owner)


def _revise_indicator(before: Indicator, now: Indicator) -> Indicator:
    """The same of an indicator."""
    return Indicator(
        name=now.name,
        unit=now.unit or before.unit,
        baseline=before.baseline if now.baseline is None else now.baseline,
        target=before.target if now.target is None else now.target,
    )
