"""Cluster: mentions that state the same proposal come together."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.cluster.linkage import link
from pipeline.cluster.scoring import score_pairs
from pipeline.records import Cluster, MatchScore, Strength

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from pipeline.config import ClusterSettings
    from pipeline.embedding import Encoder
    from pipeline.records import Mention

# Pairs below it count as 0 in a cluster's mean score: what is hardly alike pulls apart.
_LOWEST_SCORE = 0.5
_MOST_SUGGESTED = 5
_STRENGTHS = (Strength.MUST, Strength.SHOULD, Strength.COULD)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustering:
    """What was merged, and what a person should look at.

    Attributes:
        clusters: Every mention is in exactly one.
        suggested: The best-scoring pair between two clusters, for each two that
            are alike but were not merged, the nearest few of each; best first.
    """

    clusters: tuple[Cluster, ...]
    suggested: tuple[MatchScore, ...]


def cluster(
    mentions: Iterable[Mention],
    *,
    settings: ClusterSettings,
    encoder: Encoder,
    on_done: Callable[[], None],
) -> Clustering:
    """Partition mentions so that every mention is in exactly one cluster.

    Args:
        mentions: In any order.
        settings: The two thresholds.
        encoder: Turns texts into vectors.
        on_done: Called once a mention, for a progress bar.
    """
    ordered = sorted(mentions, key=lambda mention: mention.mention_id)
    vectors = encoder.encode([mention.text for mention in ordered], on_done=on_done)
    lowest = min(_LOWEST_SCORE, settings.suggest_threshold, settings.merge_threshold)
    scores = score_pairs(ordered, vectors, threshold=lowest)
    groups = link([m.mention_id for m in ordered], scores, threshold=settings.merge_threshold)
    by_id = {m.mention_id: m for m in ordered}
    centrality = _centrality(groups, scores)
    clusters = tuple(
        Cluster(mention_ids=group, canonical=_canonical([by_id[i] for i in group], centrality))
        for group in groups
    )
    alike = [match for match in scores if match.score >= settings.suggest_threshold]
    return Clustering(clusters=clusters, suggested=_between(clusters, alike))


def _centrality(
    groups: Iterable[Sequence[str]], scores: Iterable[MatchScore]
) -> Mapping[str, float]:
    """Sum of a mention's match scores inside its own cluster."""
    home = {mention_id: group[0] for group in groups for mention_id in group}
    total: defaultdict[str, float] = defaultdict(float)
    for match in scores:
        if home[match.pair.left] == home[match.pair.right]:
            total[match.pair.left] += match.score
            total[match.pair.right] += match.score
    return total


def _canonical(members: Sequence[Mention], centrality: Mapping[str, float]) -> str:
    """Id of the mention that reads best alone, then the most central, then the most binding."""

    def rank(mention: Mention) -> tuple[bool, float, int, str]:
        needs_context = mention.standalone != mention.text
        central = centrality.get(mention.mention_id, 0.0)
        return needs_context, -central, _STRENGTHS.index(mention.strength), mention.mention_id

    return min(members, key=rank).mention_id


def _between(clusters: Iterable[Cluster], scores: Iterable[MatchScore]) -> tuple[MatchScore, ...]:
    """The best pair for each two different clusters, best first.

    Of a cluster that is like very many others, only the nearest are kept, unless
    the other side has few: a reviewer reads some, nobody reads hundreds.
    """
    home = {mention_id: c.mention_ids[0] for c in clusters for mention_id in c.mention_ids}
    best: dict[tuple[str, str], MatchScore] = {}
    for match in scores:
        one, other = sorted((home[match.pair.left], home[match.pair.right]))
        known = best.get((one, other))
        if one != other and (known is None or match.score > known.score):
            best[one, other] = match
    ordered = sorted(best.items(), key=lambda item: (-item[1].score, item[0]))
    count: Counter[str] = Counter()
    kept = []
    for sides, match in ordered:
        if min(count[side] for side in sides) < _MOST_SUGGESTED:
            kept.append(match)
            count.update(sides)
    return tuple(kept)
