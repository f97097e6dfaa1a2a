"""What was read: the documents, the text of each with what was found in it, what was refused."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from pipeline.board import Board, Read
from pipeline.decisions.log import Kind
from pipeline.decisions.missing import choose_missed
from pipeline.decisions.state import fold
from pipeline.errors import UsageError
from pipeline.records import Part, Rejection
from pipeline.reviewing import parse_value
from pipeline.web.reading import find_in, lay_out
from pipeline.web.rendering import render
from pipeline.web.site import Site
from pipeline.web.taking import take
from pipeline.web.visitors import Form, Here, Reads, Reviews

router = APIRouter()

_A_PAGE = 100
_MOST_OFFERED = 200
_SEARCHED = ("name", "title", "symbol", "body", "stakeholder_group", "published", "language")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The documents that a page lists.

    Attributes:
        shown: Those on the page.
        fitting: How many fit what is searched for.
        page: From 1.
    """

    shown: list[Read]
    fitting: int
    page: int
    search: str

    @property
    def pages(self) -> int:
        """How many there are; one where nothing fits."""
        return max(1, -(-self.fitting // _A_PAGE))

    def link(self, page: int) -> str:
        """Address of a page of the same search."""
        asked = {"search": self.search, "page": page if page > 1 else ""}
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"/documents?{query}" if query else "/documents"


@router.get("/documents")
def list_documents(
    request: Request, site: Here, visitor: Reads, search: str = "", page: int = 1
) -> Response:
    """What was read, and what was refused."""
    every = site.board.documents() if site.board.is_usable else []
    fitting = [document for document in every if _fits(document, search.casefold().split())]
    start = (max(page, 1) - 1) * _A_PAGE
    return render(
        request,
        visitor,
        "documents.html",
        title="Documents",
        listing=Listing(
            shown=fitting[start : start + _A_PAGE],
            fitting=len(fitting),
            page=max(page, 1),
            search=search,
        ),
        all=len(every),
        silent=[document for document in every if not document.found],
        rejections=site.board.fact("rejections", tuple[Rejection, ...]) if every else (),
        checks=_count_checks(site.board) if every else 0,
        groups=_groups(site.board) if every else [],
    )


@router.get("/documents/{document_id:path}")
def show_document(request: Request, site: Here, visitor: Reads, document_id: str) -> Response:
    """The text of a document, with what was found in it."""
    last = site.known().last
    document = _find(site, document_id)
    found = find_in(site.board, document)
    blocks, lost = lay_out(document.paragraphs, found)
    return render(
        request,
        visitor,
        "document.html",
        title=document.source.title or document.source.name,
        document=document,
        found=found,
        blocks=blocks,
        lost=lost,
        parts=list(Part),
        seen=last,
    )


@router.post("/documents/{document_id:path}")
def note_missed(
    request: Request, site: Here, visitor: Reviews, form: Form, document_id: str
) -> Response:
    """Write down words of a document that the program missed."""
    document = _find(site, document_id)
    part = parse_value(Kind.PART, str(form.get("part", "")), site.vocabulary)
    choice, snapshot = choose_missed(
        document.source,
        document.paragraphs,
        str(form.get("words", "")),
        part=Part(part),
        note=str(form.get("note", "")).strip(),
        beside=site.board.mentions_in(document.id),
    )
    _check_new(site, snapshot.mention.mention_id)
    # The board has it only after the next run, so what it is goes into the store before.
    site.store.decide((), reviewer=visitor.name, snapshots=[snapshot])
    back = f"/documents/{quote(document.id)}"
    return take(request, site, visitor, form, [choice], back=back)


def _find(site: Site, document_id: str) -> Read:
    document = site.board.document(document_id)
    if document is None:
        raise HTTPException(404)
    return document


def _check_new(site: Site, mention_id: str) -> None:
    """Refuse to add what was added since the last run."""
    known = site.known()
    holding = fold(known.about([mention_id]), moved=known.moved).history
    for decision in holding:
        if decision.kind is Kind.ADDED and mention_id in decision.mention_ids:
            raise UsageError(
                f"{decision.shown!r}: was added by {decision.reviewer} already; "
                "the table has it after the next run"
            )


def _groups(board: Board) -> list[str]:
    """Stakeholder groups to choose from where a document is sent."""
    return [name for name in board.first_values("stakeholder group", _MOST_OFFERED) if name]


def _fits(document: Read, words: list[str]) -> bool:
    """Whether all the words stand in what is known of a document."""
    known = [str(getattr(document.source, name) or "") for name in _SEARCHED]
    text = "\n".join([document.id, *known]).casefold()
    return all(word in text for word in words)


def _count_checks(board: Board) -> int:
    names = ("conflicts", "looks", "orphans", "new_tags")
    return sum(len(board.fact(name, list[Any])) for name in names)
