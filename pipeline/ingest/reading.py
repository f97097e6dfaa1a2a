"""One file to the documents that it holds: its format's reader, then the shared core."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import fields, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import File
from pipeline.ingest.details.masthead import find_details
from pipeline.ingest.formats.archive import read_archive
from pipeline.ingest.formats.mail import read_mail
from pipeline.ingest.formats.office import read_converted
from pipeline.ingest.formats.open_document import read_open_document
from pipeline.ingest.formats.outlook import read_outlook
from pipeline.ingest.formats.pdf import read_pdf
from pipeline.ingest.formats.picture import read_picture
from pipeline.ingest.formats.plain import read_markdown, read_text
from pipeline.ingest.formats.rich_text import read_rich_text
from pipeline.ingest.formats.sheet import read_sheet, read_workbook
from pipeline.ingest.formats.slides import read_slides
from pipeline.ingest.formats.webpage import read_webpage
from pipeline.ingest.formats.word import read_word
from pipeline.ingest.paragraphs.structure import to_paragraphs
from pipeline.ingest.sniffing import HEAD, sniff, sniff_head, why_refused
from pipeline.records import Details, Document, Rejection, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pipeline.config import IngestSettings
    from pipeline.ingest.blocks import Enclosure, Reading
    from pipeline.records import Source

STAGE = "ingest"

_READERS: dict[str, Callable[[File], list[Reading]]] = {
    ".csv": read_sheet,
    ".doc": read_converted,
    ".docx": read_word,
    ".eml": read_mail,
    ".gif": read_picture,
    ".htm": read_webpage,
    ".html": read_webpage,
    ".jpg": read_picture,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".msg": read_outlook,
    ".odp": read_converted,
    ".ods": read_converted,
    ".odt": read_open_document,
    ".pdf": read_pdf,
    ".png": read_picture,
    ".ppt": read_converted,
    ".pptx": read_slides,
    ".rtf": read_rich_text,
    ".text": read_text,
    ".tif": read_picture,
    ".tsv": read_sheet,
    ".txt": read_text,
    ".webp": read_picture,
    ".xls": read_converted,
    ".xlsx": read_workbook,
    ".zip": read_archive,
}
_ALSO_CALLED = frozenset({".jpeg", ".tiff", ".docm", ".pptm", ".xlsm"})


def read_source(
    source: Source, *, settings: IngestSettings
) -> tuple[list[Document], list[Rejection]]:
    """The documents in the source's file, and what in it could not be read.

    Most files hold one document; an archive, a message with attachments and a table
    of submissions hold several.

    Raises:
        UnreadableError: If the file cannot be read; the message says why, for people.
    """
    content = _content(source.path, settings)
    reason = why_unreadable(source.path)
    if reason:
        raise UnreadableError(reason)
    return _Reader(settings, lambda *_: None).read(source, content, outer=Details(), depth=0)


def read_contents(source: Source, *, settings: IngestSettings) -> dict[str, tuple[str, bytes]]:
    """Name and bytes of every file inside the source's by its document's id, its own among them.

    Raises:
        UnreadableError: If the file cannot be read.
    """
    contents: dict[str, tuple[str, bytes]] = {}

    def keep(document_id: str, name: str, content: bytes) -> None:
        contents[document_id] = name, content

    content = _content(source.path, settings)
    _Reader(settings, keep).read(source, content, outer=Details(), depth=0)
    return contents


def why_unreadable(path: Path) -> str:
    """Why a file cannot be read, for people, by its name and first bytes; empty where it may be."""
    if _is_known(path.name):
        return ""
    try:
        with path.open("rb") as file:
            return _why_unknown(path.name, file.read(HEAD))
    except OSError:
        return ""


def _is_known(name: str) -> bool:
    ending = PurePath(name).suffix.lower()
    return not ending or ending in _READERS or ending in _ALSO_CALLED


def _why_unknown(name: str, head: bytes) -> str:
    """Why a file cannot be read, for people; empty where its ending or content is known."""
    if _is_known(name) or sniff_head(head):
        return ""
    known = ", ".join(sorted(_READERS))
    ending = PurePath(name).suffix.lower()
    return (
        why_refused(head) or f"has the ending {ending!r}, which cannot be read; use one of {known}"
    )


def _content(path: Path, settings: IngestSettings) -> bytes:
    largest = settings.largest_megabytes * 1_000_000
    try:
        if path.is_dir():
            raise UnreadableError("is a folder; register the files in it")
        if path.exists() and not path.is_file():
            raise UnreadableError("is no ordinary file; save what it gives as one")
        size = path.stat().st_size
        if size > largest:
            raise UnreadableError(f"has {size} bytes, more than {largest}; split it")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError("is not there any more; put it back, or withdraw it") from error
    except OSError as error:
        raise UnreadableError(f"cannot be opened: {error.strerror}") from error
    if not content:
        raise UnreadableError("is empty: it has no bytes")
    return content


class _Reader:
    """Reads one file and all that is in it, counting what its limits count.

    Args:
        settings: The limits.
        on_read: Is told the id, the name and the bytes of each document.
    """

    def __init__(
        self, settings: IngestSettings, on_read: Callable[[str, str, bytes], None]
    ) -> None:
        self._settings = settings
        self._on_read = on_read
        self._members = 0
        self._left = settings.unpacked_megabytes * 1_000_000

    def read(
        self, source: Source, content: bytes, *, outer: Details, depth: int
    ) -> tuple[list[Document], list[Rejection]]:
        """The documents in the content, its enclosures' after its own.

        Args:
            source: What the register knows of it.
            content: Its bytes.
            outer: What the files around it say, which holds where it says nothing itself.
            depth: How many files are around it.
        """
        name = source.member or source.path.name
        reader = _READERS[sniff(content, name)]
        content_hash = hashlib.sha256(content).hexdigest()
        documents: list[Document] = []
        rejections: list[Rejection] = []
        for reading in reader(File(content=content, source=source, settings=self._settings)):
            own = _own_source(source, reading)
            document = _to_document(own, reading, content_hash, outer)
            if document is not None:
                documents.append(document)
                self._on_read(document.document_id, name, content)
            rejections += [_refuse(own, reason) for reason in reading.left_out]
            known = replace(own.fill(outer), title="", symbol="")
            base = replace(source, document_id=own.document_id, contribution=own.contribution)
            inner, refused = self._read_enclosures(base, reading, outer=known, depth=depth + 1)
            documents += inner
            rejections += refused
        if not documents and not rejections:
            raise UnreadableError("holds no text")
        return documents, rejections

    def _read_enclosures(
        self, source: Source, reading: Reading, *, outer: Details, depth: int
    ) -> tuple[list[Document], list[Rejection]]:
        documents: list[Document] = []
        rejections: list[Rejection] = []
        for enclosure, inner in _inner_sources(source, reading):
            if self._members >= self._settings.members:
                rejections.append(_refuse(source, self._too_many()))
                break
            self._members += 1
            try:
                content = self._unpack(enclosure, depth)
                found, refused = self.read(inner, content, outer=outer, depth=depth)
                documents += found
                rejections += refused
            except UnreadableError as error:
                rejections.append(_refuse(inner, str(error)))
        return documents, rejections

    def _too_many(self) -> str:
        return f"holds more than {self._settings.members} files; the rest is not read, split it"

    def _unpack(self, enclosure: Enclosure, depth: int) -> bytes:
        """The bytes of a file inside another, unless it is too deep or too much."""
        deepest = self._settings.nesting
        if depth > deepest:
            raise UnreadableError(f"lies in more than {deepest} files inside each other; unpack it")
        largest = self._settings.largest_megabytes * 1_000_000
        most = min(largest, self._left)
        content = enclosure.load(most + 1)
        self._left -= min(len(content), self._left)
        if len(content) > largest:
            raise UnreadableError(f"has more than {largest} bytes; split it")
        if len(content) > most:
            total = self._settings.unpacked_megabytes
            raise UnreadableError(f"would unpack to more than {total} megabytes with all before it")
        if not content:
            raise UnreadableError("is empty: it has no bytes")
        reason = _why_unknown(enclosure.name, content[:HEAD])
        if reason:
            raise UnreadableError(reason)
        return content


def _own_source(source: Source, reading: Reading) -> Source:
    """The source of a reading: of a row, or of a message and its attachments."""
    own = source.fill(reading.details)
    if reading.key:
        # A row says of itself what the register can only say of all rows together.
        said = {name: value for name, value in _values(reading.details) if value}
        own = replace(source, **said, document_id=_inner_id(source.document_id, reading.key))
    if reading.enclosures and not reading.is_bundle and not own.contribution:
        own = replace(own, contribution=own.document_id)
    return own


def _values(details: Details) -> list[tuple[str, Any]]:
    return [(field.name, getattr(details, field.name)) for field in fields(Details)]


def _inner_sources(source: Source, reading: Reading) -> Iterable[tuple[Enclosure, Source]]:
    """Each enclosure with a source of its own; title and symbol are the outer document's alone."""
    outer = replace(source, title="", symbol="")
    seen: Counter[str] = Counter()
    for enclosure in reading.enclosures:
        name = printable("/".join(filter(None, (source.member, enclosure.name))))
        seen[name] += 1
        key = f"{enclosure.name}\n{seen[name]}"
        inner = replace(outer, document_id=_inner_id(source.document_id, key), member=name)
        yield enclosure, inner


def _inner_id(document_id: str, key: str) -> str:
    return f"{document_id}-{hashlib.sha256(key.encode('utf-8', 'replace')).hexdigest()[:8]}"


def _to_document(
    source: Source, reading: Reading, content_hash: str, outer: Details
) -> Document | None:
    """The document; None where it has no text."""
    paragraphs = to_paragraphs(reading.sections)
    details, paragraphs = find_details(paragraphs)
    if not any(character.isalnum() for paragraph in paragraphs for character in paragraph.text):
        return None
    if reading.key:
        content_hash = hashlib.sha256(f"{content_hash}\n{reading.key}".encode()).hexdigest()
    return Document(
        source=source.fill(details).fill(outer),
        content_hash=content_hash,
        paragraphs=paragraphs,
    )


def _refuse(source: Source, reason: str) -> Rejection:
    return Rejection(stage=STAGE, item=source.name, reason=reason)
