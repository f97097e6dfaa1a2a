"""Suggest: each cluster gets a category and a few tags, with the words behind them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.records import Cluster, Mention, Scheme, Suggestion

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.config import SuggestSettings
    from pipeline.embedding import Encoder
    from pipeline.suggest.vocabulary import Category, Tag, Vocabulary

# A heading that is nearer than this to a category's name or terms is what the
# document's own authors filed the sentence under; others say nothing.
_HEADING_FLOOR = 0.6
_HEADING_WEIGHT = 2.0
_HEADING_TERM_WEIGHT = 0.2
_TERM_WEIGHT = 0.1
_MOST_TERMS = 3
_NEAREST = 3
# What is less near than this to every category is about something else.
_LEAST_AFFINITY = 0.2
# Turns the lead over the second category, mostly 0 to 0.5, into 0.5 to 1.
_SHARPNESS = 8.0


def suggest(
    clusters: Iterable[Cluster],
    mentions: Mapping[str, Mention],
    *,
    vocabulary: Vocabulary,
    settings: SuggestSettings,
    encoder: Encoder,
    on_done: Callable[[], None],
) -> list[Suggestion]:
    """At most one category and a few tags for each cluster, in the clusters' order.

    Args:
        clusters: In any order.
        mentions: Every mention of the clusters, by id.
        vocabulary: Categories and tags.
        settings: Below its threshold no category is suggested.
        encoder: Turns texts into vectors.
        on_done: Called once a cluster, for a progress bar.
    """
    judge = _CategoryJudge(vocabulary.categories, encoder=encoder)
    tags = [(tag, _matcher(tag.synonyms)) for tag in vocabulary.tags]
    suggestions = []
    for cluster in clusters:
        members = [mentions[mention_id] for mention_id in cluster.mention_ids]
        category = judge.suggest(cluster, members)
        if category.score >= settings.category_threshold:
            suggestions.append(category)
        suggestions += _suggest_tags(cluster, members, tags)[: settings.most_tags]
        on_done()
    return suggestions


@dataclass(frozen=True, slots=True)
class _Judged:
    """A mention's affinity to each category, and what speaks for each in words."""

    affinity: NDArray[np.float64]
    terms: tuple[tuple[str, ...], ...]
    heading: str


class _CategoryJudge:
    """Tells how near headings and sentences are to each category.

    A sentence is as near as the mean cosine with the three nearest of the
    definition, examples and terms; a heading as the cosine with the nearest of the
    name and terms. Each term that is named adds a little.
    """

    def __init__(self, categories: Sequence[Category], *, encoder: Encoder) -> None:
        self._categories = categories
        self._encoder = encoder
        self._names = [encoder.encode([c.name, *c.terms]) for c in categories]
        self._uses = [encoder.encode([c.definition, *c.examples, *c.terms]) for c in categories]
        self._terms = [_matcher(c.terms) for c in categories]

    def suggest(self, cluster: Cluster, members: Sequence[Mention]) -> Suggestion:
        """The category of the cluster's mentions taken together."""
        judged = [self._judge(mention) for mention in members]
        mean = np.mean([one.affinity for one in judged], axis=0)
        best = int(np.argmax(mean))
        second = float(np.max(np.delete(mean, best), initial=0.0))
        margin = float(mean[best]) - max(second, _LEAST_AFFINITY)
        return Suggestion(
            cluster=cluster,
            scheme=Scheme.CATEGORY,
            label=self._categories[best].key,
            score=round(1 / (1 + math.exp(-_SHARPNESS * margin)), 4),
            evidence=_evidence(best, judged),
        )

    def _judge(self, mention: Mention) -> _Judged:
        terms = self._named(mention.text)
        counts = np.array([min(len(found), _MOST_TERMS) for found in terms])
        affinity = self._of_sentence(mention.text) + _TERM_WEIGHT * counts
        headings = [self._of_heading(heading) for heading in mention.headings]
        if headings:
            affinity = affinity + np.max(headings, axis=0)
        nearest = max(range(len(headings)), key=lambda i: float(headings[i].max()), default=-1)
        heading = mention.headings[nearest] if headings and headings[nearest].any() else ""
        return _Judged(affinity, terms, heading)

    def _of_sentence(self, text: str) -> NDArray[np.float64]:
        vector = self._encoder.encode([text])[0]
        return np.array([np.sort(uses @ vector)[-_NEAREST:].mean() for uses in self._uses])

    def _of_heading(self, heading: str) -> NDArray[np.float64]:
        vector = self._encoder.encode([heading])[0]
        cosines = np.array([(names @ vector).max() for names in self._names])
        counts = np.array([min(len(found), _MOST_TERMS) for found in self._named(heading)])
        near = _HEADING_WEIGHT * np.maximum(cosines - _HEADING_FLOOR, 0)
        return near + _HEADING_TERM_WEIGHT * counts

    def _named(self, text: str) -> tuple[tuple[str, ...], ...]:
        return tuple(
            tuple(sorted({match.casefold() for match in matcher.findall(text)}))
            for matcher in self._terms
        )


def _evidence(best: int, judged: Iterable[_Judged]) -> str:
    """The headings and the terms that speak for a category, in words."""
    headings: dict[str, None] = {}
    terms: dict[str, None] = {}
    for one in judged:
        headings |= {one.heading: None} if one.heading else {}
        terms |= dict.fromkeys(one.terms[best])
    parts = [f"under “{heading}”" for heading in headings]
    if terms:
        parts.append("names " + ", ".join(terms))
    return "; ".join(parts) or "nearest definition"


def _suggest_tags(
    cluster: Cluster, members: Iterable[Mention], tags: Iterable[tuple[Tag, re.Pattern[str]]]
) -> list[Suggestion]:
    """Tags whose synonyms occur, the one named most often first."""
    # A stem's words ("The Commission recommends to") say who speaks, not what about.
    text = "\n".join(mention.text for mention in members)
    suggestions = []
    for tag, matcher in tags:
        hits = [match.group().casefold() for match in matcher.finditer(text)]
        if hits:
            suggestions.append(
                Suggestion(
                    cluster=cluster,
                    scheme=Scheme.TAG,
                    label=tag.key,
                    score=round(1 - 0.5 ** len(hits), 4),
                    evidence="names " + ", ".join(sorted(set(hits))),
                )
            )
    return sorted(suggestions, key=lambda suggestion: -suggestion.score)


def _matcher(terms: Iterable[str]) -> re.Pattern[str]:
    """Matches any of the terms as words, with a usual ending; after "*", with any."""
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    choices = [
        re.escape(term.removesuffix("*")) + (r"\w*" if term.endswith("*") else r"(?:s|es|ing)?\b")
        for term in longest_first
    ]
    return re.compile(rf"\b(?:{'|'.join(choices)})", re.IGNORECASE)
