"""Pages that are pictures are read by Tesseract, and their lines laid out as any page's."""

from __future__ import annotations

import io
import shutil
from typing import TYPE_CHECKING

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.ingest.formats import ocr
from pipeline.ingest.formats.ocr_languages import pack_of, pack_of_script, script_of
from pipeline.ingest.formats.ocr_lines import Recognised, Scale
from pipeline.records import Source
from tests.conftest import read_one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

WIDTH, HEIGHT = A4
DOTS = 200
TEXT = (
    "1. The harbour master should publish the depth of the channel every month and",
    "send the report to all of the pilots.",
    "2. The board of the port should lower the fees of small boats in spring.",
)
FRENCH = (
    "1. Le capitaine du port devrait publier chaque mois la profondeur du chenal à",
    "l'entrée, et la communiquer aux pilotes intéressés.",
    "2. Les autorités sont encouragées à réduire les frais dès l'été prochain.",
)


def needs_tesseract(*packs: str) -> pytest.MarkDecorator:
    missing = bool(ocr.why_missing())
    if not missing:
        import pytesseract  # noqa: PLC0415 (an extra)

        missing = not set(packs) <= set(pytesseract.get_languages())
    reason = f"Tesseract, pytesseract or a language pack of {', '.join(packs)} is not installed"
    return pytest.mark.skipif(missing, reason=reason)


def draw_text(canvas: Canvas, lines: Sequence[str]) -> None:
    canvas.setFont("Times-Roman", 12)
    for place, line in enumerate(lines):
        canvas.drawString(72, HEIGHT - 120 - place * 15, line)


