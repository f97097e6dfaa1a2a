"""MSG: Outlook's message, brought into the form of an EML and read as one."""

from __future__ import annotations

import io
import re
import struct
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from typing import TYPE_CHECKING

import olefile

from pipeline.errors import UnreadableError
from pipeline.ingest.formats.mail import DAMAGE, to_reading
from pipeline.ingest.formats.rich_text import read_rich_text
from pipeline.ingest.formats.rtf_packing import unpack_rtf
from pipeline.records import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ingest.blocks import File, Reading

# Numbers of properties, by MS-OXPROPS.
_CLASS, _SUBJECT, _SUBMITTED, _DELIVERED = 0x001A, 0x0037, 0x0039, 0x0E06
_SENDER_NAME, _SENDER_ADDRESS, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_BODY, _HTML, _RTF = 0x1000, 0x1013, 0x1009
_DATA, _METHOD, _LONG_NAME, _NAME, _KIND = 0x3701, 0x3705, 0x3707, 0x3704, 0x370E
_CONTENT_ID, _FLAGS, _IS_HIDDEN = 0x3712, 0x3714, 0x7FFE
_BODY_CODE_PAGE, _CODE_PAGE = 0x3FDE, 0x3FFD
# How an attachment is there.
_BY_VALUE, _MESSAGE = 1, 5
_IN_BODY = 0x4
# Bytes before the first property: of the file, of a message in it, of an attachment.
_FILE_HEAD, _MESSAGE_HEAD, _ATTACHMENT_HEAD = 32, 24, 8

_ATTACHMENT = "__attach_version1.0_#"
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)
_LATEST = 0x0300_0000_0000_0000
_DEEPEST = 10
_CODE_PAGES = {
    1200: "utf-16-le",
    20127: "us-ascii",
    20866: "koi8-r",
    21866: "koi8-u",
    50220: "iso-2022-jp",
    50221: "iso-2022-jp",
    51932: "euc-jp",
    51949: "euc-kr",
    54936: "gb18030",
} | {28590 + part: f"iso-8859-{part}" for part in range(1, 17)}
_ADDRESS = re.compile(r"[\w.!#$%&'*+=?^`{|}~-]+@[\w.-]+", re.ASCII)
_KINDS = re.compile(r"(application|image|text)/([\w.+-]+)")


