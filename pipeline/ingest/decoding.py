"""Bytes to text, and bytes that are no text refused."""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections import Counter

import ftfy

from pipeline.errors import UnreadableError

# Shares of control and undefined characters above which bytes are no text.
WORST_SHARE = 0.02
LARGEST_TEXT = 50_000_000
# Zero bytes at every other place, and hardly one between, are halves of 16-bit characters.
ZERO_SHARE = 0.1
STRAY_SHARE = 0.01
# Programs leave single zero bytes behind; in a short text these alone are a large share.
MOST_STRAY_ZEROS = 4

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

# Left out of ftfy's repairs: putting spaces or marks of loss where a byte is gone, and
# sequences amid other text, which a word in capitals before a quotation mark is as well
# ("IRMÃ”").
_CERTAIN = ftfy.TextFixerConfig(
    restore_byte_a0=False,
    replace_lossy_sequences=False,
    decode_inconsistent_utf8=False,
    explain=False,
)
_MOST_PASSES = 4
_SUSPECT = re.compile(r"[\x80-\x84\x86-\x9f]|[Â-ôĂĹ‚√][^\x00-\x7f]|вЂ")
_CAPITAL_WORD = re.compile(r"(?<=[A-ZÀ-Þ])[Â-Þ][‘’“”–—…«»®](?!\w)")
_SECOND = "[\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]"
_SEQUENCE = re.compile(
    rf"""
    â[€‚„ˆ†]{_SECOND}                             # quotation marks, dashes, the euro
  | ï(?:»¿|[‚¬]{_SECOND})                         # the byte order mark, bullets, ligatures
  | (?<=[a-z])[ÃÄÅ]{_SECOND}                      # an accented letter after another letter
  | (?<![A-ZÀ-Þ])Ã(?![–—]){_SECOND}(?=[a-z])      # or before one
  | Ã[\xa1-\xbf](?=[a-z])
  | (?<![A-ZÀ-Þ«“„"])Â[\xa1-\xbf]                 # signs such as those of degrees and pounds
  | (?<=[a-z0-9.,;:!?)%])Â\xa0
    """,
    re.VERBOSE,
)
_SPACES = frozenset("\t\n\r\f\v\x1c\x1d\x1e\x85\xa0\u2028\u2029\u3000")


def decode(content: bytes) -> str:
    """The text: by its byte order mark, else UTF-8 or UTF-16, else Windows-1252; repaired.

    Raises:
        UnreadableError: If the bytes are no text, or more than anybody writes.
    """
    if len(content) > LARGEST_TEXT:
        raise UnreadableError(
            f"has {len(content)} bytes of text, more than {LARGEST_TEXT}; split it"
        )
    text = _by_mark(content) or _wide(content) or _without_mark(content)
    if text.count("\0") <= MOST_STRAY_ZEROS:
        text = text.replace("\0", "")
    refuse_binary(text)
    return repair(text)


def refuse_binary(text: str) -> None:
    """Refuse what cannot be text, whatever encoding it was read in.

    Raises:
        UnreadableError: With what to do.
    """
    odd = sum(count for character, count in Counter(text).items() if _is_odd(character))
    if odd > WORST_SHARE * len(text):
        raise UnreadableError("is no text: it holds binary data; check what the file really is")


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


def _wide(content: bytes) -> str | None:
    """The text as UTF-16; None where it is in bytes."""
    half = len(content) // 2
    first, second = content[0 : 2 * half : 2].count(0), content[1::2].count(0)
    if max(first, second) < ZERO_SHARE * half or min(first, second) > STRAY_SHARE * half:
        return None
    encoding = "utf-16-be" if first > second else "utf-16-le"
    return content[: 2 * half].decode(encoding, errors="replace") or None


def _without_mark(content: bytes) -> str:
    """The text line by line, since files are put together from parts in several encodings."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return "".join(map(_decode_line, content.splitlines(keepends=True)))


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        # ftfy's: keeps the bytes that Windows gives no character, for repair to put together.
        return line.decode("sloppy-windows-1252")


def repair(text: str) -> str:
    """The text, with what was read in a wrong encoding ("cafÃ©") as it was meant ("café").

    Only what is certain: a line that as a whole is UTF-8 read as something else, and
    single sequences that no language writes. Everything else stays as it is.
    """
    if text.isascii() or not _SUSPECT.search(text):
        return text
    return "\n".join(map(_repair_line, text.split("\n")))


def _repair_line(line: str) -> str:
    """The line, each pass taking off one of the wrong readings that lie on top of each other."""
    for _ in range(_MOST_PASSES):
        if not _SUSPECT.search(_CAPITAL_WORD.sub("", line)):
            break
        repaired = _SEQUENCE.sub(_repair_sequence, ftfy.fix_encoding(line, _CERTAIN))
        if repaired == line:
            break
        line = repaired
    return line


def _repair_sequence(match: re.Match[str]) -> str:
    try:
        return match[0].encode("sloppy-windows-1252").decode("utf-8")
    except UnicodeError:
        return match[0]
