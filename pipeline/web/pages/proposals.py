"""What was proposed and is to be decided together: where it stands, votes, and the closing."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.board import Row
from pipeline.decisions.log import FIELDS, VOTES, Kind, names_of
from pipeline.decisions.together import Standing, choice_of, close, name_closing, vote
from pipeline.decisions.wording import say_value
from pipeline.errors import UsageError
from pipeline.web.logbook import say_proposed
from pipeline.web.rendering import render
from pipeline.web.site import Site
from pipeline.web.taking import take, take_once, tell_between
from pipeline.web.visitors import Facilitates, Form, Here, Reads, Reviews, Visitor
from pipeline.web.voting import find_closing, find_open, find_standings, stand

router = APIRouter()

_A_PAGE = 20
_MENTIONS = 50
_TAKEN, _NOT_TAKEN = "taken", "not taken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A proposal as the page shows it.

    Attributes:
        stands: Who said what of it.
        says: What would be decided, in words.
        rows: That it is about, each with what its field says now; empty where it is no field.
        mine: What the visitor said of it; empty for nothing yet.
    """

    stands: Standing
    says: str
    rows: list[tuple[Row, str]]
    mine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The part of the open proposals that a page shows.

    Attributes:
        groups: Proposals, those that contradict each other side by side.
        fitting: How many such groups were asked for in all.
        page: From 1.
        show: "mine" for those on which the visitor has not voted, "ready" for those that can
            be taken, else all.
    """

    groups: list[list[Shown]]
    fitting: int
    page: int
    show: str

    @property
    def pages(self) -> int:
        """How many there are; one where there is nothing."""
        return max(1, -(-self.fitting // _A_PAGE))

    def link(self, page: int) -> str:
        """Address of a page of the same."""
        asked = {"show": self.show} if self.show else {}
        query = urlencode(asked | ({"page": str(page)} if page > 1 else {}))
        return f"/proposals?{query}" if query else "/proposals"


@router.get("/proposals")
def list_proposals(
    request: Request, site: Here, visitor: Reads, show: str = "", page: int = 1
) -> Response:
    """Open proposals, those first that were made first."""
    every = find_standings(site)
    wanted = {"mine": waits_for(visitor), "ready": is_ready}.get(show, bool)
    fitting = [group for group in every if any(map(wanted, group))]
    page = max(page, 1)
    shown = fitting[(page - 1) * _A_PAGE : page * _A_PAGE]
    return render(
        request,
        visitor,
        "proposals.html",
        title="Proposals",
        listing=Listing(
            groups=[[_show(site, visitor, one) for one in group] for group in shown],
            fitting=len(fitting),
            page=page,
            show=show,
        ),
        open=sum(map(len, every)),
        rule=site.config.deciding,
        seen=site.known().last,
    )


@router.post("/proposals/{number}/vote")
def cast_vote(request: Request, site: Here, visitor: Reviews, form: Form, number: int) -> Response:
    """Write a vote."""
    ended = find_closing(site.known(), number)
    if ended:
        return tell_between(request, site, visitor, form, ended, is_open=False)
    said, note = (str(form.get(name, "")).strip() for name in ("vote", "note"))
    if said not in VOTES:
        raise UsageError(f"{said!r}: is no vote; choose {', '.join(VOTES)}")
    choice = vote(find_open(site, number), Kind(said), note=note)
    return take(request, site, visitor, form, [choice], back="/proposals", as_said=True)


@router.post("/proposals/{number}/close")
def close_proposal(
    request: Request, site: Here, visitor: Facilitates, form: Form, number: int
) -> Response:
    """Close a proposal, as the group's rule lets it."""
    ended = find_closing(site.known(), number)
    if ended:
        return tell_between(request, site, visitor, form, ended, is_open=False)
    said, note = (str(form.get(name, "")).strip() for name in ("closed", "note"))
    if said not in (_TAKEN, _NOT_TAKEN):
        raise UsageError(f"{said!r}: is no way to close it; choose {_TAKEN} or {_NOT_TAKEN}")
    stands = stand(site, find_open(site, number))
    choice = close(stands, taken=said == _TAKEN, note=note)
    key = name_closing(stands.proposal, site.known().decisions)
    return take_once(request, site, visitor, form, choice, back="/proposals", key=key)


def waits_for(visitor: Visitor) -> Callable[[Standing], bool]:
    """Whether a proposal waits for somebody's vote."""

    def waits(stands: Standing) -> bool:
        return bool(visitor.name) and not _mine(stands, visitor)

    return waits


def is_ready(stands: Standing) -> bool:
    """Whether a proposal can be taken."""
    return not stands.missing


def _mine(stands: Standing, visitor: Visitor) -> str:
    said = {
        Kind.AGREED: stands.agreed,
        Kind.OBJECTED: stands.objected,
        Kind.ABSTAINED: stands.abstained,
    }
    return next((kind.value for kind, names in said.items() if visitor.name in names), "")


def _show(site: Site, visitor: Visitor, stands: Standing) -> Shown:
    known, names = site.known(), site.names
    inner = choice_of(stands.proposal)
    named = [known.moved.get(name, name) for name in names_of(stands.proposal)]
    rows = site.board.rows_with(named[:_MENTIONS])
    is_field = inner.kind in FIELDS
    return Shown(
        stands=stands,
        says=say_proposed(stands.proposal, names),
        rows=[
            (row, say_value(inner.kind, row.says(inner.kind), names) or "nothing")
            if is_field
            else (row, "")
            for row in rows
        ],
        mine=_mine(stands, visitor),
    )
