"""The front page: how far the review is, what waits for whom, what is new."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.board import AS_SUGGESTED, NOT_YET, OTHERWISE, Board, View
from pipeline.decisions.log import YES
from pipeline.records import Part
from pipeline.store.roles import Role
from pipeline.web.logbook import tell
from pipeline.web.pages.proposals import is_ready, waits_for
from pipeline.web.rendering import render
from pipeline.web.site import Site
from pipeline.web.visitors import Here, Reads, Visitor
from pipeline.web.voting import find_standings

router = APIRouter()

_LATEST = 20
_IN_TABLE = ("relevant", YES)
_CATEGORY_SUGGESTED = (("reviewed", NOT_YET),)
_TO_REVIEW = (("review", YES),)
_NEW = (("since last", "new"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """How far a part of the review is.

    Attributes:
        name: Of what.
        counts: How many are done in each way, and are left, by the style they are drawn in.
    """

    name: str
    counts: dict[str, int]

    @property
    def total(self) -> int:
        """How many there are."""
        return sum(self.counts.values())

    def pieces(self) -> list[tuple[str, float, float]]:
        """Style, start and width of each piece of the bar, in per cent of its length."""
        found, start = [], 0.0
        for style, count in self.counts.items():
            width = 100 * count / self.total if self.total else 0.0
            found.append((style, round(start, 3), round(width, 3)))
            start += width
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something that waits: how much, what, and the page that does it."""

    count: int
    what: str
    link: str


@router.get("/")
def show_front(request: Request, site: Here, visitor: Reads) -> Response:
    """How far the review is, and what waits."""
    if not site.board.is_usable:
        return render(request, visitor, "empty.html", title="Overview")
    known = site.known()
    new = [one for one in known.after(visitor.last_seen) if one.reviewer != visitor.name]
    signed = visitor.signed
    page = render(
        request,
        visitor,
        "front.html",
        title="Overview",
        bars=measure(
            site.board, site.board.fact("edition", str), site.board.fact("decisions", int)
        ),
        tasks=[task for task in _tasks(site, visitor) if task.count],
        new=len(new) if signed else 0,
        entries=tell(new[: -_LATEST - 1 : -1], known, site.board, site.names) if signed else [],
        new_rows=Task(
            count=site.board.count(View(facets=(*_NEW, _IN_TABLE))),
            what="New rows of the last run",
            link=_to_table(_NEW),
        ),
        decisions=len(known.decisions),
    )
    if signed and site.doors and known.last > visitor.last_seen:
        site.doors.accounts.see(signed.account, known.last)
    return page


@lru_cache(maxsize=4)
def measure(board: Board, _edition: str, _decisions: int) -> tuple[Bar, ...]:
    """How far the review is; what it was at an edition of the board and a decision stays so."""
    totals, reviewed, answers = board.parts(View()), board.reviewed(), board.answers()
    bars = []
    for part, name in ((Part.IMPROVEMENT, "Improvements"), (Part.CONSIDERATION, "Considerations")):
        done = {value: reviewed.get((part, value), 0) for value in (OTHERWISE, AS_SUGGESTED)}
        left = totals.get((True, part), 0) - sum(done.values())
        bars.append(
            Bar(
                name=name,
                counts={
                    "changed": done[OTHERWISE],
                    "accepted": done[AS_SUGGESTED],
                    "left": left,
                },
            )
        )
    open_merges = answers.pop("", 0)
    counts = {"changed": sum(answers.values()), "left": open_merges}
    return (*bars, Bar(name="Suggested merges", counts=counts))


def _tasks(site: Site, visitor: Visitor) -> list[Task]:
    """What waits for a visitor, by what they may do."""
    board, found = site.board, []
    if visitor.may(Role.REVIEWER):
        found += [
            Task(
                count=board.answers().get("", 0), what="Suggested merges to decide", link="/merges"
            ),
            _rows(site, "Rows whose category is only suggested", _CATEGORY_SUGGESTED),
            _rows(site, "Rows with something in Review", _TO_REVIEW),
            *_votes(site, visitor),
        ]
    if visitor.may(Role.SECRETARIAT):
        found += [
            Task(count=len(board.fact(name, list[Any])), what=what, link=link)
            for name, what, link in (
                ("conflicts", "Decisions that contradict each other", "/documents/checks"),
                (
                    "orphans",
                    "Decided sentences gone from their documents",
                    "/documents/checks#gone",
                ),
                ("rejections", "Refused documents", "/documents#refused"),
            )
        ]
    return found


def _votes(site: Site, visitor: Visitor) -> list[Task]:
    stands = [one for group in find_standings(site) for one in group]
    mine = sum(map(waits_for(visitor), stands))
    found = [Task(count=mine, what="Proposals without your vote", link="/proposals?show=mine")]
    if visitor.may(Role.FACILITATOR):
        ready = sum(map(is_ready, stands))
        what = "Proposals that can be taken"
        found.append(Task(count=ready, what=what, link="/proposals?show=ready"))
    return found


def _rows(site: Site, what: str, facets: tuple[tuple[str, str], ...]) -> Task:
    count = site.board.count(View(facets=(*facets, _IN_TABLE)))
    return Task(count=count, what=what, link=_to_table(facets))


def _to_table(facets: tuple[tuple[str, str], ...]) -> str:
    return f"/table?{urlencode(facets)}"
