"""Who asks, what they may do, and that a form was sent from a page of ours.

Not annotated lazily: FastAPI reads the annotations of routes.
"""

import hashlib
import hmac
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from starlette.datastructures import FormData

from pipeline.store.roles import Role, Signed
from pipeline.web.site import Site

SESSION, VISIT = "stocktake_session", "stocktake_visit"
TOKEN_FIELD = "token"  # noqa: S105 (the name of a field)
# A form of the pages has less; documents that are uploaded come one form each.
_MOST_FILES, _MOST_FIELDS = 20, 2_000


class Refused(Exception):  # noqa: N818 (no error of the program)
    """Somebody may not do what they asked for.

    Attributes:
        status: 401 where signing in would help, else 403.
    """

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who asks.

    Attributes:
        name: In the log; empty for who is not signed in.
        role: What they may do; None where they may see only what is public.
        group: Their stakeholder group.
        csrf: What each of their forms brings along.
        last_seen: Number of the last decision that they were shown.
        signed: Their account; None for the one reviewer on this machine, and for the public.
    """

    name: str = ""
    role: Role | None = None
    group: str = ""
    csrf: str
    last_seen: int = 0
    signed: Signed | None = None

    def may(self, role: Role) -> bool:
        """Whether they may do what a role may."""
        return self.role is not None and self.role.may(role)


def get_site(request: Request) -> Site:
    """The site that answers."""
    site: Site = request.app.state.site
    return site


def get_visitor(request: Request) -> Visitor:
    """Who asks, by the session that their browser keeps."""
    site = get_site(request)
    csrf = hashlib.sha256(request.state.visit.encode()).hexdigest()
    if site.doors is None:
        return Visitor(name=site.reviewer, role=Role.SECRETARIAT, csrf=csrf)
    signed = site.doors.sessions.who(request.cookies.get(SESSION, ""), datetime.now(UTC))
    if signed is None:
        return Visitor(csrf=csrf)
    return Visitor(
        name=signed.name,
        role=signed.role,
        group=signed.group,
        csrf=signed.csrf,
        last_seen=signed.last_seen,
        signed=signed,
    )


def may_read(request: Request, visitor: Annotated[Visitor, Depends(get_visitor)]) -> Visitor:
    """Who asks, where they may read: with an account, or where the group lets everybody."""
    if visitor.role is None and not get_site(request).config.web.public:
        raise Refused(401, "sign in to see this")
    return visitor


def need(role: Role) -> Callable[[Visitor], Visitor]:
    """A dependency that lets in who may do what a role may."""

    def let_in(visitor: Annotated[Visitor, Depends(get_visitor)]) -> Visitor:
        if visitor.role is None:
            raise Refused(401, "sign in to do this")
        if not visitor.may(role):
            raise Refused(403, f"this needs the role {role}; you are {visitor.role}")
        return visitor

    let_in.role = role  # type: ignore[attr-defined] # read by the audit of routes
    return let_in


async def read_form(
    request: Request, visitor: Annotated[Visitor, Depends(get_visitor)]
) -> AsyncIterator[FormData]:
    """The form that was sent, from a page of ours; its files are closed after the answer.

    Raises:
        Refused: It was sent from elsewhere, or from a page of a session that has ended.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    async with request.form(max_files=_MOST_FILES, max_fields=_MOST_FIELDS) as form:
        sent = str(form.get(TOKEN_FIELD, ""))
        if site not in ("same-origin", "none") or not hmac.compare_digest(
            sent.encode(), visitor.csrf.encode()
        ):
            raise Refused(403, "the form is not from this page as it is now; load the page again")
        yield form


Here = Annotated[Site, Depends(get_site)]
Anybody = Annotated[Visitor, Depends(get_visitor)]
Reads = Annotated[Visitor, Depends(may_read)]
Reviews = Annotated[Visitor, Depends(need(Role.REVIEWER))]
Facilitates = Annotated[Visitor, Depends(need(Role.FACILITATOR))]
Secretary = Annotated[Visitor, Depends(need(Role.SECRETARIAT))]
Form = Annotated[FormData, Depends(read_form)]
