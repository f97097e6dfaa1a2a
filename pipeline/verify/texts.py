"""Second readers of formats that are text: plain, HTML, mail, RTF, CSV."""

from __future__ import annotations

import email
import re
from email.header import decode_header, make_header
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from pipeline.verify.pages import RowPages, TextPages

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINK = re.compile(r"\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)")
_LINE_END = re.compile("\r\n|[\r\n\v\x85\u2028\u2029]")
_RTF = re.compile(
    r"\\'([0-9a-fA-F]{2})|\\u(-?\d+) ?\??|\\(par|line|tab|cell|row)\b ?"
    r"|\\[a-z]+-?\d* ?|[{}]|\\\W"
)


def read_plain(content: bytes) -> TextPages:
    """Lines of a text; form feeds part its pages, where it has any."""
    text = _LINK.sub("]", _decode(content))
    pages = [_LINE_END.split(page) for page in text.split("\f")]
    return TextPages(pages, is_paged=len(pages) > 1)


def _decode(content: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


class _Stripper(HTMLParser):
    """Gathers a page's text, a new line at every tag that is no mark inside a line."""

    INLINE = frozenset("a abbr b cite code em font i mark q s small span strong sub sup u".split())
    SILENT = frozenset({"script", "style"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._is_silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 (as it is called)
        self._is_silent = tag in self.SILENT
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        self._is_silent = False
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._is_silent:
            self.pieces.append(data.replace("\n", " "))

    def _part(self, tag: str) -> None:
        if tag not in self.INLINE:
            self.pieces.append("\n")


def read_webpage(content: bytes) -> TextPages:
    """All that stands between the tags."""
    return TextPages([_strip(_declared(content))], is_paged=False)


def _declared(content: bytes) -> str:
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:4096])
    try:
        return content.decode(declared[1].decode()) if declared else _decode(content)
    except (LookupError, UnicodeDecodeError):
        return _decode(content)


def _strip(page: str) -> list[str]:
    stripper = _Stripper()
    stripper.feed(page)
    stripper.close()
    return "".join(stripper.pieces).split("\n")


def read_mail(content: bytes) -> TextPages:
    """The subject and every part that is text."""
    message = email.message_from_bytes(content)
    lines = [str(make_header(decode_header(message.get("subject", ""))))]
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if part.get_content_maintype() == "text" and isinstance(payload, bytes):
            text = _part_text(payload, part.get_content_charset())
            is_page = part.get_content_subtype() == "html"
            lines += _strip(text) if is_page else text.splitlines()
    return TextPages([lines], is_paged=False)


def _part_text(payload: bytes, charset: str | None) -> str:
    try:
        return payload.decode(charset or "utf-8")
    except (LookupError, UnicodeDecodeError):
        return _decode(payload)


def read_rich_text(content: bytes) -> TextPages:
    """What remains without the control words."""
    text = content.decode("latin-1").replace("\r", "").replace("\n", "")
    return TextPages([_RTF.sub(_unescape, text).split("\n")], is_paged=False)


def _unescape(match: re.Match[str]) -> str:
    if match[1]:
        return bytes.fromhex(match[1]).decode("cp1252", "replace")
    if match[2]:
        return chr(int(match[2]) % 65_536)
    return "\n" if match[3] else ""


def read_binary(content: bytes) -> TextPages:
    """Whatever the bytes spell, a letter a byte or two: old formats keep their text so."""
    wide = (content[start:].decode("utf-16-le", "replace") for start in (0, 1))
    texts = (content.decode("cp1252", "replace"), *wide)
    return TextPages(map(_LINE_END.split, texts), is_paged=False)


def read_sheet(content: bytes) -> RowPages:
    """Rows of a table, told apart by quotation marks alone; blank ones do not count."""
    text = _decode(content).replace("\0", "")
    rows = max((_split(text, mark) for mark in ",;\t|"), key=_filled)
    return RowPages([rows])


def _split(text: str, mark: str) -> list[list[str]]:
    rows: list[list[str]] = [[""]]
    for place, piece in enumerate(text.split('"')):
        if place % 2:
            rows[-1][-1] += piece
            continue
        first, *others = _LINE_END.split(piece)
        _add(rows[-1], first.split(mark))
        rows += [line.split(mark) for line in others]
    lines = [[line for cell in row for line in cell.splitlines()] for row in rows]
    return [row for row in lines if any(cell.strip() for cell in row)]


def _add(row: list[str], cells: Sequence[str]) -> None:
    row[-1] += cells[0]
    row += cells[1:]


def _filled(rows: Sequence[Sequence[str]]) -> int:
    return len(rows[0]) if rows else 0
