"""How much speaks for each label of a scheme: one way from no decisions to many."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.records import Scheme
from pipeline.suggest.company import fit_company, no_company
from pipeline.suggest.labels import Terms, fitting, labels_of, to_targets
from pipeline.suggest.ridge import ALWAYS, Ridge, Space
from pipeline.suggest.weights import (
    FEATURES,
    HEADING,
    LEARNED,
    fit_weights,
    mean_of,
    no_weights,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pipeline.suggest.labels import Example, Label
    from pipeline.suggest.ridge import Points
    from pipeline.suggest.vocabulary import Vocabulary
    from pipeline.suggest.weights import Weights

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.int64]
    Encode = Callable[[Sequence[str]], Floats]

_MOST_TERMS = 3
_NEAREST = 3
# A heading less alike than this says nothing of a label.
_UNLIKE_HEADING = 0.6
# Terms in a heading count as much as so much likeness to a name.
_HEADING_TERM = 0.1
# Weights are fitted to at most so many decided rows, spread evenly: they are a handful.
_MOST_ROWS = 2_000
# Rows of likenesses that are in memory at once.
_CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class Judged:
    """Texts as a scheme's judge sees them.

    Attributes:
        points: They in numbers.
        features: What speaks for each label, shape (n, labels, features).
        log_odds: Of each label, shape (n, labels).
    """

    points: Points
    features: Floats
    log_odds: NDArray[np.float64]


class Judge:
    """Says how probable each label of a scheme is, for texts under headings.

    Args:
        scheme: Categories, of which one belongs at most, or tags.
        labels: As the vocabulary has them.
        examples: What people labelled, that came with the program or decided.
        encode: Turns texts into vectors.
        start: Weights from other labels, where no example that came has these; None for none.
    """

    def __init__(
        self,
        scheme: Scheme,
        labels: Sequence[Label],
        examples: Sequence[Example],
        *,
        encode: Encode,
        start: Weights | None,
    ) -> None:
        self.labels = labels
        self.examples = fitting(examples, labels, scheme)
        self._encode = encode
        self._terms = Terms(labels)
        self._exclusive = scheme is Scheme.CATEGORY
        self._targets = to_targets(self.examples, labels, scheme)
        self._headings: dict[str, Floats] = {}
        self._learn()
        start = start or no_weights(0)
        self._decided = np.array(
            [row for row, one in enumerate(self.examples) if one.recommendation_id], dtype=np.int64
        )
        self._company = no_company(len(labels))
        self._decided_odds = np.zeros((0, len(labels)))
        self.weights = self._weigh(start.for_labels(len(labels)))

    def using(self, encode: Encode) -> Judge:
        """The same, with vectors from elsewhere."""
        other = copy(self)
        other._encode = encode  # noqa: SLF001 (of its own kind)
        return other

    def _learn(self) -> None:
        described = [(text, row) for row, label in enumerate(self.labels) for text in label.texts]
        texts = [text for text, _ in described]
        own = [example.text for example in self.examples]
        self._described_as = np.array([row for _, row in described], dtype=np.int64)
        self._described = self._encode(texts)
        self.space = Space([*texts, *own])
        self._points = self.space.place([*texts, *own], self._encode([*texts, *own]))
        told = np.eye(len(self.labels), dtype=np.float32)[self._described_as]
        self.ridge = Ridge(self._points, np.concatenate([told, self._targets]))
        self._seen = self._points.meaning[len(texts) :]
        numbers = {
            group: n for n, group in enumerate(dict.fromkeys(e.group for e in self.examples))
        }
        self._groups = np.array([numbers[e.group] for e in self.examples], dtype=np.int64)

    def _weigh(self, start: Weights) -> Weights:
        """Weights from examples that are held out, first what came with the program.

        What came was written by others than those who decide, so what was learned from it
        counts as much as all the rest together; decisions say themselves how much.
        """
        own = self._decided
        came = np.setdiff1d(np.arange(len(self.examples)), own)
        if len(came):
            features, targets = self._held_out(came), self._targets[came]
            rest = [k for k in range(len(FEATURES)) if k not in (LEARNED, HEADING)]
            halves = [
                fit_weights(features, targets, start=start, exclusive=self._exclusive, use=use)
                for use in ([LEARNED], rest)
            ]
            start = mean_of(*halves).with_headings()
        if len(own):
            chosen = np.linspace(0, len(own) - 1, min(len(own), _MOST_ROWS)).astype(int)
            features, targets = self._held_out(own), self._targets[own]
            start = fit_weights(
                features[chosen], targets[chosen], start=start, exclusive=self._exclusive
            )
            alone = start.log_odds(features)
            if not self._exclusive:
                self._company = fit_company(alone, targets)
            self._decided_odds = self._company.log_odds(alone)
        return start

    def _held_out(self, rows: Numbers) -> Floats:
        before = len(self._described_as)
        groups = np.concatenate([np.full(before, ALWAYS), self._groups])
        return self._features(
            [self.examples[row].text for row in rows],
            [self.examples[row].headings for row in rows],
            self._seen[rows],
            learned=self.ridge.score_held_out(rows + before, groups),
            without=self._groups[rows],
        )

    def judge(self, texts: Sequence[str], headings: Sequence[Sequence[str]]) -> Judged:
        """What speaks for each label of each text."""
        meaning = self._encode(texts)
        points = self.space.place(texts, meaning)
        features = self._features(
            texts, headings, meaning, learned=self.ridge.score(points), without=None
        )
        return Judged(points, features, self._company.log_odds(self.weights.log_odds(features)))

    def _features(
        self,
        texts: Sequence[str],
        headings: Sequence[Sequence[str]],
        meaning: Floats,
        *,
        learned: Floats,
        without: Numbers | None,
    ) -> Floats:
        return np.stack(
            [
                learned,
                self._terms.count(texts, _MOST_TERMS),
                self._nearest_described(meaning),
                self._nearest_seen(meaning, without),
                self._under(headings),
            ],
            axis=2,
        )

    def _nearest_described(self, meaning: Floats) -> Floats:
        alike = meaning @ self._described.T
        return _top_means(alike, [self._described_as == k for k in range(len(self.labels))])

    def _nearest_seen(self, meaning: Floats, without: Numbers | None) -> Floats:
        """Mean likeness to the nearest few examples of each label, those of a group left out."""
        has = [column > 0 for column in self._targets.T]
        parts = [np.zeros((0, len(self.labels)), dtype=np.float32)]
        for begin in range(0, len(meaning), _CHUNK):
            alike = meaning[begin : begin + _CHUNK] @ self._seen.T
            if without is not None:
                alike[without[begin : begin + _CHUNK, None] == self._groups[None]] = 0
            parts.append(_top_means(alike, has))
        return np.concatenate(parts)

    def _under(self, headings: Sequence[Sequence[str]]) -> Floats:
        """How much the heading that is most like a label's name is like it, 0 to 1."""
        under = np.zeros((len(headings), len(self.labels)), dtype=np.float32)
        for row, above in enumerate(headings):
            for heading in above:
                under[row] = np.maximum(under[row], self.likeness_of_heading(heading))
        return under

    def likeness_of_heading(self, heading: str) -> Floats:
        """How much a heading is like each label's name, 0 to 1, shape (labels,)."""
        if heading not in self._headings:
            vector = self._encode([heading])[0]
            near = [
                float((self._encode(label.headings) @ vector).max()) if label.headings else 0.0
                for label in self.labels
            ]
            named = np.array(
                [
                    len(self._terms.found(heading, k)) if label.headings else 0
                    for k, label in enumerate(self.labels)
                ]
            )
            alike = np.maximum(np.array(near) - _UNLIKE_HEADING, 0)
            alike += _HEADING_TERM * np.minimum(named, _MOST_TERMS)
            self._headings[heading] = alike.astype(np.float32)
        return self._headings[heading]

    def held_out_decisions(self) -> tuple[list[str], Floats, NDArray[np.float64]]:
        """Decided rows' ids, their labels, and log odds as if each had not been learned from."""
        ids = [self.examples[row].recommendation_id for row in self._decided]
        return ids, self._targets[self._decided], self._decided_odds

    def has(self, example: int, label: int) -> bool:
        """Whether people gave an example a label."""
        return bool(self._targets[example, label])

    def likeness_to_examples(self, meaning: Floats, chosen: Numbers) -> Floats:
        """How near in meaning texts are to some of the examples, shape (n, chosen)."""
        alike: Floats = meaning @ self._seen[chosen].T
        return alike

    def named(self, text: str, label: int) -> list[str]:
        """The label's terms that a text has."""
        return self._terms.found(text, label)


def start_from(
    scheme: Scheme, vocabulary: Vocabulary, examples: Sequence[Example], *, encode: Encode
) -> Weights:
    """Weights where nothing is labelled: from examples that only the vocabulary speaks of."""
    labels = labels_of(vocabulary, scheme)
    alone = Judge(scheme, labels, (), encode=encode, start=None)
    known = fitting(examples, labels, scheme)
    judged = alone.judge([one.text for one in known], [one.headings for one in known])
    weights = fit_weights(
        judged.features,
        to_targets(known, labels, scheme),
        start=no_weights(len(labels)),
        exclusive=scheme is Scheme.CATEGORY,
    )
    return weights.with_headings()


def _top_means(alike: Floats, columns: Sequence[NDArray[np.bool_]]) -> Floats:
    """Mean of the largest few in each set of columns, shape (n, sets); 0 for an empty set."""
    means = np.zeros((len(alike), len(columns)), dtype=np.float32)
    for number, chosen in enumerate(columns):
        few = min(_NEAREST, int(chosen.sum()))
        if few:
            own = alike[:, chosen]
            means[:, number] = np.partition(own, -few, axis=1)[:, -few:].mean(axis=1)
    return means
