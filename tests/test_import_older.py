"""The sheet that a group kept by hand, matched with the rows of the table."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.decisions.log import Kind
from pipeline.importing import Outcome
from tests.tables import TEXTS, Table, make_row, said, small_table

if TYPE_CHECKING:
    from pathlib import Path

HEADINGS = (
    "Proposal for Improvement",
    "Category",
    "Tags",
    "Source",
    "Ref / URL",
    "xreference",
    "Responsible (2013)",
    "Cost (2013)",
    "Status (2013)",
    "Remark (2013)",
)


def older(folder: Path, *rows: dict[str, str], name: str = "older.xlsx") -> Path:
    """A sheet of these rows, by the first words of the headings."""
    cells = [
        [next((v for k, v in row.items() if heading.startswith(k)), "") for heading in HEADINGS]
        for row in rows
    ]
    path = folder / name
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADINGS, *cells])
    else:
        book = openpyxl.Workbook()
        book.active.title = "Proposals"
        for row in [HEADINGS, *cells]:
            book.active.append(row)
        book.save(path)
    return path


@pytest.mark.parametrize("name", ["older.xlsx", "older.csv"])
def test_what_a_matched_row_says_is_decided(tmp_path: Path, name: str) -> None:
    table = small_table(tmp_path)
    path = older(
        tmp_path,
        {
            "Proposal": f"11. {TEXTS[0]}",
            "Category": "Funding of the IGF",
            "Tags": "Website",
            "Responsible": "Harbour board",
            "Cost": "Y",
            "Status": "O",
            "Remark": "Under way.",
        },
        {"Proposal": TEXTS[1].upper(), "Status": "s", "Cost": "n"},
        {"Proposal": TEXTS[2], "Status": "C"},
        name=name,
    )
    plan = table.plan(path)
    assert [f.outcome for f in plan.findings if not f.place.column] == [Outcome.MATCHED] * 3
    assert said(plan.choices) == {
        ("category", "a", "funding"),
        ("tags", "a", "website"),
        ("responsible", "a", "Harbour board"),
        ("cost", "a", "Y"),
        ("status", "a", "ongoing"),
        ("remark", "a", "Under way."),
        ("status", "b b2", "to be started"),
        ("cost", "b b2", "N"),
        ("status", "c", "completed"),
    }
    table.take(path)
    assert table.take(path) == []


def test_a_label_that_the_vocabulary_has_not_is_listed_and_kept_in_the_remark(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    path = older(
        tmp_path,
        {"Proposal": TEXTS[0], "Category": "Fish", "xref": "7", "Status": "X", "Remark": "Old."},
    )
    plan = table.plan(path)
    remark = "Old.; Category in the older sheet: Fish; xreference in the older sheet: 7"
    assert said(plan.choices) == {("remark", "a", remark)}
    assert {f.place.column for f in plan.of(Outcome.REFUSED)} == {"Category", "Status"}


def test_what_is_like_a_row_and_not_the_same_is_doubtful_and_decides_nothing(
    tmp_path: Path,
) -> None:
    table = small_table(tmp_path)
    path = older(
        tmp_path,
        {"Proposal": "The harbour board should publish its fees and its accounts", "Cost": "Y"},
        {"Proposal": "Feed the gulls at noon", "Cost": "Y"},
    )
    plan = table.plan(path)
    assert plan.choices == ()
    assert [finding.outcome for finding in plan.findings] == [
        Outcome.DOUBTFUL,
        Outcome.NOT_FOUND,
    ]
    assert plan.findings[0].recommendation == "R-0001"


def test_the_second_of_two_rows_that_match_one_is_doubtful(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    path = older(tmp_path, {"Proposal": TEXTS[0]}, {"Proposal": TEXTS[0], "Cost": "Y"})
    plan = table.plan(path)
    assert [finding.outcome for finding in plan.findings] == [Outcome.MATCHED, Outcome.DOUBTFUL]
    assert "row 2 was matched" in plan.findings[1].reason


def test_the_number_of_the_paragraph_tells_which_of_two_like_rows_is_meant(tmp_path: Path) -> None:
    rows = [
        [make_row("Lamps should be lit on the northern pier.", "a", number="7")],
        [make_row("Lamps should be lit on the southern pier.", "b", number="12 (a)")],
    ]
    table = Table(tmp_path, rows)
    table.run()
    text = "Lamps should be lit on the old pier"
    path = older(tmp_path, {"Proposal": text}, {"Proposal": f"212 (a) {text}", "Cost": "Y"})
    plan = table.plan(path)
    assert [finding.outcome for finding in plan.findings][:2] == [
        Outcome.DOUBTFUL,
        Outcome.MATCHED,
    ]
    assert said(plan.choices) == {("cost", "b", "Y")}


def test_what_somebody_has_decided_otherwise_is_a_conflict(tmp_path: Path) -> None:
    table = small_table(tmp_path)
    table.decide(Kind.COST, "a", "N")
    plan = table.plan(older(tmp_path, {"Proposal": TEXTS[0], "Cost": "Y"}))
    assert len(plan.of(Outcome.CONFLICT)) == 1
    assert {choice.kind for choice in plan.choices} == {Kind.PROPOSED}
