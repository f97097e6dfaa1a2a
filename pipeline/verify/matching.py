"""Whether a text stands on a page, and a number before it, as another reader has the page.

Everything is compared as letters and digits alone, so hyphens, ligatures, spaces
and line breaks do not matter.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from pipeline.records import normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# A shorter piece of a text may stand on a page by chance.
SHORTEST_PIECE = 15
# How many letters of a piece may belong to what follows it on the page by chance.
CHANCE = 3
# A text that runs over a page begins in the last lines of it.
LAST_LINES = 12

_CIRCLED = re.compile("[①-⑳]")
_BULLET = re.compile(r"^[^\w(\[]+")
_MARKER = re.compile(
    r"[(\[]?(?P<token>\d{1,3}(?:\.\d{1,3})*|[A-Za-z](?:\.\d{1,3})+|\d{1,4}/\d{1,4}"
    r"|[ivxlcIVXLC]{1,6}|[A-Za-z])(?P<mark>[.)\]–:-]+\s*|(?<=\d)\s+|(?<=\d)$)"
)
# A number alone in its line is a paragraph's only right above the paragraph's text.
_PAGE_NUMBER = re.compile(r"^[^\w(]*\d+[-–|\s]*$")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii",
          "xiv", "xv", "xvi", "xvii", "xviii", "xix", "xx")  # fmt: skip


@dataclass(frozen=True)
class Order:
    """Lines of a page in one reading order, as letters and digits."""

    lines: tuple[str, ...]

    @cached_property
    def squeezed(self) -> tuple[str, ...]:
        """Each line's letters and digits."""
        return tuple(map(normalise, self.lines))

    @cached_property
    def text(self) -> str:
        """The letters and digits of all lines."""
        return "".join(self.squeezed)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Offset in the text at which each line ends."""
        return tuple(accumulate(map(len, self.squeezed)))

    @cached_property
    def edges(self) -> frozenset[int]:
        """Offsets at which a line begins or ends."""
        return frozenset((0, *self.ends))

    def line_at(self, place: int) -> int:
        """Index of the line that holds the offset."""
        return next((i for i, end in enumerate(self.ends) if place < end), len(self.ends) - 1)


Page = tuple[Order, ...]
"""A page in each order that its reader can give."""


def stands_on(text: str, page: Page, following: Page = ()) -> bool:
    """Whether the text begins on the page, and goes on there or on the following one."""
    wanted = normalise(text)
    if any(wanted in order.text for order in page):
        return True
    return _Cover(text, page, following).holds()


class _Turn(IntEnum):
    """How far a search has come: amid a page, at the end of a line there, on the next page."""

    AMID = 0
    AT_LINE_END = 1
    TURNED = 2


class _Cover:
    """The search for pieces of a page, and of the following one, that make up a text."""

    def __init__(self, text: str, page: Page, following: Page) -> None:
        self._words = text.split()
        self._wanted = normalise(text)
        self._page = page
        self._following = following
        self._failed: set[tuple[int, _Turn]] = set()

    def holds(self) -> bool:
        """Whether the whole text is made of pieces, the first of them on the page."""
        return self._covers(0, _Turn.AMID) or any(
            self._covers(length, _Turn.AT_LINE_END) for length in self._heads()
        )

    def _heads(self) -> Iterator[int]:
        """Lengths of the text's first words, too few for a piece, with which a last line ends."""
        for count in range(1, len(self._words)):
            head = self._words[:count]
            length = len(normalise(" ".join(head)))
            if length >= SHORTEST_PIECE:
                return
            if any(
                line.split()[-count:] == head
                for order in self._page
                for line in order.lines[-LAST_LINES:]
            ):
                yield length

    def _covers(self, start: int, turn: _Turn) -> bool:
        if start == len(self._wanted):
            return True
        if (start, turn) in self._failed:
            return False
        self._failed.add((start, turn))
        return any(self._covers(end, next_turn) for end, next_turn in self._steps(start, turn))

    def _steps(self, start: int, turn: _Turn) -> Iterator[tuple[int, _Turn]]:
        """Where the piece that begins here may end."""
        if turn is not _Turn.TURNED:
            for length, is_line_end in self._pieces(self._page, start, at_line=False):
                yield start + length, _Turn.AT_LINE_END if is_line_end else _Turn.AMID
        if turn is not _Turn.AMID:
            turns_here = turn is _Turn.AT_LINE_END
            for length, _ in self._pieces(self._following, start, at_line=turns_here):
                yield start + length, _Turn.TURNED

    def _pieces(self, page: Page, start: int, *, at_line: bool) -> Iterator[tuple[int, bool]]:
        """Lengths of the pieces of a page that go on with the text, and whether a line ends there.

        Args:
            page: Where to look.
            start: Offset in the text.
            at_line: Whether a piece must begin with a line.
        """
        for order in page:
            longest = _longest(self._wanted, start, order.text)
            for length in range(longest, max(longest - CHANCE, 1) - 1, -1):
                piece = self._wanted[start : start + length]
                is_last = start + length == len(self._wanted)
                for place in _places(piece, order.text):
                    begins, ends = place in order.edges, place + length in order.edges
                    is_whole = start > 0 and begins + ends + is_last > 1
                    if (length >= SHORTEST_PIECE or is_whole) and (begins or not at_line):
                        yield length, ends


