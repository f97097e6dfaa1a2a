"""PPTX: a page a slide, headings that end with it, bullets with their levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pptx
import pytest
from lxml.etree import SubElement
from pptx.oxml.ns import qn
from pptx.util import Inches

from pipeline.errors import UnreadableError
from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one
from tests.test_ingest_word import rezip, unzip

if TYPE_CHECKING:
    from pathlib import Path


def read(path: Path) -> tuple[Paragraph, ...]:
    return read_one(path).paragraphs


def write_deck(path: Path) -> Path:
    presentation = pptx.Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[1])
    first.shapes.title.text = "Fees"
    frame = first.placeholders[1].text_frame
    frame.text = "Lower the fees"
    inner = frame.add_paragraph()
    inner.text, inner.level = "for tugs", 1
    first.notes_slide.notes_text_frame.text = "Do not say this aloud"
    second = presentation.slides.add_slide(presentation.slide_layouts[6])
    box = second.shapes.add_textbox(Inches(1), Inches(1), Inches(4), Inches(1))
    box.text_frame.text = "The pier should be lit at night."
    table = second.shapes.add_table(1, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Pier", "Light it"
    presentation.save(str(path))
    return path


def test_titles_are_headings_of_their_own_slide_only(tmp_path: Path) -> None:
    paragraphs = read(write_deck(tmp_path / "deck.pptx"))
    assert [(p.page, p.headings, p.text) for p in paragraphs] == [
        (1, (), "Fees"),
        (1, ("Fees",), "Lower the fees"),
        (1, ("Fees",), "for tugs"),
        (2, (), "The pier should be lit at night."),
        (2, (), "Pier | Light it"),
    ]


def test_bullets_are_items_with_their_level_and_notes_are_left_out(tmp_path: Path) -> None:
    paragraphs = read(write_deck(tmp_path / "deck.pptx"))
    items = [(p.level, p.text) for p in paragraphs if p.kind is ParagraphKind.LIST_ITEM]
    assert items == [(0, "Lower the fees"), (1, "for tugs")]
    assert not any("aloud" in p.text for p in paragraphs)


@pytest.mark.parametrize("length", [1, 3_000, 20_000])
def test_a_deck_cut_short_is_refused(tmp_path: Path, length: int) -> None:
    path = write_deck(tmp_path / "deck.pptx")
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(UnreadableError, match="damaged"):
        read(path)


@pytest.mark.parametrize(
    ("kind", "numbers"),
    [
        ("arabicPeriod", ["1", "2"]),
        ("alphaLcParenBoth", ["(a)", "(b)"]),
        ("romanUcPeriod", ["I", "II"]),
    ],
)
def test_automatic_numbers_are_resolved(tmp_path: Path, kind: str, numbers: list[str]) -> None:
    presentation = pptx.Presentation()
    slide = presentation.slides.add_slide(presentation.slide_layouts[1])
    frame = slide.placeholders[1].text_frame
    frame.text = "Lower the fees for tugs;"
    frame.add_paragraph().text = "light the pier."
    for paragraph in frame.paragraphs:
        properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - no public way
        SubElement(properties, qn("a:buAutoNum")).set("type", kind)
    path = tmp_path / "deck.pptx"
    presentation.save(str(path))
    assert [p.number for p in read(path)] == numbers


@pytest.mark.parametrize(
    "kind",
    [
        "openxmlformats-officedocument.presentationml.slideshow",
        "openxmlformats-officedocument.presentationml.template",
        "ms-powerpoint.presentation.macroEnabled",
        "ms-powerpoint.slideshow.macroEnabled",
        "ms-powerpoint.template.macroEnabled",
    ],
)
def test_slide_shows_templates_and_macros_are_read_as_decks(tmp_path: Path, kind: str) -> None:
    path = write_deck(tmp_path / "deck.pptx")
    parts = unzip(path)
    plain = b"openxmlformats-officedocument.presentationml.presentation.main+xml"
    types = parts["[Content_Types].xml"]
    assert plain in types
    changed = types.replace(plain, f"{kind}.main+xml".encode())
    rezip(path, {**parts, "[Content_Types].xml": changed})
    assert [p.text for p in read(path)][:2] == ["Fees", "Lower the fees"]
