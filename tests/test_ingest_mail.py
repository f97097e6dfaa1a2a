"""EML: the message's own words, not what it quotes, and its attachments."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import date
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.ingest.formats.quotations import own_text
from pipeline.records import Source
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Document, Paragraph

TEXT = """Dear board,

The fees should be published.

On Mon, 1 Jan 2024 at 09:00, Bob Ferry
<bob@example.org> wrote:
> Please comment.
> Thanks

Boats should be lit.

--\x20
Ann
Director
"""


def read(tmp_path: Path, content: bytes) -> tuple[Paragraph, ...]:
    path = tmp_path / "message.eml"
    path.write_bytes(content)
    return read_one(path).paragraphs


def read_all(tmp_path: Path, content: bytes) -> tuple[list[Document], list[str]]:
    """The documents, and the reasons for what is none."""
    path = tmp_path / "message.eml"
    path.write_bytes(content)
    source = Source(document_id="d", path=path)
    documents, rejections = read_source(source, settings=IngestSettings())
    return documents, [f"{rejection.item}: {rejection.reason}" for rejection in rejections]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs]


def mixed(*parts: str) -> bytes:
    """A message of these parts, each with its head."""
    whole = "".join(f"--x\n{part}\n" for part in parts) + "--x--\n"
    return f"Subject: Comments\nContent-Type: multipart/mixed; boundary=x\n\n{whole}".encode()


def message(text: str, subtype: str = "plain") -> EmailMessage:
    made = EmailMessage()
    made["Subject"] = "Comments on the harbour"
    made["From"] = "ann@example.org"
    made.set_content(text, subtype=subtype)
    return made


def test_quotations_and_the_signature_are_left_out(tmp_path: Path) -> None:
    assert [p.text for p in read(tmp_path, bytes(message(TEXT)))] == [
        "Comments on the harbour",
        "Dear board,",
        "The fees should be published.",
        "Boats should be lit.",
    ]


def test_a_message_in_html_is_read_as_a_page(tmp_path: Path) -> None:
    made = message("<p>The fees should be published.</p><ul><li>Light the pier.</li></ul>", "html")
    texts = [p.text for p in read(tmp_path, bytes(made))]
    assert texts == ["Comments on the harbour", "The fees should be published.", "Light the pier."]


def test_the_plain_text_is_preferred_where_it_says_anything(tmp_path: Path) -> None:
    made = message("The fees should be published.")
    made.add_alternative("<p>Something else.</p>", subtype="html")
    assert [p.text for p in read(tmp_path, bytes(made))][1:] == ["The fees should be published."]
    made = message(" \n")
    made.add_alternative("<p>Something else.</p>", subtype="html")
    assert [p.text for p in read(tmp_path, bytes(made))][1:] == ["Something else."]


def test_a_page_that_a_list_puts_its_footer_under_is_read_too(tmp_path: Path) -> None:
    content = mixed("Content-Type: text/html\n\n<p>Boats should be lit.</p>", "\nOur list")
    (document,), _ = read_all(tmp_path, content)
    assert texts(document) == ["Comments", "Boats should be lit.", "Our list"]


def test_the_head_says_title_day_and_sender(tmp_path: Path) -> None:
    content = (
        b"From: =?utf-8?q?Doe=2C_Ann?= <ann@example.org>, Bob <bob@example.org>\n"
        b"Subject: AW: Re[2]: FWD: Caf\xc3\xa9\n on the pier\n"
        b"Date: Fri, 3 May 2024 23:30:00 +0200\n\nBoats should be lit."
    )
    (document,), _ = read_all(tmp_path, content)
    assert texts(document)[0] == document.source.title == "Café on the pier"
    assert document.source.published == date(2024, 5, 3)
    assert document.source.body == "Doe, Ann"


@pytest.mark.parametrize(
    ("sender", "body"),
    [
        ("ann@example.org", "ann@example.org"),
        ("'Ann' <ann@example.org>", "Ann"),
        ("Ann", "Ann"),
        ("", ""),
        ("undisclosed:;", ""),
        ("<", ""),
    ],
)
def test_a_sender_without_a_name_is_shown_by_the_address(
    tmp_path: Path, sender: str, body: str
) -> None:
    content = f"From: {sender}\nDate: some day\n\nBoats should be lit.".encode()
    (document,), _ = read_all(tmp_path, content)
    assert document.source.body == body
    assert document.source.published is None


def test_attachments_are_documents_of_the_same_contribution(tmp_path: Path) -> None:
    made = message("See attached.")
    made["Date"] = "Fri, 3 May 2024 23:30:00 +0200"
    made.add_attachment("Boats should be lit.", filename="Réponse.txt")
    made.add_attachment(b"Piers should be painted.", maintype="application", subtype="x")
    (own, first, second), reasons = read_all(tmp_path, bytes(made))
    assert reasons == []
    assert texts(own) == ["Comments on the harbour", "See attached."]
    assert (first.source.member, texts(first)) == ("Réponse.txt", ["Boats should be lit."])
    assert second.source.member == "attachment 2"
    assert {d.source.contribution for d in (own, first, second)} == {"d"}
    assert {d.source.body for d in (own, first, second)} == {"ann@example.org"}
    assert first.source.published == date(2024, 5, 3)
    assert first.source.title == ""


def test_an_attached_message_has_its_own_sender_and_day(tmp_path: Path) -> None:
    inner = message("Piers should be painted.")
    inner.replace_header("From", "Carl <carl@example.org>")
    inner["Date"] = "Wed, 1 May 2024 10:00:00 +0000"
    made = message("Boats should be lit.")
    made.add_attachment(inner)
    (own, attached), _ = read_all(tmp_path, bytes(made))
    assert attached.source.member == "Comments on the harbour.eml"
    assert (own.source.body, attached.source.body) == ("ann@example.org", "Carl")
    assert attached.source.published == date(2024, 5, 1)
    assert texts(attached) == ["Comments on the harbour", "Piers should be painted."]


def test_a_message_of_attachments_only_has_no_document_of_its_own(tmp_path: Path) -> None:
    made = EmailMessage()
    made["Subject"] = "See attached"
    made.set_content(b"Boats should be lit.", "application", "octet-stream", filename="a.txt")
    (document,), reasons = read_all(tmp_path, bytes(made))
    assert document.source.member == "a.txt"
    assert reasons == []


def test_pictures_in_the_text_cards_and_signatures_are_left_out(tmp_path: Path) -> None:
    content = mixed(
        'Content-Type: text/html\n\n<p>Boats should be lit.<img src="cid:logo@x"></p>',
        "Content-Type: image/png\nContent-ID: <logo@x>\nContent-Disposition: attachment\n\nx",
        "Content-Type: image/png; name=b.png\nContent-Disposition: inline\n\nx",
        "Content-Type: text/calendar\n\nx",
        "Content-Type: application/octet-stream; name=Ann.VCF\n\nx",
        "Content-Type: application/octet-stream; name=smime.p7s\n\nx",
        "Content-Type: application/pgp-signature; name=signature.asc\n\nx",
    )
    (document,), reasons = read_all(tmp_path, content)
    assert texts(document) == ["Comments", "Boats should be lit."]
    assert reasons == []


def test_what_cannot_be_read_in_it_is_named_with_what_to_do(tmp_path: Path) -> None:
    wrapped = "eJ8+Ig=="
    content = mixed(
        "\nBoats should be lit.",
        "Content-Type: application/ms-tnef; name=winmail.dat\n"
        f"Content-Transfer-Encoding: base64\n\n{wrapped}",
        "Content-Type: application/pkcs7-mime; name=smime.p7m\n\nx",
        "Content-Type: multipart/encrypted; boundary=y\n\n--y\n\nx\n--y--",
        "Content-Type: video/mp4; name=film.mp4\n\nx",
    )
    (document,), reasons = read_all(tmp_path, content)
    assert texts(document) == ["Comments", "Boats should be lit."]
    assert [reason.split(": ")[0] for reason in reasons] == [
        "message.eml/winmail.dat",
        "message.eml/smime.p7m",
        "message.eml/attachment 3",
        "message.eml/film.mp4",
    ]
    assert "Outlook" in reasons[0]
    assert all("encrypted" in reason for reason in reasons[1:3])
    assert "'.mp4'" in reasons[3]


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: x\nContent-Type: multipart/encrypted; boundary=x\n\n--x\n\nx\n--x--",
        b"Subject: x\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\nx",
        b"Subject: x\n\n-----BEGIN PGP MESSAGE-----\nx",
    ],
)
def test_an_encrypted_message_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UnreadableError, match="is encrypted"):
        read(tmp_path, content)


def test_a_signed_text_is_read_without_its_seal(tmp_path: Path) -> None:
    content = (
        b"Subject: x\n\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
        b"Boats should be lit.\n-----BEGIN PGP SIGNATURE-----\n\niQ\n"
    )
    assert [p.text for p in read(tmp_path, content)] == ["x", "Boats should be lit."]


def test_a_message_that_only_quotes_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="only what it quotes"):
        read(tmp_path, b"Subject: Fwd: x\n\n---- Forwarded message ----\nBoats should be lit.")


@pytest.mark.parametrize(
    "text",
    [
        "Our view.\n-----Original Message-----\nFrom: Bob\nSent: Monday\nOld view.",
        "Our view.\nVon: Bob\nGesendet: Montag\nAn: Ann\nOld view.",
        "Our view.\n*De :* Bob\n*Envoyé :* lundi\nOld view.",
        "Our view.\nBegin forwarded message:\n\nFrom: Bob",
        "Our view.\n________________________________\nFrom: Bob",
    ],
)
def test_what_was_forwarded_is_left_out(text: str) -> None:
    assert own_text(text) == "Our view."


def test_a_message_of_many_lines_is_read_in_no_time() -> None:
    text = "\n".join(["Boats should be lit."] * 30_000)
    start = time.process_time()
    assert own_text(text) == text
    assert time.process_time() - start < 3


def test_a_memorandum_keeps_its_head() -> None:
    text = "From: The Board\nTo: All\nDate: Monday\nBoats should be lit."
    assert own_text(text) == text


PAGE = """<p>The fees should be published.</p>
<blockquote style="margin-left:40px">Boats should be lit.</blockquote>
<div class="gmail_quote"><div class="gmail_attr">On Monday 1 May, Bob wrote:<br></div>
<blockquote class="gmail_quote">Old view.</blockquote>
<div>Piers should be painted.</div><blockquote type="cite">Older view.</blockquote></div>
<div class="gmail_signature">Ann, Director</div>
"""


@pytest.mark.parametrize(
    "end",
    [
        "",
        '<div><div id="divRplyFwdMsg"><b>From:</b> Bob</div>x</div>tail<p>Oldest view.</p>',
        '<div style="border-top:solid"><b>From:</b> Bob<br><b>Sent:</b> x</div><p>Oldest view.</p>',
        "<p>-----Original Message-----</p><p>Oldest view.</p>",
    ],
)
def test_quotations_in_a_page_are_left_out_and_answers_between_them_are_read(
    tmp_path: Path, end: str
) -> None:
    paragraphs = read(tmp_path, bytes(message(f"<div>{PAGE}</div>{end}", "html")))
    assert [p.text for p in paragraphs][1:] == [
        "The fees should be published.",
        "Boats should be lit.",
        "Piers should be painted.",
    ]


@pytest.mark.parametrize(("delsp", "end"), [("no", " \n"), ("yes", "  \n")])
def test_a_flowed_text_is_joined(tmp_path: Path, delsp: str, end: str) -> None:
    content = (
        f"Content-Type: text/plain; format=flowed; delsp={delsp}\n\n"
        f"The fees should{end}be published.\n\n From here on.\n>Old{end}>view.\n\n-- \nAnn"
    )
    paragraphs = read(tmp_path, content.encode())
    assert [p.text for p in paragraphs] == ["The fees should be published.", "From here on."]


@pytest.mark.parametrize("charset", ["no-such", "us-ascii", "hex", "undefined"])
def test_a_message_in_an_unknown_or_wrong_charset_is_read(tmp_path: Path, charset: str) -> None:
    content = f"Content-Type: text/plain; charset={charset}\n\nCafé boats should be lit"
    assert [p.text for p in read(tmp_path, content.encode())] == ["Café boats should be lit"]


def test_a_message_cut_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read(tmp_path, b"Content-Type: multipart/mixed; boundary=x\n\n--x\n")


def test_parts_that_no_program_writes_are_refused(tmp_path: Path) -> None:
    deep = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(900)
    )
    with pytest.raises(UnreadableError, match="damaged message"):
        read(tmp_path, deep + b"\nBoats should be lit.")
    inner = "Content-Type: multipart/mixed; boundary=é\n\n--é\n\nBoats\n--é--"
    content = mixed("Content-Type: text/html\n\n", f"Content-Type: message/rfc822\n\n{inner}")
    documents, reasons = read_all(tmp_path, content)
    assert documents == []
    assert reasons == [
        "message.eml/message.eml: is damaged in the message; save it anew from there"
    ]


def whole() -> bytes:
    inner = message("Piers should be painted.")
    made = message(TEXT)
    made.add_alternative(f"<div>{PAGE}</div>", subtype="html")
    made.add_attachment("Boats should be lit.", filename="Réponse.txt")
    made.add_attachment(inner)
    return bytes(made)


WHOLE = whole()


@given(st.integers(0, len(WHOLE)), st.binary(max_size=3), st.integers(0, len(WHOLE)))
def test_a_damaged_message_gives_documents_or_reasons(
    tmp_path_factory: pytest.TempPathFactory, place: int, change: bytes, length: int
) -> None:
    content = (WHOLE[:place] + change + WHOLE[place + len(change) :])[: max(length, 1)]
    with suppress(UnreadableError):
        documents, reasons = read_all(tmp_path_factory.mktemp("damage"), content)
        assert documents or reasons
