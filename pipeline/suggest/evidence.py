"""Why a label is suggested, in words for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from pipeline.suggest.judge import Judge, Judged

    Floats = NDArray[np.float32]

_MOST_WORDS = 3
_MOST_ROWS = 2
# Words that add less than this to a score, which is about 1 where a label belongs, and
# decided rows less alike than this, explain nothing.
_LEAST_SHARE = 0.03
_LEAST_LIKENESS = 0.4
_NEAREST = 5
_CHUNK = 2_000


class Evidence:
    """Tells what spoke for a label of a text.

    Args:
        judge: Judged the texts.
        judged: The texts in numbers.
        texts: The texts.
        headings: Above each.
    """

    def __init__(
        self,
        judge: Judge,
        judged: Judged,
        texts: Sequence[str],
        headings: Sequence[Sequence[str]],
    ) -> None:
        self._judge = judge
        self._judged = judged
        self._texts = texts
        self._headings = headings
        self._nearest = self._find_decided()

    def tell(self, rows: Sequence[int], label: int, *, beside: bool = False) -> str:
        """What speaks for a label of the texts in these rows, which are one recommendation.

        Args:
            rows: Of the texts.
            label: Its column.
            beside: Whether what stands around them spoke more than they themselves.
        """
        named = _first(term for row in rows for term in self._judge.named(self._texts[row], label))
        words = named or _first(word for row in rows for word in self._words(row, label))
        headings = _first(heading for row in rows for heading in self._above(row, label))
        like = _first(name for row in rows for name in self._decided(row, label))[:_MOST_ROWS]
        parts = [
            f"names {', '.join(words)}" if words else "",
            *(f"under “{heading}”" for heading in headings),
            f"like {', '.join(f'{name} (decided)' for name in like)}" if like else "",
            "like what stands around it" if beside else "",
        ]
        return "; ".join(filter(None, parts)) or "nearest in meaning"

    def _words(self, row: int, label: int) -> list[str]:
        """The words of a text that added most to the score of a label."""
        wording = self._judged.points.wording[[row]]
        known = wording.indices < len(self._judge.space.words)
        columns = wording.indices[known]
        shares = wording.data[known] * self._judge.ridge.of_wording[columns, label]
        best = columns[np.argsort(-shares, kind="stable")][: np.sum(shares >= _LEAST_SHARE)]
        words = (self._judge.space.words[column] for column in best)
        return [word for word in words if not ENGLISH_STOP_WORDS & set(word.split())]

    def _above(self, row: int, label: int) -> list[str]:
        alike = {
            heading: self._judge.likeness_of_heading(heading)[label]
            for heading in self._headings[row]
        }
        return [heading for heading, value in alike.items() if value > 0][-1:]

    def _decided(self, row: int, label: int) -> list[str]:
        if not len(self._nearest):
            return []
        near = (int(place) for place in self._nearest[row] if place >= 0)
        return [
            self._judge.examples[place].recommendation_id
            for place in near
            if self._judge.has(place, label)
        ]

    def _find_decided(self) -> NDArray[np.int64]:
        """Places of the decided examples that each text is most like, -1 for none."""
        examples = self._judge.examples
        decided = np.array(
            [place for place, one in enumerate(examples) if one.recommendation_id], dtype=np.int64
        )
        if not len(decided):
            return np.zeros((0, 0), dtype=np.int64)
        few = min(_NEAREST, len(decided))
        found = []
        meaning = self._judged.points.meaning
        for begin in range(0, len(meaning), _CHUNK):
            alike = self._judge.likeness_to_examples(meaning[begin : begin + _CHUNK], decided)
            near = np.argpartition(-alike, few - 1, axis=1)[:, :few]
            values = np.take_along_axis(alike, near, axis=1)
            order = np.lexsort((near, -values), axis=1)
            places = np.where(values >= _LEAST_LIKENESS, decided[near], -1)
            found.append(np.take_along_axis(places, order, axis=1))
        return np.concatenate(found)


def _first(items: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(items))[:_MOST_WORDS]
