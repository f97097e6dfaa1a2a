"""Accounts by the command line: the first invitation, and what the secretariat does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from pipeline.cli.accounts import app
from pipeline.store import STORE
from pipeline.store.places import to_url
from pipeline.store.roles import Role
from pipeline.store.throttle import Refusal
from tests.accounts import PASSWORD, WRONG, open_office, there, token

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Call = Callable[..., Result]


@pytest.fixture
def call(tmp_path: Path) -> Call:
    """Calls a command in a workspace that has no store yet."""
    runner = CliRunner(env={"COLUMNS": "200"})
    return lambda *words: runner.invoke(app, [*words, "--workspace", str(tmp_path)])


def link(result: Result) -> str:
    """The token of the link that was printed."""
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith("/invitation/")
    return str(line.removeprefix("/invitation/"))


def accept(folder: Path, given: str, name: str = "Ada King") -> None:
    with open_office(to_url(folder / STORE)) as office:
        now = datetime.now(UTC)
        office.accounts.accept(
            given, sign_in=f"{name[:3].strip()}@example.org", name=name, password=PASSWORD, now=now
        )


def test_the_first_account_is_made_by_a_link_that_is_printed(tmp_path: Path, call: Call) -> None:
    said = ("--role", "secretariat", "--name", "Ada King", "--group", "Academia")
    accept(tmp_path, link(call("invite", *said)))
    accept(tmp_path, link(call("invite", "--role", "reader", "--name", "Bo [b]")), "Bo [b]")
    assert call("list").stdout.splitlines() == [
        "Ada King (ada@example.org), secretariat, Academia",
        "Bo [b] (bo@example.org), reader",
    ]
    again = call("invite", *said)
    assert (again.exit_code, again.stdout) == (2, "")
    assert "somebody has that name" in again.stderr


def test_an_account_gets_another_role_a_new_password_and_an_end(tmp_path: Path, call: Call) -> None:
    accept(tmp_path, link(call("invite", "--role", "reader", "--name", "Ada King")))
    changed = call("role", "ADA@example.org", "facilitator")
    assert changed.stdout == "Ada King (ada@example.org) has the role facilitator\n"
    given = link(call("reset", "ada@example.org"))
    with open_office(to_url(tmp_path / STORE)) as office:
        now = datetime.now(UTC)
        session = office.accounts.set_password(given, WRONG, now)
        assert there(office.sessions.who(session, now)).role is Role.FACILITATOR
        assert token(office.sign_in("ada@example.org", WRONG, now=now))
    ended = call("disable", "ada@example.org")
    assert ended.stdout == "the account of Ada King (ada@example.org) is disabled\n"
    assert call("list").stdout == "Ada King (disabled), facilitator\n"
    with open_office(to_url(tmp_path / STORE)) as office:
        assert office.sign_in("ada@example.org", WRONG, now=now) == Refusal()


@pytest.mark.parametrize(
    "words", [("disable", "eve"), ("role", "eve", "reader"), ("reset", "eve"), ("list",)]
)
def test_who_has_no_account_is_an_error_and_no_store_is_made(
    tmp_path: Path, call: Call, words: tuple[str, ...]
) -> None:
    result = call(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "has no accounts; make the first: stocktake account invite" in result.stderr
    assert list(tmp_path.iterdir()) == []
    link(call("invite", "--role", "reader", "--name", "Ada"))
    result = call(*words)
    if words == ("list",):
        assert result.stdout == "there are no accounts; make the first: stocktake account invite\n"
    else:
        assert (result.exit_code, result.stdout) == (2, "")
        assert "'eve': nobody signs in with it; see stocktake account list" in result.stderr


def test_a_role_that_there_is_not_is_a_wrong_call(call: Call) -> None:
    result = call("invite", "--role", "king", "--name", "Ada")
    assert result.exit_code == 2
    assert "secretariat" in result.stderr
