"""How far recommendations are carried out: of all of them, and what people record of one."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from pipeline.board import BodyDue, DueLine
from pipeline.decisions.log import Kind
from pipeline.records import STATUSES
from pipeline.reporting.computing import NOBODY
from pipeline.reporting.entering import FieldError, Report, choose_progress
from pipeline.reporting.recording import sets_status
from pipeline.web.asked import NOTHING
from pipeline.web.evidence import MOST_COUNTED, count_waiting
from pipeline.web.pages.rows import show_page
from pipeline.web.pages.table import find_row
from pipeline.web.progressing import find_record
from pipeline.web.recording import Entered
from pipeline.web.rendering import render
from pipeline.web.site import Site
from pipeline.web.taking import take
from pipeline.web.totals import STYLES, add_up
from pipeline.web.visitors import Form, Here, Reads, Reviews

router = APIRouter()

AHEAD = (30, 90, 365)
_A_PAGE, _MOST_BODIES = 50, 100
_MOST_PAGE = 10**9


class What(StrEnum):
    """What of progress is recorded, as addresses have it."""

    ASSESSMENT = "assessment"
    MILESTONE = "milestone"
    SIGN_OFF = "sign-off"
    INDICATOR = "indicator"
    OBSERVATION = "observation"
    NEXT_STEP = "next-step"


KINDS = {
    What.ASSESSMENT: Kind.ASSESSED,
    What.MILESTONE: Kind.MILESTONE,
    What.SIGN_OFF: Kind.SIGNED_OFF,
    What.INDICATOR: Kind.INDICATOR,
    What.OBSERVATION: Kind.OBSERVED,
    What.NEXT_STEP: Kind.NEXT_STEP,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of what is late or due soon.

    Attributes:
        body: Whose, as addresses have it; empty for that of all.
        days: How many days ahead.
        page: From 1.
        late: How much of it is late; what several have to do counts with each.
        soon: How much is still to come.
        lines: Of the page.
    """

    today: date
    body: str
    days: int
    page: int
    late: int
    soon: int
    lines: list[DueLine]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-(self.late + self.soon) // _A_PAGE))

    def link(self, page: int) -> str:
        """The address of another page of it."""
        return self._to(self.body, page)

    def of(self, body: str) -> str:
        """The address of what a body has to do."""
        return self._to(body or NOTHING, 1)

    def _to(self, body: str, page: int) -> str:
        usual = {"body": "", "days": AHEAD[0], "page": 1}
        asked = {"body": body, "days": self.days, "page": page}
        query = urlencode({name: said for name, said in asked.items() if said != usual[name]})
        return f"/progress?{query}#due" if query else "/progress#due"


@router.get("/progress")
def show_progress(
    request: Request,
    site: Here,
    visitor: Reads,
    body: str = "",
    days: Annotated[int, Query(ge=0, le=36_500)] = AHEAD[0],
    page: Annotated[int, Query(ge=1, le=_MOST_PAGE)] = 1,
) -> Response:
    """How far all recommendations are carried out, and what is due of whom."""
    site.known()
    today = site.today
    bodies = site.board.bodies_due(today, today + timedelta(days=days))
    bodies.sort(key=lambda one: (-one.late, -one.soon, one.body))
    return render(
        request,
        visitor,
        "progress.html",
        title="Progress",
        totals=add_up(site),
        to_judge=count_waiting(site),
        most=MOST_COUNTED,
        statuses=list(zip(STATUSES, STYLES, strict=True)),
        bodies=bodies[:_MOST_BODIES],
        more=max(0, len(bodies) - _MOST_BODIES),
        listing=_list(site, bodies, body, days, page),
        ahead=AHEAD,
        nobody=NOBODY,
    )


@router.post("/rows/{name}/progress/{what}")
def record_progress(
    request: Request, site: Here, visitor: Reviews, form: Form, name: str, what: What
) -> Response:
    """Write what was found, claimed, planned or observed of a row."""
    site.known()
    row = find_row(site, name)
    sent = {key: text for key, text in form.items() if isinstance(text, str)}
    known = find_record(site, row).known
    report = Report(shown=site.board, row=row.id, known=known, today=site.today, sent=sent)
    try:
        choice = choose_progress(KINDS[what], report)
    except FieldError as error:
        entered = Entered(what=what, sent=sent, wrong=error.reasons)
        return show_page(request, site, visitor, row, entered=entered)
    back = f"/rows/{row.id}#progress"
    as_said = not sets_status(choice)
    return take(request, site, visitor, form, [choice], back=back, as_said=as_said)


def _list(site: Site, bodies: list[BodyDue], body: str, days: int, page: int) -> Listing:
    """The page of what a body has to do, or all have."""
    whose = ("" if body == NOTHING else body) if body else None
    counted = [one for one in bodies if whose is None or one.body == whose]
    late, soon = (sum(getattr(one, name) for one in counted) for name in ("late", "soon"))
    page = min(page, max(1, -(-(late + soon) // _A_PAGE)))
    lines = site.board.dues(
        site.today + timedelta(days=days), body=whose, start=(page - 1) * _A_PAGE, count=_A_PAGE
    )
    return Listing(
        today=site.today, body=body, days=days, page=page, late=late, soon=soon, lines=lines
    )
