"""Content words, how much each says, and which mean the same."""

from __future__ import annotations

import re
from collections import Counter
from math import log
from typing import TYPE_CHECKING

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

# scikit-learn's list has words that say something in a policy text.
_STOP_WORDS = ENGLISH_STOP_WORDS - frozenset(
    "amount back bill bottom call describe detail empty fill find fire front full give interest "
    "keep mine move name part serious show side system thick thin top whole "
    "one two three four five six eight nine ten eleven twelve fifteen twenty forty fifty sixty "
    "hundred first third".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_SHORTEST = 2
_MOST_WORDS = 60
_FEWEST_TEXTS = 2
_DECIMALS = 3


def content_words(text: str) -> tuple[str, ...]:
    """The distinct words that carry meaning, in lower case and in order, 60 at most."""
    words = (word.casefold() for word in _WORD.findall(text))
    kept = dict.fromkeys(w for w in words if w not in _STOP_WORDS and len(w) >= _SHORTEST)
    return tuple(kept)[:_MOST_WORDS]


class WordWeights:
    """How much a word says: the less common in policy texts, the more.

    The logarithm of how rare a word is in the training texts, never in the corpus at
    hand, so that a document added changes no score.
    """

    def __init__(self, weights: Mapping[str, float], *, unseen: float) -> None:
        self.weights = weights
        self.unseen = unseen

    def of(self, word: str) -> float:
        """Weight of a word, above 0."""
        return self.weights.get(word, self.unseen)

    @classmethod
    def learn(cls, texts: Collection[str]) -> WordWeights:
        """Weights from how many of the texts have each word."""
        seen: Counter[str] = Counter()
        for text in texts:
            seen.update(content_words(text))
        unseen = round(log(len(texts) + 2), _DECIMALS)
        return cls(
            {
                word: round(log((len(texts) + 2) / (count + 1)), _DECIMALS)
                for word, count in sorted(seen.items())
                if count >= _FEWEST_TEXTS
            },
            unseen=unseen,
        )


def vocabulary(texts: Iterable[Iterable[str]]) -> list[str]:
    """The distinct words of all texts, sorted."""
    return sorted({word for words in texts for word in words})
