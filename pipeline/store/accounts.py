"""Accounts: who may use the web application, as what, and by which invitation.

A person's name stands in the table of people alone, so that a pseudonym holds everywhere.
Who may do what to whom is for the caller to ask of ``Role``.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import URL, delete, insert, select, update

from pipeline.errors import UsageError
from pipeline.store.passwords import hash_password
from pipeline.store.people import clean, fold, give_person, to_shown_name, to_sign_in
from pipeline.store.places import to_url
from pipeline.store.roles import Role, select_account
from pipeline.store.sessions import begin_session, end_access, replace_password
from pipeline.store.tables import ACCOUNTS, INVITATIONS, PEOPLE, TOKENS, to_stamp
from pipeline.store.tokens import hash_token, make_token
from pipeline.store.upgrading import open_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection, Row

    from pipeline.store.databases import Database

# How long a link holds: one that invites, and one for a new password.
INVITED, RESET = timedelta(days=7), timedelta(days=1)
_LONGEST_GROUP = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An account, as lists show it.

    Attributes:
        number: Given once.
        name: What the person is called in the log.
        sign_in: What the person signs in with; empty where the account is disabled.
        role: What the account may do.
        group: The person's stakeholder group; empty where none is known.
        created_at: When it was made.
        disabled: Whether it can be used no more.
    """

    number: int
    name: str
    sign_in: str
    role: Role
    group: str
    created_at: str
    disabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """What a link is for.

    Attributes:
        name: Who is invited.
        role: What the account will be for, or is.
        group: The person's stakeholder group.
        account: Number of the account that gets a new password; none where one is to be made.
    """

    name: str
    role: Role
    group: str
    account: int | None


