"""What the API answers with. Not annotated lazily: FastAPI reads the annotations."""

from dataclasses import dataclass, fields
from datetime import datetime

from pipeline.board import Row
from pipeline.decisions.log import Decision
from pipeline.web.runs import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something was not done, in words for people."""

    error: str


_REASONS = {
    400: "It cannot be done so",
    401: "No token, or one that holds no more",
    403: "The account may not do that",
    404: "There is no such thing",
    422: "What was sent cannot be read",
}
PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "description": reason} for status, reason in _REASONS.items()
}
GONE: dict[int | str, dict[str, object]] = {
    410: {"model": Problem, "description": "No row has that id any more"}
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A part of the rows that fit.

    Attributes:
        total: How many fit, whatever part was asked for.
        start: How many were left out at the beginning.
    """

    total: int
    start: int
    rows: list[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A mention in its document.

    Attributes:
        before: What stands before it in its paragraph, at most some hundred characters.
        after: What stands after it.
    """

    mention_id: str
    document_id: str
    document: str
    number: str
    page: int | None
    text: str
    standalone: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A decision of the log."""

    number: int
    kind: str
    mention_ids: list[str]
    value: str
    note: str
    shown: str
    reviewer: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeRow:
    """A recommendation with all that belongs to it."""

    row: Row
    places: list[Place]
    history: list[Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedPair:
    """A suggested merge; ``answer`` is what was decided, empty before."""

    number: int
    left: str
    right: str
    left_text: str
    right_text: str
    score: float
    reason: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """A part of the suggested merges that fit."""

    total: int
    start: int
    merges: list[SuggestedPair]


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """A document, without its text."""

    document_id: str
    name: str
    title: str
    symbol: str
    body: str
    stakeholder_group: str
    published: str
    language: str
    recommendations: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """A part of the documents."""

    start: int
    documents: list[DocumentLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphText:
    """A paragraph of a document."""

    number: str
    page: int | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WholeDocument:
    """A document with its text."""

    document: DocumentLine
    paragraphs: list[ParagraphText]


@dataclass(frozen=True, slots=True, kw_only=True)
class Log:
    """A part of the log, in its order.

    Attributes:
        last: Number of the last decision of all.
    """

    last: int
    decisions: list[Said]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenVote:
    """A proposal that nobody has closed.

    Attributes:
        missing: What it needs to be closed as taken; nothing where it can be.
    """

    proposal: Said
    agreed: list[str]
    objected: dict[str, str]
    abstained: list[str]
    groups: list[str]
    missing: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A category or tag of the vocabulary."""

    key: str
    name: str
    definition: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What rows can be labelled with."""

    categories: list[Label]
    tags: list[Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunState:
    """How far a run is.

    Attributes:
        ended: Its exit code; nothing while it runs.
        error: Why it failed, where it could tell.
    """

    number: int
    stage: str
    done: int
    steps: int
    ended: int | None
    error: str


def to_run_state(progress: Progress) -> RunState:
    """How far a run is, as the API has it."""
    return RunState(**{field.name: getattr(progress, field.name) for field in fields(RunState)})


def to_said(decision: Decision) -> Said:
    """A decision as the API has it."""
    return Said(
        number=decision.number,
        kind=decision.kind.value,
        mention_ids=list(decision.mention_ids),
        value=decision.value,
        note=decision.note,
        shown=decision.shown,
        reviewer=decision.reviewer,
        decided_at=decision.decided_at,
    )
