"""Texts that are nearly the same: which words of one stand in place of which of the other."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from rapidfuzz.distance import Indel

from pipeline.cluster.additions import kind_of_added, limits
from pipeline.cluster.contrasts import (
    PLAIN_DENIALS,
    STRONG_DENIALS,
    find_opposite,
    has_close_opposite,
    oppose_alone,
    oppose_closely,
)
from pipeline.cluster.names import BODIES, INSTRUMENTS, spelled_by
from pipeline.cluster.quantities import AMOUNTS, MEASURES, is_unit
from pipeline.cluster.roles import ARTICLES, LINKS, are_exchanged
from pipeline.cluster.synonyms import are_family, are_synonyms, is_doer_of
from pipeline.cluster.traits import WINDOW, is_content
from pipeline.cluster.wordforms import stem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.cluster.traits import Traits

    Alike = Callable[[str, str], float]

# Words at least so alike mean the same where they stand in the same place.
_ALIKE = 0.8
_FAMILY_ALIKE = 0.5
# Texts with more than this share of other words, or more places with other words,
# are paraphrases of each other rather than the same text edited.
_SAME_SHARE = 0.7
_SAME_BUT_ONE = 0.6
_SAME_BUT_NAMES = 0.45
_MOST_PLACES = 2
_MOST_WORDS = 3
_DENIED_WORDS = 2

# Words of which an English text has at least one.
_ENGLISH = frozenset(
    stem(word)
    for word in """the of and to should must shall for with be by every through from that at its
    their which this these are has have ratify adopt implement strengthen promote improve provide
    establish develop protect increase reduce support publish update
    amend combat fight human right""".split()
)
_NEGATIONS = frozenset("no not never nobody nothing none".split())
_ENDING_DENIALS = frozenset("without before until unless".split())
# Say in their way what a denial says: "abolish fees", "charge no fees".
_LESSENING = frozenset(
    stem(word)
    for word in """abolish end stop remove eliminate ban prohibit prevent combat fight exempt free
    avoid scrap lose without despite less fewer alternative drop lift forbid""".split()
)
# "Cut to 80 boats", "by 80 boats".
_TO_OR_BY = frozenset({"to", "by"})
# Begin what is asked for: "consider issuing", "continue to issue", "efforts to issue".
_BEGINNINGS = frozenset(map(stem, "consider continue effort step possibility process".split()))
_AMOUNTS = AMOUNTS | frozenset(map(stem, AMOUNTS))
_ONE = frozenset("a an one singl sol once #1".split())
_SAME_AMOUNTS = (
    _ONE,
    frozenset("every each all any".split()),
    frozenset("several multipl variou various numerou numerous many number".split()),
    frozenset("some few".split()),
    frozenset("most majority".split()),
    frozenset("both #2 two".split()),
)

_ANY_AMOUNT = frozenset().union(*_SAME_AMOUNTS)
_THINGS = BODIES | INSTRUMENTS


@dataclass(slots=True)
class _Place:
    """Words of the one text and those that stand for them in the other; either may be none."""

    left: list[str]
    right: list[str]


def compare_closely(one: Traits, other: Traits, found: set[str], alike: Alike) -> set[str]:
    """Guards between nearly the same texts, after what was found in each alone."""
    places = _places(one.words, other.words)
    exchanged: set[str] = {"direction"} if are_exchanged(one.words, other.words) else set()
    if not places:
        return found | exchanged
    _drop_spelled_names(one, other, places)
    if _are_inverse(one.words, other.words):
        found = found - {"direction"}
        _take_out(places, frozenset({"before", "after"}))
    _drop_ends_of_denials(one, other, places)
    found = found | exchanged
    _drop_synonyms(one, other, places, alike)
    found = _polarity(one, other, places, found)
    same = 1 - sum(map(_size, places)) / max(1, len(one.content) + len(other.content))
    order = Indel.normalized_similarity(one.words, other.words)
    kinds = {_kind(place, one, other, near=order >= _SAME_SHARE) for place in places}
    if max(same, order) >= _SAME_BUT_NAMES:
        found |= kinds - {"", "wording"}
    if not found and _is_reworded(one, other, places):
        found = {"wording"}
    return found


def _size(place: _Place) -> int:
    return sum(map(is_content, [*place.left, *place.right]))


def _places(left: Sequence[str], right: Sequence[str]) -> list[_Place]:
    """Where the texts differ; words that only moved are left out."""
    places: list[_Place] = []
    end = (-1, -1)
    for code in Indel.opcodes(left, right):
        start, stop, begin, finish = code.src_start, code.src_end, code.dest_start, code.dest_end
        if code.tag == "equal":
            continue
        if (start, begin) != end:
            places.append(_Place([], []))
        places[-1].left += left[start:stop]
        places[-1].right += right[begin:finish]
        end = (stop, finish)
    mine = Counter(word for place in places for word in place.left)
    theirs = Counter(word for place in places for word in place.right)
    moved = mine & theirs
    for side in ([p.left for p in places], [p.right for p in places]):
        gone = moved.copy()
        for words in side:
            for word in list(words):
                if gone[word]:
                    gone[word] -= 1
                    words.remove(word)
    return [place for place in places if place.left or place.right]


def _sides(words: Sequence[str], connector: str) -> tuple[frozenset[str], frozenset[str]]:
    """Content words just before and just after a connecting word."""
    place = list(words).index(connector)
    before, after = words[max(0, place - WINDOW) : place], words[place + 1 : place + 1 + WINDOW]
    return frozenset(filter(is_content, before)), frozenset(filter(is_content, after))


def _are_inverse(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether one says "A before B" and the other "B after A"."""
    for mine, theirs in (("before", "after"), ("after", "before")):
        if mine in left and theirs in right and mine not in right:
            one, other = _sides(left, mine), _sides(right, theirs)
            return bool(one[0] & other[1] or one[1] & other[0]) and not one[0] & other[0]
    return False