class Accounts:
    """The accounts of one workspace.

    Args:
        database: One with a store.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def invite(
        self, name: str, role: Role, *, group: str = "", by: int | None = None, now: datetime
    ) -> str:
        """The token of a link by which a person makes an account, once, in seven days.

        Args:
            name: Who is invited. Whoever decided under that name before is that person.
            role: What the account will be for.
            group: The person's stakeholder group.
            by: The account that invites; none where the command line does.
            now: When.

        Raises:
            UsageError: The name cannot be shown, or somebody has an account under it, or the
                group is too long.
        """
        shown, cleaned = to_shown_name(name), clean(group).strip()
        if len(cleaned) > _LONGEST_GROUP:
            raise UsageError(
                f"{cleaned[:40]!r}: the group has more than {_LONGEST_GROUP} characters"
            )
        with self._database.writing() as connection:
            late = INVITATIONS.c.expires_at <= to_stamp(now)
            connection.execute(delete(INVITATIONS).where(late, INVITATIONS.c.used_at.is_(None)))
            _find_person(connection, shown, invited=shown)
            return _make_link(
                connection,
                now + INVITED,
                role=role.value,
                stakeholder_group=cleaned,
                name=shown,
                created_by=by,
            )

    def reset(self, account: int, *, by: int | None = None, now: datetime) -> str:
        """The token of a link by which a person sets a new password, once, in a day.

        Raises:
            UsageError: There is no such account, or it is disabled.
        """
        with self._database.writing() as connection:
            row = _find_usable(connection, account)
            return _make_link(
                connection,
                now + RESET,
                account=account,
                role=row.role,
                stakeholder_group=row.stakeholder_group,
                name="",
                created_by=by,
            )

    def read_invitation(self, token: str, now: datetime) -> Invitation:
        """What a link is for.

        Raises:
            UsageError: It was used, is too old or was never given.
        """
        with self._database.reading() as connection:
            row = _find_invitation(connection, token, now)
            held = _find_usable(connection, row.account) if row.account else row
            return Invitation(
                name=held.name,
                role=Role(held.role),
                group=held.stakeholder_group,
                account=row.account,
            )

    def accept(self, token: str, *, sign_in: str, name: str, password: str, now: datetime) -> str:
        """The token of a session of the account that was made of an invitation.

        Args:
            token: Of the link that invites.
            sign_in: What the person will sign in with, such as an e-mail address.
            name: What the person will be called in the log; need not be the invitation's.
            password: The one to come.
            now: When.

        Raises:
            UsageError: The link does not hold, the password or a name cannot be taken, or
                another has either name, or one that cannot be told from it.
        """
        opened = self.read_invitation(token, now)
        if opened.account is not None:
            raise UsageError("the link is for a new password; it makes no account")
        used, shown = to_sign_in(sign_in), to_shown_name(name)
        made = hash_password(password)
        with self._database.writing() as connection:
            row = _find_invitation(connection, token, now)
            if connection.scalar(select(ACCOUNTS.c.account).where(ACCOUNTS.c.sign_in == used)):
                raise UsageError(f"{used!r}: somebody signs in with it; choose another")
            person = _find_person(connection, shown, invited=row.name)
            query = insert(ACCOUNTS).values(
                person=give_person(connection, shown) if person is None else person,
                sign_in=used,
                role=row.role,
                stakeholder_group=row.stakeholder_group,
                password_hash=made,
                created_at=to_stamp(now),
                last_seen=0,
            )
            account = connection.execute(query.returning(ACCOUNTS.c.account)).scalar_one()
            # From here on the name stands among the people, where it can be replaced.
            done = update(INVITATIONS).where(INVITATIONS.c.invitation == row.invitation)
            connection.execute(done.values(used_at=to_stamp(now), name=""))
            return begin_session(connection, account, now)

    def set_password(self, token: str, password: str, now: datetime) -> str:
        """The token of a session of the account that a link gave a new password; others end.

        Raises:
            UsageError: The link does not hold, or the password cannot be taken.
        """
        account = self.read_invitation(token, now).account
        if account is None:
            raise UsageError("the link makes an account; it is not for a new password")
        made = hash_password(password)
        with self._database.writing() as connection:
            # Somebody may have used it while the password was hashed.
            _find_invitation(connection, token, now)
            replace_password(connection, account, made)
            return begin_session(connection, account, now)

    def set_role(self, account: int, role: Role) -> None:
        """Let an account do what another role may, from now on and in sessions that are open.

        Raises:
            UsageError: There is no such account, or it is disabled.
        """
        with self._database.writing() as connection:
            _change(connection, account, role=role.value)

    def disable(self, account: int, now: datetime) -> None:
        """Let nobody use an account any more; what the person decided stays.

        What the person signed in with is forgotten, and can be used again; links that the
        account gave out hold no more. Another account can be made by an invitation under the
        same name.

        Raises:
            UsageError: There is no such account, or it is disabled.
        """
        with self._database.writing() as connection:
            stamp = to_stamp(now)
            _change(connection, account, disabled_at=stamp, sign_in=None, password_hash=None)
            end_access(connection, account)
            given = (INVITATIONS.c.created_by == account, INVITATIONS.c.used_at.is_(None))
            connection.execute(delete(INVITATIONS).where(*given))
            held = update(TOKENS).where(TOKENS.c.account == account, TOKENS.c.revoked_at.is_(None))
            connection.execute(held.values(revoked_at=stamp))
        self._database.wipe()

    def see(self, account: int, number: int) -> None:
        """The person was shown the decisions up to a number; what was seen once stays seen."""
        query = update(ACCOUNTS).where(ACCOUNTS.c.account == account, ACCOUNTS.c.last_seen < number)
        with self._database.writing() as connection:
            connection.execute(query.values(last_seen=number))

    def everybody(self) -> list[Account]:
        """Every account, also those that are disabled, in the order in which they were made."""
        with self._database.reading() as connection:
            return [
                Account(
                    number=row.account,
                    name=row.name,
                    sign_in=row.sign_in or "",
                    role=Role(row.role),
                    group=row.stakeholder_group,
                    created_at=row.created_at,
                    disabled=row.disabled_at is not None,
                )
                for row in _read(connection)
            ]

    def groups(self) -> dict[str, str]:
        """Stakeholder group of each person who has or had an account, by name."""
        return {account.name: account.group for account in self.everybody()}

    def find(self, sign_in: str) -> Account:
        """The account that somebody signs in to with that.

        Raises:
            UsageError: There is none.
        """
        folded = fold(sign_in)
        found = next((one for one in self.everybody() if folded and one.sign_in == folded), None)
        if found is None:
            raise UsageError(f"{sign_in!r}: nobody signs in with it; see stocktake account list")
        return found


@contextmanager
def open_accounts(place: Path | URL) -> Iterator[Accounts]:
    """The accounts of a store, closed at the end."""
    with closing(open_database(place if isinstance(place, URL) else to_url(place))) as database:
        yield Accounts(database)


def _read(connection: Connection) -> list[Row[tuple[object, ...]]]:
    """Every account with the name of its person, by number."""
    query = select(ACCOUNTS, PEOPLE.c.name).select_from(ACCOUNTS.join(PEOPLE))
    return list(connection.execute(query.order_by(ACCOUNTS.c.account)))


def _find_usable(connection: Connection, account: int) -> Row[tuple[object, ...]]:
    """The account of that number.

    Raises:
        UsageError: There is none, or it is disabled.
    """
    row = connection.execute(select_account().where(ACCOUNTS.c.account == account)).first()
    if row is None:
        raise UsageError(f"{account}: is no account that can be used; invite the person anew")
    return row


def _change(connection: Connection, account: int, **values: str | None) -> None:
    """Change columns of an account.

    Raises:
        UsageError: As ``_find_usable``.
    """
    _find_usable(connection, account)
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.account == account).values(**values))


def _make_link(connection: Connection, expires: datetime, **values: str | int | None) -> str:
    """The token of a new link."""
    token = make_token()
    row = {"hash": hash_token(token), "expires_at": to_stamp(expires)} | values
    connection.execute(insert(INVITATIONS).values(**row))
    return token


def _find_invitation(connection: Connection, token: str, now: datetime) -> Row[tuple[object, ...]]:
    """The link of that token.

    Raises:
        UsageError: It does not hold.
    """
    query = select(INVITATIONS).where(
        INVITATIONS.c.hash == hash_token(token),
        INVITATIONS.c.used_at.is_(None),
        INVITATIONS.c.expires_at > to_stamp(now),
    )
    row = connection.execute(query).first()
    if row is None:
        raise UsageError("the link was used, is too old or was never given; ask for another")
    return row


def _find_person(connection: Connection, name: str, *, invited: str) -> int | None:
    """Number of the person whom an account under that name is for; none where nobody has it.

    Raises:
        UsageError: Somebody has an account under it; or decided or was invited under it, and
            is not who was invited here. What cannot be told from a name counts as the same.
    """
    folded, usable = fold(name), ACCOUNTS.c.disabled_at.is_(None)
    rows = connection.execute(select(PEOPLE.c.person, PEOPLE.c.name).order_by(PEOPLE.c.person))
    alike = {row.name: row.person for row in rows if fold(row.name) == folded}
    held = select(ACCOUNTS.c.account).where(ACCOUNTS.c.person.in_(alike.values()), usable)
    taken = connection.scalar(held) is not None
    if folded != fold(invited):
        expected = map(fold, connection.scalars(select(INVITATIONS.c.name)))
        taken = taken or bool(alike) or folded in expected
    if taken:
        raise UsageError(f"{name!r}: somebody has that name or one like it; give another")
    return alike.get(name, next(iter(alike.values()), None))
