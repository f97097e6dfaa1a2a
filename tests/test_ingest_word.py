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


MARKUP = "http://schemas.openxmlformats.org/markup-compatibility/2006"


def write_body(path: Path, body: str) -> Path:
    """A document of the elements given, with the list 77."""
    document = docx.Document()
    add_numbering(document)
    root = parse_xml(f'<w:body {nsdecls("w")} xmlns:mc="{MARKUP}">{body}</w:body>')
    for place, element in enumerate(list(root)):
        document.element.body.insert(place, element)
    return save(document, path)


def xml_paragraph(text: str = "", *, mark: str = "", is_numbered: bool = False) -> str:
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="77"/></w:numPr>' if is_numbered else ""
    runs = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{number}<w:rPr>{mark}</w:rPr></w:pPr>{runs}</w:p>"


def xml_row(*cells: str) -> str:
    return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"


def texts(path: Path) -> list[tuple[str, str]]:
    return [(paragraph.number, paragraph.text) for paragraph in read(path)]


@pytest.mark.parametrize("kind", ["sdt", "customXml"])
def test_a_cell_in_a_wrapper_is_read(tmp_path: Path, kind: str) -> None:
    cell = f"<w:tc>{xml_paragraph('Lower it')}</w:tc>"
    inner = f"<w:sdtContent>{cell}</w:sdtContent>" if kind == "sdt" else cell
    first = f"<w:tc>{xml_paragraph('Tugs')}</w:tc>"
    body = f"<w:tbl><w:tr>{first}<w:{kind}>{inner}</w:{kind}></w:tr></w:tbl>"
    assert texts(write_body(tmp_path / "a.docx", body)) == [("", "Tugs | Lower it")]


@pytest.mark.parametrize("kind", ["w:customXml", "w:smartTag", "w:ins", "w:moveTo", "mc:Choice"])
def test_a_paragraph_in_a_wrapper_is_read(tmp_path: Path, kind: str) -> None:
    inner = f"<{kind}>{xml_paragraph('Boats should be lit.')}</{kind}>"
    fallback = f"<mc:Fallback>{xml_paragraph('Old.')}</mc:Fallback>"
    is_choice = kind == "mc:Choice"
    body = f"<mc:AlternateContent>{inner}{fallback}</mc:AlternateContent>" if is_choice else inner
    assert texts(write_body(tmp_path / "a.docx", body)) == [("", "Boats should be lit.")]


def test_ruby_keeps_its_base_and_leaves_its_reading_out(tmp_path: Path) -> None:
    base, reading = (f"<w:r><w:t>{text}</w:t></w:r>" for text in ("港", "みなと"))
    ruby = f"<w:ruby><w:rt>{reading}</w:rt><w:rubyBase>{base}</w:rubyBase></w:ruby>"
    body = f"<w:p><w:r>{ruby}</w:r><w:r><w:t>を開く。</w:t></w:r></w:p>"
    assert texts(write_body(tmp_path / "a.docx", body)) == [("", "港を開く。")]


@pytest.mark.parametrize(
    "kind",
    [
        "openxmlformats-officedocument.wordprocessingml.template",
        "ms-word.document.macroEnabled",
        "ms-word.template.macroEnabledTemplate",
    ],
)
def test_templates_and_macros_are_read_as_documents(tmp_path: Path, kind: str) -> None:
    path = simple(tmp_path)
    parts = unzip(path)
    plain = b"openxmlformats-officedocument.wordprocessingml.document.main+xml"
    types = parts["[Content_Types].xml"]
    assert plain in types
    changed = types.replace(plain, f"{kind}.main+xml".encode())
    rezip(path, {**parts, "[Content_Types].xml": changed})
    assert texts(path) == [("", "Boats should be lit.")]


def test_numbers_in_rows_are_shown_and_counted(tmp_path: Path) -> None:
    rows = xml_row(xml_paragraph("Light boats", is_numbered=True), xml_paragraph("Board"))
    rows += xml_row(
        xml_paragraph(is_numbered=True), xml_paragraph("Light piers"), xml_paragraph("Board")
    )
    rows += xml_row(xml_paragraph(is_numbered=True), xml_paragraph("Light tugs"))
    body = f"<w:tbl>{rows}</w:tbl>{xml_paragraph('Light all.', is_numbered=True)}"
    assert texts(write_body(tmp_path / "a.docx", body)) == [
        ("1", "Light boats | Board"),
        ("2", "Light piers | Board"),
        ("3", "Light tugs"),
        ("4", "Light all."),
    ]


@pytest.mark.parametrize(
    ("mark", "number"), [("", "3"), ('<w:del w:id="1"/>', "2"), ("<w:vanish/>", "2")]
)
def test_an_empty_paragraph_is_counted_while_its_mark_stands(
    tmp_path: Path, mark: str, number: str
) -> None:
    body = xml_paragraph("Light boats.", is_numbered=True) + xml_paragraph(
        mark=mark, is_numbered=True
    )
    body += xml_paragraph("Light piers.", is_numbered=True)
    found = texts(write_body(tmp_path / "a.docx", body))
    assert found == [("1", "Light boats."), (number, "Light piers.")]


@pytest.mark.parametrize("between", ["", '<w:bookmarkEnd w:id="4"/>'])
def test_a_deleted_paragraph_mark_joins_paragraphs(tmp_path: Path, between: str) -> None:
    deleted = '<w:del w:id="1"/>'
    body = (
        xml_paragraph("Boats ", mark=deleted)
        + between
        + xml_paragraph("should ", mark=deleted)
        + xml_paragraph("be lit.")
    )
    assert texts(write_body(tmp_path / "a.docx", body)) == [("", "Boats should be lit.")]


def test_hidden_text_is_left_out(tmp_path: Path) -> None:
    runs = (
        f"<w:r><w:rPr><w:vanish{value}/></w:rPr><w:t>{text}</w:t></w:r>"
        for value, text in ((' w:val="0"', "Boats should be lit"), ("", " or not"))
    )
    body = f"<w:p>{''.join(runs)}<w:r><w:t>.</w:t></w:r></w:p>"
    assert texts(write_body(tmp_path / "a.docx", body)) == [("", "Boats should be lit.")]


def test_the_note_of_a_deleted_reference_is_left_out(tmp_path: Path) -> None:
    path = add_footnote(simple(tmp_path), "See the report.")
    parts = unzip(path)
    reference = b'<w:r><w:footnoteReference w:id="2"/></w:r>'
    text = parts["word/document.xml"].replace(reference, b"<w:del>%b</w:del>" % reference)
    rezip(path, {**parts, "word/document.xml": text})
    assert texts(path) == [("", "Boats should be lit.")]


def test_a_relationship_without_a_target_is_damage(tmp_path: Path) -> None:
    path = simple(tmp_path)
    parts = unzip(path)
    name = "word/_rels/document.xml.rels"
    parts[name] = parts[name].replace(b"Target=", b"Targes=", 1)
    rezip(path, parts)
    with pytest.raises(UnreadableError, match="damaged DOCX"):
        read(path)
