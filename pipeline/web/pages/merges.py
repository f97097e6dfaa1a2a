"""The queue of suggested merges, one at a time."""

from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pipeline.board import Merge, Row
from pipeline.decisions.log import Choice, Kind, answer
from pipeline.errors import UsageError
from pipeline.reviewing import choose
from pipeline.web.context import see
from pipeline.web.differing import differing
from pipeline.web.rendering import render
from pipeline.web.site import Site
from pipeline.web.taking import take
from pipeline.web.visitors import Form, Here, Reads, Reviews

router = APIRouter()

# What can be said of two rows, with the key for it.
ANSWERS = {Kind.SAME: "s", Kind.DIFFERENT: "d", Kind.RELATED: "r", Kind.NOT_SURE: "n"}

_CHOSEN = ("order", "category", "document", "state")
_MOST_OFFERED = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """Which suggested merges are gone through, and how.

    Attributes:
        numbers: Of the merges, in the order to be decided in.
        chosen: What was chosen to be seen, as the address says it.
    """

    numbers: list[int]
    chosen: dict[str, str]

    def link(self, number: int | None) -> str:
        """Address of one of them in this queue."""
        query = urlencode(self.chosen)
        path = "/merges" if number is None else f"/merges/{number}"
        return f"{path}?{query}" if query else path

    def after(self, number: int) -> int | None:
        """The one that follows; the first one after the last."""
        later = [one for one in self.numbers if one != number]
        at = self.numbers.index(number) if number in self.numbers else 0
        return later[at % len(later)] if later else None


@router.get("/merges")
def show_queue(request: Request, site: Here, visitor: Reads) -> Response:
    """The first suggested merge of the queue, or that there is none."""
    queue = _queue(request, site)
    if queue.numbers:
        return RedirectResponse(queue.link(queue.numbers[0]), 303)
    return render(
        request,
        visitor,
        "merges_done.html",
        title="Suggested merges",
        queue=queue,
        open=site.board.answers().get("", 0),
        documents=_documents(site),
        categories=site.vocabulary.categories,
        answers=list(ANSWERS),
    )


@router.get("/merges/{number}")
def show_merge(request: Request, site: Here, visitor: Reads, number: int) -> Response:
    """Two rows side by side, and what can be said of them."""
    queue = _queue(request, site)
    merge = _find(site, number)
    board = site.board
    sides = [board.mentions(row.place) for row in (merge.left, merge.right)]
    compared = [
        next((m.standalone for m in side if m.mention_id == name), row.text)
        for side, name, row in zip(
            sides, (merge.left_mention, merge.right_mention), (merge.left, merge.right), strict=True
        )
    ]
    return render(
        request,
        visitor,
        "merge.html",
        title=f"{merge.left.id} and {merge.right.id}",
        merge=merge,
        pairs=list(
            zip(
                (merge.left, merge.right),
                compared,
                differing(*compared),
                [see(board, side) for side in sides],
                strict=True,
            )
        ),
        queue=queue,
        place=queue.numbers.index(number) + 1 if number in queue.numbers else 0,
        following=queue.after(number),
        answers=ANSWERS,
        documents=_documents(site),
        categories=site.vocabulary.categories,
        names=site.names,
        seen=site.known().last,
    )


@router.post("/merges/{number}")
def answer_merge(
    request: Request, site: Here, visitor: Reviews, form: Form, number: int
) -> Response:
    """Write what was said of two rows, and go on to the next."""
    queue = _queue(request, site)
    merge = _find(site, number)
    following = queue.after(number)
    said, note = (str(form.get(name, "")) for name in ("answer", "note"))
    choice = choose_answer(site, merge, said, note=note)
    return take(request, site, visitor, form, [choice], back=queue.link(following))


@router.post("/merges/{number}/take-out")
def take_out(request: Request, site: Here, visitor: Reviews, form: Form, number: int) -> Response:
    """Take one mention out of its row; the pair stays to be decided."""
    queue = _queue(request, site)
    merge = _find(site, number)
    mention = str(form.get("mention", ""))
    choices = choose(site.board, site.vocabulary, Kind.SPLIT, [mention])
    return take(request, site, visitor, form, choices, back=queue.link(merge.number))


def _queue(request: Request, site: Site) -> Queue:
    """The queue that an address asks for."""
    site.known()
    asked = {name: request.query_params.get(name, "") for name in _CHOSEN}
    numbers = site.board.merges(
        answer=asked["state"],
        category=asked["category"],
        document=asked["document"],
        by_score=asked["order"] != "place",
    )
    return Queue(numbers=numbers, chosen={name: value for name, value in asked.items() if value})


def _find(site: Site, number: int) -> Merge:
    merge = site.board.merge(number)
    if merge is None:
        raise HTTPException(404)
    return merge


def choose_answer(site: Site, merge: Merge, said: str, *, note: str) -> Choice:
    """What was said of the two rows of a suggested merge.

    Raises:
        UsageError: It is no answer.
    """
    if said not in ANSWERS:
        raise UsageError(f"{said!r}: is no answer; choose {', '.join(ANSWERS)}")
    one, other = (
        _compared_first(site, row, first)
        for row, first in (
            (merge.left, merge.left_mention),
            (merge.right, merge.right_mention),
        )
    )
    shown = f"{merge.left.id} and {merge.right.id}, {merge.score:.2f}: {merge.reason}"
    return answer(Kind(said), one, other, note=note.strip(), shown=shown)


def _compared_first(site: Site, row: Row, first: str) -> tuple[str, ...]:
    names = site.board.mentions_of(row.id)
    return tuple(sorted(names, key=lambda name: name != first))


def _documents(site: Site) -> list[str]:
    """Names of documents that the queue can be narrowed to, at most so many."""
    return site.board.first_values("document", _MOST_OFFERED)
