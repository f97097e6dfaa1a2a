"""Recording progress: what people say of how far a row is carried out, for the log."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

from pipeline.config import SETTINGS, load_config
from pipeline.decisions.log import Choice, Kind, propose, read_value, write_value
from pipeline.decisions.progress import Assessment, Confidence
from pipeline.errors import UsageError
from pipeline.records import STATUSES
from pipeline.reviewing import decide

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.decisions.log import Decision
    from pipeline.decisions.progress import Indicator, Milestone, Observation, Progress, SignOff

# What no indicator needs more of: digits before and after the point.
_NUMBER = re.compile(r"[+-]?\d{1,15}(?:\.\d{1,6})?", re.ASCII)


class Rows(Protocol):
    """What people can say something of."""

    def mentions_of(self, recommendation_id: str) -> tuple[str, ...]:
        """Ids of the mentions of a row; none where there is no such row."""


def assess(shown: Rows, row: str, assessment: Assessment, *, note: str = "") -> Choice:
    """How a row stood on a day, as a choice for the log.

    Raises:
        UsageError: There is no such row, or the assessment says nothing.
    """
    said = [assessment.status] if assessment.status else []
    claim = assessment.claimed or assessment.statement
    said += [f"claimed: {claim}"] if claim else []
    if not said:
        raise UsageError(f"{row}: say what was found (a status), what is claimed, or both")
    words = f"{', '.join(said)}, as of {assessment.as_of}"
    return _choose(shown, row, Kind.ASSESSED, write_value(assessment), words, note)


def set_milestone(shown: Rows, row: str, milestone: Milestone, *, note: str = "") -> Choice:
    """A milestone of a row, or what is to be changed of the one of that name.

    Raises:
        UsageError: There is no such row, or the milestone has no name.
    """
    words = f"{_name(milestone.name)}, due {milestone.due}"
    return _choose(shown, row, Kind.MILESTONE, write_value(milestone), words, note)


def sign_off(shown: Rows, row: str, signed: SignOff, *, known: Progress, note: str = "") -> Choice:
    """That a milestone of a row was reached.

    Args:
        shown: What the last run has shown.
        row: Its id.
        signed: Which milestone, and when.
        known: What is recorded of the row so far.
        note: Why, for who reads the log.

    Raises:
        UsageError: There is no such row, or it has no such milestone.
    """
    names = [record.milestone.name for record in known.milestones]
    _check_known(row, signed.milestone, names, "milestone")
    words = f"{signed.milestone}, reached on {signed.on}"
    return _choose(shown, row, Kind.SIGNED_OFF, write_value(signed), words, note)


def set_indicator(shown: Rows, row: str, indicator: Indicator, *, note: str = "") -> Choice:
    """An indicator of a row, or what is to be changed of the one of that name.

    Raises:
        UsageError: There is no such row, or the indicator has no name.
    """
    value = write_value(indicator)
    return _choose(shown, row, Kind.INDICATOR, value, _name(indicator.name), note)


def observe(
    shown: Rows, row: str, observation: Observation, *, known: Progress, note: str = ""
) -> Choice:
    """What an indicator of a row was on a day; ``known`` as for ``sign_off``.

    Raises:
        UsageError: There is no such row, or it has no such indicator.
    """
    names = [record.indicator.name for record in known.indicators]
    _check_known(row, observation.indicator, names, "indicator")
    words = f"{observation.indicator} was {observation.value:f} on {observation.on}"
    return _choose(shown, row, Kind.OBSERVED, write_value(observation), words, note)


def propose_step(shown: Rows, row: str, words: str, *, note: str = "") -> Choice:
    """What should be done next about a row; empty words say that nothing is proposed.

    Raises:
        UsageError: There is no such row.
    """
    words = words.strip()
    return _choose(shown, row, Kind.NEXT_STEP, words, words or "nothing is proposed", note)


def record(workspace: Path, choice: Choice, *, reviewer: str) -> Decision:
    """Write a choice of this module into a workspace's log.

    Where the group decides together, a status that somebody found is a proposal to vote on.
    What is claimed, planned or observed is recorded as it is.
    """
    if sets_status(choice) and load_config(workspace / SETTINGS).deciding.together:
        choice = propose(choice)
    (decision,) = decide(workspace, [choice], reviewer=reviewer)
    return decision


def sets_status(choice: Choice) -> bool:
    """Whether a choice says what the group found, which a group that votes has to agree on."""
    return choice.kind is Kind.ASSESSED and bool(read_value(choice, Assessment).status)


def to_status(text: str) -> str:
    """The status that a person wrote, in any case; empty where the text is.

    Raises:
        UsageError: It is none.
    """
    status = text.strip().casefold()
    if status and status not in STATUSES:
        raise UsageError(f"{text!r}: is no status; write {', '.join(STATUSES)}")
    return status


def to_confidence(text: str) -> Confidence:
    """The confidence that a person wrote, in any case.

    Raises:
        UsageError: It is none.
    """
    if text.strip().casefold() not in list(Confidence):
        raise UsageError(f"{text!r}: is no confidence; write {', '.join(Confidence)}")
    return Confidence(text.strip().casefold())


def to_number(text: str) -> Decimal:
    """The number that a person wrote.

    Raises:
        UsageError: It is none, or has too many digits.
    """
    if not _NUMBER.fullmatch(text.strip()):
        raise UsageError(f"{text!r}: is no number; write it as 1250.5, without other signs")
    return Decimal(text.strip())


def to_day(text: str, *, default: date) -> date:
    """The day that a person wrote; the default where the text is empty.

    Raises:
        UsageError: It is no day.
    """
    try:
        return date.fromisoformat(text) if text else default
    except ValueError as error:
        raise UsageError(f"{text!r}: write it as year-month-day, such as 2025-03-14") from error


def to_past_day(text: str, *, today: date) -> date:
    """The day that a person wrote; today where the text is empty.

    Raises:
        UsageError: It is no day, or none on which anything can have been seen yet.
    """
    day = to_day(text, default=today)
    if day > today:
        raise UsageError(f"{day}: is still to come; write the day on which it was so")
    return day


def _choose(shown: Rows, row: str, kind: Kind, value: str, words: str, note: str) -> Choice:
    mention_ids = shown.mentions_of(row)
    if not mention_ids:
        raise UsageError(f"{row}: is no row of the last run; see table.csv")
    words = f"{row}: {words}"
    return Choice(kind=kind, mention_ids=mention_ids, value=value, note=note, shown=words)


def _name(name: str) -> str:
    if not name.strip():
        raise UsageError("a milestone or an indicator needs a name; give it one")
    return name


def _check_known(row: str, name: str, known: list[str], what: str) -> None:
    if name not in known:
        there = ", ".join(map(repr, known)) or "none"
        raise UsageError(f"{row}: has no {what} {name!r}; it has {there}; set it first")
