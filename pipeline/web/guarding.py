"""What holds for every answer: which hosts are answered, how large a question may be, headers."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from pipeline.web.visitors import VISIT

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No script but ours, from a file; nothing from elsewhere; in no frame; forms to us alone.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
# Documents are large, and only who may send them is listened to for so long; whatever else is
# sent may be read before it is known who sends it.
_UPLOADS = "/documents"
_MOST_BYTES, _MOST_UPLOADED, _MOST_DIGITS = 4_000_000, 1_050_000_000, 15
_TOO_LARGE, _MISDIRECTED = 413, 421
_A_YEAR = 31_536_000


class Guard:
    """Lets in what is asked of this site, and marks every answer.

    Args:
        app: What answers.
        hosts: Names by which the site may be asked for; none where any may. Without this a
            page from elsewhere could ask a site on this machine by a name of its own.
        secure: Whether browsers ask over TLS, so that cookies may be told to need it.
    """

    def __init__(self, app: ASGIApp, *, hosts: frozenset[str], secure: bool) -> None:
        self._app = app
        self._hosts = hosts
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one question."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        visit = request.cookies.get(VISIT, "")
        fresh = not visit
        scope.setdefault("state", {})["visit"] = visit = visit or secrets.token_urlsafe(32)

        async def send_marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                mark(headers, scope["path"], secure=self._secure)
                if fresh:
                    headers.append("set-cookie", self._cookie(visit))
            await send(message)

        refusal = self._refuse(request)
        if refusal:
            await refusal(scope, receive, send_marked)
        else:
            await self._app(scope, _counting(receive, _limit(request)), send_marked)

    def _refuse(self, request: Request) -> PlainTextResponse | None:
        host = _host_of(request)
        if self._hosts and host not in self._hosts:
            return PlainTextResponse(f"{host}: this site does not go by that name", _MISDIRECTED)
        length, most = request.headers.get("content-length", "0"), _limit(request)
        if not length.isdecimal() or len(length) > _MOST_DIGITS or int(length) > most:
            return PlainTextResponse(_say_too_large(most), _TOO_LARGE)
        return None

    def _cookie(self, visit: str) -> str:
        secure = "; Secure" if self._secure else ""
        return f"{VISIT}={visit}; Path=/; HttpOnly; SameSite=Lax; Max-Age={_A_YEAR}{secure}"


def mark(headers: MutableHeaders, path: str, *, secure: bool) -> None:
    """Give an answer the headers that every one has.

    Args:
        headers: Of the answer; those that it has stay.
        path: That was asked for.
        secure: Whether browsers are to ask over TLS alone from now on.
    """
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)
    if not path.startswith("/static/"):
        headers["cache-control"] = "no-store"
    if secure:
        headers.setdefault("strict-transport-security", f"max-age={_A_YEAR}")


def _host_of(request: Request) -> str:
    """The name by which the site is asked for, without port."""
    try:
        return urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        return ""


def _limit(request: Request) -> int:
    """How many bytes a question may have."""
    uploads = request.method == "POST" and request.url.path == _UPLOADS
    return _MOST_UPLOADED if uploads else _MOST_BYTES


def _say_too_large(most: int) -> str:
    return f"more than {most:,} bytes at once are refused"


def _counting(receive: Receive, most: int) -> Receive:
    """What is received, until it is too much; not everybody says beforehand how much it is."""
    received = 0

    async def receive_some() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPException(_TOO_LARGE, _say_too_large(most))
        return message

    return receive_some
