"""What speaks for a label, weighed: from likenesses to log odds, by rows that people labelled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, logsumexp

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Features = NDArray[np.float32]

# By what a text can speak for a label. "Learned" is the score of the ridge regression;
# "named" how many of the label's terms it has, 3 at most; "described" and "seen" how near
# it is in meaning to what the vocabulary says of the label, and to texts that have it;
# "heading" how near the headings above it are to the label's name.
FEATURES = ("learned", "named", "described", "seen", "heading")
LEARNED = FEATURES.index("learned")
HEADING = FEATURES.index("heading")
# What a heading weighs until decisions say otherwise: more than the examples that came with
# the program would have it, whose headings were written to mislead as often as not. Chosen
# on the shared gold documents, where 6 to 12 give the same within .02, and by cross-validation
# on the examples, where less than 8 keeps scores honest.
HEADING_WEIGHT = 6.0
# How many rows it takes to move a weight by one away from where it starts.
_PULL = 1.0
# A label's own bias is held back more, or labels with few rows would take what chance gives.
_PULL_OF_LABEL = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights of the features, and the bias.

    Attributes:
        of_features: Shape (features,).
        bias: Of all labels.
        of_labels: What is added for each label, shape (labels,).
    """

    of_features: Floats
    bias: float
    of_labels: Floats

    def log_odds(self, features: Features) -> Floats:
        """Log odds that a label belongs, shape (n, labels)."""
        odds: Floats = features @ self.of_features + self.bias + self.of_labels
        return odds

    def for_labels(self, count: int) -> Weights:
        """The same for other labels, of none of which anything is known."""
        return replace(self, of_labels=np.zeros(count))

    def with_headings(self) -> Weights:
        """The same with what a heading weighs until decisions say otherwise."""
        features = self.of_features.copy()
        features[HEADING] = HEADING_WEIGHT
        return replace(self, of_features=features)


def no_weights(labels: int) -> Weights:
    """Weights that say nothing."""
    return Weights(of_features=np.zeros(len(FEATURES)), bias=0.0, of_labels=np.zeros(labels))


def fit_weights(
    features: Features,
    targets: NDArray[np.float32],
    *,
    start: Weights,
    exclusive: bool,
    use: Sequence[int] = range(len(FEATURES)),
) -> Weights:
    """The weights that make the labels of the rows most probable, pulled towards the start.

    Args:
        features: Shape (rows, labels, features), of rows that were held out.
        targets: 1 where a label belongs, shape (rows, labels).
        start: Weights that hold until rows say otherwise.
        exclusive: Whether a row has one label at most.
        use: Which features may have another weight than 0.
    """
    used = list(use)
    chosen = features[:, :, used].astype(np.float64)
    begin = np.concatenate([start.of_features[used], [start.bias], start.of_labels])
    pull = np.concatenate(
        [np.full(len(used) + 1, _PULL), np.full(len(start.of_labels), _PULL_OF_LABEL)]
    )

    def loss(point: Floats) -> tuple[float, Floats]:
        odds = chosen @ point[: len(used)] + point[len(used)] + point[len(used) + 1 :]
        value, wrong = _surprise(odds, targets, exclusive=exclusive)
        slope = np.concatenate(
            [np.einsum("rl,rlf->f", wrong, chosen), [wrong.sum()], wrong.sum(axis=0)]
        )
        away = point - begin
        return value + float(pull @ away**2) / 2, slope + pull * away

    point = minimize(loss, begin, jac=True, method="L-BFGS-B").x
    weights = np.zeros(len(FEATURES))
    weights[used] = point[: len(used)]
    return Weights(
        of_features=weights, bias=float(point[len(used)]), of_labels=point[len(used) + 1 :]
    )


def mean_of(one: Weights, other: Weights) -> Weights:
    """Weights whose log odds are the mean of the two."""
    return Weights(
        of_features=(one.of_features + other.of_features) / 2,
        bias=(one.bias + other.bias) / 2,
        of_labels=(one.of_labels + other.of_labels) / 2,
    )


def _surprise(
    odds: Floats, targets: NDArray[np.float32], *, exclusive: bool
) -> tuple[float, Floats]:
    """Log loss, and how much too probable each label was held."""
    if exclusive:
        total = logsumexp(np.pad(odds, ((0, 0), (1, 0))), axis=1)
        value = float(total.sum() - (odds * targets).sum())
        return value, np.exp(odds - total[:, None]) - targets
    value = float((np.logaddexp(0, odds) - odds * targets).sum())
    return value, expit(odds) - targets
