"""What is a heading, a contents line or a note, where no format says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

LONG = (
    "The harbour group met four times and heard the masters of every port on the coast, who "
    "told it how they keep their tables and whom they ask when the lights fail."
)


def read(tmp_path: Path, text: str) -> list[Paragraph]:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return list(read_one(path).paragraphs)


def headings(tmp_path: Path, text: str) -> list[str]:
    return [p.text for p in read(tmp_path, text) if p.kind is ParagraphKind.HEADING]


def test_a_short_line_between_two_paragraphs_heads_the_second(tmp_path: Path) -> None:
    text = f"{LONG}\nWhy the pilots' role is a problem\n{LONG}\n"
    assert headings(tmp_path, text) == ["Why the pilots' role is a problem"]


def test_section_numbers_may_lack_their_full_stop(tmp_path: Path) -> None:
    titles = ["Introduction", "Lights and signals", "Fees of the ports"]
    text = "\n".join(f"{number} {title}\n{LONG}" for number, title in enumerate(titles, start=1))
    found = [p for p in read(tmp_path, text) if p.kind is ParagraphKind.HEADING]
    assert [(p.number, p.text) for p in found] == [
        ("1", "Introduction"),
        ("2", "Lights and signals"),
        ("3", "Fees of the ports"),
    ]


def test_no_line_of_a_list_without_bullets_is_a_heading(tmp_path: Path) -> None:
    lines = ["Universal lighting", "Open tide tables", "Trained pilots", "Fair fees"]
    text = "\n\n".join([LONG, "The principles include:", *lines, LONG])
    assert not set(headings(tmp_path, text)) & set(lines)


def test_a_table_of_contents_is_left_out_to_its_last_page_number(tmp_path: Path) -> None:
    contents = ["Contents", "Page", "Introduction 1", "Lights 4", "Annexes", "Fees 9", "Pilots 12"]
    text = "\n\n".join([*contents, "Introduction", LONG])
    kinds = {p.text: p.kind for p in read(tmp_path, text)}
    assert {kinds[line] for line in contents[1:]} == {ParagraphKind.OTHER}
    assert kinds["Introduction"] is ParagraphKind.HEADING


def test_an_annex_does_not_stand_below_the_last_section(tmp_path: Path) -> None:
    text = f"I. Lights\n\n{LONG}\n\nII. Fees\n\n{LONG}\n\nAnnex\n\n{LONG}\n"
    assert read(tmp_path, text)[-1].headings == ("Annex",)


def test_a_note_in_brackets_is_one_where_the_text_refers_to_it(tmp_path: Path) -> None:
    text = f"{LONG} Fees rose twice.[3]\n\n[3] The first time by half.\n\n[7] Pilots are few.\n"
    kinds = [p.kind for p in read(tmp_path, text)]
    assert kinds[1] is ParagraphKind.FOOTNOTE
    assert kinds[2] is not ParagraphKind.FOOTNOTE


def test_a_hyphen_at_the_end_of_a_line_stays_in_a_compound(tmp_path: Path) -> None:
    text = (
        "The group asks every port on the coast to share its decision-\n"
        "making with the pilots, and to publish what they have to pub-\n"
        "lish anyway, so that the masters of the ships may know of the\n"
        "fees before they come into the harbour and have to pay all of it.\n"
    )
    (paragraph,) = read(tmp_path, text)
    assert "decision-making" in paragraph.text
    assert "to publish anyway" in paragraph.text
