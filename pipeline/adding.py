"""Files copied into a workspace's corpus folder and registered with what is said of them."""

from __future__ import annotations

import dataclasses
import filecmp
import itertools
import os
import re
import shutil
import unicodedata
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.intake import (
    NOT_DOCUMENTS,
    Examination,
    by_item,
    find_files,
    id_of_content,
    real_path,
    refuse,
    why_unwritable,
    written,
)
from pipeline.records import Details, Source, printable
from pipeline.register import append, locked, read_register, slug

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator
    from datetime import date
    from pathlib import Path

    from pipeline.intake import Examined
    from pipeline.records import Rejection
    from pipeline.register import Entry, Register

# Characters that some system forbids in a file's name, or takes for a folder.
_UNSAFE = frozenset('/\\:*?"<>|')
# Bytes, of which most systems allow 255 with the ending.
_LONGEST_STEM = 180
_LONGEST_ENDING = 40
_LANGUAGE = re.compile("[a-z]{2}")
_DEFAULT_LANGUAGE = "en"
_OPTIONS = {"document_id": "--id", "published": "--date"}
_OF_ONE_FILE = ("title", "symbol", "document_id", "replaces")


@dataclass(frozen=True, slots=True, kw_only=True)
class Description(Details):
    """What somebody says of the files that they add; empty where nothing is said.

    Attributes:
        document_id: Key that the document is to have.
        replaces: Id, or file, of the document that the file is a new version of.
    """

    document_id: str = ""
    contribution: str = ""
    text_column: str = ""
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A file that was added.

    Attributes:
        source: As registered; its path is the copy's.
        name: What the file was called where it lay.
        replaced: Name of the file whose place it took; empty for a first version.
        namesakes: Ids of other documents with its symbol and language.
    """

    source: Source
    name: str
    replaced: str
    namesakes: tuple[str, ...]


def add(
    workspace: Path,
    paths: Iterable[Path],
    description: Description,
    *,
    on: date,
    why_unreadable: Callable[[Path], str],
) -> tuple[list[Added], list[Rejection]]:
    """The files among ``paths`` that were copied into the corpus folder and registered.

    A file that lies in that folder already is registered without a copy.

    Args:
        workspace: Folder that holds ``corpus/sources.toml``, or will.
        paths: Files, and folders to read with all below them.
        description: Is written into the register for each of the files.
        on: The day of it; of a document's versions the newest is processed.
        why_unreadable: Tells why a file of that name cannot be read, or an empty text;
            such a file is refused.

    Raises:
        ConfigError: The register cannot be used.
        UsageError: The description does not fit the files or the register; or the
            corpus folder cannot be written to.
    """
    files, rejections = find_files(paths, workspace)
    _check(description, files=len(files))
    if description.replaces:
        replaced = read_register(workspace).find(description.replaces)
        description = dataclasses.replace(description, replaces=replaced)
    corpus = real_path(workspace / "corpus")
    examine = Examination(
        files,
        lambda file: (
            why_unreadable(file) or (why_unwritable(file) if file.is_relative_to(corpus) else "")
        ),
    )
    with locked(workspace):
        register = read_register(workspace)
        examined = examine(register)
        added, uncopied = _add(register, examined, description, on=on)
    rejections += [file.rejection for file in examined if file.reason]
    return added, sorted(rejections + uncopied, key=by_item)


def _check(description: Description, *, files: int) -> None:
    for name, value in _said(description).items():
        option = _OPTIONS.get(name, f"--{name.replace('_', '-')}")
        if files > 1 and name in _OF_ONE_FILE:
            raise UsageError(f"{option} is of one file, but {files} were found; add that one alone")
        if isinstance(value, str) and printable(value) != value:
            raise UsageError(f"{option} {value!r}: holds a character that is no text; leave it out")
    if description.language and not _LANGUAGE.fullmatch(description.language):
        raise UsageError(f"--language {description.language!r}: write two letters, such as fr")
    if description.document_id and description.replaces:
        raise UsageError(
            f"--id {description.document_id!r} and --replaces {description.replaces!r}: "
            f"leave --id out, for a new version has the id of what it replaces"
        )


def _said(description: Description) -> dict[str, str | date]:
    fields = (field.name for field in dataclasses.fields(description) if field.name != "other")
    return {name: getattr(description, name) for name in fields if getattr(description, name)}


def _add(
    register: Register, examined: Iterable[Examined], description: Description, *, on: date
) -> tuple[list[Added], list[Rejection]]:
    """The files that were copied and registered; where registering fails, the copies are gone."""
    ids = set(register.documents)
    taken = {source.path for source in register.all_sources()}
    copied: dict[Path, Path] = {}
    entries = []
    rejections = []
    with ExitStack() as undo:
        for file in (file for file in examined if not file.reason):
            document_id = _document_id(file, description, register, ids)
            try:
                place = _place(file.path, real_path(register.path.parent), taken, undo)
            except OSError as error:
                rejections.append(refuse(file.path, f"cannot be copied ({error.strerror})"))
                continue
            ids.add(document_id)
            taken.add(place)
            copied[place] = file.path
            entries.append(_entry(document_id, place, register, description, on=on))
        changed = append(register, entries)
        undo.pop_all()
    sources = {source.path: source for source in changed.all_sources()}
    added = [_added(path, sources[place], description, register) for place, path in copied.items()]
    return added, rejections


def _document_id(
    file: Examined, description: Description, register: Register, taken: Collection[str]
) -> str:
    if description.replaces:
        return description.replaces
    own = description.document_id or _id_of_symbol(description)
    if own in register.documents:
        holder = register.documents[own][-1].source
        raise UsageError(
            f"the id {own!r} is that of {holder.name}, which {register.tell(holder)}; if this is "
            f"a new version of it, say --replaces {own}; if not, give it another with --id"
        )
    return own or id_of_content(file.digest, taken)


def _id_of_symbol(description: Description) -> str:
    """A document's key is its symbol and language; most are in English, which goes unsaid."""
    name, language = slug(description.symbol), description.language
    return f"{name}-{language}" if name and language not in ("", _DEFAULT_LANGUAGE) else name


