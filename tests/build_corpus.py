#!/usr/bin/env python3
"""Build the PDF, Word and PowerPoint files of the sample corpus.

``python tests/build_corpus.py`` writes them to ``corpus/``, the same bytes every
time. What they say stands in ``build_corpus.toml`` beside this script; this is
only how it is laid out. In the texts ``*word*`` is italic and ``^1^`` raised.
"""

from __future__ import annotations

import datetime as dt
import io
import re
import tomllib
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Cm
from pptx import Presentation
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document as WordDocument
    from docx.opc.coreprops import CoreProperties
    from docx.text.paragraph import Paragraph as WordParagraph
    from pptx.presentation import Presentation as SlideDeck
    from reportlab.pdfgen.canvas import Canvas

CONTENT = Path(__file__).with_suffix(".toml")
CORPUS = Path(__file__).parents[1] / "corpus"

# The earliest time that a zip member can carry; the clock must not get into the bytes.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3  # the system a zip member says it was made on, else it depends on the machine

# Two levels, "1." and "(a)", numbered by Word itself: the numbers are in no text.
NUMBERING = """
<w:abstractNum {namespace} w:abstractNumId="90">
  <w:multiLevelType w:val="multilevel"/>
  <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>
    <w:lvlJc w:val="left"/><w:pPr><w:ind w:left="567" w:hanging="567"/></w:pPr></w:lvl>
  <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/>
    <w:lvlJc w:val="left"/><w:pPr><w:ind w:left="1134" w:hanging="567"/></w:pPr></w:lvl>
</w:abstractNum>
"""
NUMBERING_USE = '<w:num {namespace} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'
NUMBER_OF_PARAGRAPH = (
    '<w:numPr {namespace}><w:ilvl w:val="{level}"/><w:numId w:val="90"/></w:numPr>'
)
NUMBERED_BULLET = (
    '<a:buAutoNum xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' type="arabicPeriod"/>'
)

PDF_STYLES = {
    "masthead": ParagraphStyle("masthead", fontName="Times-Roman", fontSize=10, leading=13),
    "title": ParagraphStyle(
        "title",
        fontName="Times-Bold",
        fontSize=15,
        leading=20,
        alignment=TA_CENTER,
        spaceBefore=22,
        spaceAfter=12,
    ),
    "heading": ParagraphStyle(
        "heading",
        fontName="Times-Bold",
        fontSize=12,
        leading=16,
        spaceBefore=12,
        spaceAfter=6,
        keepWithNext=True,
    ),
    "paragraph": ParagraphStyle(
        "paragraph",
        fontName="Times-Roman",
        fontSize=12,
        leading=20,
        spaceAfter=8,
        alignment=TA_JUSTIFY,
    ),
    "list": ParagraphStyle(
        "list",
        fontName="Times-Roman",
        fontSize=12,
        leading=20,
        spaceAfter=4,
        leftIndent=1.8 * cm,
        firstLineIndent=-0.7 * cm,
        alignment=TA_JUSTIFY,
    ),
    "footnote": ParagraphStyle("footnote", fontName="Times-Roman", fontSize=9, leading=11),
}


def main() -> None:
    """Write every built file of the sample corpus."""
    content = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    build_report(content["report"])
    build_resolution(content["resolution"])
    build_slides(content["slides"])
    build_submission(content["submission"])


def build_report(report: dict[str, Any]) -> None:
    """Write the working group's report: PDF, running head, page numbers, one footnote."""
    width, height = A4
    below = Frame(2.5 * cm, 4 * cm, width - 5 * cm, height - 6.5 * cm, id="above-footnote")
    whole = Frame(2.5 * cm, 2.5 * cm, width - 5 * cm, height - 5 * cm, id="whole-page")
    template = BaseDocTemplate(
        str(CORPUS / report["file"]),
        pagesize=A4,
        invariant=1,
        title=report["title"],
        author=report["author"],
    )
    template.addPageTemplates(
        [
            PageTemplate("first", [below], onPageEnd=first_page(report)),
            PageTemplate("later", [whole], onPage=later_page(report)),
        ]
    )
    lines = [["masthead", line] for line in (*report["masthead"], report["symbol"])]
    lines += [["title", report["title"]], *report["body"]]
    story = [Paragraph(pdf_markup(text), PDF_STYLES[style]) for style, text in lines]
    template.build([NextPageTemplate("later"), *story])


def first_page(report: dict[str, Any]) -> Callable[[Canvas, BaseDocTemplate], None]:
    """Return what draws the first page's foot: a rule, the footnote, the page number."""

    def draw(canvas: Canvas, template: BaseDocTemplate) -> None:
        footnote = Paragraph(pdf_markup(report["footnote"]), PDF_STYLES["footnote"])
        canvas.line(2.5 * cm, 3.4 * cm, 7.5 * cm, 3.4 * cm)
        footnote.wrapOn(canvas, A4[0] - 5 * cm, cm)
        footnote.drawOn(canvas, 2.5 * cm, 2.7 * cm)
        draw_page_number(canvas, template)

    return draw


def later_page(report: dict[str, Any]) -> Callable[[Canvas, BaseDocTemplate], None]:
    """Return what draws the running head and the page number of every other page."""

    def draw(canvas: Canvas, template: BaseDocTemplate) -> None:
        canvas.setFont("Times-Italic", 9)
        canvas.drawString(2.5 * cm, A4[1] - 1.8 * cm, report["symbol"])
        canvas.drawRightString(A4[0] - 2.5 * cm, A4[1] - 1.8 * cm, report["title"])
        draw_page_number(canvas, template)

    return draw


