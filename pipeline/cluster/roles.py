"""Whether two texts give each other's role to the same things."""

from __future__ import annotations

from itertools import combinations, pairwise
from operator import eq
from typing import TYPE_CHECKING

from pipeline.cluster.traits import is_content

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ARTICLES = frozenset("the a an".split())
LINKS = frozenset("to of in with for on at by from".split())
_TO_BE = frozenset("be is are was were been being".split())
# Between what is done one after the other, the order says something.
_IN_TURN = frozenset("then thereafter afterward afterwards subsequently respectively".split())
_MOST_LISTED = 2
_MOST_BEFORE_ACTOR = 3


def are_exchanged(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether two words stand in each other's place, which gives them each other's role.

    "Kenya supports Uganda", "from A to B", "inform A of B"; but "A and B", a clause
    moved to the front and the passive say the same, if the passive turns them round.
    """
    if _are_turned(left, right) or _are_turned(right, left):
        return True
    mine, theirs = _first_places(left), _first_places(right)
    shared = [word for word in mine if word in theirs]
    if all(theirs[a] < theirs[b] for a, b in pairwise(shared)):
        return False
    one, other = _framed(left), _framed(right)
    slots = {word: _neighbours(one, one.index(word)) for word in shared}
    taken = {word: _neighbours(other, other.index(word)) for word in shared}
    in_turn = not _IN_TURN.isdisjoint(left) and not _IN_TURN.isdisjoint(right)
    return any(
        theirs[first] > theirs[last]
        and slots[last][0] == taken[first][0]
        and any(map(eq, slots[first], taken[last]))
        and (in_turn or not _are_coordinated(one[one.index(first) + 1 : one.index(last)]))
        for first, last in combinations(shared, 2)
    )


def _are_turned(active: Sequence[str], passive: Sequence[str]) -> bool:
    """Whether A does something to B in one text, and has it done by B in the other."""
    for place in _passives(passive):
        verb = passive[place]
        at = active.index(verb) if verb in active else 0
        if not at or active[at - 1] in _TO_BE:
            continue
        same_subject = _last_content(active[:at]) == _last_content(passive[:place])
        other = _first_content(passive[place + 2 : place + 2 + _MOST_BEFORE_ACTOR])
        if other and same_subject:
            return _first_content(active[at + 1 : at + 1 + _MOST_BEFORE_ACTOR]) == other
    return False


def _passives(words: Sequence[str]) -> Iterator[int]:
    """Where the verb of each "is done by" stands."""
    if "by" not in words:
        return
    for place, (being, _, by) in enumerate(zip(words, words[1:], words[2:], strict=False)):
        if by == "by" and being in _TO_BE:
            yield place + 1


def _first_content(words: Sequence[str]) -> str:
    return next(filter(is_content, words), "")


def _last_content(words: Sequence[str]) -> str:
    return _first_content(words[::-1])


def _first_places(words: Sequence[str]) -> dict[str, int]:
    """Where each content word and number stands first, in order."""
    places: dict[str, int] = {}
    for place, word in enumerate(words):
        if word[0] == "#" or is_content(word):
            places.setdefault(word, place)
    return places


def _framed(words: Sequence[str]) -> list[str]:
    """Without articles, between marks for the beginning and the end."""
    return ["#start", *(word for word in words if word not in ARTICLES), ""]


def _neighbours(words: Sequence[str], place: int) -> tuple[str, str | None]:
    """The word before and the word after; no end is like another."""
    return words[place - 1], words[place + 1] or None


def _are_coordinated(between: Sequence[str]) -> bool:
    """Whether only "and" or "or" joins what stands on both sides, or the rest of a list."""
    if not between:
        return True
    last = next((word for word in reversed(between) if word not in LINKS), "")
    return last in {"and", "or", "also"} and sum(map(is_content, between)) <= _MOST_LISTED
