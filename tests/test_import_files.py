"""Export and import as files and commands: workbooks, CSV, what is refused, what is written."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.decisions.log import Kind
from pipeline.errors import UsageError
from pipeline.exporting import export, is_current
from tests.conftest import write
from tests.tables import said, set_cell, small_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result as CliResult

    from tests.tables import Table

    Stocktake = Callable[..., CliResult]

FEES = "The harbour board should publish its fees every year."


def edit_csv(path: Path, name: str, *cells: tuple[str, str, str], separator: str = ",") -> Path:
    """A copy of a CSV with these cells changed: id, column and text."""
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    for row_id, column, text in cells:
        next(row for row in rows if row["Id"] == row_id)[column] = text
    saved = path.with_name(name)
    with saved.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=separator)
        writer.writeheader()
        writer.writerows(reversed(rows))
    return saved


def exported(table: Table, name: str = "t.csv") -> Path:
    path = table.workspace / name
    export(table.workspace, path, force=False)
    return path


@pytest.mark.parametrize("separator", [",", ";"])
def test_an_edited_csv_comes_back_as_the_decisions_that_were_made(
    tmp_path: Path, separator: str
) -> None:
    table = small_table(tmp_path)
    path = edit_csv(
        exported(table),
        "e.csv",
        ("R-0001", "Remark", "'=1+1 was said"),
        ("R-0001", "Category", ""),
        ("R-0002", "Review", "not relevant"),
        separator=separator,
    )
    assert said(table.take(path)) == {
        ("remark", "a", "=1+1 was said"),
        ("category", "a", ""),
        ("relevant", "b b2", "no"),
    }
    assert table.take(path) == []


def test_two_csv_copies_merge_and_what_is_changed_in_two_ways_is_kept(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = exported(table)
    first = edit_csv(path, "1.csv", ("R-0001", "Cost", "Y"), ("R-0002", "Cost", "Y"))
    second = edit_csv(path, "2.csv", ("R-0001", "Cost", "N"), ("R-0003", "Cost", "N"))
    table.take(first, "Ada")
    table.run()
    taken = table.take(second, "Ben")
    assert {(decision.kind, decision.mention_ids) for decision in taken} == {
        (Kind.PROPOSED, ("a",)),
        (Kind.COST, ("c",)),
    }
    shown = table.run().table.set_index("Id")["Cost"]
    assert shown.to_dict() == {"R-0001": "Y", "R-0002": "Y", "R-0003": "N"}


def test_the_csv_of_the_last_run_is_compared_with_that_run(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = edit_csv(tmp_path / "outputs" / "table.csv", "table.csv", ("R-0001", "Cost", "Y"))
    assert said(table.take(path)) == {("cost", "a", "Y")}


def test_decided_merges_come_back_from_their_csv(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = tmp_path / "outputs" / "merges.csv"
    (row,) = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline=""))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row | {"decision": "same"})
    assert said(table.take(path)) == {("same", "a b b2", "")}


def test_a_cell_of_an_accepted_row_says_in_a_csv_what_it_says_in_a_workbook(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    path = edit_csv(exported(table), "e.csv", ("R-0001", "Review", "accepted"))
    assert {kind for kind, _, _ in said(table.take(path))} == {
        "part",
        "category",
        "tags",
        "responsible",
        "target date",
    }


def test_an_export_is_the_workbook_of_the_last_run(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = exported(table, "t.xlsx")
    assert path.read_bytes() == table.workbook().read_bytes()
    assert is_current(tmp_path)
    table.decide(Kind.COST, "a", "Y")
    assert not is_current(tmp_path)


def test_an_export_writes_over_nothing_unless_it_is_told_to(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = write(tmp_path / "t.xlsx", "mine")
    with pytest.raises(UsageError, match="--force"):
        export(tmp_path, path, force=False)
    export(tmp_path, path, force=True)
    assert path.read_bytes() == table.workbook().read_bytes()


def test_what_cannot_be_exported_is_an_error_that_says_why(tmp_path: Path) -> None:
    small_table(tmp_path)
    with pytest.raises(UsageError, match=r"\.xlsx or \.csv"):
        export(tmp_path, tmp_path / "t.pdf", force=False)
    with pytest.raises(UsageError, match="cannot be written"):
        export(tmp_path, tmp_path / "gone" / "t.csv", force=False)
    (tmp_path / "outputs" / "table.xlsx").write_bytes(b"changed")
    with pytest.raises(UsageError, match="was changed after the run"):
        export(tmp_path, tmp_path / "t.xlsx", force=False)
    (tmp_path / "outputs" / "run.json").unlink()
    with pytest.raises(UsageError, match="no whole run"):
        export(tmp_path, tmp_path / "t.xlsx", force=False)


def edit_book(path: Path, name: str, column: str, value: str) -> Path:
    book = openpyxl.load_workbook(path)
    set_cell(book, "R-0001", column, value)
    book.save(path.with_name(name))
    return path.with_name(name)


def test_a_committee_works_in_a_workbook_and_the_next_export_shows_it(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    workspace = ("--workspace", tmp_path / "w")
    write(tmp_path / "w" / "corpus" / "a.txt", FEES)
    path = tmp_path / "t.xlsx"
    assert stocktake("export", path, *workspace).exit_code == 0
    edited = edit_book(path, "e.xlsx", "Status", "ongoing")
    trial = stocktake("import", edited, *workspace, "--reviewer", "Ada", "--dry-run")
    assert trial.exit_code == 0
    assert "R-0001: status “ongoing”" in trial.stdout
    assert "nothing is written" in trial.stdout
    assert stocktake("log", *workspace).stdout == ""
    taken = stocktake("import", edited, *workspace, "--reviewer", "Ada")
    assert taken.exit_code == 0
    assert "stocktake run" in taken.stdout
    assert stocktake("export", path, *workspace).exit_code == 2
    assert stocktake("export", path, *workspace, "--force").exit_code == 0
    row = next(openpyxl.load_workbook(path)["Table"].iter_rows(min_row=2, values_only=True))
    assert "ongoing" in row


def test_what_is_refused_gives_exit_code_1_and_stands_in_the_report(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    table = small_table(tmp_path)
    edited = edit_book(table.workbook(), "e.xlsx", "Cost", "perhaps")
    report = tmp_path / "report.csv"
    result = stocktake("import", edited, "--workspace", tmp_path, "--report", report)
    assert result.exit_code == 1
    (row,) = csv.DictReader(io.StringIO(report.read_text(encoding="utf-8"), newline=""))
    assert (row["sheet"], row["row"], row["column"]) == ("Table", "2", "Cost")
    assert row["outcome"] == "refused"
    gone = tmp_path / "gone" / "report.csv"
    assert stocktake("import", edited, "--workspace", tmp_path, "--report", gone).exit_code == 2


def test_a_wrong_file_is_one_line_and_exit_code_2(tmp_path: Path, stocktake: Stocktake) -> None:
    small_table(tmp_path)
    result = stocktake("import", write(tmp_path / "x.csv", "a,b\n1,2\n"), "--workspace", tmp_path)
    assert result.exit_code == 2
    assert len(result.stderr.strip().splitlines()) == 1
