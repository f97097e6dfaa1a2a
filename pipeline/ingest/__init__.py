"""Files to documents with numbered paragraphs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.mail import read_mail
from pipeline.ingest.pdf import read_pdf
from pipeline.ingest.plain import read_markdown, read_text
from pipeline.ingest.sheet import read_sheet
from pipeline.ingest.slides import read_slides
from pipeline.ingest.structure import to_paragraphs
from pipeline.ingest.webpage import read_webpage
from pipeline.ingest.word import read_word
from pipeline.records import Document, Rejection, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pipeline.ingest.blocks import Reading
    from pipeline.records import Source

__all__ = ["ingest", "read_document", "why_unreadable"]

STAGE = "ingest"
LARGEST_FILE = 200_000_000

_READERS: dict[str, Callable[[bytes], Reading]] = {
    ".csv": read_sheet,
    ".docx": read_word,
    ".eml": read_mail,
    ".htm": read_webpage,
    ".html": read_webpage,
    ".markdown": read_markdown,
    ".md": read_markdown,
    ".pdf": read_pdf,
    ".pptx": read_slides,
    ".text": read_text,
    ".tsv": read_sheet,
    ".txt": read_text,
}
_SAVE_AS = {
    ".doc": "DOCX",
    ".odt": "DOCX",
    ".rtf": "DOCX",
    ".ppt": "PPTX",
    ".odp": "PPTX",
    ".xls": "CSV",
    ".xlsx": "CSV",
    ".ods": "CSV",
    ".msg": "EML",
}


def ingest(
    sources: Iterable[Source], *, on_done: Callable[[], None]
) -> tuple[list[Document], list[Rejection]]:
    """The documents that could be read, by id, and a rejection for all that could not.

    A rejection is of a whole source, or of a part of one that is read for the
    rest: a page that is a picture, an attachment.

    Of several sources with the same content the first by id is read; each of the
    others is rejected.

    Args:
        sources: What to read.
        on_done: Called once a source, for a progress bar.
    """
    documents: list[Document] = []
    rejections: list[Rejection] = []
    read: dict[str, str] = {}
    for source in sorted(sources, key=lambda source: source.document_id):
        try:
            document, left_out = _read_new(source, _read_file(source.path), read)
            documents.append(document)
        except UnreadableError as error:
            left_out = (str(error),)
        rejections += [
            Rejection(stage=STAGE, item=printable(source.path.name), reason=reason)
            for reason in left_out
        ]
        on_done()
    return sorted(documents, key=lambda document: document.document_id), rejections


def read_document(source: Source) -> Document:
    """The document in the source's file.

    Raises:
        UnreadableError: If it cannot be read; the message says why, for people.
    """
    return _to_document(source, _read_file(source.path))[0]


def _read_new(
    source: Source, content: bytes, read: dict[str, str]
) -> tuple[Document, tuple[str, ...]]:
    """The document and what was left out of it, unless the same content was read before."""
    content_hash = hashlib.sha256(content).hexdigest()
    if content_hash in read:
        raise UnreadableError(f"same content as {read[content_hash]}, which is read instead")
    found = _to_document(source, content)
    read[content_hash] = source.path.name
    return found


def _to_document(source: Source, content: bytes) -> tuple[Document, tuple[str, ...]]:
    reason = why_unreadable(source.path)
    if reason:
        raise UnreadableError(reason)
    reading = _READERS[source.path.suffix.lower()](content)
    paragraphs = to_paragraphs(reading.sections)
    if not any(character.isalnum() for paragraph in paragraphs for character in paragraph.text):
        raise UnreadableError("holds no text")
    content_hash = hashlib.sha256(content).hexdigest()
    document = Document(source=source, content_hash=content_hash, paragraphs=paragraphs)
    return document, reading.left_out


def why_unreadable(path: Path) -> str:
    """Why a file of this name cannot be read, for people; empty where its ending is known."""
    suffix = path.suffix.lower()
    if suffix in _READERS:
        return ""
    if suffix in _SAVE_AS:
        return f"is a {suffix} file, which cannot be read; save it as {_SAVE_AS[suffix]}"
    known = ", ".join(sorted(_READERS))
    return f"has the ending {suffix!r}, which cannot be read; use one of {known}"


def _read_file(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UnreadableError("is a folder; register the files in it")
        if path.exists() and not path.is_file():
            raise UnreadableError("is no ordinary file; save what it gives as one")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise UnreadableError(f"has {size} bytes, more than {LARGEST_FILE}; split it")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError(
            "is not there any more; put it back, or take its entry out of corpus/sources.toml"
        ) from error
    except OSError as error:
        raise UnreadableError(f"cannot be opened: {error.strerror}") from error
    if not content:
        raise UnreadableError("is empty: it has no bytes")
    return content