def _drop_spelled_names(one: Traits, other: Traits, places: list[_Place]) -> None:
    """Take out acronyms and the words that they stand for."""
    for mine, theirs in ((one, other), (other, one)):
        for name in mine.names:
            spelled = spelled_by(name.acronym, theirs.words) if name.acronym else frozenset()
            if spelled and name.root not in theirs.words:
                _take_out(places, spelled | {name.root})


def _take_out(places: list[_Place], gone: frozenset[str]) -> None:
    for place in places:
        place.left = [word for word in place.left if word not in gone]
        place.right = [word for word in place.right if word not in gone]


def _drop_ends_of_denials(one: Traits, other: Traits, places: list[_Place]) -> None:
    """Take out what ends a denial: nothing "without" it is nothing "before" it."""
    for place in places:
        if _ENDING_DENIALS.isdisjoint(place.left) or _ENDING_DENIALS.isdisjoint(place.right):
            continue
        if not _NEGATIONS.isdisjoint(one.words) and not _NEGATIONS.isdisjoint(other.words):
            _take_out([place], _ENDING_DENIALS)


def _polarity(one: Traits, other: Traits, places: list[_Place], found: set[str]) -> set[str]:
    """What denials and opposites come to: "not close" is "keep open"."""
    left = [word for place in places for word in place.left]
    right = [word for place in places for word in place.right]
    pairs = []
    free = list(right)
    for word in left:
        against = find_opposite(word, free)
        if against is not None:
            free.remove(against)
            pairs.append((word, against))
    paired = frozenset(word for pair in pairs for word in pair)
    left = [word for word in left if word not in paired]
    right = [word for word in right if word not in paired]
    denied = _is_denied_once(one, left, other, right, paired)
    if denied and len(pairs) == 1 and paired & (one.denied | other.denied):
        _take_out(places, paired | STRONG_DENIALS)
        return found - {"negation", "direction"}
    found = found - {"negation"}
    return found | ({"negation"} if denied else set()) | ({"direction"} if pairs else set())


def _is_denied_once(
    one: Traits, mine: Sequence[str], other: Traits, theirs: Sequence[str], paired: frozenset[str]
) -> bool:
    """Whether one text denies what the other affirms, and the other does not in its way."""
    near = Indel.normalized_similarity(one.words, other.words) >= _SAME_SHARE
    odd = [
        sum(_denies(a, word, None if near else b.content | paired) for word in words) % 2
        for a, words, b in ((one, mine, other), (other, theirs, one))
    ]
    return odd[0] != odd[1] and _LESSENING.isdisjoint(mine if odd[1] else theirs)


def _denies(one: Traits, word: str, affirmed: frozenset[str] | None) -> bool:
    """Whether a word denies what the other text affirms; None stands for anything.

    "Prevent and combat" only adds to "combat".
    """
    if word not in STRONG_DENIALS:
        return False
    place = one.words.index(word)
    if word not in PLAIN_DENIALS and {"and", "or"} & set(one.words[max(0, place - 1) : place + 2]):
        return False
    after = one.words[place + 1 : place + 1 + 2 * WINDOW]
    following = [*after[:1], *[word for word in after if is_content(word)][:_DENIED_WORDS]]
    return affirmed is None or bool(affirmed & set(following))


def _drop_synonyms(one: Traits, other: Traits, places: list[_Place], alike: Alike) -> None:
    """Take out words of the one text with those of the other that mean the same."""
    for place in places:
        if "".join(place.left) == "".join(place.right):
            place.left, place.right = [], []
    for mine in places:
        for word in list(mine.left):
            if not is_content(word) and word not in _ANY_AMOUNT:
                continue
            for theirs in (mine, *(place for place in places if place is not mine)):
                same = next(
                    (w for w in theirs.right if _mean_same(word, w, one, other, alike)), None
                )
                if same is not None:
                    mine.left.remove(word)
                    theirs.right.remove(same)
                    break


