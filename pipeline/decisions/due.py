"""What of a row is to be done by which day, and by whom."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from pipeline.decisions.progress import status_at
from pipeline.ingest.details.dates import read_date
from pipeline.records import STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.decisions.progress import Progress

COMPLETED, ONGOING, TO_BE_STARTED, OVERTAKEN, _ = STATUSES
# What nobody has to do anything about any more.
CLOSED = frozenset((COMPLETED, OVERTAKEN))

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"(?<!\w)\w")
_LAST_MONTH, _LAST_DAY = 12, 31
_MOST_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Something of a row that is to be done.

    Attributes:
        milestone: Its name; empty where the recommendation itself is due.
        day: The last on which it is not late.
        bodies: Who is to do it; nobody where nobody is named.
    """

    milestone: str
    day: date
    bodies: tuple[str, ...]


def find_owed(
    progress: Progress, *, target: str, bodies: tuple[str, ...], as_of: date = date.max
) -> Iterator[Owed]:
    """What of an open row has a day; nothing of one that is completed or overtaken by events.

    Args:
        progress: What people said of it.
        target: By when, as its documents say it; what people decided counts instead.
        bodies: Who is responsible for the row; a milestone's owner counts instead.
        as_of: Findings and sign-offs of later days do not count.
    """
    if status_at(progress.assessments, as_of) in CLOSED:
        return
    day = last_day(targets_of(progress, target)[1])
    if day:
        yield Owed(milestone="", day=day, bodies=bodies)
    for record in progress.milestones:
        if not any(signed.value.on <= as_of for signed in record.sign_offs):
            milestone = record.milestone
            owner = (milestone.owner,) if milestone.owner else bodies
            yield Owed(milestone=milestone.name, day=milestone.due, bodies=owner)


def bodies_in(responsible: str) -> tuple[str, ...]:
    """The bodies that the column *Responsible* names, each once."""
    return tuple(dict.fromkeys(filter(None, map(str.strip, responsible.split(";")))))


def targets_of(progress: Progress, target: str) -> tuple[str, str]:
    """The target date as it was first, and as it is now."""
    decided = [decision.value for decision in progress.targets] or [target]
    return decided[0], decided[-1]


@functools.lru_cache(maxsize=_MOST_KEPT)
def last_day(text: str) -> date | None:
    """The last day that a target date allows; None where it names no year.

    A year without a day allows all of it, and of several days the last one counts, so that
    nothing is called overdue too early.
    """
    found: list[date] = []
    end = 0
    for place in (match.start() for match in _WORD.finditer(text)):
        read = read_date(text, place) if place >= end else None
        if read:
            day, end = read
            found.append(day)
            # What is read is not read again as a year by itself.
            text = text[:place] + " " * (end - place) + text[end:]
    years = (int(year) for year in _YEAR.findall(text))
    return max([*found, *(date(year, _LAST_MONTH, _LAST_DAY) for year in years)], default=None)
