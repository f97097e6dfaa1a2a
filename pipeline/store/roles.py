"""What people may do, and who it is that is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from pipeline.store.tables import ACCOUNTS, PEOPLE

if TYPE_CHECKING:
    from sqlalchemy import Row, Select


class Role(StrEnum):
    """What an account is for; each may do all that those before it may."""

    READER = "reader"
    REVIEWER = "reviewer"
    FACILITATOR = "facilitator"
    SECRETARIAT = "secretariat"

    def may(self, needed: Role) -> bool:
        """Whether it includes all that another role may do."""
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """Who asks, by a session or by a token.

    Attributes:
        account: Number of the account.
        sign_in: What the person signs in with.
        name: What the person is called in the log.
        role: What the account may do.
        group: The person's stakeholder group; empty where none is known.
        csrf: What each form of the session must bring along; empty for a token.
        last_seen: Number of the last decision that the person was shown.
    """

    account: int
    sign_in: str
    name: str
    role: Role
    group: str
    csrf: str = ""
    last_seen: int


def select_account() -> Select[tuple[object, ...]]:
    """Every account that is not disabled, with the name of its person."""
    joined = ACCOUNTS.join(PEOPLE)
    return (
        select(ACCOUNTS, PEOPLE.c.name).select_from(joined).where(ACCOUNTS.c.disabled_at.is_(None))
    )


def to_signed(row: Row[tuple[object, ...]], csrf: str = "") -> Signed:
    """Who a row of ``select_account`` is."""
    return Signed(
        account=row.account,
        sign_in=row.sign_in,
        name=row.name,
        role=Role(row.role),
        group=row.stakeholder_group,
        csrf=csrf,
        last_seen=row.last_seen,
    )
