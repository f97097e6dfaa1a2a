"""What of a text the guards compare, read once a text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.cluster.contrasts import PLAIN_DENIALS, STRONG_DENIALS, WITH_OPPOSITE
from pipeline.cluster.names import Name, find_names, root_of
from pipeline.cluster.quantities import mark_cased, mark_quantities
from pipeline.cluster.wordforms import FUNCTION_WORDS, lower_words, raw_words, stem

if TYPE_CHECKING:
    from collections.abc import Sequence

# Words so near to each other belong together.
WINDOW = 4
_DENIED_WORDS = 1
_LONGEST_OBJECT = 6
_COUNTED = frozenset(
    stem(word)
    for word in """number lack use kind type part range importance light means basis case lot
    variety majority need form series set level amount purpose result course way end beginning
    respect absence presence favour support terms spirit face context view field area process
    development implementation improvement one some many most all set host wake rest sense
    member group percent outside front behalf state degree body system effort work""".split()
)


@dataclass(frozen=True, slots=True)
class Owners:
    """What something is "of": the last word of each coordinated part, and what stands before."""

    heads: frozenset[str]
    modifiers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Traits:
    """What of a text the guards compare.

    Attributes:
        words: Stems and quantities, in order.
        forms: The words in lower case as written, by stem.
        content: Stems of the words that carry meaning.
        denied: Those of them that are denied.
        touched: Those near a word that denies or lessens, in whatever way.
        owners: For a noun, what the text says it is of.
    """

    words: tuple[str, ...]
    forms: dict[str, str]
    content: frozenset[str]
    quantities: Counter[str]
    is_negated: bool
    denied: frozenset[str]
    touched: frozenset[str]
    names: tuple[Name, ...]
    owners: dict[str, Owners]


# A text is compared with many others.
@lru_cache(maxsize=100_000)
def read_traits(text: str) -> Traits:
    """What the guards compare of a text, or of its beginning where it is very long."""
    raw, begins = raw_words(text)
    lowered = mark_quantities(lower_words(mark_cased(raw)))
    roots = {word.casefold(): root_of(word) for word in raw if word[0].isupper()}
    words = tuple(w if w[0] == "#" else roots.get(w) or stem(w) for w in lowered)
    denials = [place for place, word in enumerate(words) if word in STRONG_DENIALS]
    return Traits(
        words=words,
        forms=dict(zip(words, lowered, strict=True)),
        content=frozenset(w for w in words if is_content(w)),
        quantities=Counter(word for word in words if word[0] == "#"),
        is_negated=len(denials) % 2 == 1,
        denied=_denied(words),
        touched=_touched(words),
        names=find_names(raw, begins),
        owners=_owners(words),
    )


def is_content(word: str) -> bool:
    """Whether a stem carries meaning by itself."""
    return word[0] != "#" and word not in FUNCTION_WORDS and word not in PLAIN_DENIALS


def _denied(words: Sequence[str]) -> frozenset[str]:
    """The word after each plain denial, and the content word."""
    found: list[str] = []
    for place, word in enumerate(words):
        if word in PLAIN_DENIALS:
            scope = [w for w in words[place + 1 : place + 1 + WINDOW] if is_content(w)]
            found += [*scope[:_DENIED_WORDS], *words[place + 1 : place + 2]]
    return frozenset(found)


def _touched(words: Sequence[str]) -> frozenset[str]:
    """The words near a denial or a word that has an opposite."""
    found: set[str] = set()
    for place, word in enumerate(words):
        if word in STRONG_DENIALS or word in WITH_OPPOSITE:
            found.update(words[max(0, place - WINDOW) : place + WINDOW + 1])
    return frozenset(found)


def _owners(words: Sequence[str]) -> dict[str, Owners]:
    """What each noun is "of", also the first of two nouns that are."""
    found: dict[str, Owners] = {}
    for place, word in enumerate(words):
        if word != "of":
            continue
        owners = _read_owners(words[place + 1 : place + 1 + _LONGEST_OBJECT])
        heads = [words[place - 1]] if place else []
        if place > 2 and words[place - 2] in {"and", "or"}:  # noqa: PLR2004 (visibility and reach of)
            heads.append(words[place - 3])
        for head in heads:
            if is_content(head) and head not in _COUNTED:
                found[head] = owners
    return found


def _read_owners(words: Sequence[str]) -> Owners:
    heads: list[str] = []
    before: set[str] = set()
    last = ""
    for word in words:
        if word in {"its", "their"} and heads:
            # "The visibility of outcomes and their reach": the reach owns nothing.
            break
        if word in {"and", "or"}:
            heads.append(last)
            last = ""
        elif is_content(word):
            before |= {last} if last else set()
            last = word
        elif last:
            break
    kept = frozenset(filter(None, [*heads, last]))
    return Owners(kept, frozenset(before) - kept)
