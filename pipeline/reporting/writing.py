"""Writing the report of a workspace, and its reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from pipeline.errors import UsageError
from pipeline.outputs import replace_file
from pipeline.reporting.computing import compute
from pipeline.reporting.docx import to_docx
from pipeline.reporting.figures import Earlier
from pipeline.reporting.html import to_html
from pipeline.reporting.reminders import list_due, to_emails, to_lines
from pipeline.reporting.rows import read_rows
from pipeline.reporting.sections import put_into_words

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipeline.reporting.figures import Figures

# The figures, which a later report is compared with.
FIGURES = "report.json"


def report(
    workspace: Path, folder: Path, *, as_of: date, since: Path | None, title: str, force: bool
) -> Figures:
    """Write the report of a workspace to a folder, as HTML, DOCX and JSON; give its figures.

    Args:
        workspace: Whose last run and log it is about.
        folder: Made where it is not there.
        as_of: What is dated later does not count.
        since: An earlier report, its folder or its ``report.json``; None for the first one.
        title: Of the report.
        force: Whether one that is there already is written over.

    Raises:
        UsageError: There was no run, the earlier report cannot be read or is no earlier one,
            or the folder cannot be written or holds another report.
    """
    earlier = read_earlier(since, as_of=as_of) if since else None
    figures = compute(read_rows(workspace), as_of=as_of, earlier=earlier)
    contents = put_into_words(figures, title=title)
    files = {
        "report.html": to_html(contents),
        "report.docx": to_docx(contents),
        FIGURES: write_figures(figures),
    }
    _write(folder, files, force=force)
    return figures


def write_figures(figures: Figures) -> bytes:
    """The figures as JSON; days as year-month-day, numbers of indicators as texts."""
    return msgspec.json.format(msgspec.json.encode(figures), indent=2) + b"\n"


def read_earlier(path: Path, *, as_of: date) -> Earlier:
    """What an earlier report says.

    Args:
        path: Its folder, or its ``report.json``.
        as_of: The day of the later one.

    Raises:
        UsageError: It cannot be read, or is of a later day.
    """
    place = path / FIGURES if path.is_dir() else path
    try:
        earlier = msgspec.json.decode(place.read_bytes(), type=Earlier)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UsageError(
            f"{place}: cannot be read as an earlier report ({error}); name the folder of one"
        ) from error
    if earlier.as_of > as_of:
        raise UsageError(f"{place}: is as of {earlier.as_of}, after {as_of}; name an earlier one")
    return earlier


def _write(folder: Path, files: dict[str, bytes], *, force: bool) -> None:
    """Write the files where none differs from what is there, or all are to be written over."""
    try:
        for name, data in files.items():
            path = folder / name
            if not force and path.exists() and path.read_bytes() != data:
                raise UsageError(
                    f"{path}: another report is there already; name another folder, or say --force"
                )
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            replace_file(folder / name, data)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror}); name another") from error


def remind(workspace: Path, folder: Path | None, *, as_of: date, days: int) -> list[str]:
    """What is overdue or due within so many days, by responsible body, in lines for people.

    Args:
        workspace: Whose last run and log it is about.
        folder: Where an e-mail file is written for each body; None writes none.
        as_of: The day to count from.
        days: How many ahead.

    Raises:
        UsageError: There was no run, or the folder cannot be written.
    """
    due = list_due(read_rows(workspace), as_of=as_of, days=days)
    if folder is None:
        return list(to_lines(due))
    emails = to_emails(due, as_of=as_of)
    _write(folder, emails, force=True)
    return [f"{folder / name}: written" for name in emails]
