"""The log of decisions; from here on, the database itself refuses to change what was written."""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, ForeignKey, Integer, String, Text

revision = "v2"
down_revision = "v1"

_KEPT = ("minted", "decisions", "snapshots")
_REASON = "nothing is changed or deleted here, only added"


def upgrade() -> None:
    """Make the tables, and what guards them."""
    op.create_table(
        "people",
        Column("person", Integer, primary_key=True, autoincrement=True),
        Column("name", String, nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decisions",
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
    op.create_table(
        "snapshots",
        Column("mention_id", String, primary_key=True),
        Column("contents", Text, nullable=False),
    )
    guards = _guards_of_file if op.get_context().dialect.name == "sqlite" else _guards_of_server
    for statement in guards():
        op.execute(statement)


def _guards_of_file() -> list[str]:
    events = [(table, event) for table in _KEPT for event in ("UPDATE", "DELETE")]
    events += [("people", "UPDATE OF person"), ("people", "DELETE")]
    return [
        f"CREATE TRIGGER keep_{table}_from_{event.split()[0].lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table}: {_REASON}'); END"
        for table, event in events
    ]


def _guards_of_server() -> list[str]:
    events = [(table, "UPDATE OR DELETE") for table in _KEPT]
    events.append(("people", "UPDATE OF person OR DELETE"))
    function = (
        "CREATE FUNCTION keep_what_was_written() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '%: {_REASON}', TG_TABLE_NAME; END $$"
    )
    return [
        function,
        *(
            f"CREATE TRIGGER keep_{table} BEFORE {event} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION keep_what_was_written()"
            for table, event in events
        ),
        *(
            f"CREATE TRIGGER keep_all_{table} BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION keep_what_was_written()"
            for table, _ in events
        ),
    ]
