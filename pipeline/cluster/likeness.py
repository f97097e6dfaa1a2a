"""Mentions made ready to be compared, and how alike two of them are, by name of feature."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pipeline.cluster.asks import action_of, core_of
from pipeline.cluster.model import FEATURES, MEANING, unit
from pipeline.cluster.words import content_words, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder
    from pipeline.records import Mention

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

# Words whose vectors are less alike than this mean different things; from there to 1
# they count in proportion.
_UNLIKE = 0.4
# Vectors this near are one word.
_ONE_WORD = 0.985
_ENGLISH = "en"


class Compared:
    """What of mentions is compared, in arrays, a row a mention.

    Attributes:
        meaning: Embeddings in the space of proposals, shape (n, d), length 1.
        english: Whether words can be compared, shape (n,).
        words: Content words of each mention.
    """

    def __init__(
        self,
        mentions: Sequence[Mention],
        *,
        model: PairModel,
        encoder: Encoder,
        on_done: Callable[[], None] = lambda: None,
    ) -> None:
        texts = [mention.text for mention in mentions]
        self._model = model
        self.meaning = model.project(encoder.encode(texts, on_done=on_done))
        self.english = np.array([mention.language == _ENGLISH for mention in mentions], dtype=bool)
        self.words = [content_words(text) for text in texts]
        cores = [core_of(text) for text in texts]
        actions = [
            action_of(core) if english else ""
            for core, english in zip(cores, self.english, strict=True)
        ]
        known = vocabulary([*self.words, *((action,) for action in actions if action)])
        self._index = {word: number for number, word in enumerate(known)}
        self._vectors = unit(encoder.encode(known))
        self._weights = np.array([model.words.of(word) for word in known], dtype=np.float32)
        self._starts = np.cumsum([0, *map(len, self.words)])
        self._ids = np.array([self._index[w] for words in self.words for w in words], dtype=int)
        self._in_core = np.array(
            [
                flag
                for words, core in zip(self.words, cores, strict=True)
                for flag in _in(words, core)
            ],
            dtype=bool,
        )
        self._actions = np.array([self._index.get(action, -1) for action in actions], dtype=int)
        self._actors = [frozenset(mention.actors) for mention in mentions]
        self._headings = [frozenset(content_words(" ".join(m.headings[-1:]))) for m in mentions]

    def features(self, row: int, others: Numbers) -> Floats:
        """Likeness of one mention to some others, shape (len(others), len(FEATURES)).

        Of words, from 0 to 1; the others from -1, what differs, to 1, what is the same.
        """
        found = np.zeros((len(others), len(FEATURES)), dtype=np.float32)
        found[:, MEANING] = self.meaning[others] @ self.meaning[row]
        comparable = self._has_words(row) & self._has_words(others) & self.english[others]
        if self.english[row] and comparable.any():
            found[comparable, :MEANING] = self._compare_words(row, others[comparable])
        found[:, MEANING + 1] = self._compare_actions(row, others)
        found[:, MEANING + 2] = _overlap(self._actors, row, others)
        found[:, MEANING + 3] = _overlap(self._headings, row, others)
        return found

    def scores(self, row: int, others: Numbers) -> Floats:
        """Match scores of one mention with some others, 0 to 1."""
        features = self.features(row, others)
        scores = self._model.by_meaning.probability(features[:, [MEANING]])
        english = self.english[others] & self.english[row]
        scores[english] = self._model.by_words.probability(features[english])
        return scores

    def alike(self, one: str, other: str) -> float:
        """Cosine of two words' vectors; of a word not seen in the mentions, only with itself."""
        if one == other:
            return 1.0
        here, there = self._index.get(one), self._index.get(other)
        if here is None or there is None:
            return 0.0
        return float(self._vectors[here] @ self._vectors[there])

    def _has_words(self, rows: Numbers | int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self._starts[np.asarray(rows) + 1] > self._starts[rows]
        return found

    def _compare_words(self, row: int, others: Numbers) -> Floats:
        """Features of words, of the whole texts and of their cores, the higher for the core."""
        counts = self._starts[others + 1] - self._starts[others]
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        flat = np.repeat(self._starts[others] - starts, counts) + np.arange(counts.sum())
        own = slice(self._starts[row], self._starts[row + 1])
        alike = self._vectors[self._ids[own]] @ self._vectors[self._ids[flat]].T
        mine, theirs = self._weights[self._ids[own]], self._weights[self._ids[flat]]
        whole = _coverage(alike, mine, theirs, starts)
        core = self._in_core[own]
        core_alike = np.where(self._in_core[flat], alike[core], np.float32(-1))
        cores = _coverage(core_alike, mine[core], theirs * self._in_core[flat], starts)
        phrases = _compare_phrases(alike, mine, theirs, starts)
        return np.hstack([whole, np.maximum(whole, cores), phrases])

    def _compare_actions(self, row: int, others: Numbers) -> Floats:
        mine, theirs = self._actions[row], self._actions[others]
        if mine < 0:
            return np.zeros(len(others), dtype=np.float32)
        alike = 2 * _worth(self._vectors[theirs] @ self._vectors[mine]) - 1
        return np.where(theirs < 0, np.float32(0), alike).astype(np.float32)


def _in(words: Sequence[str], core: str) -> list[bool]:
    """Which words the core has too; all of them where it has none."""
    kept = set(content_words(core))
    flags = [word in kept for word in words]
    return flags if any(flags) else [True] * len(words)


def _compare_phrases(alike: Floats, mine: Floats, theirs: Floats, starts: Numbers) -> Floats:
    """Contained and covered of words that follow each other, shape (m, 2), as _coverage."""
    if len(mine) < 2:  # noqa: PLR2004 (two words are a phrase)
        return np.zeros((len(starts), 2), dtype=np.float32)
    padded = np.pad(alike, ((0, 0), (0, 1)), constant_values=-1)
    both = np.minimum(padded[:-1, :-1], padded[1:, 1:])
    following = np.append(theirs[1:], 0)
    ends = np.append(starts[1:], len(theirs)) - 1
    # What follows the last word of a text is another text.
    both[:, ends] = -1
    following[ends] = 0
    weights = np.where(following > 0, theirs + following, np.float32(1e-6)).astype(np.float32)
    return _coverage(both, mine[:-1] + mine[1:], weights, starts)[:, 1:]


def _coverage(alike: Floats, mine: Floats, theirs: Floats, starts: Numbers) -> Floats:
    """Shared, contained and covered, shape (m, 3).

    Args:
        alike: Cosines of one text's words with the words of m others, one after the other.
        mine: Weights of the one text's words, shape (a,).
        theirs: Weights of the others' words, shape (b,); 0 leaves a word out.
        starts: Where each of the m begins among them.
    """
    best_mine = np.maximum.reduceat(alike, starts, axis=1)
    best_theirs = alike.max(axis=0)
    of_mine = mine @ _worth(best_mine) / mine.sum()
    total = np.add.reduceat(theirs, starts)
    of_theirs = np.add.reduceat(theirs * _worth(best_theirs), starts) / total
    shared = np.square(mine) @ (best_mine >= _ONE_WORD)
    lengths = np.sqrt(np.square(mine).sum() * np.add.reduceat(np.square(theirs), starts))
    return np.column_stack(
        [
            np.minimum(shared / lengths, 1),
            np.maximum(of_mine, of_theirs),
            np.minimum(of_mine, of_theirs),
        ]
    ).astype(np.float32)


def _worth(cosines: Floats) -> Floats:
    """How much words so near to each other count as one, 0 to 1."""
    worth: Floats = np.clip((cosines - _UNLIKE) / (1 - _UNLIKE), 0, 1)
    return worth


def _overlap(sets: Sequence[frozenset[str]], row: int, others: Numbers) -> Floats:
    """Share of the smaller set that the other has, from -1 to 1; 0 where one is empty."""
    mine = sets[row]
    return np.array(
        [
            2 * len(mine & sets[k]) / min(len(mine), len(sets[k])) - 1 if mine and sets[k] else 0
            for k in others
        ],
        dtype=np.float32,
    )
