"""Coming in: signing in and out, invitations, one's own account, and the accounts of all."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.store.roles import Role
from pipeline.store.throttle import FAILURES_OF_NAME
from pipeline.web.visitors import SESSION
from tests.accounts import PASSWORD, WRONG, there
from tests.tables import small_table
from tests.web import browser, group, join, one_reviewer, send, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

    from pipeline.web.site import Site

NEW = "a lantern at the very end"
MADE = re.compile(r"<code>([^<]+)</code>")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    small_table(tmp_path)
    with group(tmp_path) as opened:
        yield opened


def sign_in(client: TestClient, name: str, password: str = PASSWORD, place: str = "/") -> Response:
    data = {"name": name, "password": password, "next": place}
    return send(client, "/sign-in", data, page="/sign-in")


def made_by(page: str) -> str:
    """What a page shows once."""
    found = MADE.search(page)
    assert found
    return found[1]


def number_of(site: Site, name: str) -> int:
    accounts = there(site.doors).accounts.everybody()
    return next(one.number for one in accounts if one.name == name and not one.disabled)


def test_who_signs_in_goes_where_they_wanted_and_signs_out_again(site: Site) -> None:
    join(site, "Ada")
    with browser(site) as client:
        assert client.get("/merges").status_code == 401
        page = sign_in(client, "ada", place="/merges?order=place")
        assert page.url.path == "/merges/0"
        assert "Ada</a>" in page.text
        assert client.get("/sign-in").url.path == "/"
        page = send(client, "/sign-out", {})
        assert page.url.path == "/sign-in"
        assert client.get("/merges").status_code == 401


def test_the_cookie_of_a_session_is_kept_from_scripts_and_from_other_sites(site: Site) -> None:
    join(site, "Ada")
    with browser(site) as client:
        client.follow_redirects = False
        cookie = sign_in(client, "ada").headers["set-cookie"]
    assert cookie.startswith(f"{SESSION}=")
    assert {"HttpOnly", "SameSite=lax", "Path=/", "Max-Age=604800"} <= set(cookie.split("; "))


def test_a_wrong_password_and_an_unknown_name_are_told_alike(site: Site) -> None:
    join(site, "Ada")
    with browser(site) as client:
        said = [sign_in(client, name, WRONG) for name in ("ada", "nobody")]
    assert [page.status_code for page in said] == [401, 401]
    assert all("The name or the password is not right" in page.text for page in said)
    assert 'value="ada"' in said[0].text


def test_who_fails_too_often_is_told_how_long_to_wait_whatever_they_claim_to_be(
    site: Site,
) -> None:
    join(site, "Ada")
    with browser(site) as client:
        for number in range(FAILURES_OF_NAME):
            client.headers["x-forwarded-for"] = f"192.0.2.{number}"
            sign_in(client, "ada", WRONG)
        refused = sign_in(client, "ada")
        assert refused.status_code == 429
        assert "Wait 15 minutes" in refused.text
        assert int(refused.headers["retry-after"]) > 800


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example", "/\\evil.example", "///evil.example", "\\\\evil",
     "javascript:alert(1)", "//[", "/\t/evil.example", "http:evil.example", "%2f%2fevil.example"],
)  # fmt: skip
def test_nobody_is_sent_to_another_site_after_signing_in(site: Site, place: str) -> None:
    join(site, "Ada")
    with browser(site) as client:
        client.follow_redirects = False
        answer = sign_in(client, "ada", place=place)
        assert re.match(r"/(?![/\\])", answer.headers["location"])


def test_a_session_that_was_there_before_is_not_taken_over(site: Site) -> None:
    join(site, "Ada")
    with browser(site, session="chosen-by-another") as client:
        client.follow_redirects = False
        assert "chosen-by-another" not in sign_in(client, "ada").headers["set-cookie"]
    assert there(site.doors).sessions.who("chosen-by-another", datetime.now(UTC)) is None


def test_a_session_ends_with_its_time_and_with_its_account(site: Site) -> None:
    doors = there(site.doors)
    session = join(site, "Ada")
    late = datetime.now(UTC) + timedelta(hours=13)
    assert doors.sessions.who(session, late) is None
    with browser(site, session) as client:
        assert client.get("/account").status_code == 200
        doors.accounts.disable(number_of(site, "Ada"), datetime.now(UTC))
        assert client.get("/account").status_code == 401


def test_an_invitation_makes_an_account_once(site: Site) -> None:
    token = there(site.doors).accounts.invite("Ben", Role.READER, now=datetime.now(UTC))
    path = f"/invitation/{token}"
    with browser(site) as client:
        assert 'value="Ben"' in client.get(path).text
        data = {"name": "Ben", "sign_in": "ben@example.org", "password": PASSWORD}
        wrong = send(client, path, {**data, "again": WRONG}, page=path)
        assert wrong.status_code == 400
        assert "not the same" in wrong.text
        assert 'value="ben@example.org"' in wrong.text
        assert PASSWORD not in wrong.text
        page = send(client, path, {**data, "again": PASSWORD}, page=path)
        assert page.url.path == "/"
        assert "Ben</a>" in page.text
        assert "was used" in client.get(path).text


def test_a_link_sets_a_new_password(site: Site) -> None:
    join(site, "Ada")
    token = there(site.doors).accounts.reset(number_of(site, "Ada"), now=datetime.now(UTC))
    path = f"/invitation/{token}"
    with browser(site) as client:
        assert "New password" in client.get(path).text
        send(client, path, {"password": NEW, "again": NEW}, page=path)
        assert "Ada</a>" in client.get("/").text
    with browser(site) as other:
        assert sign_in(other, "ada").status_code == 401
        assert sign_in(other, "ada", NEW).status_code == 200


def test_ones_own_password_is_changed_and_other_sessions_end(site: Site) -> None:
    first = join(site, "Ada", group="civil society")
    with browser(site, first) as old, browser(site) as client:
        sign_in(client, "ada")
        assert "civil society" in client.get("/account").text
        for data, said in (
            ({"old": WRONG, "password": NEW, "again": NEW}, "present password is not right"),
            ({"old": PASSWORD, "password": NEW, "again": WRONG}, "not the same"),
            ({"old": PASSWORD, "password": "short", "again": "short"}, "5 characters"),
        ):
            page = send(client, "/account/password", data, page="/account")
            assert (page.status_code, said in page.text) == (400, True)
        data = {"old": PASSWORD, "password": NEW, "again": NEW}
        assert send(client, "/account/password", data, page="/account").status_code == 200
        assert client.get("/account").status_code == 200
        assert old.get("/account").status_code == 401


def test_who_signs_out_everywhere_is_signed_out_everywhere(site: Site) -> None:
    session = join(site, "Ada")
    with browser(site, session) as client, browser(site, session) as other:
        send(client, "/account/sign-out-everywhere", {}, page="/account")
        assert other.get("/account").status_code == 401


def test_a_token_is_shown_once_and_holds_until_it_is_revoked(site: Site) -> None:
    with browser(site, join(site, "Ada")) as client:
        page = send(client, "/account/tokens", {"label": "the <sheet>"}, page="/account").text
        token = made_by(page)
        again = client.get("/account").text
        assert token not in again
        assert "the &lt;sheet&gt;" in again
        bearer = {"authorization": f"Bearer {token}"}
        assert client.get("/api/rows", headers=bearer).status_code == 200
        (number,) = re.findall(r"/account/tokens/(\d+)/revoke", again)
        send(client, f"/account/tokens/{number}/revoke", {}, page="/account")
        assert client.get("/api/rows", headers=bearer).status_code == 401


def test_nobody_revokes_the_token_of_another(site: Site) -> None:
    with browser(site, join(site, "Ada")) as ada, browser(site, join(site, "Ben")) as ben:
        page = send(ada, "/account/tokens", {"label": "sheet"}, page="/account").text
        assert send(ben, "/account/tokens/1/revoke", {}, page="/account").status_code == 400
        bearer = {"authorization": f"Bearer {made_by(page)}"}
        assert ada.get("/api/rows", headers=bearer).status_code == 200


def test_the_secretariat_invites_gives_roles_resets_and_disables(site: Site) -> None:
    with browser(site, join(site, "Sec", Role.SECRETARIAT)) as client, browser(site) as ben:
        data = {"name": "Ben", "role": "reader", "group": "business"}
        page = send(client, "/accounts/invite", data, page="/accounts").text
        path = made_by(page).removeprefix("http://localhost")
        assert made_by(page) not in client.get("/accounts").text
        made = {"name": "Ben", "sign_in": "ben", "password": PASSWORD, "again": PASSWORD}
        send(ben, path, made, page=path)
        number = number_of(site, "Ben")
        send(client, f"/accounts/{number}/role", {"role": "facilitator"}, page="/accounts")
        assert "facilitator" in ben.get("/account").text
        page = send(client, f"/accounts/{number}/reset", {}, page="/accounts").text
        assert "new password" in made_by(page) or "/invitation/" in made_by(page)
        send(client, f"/accounts/{number}/disable", {}, page="/accounts")
        assert ben.get("/account").status_code == 401
        assert "Disabled: Ben" in client.get("/accounts").text


def test_the_last_of_the_secretariat_neither_goes_nor_steps_down(site: Site) -> None:
    with browser(site, join(site, "Sec", Role.SECRETARIAT)) as client:
        own = number_of(site, "Sec")
        for path, data in ((f"{own}/disable", {}), (f"{own}/role", {"role": "reader"})):
            page = send(client, f"/accounts/{path}", data, page="/accounts")
            assert (page.status_code, "is the last" in page.text) == (400, True)
        join(site, "Second", Role.SECRETARIAT)
        send(client, f"/accounts/{own}/role", {"role": "reader"}, page="/accounts")
        assert client.get("/accounts").status_code == 403


def test_what_is_no_role_and_no_account_is_told(site: Site) -> None:
    with browser(site, join(site, "Sec", Role.SECRETARIAT)) as client:
        for path in ("/accounts/99/disable", "/accounts/99/reset", "/accounts/1/role"):
            page = send(client, path, {"role": "emperor"}, page="/accounts")
            assert page.status_code == 400


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/accounts", "/invitation/x"])
def test_one_reviewer_on_this_machine_has_none_of_these_pages(tmp_path: Path, path: str) -> None:
    small_table(tmp_path)
    with one_reviewer(tmp_path) as client:
        assert client.get(path).status_code == 404


def test_the_error_page_leads_to_where_somebody_wanted(site: Site) -> None:
    with browser(site) as client:
        page = client.get("/merges?order=place")
        assert 'href="/sign-in?next=/merges%3Forder%3Dplace"' in page.text
        assert token_of(client, "/sign-in")
