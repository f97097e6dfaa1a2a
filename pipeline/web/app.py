"""The application: its routes, what guards them, and the pages of errors."""

from __future__ import annotations

import os
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

import anyio.to_thread
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

from pipeline import __version__
from pipeline.errors import StocktakeError
from pipeline.web import api
from pipeline.web.guarding import Guard, mark
from pipeline.web.pages import ROUTERS
from pipeline.web.rendering import STATIC, render
from pipeline.web.visitors import Refused, get_visitor

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from pipeline.web.site import Site

# Each thread has a connection of its own to the board; more would only wait for each other.
_THREADS = 8
_HEADINGS = {
    400: "This cannot be done so",
    401: "Please sign in",
    403: "This is not allowed",
    404: "There is no such page",
    405: "This cannot be asked for so",
    410: "This is no row any more",
    413: "This is too large",
    422: "This cannot be read",
}
# Made of nothing that may be what went wrong.
_FAILED = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Something went wrong · Stocktake</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/static/base.css"></head>
<body><main><h1>Something went wrong</h1>
<p>What you asked for could not be done. Whoever keeps this site finds the reason in its log.</p>
<p><a href="/">To the overview</a></p></main></body></html>
"""


def create_app(site: Site, *, secure: bool = False) -> FastAPI:
    """The application for a site.

    Args:
        site: What it shows.
        secure: Whether browsers reach it over TLS.
    """
    app = FastAPI(
        title="Stocktake",
        summary="The reviewed table of recommendations, for programs.",
        version=__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.site = site
    app.state.secure = secure
    app.add_middleware(Guard, hosts=site.hosts, secure=secure)
    for router in ROUTERS:
        app.include_router(router, include_in_schema=False)
    for router in api.ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=STATIC), name="static")
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(StocktakeError, _wrong)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _left)
    # Starlette answers by it outside of the guard, and has the server log the error.
    app.add_exception_handler(Exception, _failed)
    return app


@asynccontextmanager
async def _lifespan(_app: FastAPI) -> AsyncIterator[None]:
    anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
    yield


def _refused(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, Refused) else 403
    return _tell(request, status, str(error))


def _wrong(request: Request, error: Exception) -> Response:
    # Where the workspace lies on the machine is nobody's concern who only has a browser.
    workspace = request.app.state.site.workspace
    lies = f"{workspace}{os.sep}" if workspace.is_absolute() else ""
    return _tell(request, 400, str(error).removeprefix(lies))


def _unreadable(request: Request, error: Exception) -> Response:
    wrong = error.errors() if isinstance(error, RequestValidationError) else ()
    places = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong)
    return _tell(request, 422, places)


def _left(_request: Request, _error: Exception) -> Response:
    """Nobody is there to read it: who asked left before all was sent."""
    return Response(status_code=400)


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    reason = error.detail if isinstance(error, HTTPException) else ""
    # What nobody said is in the words of the protocol, which help no reader.
    return _tell(request, status, "" if reason == HTTPStatus(status).phrase else reason)


def _failed(request: Request, _error: Exception) -> Response:
    response: Response = HTMLResponse(_FAILED, 500)
    if _is_for_programs(request):
        response = JSONResponse({"error": "it could not be done; see the log of the site"}, 500)
    mark(response.headers, request.url.path, secure=request.app.state.secure)
    return response


def _tell(request: Request, status: int, reason: str) -> Response:
    if _is_for_programs(request):
        return JSONResponse({"error": reason or _HEADINGS.get(status, "")}, status)
    visitor = get_visitor(request)
    heading = _HEADINGS.get(status, "Something went wrong")
    asked = f"{request.url.path}?{request.url.query}".rstrip("?")
    return render(
        request,
        visitor,
        "error.html",
        status=status,
        heading=heading,
        reason=reason,
        title=heading,
        back=asked if request.method == "GET" else "/",
        was_form=request.method == "POST",
    )


def _is_for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/")
