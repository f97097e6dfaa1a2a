"""What people write of how far a row is carried out, as choices; what is wrong, field by field."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date  # noqa: TC003 (who makes a record reads its types)
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from pipeline.decisions.log import Kind
from pipeline.decisions.progress import (
    Assessment,
    Evidence,
    Indicator,
    Milestone,
    Observation,
    SignOff,
)
from pipeline.errors import UsageError
from pipeline.reporting.recording import (
    assess,
    observe,
    propose_step,
    set_indicator,
    set_milestone,
    sign_off,
    to_confidence,
    to_day,
    to_number,
    to_past_day,
    to_status,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.decisions.log import Choice
    from pipeline.decisions.progress import Progress
    from pipeline.reporting.recording import Rows

Value = TypeVar("Value")
Default = TypeVar("Default")


class FieldError(UsageError):
    """Some fields say what cannot be recorded.

    Attributes:
        reasons: By the name of the field.
    """

    def __init__(self, reasons: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{name}: {reason}" for name, reason in reasons.items()))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What somebody sent of a row.

    Attributes:
        shown: Rows of which something can be said.
        row: Id of that of which it is.
        known: What is recorded of it.
        today: Nothing can have been seen later.
        sent: What the fields say, by name.
        wrong: What was found to be wrong of them so far, by name.
    """

    shown: Rows
    row: str
    known: Progress
    today: date
    sent: Mapping[str, str]
    wrong: dict[str, str] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """What a field says; line ends as they were before a browser sent them."""
        return self.sent.get(name, "").replace("\r\n", "\n").strip()

    def read(self, name: str, parse: Callable[[str], Value], default: Default) -> Value | Default:
        """What a field says, read; the default where it is empty, or wrong."""
        try:
            return parse(self.text(name)) if self.text(name) else default
        except UsageError as error:
            self.wrong[name] = str(error)
            return default

    def read_past(self, name: str) -> date:
        """The day that a field names, which is none to come; today where it is empty."""
        return self.read(name, partial(to_past_day, today=self.today), self.today)

    def demand(self, name: str, wanted: str) -> None:
        """Find it wrong that a field says nothing."""
        if not self.text(name):
            self.wrong.setdefault(name, f"write {wanted}")


def choose_progress(kind: Kind, report: Report) -> Choice:
    """The choice that was sent, of a kind that says how far a row is carried out.

    Raises:
        FieldError: It cannot be recorded so.
    """
    choose = check_fields(kind, report)
    try:
        return choose()
    except UsageError as error:
        _, main = _READ[kind]
        raise FieldError({main: str(error)}) from error


def check_fields(kind: Kind, report: Report) -> Callable[[], Choice]:
    """What makes the choice, which only what else is known of the row can forbid then.

    Raises:
        FieldError: Fields say what they cannot say.
    """
    read, _ = _READ[kind]
    choose = read(report)
    if report.wrong:
        raise FieldError(report.wrong)
    return choose


def _read_assessment(report: Report) -> Callable[[], Choice]:
    text = report.text
    assessment = Assessment(
        as_of=report.read_past("as_of"),
        status=report.read("status", to_status, ""),
        found=text("found"),
        claimed=report.read("claimed", to_status, ""),
        statement=text("statement"),
        evidence=Evidence(
            quotation=text("quotation"),
            document=text("document"),
            page=text("page"),
            link=text("link"),
        ),
        confidence=report.read("confidence", to_confidence, None),
    )
    return partial(assess, report.shown, report.row, assessment)


def _read_milestone(report: Report) -> Callable[[], Choice]:
    report.demand("name", "what the milestone is called")
    report.demand("due", "the day by which it is to be reached")
    due = report.read("due", partial(to_day, default=report.today), report.today)
    milestone = Milestone(name=report.text("name"), due=due, owner=report.text("owner"))
    return partial(set_milestone, report.shown, report.row, milestone, note=report.text("note"))


def _read_sign_off(report: Report) -> Callable[[], Choice]:
    signed = SignOff(milestone=report.text("milestone"), on=report.read_past("on"))
    note = report.text("note")
    return partial(sign_off, report.shown, report.row, signed, known=report.known, note=note)


def _read_indicator(report: Report) -> Callable[[], Choice]:
    report.demand("name", "what the indicator is called")
    indicator = Indicator(
        name=report.text("name"),
        unit=report.text("unit"),
        baseline=report.read("baseline", to_number, None),
        target=report.read("target", to_number, None),
    )
    return partial(set_indicator, report.shown, report.row, indicator, note=report.text("note"))


def _read_observation(report: Report) -> Callable[[], Choice]:
    report.demand("value", "what the indicator was, as a number")
    observed = Observation(
        indicator=report.text("indicator"),
        on=report.read_past("on"),
        value=report.read("value", to_number, Decimal()),
    )
    note = report.text("note")
    return partial(observe, report.shown, report.row, observed, known=report.known, note=note)


def _read_step(report: Report) -> Callable[[], Choice]:
    words, note = report.text("words"), report.text("note")
    return partial(propose_step, report.shown, report.row, words, note=note)


# How each kind is read, and the field beside which it stands what is wrong with the whole.
_READ: Mapping[Kind, tuple[Callable[[Report], Callable[[], Choice]], str]] = {
    Kind.ASSESSED: (_read_assessment, "status"),
    Kind.MILESTONE: (_read_milestone, "name"),
    Kind.SIGNED_OFF: (_read_sign_off, "milestone"),
    Kind.INDICATOR: (_read_indicator, "name"),
    Kind.OBSERVED: (_read_observation, "indicator"),
    Kind.NEXT_STEP: (_read_step, "words"),
}
