"""The table of the last run as a file of its own, in which people can work."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from typing import TYPE_CHECKING

from pipeline.config import OUTPUTS
from pipeline.errors import UsageError
from pipeline.last import read_run
from pipeline.outputs import put_back, replace_file, undo_safe
from pipeline.store import locate_store, open_store
from pipeline.workbook.codes import write_code
from pipeline.workbook.columns import DECIDABLE, EXPORTED

if TYPE_CHECKING:
    from pathlib import Path

_KINDS = (".xlsx", ".csv")


def is_current(workspace: Path) -> bool:
    """Whether the last run knew every decision."""
    try:
        last = read_run(workspace).decisions
    except UsageError:
        return False
    with open_store(locate_store(workspace)) as store:
        return max((decision.number for decision in store.log()), default=0) <= last


def export(workspace: Path, path: Path, *, force: bool) -> None:
    """Write the last run's table to a file, XLSX or CSV by its name.

    Args:
        workspace: Whose table it is.
        path: The file.
        force: Whether one that is there already is written over.

    Raises:
        UsageError: The file is there already, cannot be written or is of no such kind; or
            the outputs were changed since the run.
    """
    if path.suffix.lower() not in _KINDS:
        raise UsageError(f"{path}: write a name that ends in {' or '.join(_KINDS)}")
    if path.exists() and not force:
        raise UsageError(f"{path}: is there already; name another file, or say --force")
    put_back(workspace / OUTPUTS)
    data = _read_output(workspace / OUTPUTS, f"table{path.suffix.lower()}")
    if path.suffix.lower() == ".csv":
        data = _with_codes(data, decisions=read_run(workspace).decisions)
    try:
        replace_file(path, data)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); name another") from error


def _read_output(folder: Path, name: str) -> bytes:
    """A file of the last run, as that wrote it."""
    try:
        data = (folder / name).read_bytes()
        written = json.loads((folder / "run.json").read_bytes())["files"][name]
    except (OSError, ValueError, LookupError) as error:
        raise UsageError(f"{folder}: holds no whole run ({error}); call stocktake run") from error
    if hashlib.sha256(data).hexdigest() != written:
        raise UsageError(
            f"{folder / name}: was changed after the run that wrote it; import it, or copy it "
            "elsewhere and call stocktake run"
        )
    return data


def _with_codes(table: bytes, *, decisions: int) -> bytes:
    """The CSV with a column that says what was exported, as a workbook's hidden sheet does."""
    reader = csv.DictReader(io.StringIO(table.decode(), newline=""))
    written = io.StringIO()
    names = [*(reader.fieldnames or ()), EXPORTED]
    writer = csv.DictWriter(written, names, lineterminator="\n")
    writer.writeheader()
    for row in reader:
        shown = {name: undo_safe(text) for name, text in row.items()}
        writer.writerow({**row, EXPORTED: write_code(shown, DECIDABLE, decisions=decisions)})
    return written.getvalue().encode()