def scan(lines: Sequence[str], *, turn: int = 0) -> Image.Image:
    """The lines as a scanner would give them: a picture, put in the wrong way round."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    draw_text(canvas, lines)
    canvas.save()
    with pypdfium2.PdfDocument(buffer.getvalue()) as document:
        image = document[0].render(scale=DOTS / 72, grayscale=True).to_pil()
    return image.rotate(turn, expand=True)


def add_scan(canvas: Canvas, lines: Sequence[str], *, turn: int = 0) -> None:
    image = scan(lines, turn=turn)
    canvas.setPageSize((image.width * 72 / DOTS, image.height * 72 / DOTS))
    width, height = image.width * 72 / DOTS, image.height * 72 / DOTS
    canvas.drawImage(ImageReader(image), 0, 0, width=width, height=height)


def write_scan(path: Path, lines: Sequence[str], *, turn: int = 0) -> Path:
    canvas = Canvas(str(path))
    add_scan(canvas, lines, turn=turn)
    canvas.save()
    return path


def without(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    find = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: None if name == program else find(name))


@needs_tesseract("eng")
def test_a_scan_gives_numbered_paragraphs_with_their_page(tmp_path: Path) -> None:
    paragraphs = read_one(write_scan(tmp_path / "scan.pdf", TEXT)).paragraphs
    assert [(p.number, p.page) for p in paragraphs] == [("1", 1), ("2", 1)]
    assert paragraphs[0].text.endswith("every month and send the report to all of the pilots.")


@needs_tesseract("eng", "osd")
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_scanned_the_wrong_way_round_is_read(tmp_path: Path, turn: int) -> None:
    lines = [f"{number}. {line[3:]}" for number in range(1, 13) for line in TEXT[2:]]
    paragraphs = read_one(write_scan(tmp_path / "turned.pdf", lines, turn=turn)).paragraphs
    assert [p.number for p in paragraphs] == [str(number) for number in range(1, 13)]


@needs_tesseract("eng", "fra")
def test_a_scan_in_an_installed_language_keeps_its_accents(tmp_path: Path) -> None:
    paragraphs = read_one(write_scan(tmp_path / "scan.pdf", FRENCH)).paragraphs
    assert paragraphs[0].text.endswith("à l'entrée, et la communiquer aux pilotes intéressés.")


@needs_tesseract("eng", "fra")
def test_the_language_that_the_register_gives_is_read(tmp_path: Path) -> None:
    path = write_scan(tmp_path / "scan.pdf", ["Où est-il le port ?"])
    assert read_one(path, language="fr").paragraphs[0].text.startswith("Où")


@needs_tesseract("eng")
def test_pages_of_text_stay_and_pictured_ones_are_read(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "mixed.pdf"), pagesize=A4)
    draw_text(canvas, ["The port should open its gates to all of the ferries in spring."])
    canvas.showPage()
    add_scan(canvas, TEXT)
    draw_text(canvas, ["Scanned by the port"])
    canvas.showPage()
    canvas.drawImage(ImageReader(Image.effect_noise((600, 800), 60)), 0, 0, WIDTH, HEIGHT)
    canvas.save()
    source = Source(document_id="d", path=tmp_path / "mixed.pdf")
    (document,), left_out = read_source(source, settings=IngestSettings())
    texts = {page: [p.text for p in document.paragraphs if p.page == page] for page in (1, 2, 3)}
    assert texts[1] == ["The port should open its gates to all of the ferries in spring."]
    assert any("send the report to all of the pilots" in text for text in texts[2])
    assert not texts[3]
    assert not left_out


@needs_tesseract("eng")
def test_a_title_on_a_photograph_keeps_its_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "title.pdf"), pagesize=A4)
    canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, WIDTH, HEIGHT)
    draw_text(canvas, ["Tábla of the fées"])
    canvas.save()
    assert read_one(tmp_path / "title.pdf").paragraphs[0].text == "Tábla of the fées"


@needs_tesseract("eng")
def test_two_columns_of_a_scan_are_read_one_after_the_other(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "columns.pdf"), pagesize=A4)
    canvas.setFont("Times-Roman", 12)
    for row in range(20):
        canvas.drawString(60, HEIGHT - 100 - row * 15, f"left words of the row number {row} here")
        canvas.drawString(330, HEIGHT - 100 - row * 15, f"right words of the row number {row} too")
    canvas.save()
    with pypdfium2.PdfDocument(tmp_path / "columns.pdf") as document:
        document[0].render(scale=DOTS / 72, grayscale=True).to_pil().save(tmp_path / "columns.png")
    text = " ".join(p.text for p in read_one(tmp_path / "columns.png").paragraphs)
    assert text.index("left words of the row number 19") < text.index("right words of the row")


@needs_tesseract("eng")
def test_a_language_without_pack_is_read_but_named(tmp_path: Path) -> None:
    source = Source(document_id="d", path=write_scan(tmp_path / "scan.pdf", TEXT), language="eo")
    documents, (rejection,) = read_source(source, settings=IngestSettings())
    assert documents
    assert "page 1" in rejection.reason
    assert "tesseract-ocr-epo" in rejection.reason


@needs_tesseract("eng")
def test_a_script_without_pack_names_the_pack_to_install(tmp_path: Path) -> None:
    path = write_scan(tmp_path / "scan.pdf", TEXT)
    with pytest.raises(UnreadableError, match=r"page 1: .*Khmer.* tesseract-ocr-khm"):
        read_one(path, language="km")


def test_without_the_program_the_rejection_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without("tesseract", monkeypatch)
    with pytest.raises(UnreadableError, match=r"page 1 is a picture; to read .*tesseract-ocr"):
        read_one(write_scan(tmp_path / "scan.pdf", TEXT))


@needs_tesseract("eng")
def test_without_any_language_pack_one_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pytesseract.get_languages", lambda: ["osd"])
    assert "tesseract-ocr-eng" in ocr.why_missing()


def test_without_the_package_the_pages_left_out_are_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    canvas = Canvas(str(tmp_path / "mixed.pdf"), pagesize=A4)
    for page in range(5):
        if page in {1, 3, 4}:
            add_scan(canvas, TEXT)
        else:
            draw_text(canvas, ["The port should open its gates to all of the ferries."])
        canvas.showPage()
    canvas.save()
    source = Source(document_id="d", path=tmp_path / "mixed.pdf")
    documents, (rejection,) = read_source(source, settings=IngestSettings())
    assert documents
    assert rejection.reason.startswith("pages 2, 4-5 are pictures; to read pictures, install")
    assert "stocktake[ocr]" in rejection.reason


def test_specks_and_unsure_words_are_dropped() -> None:
    def word(text: str, left: int, sure: int) -> str:
        place = f"bbox {left} 10 {left + 40} 30; x_wconf {sure}"
        return f"<span class='ocrx_word' title='{place}'>{text}</span>"

    words = word("Port", 0, 95) + word("~", 50, 40) + word("fees", 60, 90) + word("x", 150, 8)
    far = word("2024", 400, 92)
    hocr = f"<html><span class='ocr_line' title='bbox 0 10 440 30; x_size 20'>{words}{far}</span>"
    junk = f"<span class='ocr_line' title='bbox 0 50 90 70; x_size 20'>{word('iil', 0, 35)}</span>"
    found = Recognised(f"{hocr}{junk}</html>".encode())
    lines = found.lines(Scale(page=3, dots=144, height=1000))
    assert [(line.text, line.left, line.page) for line in lines] == [
        ("Port fees", 0.0, 3),
        ("2024", 200.0, 3),
    ]


def test_nothing_found_is_no_lines() -> None:
    assert not Recognised(b"<html/>").lines(Scale(page=1, dots=300, height=1000))


def test_languages_and_scripts_have_the_packs_of_tesseract() -> None:
    assert [pack_of(code) for code in ("en", "FR", "zh-Hans", "xx", "")] == [
        "eng",
        "fra",
        "chi_sim",
        "",
        "",
    ]
    assert pack_of_script("Cyrillic", {"eng", "ukr"}) == "ukr"
    assert pack_of_script("Cyrillic", {"eng"}) == "rus"
    assert pack_of_script("Cherokee", {"eng"}) == ""
    assert script_of("fra") == "Latin"
