"""DOCX paragraphs, numbers, tables, notes and tracked changes."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.errors import UnreadableError
from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

    from docx.document import Document as WordDocument

LEVELS = [("decimal", "%1."), ("lowerLetter", "(%2)"), ("lowerRoman", "(%3)")]


def read(path: Path) -> tuple[Paragraph, ...]:
    return read_one(path).paragraphs


def save(document: WordDocument, path: Path) -> Path:
    document.save(str(path))
    return path


def add_numbering(document: WordDocument) -> None:
    """A list numbered 1., (a), (i) under the id 77."""
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{style}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for place, (style, pattern) in enumerate(LEVELS)
    )
    spaces = nsdecls("w")
    abstract = f'<w:abstractNum {spaces} w:abstractNumId="77">{levels}</w:abstractNum>'
    number = f'<w:num {spaces} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'
    numbering.insert(0, parse_xml(abstract))
    numbering.append(parse_xml(number))


def add_numbered(document: WordDocument, text: str, level: int) -> None:
    paragraph = document.add_paragraph(text)
    number = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(number))  # noqa: SLF001 - no public way


def test_styles_give_headings_and_automatic_numbers_are_resolved(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Port report", level=0)
    document.add_heading("Fees", level=1)
    add_numbering(document)
    for text, level in (
        ("The board decides:", 0),
        ("the fees;", 1),
        ("for tugs;", 2),
        ("taxes", 1),
    ):
        add_numbered(document, text, level)
    add_numbered(document, "The board meets in spring.", 0)
    document.add_paragraph("Boats should be lit.", style="List Bullet")
    paragraphs = read(save(document, tmp_path / "a.docx"))
    assert [p.number for p in paragraphs[2:7]] == ["1", "1 (a)", "1 (a) (i)", "1 (b)", "2"]
    assert {p.headings for p in paragraphs[2:]} == {("Fees",)}
    assert paragraphs[-1].kind is ParagraphKind.LIST_ITEM


def test_a_row_of_a_table_is_a_paragraph(tmp_path: Path) -> None:
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, text in zip(table.rows[0].cells, ("Boat", "Fee", "Proposal"), strict=True):
        cell.text = text
    table.cell(1, 0).merge(table.cell(1, 1)).text = "Tugs"
    table.cell(1, 2).text = "Lower it"
    texts = [p.text for p in read(save(document, tmp_path / "a.docx"))]
    assert texts == ["Boat | Fee | Proposal", "Tugs | Lower it"]


def test_tracked_insertions_are_text_and_deletions_are_not(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Boats ")
    changes = (
        f'<w:ins {nsdecls("w")} w:id="1" w:author="A"><w:r><w:t>should be lit</w:t></w:r></w:ins>',
        f'<w:del {nsdecls("w")} w:id="2"><w:r><w:delText> never</w:delText></w:r></w:del>',
    )
    for change in changes:
        paragraph._p.append(parse_xml(change))  # noqa: SLF001 - no public way
    paragraph.add_run(" at night.")
    assert [p.text for p in read(save(document, tmp_path / "a.docx"))] == [
        "Boats should be lit at night."
    ]


def test_footnotes_follow_the_paragraph_that_cites_them(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("Boats should be lit.")
    path = save(document, tmp_path / "a.docx")
    paragraphs = read(add_footnote(path, "See the report of the pilots."))
    assert [(p.kind, p.text) for p in paragraphs] == [
        (ParagraphKind.BODY, "Boats should be lit."),
        (ParagraphKind.FOOTNOTE, "See the report of the pilots."),
    ]


def add_footnote(path: Path, text: str) -> Path:
    spaces = nsdecls("w")
    note = (
        f'<w:footnotes {spaces}><w:footnote w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p>'
        "</w:footnote></w:footnotes>"
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    changes = {
        "word/document.xml": (
            "</w:r></w:p>",
            '</w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>',
        ),
        "word/_rels/document.xml.rels": (
            "</Relationships>",
            f'<Relationship Id="rId99" Type="{kind}" Target="footnotes.xml"/></Relationships>',
        ),
        "[Content_Types].xml": (
            "</Types>",
            '<Override PartName="/word/footnotes.xml" ContentType="application/xml"/></Types>',
        ),
    }
    parts = unzip(path)
    for name, (old, new) in changes.items():
        parts[name] = parts[name].decode().replace(old, new, 1).encode()
    return rezip(path, {**parts, "word/footnotes.xml": note.encode()})


def unzip(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def rezip(path: Path, parts: dict[str, bytes]) -> Path:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    path.write_bytes(buffer.getvalue())
    return path


def simple(tmp_path: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("Boats should be lit.")
    return save(document, tmp_path / "a.docx")


@pytest.mark.parametrize("length", [1, 100, 5_000])
def test_a_package_cut_short_is_refused(tmp_path: Path, length: int) -> None:
    path = simple(tmp_path)
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(UnreadableError, match="damaged"):
        read(path)


@pytest.mark.parametrize("name", ["word/document.xml", "[Content_Types].xml", "word/styles.xml"])
def test_a_package_with_a_broken_part_is_refused(tmp_path: Path, name: str) -> None:
    path = simple(tmp_path)
    rezip(path, {**unzip(path), name: b"<broken"})
    with pytest.raises(UnreadableError, match="damaged"):
        read(path)


@pytest.mark.parametrize("name", ["word/document.xml", "_rels/.rels"])
def test_a_package_with_a_strange_part_is_refused(tmp_path: Path, name: str) -> None:
    path = simple(tmp_path)
    rezip(path, {**unzip(path), name: b"<strange/>"})
    with pytest.raises(UnreadableError, match="damaged"):
        read(path)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    path = simple(tmp_path)
    parts = unzip(path)
    text = parts["word/document.xml"].decode()
    declared = text.replace("<w:document", '<!DOCTYPE x [<!ENTITY e "boom">]><w:document', 1)
    rezip(path, {**parts, "word/document.xml": declared.replace("lit.", "lit&e;.").encode()})
    assert "boom" not in " ".join(p.text for p in read(path))


def test_a_package_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    path = simple(tmp_path)
    rezip(path, {**unzip(path), "word/media/zeros.xml": bytes(301_000_000)})
    with pytest.raises(UnreadableError, match="unpack"):
        read(path)


def test_an_encrypted_or_old_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    with pytest.raises(UnreadableError, match="is damaged"):
        read(path)
