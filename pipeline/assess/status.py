"""The status that evidence speaks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.assess.findings import Evidence, Kind, StatusSuggestion

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.config import AssessSettings

STATUS_OF = {
    Kind.COMPLETION: "completed",
    Kind.PROGRESS: "ongoing",
    Kind.DELAY: "to be started",
    Kind.OVERTAKEN: "overtaken by events",
}
SAID = {
    Kind.COMPLETION: "done",
    Kind.PROGRESS: "under way",
    Kind.DELAY: "not begun or held up",
    Kind.OVERTAKEN: "no longer wanted",
}
# Beside a passage that surely speaks of the recommendation, one that hardly may says nothing.
_SHARE_OF_THE_BEST = 0.2
# What a year that has passed since takes from a passage's say.
_KEPT_A_YEAR = 0.1
_DAYS_A_YEAR = 365.25
_DECIMALS = 4


def suggest_status(
    evidence: Sequence[Evidence], settings: AssessSettings
) -> StatusSuggestion | None:
    """What the latest evidence says, where it is sure enough; None where nothing is.

    Every passage speaks for its kind by its score, the less the older it is than the
    latest: what was delayed may be done by now, and what was done may have been given up.

    Args:
        evidence: Of one recommendation, in any order.
        settings: From which score a passage counts.
    """
    best = max((one.score for one in evidence), default=0.0)
    least = max(settings.status_threshold, _SHARE_OF_THE_BEST * best)
    counted = [one for one in evidence if one.score >= least]
    if not counted:
        return None
    says = {kind: sum(_say(one, counted) for one in counted if one.kind is kind) for kind in Kind}
    kind = max(Kind, key=lambda one: says[one])
    ordered = sorted(counted, key=lambda one: (one.kind is not kind, *_latest_first(one)))
    return StatusSuggestion(
        recommendation_id=counted[0].recommendation_id,
        status=STATUS_OF[kind],
        score=round(ordered[0].score * says[kind] / sum(says.values()), _DECIMALS),
        reasons=tuple(map(_reason, ordered)),
        evidence=tuple(sorted(counted, key=_latest_first)),
    )


def _say(one: Evidence, counted: Sequence[Evidence]) -> float:
    known = [day for other in counted if (day := _day(other)) is not None]
    day = _day(one)
    # What nobody can date counts as old as the oldest.
    behind = max(known, default=0) - (min(known, default=0) if day is None else day)
    return float(one.score * _KEPT_A_YEAR ** (behind / _DAYS_A_YEAR))


def _day(one: Evidence) -> int | None:
    published = one.passage.published
    return published.toordinal() if published else None


def _latest_first(one: Evidence) -> tuple[int, float, str, int, int]:
    passage = one.passage
    return -(_day(one) or 0), -one.score, passage.document_id, passage.paragraph, passage.start


def _reason(one: Evidence) -> str:
    published = one.passage.published
    when = f"of {published.year}" if published else "without a date"
    why = f" ({'; '.join(one.reasons)})" if one.reasons else ""
    return f"a passage {when} in {one.passage.document_id} says it is {SAID[one.kind]}{why}"
