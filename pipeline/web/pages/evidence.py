"""What later documents suggest of how far rows are carried out, for people to judge."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from pipeline.decisions.progress import Confidence
from pipeline.records import STATUSES
from pipeline.web.evidence import MOST_COUNTED, ToJudge, count_waiting, list_waiting
from pipeline.web.rendering import go_to, render
from pipeline.web.runs import Work
from pipeline.web.visitors import Form, Here, Reads, Reviews

router = APIRouter()

_A_PAGE = 20
_MOST_PAGE = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of the rows that wait to be judged.

    Attributes:
        waiting: How many there are, as far as they are counted.
        page: From 1.
        shown: Those of the page.
    """

    waiting: int
    page: int
    shown: list[ToJudge]

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return _count_pages(self.waiting)

    def link(self, page: int) -> str:
        """The address of another page of it."""
        return f"/progress/evidence?page={page}" if page > 1 else "/progress/evidence"


@router.get("/progress/evidence")
def list_evidence(
    request: Request,
    site: Here,
    visitor: Reads,
    page: Annotated[int, Query(ge=1, le=_MOST_PAGE)] = 1,
) -> Response:
    """The rows of which the evidence says something else than people did, the surest first."""
    last = site.known().last
    waiting = count_waiting(site)
    page = min(page, _count_pages(waiting))
    shown = list_waiting(site, start=(page - 1) * _A_PAGE, count=_A_PAGE)
    searched, new = site.board.evidence.count_documents()
    return render(
        request,
        visitor,
        "evidence.html",
        title="Evidence to judge",
        listing=Listing(waiting=waiting, page=page, shown=shown),
        most=MOST_COUNTED,
        searched=searched,
        new=new,
        confidences=tuple(Confidence),
        statuses=STATUSES,
        seen=last,
    )


@router.post("/progress/evidence")
def look_for_evidence(site: Here, _visitor: Reviews, _form: Form) -> Response:
    """Begin to look for evidence in the documents."""
    site.runs.begin(Work.EVIDENCE)
    return go_to("/run")


def _count_pages(waiting: int) -> int:
    return max(1, -(-waiting // _A_PAGE))
