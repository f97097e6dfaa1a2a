"""What earlier runs computed, kept so that it need not be computed again.

An SQLite file in the workspace's folder ``cache/``. It holds nothing that could not
be computed again, so whatever is wrong with it is no error: a run then computes, and
the log says so. Values are records in MessagePack, which loads without running code.
"""

from __future__ import annotations

import hashlib
import logging
import sqlite3
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Value = TypeVar("Value")

CACHE = Path("cache") / "known.db"

_SECONDS_TO_WAIT = 5
# What a killed run loses of its work.
_SECONDS_BETWEEN_WRITES = 1
_DIGEST = 16
# What SQLite says of a file that is damaged, no database, or one of another program.
_USELESS = frozenset(
    {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_SCHEMA}
)
# What opening and using a file can raise; ValueError where an error message is itself damaged.
_TROUBLE = (sqlite3.Error, OSError, ValueError)

log = logging.getLogger("stocktake")


def make_key(*parts: object) -> bytes:
    """A hash of all that a value depends on; empty where it cannot be made.

    A path counts by its name alone, so that a corpus can be moved.
    """
    try:
        return hashlib.sha256(encode(parts)).digest()
    except UnicodeEncodeError:
        return b""


def encode(value: object) -> bytes:
    """A value in MessagePack; of a path only its name.

    Raises:
        UnicodeEncodeError: It holds half a character, as the name of a file may.
    """
    return msgspec.msgpack.encode(value, enc_hook=_to_plain)


def decode(data: bytes, kind: type[Value]) -> Value:
    """The value that was encoded; its parts are checked against their types.

    Raises:
        msgspec.MsgspecError, ValueError: It is damaged, or of another kind.
    """
    return msgspec.msgpack.decode(data, type=kind, dec_hook=_from_plain)


class Cache:
    """Values by their keys, from a file that may be absent, damaged, locked or read-only.

    What is kept is written about once a second, so a run that is killed leaves what it
    has done. A value is only given if it is whole: each is stored with a hash of it.

    Args:
        path: The file; it and its folder are made where they are not there.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._used: set[bytes] = set()
        self._waiting: dict[bytes, bytes] = {}
        self._written = time.monotonic()
        self._connection: sqlite3.Connection | None = None
        with self._forgiven():
            self._connection = _open(path)

    def get(self, key: bytes, kind: type[Value]) -> Value | None:
        """The value that was kept under the key; None where there is none, or it is damaged.

        Args:
            key: From ``make_key``; an empty one has no value.
            kind: What the value is.
        """
        rows = self._execute("SELECT value FROM entries WHERE key = ?", [key]) if key else []
        data = _unseal(key, rows[0][0]) if rows else None
        if data is None:
            return None
        try:
            value = decode(data, kind)
        except (msgspec.MsgspecError, ValueError):
            return None
        self._used.add(key)
        return value

    def keep(self, key: bytes, value: object) -> None:
        """Keep a value; what no file can hold, or has an empty key, is not kept."""
        try:
            data = encode(value) if key else b""
        except UnicodeEncodeError:
            return
        if data:
            self._used.add(key)
            self._waiting[key] = _seal(key, data)
        if time.monotonic() - self._written > _SECONDS_BETWEEN_WRITES:
            self.write()

    def write(self) -> None:
        """Write at once what was kept, where nothing will be kept for a while."""
        rows = list(self._waiting.items())
        self._waiting.clear()
        self._change("INSERT OR REPLACE INTO entries VALUES (?, ?)", rows)
        self._written = time.monotonic()

    def forget_unused(self) -> None:
        """Remove what was neither got nor kept since the file was opened."""
        self.write()
        unused = {key for (key,) in self._execute("SELECT key FROM entries")} - self._used
        self._change("DELETE FROM entries WHERE key = ?", [(key,) for key in unused])

    def close(self) -> None:
        """Write what is not written yet, and let go of the file."""
        self.write()
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _execute(self, statement: str, values: Sequence[bytes] = ()) -> list[Any]:
        """The rows; none where the file cannot be used."""
        with self._forgiven():
            if self._connection is not None:
                return self._connection.execute(statement, values).fetchall()
        return []

    def _change(self, statement: str, rows: Sequence[tuple[bytes, ...]]) -> None:
        """One statement for each row, all or none of them."""
        with self._forgiven():
            if self._connection is not None and rows:
                with self._connection:
                    self._connection.executemany(statement, rows)

    @contextmanager
    def _forgiven(self) -> Iterator[None]:
        """What is wrong with the file ends its use in this run; a damaged one is removed."""
        try:
            yield
        except _TROUBLE as error:
            log.info("cache: %s cannot be used (%s); all is computed", self._path, error)
            if self._connection is not None:
                self._connection.close()
                self._connection = None
            if _is_useless(error):
                _remove(self._path)


@contextmanager
def open_cache(path: Path) -> Iterator[Cache]:
    """A cache, closed in the end."""
    cache = Cache(path)
    try:
        yield cache
    finally:
        cache.close()


def _open(path: Path) -> sqlite3.Connection:
    """The file, ready for use; where it is useless, a new one in its place.

    Raises:
        OSError, sqlite3.Error, ValueError: Neither it nor a new one can be used.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _connect(path)
    except _TROUBLE as error:
        if not _is_useless(error):
            raise
        log.info("cache: %s is made anew (%s)", path, error)
        _remove(path)
        return _connect(path)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_SECONDS_TO_WAIT)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS entries (key BLOB PRIMARY KEY, value BLOB NOT NULL)"
        )
        connection.execute("SELECT key, value FROM entries LIMIT 1").fetchone()
    except _TROUBLE:
        connection.close()
        raise
    return connection


def _is_useless(error: Exception) -> bool:
    # The lower byte tells the kind of an error, the rest its variety.
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in _USELESS or isinstance(error, ValueError)


def _remove(path: Path) -> None:
    """The file and what SQLite keeps beside it, gone where the system allows that."""
    for ending in ("", "-wal", "-shm"):
        try:
            path.with_name(path.name + ending).unlink(missing_ok=True)
        except OSError as error:
            log.info("cache: %s cannot be removed (%s)", path, error)


def _seal(key: bytes, data: bytes) -> bytes:
    return hashlib.blake2b(key + data, digest_size=_DIGEST).digest() + data


def _unseal(key: bytes, sealed: object) -> bytes | None:
    """What was sealed under the key; None where it is not that any more."""
    if not isinstance(sealed, bytes):
        return None
    data = sealed[_DIGEST:]
    return data if _seal(key, data) == sealed else None


def _to_plain(value: object) -> object:
    """What MessagePack has no form for: a path as its name, and libraries' own kinds of text."""
    if isinstance(value, Path):
        return value.name
    if isinstance(value, str):
        return str(value)
    raise NotImplementedError


def _from_plain(kind: type, value: Any) -> object:  # noqa: ANN401 (whatever MessagePack can hold)
    if issubclass(kind, Path):
        return Path(value)
    raise NotImplementedError
