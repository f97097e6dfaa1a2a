"""Accounts for tests, and the moment at which they are made."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeVar

import pytest
from argon2 import PasswordHasher

from pipeline.store import open_store
from pipeline.store.accounts import Accounts
from pipeline.store.roles import Role
from pipeline.store.sessions import Sessions
from pipeline.store.tokens import Tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import URL

    from pipeline.store import Store
    from pipeline.store.roles import Signed
    from pipeline.store.throttle import Refusal

Given = TypeVar("Given")

NOW = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
PASSWORD = "lamps on the northern pier"  # noqa: S105 (of nobody)
WRONG = "lamps on the southern pier"
HERE = "192.0.2.1"
# A hundred times as fast as the one that is used outside of tests.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Office:
    """All that a web application has of a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.accounts = Accounts(store.database)
        self.sessions = Sessions(store.database)
        self.tokens = Tokens(store.database)

    def join(
        self,
        sign_in: str,
        name: str = "",
        *,
        invited: str = "",
        role: Role = Role.REVIEWER,
        group: str = "",
    ) -> Signed:
        """Who is signed in after somebody was invited and accepted."""
        link = self.accounts.invite(invited or name or sign_in, role, group=group, now=NOW)
        session = self.accounts.accept(
            link, sign_in=sign_in, name=name or sign_in, password=PASSWORD, now=NOW
        )
        return there(self.sessions.who(session, NOW))

    def sign_in(
        self, name: str, password: str = PASSWORD, *, address: str = HERE, now: datetime = NOW
    ) -> str | Refusal:
        """What signing in gives."""
        return self.sessions.sign_in(name, password, address=address, now=now)


@contextmanager
def open_office(place: URL, hasher: PasswordHasher = QUICK) -> Iterator[Office]:
    """All that a web application has of the store at a place."""
    with open_store(place) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.store.passwords.HASHER", hasher)
        yield Office(store)


def there(given: Given | None) -> Given:
    """What is there."""
    assert given is not None
    return given


def token(given: str | Refusal) -> str:
    """The token of who was not refused."""
    assert isinstance(given, str)
    return given
