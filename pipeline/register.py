"""The register of a workspace: which documents it holds, and what is known of each.

It is one TOML file, ``corpus/sources.toml``, that people edit. The program adds to
its end and changes nothing else in it, so comments and order stay:

- ``[[source]]`` is a file, the first version of a document or, where it
  ``replaces`` the id of one, a later version;
- ``[[withdrawn]]`` names the id of a document that is not processed any more.
"""

from __future__ import annotations

import dataclasses
import os
import re
import tomllib
import unicodedata
from collections import Counter, defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import tomli_w
from rapidfuzz import fuzz, process, utils

from pipeline.config import read_entries, read_toml
from pipeline.contributions import pair
from pipeline.errors import ConfigError, UsageError
from pipeline.locking import hold
from pipeline.records import Source, printable

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping

REGISTER = Path("corpus") / "sources.toml"
LOCK = Path("corpus") / ".sources.lock"

# What one entry says, by its keys in the file.
Entry: TypeAlias = "dict[str, str | date]"

_SOURCE_KEYS = (
    {field.name for field in dataclasses.fields(Source)} - {"document_id", "member", "other"}
) | {"id", "replaces", "registered"}
_WITHDRAWN_KEYS = {"id", "on", "note"}
_DATES = frozenset({"published", "registered", "on"})
# What a version says of itself only: its date and where it can be read are not the next one's.
_OWN = frozenset({"document_id", "path", "member", "other", "published", "url"})
_EMPTY_LIST = re.compile(r"^(?:source|withdrawn)\s*=\s*\[\s*\][ \t]*(?:#.*)?$", re.MULTILINE)
# What reading adds to a source's id for each document inside it.
_INNER = re.compile(r"-[0-9a-f]{8}$")
_SECONDS_TO_WAIT = 600
_NEAR = 60
_SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A file of a document.

    Attributes:
        registered: When it was registered; a version that does not say counts as
            registered with the one before it in the file.
    """

    source: Source
    registered: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What the register of a workspace says.

    Attributes:
        path: The file.
        documents: Versions of each document, by its id, the newest last.
        withdrawn: Ids of the documents that are not processed any more.
    """

    path: Path
    documents: Mapping[str, tuple[Version, ...]]
    withdrawn: frozenset[str]

    def processed(self) -> list[Source]:
        """The newest version of each document that was not withdrawn, sorted by id."""
        newest = [
            versions[-1].source
            for document_id, versions in sorted(self.documents.items())
            if document_id not in self.withdrawn
        ]
        return pair(newest)

    def all_sources(self) -> list[Source]:
        """Every version of every document: those processed, then replaced, then withdrawn."""
        sources = [version.source for versions in self.documents.values() for version in versions]
        return sorted(
            sources, key=lambda source: (source.document_id in self.withdrawn, self.is_old(source))
        )

    def is_old(self, source: Source) -> bool:
        """Whether a newer version took the source's place."""
        return self.documents[source.document_id][-1].source != source

    def tell(self, source: Source) -> str:
        """What became of a source, as the end of a sentence for people."""
        if source.document_id in self.withdrawn:
            return (
                f"was withdrawn; take the [[withdrawn]] entry of {printable(source.document_id)} "
                f"out of {REGISTER.as_posix()} to bring it back"
            )
        newest = self.documents[source.document_id][-1].source
        if newest != source:
            return f"was replaced by {newest.name} ({printable(source.document_id)})"
        return f"is registered as {printable(source.document_id)}"

    def find(self, name: str) -> str:
        """The id of the document that is called so, by its id or by the name of a file of it.

        Raises:
            UsageError: No document is called so, or several are, or it was withdrawn.
        """
        found = {name} & self.documents.keys() or self._with_file(name)
        if not found:
            raise UsageError(f"{name!r} is no document of {self.path}; {self._near(name)}")
        standing = found - self.withdrawn
        if len(standing) > 1:
            listed = ", ".join(sorted(standing))
            raise UsageError(f"{name!r} is a file of several documents: {listed}; name one by id")
        if not standing:
            withdrawn = self.documents[min(found)][-1].source
            raise UsageError(f"{name!r} {self.tell(withdrawn)}")
        return standing.pop()

    def _with_file(self, name: str) -> set[str]:
        path = Path(os.path.realpath(name))
        return {
            source.document_id
            for source in self.all_sources()
            if name == source.path.name or path == source.path
        }

    def _near(self, name: str) -> str:
        if not self.documents:
            return "it holds none; name the folder of your work with --workspace"
        called = {
            text: f"{source.document_id} ({source.name})"
            for source in self.all_sources()
            for text in (source.document_id, source.path.name)
        }
        near = process.extract(
            name,
            called.keys(),
            scorer=fuzz.WRatio,
            processor=utils.default_process,
            limit=_SHOWN,
            score_cutoff=_NEAR,
        )
        if not near:
            return "the ids are in that file"
        return f"near it are {', '.join(dict.fromkeys(called[text] for text, _, _ in near))}"


