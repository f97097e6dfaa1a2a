"""The description of the API, for programs and for people."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from pipeline.web.rendering import render
from pipeline.web.visitors import Anybody

router = APIRouter()


@router.get("/api/openapi.json", include_in_schema=False)
def get_description(request: Request) -> JSONResponse:
    """OpenAPI's description of every route of the API."""
    return JSONResponse(request.app.openapi())


@router.get("/api", include_in_schema=False)
def show_description(request: Request, visitor: Anybody) -> Response:
    """The same for people."""
    return render(request, visitor, "api.html", title="API", described=request.app.openapi())
