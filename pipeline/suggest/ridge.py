"""Texts in numbers, and a ridge regression on them that tells what it would say unseen.

A text is its words and pairs of words, the pieces of its words (four letters) and its
meaning (the sentence encoder's vector). How rare a word is, is counted in the rows that
are learned from, never in the corpus at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve, solve_triangular
from sklearn.feature_extraction.text import TfidfVectorizer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

# Of more rows than this, an even choice spans the space in which all are fitted: the time
# grows with its square, and twice as many gave .001 more.
_MOST_LANDMARKS = 4_000
# Of so many rows, what stands in one only says little, and they are enough to learn what
# numbers of the meaning say in pairs, which takes from few.
_MANY_ROWS = 5_000
# Chosen on the shared tags, where .1 to 1 give the same within .01.
_RIDGE = 0.3
# More gave nothing on many rows and took from few.
_ROUNDS = 5
# Rows with the same text must not make the matrix singular.
_JITTER = 1e-3
# Rows of likenesses that are in memory at once.
_CHUNK = 2_000
# Belongs to no group: what the vocabulary says is never held out.
ALWAYS = -1


@dataclass(frozen=True, slots=True)
class Points:
    """Texts in numbers, a row a text: words and letters sparse, meaning dense, shape (n, 512)."""

    wording: sparse.csr_matrix
    meaning: Floats


class Space:
    """Puts texts into numbers, by the words of the texts that are learned from.

    Attributes:
        words: The words and pairs of words, in the order of the columns that come first.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        least = 1 if len(texts) < _MANY_ROWS else 2
        self._vectorizers = [
            TfidfVectorizer(
                analyzer=analyzer,
                ngram_range=lengths,
                sublinear_tf=True,
                min_df=least,
                dtype=np.float32,
            ).fit(texts)
            for analyzer, lengths in (("word", (1, 2)), ("char_wb", (4, 4)))
        ]
        self.words: list[str] = self._vectorizers[0].get_feature_names_out().tolist()

    def place(self, texts: Sequence[str], meaning: Floats) -> Points:
        """The texts in numbers; ``meaning`` is their vectors."""
        parts = [vectorizer.transform(texts) for vectorizer in self._vectorizers]
        return Points(sparse.hstack(parts, format="csr"), meaning)


class Ridge:
    """Scores of labels, about 1 where one belongs and 0 where it does not.

    A ridge regression on all labels at once, in which it is no error to be more than sure:
    what is said beyond 0 or 1 becomes the target of the next round, which leads towards the
    support vector machine with squared hinge loss. The first round also says, without
    another fit, what each row's score would be had its group not been learned from.

    Args:
        points: Rows to learn from.
        targets: 1 where a label belongs to a row, else 0, shape (n, labels).
    """

    def __init__(self, points: Points, targets: Floats) -> None:
        count = points.meaning.shape[0]
        chosen = np.linspace(0, count - 1, min(count, _MOST_LANDMARKS)).round().astype(np.int64)
        self._is_in_pairs = count >= _MANY_ROWS
        self._meaning = points.meaning[chosen]
        wording: Floats = (points.wording @ points.wording[chosen].T).toarray()
        likeness = wording + self._alike(points.meaning)
        own = likeness[chosen] + _JITTER * np.eye(len(chosen), dtype=np.float32)
        lower = np.linalg.cholesky(own)
        self._spanned: Floats = solve_triangular(lower, likeness.T, lower=True).T
        gram = self._spanned.T @ self._spanned
        self._factor = cho_factor(gram + _RIDGE * np.eye(len(chosen), dtype=np.float32))
        self._mean: Floats = targets.mean(axis=0)
        self._targets: Floats = targets - self._mean
        self._solution = solution = self._solve(self._targets)
        for _ in range(_ROUNDS):
            said = self._spanned @ solution + self._mean
            beyond = np.where(targets > 0, np.maximum(said, 1), np.minimum(said, 0))
            solution = self._solve(beyond - self._mean)
        shares = solve_triangular(lower, solution, lower=True, trans=1)
        self.of_wording: Floats = points.wording[chosen].T @ shares
        self._of_meaning = shares

    def _alike(self, meaning: Floats) -> Floats:
        alike: Floats = meaning @ self._meaning.T
        return alike + alike**2 if self._is_in_pairs else alike

    def _solve(self, targets: Floats) -> Floats:
        solution: Floats = cho_solve(self._factor, self._spanned.T @ targets)
        return solution

    def score(self, points: Points) -> Floats:
        """Scores of texts, shape (n, labels)."""
        scores: Floats = points.wording @ self.of_wording + self._mean
        for begin in range(0, len(scores), _CHUNK):
            chunk = slice(begin, begin + _CHUNK)
            scores[chunk] += self._alike(points.meaning[chunk]) @ self._of_meaning
        return scores

    def score_held_out(self, rows: Numbers, groups: Numbers) -> Floats:
        """Scores of rows that were learned from, as if all rows of their group had not been.

        Args:
            rows: Which of the rows to score.
            groups: Number of the group of each row that was learned from, shape (n,).
        """
        wanted = np.flatnonzero(np.isin(groups, groups[rows]))
        held = wanted[np.argsort(groups[wanted], kind="stable")]
        spanned = self._spanned[held]
        taken = cho_solve(self._factor, spanned.T)
        left = self._targets[held] - spanned @ self._solution
        cuts = np.flatnonzero(np.diff(groups[held])) + 1
        for group in np.split(np.arange(len(held)), cuts):
            share = spanned[group] @ taken[:, group]
            left[group] = np.linalg.solve(np.eye(len(group), dtype=np.float32) - share, left[group])
        unseen = np.zeros_like(self._targets)
        unseen[held] = self._targets[held] - left + self._mean
        return unseen[rows]
