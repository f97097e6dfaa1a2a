"""Coming in: signing in and out, invitations, one's own account, and the accounts of all."""

from datetime import UTC, datetime
from math import ceil
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipeline.errors import UsageError
from pipeline.store.passwords import SHORTEST
from pipeline.store.roles import Role, Signed
from pipeline.store.sessions import WHOLE
from pipeline.store.throttle import Refusal
from pipeline.web.rendering import go_to, render
from pipeline.web.site import Doors
from pipeline.web.visitors import SESSION, Anybody, Form, Here, Visitor, need

router = APIRouter()

_WRONG, _UNPROVED, _TOO_OFTEN = 400, 401, 429
_A_MINUTE = 60


def _get_doors(site: Here) -> Doors:
    """How people come in; where there is one reviewer, on this machine, no page is about it."""
    if site.doors is None:
        raise HTTPException(404)
    return site.doors


def _get_signed(visitor: Annotated[Visitor, Depends(need(Role.READER))]) -> Signed:
    if visitor.signed is None:
        raise HTTPException(404)
    return visitor.signed


# The first of these stands before who asks, so that without doors there is no such page.
Entrance = Annotated[Doors, Depends(_get_doors)]
SignedIn = Annotated[Visitor, Depends(need(Role.READER))]
Own = Annotated[Signed, Depends(_get_signed)]


@router.get("/sign-in")
def show_sign_in(request: Request, _doors: Entrance, visitor: Anybody, next: str = "/") -> Response:  # noqa: A002 (the name in the address)
    """Where people sign in."""
    if visitor.signed:
        return go_to(next)
    return _ask_to_sign_in(request, visitor, place=next)


@router.post("/sign-in")
def sign_in(request: Request, doors: Entrance, visitor: Anybody, form: Form) -> Response:
    """Begin a session; the one that the browser had ends."""
    name, password, place = (_read(form, field) for field in ("name", "password", "next"))
    found = doors.sessions.sign_in(name, password, address=_address(request), now=_now())
    if isinstance(found, Refusal):
        return _ask_to_sign_in(request, visitor, place=place, name=name, refusal=found)
    doors.sessions.sign_out(request.cookies.get(SESSION, ""))
    return _let_in(request, found, place or "/")


@router.post("/sign-out")
def sign_out(request: Request, doors: Entrance, _visitor: Anybody, _form: Form) -> Response:
    """End the session."""
    doors.sessions.sign_out(request.cookies.get(SESSION, ""))
    return _let_out(request)


@router.get("/invitation/{token}")
def show_invitation(request: Request, doors: Entrance, visitor: Anybody, token: str) -> Response:
    """What a link is for."""
    return _ask_to_accept(request, doors, visitor, token)


@router.post("/invitation/{token}")
def accept_invitation(
    request: Request, doors: Entrance, visitor: Anybody, form: Form, token: str
) -> Response:
    """Make the account, or set the password, that a link is for."""
    sign_in_name, name, password, again = (
        _read(form, field) for field in ("sign_in", "name", "password", "again")
    )
    opened = doors.accounts.read_invitation(token, _now())
    try:
        _check_same(password, again)
        if opened.account is not None:
            session = doors.accounts.set_password(token, password, _now())
        else:
            session = doors.accounts.accept(
                token, sign_in=sign_in_name, name=name, password=password, now=_now()
            )
    except UsageError as error:
        given = {"sign_in": sign_in_name, "name": name}
        return _ask_to_accept(request, doors, visitor, token, given=given, wrong=str(error))
    return _let_in(request, session, "/")


@router.get("/account")
def show_account(request: Request, doors: Entrance, visitor: SignedIn, own: Own) -> Response:
    """One's own account."""
    return _show_account(request, doors, visitor, own)


@router.post("/account/password")
def change_password(
    request: Request, doors: Entrance, visitor: SignedIn, own: Own, form: Form
) -> Response:
    """Set another password; all sessions but this one end."""
    old, password, again = (_read(form, field) for field in ("old", "password", "again"))
    try:
        _check_same(password, again)
        found = doors.sessions.change_password(
            own, old, password, address=_address(request), now=_now()
        )
    except UsageError as error:
        return _show_account(request, doors, visitor, own, wrong=str(error))
    if isinstance(found, Refusal):
        wrong = _say(found, "The present password is not right.")
        return _show_account(request, doors, visitor, own, wrong=wrong)
    return _let_in(request, found, "/account")


