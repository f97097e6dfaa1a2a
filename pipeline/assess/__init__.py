"""Assess: passages of later documents that say how far each recommendation is carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from pipeline.assess.findings import Evidence, Found, Kind, Passage, StatusSuggestion
from pipeline.assess.model import REPETITION, SAYINGS, EvidenceModel, load_evidence_model
from pipeline.assess.passages import cut_documents, find_mentions
from pipeline.assess.ranking import Allowed, Comparison, Languages, rank
from pipeline.assess.status import suggest_status
from pipeline.assess.wording import stems_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from pipeline.assess.encoding import TextEncoder
    from pipeline.config import AssessSettings
    from pipeline.records import Document, Recommendation

__all__ = [
    "Evidence",
    "EvidenceModel",
    "Found",
    "Kind",
    "Passage",
    "StatusSuggestion",
    "find_evidence",
    "load_evidence_model",
]

# The kinds of evidence come first among what a passage can say.
_KINDS = tuple(Kind)
_MOST_REASONS = 3
_MOST_WORDS = 8
_ENGLISH = ("en", "")
_LATEST = np.iinfo(np.int64).max


def find_evidence(
    recommendations: Sequence[Recommendation],
    documents: Iterable[Document],
    *,
    model: EvidenceModel,
    encoder: TextEncoder,
    settings: AssessSettings,
) -> Found:
    """Passages that say how far each recommendation is carried out, and what they suggest.

    Evidence stands in later documents, or in undated ones that do not make the recommendation.
    A repetition is no evidence, and without evidence nothing is suggested.

    Args:
        recommendations: In any order.
        documents: All of the corpus, in any order.
        model: Says what a passage speaks of, and what it says of it.
        encoder: Turns texts into vectors.
        settings: The thresholds, and how many passages a recommendation gets.
    """
    by_id = {document.document_id: document for document in documents}
    passages = cut_documents(by_id.values(), find_mentions(recommendations))
    with threadpool_limits(limits=1):
        said = _read(passages, by_id, model, encoder)
        factual = said[:, : len(_KINDS)].sum(axis=1)
        kept = _find_facts(said, factual, settings.factual_threshold)
        passages = [passages[place] for place in kept]
        ranked = _rank(
            recommendations,
            passages,
            by_id,
            factual=factual[kept],
            model=model,
            encoder=encoder,
            settings=settings,
        )
    kinds = [_KINDS[place] for place in said[kept, : len(_KINDS)].argmax(axis=1)]
    evidence = [
        [
            _evidence(row, passages[place], kinds[place], float(score), by_id, model)
            for score, place in zip(*ranks, strict=True)
            if score >= settings.evidence_threshold
        ]
        for row, ranks in zip(recommendations, zip(*ranked, strict=True), strict=True)
    ]
    suggested = (suggest_status(found, settings) for found in evidence)
    return Found(
        evidence=tuple(one for found in evidence for one in found),
        suggestions=tuple(one for one in suggested if one is not None),
    )


def _read(
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    model: EvidenceModel,
    encoder: TextEncoder,
) -> NDArray[np.float64]:
    """What each passage says, shape (passages, sayings)."""
    said = np.zeros((len(passages), len(SAYINGS)))
    english = [_is_english(documents[one.document_id]) for one in passages]
    for wanted, sayings in ((True, model.sayings), (False, model.sayings_by_meaning)):
        rows = [row for row, one in enumerate(english) if one is wanted]
        texts = [passages[row].text for row in rows]
        said[rows] = sayings.probabilities(texts, encoder.encode(texts))
    return said


def _find_facts(
    said: NDArray[np.float64], factual: NDArray[np.float64], threshold: float
) -> NDArray[np.int64]:
    """The passages that are more likely to say a fact than only to repeat, by as much."""
    return np.flatnonzero(factual >= threshold * (factual + said[:, SAYINGS.index(REPETITION)]))


def _rank(
    recommendations: Sequence[Recommendation],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
    *,
    factual: NDArray[np.float64],
    model: EvidenceModel,
    encoder: TextEncoder,
    settings: AssessSettings,
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    compared = Comparison.of(
        [row.text for row in recommendations],
        [one.text for one in passages],
        model.words,
        model.space,
        encoder=encoder,
        headings=[_heading(one, documents) for one in passages],
    )
    english = Languages(
        recommendations=np.array(
            [row.mentions[0].language in _ENGLISH for row in recommendations], dtype=bool
        ),
        passages=np.array(
            [_is_english(documents[one.document_id]) for one in passages], dtype=bool
        ),
    )
    return rank(
        compared,
        model,
        _allowed(recommendations, passages, documents),
        english,
        factual=factual,
        most=settings.most_passages,
    )


def _allowed(
    recommendations: Sequence[Recommendation],
    passages: Sequence[Passage],
    documents: Mapping[str, Document],
) -> Allowed:
    """After which day, and not in the undated documents that make the recommendation."""
    places: dict[str, list[int]] = {}
    for place, one in enumerate(passages):
        places.setdefault(one.document_id, []).append(place)
    after, barred = [], []
    for number, row in enumerate(recommendations):
        own = dict.fromkeys(mention.document_id for mention in row.mentions)
        days = [_day(documents[name].source.published) for name in own if name in documents]
        after.append(min((day for day in days if day is not None), default=0))
        undated = [n for n in own if n in documents and documents[n].source.published is None]
        barred += [(number, place) for name in undated for place in places.get(name, ())]
    published = [_day(one.published) for one in passages]
    return Allowed(
        after=np.array(after, dtype=np.int64),
        published=np.array([_LATEST if d is None else d for d in published], dtype=np.int64),
        barred=np.array(barred, dtype=np.int64).reshape(-1, 2),
    )


def _evidence(
    row: Recommendation,
    passage: Passage,
    kind: Kind,
    score: float,
    documents: Mapping[str, Document],
    model: EvidenceModel,
) -> Evidence:
    mine = stems_of(row.text)
    theirs = stems_of(f"{passage.text}\n{_heading(passage, documents)}")
    shared = sorted((one for one in theirs if one in mine), key=lambda s: (-model.words.of(s), s))
    is_english = _is_english(documents[passage.document_id])
    sayings = model.sayings if is_english else model.sayings_by_meaning
    return Evidence(
        recommendation_id=row.recommendation_id,
        passage=passage,
        score=score,
        kind=kind,
        words=tuple(theirs[one] for one in shared[:_MOST_WORDS]),
        reasons=sayings.reasons(passage.text, kind, most=_MOST_REASONS),
    )


def _heading(passage: Passage, documents: Mapping[str, Document]) -> str:
    """The heading next above a passage; empty where there is none."""
    headings = documents[passage.document_id].paragraphs[passage.paragraph].headings
    return headings[-1] if headings else ""


def _is_english(document: Document) -> bool:
    return document.source.language in _ENGLISH


def _day(published: date | None) -> int | None:
    return published.toordinal() if published else None
