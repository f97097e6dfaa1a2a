"""New documents, and the run that reads them: sent, watched, and what came of it."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.board import View
from pipeline.records import Rejection
from pipeline.web.receiving import receive
from pipeline.web.rendering import go_to, render
from pipeline.web.visitors import Form, Here, Reads, Reviews, Secretary

router = APIRouter()

_SHOWN = 50


@router.post("/documents")
def take_files(request: Request, site: Here, visitor: Secretary, form: Form) -> Response:
    """Take files into the corpus and begin a run; where some were refused, say why."""
    added, refused = receive(site.workspace, form)
    if added:
        site.runs.begin()
    if not refused:
        return go_to("/run")
    return render(
        request,
        visitor,
        "refused.html",
        status=200 if added else 400,
        title="Some files were refused" if added else "Nothing was added",
        added=added,
        refused=refused,
    )


@router.get("/run")
def show_run(request: Request, site: Here, visitor: Reads) -> Response:
    """How far the run is, or what the last one brought."""
    board, progress = site.board, site.runs.progress
    found = {
        change: View(facets=(("since last", change), ("relevant", "yes")), count=_SHOWN)
        for change in (("new", "changed") if board.is_usable else ())
    }
    return render(
        request,
        visitor,
        "run.html",
        title="Documents are being processed" if progress.ended is None else "The last run",
        progress=progress,
        changes=[(change, board.count(view), board.find(view)) for change, view in found.items()],
        rejections=board.fact("rejections", tuple[Rejection, ...]) if board.is_usable else (),
    )


@router.post("/run")
def begin_run(site: Here, _visitor: Reviews, _form: Form) -> Response:
    """Begin a run."""
    site.runs.begin()
    return go_to("/run")
