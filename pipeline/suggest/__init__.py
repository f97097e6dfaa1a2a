"""Suggest: each cluster gets a category and a few tags, with the words behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.records import Cluster, Mention, Scheme, Suggestion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.config import SuggestSettings
    from pipeline.embedding import Encoder
    from pipeline.suggest.vocabulary import Category, Tag, Vocabulary

# A heading is what the document's own authors filed the sentence under, so it
# counts twice as much as the sentence.
_SENTENCE_WEIGHT = 0.5
_TERM_WEIGHT = 0.1
_MOST_TERMS = 3
# Turns differences of affinity, which span about 0.5, into shares of 1.
_SHARPNESS = 8.0


def suggest(
    clusters: Iterable[Cluster],
    mentions: Mapping[str, Mention],
    *,
    vocabulary: Vocabulary,
    settings: SuggestSettings,
    encoder: Encoder,
) -> list[Suggestion]:
    """At most one category and a few tags for each cluster, in the clusters' order.

    Args:
        clusters: In any order.
        mentions: Every mention of the clusters, by id.
        vocabulary: Categories and tags.
        settings: Below its threshold no category is suggested.
        encoder: Turns texts into vectors.
    """
    judge = _CategoryJudge(vocabulary.categories, encoder=encoder)
    tags = [(tag, _matcher(tag.synonyms, ending=r"\w*")) for tag in vocabulary.tags]
    suggestions = []
    for cluster in clusters:
        members = [mentions[mention_id] for mention_id in cluster.mention_ids]
        category = judge.suggest(cluster, members)
        if category.score >= settings.category_threshold:
            suggestions.append(category)
        suggestions += _suggest_tags(cluster, members, tags)[: settings.most_tags]
    return suggestions


@dataclass(frozen=True, slots=True)
class _Affinity:
    """Affinity to each category, and the terms that were found for each."""

    values: NDArray[np.float64]
    terms: tuple[tuple[str, ...], ...]


class _CategoryJudge:
    """Tells how near headings and sentences are to each category.

    Affinity is the best cosine with what the vocabulary says of the category,
    and a little more for each of its terms that is named.
    """

    def __init__(self, categories: Sequence[Category], *, encoder: Encoder) -> None:
        self._categories = categories
        self._encoder = encoder
        self._descriptions = [
            encoder.encode([c.name, c.definition, *c.examples]) for c in categories
        ]
        self._terms = [_matcher(c.terms, ending=r"(?:s|es|ing)?\b") for c in categories]

    def suggest(self, cluster: Cluster, members: Sequence[Mention]) -> Suggestion:
        """The category of the cluster's mentions taken together."""
        judged = [self._judge(mention) for mention in members]
        mean = np.mean([affinity.values for affinity, _ in judged], axis=0)
        shares = np.exp(_SHARPNESS * (mean - mean.max()))
        best = int(np.argmax(shares))
        return Suggestion(
            cluster=cluster,
            scheme=Scheme.CATEGORY,
            label=self._categories[best].key,
            score=round(float(shares[best] / shares.sum()), 4),
            evidence=_evidence(best, judged),
        )

    def _judge(self, mention: Mention) -> tuple[_Affinity, str]:
        """Affinity of a mention under its headings, and the last of the headings."""
        sentence = self._affinity(mention.text)
        headings = [self._affinity(heading) for heading in mention.headings]
        values = _SENTENCE_WEIGHT * sentence.values
        if headings:
            values = values + np.max([heading.values for heading in headings], axis=0)
        heading = mention.headings[-1] if mention.headings else ""
        return _Affinity(values, sentence.terms), heading

    def _affinity(self, text: str) -> _Affinity:
        vector = self._encoder.encode([text])[0]
        cosines = [float((known @ vector).max()) for known in self._descriptions]
        terms = tuple(_found(matcher, text) for matcher in self._terms)
        counts = [min(len(found), _MOST_TERMS) for found in terms]
        return _Affinity(np.array(cosines) + _TERM_WEIGHT * np.array(counts), terms)


def _evidence(best: int, judged: Iterable[tuple[_Affinity, str]]) -> str:
    """The headings and the terms that speak for a category, in words."""
    headings: dict[str, None] = {}
    terms: dict[str, None] = {}
    for affinity, heading in judged:
        headings |= {heading: None} if heading else {}
        terms |= dict.fromkeys(affinity.terms[best])
    parts = [f"under “{heading}”" for heading in headings]
    if terms:
        parts.append("names " + ", ".join(terms))
    return "; ".join(parts) or "nearest definition"


def _suggest_tags(
    cluster: Cluster, members: Iterable[Mention], tags: Iterable[tuple[Tag, re.Pattern[str]]]
) -> list[Suggestion]:
    """Tags whose synonyms occur, the one named most often first."""
    # The sentence's own words; what was filled in from around it counts too.
    text = "\n".join(mention.standalone for mention in members)
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


def _matcher(terms: Iterable[str], *, ending: str) -> re.Pattern[str]:
    """Matches any of the terms at the beginning of a word, with an ending."""
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    return re.compile(
        r"\b(?:" + "|".join(map(re.escape, longest_first)) + ")" + ending, re.IGNORECASE
    )


def _found(matcher: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(sorted({match.casefold() for match in matcher.findall(text)}))
