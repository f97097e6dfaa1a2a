"""How far all recommendations are carried out, from what a board has added up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from pipeline.decisions.log import YES, Kind
from pipeline.decisions.wording import name_label
from pipeline.records import NOT_ASSESSED, STATUSES, Part
from pipeline.reporting.computing import NO_CATEGORY, tally
from pipeline.reporting.sections import by_status
from pipeline.web.asked import NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from pipeline.board import Board, Stand
    from pipeline.decisions.wording import Names
    from pipeline.reporting.figures import Tally
    from pipeline.web.site import Site

ALL, IMPROVEMENTS, CONSIDERATIONS = "All", "Improvements", "Considerations with a record"
# Of the statuses, in their order, the style in which each is drawn.
STYLES = ("completed", "ongoing", "to-be-started", "overtaken", "not-assessed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """How many recommendations of a group stand how.

    Attributes:
        counts: In the order of the statuses, each with the address of the rows, or "".
    """

    tally: Tally
    counts: tuple[tuple[int, str], ...]

    def pieces(self) -> list[tuple[str, float, float]]:
        """Style, start and width of each piece of a bar, in per cent of its length."""
        found, start, whole = [], 0.0, self.tally.recommendations
        for style, (count, _) in zip(STYLES, self.counts, strict=True):
            width = 100 * count / whole if whole else 0.0
            if count:
                found.append((style, round(start, 3), round(width, 3)))
            start += width
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """How far all recommendations are carried out.

    Attributes:
        late: How many recommendations and milestones are late, each counted once.
    """

    groups: tuple[Group, ...]
    by_category: tuple[Group, ...]
    late: int

    @property
    def overall(self) -> Tally:
        """All that are followed up."""
        return self.groups[0].tally


def add_up(site: Site) -> Totals:
    """The totals as the log has them now."""
    board = site.board
    stands, late = _ask(board, board.fact("edition", str), board.fact("decisions", int), site.today)
    improvements = [one for one in stands if one.part == Part.IMPROVEMENT]
    others = [one for one in stands if one.part != Part.IMPROVEMENT]
    groups = [_group(IMPROVEMENTS, improvements, {"part": Part.IMPROVEMENT.value})]
    if others:
        asked = {"part": Part.CONSIDERATION.value, "recorded": YES}
        groups = [_group(ALL, stands, {}), *groups, _group(CONSIDERATIONS, others, asked)]
    return Totals(
        groups=tuple(groups),
        by_category=tuple(_by_category(stands, site.names)),
        late=late,
    )


@lru_cache(maxsize=4)
def _ask(
    board: Board, _edition: str, _decisions: int, today: date
) -> tuple[tuple[Stand, ...], int]:
    """What a board says; at an edition, a decision and a day it stays so."""
    return tuple(board.standings()), board.count_late(today)


def _by_category(stands: Sequence[Stand], names: Names) -> list[Group]:
    """A group for each category, by name; what has none last."""
    keys = {one.category for one in stands}
    named = {key: name_label(Kind.CATEGORY, key, names) for key in keys}
    ordered = sorted(keys, key=lambda key: (not key, named[key]))
    return [
        _group(
            named[key] or NO_CATEGORY,
            [one for one in stands if one.category == key],
            {"category": key or NOTHING},
        )
        for key in ordered
    ]


def _group(name: str, stands: Iterable[Stand], asked: dict[str, str]) -> Group:
    """How a group stands; ``asked`` is how the table is asked for its rows."""
    counts: Counter[str] = Counter()
    for one in stands:
        counts[one.status] += one.rows
    found = tally(name, counts.elements())
    return Group(
        tally=found,
        counts=tuple(
            (count, _link(asked, status) if count else "")
            for status, count in zip(STATUSES, by_status(found), strict=True)
        ),
    )


def _link(asked: dict[str, str], status: str) -> str:
    """The rows of a status in the table.

    Considerations without a record stand there too, and nobody assessed them; so those not
    assessed can be shown by part alone.
    """
    if status == NOT_ASSESSED and "part" not in asked:
        return ""
    return f"/table?{urlencode({**asked, 'status': status})}"
