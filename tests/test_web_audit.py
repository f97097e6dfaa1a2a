"""Every route against every role, and what holds for every answer."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from fastapi import APIRouter
from starlette.routing import BaseRoute, Mount, Route
from starlette.testclient import TestClient

from pipeline.store.roles import Role
from pipeline.web.app import create_app
from pipeline.web.guarding import POLICY
from pipeline.web.opening import open_site
from pipeline.web.runs import Runs
from pipeline.web.visitors import SESSION, VISIT
from tests.accounts import PASSWORD, there
from tests.tables import small_table
from tests.web import browser, group, join, one_reviewer, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response

    from pipeline.web.site import Site

# Who may ask for what: anybody, who may read (which can be everybody), or a role and those
# above it. A route that is not here fails.
ANYBODY, READS = "anybody", "reads"
READER, REVIEWER, FACILITATOR, SECRETARIAT = Role
ROUTES: dict[str, str | Role] = {
    "GET /": READS,
    "GET /account": READER,
    "POST /account/password": READER,
    "POST /account/sign-out-everywhere": READER,
    "POST /account/tokens": READER,
    "POST /account/tokens/{number}/revoke": READER,
    "GET /accounts": SECRETARIAT,
    "POST /accounts/invite": SECRETARIAT,
    "POST /accounts/{number}/disable": SECRETARIAT,
    "POST /accounts/{number}/reset": SECRETARIAT,
    "POST /accounts/{number}/role": SECRETARIAT,
    "GET /api": ANYBODY,
    "POST /api/decisions": REVIEWER,
    "GET /api/documents": READS,
    "GET /api/documents/{document_id}": READS,
    "GET /api/log": READS,
    "POST /api/log/{number}/undo": REVIEWER,
    "GET /api/merges": READS,
    "POST /api/merges/{number}": REVIEWER,
    "GET /api/openapi.json": ANYBODY,
    "GET /api/progress": READS,
    "GET /api/proposals": READS,
    "POST /api/proposals/{number}/close": FACILITATOR,
    "POST /api/proposals/{number}/votes": REVIEWER,
    "GET /api/rows": READS,
    "GET /api/rows/{recommendation_id}": READS,
    "PATCH /api/rows/{recommendation_id}": REVIEWER,
    "POST /api/rows/{recommendation_id}/assessments": REVIEWER,
    "POST /api/rows/{recommendation_id}/indicators": REVIEWER,
    "POST /api/rows/{recommendation_id}/milestones": REVIEWER,
    "POST /api/rows/{recommendation_id}/next-steps": REVIEWER,
    "POST /api/rows/{recommendation_id}/observations": REVIEWER,
    "GET /api/rows/{recommendation_id}/evidence": READS,
    "GET /api/rows/{recommendation_id}/progress": READS,
    "POST /api/rows/{recommendation_id}/sign-offs": REVIEWER,
    "GET /api/run": READS,
    "POST /api/run": REVIEWER,
    "GET /api/vocabulary": READS,
    "GET /documents": READS,
    "POST /documents": SECRETARIAT,
    "GET /documents/checks": READS,
    "POST /documents/checks": REVIEWER,
    "GET /documents/{document_id:path}": READS,
    "POST /documents/{document_id:path}": REVIEWER,
    "GET /help": ANYBODY,
    "GET /invitation/{token}": ANYBODY,
    "POST /invitation/{token}": ANYBODY,
    "GET /log": READS,
    "GET /log.jsonl": READS,
    "GET /log/agreement": READS,
    "GET /log/{number}": READS,
    "GET /merges": READS,
    "GET /merges/{number}": READS,
    "POST /merges/{number}": REVIEWER,
    "POST /merges/{number}/take-out": REVIEWER,
    "GET /progress": READS,
    "GET /progress/evidence": READS,
    "POST /progress/evidence": REVIEWER,
    "GET /proposals": READS,
    "POST /proposals/{number}/close": FACILITATOR,
    "POST /proposals/{number}/vote": REVIEWER,
    "GET /rows/{name}": READS,
    "POST /rows/{name}": REVIEWER,
    "POST /rows/{name}/progress/{what}": REVIEWER,
    "POST /rows/{name}/same": REVIEWER,
    "POST /rows/{name}/span": REVIEWER,
    "POST /rows/{name}/split": REVIEWER,
    "GET /run": READS,
    "POST /run": REVIEWER,
    "GET /sign-in": ANYBODY,
    "POST /sign-in": ANYBODY,
    "POST /sign-out": ANYBODY,
    "GET /table": READS,
    "POST /table/set": REVIEWER,
    "POST /undo": REVIEWER,
}
# What stands for the parts of a path.
PARTS = {
    "document_id:path": "a",
    "document_id": "a",
    "name": "R-0001",
    "number": "999",
    "recommendation_id": "R-0001",
    "token": "none",
    "what": "assessment",
}
VISIT_OF_A_BROWSER = "visit-of-a-browser"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Somebody with a browser and, with an account, a token for programs."""

    site: Site
    client: TestClient
    role: Role | None

    def ask(self, route: str, *, token: str | None = None) -> Response:
        """Ask for a route as its page or a program does; with another token where one is given.

        Everybody signs in anew for it, as some routes end sessions.
        """
        method, path = route.split(" ")
        path = re.sub(r"{([^}]+)}", lambda part: PARTS[part[1]], path)
        session, csrf, bearer = self._come_in()
        headers = {"cookie": f"{VISIT}={VISIT_OF_A_BROWSER}; {SESSION}={session}"}
        self.client.cookies.clear()
        if path.startswith("/api/"):
            headers |= {"authorization": f"Bearer {bearer}"} if bearer else {}
            body = {"json": {}} if method != "GET" else {}
            return self.client.request(method, path, headers=headers, **body)
        data = {"data": {"token": csrf if token is None else token}} if method == "POST" else {}
        return self.client.request(method, path, headers=headers, **data)

    def _come_in(self) -> tuple[str, str, str]:
        if self.role is None:
            return "", hashlib.sha256(VISIT_OF_A_BROWSER.encode()).hexdigest(), ""
        doors, now = there(self.site.doors), moment()
        session = doors.sessions.sign_in(self.role, PASSWORD, address="", now=now)
        assert isinstance(session, str)
        signed = there(doors.sessions.who(session, now))
        return session, signed.csrf, doors.tokens.create(signed.account, "program", now)


