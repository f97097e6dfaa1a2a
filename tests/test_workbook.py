"""The workbook as a spreadsheet program would read it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import IngestSettings
from pipeline.recommendations import SuggestedMerge
from pipeline.records import Part, Recommendation
from pipeline.table import MENTION_COLUMNS, TABLE_COLUMNS
from pipeline.workbook.contents import Contents
from pipeline.workbook.reading import read_workbook
from pipeline.workbook.state import read_state
from pipeline.workbook.writing import to_workbook
from tests import strategies
from tests.conftest import make_mention
from tests.tables import read

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MERGE = SuggestedMerge(
    left="R-0001",
    right="R-0002",
    score=0.7312,
    reason="both say fees",
    left_text="=1",
    right_text="Fees.",
    left_mention="m1",
    right_mention="m2",
)


def make_contents(*rows: dict[str, object], removed: int = 0, **fields: object) -> Contents:
    """Contents of these rows, the last of which were removed."""
    blank = dict.fromkeys(TABLE_COLUMNS, "") | {"Part": "improvement", "Sources": 1}
    numbered = [blank | {"Id": f"R-{number:04}"} | row for number, row in enumerate(rows, start=1)]
    frame = pd.DataFrame(numbered, columns=list(TABLE_COLUMNS))
    split = len(rows) - removed
    by_id = {
        str(row["Id"]): Recommendation(
            recommendation_id=str(row["Id"]),
            text="",
            part=Part(str(row["Part"])),
            mentions=(make_mention(str(row["Id"]), mention_id=f"m{number}"),),
            category_evidence="names fees",
        )
        for number, row in enumerate(numbered)
    }
    values: dict[str, object] = {
        "table": frame[:split],
        "removed": frame[split:],
        "mentions": pd.DataFrame([], columns=list(MENTION_COLUMNS)).astype({"page": "Int64"}),
        "merges": (),
        "rows": by_id,
        "categories": ("Funding", "Participation"),
        "tags": ("Donors", "Youth"),
        "decisions": 3,
    }
    return Contents(**values | fields)  # type: ignore[arg-type] # a test's own fields


def sheet_of(contents: Contents, name: str = "Table") -> Worksheet:
    return read(to_workbook(contents))[name]


def column_of(name: str) -> int:
    return TABLE_COLUMNS.index(name) + 1


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1", "@x", "\tx", "{=1}", "https://example.org", "1e5", "TRUE"]
)
def test_a_text_is_a_plain_string_whatever_it_looks_like(text: str) -> None:
    cell = sheet_of(make_contents({"Proposal for Improvement": text}))["B2"]
    assert cell.data_type in ("s", "inlineStr")
    assert cell.value == text
    assert cell.hyperlink is None


@given(st.lists(strategies.printable_cells, min_size=1, max_size=5))
def test_every_text_comes_back_as_it_was(texts: list[str]) -> None:
    contents = make_contents(*({"Remark": f"{text}."} for text in texts))
    table = read_workbook(to_workbook(contents), IngestSettings())[0]
    place = column_of("Remark") - 1
    assert [cells[place] for _, cells in table.rows[1:]] == [f"{text}." for text in texts]


def test_control_characters_do_not_damage_the_file() -> None:
    text = "".join(map(chr, range(32))) + "\x7f\ufffe."
    assert isinstance(sheet_of(make_contents({"Remark": text}))["M2"].value, str)


def test_counts_are_numbers_and_so_are_pages_and_scores() -> None:
    page = dict.fromkeys(MENTION_COLUMNS, "") | {"text": "x", "page": 12}
    mentions = pd.DataFrame([page, page | {"page": None}]).astype({"page": "Int64"})
    contents = make_contents({"Sources": 12}, mentions=mentions, merges=(MERGE,))
    assert sheet_of(contents).cell(2, column_of("Sources")).value == 12
    assert [row[4].value for row in sheet_of(contents, "Mentions").iter_rows()][1:] == [12, None]
    assert sheet_of(contents, "Merges")["E2"].value == 0.7312


def test_the_header_has_the_columns_in_order_and_stays_in_sight_with_filters() -> None:
    sheet = sheet_of(make_contents({}, {}))
    assert tuple(cell.value for cell in sheet[1]) == TABLE_COLUMNS
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(TABLE_COLUMNS)).column_letter}3"


def test_what_people_decide_in_has_another_heading_than_what_is_the_program_s() -> None:
    sheet = sheet_of(make_contents({}))
    grounds = {cell.value: cell.fill.fgColor.rgb for cell in sheet[1]}
    assert grounds["Category"] == grounds["Review"] == grounds["Remark"]
    assert grounds["Id"] == grounds["Source"] == grounds["Evidence"] != grounds["Category"]


@pytest.mark.parametrize("letter", ["x", "\U0001f6a2"])
def test_a_text_longer_than_a_cell_is_cut_and_says_so(letter: str) -> None:
    value = sheet_of(make_contents({"Remark": letter * 40_000}))["M2"].value
    # A spreadsheet counts a character outside the basic plane as two.
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    assert value.endswith("(cut here; the whole is in table.csv)")


def test_suggestions_are_grey_italics_and_decisions_are_not() -> None:
    contents = make_contents({"Category": "Funding"}, {"Category": "Funding"})
    decided = replace(contents.rows["R-0002"], decided=("category",))
    sheet = sheet_of(replace(contents, rows={**contents.rows, "R-0002": decided}))
    assert sheet["D2"].font.italic
    assert not sheet["D3"].font.italic
    assert not sheet["A2"].font.italic
    # Plain cells, which have no format of their own, as well as others.
    for name in ("A2", "D2", "D3"):
        assert (sheet[name].alignment.wrap_text, sheet[name].alignment.vertical) == (True, "top")


def test_considerations_stand_on_another_ground() -> None:
    sheet = sheet_of(make_contents({}, {"Part": "consideration"}))
    assert sheet["A2"].fill.fgColor.rgb != sheet["A3"].fill.fgColor.rgb


def test_fields_of_few_values_have_drop_downs_and_ids_refuse_a_change() -> None:
    book = read(to_workbook(make_contents({}, merges=(MERGE,))))
    rules = {str(rule.sqref): rule for rule in book["Table"].data_validations.dataValidation}
    offered = {}
    for name in ("Part", "Category", "Tags", "Cost", "Status", "Consensual", "Review"):
        rule = rules[f"{book['Table'].cell(2, column_of(name)).coordinate}"]
        sheet, cells = rule.formula1.split("!")
        offered[name] = [row[0].value for row in book[sheet][cells.replace("$", "")]]
        assert bool(rule.showErrorMessage) is (name != "Tags")
    assert offered["Category"] == ["Funding", "Participation"]
    assert offered["Tags"] == ["Donors", "Youth"]
    assert offered["Cost"] == ["Y", "N"]
    assert offered["Status"][0] == "completed"
    assert offered["Review"][0] == "accepted"
    assert rules["A2"].type == "custom"
    (decision,) = book["Merges"].data_validations.dataValidation
    assert str(decision.sqref) == "G2"


def test_what_stands_behind_the_drop_downs_and_the_export_is_out_of_sight() -> None:
    book = read(to_workbook(make_contents({})))
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}
    assert {name for name, state in states.items() if state == "veryHidden"} == {"Lists", "State"}
    assert book.active.title == "Table"


def test_evidence_stands_in_notes_where_rows_are_few() -> None:
    assert sheet_of(make_contents({}))["D2"].comment.text == "names fees"
    many = to_workbook(make_contents(*({} for _ in range(5_001))))
    with zipfile.ZipFile(io.BytesIO(many)) as package:
        assert not [name for name in package.namelist() if "comments" in name]


def test_removed_rows_have_a_sheet_of_their_own_that_says_so() -> None:
    book = read(to_workbook(make_contents({}, {}, removed=1)))
    assert [row[0].value for row in book["Table"].iter_rows(min_row=2)] == ["R-0001"]
    (row,) = book["Removed"].iter_rows(min_row=2)
    assert (row[0].value, row[column_of("Review") - 1].value) == ("R-0002", "not relevant")


def test_the_hidden_sheet_says_what_was_exported() -> None:
    contents = make_contents(
        {"Remark": "x\x01 _x0041_ \U0001f6a2" * 4_000, "Decided": "Remark, Cost"}, {}, removed=1
    )
    state = read_workbook(to_workbook(contents), IngestSettings())[-1]
    bases = read_state([[str(cell) for cell in cells] for _, cells in state.rows])
    assert bases.keys() == {"R-0001", "R-0002"}
    base = bases["R-0001"]
    assert (base.decisions, base.mention_ids) == (3, ("m0",))
    assert base.decided == {"Remark", "Cost"}
    assert base.shown["Remark"].startswith("x\x01 _x0041_ \U0001f6a2x")
    assert bases["R-0002"].shown["Review"] == "not relevant"


def test_the_notes_say_that_silence_is_never_completion() -> None:
    notes = [cell.value for row in sheet_of(make_contents({}), "Notes").iter_rows() for cell in row]
    assert "silence is never completion" in " ".join(filter(None, notes))


def test_a_table_without_rows_is_a_workbook_too() -> None:
    assert sheet_of(make_contents(categories=(), tags=())).max_row == 1


def test_the_same_contents_give_the_same_bytes() -> None:
    rows = {"Remark": "x"}, {"Part": "consideration"}
    assert to_workbook(make_contents(*rows)) == to_workbook(make_contents(*rows))
