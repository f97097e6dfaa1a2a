"""Fits the evidence model to invented recommendations and passages."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from pipeline.assess.findings import Kind
from pipeline.assess.model import (
    DECIMALS,
    NOTHING,
    REPETITION,
    SAYINGS,
    EvidenceModel,
    Likeness,
    Sayings,
    Space,
    as_stored,
)
from pipeline.assess.ranking import Comparison
from pipeline.assess.signals import SIGNALS, find_signals
from pipeline.assess.wording import learn_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.assess.wording import WordWeights
    from pipeline.embedding import Encoder

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Chosen by cross-validation over the recommendations of the training rows.
_INVERSE_REGULARISATION = 0.3
_LIKENESS_REGULARISATION = 10.0
# How much the vector, which has 512 numbers, weighs against signals.
_VECTOR_SCALE = 2.0
_VECTOR_SCALE_ALONE = 4.0
# Sentences that ask are many times more than passages, and no report's.
_SENTENCE_WEIGHT = 0.05
# Rare among all pairs, and what has to be told apart.
_NEAR_WEIGHT = 5.0
# There are few passages of this kind, and they look much like completion.
_OVERTAKEN_WEIGHT = 2.0
_MOST_STEPS = 3_000
_FEWEST_WORDS = 5
_DIMENSIONS = 128
# There are few texts to a dimension.
_SHRINKAGE = 0.5
# What the labels of the sentences of other training sets say here.
_LABELS = {"R": REPETITION, "C": NOTHING}


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRow:
    """A labelled pair.

    Attributes:
        recommended: Year of the recommendation.
        published: Year of the passage.
        about: Whether the passage speaks of this recommendation.
        says: One of ``SAYINGS``: what the passage says, whatever it speaks of.
    """

    recommendation: str
    recommended: int
    passage: str
    published: int
    about: bool
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceExamples:
    """What the model learns from.

    Attributes:
        rows: Labelled pairs.
        sentences: That ask or only value, with "repetition" or "nothing".
        wordings: Of proposals, each with a name of its proposal: several of each.
        texts: From which it is learned how much a word says.
    """

    rows: tuple[EvidenceRow, ...]
    sentences: tuple[tuple[str, str], ...]
    wordings: tuple[tuple[str, str], ...]
    texts: tuple[str, ...]


def load_examples(training: Path) -> EvidenceExamples:
    """The examples in a folder like ``models/training``."""
    rows = [
        EvidenceRow(
            recommendation=row["recommendation"],
            recommended=int(row["recommended"]),
            passage=row["passage"],
            published=int(row["published"]),
            about=row["about"] == "yes",
            says=row["says"],
        )
        for path in sorted(training.glob("evidence/*.csv"))
        for row in _read(path, ",")
    ]
    labelled = [
        (row["text"], row["label"])
        for path in sorted(training.glob("*/sentences.tsv"))
        for row in _read(path, "\t")
    ]
    wordings = [
        (row["text"], f"{path.stem} {row['subject']} {row['proposal']}")
        for path in sorted(training.glob("proposals/*.csv"))
        for row in _read(path, ",")
    ]
    return EvidenceExamples(
        rows=tuple(rows),
        sentences=tuple(
            (text, _LABELS[label])
            for text, label in labelled
            if label in _LABELS and len(text.split()) >= _FEWEST_WORDS
        ),
        wordings=tuple(wordings),
        texts=tuple(text for text, _ in (*labelled, *wordings)),
    )


def fit_evidence_model(examples: EvidenceExamples, encoder: Encoder) -> EvidenceModel:
    """The model of the examples; the same examples give the same model."""
    words = learn_weights(examples.texts)
    # More threads give other last digits.
    with threadpool_limits(limits=1):
        space = _learn_space(examples, encoder)
        likeness, alone = _fit_likeness(examples.rows, words, space, encoder)
        said = [(row.passage, row.says, _weight_of(row)) for row in examples.rows]
        said += [(text, label, _SENTENCE_WEIGHT) for text, label in examples.sentences]
        return EvidenceModel(
            words=words,
            space=space,
            likeness=likeness,
            likeness_by_meaning=alone,
            sayings=_fit_sayings(said, SIGNALS, _VECTOR_SCALE, encoder),
            sayings_by_meaning=_fit_sayings(said, (), _VECTOR_SCALE_ALONE, encoder),
        )


def describe_examples(examples: EvidenceExamples) -> dict[str, object]:
    """A card of what a model of the examples was made from, for people."""
    everything = "\n".join(
        [f"{r.recommendation}\t{r.passage}\t{r.about}\t{r.says}" for r in examples.rows]
        + ["\t".join(sentence) for sentence in examples.sentences]
    )
    counts = Counter(row.says for row in examples.rows)
    return {
        "what": "weights of logistic regressions; see models/README.md",
        "recommendations": len({row.recommendation for row in examples.rows}),
        "pairs": len(examples.rows),
        "pairs by what the passage says": {name: counts[name] for name in SAYINGS},
        "passages on something else": sum(not row.about for row in examples.rows),
        "sentences that ask or value": len(examples.sentences),
        "sha256 of the examples": hashlib.sha256(everything.encode()).hexdigest(),
    }


def _read(path: Path, delimiter: str) -> Iterator[Mapping[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file, delimiter=delimiter)


def _weight_of(row: EvidenceRow) -> float:
    return _OVERTAKEN_WEIGHT if row.says == Kind.OVERTAKEN else 1.0


def _fit_likeness(
    rows: Sequence[EvidenceRow], words: WordWeights, space: Space, encoder: Encoder
) -> tuple[Likeness, Likeness]:
    """Of all pairs of a recommendation and a later passage: which passages are about it."""
    texts = list(dict.fromkeys(row.recommendation for row in rows))
    years = {row.recommendation: row.recommended for row in rows}
    passages = [row.passage for row in rows]
    compared = Comparison.of(texts, passages, words, space, encoder=encoder)
    shared, meaning = compared.likenesses(0, len(rows))
    own = np.array([[row.recommendation == text for row in rows] for text in texts])
    about = own & np.array([row.about for row in rows])
    later = np.array([[row.published > years[text] for row in rows] for text in texts])
    features = np.stack([shared, np.sqrt(shared), meaning], axis=-1)[later]
    counts = np.where(own, _NEAR_WEIGHT, 1.0)[later]
    return (
        _fit_pairs(features, about[later], counts),
        _fit_pairs(features * (0.0, 0.0, 1.0), about[later], counts),
    )


def _learn_space(examples: EvidenceExamples, encoder: Encoder) -> Space:
    """A discriminant analysis: spreads what tells matters apart, shrinks what rewording does.

    Of the wordings of proposals, and of recommendations with the passages about them.
    """
    named = list(examples.wordings)
    named += [(text, text) for text in dict.fromkeys(r.recommendation for r in examples.rows)]
    named += [(row.passage, row.recommendation) for row in examples.rows if row.about]
    texts, names = zip(*named, strict=True)
    vectors = encoder.encode(texts).astype(np.float64)
    analysis = LinearDiscriminantAnalysis(solver="eigen", shrinkage=_SHRINKAGE)
    analysis.fit(vectors, names)
    return Space(
        mean=as_stored(vectors.mean(axis=0)),
        projection=as_stored(analysis.scalings_[:, :_DIMENSIONS]),
    )


def _fit_pairs(features: Floats, about: Flags, counts: Floats) -> Likeness:
    fitted = LogisticRegression(C=_LIKENESS_REGULARISATION, max_iter=_MOST_STEPS).fit(
        features, about, sample_weight=counts
    )
    return Likeness(
        weights=tuple(round(float(weight), DECIMALS) for weight in fitted.coef_[0]),
        bias=round(float(fitted.intercept_[0]), DECIMALS),
    )


def _fit_sayings(
    said: Sequence[tuple[str, str, float]],
    names: Sequence[str],
    scale: float,
    encoder: Encoder,
) -> Sayings:
    texts, labels, counts = zip(*said, strict=True)
    shown = [dict(find_signals(text)) for text in texts]
    signals = np.array([[name in one for name in names] for one in shown], dtype=np.float64)
    vectors = encoder.encode(texts).astype(np.float64) * scale
    fitted = LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=_MOST_STEPS).fit(
        np.hstack([signals.reshape(len(texts), -1), vectors]), labels, sample_weight=counts
    )
    order = [list(fitted.classes_).index(name) for name in SAYINGS]
    columns = np.round(fitted.coef_[order].T, DECIMALS)
    return Sayings(
        bias=tuple(round(float(fitted.intercept_[place]), DECIMALS) for place in order),
        signals={name: tuple(map(float, columns[row])) for row, name in enumerate(names)},
        vector=as_stored(columns[len(names) :] * scale),
    )
