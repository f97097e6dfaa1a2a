"""What a judge says of many texts, and why; of texts that it has judged before, from memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import sparse

from pipeline.suggest.chain import smooth
from pipeline.suggest.evidence import Evidence
from pipeline.suggest.judge import Judged
from pipeline.suggest.memory import key_of
from pipeline.suggest.ridge import Points

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.records import Scheme
    from pipeline.suggest.judge import Judge
    from pipeline.suggest.memory import Memory

    Floats = NDArray[np.float64]
    Numbers = NDArray[np.int64]

# As many are judged at once, whatever number is new, for the last digits of what is
# multiplied vary with it.
_TOGETHER = 256


class Wanted(NamedTuple):
    """What is to be explained: a label of the texts in some rows, as for ``Evidence.tell``."""

    rows: Sequence[int]
    label: int
    beside: bool = False


class Opinions:
    """What a judge says of texts.

    Args:
        judge: Says it.
        scheme: Whose labels it judges by.
        texts: In their rows.
        headings: Above each.
        memory: What was said before; is told what is new.

    Attributes:
        log_odds: Of each label, shape (texts, labels).
    """

    def __init__(
        self,
        judge: Judge,
        scheme: Scheme,
        texts: Sequence[str],
        headings: Sequence[Sequence[str]],
        memory: Memory,
    ) -> None:
        self._judge = judge
        self._memory = memory
        self._texts = texts
        self._headings = headings
        said = zip(texts, headings, strict=True)
        self._keys = [key_of(scheme, text, tuple(above)) for text, above in said]
        new = {
            key: row for row, key in reversed([*enumerate(self._keys)]) if memory.get(key) is None
        }
        # The rows that are judged now, each text once.
        self._rows = sorted(new.values())
        self._judged = self._ask(self._rows) if self._rows else None
        if self._judged is not None:
            for row, odds in zip(self._rows, self._judged.log_odds, strict=True):
                memory.keep(self._keys[row], odds.tobytes())
        known = b"".join(memory.get(key) or b"" for key in self._keys)
        self.log_odds: Floats = np.frombuffer(known).reshape(len(texts), len(judge.labels))

    def smooth(self, runs: Iterable[Numbers], decided: Mapping[int, int]) -> Floats:
        """As ``chain.smooth``, shape (texts, 1 + labels)."""
        keyed = []
        for run in runs:
            own = [(n, decided[row]) for n, row in enumerate(run.tolist()) if row in decided]
            keyed.append((key_of("smooth", self.log_odds[run].tobytes(), own), run))
        new = [run for key, run in keyed if self._memory.get(key) is None]
        probable = smooth(self.log_odds, new, decided)
        for key, run in keyed:
            known = self._memory.get(key)
            if known is None:
                self._memory.keep(key, probable[run].tobytes())
            else:
                probable[run] = np.frombuffer(known).reshape(len(run), -1)
        return probable

    def explain(self, wanted: Sequence[Wanted]) -> list[str]:
        """What spoke for each that is wanted, in words for people."""
        keys = [
            key_of("tell", [self._keys[row] for row in one.rows], one.label, one.beside)
            for one in wanted
        ]
        new = {
            key: one for key, one in zip(keys, wanted, strict=True) if self._memory.get(key) is None
        }
        if new:
            evidence, place = self._evidence({row for one in new.values() for row in one.rows})
            for key, one in new.items():
                rows = [place[self._keys[row]] for row in one.rows]
                told = evidence.tell(rows, one.label, beside=one.beside)
                self._memory.keep(key, told.encode("utf-8", "surrogatepass"))
        found = (self._memory.get(key) or b"" for key in keys)
        return [told.decode("utf-8", "surrogatepass") for told in found]

    def _evidence(self, rows: Iterable[int]) -> tuple[Evidence, dict[bytes, int]]:
        """What tells of these rows, and the place in it of each text by its key."""
        own = {self._keys[row]: row for row in sorted(rows, reverse=True)}
        if self._judged is None or not own.keys() <= {self._keys[row] for row in self._rows}:
            self._rows = sorted(own.values())
            self._judged = self._ask(self._rows)
        texts = [self._texts[row] for row in self._rows]
        headings = [self._headings[row] for row in self._rows]
        place = {self._keys[row]: number for number, row in enumerate(self._rows)}
        return Evidence(self._judge, self._judged, texts, headings), place

    def _ask(self, rows: Sequence[int]) -> Judged:
        """What the judge says of some rows, always as many at once."""
        parts = []
        for start in range(0, len(rows), _TOGETHER):
            part = [*rows[start : start + _TOGETHER]]
            filled = part + part[-1:] * (_TOGETHER - len(part))
            texts = [self._texts[row] for row in filled]
            parts.append(self._judge.judge(texts, [self._headings[row] for row in filled]))
        points = Points(
            sparse.vstack([part.points.wording for part in parts], format="csr")[: len(rows)],
            np.concatenate([part.points.meaning for part in parts])[: len(rows)],
        )
        return Judged(
            points,
            np.concatenate([part.features for part in parts])[: len(rows)],
            np.concatenate([part.log_odds for part in parts])[: len(rows)],
        )
