"""One short report in every format that is read, and ways to damage a file."""

from __future__ import annotations

import io
import zipfile
from email.message import EmailMessage
from typing import TYPE_CHECKING

import docx
import openpyxl
import pptx
import pypdfium2
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.outlook_files import STRING, compound, properties

if TYPE_CHECKING:
    import random
    from collections.abc import Callable
    from pathlib import Path

    from PIL.Image import Image

TITLE = "Report of the harbour group"
TEXTS = (
    "Boats should be lit at night, and the port should say where they may anchor.",
    "The harbour master should publish the tide tables in every language of the coast.",
    "A small fund could help the fishing ports that are not on the ferry line.",
)
NUMBERED = [f"{number}. {text}" for number, text in enumerate(TEXTS, start=1)]
PLAIN = "\n\n".join([TITLE, *NUMBERED]) + "\n"

SUBJECT, BODY = 0x0037 << 16 | STRING, 0x1000 << 16 | STRING
DOTS = 200


def write_samples(folder: Path) -> list[Path]:
    """The report in every format that needs no program besides Stocktake, but for pictures."""
    makers: dict[str, Callable[[], bytes]] = {
        "csv": _csv,
        "docx": _docx,
        "eml": _eml,
        "html": _html,
        "md": _markdown,
        "msg": _msg,
        "odt": _odt,
        "pdf": make_pdf,
        "pptx": _pptx,
        "rtf": _rtf,
        "txt": PLAIN.encode,
        "xlsx": _xlsx,
        "zip": _zip,
    }
    paths = [folder / f"report.{ending}" for ending in makers]
    for path, make in zip(paths, makers.values(), strict=True):
        path.write_bytes(make())
    return paths


def write_pictures(folder: Path) -> list[Path]:
    """The report as pictures of its page, which only Tesseract can read."""
    paths = [folder / f"scan.{ending}" for ending in ("png", "jpg", "tif", "gif", "webp", "pdf")]
    for path in paths:
        _scan().save(path)
    return paths


def damage(content: bytes, chance: random.Random) -> bytes:
    """The bytes after a few accidents; of a package, half of the time inside one of its parts."""
    if content.startswith(b"PK") and chance.random() < 1 / 2:
        return _damage_part(content, chance)
    damaged = bytearray(content)
    for _ in range(chance.randrange(1, 6)):
        _happen(damaged, chance)
    return bytes(damaged)


def _happen(damaged: bytearray, chance: random.Random) -> None:
    """One accident: bytes changed, cut off, taken out, repeated or overwritten."""
    if not damaged:
        return
    place = chance.randrange(len(damaged))
    length = chance.choice([1, 4, 60, 2_000])
    match chance.randrange(5):
        case 0:
            damaged[place] = chance.randrange(256)
        case 1:
            damaged[place : place + length] = b""
        case 2:
            damaged[place:place] = damaged[place : place + length]
        case 3:
            damaged[place : place + length] = chance.randbytes(length)
        case _:
            del damaged[place + length :]


def _damage_part(content: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = chance.choice(sorted(parts))
    return _packed(parts | {name: damage(parts[name], chance)})


def _packed(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name, part)
    return stream.getvalue()


def make_pdf() -> bytes:
    """The report as a PDF."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True)
    for place, line in enumerate([TITLE, *NUMBERED]):
        canvas.setFont("Helvetica-Bold" if place == 0 else "Helvetica", 12)
        canvas.drawString(72, A4[1] - 120 - place * 30, line)
    canvas.save()
    return stream.getvalue()


def _scan() -> Image:
    with pypdfium2.PdfDocument(make_pdf()) as document:
        image: Image = document[0].render(scale=DOTS / 72, grayscale=True).to_pil()
    return image


def _csv() -> bytes:
    rows = "".join(f'Port {number},"{text}"\n' for number, text in enumerate(TEXTS, start=1))
    return f"Organisation,Your proposal\n{rows}".encode()


def _xlsx() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Organisation", "Your proposal"])
    for number, text in enumerate(TEXTS, start=1):
        workbook.active.append([f"Port {number}", text])
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def _docx() -> bytes:
    document = docx.Document()
    document.add_heading(TITLE, level=0)
    for text in TEXTS:
        document.add_paragraph(text, style="List Number")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _pptx() -> bytes:
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = TITLE
    box = slide.shapes.add_textbox(Inches(1), Inches(2), Inches(8), Inches(4))
    box.text_frame.text = "\n".join(NUMBERED)
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def _html() -> bytes:
    items = "".join(f"<li>{text}</li>" for text in TEXTS)
    return (
        f"<!DOCTYPE html><html><head><title>{TITLE}</title></head><body>"
        f"<h1>{TITLE}</h1><ol>{items}</ol></body></html>"
    ).encode()


def _markdown() -> bytes:
    return f"# {PLAIN}".encode()


def _eml() -> bytes:
    message = EmailMessage()
    message["From"] = "Ann Ferry <ann@port.example>"
    message["Date"] = "Fri, 03 May 2024 12:30:00 +0000"
    message["Subject"] = TITLE
    message["MIME-Version"] = "1.0"
    message.set_content("\n\n".join(NUMBERED))
    message.add_attachment(PLAIN.replace("ferry", "tram"), filename="annex.txt")
    return message.as_bytes()


def _msg() -> bytes:
    return compound(properties({SUBJECT: TITLE, BODY: "\r\n\r\n".join(NUMBERED)}, head=32))


def _odt() -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "style", "text")
    )
    style = (
        '<text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/>'
    )
    items = "".join(f"<text:list-item><text:p>{text}</text:p></text:list-item>" for text in TEXTS)
    content = (
        f"<office:document-content {spaces}><office:automatic-styles>"
        f'<text:list-style style:name="L">{style}</text:list-style></office:automatic-styles>'
        f'<office:body><office:text><text:h text:outline-level="1">{TITLE}</text:h>'
        f'<text:list text:style-name="L">{items}</text:list></office:text></office:body>'
        "</office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return _packed({name: part.encode() for name, part in parts.items()})


def _rtf() -> bytes:
    paragraphs = "".join(
        rf"{{\listtext {number}.\tab}}{text}\par " for number, text in enumerate(TEXTS, start=1)
    )
    return rf"{{\rtf1\ansi {{\outlinelevel0 {TITLE}\par}}{paragraphs}}}".encode()


def _zip() -> bytes:
    return _packed({"report.txt": PLAIN.encode(), "slides/report.docx": _docx()})
