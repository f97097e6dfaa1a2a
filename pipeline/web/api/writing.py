"""What programs decide. Not annotated lazily: FastAPI reads the annotations of routes."""

import hashlib
import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, Header, Path
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from pipeline.decisions.log import FIELDS, OF_ROWS, Decision, Kind
from pipeline.decisions.together import close, name_closing, vote
from pipeline.reviewing import choose
from pipeline.web.api.answers import GONE, PROBLEMS, Problem, RunState, Said, to_run_state, to_said
from pipeline.web.api.callers import Facilitates, Reviews
from pipeline.web.api.reading import etag_of, find_row
from pipeline.web.deciding import write, write_as_said, write_once
from pipeline.web.pages.merges import choose_answer
from pipeline.web.site import Site
from pipeline.web.undoing import choose_undo
from pipeline.web.visitors import Here, Visitor
from pipeline.web.voting import find_open, stand

router = APIRouter(prefix="/api", tags=["decide"], responses=PROBLEMS)

_LONGEST, _MOST = 100_000, 1_000
_STALE, _UNSAID = 412, 428
FieldName = Annotated[str, Field(pattern=f"^({'|'.join(FIELDS)})$")]
KindName = Annotated[str, Field(pattern=f"^({'|'.join(OF_ROWS)})$")]
Note = Annotated[str, Field(max_length=_LONGEST, description="Why, for who reads the log.")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=100,
        description="A name of yours for the request; sent again with it, it is written once.",
    ),
]
IfMatch = Annotated[str, Header(description="The ETag of the row as you know it.")]
Number = Annotated[int, Path(ge=0, le=2**53)]


class Sent(BaseModel):
    """What a program sends; a field that is not known is refused."""

    model_config = ConfigDict(extra="forbid")


class Values(Sent):
    """New values of a row's fields; empty says that a field is to be empty."""

    fields: Annotated[
        dict[FieldName, Annotated[str, Field(max_length=_LONGEST)]], Field(min_length=1)
    ]
    note: Note = ""


class Decided(Sent):
    """Something that is said of rows or mentions, as `stocktake decide` says it."""

    kind: KindName
    ids: Annotated[
        list[Annotated[str, Field(max_length=100)]], Field(min_length=1, max_length=_MOST)
    ]
    value: Annotated[str, Field(max_length=_LONGEST)] = ""
    note: Note = ""


class Answer(Sent):
    """What is said of two rows that may be one."""

    answer: Literal["same", "different", "related", "not sure"]
    note: Note = ""


class Vote(Sent):
    """A vote on a proposal; an objection needs a note."""

    vote: Literal["agreed", "objected", "abstained"]
    note: Note = ""


class Closing(Sent):
    """The end of a proposal."""

    taken: bool
    note: Note = ""


class Undone(Sent):
    """Why a decision is to hold no more."""

    note: Note = ""


STALE_ROW: dict[int | str, dict[str, object]] = {
    **GONE,
    _STALE: {"model": Problem, "description": "Somebody decided of the row since"},
    _UNSAID: {"model": Problem, "description": "No If-Match was sent"},
}


@router.patch("/rows/{recommendation_id}", responses=STALE_ROW)
def change_row(
    site: Here,
    caller: Reviews,
    recommendation_id: str,
    values: Values,
    if_match: IfMatch = "",
    key: Key = "",
) -> list[Said]:
    """Decide fields of a row, where nobody decided of it since you read it."""
    find_row(site, recommendation_id)
    check_state(site, recommendation_id, if_match)
    choices = [
        choice
        for kind, value in values.fields.items()
        for choice in choose(
            site.board, site.vocabulary, kind, [recommendation_id], value=value, note=values.note
        )
    ]
    return to_answer(write(site, caller, choices, key=key_of(caller, key)))


@router.post("/decisions")
def decide(site: Here, caller: Reviews, said: Decided, key: Key = "") -> list[Said]:
    """Say something of rows or mentions: same, different, split, or a field of many rows."""
    choices = choose(
        site.board, site.vocabulary, said.kind, said.ids, value=said.value, note=said.note
    )
    return to_answer(write(site, caller, choices, key=key_of(caller, key)))


@router.post("/merges/{number}")
def answer_merge(
    site: Here, caller: Reviews, number: Number, said: Answer, key: Key = ""
) -> list[Said]:
    """Answer a suggested merge."""
    merge = site.board.merge(number)
    if merge is None:
        raise HTTPException(404, f"{number}: is no suggested merge")
    choice = choose_answer(site, merge, said.answer, note=said.note)
    return to_answer(write(site, caller, [choice], key=key_of(caller, key)))


@router.post("/log/{number}/undo")
def undo(site: Here, caller: Reviews, number: Number, said: Undone, key: Key = "") -> list[Said]:
    """Let a decision hold no more; both stay in the log.

    Where a group decides together, it is proposed but of one's own open words.
    """
    known, name = site.known(), key_of(caller, key)
    _find(site, number)
    if any(one.key == f"{name}-0" for one in known.after(number)):
        return []  # the same request was sent before
    together, names = site.config.deciding.together, site.names
    choices = choose_undo(
        known, number, number, who=caller, together=together, names=names, note=said.note
    )
    return to_answer(write_as_said(site, caller, choices, key=name))


@router.post("/proposals/{number}/votes")
def cast(site: Here, caller: Reviews, number: Number, said: Vote, key: Key = "") -> list[Said]:
    """Vote on a proposal, by its number in the log; the last vote of everybody counts."""
    choice = vote(find_open(site, number), Kind(said.vote), note=said.note)
    return to_answer(write_as_said(site, caller, [choice], key=key_of(caller, key)))


@router.post(
    "/proposals/{number}/close",
    responses={409: {"model": Problem, "description": "Somebody else closed it at this moment"}},
)
def close_proposal(site: Here, caller: Facilitates, number: Number, said: Closing) -> list[Said]:
    """Close a proposal; as taken only where the group's rule is met."""
    stands = stand(site, find_open(site, number))
    choice = close(stands, taken=said.taken, note=said.note)
    once = name_closing(stands.proposal, site.known().decisions)
    made = write_once(site, caller, choice, key=once)
    if not made:
        raise HTTPException(409, f"{number}: somebody else closed it at this moment; see the log")
    return to_answer(made)


@router.post("/run", status_code=202)
def begin_run(site: Here, _caller: Reviews) -> RunState:
    """Begin a run; GET tells how far it is."""
    site.runs.begin()
    return to_run_state(site.runs.progress)


def check_state(site: Site, recommendation_id: str, if_match: str) -> None:
    """Answer that a row is not as a program knows it, where it is not."""
    if not if_match:
        raise HTTPException(_UNSAID, "send If-Match with the ETag that the row was read with")
    if if_match != etag_of(site, recommendation_id):
        raise HTTPException(_STALE, "somebody decided of the row since; read it again")


def key_of(caller: Visitor, sent: str) -> str:
    """A name of the request that no other person's request can have."""
    if not sent:
        return f"api-{secrets.token_urlsafe(12)}"
    return "api-" + hashlib.sha256(f"{caller.name}\n{sent}".encode()).hexdigest()


def to_answer(decisions: list[Decision]) -> list[Said]:
    """What was written, as the API has it."""
    return [to_said(decision) for decision in decisions]


def _find(site: Site, number: int) -> Decision:
    found = site.known().after(number - 1)
    if not found or found[0].number != number:
        raise HTTPException(404, f"{number}: is no decision of the log")
    return found[0]