@router.post("/account/sign-out-everywhere")
def sign_out_everywhere(
    request: Request, doors: Entrance, _visitor: SignedIn, own: Own, _form: Form
) -> Response:
    """End every session of the account, this one too."""
    doors.sessions.sign_out_everywhere(own.account)
    return _let_out(request)


@router.post("/account/tokens")
def make_token(
    request: Request, doors: Entrance, visitor: SignedIn, own: Own, form: Form
) -> Response:
    """Make a token for a program, and show it once."""
    label = _read(form, "label")
    made = doors.tokens.create(own.account, label, _now())
    return _show_account(request, doors, visitor, own, made=(label.strip(), made))


@router.post("/account/tokens/{number}/revoke")
def revoke_token(
    doors: Entrance, _visitor: SignedIn, own: Own, _form: Form, number: int
) -> Response:
    """Let a token hold no more."""
    doors.tokens.revoke(own.account, number, _now())
    return go_to("/account")


def _ask_to_sign_in(
    request: Request,
    visitor: Visitor,
    *,
    place: str,
    name: str = "",
    refusal: Refusal | None = None,
) -> Response:
    wrong = _say(refusal, "The name or the password is not right.") if refusal else ""
    waiting = refusal.seconds if refusal else 0
    status = _TOO_OFTEN if waiting else _UNPROVED if refusal else 200
    page = render(
        request,
        visitor,
        "sign_in.html",
        status=status,
        title="Sign in",
        place=place,
        typed=name,
        wrong=wrong,
    )
    if waiting:
        page.headers["retry-after"] = str(waiting)
    return page


def _ask_to_accept(
    request: Request,
    doors: Doors,
    visitor: Visitor,
    token: str,
    *,
    given: dict[str, str] | None = None,
    wrong: str = "",
) -> Response:
    opened = doors.accounts.read_invitation(token, _now())
    return render(
        request,
        visitor,
        "invitation.html",
        status=_WRONG if wrong else 200,
        title="New password" if opened.account else "Your account",
        invitation=opened,
        given=given or {"sign_in": "", "name": opened.name},
        wrong=wrong,
        shortest=SHORTEST,
    )


def _show_account(
    request: Request,
    doors: Doors,
    visitor: Visitor,
    own: Signed,
    *,
    wrong: str = "",
    made: tuple[str, str] = ("", ""),
) -> Response:
    """One's own account.

    Args:
        request: What was asked.
        doors: How people come in.
        visitor: Who asked.
        own: Their account.
        wrong: Why the password was not changed.
        made: Label and text of a token that was just made.
    """
    return render(
        request,
        visitor,
        "account.html",
        status=_WRONG if wrong else 200,
        title="Your account",
        own=own,
        tokens=[token for token in doors.tokens.of(own.account) if not token.revoked],
        wrong=wrong,
        made=made,
        shortest=SHORTEST,
    )


def _let_in(request: Request, session: str, place: str) -> Response:
    answer = go_to(place)
    answer.set_cookie(
        SESSION,
        session,
        max_age=int(WHOLE.total_seconds()),
        path="/",
        secure=request.app.state.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def _let_out(request: Request) -> Response:
    answer = go_to("/sign-in")
    secure = request.app.state.secure
    answer.delete_cookie(SESSION, path="/", secure=secure, httponly=True, samesite="lax")
    return answer


def _say(refusal: Refusal, otherwise: str) -> str:
    """Why nobody was let in."""
    if not refusal.seconds:
        return otherwise
    minutes = ceil(refusal.seconds / _A_MINUTE)
    unit = "minute" if minutes == 1 else "minutes"
    return f"Too many tries failed. Wait {minutes} {unit}, then try again."


def _check_same(password: str, again: str) -> None:
    if password != again:
        raise UsageError("the two passwords are not the same; write the new one twice")


def _read(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _address(request: Request) -> str:
    """Of the machine that asks; a server in front is believed where uvicorn was told so."""
    return request.client.host if request.client else ""


def _now() -> datetime:
    return datetime.now(UTC)
