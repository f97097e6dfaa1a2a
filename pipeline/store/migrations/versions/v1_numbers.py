"""Numbers of recommendations, and the mention that each was given for."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, String

revision = "v1"
down_revision = None


def upgrade() -> None:
    """Make the table; this is all that the first release had."""
    op.create_table(
        "minted",
        Column("number", Integer, primary_key=True, autoincrement=True),
        Column("mention_id", String, nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
