"""Reminders: what is due, by who is responsible, as text or as e-mails to send."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from typing import TYPE_CHECKING

from pipeline.records import printable
from pipeline.reporting.computing import find_due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.reporting.figures import Due, Row

_OTHER = re.compile(r"[\W_]+")
_LONGEST_NAME = 60


def list_due(rows: Iterable[Row], *, as_of: date, days: int) -> dict[str, list[Due]]:
    """What is overdue, or due within so many days, by responsible body, in their order.

    What several are responsible for stands with each.
    """
    by_body: dict[str, list[Due]] = {}
    for due in find_due(rows, as_of):
        if due.due <= as_of + timedelta(days=days):
            for body in due.responsible:
                by_body.setdefault(body, []).append(due)
    return {body: by_body[body] for body in sorted(by_body)}


def to_lines(due_by_body: Mapping[str, Sequence[Due]]) -> Iterator[str]:
    """The reminders for people, a paragraph for each body."""
    for body, dues in due_by_body.items():
        yield f"{body}: {len(dues)} due"
        yield from (f"  {_line(due)}" for due in dues)


def to_emails(due_by_body: Mapping[str, Sequence[Due]], *, as_of: date) -> dict[str, bytes]:
    """An e-mail for each body, by a file name; whoever sends it adds the address.

    It bears the day that it speaks of, not the time at which it was made.
    """
    made: dict[str, bytes] = {}
    for body, dues in due_by_body.items():
        name = _OTHER.sub("-", body.casefold()).strip("-")[:_LONGEST_NAME] or "body"
        places = [name, *(f"{name}-{number}" for number in range(2, len(made) + 3))]
        place = next(one for one in places if f"{one}.eml" not in made)
        made[f"{place}.eml"] = _write(body, dues, as_of)
    return made


def _write(body: str, dues: Sequence[Due], as_of: date) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"{len(dues)} due as of {as_of}: {printable(body)}"
    message["Date"] = datetime.combine(as_of, time.min, UTC)
    # Mail programs open it as a draft.
    message["X-Unsent"] = "1"
    lines = "\n\n".join(f"- {_line(due)}" for due in dues)
    message.set_content(
        f"To: {printable(body)}\n\nOverdue, or due soon, as of {as_of}:\n\n{lines}\n",
        cte="quoted-printable",
    )
    return message.as_bytes()


def _line(due: Due) -> str:
    number = f"{abs(due.days)} day{'' if abs(due.days) == 1 else 's'}"
    late = f"{number} late" if due.days > 0 else f"in {number}"
    milestone = f"milestone “{due.milestone}”: " if due.milestone else ""
    text = printable(due.text.replace("\n", " "))
    return f"{due.due} ({late})  {due.recommendation_id}  {printable(milestone)}{text}"
