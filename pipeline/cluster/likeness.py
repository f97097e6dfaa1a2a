"""Mentions made ready to be compared, and how alike two of them are, by name of feature."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from pipeline.cluster.asks import action_of, core_of
from pipeline.cluster.memory import Memory
from pipeline.cluster.model import FEATURES, HEADING, MEANING, unit
from pipeline.cluster.words import content_words, vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pipeline.cluster.memory import Tables
    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder
    from pipeline.records import Mention

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]

# Words whose vectors are less alike than this mean different things; from there to 1
# they count in proportion.
_UNLIKE = 0.4
# Vectors this near are one word: a cosine of 0.985.
_ONE_WORD = np.float32((0.985 - _UNLIKE) / (1 - _UNLIKE))
_ENGLISH = "en"
_SCORE = np.dtype("<f4")
_LIKENESSES = np.dtype((_SCORE, (len(FEATURES),)))
# Matrices with a multiple of so many rows are multiplied in one way, so that a word's likeness
# to another depends on the two alone.
_WORDS_AT_ONCE = 256
_PAIRS_AT_ONCE = 1_000_000
# Pairs of words whose likeness is kept, some 50 MB.
_WORDS_KEPT = 250_000
# So few words are looked up in a sorted list; more of them, in a table.
_FEW = 200


class Compared:
    """What of mentions is compared, in arrays, a row a mention.

    Attributes:
        meaning: Embeddings in the space of proposals, shape (n, d), length 1.
        english: Whether words can be compared, shape (n,).
        words: Content words of each mention.
        memory: What is known of pairs of them.
        alike: Cosine of two words' vectors.
    """

    def __init__(
        self,
        mentions: Sequence[Mention],
        *,
        model: PairModel,
        encoder: Encoder,
        known: Tables | None = None,
        on_done: Callable[[], None] = lambda: None,
    ) -> None:
        self.memory = Memory(mentions, known)
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
        distinct = vocabulary([*self.words, *((action,) for action in actions if action)])
        self._index = {word: number for number, word in enumerate(distinct)}
        self._vectors = unit(encoder.encode(distinct))
        self._near = _NearWords(self._vectors)
        self._encoder = encoder
        self._rare: dict[str, Floats] = {}
        # Guards ask for the same words again and again.
        self.alike = lru_cache(maxsize=_WORDS_KEPT)(self._alike)
        self._weights = np.array([model.words.of(word) for word in distinct], dtype=np.float32)
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
        self._headings = [frozenset(content_words(" ".join(m.headings))) for m in mentions]
        names = [mention.document_id for mention in mentions]
        self._documents = np.unique(names, return_inverse=True)[1]

    def features(self, row: int, others: Numbers) -> Floats:
        """Likeness of one mention to some others, shape (len(others), len(FEATURES)).

        Of words and headings, from 0 to 1; the others from -1, what differs, to 1, what is
        the same.
        """
        found = np.zeros((len(others), len(FEATURES)), dtype=np.float32)
        found[:, MEANING] = np.einsum("ij,j->i", self.meaning[others], self.meaning[row])
        comparable = self._has_words(row) & self._has_words(others) & self.english[others]
        if self.english[row] and comparable.any():
            found[comparable, :MEANING] = self._compare_words(row, others[comparable])
        found[:, MEANING + 1] = self._compare_actions(row, others)
        found[:, MEANING + 2] = _overlap(self._actors, row, others)
        found[:, HEADING] = self._compare_headings(row, others)
        return found

    def features_of(self, left: Numbers, right: Numbers) -> Floats:
        """Likeness of the two mentions of each pair, shape (n, len(FEATURES)), as `features`."""
        found = np.empty((len(left), len(FEATURES)), dtype=np.float32)
        order = np.argsort(left, kind="stable")
        rows, starts = np.unique(left[order], return_index=True)
        self._near.learn_either(self._words_of(rows), self._words_of(np.unique(right)))
        for row, places in zip(rows, np.split(order, starts[1:]), strict=False):
            found[places] = self.features(int(row), right[places])
        return found

    def scores(self, row: int, others: Numbers) -> Floats:
        """Match scores of one mention with some others, 0 to 1."""
        return self._score(self.features(row, others), self.english[others] & self.english[row])

    def compare(self, left: Numbers, right: Numbers, *, threshold: float) -> tuple[Floats, Floats]:
        """Match scores of pairs, and the features of those that reach the threshold.

        Only pairs that no earlier run has compared are computed.
        """
        hits, known = self.memory.recall("scores", left, right, _SCORE)
        scores = np.empty(len(left), dtype=_SCORE)
        scores[hits] = known
        new, features = np.flatnonzero(~hits), [np.empty((0, len(FEATURES)), dtype=np.float32)]
        for start in range(0, len(new), _PAIRS_AT_ONCE):
            part = new[start : start + _PAIRS_AT_ONCE]
            likeness = self.features_of(left[part], right[part])
            english = self.english[left[part]] & self.english[right[part]]
            scores[part] = self._score(likeness, english)
            features.append(likeness[scores[part] >= threshold])
        self.memory.keep("scores", left, right, scores)
        kept = scores >= threshold
        left, right, hits = left[kept], right[kept], hits[kept]
        found = np.empty((len(left), len(FEATURES)), dtype=np.float32)
        found[~hits] = np.concatenate(features)
        found[hits] = self._known_features(left[hits], right[hits])
        self.memory.keep("features", left, right, found)
        return scores, found

    def _known_features(self, left: Numbers, right: Numbers) -> Floats:
        """Features of pairs that an earlier run has compared; of few it did not keep them."""
        hits, known = self.memory.recall("features", left, right, _LIKENESSES)
        found = np.empty((len(left), len(FEATURES)), dtype=np.float32)
        found[hits], found[~hits] = known, self.features_of(left[~hits], right[~hits])
        return found

    def _score(self, features: Floats, english: NDArray[np.bool_]) -> Floats:
        """Match scores by features; by words only where both mentions are English."""
        scores = self._model.by_meaning.probability(features[:, [MEANING]])
        scores[english] = self._model.by_words.probability(features[english])
        return scores

    def _alike(self, one: str, other: str) -> float:
        """Cosine of two words' vectors."""
        return 1.0 if one == other else float(self._vector(one) @ self._vector(other))

    def _vector(self, word: str) -> Floats:
        """A word's vector, also of one that stands in no mention's content words."""
        number = self._index.get(word)
        if number is not None:
            found: Floats = self._vectors[number]
            return found
        if word not in self._rare:
            self._rare[word] = unit(self._encoder.encode([word]))[0]
        return self._rare[word]

    def _words_of(self, rows: Numbers) -> Numbers:
        """Numbers of the words and actions of some mentions, each once."""
        words = [self._ids[_spans(self._starts, rows)], self._actions[rows]]
        found: Numbers = np.unique(np.concatenate(words))
        return found[found >= 0]

    def _has_words(self, rows: Numbers | int) -> NDArray[np.bool_]:
        found: NDArray[np.bool_] = self._starts[np.asarray(rows) + 1] > self._starts[rows]
        return found

    def _compare_words(self, row: int, others: Numbers) -> Floats:
        """Features of words, of the whole texts and of their cores, the higher for the core."""
        counts = self._starts[others + 1] - self._starts[others]
        starts = np.cumsum(counts) - counts
        flat = _spans(self._starts, others)
        own = slice(self._starts[row], self._starts[row + 1])
        alike = self._near.between(self._ids[own], self._ids[flat])
        mine, theirs = self._weights[self._ids[own]], self._weights[self._ids[flat]]
        whole = _coverage(alike, mine, theirs, starts)
        core, their_core = self._in_core[own], self._in_core[flat]
        if core.all() and their_core.all():
            cores = whole
        else:
            cores = _coverage(alike[core] * their_core, mine[core], theirs * their_core, starts)
        phrases = _compare_phrases(alike, mine, theirs, starts)
        return np.hstack([whole, np.maximum(whole, cores), phrases])

    def _compare_actions(self, row: int, others: Numbers) -> Floats:
        mine, theirs = self._actions[row], self._actions[others]
        if mine < 0:
            return np.zeros(len(others), dtype=np.float32)
        alike = 2 * self._near.between(self._actions[[row]], theirs)[0] - 1
        return np.where(theirs < 0, np.float32(0), alike).astype(np.float32)

    def _compare_headings(self, row: int, others: Numbers) -> Floats:
        """How much of the headings is the same, of mentions in two documents; else 0.

        What one document has under one heading was written there as two things.
        """
        shared = np.maximum(_overlap(self._headings, row, others), np.float32(0))
        elsewhere = self._documents[others] != self._documents[row]
        return np.where(elsewhere, shared, np.float32(0))


