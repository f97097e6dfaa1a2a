"""What later documents say of how far rows are carried out, for programs.

Not annotated lazily: FastAPI reads the annotations.
"""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter

from pipeline.assess.findings import Evidence, StatusSuggestion
from pipeline.web.api.answers import GONE, PROBLEMS
from pipeline.web.api.callers import Reads
from pipeline.web.api.reading import find_row
from pipeline.web.visitors import Here

router = APIRouter(prefix="/api", tags=["progress"], responses=PROBLEMS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPassage:
    """A passage of a later document.

    Attributes:
        paragraph: Its place among the paragraphs of the document, from 0.
        start: Of the words in the paragraph, in characters.
        number: Of the paragraph, as printed.
        published: When the document was; nothing where nobody knows.
        score: 0 to 1, how likely it is to speak of this recommendation and to say so.
        kind: What it says: completion, progress, delay or overtaken.
        words: Those that it shares with the recommendation, the rarest first.
        reasons: What in it speaks most for its kind.
    """

    document_id: str
    paragraph: int
    start: int
    end: int
    text: str
    page: int | None
    number: str
    published: date | None
    score: float
    kind: str
    words: list[str]
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedStatus:
    """A status that the passages speak for; a person decides.

    Attributes:
        score: 0 to 1.
        reasons: In words, the passage that decided first.
    """

    status: str
    score: float
    reasons: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowEvidence:
    """What was found of a recommendation; nothing found says nothing about it.

    Attributes:
        looked: Whether anybody has looked for it.
        passages: The best first.
        suggestion: Nothing where no passage is sure enough.
    """

    looked: bool
    passages: list[FoundPassage]
    suggestion: SuggestedStatus | None


@router.get("/rows/{recommendation_id}/evidence", responses=GONE)
def get_row_evidence(site: Here, _caller: Reads, recommendation_id: str) -> RowEvidence:
    """Passages of later documents that speak of one recommendation, as they were last found."""
    site.known()
    found = site.board.evidence.of(find_row(site, recommendation_id).id)
    if found is None:
        return RowEvidence(looked=False, passages=[], suggestion=None)
    return RowEvidence(
        looked=True,
        passages=[_to_passage(one) for one in found.evidence],
        suggestion=_to_suggested(found.suggestion) if found.suggestion else None,
    )


def _to_passage(one: Evidence) -> FoundPassage:
    passage = one.passage
    return FoundPassage(
        document_id=passage.document_id,
        paragraph=passage.paragraph,
        start=passage.start,
        end=passage.end,
        text=passage.text,
        page=passage.page,
        number=passage.number,
        published=passage.published,
        score=one.score,
        kind=one.kind.value,
        words=list(one.words),
        reasons=list(one.reasons),
    )


def _to_suggested(one: StatusSuggestion) -> SuggestedStatus:
    return SuggestedStatus(status=one.status, score=one.score, reasons=list(one.reasons))
