"""The pages as people see them: the real server, a real browser, and what goes wrong in it."""

from __future__ import annotations

import shutil
import socket
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from pipeline.store.roles import Role
from pipeline.web.app import create_app
from pipeline.web.opening import open_site
from pipeline.web.visitors import SESSION
from tests.tables import Table, make_row

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from fastapi import FastAPI
    from playwright.sync_api import Browser, BrowserContext, Page

    from pipeline.web.site import Site

_ARGUMENTS = (
    "--disable-background-networking --disable-component-update --disable-gpu --disable-quic "
    "--disable-sync --no-first-run --no-sandbox"
)
PASSWORD = "the harbour lamps are lit at dusk"  # noqa: S105 (of accounts that live for a test)
TEXTS = {
    "berths": "Berths should be given to ships in the order in which they arrive.",
    "buoys": "Buoys must be painted anew every second spring.",
    "charts": "Charts of the harbour should be free of charge for fishing boats.",
    "dredging": "The channel should be dredged before the winter storms begin.",
    "fees": "The harbour board should publish its fees every year.",
    "fees again": "Harbour fees should be made public once a year by the board.",
    "lamps": "Lamps must be put on the northern pier before winter.",
    "nets": "Old nets should be collected at the quay without a fee.",
    "pilots": "Pilots should be trained in a course of two weeks.",
    "pilots again": "A course of two weeks should be given to all pilots.",
    "quay": "The quay should have a ramp for people in wheelchairs.",
    "radio": "Radio operators should speak two languages.",
    "tugs": "Tugs should stand ready day and night.",
}


def harbour(workspace: Path) -> Table:
    """A table of twelve rows with three suggested merges; tugs are in the row of radios too."""
    alone = [
        [make_row(text, name)] for name, text in TEXTS.items() if name not in ("radio", "tugs")
    ]
    together = [make_row(TEXTS[name], name) for name in ("radio", "tugs")]
    table = Table(
        workspace,
        [*alone, together],
        alike=[("fees", "fees again"), ("pilots", "pilots again"), ("berths", "quay")],
        labels={
            "fees": ("funding", ("outputs", "website")),
            "lamps": ("working-modalities", ()),
            "pilots": ("participation", ()),
        },
    )
    table.run()
    return table


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A browser; without one the test is skipped."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("chromium: is not on the path; install it, and the pages are tested in it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS.split())
        yield browser
        browser.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A site that answers at an address."""

    address: str
    site: Site

    def invite(self, name: str, role: Role) -> str:
        """The token of an invitation."""
        assert self.site.doors
        return self.site.doors.accounts.invite(name, role, now=datetime.now(UTC))

    def member(self, name: str, role: Role = Role.SECRETARIAT) -> str:
        """The session of somebody who just accepted an invitation."""
        assert self.site.doors
        accounts, token = self.site.doors.accounts, self.invite(name, role)
        sign_in = f"{len(accounts.everybody())}@harbour.example"
        return accounts.accept(
            token, sign_in=sign_in, name=name, password=PASSWORD, now=datetime.now(UTC)
        )


@contextmanager
def served(workspace: Path, *, reviewer: str = "Ada") -> Iterator[Served]:
    """The site of a workspace; without a reviewer, of a group."""
    with (
        open_site(workspace, reviewer=reviewer) as site,
        _listening(create_app(site)) as address,
    ):
        try:
            yield Served(address=address, site=site)
        finally:
            site.runs.close()


@contextmanager
def _listening(app: FastAPI) -> Iterator[str]:
    settings = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(settings)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A page in a browser of its own.

    Attributes:
        wrong: What went wrong in it: errors of scripts, of the policy, of addresses; dialogs;
            what it asked of other places.
    """

    page: Page
    context: BrowserContext
    wrong: list[str] = field(default_factory=list)


@contextmanager
def window(
    browser: Browser, address: str, *, session: str = "", **given: object
) -> Iterator[Window]:
    """A new window at the front page.

    Args:
        browser: Whose.
        address: Of the site.
        session: Of who is signed in.
        given: What else is said of the window, by the names that Playwright has for it.
    """
    context = browser.new_context(base_url=address, **given)  # type: ignore[arg-type] # passed on
    context.set_default_timeout(20_000)
    if session:
        context.add_cookies([{"name": SESSION, "value": session, "url": address}])
    opened = Window(page=context.new_page(), context=context)
    _listen(opened, address)
    try:
        opened.page.goto("/")
        yield opened
    finally:
        context.close()


def _listen(opened: Window, address: str) -> None:
    context, wrong = opened.context, opened.wrong
    context.on(
        "console",
        lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None,
    )
    context.on("weberror", lambda error: wrong.append(str(error.error)))
    context.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
    context.on(
        "request",
        lambda asked: None if asked.url.startswith(address) else wrong.append(asked.url),
    )