def moment() -> datetime:
    return datetime.now(UTC)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    workspace = tmp_path_factory.mktemp("audited")
    small_table(workspace)
    with group(workspace) as opened, pytest.MonkeyPatch.context() as patch:
        patch.setattr(Runs, "begin", lambda *_: None)
        for role in Role:
            join(opened, role.value, role)
        join(opened, "Second", Role.SECRETARIAT)
        yield opened


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[TestClient]:
    with browser(site) as opened:
        opened.follow_redirects = False
        yield opened


def walk(routes: list[BaseRoute]) -> Iterator[str]:
    """Method and path of every route."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if isinstance(inner, APIRouter):
            yield from walk(inner.routes)
        elif isinstance(route, Mount):
            assert route.path == "/static"
        else:
            path, methods = getattr(route, "path"), getattr(route, "methods")  # noqa: B009 (two classes of routes have them)
            yield from (
                f"{method} {path}"
                for method in methods - ({"HEAD"} if isinstance(route, Route) else set())
            )


def is_refused(answer: Response) -> bool:
    """Whether somebody was not let through; a wrong password is no such refusal."""
    return answer.status_code in (401, 403) and "password is not right" not in answer.text


def test_every_route_is_in_the_table_of_who_may(site: Site) -> None:
    assert sorted(walk(create_app(site).routes)) == sorted(ROUTES)


@pytest.mark.parametrize("role", [None, *Role])
@pytest.mark.parametrize("public", [False, True])
def test_a_route_lets_in_who_may_and_nobody_else(
    site: Site, client: TestClient, role: Role | None, *, public: bool
) -> None:
    settings = site.workspace / "stocktake.toml"
    settings.write_text(f"[web]\npublic = {str(public).lower()}\n", encoding="utf-8")
    asker = Asker(site=site, client=client, role=role)
    wrong = []
    for route, needed in ROUTES.items():
        if isinstance(needed, Role):
            may = role is not None and role.may(needed)
        else:
            may = needed == ANYBODY or public or role is not None
        answer = asker.ask(route)
        expected = may or answer.status_code == (401 if role is None else 403)
        if is_refused(answer) is may or not expected or answer.status_code >= 500:
            wrong.append((route, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("token", ["", "other", "é"])
def test_a_form_without_the_token_of_its_page_is_refused(
    site: Site, client: TestClient, token: str
) -> None:
    before = site.known().last
    for role in (None, Role.SECRETARIAT):
        asker = Asker(site=site, client=client, role=role)
        answers = {
            route: asker.ask(route, token=token).status_code
            for route, needed in ROUTES.items()
            if route.startswith("POST") and "/api/" not in route and (role or needed == ANYBODY)
        }
        assert set(answers.values()) == {403}, answers
    assert site.known().last == before


def test_a_session_of_a_browser_opens_nothing_to_programs(site: Site, client: TestClient) -> None:
    session = join(site, "Browser", Role.SECRETARIAT)
    headers = {"cookie": f"{SESSION}={session}"}
    assert client.post("/api/decisions", json={}, headers=headers).status_code == 401


def check_headers(answer: Response) -> None:
    """Every answer says what browsers may do with it."""
    headers = answer.headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers
    assert ("cache-control" in headers) is (answer.url.path[:8] != "/static/")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/help", 200),
        ("GET", "/", 401),
        ("GET", "/nothing", 404),
        ("GET", "/help/", 404),
        ("GET", "/static/base.css", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/static/../app.py", 404),
        ("GET", "/static/%2e%2e/app.py", 404),
        ("GET", "/api/rows", 401),
        ("GET", "/api/nothing", 404),
        ("POST", "/merges/1", 401),
        ("GET", "/undo", 405),
        ("HEAD", "/help", 405),
        ("OPTIONS", "/api/rows", 405),
        ("TRACE", "/help", 405),
    ],
)
def test_every_answer_has_the_headers_that_guard_it(
    site: Site, method: str, path: str, status: int
) -> None:
    (site.workspace / "stocktake.toml").unlink(missing_ok=True)
    with browser(site) as fresh:
        answer = fresh.request(method, path)
        assert answer.status_code == status
        check_headers(answer)


def test_redirects_have_the_headers_too(site: Site, client: TestClient) -> None:
    answer = Asker(site=site, client=client, role=Role.READER).ask("GET /merges")
    assert answer.status_code == 303
    check_headers(answer)


def test_over_tls_cookies_need_it_and_browsers_are_told_to_stay_there(site: Site) -> None:
    join(site, "Tls")
    app = create_app(site, secure=True)
    with TestClient(app, base_url="https://table.example", follow_redirects=False) as fresh:
        first = fresh.get("/sign-in")
        assert "; Secure" in first.headers["set-cookie"]
        assert "HttpOnly; SameSite=Lax" in first.headers["set-cookie"]
        assert first.headers["strict-transport-security"] == "max-age=31536000"
        data = {"token": token_of(fresh, "/sign-in"), "name": "tls", "password": PASSWORD}
        answer = fresh.post("/sign-in", data=data)
        assert "; Secure" in answer.headers["set-cookie"]
        assert "set-cookie" not in fresh.get("/help").headers


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8484", "", "[::1", "127.0.0.1.evil.example"]
)
def test_on_this_machine_no_other_name_is_answered(tmp_path: Path, host: str) -> None:
    small_table(tmp_path)
    with one_reviewer(tmp_path) as fresh:
        answer = fresh.get("/", headers={"host": host})
        assert answer.status_code == 421
        check_headers(answer)
        assert fresh.get("/", headers={"host": "LOCALHOST:8484"}).status_code == 200


def test_a_group_can_name_its_hosts(tmp_path: Path) -> None:
    with open_site(tmp_path, hosts=["table.example"]) as named, browser(named) as fresh:
        assert fresh.get("/help").status_code == 421
        assert fresh.get("/help", headers={"host": "table.example"}).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/api/decisions"])
def test_what_is_too_large_is_refused_whether_it_says_so_or_not(
    client: TestClient, path: str
) -> None:
    large = b"a" * 4_000_001
    kind = {"content-type": "application/json" if "api" in path else "text/plain"}
    if "api" not in path:
        kind = {"content-type": "application/x-www-form-urlencoded"}
    for body in (large, iter([large[:2_000_000], large[2_000_000:]])):
        answer = client.post(path, content=body, headers=kind)
        assert answer.status_code == 413
        check_headers(answer)
    lie = client.post(path, content=b"", headers=kind | {"content-length": "9" * 5_000})
    assert lie.status_code == 413


def test_an_error_of_the_program_tells_nothing_and_is_logged(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down() -> None:
        raise RuntimeError("secret of the cellar")

    app = create_app(site)
    for path in ("/broken", "/api/broken"):
        app.add_api_route(path, break_down)
    with (
        TestClient(app, base_url="http://localhost", raise_server_exceptions=False) as fresh,
        caplog.at_level(logging.ERROR),
    ):
        for path in ("/broken", "/api/broken"):
            answer = fresh.get(path)
            assert answer.status_code == 500
            assert "secret" not in answer.text
            check_headers(answer)
    with TestClient(app, base_url="http://localhost") as fresh, pytest.raises(RuntimeError):
        fresh.get("/broken")


@pytest.mark.parametrize(
    "path",
    [
        f"/?done={'9' * 5000}-1",
        "/?done=2-1-3",
        f"/merges/{'9' * 30}",
        f"/merges/{'9' * 5000}",
        f"/log/{'9' * 30}",
        "/log?page=-1",
        f"/log?page={'9' * 30}",
        f"/documents?page={'9' * 30}",
        f"/proposals?page={'9' * 30}",
        "/proposals?show=%00",
        "/table?q=%00%ff",
        "/table?category='%20OR%201=1--",
        "/rows/%00",
        "/documents/%00",
        "/log?reviewer=%ed%a0%80",
        "/log?since=0000-00-00",
    ],
)
def test_odd_addresses_are_answered_and_break_nothing(tmp_path: Path, path: str) -> None:
    small_table(tmp_path)
    with one_reviewer(tmp_path) as fresh:
        assert fresh.get(path).status_code < 500


def test_odd_forms_are_answered_and_break_nothing(tmp_path: Path) -> None:
    small_table(tmp_path)
    with one_reviewer(tmp_path) as fresh:
        token = token_of(fresh, "/merges")
        odd = {"seen": "9" * 5000, "key": "\0" * 200, "next": "//[", "answer": "different"}
        assert fresh.post("/merges/0", data={"token": token, **odd}).status_code < 500
        for kind in ("multipart/form-data", "multipart/form-data; boundary=x", "text/plain"):
            answer = fresh.post("/merges/0", content=b"\xff\xfe--x", headers={"content-type": kind})
            assert answer.status_code in (400, 403)
