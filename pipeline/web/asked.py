"""What an address asks of the table, and the addresses of the same with something else."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pipeline.board import FACETS, SORTABLE, View
from pipeline.decisions.log import NO, YES
from pipeline.errors import UsageError
from pipeline.records import Part

if TYPE_CHECKING:
    from collections.abc import Iterable

# Parts of the table, as addresses have them: nothing for all that is in it.
REMOVED = "removed"
PARTS = ("", *(part.value for part in Part), REMOVED)
FILTERS = tuple(name for name in FACETS if name not in ("part", "relevant"))
SIZES = (25, 50, 100)
# An empty value in an address does not filter, so what has no value goes by a name.
NOTHING = "(none)"
# What an address may hold besides the filters; the first is how a form says what it wrote.
_DONE = "done"
_MOST_DIGITS = 9
_MOST_FILTERS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks of the table.

    Attributes:
        part: One of ``PARTS``.
        q: Words to search for.
        filters: Names and values of facets, ``NOTHING`` for an empty value.
        sort: A column, after "-" for the other way round.
        page: From 1.
        count: Rows a page.
        edit: Id of the row that is open to be changed.
        tick: "all" where every row of the page is ticked.
    """

    part: str = ""
    q: str = ""
    filters: tuple[tuple[str, str], ...] = ()
    sort: str = "place"
    page: int = 1
    count: int = SIZES[1]
    edit: str = ""
    tick: str = ""

    @property
    def column(self) -> str:
        """The column that is sorted by."""
        return self.sort.removeprefix("-")

    @property
    def everywhere(self) -> View:
        """The rows that it asks for in all parts of the table, those included that left it."""
        facets = tuple((name, "" if value == NOTHING else value) for name, value in self.filters)
        return View(search=self.q, facets=facets)

    @property
    def view(self) -> View:
        """The rows of its page."""
        facets = [("relevant", NO if self.part == REMOVED else YES)]
        if self.part in tuple(Part):
            facets.append(("part", self.part))
        return replace(
            self.everywhere,
            facets=(*facets, *self.everywhere.facets),
            sort=self.column,
            descending=self.sort.startswith("-"),
            start=(self.page - 1) * self.count,
            count=self.count,
        )

    def link(self, **other: object) -> str:
        """The address of the same but for some of it; other rows begin with the first page."""
        known = {"part": self.part, "q": self.q, "sort": self.sort, "page": self.page}
        known |= {"count": self.count}
        if other.keys() & {"part", "q", "sort", "count"}:
            known["page"] = 1
        return _to_address({**known, **other}, self.filters)

    def without(self, name: str, value: str) -> str:
        """The address of the same but for one filter."""
        left = tuple(one for one in self.filters if one != (name, value))
        return replace(self, filters=left, page=1).link()

    def chosen(self, name: str) -> list[str]:
        """Values of a facet that are filtered by."""
        return [value for one, value in self.filters if one == name]


def _to_address(values: dict[str, object], filters: Iterable[tuple[str, str]]) -> str:
    usual = {"part": "", "q": "", "sort": "place", "page": 1, "count": SIZES[1]}
    pairs = [(name, str(value)) for name, value in values.items() if value != usual.get(name, "")]
    query = urlencode([*pairs, *filters])
    return f"/table?{query}" if query else "/table"


def read_asked(pairs: Iterable[tuple[str, str]]) -> Asked:
    """What the names and values of an address ask for; empty values ask for nothing.

    Raises:
        UsageError: It asks for what the table does not have.
    """
    given = [(name, value) for name, value in pairs if value and name != _DONE]
    filters = tuple(dict.fromkeys(pair for pair in given if pair[0] in FILTERS))
    if len(filters) > _MOST_FILTERS:
        raise UsageError(f"{len(filters)} filters: are too many; take {_MOST_FILTERS} at most")
    values: dict[str, str] = {name: value for name, value in given if name not in FILTERS}
    asked = Asked(
        part=_one_of("part", values.pop("part", ""), PARTS),
        q=values.pop("q", "").strip(),
        filters=filters,
        sort=values.pop("sort", "place"),
        page=_number("page", values.pop("page", "1")),
        count=int(_one_of("count", values.pop("count", str(SIZES[1])), map(str, SIZES))),
        edit=values.pop("edit", ""),
        tick=_one_of("tick", values.pop("tick", ""), ("", "all")),
    )
    _one_of("sort", asked.column, SORTABLE)
    for name in values:
        known = ", ".join(("part", "q", "sort", "page", "count", "edit", "tick", *FILTERS))
        raise UsageError(f"{name!r}: is nothing that the table is asked for; take {known}")
    return asked


def _one_of(name: str, value: str, known: Iterable[str]) -> str:
    wanted = list(known)
    if value not in wanted:
        listed = ", ".join(filter(None, wanted))
        raise UsageError(f"{name}={value!r}: is not known; take {listed}, or leave it out")
    return value


def _number(name: str, value: str) -> int:
    digits = value[:_MOST_DIGITS]
    if not value.isascii() or not value.isdecimal() or int(digits) < 1:
        raise UsageError(f"{name}={value!r}: is no number of a page; take 1 or more")
    return int(digits)
