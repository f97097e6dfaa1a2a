"""Differences that no similarity score sees.

"Open the meetings" and "close the meetings", "five years" and "ten years" score
as high as true duplicates in every model that was tried. A guard keeps such a
pair a suggestion; it never merges by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.utils import default_process

if TYPE_CHECKING:
    from pipeline.records import Mention

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_ANAPHOR = re.compile(r"(?:this|these|those|that|it|its|they|their|such)\b", re.IGNORECASE)

# Say "no" and deny nothing: they set a limit, above or below.
_LIMITS = (
    (re.compile(r"\b(?:no|not) (?:later|more|longer) than\b", re.IGNORECASE), "maximum"),
    (re.compile(r"\b(?:no|not) (?:earlier|fewer|less) than\b", re.IGNORECASE), "minimum"),
    (re.compile(r"\bnot only\b", re.IGNORECASE), "also"),
)
# What was filled in to read a text alone.
_ADDED = re.compile(r"\[([^\]]*)\]")
# One antecedent in two wordings shares at least this much of its words, of 100.
_SAME_ANTECEDENT = 60

_CARDINALS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety hundred".split()
_RATES = {
    "annual": "1 year", "annually": "1 year", "yearly": "1 year", "biennial": "2 year",
    "quarterly": "4/y", "monthly": "1 month", "once": "1 time", "twice": "2 time",
    "half": "1/2", "third": "1/3", "every": "1", "each": "1", "per": "1",
}  # fmt: skip
NUMBER_WORDS = (
    {word: str(value) for value, word in enumerate(_CARDINALS)}
    | {word: str(10 * value) for value, word in enumerate(_TENS, start=2)}
    | _RATES
)

_UNITS = frozenset("minute hour day week month year term page seat post person per".split())

NEGATIONS = frozenset("no not never without neither nor cannot non against refrain avoid".split())

# Each pair names two directions of one scale; a word of one side against a word
# of the other is a contradiction.
_OPPOSITES = (
    ("increase raise expand extend enlarge more", "reduce decrease cut shrink limit fewer less"),
    ("open public", "close closed private confidential"),
    ("begin start establish create introduce launch", "end stop abolish dissolve discontinue"),
    ("strengthen", "weaken"),
    ("accept approve support endorse", "reject refuse oppose"),
    ("include", "exclude"),
    ("longer lengthen", "shorter shorten"),
    ("before", "after"),
    ("centralize centralise", "decentralize decentralise"),
    ("mandatory compulsory binding", "voluntary optional"),
    ("minimum least", "maximum most"),
    ("permanent", "temporary"),
    ("earlier", "later"),
)

_DOUBLED = re.compile(r"([^\W\daeiou])\1$")
_ENDINGS = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s|d)$")


def differences(left: Mention, right: Mention) -> tuple[str, ...]:
    """Names of the guards that hold between two mentions.

    ``number``: each gives a number that the other does not. ``negation``: one
    denies. ``direction``: one says a word, the other its opposite.
    ``antecedent``: both open with "this", "it" and the like, and what they point
    at differs.
    """
    one, other = _traits(left.text), _traits(right.text)
    checks = (
        ("number", _count_differently(one.numbers, other.numbers)),
        ("negation", one.is_negated != other.is_negated),
        ("direction", _oppose(one.stems, other.stems)),
        ("antecedent", _antecedents_differ(left, right)),
    )
    return tuple(name for name, holds in checks if holds)


@dataclass(frozen=True, slots=True)
class _Traits:
    """What of a text the guards compare."""

    numbers: Counter[str]
    is_negated: bool
    stems: frozenset[str]


# A text is compared with many others.
@lru_cache(maxsize=100_000)
def _traits(text: str) -> _Traits:
    words = _words(text)
    return _Traits(_numbers(words), _negations(words) % 2 == 1, _stems(words))


def _words(text: str) -> list[str]:
    for pattern, word in _LIMITS:
        text = pattern.sub(word, text)
    return [word.casefold() for word in _WORD.findall(text)]


def _numbers(words: list[str]) -> Counter[str]:
    """Numbers, each with its unit: four weeks are not four days."""
    numbers: Counter[str] = Counter()
    for word, following in zip(words, [*words[1:], ""], strict=False):
        value, unit = NUMBER_WORDS.get(word, word), following.removesuffix("s")
        # Before no unit, "one" is a pronoun ("one of the ways") and "each" counts nothing.
        is_pronoun = value == "1" and word != "1" and unit not in _UNITS
        if value[0].isdigit() and not is_pronoun:
            numbers[f"{value} {unit}" if unit in _UNITS else value] += 1
    return numbers


def _count_differently(left: Counter[str], right: Counter[str]) -> bool:
    """Whether each text gives a number that the other does not: a detail added is no conflict."""
    return bool(left - right) and bool(right - left)


def _negations(words: list[str]) -> int:
    return sum(word in NEGATIONS or word.endswith(("n't", "n’t")) for word in words)


def _oppose(left: frozenset[str], right: frozenset[str]) -> bool:
    only_left, only_right = (left - right) & _WITH_OPPOSITE, (right - left) & _WITH_OPPOSITE
    if not only_left or not only_right:
        return False
    return any(
        (only_left & a and only_right & b) or (only_left & b and only_right & a)
        for a, b in _STEMMED_OPPOSITES
    )


def _stems(words: list[str]) -> frozenset[str]:
    """The words without endings, a doubled consonant made single: "stopped" is "stop"."""
    bare = (_DOUBLED.sub(r"\1", _ENDINGS.sub("", word)) for word in words)
    return frozenset(word.rstrip("e") for word in bare)


_STEMMED_OPPOSITES = tuple((_stems(a.split()), _stems(b.split())) for a, b in _OPPOSITES)
_WITH_OPPOSITE = frozenset().union(*(side for sides in _STEMMED_OPPOSITES for side in sides))


def _antecedents_differ(left: Mention, right: Mention) -> bool:
    if not all(_ANAPHOR.match(mention.text) for mention in (left, right)):
        return False
    contexts = [" ".join(_ADDED.findall(mention.standalone)) for mention in (left, right)]
    if contexts[0] == contexts[1]:
        return False
    return token_set_ratio(*contexts, processor=default_process) < _SAME_ANTECEDENT
