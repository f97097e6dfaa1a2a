"""Copies of a whole store: into a file to be kept, or into another database."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from sqlalchemy import func, select, text

from pipeline.errors import UsageError
from pipeline.store import Store
from pipeline.store.places import describe_place, is_server, to_url
from pipeline.store.tables import COPIED, METADATA, append
from pipeline.store.upgrading import open_database

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Table

# Rows of each table, by its name.
Counts: TypeAlias = "dict[str, int]"


def copy_store(source: URL, target: URL) -> Counts:
    """Copy everything into an empty store: numbers, keys, times and names stay as they are.

    Only who is signed in is not copied, so everybody signs in anew there.
    What was copied is read again and compared before it counts. Numbers that are given
    later in the copy go on after the highest.

    Args:
        source: Is not changed; decisions that are made meanwhile are not copied.
        target: Made where it is not there; when anything fails, it stays empty.

    Raises:
        UsageError: The source has no store, the target has decisions or numbers, or either
            cannot be used.
    """
    if not is_server(source) and not Path(str(source.database)).exists():
        raise UsageError(
            f"{describe_place(source)}: is not there; name the workspace whose decisions to copy"
        )
    with (
        closing(open_database(source)) as old,
        closing(open_database(target)) as new,
        old.reading() as reader,
        new.writing() as writer,
    ):
        for table in METADATA.sorted_tables:
            if _count(writer, table):
                raise UsageError(
                    f"{describe_place(target)}: is a store that is not empty; name another, for "
                    "two logs cannot become one"
                )
        return {t.name: _copy(t, reader, writer, target) for t in COPIED}


def back_up(source: URL, file: Path) -> Counts:
    """Copy a store into a new file, also while people use it, and check that it can be opened.

    The file may lie on a network share or a memory stick; nothing of it is there before
    all of it is.

    Raises:
        UsageError: As ``copy_store``; or there is such a file, or it cannot be written.
    """
    if file.exists():
        raise UsageError(f"{file}: is there already, and no backup is overwritten; name another")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made.db"
        counts = copy_store(source, to_url(made))
        try:
            _place(made, file)
            checked = Path(shutil.copyfile(file, Path(folder) / "checked.db"))
        except OSError as error:
            raise UsageError(
                f"{file}: cannot be written ({error}); make room, or name another place"
            ) from error
        _check(checked, counts, file)
    return counts


def _copy(table: Table, reader: Connection, writer: Connection, target: URL) -> int:
    """Number of the rows that were copied.

    Raises:
        UsageError: The target gives them back otherwise.
    """
    rows = _rows(reader, table)
    append(writer, table, [dict(zip(table.c.keys(), row, strict=True)) for row in rows])
    number = table.autoincrement_column
    if is_server(target) and number is not None and rows:
        sequence = func.pg_get_serial_sequence(table.name, number.name)
        writer.execute(select(func.setval(sequence, select(func.max(number)).scalar_subquery())))
    if _rows(writer, table) != rows:
        raise UsageError(
            f"{describe_place(target)}: gives back other {table.name} than were written, so "
            "nothing was copied; take another database"
        )
    return len(rows)


def _rows(connection: Connection, table: Table) -> list[tuple[object, ...]]:
    """Every row, by its key; databases differ in what they sort texts by."""
    return sorted(map(tuple, connection.execute(select(table))))


def _count(connection: Connection, table: Table) -> int:
    return connection.scalar(select(func.count()).select_from(table)) or 0


def _place(made: Path, file: Path) -> None:
    """The file that was made, under its name at once and whole, unless there is one.

    Raises:
        OSError: There is one, or it cannot be written.
    """
    beside = file.with_name(f"{file.name}.writing")
    try:
        shutil.copyfile(made, beside)
        with beside.open("rb+") as written:
            os.fsync(written.fileno())
        file.touch(exist_ok=False)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)


def _check(copy: Path, counts: Counts, file: Path) -> None:
    """Nothing, for a backup that holds what was copied, and can be read as runs read it.

    Raises:
        UsageError: It is another one.
    """
    with closing(open_database(to_url(copy))) as database, database.reading() as connection:
        sound = connection.scalar(text("PRAGMA integrity_check")) == "ok"
        same = {t.name: _count(connection, t) for t in COPIED} == counts
    with closing(Store(copy)) as store:
        read = len(store.log()), len(store.minted()), len(store.snapshots())
    if (
        not sound
        or not same
        or read != tuple(counts[n] for n in ("decisions", "minted", "snapshots"))
    ):
        raise UsageError(
            f"{file}: is not what was written; the disk may be failing, so take another"
        )