def read_register(workspace: Path) -> Register:
    """The register of a workspace; empty where it has none yet.

    Raises:
        ConfigError: An entry has an unknown key or a value of the wrong type, lacks its
            path, repeats an id or a path, replaces or withdraws what is not there.
    """
    path = workspace / REGISTER
    return _parse(read_toml(path) if path.exists() else {}, path)


def load_register(workspace: Path) -> list[Source]:
    """The sources of a workspace that are processed, sorted by id.

    Raises:
        ConfigError: As `read_register`.
    """
    return read_register(workspace).processed()


@contextmanager
def locked(workspace: Path) -> Iterator[None]:
    """Keeps other programs of ours from changing the register meanwhile.

    Raises:
        UsageError: The corpus folder cannot be written to, or is locked for long.
    """
    with hold(workspace / LOCK, guarded=workspace / REGISTER, seconds=_SECONDS_TO_WAIT):
        yield


def append(register: Register, entries: Iterable[Entry], *, table: str = "source") -> Register:
    """The register after entries were added at its end, the file replaced whole or not at all.

    Call it with the register `locked`.

    Args:
        register: As read under the lock.
        entries: What to add, by the keys of the file.
        table: "source" or "withdrawn".

    Raises:
        ConfigError: The file is written in a way that forbids entries after it.
        UsageError: The file cannot be written.
    """
    entries = list(entries)
    if not entries:
        return register
    path = register.path
    added = "".join(f"\n[[{table}]]\n{tomli_w.dumps(entry)}" for entry in entries)
    try:
        before = path.read_bytes().decode() if path.exists() else ""
        # An empty list, which a person may have left, forbids entries after it.
        text = _EMPTY_LIST.sub("", before) + added
        changed = _parse(tomllib.loads(text.removeprefix("\ufeff")), path)
        fresh = path.with_suffix(".new")
        fresh.write_bytes(text.encode())
        fresh.replace(path)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{path}: cannot be added to ({error}); write each {table} as a [[{table}]] entry"
        ) from error
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}); see who else uses it"
        ) from error
    return changed


def withdraw(workspace: Path, name: str, *, note: str, on: date) -> tuple[Version, ...]:
    """The versions of the document that was withdrawn; their files stay where they are.

    Args:
        workspace: Folder that holds the register.
        name: The document's id, or the name of a file of it.
        note: Why, for those who read the register; may be empty.
        on: The day of it.

    Raises:
        ConfigError: The register cannot be used.
        UsageError: No document is called so, or several are, or it was withdrawn before;
            or the register cannot be written.
    """
    read_register(workspace).find(name)
    with locked(workspace):
        register = read_register(workspace)
        document_id = register.find(name)
        entry: Entry = {"id": document_id, "on": on}
        if note:
            entry["note"] = note
        return append(register, [entry], table="withdrawn").documents[document_id]


def outermost(document_id: str, known: Container[str]) -> str:
    """Id of the registered source that holds a document: its own, or that of its archive."""
    name = document_id
    while name not in known and _INNER.search(name):
        name = _INNER.sub("", name)
    return name


