"""Fits the model that decides what a sentence is, from labelled sentences."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict

from pipeline.extract.model import (
    CLASSES,
    STRATA,
    Model,
    Thresholds,
    decide,
    features_of,
    settle,
    stratum,
)
from pipeline.records import Part, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.extract.english import Observation

# Chosen by cross-validation over the shipped training documents.
_INVERSE_REGULARISATION = 0.2
_FOLDS = 8
_MOST_STEPS = 3_000
# A probability by which a reviewer may go.
SURE = 0.9
# A feature seen less often cannot be told from chance, and makes the file large.
_FEWEST_EXAMPLES = 2
_DECIMALS = 4
# The intercept of a class without examples.
_NEVER = -30.0
_THRESHOLDS = np.arange(0.2, 0.91, 0.01)
# Nothing is taken below, by stratum. In documents that were written to mislead, what no
# strong rule takes is right less often than its probability says until about here.
FLOORS = (0.7, 0.7, 0.2)
# What is taken must be right at least so often, or people stop reading the table.
LEAST_PRECISION = 0.9
_LITTLE = 1e-9
# Of two texts that are one sentence, the shorter has at least this share of the longer.
_LEAST_SHARED = 0.6


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled sentence.

    Attributes:
        label: One of `CLASSES`.
        group: Its document; examples of one document are never on both sides of a test.
        weight: How much it counts against another.
    """

    observation: Observation
    label: str
    group: str
    weight: float = 1.0

    @property
    def is_surprising(self) -> bool:
        """Whether it is something else than the rules by themselves say."""
        verdict = self.observation.verdict
        return self.label != (verdict.part if verdict else CLASSES[-1])

    @property
    def text(self) -> str:
        """The sentence."""
        return self.observation.sentence.text


@dataclass(frozen=True, slots=True)
class Measure:
    """How well sentences are told apart, each judged by a model that has not seen its document.

    Attributes:
        f1: By part, at its threshold; examples count by their weight.
        sure: How many are taken with a probability of `SURE` or more.
        sure_and_right: Share of those that are what they are taken for; 1 where there are none.
    """

    f1: Mapping[Part, float]
    sure: int
    sure_and_right: float

    @property
    def mean_f1(self) -> float:
        """Mean of the parts' F1."""
        return sum(self.f1.values()) / len(self.f1)


def label_observations(
    observations: Iterable[Observation], labelled: Iterable[tuple[str, str]], *, group: str
) -> list[Example]:
    """The observations of one document that a labelled text is found for.

    Args:
        observations: Of its sentences, in order.
        labelled: Text and label, in reading order; a label of another kind leaves its
            sentence out.
        group: The document's name.
    """
    rows = [(normalise(text), label) for text, label in labelled]
    taken: set[int] = set()
    examples = []
    for observation in observations:
        row = _row_of(normalise(observation.sentence.text), rows, taken)
        if row is not None:
            taken.add(row)
            if rows[row][1] in CLASSES:
                examples.append(Example(observation, rows[row][1], group))
    return examples


def _row_of(text: str, rows: Sequence[tuple[str, str]], taken: set[int]) -> int | None:
    """Index of the labelled text that a sentence is; where one recurs, the next of them."""
    same = [index for index, (other, _) in enumerate(rows) if other == text]
    if same:
        return next((index for index in same if index not in taken), same[-1])
    alike = (
        index
        for index, (other, _) in enumerate(rows)
        if (other in text or text in other)
        and min(len(other), len(text)) >= _LEAST_SHARED * max(len(other), len(text), 1)
    )
    return next(alike, None)


def fit(
    examples: Sequence[Example],
    *,
    least_precision: float = LEAST_PRECISION,
    floors: Sequence[float] = FLOORS,
) -> Model:
    """The model of the examples; the same examples in any order give the same model.

    Args:
        examples: Of at least two documents and two of `CLASSES`.
        least_precision: How much of what is taken must be right. Lower it to find more.
        floors: The lowest threshold of each of `STRATA`.
    """
    ordered = _ordered(examples)
    likely = _cross_validated(ordered)
    return _model(ordered, _thresholds(ordered, likely, least_precision, floors))


