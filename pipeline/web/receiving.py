"""Files that somebody sends, put into the workspace's corpus folder; nothing in them is read."""

from __future__ import annotations

import re
import shutil
import tempfile
from contextlib import ExitStack
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile

from pipeline.adding import Description, add, safe_names
from pipeline.cache import CACHE
from pipeline.errors import UsageError
from pipeline.records import Rejection, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.datastructures import FormData

    from pipeline.adding import Added

MEGABYTES = 50
_TEXTS = ("title", "symbol", "body", "stakeholder_group")
_FOLDER = re.compile(r"[/\\]")
_LONGEST_NAME = 300


def receive(workspace: Path, form: FormData) -> tuple[list[Added], list[Rejection]]:
    """The files of a form that are in the corpus folder now, and those that were refused.

    Args:
        workspace: That takes them.
        form: With "files", and with what is said of them.

    Raises:
        UsageError: There are no files, or what is said does not fit them.
        ConfigError: The register cannot be used.
    """
    files = [one for one in form.getlist("files") if isinstance(one, UploadFile)]
    with ExitStack() as sent:
        for one in files:
            sent.callback(one.file.close)
        return _receive(workspace, form, [one for one in files if one.filename])


def _receive(
    workspace: Path, form: FormData, files: Sequence[UploadFile]
) -> tuple[list[Added], list[Rejection]]:
    from pipeline.ingest import why_unreadable  # noqa: PLC0415 (loads the readers' libraries, which other pages do without)

    if not files:
        raise UsageError("no file was sent; choose one or more")
    description = _describe(form, files=len(files))
    (workspace / CACHE).parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=(workspace / CACHE).parent) as folder:
        kept, refused = _keep(files, Path(folder))
        added: list[Added] = []
        if kept:
            added, unfit = add(
                workspace, kept, description, on=_today(), why_unreadable=why_unreadable
            )
            refused += unfit
    return added, refused


def _describe(form: FormData, *, files: int) -> Description:
    said = {name: " ".join(str(form.get(name, "")).split()) for name in _TEXTS}
    for name in ("title", "symbol"):
        if said[name] and files > 1:
            raise UsageError(f"a {name} is of one file, but {files} were sent; add that one alone")
    for name, value in said.items():
        if printable(value) != value:
            raise UsageError(f"{name} {value!r}: holds a character that is no text; leave it out")
    return Description(
        title=said["title"],
        symbol=said["symbol"],
        body=said["body"],
        stakeholder_group=said["stakeholder_group"],
        published=_to_date(str(form.get("published", ""))),
    )


def _to_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError(f"{text!r} is no date; write it as 2025-03-14") from error


def _keep(sent: Iterable[UploadFile], folder: Path) -> tuple[list[Path], list[Rejection]]:
    """The files, each in a folder of its own under a safe name, and those that are refused."""
    kept = []
    refused = []
    for number, one in enumerate(sent):
        name = _FOLDER.split(one.filename or "")[-1][-_LONGEST_NAME:]
        reason = _why_not(one.size or 0)
        if reason:
            refused.append(Rejection(stage="upload", item=printable(name), reason=reason))
            continue
        path = folder / str(number) / next(safe_names(name))
        path.parent.mkdir()
        with path.open("wb") as file:
            shutil.copyfileobj(one.file, file)
        kept.append(path)
    return kept, refused


def _why_not(size: int) -> str:
    if not size:
        return "is empty"
    if size > MEGABYTES * 1_000_000:
        return f"is larger than {MEGABYTES} MB; split it, or add it with stocktake add"
    return ""


def _today() -> date:
    return datetime.now().astimezone().date()