def _entry(
    document_id: str, place: Path, register: Register, description: Description, *, on: date
) -> Entry:
    said = _said(description)
    said.pop("document_id", None)
    key = "replaces" if said.pop("replaces", None) else "id"
    # A clock that is behind must not make the new version an old one.
    days = [version.registered for version in register.documents.get(document_id, ())]
    return {
        key: document_id,
        "path": written(place, register),
        **said,
        "registered": max([on, *days]),
    }


def _added(path: Path, source: Source, description: Description, register: Register) -> Added:
    earlier = register.documents.get(source.document_id)
    return Added(
        source=source,
        name=printable(path.name),
        replaced=earlier[-1].source.name if earlier else "",
        namesakes=_namesakes(description, register),
    )


def _namesakes(description: Description, register: Register) -> tuple[str, ...]:
    """Ids of processed documents with the symbol and language of what is to be a new one."""
    key = _id_of_symbol(description)
    if not key or description.replaces:
        return ()
    return tuple(
        source.document_id
        for source in register.processed()
        if _id_of_symbol(Description(symbol=source.symbol, language=source.language)) == key
    )


def _place(path: Path, corpus: Path, taken: Collection[Path], undo: ExitStack) -> Path:
    """Where the file, or else its copy, lies in the corpus folder; nothing there is overwritten.

    Raises:
        OSError: The file cannot be copied.
    """
    if path.is_relative_to(corpus):
        return path
    places = (corpus / name for name in safe_names(path.name) if name.lower() not in NOT_DOCUMENTS)
    place = next(place for place in places if place not in taken and _is_free(place, path))
    if not os.path.lexists(place):
        _copy(path, place)
        undo.callback(place.unlink, missing_ok=True)
    return real_path(place)


def _is_free(place: Path, path: Path) -> bool:
    """Whether nothing is at the place, or a copy of the file that nobody registered."""
    if not os.path.lexists(place):
        return True
    return place.is_file() and filecmp.cmp(path, place, shallow=False)


def _copy(path: Path, place: Path) -> None:
    """Copy so that the place holds all of the file or nothing."""
    fresh = place.with_name(".adding")
    try:
        shutil.copyfile(path, fresh)
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def safe_names(name: str) -> Iterator[str]:
    """Names for a copy, fit for any system: the file's own, then with numbers."""
    safe = "".join(
        "-" if character in _UNSAFE or unicodedata.category(character)[0] == "C" else character
        for character in unicodedata.normalize("NFC", name)
    )
    stem = _cut(PurePath(safe).stem.lstrip(". "), _LONGEST_STEM) or "document"
    ending = _cut(PurePath(safe).suffix, _LONGEST_ENDING)
    yield stem + ending
    for number in itertools.count(2):
        yield f"{stem}-{number}{ending}"


def _cut(text: str, longest: int) -> str:
    return text.encode()[:longest].decode(errors="ignore").rstrip(" .")
