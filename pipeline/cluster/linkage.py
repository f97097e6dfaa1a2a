"""Average linkage over a sparse graph of match scores, under people's decisions."""

from __future__ import annotations

import heapq
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

# Whether two nodes are guarded; what it costs to ask is paid only for what may join.
Ask: TypeAlias = "Callable[[str, str], bool]"


_DECIMALS = 9


class Link(NamedTuple):
    """How alike two nodes are, the smaller id first; a guarded link never joins them."""

    left: str
    right: str
    score: float
    guarded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Partition:
    """Clusters, and the must-links that a cannot-link overruled.

    Attributes:
        groups: Sorted, each with its ids sorted.
        conflicts: Must-links and held pairs that were not followed, each sorted.
    """

    groups: tuple[tuple[str, ...], ...]
    conflicts: tuple[tuple[str, str], ...]


def link(
    sizes: Mapping[str, int],
    links: Iterable[Link],
    *,
    threshold: float,
    must: Iterable[tuple[str, str]] = (),
    cannot: Iterable[tuple[str, str]] = (),
    held: Iterable[tuple[str, str]] = (),
    ask: Ask = lambda _one, _other: False,
) -> Partition:
    """Partition nodes so that every one is in exactly one cluster.

    The two clusters with the highest mean score join, again and again, while that mean is
    at or above ``threshold``. A pair that was not scored counts as 0, so a chain of
    look-alikes does not become one cluster; a guarded or cannot-link keeps its two clusters
    apart for good. Ties go to the smaller ids, so the order of the input does not matter.
    Then clusters join as people decided. Where that would bring together what cannot be,
    it is tried again with the decision first, so that it wins over every score; what even
    then cannot be is a conflict.

    Args:
        sizes: Of each node, for how many mentions it stands.
        links: Scored pairs of nodes, each once.
        threshold: Lowest mean score at which clusters join.
        must: Pairs of nodes that belong together, whatever guards say.
        cannot: Pairs of nodes that do not; it wins over must.
        held: Pairs of nodes that stay together unless a must or a cannot parts them.
        ask: Asked of the links between two clusters that are about to join: whether one
            is guarded that is not known to be.
    """
    ordered, apart = sorted(links), sorted(set(cannot))
    ties = [*sorted(set(must)), *sorted(set(held))]
    early: list[tuple[str, str]] = []
    while True:
        graph = _Graph(sizes, threshold, ask)
        for pair in apart:
            graph.forbid(*pair)
        conflicts = [pair for pair in early if not graph.tie(*pair)]
        graph.add(ordered)
        graph.join_all()
        failed = [pair for pair in ties if not graph.tie(*pair)]
        if set(failed) <= set(early):
            break
        early = [pair for pair in ties if pair in {*early, *failed}]
    return Partition(
        groups=tuple(sorted(tuple(sorted(group)) for group in graph.members.values())),
        conflicts=tuple(conflicts),
    )


class _Graph:
    """Clusters, each known by the id of one of its nodes, and the sums of scores between."""

    def __init__(self, sizes: Mapping[str, int], threshold: float, ask: Ask) -> None:
        self.members = {name: [name] for name in sizes}
        self._threshold = threshold
        self._ask = ask
        # The links that each is the smaller, or the larger, node of.
        self._after: defaultdict[str, list[str]] = defaultdict(list)
        self._before: defaultdict[str, list[str]] = defaultdict(list)
        self._home = {name: name for name in sizes}
        self._sizes = dict(sizes)
        self._sums: dict[str, dict[str, float]] = {name: {} for name in sizes}
        # Clusters kept apart by decision, and those that scores may not join either.
        self._forbidden: dict[str, set[str]] = {name: set() for name in sizes}
        self._apart: dict[str, set[str]] = {name: set() for name in sizes}

    def forbid(self, one: str, other: str) -> None:
        """Keep two nodes' clusters apart, whatever is decided or scored."""
        self._separate(self._forbidden, one, other)
        self._separate(self._apart, one, other)

    def tie(self, one: str, other: str) -> bool:
        """Join two nodes' clusters unless that is forbidden; whether they are one now."""
        one, other = sorted((self._home[one], self._home[other]))
        if other in self._forbidden[one]:
            return False
        if one != other:
            self._join(one, other)
        return True

    def add(self, links: Iterable[Link]) -> None:
        """Take in the scores.

        What is tied is one thing in several wordings: who is like one of them is like it,
        so of scores between two tied clusters the highest counts.
        """
        for found in links:
            self._after[found.left].append(found.right)
            self._before[found.right].append(found.left)
            one, other = self._home[found.left], self._home[found.right]
            if one != other:
                total = found.score * self._sizes[one] * self._sizes[other]
                total = max(total, self._sums[one].get(other, 0.0))
                self._sums[one][other] = self._sums[other][one] = total
            if found.guarded:
                self._separate(self._apart, found.left, found.right)

    def join_all(self) -> None:
        queue = [
            (-mean, one, other)
            for one, row in self._sums.items()
            for other in row
            if one < other and (mean := self._mean(one, other)) >= self._threshold
        ]
        heapq.heapify(queue)
        while queue:
            negative, one, other = heapq.heappop(queue)
            if (
                one not in self.members
                or other not in self.members
                or other in self._apart[one]
                or -negative != self._mean(one, other)
            ):
                continue
            if self._differ(one, other):
                self._separate(self._apart, one, other)
                continue
            self._join(one, other)
            for neighbour in self._sums[one]:
                mean = self._mean(one, neighbour)
                if mean >= self._threshold:
                    heapq.heappush(queue, (-mean, min(one, neighbour), max(one, neighbour)))

    def _differ(self, one: str, other: str) -> bool:
        """Whether a link between two clusters is guarded."""
        fewer, more = sorted((one, other), key=lambda name: len(self.members[name]))
        return any(
            any(self._home[b] == more and self._ask(a, b) for b in self._after[a])
            or any(self._home[b] == more and self._ask(b, a) for b in self._before[a])
            for a in self.members[fewer]
        )

    def _separate(self, apart: dict[str, set[str]], one: str, other: str) -> None:
        one, other = self._home[one], self._home[other]
        if one != other:
            apart[one].add(other)
            apart[other].add(one)

    def _mean(self, one: str, other: str) -> float:
        # What rounding in the last digits takes off must not keep anything apart.
        return round(self._sums[one][other] / (self._sizes[one] * self._sizes[other]), _DECIMALS)

    def _join(self, one: str, other: str) -> None:
        """Take ``other`` into ``one``; both keep no trace of the name ``other``."""
        for name in self.members[other]:
            self._home[name] = one
        self.members[one] += self.members.pop(other)
        self._sizes[one] += self._sizes.pop(other)
        for neighbour, score in self._sums.pop(other).items():
            del self._sums[neighbour][other]
            if neighbour != one:
                total = self._sums[one].get(neighbour, 0.0) + score
                self._sums[one][neighbour] = self._sums[neighbour][one] = total
        for apart in (self._apart, self._forbidden):
            for neighbour in apart.pop(other):
                apart[neighbour].discard(other)
                if neighbour != one:
                    apart[neighbour].add(one)
                    apart[one].add(neighbour)
