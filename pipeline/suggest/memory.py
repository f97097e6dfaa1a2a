"""What was judged before, so that only what is new is judged."""

from __future__ import annotations

import hashlib
from typing import Protocol

import msgspec

_TABLE = "judged"
_BYTES = 16


class Tables(Protocol):
    """Tables that were made before, by their names."""

    def get(self, name: str) -> bytes | None:
        """The table; None where there is none."""

    def keep(self, name: str, table: bytes) -> None:
        """Keep a table in place of the one of that name."""


class Memory:
    """Values by what they were found from, of an earlier run and of this one.

    Args:
        tables: Where they come from and go to; without it nothing is known.
    """

    def __init__(self, tables: Tables | None) -> None:
        self._tables = tables
        data = tables.get(_TABLE) if tables is not None else None
        self._known = msgspec.msgpack.decode(data, type=dict[bytes, bytes]) if data else {}
        self._used: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        """The value; None where it is not known."""
        found = self._used.get(key) or self._known.get(key)
        if found is not None:
            self._used[key] = found
        return found

    def keep(self, key: bytes, value: bytes) -> None:
        """Remember a value for the rest of this run and for the next."""
        self._used[key] = value

    def write(self) -> None:
        """Hand over what was remembered or asked for; the rest is forgotten."""
        if self._tables is not None:
            self._tables.keep(_TABLE, msgspec.msgpack.encode(self._used))


def key_of(*parts: object) -> bytes:
    """Stands for all that a value was found from."""
    said = repr(parts).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(said, digest_size=_BYTES).digest()
