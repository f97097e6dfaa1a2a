"""The words of a text by their stems, and how much each says."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import TYPE_CHECKING

from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
# A year says when, and passages are told apart by their dates already.
_YEAR = re.compile(r"(?:19|20)\d\d$")
_STOP_WORDS = ENGLISH_STOP_WORDS | frozenset(
    "should shall will would could can may must ought need needs needed recommend recommends "
    "recommended recommendation recommendations including ensure ensures ensured".split()
)
_MOST_WORDS = 400
_SHORTEST = 2
_ENDING = re.compile(
    r"(?<=\w{4})(?:ations?|ments?|ings?|ions?|ors?|ers?|ances?|ences?|ies|ied|ed|es|s|e|y)$"
)
_LONGEST_STEM = 7
_FEWEST_TEXTS = 2
_DECIMALS = 3


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The word without its ending: "trained" and "training" are "train"."""
    return _ENDING.sub("", word)[:_LONGEST_STEM]


def stems_of(text: str) -> dict[str, str]:
    """The distinct stems of the words that carry meaning, each with its word as written."""
    found: dict[str, str] = {}
    for match in _WORD.findall(text)[:_MOST_WORDS]:
        word = match.casefold().replace("’", "'").removesuffix("'s").rstrip("'")
        if len(word) >= _SHORTEST and word not in _STOP_WORDS and not _YEAR.match(word):
            found.setdefault(stem(word), match)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class WordWeights:
    """How much a stem says: the less common in policy texts, the more.

    Attributes:
        weights: By stem, above 0: the logarithm of how rare it is in the training texts.
        unseen: Weight of a stem that they do not have.
    """

    weights: Mapping[str, float]
    unseen: float

    def of(self, found: str) -> float:
        """Weight of a stem, above 0."""
        return self.weights.get(found, self.unseen)


def learn_weights(texts: Collection[str]) -> WordWeights:
    """Weights from how many of the texts have each stem."""
    seen: Counter[str] = Counter()
    for text in texts:
        seen.update(stems_of(text).keys())
    count = len(texts) + 2
    return WordWeights(
        weights={
            one: round(log(count / (number + 1)), _DECIMALS)
            for one, number in sorted(seen.items())
            if number >= _FEWEST_TEXTS
        },
        unseen=round(log(count), _DECIMALS),
    )
