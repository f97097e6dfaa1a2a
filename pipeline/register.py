"""The register of a workspace: which documents it holds, and what is known of each.

It is one TOML file, ``corpus/sources.toml``, that people edit. A run adds to its
end and changes nothing else in it, so comments and order stay.
"""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
import os
import re
import tomllib
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from pipeline.config import read_entries, read_toml
from pipeline.errors import ConfigError, UsageError
from pipeline.records import Rejection, Source, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

REGISTER = Path("corpus") / "sources.toml"
_KEYS = {field.name for field in dataclasses.fields(Source)} - {"document_id"} | {"id"}
# Files of the corpus folder that are about it, not in it.
_NOT_DOCUMENTS = frozenset({"sources.toml", "readme.md", "sources.new"})
_EMPTY_LIST = re.compile(r"^source\s*=\s*\[\s*\][ \t]*(?:#.*)?$", re.MULTILINE)
# Folders at the top of a workspace that hold no documents.
_FURNITURE = frozenset({"outputs", "models"})


def load_register(workspace: Path) -> list[Source]:
    """Sources of a workspace, sorted by id; none where it has no register yet.

    Raises:
        ConfigError: An entry that lacks a path, has an unknown key or a value of
            the wrong type, or repeats an id or a path.
    """
    path = workspace / REGISTER
    if not path.exists():
        return []
    contents = read_toml(path)
    entries = read_entries(contents, "source", place=path)
    if set(contents) - {"source"}:
        raise ConfigError(f"{path}: holds {sorted(contents)}; only [[source]] entries belong there")
    sources = [
        _source(entry, place=f"{path}, source {number}", folder=path.parent)
        for number, entry in enumerate(entries, start=1)
    ]
    _check_unique([source.document_id for source in sources], what="id", place=path)
    _check_unique([str(source.path) for source in sources], what="path", place=path)
    return sorted(sources, key=lambda source: source.document_id)


def take_in(
    workspace: Path, paths: Iterable[Path], *, why_unreadable: Callable[[Path], str]
) -> tuple[list[Source], list[Rejection]]:
    """Every source of the workspace, after the files among ``paths`` were registered.

    A folder is read recursively; files that begin with a dot are left out.

    Args:
        workspace: Folder that holds ``corpus/sources.toml``, or will.
        paths: Files and folders, read where they lie. The order does not matter.
        why_unreadable: Tells why a file of that name cannot be read, or an empty text;
            such a file is refused and not registered.

    Raises:
        ConfigError: The register cannot be used.
        UsageError: The register cannot be written.
    """
    known = load_register(workspace)
    files, rejections = _find(paths, workspace.resolve())
    digests = {_digest(source.path): source.path.name for source in known}
    ids = {source.document_id for source in known}
    added = []
    for file in sorted(files - {source.path for source in known}):
        reason = why_unreadable(file) or _why_unwritable(file)
        digest = "" if reason else _digest(file)
        if digest in digests:
            reason = f"same content as {digests[digest]}, which is registered"
        if reason:
            rejections.append(_refuse(file, reason))
            continue
        digests[digest] = file.name
        ids.add(document_id := _new_id(digest, ids))
        added.append(Source(document_id=document_id, path=file))
    if added:
        _append(workspace / REGISTER, added)
    ordered = sorted(rejections, key=lambda rejection: (rejection.item, rejection.reason))
    return load_register(workspace), ordered


