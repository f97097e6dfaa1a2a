"""Accounts, and how people sign in to them; unlike the log, these may change."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String

revision = "v3"
down_revision = "v2"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "accounts",
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
    op.create_table(
        "invitations",
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
    op.create_table(
        "tokens",
        Column("token", Integer, primary_key=True, autoincrement=True),
        Column("hash", String, nullable=False, unique=True),
        Column("account", Integer, ForeignKey("accounts.account"), nullable=False),
        Column("label", String, nullable=False),
        Column("created_at", String, nullable=False),
        Column("used_on", String, nullable=True),
        Column("revoked_at", String, nullable=True),
        sqlite_autoincrement=True,
    )
    _make_what_passes()


def _make_what_passes() -> None:
    """Sessions, and attempts to begin one."""
    op.create_table(
        "sessions",
        Column("hash", String, primary_key=True),
        Column("account", Integer, ForeignKey("accounts.account"), nullable=False),
        Column("csrf", String, nullable=False),
        Column("created_at", String, nullable=False),
        Column("expires_at", String, nullable=False),
    )
    op.create_table(
        "attempts",
        Column("attempt", Integer, primary_key=True, autoincrement=True),
        Column("name", String, nullable=False, index=True),
        Column("address", String, nullable=False, index=True),
        Column("at", String, nullable=False),
        sqlite_autoincrement=True,
    )
