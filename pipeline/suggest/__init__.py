"""Suggest: each cluster gets a category and a few tags, with the words behind them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, softmax
from threadpoolctl import threadpool_limits

from pipeline.embedding import Encoder
from pipeline.records import Scheme, Suggestion
from pipeline.suggest.chain import smooth
from pipeline.suggest.consistency import Look, look_again
from pipeline.suggest.evidence import Evidence
from pipeline.suggest.judge import Judge, start_from
from pipeline.suggest.labels import examples_of, fitting, labels_of
from pipeline.suggest.proposals import Proposal, propose_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.config import SuggestSettings
    from pipeline.records import Cluster, DecidedLabels, Mention
    from pipeline.suggest.judge import Encode, Judged
    from pipeline.suggest.knowledge import Knowledge
    from pipeline.suggest.labels import Example

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

_DECIMALS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """What the suggester has to say.

    Attributes:
        suggestions: Of each cluster, in the clusters' order: at most one category, then
            tags, the most probable first; none of what people decided.
        proposals: Subjects that many recommendations share and no tag names.
        looks: Decisions that are worth another look.
    """

    suggestions: tuple[Suggestion, ...]
    proposals: tuple[Proposal, ...]
    looks: tuple[Look, ...]


def suggest(
    clusters: Iterable[Cluster],
    mentions: Mapping[str, Mention],
    *,
    knowledge: Knowledge,
    decided: Sequence[DecidedLabels],
    settings: SuggestSettings,
    encoder: Encoder,
    on_done: Callable[[], None],
) -> Suggested:
    """At most one category and a few tags for each cluster, learned from what was decided.

    Scores are probabilities. That of a category rests on the cluster's mentions, and on
    those around them in their documents; no document changes the scores of another's.

    Args:
        clusters: In any order.
        mentions: Every mention of the clusters, by id.
        knowledge: Vocabulary and labelled examples.
        decided: What people decided, in any order.
        settings: The thresholds.
        encoder: Turns texts into vectors.
        on_done: Called once a cluster, for a progress bar.
    """
    table = _Table(list(clusters), mentions)
    ordered = sorted(decided, key=lambda one: one.recommendation_id)
    examples = [*knowledge.examples, *examples_of(ordered)]
    encode = knowledge.encoding(encoder)
    # More threads are many times slower on matrices so small, and round otherwise.
    with threadpool_limits(limits=1):
        judges = {
            scheme: _judge(scheme, knowledge, examples, encode)
            if ordered
            else _undecided(scheme, knowledge, encode)
            for scheme in Scheme
        }
        by_category = _suggest_categories(table, judges[Scheme.CATEGORY], ordered, settings)
        by_tags = _suggest_tags(table, judges[Scheme.TAG], ordered, settings)
        suggestions = []
        for number in range(len(table.clusters)):
            suggestions += by_category.get(number, []) + by_tags.get(number, [])
            on_done()
        return Suggested(
            suggestions=tuple(suggestions),
            proposals=propose_tags(table.clusters, mentions, knowledge=knowledge, encode=encode),
            looks=look_again(ordered, judges, encode=encode),
        )


class _Table:
    """Clusters and their mentions by rows.

    Attributes:
        rows: Rows of each cluster's mentions.
        home: Number of each row's cluster, shape (mentions,).
        runs: Rows of each document, in the order in which they stand in it.
    """

    def __init__(self, clusters: Sequence[Cluster], mentions: Mapping[str, Mention]) -> None:
        self.clusters = clusters
        self.ids = [name for cluster in clusters for name in cluster.mention_ids]
        members = [mentions[name] for name in self.ids]
        self.texts = [mention.text for mention in members]
        self.headings = [mention.headings for mention in members]
        self.home = np.repeat(np.arange(len(clusters)), [len(c.mention_ids) for c in clusters])
        ends = np.cumsum([0, *(len(cluster.mention_ids) for cluster in clusters)])
        self.rows = [range(start, end) for start, end in pairwise(ends.tolist())]
        places = [(m.document_id, m.paragraph, m.start, m.mention_id) for m in members]
        order = sorted(range(len(places)), key=places.__getitem__)
        self.runs = [
            np.array(list(run), dtype=np.int64)
            for _, run in groupby(order, key=lambda row: places[row][0])
        ]

    def mean(self, values: Floats) -> Floats:
        """Mean over each cluster's mentions, shape (clusters, columns)."""
        total = np.zeros((len(self.clusters), values.shape[1]))
        np.add.at(total, self.home, values)
        sizes = np.bincount(self.home, minlength=len(self.clusters))
        means: Floats = total / np.maximum(sizes, 1)[:, None]
        return means


