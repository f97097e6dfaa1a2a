"""Cluster: mentions that state the same proposal come together."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import threadpool_limits

from pipeline.cluster.asks import points_back
from pipeline.cluster.canonical import choose_canonical
from pipeline.cluster.likeness import Compared
from pipeline.cluster.linkage import link
from pipeline.cluster.model import DECIMALS, FEATURES
from pipeline.cluster.parting import Ties, partition_of
from pipeline.cluster.relations import relate
from pipeline.cluster.review import best_between, choose, sides_of
from pipeline.cluster.scoring import score_pairs
from pipeline.records import CandidatePair, Cluster, MatchScore, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.cluster.memory import Tables
    from pipeline.cluster.model import PairModel
    from pipeline.cluster.review import Sides
    from pipeline.cluster.scoring import Scored
    from pipeline.config import ClusterSettings
    from pipeline.embedding import Encoder
    from pipeline.records import Mention, Relation

    Flags = NDArray[np.bool_]
    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

# What keeps a pair apart, besides the guards: it would change a row that people decided on.
DECIDED = "decided"


# "1.5" and "15", "$3" and "€3" have the same letters and digits.
_FIGURE = re.compile(r"\d+(?:[.,/–-]\d+)*|[$€£%]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraints:
    """What people decided of mentions, by their ids.

    Attributes:
        must: Pairs that state the same.
        cannot: Pairs that do not; it wins over ``must``.
        held: Mentions of rows that people decided on: they stay together, and nothing
            joins them by itself but a mention with the same words.
    """

    must: frozenset[tuple[str, str]] = frozenset()
    cannot: frozenset[tuple[str, str]] = frozenset()
    held: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """What was merged, and what a person should look at.

    Attributes:
        clusters: Every mention is in exactly one.
        suggested: The best-scoring pair between two clusters, for each two that are
            alike but were not merged, the nearest few of each; first that whose
            decision teaches most.
        relations: Clusters that are near each other without being one, by two of their
            mentions.
        conflicts: Must-links that a cannot-link overruled.
    """

    clusters: tuple[Cluster, ...]
    suggested: tuple[MatchScore, ...]
    relations: tuple[Relation, ...]
    conflicts: tuple[tuple[str, str], ...]


def cluster(  # noqa: PLR0913 (what comparing needs, what people decided, what is known)
    mentions: Iterable[Mention],
    *,
    model: PairModel,
    settings: ClusterSettings,
    encoder: Encoder,
    authority: Mapping[str, int],
    constraints: Constraints,
    known: Tables | None = None,
    on_done: Callable[[], None],
) -> Clustering:
    """Partition mentions so that every mention is in exactly one cluster.

    Mentions with the same words are one from the start, and are compared once, unless
    people decided to keep one of them apart.

    Args:
        mentions: In any order.
        model: Says how alike two mentions are.
        settings: The thresholds.
        encoder: Turns texts into vectors.
        authority: Of the documents' bodies, by document id, the higher the more; 0 where
            it does not say.
        constraints: What people decided; ids that no mention has are passed over.
        known: What earlier runs found of pairs of mentions; it is told what this one found.
        on_done: Called once a mention, for a progress bar.
    """
    ordered = sorted(mentions, key=lambda mention: mention.mention_id)
    repeats = _repeats(ordered, {name for pair in constraints.cannot for name in pair})
    first = [group[0] for group in repeats]
    # More threads are many times slower on matrices so small, and round otherwise.
    with threadpool_limits(limits=1):
        compared = Compared(first, model=model, encoder=encoder, known=known, on_done=on_done)
        scored = score_pairs(
            first,
            compared,
            model,
            threshold=min(settings.relate_threshold, settings.suggest_threshold),
            merge_threshold=settings.merge_threshold,
        )
        for _ in ordered[len(first) :]:
            on_done()
        clustering = _describe(repeats, scored, settings, authority, constraints)
        scored.remember()
    return clustering


def _describe(
    repeats: Sequence[Sequence[Mention]],
    scored: Scored,
    settings: ClusterSettings,
    authority: Mapping[str, int],
    constraints: Constraints,
) -> Clustering:
    ids = [group[0].mention_id for group in repeats]
    node = {mention.mention_id: group[0].mention_id for group in repeats for mention in group}
    cannot = _known(constraints.cannot, node)
    must = _known(constraints.must, node)
    held = _rows_held(constraints.held, node)
    stars = [(row[0], name) for row in held for name in row]
    crossing = _crossing(held, [*must, *stars], ids, scored)
    partition = partition_of(
        {group[0].mention_id: len(group) for group in repeats},
        scored,
        Ties(must, cannot, stars),
        crossing,
        threshold=settings.merge_threshold,
    )
    homes = _homes(ids, partition.groups)
    central = _centrality(homes, scored, [len(group) for group in repeats])
    of = dict(zip(ids, zip(repeats, central, strict=True), strict=True))
    clusters = tuple(
        _cluster([of[name] for name in group], authority) for group in partition.groups
    )
    between = best_between(homes, scored, cannot=_apart(ids, homes, cannot))
    queue = choose(between, homes, scored, clusters=clusters, settings=settings)
    rest = {k for k in between if scored.scores[k] >= settings.relate_threshold} - set(queue)
    return Clustering(
        clusters=clusters,
        suggested=tuple(
            _match(k, features, scored, waits=bool(crossing[k]))
            for k, features in zip(queue, scored.features[queue].tolist(), strict=True)
        ),
        relations=relate(rest, homes, scored),
        conflicts=tuple(pair for pair in partition.conflicts if pair in set(must)),
    )


def _known(pairs: Iterable[tuple[str, str]], node: Mapping[str, str]) -> list[tuple[str, str]]:
    """Decided pairs of which both mentions are there, by the nodes that they are in."""
    return [(node[one], node[other]) for one, other in pairs if one in node and other in node]


def _rows_held(held: Iterable[Sequence[str]], node: Mapping[str, str]) -> list[list[str]]:
    """The held rows by the nodes of those of their mentions that are there."""
    rows = [sorted({node[name] for name in row if name in node}) for row in held]
    return [row for row in rows if row]


def _crossing(
    held: Iterable[Sequence[str]],
    ties: Sequence[tuple[str, str]],
    ids: Sequence[str],
    scored: Scored,
) -> Flags:
    """For each scored pair, whether it leads into or out of a held row.

    What people tied to a mention of the row belongs to it, so that nothing comes in that way.
    """
    tied = link(dict.fromkeys(itertools.chain(*ties), 1), (), threshold=1, must=ties)
    kept = set(itertools.chain(*held))
    rows_held = (row for row in tied.groups if not kept.isdisjoint(row))
    row_of = {name: number for number, row in enumerate(rows_held) for name in row}
    rows = np.array([row_of.get(name, -1) for name in ids], dtype=np.int64)
    crossing: Flags = rows[scored.left] != rows[scored.right]
    return crossing


def _repeats(ordered: Iterable[Mention], apart: Collection[str]) -> list[list[Mention]]:
    """Mentions with the same words, by the first of them; one kept apart stands alone.

    What opens with "this" or "they" says the same only if what it points at is the same.
    """
    groups: dict[tuple[object, ...], list[Mention]] = {}
    said = [(m, m.standalone if points_back(m.text) else m.text) for m in ordered]
    normal = {text: normalise(text) for text in dict.fromkeys(text for _, text in said)}
    for mention, text in said:
        words = normal[text]
        own = mention.mention_id if mention.mention_id in apart or not words else ""
        figures = tuple(_FIGURE.findall(text))
        key = (mention.part, mention.language, words, figures, own)
        groups.setdefault(key, []).append(mention)
    return sorted(groups.values(), key=lambda group: group[0].mention_id)


def _homes(ids: Sequence[str], groups: Iterable[Sequence[str]]) -> Numbers:
    """Number of each row's cluster."""
    home = {name: number for number, group in enumerate(groups) for name in group}
    return np.array([home[name] for name in ids], dtype=np.int64)


