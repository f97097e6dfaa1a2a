"""How often somebody may try to sign in; who tries more often waits."""

from __future__ import annotations

import hashlib
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select

from pipeline.store.tables import ATTEMPTS, to_stamp

if TYPE_CHECKING:
    from sqlalchemy import Column, Connection

WINDOW = timedelta(minutes=15)
FAILURES_OF_NAME, FAILURES_OF_ADDRESS = 5, 20
# What one customer of a network has in IPv6.
_HOME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Why nobody was signed in.

    Attributes:
        seconds: How long to wait before the next try; 0 where name or password was wrong.
    """

    seconds: int = 0


def begin_attempt(connection: Connection, name: str, address: str, now: datetime) -> int | Refusal:
    """Number of an attempt, which has failed until it is withdrawn; so many at once count too.

    Only hashes are kept, and not longer than they count: who types a password into the
    wrong field has not written it into the database.

    Args:
        connection: Of a transaction that writes.
        name: As it is compared.
        address: Of the machine that asks; in IPv6 its network counts.
        now: When.
    """
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.at <= to_stamp(now - WINDOW)))
    values = {"name": _hash(name), "address": _hash(_to_network(address))}
    seconds = max(
        _seconds_to_wait(connection, ATTEMPTS.c.name, values["name"], FAILURES_OF_NAME, now),
        _seconds_to_wait(
            connection, ATTEMPTS.c.address, values["address"], FAILURES_OF_ADDRESS, now
        ),
    )
    if seconds:
        return Refusal(seconds=seconds)
    made = insert(ATTEMPTS).values(**values, at=to_stamp(now)).returning(ATTEMPTS.c.attempt)
    return int(connection.execute(made).scalar_one())


def withdraw_attempt(connection: Connection, attempt: int) -> None:
    """The attempt has not failed."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.attempt == attempt))


def _seconds_to_wait(
    connection: Connection, column: Column[str], value: str, limit: int, now: datetime
) -> int:
    """Seconds until fewer than the limit count; 0 where that is so."""
    query = select(ATTEMPTS.c.at).where(column == value).order_by(ATTEMPTS.c.at.desc())
    times = connection.scalars(query.limit(limit)).all()
    if len(times) < limit:
        return 0
    return math.ceil((datetime.fromisoformat(times[-1]) + WINDOW - now).total_seconds())


def _to_network(address: str) -> str:
    """What counts as one address: in IPv6 the network, for each machine there has many."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed), _HOME), strict=False))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
