"""Which rows a view holds, as conditions in SQL."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.board.fields import FACETS
from pipeline.board.tables import SORTED_BY
from pipeline.errors import UsageError

SORTABLE = SORTED_BY
# Of the facets, these are columns of the indexes by which rows are gone through.
_COLUMNS = ("part", "relevant")
# Scripts that write no spaces between words: there any part of a line can be a word.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff]")
_LETTER = re.compile(r"\w")
_LONGEST_SEARCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Which rows are asked for, and in what order.

    Attributes:
        search: Words that all must stand in a row, its sources or its mentions.
        facets: Names and values; values of one name are alternatives.
        sort: One of ``SORTABLE``; "place" is the table's own order.
        descending: Whether that order is turned round, from its last row to its first.
        start: How many rows to leave out at the beginning.
        count: How many to give at most.
    """

    search: str = ""
    facets: tuple[tuple[str, str], ...] = ()
    sort: str = "place"
    descending: bool = False
    start: int = 0
    count: int = 50


def condition(view: View) -> tuple[str, list[str]]:
    """What holds for the rows of a view, and the values that it takes.

    Raises:
        UsageError: It asks for what rows do not have.
    """
    parts: list[str] = ["TRUE"]
    values: list[str] = []
    by_name: dict[str, list[str]] = {}
    for name, value in view.facets:
        if name not in FACETS:
            raise UsageError(f"{name!r}: no facet to filter by; take {', '.join(FACETS)}")
        by_name.setdefault(name, []).append(value)
    for name, wanted in by_name.items():
        marks = ", ".join("?" * len(wanted))
        # The plus says that it is no way to look rows up: they are wide, and what is gone
        # through is the index in whose order they are asked for.
        if name in _COLUMNS:
            parts.append(f"+{name} IN ({marks})")
        else:
            found = f"SELECT place FROM facets WHERE name = ? AND value IN ({marks})"  # noqa: S608 (marks alone)
            parts.append(f"+place IN ({found})")
            values.append(name)
        values += wanted
    for part, value in _searches(view.search):
        parts.append(f"+place IN (SELECT rowid FROM words WHERE {part})")  # noqa: S608 (constants)
        values.append(value)
    return " AND ".join(parts), values


def order(view: View) -> str:
    """The columns by which the rows of a view are sorted; places tell apart what is equal.

    Raises:
        UsageError: It asks for a column by which rows are not sorted.
    """
    if view.sort not in SORTABLE:
        raise UsageError(f"{view.sort!r}: no column to sort by; take {', '.join(SORTABLE)}")
    way = "DESC" if view.descending else "ASC"
    return ", ".join(f"{name} {way}" for name in dict.fromkeys((view.sort, "place")))


def _searches(search: str) -> list[tuple[str, str]]:
    """What the words of a search ask of the texts of rows."""
    if len(search) > _LONGEST_SEARCH:
        raise UsageError(f"{search[:20]!r}…: search for {_LONGEST_SEARCH} characters at most")
    words = [word for word in search.replace("\0", " ").split() if _LETTER.search(word)]
    spaced = [word.replace('"', '""') for word in words if not _UNSPACED.search(word)]
    found = [("words MATCH ?", " ".join(f'"{word}" *' for word in spaced))] if spaced else []
    for word in words:
        if _UNSPACED.search(word):
            escaped = re.sub(r"([\\%_])", r"\\\1", word)
            found.append(("text || mentions LIKE ? ESCAPE '\\'", f"%{escaped}%"))
    return found
