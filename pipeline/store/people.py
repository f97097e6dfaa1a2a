"""Names of people, as a store keeps them, and which of them cannot be told apart."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import select

from pipeline.errors import UsageError
from pipeline.store.tables import PEOPLE, append

if TYPE_CHECKING:
    from sqlalchemy import Connection

# What PostgreSQL can look up: an entry of an index there has about 2,700 bytes.
_LONGEST_NAME = 500
# The longest address that e-mail can be sent to.
_LONGEST_SIGN_IN = 254
_LONGEST_SHOWN = 100
# Persian and the languages of India need these two to be spelt right.
_JOINERS = "\u200c\u200d"
# Marks and letters that are never seen, beside those of the category Cf.
_UNSEEN = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0"
    + "".join(map(chr, [*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)]))
)


def clean(text: str) -> str:
    """The text, with a replacement character for each half of one, and no NUL.

    PostgreSQL can hold neither; a decision must not be lost for one.
    """
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def to_name(text: str, what: str) -> str:
    """A name of a person or a decision, as the database has it.

    Raises:
        UsageError: It is empty or too long.
    """
    name = clean(text).strip()
    if not 0 < len(name) <= _LONGEST_NAME:
        raise UsageError(
            f"{name[:40]!r}: {what} is empty or too long; give one of 1 to {_LONGEST_NAME} "
            "characters"
        )
    return name


def to_shown_name(text: str) -> str:
    """A name that an account is shown by: nothing in it hides, steers or turns what is around it.

    Raises:
        UsageError: It has characters that cannot be seen, none that can, or too many.
    """
    name = " ".join(unicodedata.normalize("NFC", clean(text)).split())
    hidden = [c for c in name if unicodedata.category(c)[0] == "C" and c not in _JOINERS]
    seen = any(unicodedata.category(c)[0] in "LN" for c in fold(name))
    if hidden or not seen or len(name) > _LONGEST_SHOWN:
        raise UsageError(
            f"{name[:40]!r}: is no name that can be shown; give one of 1 to {_LONGEST_SHOWN} "
            "characters, with a letter, and none that cannot be seen"
        )
    return name


def to_sign_in(text: str) -> str:
    """A name to sign in with, as the database has it: folded, so each is there once.

    Raises:
        UsageError: It is empty or too long, or has spaces or characters that cannot be seen.
    """
    name = read_sign_in(text)
    hidden = any(unicodedata.category(c)[0] in "CZ" for c in name)
    if hidden or len(text) > _LONGEST_SIGN_IN or not 0 < len(name) <= _LONGEST_SIGN_IN:
        raise UsageError(
            f"{text[:40]!r}: is no name to sign in with; give an e-mail address, or another name "
            f"of 1 to {_LONGEST_SIGN_IN} characters without spaces"
        )
    return name


def read_sign_in(text: str) -> str:
    """The name that somebody signs in with, folded; a name that nobody can have stays so.

    What is too long is cut first, for to normalise it could take minutes.
    """
    return fold(clean(text[: 2 * _LONGEST_SIGN_IN]))


def fold(text: str) -> str:
    """The text as it is compared: letters in any case, form or width are the same.

    Case is folded as the Unicode Standard's compatibility caseless match does (D146),
    characters that are never seen are left out, and white space counts as one space.
    """
    seen = (c for c in text if c not in _UNSEEN and unicodedata.category(c) != "Cf")
    once = unicodedata.normalize("NFD", "".join(seen)).casefold()
    twice = unicodedata.normalize("NFKD", once).casefold()
    return " ".join(unicodedata.normalize("NFKC", twice).split())


def give_person(connection: Connection, name: str) -> int:
    """Number of the person of that name, given where there is none."""
    query = select(PEOPLE.c.person).where(PEOPLE.c.name == name)
    found = connection.scalar(query)
    if found is None:
        append(connection, PEOPLE, [{"name": name}])
        found = connection.scalar(query)
    return int(found or 0)
