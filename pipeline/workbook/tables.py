"""The sheets of rows that people decide in: the merged table, and what was removed from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.table import COLUMN_OF
from pipeline.workbook.columns import (
    DECIDABLE,
    ID,
    NOT_RELEVANT,
    REVIEW,
    SUGGESTED,
    TEXT,
    fit,
)
from pipeline.workbook.sheets import MOST_ROWS, begin, end, height, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from pipeline.records import Recommendation
    from pipeline.workbook.sheets import Formats, Lists

# With more rows a note for each would make the workbook slow to open.
_MOST_NOTED_ROWS = 5_000
_USUAL_WIDTH = 13.0
_WIDTHS = {
    ID: 8.0,
    TEXT: 64.0,
    "Part": 14.0,
    "Category": 28.0,
    "Tags": 26.0,
    "Source": 44.0,
    "Ref / URL": 28.0,
    "xreference": 20.0,
    "Responsible": 20.0,
    "Remark": 24.0,
    "Evidence": 50.0,
    "Stakeholder groups": 22.0,
    "Decided": 18.0,
    "Priority in parts": 40.0,
    REVIEW: 18.0,
}
_TALL = (TEXT, "Category", "Tags", "Source", "Ref / URL")
_DROP_DOWNS = ("Part", "Category", "Tags", "Cost", "Status", "Consensual", REVIEW)
# The program's, until somebody decides.
_GREY = frozenset({*SUGGESTED, "Status", "xreference"})
_UNCHANGING = {
    "validate": "custom",
    "value": "=FALSE",
    "error_title": ID,
    "error_message": "The Id says which row this is; leave it as it is.",
}


def show_removed(removed: pd.DataFrame) -> pd.DataFrame:
    """The rows with what Review says of them."""
    return removed.assign(**{REVIEW: NOT_RELEVANT})


def write_table(
    sheet: Worksheet,
    table: pd.DataFrame,
    *,
    rows: Mapping[str, Recommendation],
    formats: Formats,
    lists: Lists,
) -> None:
    """The rows, suggestions in grey italics, with drop-downs and, where they are few, notes."""
    columns = list(table.columns)
    begin(sheet, {c: _WIDTHS.get(c, _USUAL_WIDTH) for c in columns}, formats, DECIDABLE)
    styles = _Styles(formats, columns)
    places = [(columns.index(name), _WIDTHS[name]) for name in _TALL]
    id_at, part_at = columns.index(ID), columns.index("Part")
    shown = table.head(MOST_ROWS - 1)
    for row, values in enumerate(rows_of(shown), start=1):
        recommendation = rows[values[id_at]]
        tall = height([(values[place], width) for place, width in places])
        # What is typed into an empty cell is plain type.
        sheet.set_row(row, tall, formats.of_part[values[part_at], False])
        look = styles.of(values[part_at], recommendation.decided)
        for column, (value, style) in enumerate(zip(values, look, strict=True)):
            if isinstance(value, int):
                sheet.write_number(row, column, value, style)
            elif value:
                sheet.write_string(row, column, fit(value), style)
        if len(table) <= _MOST_NOTED_ROWS:
            _note(sheet, row, columns, recommendation)
    sheet.data_validation(1, id_at, max(len(shown), 1), id_at, _UNCHANGING)
    for name in _DROP_DOWNS:
        lists.attach(sheet, name, columns.index(name), len(shown))
    end(sheet, rows=len(shown), columns=len(columns), frozen=2)
    # On paper, the group's own columns; ours after them would make the print too small.
    sheet.print_area(0, 0, len(shown), columns.index("Remark"))


class _Styles:
    """Gives the formats of a row's cells, made once for rows that look the same."""

    def __init__(self, formats: Formats, columns: list[str]) -> None:
        self._formats = formats.of_part
        self._columns = columns
        self._known: dict[tuple[str, tuple[str, ...]], list[Format | None]] = {}

    def of(self, part: str, decided: tuple[str, ...]) -> list[Format | None]:
        """Formats of the cells of a row, by its part and its decided fields."""
        look = part, decided
        if look not in self._known:
            plain = {COLUMN_OF[name] for name in decided}
            self._known[look] = [
                self._formats[part, name in _GREY and name not in plain] for name in self._columns
            ]
        return self._known[look]


def _note(sheet: Worksheet, row: int, columns: list[str], recommendation: Recommendation) -> None:
    """Why the category and the tags are suggested, in notes on their cells."""
    said = {
        "Category": recommendation.category_evidence,
        "Tags": recommendation.tag_evidence,
    }
    for name, evidence in said.items():
        if evidence:
            sheet.write_comment(row, columns.index(name), fit(evidence), {"x_scale": 2})