def slug(text: str) -> str:
    """Lower-case letters and digits of any script, hyphens between."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")


def _parse(contents: dict[str, Any], path: Path) -> Register:
    if set(contents) - {"source", "withdrawn"}:
        raise ConfigError(
            f"{path}: holds {sorted(contents)}; "
            f"only [[source]] and [[withdrawn]] entries belong there"
        )
    firsts: list[str] = []
    versions: defaultdict[str, list[Version]] = defaultdict(list)
    for number, entry in enumerate(read_entries(contents, "source", place=path), start=1):
        place = f"{path}, source {number}"
        _check_keys(entry, _SOURCE_KEYS, place=place)
        source = _source(entry, place=place, folder=path.parent)
        if not entry.get("replaces"):
            firsts.append(source.document_id)
        earlier = versions[source.document_id]
        undated = earlier[-1].registered if earlier else date.min
        earlier.append(Version(source=source, registered=entry.get("registered", undated)))
    _check_unique(firsts, what="id", place=path)
    _check_unique(
        [str(v.source.path) for several in versions.values() for v in several],
        what="path",
        place=path,
    )
    _check_replaced(versions.keys() - set(firsts), place=path)
    return Register(
        path=path,
        documents={document_id: _in_order(several) for document_id, several in versions.items()},
        withdrawn=_withdrawn(contents, versions.keys(), path),
    )


def _source(entry: dict[str, Any], *, place: str, folder: Path) -> Source:
    path, own = entry.get("path"), entry.get("id")
    if not path:
        raise ConfigError(f'{place}: has no path; add path = "FILE" or remove the entry')
    if "\0" in path:
        raise ConfigError(f"{place}: path is {path!r}; take out the null character")
    replaced = entry.get("replaces")
    if replaced and own and own != replaced:
        raise ConfigError(
            f"{place}: has the id {own!r} and replaces {replaced!r}; "
            f"take the id out, for a new version has the id of what it replaces"
        )
    stem = Path(path).stem
    name = slug(entry.get("symbol") or entry.get("title") or stem) or slug(stem) or "document"
    values = {
        key: value for key, value in entry.items() if key not in ("id", "replaces", "registered")
    }
    values["path"] = Path(os.path.realpath(folder / path))
    return Source(document_id=replaced or own or name, **values)


def _in_order(versions: Iterable[Version]) -> tuple[Version, ...]:
    """The versions by the day of registering, each with what those before it said for it too."""
    ordered: list[Version] = []
    for version in sorted(versions, key=lambda version: version.registered):
        source = version.source
        if ordered:
            said = {
                field.name: getattr(ordered[-1].source, field.name)
                for field in dataclasses.fields(Source)
                if field.name not in _OWN and not getattr(source, field.name)
            }
            source = replace(source, **said)
        ordered.append(replace(version, source=source))
    return tuple(ordered)


def _withdrawn(contents: dict[str, Any], documents: Collection[str], path: Path) -> frozenset[str]:
    ids = []
    for number, entry in enumerate(read_entries(contents, "withdrawn", place=path), start=1):
        place = f"{path}, withdrawn {number}"
        _check_keys(entry, _WITHDRAWN_KEYS, place=place)
        if entry.get("id") not in documents:
            raise ConfigError(
                f"{place}: id is {entry.get('id', '')!r}, which no source has; "
                f"correct it or remove the entry"
            )
        ids.append(entry["id"])
    return frozenset(ids)


def _check_keys(entry: dict[str, Any], known: Collection[str], *, place: str) -> None:
    for key, value in entry.items():
        if key not in known:
            raise ConfigError(f"{place}: unknown key {key!r}; known are {', '.join(sorted(known))}")
        kind = date if key in _DATES else str
        if type(value) is not kind:
            example = "2025-03-14" if kind is date else '"text"'
            raise ConfigError(f"{place}: {key} is {value!r}; write it as {key} = {example}")


def _check_unique(values: Iterable[str], *, what: str, place: Path) -> None:
    for value, count in Counter(values).items():
        if count > 1:
            raise ConfigError(
                f"{place}: {what} {value!r} stands more than once; remove an entry, give each "
                f'an id of its own, or write replaces = "ID" in the one that is a new version'
            )


def _check_replaced(unknown: Collection[str], *, place: Path) -> None:
    if unknown:
        raise ConfigError(
            f"{place}: an entry replaces {min(unknown)!r}, but none without replaces has that id; "
            f"write there the id of the document's first version"
        )
