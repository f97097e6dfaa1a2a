"""Spreadsheets as people and programs leave them: read as texts, or refused with a reason."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING

import openpyxl
import pytest

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError, UsageError
from pipeline.workbook.reading import Unusable, read_book, read_csv, read_workbook

if TYPE_CHECKING:
    from pathlib import Path

SETTINGS = IngestSettings()


def saved(*rows: list[object], merged: str = "") -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_numbers_dates_and_truths_are_texts() -> None:
    cells: list[object] = [7, 7.5, 0.1 + 0.2, date(2030, 12, 31), datetime(2030, 1, 2, 3, 4)]  # noqa: DTZ001 (a cell has no zone)
    (sheet,) = read_workbook(saved([*cells, time(9, 30), True, None, " x "]), SETTINGS)
    assert sheet.rows == [
        (1, ["7", "7.5", "0.3", "2030-12-31", "2030-01-02 03:04", "09:30:00", "True", "", " x "])
    ]


def test_rows_keep_the_numbers_that_the_spreadsheet_shows() -> None:
    (sheet,) = read_workbook(saved(["a"], [], [], ["b"]), SETTINGS)
    assert sheet.rows == [(1, ["a"]), (4, ["b"])]


def test_a_formula_an_error_and_a_joined_cell_say_why_they_cannot_be_used() -> None:
    data = saved(["=1+1", "#REF!", "x"], ["a", "b", "c"], merged="A2:B3")
    (sheet,) = read_workbook(data, SETTINGS)
    assert sheet.rows == [
        (1, [Unusable.FORMULA, Unusable.ERROR, "x"]),
        (2, ["a", Unusable.MERGED, "c"]),
        (3, [Unusable.MERGED, Unusable.MERGED]),
    ]


def test_what_a_program_writes_for_control_characters_is_read_as_it_was_meant() -> None:
    (sheet,) = read_workbook(saved(["a_x000D_\nb_x0001_c _x005F_x0041_"]), SETTINGS)
    assert sheet.rows == [(1, ["a\r\nbc _x0041_"])]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_is_read_whatever_separates_its_cells(separator: str, encoding: str) -> None:
    text = f'Id{separator}Remark\n\nR-0001{separator}"Ä, b;\nc"\n'
    assert read_csv(text.encode(encoding), SETTINGS) == [
        (1, ["Id", "Remark"]),
        (3, ["R-0001", "Ä, b;\nc"]),
    ]


def test_a_csv_can_name_its_separator() -> None:
    assert read_csv(b"sep=|\nId|a,b,c\n", SETTINGS) == [(1, ["Id", "a,b,c"])]


def test_letters_that_nobody_can_tell_are_refused() -> None:
    with pytest.raises(UnreadableError, match="UTF-8"):
        read_csv("Id;Bemerkung für".encode("cp1252"), SETTINGS)


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"PK\x03\x04 and no more",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 an older or encrypted file",
        saved(["a"])[:-200],
    ],
)
def test_what_is_no_spreadsheet_is_an_error_that_names_it(tmp_path: Path, damaged: bytes) -> None:
    path = tmp_path / "sheet.xlsx"
    path.write_bytes(damaged)
    if not damaged:
        assert read_book(path, settings=SETTINGS)[0].rows == []
        return
    with pytest.raises(UsageError, match=r"sheet\.xlsx"):
        read_book(path, settings=SETTINGS)


def repacked(data: bytes, name: str, content: bytes) -> bytes:
    """The package with another content of one part."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return buffer.getvalue()


def test_entities_that_swell_are_refused(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e0 "lol">{entities}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e9;</t></is></c></row></sheetData></worksheet>'
    )
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(repacked(saved(["a"]), "xl/worksheets/sheet1.xml", bomb.encode()))
    with pytest.raises(UsageError, match=r"bomb\.xlsx"):
        read_book(path, settings=replace(SETTINGS, seconds=20, megabytes=500))


def test_a_package_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    path.write_bytes(repacked(saved(["a"]), "xl/worksheets/sheet1.xml", b" " * 3_000_000))
    with pytest.raises(UsageError, match="unpack"):
        read_book(path, settings=replace(SETTINGS, unpacked_megabytes=1))


def test_what_costs_more_than_the_settings_allow_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    path.write_text("Id\n" * 11, encoding="utf-8")
    with pytest.raises(UsageError, match="more than 10 rows"):
        read_book(path, settings=replace(SETTINGS, rows=10))
    with pytest.raises(UsageError, match="bytes"):
        read_book(path, settings=replace(SETTINGS, largest_megabytes=0))


def test_a_file_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_book(tmp_path / "gone.xlsx", settings=SETTINGS)
