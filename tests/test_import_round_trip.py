"""What is exported and imported: nothing where nothing was changed, else exactly the changes."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.decisions.log import FIELDS, Choice, Kind, read_value
from pipeline.decisions.progress import Indicator, Milestone, Observation
from pipeline.exporting import export
from pipeline.importing import Outcome
from pipeline.records import COSTS, STATUSES
from pipeline.reviewing import decide, parse_value
from pipeline.workbook.columns import DECIDABLE
from tests import strategies
from tests.tables import VOCABULARY, Table, make_row, said, set_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.workbook import Workbook

# What each column can be changed to.
CATEGORIES = [category.name for category in VOCABULARY.categories]
TAGS = [tag.name for tag in VOCABULARY.tags]
OFFERED: dict[str, list[str]] = {
    "Part": ["improvement", "consideration"],
    "Category": CATEGORIES,
    "Tags": [*TAGS, ", ".join(TAGS[:3]), f"{TAGS[4]}; {TAGS[5]}"],
    "Cost": list(COSTS),
    "Status": list(STATUSES),
    "Consensual": ["yes", "no"],
}
FREE = ("Proposal for Improvement", "xreference", "Responsible", "Target date", "Remark")
TEXTS = ["Soon.", "Ärger & <b>Ruhe</b>", "two\nlines", "12 May 2030", "007", "=1", "ﷺ 東京"]
EDITS = 50


@st.composite
def values(draw: st.DrawFn, kind: Kind) -> str:
    """What can be decided of a field."""
    offered = {DECIDABLE[column]: texts for column, texts in OFFERED.items()}
    if kind is Kind.RELEVANT:
        return draw(st.sampled_from(["yes", "no"]))
    if kind in offered:
        return parse_value(kind, draw(st.sampled_from(offered[kind])), VOCABULARY)
    text = draw(strategies.printable_cells).strip()
    return text or "x"


@st.composite
def decisions(draw: st.DrawFn, rows: int) -> list[Choice]:
    """Decisions on fields of the rows."""
    made = []
    for _ in range(draw(st.integers(0, 6))):
        kind = draw(st.sampled_from(FIELDS))
        name = f"m{draw(st.integers(0, rows - 1))}"
        made.append(Choice(kind=kind, mention_ids=(name,), value=draw(values(kind))))
    return made


@given(st.data())
@settings(max_examples=15)
def test_what_nobody_changed_decides_nothing_for_every_table(data: st.DataObject) -> None:
    texts = data.draw(st.lists(strategies.printable_cells, min_size=1, max_size=4))
    rows = [
        [
            make_row(
                f"{text}.",
                f"m{place}",
                actors=tuple(data.draw(st.lists(strategies.printable_cells, max_size=2))),
                target_date=data.draw(strategies.printable_cells),
            )
        ]
        for place, text in enumerate(texts)
    ]
    with tempfile.TemporaryDirectory() as folder:
        labels = {"m0": ("funding", ("outputs",))}
        table = Table(Path(folder), rows, labels=labels)
        table.run()
        made = data.draw(decisions(len(rows)))
        if made:
            decide(Path(folder), made, reviewer="Ada")
            table.run()
        exported = Path(folder) / "t.csv"
        export(Path(folder), exported, force=False)
        csv = Path(folder) / "outputs" / "table.csv"
        saved = table.edited("saved.xlsx", lambda _: None)
        for path in (table.workbook(), saved, exported, csv):
            plan = table.plan(path)
            assert (plan.choices, plan.findings) == ((), ()), path.name


def big_table(folder: Path) -> Table:
    """Forty rows, some with suggestions."""
    rows = [
        [make_row(f"Lamp {place} should be mended.", f"m{place:02}", actors=("Board",))]
        for place in range(40)
    ]
    labels = {f"m{place:02}": ("funding", ("outputs", "website")) for place in range(0, 40, 3)}
    table = Table(folder, rows, labels=labels)
    table.run()
    return table


def random_edits(seed: int) -> tuple[list[tuple[str, str, str]], set[tuple[str, str, str]]]:
    """Cells to change, and the decisions that these are."""
    chance = random.Random(seed)  # noqa: S311 (a test's own chance)
    cells = [(row, column) for row in range(40) for column in (*OFFERED, *FREE)]
    edits, expected = [], set()
    for row, column in chance.sample(cells, EDITS):
        text = chance.choice(OFFERED.get(column, TEXTS))
        kind = DECIDABLE[column]
        value = parse_value(kind, text, VOCABULARY)
        edits.append((f"R-{row + 1:04}", column, text))
        # What stands there already is no change.
        unchanged = {("Part", "improvement"), ("Status", "not assessed")}
        funded = row % 3 == 0 and (column, text) == ("Category", "Funding of the IGF")
        if (column, text) not in unchanged and not funded:
            expected.add((kind.value, f"m{row:02}", value))
    return edits, expected


@pytest.mark.parametrize("seed", range(3))
def test_random_edits_by_openpyxl_come_back_as_exactly_those_decisions(
    tmp_path: Path, seed: int
) -> None:
    table = big_table(tmp_path)
    edits, expected = random_edits(seed)

    def change(book: Workbook) -> None:
        for row_id, column, text in edits:
            set_cell(book, row_id, column, text)
        sheet = book["Table"]
        for row in sheet.iter_rows(min_row=2):
            for cell in row:
                if cell.data_type == "f":
                    cell.data_type = "s"

    plan = table.plan(table.edited("edited.xlsx", change))
    assert said(plan.choices) == expected


def python_with_uno() -> str:
    """A Python that can steer LibreOffice; the test is skipped where there is none."""
    for program in (sys.executable, "/usr/bin/python3", "python3"):
        found = shutil.which(program)
        if (
            found
            and not subprocess.run(  # noqa: S603 (Python itself)
                [found, "-c", "import uno"], check=False, capture_output=True
            ).returncode
        ):
            return found
    pytest.skip("no Python here can steer LibreOffice: none has its module uno")


def edit_in_libreoffice(
    table: Table, edits: Sequence[tuple[str, str, str]], lines: Sequence[dict[str, str]] = ()
) -> Path:
    """The workbook of the last run, edited in LibreOffice and saved by it."""
    soffice = shutil.which("soffice")
    if not soffice:
        pytest.skip("LibreOffice is not installed")
    saved = table.workspace / "saved.xlsx"
    job = {"opened": str(table.workbook()), "saved": str(saved), "edits": edits, "lines": lines}
    script = Path(__file__).with_name("edit_in_libreoffice.py")
    subprocess.run(  # noqa: S603 (our own script)
        [python_with_uno(), str(script), str(table.workspace / "profile"), soffice],
        input=json.dumps(job),
        text=True,
        check=True,
        capture_output=True,
        timeout=180,
    )
    return saved


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_random_edits_by_libreoffice_come_back_as_exactly_those_decisions(
    tmp_path: Path, seed: int
) -> None:
    table = big_table(tmp_path)
    edits, expected = random_edits(seed + 10)
    plan = table.plan(edit_in_libreoffice(table, edits))
    assert said(plan.choices) == expected
    assert len(plan.findings) == len(expected)


@pytest.mark.slow
def test_lines_of_progress_typed_in_libreoffice_come_back_as_they_were_meant(
    tmp_path: Path,
) -> None:
    table = big_table(tmp_path)
    observed = {"Id": "R-0002", "What": "observation", "Day": "2025-04-01", "Name": "=Lit"}
    lines = [
        {"Id": "R-0001", "What": "milestone", "Day": "2027-03-01", "Name": "7", "Owner": "1-2"},
        {"Id": "R-0002", "What": "indicator", "Name": "=Lit", "Target": "8.5"},
        observed | {"Value": "4.25"},
        observed | {"Value": "forty"},
    ]
    plan = table.plan(edit_in_libreoffice(table, [], lines))
    assert [(f.place.row, f.place.column) for f in plan.of(Outcome.REFUSED)] == [(5, "Value")]
    milestone, indicator, observation = plan.choices
    assert read_value(milestone, Milestone) == Milestone(
        name="7", due=date(2027, 3, 1), owner="1-2"
    )
    assert read_value(indicator, Indicator) == Indicator(name="=Lit", target=Decimal("8.5"))
    assert read_value(observation, Observation) == Observation(
        indicator="=Lit", on=date(2025, 4, 1), value=Decimal("4.25")
    )
