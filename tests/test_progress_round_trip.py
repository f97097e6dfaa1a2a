"""The record of progress goes out in a workbook, and what was added to it comes back once."""

from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.config import IngestSettings
from pipeline.decisions.log import Kind
from pipeline.importing import Outcome, plan_import
from pipeline.outputs import undo_safe
from pipeline.records import STATUSES
from pipeline.workbook.lines import RECORD_COLUMNS
from pipeline.workbook.reading import read_workbook
from tests import strategies
from tests.lines import (
    ASSESSMENT,
    INDICATOR,
    MILESTONE,
    NEW,
    OBSERVATION,
    RECORD,
    SIGN_OFF,
    STEP,
    take,
    with_lines,
)
from tests.tables import Table, make_row, small_table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from click.testing import Result as CliResult
    from openpyxl.workbook import Workbook

    Stocktake = Callable[..., CliResult]

ALL = (ASSESSMENT, MILESTONE, SIGN_OFF, INDICATOR, OBSERVATION, STEP)
WORDS = strategies.printable_cells.map(str.strip).filter(bool)
PAST = st.dates(date(1990, 1, 1), date(2025, 12, 31))
# Without a nought that is negative.
NUMBERS = st.decimals(-(10**9), 10**9, places=3).map(lambda number: float(number) + 0.0)
CONFIDENCES = ["high", "medium", "low", ""]


def recorded(folder: Path) -> Table:
    """A table of which six things are recorded."""
    table = small_table(folder)
    take(table, with_lines(table, *ALL), "Ada")
    table.run()
    return table


def record_in(table: Table) -> list[dict[str, str]]:
    """The lines of the record, those cells of them that say something."""
    sheets = read_workbook(table.workbook().read_bytes(), IngestSettings())
    _, *rows = next(sheet.rows for sheet in sheets if sheet.name == RECORD)
    named = (zip(RECORD_COLUMNS, map(str, cells), strict=False) for _, cells in rows)
    return [{column: text for column, text in cells if text} for cells in named]


def test_the_next_export_shows_what_was_added_and_its_empty_lines_are_empty_again(
    tmp_path: Path,
) -> None:
    table = recorded(tmp_path)
    assert [(line["Id"], line["What"], line["By"]) for line in record_in(table)] == [
        ("R-0001", "milestone", "Ada"),
        ("R-0001", "assessment", "Ada"),
        ("R-0001", "sign-off", "Ada"),
        ("R-0002", "indicator", "Ada"),
        ("R-0002", "observation", "Ada"),
        ("R-0003", "next step", "Ada"),
    ]
    assert openpyxl.load_workbook(table.workbook())[NEW].max_row == 1
    assert table.run().table["Status"][0] == "ongoing"


def test_a_record_that_nobody_changed_asks_for_nothing(tmp_path: Path) -> None:
    table = recorded(tmp_path)
    for path in (table.workbook(), table.edited("saved.xlsx", lambda _: None)):
        plan = table.plan(path)
        assert (plan.choices, plan.findings) == ((), ())


def test_an_edit_in_the_record_is_refused_and_says_to_add_a_line(tmp_path: Path) -> None:
    table = recorded(tmp_path)

    def change(book: Workbook) -> None:
        book[RECORD]["F3"] = "completed"
        book[RECORD]["D3"] = "=TODAY()"
        book[RECORD].append(["R-0003", "", "next step", "", "", "", "Wait."])

    plan = table.plan(table.edited("e.xlsx", change))
    assert plan.choices == ()
    found = {(f.place.row, f.place.column): f.reason for f in plan.of(Outcome.REFUSED)}
    assert found.keys() == {(3, "Status"), (3, "Day"), (8, "What")}
    assert "nothing is written over" in found[3, "Status"]
    assert "write what is new in the sheet New progress" in found[8, "What"]


