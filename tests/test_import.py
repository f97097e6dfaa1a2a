"""What people changed in a workbook, told from what was exported and from what others decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.decisions.log import Choice, Kind, Proposal, bring_together, keep_apart, read_value
from pipeline.errors import UsageError
from pipeline.importing import Outcome, Plan, describe_plan
from pipeline.reviewing import decide
from pipeline.store import locate_store, open_store
from tests.conftest import write
from tests.tables import TEXTS, said, set_cell, small_table

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from tests.tables import Table


def edit(table: Table, *cells: tuple[str, str, object], name: str = "edited.xlsx") -> Path:
    """A copy of the workbook with these cells changed: row, column and value."""

    def change(book: Workbook) -> None:
        for row_id, column, value in cells:
            set_cell(book, row_id, column, value)

    return table.edited(name, change)


def reasons(plan: Plan, outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(f.place.row, f.place.column, f.reason) for f in plan.of(outcome)]


def test_a_workbook_that_nobody_changed_asks_for_nothing(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    for path in (table.workbook(), edit(table)):
        plan = table.plan(path)
        assert (plan.choices, plan.findings) == ((), ())
        assert list(describe_plan(plan)) == ["nothing was changed"]


@pytest.mark.parametrize(
    ("column", "written", "kind", "value"),
    [
        ("Proposal for Improvement", " Publish all fees. ", "text", "Publish all fees."),
        ("Part", "Consideration", "part", "consideration"),
        ("Category", "Monitoring the implementation", "category", "monitoring"),
        ("Category", "linkages", "category", "linkages"),
        ("Category", None, "category", ""),
        ("Tags", "Website; tangible outputs", "tags", "website|outputs"),
        ("Tags", "", "tags", ""),
        ("xreference", "see R-0002", "cross-reference", "see R-0002"),
        ("Responsible", "Pilots", "responsible", "Pilots"),
        ("Cost", "y", "cost", "Y"),
        ("Target date", 2030, "target date", "2030"),
        ("Target date", None, "target date", ""),
        ("Status", "ongoing", "status", "ongoing"),
        ("Remark", "=1+1 was said", "remark", "=1+1 was said"),
        ("Consensual", "no", "consensual", "no"),
        ("Review", "needs discussion", "review", "needs discussion"),
        ("Review", "not an improvement", "part", "consideration"),
        ("Review", "Not relevant", "relevant", "no"),
    ],
)
def test_a_changed_cell_is_a_decision_on_the_mentions_of_its_row(
    tmp_path: Path, column: str, written: object, kind: str, value: str
) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        set_cell(book, "R-0001", column, written)
        for row in book["Table"].iter_rows():
            for cell in row:
                # What begins so is a formula to openpyxl, not to a person who sees text.
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    cell.data_type = "s"

    (decision,) = table.take(table.edited("edited.xlsx", change))
    assert said([decision]) == {(kind, "a", value)}
    assert decision.reviewer == "Ben"
    assert column in decision.shown


def test_a_row_of_several_mentions_is_decided_as_a_whole(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    (decision,) = table.take(edit(table, ("R-0002", "Remark", "Urgent.")))
    assert decision.mention_ids == ("b", "b2")


def test_accepted_turns_what_the_row_suggests_into_decisions(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    taken = table.take(
        edit(table, ("R-0001", "Review", "accepted"), ("R-0003", "Review", "accepted"))
    )
    assert said(taken) == {
        ("part", "a", "improvement"),
        ("category", "a", "funding"),
        ("tags", "a", "outputs|website"),
        ("responsible", "a", "Harbour board"),
        ("target date", "a", "every year"),
        ("part", "c", "improvement"),
    }
    first = table.run().table.iloc[0]
    assert first["Review"] == ""
    assert first["Decided"] == "Category, Tags, Part, Responsible, Target date"


def test_of_an_accepted_row_what_was_changed_is_taken_as_it_was_changed(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    table.decide(Kind.RESPONSIBLE, "a", "Pilots")
    table.run()
    taken = table.take(
        edit(table, ("R-0001", "Review", "accepted"), ("R-0001", "Category", "linkages"))
    )
    kinds = {kind: value for kind, _, value in said(taken)}
    assert kinds["category"] == "linkages"
    assert "responsible" not in kinds


def test_a_row_that_needed_discussion_does_so_no_more_when_it_was_had(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    table.decide(Kind.REVIEW, "c", "needs discussion")
    table.run()
    assert said(table.take(edit(table, ("R-0003", "Review", "accepted")))) == {
        ("review", "c", ""),
        ("part", "c", "improvement"),
    }


def test_a_removed_row_comes_back_when_its_review_is_cleared(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    table.decide(Kind.RELEVANT, "c", "no")
    table.run()
    path = table.edited("e.xlsx", lambda b: set_cell(b, "R-0003", "Review", None, "Removed"))
    assert said(table.take(path)) == {("relevant", "c", "yes")}


def test_what_is_emptied_though_it_must_say_something_is_refused(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = edit(
        table,
        ("R-0001", "Proposal for Improvement", None),
        ("R-0002", "Part", ""),
        ("R-0003", "Status", None),
    )
    plan = table.plan(path)
    assert plan.choices == ()
    assert [column for _, column, _ in reasons(plan, Outcome.REFUSED)] == [
        "Proposal for Improvement",
        "Part",
    ]


def test_what_no_field_can_say_is_refused_with_its_cell_and_the_rest_is_taken(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    path = edit(
        table,
        ("R-0001", "Category", "Fish"),
        ("R-0001", "Tags", "Website, Fish"),
        ("R-0001", "Cost", "perhaps"),
        ("R-0002", "Review", "maybe"),
        ("R-0002", "Status", "=A1"),
        ("R-0002", "Remark", "Taken."),
    )
    plan = table.plan(path)
    assert said(plan.choices) == {("remark", "b b2", "Taken.")}
    refused = plan.of(Outcome.REFUSED)
    assert {(f.place.sheet, f.place.row, f.place.column) for f in refused} == {
        ("Table", 2, "Category"),
        ("Table", 2, "Tags"),
        ("Table", 2, "Cost"),
        ("Table", 3, "Review"),
        ("Table", 3, "Status"),
    }
    assert any("'Fish' is no tag" in finding.reason for finding in refused)
    assert any("formula" in finding.reason for finding in refused)
    lines = "\n".join(describe_plan(plan))
    assert "refused: 5" in lines
    assert "Table, row 2, Cost, R-0001: 'perhaps' is no cost; write Y, N" in lines


def test_joined_cells_are_refused_where_something_was_lost(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = table.edited("e.xlsx", lambda book: book["Table"].merge_cells("J2:K3"))
    plan = table.plan(path)
    assert plan.choices == ()
    assert [(row, column) for row, column, _ in reasons(plan, Outcome.REFUSED)] == [
        (2, "Target date")
    ]


def test_sorted_and_deleted_rows_and_columns_do_no_harm(tmp_path: Path) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        sheet = book["Table"]
        set_cell(book, "R-0003", "Remark", "Moved.")
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        for place, values in enumerate(reversed(rows), start=2):
            for column, value in enumerate(values, start=1):
                sheet.cell(place, column).value = value
        sheet.delete_cols(4)
        sheet.delete_rows(3)
        sheet.insert_rows(1, 2)
        sheet["A1"] = "Our committee"

    assert said(table.take(table.edited("e.xlsx", change))) == {("remark", "c", "Moved.")}


def copy_row(book: Workbook, **changed: object) -> None:
    """The first row, once more below the last."""
    sheet = book["Table"]
    header = [cell.value for cell in sheet[1]]
    values = {name: cell.value for name, cell in zip(header, sheet[2], strict=True)}
    sheet.append([(values | changed)[name] for name in header])


def test_a_copied_row_does_no_harm(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    assert table.plan(table.edited("e.xlsx", copy_row)).findings == ()


def test_copies_that_differ_are_a_conflict_of_which_nothing_is_lost(tmp_path: Path) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        copy_row(book, Remark="Second.")
        set_cell(book, "R-0001", "Remark", "First.")

    plan = table.plan(table.edited("e.xlsx", change))
    assert len(plan.of(Outcome.CONFLICT)) == 2
    assert {choice.kind for choice in plan.choices} == {Kind.PROPOSED}
    assert {read_value(choice, Proposal).value for choice in plan.choices} == {"First.", "Second."}


def test_two_cells_of_a_row_that_contradict_each_other_are_a_conflict(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    table.decide(Kind.PART, "a", "consideration")
    table.run()
    path = edit(
        table, ("R-0001", "Part", "improvement"), ("R-0001", "Review", "not an improvement")
    )
    plan = table.plan(path)
    assert [finding.outcome for finding in plan.findings] == [Outcome.CONFLICT]


def test_a_row_without_its_id_is_refused_and_told_which_it_was(tmp_path: Path) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        set_cell(book, "R-0001", "Id", None)
        set_cell(book, "R-0002", "Id", "R-0999")
        book["Table"].append([None, "A proposal of our own."])
        book["Table"].append(["R-0777", "Another."])

    found = reasons(table.plan(table.edited("e.xlsx", change)), Outcome.REFUSED)
    assert ["R-0001" in found[0][2], "R-0002" in found[1][2]] == [True, True]
    assert "stocktake note" in found[2][2]
    assert "R-0777" in found[3][2]


def test_two_people_s_copies_merge(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    first = edit(table, ("R-0001", "Cost", "Y"), ("R-0002", "Remark", "Mine."), name="1.xlsx")
    second = edit(table, ("R-0001", "Status", "ongoing"), ("R-0002", "Cost", "N"), name="2.xlsx")
    table.take(first, "Ada")
    table.run()
    taken = table.take(second, "Ben")
    assert said(taken) == {("status", "a", "ongoing"), ("cost", "b b2", "N")}
    table.run()
    shown = table.run().table.set_index("Id")
    assert list(shown.loc["R-0001", ["Cost", "Status"]]) == ["Y", "ongoing"]
    assert list(shown.loc["R-0002", ["Cost", "Remark"]]) == ["N", "Mine."]


def test_the_same_cell_changed_in_two_ways_is_listed_and_neither_is_lost(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    first = edit(table, ("R-0001", "Cost", "Y"), name="1.xlsx")
    second = edit(table, ("R-0001", "Cost", "N"), name="2.xlsx")
    table.take(first, "Ada")
    plan = table.plan(second)
    (finding,) = plan.of(Outcome.CONFLICT)
    assert "Ada decided cost “Y”" in finding.reason
    (proposed,) = table.take(second)
    assert read_value(proposed, Proposal) == Proposal(kind=Kind.COST, value="N")
    assert table.run().table["Cost"][0] == "Y"
    assert table.take(second) == []
    assert len(table.plan(second).of(Outcome.CONFLICT)) == 1


def test_two_people_who_want_the_same_are_no_conflict(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    table.take(edit(table, ("R-0001", "Cost", "Y"), name="1.xlsx"))
    assert table.plan(edit(table, ("R-0001", "Cost", "y"), name="2.xlsx")).findings == ()


def test_the_same_file_is_taken_once(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = edit(table, ("R-0001", "Cost", "Y"))
    assert len(table.take(path)) == 1
    assert table.plan(path).findings == ()
    assert table.take(path) == []


def test_a_file_does_not_bring_back_what_was_undone_but_a_new_export_can(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = edit(table, ("R-0001", "Cost", "Y"))
    (decision,) = table.take(path)
    with open_store(locate_store(tmp_path)) as store:
        store.decide([Choice(kind=Kind.UNDO, value=decision.key)], reviewer="Ada")
    (finding,) = table.plan(path).findings
    assert "undone" in finding.reason
    assert table.take(path) == []
    table.run()
    assert said(table.take(edit(table, ("R-0001", "Cost", "Y")))) == {("cost", "a", "Y")}


def test_what_somebody_decided_over_an_import_is_not_undone_by_the_same_file(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    path = edit(table, ("R-0001", "Cost", "Y"))
    table.take(path)
    table.decide(Kind.COST, "a", "N")
    assert table.take(path) == []


def test_a_row_whose_sentences_went_is_refused(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = edit(table, ("R-0002", "Cost", "Y"), ("R-0003", "Cost", "Y"))
    table.rows = [row[:1] for row in table.rows[:2]]
    table.run()
    (tmp_path / "stocktake.db").unlink()
    table.run()
    plan = table.plan(path)
    assert said(plan.choices) == {("cost", "b", "Y")}
    assert [f.recommendation for f in plan.of(Outcome.REFUSED)] == ["R-0003"]


def decide_merge(table: Table, value: str, name: str = "merged.xlsx") -> Path:
    def change(book: Workbook) -> None:
        book["Merges"]["G2"] = value

    return table.edited(name, change)


@pytest.mark.parametrize(
    ("written", "choice"),
    [
        ("same", bring_together(("a",), ("b", "b2"))),
        ("Different", keep_apart(Kind.DIFFERENT, ("a",), ("b", "b2"))),
        ("related", Choice(kind=Kind.RELATED, mention_ids=("a", "b"))),
        ("not sure", Choice(kind=Kind.NOT_SURE, mention_ids=("a", "b"))),
    ],
)
def test_a_decided_merge_is_a_decision_on_both_rows(
    tmp_path: Path, written: str, choice: Choice
) -> None:
    table = small_table(tmp_path)
    path = decide_merge(table, written)
    assert said(table.take(path)) == said([choice])
    assert table.take(path) == []


def test_a_pair_of_which_somebody_is_not_sure_comes_back_so_and_asks_for_nothing(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    table.take(decide_merge(table, "not sure"))
    table.run()
    assert openpyxl.load_workbook(table.workbook())["Merges"]["G2"].value == "not sure"
    merges = tmp_path / "outputs" / "merges.csv"
    assert "not sure" in merges.read_text(encoding="utf-8")
    copy = table.edited("copy.xlsx", lambda _: None)
    emptied = decide_merge(table, "", "emptied.xlsx")
    for path in (table.workbook(), copy, emptied, merges):
        assert table.plan(path) == Plan(choices=(), keys=(), findings=())
    decide(tmp_path, [keep_apart(Kind.DIFFERENT, ("a",), ("b", "b2"))], reviewer="Ada")
    assert table.plan(copy) == Plan(choices=(), keys=(), findings=())


def test_who_was_not_sure_can_decide_in_the_next_export(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    table.take(decide_merge(table, "not sure"))
    table.run()
    path = decide_merge(table, "same", "later.xlsx")
    assert said(table.take(path)) == said([bring_together(("a",), ("b", "b2"))])


def test_what_would_be_decided_is_told_by_name_on_one_short_line(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    cells = (
        ("R-0002", "Category", "monitoring"),
        ("R-0002", "Remark", "first\nsecond " + "word " * 200),
    )
    _, *lines = describe_plan(table.plan(edit(table, *cells)))
    assert lines[0].endswith("category “Monitoring the implementation”")
    assert "remark “first second word word" in lines[1]
    assert all(len(line) < 200 for line in lines)


def test_a_merge_that_others_decided_otherwise_is_a_conflict(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = decide_merge(table, "same")
    decide(tmp_path, [keep_apart(Kind.DIFFERENT, ("a",), ("b", "b2"))], reviewer="Ada")
    plan = table.plan(path)
    assert len(plan.of(Outcome.CONFLICT)) == 1
    assert {choice.kind for choice in plan.choices} == {Kind.PROPOSED}


def test_a_merge_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    for path in (decide_merge(table, "perhaps"), decide_merge(table, "=1", "2.xlsx")):
        assert len(table.plan(path).of(Outcome.REFUSED)) == 1

    def change(book: Workbook) -> None:
        book["Merges"]["A2"] = "R-0099"
        book["Merges"]["G2"] = "same"

    plan = table.plan(table.edited("3.xlsx", change))
    assert [f.recommendation for f in plan.of(Outcome.REFUSED)] == ["R-0099|R-0002"]


def test_where_the_group_decides_together_what_is_imported_is_a_proposal_or_a_vote(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    write(tmp_path / "stocktake.toml", '[deciding]\nrule = "agreements"\n')
    first = edit(table, ("R-0001", "Cost", "Y"), name="1.xlsx")
    (proposed,) = table.take(first, "Ada")
    assert read_value(proposed, Proposal) == Proposal(kind=Kind.COST, value="Y")
    assert table.take(first, "Ada") == []
    table.run()
    (vote,) = table.take(edit(table, ("R-0001", "Cost", "Y"), name="2.xlsx"), "Ben")
    assert (vote.kind, vote.value) == (Kind.AGREED, proposed.key)
    assert table.run().table["Cost"][0] == ""


def test_sheets_that_people_made_for_themselves_are_not_read(tmp_path: Path) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        copied = book.copy_worksheet(book["Table"])
        copied["M2"] = "Only here."

    assert table.plan(table.edited("e.xlsx", change)).findings == ()


def test_a_workbook_without_the_table_is_an_error(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    book = openpyxl.Workbook()
    book.active.append(["Dear all,"])
    path = tmp_path / "letter.xlsx"
    book.save(path)
    with pytest.raises(UsageError, match="no sheet with the headings"):
        table.plan(path)


def test_a_damaged_hidden_sheet_is_an_error(tmp_path: Path) -> None:
    table = small_table(tmp_path)

    def change(book: Workbook) -> None:
        book["State"]["A2"] = "{"

    with pytest.raises(UsageError, match="hidden sheet"):
        table.plan(table.edited("e.xlsx", change))


def test_a_text_that_was_cut_for_its_cell_cannot_be_changed_there(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    table.decide(Kind.REMARK, "a", "x" * 40_000)
    table.run()
    assert table.plan(table.workbook()).findings == ()
    sheet = openpyxl.load_workbook(table.workbook())["Table"]
    plan = table.plan(edit(table, ("R-0001", "Remark", f"Y{sheet['M2'].value[1:]}")))
    assert [finding.outcome for finding in plan.findings] == [Outcome.REFUSED]


def test_the_texts_of_the_table_stand_in_its_rows(tmp_path: Path) -> None:
    assert tuple(small_table(tmp_path).run().table["Proposal for Improvement"]) == TEXTS
