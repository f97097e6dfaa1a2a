"""Help: the keys, and what the words of the pages mean."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.web.rendering import render
from pipeline.web.visitors import Anybody, Here

router = APIRouter()


@router.get("/help")
def show_help(request: Request, _site: Here, visitor: Anybody) -> Response:
    """Keys and words."""
    return render(request, visitor, "help.html", title="Help and keys")
