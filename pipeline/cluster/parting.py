"""The partition of all nodes: each part that hangs together is linked by itself."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.cluster.linkage import Link, Partition, link

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.cluster.scoring import Scored

    Flags = NDArray[np.bool_]
    Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ties:
    """What people decided of pairs of nodes; ``must``, ``cannot`` and ``held`` as for ``link``."""

    must: Sequence[tuple[str, str]] = ()
    cannot: Sequence[tuple[str, str]] = ()
    held: Sequence[tuple[str, str]] = ()

    def by(self, part_of: Callable[[str], int]) -> dict[int, Ties]:
        """The ties inside each part; a cannot between two parts has nothing to forbid."""
        kinds: list[defaultdict[int, list[tuple[str, str]]]] = []
        for pairs in (self.must, self.cannot, self.held):
            kinds.append(defaultdict(list))
            for one, other in pairs:
                if part_of(one) == part_of(other):
                    kinds[-1][part_of(one)].append((one, other))
        parts = sorted({part for kind in kinds for part in kind})
        return {part: Ties(*(kind[part] for kind in kinds)) for part in parts}


def partition_of(
    sizes: Mapping[str, int],
    scored: Scored,
    ties: Ties,
    crossing: Flags,
    *,
    threshold: float,
) -> Partition:
    """The partition of the nodes, in their rows' order, with no guarded pair in a cluster.

    Only what pairs or decisions tie together can join, so each such part is linked by itself.
    """
    ids = list(sizes)
    row_of = {name: row for row, name in enumerate(ids)}
    parts = _parts(row_of, scored, ties, threshold=threshold)
    nodes: defaultdict[int, list[str]] = defaultdict(list)
    for name, part in zip(ids, parts.tolist(), strict=True):
        nodes[part].append(name)
    links = _links(ids, parts, scored, crossing)
    tied = ties.by(lambda name: int(parts[row_of[name]]))
    groups: list[tuple[str, ...]] = []
    conflicts: list[tuple[str, str]] = []
    for part, names in nodes.items():
        if len(names) == 1:
            groups.append((names[0],))
            continue
        partition = _link_part(
            {name: sizes[name] for name in names},
            links.get(part, []),
            scored,
            tied.get(part, Ties()),
            threshold=threshold,
        )
        groups += partition.groups
        conflicts += partition.conflicts
    return Partition(groups=tuple(sorted(groups)), conflicts=tuple(sorted(conflicts)))


def _links(
    ids: Sequence[str], parts: Numbers, scored: Scored, crossing: Flags
) -> dict[int, list[tuple[int, Link]]]:
    """The pairs inside each part, after their places in ``scored``.

    A pair that leads into or out of a held row is guarded.
    """
    inside = np.flatnonzero(parts[scored.left] == parts[scored.right])
    left, right = scored.left[inside], scored.right[inside]
    # Lists, for to take single numbers out of arrays is slow.
    columns = (inside, parts[left], left, right, scored.scores[inside], crossing[inside])
    links: defaultdict[int, list[tuple[int, Link]]] = defaultdict(list)
    for pair, part, one, other, score, guarded in zip(*(c.tolist() for c in columns), strict=True):
        links[part].append((pair, Link(ids[one], ids[other], score, guarded)))
    return links


def _link_part(
    sizes: Mapping[str, int],
    links: Sequence[tuple[int, Link]],
    scored: Scored,
    ties: Ties,
    *,
    threshold: float,
) -> Partition:
    """The partition of some nodes.

    Args:
        sizes: Of each node, for how many mentions it stands.
        links: Between them, after their places in ``scored``.
        scored: All pairs.
        ties: Decisions about the nodes.
        threshold: Lowest mean score at which clusters join.
    """
    places = {(found.left, found.right): pair for pair, found in links}

    def ask(one: str, other: str) -> bool:
        return bool(scored.guards(places[one, other]))

    scores = (found for _, found in links)
    return link(sizes, scores, threshold=threshold, ask=ask, **asdict(ties))


def _parts(row_of: Mapping[str, int], scored: Scored, ties: Ties, *, threshold: float) -> Numbers:
    """Number of the part of each row: what hangs together by pairs that could join, or ties."""
    able = scored.scores >= threshold
    decided = [(row_of[one], row_of[other]) for one, other in (*ties.must, *ties.held)]
    left = np.concatenate([scored.left[able], np.array([a for a, _ in decided], dtype=np.int64)])
    right = np.concatenate([scored.right[able], np.array([b for _, b in decided], dtype=np.int64)])
    size = len(row_of)
    graph = coo_array((np.ones(len(left), dtype=np.int8), (left, right)), shape=(size, size))
    _, parts = connected_components(graph, directed=False)
    return np.asarray(parts, dtype=np.int64)
