"""Measure whether evidence of implementation is found, and what status it suggests.

    python benchmarks/evidence.py

Writes benchmarks/results/evidence.json, totals only, on benchmarks/labels/evidence, which
was written before the rules and is held out:

- ``recall at 5``: of the labelled evidence of a recommendation, the share among the first
  five passages given for it; where more than five are labelled, of five. The mean over
  recommendations that have any;
- ``status accuracy``: how often the suggested status is the labelled one, no suggestion
  counting as "not assessed"; and by always giving the commonest;
- ``repetition taken for evidence``: share of the labelled repetitions that are given as
  evidence of any recommendation; and their share of all that is given;
- ``given``: passages given, and the share of them that is labelled as evidence of that very
  recommendation; of those, how often the kind is right;
- ``cross-validation``: the same on the training rows, a fifth of the recommendations with their
  passages at a time, judged by a model of the others. Rules and thresholds were chosen on them;
- ``with the extra strong``: both once more with the stronger encoder, where it is installed;
- ``speed``: seconds for 10,000 recommendations against 50,000 passages, their vectors known.
"""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING

import numpy as np
from shared import LABELS, read_table, write_result

from pipeline.assess import Kind, find_evidence, load_evidence_model
from pipeline.assess.encoding import STRONG_EVIDENCE_MODEL, StrongEncoder, has_strong_encoder
from pipeline.assess.ranking import Allowed, Comparison, Languages, rank
from pipeline.assess.training import fit_evidence_model, load_examples
from pipeline.config import EVIDENCE_MODEL, TRAINING, AssessSettings, shipped_models
from pipeline.embedding import DIMENSIONS, Encoder, round_vector
from pipeline.records import (
    NOT_ASSESSED,
    Document,
    Mention,
    Paragraph,
    ParagraphKind,
    Part,
    Recommendation,
    Source,
    Strength,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.assess import EvidenceModel, Found
    from pipeline.assess.encoding import TextEncoder
    from pipeline.assess.training import EvidenceExamples

REPETITION = "repetition"
STATUS_OF = {
    "completion": "completed",
    "progress": "ongoing",
    "delay": "to be started",
    "overtaken": "overtaken by events",
}
FIRST = 5
FOLDS = 5
MANY, MORE = 10_000, 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A labelled passage; ``recommendation`` is empty where it speaks of none."""

    document: str
    year: int
    text: str
    recommendation: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Recommendations by id with year and text, passages, and the status of each."""

    recommendations: Mapping[str, tuple[int, str]]
    passages: Sequence[Labelled]
    status: Mapping[str, set[str]]

    def rows(self) -> list[Recommendation]:
        """The recommendations as records, each mentioned in a document of its year."""
        places = Counter[int]()
        rows = []
        for name, (year, text) in self.recommendations.items():
            rows.append(to_row(name, text, f"asked {year}", places[year]))
            places[year] += 1
        return rows

    def documents(self) -> tuple[list[Document], dict[tuple[str, int], Labelled]]:
        """All documents, and which passage stands in which paragraph."""
        asked = defaultdict(list)
        for year, text in self.recommendations.values():
            asked[f"asked {year}", year].append(text)
        told = defaultdict(list)
        for one in self.passages:
            told[f"{one.document} {one.year}", one.year].append(one)
        documents = [to_document(*key, texts) for key, texts in asked.items()]
        documents += [to_document(*key, [o.text for o in found]) for key, found in told.items()]
        places = {
            (name, index): one
            for (name, _), found in told.items()
            for index, one in enumerate(found)
        }
        return documents, places


def to_document(name: str, year: int, texts: Iterable[str]) -> Document:
    """A document of the first day of a year, with a paragraph a text."""
    return Document(
        source=Source(document_id=name, path=Path(name), published=date(year, 1, 1), language="en"),
        content_hash="",
        paragraphs=tuple(Paragraph(kind=ParagraphKind.BODY, text=text) for text in texts),
    )


def to_row(name: str, text: str, document: str, paragraph: int) -> Recommendation:
    """A recommendation with one mention, which is a whole paragraph."""
    mention = Mention(
        mention_id=name, document_id=document, paragraph=paragraph, number="", headings=(),
        page=None, start=0, end=len(text), text=text, standalone=text, part=Part.IMPROVEMENT,
        trigger="", strength=Strength.SHOULD, actors=(), bracketed=False, score=1.0,
        language="en", hedged=False, compound=False, target_date="", marks="", reasons=(),
    )  # fmt: skip
    return Recommendation(
        recommendation_id=name, text=text, part=Part.IMPROVEMENT, mentions=(mention,)
    )


def read_held_out() -> Labels:
    """The held-out set."""
    folder = LABELS / "evidence"
    return Labels(
        recommendations={
            row["id"]: (int(row["year"]), row["text"])
            for row in read_table(folder / "recommendations.csv")
        },
        passages=[
            Labelled(
                document=row["document"],
                year=int(row["year"]),
                text=row["text"],
                recommendation=row["recommendation"],
                label=row["label"],
            )
            for row in read_table(folder / "passages.csv")
        ],
        status={
            row["recommendation"]: {row["status"]} for row in read_table(folder / "status.csv")
        },
    )


def to_labels(examples: EvidenceExamples) -> Labels:
    """The training rows as labels; of several last passages, each may give the status."""
    texts = {row.recommendation: row.recommended for row in examples.rows}
    passages = [
        Labelled(
            document="told",
            year=row.published,
            text=row.passage,
            recommendation=row.recommendation if row.about else "",
            label=row.says,
        )
        for row in examples.rows
    ]
    status = {}
    for text in texts:
        own = [p for p in passages if p.recommendation == text and p.label in STATUS_OF]
        last = max((one.year for one in own), default=0)
        status[text] = {STATUS_OF[one.label] for one in own if one.year == last} or {NOT_ASSESSED}
    return Labels(
        recommendations={text: (year, text) for text, year in texts.items()},
        passages=passages,
        status=status,
    )


def find(labels: Labels, model: EvidenceModel, encoder: TextEncoder) -> Found:
    """What the stage gives on the labels' texts."""
    documents, _ = labels.documents()
    return find_evidence(
        labels.rows(), documents, model=model, encoder=encoder, settings=AssessSettings()
    )


def judge(labels: Labels, found: Found) -> dict[str, float]:
    """Totals of what was found against the labels."""
    _, places = labels.documents()
    given = [
        (one, places[one.passage.document_id, one.passage.paragraph]) for one in found.evidence
    ]
    right = [
        (one, passage)
        for one, passage in given
        if passage.label in STATUS_OF and passage.recommendation == one.recommendation_id
    ]
    repeated = [passage for _, passage in given if passage.label == REPETITION]
    repetitions = [one for one in labels.passages if one.label == REPETITION]
    said = {one.recommendation_id: one.status for one in found.suggestions}
    agreeing = [said.get(name, NOT_ASSESSED) in status for name, status in labels.status.items()]
    commonest = Counter(one for status in labels.status.values() for one in status)
    taken = {(one.document, one.year, one.text) for one in repeated}
    return {
        "recall at 5": round(recall(labels, right), 4),
        "status accuracy": round(mean(agreeing), 4),
        "status accuracy of the commonest": round(
            commonest.most_common(1)[0][1] / len(labels.status), 4
        ),
        "repetition taken for evidence": round(len(taken) / len(repetitions), 4),
        "repetition among what is given": round(len(repeated) / max(len(given), 1), 4),
        "given": len(given),
        "given and right": round(len(right) / max(len(given), 1), 4),
        "kind right": round(mean(STATUS_OF[one.kind] == STATUS_OF[p.label] for one, p in right), 4),
    }


def recall(labels: Labels, right: Sequence[tuple[object, Labelled]]) -> float:
    """Mean share of each recommendation's evidence that was given; at most five are."""
    actual = Counter(p.recommendation for p in labels.passages if p.label in STATUS_OF)
    actual.pop("", None)
    found = Counter(passage.recommendation for _, passage in right)
    return mean(found[name] / min(count, FIRST) for name, count in actual.items())


def cross_validate(examples: EvidenceExamples, encoder: TextEncoder) -> dict[str, object]:
    """The training rows judged, each fifth of the recommendations by a model of the others."""
    names = sorted({row.recommendation for row in examples.rows})
    judged = []
    for fold in range(FOLDS):
        held = set(names[fold::FOLDS])
        strange = tuple(row for row in examples.rows if row.recommendation in held)
        others = tuple(row for row in examples.rows if row.recommendation not in held)
        model = fit_evidence_model(replace(examples, rows=others), encoder)
        labels = to_labels(replace(examples, rows=strange))
        judged.append(judge(labels, find(labels, model, encoder)))
    return {
        name: sum(one[name] for one in judged)
        if name == "given"
        else round(mean(one[name] for one in judged), 4)
        for name in judged[0]
    }


def measure(
    examples: EvidenceExamples, encoder: TextEncoder, model: EvidenceModel
) -> dict[str, object]:
    """The held-out set, and cross-validation."""
    labels = read_held_out()
    return {
        "held out": judge(labels, find(labels, model, encoder)),
        "cross-validation": cross_validate(examples, encoder),
    }


class Invented:
    """Stands for the encoder where only time counts: a vector by chance for each text."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of length 1, shape (n, 512)."""
        chance = np.random.default_rng(len(texts))
        vectors = chance.normal(size=(len(texts), DIMENSIONS)).astype(np.float32)
        return round_vector(vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).reshape(
            len(texts), DIMENSIONS
        )


def measure_speed(examples: EvidenceExamples, model: EvidenceModel) -> dict[str, object]:
    """Seconds to read the passages and to rank them, their vectors known."""
    chance = np.random.default_rng(0)
    pieces = [row.passage for row in examples.rows]
    passages = [" ".join(chance.choice(pieces, 2)) for _ in range(MORE)]
    asks = [" ".join(chance.choice(pieces, 1)) for _ in range(MANY)]
    encoder = Invented()
    vectors = encoder.encode(passages)
    start = time.perf_counter()
    factual = model.sayings.probabilities(passages, vectors)[:, : len(Kind)].sum(axis=1)
    read = time.perf_counter()
    compared = Comparison.of(asks, passages, model.words, model.space, encoder=encoder)
    rank(
        compared,
        model,
        Allowed(
            after=np.zeros(MANY, np.int64),
            published=np.ones(MORE, np.int64),
            barred=np.zeros((0, 2), np.int64),
        ),
        Languages(recommendations=np.ones(MANY, bool), passages=np.ones(MORE, bool)),
        factual=factual,
        most=FIRST,
    )
    end = time.perf_counter()
    return {
        "recommendations": MANY,
        "passages": MORE,
        "seconds to read": round(read - start, 1),
        "seconds to rank": round(end - read, 1),
    }


def main() -> None:
    """Measure, and write the result."""
    examples = load_examples(shipped_models() / TRAINING)
    model = load_evidence_model(shipped_models() / EVIDENCE_MODEL.name)
    result = measure(examples, Encoder(), model)
    if has_strong_encoder():
        strong = load_evidence_model(shipped_models() / STRONG_EVIDENCE_MODEL.name)
        result["with the extra strong"] = measure(examples, StrongEncoder(), strong)
    write_result("evidence", {**result, "speed": measure_speed(examples, model)})


if __name__ == "__main__":
    main()