def _longest(wanted: str, start: int, text: str) -> int:
    """Length of the longest piece of the text that begins so."""
    low, high = 0, len(wanted) - start
    while low < high:
        middle = (low + high + 1) // 2
        if wanted[start : start + middle] in text:
            low = middle
        else:
            high = middle - 1
    return low


def _places(piece: str, text: str) -> Iterator[int]:
    place = text.find(piece)
    while place >= 0:
        yield place
        place = text.find(piece, place + 1)


def is_numbered(text: str, number: str, page: Page, before: Sequence[Page] = ()) -> bool:
    """Whether the number is printed before the text, and not the one that follows it.

    Looked for at the start of the text's own line, then of the lines above it, over
    the pages before: the last part first, then those that it stands below. The next
    number of the same list must not come first.

    Args:
        text: As in ``stands_on``.
        number: "12", "12 (a)", "90.1".
        page: Where the text begins.
        before: The pages before, in their order, with as many orders each.
    """
    return any(
        _is_numbered(text, number, order, [earlier[i] for earlier in before if i < len(earlier)])
        for i, order in enumerate(page)
    )


def _is_numbered(text: str, number: str, order: Order, before: Sequence[Order]) -> bool:
    wanted = normalise(text)
    head = wanted[: max(_longest(wanted, 0, order.text), 1)]
    lines = [line for each in (*before, order) for line in each.lines]
    above = len(lines) - len(order.lines)
    ends = {above + order.line_at(place) + 1 for place in _places(head, order.text)}
    return any(_climbs(lines, end, number) for end in ends)


def _climbs(lines: Sequence[str], end: int, number: str) -> bool:
    """Whether the parts of the number are found one above the other, from the last line up."""
    for part in reversed(re.split(r"[ ()]+", number.strip(" ()"))):
        found = _nearest(lines, end, part.casefold())
        if found is None:
            return False
        end = found + 1
    return True


def _nearest(lines: Sequence[str], end: int, part: str) -> int | None:
    """Place of the nearest line with that part of a number; None where the next one is nearer."""
    own = _printed(part, lines)
    after = set(_successors(own))
    for place in range(end - 1, -1, -1):
        if place < end - 2 and _PAGE_NUMBER.match(lines[place]):
            continue
        tokens = dict(_tokens(lines[place]))
        if own in tokens:
            return place
        if any(tokens.get(token) for token in after):
            return None
    return None


def _printed(part: str, lines: Iterable[str]) -> str:
    """The part as the lines have it: "90.1" whole, or "1" where that stands below a "90"."""
    if any(part in dict(_tokens(line)) for line in lines):
        return part
    return part.rpartition(".")[2]


def _tokens(line: str) -> Iterator[tuple[str, bool]]:
    """The numbers that a line begins with: "12" and "a" of "12. (a) Publish", and both as one.

    Each with whether a mark follows it, as none does in "30 days".
    """
    plain = _CIRCLED.sub(lambda number: f"{unicodedata.normalize('NFKC', number[0])}. ", line)
    rest = _BULLET.sub("", plain)
    joined: list[str] = []
    has_mark = False
    while match := _MARKER.match(rest):
        token = match["token"].casefold()
        is_marked = "." in token or bool(match["mark"].strip())
        joined.append(token)
        has_mark |= is_marked
        yield ".".join(joined), has_mark
        yield token, is_marked
        rest = rest[match.end() :]


def _successors(token: str) -> Iterator[str]:
    """What is printed before the next paragraph: "13" after "12", "b" after "a", "ii" after "i"."""
    stem, dot, last = token.rpartition(".")
    if last.isdigit():
        yield f"{stem}{dot}{int(last) + 1}"
    elif len(token) == 1 and "a" <= token < "z":
        yield chr(ord(token) + 1)
    if token in _ROMAN[1:-1]:
        yield _ROMAN[_ROMAN.index(token) + 1]
