"""The files of a run, written so that a run which dies leaves the last good ones whole."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import shutil
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

# A cell that begins so is run as a formula by a spreadsheet that opens the CSV.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# New files until they are moved to their places, and those that were there, while they are.
_STAGING, _EARLIER = ".writing", ".earlier"
# Of all the new files, among the earlier ones.
_NAMES = ".names"


def to_csv(frame: pd.DataFrame) -> bytes:
    """UTF-8 CSV with a header; cells that a spreadsheet would run get a leading apostrophe."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(frame.columns)
    # By columns, which takes half the time of the frame's own way over its cells.
    writer.writerows(zip(*(_cells(frame[name]) for name in frame.columns), strict=True))
    return text.getvalue().encode()


def _cells(column: pd.Series[Any]) -> list[object]:
    """The cells of a column as a CSV file holds them; nothing for one that has no value."""
    present = column.notna().tolist()
    cells = column.tolist()
    return [make_safe(cell) if here else "" for cell, here in zip(cells, present, strict=True)]


def make_safe(cell: object) -> object:
    """The cell; text that a spreadsheet would run stands after an apostrophe.

    A carriage return, which would break its row in two, becomes a line feed.
    """
    if not isinstance(cell, str):
        return cell
    marked = "'" + cell if cell.startswith(_FORMULA_STARTS) else cell
    return marked.replace("\r\n", "\n").replace("\r", "\n")


def undo_safe(cell: str) -> str:
    """The text of a cell as it was before the apostrophe that made it safe."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_FORMULA_STARTS) else cell


def to_json(value: object) -> bytes:
    """Indented UTF-8 JSON with sorted keys."""
    return (json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def read_mentions(folder: Path) -> pd.DataFrame:
    """Ids in the ``mentions.csv`` of an earlier run's outputs.

    Raises:
        UsageError: The folder holds no mentions.csv of a run.
    """
    return _read_columns(folder / "mentions.csv", ["mention_id", "recommendation_id"])


def _read_columns(path: Path, columns: list[str]) -> pd.DataFrame:
    try:
        return pd.read_csv(path, usecols=columns, dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path}: cannot be read as an earlier run's mentions ({error}); "
            "name a folder that a run has written"
        ) from error


def read_labels(folder: Path) -> dict[str, set[str]]:
    """The categories, and the tags as they are joined, in the ``mentions.csv`` of outputs.

    Raises:
        UsageError: The folder holds no mentions.csv of a run.
    """
    frame = _read_columns(folder / "mentions.csv", ["category", "tags"])
    return {column: set(frame[column]) - {""} for column in frame.columns}


def write_outputs(folder: Path, files: Mapping[str, bytes], *, run: Mapping[str, object]) -> None:
    """Write the files and, last, ``run.json``, which names each with its SHA-256.

    Everything is written and flushed to disk beside its place first, then moved
    there, so a reader sees a whole file, the earlier or the new; where the
    hashes in run.json agree, they are all of one run. Of a process that dies
    between two moves, ``put_back`` undoes those that it made.

    The folder itself is never exchanged for another: it may be a mount or a link,
    hold files of people, or be open in a program, and no system but Linux could do
    it at one stroke.

    Raises:
        UsageError: The folder cannot be written.
    """
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())}
    complete = {**files, "run.json": to_json({**run, "files": hashes})}
    try:
        _put_back(folder)
        staging = folder / _STAGING
        # A run that died may have left it.
        shutil.rmtree(staging, ignore_errors=True)
        (staging / _EARLIER).mkdir(parents=True)
        try:
            for name, data in complete.items():
                _write(staging / name, data)
                if (folder / name).exists():
                    _write(staging / _EARLIER / name, (folder / name).read_bytes())
            _write(staging / _EARLIER / _NAMES, to_json(list(complete)))
            _move_all(complete, folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise UsageError(
            f"{folder}: cannot be written ({error.strerror}); nothing in it was changed. "
            "Close its files in other programs, or make room, and run again"
        ) from error


def _move_all(names: Iterable[str], folder: Path) -> None:
    """Move files into the folder; where one cannot be, the earlier ones go back."""
    staging, earlier = folder / _STAGING, folder / _EARLIER
    (staging / _EARLIER).rename(earlier)
    try:
        for name in names:
            (staging / name).replace(folder / name)
        # From here on the new ones count.
        earlier.rename(staging / _EARLIER)
    finally:
        _put_back(folder)


def put_back(folder: Path) -> None:
    """The files are of one run again, where one died while it moved its own to their places.

    Nobody may write to the folder meanwhile.

    Raises:
        UsageError: The folder cannot be written; the next call tries again.
    """
    try:
        _put_back(folder)
    except OSError as error:
        raise UsageError(
            f"{folder}: a run died while it wrote there, and the files of the one before cannot "
            f"be put back ({error.strerror}). Close them in other programs, and call again"
        ) from error


def _put_back(folder: Path) -> None:
    """As ``put_back``. Dying here does no harm: the next call begins anew."""
    staging, earlier = folder / _STAGING, folder / _EARLIER
    if not earlier.exists():
        return
    for name in json.loads((earlier / _NAMES).read_bytes()):
        if (earlier / name).exists():
            replace_file(folder / name, (earlier / name).read_bytes())
        else:
            (folder / name).unlink(missing_ok=True)
    staging.mkdir(exist_ok=True)
    earlier.rename(staging / _EARLIER)
    shutil.rmtree(staging)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that who reads it finds the earlier or the new one, whole.

    Raises:
        OSError: It cannot be written; what was there before is there still.
    """
    beside = path.with_name(f".{path.name}.writing")
    try:
        _write(beside, data)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
