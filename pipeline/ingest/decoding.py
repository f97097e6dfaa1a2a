"""Bytes to text, and bytes that are no text refused."""

from __future__ import annotations

import codecs
import unicodedata

from pipeline.errors import UnreadableError

# Shares of control and undefined characters above which bytes are no text.
WORST_SHARE = 0.02
LARGEST_TEXT = 50_000_000

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPACES = frozenset("\t\n\r\f\v\x1c\x1d\x1e\x85\xa0\u2028\u2029\u3000")


def decode(content: bytes) -> str:
    """The text: by its byte order mark, else UTF-8, else Windows-1252.

    Raises:
        UnreadableError: If the bytes are no text, or more than anybody writes.
    """
    if len(content) > LARGEST_TEXT:
        raise UnreadableError(
            f"has {len(content)} bytes of text, more than {LARGEST_TEXT}; split it"
        )
    text = _by_mark(content)
    if text is None:
        text = _without_mark(content)
    odd = sum(map(_is_odd, text))
    if odd > WORST_SHARE * len(text):
        raise UnreadableError("is no text: it holds binary data; check what the file really is")
    return text


def _is_odd(character: str) -> bool:
    """Whether no text would hold it; bullets of symbol fonts are in the private use area."""
    if character.isprintable() or character in _SPACES:
        return False
    return unicodedata.category(character) not in {"Co", "Cf"}


def _by_mark(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    return None


def _without_mark(content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")
