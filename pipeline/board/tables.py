"""The file of a board: an SQLite database that can be made again from a run and the log."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from pipeline.cache import CACHE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOARD = CACHE.with_name("board.db")

log = logging.getLogger("stocktake.run")

# Raised with every change of the tables; a file of another version is made anew.
_VERSION = 4
_SECONDS_TO_WAIT = 30
# Pages of 4 kB that are searched more than once are kept by each connection.
_CACHED_KB = 16_384
_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE rows (
    place INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL, part TEXT NOT NULL, category TEXT NOT NULL, tags TEXT NOT NULL,
    responsible TEXT NOT NULL, cost TEXT NOT NULL, target_date TEXT NOT NULL,
    status TEXT NOT NULL, remark TEXT NOT NULL, reference TEXT NOT NULL,
    relevant TEXT NOT NULL, consensual TEXT NOT NULL, review TEXT NOT NULL,
    source TEXT NOT NULL, url TEXT NOT NULL, sources INTEGER NOT NULL,
    stakeholder_groups TEXT NOT NULL, form_letters INTEGER NOT NULL, priority REAL NOT NULL,
    merges INTEGER NOT NULL, since_last TEXT NOT NULL, category_evidence TEXT NOT NULL,
    tag_evidence TEXT NOT NULL, decided TEXT NOT NULL, waiting TEXT NOT NULL,
    canonical TEXT NOT NULL, changed INTEGER NOT NULL, machine BLOB NOT NULL,
    recorded TEXT NOT NULL
);
CREATE TABLE dues (
    day TEXT NOT NULL, body TEXT NOT NULL, place INTEGER NOT NULL, milestone TEXT NOT NULL,
    PRIMARY KEY (day, body, place, milestone)
) WITHOUT ROWID;
CREATE INDEX dues_of_row ON dues (place);
CREATE INDEX dues_of_body ON dues (body, day);
CREATE TABLE facets (
    name TEXT NOT NULL, value TEXT NOT NULL, place INTEGER NOT NULL,
    PRIMARY KEY (name, value, place)
) WITHOUT ROWID;
CREATE INDEX facets_of_row ON facets (place);
CREATE VIRTUAL TABLE words USING fts5 (
    id, text, remark, source, mentions, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TABLE mentions (
    id TEXT PRIMARY KEY, place INTEGER NOT NULL, document_id TEXT NOT NULL,
    paragraph INTEGER NOT NULL, start INTEGER NOT NULL, contents BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX mentions_of_row ON mentions (place);
CREATE INDEX mentions_in_order ON mentions (document_id, paragraph, start, id);
CREATE TABLE documents (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, content_hash TEXT NOT NULL,
    found INTEGER NOT NULL, source BLOB NOT NULL, paragraphs BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE merges (
    number INTEGER PRIMARY KEY, "left" INTEGER NOT NULL, "right" INTEGER NOT NULL,
    score REAL NOT NULL, reason TEXT NOT NULL, left_mention TEXT NOT NULL,
    right_mention TEXT NOT NULL, answer TEXT NOT NULL
);
CREATE INDEX merges_of_left ON merges ("left");
CREATE INDEX merges_of_right ON merges ("right");
CREATE INDEX merges_open ON merges (answer, number);
CREATE TABLE searched (document_id TEXT PRIMARY KEY, content_hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE looked_at (
    id TEXT PRIMARY KEY, status TEXT NOT NULL, score REAL NOT NULL, quotation TEXT NOT NULL,
    contents BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX suggested_statuses ON looked_at (score DESC, id) WHERE status <> '';
CREATE TABLE evidence (
    id TEXT NOT NULL, number INTEGER NOT NULL, document_id TEXT NOT NULL,
    contents BLOB NOT NULL, PRIMARY KEY (id, number)
) WITHOUT ROWID;
CREATE INDEX evidence_in_document ON evidence (document_id);
CREATE TABLE quoted (
    place INTEGER NOT NULL, quotation TEXT NOT NULL, PRIMARY KEY (place, quotation)
) WITHOUT ROWID;
"""
SORTED_BY = (
    "place",
    "text",
    "category",
    "tags",
    "responsible",
    "status",
    "sources",
    "target_date",
    "cost",
    "consensual",
    "priority",
    "changed",
)
# With the part of the table that a row is in, so that none of the wide rows has to be read.
_INDEXED = [dict.fromkeys((name, "place", "relevant", "part")) for name in SORTED_BY]
_INDEXES = (
    "CREATE INDEX rows_by_part ON rows (relevant, part);"
    "CREATE INDEX rows_by_standing ON rows (relevant, part, recorded, category, status);"
) + "".join(
    f"CREATE INDEX rows_by_{next(iter(columns))} ON rows ({', '.join(columns)});"
    for columns in _INDEXED
)


def connect(path: Path) -> sqlite3.Connection:
    """A connection to a board that is there, which leaves transactions to its caller.

    Raises:
        sqlite3.Error: It cannot be used.
    """
    connection = sqlite3.connect(
        path.absolute().as_uri() + "?mode=rw",
        uri=True,
        timeout=_SECONDS_TO_WAIT,
        isolation_level=None,
    )
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA cache_size = -{_CACHED_KB}")
    return connection


def is_present(connection: sqlite3.Connection) -> bool:
    """Whether the file is a board as this program writes it."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == _VERSION)


@contextmanager
def rewriting(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction in which a board is written; its readers see the old or the new, whole.

    A file that is damaged, or of another version, is made anew.

    Raises:
        OSError, sqlite3.Error: It cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = _prepare(path)
    except sqlite3.DatabaseError as error:
        log.warning("%s: is made anew (%s)", path, error)
        _remove(path)
        connection = _prepare(path)
    with closing(connection):
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")


def _prepare(path: Path) -> sqlite3.Connection:
    path.touch()
    connection = connect(path)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A board that a power cut took is made again by the next run.
        connection.execute("PRAGMA synchronous = NORMAL")
        if not is_present(connection):
            _create(connection)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _create(connection: sqlite3.Connection) -> None:
    if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        raise sqlite3.DatabaseError("it is of another version")
    connection.executescript(
        f"BEGIN; {_TABLES} {_INDEXES} PRAGMA user_version = {_VERSION}; COMMIT;"
    )


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
