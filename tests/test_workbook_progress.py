"""The sheets of progress as a spreadsheet program would read them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from pipeline.config import IngestSettings
from pipeline.decisions.log import Choice, Kind
from pipeline.decisions.progress import (
    Assessment,
    Confidence,
    Evidence,
    Indicator,
    Milestone,
    Observation,
    SignOff,
    said_of,
)
from pipeline.workbook.codes import read_code
from pipeline.workbook.lines import NEW_COLUMNS, RECORD_COLUMNS, lines_of
from pipeline.workbook.reading import read_workbook
from pipeline.workbook.writing import to_workbook
from tests.conftest import make_log
from tests.golden import said
from tests.lines import NEW, RECORD
from tests.tables import read
from tests.test_workbook import make_contents

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from pipeline.workbook.contents import Contents

DAY = date(2025, 3, 1)
FOUND = Assessment(
    as_of=DAY,
    status="ongoing",
    found="=Half of it.",
    claimed="completed",
    statement="All of it.",
    evidence=Evidence(quotation="+1", document="Report", page="3-4", link="https://example.org"),
    confidence=Confidence.LOW,
)


def contents_of(*choices: Choice) -> Contents:
    """Contents of one row about whose mention these were said."""
    return make_contents({}, progress=said_of(make_log(*choices), {"R-0001": ["m"]}))


def record_of(*choices: Choice) -> Worksheet:
    return read(to_workbook(contents_of(*choices)))[RECORD]


def lines_in(sheet: Worksheet) -> list[dict[str, object]]:
    """What stands in the lines, without what is hidden or the same in all."""
    rows = list(sheet.iter_rows(min_row=2, values_only=True, max_col=len(RECORD_COLUMNS)))
    same = ("Id", "Recommendation", "By", "Said on")
    return [
        {c: v for c, v in zip(RECORD_COLUMNS, row, strict=True) if v is not None and c not in same}
        for row in rows
    ]


def test_the_record_has_a_line_for_each_thing_that_was_said() -> None:
    sheet = record_of(
        said(Kind.ASSESSED, "m", FOUND),
        said(Kind.MILESTONE, "m", Milestone(name="Draft", due=DAY, owner="Pilots")),
        said(Kind.MILESTONE, "m", Milestone(name="Draft", due=date(2026, 1, 1))),
        said(Kind.SIGNED_OFF, "m", SignOff(milestone="Draft", on=DAY)),
        said(Kind.INDICATOR, "m", Indicator(name="Lamps", unit="lamps", target=Decimal("8.50"))),
        said(Kind.OBSERVED, "m", Observation(indicator="Lamps", on=DAY, value=Decimal(100))),
        said(Kind.NEXT_STEP, "m", "Ask."),
        said(Kind.NEXT_STEP, "m", ""),
        said(Kind.TARGET_DATE, "m", "2030"),
        said(Kind.STATUS, "m", "completed"),
    )
    day, later = datetime(2025, 3, 1), datetime(2026, 1, 1)  # noqa: DTZ001 (a cell has no zone)
    assert lines_in(sheet) == [
        {
            "What": "assessment", "Day": day, "Status": "ongoing", "In words": "=Half of it.",
            "Confidence": "low", "Claimed status": "completed", "Statement": "All of it.",
            "Quotation": "+1", "Document": "Report", "Page": "3-4", "Link": "https://example.org",
        },
        {"What": "milestone", "Day": day, "Name": "Draft", "Owner": "Pilots", "First due": day},
        {"What": "milestone", "Day": later, "Name": "Draft", "First due": day},
        {"What": "sign-off", "Day": day, "Name": "Draft"},
        {"What": "indicator", "Name": "Lamps", "Unit": "lamps", "Target": 8.5},
        {"What": "observation", "Day": day, "Name": "Lamps", "Value": 100},
        {"What": "next step", "In words": "Ask."},
        {"What": "next step", "In words": "none"},
        {"What": "target date", "In words": "2030"},
        {"What": "assessment", "Day": day, "Status": "completed"},
    ]  # fmt: skip
    assert [cell.value for cell in sheet["U"][1:]] == ["Ada"] * 10
    assert {cell.value for cell in sheet["V"][1:]} == {day}


def test_the_record_is_locked_and_can_be_filtered_and_its_header_stays_in_sight() -> None:
    sheet = record_of(said(Kind.NEXT_STEP, "m", "Ask."))
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter
    assert sheet["C2"].protection.locked
    assert sheet.freeze_panes == "C2"
    assert sheet.column_dimensions["W"].hidden
    assert sheet.auto_filter.ref == "A1:W2"


def test_each_line_of_the_record_carries_what_tells_a_change_in_it() -> None:
    data = to_workbook(contents_of(said(Kind.ASSESSED, "m", FOUND)))
    record = next(s for s in read_workbook(data, IngestSettings()) if s.name == RECORD)
    (_, cells) = record.rows[1]
    read = read_code(str(cells[-1]), RECORD_COLUMNS)
    assert read is not None
    assert (read[0], list(read[1])) == (3, list(RECORD_COLUMNS))


def test_every_cell_of_the_record_is_a_value_whatever_it_looks_like() -> None:
    link = "=HYPERLINK(1)"
    value = Assessment(as_of=DAY, claimed="completed", evidence=Evidence(link=link))
    cell = record_of(said(Kind.ASSESSED, "m", value))[2][RECORD_COLUMNS.index("Link")]
    assert (cell.value, cell.hyperlink, cell.data_type in ("s", "inlineStr")) == (link, None, True)


@pytest.mark.parametrize(
    ("column", "choice", "shown"),
    [
        (
            "Day",
            said(Kind.ASSESSED, "m", Assessment(as_of=date(1, 2, 3), claimed="x")),
            "0001-02-03",
        ),
        (
            "Value",
            said(
                Kind.OBSERVED,
                "m",
                Observation(indicator="x", on=DAY, value=Decimal("123456789012345.5")),
            ),
            "123456789012345.5",
        ),
    ],
)
def test_what_a_spreadsheet_cannot_hold_whole_is_a_text(
    column: str, choice: Choice, shown: str
) -> None:
    assert record_of(choice)[2][RECORD_COLUMNS.index(column)].value == shown


def test_a_remark_stands_in_words_beside_what_it_is_about() -> None:
    noted = Choice(kind=Kind.STATUS, mention_ids=("m",), value="ongoing", note="Seen.")
    step = Choice(kind=Kind.NEXT_STEP, mention_ids=("m",), value="Ask.", note="Soon.")
    lines = list(lines_of(make_log(noted, step)))
    assert [line["In words"] for line in lines] == ["Seen.", "Ask.; Soon."]


def test_new_lines_are_empty_and_have_drop_downs_and_checks() -> None:
    book = read(to_workbook(make_contents({}, {})))
    sheet = book[NEW]
    assert tuple(cell.value for cell in sheet[1]) == NEW_COLUMNS
    assert sheet.max_row == 1
    assert sheet.freeze_panes == "C2"
    assert not sheet.protection.sheet
    rules = {
        NEW_COLUMNS[cells.min_col - 1]: rule
        for rule in sheet.data_validations.dataValidation
        for cells in rule.sqref.ranges
    }
    offered = {}
    for name in ("Id", "What", "Status", "Claimed status", "Confidence"):
        page, cells = rules[name].formula1.split("!")
        offered[name] = [row[0].value for row in book[page][cells.replace("$", "")]]
    assert offered["Id"] == ["R-0001", "R-0002"]
    assert offered["What"] == [
        "assessment",
        "milestone",
        "sign-off",
        "indicator",
        "observation",
        "next step",
    ]
    assert offered["Status"] == offered["Claimed status"]
    assert offered["Confidence"] == ["high", "medium", "low"]
    assert {rules[name].type for name in ("Value", "Baseline", "Target")} == {"decimal"}
    assert rules["Day"].type == "date"


def test_cells_that_a_line_does_not_need_turn_grey() -> None:
    sheet = read(to_workbook(make_contents({})))[NEW]
    formulas = {
        str(cells.sqref).split(":")[0]: rules[0].formula[0]
        for cells, rules in sheet.conditional_formatting._cf_rules.items()  # noqa: SLF001 (it has no other way)
    }
    assert formulas["E2"] == 'AND($B2<>"",$B2<>"assessment")'
    assert formulas["O2"] == 'AND($B2<>"",$B2<>"observation")'
    assert "A2" not in formulas


def test_a_page_that_looks_like_a_day_stays_a_text() -> None:
    sheet = read(to_workbook(make_contents({})))[NEW]
    formats = {
        name: sheet.column_dimensions[chr(ord("A") + place)].number_format
        for place, name in enumerate(NEW_COLUMNS)
    }
    assert formats["Page"] == "@"
    assert formats["Day"] == "yyyy-mm-dd"
    assert formats["Value"] == "General"


def test_a_table_without_rows_offers_no_ids() -> None:
    sheet = read(to_workbook(make_contents()))[NEW]
    assert all(str(rule.sqref)[0] != "A" for rule in sheet.data_validations.dataValidation)


def test_the_same_record_gives_the_same_bytes() -> None:
    choice = said(Kind.ASSESSED, "m", FOUND)
    assert to_workbook(contents_of(choice)) == to_workbook(contents_of(choice))
