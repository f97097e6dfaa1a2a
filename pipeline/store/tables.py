"""The tables of a store, as the present version has them; ``migrations`` makes them."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text, insert, select

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

METADATA = MetaData()
MINTED = Table(
    "minted",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("mention_id", String, nullable=False, unique=True),
    sqlite_autoincrement=True,
)
PEOPLE = Table(
    "people",
    METADATA,
    Column("person", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False, unique=True),
    sqlite_autoincrement=True,
)
DECISIONS = Table(
    "decisions",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("mention_ids", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("person", Integer, ForeignKey("people.person"), nullable=False),
    Column("decided_at", String, nullable=False),
    sqlite_autoincrement=True,
)
SNAPSHOTS = Table(
    "snapshots",
    METADATA,
    Column("mention_id", String, primary_key=True),
    Column("contents", Text, nullable=False),
)
ACCOUNTS = Table(
    "accounts",
    METADATA,
    Column("account", Integer, primary_key=True, autoincrement=True),
    Column("person", Integer, ForeignKey("people.person"), nullable=False),
    Column("sign_in", String, nullable=True, unique=True),
    Column("role", String, nullable=False),
    Column("stakeholder_group", String, nullable=False),
    Column("password_hash", String, nullable=True),
    Column("created_at", String, nullable=False),
    Column("disabled_at", String, nullable=True),
    Column("last_seen", Integer, nullable=False),
    sqlite_autoincrement=True,
)
INVITATIONS = Table(
    "invitations",
    METADATA,
    Column("invitation", Integer, primary_key=True, autoincrement=True),
    Column("hash", String, nullable=False, unique=True),
    Column("account", Integer, ForeignKey("accounts.account"), nullable=True),
    Column("role", String, nullable=False),
    Column("stakeholder_group", String, nullable=False),
    Column("name", String, nullable=False),
    Column("created_by", Integer, ForeignKey("accounts.account"), nullable=True),
    Column("expires_at", String, nullable=False),
    Column("used_at", String, nullable=True),
    sqlite_autoincrement=True,
)
TOKENS = Table(
    "tokens",
    METADATA,
    Column("token", Integer, primary_key=True, autoincrement=True),
    Column("hash", String, nullable=False, unique=True),
    Column("account", Integer, ForeignKey("accounts.account"), nullable=False),
    Column("label", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("used_on", String, nullable=True),
    Column("revoked_at", String, nullable=True),
    sqlite_autoincrement=True,
)
SESSIONS = Table(
    "sessions",
    METADATA,
    Column("hash", String, primary_key=True),
    Column("account", Integer, ForeignKey("accounts.account"), nullable=False),
    Column("csrf", String, nullable=False),
    Column("created_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
)
ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("attempt", Integer, primary_key=True, autoincrement=True),
    Column("name", String, nullable=False, index=True),
    Column("address", String, nullable=False, index=True),
    Column("at", String, nullable=False),
    sqlite_autoincrement=True,
)
# What a copy takes along: who is signed in where holds for one place only.
COPIED = tuple(t for t in METADATA.sorted_tables if t not in (SESSIONS, ATTEMPTS))
# Names that one question asks for; more than 32,766 SQLite refuses.
_AT_ONCE = 1_000


def find_known(connection: Connection, column: Column[str], names: Sequence[str]) -> set[str]:
    """Those of the names that a column has."""
    found: set[str] = set()
    for start in range(0, len(names), _AT_ONCE):
        some = names[start : start + _AT_ONCE]
        found.update(connection.scalars(select(column).where(column.in_(some))))
    return found


def append(connection: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Add rows at the end of a table; where it numbers them, in their order."""
    if rows:
        # Many rows go to PostgreSQL in one statement only where something is to come back.
        back = insert(table).returning(
            *table.primary_key, sort_by_parameter_order=table is not SNAPSHOTS
        )
        connection.execute(back, rows)


def to_stamp(moment: datetime) -> str:
    """The moment as the tables of accounts hold it; of one width, so all databases sort alike."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
