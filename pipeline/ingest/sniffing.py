"""What a file is by its content; its name only tells kinds of text apart."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from pathlib import PurePath

import olefile

from pipeline.errors import UnreadableError

HEAD = 4_096
TEXTS = frozenset({".csv", ".eml", ".htm", ".html", ".markdown", ".md", ".text", ".tsv", ".txt"})

_MAGIC = (
    (b"PK\x03\x04", ".zip"),
    (b"PK\x05\x06", ".zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".ole"),
    (b"{\\rtf", ".rtf"),
    (b"\x89PNG\r\n\x1a\n", ".png"),
    (b"\xff\xd8\xff", ".jpg"),
    (b"II*\x00", ".tif"),
    (b"MM\x00*", ".tif"),
    (b"GIF8", ".gif"),
)
_REFUSED = (
    (b"Rar!\x1a\x07", "is a RAR archive; unpack it and pack its files as ZIP"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive; unpack it and pack its files as ZIP"),
    (b"\x1f\x8b", "is packed by gzip; unpack it"),
    (
        b"\x78\x9f\x3e\x22",
        "is the attachments in Outlook's own wrapping; open the message in Outlook and save them",
    ),
    (b"\x76\xe8\x04\x60", "is encrypted; open it in Outlook and save it without"),
    (b"<?xml", "is XML for machines; save it as PDF, DOCX or HTML"),
)
_MAIN_PART = re.compile(
    rb"(wordprocessing|ms-word|presentation|ms-powerpoint|spreadsheet|ms-excel)"
    rb"[\w.-]{0,80}\.main\+xml"
)
_OFFICE = {
    b"wordprocessing": ".docx",
    b"ms-word": ".docx",
    b"presentation": ".pptx",
    b"ms-powerpoint": ".pptx",
    b"spreadsheet": ".xlsx",
    b"ms-excel": ".xlsx",
}
_OPEN_DOCUMENT = (
    (b"application/vnd.oasis.opendocument.text", ".odt"),
    (b"application/vnd.oasis.opendocument.spreadsheet", ".ods"),
    (b"application/vnd.oasis.opendocument.presentation", ".odp"),
)
_STREAMS = (
    ("__properties_version1.0", ".msg"),
    ("WordDocument", ".doc"),
    ("Workbook", ".xls"),
    ("Book", ".xls"),
    ("PowerPoint Document", ".ppt"),
)
# Possessive: a page may begin with hundreds of comments, which may end at one place only.
_HTML = re.compile(
    rb"^\s*+(?:<\?xml[^>]*>\s*+)?(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype html|html)\b",
    re.IGNORECASE | re.DOTALL,
)
_HEADER = re.compile(
    rb"^(?:Received|Return-Path|MIME-Version|Message-ID|Delivered-To):",
    re.IGNORECASE | re.MULTILINE,
)
_WORDS = re.compile(rb"\w\W+\w")
_PDF = re.compile(rb"%PDF-\d")
# Some servers and programs put lines of their own before a PDF.
_BEFORE_PDF = 1_024
# A memorandum may begin with "From:"; only mail programs write two of these.
FEWEST_HEADERS = 2
_LARGEST_CONTENTS = 1_000_000

# What zipfile and olefile raise on files cut short or altered.
_ZIP_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    OSError,
    EOFError,
)
_OLE_DAMAGE = (OSError, IndexError, ValueError, TypeError, AttributeError, struct.error)


def sniff(content: bytes, name: str) -> str:
    """The format, named by the usual ending of its files: ".pdf", ".docx".

    Args:
        content: The whole file.
        name: Its name, whose ending tells Markdown from CSV; empty text where it
            says nothing.

    Raises:
        UnreadableError: It is encrypted, or of a kind that cannot be read.
    """
    by_head = sniff_head(content[:HEAD])
    if by_head == ".zip":
        return _packed(content)
    if by_head == ".ole":
        return _compound(content)
    if by_head:
        return by_head
    reason = why_refused(content[:HEAD])
    if reason:
        raise UnreadableError(reason)
    ending = PurePath(name).suffix.lower()
    if ending in TEXTS:
        return ending
    if ending and not _WORDS.search(content[:HEAD]):
        raise UnreadableError(f"has the ending {ending!r}, but is damaged or none; save it anew")
    return ".txt"


def sniff_head(head: bytes) -> str:
    """The format that the first bytes show, ".zip" and ".ole" for families; empty for others."""
    text = _as_utf8(head)
    shown = next((ending for magic, ending in _MAGIC if text.startswith(magic)), "")
    if shown:
        return shown
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return ".webp"
    if _HTML.match(text):
        return ".html"
    if _PDF.search(head[:_BEFORE_PDF]):
        return ".pdf"
    lines = text.replace(b"\r\n", b"\n").lstrip(b"\n").split(b"\n\n")[0]
    return ".eml" if len(_HEADER.findall(lines)) >= FEWEST_HEADERS else ""


def why_refused(head: bytes) -> str:
    """Why a file with these first bytes cannot be read; empty where they say nothing."""
    return next((reason for magic, reason in _REFUSED if head.startswith(magic)), "")


def _as_utf8(head: bytes) -> bytes:
    """The bytes without a byte order mark, UTF-16 as UTF-8."""
    if head.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return head.decode("utf-16", "ignore").encode("utf-8", "ignore")
    return head.removeprefix(BOM_UTF8)


def _packed(content: bytes) -> str:
    """The kind of a zipped file, by what it holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return _kind_of_package(package)
    except _ZIP_DAMAGE as error:
        raise UnreadableError(
            "is a damaged package; open it in its program and save it anew"
        ) from error


def _kind_of_package(package: zipfile.ZipFile) -> str:
    names = package.namelist()
    if names[:1] == ["mimetype"]:
        return _open_document(_first_bytes(package, "mimetype"))
    if any(name.endswith(".iwa") for name in names):
        raise UnreadableError("is of Pages, Numbers or Keynote; export it as PDF or DOCX")
    if "[Content_Types].xml" not in names:
        return ".zip"
    main = _MAIN_PART.search(_first_bytes(package, "[Content_Types].xml"))
    if main is None:
        raise UnreadableError(
            "is a damaged Office file, or of a kind that cannot be read; save it as PDF or DOCX"
        )
    return _OFFICE[main[1]]


def _first_bytes(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as part:
        return part.read(_LARGEST_CONTENTS)


def _open_document(kind: bytes) -> str:
    for start, ending in _OPEN_DOCUMENT:
        if kind.startswith(start):
            return ending
    shown = kind[:80].decode("ascii", "replace").strip()
    raise UnreadableError(f"is of the kind {shown!r}, which cannot be read; save it as PDF or DOCX")


def _compound(content: bytes) -> str:
    """The kind of an OLE file: Office up to 2003, Outlook, or anything with a password."""
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as package:
            for stream, ending in _STREAMS:
                if package.exists(stream):
                    return ending
            is_encrypted = package.exists("EncryptedPackage")
    except _OLE_DAMAGE as error:
        raise UnreadableError("is damaged; open it in its program and save it anew") from error
    if is_encrypted:
        raise UnreadableError("is encrypted; save it without a password")
    raise UnreadableError("is no document that can be read; save it as PDF or DOCX")
