"""Labels that keep company: how probable one makes the others of the same row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# How many rows it takes to move a weight by one away from 0. Chosen on the shared tags: more
# holds back what many rows teach, less takes from few.
_PULL = 3.0


@dataclass(frozen=True, slots=True)
class Company:
    """What is added to the log odds of labels.

    Attributes:
        weights: Of the probability of each label, of the label's own log odds, and the
            bias, a column for each label that they speak for, shape (labels + 2, labels).
    """

    weights: Floats

    def log_odds(self, odds: Floats) -> Floats:
        """Log odds of labels that were judged each by itself, shape (n, labels)."""
        *_, own, bias = self.weights
        together: Floats = odds * (1 + own) + expit(odds) @ self.weights[:-2] + bias
        return together


def no_company(labels: int) -> Company:
    """Company that adds nothing."""
    return Company(np.zeros((labels + 2, labels)))


def fit_company(odds: Floats, targets: NDArray[np.float32]) -> Company:
    """The company that makes the labels of rows most probable, pulled towards none.

    Args:
        odds: Log odds of rows that were held out, each label by itself, shape (n, labels).
        targets: 1 where a label belongs, shape (n, labels).
    """
    probable = expit(odds)
    shape = (odds.shape[1] + 2, odds.shape[1])

    def loss(point: Floats) -> tuple[float, Floats]:
        weights = point.reshape(shape)
        together = odds * (1 + weights[-2]) + probable @ weights[:-2] + weights[-1]
        wrong = expit(together) - targets
        value = float((np.logaddexp(0, together) - together * targets).sum())
        slope = np.vstack([probable.T @ wrong, (wrong * odds).sum(axis=0), wrong.sum(axis=0)])
        return value + _PULL * float(point @ point) / 2, (slope + _PULL * weights).ravel()

    point = minimize(loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B").x
    return Company(point.reshape(shape))
