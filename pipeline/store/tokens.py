"""Tokens: texts that nobody can guess, of which only a hash is kept; and those of programs."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import insert, select, update

from pipeline.errors import UsageError
from pipeline.store.people import to_name
from pipeline.store.roles import select_account, to_signed
from pipeline.store.tables import ACCOUNTS, TOKENS, to_stamp

if TYPE_CHECKING:
    from datetime import datetime

    from pipeline.store.databases import Database
    from pipeline.store.roles import Signed

_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token by which a program asks in somebody's name.

    Attributes:
        number: By which it is revoked.
        label: What its owner calls it.
        created_at: When it was made.
        used_on: The last day on which it was used, in UTC; empty where it never was.
        revoked: Whether it holds no more.
    """

    number: int
    label: str
    created_at: str
    used_on: str
    revoked: bool


class Tokens:
    """The tokens of programs, each of one account.

    Args:
        database: One with a store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, account: int, label: str, now: datetime) -> str:
        """A new token of an account; it is shown this once.

        Raises:
            UsageError: The label is empty or too long, or the account cannot be used.
        """
        name = to_name(label, "what the token is called")
        made = make_token()
        with self._database.writing() as connection:
            query = select_account().where(ACCOUNTS.c.account == account)
            if connection.execute(query).first() is None:
                raise UsageError(f"{account}: is no account that can be used")
            connection.execute(
                insert(TOKENS).values(
                    hash=hash_token(made), account=account, label=name, created_at=to_stamp(now)
                )
            )
        return made

    def revoke(self, account: int, number: int, now: datetime) -> None:
        """Let a token of an account hold no more.

        Raises:
            UsageError: The account has no such token that holds.
        """
        with self._database.writing() as connection:
            query = update(TOKENS).where(
                TOKENS.c.token == number, TOKENS.c.account == account, TOKENS.c.revoked_at.is_(None)
            )
            if not connection.execute(query.values(revoked_at=to_stamp(now))).rowcount:
                raise UsageError(f"{number}: is no token of the account that holds")

    def of(self, account: int) -> list[Token]:
        """The tokens of an account, in the order in which they were made."""
        query = select(TOKENS).where(TOKENS.c.account == account).order_by(TOKENS.c.token)
        with self._database.reading() as connection:
            return [
                Token(
                    number=row.token,
                    label=row.label,
                    created_at=row.created_at,
                    used_on=row.used_on or "",
                    revoked=row.revoked_at is not None,
                )
                for row in connection.execute(query)
            ]

    def who(self, token: str, now: datetime) -> Signed | None:
        """In whose name a program asks; none where the token does not hold."""
        query = (
            select_account()
            .add_columns(TOKENS.c.token, TOKENS.c.used_on)
            .join(TOKENS, TOKENS.c.account == ACCOUNTS.c.account)
            .where(TOKENS.c.hash == hash_token(token), TOKENS.c.revoked_at.is_(None))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        today = to_stamp(now)[:10]
        if row.used_on != today:
            with self._database.writing() as connection:
                used = update(TOKENS).where(TOKENS.c.token == row.token)
                connection.execute(used.values(used_on=today))
        return to_signed(row)


def make_token() -> str:
    """A new text of 43 characters that can stand in a URL."""
    return secrets.token_urlsafe(_BYTES)


def hash_token(token: str) -> str:
    """What is kept of a token; as nobody can guess it, a fast hash will do."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
