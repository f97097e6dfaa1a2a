"""What every second reader gives: a file's pages."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from pipeline.records import normalise
from pipeline.verify.matching import Order

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.verify.matching import Page

# More rows than this do not stand above a table's header.
MOST_ROWS_ABOVE = 20


class Pages(Protocol):
    """A file's pages as a second reader has them."""

    def page(self, number: int | None) -> Page:
        """The page of that number, all of a file without pages; empty where it has none."""

    def is_picture(self, number: int | None) -> bool:
        """Whether the page is a picture, with hardly any text besides."""


class TextPages:
    """Pages that are all read at once; of a file without pages, one."""

    def __init__(self, pages: Iterable[Iterable[str]], *, is_paged: bool) -> None:
        self._orders = [Order(tuple(lines)) for lines in pages]
        self._is_paged = is_paged

    def page(self, number: int | None) -> Page:
        """The page of that number; all of a file without pages, and where no number is named."""
        if number is None or not self._is_paged:
            return (self._whole,)
        return (self._orders[number - 1],) if 1 <= number <= len(self._orders) else ()

    @cached_property
    def _whole(self) -> Order:
        return _join(self._orders)

    def is_picture(self, number: int | None) -> bool:  # noqa: ARG002 (as the protocol has it)
        """Never: such a file has text or nothing."""
        return False


def _join(orders: Iterable[Order]) -> Order:
    return Order(tuple(line for order in orders for line in order.lines))


class RowPages:
    """Tables whose rows, counted from below the header, are the pages.

    Which row is the header is not told, so the second reader takes the one from which
    most claims count right; all others are held to it.
    """

    def __init__(self, sheets: Iterable[Iterable[Sequence[str]]]) -> None:
        self._sheets = [[Order(tuple(row)) for row in rows if any(row)] for rows in sheets]
        self._skips = [0 for _ in self._sheets]

    def settle(self, claims: Sequence[tuple[int | None, str]]) -> None:
        """Find each table's header by the rows that texts are said to stand in."""
        wanted = [(number, normalise(text)) for number, text in claims if number is not None]
        for index, rows in enumerate(self._sheets):
            fits = [
                sum(
                    number + skip <= len(rows) and text in rows[number + skip - 1].text
                    for number, text in wanted
                )
                for skip in range(MOST_ROWS_ABOVE)
            ]
            self._skips[index] = fits.index(max(fits))

    def page(self, number: int | None) -> Page:
        """The row of that number in each table; all rows where none is named."""
        if number is None:
            return tuple(map(_join, self._sheets))
        places = [number + skip - 1 for skip in self._skips]
        pairs = zip(self._sheets, places, strict=True)
        return tuple(rows[place] for rows, place in pairs if 0 <= place < len(rows))

    def is_picture(self, number: int | None) -> bool:  # noqa: ARG002 (as the protocol has it)
        """Never."""
        return False
