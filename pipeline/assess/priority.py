"""How urgent a recommendation is, as a sum of parts that are all shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.authority import authority_of
from pipeline.contributions import LETTER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.config import PrioritySettings
    from pipeline.records import Recommendation, Source

_HIGHEST = 100.0
_DECIMALS = 1
# So many sources, stakeholder groups or years in which it was asked for count in full.
_MANY_SOURCES = 8
_MANY_GROUPS = 4
_MANY_YEARS = 5
# Half as much for what was last asked for so many years ago.
_HALF_LIFE = 5.0
_HIGHEST_AUTHORITY = 4
_LEFT_TO_DO = {"to be started": 1.0, "not assessed": 1.0, "ongoing": 0.5}
_AGREED = {"yes": (1.0, "consensual"), "no": (0.0, "not consensual")}
_UNKNOWN = (0.5, "nobody has said whether it is consensual")


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """How urgent a recommendation is, and why.

    Attributes:
        score: 0 to 100: the sum of the points, to one decimal.
        parts: Name, points, and what they stand for in words, in a fixed order.
    """

    recommendation_id: str
    score: float
    parts: tuple[tuple[str, float, str], ...]


def prioritise(
    rows: Iterable[Recommendation],
    sources: Mapping[str, Source],
    settings: PrioritySettings,
    *,
    as_of: int,
    count_as: Mapping[str, str],
) -> list[Priority]:
    """The priority of each row, in the rows' order.

    What is completed, or overtaken by events, has nothing left to do: its status takes
    all points away.

    Args:
        rows: Any.
        sources: Of their mentions, by document id.
        settings: How much each part counts against the others.
        as_of: Year from which recency is counted, that of the newest document.
        count_as: What each document counts as when sources are counted, by its id, as
            ``pipeline.contributions.count_as`` gives it.
    """
    return [_prioritise(row, sources, settings, as_of, count_as) for row in rows]


def _prioritise(
    row: Recommendation,
    sources: Mapping[str, Source],
    settings: PrioritySettings,
    as_of: int,
    count_as: Mapping[str, str],
) -> Priority:
    own = [sources[name] for name in sorted({m.document_id for m in row.mentions} & set(sources))]
    years = sorted({source.published.year for source in own if source.published})
    values = (
        ("sources", settings.sources, *_sources(own, count_as)),
        ("groups", settings.groups, *_groups(own)),
        ("authority", settings.authority, *_authority(own)),
        ("recency", settings.recency, *_recency(years, as_of)),
        ("repetition", settings.repetition, *_repetition(years)),
        ("status", settings.status, _LEFT_TO_DO.get(row.status, 0.0), row.status),
        ("consensus", settings.consensus, *_AGREED.get(row.consensual, _UNKNOWN)),
    )
    total = sum(weight for _, weight, _, _ in values) or 1.0
    parts = [
        (name, round(_HIGHEST * weight / total * value, _DECIMALS), words)
        for name, weight, value, words in values
    ]
    if row.status not in _LEFT_TO_DO:
        others = sum(points for name, points, _ in parts if name != "status")
        words = f"{row.status}: nothing is left to do"
        parts = [
            (name, round(-others, _DECIMALS), words) if name == "status" else (name, points, said)
            for name, points, said in parts
        ]
    score = round(sum(points for _, points, _ in parts), _DECIMALS)
    return Priority(
        recommendation_id=row.recommendation_id,
        # The rounded parts of a full score may come to a little more.
        score=min(max(score, 0.0), _HIGHEST),
        parts=tuple(parts),
    )


def _sources(own: Sequence[Source], count_as: Mapping[str, str]) -> tuple[float, str]:
    """Distinct bodies; where a document has none, what it counts as. Form letters are one."""
    named = {one.document_id: count_as.get(one.document_id, one.document_id) for one in own}
    distinct = {
        named[one.document_id]
        if named[one.document_id].startswith(LETTER)
        else one.body.casefold() or named[one.document_id]
        for one in own
    }
    return min(len(distinct) / _MANY_SOURCES, 1.0), f"distinct sources: {len(distinct)}"


def _groups(own: Sequence[Source]) -> tuple[float, str]:
    groups = sorted({one.stakeholder_group for one in own if one.stakeholder_group})
    words = f"stakeholder groups: {', '.join(groups) or 'none known'}"
    return min(len(groups) / _MANY_GROUPS, 1.0), words


def _authority(own: Sequence[Source]) -> tuple[float, str]:
    best = max(own, key=authority_of, default=None)
    rank = authority_of(best) if best else 0
    words = f"highest source: {best.symbol}" if best and rank else "no source with a symbol"
    return rank / _HIGHEST_AUTHORITY, words


def _recency(years: Sequence[int], as_of: int) -> tuple[float, str]:
    if not years:
        return 0.0, "no source has a date"
    return 0.5 ** (max(as_of - years[-1], 0) / _HALF_LIFE), f"last asked for in {years[-1]}"


def _repetition(years: Sequence[int]) -> tuple[float, str]:
    value = min(max(len(years) - 1, 0) / (_MANY_YEARS - 1), 1.0)
    return value, f"years in which it was asked for: {', '.join(map(str, years)) or 'none known'}"