class _NearWords:
    """How much words count as each other, 0 to 1, for words by their numbers.

    Of each word those are kept that count at all, a fifth of all; found once a word,
    for many words at a time.
    """

    def __init__(self, vectors: Floats) -> None:
        self._vectors = np.pad(vectors, ((0, -len(vectors) % _WORDS_AT_ONCE), (0, 0)))
        self._known: dict[int, tuple[Numbers, Floats]] = {}
        self._room = np.zeros((1, len(vectors) + 1), dtype=np.float32)

    def learn_either(self, words: Numbers, others: Numbers) -> None:
        """Make ready to say how near the words are to the others, by those of which less is new."""
        self._learn(min((self._unknown(words), self._unknown(others)), key=len))

    def _unknown(self, words: Numbers) -> list[int]:
        return [word for word in words.tolist() if word not in self._known]

    def _learn(self, new: Sequence[int]) -> None:
        for start in range(0, len(new), _WORDS_AT_ONCE):
            block = new[start : start + _WORDS_AT_ONCE]
            vectors = np.zeros((_WORDS_AT_ONCE, self._vectors.shape[1]), dtype=np.float32)
            vectors[: len(block)] = self._vectors[block]
            cosines = vectors @ self._vectors.T
            for word, row in zip(block, cosines, strict=False):
                near = np.flatnonzero(row > _UNLIKE)
                # One place more than there are words ends each list, so that none is empty.
                self._known[word] = (
                    np.append(near, self._room.shape[1] - 1).astype(np.int32),
                    np.append(_worth(row[near]), np.float32(0)),
                )

    def between(self, words: Numbers, others: Numbers) -> Floats:
        """How much each of the words counts as each of the others, shape (words, others)."""
        unknown = self._unknown(words)
        if unknown and len(others) and not self._unknown(others):
            # A word is as near to another as that to it, to the last digit.
            return np.ascontiguousarray(self.between(others, words).T)
        self._learn(unknown)
        if len(others) < _FEW:
            return np.array([self._look_up(word, others) for word in words.tolist()])
        if len(words) > len(self._room):
            self._room = np.zeros((len(words), self._room.shape[1]), dtype=np.float32)
        room = self._room[: len(words)]
        for row, word in zip(room, words.tolist(), strict=True):
            near, worth = self._known[word]
            row[near] = worth
        found = room.take(others, axis=1)
        room.fill(0)
        return found

    def _look_up(self, word: int, others: Numbers) -> Floats:
        near, worth = self._known[word]
        places = near.searchsorted(others)
        found: Floats = np.where(near[places] == others, worth[places], np.float32(0))
        return found


