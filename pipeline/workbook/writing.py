"""Writing the workbook: every cell a value, never a formula or a link; no clock in it."""

from __future__ import annotations

import io
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from pipeline.decisions.log import NO, YES
from pipeline.decisions.progress import Confidence
from pipeline.records import COSTS, STATUSES, Part
from pipeline.workbook.columns import MERGE_DECISIONS, REVIEW, REVIEWS
from pipeline.workbook.explaining import NOTES_TEXT
from pipeline.workbook.lines import CLAIMED, CONFIDENCE, WHAT, What
from pipeline.workbook.names import (
    LISTS,
    MENTIONS,
    MERGES,
    NEW_PROGRESS,
    NOTES,
    PROGRESS,
    REMOVED,
    STATE,
    TABLE,
)
from pipeline.workbook.progress import write_new, write_record
from pipeline.workbook.sheets import PLAIN, Formats, Lists, height, write_mentions, write_merges
from pipeline.workbook.state import write_state
from pipeline.workbook.tables import show_removed, write_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xlsxwriter.worksheet import Worksheet

    from pipeline.workbook.contents import Contents

_NOTE_WIDTH = 100.0


def to_workbook(contents: Contents) -> bytes:
    """The table and what goes with it as an XLSX file in which people can decide.

    The same contents give the same bytes. Row by row goes to a temporary file, so memory
    grows with what a cell note holds, not with the rows.
    """
    buffer = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_format_properties": PLAIN,
    }
    workbook = xlsxwriter.Workbook(buffer, options)
    # A clock here would change the bytes of every run.
    workbook.set_properties({"title": "Recommendations", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 (XlsxWriter takes naive dates)
    formats = Formats(workbook)
    lists = _lists(contents)
    table, removed = contents.table, show_removed(contents.removed)
    for name, frame in ((TABLE, table), (REMOVED, removed)):
        sheet = workbook.add_worksheet(name)
        write_table(sheet, frame, rows=contents.rows, formats=formats, lists=lists)
    write_merges(workbook.add_worksheet(MERGES), contents.merges, formats, lists)
    write_record(workbook.add_worksheet(PROGRESS), contents, formats)
    new = workbook.add_worksheet(NEW_PROGRESS)
    write_new(new, rows=len(table), formats=formats, lists=lists)
    write_mentions(workbook.add_worksheet(MENTIONS), contents.mentions, formats)
    _write_notes(workbook.add_worksheet(NOTES), formats)
    lists.write(_hidden(workbook, LISTS))
    write_state(
        _hidden(workbook, STATE),
        [table, removed],
        rows=contents.rows,
        decisions=contents.decisions,
    )
    workbook.close()
    return buffer.getvalue()


def _lists(contents: Contents) -> Lists:
    """What the drop-downs offer, by the column that they stand in."""
    offered: dict[str, Iterable[str]] = {
        "Part": tuple(Part),
        "Category": contents.categories,
        "Tags": contents.tags,
        "Cost": COSTS,
        "Status": STATUSES,
        "Consensual": (YES, NO),
        REVIEW: REVIEWS,
        "Decision": MERGE_DECISIONS,
        WHAT: What,
        CONFIDENCE: Confidence,
        CLAIMED: STATUSES,
    }
    return Lists({column: tuple(map(str, values)) for column, values in offered.items()})


def _hidden(workbook: xlsxwriter.Workbook, name: str) -> Worksheet:
    sheet = workbook.add_worksheet(name)
    sheet.very_hidden()
    return sheet


def _write_notes(sheet: Worksheet, formats: Formats) -> None:
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, _NOTE_WIDTH)
    for row, (name, text) in enumerate(NOTES_TEXT):
        sheet.set_row(row, height([(text, _NOTE_WIDTH)]))
        sheet.write_string(row, 0, name, formats.note_name)
        sheet.write_string(row, 1, text)
    sheet.hide_gridlines(2)
    sheet.fit_to_pages(1, 0)
