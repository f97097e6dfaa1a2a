"""What Alembic runs: the steps that are missing, in the transaction that is open."""

from __future__ import annotations

from alembic import context

attributes = context.config.attributes
context.configure(
    connection=attributes["connection"],
    version_table=attributes["version_table"],
    # SQLite too takes back a step that was broken off.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
