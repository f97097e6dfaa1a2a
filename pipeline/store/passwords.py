"""Passwords, kept as what argon2 makes of them; the same password matches however it is typed."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from pipeline.errors import UsageError

SHORTEST, LONGEST = 12, 1_000
# Of 32 random bytes that are kept nowhere. To check it takes as long as any other.
NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$+sudSzibanugkyv4bKPWAg"
    "$53jxKtfRYQrcnmHWMCfZESZV615jPmNNKWRr6ZY94nE"
)
HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """What is kept of a new password.

    Raises:
        UsageError: It is too short or too long.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise UsageError(
            f"the password has {len(password)} characters; choose one of {SHORTEST} to {LONGEST:,}"
        )
    return HASHER.hash(_to_bytes(password))


def matches(password: str, kept: str | None) -> bool:
    """Whether it is the password that a hash was made of; never where nothing is kept.

    Takes the same time in either case.
    """
    try:
        HASHER.verify(kept or NOBODYS, _to_bytes(password))
    except VerifyMismatchError:
        return False
    return kept is not None


def renew(password: str, kept: str) -> str:
    """The hash of the password that matches, made anew where it was made in an older way."""
    return HASHER.hash(_to_bytes(password)) if HASHER.check_needs_rehash(kept) else kept


def _to_bytes(password: str) -> bytes:
    """One form for what keyboards send in several; what no password has is cut off."""
    form = unicodedata.normalize("NFKC", password[: LONGEST + 1])
    return form.encode("utf-8", "surrogatepass")
