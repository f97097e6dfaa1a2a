"""Who asks by the API: a token of an account, or the one reviewer on this machine.

Not annotated lazily: FastAPI reads the annotations of routes.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from pipeline.store.roles import Role
from pipeline.web.visitors import Refused, Visitor, get_site

_bearer = HTTPBearer(auto_error=False, description="A token of your account, from its page.")
_Sent = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def get_caller(request: Request, sent: _Sent) -> Visitor:
    """Who asks; a browser's session counts for nothing here, so no page can misuse one.

    Raises:
        Refused: The token holds no more, or a page from elsewhere asks.
    """
    site = get_site(request)
    if request.headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
        raise Refused(403, "pages from elsewhere cannot ask this")
    if site.doors is None:
        return Visitor(name=site.reviewer, role=Role.SECRETARIAT, csrf="")
    if sent is None:
        return Visitor(csrf="")
    signed = site.doors.tokens.who(sent.credentials, datetime.now(UTC))
    if signed is None:
        raise Refused(401, "the token holds no more, or never did; make one on the account's page")
    return Visitor(
        name=signed.name,
        role=signed.role,
        group=signed.group,
        csrf="",
        last_seen=signed.last_seen,
        signed=signed,
    )


def _may_read(request: Request, caller: Annotated[Visitor, Depends(get_caller)]) -> Visitor:
    if caller.role is None and not get_site(request).config.web.public:
        raise Refused(401, "send a token of an account: Authorization: Bearer TOKEN")
    return caller


def _need(role: Role) -> Callable[[Visitor], Visitor]:
    def let_in(caller: Annotated[Visitor, Depends(get_caller)]) -> Visitor:
        if caller.role is None:
            raise Refused(401, "send a token of an account: Authorization: Bearer TOKEN")
        if not caller.may(role):
            raise Refused(403, f"this needs the role {role}; you are {caller.role}")
        return caller

    return let_in


Reads = Annotated[Visitor, Depends(_may_read)]
Reviews = Annotated[Visitor, Depends(_need(Role.REVIEWER))]
Facilitates = Annotated[Visitor, Depends(_need(Role.FACILITATOR))]
