"""XLSX workbooks: what their cells, sheets and gaps become, and what damage does."""

from __future__ import annotations

import io
import itertools
import zipfile
from datetime import date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from pipeline.errors import UnreadableError
from pipeline.ingest.formats.sheet import read_workbook
from tests.test_ingest_sheet import (
    BOATS,
    FEES,
    PILOTS,
    ROWS,
    read,
    save,
    texts,
    to_file,
    to_shared,
    to_xlsx,
)

if TYPE_CHECKING:
    import random
    from pathlib import Path


def replace_part(package: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The package, with a part in which the old bytes are the new ones."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as before, zipfile.ZipFile(file, "w") as after:
        for part in before.namelist():
            content = before.read(part)
            after.writestr(part, content.replace(old, new) if part == name else content)
    return file.getvalue()


def test_cells_of_a_workbook_are_text(tmp_path: Path) -> None:
    moment = datetime(2024, 5, 3, 10, 30)  # noqa: DTZ001 (sheets know no time zones)
    header = ["Answer", "A", "B", "C", "D", "E", "F", "G"]
    row = [FEES, 7.0, 0.1, True, date(2024, 5, 3), moment, "#REF!", None]
    (document,) = read(tmp_path, to_xlsx([header, row]))
    assert document.source.other == (
        ("A", "7"),
        ("B", "0.1"),
        ("C", "True"),
        ("D", "2024-05-03"),
        ("E", "2024-05-03 10:30:00"),
    )


def test_a_formula_is_the_value_last_computed(tmp_path: Path) -> None:
    content = to_xlsx([["Answer", "Sum"], [FEES, "=1+1"]])
    computed = replace_part(content, "xl/worksheets/sheet1.xml", b"<v></v>", b"<v>2</v>")
    computed = replace_part(computed, "xl/worksheets/sheet1.xml", b"<v />", b"<v>2</v>")
    (document,) = read(tmp_path, computed)
    assert document.source.other == (("Sum", "2"),)


def test_formulas_that_no_program_computed_are_named() -> None:
    content = to_xlsx([["Answer", "Sum"], [FEES, "=1+1"], [PILOTS, "=1+2"]])
    rest, *_ = read_workbook(to_file(content, name="answers.xlsx"))
    reason = "2 formulas have no stored value; open the file in a spreadsheet program and save it"
    assert rest.left_out == (reason,)


def test_a_workbook_of_formulas_only_is_named_as_such() -> None:
    (rest,) = read_workbook(to_file(to_xlsx([["=1+1"]]), name="answers.xlsx"))
    assert "1 formula has no stored value" in rest.left_out[0]


def test_a_formula_that_gives_an_empty_text_has_a_value() -> None:
    content = to_xlsx([["Answer", "Sum"], [FEES, "=1+1"]])
    sheet = "xl/worksheets/sheet1.xml"
    empty = replace_part(content, sheet, b'r="B2"', b'r="B2" t="str"')
    assert all(not reading.left_out for reading in read_workbook(to_file(empty, name="a.xlsx")))


def test_line_breaks_of_a_cell_part_paragraphs(tmp_path: Path) -> None:
    (document,) = read(tmp_path, to_xlsx([["Answer"], [f"{FEES}_x000D_\n_x000D_\n{PILOTS}"]]))
    assert texts([document]) == [[FEES, PILOTS]]


def test_a_merged_cell_stands_in_each_of_its_rows(tmp_path: Path) -> None:
    workbook = Workbook()
    rows = [
        ["Answers of the year", None],
        ["Organisation", "Answer"],
        ["Tugs", FEES],
        [None, PILOTS],
        [None, BOATS],
    ]
    for row in rows:
        workbook.active.append(row)
    workbook.active.merge_cells("A1:B1")
    workbook.active.merge_cells("A3:A4")
    documents = read(tmp_path, save(workbook))
    assert [d.source.body for d in documents] == ["Tugs", "Tugs", ""]


def test_each_sheet_with_texts_is_read_and_named(tmp_path: Path) -> None:
    table = [["Name", "Answer"], ["Ann", FEES], ["Bob", PILOTS]]
    documents = read(tmp_path, to_xlsx(table, [["Key", "Value"], ["a", "b"]], table[:2]))
    places = [(p.label, p.page) for d in documents for p in d.paragraphs]
    assert places == [("Round 1: Answer", 1), ("Round 1: Answer", 2), ("Round 3: Answer", 1)]
    assert documents[2].source.other == (("Sheet", "Round 3"),)
    assert len({d.document_id for d in documents}) == 3


def test_a_hidden_sheet_is_named_only_where_it_has_texts() -> None:
    workbook = Workbook()
    for name, cell in (("Shown", FEES), ("Drafts", PILOTS), ("Lists", "short")):
        sheet = workbook.create_sheet(name)
        sheet.append(["Answer"])
        sheet.append([cell])
        sheet.sheet_state = "visible" if name == "Shown" else "hidden"
    first, *others = read_workbook(to_file(save(workbook), name="a.xlsx"))
    assert first.left_out == ("its sheet 'Drafts' is hidden; show it to have it read",)
    assert [r.sections[0][0].text for r in others] == [FEES]


def test_gaps_and_claims_of_a_sheet_s_size_cost_nothing(tmp_path: Path) -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["Name", "Answer"])
    sheet.append(["Ann", FEES])
    sheet.cell(1_048_576, 1, "Bob")
    sheet.cell(1_048_576, 2, PILOTS)
    part = "xl/worksheets/sheet1.xml"
    narrow = replace_part(save(workbook), part, b'ref="A1:B1048576"', b'ref="A1:A1"')
    assert texts(read(tmp_path, narrow)) == [[FEES], [PILOTS]]
    beyond = replace_part(narrow, part, b"1048576", b"2000000000")
    assert texts(read(tmp_path, beyond)) == [[FEES]]


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"])
def test_entities_that_unfold_to_more_than_the_memory_holds_are_refused(
    tmp_path: Path, part: str
) -> None:
    names = "abcdefghij"
    entities = "".join(
        f'<!ENTITY {inner} "{f"&{outer};" * 10}">' for outer, inner in itertools.pairwise(names)
    )
    bomb = f'<!DOCTYPE x [<!ENTITY a "boats">{entities}]><x>&j;</x>'.encode()
    content = to_shared([["Answer"], [FEES]])
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        old = package.read(part)
    with pytest.raises(UnreadableError, match="damaged XLSX"):
        read(tmp_path, replace_part(content, part, old, bomb))


