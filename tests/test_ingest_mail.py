"""EML: the message's own words, not what it quotes."""

from __future__ import annotations

from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import UnreadableError
from pipeline.ingest import read_document
from pipeline.ingest.mail import strip_reply
from pipeline.records import Paragraph, Source

if TYPE_CHECKING:
    from pathlib import Path

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
    return read_document(Source(document_id="d", path=path)).paragraphs


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


def test_the_plain_text_is_preferred_and_attachments_are_left_out(tmp_path: Path) -> None:
    made = message("The fees should be published.")
    made.add_alternative("<p>Something else.</p>", subtype="html")
    made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    assert [p.text for p in read(tmp_path, bytes(made))][1:] == ["The fees should be published."]


def test_a_message_of_attachments_only_is_refused(tmp_path: Path) -> None:
    made = EmailMessage()
    made["Subject"] = "See attached"
    made.set_content(b"%PDF", maintype="application", subtype="pdf")
    with pytest.raises(UnreadableError, match="only attachments"):
        read(tmp_path, bytes(made))


def test_what_was_forwarded_is_left_out() -> None:
    text = "Our view.\n-----Original Message-----\nFrom: Bob\nSent: Monday\nOld view."
    assert strip_reply(text) == "Our view."


def test_a_message_in_an_unknown_charset_is_read(tmp_path: Path) -> None:
    content = b"Content-Type: text/plain; charset=no-such\n\nBoats should be lit."
    assert [p.text for p in read(tmp_path, content)] == ["Boats should be lit."]


def test_a_message_cut_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read(tmp_path, b"Content-Type: multipart/mixed; boundary=x\n\n--x\n")
