"""The merged table as a workbook that people read, sort and print."""

from __future__ import annotations

import io
import math
from datetime import datetime
from typing import TYPE_CHECKING

import xlsxwriter

from pipeline.records import Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

# XlsxWriter leaves out a longer cell without a word.
_LONGEST_CELL = 32_767
_CUT = " … (cut here; the whole is in table.csv)"
_WIDTHS = {
    "Id": 8,
    "Proposal for Improvement": 64,
    "Part": 14,
    "Category": 28,
    "Tags": 26,
    "Source": 44,
    "Ref / URL": 28,
    "Responsible": 20,
    "Evidence": 50,
    "Stakeholder groups": 22,
}
_USUAL_WIDTH = 13
_LINE_POINTS = 15.0
_TALLEST_ROW = 409.0
# Grey italics: proposed by Stocktake, decided by nobody yet.
_SUGGESTED = frozenset({"Part", "Category", "Tags", "Responsible", "Status"})
_NOTES = (
    "How to read this workbook",
    "Each row of the sheet “Table” is one recommendation with every place that states it.",
    (
        "Rows marked improvement ask somebody to do something; they come first. Rows marked "
        "consideration, on a grey ground, are principles and recognitions; they follow."
    ),
    "Grey italics are suggestions of the program. Nobody has decided them.",
    (
        "Words in [square brackets] were filled in from the text around the sentence, so that it "
        "can be read alone; brackets of the document itself look the same: compare mentions.csv."
    ),
    "“Suggested merges” names rows that may say the same thing; merges.csv gives the reasons.",
    "Status says “not assessed” until somebody has looked: silence is never completion.",
)


def to_workbook(table: pd.DataFrame) -> bytes:
    """The table as an XLSX file with a header that stays, filters, and a page of notes.

    Every cell is written as a value, never as a formula or a link. The same table
    gives the same bytes.
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    workbook = xlsxwriter.Workbook(buffer, options)
    # A clock here would change the bytes of every run.
    workbook.set_properties({"title": "Recommendations", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 (XlsxWriter takes naive dates)
    _write_table(workbook, table)
    _write_notes(workbook)
    workbook.close()
    return buffer.getvalue()


def _write_table(workbook: xlsxwriter.Workbook, table: pd.DataFrame) -> None:
    sheet = workbook.add_worksheet("Table")
    cell = {"text_wrap": True, "valign": "top", "border": 1, "border_color": "#D9D9D9"}
    ground = {Part.IMPROVEMENT.value: {}, Part.CONSIDERATION.value: {"bg_color": "#F2F2F2"}}
    grey = {"italic": True, "font_color": "#666666"}
    formats = {
        (part, suggested): workbook.add_format(cell | colour | (grey if suggested else {}))
        for part, colour in ground.items()
        for suggested in (False, True)
    }
    header = workbook.add_format(
        cell | {"bold": True, "bg_color": "#1F3864", "font_color": "white"}
    )
    for column, name in enumerate(table.columns):
        sheet.set_column(column, column, _WIDTHS.get(name, _USUAL_WIDTH))
        sheet.write_string(0, column, name, header)
    for row, values in enumerate(table.itertuples(index=False, name=None), start=1):
        cells = dict(zip(table.columns, values, strict=True))
        sheet.set_row(row, _height(cells))
        for column, (name, value) in enumerate(cells.items()):
            style = formats[cells["Part"], name in _SUGGESTED]
            if isinstance(value, int):
                sheet.write_number(row, column, value, style)
            else:
                sheet.write_string(row, column, _fit(str(value)), style)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, len(table), len(table.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    # On paper, the group's own columns; ours after them would make the print too small.
    sheet.print_area(0, 0, len(table), list(table.columns).index("Remark"))


def _height(cells: Mapping[str, object]) -> float:
    """Points that a row's proposal, category, tags and source need.

    Spreadsheet programs fit wrapped rows only after an edit, and some never.
    """
    lines = max(
        math.ceil(1.1 * len(str(cells[name])) / _WIDTHS[name]) or 1
        for name in ("Proposal for Improvement", "Category", "Tags", "Source")
    )
    return min(lines * _LINE_POINTS, _TALLEST_ROW)


def _write_notes(workbook: xlsxwriter.Workbook) -> None:
    sheet = workbook.add_worksheet("Notes")
    sheet.set_column(0, 0, 110)
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    bold = workbook.add_format({"bold": True})
    for row, note in enumerate(_NOTES):
        sheet.write_string(row, 0, note, wrapped if row else bold)


def _fit(text: str) -> str:
    """The text, cut and marked where it is longer than a cell can be."""
    if len(text) <= _LONGEST_CELL:
        return text
    return text[: _LONGEST_CELL - len(_CUT)] + _CUT
