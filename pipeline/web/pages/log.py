"""The log: who decided what, when and why, to be read, taken away and undone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response, StreamingResponse

from pipeline.board import KnownLog
from pipeline.decisions.agreement import Agreement, measure_agreement
from pipeline.decisions.log import Kind, names_of, to_json_line
from pipeline.decisions.state import fold
from pipeline.errors import UsageError
from pipeline.web.deciding import write_as_said
from pipeline.web.logbook import Asked, Entry, later, pick, tell
from pipeline.web.rendering import go_to, render
from pipeline.web.taking import KEY, NEXT
from pipeline.web.undoing import choose_undo, find_way
from pipeline.web.visitors import Form, Here, Reads, Reviews

router = APIRouter()

_A_PAGE = 50
_LONGEST_KEY = 100
_MENTIONS = 20
_LINES_AT_ONCE = 500
_LONGEST_NUMBER = 15
_ASKED = ("reviewer", "kind", "row", "since")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The part of the log that a page shows.

    Attributes:
        entries: The newest first.
        fitting: How many were asked for in all.
        page: From 1.
        chosen: What was asked for, as the address says it.
    """

    entries: list[Entry]
    fitting: int
    page: int
    chosen: dict[str, str]

    @property
    def pages(self) -> int:
        """How many there are; one where there is nothing."""
        return max(1, -(-self.fitting // _A_PAGE))

    def link(self, page: int) -> str:
        """Address of a page of what was asked for."""
        number = {"page": str(page)} if page > 1 else {}
        query = urlencode(self.chosen | number)
        return f"/log?{query}" if query else "/log"


@router.get("/log")
def show_log(request: Request, site: Here, visitor: Reads, page: int = 1) -> Response:
    """Decisions, the newest first."""
    known = site.known()
    asked = {name: request.query_params.get(name, "") for name in _ASKED}
    chosen = {name: value for name, value in asked.items() if value}
    fitting = pick(known, site.board, _read_asked(asked))
    page = max(page, 1)
    shown = fitting[(page - 1) * _A_PAGE : page * _A_PAGE]
    entries = tell(shown, known, site.board, site.names)
    return render(
        request,
        visitor,
        "log.html",
        title="Log",
        listing=Listing(entries=entries, fitting=len(fitting), page=page, chosen=chosen),
        every=len(known.decisions),
        reviewers=sorted({decision.reviewer for decision in known.decisions}),
        all_kinds=[kind.value for kind in Kind],
    )


@router.get("/log/agreement")
def show_agreement(request: Request, site: Here, visitor: Reads) -> Response:
    """How far people agree where several judged the same."""
    return render(
        request,
        visitor,
        "agreement.html",
        title="How far people agree",
        measured=_measure(site.known()),
    )


@router.get("/log.jsonl")
def download_log(site: Here, _visitor: Reads) -> Response:
    """The whole log for programs, a line of JSON for each decision."""
    decisions = site.known().decisions

    def lines() -> Iterator[str]:
        for start in range(0, len(decisions), _LINES_AT_ONCE):
            some = decisions[start : start + _LINES_AT_ONCE]
            yield "".join(f"{to_json_line(decision)}\n" for decision in some)

    headers = {"content-disposition": 'attachment; filename="stocktake-log.jsonl"'}
    return StreamingResponse(lines(), media_type="application/jsonl", headers=headers)


@router.get("/log/{number}")
def show_decision(request: Request, site: Here, visitor: Reads, number: int) -> Response:
    """One decision: of which words, what was shown, and what was said of it later."""
    known = site.known()
    decision = next(iter(known.after(number - 1)), None)
    if decision is None or decision.number != number:
        raise HTTPException(404)
    told = [decision, *later(decision, known)]
    entry, *followed = tell(told, known, site.board, site.names)
    named = names_of(decision)
    shown = site.board.snapshots(known.moved.get(name, name) for name in named[:_MENTIONS])
    return render(
        request,
        visitor,
        "decision.html",
        title=f"Decision {number}",
        entry=entry,
        way=find_way(known, decision, visitor, together=site.config.deciding.together),
        followed=followed,
        mentions=[snapshot.mention for snapshot in shown.values()],
        more=len(named) - len(shown),
    )


@router.post("/undo")
def undo(site: Here, visitor: Reviews, form: Form) -> Response:
    """Let what somebody decided at once hold no more."""
    known = site.known()
    key = f"undo-{str(form.get(KEY, ''))[:_LONGEST_KEY]}"
    place = str(form.get(NEXT, "")) or "/log"
    first, last = (_to_number(str(form.get(name, ""))) for name in ("first", "last"))
    if any(one.key == f"{key}-0" for one in known.after(last)):
        # The same form was sent before.
        return go_to(place)
    note = str(form.get("note", "")).strip()
    together = site.config.deciding.together
    choices = choose_undo(
        known, first, last, who=visitor, together=together, names=site.names, note=note
    )
    made = write_as_said(site, visitor, choices, key=key)
    return go_to(place, done=f"{made[0].number}-{made[-1].number}") if made else go_to(place)


_measured: WeakKeyDictionary[KnownLog, tuple[int, tuple[Agreement, ...]]] = WeakKeyDictionary()


def _measure(known: KnownLog) -> tuple[Agreement, ...]:
    """How far people agree, measured once for each state of the log; it takes seconds."""
    last, measured = _measured.get(known, (-1, ()))
    if last != known.last:
        last = known.last
        measured = measure_agreement(fold(known.decisions, moved=known.moved))
        _measured[known] = last, measured
    return measured


def _read_asked(asked: Mapping[str, str]) -> Asked:
    return Asked(
        reviewer=asked["reviewer"],
        kind=asked["kind"],
        row=asked["row"].strip().upper(),
        since=_to_date(asked["since"]),
    )


def _to_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write it as 2025-03-14") from error


def _to_number(text: str) -> int:
    if not text.isdecimal() or len(text) > _LONGEST_NUMBER:
        raise UsageError(f"{text!r} is no number of a decision")
    return int(text)
