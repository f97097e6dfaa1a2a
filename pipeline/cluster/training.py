"""Fitting the pair model to proposals in several wordings, and to people's decisions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import faiss
import numpy as np
from scipy.linalg import eigh
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits

from pipeline.cluster.likeness import Compared
from pipeline.cluster.model import (
    FEATURES,
    HEADING,
    MEANING,
    PairModel,
    Regression,
    as_stored,
    unit,
)
from pipeline.cluster.words import WordWeights

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pipeline.embedding import Encoder
    from pipeline.records import Mention

    Floats = NDArray[np.float32]
    Flags = NDArray[np.bool_]

_DIMENSIONS = 128
_PIVOTS = 1024
_SEED = 0
FOLDS = 5
# Besides the pairs of a subject, each wording is compared with so many of other subjects.
_STRANGERS = 12
# A decision is of the very material that is to be compared.
_DECISION_WEIGHT = 10.0
_DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of a proposal on a subject; keys are unique over all subjects."""

    subject: str
    proposal: str
    mention: Mention


@dataclass(frozen=True, slots=True)
class Decision:
    """What people decided of two mentions."""

    left: Mention
    right: Mention
    same: bool


@dataclass(frozen=True, slots=True)
class Pairs:
    """What is learned from; an entry a pair.

    Attributes:
        features: Shape (n, features).
        same: Whether it states the same.
        weights: How much it counts.
        placed: Whether its headings say something: both mentions stand in documents, and
            these are about one subject.
    """

    features: Floats
    same: Flags
    weights: Floats
    placed: Flags

    def __add__(self, other: Pairs) -> Pairs:
        return _joined([self, other])


def learn_space(wordings: Sequence[Wording], texts: Sequence[str], encoder: Encoder) -> PairModel:
    """What mentions are compared by, still without weights.

    The projection is a discriminant analysis: it spreads what tells proposals apart and
    shrinks what differs between wordings of one.

    Args:
        wordings: Several of each proposal.
        texts: From which it is learned how much a word says.
        encoder: Turns texts into vectors.
    """
    vectors = encoder.encode([wording.mention.text for wording in wordings])
    # With more threads the last digits, and what follows from them, are other ones.
    with threadpool_limits(limits=1):
        mean, projection = _discriminate(vectors, [wording.proposal for wording in wordings])
        pivots = _pivots(unit((vectors - mean) @ projection))
    return PairModel(
        words=WordWeights.learn(texts),
        mean=mean,
        projection=projection,
        pivots=pivots,
        by_words=Regression(weights=(0.0,) * len(FEATURES), bias=0.0),
        by_meaning=Regression(weights=(0.0,), bias=0.0),
    )


def pairs_to_learn_from(
    wordings: Sequence[Wording],
    texts: Sequence[str],
    encoder: Encoder,
    *,
    on_done: Callable[[], None],
) -> Pairs:
    """Pairs of wordings, each fifth of the subjects seen in a space learned from the others."""
    subjects = sorted({wording.subject for wording in wordings})
    found = []
    for fold in range(FOLDS):
        held = set(subjects[fold::FOLDS])
        inside = [wording for wording in wordings if wording.subject in held]
        outside = [wording for wording in wordings if wording.subject not in held]
        space = learn_space(outside, texts, encoder)
        with threadpool_limits(limits=1):
            compared = Compared([w.mention for w in inside], model=space, encoder=encoder)
            found += [_pairs_of(row, inside, compared) for row in range(len(inside))]
        on_done()
    return _joined(found)


def pairs_decided(decisions: Sequence[Decision], space: PairModel, encoder: Encoder) -> Pairs:
    """The decided pairs, in their order."""
    mentions = [mention for one in decisions for mention in (one.left, one.right)]
    compared = Compared(mentions, model=space, encoder=encoder)
    features = [compared.features(2 * k, np.array([2 * k + 1])) for k in range(len(decisions))]
    return Pairs(
        np.concatenate(features) if features else np.empty((0, len(FEATURES)), np.float32),
        np.array([one.same for one in decisions], dtype=bool),
        np.full(len(decisions), _DECISION_WEIGHT, dtype=np.float32),
        np.ones(len(decisions), dtype=bool),
    )


def fit_weights(space: PairModel, pairs: Pairs) -> PairModel:
    """The model with the weights that explain the pairs best, none of them below 0."""
    by_words = _regress(pairs.features[:, :HEADING], pairs)
    heading = _weigh_headings(by_words, pairs)
    return replace(
        space,
        by_words=Regression(weights=(*by_words.weights, heading), bias=by_words.bias),
        by_meaning=_regress(pairs.features[:, [MEANING]], pairs),
    )


def _weigh_headings(regression: Regression, pairs: Pairs) -> float:
    """How much a shared heading adds to the logit of the regression over all else.

    Of pairs of one subject only: to be on one subject, which is what headings tell first,
    is no news of mentions of one institution.
    """
    placed = _taken(pairs, pairs.placed)
    if len(set(placed.same.tolist())) == 1 or not len(placed.same):
        return 0.0
    logits = placed.features[:, :HEADING] @ np.array(regression.weights) + regression.bias
    both = _regress(np.column_stack([logits, placed.features[:, HEADING]]), placed).weights
    return round(both[1] / both[0], _DECIMALS) if both[0] else 0.0


