"""Days out of what people write as a target date."""

from __future__ import annotations

import re
from datetime import date

from pipeline.ingest.details.dates import read_date

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_WORD = re.compile(r"(?<!\w)\w")
_LAST_MONTH, _LAST_DAY = 12, 31


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
