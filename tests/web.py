"""A site over a small workspace, for tests of its pages."""

from __future__ import annotations

import re
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from lxml import html
from starlette.testclient import TestClient

from pipeline.store.roles import Role
from pipeline.web.app import create_app
from pipeline.web.opening import open_site
from pipeline.web.visitors import SESSION
from tests.accounts import PASSWORD, QUICK, there

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from httpx2 import Response

    from pipeline.web.site import Site

_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_HOST = "http://localhost"


@contextmanager
def one_reviewer(workspace: Path, name: str = "Ada") -> Iterator[TestClient]:
    """A browser of the one reviewer on this machine."""
    with open_site(workspace, reviewer=name) as site, browser(site) as client:
        yield client


@contextmanager
def browser(site: Site, session: str = "") -> Iterator[TestClient]:
    """A browser that asks a site; with a session, of somebody who is signed in."""
    cookies = {SESSION: session} if session else {}
    app = create_app(site)
    with TestClient(app, base_url=_HOST, cookies=cookies, follow_redirects=True) as client:
        yield client


def token_of(client: TestClient, path: str = "/") -> str:
    """What forms on a page bring along."""
    found = _TOKEN.search(client.get(path).text)
    assert found, f"{path} has no form"
    return found[1]


def send(client: TestClient, path: str, data: Mapping[str, str], *, page: str = "/") -> Response:
    """Send a form as a page has it."""
    return client.post(path, data={"token": token_of(client, page), **data})


def fields_of(page: str, action: str) -> dict[str, list[str]]:
    """Values of the form that goes to an address, as a browser sends it unchanged, by name."""
    forms = [form for form in html.fromstring(page).forms if form.action == action]
    assert forms, f"no form goes to {action}"
    found: dict[str, list[str]] = {}
    for name, value in forms[0].form_values():
        found.setdefault(name, []).append(value)
    return found


@contextmanager
def group(workspace: Path) -> Iterator[Site]:
    """The site of a group with accounts, whose passwords are hashed fast."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.store.passwords.HASHER", QUICK)
        with open_site(workspace) as site:
            yield site


def join(site: Site, name: str, role: Role = Role.REVIEWER, *, group: str = "") -> str:
    """The session of somebody who was invited and accepted; they sign in by their name."""
    accounts, now = there(site.doors).accounts, datetime.now(UTC)
    link = accounts.invite(name, role, group=group, now=now)
    sign_in = name.replace(" ", ".").casefold()
    return accounts.accept(link, sign_in=sign_in, name=name, password=PASSWORD, now=now)
