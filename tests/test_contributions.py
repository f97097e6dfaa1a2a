"""Files that are named as one submission count as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.contributions import pair
from pipeline.records import Source


def contributions(*names: str, **said: str) -> list[str]:
    """The contribution of each file, whose id is its name; ``said`` by its stem."""
    sources = [
        Source(document_id=name, path=Path("/c", name), contribution=said.get(Path(name).stem, ""))
        for name in names
    ]
    return [source.contribution for source in pair(sources)]


def test_a_form_and_its_attachment_are_one_contribution() -> None:
    names = ("017A.txt", "017B.pdf", "018A.txt", "018B.docx", "018C.xlsx")
    assert contributions(*names) == ["017A.txt"] * 2 + ["018A.txt"] * 3


@pytest.mark.parametrize(
    "names",
    [
        ("017A.txt", "018B.txt"),
        ("017B.txt", "017C.txt"),
        ("017A.txt", "017C.txt"),
        ("017A.txt",),
        ("partA.txt", "partB.txt"),
        ("x/017A.txt", "y/017B.txt"),
        ("2024.txt", "2025.txt"),
    ],
)
def test_other_files_are_not(names: tuple[str, ...]) -> None:
    assert set(contributions(*names)) == {""}


def test_what_the_register_says_holds() -> None:
    assert contributions("7A.txt", "7B.txt", **{"7B": "own"}) == ["", "own"]
