"""New tags: subjects that many recommendations share and that the vocabulary does not name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

from pipeline.records import Scheme
from pipeline.suggest.labels import Terms, labels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.records import Cluster, Mention
    from pipeline.suggest.judge import Encode
    from pipeline.suggest.knowledge import Knowledge

    Floats = NDArray[np.float32]

_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
# One word alone ("general", "digital") is seldom a subject.
_SHORTEST, _LONGEST = 2, 3
_SHORTEST_WORD = 4
# A subject is shared by at least so many recommendations and so large a share of them,
# and by so many times the share of the labelled examples, where drafters' phrases stand too.
_FEWEST = 5
_LEAST_SHARE = 0.005
_LEAST_TIMES = 4.0
# What recommendations with a subject have in common, as a share of the length of their
# vectors less the mean of all; a drafter's phrase stands in proposals on anything.
_LEAST_COMMON = 0.4
# Of two proposals, one goes where it stands mostly in the same recommendations.
_MOST_SHARED = 0.5
_MOST = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A tag that the vocabulary might get.

    Attributes:
        words: What would be its name and synonym.
        mention_ids: Canonical mentions of the recommendations that share it.
        evidence: Why it is proposed, in words.
    """

    words: str
    mention_ids: tuple[str, ...]
    evidence: str


def propose_tags(
    clusters: Sequence[Cluster],
    mentions: Mapping[str, Mention],
    *,
    knowledge: Knowledge,
    encode: Encode,
) -> tuple[Proposal, ...]:
    """At most 10 tags that the vocabulary might get, the most widely shared first.

    This is about the recommendations at hand, so another document may change it.

    Args:
        clusters: All of them.
        mentions: By id.
        knowledge: The vocabulary, and examples that tell what drafters always say.
        encode: Turns texts into vectors.
    """
    ids = [cluster.canonical for cluster in clusters]
    texts = [mentions[name].text for name in ids]
    standing = _places(texts)
    least = max(_FEWEST, _LEAST_SHARE * len(texts))
    usual = Counter(phrase for one in knowledge.examples for phrase in set(_phrases(one.text)))
    often = {
        phrase: rows
        for phrase, rows in standing.items()
        if len(rows) >= least
        and len(rows) * (len(knowledge.examples) + 1)
        >= _LEAST_TIMES * (usual[phrase] + 1) * len(texts)
    }
    named = _named(often, knowledge)
    meaning = encode(texts)
    meaning = meaning - meaning.mean(axis=0) if texts else meaning
    subjects = {
        phrase: rows
        for phrase, rows in often.items()
        if phrase not in named and _in_common(meaning[rows]) >= _LEAST_COMMON
    }
    return tuple(
        Proposal(
            words=phrase,
            mention_ids=tuple(sorted(ids[row] for row in rows)),
            evidence=f"{len(rows)} recommendations speak of it, and no tag names it",
        )
        for phrase, rows in _apart(subjects)
    )


def _places(texts: Iterable[str]) -> dict[str, list[int]]:
    """Rows in which each phrase stands."""
    places: dict[str, list[int]] = {}
    for row, text in enumerate(texts):
        for phrase in dict.fromkeys(_phrases(text)):
            places.setdefault(phrase, []).append(row)
    return places


def _phrases(text: str) -> Iterator[str]:
    """Two or three words that follow each other, none of them a function word."""
    run: list[str] = []
    for word in [*_WORD.findall(text.casefold()), ""]:
        if len(word) < _SHORTEST_WORD or word in ENGLISH_STOP_WORDS:
            run.clear()
            continue
        run.append(word)
        for length in range(_SHORTEST, min(_LONGEST, len(run)) + 1):
            yield " ".join(run[-length:])


def _named(phrases: Iterable[str], knowledge: Knowledge) -> set[str]:
    """The phrases that a tag or a category names."""
    named = set()
    ordered = sorted(phrases)
    for scheme in Scheme:
        labels = labels_of(knowledge.vocabulary, scheme)
        if labels and ordered:
            counts = Terms(labels).count(ordered, 1)
            named |= {ordered[row] for row in np.flatnonzero(counts.any(axis=1))}
            named |= {text.casefold() for label in labels for text in label.texts}
    return named


def _in_common(vectors: Floats) -> float:
    lengths = np.linalg.norm(vectors, axis=1).mean()
    return float(np.linalg.norm(vectors.mean(axis=0)) / max(lengths, 1e-9))


def _apart(subjects: Mapping[str, Sequence[int]]) -> list[tuple[str, Sequence[int]]]:
    """The most widely shared subjects, of those that overlap the first; longer ones first."""
    kept: list[tuple[str, Sequence[int]]] = []
    order = sorted(subjects, key=lambda one: (-len(subjects[one]) * len(one.split()), one))
    for phrase in order:
        rows = set(subjects[phrase])
        if all(len(rows & set(other)) <= _MOST_SHARED * len(rows) for _, other in kept):
            kept.append((phrase, subjects[phrase]))
    return sorted(kept[:_MOST], key=lambda one: (-len(one[1]), one[0]))
