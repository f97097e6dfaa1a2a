"""Questions of programs. Not annotated lazily: FastAPI reads the annotations of routes."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from pipeline.board import FACETS, SORTABLE, Merge, Read, Row, View
from pipeline.web.api.answers import (
    GONE,
    PROBLEMS,
    DocumentLine,
    Documents,
    Label,
    Labels,
    Log,
    OpenVote,
    Pairs,
    ParagraphText,
    Place,
    Rows,
    RunState,
    SuggestedPair,
    WholeDocument,
    WholeRow,
    to_run_state,
    to_said,
)
from pipeline.web.api.callers import Reads
from pipeline.web.context import see
from pipeline.web.retired import find_retired
from pipeline.web.site import Site
from pipeline.web.visitors import Here
from pipeline.web.voting import find_standings

router = APIRouter(prefix="/api", tags=["read"], responses=PROBLEMS)

Start = Annotated[int, Query(ge=0, le=10_000_000, description="How many to leave out first.")]
Count = Annotated[int, Query(ge=1, le=500, description="How many to give at most.")]
Facet = Annotated[
    list[Annotated[str, Field(pattern=f"^({'|'.join(FACETS)}):")]],
    Query(
        description="A facet and its value, as `tag:website`; given again, another one. Values "
        "of one facet are alternatives."
    ),
]


@router.get("/rows")
def get_rows(
    site: Here,
    _caller: Reads,
    search: Annotated[str, Query(max_length=500)] = "",
    facet: Facet = [],  # noqa: B006 (FastAPI copies it)
    sort: Annotated[
        str,
        Query(
            pattern=f"^-?({'|'.join(SORTABLE)})$",
            description="A column; with - before it, backwards.",
        ),
    ] = "place",
    start: Start = 0,
    count: Count = 50,
) -> Rows:
    """Rows of the table that fit, in the table's order or by a column."""
    site.known()
    pairs = tuple((name, value) for name, _, value in (one.partition(":") for one in facet))
    view = View(
        search=search,
        facets=pairs,
        sort=sort.removeprefix("-"),
        descending=sort.startswith("-"),
        start=start,
        count=count,
    )
    return Rows(total=site.board.count(view), start=start, rows=site.board.find(view))


@router.get(
    "/rows/{recommendation_id}",
    response_model=WholeRow,
    responses=GONE | {307: {"description": "The id went into the row of that address"}},
)
def get_row(
    site: Here, _caller: Reads, response: Response, recommendation_id: str
) -> WholeRow | Response:
    """One recommendation: its mentions in context, and all that was decided of it.

    The header ETag says which state this is; send it as If-Match to change the row.
    """
    known = site.known()
    row = site.board.row(recommendation_id)
    retired = None if row else find_retired(site, recommendation_id)
    if retired and retired.into:
        return RedirectResponse(f"/api/rows/{retired.into.id}", 307)
    row = find_row(site, recommendation_id)
    mentions = site.board.mentions(row.place)
    response.headers["etag"] = etag_of(site, recommendation_id)
    return WholeRow(
        row=row,
        places=[
            Place(
                mention_id=seen.mention.mention_id,
                document_id=seen.mention.document_id,
                document=seen.source.name if seen.source else "",
                number=seen.mention.number,
                page=seen.mention.page,
                text=seen.mention.text,
                standalone=seen.mention.standalone,
                before=seen.before,
                after=seen.after,
            )
            for seen in see(site.board, mentions)
        ],
        history=[to_said(one) for one in known.about(m.mention_id for m in mentions)],
    )


@router.get("/merges")
def get_merges(
    site: Here,
    _caller: Reads,
    answer: Annotated[str, Query(description="Empty for those to be decided.")] = "",
    category: str = "",
    document: str = "",
    start: Start = 0,
    count: Count = 50,
) -> Pairs:
    """Suggested merges, those first whose decision teaches most."""
    site.known()
    numbers = site.board.merges(answer=answer, category=category, document=document)
    found = [site.board.merge(number) for number in numbers[start : start + count]]
    merges = [_to_pair(site, merge) for merge in found if merge]
    return Pairs(total=len(numbers), start=start, merges=merges)


