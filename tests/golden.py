"""A small report that is always the same; ``python -m tests.golden`` writes its page anew."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.decisions.log import Choice, Kind, write_value
from pipeline.decisions.progress import (
    Assessment,
    Confidence,
    Evidence,
    Indicator,
    Milestone,
    Observation,
    SignOff,
    progress,
)
from pipeline.reporting.computing import compute
from pipeline.reporting.figures import Earlier, EarlierRow, Row
from pipeline.reporting.html import to_html
from pipeline.reporting.sections import put_into_words
from tests.conftest import make_log

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from pipeline.reporting.contents import Contents

PAGE = Path(__file__).with_name("golden_report.html")
DAY = date(2025, 6, 30)

_DRAWN = re.compile(r"(</desc>).*?(</svg>)", re.DOTALL)
_SVG_SIZE = re.compile(r"<svg [^>]*?(?= role=)")


def said(kind: Kind, names: str, value: DataclassInstance | str) -> Choice:
    """A decision about mentions, which are joined with blanks."""
    text = value if isinstance(value, str) else write_value(value)
    return Choice(kind=kind, mention_ids=tuple(names.split()), value=text)


def make_row(name: str, **fields: object) -> Row:
    """A row of a report; its mention is called as it is, in small letters."""
    values: dict[str, object] = {
        "text": f"Recommendation {name} should be carried out.",
        "category": "Funding",
        "documents": ("Final report (HB/3)",),
        "citation": "Final report (HB/3), para. 1, p. 2",
        "year": 2024,
        "responsible": ("Harbour board",),
        "cost": "",
        "target": "",
        "priority": None,
        "progress": progress([], {name: ()})[name],
    }
    return Row(recommendation_id=name, **values | fields)  # type: ignore[arg-type] # a test's own fields


def make_contents() -> Contents:
    """What is said of six rows, of which the last report knew five, and one that is gone."""
    evidence = Evidence(
        quotation="The lamps <are> lit & checked.",
        document="HB/2025/1",
        page="4",
        link="https://example.org/a?b=1&c=2",
    )
    done = Assessment(
        as_of=date(2025, 3, 1),
        status="completed",
        found="All piers were seen.",
        claimed="completed",
        statement="We lit them.",
        evidence=evidence,
        confidence=Confidence.HIGH,
    )
    claim = Assessment(as_of=date(2025, 5, 1), claimed="completed")
    begun = Assessment(as_of=date(2024, 2, 1), status="ongoing")
    over = Assessment(as_of=date(2023, 2, 1), status="overtaken by events")
    to_start = Assessment(as_of=date(2024, 9, 1), status="to be started")
    late = Assessment(as_of=date(2025, 7, 1), status="completed")
    log = make_log(
        said(Kind.ASSESSED, "a", begun),
        said(Kind.ASSESSED, "a", done),
        said(Kind.ASSESSED, "b", begun),
        said(Kind.ASSESSED, "b", claim),
        said(Kind.ASSESSED, "c", over),
        said(Kind.ASSESSED, "d", to_start),
        said(Kind.ASSESSED, "d", late),
        said(Kind.TARGET_DATE, "b", "2024-12-31"),
        said(Kind.TARGET_DATE, "b", "2025-03-31"),
        said(Kind.MILESTONE, "b", Milestone(name="Draft", due=date(2024, 5, 1), owner="Pilots")),
        said(Kind.MILESTONE, "b", Milestone(name="Draft", due=date(2024, 8, 1))),
        said(Kind.SIGNED_OFF, "b", SignOff(milestone="Draft", on=date(2024, 7, 30))),
        said(Kind.MILESTONE, "d", Milestone(name="Fund", due=date(2025, 1, 31))),
        said(Kind.INDICATOR, "b", Indicator(name="Lamps", baseline=Decimal(4), target=Decimal(20))),
        said(
            Kind.OBSERVED,
            "b",
            Observation(indicator="Lamps", on=date(2025, 1, 1), value=Decimal("9.5")),
        ),
        said(Kind.NEXT_STEP, "d", "Ask the donors <again>."),
    )
    names = ["A", "B", "C", "D", "E", "F"]
    known = progress(log, {name: (name.lower(),) for name in names})
    fields: dict[str, dict[str, object]] = {
        "B": {"responsible": ("Pilots", "Harbour board"), "category": "Participation & access"},
        "D": {
            "priority": 2.5,
            "target": "by the end of 2024",
            "documents": ("Notes", "Final report (HB/3)"),
        },
        "E": {"priority": 7.0, "responsible": (), "category": "", "year": None},
        "F": {"text": "<script>alert(1)</script> should not run.", "cost": "Y", "year": 2023},
    }
    rows = [make_row(name, progress=known[name], **fields.get(name, {})) for name in names]
    statuses = {
        "A": "ongoing",
        "B": "completed",
        "C": "ongoing",
        "D": "to be started",
        "E": "not assessed",
        "X": "ongoing",
    }
    earlier = Earlier(
        as_of=date(2024, 6, 30),
        rows=tuple(
            EarlierRow(recommendation_id=n, text=f"What {n} was.", status=s)
            for n, s in statuses.items()
        ),
    )
    figures = compute(rows, as_of=DAY, earlier=earlier)
    return put_into_words(figures, title="Harbour <report>")


def make_page() -> str:
    """The page, its charts only by what they say, for how they are drawn can change."""
    page = to_html(make_contents()).decode()
    return _SVG_SIZE.sub("<svg", _DRAWN.sub(r"\1\2", page))


if __name__ == "__main__":
    PAGE.write_text(make_page(), encoding="utf-8")
