"""What a file is: its content decides, whatever its name says."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import UnreadableError
from pipeline.ingest.sniffing import TEXTS, sniff, sniff_head
from tests.outlook_files import Tree, compound

TYPE = "application/vnd."
OPEN_XML = TYPE + "openxmlformats-officedocument."


def packed(members: dict[str, str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, text in members.items():
            package.writestr(name, text)
    return made.getvalue()


def office(kind: str, part: str = "word/document.xml") -> bytes:
    types = (
        f'<Types><Default Extension="xlsx" ContentType="{OPEN_XML}spreadsheetml.sheet"/>'
        f'<Override PartName="/{part}" ContentType="{kind}.main+xml"/></Types>'
    )
    return packed({"[Content_Types].xml": types, part: "<x/>"})


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\n", "letter.docx", ".pdf"),
        (b"\n\nHTTP/1.1 200 OK\n%PDF-1.4", "letter.pdf", ".pdf"),
        (b"{\\rtf1 Boats}", "letter.doc", ".rtf"),
        (b"<!DOCTYPE html><p>Boats", "page.txt", ".html"),
        (b"<?xml version='1.0'?>\n<!-- x -->\n<html xmlns:o='x'>", "page.doc", ".html"),
        ("\ufeff<html><p>Boats".encode(), "page", ".html"),
        ("<html><p>Boats".encode("utf-16"), "page.htm", ".html"),
        (b"Received: x\nMIME-Version: 1.0\nSubject: Boats\n\nText", "mail.txt", ".eml"),
        (b"From: Ann\nSubject: Boats\n\nText", "mail.eml", ".eml"),
        (b"From: The Board\nTo: All\nDate: Monday\n\nText", "memo.txt", ".txt"),
        (b"Received: 3 May\n\nMIME-Version: of no meaning\n", "memo.txt", ".txt"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "a.png", ".webp"),
        (b"RIFF\0\0\0\0AVI LIST", "a.txt", ".txt"),
        (b"\xff\xd8\xff\xe0", "scan", ".jpg"),
        (b"# Boats", "notes.MD", ".md"),
        (b"a,b", "rows.csv", ".csv"),
        (b"Boats should be lit.", "letter", ".txt"),
        (b"Boats should be lit.", "letter.pdf", ".txt"),
        (b"", "", ".txt"),
    ],
)
def test_the_content_decides_and_the_name_tells_texts_apart(
    content: bytes, name: str, kind: str
) -> None:
    assert sniff(content, name) == kind


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        (OPEN_XML + "wordprocessingml.document", ".docx"),
        (OPEN_XML + "wordprocessingml.template", ".docx"),
        (TYPE + "ms-word.document.macroEnabled", ".docx"),
        (OPEN_XML + "presentationml.slideshow", ".pptx"),
        (TYPE + "ms-powerpoint.presentation.macroEnabled", ".pptx"),
        (OPEN_XML + "spreadsheetml.sheet", ".xlsx"),
        (TYPE + "ms-excel.sheet.macroEnabled", ".xlsx"),
    ],
)
def test_a_package_of_office_is_what_its_main_part_is(kind: str, ending: str) -> None:
    assert sniff(office(kind), "letter.pdf") == ending
    assert sniff(office(kind, "elsewhere/document2.xml"), "rows.csv") == ending


@pytest.mark.parametrize(
    ("kind", "ending"), [("text", ".odt"), ("text-template", ".odt"), ("spreadsheet", ".ods")]
)
def test_an_open_document_says_what_it_is(kind: str, ending: str) -> None:
    mimetype = f"{TYPE}oasis.opendocument.{kind}"
    assert sniff(packed({"mimetype": mimetype, "content.xml": "<x/>"}), "a.docx") == ending


def test_a_zip_file_that_is_no_document_is_an_archive() -> None:
    stored = packed({"a.pdf": "%PDF-1.4"}, zipfile.ZIP_STORED)
    assert sniff(stored, "a.docx") == ".zip"
    assert sniff(packed({"word/letter.txt": "Boats"}), "") == ".zip"
    assert sniff(packed({}), "") == ".zip"


@pytest.mark.parametrize(
    ("stream", "ending"),
    [
        ("__properties_version1.0", ".msg"),
        ("WordDocument", ".doc"),
        ("Workbook", ".xls"),
        ("Book", ".xls"),
        ("PowerPoint Document", ".ppt"),
    ],
)
def test_a_compound_file_is_what_its_streams_are(stream: str, ending: str) -> None:
    assert sniff(compound({stream: b"x"}), "a.docx") == ending


def test_a_message_with_a_word_document_in_it_is_a_message() -> None:
    tree: Tree = {"__attach": {"WordDocument": b"x"}, "__properties_version1.0": b"x"}
    assert sniff(compound(tree), "a.doc") == ".msg"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (compound({"EncryptedPackage": b"x"}), "encrypted"),
        (compound({"Contents": b"x"}), "no document"),
        (compound({"WordDocument": b"x"})[:600], "damaged"),
        (packed({"a.txt": "Boats"})[:40], "damaged package"),
        (packed({"mimetype": "application/epub+zip"}), "'application/epub"),
        (packed({"Index/Document.iwa": "x"}), "Pages"),
        (office(OPEN_XML + "glossary"), "damaged Office file"),
        (b"Rar!\x1a\x07\x00", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"\x78\x9f\x3e\x22", "Outlook"),
        (b"\x76\xe8\x04\x60\xc4", "encrypted"),
        (b"<?xml version='1.0'?><svg/>", "XML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        sniff(content, "")


def test_the_head_of_a_family_names_the_family() -> None:
    assert sniff_head(packed({"a.txt": "Boats"})) == ".zip"
    assert sniff_head(compound({"Book": b"x"})) == ".ole"
    assert sniff_head(b"Boats should be lit.") == ""


def test_a_page_may_begin_with_any_number_of_comments() -> None:
    comments = b"<!-- a --> " * 300
    assert sniff_head(comments + b"<html>") == ".html"
    assert sniff_head(comments + b"Boats should be lit.") == ""


WHOLE = [
    office(OPEN_XML + "wordprocessingml.document"),
    compound({"WordDocument": b"x" * 5_000}),
    packed({"mimetype": f"{TYPE}oasis.opendocument.text"}),
]
KINDS = TEXTS | {".docx", ".doc", ".odt", ".zip", ".pdf", ".xls", ".ppt", ".msg"}


@given(st.sampled_from(WHOLE), st.integers(0, 6_000), st.binary(max_size=4), st.integers(0, 6_000))
def test_a_damaged_file_has_a_kind_or_is_refused(
    whole: bytes, place: int, change: bytes, length: int
) -> None:
    content = (whole[:place] + change + whole[place + len(change) :])[:length]
    with suppress(UnreadableError):
        assert sniff(content, "a.txt") in KINDS
