"""Sessions: who is signed in, from when, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, update

from pipeline.store.passwords import hash_password, matches, renew
from pipeline.store.people import read_sign_in
from pipeline.store.roles import select_account, to_signed
from pipeline.store.tables import ACCOUNTS, INVITATIONS, SESSIONS, to_stamp
from pipeline.store.throttle import Refusal, begin_attempt, withdraw_attempt
from pipeline.store.tokens import hash_token, make_token

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from pipeline.store.databases import Database
    from pipeline.store.roles import Signed

# A session ends when nobody used it for the first, and in any case after the second.
IDLE, WHOLE = timedelta(hours=12), timedelta(days=7)
# It is put off no more often than this, so that not every page that is read writes.
_STEP = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Proof:
    """That somebody knew the password of an account.

    Attributes:
        account: Its number.
        kept: What was kept of the password then.
        attempt: Number of the attempt, which has not failed.
    """

    account: int
    kept: str
    attempt: int


class Sessions:
    """Who is signed in.

    Args:
        database: One with a store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def sign_in(self, name: str, password: str, *, address: str, now: datetime) -> str | Refusal:
        """The token of a new session, or why there is none.

        That there is no such account is told by nothing, neither by the words nor by the
        time that it takes; who failed too often waits, whether there is one or not.

        Args:
            name: What the person signs in with.
            password: As typed.
            address: Of the machine that asks.
            now: When.
        """
        proved = self._prove(read_sign_in(name), password, address=address, now=now)
        if isinstance(proved, Refusal):
            return proved
        renewed = renew(password, proved.kept)
        with self._database.writing() as connection:
            if not _still_holds(connection, proved):
                return Refusal()
            same = update(ACCOUNTS).where(ACCOUNTS.c.account == proved.account)
            connection.execute(same.values(password_hash=renewed))
            return begin_session(connection, proved.account, now)

    def change_password(
        self, signed: Signed, old: str, new: str, *, address: str, now: datetime
    ) -> str | Refusal:
        """The token of a new session, all others being ended; or why nothing was changed.

        Raises:
            UsageError: The new password is too short or too long.
        """
        made = hash_password(new)
        proved = self._prove(signed.sign_in, old, address=address, now=now)
        if isinstance(proved, Refusal):
            return proved
        with self._database.writing() as connection:
            if not _still_holds(connection, proved):
                return Refusal()
            replace_password(connection, proved.account, made)
            return begin_session(connection, proved.account, now)

    def who(self, token: str, now: datetime) -> Signed | None:
        """Who is signed in by that token; none where its session has ended."""
        kept = hash_token(token)
        query = (
            select_account()
            .add_columns(
                SESSIONS.c.csrf, SESSIONS.c.created_at.label("begun"), SESSIONS.c.expires_at
            )
            .join(SESSIONS, SESSIONS.c.account == ACCOUNTS.c.account)
            .where(SESSIONS.c.hash == kept, SESSIONS.c.expires_at > to_stamp(now))
        )
        with self._database.reading() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        later = min(now + IDLE, datetime.fromisoformat(row.begun) + WHOLE)
        if later - datetime.fromisoformat(row.expires_at) >= _STEP:
            with self._database.writing() as connection:
                put_off = update(SESSIONS).where(SESSIONS.c.hash == kept)
                connection.execute(put_off.values(expires_at=to_stamp(later)))
        return to_signed(row, row.csrf)

    def sign_out(self, token: str) -> None:
        """End a session; nothing where there is none."""
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.hash == hash_token(token)))

    def sign_out_everywhere(self, account: int) -> None:
        """End all sessions of an account."""
        with self._database.writing() as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.account == account))

    def _prove(
        self, sign_in: str, password: str, *, address: str, now: datetime
    ) -> _Proof | Refusal:
        """That the password is the account's; it is checked while others can write."""
        with self._database.writing() as connection:
            attempt = begin_attempt(connection, sign_in, address, now)
            if isinstance(attempt, Refusal):
                return attempt
            query = select_account().where(ACCOUNTS.c.sign_in == sign_in)
            row = connection.execute(query).first()
        if not matches(password, row and row.password_hash) or row is None:
            return Refusal()
        return _Proof(account=row.account, kept=row.password_hash, attempt=attempt)


def begin_session(connection: Connection, account: int, now: datetime) -> str:
    """The token of a new session; those that have ended are forgotten."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= to_stamp(now)))
    token = make_token()
    connection.execute(
        insert(SESSIONS).values(
            hash=hash_token(token),
            account=account,
            csrf=make_token(),
            created_at=to_stamp(now),
            expires_at=to_stamp(now + IDLE),
        )
    )
    return token


def replace_password(connection: Connection, account: int, made: str) -> None:
    """Keep another password; sessions end with the old one, and links for a new one."""
    query = update(ACCOUNTS).where(ACCOUNTS.c.account == account)
    connection.execute(query.values(password_hash=made))
    end_access(connection, account)


def end_access(connection: Connection, account: int) -> None:
    """End an account's sessions, and let its links for a new password hold no more."""
    for table in (SESSIONS, INVITATIONS):
        connection.execute(delete(table).where(table.c.account == account))


def _still_holds(connection: Connection, proof: _Proof) -> bool:
    """Whether the password was not replaced meanwhile, nor the account disabled."""
    withdraw_attempt(connection, proof.attempt)
    query = select(ACCOUNTS.c.password_hash).where(ACCOUNTS.c.account == proof.account)
    return connection.scalar(query) == proof.kept
