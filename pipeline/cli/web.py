"""The commands that open the review application: for one person here, and for a group."""

from __future__ import annotations

import getpass
import threading
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline.cli.options import Workspace, errors_on
from pipeline.screen import tell

if TYPE_CHECKING:
    from pipeline.web.site import Site

_LOOPBACK = "127.0.0.1"
_SECONDS_TO_START = 1.0
Port = Annotated[int, typer.Option(help="Where it listens.", min=1, max=65_535)]


def review(
    *,
    workspace: Workspace = Path(),
    reviewer: Annotated[
        str, typer.Option(metavar="NAME", help="Who decides; without it, who is signed in here.")
    ] = "",
    port: Port = 8484,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open it in the browser.")
    ] = True,
) -> None:
    """Review in the browser, alone, on this machine; Ctrl-C ends it.

    It listens on this machine alone, and asks for no password. What is decided is in the log
    at once.
    """
    from pipeline.web.opening import open_site  # noqa: PLC0415 (loads libraries that --help need not wait for)

    with (
        errors_on(Console(stderr=True)),
        open_site(workspace, reviewer=reviewer or getpass.getuser()) as site,
    ):
        address = f"http://{_LOOPBACK}:{port}/"
        tell([f"Stocktake is at {address}", "Ctrl-C ends it"])
        if browser:
            threading.Timer(_SECONDS_TO_START, webbrowser.open, [address]).start()
        _serve(site, _LOOPBACK, port, secure=False)


def serve(
    *,
    workspace: Workspace = Path(),
    host: Annotated[
        str, typer.Option(help="Address on which it listens; 0.0.0.0 for all of this machine.")
    ] = _LOOPBACK,
    port: Port = 8484,
    name: Annotated[
        list[str] | None,
        typer.Option(help="A name by which browsers ask for it; can be given again."),
    ] = None,
    plain: Annotated[
        bool,
        typer.Option(
            "--plain",
            help="Browsers reach it without TLS, as on a network of your own; else a server "
            "in front of it, which has the certificate, passes questions on.",
        ),
    ] = False,
) -> None:
    """Open the review application for a group whose members have accounts; Ctrl-C ends it.

    `stocktake account invite` makes the first account.
    """
    from pipeline.web.opening import open_site  # noqa: PLC0415 (as above)

    with errors_on(Console(stderr=True)), open_site(workspace, hosts=name or ()) as site:
        tell([f"Stocktake listens on {host}:{port}", "Ctrl-C ends it"])
        _serve(site, host, port, secure=not plain)


def _serve(site: Site, host: str, port: int, *, secure: bool) -> None:
    import uvicorn  # noqa: PLC0415 (as above)

    from pipeline.web.app import create_app  # noqa: PLC0415 (as above)

    app = create_app(site, secure=secure)
    uvicorn.run(
        app, host=host, port=port, log_level="warning", server_header=False, proxy_headers=secure
    )