@router.get("/documents")
def get_documents(site: Here, _caller: Reads, start: Start = 0, count: Count = 50) -> Documents:
    """Documents that were read, by name."""
    found = site.board.documents(start=start, count=count)
    return Documents(start=start, documents=[_to_line(document) for document in found])


@router.get("/documents/{document_id}")
def get_document(site: Here, _caller: Reads, document_id: str) -> WholeDocument:
    """A document with its text, paragraph by paragraph."""
    document = site.board.document(document_id)
    if document is None:
        raise HTTPException(404)
    paragraphs = [
        ParagraphText(number=p.number, page=p.page, kind=p.kind.value, text=p.text)
        for p in document.paragraphs
    ]
    return WholeDocument(document=_to_line(document), paragraphs=paragraphs)


@router.get("/log")
def get_log(site: Here, _caller: Reads, after: Start = 0, count: Count = 50) -> Log:
    """Decisions after a number, in the order in which they were made."""
    known = site.known()
    return Log(last=known.last, decisions=[to_said(one) for one in known.after(after)[:count]])


@router.get("/proposals")
def get_proposals(site: Here, _caller: Reads) -> list[OpenVote]:
    """What was proposed and nobody has closed, with what it still needs."""
    found = [stands for group in find_standings(site) for stands in group]
    return [
        OpenVote(
            proposal=to_said(one.proposal),
            agreed=list(one.agreed),
            objected=dict(one.objected),
            abstained=list(one.abstained),
            groups=list(one.groups),
            missing=list(one.missing),
        )
        for one in found
    ]


@router.get("/vocabulary")
def get_vocabulary(site: Here, _caller: Reads) -> Labels:
    """Categories and tags."""
    vocabulary = site.vocabulary
    categories, tags = (
        [Label(key=one.key, name=one.name, definition=one.definition) for one in labels]
        for labels in (vocabulary.categories, vocabulary.tags)
    )
    return Labels(categories=categories, tags=tags)


@router.get("/run")
def get_run(site: Here, _caller: Reads) -> RunState:
    """How far the run is that this server began last."""
    return to_run_state(site.runs.progress)


def find_row(site: Site, recommendation_id: str) -> Row:
    """The row of that id, or the answer that there is none."""
    row = site.board.row(recommendation_id)
    if row is None:
        retired = find_retired(site, recommendation_id)
        reason = retired or f"{recommendation_id}: is no row of the table"
        raise HTTPException(410 if retired else 404, str(reason))
    return row


def etag_of(site: Site, recommendation_id: str) -> str:
    """What names the present state of a row: the last decision about any of its mentions."""
    about = site.known().about(site.board.mentions_of(recommendation_id))
    return f'"{site.board.fact("edition", str)}-{about[-1].number if about else 0}"'


def _to_pair(site: Site, merge: Merge) -> SuggestedPair:
    texts = [
        next(
            (m.standalone for m in site.board.mentions(row.place) if m.mention_id == name), row.text
        )
        for row, name in ((merge.left, merge.left_mention), (merge.right, merge.right_mention))
    ]
    return SuggestedPair(
        number=merge.number,
        left=merge.left.id,
        right=merge.right.id,
        left_text=texts[0],
        right_text=texts[1],
        score=merge.score,
        reason=merge.reason,
        answer=merge.answer,
    )


def _to_line(document: Read) -> DocumentLine:
    source = document.source
    return DocumentLine(
        document_id=document.id,
        name=source.name,
        title=source.title,
        symbol=source.symbol,
        body=source.body,
        stakeholder_group=source.stakeholder_group,
        published=str(source.published or ""),
        language=source.language,
        recommendations=document.found,
    )
