"""What the last run would have people look at, and what became of sentences that are gone."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from pipeline.board import Board
from pipeline.decisions.log import Kind, Proposal, read_value
from pipeline.decisions.state import fold
from pipeline.decisions.wording import Names, shorten
from pipeline.errors import UsageError
from pipeline.recommendations import Conflict
from pipeline.records import Scheme
from pipeline.reviewing import choose
from pipeline.suggest.consistency import Look, explain
from pipeline.suggest.proposals import Proposal as SuggestedTag
from pipeline.web.differing import Spans, differing
from pipeline.web.logbook import Entry, tell
from pipeline.web.rendering import render
from pipeline.web.site import Site
from pipeline.web.taking import take
from pipeline.web.visitors import Form, Here, Reads, Reviews

router = APIRouter()

# What can have become of a sentence.
_BECAME = (Kind.CARRIED, Kind.DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """A sentence that people decided on and that its document does not hold any more.

    Attributes:
        row: Id of the row that keeps it until somebody says what became of it.
        spans: Words of it that the likest sentence has not.
        closest: Id of the likest sentence that is there; empty where none is.
        closest_spans: Words of that sentence that this one has not.
        others: Ids of the sentences of its document with their words, where one is chosen.
        settled: What was decided of it, which the next run does.
        proposed: What is proposed.
    """

    mention_id: str
    row: str
    document_id: str
    document: str
    text: str
    spans: Spans
    closest: str
    closest_text: str
    closest_spans: Spans
    others: list[tuple[str, str]]
    settled: list[Entry]
    proposed: list[Entry]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTag:
    """A tag that the vocabulary might get, with ids of the rows that share it."""

    words: str
    rows: tuple[str, ...]
    evidence: str


@router.get("/documents/checks")
def show_checks(request: Request, site: Here, visitor: Reads, instead: str = "") -> Response:
    """What the last run would have people look at.

    Args:
        request: That asks for it.
        site: Of which it is.
        visitor: Who asks.
        instead: Id of a sentence that is gone, of which the one that took its place is chosen
            from all of its document.
    """
    known, board = site.known(), site.board
    found = board.fact("orphans", tuple[dict[str, str | float], ...])
    orphans = [{name: str(value) for name, value in one.items()} for one in found]
    return render(
        request,
        visitor,
        "checks.html",
        title="Worth a look",
        conflicts=board.fact("conflicts", tuple[Conflict, ...]),
        looks=[
            (look, _explain(look, site.names)) for look in board.fact("looks", tuple[Look, ...])
        ],
        orphans=[_to_gone(site, one, chosen=one["mention_id"] == instead) for one in orphans],
        new_tags=[_new_tag(board, one) for one in board.fact("new_tags", tuple[SuggestedTag, ...])],
        seen=known.last,
    )


@router.post("/documents/checks")
def settle_gone(request: Request, site: Here, visitor: Reviews, form: Form) -> Response:
    """Write what became of a sentence that is gone from its document."""
    site.known()
    gone, became, place = (str(form.get(name, "")) for name in ("gone", "became", "place"))
    if became not in _BECAME:
        raise UsageError(f"{became!r}: is nothing that became of a sentence; choose a button")
    if became == Kind.CARRIED and not place:
        raise UsageError("no sentence is chosen; go back and choose the one that took its place")
    ids = [gone, place] if became == Kind.CARRIED else [gone]
    note = str(form.get("note", "")).strip()
    choices = choose(site.board, site.vocabulary, became, ids, note=note)
    return take(request, site, visitor, form, choices, back=f"/documents/checks#gone-{gone}")


def _to_gone(site: Site, orphan: dict[str, str], *, chosen: bool) -> Gone:
    name = orphan["mention_id"]
    text, closest = orphan["text"], orphan["closest_text"]
    spans = differing(text, closest) if closest else ([], [])
    known = site.known()
    state = fold(known.about([name]), moved=known.moved)
    settled = [one for one in state.effective if one.kind in _BECAME]
    proposed = [
        one.proposal
        for one in state.proposals
        if read_value(one.proposal, Proposal).kind in _BECAME
    ]
    return Gone(
        mention_id=name,
        row=orphan["recommendation_id"],
        document_id=orphan["document_id"],
        document=orphan["document"],
        text=text,
        spans=spans[0],
        closest=orphan["closest_mention"],
        closest_text=closest,
        closest_spans=spans[1],
        others=_others(site.board, orphan["document_id"]) if chosen else [],
        settled=tell(settled, known, site.board, site.names),
        proposed=tell(proposed, known, site.board, site.names),
    )


def _others(board: Board, document_id: str) -> list[tuple[str, str]]:
    """Ids of the sentences that a document holds, with their words."""
    gone = set(board.orphans)
    return [
        (mention.mention_id, shorten(mention.text))
        for mention, _ in board.mentions_in(document_id)
        if mention.mention_id not in gone
    ]


def _explain(look: Look, names: Names) -> str:
    return explain(look, names[Kind.CATEGORY if look.scheme is Scheme.CATEGORY else Kind.TAGS])


def _new_tag(board: Board, proposal: SuggestedTag) -> NewTag:
    rows = [row.id for name in proposal.mention_ids if (row := board.row_of(name))]
    return NewTag(words=proposal.words, rows=tuple(dict.fromkeys(rows)), evidence=proposal.evidence)
