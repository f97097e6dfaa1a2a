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
from pipeline.suggest.consistency import Look, look_again
from pipeline.suggest.judge import Judge, start_from
from pipeline.suggest.labels import examples_of, fitting, labels_of
from pipeline.suggest.memory import Memory
from pipeline.suggest.opinions import Opinions, Wanted
from pipeline.suggest.proposals import Proposal, propose_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.config import SuggestSettings
    from pipeline.records import Cluster, DecidedLabels, Mention
    from pipeline.suggest.judge import Encode
    from pipeline.suggest.knowledge import Knowledge
    from pipeline.suggest.labels import Example
    from pipeline.suggest.memory import Tables

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


def suggest(  # noqa: PLR0913 (what judging needs, what people decided, what is known)
    clusters: Iterable[Cluster],
    mentions: Mapping[str, Mention],
    *,
    knowledge: Knowledge,
    decided: Sequence[DecidedLabels],
    settings: SuggestSettings,
    encoder: Encoder,
    known: Tables | None = None,
    on_done: Callable[[], None],
) -> Suggested:
    """At most one category and a few tags for each cluster, learned from what was decided.

    Scores are probabilities. That of a category rests on the cluster's mentions, and on
    those around them in their documents; no document changes the scores of another's.

    Args:
        clusters: In any order.
        mentions: Every mention of the clusters, by id.
        knowledge: Vocabulary and labelled examples.
        decided: What people decided, in the order of their rows.
        settings: The thresholds.
        encoder: Turns texts into vectors.
        known: What earlier runs found with the same knowledge and the same decisions; it
            is told what this one found.
        on_done: Called once a cluster, for a progress bar.
    """
    table = _Table(list(clusters), mentions)
    # By what they are about: in which order their rows were numbered says nothing.
    ordered = sorted(decided, key=lambda one: one.mention_ids)
    encode = knowledge.encoding(encoder)
    memory = Memory(known)
    # More threads are many times slower on matrices so small, and round otherwise.
    with threadpool_limits(limits=1):
        judges = _judges(knowledge, ordered, encode)
        by_category = _suggest_categories(table, judges[Scheme.CATEGORY], ordered, settings, memory)
        by_tags = _suggest_tags(table, judges[Scheme.TAG], ordered, settings, memory)
        memory.write()
        suggestions: list[Suggestion] = []
        for number in range(len(table.clusters)):
            suggestions += by_category.get(number, []) + by_tags.get(number, [])
            on_done()
        return Suggested(
            suggestions=tuple(suggestions),
            proposals=propose_tags(table.clusters, mentions, knowledge=knowledge, encode=encode),
            looks=look_again(decided, judges, encode=encode),
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


def _judges(
    knowledge: Knowledge, decided: Sequence[DecidedLabels], encode: Encode
) -> dict[Scheme, Judge | None]:
    """Who judges by each scheme."""
    if not decided:
        return {scheme: _undecided(scheme, knowledge, encode) for scheme in Scheme}
    examples = [*knowledge.examples, *examples_of(decided)]
    return {scheme: _judge(scheme, knowledge, examples, encode) for scheme in Scheme}


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
    memory: Memory,
) -> dict[int, list[Suggestion]]:
    """The most probable category of each cluster by its number, where probable enough."""
    if judge is None or not table.texts:
        return {}
    known = _decided_categories(judge, decided)
    opinions = Opinions(judge, Scheme.CATEGORY, table.texts, table.headings, memory)
    own = {row: known[name] for row, name in enumerate(table.ids) if name in known}
    probable = opinions.smooth(table.runs, own)
    scores = softmax(table.mean(np.log(probable)), axis=1)[:, 1:]
    alone = table.mean(opinions.log_odds).argmax(axis=1).tolist()
    best = scores.argmax(axis=1).tolist()
    most = [round(score, _DECIMALS) for score in scores.max(axis=1).tolist()]
    sure = [
        number
        for number, score in enumerate(most)
        if score >= settings.category_threshold and own.keys().isdisjoint(table.rows[number])
    ]
    evidence = opinions.explain(
        [Wanted(table.rows[k], best[k], beside=best[k] != alone[k]) for k in sure]
    )
    return {
        number: [
            Suggestion(
                cluster=table.clusters[number],
                scheme=Scheme.CATEGORY,
                label=judge.labels[best[number]].key,
                score=most[number],
                evidence=told,
            )
        ]
        for number, told in zip(sure, evidence, strict=True)
    }


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
    memory: Memory,
) -> dict[int, list[Suggestion]]:
    """The tags of each cluster by its number that are probable enough, the most probable first."""
    if judge is None or not table.texts:
        return {}
    said = {name for one in decided if one.tags is not None for name in one.mention_ids}
    opinions = Opinions(judge, Scheme.TAG, table.texts, table.headings, memory)
    scores = np.round(expit(table.mean(opinions.log_odds)), _DECIMALS)
    order = np.argsort(-scores, axis=1, kind="stable")[:, : settings.most_tags].tolist()
    ranked = [
        (number, column)
        for number, columns in enumerate(order)
        if said.isdisjoint(table.clusters[number].mention_ids)
        for column in columns
        if scores[number, column] >= settings.tag_threshold
    ]
    evidence = opinions.explain([Wanted(table.rows[number], column) for number, column in ranked])
    suggestions: dict[int, list[Suggestion]] = {}
    for (number, column), told in zip(ranked, evidence, strict=True):
        suggestions.setdefault(number, []).append(
            Suggestion(
                cluster=table.clusters[number],
                scheme=Scheme.TAG,
                label=judge.labels[column].key,
                score=float(scores[number, column]),
                evidence=told,
            )
        )
    return suggestions