def _judge(
    scheme: Scheme, knowledge: Knowledge, examples: Sequence[Example], encode: Encode
) -> Judge | None:
    """Who judges by this scheme; nobody where the vocabulary has none of it."""
    labels = labels_of(knowledge.vocabulary, scheme)
    if not labels:
        return None
    start = None
    if not fitting(knowledge.examples, labels, scheme):
        start = start_from(scheme, knowledge.shipped, knowledge.examples, encode=encode)
    return Judge(scheme, labels, examples, encode=encode, start=start)


def _undecided(scheme: Scheme, knowledge: Knowledge, encode: Encode) -> Judge | None:
    """Who judges where nothing is decided: the same in every run of a process."""
    judge = _learned(scheme, knowledge)
    return judge and judge.using(encode)


@lru_cache(maxsize=8)
def _learned(scheme: Scheme, knowledge: Knowledge) -> Judge | None:
    return _judge(scheme, knowledge, knowledge.examples, knowledge.encoding(Encoder()))


def _suggest_categories(
    table: _Table,
    judge: Judge | None,
    decided: Iterable[DecidedLabels],
    settings: SuggestSettings,
) -> dict[int, list[Suggestion]]:
    """The most probable category of each cluster by its number, where probable enough."""
    if judge is None or not table.texts:
        return {}
    known = _decided_categories(judge, decided)
    judged = judge.judge(table.texts, table.headings)
    own = {row: known[name] for row, name in enumerate(table.ids) if name in known}
    probable = smooth(judged.log_odds, table.runs, own)
    scores = softmax(table.mean(np.log(probable)), axis=1)[:, 1:]
    alone = table.mean(judged.log_odds).argmax(axis=1)
    evidence = Evidence(judge, judged, table.texts, table.headings)
    suggestions = {}
    for number, best in enumerate(scores.argmax(axis=1).tolist()):
        score = round(float(scores[number, best]), _DECIMALS)
        rows = table.rows[number]
        if score >= settings.category_threshold and not any(row in own for row in rows):
            suggestions[number] = [
                Suggestion(
                    cluster=table.clusters[number],
                    scheme=Scheme.CATEGORY,
                    label=judge.labels[best].key,
                    score=score,
                    evidence=evidence.tell(rows, best, beside=best != alone[number]),
                )
            ]
    return suggestions


def _decided_categories(judge: Judge, decided: Iterable[DecidedLabels]) -> dict[str, int]:
    """Column of the category that people gave each mention."""
    column = {label.key: number for number, label in enumerate(judge.labels)}
    return {
        name: column[one.category]
        for one in decided
        if one.category in column
        for name in one.mention_ids
    }


def _suggest_tags(
    table: _Table,
    judge: Judge | None,
    decided: Iterable[DecidedLabels],
    settings: SuggestSettings,
) -> dict[int, list[Suggestion]]:
    """The tags of each cluster by its number that are probable enough, the most probable first."""
    if judge is None or not table.texts:
        return {}
    said = {name for one in decided if one.tags is not None for name in one.mention_ids}
    judged: Judged = judge.judge(table.texts, table.headings)
    scores = np.round(expit(table.mean(judged.log_odds)), _DECIMALS)
    evidence = Evidence(judge, judged, table.texts, table.headings)
    order = np.argsort(-scores, axis=1, kind="stable")[:, : settings.most_tags].tolist()
    ranked = {
        number: [column for column in columns if scores[number, column] >= settings.tag_threshold]
        for number, columns in enumerate(order)
        if not said & set(table.clusters[number].mention_ids)
    }
    return {
        number: [
            Suggestion(
                cluster=table.clusters[number],
                scheme=Scheme.TAG,
                label=judge.labels[column].key,
                score=float(scores[number, column]),
                evidence=evidence.tell(table.rows[number], column),
            )
            for column in columns
        ]
        for number, columns in ranked.items()
    }
