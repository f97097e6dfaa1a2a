"""The register of a workspace: which documents it holds, and what is known of each.

It is one TOML file, ``corpus/sources.toml``, that people edit. A run adds to its
end and changes nothing else in it, so comments and order stay.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import tomli_w

from pipeline.config import read_toml
from pipeline.errors import ConfigError, UsageError
from pipeline.records import Rejection, Source

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

REGISTER = Path("corpus") / "sources.toml"
_KEYS = {field.name for field in dataclasses.fields(Source)} - {"document_id"} | {"id"}
# Files of the corpus folder that are about it, not in it.
_NOT_DOCUMENTS = frozenset({"sources.toml", "readme.md"})


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
    entries = contents.get("source", [])
    if set(contents) - {"source"} or not isinstance(entries, list):
        raise ConfigError(f"{path}: holds {sorted(contents)}; only [[source]] entries belong there")
    sources = [
        _source(entry, place=f"{path}, source {number}", folder=path.parent)
        for number, entry in enumerate(entries, start=1)
    ]
    _check_unique([source.document_id for source in sources], what="id", place=path)
    _check_unique([str(source.path) for source in sources], what="path", place=path)
    return sorted(sources, key=lambda source: source.document_id)


def take_in(
    workspace: Path, paths: Iterable[Path], *, endings: Collection[str]
) -> tuple[list[Source], list[Rejection]]:
    """Every source of the workspace, after the files among ``paths`` were registered.

    A folder is read recursively; files that begin with a dot are left out.

    Args:
        workspace: Folder that holds ``corpus/sources.toml``, or will.
        paths: Files and folders, read where they lie. The order does not matter.
        endings: Endings of the files that can be read, such as ".pdf".

    Raises:
        ConfigError: The register cannot be used.
        UsageError: The register cannot be written.
    """
    known = load_register(workspace)
    taken = {source.path for source in known}
    rejections: list[Rejection] = []
    files: set[Path] = set()
    for path in paths:
        found, refused = _files(path.resolve(), skip=workspace.resolve() / "corpus")
        files |= found
        rejections += refused
    added = []
    for file in sorted(files - taken):
        if file.suffix.lower() in endings:
            added.append(Source(document_id=_file_id(file), path=file))
        else:
            reason = f"{file.suffix or 'a file without ending'} is not a format that can be read"
            rejections.append(Rejection(stage="register", item=file.name, reason=reason))
    added, repeated = _distinct(added, {source.document_id: source for source in known})
    if added:
        _append(workspace / REGISTER, added)
    return load_register(workspace), sorted(
        rejections + repeated, key=lambda rejection: (rejection.item, rejection.reason)
    )


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
    if not entry.get("path"):
        raise ConfigError(f'{place}: has no path; add path = "FILE" or remove the entry')
    values = {**entry, "path": (folder / entry["path"]).resolve()}
    name = entry.get("symbol") or entry.get("title") or Path(entry["path"]).stem
    document_id = values.pop("id", "") or slug(name)
    return Source(document_id=document_id, **values)


def _check_unique(values: list[str], *, what: str, place: Path) -> None:
    for value, count in Counter(values).items():
        if count > 1:
            raise ConfigError(f"{place}: {what} {value!r} stands more than once; keep one of them")


def _files(path: Path, *, skip: Path) -> tuple[set[Path], list[Rejection]]:
    """The files at ``path``; the notes and the register of the corpus folder are none."""
    if path.is_file():
        return {path}, []
    if not path.is_dir():
        return set(), [_refuse(path, "there is no such file or folder")]
    found = {
        file
        for file in path.rglob("*")
        if file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(path).parts)
        and not (file.parent == skip and file.name.lower() in _NOT_DOCUMENTS)
    }
    # The corpus folder of a new workspace may well be empty; any other was meant to hold something.
    empty = not found and path != skip
    return found, [_refuse(path, "the folder holds no files")] if empty else []


def _refuse(path: Path, reason: str) -> Rejection:
    return Rejection(stage="register", item=path.name, reason=reason)


def _file_id(file: Path) -> str:
    """An id that does not depend on the order in which files come: name and content."""
    try:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        digest = hashlib.sha256(str(error).encode()).hexdigest()
    return f"{slug(file.stem)}-{digest[:8]}"


def _distinct(
    added: list[Source], known: dict[str, Source]
) -> tuple[list[Source], list[Rejection]]:
    """Sources with an id of their own; a file of the same name and content is refused."""
    kept: list[Source] = []
    refused = []
    for source in added:
        other = known.get(source.document_id)
        if other:
            reason = f"same name and content as {other.path}, which is registered"
            refused.append(_refuse(source.path, reason))
        else:
            kept.append(source)
            known = {**known, source.document_id: source}
    return kept, refused


def _append(register: Path, sources: Iterable[Source]) -> None:
    entries = [
        {"id": source.document_id, "path": _written(source.path, register.parent)}
        for source in sources
    ]
    text = "".join(f"\n[[source]]\n{tomli_w.dumps(entry)}" for entry in entries)
    try:
        register.parent.mkdir(parents=True, exist_ok=True)
        with register.open("a", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise UsageError(f"{register}: cannot be written ({error.strerror})") from error


def _written(path: Path, folder: Path) -> str:
    """Relative inside the corpus folder, so that a workspace can be moved; else absolute."""
    folder = folder.resolve()
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