def fit_and_measure(examples: Sequence[Example]) -> tuple[Model, Measure]:
    """The model of the examples, and how well such a model does on documents not seen."""
    ordered = _ordered(examples)
    thresholds, said = _judged(ordered)
    return _model(ordered, thresholds), measure(ordered, said)


def judge(examples: Sequence[Example]) -> list[tuple[float, bool]]:
    """Probability of what is taken in documents not seen, and whether it is right."""
    ordered = _ordered(examples)
    _, said = _judged(ordered)
    return [
        (probability, example.label == part)
        for example, (part, probability) in zip(ordered, said, strict=True)
        if part is not None
    ]


def _model(examples: Sequence[Example], thresholds: Thresholds) -> Model:
    vectorizer, matrix = _matrix(examples)
    fitted = _regression().fit(matrix, _labels(examples), sample_weight=_weights(examples))
    coefficients, intercepts = _by_class(fitted)
    return Model(
        weights={
            str(name): tuple(map(float, column))
            for name, column in zip(vectorizer.get_feature_names_out(), coefficients.T, strict=True)
            if column.any()
        },
        intercept=tuple(map(float, intercepts)),
        thresholds=thresholds,
    )


def _judged(examples: Sequence[Example]) -> tuple[Thresholds, list[tuple[Part | None, float]]]:
    """The thresholds, and what with them a model of the other documents says of each."""
    likely = _cross_validated(examples)
    thresholds = _thresholds(examples, likely, LEAST_PRECISION)
    return thresholds, [
        decide(tuple(row), example.observation, thresholds)
        for row, example in zip(likely, examples, strict=True)
    ]


def compare(shipped: Sequence[Example], own: Sequence[Example]) -> tuple[Measure, Measure]:
    """How well one's own sentences are told without and with one's other documents.

    Each document is judged by a model of the shipped examples, and by one of those and
    of one's other documents. Neither has seen it.
    """
    groups = sorted({example.group for example in own})
    folds = min(_FOLDS, len(groups))
    alone = fit(shipped)
    judged: list[Example] = []
    without: list[tuple[Part | None, float]] = []
    together: list[tuple[Part | None, float]] = []
    for fold in range(folds):
        held_out = set(groups[fold::folds])
        model = fit([*shipped, *(one for one in own if one.group not in held_out)])
        for example in own:
            if example.group in held_out:
                judged.append(example)
                without.append(alone.weigh(example.observation))
                together.append(model.weigh(example.observation))
    return measure(judged, without), measure(judged, together)


def measure(examples: Sequence[Example], said: Sequence[tuple[Part | None, float]]) -> Measure:
    """How well what was said of examples, part and probability, agrees with their labels."""
    labels, weights = np.array(_labels(examples)), _weights(examples)
    parts = np.array([part or CLASSES[-1] for part, _ in said])
    is_sure = np.array([part is not None and chance >= SURE for part, chance in said])
    right = weights[is_sure & (parts == labels)].sum()
    return Measure(
        f1={part: _f1(parts == part, labels == part, weights) for part in Part},
        sure=int(is_sure.sum()),
        sure_and_right=float(right / weights[is_sure].sum()) if is_sure.any() else 1.0,
    )


def _ordered(examples: Sequence[Example]) -> list[Example]:
    return sorted(examples, key=lambda one: (one.group, one.text, one.label))


def _matrix(examples: Sequence[Example]) -> tuple[DictVectorizer, NDArray[np.float64]]:
    features = [features_of(example.observation) for example in examples]
    counts = Counter(name for row in features for name in row)
    kept = [
        {name: value for name, value in row.items() if counts[name] >= _FEWEST_EXAMPLES}
        for row in features
    ]
    vectorizer = DictVectorizer()
    return vectorizer, vectorizer.fit_transform(kept)


