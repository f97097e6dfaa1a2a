"""MSG: what Outlook saves is read as the same message in EML would be."""

from __future__ import annotations

import struct
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.ingest.blocks import File
from pipeline.ingest.formats.outlook import read_outlook
from pipeline.ingest.formats.rtf_packing import unpack_rtf
from pipeline.records import Source
from tests.outlook_files import BINARY, STRING, STRING8, TIME, compound, properties

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Document
    from tests.outlook_files import Tree, Value

NUMBER, BOOLEAN = 0x0003, 0x000B


def tag(number: int, kind: int) -> int:
    return number << 16 | kind


CLASS, SUBJECT = tag(0x001A, STRING), tag(0x0037, STRING)
SENDER, ADDRESS, SMTP = tag(0x0C1A, STRING), tag(0x0C1F, STRING), tag(0x5D01, STRING)
SUBMITTED, DELIVERED = tag(0x0039, TIME), tag(0x0E06, TIME)
BODY, BODY8, PAGE = tag(0x1000, STRING), tag(0x1000, STRING8), tag(0x1013, BINARY)
RTF, BODY_CODE_PAGE, CODE_PAGE = tag(0x1009, BINARY), tag(0x3FDE, NUMBER), tag(0x3FFD, NUMBER)
DATA, METHOD, NAME = tag(0x3701, BINARY), tag(0x3705, NUMBER), tag(0x3707, STRING)
SHORT_NAME, KIND, IDENTITY = tag(0x3704, STRING), tag(0x370E, STRING), tag(0x3712, STRING)
HIDDEN = tag(0x7FFE, BOOLEAN)

SENT = datetime(2024, 5, 3, 12, 30, tzinfo=UTC)
HEAD: dict[int, Value] = {SUBJECT: "RE: Comments", SENDER: "Ann Müller", SUBMITTED: SENT}


def tree(values: dict[int, Value], *attachments: Tree, head: int = 32) -> Tree:
    """The message of these properties and attachments."""
    folders = {f"__attach_version1.0_#{n:08X}": folder for n, folder in enumerate(attachments)}
    return {**properties(values, head=head), **folders}


def attachment(values: dict[int, Value]) -> Tree:
    return properties({METHOD: 1} | values, head=8)


def read(tmp_path: Path, content: bytes) -> tuple[list[Document], list[str]]:
    path = tmp_path / "a.msg"
    path.write_bytes(content)
    source = Source(document_id="d", path=path)
    documents, rejections = read_source(source, settings=IngestSettings())
    return documents, [f"{rejection.item}: {rejection.reason}" for rejection in rejections]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def test_the_text_the_head_and_the_attachments_are_read_as_those_of_an_eml(tmp_path: Path) -> None:
    body = "Boats should be lit.\r\n\r\nFrom: Bob\r\nSent: Monday\r\n\r\nOld view."
    long = b"Piers should be painted. " * 300
    content = compound(
        tree(
            HEAD | {BODY: body},
            attachment({DATA: long, NAME: "Ответ.txt", SHORT_NAME: "A~1.TXT"}),
            attachment({DATA: b"Fees should be low.", SHORT_NAME: "B.TXT"}),
        )
    )
    (own, first, second), reasons = read(tmp_path, content)
    assert reasons == []
    assert texts(own) == ["Comments", "Boats should be lit."]
    assert (own.source.title, own.source.body) == ("Comments", "Ann Müller")
    assert own.source.published == first.source.published == date(2024, 5, 3)
    assert first.source.member == "Ответ.txt"
    assert texts(first) == [long.decode().strip()]
    assert (second.source.member, texts(second)) == ("B.TXT", ["Fees should be low."])
    assert {d.source.contribution for d in (own, first, second)} == {"d"}


def test_a_message_inside_has_its_own_sender_and_attachments(tmp_path: Path) -> None:
    inner = tree(
        {SUBJECT: "Piers / 2", SENDER: "Carl", BODY: "Piers should be painted."},
        attachment({DATA: b"Fees should be low.", NAME: "fees.txt"}),
        attachment({METHOD: 6, NAME: "sheet"}),
        head=24,
    )
    outer = attachment({METHOD: 5, NAME: "Piers"}) | {"__substg1.0_3701000D": inner}
    (own, attached, deep), reasons = read(
        tmp_path, compound(tree(HEAD | {BODY: "See attached."}, outer))
    )
    assert (own.source.body, attached.source.body) == ("Ann Müller", "Carl")
    assert attached.source.member == "Piers / 2.eml"
    assert texts(attached) == ["Piers / 2", "Piers should be painted."]
    assert deep.source.member == "Piers / 2.eml/fees.txt"
    assert reasons == [
        "a.msg: attachment sheet: cannot be taken out of the message; save and register it"
    ]


def test_a_page_is_read_by_its_code_page_where_there_is_no_plain_text(tmp_path: Path) -> None:
    page = "<p>Лодки должны быть освещены.</p><img src='cid:logo'>".encode("cp1251")
    content = compound(
        tree(
            HEAD | {PAGE: page, BODY_CODE_PAGE: 1251},
            attachment({DATA: b"x", NAME: "logo.png", KIND: "image/png", IDENTITY: "logo"}),
            attachment({DATA: b"x", NAME: "b.png", KIND: "image/png", HIDDEN: 1}),
        )
    )
    (document,), reasons = read(tmp_path, content)
    assert texts(document) == ["Comments", "Лодки должны быть освещены."]
    assert reasons == []


