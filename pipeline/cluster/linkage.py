"""Average linkage over a sparse graph of match scores."""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.records import MatchScore


def link(
    ids: Iterable[str], scores: Iterable[MatchScore], *, threshold: float
) -> list[tuple[str, ...]]:
    """Partition ids so that every one is in exactly one cluster.

    The two clusters with the highest mean score join, again and again, while
    that mean is at or above ``threshold``. A pair that was not scored counts as
    0, so a chain of look-alikes does not become one cluster; a guarded pair keeps
    its two clusters apart for good. Ties go to the smaller ids, so the order of
    the input does not matter.

    Returns:
        Clusters sorted, each with its ids sorted; a cluster is named by its smallest id.
    """
    members = {name: [name] for name in ids}
    sums: dict[str, dict[str, float]] = {name: {} for name in members}
    apart: dict[str, set[str]] = {name: set() for name in members}
    for match in scores:
        left, right = match.pair.left, match.pair.right
        for one, other in ((left, right), (right, left)):
            sums[one][other] = match.score
            if match.guards:
                apart[one].add(other)
    queue = [
        (-score, one, other)
        for one, row in sums.items()
        for other, score in row.items()
        if one < other
    ]
    heapq.heapify(queue)
    while queue:
        negative, one, other = heapq.heappop(queue)
        if -negative < threshold:
            break
        if (
            one not in members
            or other not in members
            or other in apart[one]
            or -negative != _mean(members, sums, one, other)
        ):
            continue
        _join(members, sums, apart, one, other)
        for neighbour in sums[one]:
            mean = _mean(members, sums, one, neighbour)
            if mean >= threshold:
                heapq.heappush(queue, (-mean, min(one, neighbour), max(one, neighbour)))
    return sorted(tuple(sorted(group)) for group in members.values())


def _mean(
    members: dict[str, list[str]], sums: dict[str, dict[str, float]], one: str, other: str
) -> float:
    return sums[one][other] / (len(members[one]) * len(members[other]))


def _join(
    members: dict[str, list[str]],
    sums: dict[str, dict[str, float]],
    apart: dict[str, set[str]],
    one: str,
    other: str,
) -> None:
    """Take ``other`` into ``one``; both keep no trace of the name ``other``."""
    members[one] += members.pop(other)
    for neighbour, score in sums.pop(other).items():
        del sums[neighbour][other]
        if neighbour != one:
            total = sums[one].get(neighbour, 0.0) + score
            sums[one][neighbour] = sums[neighbour][one] = total
    for neighbour in apart.pop(other):
        apart[neighbour].discard(other)
        apart[neighbour].add(one)
        apart[one].add(neighbour)