def _mean_same(left: str, right: str, one: Traits, other: Traits, alike: Alike) -> bool:
    if left in _ANY_AMOUNT and any(
        left in amounts and right in amounts for amounts in _SAME_AMOUNTS
    ):
        return True
    if not is_content(left) or not is_content(right):
        return False
    same = are_synonyms(left, right) or _are_near(left, right, one, other, alike)
    return same and not oppose_closely(left, right)


def _are_near(left: str, right: str, one: Traits, other: Traits, alike: Alike) -> bool:
    """Whether two stems are one word, or nearly, and no two things that are told apart."""
    if {left, right} <= _THINGS or {left, right} <= MEASURES:
        return False
    if is_doer_of(left, right) or is_doer_of(right, left):
        return False
    nearness = alike(one.forms[left], other.forms[right])
    return nearness >= _ALIKE or (nearness >= _FAMILY_ALIKE and are_family(left, right))


def _kind(place: _Place, one: Traits, other: Traits, *, near: bool) -> str:
    """What guard the words of a place call for, "" for none."""
    words = [*place.left, *place.right]
    if not place.left or not place.right:
        return kind_of_added(words, one if place.left else other, near=near)
    if _count_differently(place) or _measure_differently(place):
        return "number"
    if set(words) == _TO_OR_BY and one.quantities and other.quantities:
        return "number"
    if _point_apart(place, near=near):
        return "direction"
    if not any(map(is_content, place.left)) or not any(map(is_content, place.right)):
        return ""
    return _kind_of_thing(place, {name.root for name in (*one.names, *other.names)})


def _point_apart(place: _Place, *, near: bool) -> bool:
    """Whether words point the other way than those in their place, small words included."""
    if any(has_close_opposite(word, place.right) for word in place.left):
        return True
    return near and oppose_alone(_bare(place.left), _bare(place.right))


def _bare(words: Sequence[str]) -> list[str]:
    """Without articles and prepositions, unless nothing else is there."""
    bare = [word for word in words if word not in ARTICLES and word not in LINKS]
    return bare or [word for word in words if word not in ARTICLES]


def _count_differently(place: _Place) -> bool:
    """Whether one side has a number or amount, and the other another amount instead.

    Two numbers were compared before.
    """
    sides = (place.left, place.right)
    counted = [any(word[0] == "#" for word in side) for side in sides]
    if counted[0] != counted[1]:
        return _is_amount(sides[counted[0]])
    return all(not _AMOUNTS.isdisjoint(set(side) - ARTICLES) for side in sides)


def _measure_differently(place: _Place) -> bool:
    """Whether one measure stands in place of another: "miles", "kilometres"."""
    return all(not MEASURES.isdisjoint(side) for side in (place.left, place.right))


def _kind_of_thing(place: _Place, named: set[str]) -> str:
    """What guard two things in one place call for: by the nouns of both."""
    sides = (place.left, place.right)
    if _size(place) > 2 * _MOST_WORDS:
        return "wording"
    if all(any(word in INSTRUMENTS for word in side) for side in sides):
        return "instrument"
    known = _THINGS | named
    return "body" if all(any(word in known for word in side) for side in sides) else "wording"


def _is_amount(words: Sequence[str]) -> bool:
    """Whether words that stand for a number say how many: "all", "the simple"."""
    amount = any(word in _AMOUNTS or is_content(word) for word in words)
    return amount and not any(is_unit(word) for word in words)


def _framing(text: Traits) -> frozenset[str]:
    """The words of a text that only begin what is asked for."""
    return frozenset(
        word
        for word, following in pairwise(text.words)
        if word in _BEGINNINGS and (following in LINKS or text.forms[following].endswith("ing"))
    )


def _is_reworded(one: Traits, other: Traits, places: list[_Place]) -> bool:
    """Whether a place or two have other words on both sides, or a word that limits was added."""
    if _ENGLISH.isdisjoint(one.words) or _ENGLISH.isdisjoint(other.words):
        return False
    order = Indel.normalized_similarity(one.words, other.words)
    added = [word for p in places if not (p.left and p.right) for word in p.left + p.right]
    if order >= _SAME_SHARE and any(map(limits, added)):
        return True
    frames = _framing(one), _framing(other)
    both = [
        place
        for place in places
        if any(is_content(word) and word not in frames[0] for word in place.left)
        and any(is_content(word) and word not in frames[1] for word in place.right)
    ]
    if not 0 < len(both) <= _MOST_PLACES:
        return False
    size = sum(map(_size, both))
    enough = _SAME_BUT_ONE if size <= 2 * _MOST_PLACES else _SAME_SHARE
    return size <= 2 * _MOST_WORDS and order >= enough
