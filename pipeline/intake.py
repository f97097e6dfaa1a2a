"""Files into the register: found, compared with what it holds, refused or registered."""

from __future__ import annotations

import functools
import hashlib
import itertools
import os
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.records import Rejection, Source, printable
from pipeline.register import REGISTER, append, locked, read_register

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator

    from pipeline.register import Entry, Register

# Files of the corpus folder that are about it, not in it.
NOT_DOCUMENTS = frozenset({"sources.toml", "readme.md", "sources.new"})
# Folders at the top of a workspace that hold no documents.
_FURNITURE = frozenset({"outputs", "models", "cache"})
# Names of what a browser or a copying program has not finished, and of office programs' own.
_UNFINISHED = (".part", ".partial", ".crdownload", ".download", ".filepart", ".tmp", "~")
_OPENED = "~$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file that was found, and why it is not to be registered; empty where it may be.

    Attributes:
        digest: Of its content; empty where that was not read.
        known: What the register holds with the same path or content.
    """

    path: Path
    digest: str
    reason: str
    known: Source | None

    @property
    def is_known_itself(self) -> bool:
        """Whether the register holds this very file."""
        return self.known is not None and self.known.path == self.path

    @property
    def rejection(self) -> Rejection:
        """The reason, for people."""
        return refuse(self.path, self.reason)


def take_in(
    workspace: Path, paths: Iterable[Path], *, why_unreadable: Callable[[Path], str]
) -> tuple[list[Source], list[Rejection]]:
    """Every source to process, after the files among ``paths`` were registered where they lie.

    A folder is read recursively; hidden and unfinished files are left out. What was
    withdrawn is refused where it is named itself, and passed over in a folder.

    Args:
        workspace: Folder that holds ``corpus/sources.toml``, or will.
        paths: Files and folders. The order does not matter.
        why_unreadable: Tells why a file of that name cannot be read, or an empty text;
            such a file is refused and not registered.

    Raises:
        ConfigError: The register cannot be used.
        UsageError: The register cannot be written.
    """
    paths = list(paths)
    files, rejections = find_files(paths, workspace)
    examine = Examination(files, lambda file: why_unreadable(file) or why_unwritable(file))
    register = read_register(workspace)
    examined = examine(register)
    if not all(file.reason for file in examined):
        with locked(workspace):
            # Another process may have registered some of them meanwhile.
            register = read_register(workspace)
            examined = examine(register)
            register = append(register, _entries(examined, register))
    named = {real_path(path) for path in paths}
    for file in examined:
        withdrawn = file.known is not None and file.known.document_id in register.withdrawn
        if file.reason and (file.path in named if withdrawn else not file.is_known_itself):
            rejections.append(file.rejection)
    return register.processed(), sorted(rejections, key=by_item)


class Examination:
    """Compares files with a register, as often as it is called; reads each only once.

    Args:
        files: In any order.
        why_not: Tells what speaks against a file by itself, or an empty text.
    """

    def __init__(self, files: Iterable[Path], why_not: Callable[[Path], str]) -> None:
        self._files = sorted(files)
        self._why_not = functools.cache(why_not)
        self._digest = functools.cache(_digest)

    def __call__(self, register: Register) -> list[Examined]:
        """Each file by its path; of several with one content, all but the first have a reason."""
        sources = register.all_sources()
        by_path = {source.path: source for source in sources}
        contents = _Contents(sources, self._digest)
        first: dict[str, Path] = {}
        examined = []
        for path in self._files:
            known = by_path.get(path)
            reason = register.tell(known) if known else self._why_not(path)
            digest = "" if reason else self._digest(path)
            if digest:
                known = contents.find(path)
                reason = _why_twin(path, known, first.setdefault(digest, path), register)
            examined.append(Examined(path=path, digest=digest, reason=reason, known=known))
        return examined


class _Contents:
    """Sources by their content; reads only those that have the size of what is sought."""

    def __init__(self, sources: Iterable[Source], digest: Callable[[Path], str]) -> None:
        self._digest = digest
        self._by_digest: dict[str, Source] = {}
        self._unread: defaultdict[int, list[Source]] = defaultdict(list)
        for source in sources:
            self._unread[_size(source.path)].append(source)

    def find(self, path: Path) -> Source | None:
        """The source with the content of the file, the first where there are several."""
        for source in self._unread.pop(_size(path), ()):
            self._by_digest.setdefault(self._digest(source.path), source)
        return self._by_digest.get(self._digest(path))


def find_files(paths: Iterable[Path], workspace: Path) -> tuple[set[Path], list[Rejection]]:
    """The files at the paths and below, and a rejection for each path that has none."""
    files: set[Path] = set()
    rejections = []
    for named in paths:
        path = real_path(named)
        found = set(_found(path, real_path(workspace)))
        files |= found
        if not os.path.exists(path):  # noqa: PTH110 (Path.exists fails on a name that is too long)
            rejections.append(refuse(named, "there is no such file or folder"))
        elif not found and not path.is_dir():
            rejections.append(refuse(path, "is no ordinary file; save what it gives as one"))
        elif not found and path != real_path(workspace / "corpus"):
            # A new workspace's corpus folder may be empty; any other was meant to hold something.
            rejections.append(refuse(path, "the folder holds no files"))
    return files, rejections


def is_unfinished(file: Path) -> bool:
    """Whether a file's name says that a program is still writing it, or keeps it for itself."""
    name = file.name.lower()
    return name.startswith(_OPENED) or name.endswith(_UNFINISHED)


