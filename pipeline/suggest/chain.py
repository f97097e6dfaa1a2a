"""Neighbours help: recommendations that stand together in a document are often on one matter.

Each document is a hidden Markov chain (Rabiner 1989): a mention has the category of the
one before it with some probability, else any other. That probability is learned from the
document itself, so one whose proposals stand in no order is read each by itself. What
others outside the document say plays no part.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import softmax

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

# How often a category stays from one mention to the next, before a document has said so,
# and how many pairs of mentions that is worth.
_STAYS = 0.9
_WORTH = 5.0
_ROUNDS = 5
# Mentions of one document were judged by the same means and err alike, so each counts for
# less than it says; one that stands alone for all. Chosen, with the two above, on the shared
# gold documents without their headings, where .3 to .4 give the same.
_TRUST = 0.35
# Instead of 0, which could make all impossible.
_NEVER = 1e-6


def smooth(log_odds: Floats, runs: Iterable[Numbers], decided: Mapping[int, int]) -> Floats:
    """Probability of no category, and of each, shape (n, 1 + categories).

    Args:
        log_odds: Of each mention's categories taken alone, shape (n, categories).
        runs: Rows of each document, in the order in which they stand in it.
        decided: Category of the rows of which people said it.
    """
    seen: Floats = softmax(np.pad(log_odds, ((0, 0), (1, 0))), axis=1)
    probable = np.zeros_like(seen)
    for run in runs:
        trusted = seen[run] ** max(_TRUST, 1 / len(run))
        for place, row in enumerate(run.tolist()):
            if row in decided:
                trusted[place] = _NEVER
                trusted[place, decided[row] + 1] = 1
        both = trusted * _around(trusted)
        probable[run] = both / both.sum(axis=1, keepdims=True)
    return probable


def _around(seen: Floats) -> Floats:
    """What the mentions before and after say of each one's category, shape of ``seen``."""
    stays = _STAYS
    for _ in range(_ROUNDS):
        before, after = _pass(seen, stays), _pass(seen[::-1], stays)[::-1]
        staying = _count_staying(seen, before, after, stays)
        stays = (staying + _WORTH * _STAYS) / (len(seen) - 1 + _WORTH)
    return _pass(seen, stays) * _pass(seen[::-1], stays)[::-1]


def _pass(seen: Floats, stays: float) -> Floats:
    """What all mentions up to the one before say of each one's category."""
    leaves = (1 - stays) / (seen.shape[1] - 1)
    said = np.full_like(seen, 1 / seen.shape[1])
    for row in range(1, len(seen)):
        here = said[row - 1] * seen[row - 1]
        said[row] = leaves + (stays - leaves) * here / here.sum()
    return said


def _count_staying(seen: Floats, before: Floats, after: Floats, stays: float) -> float:
    """How many of the steps between mentions are expected to stay on one category."""
    leaves = (1 - stays) / (seen.shape[1] - 1)
    left, right = (before * seen)[:-1], (after * seen)[1:]
    same = (left * right).sum(axis=1)
    apart = left.sum(axis=1) * right.sum(axis=1) - same
    return float((stays * same / (stays * same + leaves * apart)).sum())
