"""Recommendations against passages: which passages speak of which, the best few of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
from scipy import sparse

from pipeline.assess.company import NEVER, Candidates, look_around
from pipeline.assess.model import DECIMALS
from pipeline.assess.wording import stems_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.assess.encoding import TextEncoder
    from pipeline.assess.model import EvidenceModel, Space
    from pipeline.assess.wording import WordWeights

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]
    Flags = NDArray[np.bool_]

# Vectors have four decimals and words' weights three. In whole steps, sums of their products
# are exact, so that they do not depend on how many rows are multiplied together.
_VECTOR_STEPS = 10**DECIMALS
_WEIGHT_STEPS = 1_000
# Pairs that are looked at together: a few hundred megabytes.
_MOST_PAIRS = 4_000_000
# Passages of a recommendation whose surroundings are looked at.
_CANDIDATES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Recommendations and passages made ready to be compared.

    Attributes:
        weighted: What each stem of each recommendation says, shape (recommendations, stems).
        total: What all of them say, at least one step, shape (recommendations, 1).
        present: Which stems each passage has, shape (passages, stems).
        asked: Places of the recommendations in the space, in whole steps, shape (n, d).
        told: Those of the passages, shape (passages, d).
    """

    weighted: sparse.csr_array
    total: Floats
    present: sparse.csr_array
    asked: Floats
    told: Floats

    @classmethod
    def of(
        cls,
        recommendations: Sequence[str],
        passages: Sequence[str],
        words: WordWeights,
        space: Space,
        *,
        encoder: TextEncoder,
        headings: Sequence[str] = (),
    ) -> Self:
        """The texts compared.

        Args:
            recommendations: Their texts.
            passages: The same.
            words: What each stem says.
            space: Where meanings are compared.
            encoder: Turns texts into vectors.
            headings: Above each passage; their words count as the passage's.
        """
        above = headings or [""] * len(passages)
        mine = [stems_of(text) for text in recommendations]
        theirs = [
            stems_of(f"{text}\n{heading}") for text, heading in zip(passages, above, strict=True)
        ]
        columns = {one: place for place, one in enumerate(sorted({s for one in mine for s in one}))}
        steps = [round(words.of(one) * _WEIGHT_STEPS) for one in columns] or [0]
        weighted = _to_matrix(mine, columns) * np.array(steps, dtype=np.float64)
        return cls(
            weighted=sparse.csr_array(weighted),
            total=np.maximum(weighted.sum(axis=1), 1.0).reshape(-1, 1),
            present=_to_matrix(theirs, columns),
            asked=_in_steps(space.place(encoder.encode(recommendations))),
            told=_in_steps(space.place(encoder.encode(passages))),
        )

    @property
    def told_places(self) -> Floats:
        """Places of the passages in the space, each of length 1 but for rounding."""
        places: Floats = self.told / _VECTOR_STEPS
        return places

    def likenesses(self, start: int, end: int) -> tuple[Floats, ...]:
        """How alike every recommendation and some of the passages are.

        Returns:
            One array a likeness, of shape (recommendations, end - start), from 0 to 1.
        """
        shared = (self.weighted @ self.present[start:end].T).toarray() / self.total
        meaning = self.asked @ self.told[start:end].T / _VECTOR_STEPS**2
        return np.sqrt(shared), np.clip(meaning, 0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """Which passages may be evidence for which recommendation.

    Attributes:
        after: Day, as an ordinal, after which a passage must have been published, one a
            recommendation; below any day where nobody knows.
        published: Of each passage; above any day where nobody knows.
        barred: Pairs of recommendation and passage that are none whatever the day, shape (n, 2).
    """

    after: Numbers
    published: Numbers
    barred: Numbers

    def mask(self, start: int, end: int) -> Flags:
        """Whether each is, shape (recommendations, end - start)."""
        allowed: Flags = self.published[None, start:end] > self.after[:, None]
        rows, columns = self.barred.T
        inside = (start <= columns) & (columns < end)
        allowed[rows[inside], columns[inside] - start] = False
        return allowed


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Which texts are English, by recommendation and by passage."""

    recommendations: Flags
    passages: Flags


def rank(
    compared: Comparison,
    model: EvidenceModel,
    allowed: Allowed,
    english: Languages,
    *,
    factual: Floats,
    most: int,
) -> tuple[Floats, Numbers]:
    """The best passages of each recommendation.

    A score is the probability that the passage speaks of the recommendation, judged by both
    and by what stands around them, times that it says a fact.

    Args:
        compared: Both sides.
        model: Weighs the likenesses, and what stands around.
        allowed: Which pairs may be.
        english: Which texts are compared by their words too.
        factual: Probability that a passage says how far something is done; 0 leaves it out.
        most: How many passages a recommendation keeps.

    Returns:
        Scores to four decimals, the best first, 0 where there are fewer; and the places
        of the passages. Both of shape (recommendations, most).
    """

    def judge(start: int, end: int) -> Floats:
        logits = _judge(compared, model, english, start, end)
        return np.where(allowed.mask(start, end) & (factual[start:end] > 0), logits, NEVER)

    found = find_candidates(compared, judge)
    if not len(factual):
        return np.zeros((len(found.places), most)), np.zeros((len(found.places), most), np.int64)
    logits = look_around(found, compared.told_places, model)
    scores = np.round(factual[found.places] / (1 + np.exp(-np.clip(logits, -50, 50))), DECIMALS)
    scores = np.where(logits > NEVER, scores, 0.0)
    order = np.lexsort((found.places, -scores), axis=1)[:, :most]
    return np.take_along_axis(scores, order, axis=1), np.take_along_axis(
        found.places, order, axis=1
    )


def find_candidates(compared: Comparison, judge: Callable[[int, int], Floats]) -> Candidates:
    """The likeliest passages of each recommendation, of equals the one that comes first.

    Args:
        compared: Both sides.
        judge: Gives the log odds of every recommendation with the passages from one place
            to another, ``NEVER`` where it may not be.
    """
    count, total = len(compared.asked), len(compared.told)
    logits, places = np.zeros((count, 0)), np.zeros((count, 0), dtype=np.int64)
    step = max(1, _MOST_PAIRS // max(count, 1))
    for start in range(0, total if count else 0, step):
        found = judge(start, min(start + step, total))
        width = min(_CANDIDATES, found.shape[1])
        # A little is taken off the later ones, less than a step of the log odds.
        falling = found - np.arange(found.shape[1]) * (0.1**DECIMALS / 2 / found.shape[1])
        top = np.argpartition(-falling, width - 1, axis=1)[:, :width]
        logits = np.hstack([logits, np.take_along_axis(found, top, axis=1)])
        places = np.hstack([places, top + start])
        order = np.lexsort((places, -logits), axis=1)[:, :_CANDIDATES]
        logits = np.take_along_axis(logits, order, axis=1)
        places = np.take_along_axis(places, order, axis=1)
    return Candidates(logits=logits, places=places)


def _judge(
    compared: Comparison, model: EvidenceModel, english: Languages, start: int, end: int
) -> Floats:
    likenesses = compared.likenesses(start, end)
    both = english.recommendations[:, None] & english.passages[None, start:end]
    if both.all():
        return model.likeness.logits(likenesses)
    return np.where(
        both,
        model.likeness.logits(likenesses),
        model.likeness_by_meaning.logits(likenesses),
    )


def _to_matrix(texts: Sequence[Mapping[str, str]], columns: Mapping[str, int]) -> sparse.csr_array:
    """Ones where a text has a stem that has a column, shape (texts, columns)."""
    places = np.array(
        [(row, columns[one]) for row, text in enumerate(texts) for one in text if one in columns],
        dtype=np.int64,
    ).reshape(-1, 2)
    return sparse.csr_array(
        (np.ones(len(places)), (places[:, 0], places[:, 1])),
        shape=(len(texts), max(len(columns), 1)),
    )


def _in_steps(places: Floats) -> Floats:
    steps: Floats = np.rint(places * _VECTOR_STEPS)
    return steps
