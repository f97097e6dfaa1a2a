"""Files that are named as one submission count as one, and so do copies of a form letter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.contributions import LETTER, count_as, pair
from pipeline.records import Source
from tests.conftest import make_document, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.run import Result


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


FEES = "The harbour board should publish its fees every year."
LETTER_TEXT = "The harbour board should publish its fees every year, in all languages of the coast."
OTHER_TEXT = "Lamps must be put on the northern pier before the winter season begins in earnest."


def counted(**texts: tuple[str, ...]) -> dict[str, str]:
    """What documents count as, by their ids, which may begin with their contribution's."""
    documents = [
        make_document(*paragraphs, document_id=name, contribution=name.partition("_")[0])
        for name, paragraphs in texts.items()
    ]
    return count_as(documents)


def test_copies_of_a_letter_count_as_one_source_whoever_signed_it() -> None:
    assert counted(
        b=("Dear board,", LETTER_TEXT, "Ann Smith"),
        a=(f"\u201c{LETTER_TEXT.upper()}\u201d", "Bo", "6 May"),
        c=(OTHER_TEXT, "Ann Smith"),
    ) == {"b": LETTER + "a", "a": LETTER + "a", "c": "c"}


def test_a_letter_to_which_somebody_added_something_is_their_own() -> None:
    assert counted(a=(LETTER_TEXT,), b=(LETTER_TEXT, OTHER_TEXT)) == {"a": "a", "b": "b"}


def test_a_letter_in_several_files_is_a_copy_of_one_in_a_single_file() -> None:
    said = counted(a=(LETTER_TEXT, OTHER_TEXT), b_1=(OTHER_TEXT,), b_2=(LETTER_TEXT,))
    assert set(said.values()) == {LETTER + "a"}


def test_documents_with_nothing_but_names_and_greetings_are_no_copies() -> None:
    assert counted(a=("Dear board,",), b=("Dear board,",), c=()) == {"a": "a", "b": "b", "c": "c"}


def test_files_of_one_contribution_count_as_that() -> None:
    assert counted(a_1=(LETTER_TEXT,), a_2=(LETTER_TEXT,), b=(OTHER_TEXT,)) == {
        "a_1": "a",
        "a_2": "a",
        "b": "b",
    }


def test_without_documents_nothing_is_counted() -> None:
    assert count_as([]) == {}


def test_each_row_of_a_consultation_s_export_counts_as_a_source(
    tmp_path: Path, process: Callable[..., Result]
) -> None:
    answers = "Name,What should be improved?\n" + "".join(f"P{n},{FEES}\n" for n in range(3))
    result = process(tmp_path, write(tmp_path / "answers.csv", answers))
    assert list(result.table["Sources"]) == [3]