def draw_page_number(canvas: Canvas, template: BaseDocTemplate) -> None:
    """Draw the number, between dashes, at the middle of the page's foot."""
    canvas.setFont("Times-Roman", 9)
    canvas.drawCentredString(A4[0] / 2, 1.5 * cm, f"– {template.page} –")


def pdf_markup(text: str) -> str:
    """Return the text with raised numbers as ReportLab wants them."""
    return re.sub(r"\^(\d+)\^", r"<super>\1</super>", text)


def build_resolution(resolution: dict[str, Any]) -> None:
    """Write the resolution: Word, operative paragraphs numbered by Word itself."""
    document = Document()
    for line in resolution["masthead"]:
        document.add_paragraph(line)
    document.add_heading(resolution["title"], level=1)
    for text in (resolution["opening"], *resolution["preamble"]):
        add_with_italics(document.add_paragraph(), text)
    add_numbering(document)
    for kind, text in resolution["operative"]:
        paragraph = document.add_paragraph()
        number_paragraph(paragraph, level=1 if kind == "item" else 0)
        add_with_italics(paragraph, text)
    for line in resolution["closing"]:
        document.add_paragraph(line)
    describe(document.core_properties, resolution, resolution["title"])
    save(document, resolution["file"])


def add_numbering(document: WordDocument) -> None:
    """Add the list definition; Word wants definitions before their uses."""
    numbering = document.part.numbering_part.element
    definition = parse_xml(NUMBERING.format(namespace=nsdecls("w")))
    numbering.insert(0, definition)
    numbering.append(parse_xml(NUMBERING_USE.format(namespace=nsdecls("w"))))


def number_paragraph(paragraph: WordParagraph, *, level: int) -> None:
    """Make the paragraph an item of the numbered list."""
    number = NUMBER_OF_PARAGRAPH.format(namespace=nsdecls("w"), level=level)
    paragraph._p.get_or_add_pPr().append(parse_xml(number))  # noqa: SLF001  # python-docx has no public way


def add_with_italics(paragraph: WordParagraph, text: str) -> None:
    """Add the text, every second piece between asterisks in italics."""
    for place, piece in enumerate(text.split("*")):
        if piece:
            paragraph.add_run(piece).italic = place % 2 == 1


def build_submission(submission: dict[str, Any]) -> None:
    """Write the civil society submission: Word, headings, prose and a table."""
    document = Document()
    document.add_heading(submission["masthead"][1], level=0)
    document.add_paragraph(submission["masthead"][0])
    document.add_paragraph(submission["masthead"][2])
    for style, text in submission["body"]:
        if style == "heading":
            document.add_heading(text, level=1)
        else:
            document.add_paragraph(text)
    add_table(document, [submission["table_head"], *submission["table"]])
    for line in submission["closing"]:
        document.add_paragraph(line)
    describe(document.core_properties, submission, submission["masthead"][1])
    save(document, submission["file"])


def add_table(document: WordDocument, rows: list[list[str]]) -> None:
    """Add a table with lines, its first row the heads of its columns."""
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
            cell.width = Cm(8)


def build_slides(slides: dict[str, Any]) -> None:
    """Write the chair's slides: PowerPoint, a title slide, then titles with bullets."""
    deck = Presentation()
    first, *others = slides["slide"]
    opening = deck.slides.add_slide(deck.slide_layouts[0])
    opening.shapes.title.text = first["title"]
    opening.placeholders[1].text = "\n".join(first["lines"])
    for slide in others:
        add_slide(deck, slide)
    describe(deck.core_properties, slides, first["title"])
    save(deck, slides["file"])


def add_slide(deck: SlideDeck, slide: dict[str, Any]) -> None:
    """Add a slide; where it says ``numbered``, PowerPoint numbers its lines."""
    page = deck.slides.add_slide(deck.slide_layouts[1])
    page.shapes.title.text = slide["title"]
    frame = page.placeholders[1].text_frame
    frame.text = "\n".join(slide["lines"])
    if slide.get("numbered"):
        for paragraph in frame.paragraphs:
            paragraph._p.get_or_add_pPr().append(parse_xml(NUMBERED_BULLET))  # noqa: SLF001  # the same


def describe(properties: CoreProperties, content: dict[str, Any], title: str) -> None:
    """Fill in the file's own description, dated on the day it was published."""
    published = dt.datetime.combine(content["published"], dt.time(9))
    properties.title = title
    properties.author = content["author"]
    properties.last_modified_by = content["author"]
    properties.comments = "Fictional; written for the sample corpus"
    properties.created = published
    properties.modified = published
    properties.last_printed = published


def save(built: WordDocument | SlideDeck, name: str) -> None:
    """Write an Office file whose zip members all carry the same fixed time."""
    raw = io.BytesIO()
    built.save(raw)
    with (
        zipfile.ZipFile(raw) as source,
        zipfile.ZipFile(CORPUS / name, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for member in source.namelist():
            entry = zipfile.ZipInfo(member, ZIP_TIME)
            entry.create_system = UNIX
            target.writestr(entry, source.read(member), zipfile.ZIP_DEFLATED)


if __name__ == "__main__":
    main()