@pytest.mark.parametrize("page", [1251, 0, 99_999])
def test_an_old_message_is_read_by_its_code_page(tmp_path: Path, page: int) -> None:
    old: dict[int, Value] = {tag(0x0037, STRING8): "Лодки", BODY8: "Boats should be lit."}
    (document,), _ = read(tmp_path, compound(tree(old | {CODE_PAGE: page})))
    shown = "Лодки" if page == 1251 else "Лодки".encode("cp1251").decode("cp1252")
    assert texts(document) == [shown, "Boats should be lit."]


@pytest.mark.parametrize(
    ("sender", "body"),
    [
        ({ADDRESS: "ann@example.org"}, "ann@example.org"),
        ({ADDRESS: "/O=EXCHANGE/CN=ANN", SMTP: "ann@example.org"}, "ann@example.org"),
        ({ADDRESS: "/O=EXCHANGE/CN=ANN"}, ""),
        ({SENDER: "Ann\r\n<x>"}, "Ann <x>"),
    ],
)
def test_the_sender_is_the_name_else_the_address(
    tmp_path: Path, sender: dict[int, Value], body: str
) -> None:
    known: dict[int, Value] = {BODY: "Boats should be lit.", DELIVERED: SENT}
    content = compound(tree(known | sender))
    (document,), _ = read(tmp_path, content)
    assert document.source.body == body
    assert document.source.published == date(2024, 5, 3)


def packed(rtf: bytes) -> bytes:
    return struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf


def test_the_rich_text_is_read_where_there_is_nothing_else(tmp_path: Path) -> None:
    rtf = rb"{\rtf1\ansi Boats should be lit.\par Piers should be painted.\par}"
    (document,), _ = read(tmp_path, compound(tree(HEAD | {RTF: packed(rtf)})))
    assert texts(document) == ["Comments", "Boats should be lit.", "Piers should be painted."]


def test_a_rich_text_that_is_damaged_is_named_and_the_attachments_are_read(tmp_path: Path) -> None:
    file = attachment({DATA: b"Boats should be lit.", NAME: "a.txt"})
    (document,), reasons = read(tmp_path, compound(tree(HEAD | {RTF: b"x" * 40}, file)))
    assert document.source.member == "a.txt"
    assert reasons == ["a.msg: its text is damaged; save the message anew from Outlook"]


# The examples of MS-OXRTFCP, as they stand there.
HELLO = (
    "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232"
    "0af32068656c090020627705b06c647d0a800fa0"
)
CROSSED = "1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0"


@pytest.mark.parametrize(
    ("content", "rtf"),
    [
        (HELLO, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"),
        (CROSSED, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"),
    ],
)
def test_packed_rich_text_is_unpacked(content: str, rtf: bytes) -> None:
    assert unpack_rtf(bytes.fromhex(content)) == rtf


@given(st.binary(max_size=300))
def test_damaged_rich_text_is_unpacked_as_far_as_it_goes(content: bytes) -> None:
    assert len(unpack_rtf(b"\0" * 8 + b"LZFu" + b"\0" * 4 + content)) <= 17 * len(content)


def test_an_encrypted_message_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="is encrypted"):
        read(tmp_path, compound(tree(HEAD | {CLASS: "IPM.Note.SMIME", BODY: "x"})))


def test_a_signed_message_is_read_from_what_its_signature_seals(tmp_path: Path) -> None:
    sealed = b"Content-Type: multipart/signed; boundary=x\n\n--x\n\nBoats should be lit.\n--x--"
    file = attachment({DATA: sealed, NAME: "smime.p7m", KIND: "multipart/signed"})
    kind: dict[int, Value] = {CLASS: "IPM.Note.SMIME.MultipartSigned"}
    (document,), _ = read(tmp_path, compound(tree(HEAD | kind, file)))
    assert texts(document) == ["Boats should be lit."]


def test_a_file_that_is_no_message_is_refused(tmp_path: Path) -> None:
    source = Source(document_id="d", path=tmp_path)
    with pytest.raises(UnreadableError, match="damaged message"):
        read_outlook(File(content=b"x" * 600, source=source, settings=IngestSettings()))


def test_a_file_that_is_only_linked_is_named(tmp_path: Path) -> None:
    link = attachment({METHOD: 7, NAME: "plan.docx"})
    (document,), reasons = read(tmp_path, compound(tree(HEAD | {BODY: "Boats"}, link)))
    assert texts(document) == ["Comments", "Boats"]
    assert "plan.docx" in reasons[0]


WHOLE = compound(
    tree(
        HEAD | {BODY: "Boats should be lit. " * 10, PAGE: b"<p>Boats</p>", BODY_CODE_PAGE: 65001},
        attachment({DATA: b"Piers should be painted.", NAME: "a.txt", KIND: "text/plain"}),
        attachment({METHOD: 5})
        | {"__substg1.0_3701000D": tree({SUBJECT: "x", BODY: "Fees"}, head=24)},
    )
)


@given(st.integers(0, len(WHOLE)), st.binary(max_size=4), st.integers(0, 3 * len(WHOLE)))
def test_a_damaged_message_gives_documents_or_reasons(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: bytes, length: int
) -> None:
    content = (WHOLE[:place] + change + WHOLE[place + len(change) :])[: max(length, 8)]
    with suppress(UnreadableError):
        documents, reasons = read(tmp_path_factory.mktemp("damage"), content)
        assert documents or reasons
