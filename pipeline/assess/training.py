"""Fits the evidence model to invented recommendations and passages."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.linalg import eigh
from scipy.optimize import minimize
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from pipeline.assess.company import NEVER, Candidates, find_surroundings, judge_again
from pipeline.assess.findings import Kind
from pipeline.assess.model import (
    DECIMALS,
    NOTHING,
    REPETITION,
    SAYINGS,
    EvidenceModel,
    Sayings,
    Space,
    Weights,
    as_stored,
)
from pipeline.assess.ranking import Comparison, find_candidates
from pipeline.assess.signals import SIGNALS, find_signals
from pipeline.assess.wording import learn_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.assess.encoding import TextEncoder
    from pipeline.assess.wording import WordWeights

    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]

# Chosen by cross-validation over the recommendations of the training rows.
_INVERSE_REGULARISATION = 0.3
_LIKENESS_REGULARISATION = 10.0
# How much the vector, which has hundreds of numbers, weighs against signals.
_VECTOR_SCALE = 2.0
_VECTOR_SCALE_ALONE = 4.0
# Sentences that ask are many times more than passages, and no report's.
_SENTENCE_WEIGHT = 0.05
# There are few passages of this kind, and they look much like completion.
_OVERTAKEN_WEIGHT = 2.0
# Worse taken for evidence than evidence taken for one.
_REPETITION_WEIGHT = 2.5
_MOST_STEPS = 3_000
_FEWEST_WORDS = 5
_DIMENSIONS = 128
_LITTLE = 1e-9
# There are few texts to a dimension.
_SHRINKAGE = 0.7
# Parts of the recommendations, each compared in a space that was made without it.
_PARTS = 5
# How often the surroundings of a passage are looked at.
_ROUNDS = 2
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


def fit_evidence_model(examples: EvidenceExamples, encoder: TextEncoder) -> EvidenceModel:
    """The model of the examples; the same examples give the same model."""
    words = learn_weights(examples.texts)
    # More threads give other last digits.
    with threadpool_limits(limits=1):
        trials = list(_try_out(examples, words, encoder))
        likeness = _fit_likeness(trials, (1.0, 1.0))
        said = [(row.passage, row.says, _weight_of(row)) for row in examples.rows]
        said += [(text, label, _SENTENCE_WEIGHT) for text, label in examples.sentences]
        return EvidenceModel(
            words=words,
            space=_learn_space(examples, examples.rows, encoder),
            likeness=likeness,
            likeness_by_meaning=_fit_likeness(trials, (0.0, 1.0)),
            rounds=_fit_rounds(trials, likeness),
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
    return {str(Kind.OVERTAKEN): _OVERTAKEN_WEIGHT, REPETITION: _REPETITION_WEIGHT}.get(
        row.says, 1.0
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """Some recommendations with their passages, as strangers to the space they are compared in.

    Attributes:
        compared: Both sides.
        about: Whether a passage speaks of a recommendation.
        later: Whether it was published later. Both of shape (recommendations, passages).
    """

    compared: Comparison
    about: Flags
    later: Flags


def _try_out(
    examples: EvidenceExamples, words: WordWeights, encoder: TextEncoder
) -> Iterator[_Trial]:
    """Each part of the recommendations with its passages, in a space made from the others."""
    names = sorted({row.recommendation for row in examples.rows})
    years = {row.recommendation: row.recommended for row in examples.rows}
    for start in range(min(_PARTS, len(names))):
        held = set(names[start::_PARTS])
        # Of as many others nothing is said, as of many in any corpus.
        texts = names[start::_PARTS] + names[(start + 1) % _PARTS :: _PARTS]
        # What only repeats is left out before passages are ranked.
        rows = [r for r in examples.rows if r.recommendation in held and r.says != REPETITION]
        others = [row for row in examples.rows if row.recommendation not in held]
        space = _learn_space(examples, others, encoder)
        yield _Trial(
            compared=Comparison.of(
                texts, [row.passage for row in rows], words, space, encoder=encoder
            ),
            about=np.array([[r.about and r.recommendation == one for r in rows] for one in texts]),
            later=np.array([[row.published > years[one] for row in rows] for one in texts]),
        )


def _fit_likeness(trials: Sequence[_Trial], used: tuple[float, ...]) -> Weights:
    """Of all pairs of a recommendation and a later passage: which passages are about it."""
    features = [
        np.stack(one.compared.likenesses(0, one.later.shape[1]), axis=-1)[one.later]
        for one in trials
    ]
    about = np.concatenate([one.about[one.later] for one in trials])
    return _fit_weights(np.concatenate(features) * used, about)


def _fit_rounds(trials: Sequence[_Trial], likeness: Weights) -> tuple[Weights, ...]:
    """The same of the candidates, by their surroundings, each time as judged before."""
    found = [_find(one, likeness) for one in trials]
    about = [
        np.take_along_axis(trial.about, one.places, axis=1)
        for trial, one in zip(trials, found, strict=True)
    ]
    valid = [one.logits > NEVER for one in found]
    labels = np.concatenate([a[v] for a, v in zip(about, valid, strict=True)])
    told = [trial.compared.told_places for trial in trials]
    rounds = []
    for _ in range(_ROUNDS):
        features = [
            np.stack(find_surroundings(one, place), axis=-1)[v]
            for one, place, v in zip(found, told, valid, strict=True)
        ]
        rounds.append(_fit_weights(np.concatenate(features), labels))
        found = [
            Candidates(logits=judge_again(one, place, rounds[-1]), places=one.places)
            for one, place in zip(found, told, strict=True)
        ]
    return tuple(rounds)


def _find(trial: _Trial, likeness: Weights) -> Candidates:
    def judge(start: int, end: int) -> Floats:
        logits = likeness.logits(trial.compared.likenesses(start, end))
        return np.where(trial.later[:, start:end], logits, NEVER)

    return find_candidates(trial.compared, judge)


def _learn_space(
    examples: EvidenceExamples, rows: Sequence[EvidenceRow], encoder: TextEncoder
) -> Space:
    """A discriminant analysis: spreads what tells matters apart, shrinks what rewording does.

    Of the wordings of proposals, and of recommendations with the passages about them.
    """
    named = list(examples.wordings)
    named += [(text, text) for text in dict.fromkeys(row.recommendation for row in rows)]
    named += [(row.passage, row.recommendation) for row in rows if row.about]
    texts, names = zip(*named, strict=True)
    vectors = encoder.encode(texts).astype(np.float64)
    places = {name: place for place, name in enumerate(dict.fromkeys(names))}
    matter = np.array([places[name] for name in names])
    means = np.zeros((len(places), vectors.shape[1]))
    np.add.at(means, matter, vectors)
    means /= np.bincount(matter)[:, None]
    mean = vectors.mean(axis=0)
    within, everything = _spread(vectors - means[matter]), _spread(vectors - mean)
    # In rising order of how much they tell matters apart.
    directions = eigh(everything - within, within)[1]
    return Space(mean=as_stored(mean), projection=as_stored(directions[:, ::-1][:, :_DIMENSIONS]))


def _spread(differences: Floats) -> Floats:
    """Their covariance, shrunk."""
    covariance = differences.T @ differences / len(differences)
    width = len(covariance)
    shrunk: Floats = (1 - _SHRINKAGE) * covariance
    shrunk += _SHRINKAGE * np.trace(covariance) / width * np.eye(width)
    return shrunk


def _fit_weights(features: Floats, about: Flags) -> Weights:
    """A logistic regression on numbers brought to one scale, told for them as they are.

    No weight is below 0, so that nothing that speaks for a passage can count against it.
    """
    mean, scale = features.mean(axis=0), np.maximum(features.std(axis=0), _LITTLE)
    numbers = (features - mean) / scale

    def loss(point: Floats) -> tuple[float, Floats]:
        logits = numbers @ point[1:] + point[0]
        left = expit(logits) - about
        value = np.logaddexp(0, logits).sum() - logits[about].sum()
        value += point[1:] @ point[1:] / (2 * _LIKENESS_REGULARISATION)
        slope = left @ numbers + point[1:] / _LIKENESS_REGULARISATION
        return float(value), np.append(left.sum(), slope)

    bounds = [(None, None), *[(0, None)] * features.shape[1]]
    start = np.zeros(features.shape[1] + 1)
    fitted = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    weights = np.where(features.any(axis=0), fitted[1:] / scale, 0.0)
    return Weights(
        weights=tuple(round(float(weight), DECIMALS) for weight in weights),
        bias=round(float(fitted[0] - weights @ mean), DECIMALS),
    )


def _fit_sayings(
    said: Sequence[tuple[str, str, float]],
    names: Sequence[str],
    scale: float,
    encoder: TextEncoder,
) -> Sayings:
    texts, labels, counts = zip(*said, strict=True)
    shown = [dict(find_signals(text)) for text in texts]
    signals = np.array([[name in one for name in names] for one in shown], dtype=np.float64)
    vectors = encoder.encode(texts).astype(np.float64)
    # Encoders differ in how far apart their vectors lie.
    scale /= float(np.sqrt(vectors.var(axis=0).sum()))
    vectors *= scale
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