def read_outlook(file: File) -> list[Reading]:
    """The message's own words, its head and its attachments, as ``read_mail`` gives them.

    Raises:
        UnreadableError: If it is damaged, encrypted or holds nothing but quotations.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(file.content)) as package:
            message, lost = _Converter(file, package).message([], _FILE_HEAD)
        reading = to_reading(message)
    except (*DAMAGE, OSError, struct.error) as error:
        raise UnreadableError("is a damaged message; save it anew from Outlook") from error
    return [replace(reading, left_out=(*lost, *reading.left_out))]


class _Properties:
    """The properties of a message or attachment in the package, by their numbers."""

    def __init__(self, package: olefile.OleFileIO, path: list[str], head: int) -> None:
        self._package = package
        self._path = path
        entries = self._stream("__properties_version1.0")[head:]
        whole = len(entries) - len(entries) % 16
        self._values = {
            number: value for _, number, value in struct.iter_unpack("<HH4xQ", entries[:whole])
        }

    def number(self, number: int) -> int:
        """The value of a property that is a whole number or yes or no, 0 where there is none."""
        return int(self._values.get(number, 0)) & 0xFFFF_FFFF

    def moment(self, number: int) -> datetime | None:
        """The value of a property that is a point in time."""
        ticks = int(self._values.get(number, 0))
        return _EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < _LATEST else None

    def text(self, number: int) -> str:
        """The value of a property that is text, on one line."""
        content = self._stream(f"__substg1.0_{number:04X}001F")
        text = content.decode("utf-16-le", "replace")
        if not content:
            content = self._stream(f"__substg1.0_{number:04X}001E")
            text = _decode(content, self.charset(_CODE_PAGE))
        return printable(" ".join(text.rstrip("\0").split()))

    def long_text(self, number: int) -> tuple[bytes, str]:
        """The value of a property that is a whole text, and its charset."""
        content = self._stream(f"__substg1.0_{number:04X}001F")
        if content:
            return content.decode("utf-16-le", "replace").encode(), "utf-8"
        content = self._stream(f"__substg1.0_{number:04X}001E") or self.content(number)
        return content, self.charset(_BODY_CODE_PAGE) or self.charset(_CODE_PAGE)

    def content(self, number: int) -> bytes:
        """The value of a property that is bytes."""
        return self._stream(f"__substg1.0_{number:04X}0102")

    def charset(self, number: int) -> str:
        """The charset of a property that names a code page, empty where it names none."""
        page = self.number(number)
        return _CODE_PAGES.get(page, f"cp{page}") if page else ""

    def _stream(self, name: str) -> bytes:
        path = [*self._path, name]
        if self._package.get_type(path) != olefile.STGTY_STREAM:
            return b""
        with self._package.openstream(path) as stream:
            return bytes(stream.read())


def _decode(content: bytes, charset: str) -> str:
    try:
        return content.decode(charset or "cp1252", "replace")
    except (LookupError, ValueError):
        return content.decode("cp1252", "replace")


class _Converter:
    """Makes an EML of a message in the package."""

    def __init__(self, file: File, package: olefile.OleFileIO) -> None:
        self._file = file
        self._package = package

    def message(self, path: list[str], head: int) -> tuple[EmailMessage, list[str]]:
        """The message that lies there, and which of its attachments cannot be had."""
        known = _Properties(self._package, path, head)
        if known.text(_CLASS).casefold() == "ipm.note.smime":
            raise UnreadableError("is encrypted; open it in Outlook and save it without")
        message = EmailMessage()
        message["MIME-Version"] = "1.0"
        message["Subject"] = known.text(_SUBJECT)
        _set_sender(message, known)
        sent = known.moment(_SUBMITTED) or known.moment(_DELIVERED)
        if sent is not None:
            message["Date"] = sent
        lost = self._set_text(message, known)
        for attachment in self._attachments(path):
            lost += self._attach(message, attachment)
        return message, lost

    def _set_text(self, message: EmailMessage, known: _Properties) -> list[str]:
        """Give the message its text and its page, that of its RTF where it has neither.

        Returns:
            Why it has no text, where it should have one.
        """
        lost = []
        text, charset = known.long_text(_BODY)
        page, page_charset = known.long_text(_HTML)
        if not text.strip() and not page.strip():
            try:
                text, charset = self._rich_text(known.content(_RTF)).encode(), "utf-8"
            except UnreadableError as error:
                lost.append(f"its text {error}")
        message.set_content(text, "text", "plain", params={"charset": charset or "utf-8"})
        if page.strip():
            params = {"charset": page_charset or "utf-8"}
            message.add_alternative(page, "text", "html", params=params)
        return lost

    def _rich_text(self, packed: bytes) -> str:
        if not packed:
            return ""
        unpacked = replace(self._file, content=unpack_rtf(packed))
        sections = [section for reading in read_rich_text(unpacked) for section in reading.sections]
        return "\n\n".join(block.text for section in sections for block in section)

    def _attachments(self, path: list[str]) -> Iterator[list[str]]:
        for folder in sorted(self._package.listdir(streams=False, storages=True)):
            if folder[:-1] == path and folder[-1].startswith(_ATTACHMENT):
                yield folder

    def _attach(self, message: EmailMessage, path: list[str]) -> list[str]:
        """Add the attachment to the message, or say why it cannot be."""
        known = _Properties(self._package, path, _ATTACHMENT_HEAD)
        name = known.text(_LONG_NAME) or known.text(_NAME) or "without a name"
        method = known.number(_METHOD)
        if method == _MESSAGE and len(path) < _DEEPEST:
            inner, lost = self.message([*path, f"__substg1.0_{_DATA:04X}000D"], _MESSAGE_HEAD)
            message.add_attachment(inner)
            return lost
        content = known.content(_DATA)
        if method != _BY_VALUE or not content:
            return [f"attachment {name}: cannot be taken out of the message; save and register it"]
        kind = _KINDS.fullmatch(known.text(_KIND))
        if known.text(_KIND) == "multipart/signed":
            name = "signed message.eml"
        maintype, subtype = kind.groups() if kind else ("application", "octet-stream")
        identity = known.text(_CONTENT_ID)
        is_shown = known.number(_IS_HIDDEN) or known.number(_FLAGS) & _IN_BODY
        message.add_attachment(
            content,
            maintype=maintype,
            subtype=subtype,
            filename=name,
            disposition="inline" if is_shown else "attachment",
            cid=f"<{identity}>" if identity else None,
        )
        return []


def _set_sender(message: EmailMessage, known: _Properties) -> None:
    """Name the sender; Exchange's own addresses are no mail addresses and say nothing."""
    addresses = (known.text(_SENDER_SMTP), known.text(_SENDER_ADDRESS))
    address = next((found for found in addresses if _ADDRESS.fullmatch(found)), "")
    name = known.text(_SENDER_NAME)
    if name or address:
        message["From"] = Address(display_name=name, addr_spec=address or "unknown@invalid")
