"""The accounts of all, for the secretariat: who may do what, and links to come in by."""

from dataclasses import dataclass
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.errors import UsageError
from pipeline.store.accounts import Account
from pipeline.store.roles import Role
from pipeline.web.pages.signing import Entrance
from pipeline.web.rendering import go_to, render
from pipeline.web.site import Doors
from pipeline.web.visitors import Form, Secretary, Visitor

router = APIRouter()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link that is shown once.

    Attributes:
        name: Who it is for.
        what: What it is for, in words.
        address: Whole, to be sent.
    """

    name: str
    what: str
    address: str


@router.get("/accounts")
def list_accounts(request: Request, doors: Entrance, visitor: Secretary) -> Response:
    """Every account."""
    return _show(request, doors, visitor)


@router.post("/accounts/invite")
def invite(request: Request, doors: Entrance, visitor: Secretary, form: Form) -> Response:
    """Make a link by which somebody makes an account, and show it once."""
    name, group = (str(form.get(field, "")) for field in ("name", "group"))
    token = doors.accounts.invite(
        name, _read_role(form, visitor), group=group, by=_number_of(visitor), now=datetime.now(UTC)
    )
    what = "makes an account, once, within seven days"
    return _show(request, doors, visitor, _link(request, name, what, token))


@router.post("/accounts/{number}/role")
def change_role(doors: Entrance, visitor: Secretary, form: Form, number: int) -> Response:
    """Let an account do what another role may."""
    role, account = _read_role(form, visitor), _find(doors, number)
    if role is not Role.SECRETARIAT:
        _check_not_last(doors, account)
    doors.accounts.set_role(number, role)
    return go_to("/accounts")


@router.post("/accounts/{number}/disable")
def disable(doors: Entrance, _visitor: Secretary, _form: Form, number: int) -> Response:
    """Let nobody use an account any more."""
    _check_not_last(doors, _find(doors, number))
    doors.accounts.disable(number, datetime.now(UTC))
    return go_to("/accounts")


@router.post("/accounts/{number}/reset")
def reset(
    request: Request, doors: Entrance, visitor: Secretary, _form: Form, number: int
) -> Response:
    """Make a link by which somebody sets a new password, and show it once."""
    account = _find(doors, number)
    token = doors.accounts.reset(number, by=_number_of(visitor), now=datetime.now(UTC))
    what = "sets a new password, once, within a day"
    return _show(request, doors, visitor, _link(request, account.name, what, token))


def _show(request: Request, doors: Doors, visitor: Visitor, link: Link | None = None) -> Response:
    every = doors.accounts.everybody()
    return render(
        request,
        visitor,
        "accounts.html",
        title="Accounts",
        accounts=[one for one in every if not one.disabled],
        disabled=[one for one in every if one.disabled],
        given=[role for role in Role if visitor.may(role)],
        groups=sorted({one.group for one in every if one.group}),
        link=link,
    )


def _link(request: Request, name: str, what: str, token: str) -> Link:
    address = f"{request.base_url}invitation/{token}"
    return Link(name=name.strip(), what=what, address=address)


def _read_role(form: Form, visitor: Visitor) -> Role:
    """The role that a form gives.

    Raises:
        UsageError: It is none, or one above the visitor's own.
    """
    said = str(form.get("role", ""))
    if said not in tuple(Role) or not visitor.may(Role(said)):
        raise UsageError(f"{said!r}: is no role that you can give")
    return Role(said)


def _find(doors: Doors, number: int) -> Account:
    found = next((one for one in doors.accounts.everybody() if one.number == number), None)
    if found is None or found.disabled:
        raise UsageError(f"{number}: is no account that can be used")
    return found


def _check_not_last(doors: Doors, account: Account) -> None:
    """Refuse to leave nobody who can invite.

    Raises:
        UsageError: There is no other account for the secretariat.
    """
    others = [
        one
        for one in doors.accounts.everybody()
        if one.role is Role.SECRETARIAT and not one.disabled and one.number != account.number
    ]
    if account.role is Role.SECRETARIAT and not others:
        raise UsageError(
            f"{account.name}: is the last for the secretariat; give somebody else that role first"
        )


def _number_of(visitor: Visitor) -> int | None:
    return visitor.signed.account if visitor.signed else None
