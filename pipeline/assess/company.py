"""How a passage stands among the others that were found for a recommendation.

Passages of different years that speak of one recommendation are often more like each other
than like the recommendation; and a passage that speaks of it seldom speaks of another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.assess.model import EvidenceModel, Weights

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

# Log odds of what cannot be, and of two texts by chance: none are told apart below.
NEVER, FAR = -1_000.0, -6.0
# How many passages a recommendation is known by, and how much they weigh at least together,
# so that a single doubtful one does not count as company.
_KNOWN_BY = 8
_LEAST = 0.3
_FIFTH = 5
# Recommendations that are looked at together: about a hundred megabytes.
_TOGETHER = 256
_DECIMALS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The likeliest passages of each recommendation.

    Attributes:
        logits: Log odds that it speaks of the recommendation, the best first; ``NEVER`` where
            there are fewer.
        places: Of the passages. Both of shape (recommendations, most).
    """

    logits: Floats
    places: Numbers


def look_around(found: Candidates, told: Floats, model: EvidenceModel) -> Floats:
    """Log odds of the candidates by their surroundings, as often as the model looks.

    Args:
        found: The candidates.
        told: Places of the passages in a space, each of length 1, shape (passages, d).
        model: Has the weights of each round.
    """
    logits = found.logits
    for weights in model.rounds:
        logits = judge_again(Candidates(logits=logits, places=found.places), told, weights)
    return logits


def judge_again(found: Candidates, told: Floats, weights: Weights) -> Floats:
    """Log odds of the candidates after one look at their surroundings."""
    logits = weights.logits(find_surroundings(found, told))
    return np.where(found.logits > NEVER, logits, NEVER)


def find_surroundings(found: Candidates, told: Floats) -> tuple[Floats, ...]:
    """What stands around each candidate, in the order of ``SURROUNDINGS``.

    - its likeness so far, as log odds;
    - how like it is to the other passages that the recommendation is known by: the mean,
      weighed by how likely each of them is, and the most;
    - how far it is before the likeliest other recommendation of the passage, and behind the
      first and the fifth passage of its own;
    - how far its company is before the best company that the passage has elsewhere.
    """
    logits = np.maximum(found.logits, FAR)
    valid = found.logits > NEVER
    other = _beside(logits, found.places, valid, FAR)
    odds = np.exp(np.clip(logits, FAR, -FAR))
    known = np.where(valid, odds / (1 + odds + np.exp(np.clip(other, FAR, -FAR))), 0.0)
    company, nearest = _company(known, found.places, told)
    ordered = -np.sort(-logits, axis=1)
    fifth = ordered[:, min(_FIFTH, ordered.shape[1]) - 1]
    return (
        logits,
        company,
        nearest,
        logits - other,
        logits - ordered[:, :1],
        logits - fifth[:, None],
        company - _beside(company, found.places, valid, 0.0),
    )


def _company(known: Floats, places: Numbers, told: Floats) -> tuple[Floats, Floats]:
    """Mean and greatest likeness to the other passages that a recommendation is known by."""
    last = -np.sort(-known, axis=1)[:, [min(_KNOWN_BY, known.shape[1]) - 1]]
    weights = np.where(known >= last, known, 0.0)
    mean, most = np.zeros_like(known), np.zeros_like(known)
    for start in range(0, len(known), _TOGETHER):
        rows = slice(start, start + _TOGETHER)
        vectors = told[places[rows]]
        alike = vectors @ vectors.transpose(0, 2, 1)
        alike[:, np.arange(alike.shape[1]), np.arange(alike.shape[1])] = 0.0
        weighed = alike * weights[rows, None, :]
        mean[rows], most[rows] = weighed.sum(axis=2), weighed.max(axis=2)
    beside = weights.sum(axis=1, keepdims=True) - weights
    # The last digits of sums vary with their order.
    return np.round(mean / np.maximum(beside, _LEAST), _DECIMALS), np.round(most, _DECIMALS)


def _beside(values: Floats, places: Numbers, valid: NDArray[np.bool_], none: float) -> Floats:
    """The greatest value that the same passage has with another recommendation."""
    rows, columns = np.nonzero(valid)
    here, mine = places[rows, columns], values[rows, columns]
    order = np.lexsort((-mine, here))
    here, mine = here[order], mine[order]
    leads = here != np.append(-1, here)[:-1]
    leader = mine[np.maximum.accumulate(np.where(leads, np.arange(len(here)), 0))]
    follower = np.where(here == np.append(here, -1)[1:], np.append(mine, none)[1:], none)
    result = np.full(values.shape, none)
    result[rows[order], columns[order]] = np.where(leads, follower, leader)
    return result
