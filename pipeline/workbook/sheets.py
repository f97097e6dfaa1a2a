"""What all sheets share: formats, headers, drop-downs; and the sheets of merges and mentions."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipeline.decisions.log import Kind
from pipeline.records import Part
from pipeline.table import COLUMN_OF
from pipeline.workbook.columns import (
    DECIDED,
    DECISION,
    ID,
    LEFT,
    LEFT_MENTION,
    RIGHT,
    RIGHT_MENTION,
    fit,
)
from pipeline.workbook.lines import WHAT
from pipeline.workbook.names import LISTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    import xlsxwriter
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from pipeline.recommendations import SuggestedMerge


# Rows that a sheet can have, its header included.
MOST_ROWS = 1_048_576
_LINE_POINTS = 15.0
_TALLEST_ROW = 409.0
# How cells look that no format is given: writing one takes time, in each of millions. Lines
# between cells are the spreadsheet's own, so that an empty cell need not be written.
PLAIN = {"text_wrap": True, "valign": "top"}
_GREY = {"italic": True, "font_color": "#666666"}
_GROUNDS: dict[str, dict[str, str]] = {
    Part.IMPROVEMENT.value: {},
    Part.CONSIDERATION.value: {"bg_color": "#F2F2F2"},
}
_MERGE_WIDTHS = {
    LEFT: 9,
    RIGHT: 9,
    "Text of left": 60,
    "Text of right": 60,
    "Score": 8,
    "Reason": 50,
    DECISION: 14,
    LEFT_MENTION: 20,
    RIGHT_MENTION: 20,
    DECIDED: 14,
}
# Of each column of the mentions, its heading for people, and its width.
_MENTION_COLUMNS = {
    "recommendation_id": (ID, 8),
    "document": ("Document", 30),
    "symbol": ("Symbol", 16),
    "paragraph": ("Paragraph", 11),
    "page": ("Page", 7),
    "text": ("Text", 80),
    "part": ("Part", 15),
    "actor": (COLUMN_OF[Kind.RESPONSIBLE], 22),
    "mention_id": ("Mention", 20),
}

# Shown beside a cell of such a column.
_HINTS = {
    "Tags": "Several: with commas between them.",
    WHAT: "Choose what you add to the record. The cells that turn grey then stay empty.",
}


class Formats:
    """How cells look that are not plain; each made once for its workbook."""

    def __init__(self, workbook: xlsxwriter.Workbook) -> None:
        heading = {"bold": True, "font_color": "white"}
        self.decidable: Format = workbook.add_format(heading | {"bg_color": "#1F3864"})
        self.fixed: Format = workbook.add_format(heading | {"bg_color": "#7F7F7F"})
        self.note_name: Format = workbook.add_format({"bold": True})
        self.score: Format = workbook.add_format({"num_format": "0.00"})
        self.day: Format = workbook.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.text: Format = workbook.add_format({"num_format": "@"})
        self.unused: Format = workbook.add_format({"bg_color": "#D9D9D9"})
        self.of_part: dict[tuple[str, bool], Format | None] = {
            (part, suggested): workbook.add_format(ground | grey) if ground | grey else None
            for part, ground in _GROUNDS.items()
            for suggested, grey in ((False, {}), (True, _GREY))
        }


class Lists:
    """What the drop-downs offer; they refer to a sheet, for a list in a cell is short."""

    def __init__(self, offered: Mapping[str, Sequence[str]]) -> None:
        self._offered = offered

    def write(self, sheet: Worksheet) -> None:
        """Write the values, a column for each list."""
        longest = max(map(len, self._offered.values()))
        sheet.write_row(0, 0, list(self._offered))
        for row in range(longest):
            for column, values in enumerate(self._offered.values()):
                if row < len(values):
                    sheet.write_string(row + 1, column, fit(values[row]))

    def attach(self, sheet: Worksheet, name: str, column: int, rows: int) -> None:
        """Give the cells of a column their drop-down; of tags several can be written."""
        place = chr(ord("A") + list(self._offered).index(name))
        values = self._offered[name]
        if not values or not rows:
            return
        rule = {
            "validate": "list",
            "source": f"={LISTS}!${place}$2:${place}${len(values) + 1}",
            "error_title": name,
            "error_message": "Choose from the list, or leave the cell empty.",
            "show_error": name != "Tags",
        }
        if name in _HINTS:
            rule |= {"input_title": name, "input_message": _HINTS[name]}
        sheet.data_validation(1, column, rows, column, rule)


def begin(
    sheet: Worksheet, widths: Mapping[str, float], formats: Formats, decidable: Iterable[str]
) -> None:
    """Write the header, which stays in sight."""
    for column, (name, width) in enumerate(widths.items()):
        sheet.set_column(column, column, width)
        heading = formats.decidable if name in set(decidable) else formats.fixed
        sheet.write_string(0, column, name, heading)


def end(sheet: Worksheet, *, rows: int, columns: int, frozen: int) -> None:
    """Give the sheet its filter, and paper that it fits on."""
    sheet.freeze_panes(1, frozen)
    sheet.autofilter(0, 0, rows, columns - 1)
    sheet.hide_gridlines(0)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def height(texts: Iterable[tuple[str, float]]) -> float:
    """Points that a row of these texts, in columns of these widths, needs.

    Spreadsheet programs fit wrapped rows only after an edit, and some never.
    """
    lines = max(math.ceil(1.1 * len(text) / width) for text, width in texts)
    return min(max(lines, 1) * _LINE_POINTS, _TALLEST_ROW)


def write_merges(
    sheet: Worksheet, merges: Sequence[SuggestedMerge], formats: Formats, lists: Lists
) -> None:
    """Suggested merges with a column for the decision."""
    widths = _MERGE_WIDTHS
    begin(sheet, widths, formats, [DECISION])
    # For the program: which mentions were compared, and what was decided before.
    sheet.set_column(len(widths) - 3, len(widths) - 1, None, None, {"hidden": True})
    for row, merge in enumerate(merges[: MOST_ROWS - 1], start=1):
        one, other, reason = fit(merge.left_text), fit(merge.right_text), fit(merge.reason)
        texts = (one, widths["Text of left"]), (other, widths["Text of right"])
        sheet.set_row(row, height([*texts, (reason, widths["Reason"])]))
        for column, text in enumerate((merge.left, merge.right, one, other)):
            sheet.write_string(row, column, text)
        sheet.write_number(row, 4, merge.score, formats.score)
        sheet.write_string(row, 5, reason)
        if merge.decision:
            sheet.write_string(row, 6, merge.decision)
        sheet.write_string(row, 7, merge.left_mention)
        sheet.write_string(row, 8, merge.right_mention)
        if merge.decision:
            sheet.write_string(row, 9, merge.decision)
    lists.attach(sheet, DECISION, list(widths).index(DECISION), len(merges))
    end(sheet, rows=len(merges), columns=len(widths), frozen=2)


def rows_of(frame: pd.DataFrame) -> Iterator[tuple[Any, ...]]:
    """The rows of a table; quicker than its own iterator by much."""
    return zip(*(frame[name].tolist() for name in frame.columns), strict=True)


def write_mentions(sheet: Worksheet, mentions: pd.DataFrame, formats: Formats) -> None:
    """Every mention with its place; what a sheet cannot hold is in mentions.csv."""
    widths = dict(_MENTION_COLUMNS.values())
    begin(sheet, widths, formats, [])
    shown = mentions[list(_MENTION_COLUMNS)].head(MOST_ROWS - 1)
    text_at, page_at = map(list(_MENTION_COLUMNS).index, ("text", "page"))
    for row, values in enumerate(rows_of(shown), start=1):
        sheet.set_row(row, height([(values[text_at], widths["Text"])]))
        for column, value in enumerate(values):
            if column != page_at and value:
                sheet.write_string(row, column, fit(value))
            elif column == page_at and not pd.isna(value):
                sheet.write_number(row, column, value)
    end(sheet, rows=len(shown), columns=len(widths), frozen=1)