# Made once: a workbook holds the second in which it was saved.
WORKBOOK = to_xlsx(ROWS, [["Answer", "Date"], [BOATS, date(2024, 1, 1)]])
SHARED = to_shared(ROWS, [["Answer", "Date"], [BOATS, "2024"]])


@given(st.randoms(use_true_random=False), st.integers(1, 30))
def test_a_damaged_workbook_is_read_or_refused(damage: random.Random, count: int) -> None:
    content = bytearray(WORKBOOK)
    for _ in range(count):
        content[damage.randrange(len(content))] = damage.randrange(256)
    check_read_or_refused(bytes(content))


@given(st.randoms(use_true_random=False), st.data())
def test_a_workbook_with_a_damaged_part_is_read_or_refused(
    damage: random.Random, data: st.DataObject
) -> None:
    content = SHARED
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        part = data.draw(st.sampled_from(package.namelist()))
        old = package.read(part)
    place = damage.randrange(len(old))
    new = old[:place] + bytes(damage.choices(b'<>/="0A9 ', k=2)) + old[place + 2 :]
    check_read_or_refused(replace_part(content, part, old, new))


def check_read_or_refused(content: bytes) -> None:
    try:
        readings = read_workbook(to_file(content, name="a.xlsx"))
    except UnreadableError as error:
        assert str(error)  # noqa: PT017 (either is right)
        return
    assert readings
