"""Differences that no similarity score sees.

"Open the meetings" and "close the meetings", "five years" and "ten years" score
as high as true duplicates in every model that was tried. A guard keeps such a
pair a suggestion; it never merges by itself.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.utils import default_process

if TYPE_CHECKING:
    from pipeline.records import Mention

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+(?:[.,]\d+)*")
_ANAPHOR = re.compile(r"(?:this|these|those|that|it|its|they|their|such)\b", re.IGNORECASE)

# Says "no" and denies nothing.
_NO_DENIAL = re.compile(
    r"\b(?:no (?:later|more|fewer|less|longer|earlier) than|not only|not later than)\b",
    re.IGNORECASE,
)
# One antecedent in two wordings shares at least this much of its words, of 100.
_SAME_ANTECEDENT = 60

_CARDINALS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_RATES = {
    "annual": "1/y", "annually": "1/y", "yearly": "1/y", "biennial": "1/2y",
    "quarterly": "4/y", "monthly": "12/y", "twice": "2", "half": "1/2", "third": "1/3",
}  # fmt: skip
NUMBER_WORDS = {word: str(value) for value, word in enumerate(_CARDINALS)} | _RATES

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
OPPOSITES = tuple((frozenset(a.split()), frozenset(b.split())) for a, b in _OPPOSITES)

_ENDINGS = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s|d)$")


def differences(left: Mention, right: Mention) -> tuple[str, ...]:
    """Names of the guards that hold between two mentions.

    ``number``: each gives a number that the other does not. ``negation``: one
    denies. ``direction``: one says a word, the other its opposite.
    ``antecedent``: both open with "this", "it" and the like, and what they point
    at differs.
    """
    words_left, words_right = (_words(_NO_DENIAL.sub(" ", m.text)) for m in (left, right))
    checks = (
        ("number", _count_differently(_numbers(words_left), _numbers(words_right))),
        ("negation", _negations(words_left) != _negations(words_right)),
        ("direction", _oppose(words_left, words_right)),
        ("antecedent", _antecedents_differ(left, right)),
    )
    return tuple(name for name, holds in checks if holds)


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _numbers(words: list[str]) -> Counter[str]:
    values = (NUMBER_WORDS.get(word, word) for word in words)
    # "one" is mostly a pronoun ("one of the ways"), so it counts for nothing.
    return Counter(value for value in values if value[0].isdigit() and value != "1")


def _count_differently(left: Counter[str], right: Counter[str]) -> bool:
    """Whether each text gives a number that the other does not: a detail added is no conflict."""
    return bool(left - right) and bool(right - left)


def _negations(words: list[str]) -> int:
    return sum(word in NEGATIONS or word.endswith(("n't", "n’t")) for word in words) % 2


def _oppose(left: list[str], right: list[str]) -> bool:
    only_left, only_right = _stems(left) - _stems(right), _stems(right) - _stems(left)
    return any(
        (only_left & a and only_right & b) or (only_left & b and only_right & a)
        for a, b in _STEMMED_OPPOSITES
    )


def _stems(words: list[str]) -> set[str]:
    return {_ENDINGS.sub("", word).rstrip("e") for word in words}


_STEMMED_OPPOSITES = tuple((_stems(sorted(a)), _stems(sorted(b))) for a, b in OPPOSITES)


def _antecedents_differ(left: Mention, right: Mention) -> bool:
    if not all(_ANAPHOR.match(mention.text) for mention in (left, right)):
        return False
    contexts = [mention.standalone.replace(mention.text, "") for mention in (left, right)]
    return token_set_ratio(*contexts, processor=default_process) < _SAME_ANTECEDENT