def slug(text: str) -> str:
    """Lower-case letters and digits of any script, hyphens between."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")


def _source(entry: dict[str, Any], *, place: str, folder: Path) -> Source:
    for key, value in entry.items():
        if key not in _KEYS:
            raise ConfigError(f"{place}: unknown key {key!r}; known are {', '.join(sorted(_KEYS))}")
        kind = date if key == "published" else str
        if type(value) is not kind:
            example = "2025-03-14" if kind is date else '"text"'
            raise ConfigError(f"{place}: {key} is {value!r}; write it as {key} = {example}")
        if isinstance(value, str) and key == "path" and "\0" in value:
            raise ConfigError(f"{place}: {key} is {value!r}; take out the null character")
    if not entry.get("path"):
        raise ConfigError(f'{place}: has no path; add path = "FILE" or remove the entry')
    values = {**entry, "path": (folder / entry["path"]).resolve()}
    name = entry.get("symbol") or entry.get("title") or Path(entry["path"]).stem
    document_id = values.pop("id", "") or slug(name) or slug(Path(entry["path"]).stem) or "document"
    return Source(document_id=document_id, **values)


def _check_unique(values: list[str], *, what: str, place: Path) -> None:
    for value, count in Counter(values).items():
        if count > 1:
            raise ConfigError(
                f"{place}: {what} {value!r} stands more than once; "
                f"remove an entry, or give each an id of its own"
            )


def _find(paths: Iterable[Path], workspace: Path) -> tuple[set[Path], list[Rejection]]:
    """The files at the paths and below, and a rejection for each path that has none."""
    files: set[Path] = set()
    rejections = []
    for named in paths:
        # realpath, unlike Path.resolve, has no error for a link to itself.
        path = Path(os.path.realpath(named))
        found = set(_found(path, workspace))
        files |= found
        if not os.path.exists(path):  # noqa: PTH110 (Path.exists fails on a name that is too long)
            rejections.append(_refuse(named, "there is no such file or folder"))
        elif not found and path != Path(os.path.realpath(workspace / "corpus")):
            # A new workspace's corpus folder may be empty; any other was meant to hold something.
            rejections.append(_refuse(path, "the folder holds no files"))
    return files, rejections


def _found(path: Path, workspace: Path) -> Iterator[Path]:
    """A file itself; of a folder all below, but for hidden files and the workspace's own."""
    if os.path.isfile(path):  # noqa: PTH113 (Path.is_file fails on a name that is too long)
        yield path
    elif os.path.isdir(path):  # noqa: PTH112 (the same)
        for file in path.rglob("*"):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if not hidden and file.is_file() and not _is_furniture(file, workspace):
                yield Path(os.path.realpath(file))


def _is_furniture(file: Path, workspace: Path) -> bool:
    """Whether a file is about the workspace or made by a run, not a document in it."""
    corpus = Path(os.path.realpath(workspace / "corpus"))
    made_by_a_run = file.parent.name == "outputs" and (file.parent / "run.json").exists()
    if made_by_a_run or file.name == REGISTER.name:
        return True
    if Path(os.path.realpath(file.parent)) == corpus and file.name.lower() in _NOT_DOCUMENTS:
        return True
    if not file.is_relative_to(workspace):
        return False
    place = file.relative_to(workspace)
    return place.parts[0] in _FURNITURE or place.name.startswith("stocktake.")


def _refuse(path: Path, reason: str) -> Rejection:
    return Rejection(stage="register", item=printable(path.name), reason=reason)


def _why_unwritable(file: Path) -> str:
    """Why the register cannot name a file; empty where it can."""
    if any(unicodedata.category(character) == "Cs" for character in str(file)):
        return "its name holds a character that cannot be written; rename it"
    return ""


def _new_id(digest: str, taken: Collection[str]) -> str:
    """An id from the content; with an ordinal where an earlier version of a file has it still."""
    name = f"doc-{digest[:12]}"
    ordinals = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(candidate for candidate in ordinals if candidate not in taken)


def _digest(file: Path) -> str:
    """SHA-256 of the content: a file's id must not depend on its name or on who came first.

    What cannot be read has a digest of its own; ingest will say why it cannot.
    """
    try:
        if file.is_file():
            with file.open("rb") as content:
                return hashlib.file_digest(content, "sha256").hexdigest()
    except OSError:
        pass
    return hashlib.sha256(str(file).encode(errors="replace")).hexdigest()


def _append(register: Path, sources: Iterable[Source]) -> None:
    """Add entries at the register's end; it is replaced whole, or left as it was."""
    entries = [
        {"id": source.document_id, "path": _written(source.path, register.parent)}
        for source in sources
    ]
    added = "".join(f"\n[[source]]\n{tomli_w.dumps(entry)}" for entry in entries)
    try:
        register.parent.mkdir(parents=True, exist_ok=True)
        before = register.read_text(encoding="utf-8-sig") if register.exists() else ""
        # An empty list, which a person may have left, forbids entries after it.
        text = _EMPTY_LIST.sub("", before) + added
        tomllib.loads(text)
        fresh = register.with_suffix(".new")
        fresh.write_text(text, encoding="utf-8")
        fresh.replace(register)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(
            f"{register}: cannot be added to ({error}); write each source as a [[source]] entry"
        ) from error
    except OSError as error:
        raise UsageError(f"{register}: cannot be written ({error.strerror})") from error


def _written(path: Path, folder: Path) -> str:
    """Relative inside the corpus folder, so that a workspace can be moved; else absolute."""
    folder = folder.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
