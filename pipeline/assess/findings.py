"""What the stage gives: passages that speak of an implementation, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 (who loads a record from a file reads its types)
from enum import StrEnum


class Kind(StrEnum):
    """What a passage says of how far something is carried out."""

    COMPLETION = "completion"
    PROGRESS = "progress"
    DELAY = "delay"
    OVERTAKEN = "overtaken"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One or more sentences of a document, in one paragraph.

    Attributes:
        paragraph: Index into the document's paragraphs.
        start: Offset of ``text`` in the paragraph's text, in characters.
        end: Offset just after it.
        text: Verbatim.
        page: On which it begins; None where the format has no pages.
        number: Of its paragraph, as printed.
        published: When its document was; None where nobody knows.
    """

    document_id: str
    paragraph: int
    start: int
    end: int
    text: str
    page: int | None
    number: str
    published: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A passage that says how far a recommendation is carried out.

    Attributes:
        score: 0 to 1, how likely it is to speak of this recommendation and to say so.
        words: Those of the passage, or of the heading above it, that the recommendation
            has too, the rarest first.
        reasons: What in the passage speaks most for its kind, strongest first.
    """

    recommendation_id: str
    passage: Passage
    score: float
    kind: Kind
    words: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusSuggestion:
    """A status that the evidence speaks for; a person decides.

    Attributes:
        status: One of ``pipeline.records.STATUSES``, never "not assessed".
        score: 0 to 1.
        reasons: In words, the passage that decided first.
        evidence: What it rests on, the latest first.
    """

    recommendation_id: str
    status: str
    score: float
    reasons: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Evidence and what it suggests.

    Attributes:
        evidence: By recommendation in the order given, the best first.
        suggestions: In the same order; none for a recommendation of which nothing is said.
    """

    evidence: tuple[Evidence, ...]
    suggestions: tuple[StatusSuggestion, ...]