def _spans(starts: Numbers, rows: Numbers) -> Numbers:
    """Places of what belongs to each of the rows, one row after the other."""
    counts = starts[rows + 1] - starts[rows]
    shifts = starts[rows] - (np.cumsum(counts) - counts)
    spans: Numbers = np.repeat(shifts, counts) + np.arange(counts.sum())
    return spans


def _in(words: Sequence[str], core: str) -> list[bool]:
    """Which words the core has too; all of them where it has none."""
    kept = set(content_words(core))
    flags = [word in kept for word in words]
    return flags if any(flags) else [True] * len(words)


def _compare_phrases(alike: Floats, mine: Floats, theirs: Floats, starts: Numbers) -> Floats:
    """Contained and covered of words that follow each other, shape (m, 2), as _coverage."""
    if len(mine) < 2:  # noqa: PLR2004 (two words are a phrase)
        return np.zeros((len(starts), 2), dtype=np.float32)
    both = np.zeros((len(mine) - 1, len(theirs)), dtype=np.float32)
    np.minimum(alike[:-1, :-1], alike[1:, 1:], out=both[:, :-1])
    following = np.append(theirs[1:], np.float32(0))
    ends = np.append(starts[1:], len(theirs)) - 1
    # What follows the last word of a text is another text.
    both[:, ends] = 0
    following[ends] = 0
    weights = np.where(following > 0, theirs + following, np.float32(1e-6)).astype(np.float32)
    return _coverage(both, mine[:-1] + mine[1:], weights, starts)[:, 1:]


def _coverage(alike: Floats, mine: Floats, theirs: Floats, starts: Numbers) -> Floats:
    """Shared, contained and covered, shape (m, 3).

    Args:
        alike: How much one text's words count as words of m others, one after the other.
        mine: Weights of the one text's words, shape (a,).
        theirs: Weights of the others' words, shape (b,); 0 leaves a word out.
        starts: Where each of the m begins among them.
    """
    # Sums depend on their order, which depends on how many texts there are; in double
    # precision too little to be seen.
    exact, other = mine.astype(np.float64), theirs.astype(np.float64)
    best_mine = np.maximum.reduceat(alike, starts, axis=1)
    of_mine = exact @ best_mine / exact.sum()
    of_theirs = np.add.reduceat(other * alike.max(axis=0), starts) / np.add.reduceat(other, starts)
    shared = np.square(exact) @ (best_mine >= _ONE_WORD)
    lengths = np.sqrt(np.square(exact).sum() * np.add.reduceat(np.square(other), starts))
    found = np.empty((len(starts), 3), dtype=np.float32)
    found[:, 0] = np.minimum(shared / lengths, 1)
    found[:, 1] = np.maximum(of_mine, of_theirs)
    found[:, 2] = np.minimum(of_mine, of_theirs)
    return found


def _worth(cosines: Floats) -> Floats:
    """How much words so near to each other count as one, 0 to 1."""
    worth: Floats = np.clip((cosines - _UNLIKE) / (1 - _UNLIKE), 0, 1)
    return worth


def _overlap(sets: Sequence[frozenset[str]], row: int, others: Numbers) -> Floats:
    """Share of the smaller set that the other has, from -1 to 1; 0 where one is empty."""
    mine = sets[row]
    if not mine:
        return np.zeros(len(others), dtype=np.float32)
    return np.array(
        [
            2 * len(mine & sets[k]) / min(len(mine), len(sets[k])) - 1 if sets[k] else 0
            for k in others.tolist()
        ],
        dtype=np.float32,
    )
