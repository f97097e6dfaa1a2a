"""A form's fields become what is known of a submission; its text stays text."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent
from typing import TYPE_CHECKING

import docx
import pytest

from pipeline.ingest.details.forms import parts_fields, read_form
from pipeline.records import Document, Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

FORM = """\
    Lower dues for small boats in all the
    harbours of the north
    Area: DUES AND FEES OF
    HARBOURS
    Entitled by: Jane Miller
    Region: Norway
    Organization: Port Watch
    Sector: Civil Society
    Keywords: dues, boats
    Doc Attached: Click here to see it
    Abstract
    Dues are too high for small boats.
    Document
    The harbour should lower its dues, as captains have asked since 1990.
    """


def read_text(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "a.txt"
    path.write_text(dedent(text), "utf-8")
    return read_one(path)


def lines(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(kind=ParagraphKind.BODY, text=text) for text in texts)


def test_the_fields_of_a_form_are_known_of_the_submission(tmp_path: Path) -> None:
    source = read_text(tmp_path, FORM).source
    assert source.title == "Lower dues for small boats in all the harbours of the north"
    assert (source.body, source.stakeholder_group) == ("Port Watch", "Civil Society")
    assert source.region == "Norway"
    assert source.other == (
        ("Area", "DUES AND FEES OF HARBOURS"),
        ("Entitled by", "Jane Miller"),
        ("Keywords", "dues, boats"),
        ("Doc Attached", "Click here to see it"),
    )


def test_no_field_is_left_among_the_paragraphs(tmp_path: Path) -> None:
    paragraphs = read_text(tmp_path, FORM).paragraphs
    assert [(p.kind, p.text, p.headings) for p in paragraphs] == [
        (ParagraphKind.HEADING, "Abstract", ()),
        (ParagraphKind.BODY, "Dues are too high for small boats.", ("Abstract",)),
        (ParagraphKind.OTHER, "Document", ()),
        (
            ParagraphKind.BODY,
            "The harbour should lower its dues, as captains have asked since 1990.",
            (),
        ),
    ]


def test_lost_line_breaks_before_labels_are_mended() -> None:
    details, left = read_form(
        lines(
            "Lower dues in NorwayArea: DUES",
            "Region: Norway",
            "Organisation: Port Watch",
            "Doc Attached: doc 1Abstract",
            "Dues are too high.",
        )
    )
    assert (details.title, details.body) == ("Lower dues in Norway", "Port Watch")
    assert [p.text for p in left] == ["Abstract", "Dues are too high."]
    assert left[1].headings == ("Abstract",)


def test_a_form_in_a_table_of_a_word_file_is_read(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for label, value in (
        ("Name of organisation", "Port Watch"),
        ("Type of organisation", "NGO"),
        ("Country / Region", "Norway"),
        ("Date of submission", "3 March 2014"),
        ("Boats owned", "7"),
        ("Website", "www.ports.example"),
    ):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    document.add_paragraph("The harbour should lower its dues, as captains have long asked.")
    document.save(str(tmp_path / "a.docx"))
    read = read_one(tmp_path / "a.docx")
    source = read.source
    assert (source.body, source.stakeholder_group, source.region) == ("Port Watch", "NGO", "Norway")
    assert source.published == dt.date(2014, 3, 3)
    assert source.other == (("Boats owned", "7"), ("Website", "www.ports.example"))
    assert [p.text[:11] for p in read.paragraphs] == ["The harbour"]


def test_addresses_and_telephone_numbers_are_kept_nowhere() -> None:
    details, left = read_form(
        lines(
            "Name: Jane Miller (jane@ports.example)",
            "Organisation: Port Watch, +47 22 33 44 55",
            "E-mail: jane@ports.example",
            "Telephone: +47 22 33 44 55",
            "Postal address: 1 Quay Road",
            "Dues are too high.",
        )
    )
    shown = repr(details)
    assert "@" not in shown
    assert "33 44" not in shown
    assert "Quay Road" not in shown
    assert details.body.startswith("Port Watch")
    assert [p.text for p in left] == ["Dues are too high."]


@pytest.mark.parametrize(
    "texts",
    [
        ("Date: 5 May 2014", "Place: Oslo", "Present: J. Miller", "We met."),
        ("Background: the harbour is old.", "Purpose: to mend it.", "Source: the council."),
        ("Harbours", "The dues are high.", "They should be lower."),
        (),
    ],
)
def test_other_lines_with_colons_are_no_form(texts: tuple[str, ...]) -> None:
    paragraphs = lines(*texts)
    assert read_form(paragraphs)[1] == paragraphs


def test_a_form_ends_where_the_text_begins() -> None:
    _, left = read_form(
        lines(
            "Organisation: Port Watch",
            "Country: Norway",
            "Sector: Civil society",
            "Our view: dues should be lower.",
            "Captains agree.",
        )
    )
    assert [p.text for p in left] == ["Our view: dues should be lower.", "Captains agree."]


@pytest.mark.parametrize(
    ("value", "title"),
    [("Dr", ""), ("Director", ""), ("Lower dues for boats", "Lower dues for boats")],
)
def test_a_person_s_title_is_not_the_document_s(value: str, title: str) -> None:
    details, _ = read_form(lines(f"Title: {value}", "Organisation: Port Watch", "Country: Norway"))
    assert details.title == title


def test_an_empty_field_takes_nothing_from_the_next() -> None:
    details, _ = read_form(
        lines("Organisation: Port Watch", "Country: Norway", "Keywords:", "Abstract", "Dues.")
    )
    assert details.other == ()


@pytest.mark.parametrize(
    ("before", "line", "parts"),
    [
        ("Keywords: dues", "Organisation: Port Watch", True),
        ("Keywords: dues", "Abstract", True),
        ("Abstract", "techno dues are high", True),
        ("Area: DUES OF", "HARBOURS", False),
        ("We ask two things:", "Quays: they are old", False),
    ],
)
def test_a_label_starts_a_line_of_its_own(before: str, line: str, *, parts: bool) -> None:
    assert parts_fields(before, line) is parts
