"""One recommendation: all that it rests on, what was decided of it, and what can be."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from pipeline.board import Row
from pipeline.board.fields import COLUMN_OF
from pipeline.decisions.log import FIELDS, TAG_SEPARATOR, Choice, Decision, Kind
from pipeline.decisions.progress import Confidence
from pipeline.decisions.state import State, find_undone, fold
from pipeline.decisions.together import Standing, describe_proposal
from pipeline.decisions.wording import Names, say_value
from pipeline.errors import UsageError
from pipeline.records import STATUSES, Mention
from pipeline.reviewing import choose
from pipeline.web.context import see
from pipeline.web.differing import added_spans
from pipeline.web.evidence import find_evidence_of
from pipeline.web.logbook import say, tell
from pipeline.web.pages.table import accept_row, find_row, say_accepting
from pipeline.web.progressing import find_record
from pipeline.web.recording import Entered
from pipeline.web.rendering import render
from pipeline.web.retired import find_retired
from pipeline.web.site import Site
from pipeline.web.taking import take
from pipeline.web.undoing import Way, find_way
from pipeline.web.visitors import Form, Here, Reads, Reviews, Visitor
from pipeline.web.voting import stand

router = APIRouter()

# A letter that many sent stands in as many documents; all of it is shown on demand.
_MOST_PLACES = 100
_ROW_ID = re.compile(r"(R-\d+)")
_WRONG = 400
_NOTHING = Entered()


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A decision in the history of a row.

    Attributes:
        about: The decision that it undoes, closes or votes on; None where it is about none.
        words: What it says.
        undone: Whether it does not hold any more because somebody undid it.
        way: How the visitor can undo it.
    """

    decision: Decision
    about: Decision | None
    words: str
    undone: bool
    way: Way


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What the machine says of a field.

    Attributes:
        evidence: Why, in words.
        otherwise: Whether people decided something else.
    """

    label: str
    value: str
    evidence: str
    otherwise: bool


@router.get("/rows/{name}")
def show_row(request: Request, site: Here, visitor: Reads, name: str) -> Response:
    """A row with its mentions, what is suggested of it, and its history."""
    site.known()
    row = site.board.row(name)
    if row is None:
        return _show_retired(request, site, visitor, name)
    return show_page(request, site, visitor, row)


def show_page(
    request: Request, site: Site, visitor: Visitor, row: Row, *, entered: Entered = _NOTHING
) -> Response:
    """The page of a row; where a form on it could not be taken, with that as it was sent."""
    known = site.known()
    board, names = site.board, site.names
    mentions = board.mentions(row.place)
    log = known.about([mention.mention_id for mention in mentions])
    state = fold(log, moved=known.moved)
    before, after = board.beside(row.place)
    places = mentions if request.query_params.get("places") == "all" else mentions[:_MOST_PLACES]
    return render(
        request,
        visitor,
        "row.html",
        status=_WRONG if entered.wrong else 200,
        title=f"{row.id}: {row.text[:60]}",
        row=row,
        accepting=say_accepting(row),
        came=_read_came(request, site, row),
        places=[(seen, added_spans(seen.mention.standalone)) for seen in see(board, places)],
        mentions=len(mentions),
        gone=set(board.orphans),
        suggested=list(_suggested(row, names)),
        reference=_ROW_ID.split(row.reference),
        merges=board.merges_of(row.place),
        proposals=_proposals(site, state, names) if site.config.deciding.together else [],
        rule=site.config.deciding,
        history=_history(site, visitor, log),
        progress=find_record(site, row),
        found=find_evidence_of(site, row),
        entered=entered,
        confidences=tuple(Confidence),
        before=before,
        after=after,
        vocabulary=site.vocabulary,
        statuses=STATUSES,
        names=names,
        seen=known.last,
    )


@router.post("/rows/{name}")
def change_row(request: Request, site: Here, visitor: Reviews, form: Form, name: str) -> Response:
    """Write what was changed of a row against what was shown of it."""
    site.known()
    row = _find(site, name)
    choices = _changes(site, row, form)
    if form.get("do") == "accept":
        changed = {choice.kind for choice in choices}
        note = _note(form)
        choices += [one for one in accept_row(site, row, note=note) if one.kind not in changed]
    return take(request, site, visitor, form, choices, back=f"/rows/{row.id}")


@router.post("/rows/{name}/split")
def split_row(request: Request, site: Here, visitor: Reviews, form: Form, name: str) -> Response:
    """Let the ticked mentions leave a row."""
    site.known()
    row = _find(site, name)
    ticked = [str(mention) for mention in form.getlist("mention")]
    if not ticked:
        raise UsageError("no mention is ticked; go back and tick those that are to leave the row")
    for mention in ticked:
        _check_in(site, row, mention)
    choices = choose(site.board, site.vocabulary, Kind.SPLIT, ticked, note=_note(form))
    return take(request, site, visitor, form, choices, back=f"/rows/{row.id}")


@router.post("/rows/{name}/same")
def join_rows(request: Request, site: Here, visitor: Reviews, form: Form, name: str) -> Response:
    """Say that another row, named by its id, is the same recommendation."""
    site.known()
    row = _find(site, name)
    other = find_row(site, str(form.get("other", "")).strip().upper())
    ids = [row.id, other.id]
    choices = choose(site.board, site.vocabulary, Kind.SAME, ids, note=_note(form))
    return take(request, site, visitor, form, choices, back=f"/rows/{row.id}")


@router.post("/rows/{name}/span")
def mend_mention(request: Request, site: Here, visitor: Reviews, form: Form, name: str) -> Response:
    """Say which words of its paragraph a mention is."""
    site.known()
    row = _find(site, name)
    mention = _check_in(site, row, str(form.get("mention", "")))
    words = " ".join(str(form.get("words", "")).split())
    document = site.board.document(mention.document_id)
    if document and mention.paragraph < len(document.paragraphs):
        text = " ".join(document.paragraphs[mention.paragraph].text.split())
        if not words or words not in text:
            raise UsageError(
                f"{words[:100]!r}: does not stand so in the mention's paragraph; go back and "
                "copy the right words from it, letter by letter"
            )
    span = choose(
        site.board, site.vocabulary, Kind.SPAN, [mention.mention_id], value=words, note=_note(form)
    )
    return take(request, site, visitor, form, span, back=f"/rows/{row.id}")


def _find(site: Site, name: str) -> Row:
    """The row of an id, of which something is to be decided."""
    row = site.board.row(name)
    if row is None:
        retired = find_retired(site, name)
        raise HTTPException(410 if retired else 404, f"{retired}; nothing was written")
    return row


def _show_retired(request: Request, site: Site, visitor: Reads, name: str) -> Response:
    """The way to the row that has the sentence of an id now, or that it is gone."""
    retired = find_retired(site, name)
    if retired is None:
        raise HTTPException(404)
    if retired.into:
        return RedirectResponse(f"/rows/{retired.into.id}?from={name}", 303)
    return render(
        request,
        visitor,
        "retired.html",
        status=410,
        title=f"{name} is gone",
        retired=retired,
        entries=tell(reversed(retired.history), site.known(), site.board, site.names),
    )


def _read_came(request: Request, site: Site, row: Row) -> str:
    """The id that went into this row, where its address led here."""
    name = request.query_params.get("from", "")
    retired = find_retired(site, name) if name else None
    return name if retired and retired.into == row else ""


def _check_in(site: Site, row: Row, name: str) -> Mention:
    """The mention of a row that has an id."""
    for mention in site.board.mentions(row.place):
        if mention.mention_id == name:
            return mention
    raise UsageError(f"{name!r}: is no mention of {row.id} now; load the page again")


def _note(form: Form) -> str:
    return str(form.get("note", "")).strip()


def _changes(site: Site, row: Row, form: Form) -> list[Choice]:
    """Choices for the fields that say something else than the form was given."""
    choices: list[Choice] = []
    for kind in FIELDS:
        shown = form.get(f"was {kind}")
        if shown is None:
            continue
        was, said = (
            _plain(str(shown)),
            TAG_SEPARATOR.join(map(_plain, map(str, form.getlist(kind)))),
        )
        if kind is Kind.TAGS and set(was.split(TAG_SEPARATOR)) == set(said.split(TAG_SEPARATOR)):
            continue
        if was != said:
            choices += choose(
                site.board, site.vocabulary, kind, [row.id], value=said, note=_note(form)
            )
    return choices


def _plain(text: str) -> str:
    """The text with the line ends that it had before a browser sent it."""
    return text.replace("\r\n", "\n").strip()


def _suggested(row: Row, names: Names) -> Iterable[Suggested]:
    evidence = {Kind.CATEGORY: row.category_evidence, Kind.TAGS: row.tag_evidence}
    for kind in FIELDS:
        value = row.machine[COLUMN_OF[kind]]
        otherwise = kind.value in row.decided and value != row.says(kind)
        if kind in evidence or (value and otherwise):
            yield Suggested(
                label=kind.value,
                value=value if kind is Kind.TEXT else say_value(kind, value, names),
                evidence=evidence.get(kind, ""),
                otherwise=otherwise,
            )


def _proposals(site: Site, state: State, names: Names) -> list[tuple[str, Standing]]:
    """What is proposed of a row, in words, and where each proposal stands."""
    found = [stand(site, one) for one in state.proposals]
    return [(describe_proposal(one.proposal, names), one) for one in found]


def _history(site: Site, visitor: Visitor, log: Sequence[Decision]) -> list[Event]:
    """What was decided of a row, the last first."""
    known, names, together = site.known(), site.names, site.config.deciding.together
    undone = find_undone(log)
    return [
        Event(
            decision=decision,
            about=known.find(decision),
            words=say(decision, names),
            undone=decision.key in undone,
            way=find_way(known, decision, visitor, together=together),
        )
        for decision in reversed(log)
    ]
