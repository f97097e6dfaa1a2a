"""CSV exports: one row a submission, long cells read, short ones not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import UnreadableError
from pipeline.ingest import read_document
from pipeline.records import Paragraph, Source

if TYPE_CHECKING:
    from pathlib import Path

ROWS = [
    ["Name", "Organisation", "Your proposal", "Date"],
    [
        "Ann",
        "Pilots, Ltd",
        (
            "The board should publish its fees in all languages every year.\n\n"
            "- It should also say which boats they are for."
        ),
        "2024-05-01",
    ],
    ["Bob", "Tugs", "Pilots should be trained at the expense of the port each year.", "2024-05-02"],
]


def to_text(delimiter: str) -> str:
    return "".join(
        delimiter.join(f'"{cell}"' if {"\n", delimiter, ","} & set(cell) else cell for cell in row)
        + "\r\n"
        for row in ROWS
    )


def read(tmp_path: Path, content: bytes) -> tuple[Paragraph, ...]:
    path = tmp_path / "answers.csv"
    path.write_bytes(content)
    return read_document(Source(document_id="d", path=path)).paragraphs


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_only_long_cells_are_text_and_pages_are_rows(
    tmp_path: Path, delimiter: str, encoding: str
) -> None:
    paragraphs = read(tmp_path, to_text(delimiter).encode(encoding))
    assert [(p.page, p.text.split()[0]) for p in paragraphs] == [
        (1, "The"),
        (1, "It"),
        (2, "Pilots"),
    ]
    assert {p.label for p in paragraphs} == {"Your proposal"}


def test_a_table_of_short_cells_has_nothing_to_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no column of texts"):
        read(tmp_path, b"Name,Date\nAnn,2024\nBob,2025\n")


def test_a_heading_in_one_cell_is_not_above_the_next(tmp_path: Path) -> None:
    first = "Fees:\n\nThe board should publish its fees in all languages every single year."
    second = "Pilots should be trained at the expense of the port each and every year."
    paragraphs = read(tmp_path, f'Answer,Name\n"{first}",Ann\n"{second}",Bob\n'.encode())
    assert paragraphs[-1].headings == ()


def test_a_cell_too_large_for_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="cannot be split"):
        read(tmp_path, b"Answer,Name\n" + b"boats " * 100_000)
