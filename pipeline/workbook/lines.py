"""The record of progress line by line: which columns it has, and what each line says."""

from __future__ import annotations

from datetime import UTC
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.decisions.log import Kind, read_value
from pipeline.decisions.progress import (
    Indicator,
    Milestone,
    Observation,
    SignOff,
    to_assessment,
)
from pipeline.workbook.columns import ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from pipeline.decisions.log import Decision
    from pipeline.decisions.progress import Assessment


class What(StrEnum):
    """What a person can add to the record."""

    ASSESSMENT = "assessment"
    MILESTONE = "milestone"
    SIGN_OFF = "sign-off"
    INDICATOR = "indicator"
    OBSERVATION = "observation"
    NEXT_STEP = "next step"


WHAT, DAY, NAME, STATUS, WORDS = "What", "Day", "Name", "Status", "In words"
CONFIDENCE, CLAIMED, STATEMENT = "Confidence", "Claimed status", "Statement"
QUOTATION, DOCUMENT, PAGE, LINK = "Quotation", "Document", "Page", "Link"
OWNER, VALUE, UNIT, BASELINE, TARGET = "Owner", "Value", "Unit", "Baseline", "Target"
# Of the record alone.
RECOMMENDATION, FIRST_DUE, BY, SAID_ON = "Recommendation", "First due", "By", "Said on"

# The columns in which each is said, in the order of the sheet, with the names that forms have for
# them; what is in WORDS is a remark where it is a note.
FIELDS = {
    What.ASSESSMENT: {
        DAY: "as_of", STATUS: "status", WORDS: "found", CONFIDENCE: "confidence",
        CLAIMED: "claimed", STATEMENT: "statement", QUOTATION: "quotation",
        DOCUMENT: "document", PAGE: "page", LINK: "link",
    },
    What.MILESTONE: {DAY: "due", NAME: "name", WORDS: "note", OWNER: "owner"},
    What.SIGN_OFF: {DAY: "on", NAME: "milestone", WORDS: "note"},
    What.INDICATOR: {
        NAME: "name", WORDS: "note", UNIT: "unit", BASELINE: "baseline", TARGET: "target",
    },
    What.OBSERVATION: {DAY: "on", NAME: "indicator", WORDS: "note", VALUE: "value"},
    What.NEXT_STEP: {WORDS: "words"},
}  # fmt: skip
# Those of them without which it says nothing, and what to write there.
NEEDED = {
    What.ASSESSMENT: {DAY: "the day that it speaks of"},
    What.MILESTONE: {DAY: "the day by which it is due", NAME: "what the milestone is called"},
    What.SIGN_OFF: {DAY: "the day on which it was reached", NAME: "which milestone was reached"},
    What.INDICATOR: {NAME: "what the indicator is called"},
    What.OBSERVATION: {
        DAY: "the day on which it was so",
        NAME: "which indicator was observed",
        VALUE: "what the indicator was",
    },
    What.NEXT_STEP: {WORDS: "what should be done next"},
}
DAYS = (DAY, FIRST_DUE, SAID_ON)
NUMBERS = (VALUE, BASELINE, TARGET)
_SAID = (
    *(WHAT, DAY, NAME, STATUS, WORDS, CONFIDENCE, CLAIMED, STATEMENT),
    *(QUOTATION, DOCUMENT, PAGE, LINK, OWNER, VALUE, UNIT, BASELINE, TARGET),
)
NEW_COLUMNS = (ID, *_SAID)
RECORD_COLUMNS = (ID, RECOMMENDATION, *_SAID, FIRST_DUE, BY, SAID_ON)
_TARGET_DATE = "target date"


def lines_of(decisions: Sequence[Decision]) -> Iterator[dict[str, str]]:
    """What was said of one row, a line each: the cells that say something, by their columns.

    Args:
        decisions: About how far the row is carried out, in the order of the log.
    """
    first_due: dict[str, str] = {}
    for decision in decisions:
        cells = _say(decision)
        if cells[WHAT] == What.MILESTONE:
            cells[FIRST_DUE] = first_due.setdefault(cells[NAME], cells[DAY])
        said_on = decision.decided_at.astimezone(UTC).date()
        cells |= {BY: decision.reviewer, SAID_ON: str(said_on)}
        yield {column: text for column, text in cells.items() if text}


def _say(decision: Decision) -> dict[str, str]:
    """What a decision says, without who said it and when."""
    note = {WORDS: decision.note}
    if assessed := to_assessment(decision):
        return note | _say_assessment(assessed.value, decision.note)
    if decision.kind is Kind.MILESTONE:
        due = read_value(decision, Milestone)
        return note | {WHAT: What.MILESTONE, DAY: str(due.due), NAME: due.name, OWNER: due.owner}
    if decision.kind is Kind.SIGNED_OFF:
        signed = read_value(decision, SignOff)
        return note | {WHAT: What.SIGN_OFF, DAY: str(signed.on), NAME: signed.milestone}
    if decision.kind is Kind.INDICATOR:
        return note | _say_indicator(read_value(decision, Indicator))
    if decision.kind is Kind.OBSERVED:
        seen = read_value(decision, Observation)
        value = _number(seen.value)
        return note | {
            WHAT: What.OBSERVATION, DAY: str(seen.on), NAME: seen.indicator, VALUE: value
        }  # fmt: skip
    what = What.NEXT_STEP if decision.kind is Kind.NEXT_STEP else _TARGET_DATE
    words = "; ".join(filter(None, (decision.value or "none", decision.note)))
    return {WHAT: what, WORDS: words}


def _say_assessment(value: Assessment, note: str) -> dict[str, str]:
    return {
        WHAT: What.ASSESSMENT,
        DAY: str(value.as_of),
        STATUS: value.status,
        WORDS: "; ".join(filter(None, (value.found, note))),
        CONFIDENCE: value.confidence or "",
        CLAIMED: value.claimed,
        STATEMENT: value.statement,
        QUOTATION: value.evidence.quotation,
        DOCUMENT: value.evidence.document,
        PAGE: value.evidence.page,
        LINK: value.evidence.link,
    }


def _say_indicator(value: Indicator) -> dict[str, str]:
    return {
        WHAT: What.INDICATOR,
        NAME: value.name,
        UNIT: value.unit,
        BASELINE: _number(value.baseline),
        TARGET: _number(value.target),
    }


def _number(number: Decimal | None) -> str:
    """As a spreadsheet shows it, without needless noughts."""
    return "" if number is None else f"{number.normalize():f}"