def test_sorted_copied_and_deleted_lines_of_the_record_do_no_harm(tmp_path: Path) -> None:
    table = recorded(tmp_path)

    def change(book: Workbook) -> None:
        sheet = book[RECORD]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for place, values in enumerate([*rows[::-1], rows[0]][1:], start=2):
            for column, value in enumerate(values, start=1):
                sheet.cell(place, column).value = value
        sheet.delete_cols(3)
        sheet.insert_rows(1)

    assert table.plan(table.edited("e.xlsx", change)).findings == ()


def test_a_status_that_was_changed_in_the_table_is_in_the_record_as_an_assessment(
    tmp_path: Path,
) -> None:
    table = recorded(tmp_path)

    def change(book: Workbook) -> None:
        header = [cell.value for cell in book["Table"][1]]
        book["Table"].cell(2, header.index("Status") + 1).value = "completed"

    (decision,) = take(table, table.edited("e.xlsx", change))
    assert decision.kind is Kind.STATUS
    assert table.run().table["Status"][0] == "completed"
    *_, last = [line for line in record_in(table) if line["Id"] == "R-0001"]
    assert (last["What"], last["Status"], last["By"]) == ("assessment", "completed", "Ben")
    assert last["Day"] == last["Said on"]


def test_by_the_command_line_each_person_adds_a_line_once(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    table = small_table(tmp_path)
    path = with_lines(table, ASSESSMENT)
    for reviewer in ("Ada", "Ben", "Ada"):
        words = ("import", path, "--workspace", tmp_path, "--reviewer", reviewer)
        assert stocktake(*words).exit_code == 0
    assert [decision.reviewer for decision in table.log()] == ["Ada", "Ben"]


@st.composite
def lines(draw: st.DrawFn) -> list[dict[str, object]]:
    """Lines that can be taken, of two rows, no two of which contradict each other."""
    row = {"Id": draw(st.sampled_from(["R-0001", "R-0002"]))}
    name = {"Name": draw(WORDS)}
    assessment = {
        "What": "assessment",
        "Day": draw(PAST),
        "Status": draw(st.sampled_from(STATUSES)),
        "Confidence": draw(st.sampled_from(CONFIDENCES)),
    }
    assessment |= {c: draw(WORDS) for c in draw(st.sets(st.sampled_from(["In words", "Link"])))}
    milestone = {"What": "milestone", "Day": draw(PAST), "Owner": draw(WORDS)} | name
    indicator = {"What": "indicator", "Target": draw(NUMBERS)} | name
    made = [
        assessment,
        milestone,
        {"What": "sign-off", "Day": draw(PAST)} | name,
        indicator,
        {"What": "observation", "Day": draw(PAST), "Value": draw(NUMBERS)} | name,
        {"What": "next step", "In words": draw(WORDS)},
    ]
    chosen = draw(st.permutations(made))
    return [row | line for line in chosen]


@given(lines())
@settings(max_examples=15)
def test_every_line_that_is_taken_stands_in_the_record_as_it_was_written(
    written: list[dict[str, object]],
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        table = Table(Path(folder), [[make_row("x.", "a")], [make_row("y.", "b")]])
        table.run()
        path = with_lines(table, *written)
        plan = table.plan(path)
        assert plan.of(Outcome.REFUSED, Outcome.CONFLICT) == []
        assert len(take(table, path)) == len(written)
        table.run()
        own = ("Recommendation", "First due", "By", "Said on")
        found = [{c: v for c, v in line.items() if c not in own} for line in record_in(table)]
        assert sorted(map(as_texts, found)) == sorted(map(as_texts, written))
        for book in (path, table.workbook(), table.edited("saved.xlsx", lambda _: None)):
            plan = plan_import(Path(folder), book, reviewer="Ben")
            assert (plan.choices, plan.findings) == ((), ()), book.name


def as_texts(line: Mapping[str, object]) -> list[tuple[str, str]]:
    """What the cells say, however they hold it."""
    shown = {
        name: f"{Decimal(f'{value:.15g}'):f}" if isinstance(value, float) else undo_safe(str(value))
        for name, value in line.items()
    }
    return sorted((name, text) for name, text in shown.items() if text)
