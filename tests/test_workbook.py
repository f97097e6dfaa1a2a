"""The workbook as a spreadsheet program would read it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.table import TABLE_COLUMNS
from pipeline.workbook import to_workbook
from tests import strategies

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet


def make_table(*rows: dict[str, object]) -> pd.DataFrame:
    blank = dict.fromkeys(TABLE_COLUMNS, "") | {"Part": "improvement", "Sources": 1}
    return pd.DataFrame([blank | row for row in rows], columns=list(TABLE_COLUMNS))


def sheet_of(table: pd.DataFrame) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(to_workbook(table)))["Table"]


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "@x", "\tx", "{=1}", "https://example.org", "1e5", "TRUE"]
)
def test_a_text_is_a_plain_string_whatever_it_looks_like(text: str) -> None:
    cell = sheet_of(make_table({"Proposal for Improvement": text}))["B2"]
    assert cell.data_type == "s"
    assert cell.value == text
    assert cell.hyperlink is None


@given(st.lists(strategies.printable_cells, min_size=1, max_size=5))
def test_every_text_comes_back_as_a_string(texts: list[str]) -> None:
    sheet = sheet_of(make_table(*({"Remark": f"{text}."} for text in texts)))
    column = TABLE_COLUMNS.index("Remark") + 1
    cells = [sheet.cell(row, column) for row in range(2, 2 + len(texts))]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == [f"{text}." for text in texts]


def test_control_characters_do_not_damage_the_file() -> None:
    text = "".join(map(chr, range(32))) + "\x7f\ufffe."
    assert sheet_of(make_table({"Remark": text}))["M2"].data_type == "s"


def test_counts_are_numbers() -> None:
    cell = sheet_of(make_table({"Sources": 12}))["N2"]
    assert (cell.data_type, cell.value) == ("n", 12)


def test_the_header_has_the_columns_in_order_and_stays_in_sight_with_filters() -> None:
    sheet = sheet_of(make_table({}, {}))
    assert tuple(cell.value for cell in sheet[1]) == TABLE_COLUMNS
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:T3"


def test_a_text_longer_than_a_cell_is_cut_and_says_so() -> None:
    value = sheet_of(make_table({"Remark": "x" * 40_000}))["M2"].value
    assert len(value) == 32_767
    assert value.endswith("(cut here; the whole is in table.csv)")


def test_a_text_of_characters_outside_the_basic_plane_is_cut_to_what_a_cell_holds() -> None:
    value = sheet_of(make_table({"Remark": "\U0001f6a2" * 20_000}))["M2"].value
    # A spreadsheet counts such a character as two.
    assert len(value.encode("utf-16-le")) // 2 <= 32_767


def test_suggestions_are_grey_italics_and_what_the_documents_say_is_not() -> None:
    sheet = sheet_of(make_table({"Category": "Funding of the IGF", "Id": "R-0001"}))
    assert sheet["D2"].font.italic
    assert not sheet["A2"].font.italic


def test_considerations_stand_on_another_ground() -> None:
    sheet = sheet_of(make_table({}, {"Part": "consideration"}))
    assert sheet["A2"].fill.fgColor.rgb != sheet["A3"].fill.fgColor.rgb


def test_the_notes_say_that_silence_is_never_completion() -> None:
    book = openpyxl.load_workbook(io.BytesIO(to_workbook(make_table({}))))
    notes = "\n".join(str(row[0].value) for row in book["Notes"].iter_rows())
    assert "silence is never completion" in notes


def test_a_table_without_rows_is_a_workbook_too() -> None:
    assert sheet_of(make_table()).max_row == 1


def test_the_same_table_gives_the_same_bytes() -> None:
    table = make_table({"Remark": "x"}, {"Part": "consideration"})
    assert to_workbook(table) == to_workbook(table.copy())