def _centrality(homes: Numbers, scored: Scored, sizes: Sequence[int]) -> Floats:
    """Sum of each row's match scores inside its own cluster, repeats counted."""
    inside = homes[scored.left] == homes[scored.right]
    weights = np.array(sizes, dtype=np.float64)
    left, right, scores = (a[inside] for a in (scored.left, scored.right, scored.scores))
    total = weights - 1
    np.add.at(total, left, scores * weights[right])
    np.add.at(total, right, scores * weights[left])
    return np.round(total, DECIMALS)


def _apart(ids: Sequence[str], homes: Numbers, cannot: Iterable[tuple[str, str]]) -> set[Sides]:
    """Pairs of clusters that people decided to keep apart."""
    rows = {name: row for row, name in enumerate(ids)}
    return {sides_of(homes, rows[one], rows[other]) for one, other in cannot}


def _cluster(
    members: Sequence[tuple[Sequence[Mention], float]], authority: Mapping[str, int]
) -> Cluster:
    central = {m.mention_id: score for group, score in members for m in group}
    mentions = [mention for group, _ in members for mention in group]
    return Cluster(
        mention_ids=tuple(sorted(central)),
        canonical=choose_canonical(mentions, central, authority),
    )


def _match(pair: int, features: Sequence[float], scored: Scored, *, waits: bool) -> MatchScore:
    """A scored pair for people, with its features by name.

    Args:
        pair: Its place.
        features: Its likenesses.
        scored: All pairs.
        waits: Whether somebody decided on a row that it would change.
    """
    left, right = scored.mentions[scored.left[pair]], scored.mentions[scored.right[pair]]
    return MatchScore(
        pair=CandidatePair(left=left.mention_id, right=right.mention_id),
        score=round(float(scored.scores[pair]), DECIMALS),
        features=tuple(
            (name, round(value, DECIMALS)) for name, value in zip(FEATURES, features, strict=True)
        ),
        guards=(*scored.guards(pair), *((DECIDED,) if waits else ())),
    )
