"""Words that one text adds to another and that make it ask for something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cluster.names import COUNTRY_ROOTS, INSTRUMENTS
from pipeline.cluster.wordforms import stem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.cluster.traits import Traits

_RANKS = frozenset(map(stem, "vice deputy former assistant sub acting".split()))
# "The bureau of the committee" is not the committee.
_ORGANS = frozenset(
    stem(word)
    for word in """chair bureau secretariat president presidency director head board council
    committee subcommittee court panel""".split()
)
# "The protocol to the convention" is not the convention.
_PARTS_OF_INSTRUMENTS = frozenset(
    stem(word) for word in "protocol amendment annex appendix addendum supplement".split()
)
_PARTS = frozenset(
    stem(word)
    for word in """part portion fraction majority minority most few rest remainder summary
    extract""".split()
)
_LACKS = frozenset({"lack", "absence", stem("absence")})
# "As part of" says only where something belongs.
_BELONGING = frozenset(map(stem, "as an form become integral important".split()))
_LINKS = frozenset({"of", "to", "on"})
# "South Sudan" is not Sudan.
_OTHER_COUNTRY = frozenset(
    stem(word)
    for word in """south north east west southern northern eastern western democratic equatorial
    america""".split()
)
_MOST_BETWEEN = 4
_MOST_COUNTED = 20
_LIMITING = frozenset(
    stem(word)
    for word in """only solely exclusively partially partly provisionally temporarily seldom
    rarely occasionally little least nearly almost onlyif""".split()
)


def limits(word: str) -> bool:
    """Whether a stem that is added to a text leaves less of what it asks for."""
    return word in _LIMITING


def kind_of_added(added: Sequence[str], text: Traits, *, near: bool) -> str:
    """What guard the words that one text adds call for, "" for none: a detail is no conflict.

    Args:
        added: What the other text has not.
        text: The text that adds them.
        near: Whether the texts are else the same in nearly all.
    """
    if len(added) == 1 and added[0] in _RANKS:
        return "body"
    kinds = (_kind_of_whole(word, text) for word in added) if near else iter(())
    return next(filter(None, kinds), "")


def _kind_of_whole(word: str, text: Traits) -> str:
    """What guard a word calls for where what follows is what it is of or belongs to."""
    words = text.words
    place = words.index(word)
    following = words[place + 1 : place + 1 + _MOST_BETWEEN]
    if _is_one_of_many(word, following, text):
        return "instrument"
    if word in _OTHER_COUNTRY and not COUNTRY_ROOTS.isdisjoint(following):
        return "body"
    if not following or following[0] not in _LINKS:
        return ""
    if word in _PARTS_OF_INSTRUMENTS:
        return "instrument"
    return _kind_of_part(word, words[max(0, place - 1)]) if following[0] == "of" else ""


def _kind_of_part(word: str, before: str) -> str:
    """What guard a word before "of" calls for: an organ's, a part's, a lack, of what follows."""
    if word in _ORGANS:
        return "body"
    if word in _LACKS:
        return "negation"
    is_share = word[0] == "#" and word[-1] == "%"
    return "number" if is_share or (word in _PARTS and before not in _BELONGING) else ""


def _is_one_of_many(word: str, following: Sequence[str], text: Traits) -> bool:
    """Whether a number says which instrument of several: "the second optional protocol"."""
    if not word[1:].isdecimal() or not 1 < int(word[1:]) <= _MOST_COUNTED:
        return False
    named = next((w for w in following if w in INSTRUMENTS), "")
    return bool(named) and not text.forms[named].endswith("s")
