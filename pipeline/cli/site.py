"""The command that writes the pages of a workspace as files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipeline.cli.options import Workspace, errors_on
from pipeline.screen import tell


def site(
    folder: Annotated[
        Path, typer.Argument(metavar="DIR", help="Made, or replaced where it holds a site.")
    ],
    workspace: Workspace = Path(),
) -> None:
    """Write the whole table, its documents and the log as pages that need no server.

    They are for reading; links are relative, so the folder can be put anywhere. An earlier site
    in it is replaced whole. The exit code is 0, or 2 for a wrong call.
    """
    from pipeline.web.opening import open_site  # noqa: PLC0415 (loads libraries that --help need not wait for)
    from pipeline.web.static_site import write_site  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)), open_site(workspace, reviewer="nobody") as opened:
        count = write_site(opened, folder)
    tell([f"{count} pages are in {folder}; begin with {folder / 'index.html'}"])
