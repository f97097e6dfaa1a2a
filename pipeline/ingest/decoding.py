"""Bytes to text, and bytes that are no text refused."""

from __future__ import annotations

import codecs

from pipeline.errors import UnreadableError

# Shares of control and undefined characters above which bytes are no text.
WORST_SHARE = 0.02

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SPACES = frozenset("\t\n\r\f\v\x1c\x1d\x1e\x85\xa0")


def decode(content: bytes) -> str:
    """The text: by its byte order mark, else UTF-8, else Windows-1252.

    Raises:
        UnreadableError: If the bytes are no text.
    """
    text = _by_mark(content)
    if text is None:
        text = _without_mark(content)
    odd = sum(not character.isprintable() and character not in _SPACES for character in text)
    if odd > WORST_SHARE * len(text):
        raise UnreadableError("is no text: it holds binary data; check what the file really is")
    return text


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