def surprise(model: PairModel, pairs: Pairs) -> float:
    """Mean log loss of the model on pairs, in nats; the less, the better."""
    scores = np.clip(model.by_words.probability(pairs.features), 0.001, 0.999)
    return float(-np.log(np.where(pairs.same, scores, 1 - scores)).mean())


def compare_on_decisions(space: PairModel, shipped: Pairs, decided: Pairs) -> tuple[float, float]:
    """Surprise at decisions not learned from: without any, and with the other decisions."""
    order = np.arange(len(decided.same)) % FOLDS
    alone = fit_weights(space, shipped)
    without, learned = [], []
    for fold in range(FOLDS):
        held, rest = (_taken(decided, mask) for mask in (order == fold, order != fold))
        if len(held.same):
            without += [surprise(alone, held)] * len(held.same)
            learned += [surprise(fit_weights(space, shipped + rest), held)] * len(held.same)
    return float(np.mean(without)), float(np.mean(learned))


def _taken(pairs: Pairs, mask: Flags) -> Pairs:
    return Pairs(pairs.features[mask], pairs.same[mask], pairs.weights[mask], pairs.placed[mask])


def _joined(parts: Sequence[Pairs]) -> Pairs:
    return Pairs(
        np.concatenate([part.features for part in parts]),
        np.concatenate([part.same for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.placed for part in parts]),
    )


def _pairs_of(row: int, wordings: Sequence[Wording], compared: Compared) -> Pairs:
    """A wording with the later ones of its subject and the nearest few of others."""
    own = wordings[row]
    alike = compared.meaning @ compared.meaning[row]
    elsewhere = np.array([w.subject != own.subject for w in wordings])
    nearest = np.argsort(-np.where(elsewhere, alike, -2), kind="stable")[:_STRANGERS]
    later = [k for k in range(row + 1, len(wordings)) if not elsewhere[k]]
    others = np.array([*later, *(int(k) for k in nearest if elsewhere[k])], dtype=int)
    features = compared.features(row, others)
    same = np.array([wordings[k].proposal == own.proposal for k in others], dtype=bool)
    placed = np.array([bool(own.mention.document_id) and not elsewhere[k] for k in others], bool)
    return Pairs(features, same, np.ones(len(others), dtype=np.float32), placed)


def _discriminate(vectors: Floats, labels: Sequence[str]) -> tuple[Floats, Floats]:
    mean = vectors.mean(axis=0)
    order = np.argsort(labels, kind="stable")
    ordered = np.array(labels)[order]
    cuts = [0, *(np.flatnonzero(ordered[1:] != ordered[:-1]) + 1), len(order)]
    inner, outer = [], []
    for start, end in pairwise(cuts):
        group = vectors[order[start:end]].astype(np.float64)
        centre = group.mean(axis=0)
        inner.append(group - centre)
        outer.append((centre - mean) * np.sqrt(len(group)))
    within, between = np.concatenate(inner), np.array(outer)
    scatter = within.T @ within / len(vectors)
    spread = between.T @ between / len(vectors)
    # Held back by as much again as the mean variance: there are few texts to a dimension.
    ridge = np.trace(scatter) / len(scatter) * np.eye(len(scatter))
    _, directions = eigh(spread, scatter + ridge)
    return as_stored(mean), as_stored(directions[:, ::-1][:, :_DIMENSIONS])


def _pivots(vectors: Floats) -> Floats:
    count = min(_PIVOTS, len(vectors))
    clustering = faiss.Kmeans(
        vectors.shape[1], count, seed=_SEED, spherical=True, min_points_per_centroid=1
    )
    clustering.train(vectors)
    return as_stored(np.asarray(clustering.centroids, dtype=np.float32))


def _regress(features: Floats, pairs: Pairs) -> Regression:
    """Weighted logistic regression over features of the pairs, with weights of 0 and more.

    The bias is then moved as if as many pairs stated the same as did not: 0.5 says "as
    likely as not" of a pair that could be either.
    """
    features = features.astype(np.float64)
    signs = np.where(pairs.same, 1.0, -1.0)
    weights = pairs.weights / pairs.weights.sum()
    ridge = 1.0 / len(signs)

    def loss(point: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margins = signs * (features @ point[:-1] + point[-1])
        slopes = -signs * weights / (1 + np.exp(np.clip(margins, -500, 500)))
        value = float(weights @ np.logaddexp(0, -margins) + ridge * point[:-1] @ point[:-1])
        slope = np.append(features.T @ slopes + 2 * ridge * point[:-1], slopes.sum())
        return value, slope

    bounds = [(0.0, None)] * features.shape[1] + [(None, None)]
    start = np.zeros(features.shape[1] + 1)
    with threadpool_limits(limits=1):
        point = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    odds = (weights @ ~pairs.same) / (weights @ pairs.same)
    rounded = [
        round(float(number), _DECIMALS) for number in (*point[:-1], point[-1] + np.log(odds))
    ]
    return Regression(weights=tuple(rounded[:-1]), bias=rounded[-1])