def real_path(path: Path) -> Path:
    """The path without links; Path.resolve, unlike this, has an error for a link to itself."""
    return Path(os.path.realpath(path))


def refuse(path: Path, reason: str) -> Rejection:
    """The rejection of a file."""
    return Rejection(stage="register", item=printable(path.name), reason=reason)


def by_item(rejection: Rejection) -> tuple[str, str]:
    """Sorts rejections."""
    return rejection.item, rejection.reason


def why_unwritable(file: Path) -> str:
    """Why the register cannot name a file; empty where it can."""
    if any(unicodedata.category(character) == "Cs" for character in str(file)):
        return "its name holds a character that cannot be written; rename it"
    return ""


def id_of_content(digest: str, taken: Collection[str]) -> str:
    """An id from the content; with an ordinal where an earlier version of a file has it still."""
    name = f"doc-{digest[:12]}"
    ordinals = itertools.chain([name], (f"{name}-{number}" for number in itertools.count(2)))
    return next(candidate for candidate in ordinals if candidate not in taken)


def written(path: Path, register: Register) -> str:
    """Relative inside the corpus folder, so that a workspace can be moved; else absolute."""
    folder = real_path(register.path.parent)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()


def _entries(examined: Iterable[Examined], register: Register) -> Iterator[Entry]:
    """An entry for each file that may be registered."""
    taken = set(register.documents)
    for file in examined:
        if not file.reason:
            taken.add(document_id := id_of_content(file.digest, taken))
            yield {"id": document_id, "path": written(file.path, register)}


def _why_twin(path: Path, known: Source | None, first: Path, register: Register) -> str:
    """What has the content of the file already; empty where nothing has."""
    if known:
        return f"same content as {known.name}, which {register.tell(known)}"
    if first != path:
        return f"same content as {printable(first.name)}, which is taken in its place"
    return ""


def _found(path: Path, workspace: Path) -> Iterator[Path]:
    """A file itself; of a folder all below, but for hidden, unfinished and our own files."""
    if os.path.isfile(path):  # noqa: PTH113 (Path.is_file fails on a name that is too long)
        yield path
    elif os.path.isdir(path):  # noqa: PTH112 (the same)
        for file in path.rglob("*"):
            hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
            if hidden or is_unfinished(file):
                continue
            if file.is_file() and not _is_furniture(file, workspace):
                yield real_path(file)


def _is_furniture(file: Path, workspace: Path) -> bool:
    """Whether a file is about the workspace or made by a run, not a document in it."""
    made_by_a_run = file.parent.name == "outputs" and (file.parent / "run.json").exists()
    if made_by_a_run or file.name == REGISTER.name:
        return True
    corpus = real_path(workspace / "corpus")
    if real_path(file.parent) == corpus and file.name.lower() in NOT_DOCUMENTS:
        return True
    if not file.is_relative_to(workspace):
        return False
    place = file.relative_to(workspace)
    return place.parts[0] in _FURNITURE or place.name.startswith("stocktake.")


def _size(file: Path) -> int:
    """Bytes of the file; less than none where there is none to see."""
    try:
        return file.stat().st_size
    except OSError:
        return -1


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
