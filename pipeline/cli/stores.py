"""Commands for the store: a backup, a copy in another database, a pseudonym, an upgrade."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.options import Workspace, errors_on
from pipeline.screen import tell
from pipeline.store import locate_store, open_store

app = typer.Typer(
    name="store",
    help="Move the decisions to another database, replace a name, or upgrade.",
    no_args_is_help=True,
)


def backup(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE",
            help="Where to write it, or the folder; without it, a file in the workspace that "
            "is named after the day and time. No file is overwritten.",
        ),
    ] = None,
    *,
    workspace: Workspace = Path(),
) -> None:
    """Copy all decisions and numbers into one new file, and check it.

    Nobody has to stop work. The exit code is 0, or 2 where no whole backup was made.
    """
    from pipeline.store.copies import back_up  # noqa: PLC0415 (only this command needs it)

    place = file or workspace
    if place.is_dir():
        place /= f"stocktake-{datetime.now().astimezone():%Y-%m-%d-%H%M%S}.db"
    with errors_on(Console(stderr=True)):
        counts = back_up(locate_store(workspace), place)
    tell([f"{place}: {_describe(counts)}; read again and found whole"])


@app.command()
def copy(
    url: Annotated[
        str,
        typer.Argument(
            metavar="URL",
            help="Of a PostgreSQL database, postgresql://USER:PASSWORD@HOST/DATABASE, or the "
            "path of a file.",
        ),
    ],
    *,
    workspace: Workspace = Path(),
) -> None:
    """Copy the workspace's decisions and numbers into an empty database, all or nothing.

    The workspace goes on with the store that it has until its settings name the other one.
    The exit code is 0, or 2 where nothing was copied.
    """
    from pipeline.store.copies import copy_store  # noqa: PLC0415 (as above)
    from pipeline.store.places import describe_place, parse_place  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)):
        target = parse_place(url, origin="URL")
        counts = copy_store(locate_store(workspace), target)
    tell([f"{describe_place(target)}: {_describe(counts)}; read again and found the same"])


@app.command()
def pseudonym(
    name: Annotated[str, typer.Argument(metavar="NAME", help="As stocktake log shows it.")],
    pseudonym: Annotated[str, typer.Argument(metavar="PSEUDONYM", help="What to show instead.")],
    *,
    workspace: Workspace = Path(),
) -> None:
    """Replace a reviewer's name in the whole log; this cannot be undone.

    Notes that people wrote are left as they are, and so are backups made before. The exit
    code is 0, or 2 where nobody has the name or somebody has the pseudonym.
    """
    with errors_on(Console(stderr=True)), open_store(locate_store(workspace)) as opened:
        opened.rename_person(name, pseudonym)
    tell([f"the log names {pseudonym} where it named {name}"])


@app.command()
def upgrade(*, workspace: Workspace = Path()) -> None:
    """Bring a store that an older Stocktake made to the version that this one works with.

    Only a store in PostgreSQL needs it, once, after which older programs cannot open it; a
    file is upgraded by itself, after a copy. The exit code is 0, or 2 where it cannot be done.
    """
    from pipeline.store.upgrading import PRESENT, upgrade_store  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)):
        version = upgrade_store(locate_store(workspace))
    said = (
        f"is of version {PRESENT} already" if version == PRESENT else f"is of version {PRESENT} now"
    )
    tell([f"the store {said}"])


def _describe(counts: dict[str, int]) -> str:
    """Rows by table, for people."""
    return f"{counts['decisions']} decisions and {counts['minted']} numbers"
