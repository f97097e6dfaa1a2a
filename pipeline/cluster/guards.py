"""Differences that no similarity score sees.

"Open the meetings" and "close the meetings", "five years" and "ten years" score
as high as true duplicates in every model that was tried. A guard keeps such a
pair from merging by itself. Numbers, names and acronyms are read in any language,
the rest in English.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import token_set_ratio
from rapidfuzz.utils import default_process

from pipeline.cluster.asks import points_back
from pipeline.cluster.contrasts import WITH_OPPOSITE, oppose
from pipeline.cluster.names import Name, unshared
from pipeline.cluster.near import compare_closely
from pipeline.cluster.quantities import differ
from pipeline.cluster.traits import WINDOW, Traits, is_content, read_traits
from pipeline.cluster.wordforms import stem

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from pipeline.records import Mention

    Alike = Callable[[str, str], float]

NAMES = ("number", "negation", "direction", "body", "instrument", "object", "wording", "antecedent")

# What was filled in to read a text alone.
_ADDED = re.compile(r"\[([^\]]*)\]")
# One antecedent in two wordings shares at least this much of its words, of 100.
_SAME_ANTECEDENT = 60

# Texts that share at least this much of their words are compared word by word.
_NEAR = 0.5
# Below this they are about different things, and what differs is no contrast.
_FAR = 0.35
# Nor do texts differ in all they say that share so much in the same order.
_SAME_ORDER = 0.6
_LESS_ALIKE = 0.6
# What says two of these asks for more than something that stands before it.
_ADDING = frozenset(map(stem, "also above additional additionally furthermore moreover".split()))
_ADDED_WORDS = 2


def differences(left: Mention, right: Mention, *, alike: Alike) -> tuple[str, ...]:
    """Names of the guards that hold between two mentions.

    ``number``: each gives a number that the other does not. ``negation``: one denies
    what the other says. ``direction``: one says a word, the other its opposite, or
    two things change places. ``body`` and ``instrument``: each names one that the
    other does not. ``object``: "the visibility of" two things. ``wording``: the texts
    are the same but for a word that means something else, or one says twice that it adds to
    what stands before it. ``antecedent``: both open with "this", "it" and the like, and what
    they point at differs.

    Args:
        left: One mention.
        right: The other; which is which makes no difference.
        alike: How alike two words in lower case are, 1 for the same.
    """
    found: set[str] = set()
    one, other = read_traits(left.text), read_traits(right.text)
    if one.words != other.words:
        if other.words < one.words:
            one, other = other, one
        found |= _compare(one, other, alike)
    if _antecedents_differ(left, right):
        found.add("antecedent")
    return tuple(name for name in NAMES if name in found)


def _compare(one: Traits, other: Traits, alike: Alike) -> set[str]:
    """Guards by what the texts say; each check is the same in both directions."""
    found: set[str] = set()
    if _owned_differently(one, other, alike):
        found.add("object")
    named = _named_differently(one, other)
    nearness = _nearness(one, other, named)
    order = Indel.normalized_similarity(one.words, other.words)
    if nearness < _FAR and order < _SAME_ORDER:
        return found
    if named:
        instrument = any(name.is_instrument for name in named)
        found.add("instrument" if instrument else "body")
    if differ(one.quantities, other.quantities):
        found.add("number")
    if one.is_negated != other.is_negated and _deny(one, other):
        found.add("negation")
    if _oppose(one, other):
        found.add("direction")
    if _adds(one, other) or _adds(other, one):
        found.add("wording")
    if nearness >= _NEAR or order >= _SAME_ORDER:
        found = compare_closely(one, other, found, alike)
    return found


def _nearness(one: Traits, other: Traits, named: Collection[Name]) -> float:
    """Share of the content words that both have; names that differ do not count."""
    roots = {name.root for name in named}
    mine, theirs = one.content - roots, other.content - roots
    return 2 * len(mine & theirs) / max(1, len(mine) + len(theirs))


def _deny(one: Traits, other: Traits) -> bool:
    """Whether one denies a word that the other affirms, in whatever other words."""
    return bool(
        (one.denied & other.content) - other.touched - other.denied
        or (other.denied & one.content) - one.touched - one.denied
    )


def _oppose(one: Traits, other: Traits) -> bool:
    """Whether opposite words stand beside the same word."""
    only_one = (one.content - other.content) & WITH_OPPOSITE
    only_other = (other.content - one.content) & WITH_OPPOSITE
    return any(
        oppose(mine, theirs)
        and (mine in one.denied) == (theirs in other.denied)
        and not _around(one.words, mine).isdisjoint(_around(other.words, theirs))
        for mine in only_one
        for theirs in only_other
    )


def _around(words: Sequence[str], word: str) -> set[str]:
    """The content words near a word, without itself."""
    place = words.index(word)
    near = words[max(0, place - WINDOW + 1) : place + WINDOW]
    return {other for other in near if other != word and is_content(other)}


def _named_differently(one: Traits, other: Traits) -> list[Name]:
    """The words of names that one text has and the other has not; none if only one has such."""
    if not one.names or not other.names:
        return []
    mine = unshared(one.names, one.words, other.names, other.words)
    theirs = unshared(other.names, other.words, one.names, one.words)
    mine = [name for name in mine if not name.is_speaker]
    theirs = [name for name in theirs if not name.is_speaker]
    return [*mine, *theirs] if mine and theirs else []


def _owned_differently(one: Traits, other: Traits, alike: Alike) -> bool:
    """Whether something is of one thing here and of another there, named nowhere else."""
    for head in one.owners.keys() & other.owners.keys():
        mine, theirs = one.owners[head], other.owners[head]
        if not mine.heads or not theirs.heads or mine.heads & theirs.heads:
            continue
        if mine.heads & (other.content - theirs.modifiers):
            continue
        if theirs.heads & (one.content - mine.modifiers):
            continue
        pairs = ((one.forms[a], other.forms[b]) for a in mine.heads for b in theirs.heads)
        if all(alike(a, b) < _LESS_ALIKE for a, b in pairs):
            return True
    return False


def _adds(one: Traits, other: Traits) -> bool:
    """Whether one says more than once that it adds to something, and the other does not."""
    said = _ADDING.intersection(one.words)
    return len(said) >= _ADDED_WORDS and len(said.difference(other.words)) >= _ADDED_WORDS


def _antecedents_differ(left: Mention, right: Mention) -> bool:
    if not all(points_back(mention.text) for mention in (left, right)):
        return False
    contexts = [" ".join(_ADDED.findall(mention.standalone)) for mention in (left, right)]
    if contexts[0] == contexts[1]:
        return False
    return token_set_ratio(*contexts, processor=default_process) < _SAME_ANTECEDENT
