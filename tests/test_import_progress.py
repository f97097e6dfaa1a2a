"""What people add to the record of progress in a workbook, and what of it is refused."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.decisions.log import Choice, Kind, Proposal, read_value
from pipeline.decisions.progress import (
    Assessment,
    Confidence,
    Evidence,
    Indicator,
    Milestone,
    Observation,
    SignOff,
)
from pipeline.importing import Outcome, describe_plan
from pipeline.store import locate_store, open_store
from tests.conftest import write
from tests.lines import (
    ASSESSMENT,
    INDICATOR,
    MILESTONE,
    NEW,
    OBSERVATION,
    SIGN_OFF,
    STEP,
    add_lines,
    plan_of,
    take,
    with_lines,
)
from tests.tables import small_table

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from pipeline.importing import Plan

TODAY = datetime.now().astimezone().date()


def refused(plan: Plan) -> list[tuple[int, str, str]]:
    return [(f.place.row, f.place.column, f.reason) for f in plan.of(Outcome.REFUSED)]


def test_an_assessment_with_all_its_cells_is_taken_as_it_stands(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    line = ASSESSMENT | {
        "Id": "R-0002", "Day": date(2025, 3, 1), "Status": "Ongoing", "In words": "Two of three.",
        "Confidence": "High", "Claimed status": "completed", "Statement": "All burn.",
        "Quotation": "=Lit.", "Document": "Report", "Page": "3-4", "Link": "https://example.org",
    }  # fmt: skip
    (decision,) = take(table, with_lines(table, line))
    assert (decision.kind, decision.mention_ids, decision.reviewer) == (
        Kind.ASSESSED,
        ("b", "b2"),
        "Ben",
    )
    assert read_value(decision, Assessment) == Assessment(
        as_of=date(2025, 3, 1),
        status="ongoing",
        found="Two of three.",
        claimed="completed",
        statement="All burn.",
        evidence=Evidence(
            quotation="=Lit.", document="Report", page="3-4", link="https://example.org"
        ),
        confidence=Confidence.HIGH,
    )
    assert decision.shown == "R-0002: ongoing, claimed: completed, as of 2025-03-01"


def test_what_else_can_be_said_is_taken_with_its_remark(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    lines = (
        MILESTONE | {"Owner": "Pilots", "In words": "With the host."},
        SIGN_OFF,
        INDICATOR | {"Unit": "lamps", "Baseline": 2, "Target": "8.50"},
        OBSERVATION | {"Value": 0.000001},
        STEP,
    )
    taken = {decision.kind: decision for decision in take(table, with_lines(table, *lines))}
    assert taken[Kind.MILESTONE].note == "With the host."
    assert read_value(taken[Kind.MILESTONE], Milestone) == Milestone(
        name="Draft", due=date(2027, 3, 1), owner="Pilots"
    )
    assert read_value(taken[Kind.SIGNED_OFF], SignOff) == SignOff(
        milestone="Draft", on=date(2025, 2, 1)
    )
    assert read_value(taken[Kind.INDICATOR], Indicator) == Indicator(
        name="Lamps", unit="lamps", baseline=Decimal(2), target=Decimal("8.5")
    )
    assert read_value(taken[Kind.OBSERVED], Observation).value == Decimal("0.000001")
    assert taken[Kind.NEXT_STEP].value == "Ask the board."


def test_what_is_signed_off_or_observed_may_be_set_in_any_line_of_the_sheet(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    path = with_lines(table, SIGN_OFF, OBSERVATION, MILESTONE, INDICATOR)
    assert [decision.kind for decision in take(table, path)] == [
        Kind.MILESTONE,
        Kind.INDICATOR,
        Kind.SIGNED_OFF,
        Kind.OBSERVED,
    ]
    later = with_lines(table, SIGN_OFF | {"Day": "2025-02-02"}, name="later.xlsx")
    assert len(take(table, later)) == 1


@pytest.mark.parametrize(
    ("line", "column", "reason"),
    [
        (ASSESSMENT | {"Id": "R-0099"}, "Id", "'R-0099' is the Id of no row"),
        (ASSESSMENT | {"Id": None}, "Id", "say of which recommendation"),
        (ASSESSMENT | {"Id": "=A1+1"}, "Id", "is the Id of no row"),
        (ASSESSMENT | {"What": "praise"}, "What", "'praise' is nothing that can be recorded"),
        ({"Id": "R-0001"}, "What", "say what can be recorded; write assessment, milestone"),
        (ASSESSMENT | {"Day": None}, "Day", "write the day that it speaks of"),
        (ASSESSMENT | {"Day": "1.5.24"}, "Day", "write it as year-month-day"),
        (ASSESSMENT | {"Day": TODAY + timedelta(days=2)}, "Day", "is still to come"),
        (ASSESSMENT | {"Status": "finished"}, "Status", "'finished': is no status; write"),
        (ASSESSMENT | {"Claimed status": "x"}, "Claimed status", "'x': is no status"),
        (ASSESSMENT | {"Confidence": "sure"}, "Confidence", "write high, medium, low"),
        (ASSESSMENT | {"Status": None}, "Status", "say what was found"),
        (ASSESSMENT | {"Value": 3}, "Value", "assessment: has no Value; empty the cell"),
        (MILESTONE | {"Name": " "}, "Name", "write what the milestone is called"),
        (SIGN_OFF, "Name", "has no milestone 'Draft'; it has none; set it first"),
        (OBSERVATION, "Name", "has no indicator 'Lamps'"),
        (INDICATOR | {"Target": "many"}, "Target", "'many': is no number"),
        (OBSERVATION | {"Value": None}, "Value", "write what the indicator was"),
        (STEP | {"In words": None}, "In words", "write what should be done next"),
    ],
)
def test_a_cell_that_cannot_be_is_refused_with_what_to_do_and_the_other_lines_are_taken(
    tmp_path: Path, line: dict[str, object], column: str, reason: str
) -> None:
    table = small_table(tmp_path)
    path = with_lines(table, line, MILESTONE | {"Id": "R-0003"})
    plan = plan_of(table, path)
    ((row, at, said),) = refused(plan)
    assert (row, at) == (2, column)
    assert reason in said
    assert [choice.mention_ids for choice in plan.choices] == [("c",)]
    assert f"{NEW}, row 2, {column}" in "\n".join(describe_plan(plan))


def test_every_cell_of_a_line_that_cannot_be_is_named(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    line = OBSERVATION | {"Id": "R-0099", "Day": "soon", "Value": "40 lamps", "Owner": "Pilots"}
    found = refused(plan_of(table, with_lines(table, line)))
    assert {column for _, column, _ in found} == {"Id", "Day", "Value", "Owner"}


def test_a_share_in_per_cent_is_no_number_that_could_be_mistaken(tmp_path: Path) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        add_lines(book, INDICATOR, OBSERVATION | {"Value": 0.4})
        header = [cell.value for cell in book[NEW][1]]
        book[NEW].cell(3, header.index("Value") + 1).number_format = "0%"

    ((_, column, reason),) = refused(plan_of(table, table.edited("e.xlsx", change)))
    assert (column, reason[:22]) == ("Value", "'40%': is no number; w")


def test_formulas_and_joined_cells_are_refused(tmp_path: Path) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        add_lines(book, ASSESSMENT, MILESTONE)
        book[NEW]["E2"] = "=A1"
        book[NEW].merge_cells("D3:E3")

    found = refused(plan_of(table, table.edited("e.xlsx", change)))
    assert [(row, column) for row, column, _ in found] == [(2, "Status"), (3, "Status")]


def test_empty_lines_say_nothing_wherever_they_stand(tmp_path: Path) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        add_lines(book, STEP, first=40)
        add_lines(book, {"Id": " ", "In words": None}, first=7)

    assert len(take(table, table.edited("e.xlsx", change))) == 1


def test_the_same_workbook_is_taken_once(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = with_lines(table, ASSESSMENT, MILESTONE, SIGN_OFF, INDICATOR, OBSERVATION, STEP)
    assert len(take(table, path)) == 6
    assert plan_of(table, path).findings == ()
    table.run()
    assert take(table, path) == []


def test_a_line_that_stands_twice_is_taken_once(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    plan = plan_of(table, with_lines(table, ASSESSMENT, STEP, ASSESSMENT))
    assert (len(plan.choices), len(plan.findings)) == (2, 2)


def test_a_line_without_its_workbook_s_hidden_sheet_is_held_against_the_last_run(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        add_lines(book, ASSESSMENT)
        for name in ("State", "Table", "Removed", "Merges", "Progress"):
            del book[name]

    path = table.edited("e.xlsx", change)
    assert [decision.kind for decision in take(table, path)] == [Kind.ASSESSED]
    table.run()
    assert take(table, path) == []


def test_two_people_s_copies_merge(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    mine = with_lines(table, ASSESSMENT, STEP, name="1.xlsx")
    theirs = with_lines(table, MILESTONE, ASSESSMENT, name="2.xlsx")
    assert len(take(table, mine, "Ada")) == 2
    table.run()
    assert {decision.kind for decision in take(table, theirs, "Ben")} == {
        Kind.MILESTONE,
        Kind.ASSESSED,
    }
    assert [d.reviewer for d in table.log() if d.kind is Kind.ASSESSED] == ["Ada", "Ben"]


def test_the_same_line_of_one_person_in_two_copies_is_taken_once(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    lines = (ASSESSMENT, MILESTONE, STEP)
    assert len(take(table, with_lines(table, *lines, name="1.xlsx"))) == 3
    assert take(table, with_lines(table, *lines, name="2.xlsx")) == []
    table.run()
    later = with_lines(table, *lines, STEP | {"Id": "R-0001"}, name="3.xlsx")
    assert len(take(table, later)) == 1


def test_what_somebody_said_again_after_it_was_changed_is_taken(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    due = (MILESTONE, MILESTONE | {"Day": "2027-09-01"}, MILESTONE)
    for number, line in enumerate(due):
        assert len(take(table, with_lines(table, line, name=f"{number}.xlsx"))) == 1
        table.run()
    days = [read_value(decision, Milestone).due.month for decision in table.log()]
    assert days == [3, 9, 3]


def test_two_lines_that_contradict_each_other_are_a_conflict_and_neither_is_lost(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    lines = (
        ASSESSMENT,
        ASSESSMENT | {"Status": "completed"},
        ASSESSMENT | {"Day": "2025-05-01", "Status": "completed"},
        ASSESSMENT | {"Status": "", "Claimed status": "completed"},
    )
    plan = plan_of(table, with_lines(table, *lines))
    assert [f.place.row for f in plan.of(Outcome.CONFLICT)] == [2, 3]
    assert [choice.kind for choice in plan.choices] == [
        Kind.PROPOSED,
        Kind.PROPOSED,
        Kind.ASSESSED,
        Kind.ASSESSED,
    ]


def test_two_pieces_of_evidence_for_one_finding_do_not_contradict_each_other(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    lines = (ASSESSMENT | {"Document": "A"}, ASSESSMENT | {"Document": "B"})
    assert len(take(table, with_lines(table, *lines))) == 2


@pytest.mark.parametrize(
    ("setting", "line", "otherwise"),
    [
        ((), ASSESSMENT, {"Status": "completed"}),
        ((), MILESTONE, {"Day": "2028-01-01"}),
        ((), STEP, {"In words": "Wait."}),
        ((INDICATOR,), OBSERVATION, {"Value": 5}),
    ],
)
def test_what_somebody_else_said_otherwise_after_the_export_is_a_conflict(
    tmp_path: Path,
    setting: tuple[dict[str, object], ...],
    line: dict[str, object],
    otherwise: dict[str, object],
) -> None:
    table = small_table(tmp_path)
    take(table, with_lines(table, *setting, name="0.xlsx"), "Ada")
    table.run()
    mine = with_lines(table, line, name="1.xlsx")
    theirs = with_lines(table, line | otherwise, name="2.xlsx")
    take(table, theirs, "Ada")
    plan = plan_of(table, mine)
    (finding,) = plan.of(Outcome.CONFLICT)
    assert finding.reason.startswith("Ada decided")
    assert [choice.kind for choice in plan.choices] == [Kind.PROPOSED]


def test_a_line_that_was_undone_does_not_come_back_with_the_same_workbook(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = with_lines(table, MILESTONE)
    (decision,) = take(table, path)
    with open_store(locate_store(tmp_path)) as store:
        store.decide([Choice(kind=Kind.UNDO, value=decision.key)], reviewer="Ada")
    ((_, _, reason),) = refused(plan_of(table, path))
    assert "undone" in reason
    table.run()
    assert len(take(table, with_lines(table, MILESTONE, name="later.xlsx"))) == 1


def test_where_the_group_decides_together_only_a_status_is_voted_on(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    write(tmp_path / "stocktake.toml", '[deciding]\nrule = "agreements"\n')
    claim = ASSESSMENT | {"Status": "", "Claimed status": "completed"}
    path = with_lines(table, ASSESSMENT, claim, MILESTONE)
    proposed, *recorded = sorted(take(table, path, "Ada"), key=lambda d: d.kind != Kind.PROPOSED)
    assert read_value(proposed, Proposal).kind is Kind.ASSESSED
    assert {decision.kind for decision in recorded} == {Kind.ASSESSED, Kind.MILESTONE}
    assert take(table, path, "Ada") == []
    table.run()
    (vote,) = take(table, with_lines(table, ASSESSMENT, name="2.xlsx"), "Ben")
    assert (vote.kind, vote.value) == (Kind.AGREED, proposed.key)


def test_a_line_of_a_row_whose_sentences_went_is_refused(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = with_lines(table, STEP)
    table.rows = table.rows[:2]
    table.run()
    (tmp_path / "stocktake.db").unlink()
    table.run()
    ((_, _, reason),) = refused(plan_of(table, path))
    assert "in no document any more" in reason


def test_the_assessment_of_the_latest_day_is_the_status_and_one_decided_in_the_table_is_of_today(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    table.decide(Kind.STATUS, "a", "completed")
    take(table, with_lines(table, ASSESSMENT))
    assert table.run().table["Status"][0] == "completed"
    assert plan_of(table, table.workbook()).findings == ()


def test_a_sheet_of_new_lines_saved_as_csv_is_read_as_such(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    sheet = openpyxl.load_workbook(table.workbook())[NEW]
    header = ",".join(str(cell.value) for cell in sheet[1])
    path = write(tmp_path / "new.csv", f"{header}\nR-0003,next step,,,,Ask the board.\n")
    (decision,) = take(table, path)
    assert (decision.kind, decision.value) == (Kind.NEXT_STEP, "Ask the board.")