def _labels(examples: Sequence[Example]) -> list[str]:
    return [example.label for example in examples]


def _weights(examples: Sequence[Example]) -> NDArray[np.float64]:
    return np.array([example.weight for example in examples])


def _regression() -> LogisticRegression:
    return LogisticRegression(C=_INVERSE_REGULARISATION, max_iter=_MOST_STEPS)


def _by_class(fitted: LogisticRegression) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Coefficients, shape (classes, features), and intercepts of each of `CLASSES`.

    Of two classes, the regression holds only what speaks for the second. A class
    without examples is never said.
    """
    coefficients, intercepts = fitted.coef_, fitted.intercept_
    if len(fitted.classes_) == 2:  # noqa: PLR2004 (as above)
        coefficients = np.vstack([-coefficients, coefficients]) / 2
        intercepts = np.hstack([-intercepts, intercepts]) / 2
    known = list(fitted.classes_)
    rows = [known.index(name) if name in known else None for name in CLASSES]
    none = np.zeros(coefficients.shape[1])
    return (
        np.round([none if row is None else coefficients[row] for row in rows], _DECIMALS),
        np.round([_NEVER if row is None else intercepts[row] for row in rows], _DECIMALS),
    )


def _cross_validated(examples: Sequence[Example]) -> NDArray[np.float64]:
    """Probabilities of `CLASSES`, shape (examples, 3), each by a model of other documents."""
    labels, groups = _labels(examples), [example.group for example in examples]
    _, matrix = _matrix(examples)
    likely = cross_val_predict(
        _regression(),
        matrix,
        labels,
        groups=groups,
        cv=GroupKFold(min(_FOLDS, len(set(groups)))),
        method="predict_proba",
        params={"sample_weight": _weights(examples)},
    )
    known = sorted(set(labels))
    none = np.zeros(len(examples))
    return np.column_stack(
        [likely[:, known.index(name)] if name in known else none for name in CLASSES]
    )


def _thresholds(
    examples: Sequence[Example],
    likely: NDArray[np.float64],
    least_precision: float,
    floors: Sequence[float] = FLOORS,
) -> Thresholds:
    """For each part the probability from which it is taken, a stratum each."""
    settled = np.array(
        [
            settle(tuple(row), example.observation)
            for row, example in zip(likely, examples, strict=True)
        ]
    )
    labels, weights = np.array(_labels(examples)), _weights(examples)
    thresholds = {}
    for place, part in enumerate(Part):
        strata = np.array([stratum(example.observation, part) for example in examples])
        lowest = (
            _threshold(
                settled[chosen, place], (labels == part)[chosen], weights[chosen], least_precision
            )
            for chosen in (strata == number for number in range(len(STRATA)))
        )
        thresholds[part] = tuple(max(low, floor) for low, floor in zip(lowest, floors, strict=True))
    return thresholds


def _threshold(
    likely: NDArray[np.float64],
    actual: NDArray[np.bool_],
    weights: NDArray[np.float64],
    least_precision: float,
) -> float:
    """The lowest at which, as at all above it, enough of what is taken is right.

    What a rule takes and what none takes are judged apart: of the latter there are many
    times more, so a threshold for both would fill the table with what merely sounds alike.
    """
    chosen = float(_THRESHOLDS[-1])
    for threshold in reversed(_THRESHOLDS):
        said = likely >= threshold
        taken = weights[said].sum()
        if taken and weights[said & actual].sum() / taken < least_precision:
            break
        chosen = float(threshold)
    return round(chosen, 2)


def _f1(said: NDArray[np.bool_], actual: NDArray[np.bool_], weights: NDArray[np.float64]) -> float:
    right = weights[said & actual].sum()
    return float(2 * right / max(weights[said].sum() + weights[actual].sum(), 1))
