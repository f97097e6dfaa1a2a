"""What earlier runs found of pairs of mentions, so that only new pairs are compared.

A pair is known by what its two mentions say and in which documents, so it stays known when
these are paged anew.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from pipeline.records import Mention

    Numbers = NDArray[np.int64]
    Keys = NDArray[np.uint64]
    Values = NDArray[Any]

_BYTES = 8
_ODD = np.uint64(0x9E3779B97F4A7C15)
_PAIR, _VALUE = "pair", "value"


class Tables(Protocol):
    """Tables that were made before, by their names."""

    def get(self, name: str) -> bytes | None:
        """The table; None where there is none."""

    def keep(self, name: str, table: bytes) -> None:
        """Keep a table in place of the one of that name."""


class Memory:
    """Values of pairs of mentions, of an earlier run and of this one.

    Two pairs are taken for one where hashes of 64 bits are the same: once in a
    million runs of 100,000 mentions.

    Args:
        mentions: In order of their rows.
        tables: Where they come from and go to; without it nothing is known.
    """

    def __init__(self, mentions: Sequence[Mention], tables: Tables | None) -> None:
        self._tables = tables
        self._hashes = np.array([_hash(m) for m in mentions if tables is not None], np.uint64)
        self._known: dict[str, Values] = {}
        self._found: dict[str, list[Values]] = defaultdict(list)

    def recall(
        self, name: str, left: Numbers, right: Numbers, kind: np.dtype[Any]
    ) -> tuple[NDArray[np.bool_], Values]:
        """Which pairs of rows are known, and the values of those."""
        if self._tables is None:
            return np.zeros(len(left), dtype=bool), np.empty(0, dtype=kind)
        known, keys = self._table(name, kind), self._keys(left, right)
        if not len(known):
            return np.zeros(len(keys), dtype=bool), np.empty(0, dtype=kind)
        pairs = np.ascontiguousarray(known[_PAIR])
        # Looked up in their order, in which one key lies near the one before.
        order = np.argsort(keys)
        places = np.empty(len(keys), dtype=np.int64)
        places[order] = np.searchsorted(pairs, keys[order])
        places[places == len(pairs)] = 0
        hits = pairs[places] == keys
        return hits, known[_VALUE][places[hits]]

    def keep(self, name: str, left: Numbers, right: Numbers, values: Values) -> None:
        """Remember the values of pairs of rows for the next run."""
        if self._tables is not None:
            kind = np.dtype((values.dtype, values.shape[1:]))
            table = np.empty(len(left), dtype=[(_PAIR, "<u8"), (_VALUE, kind)])
            table[_PAIR], table[_VALUE] = self._keys(left, right), values
            self._found[name].append(table)

    def write(self) -> None:
        """Hand over what was remembered."""
        for name, parts in self._found.items():
            table = np.concatenate(parts)
            _, first = np.unique(table[_PAIR], return_index=True)
            if self._tables is not None:
                self._tables.keep(name, table[first].tobytes())

    def _table(self, name: str, kind: np.dtype[Any]) -> Values:
        """Known pairs, sorted, with their values."""
        if name not in self._known:
            data = self._tables.get(name) if self._tables is not None else None
            self._known[name] = np.frombuffer(data or b"", dtype=[(_PAIR, "<u8"), (_VALUE, kind)])
        return self._known[name]

    def _keys(self, left: Numbers, right: Numbers) -> Keys:
        keys: Keys = self._hashes[left] * _ODD + self._hashes[right]
        return keys


def _hash(mention: Mention) -> int:
    """A number that stands for all of a mention that is compared."""
    said = (
        mention.text,
        mention.standalone,
        mention.language,
        sorted(mention.actors),
        mention.headings,
        # The headings of one document say nothing of what stands in it twice.
        mention.document_id,
    )
    digest = hashlib.blake2b(repr(said).encode("utf-8", "surrogatepass"), digest_size=_BYTES)
    return int.from_bytes(digest.digest(), "little")
