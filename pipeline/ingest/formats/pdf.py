"""PDF: text and places of its lines by PDFium, ruled tables by pdfplumber, scans by Tesseract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Reading
from pipeline.ingest.formats.ocr import Picture, name_pages, read_pictures, why_missing
from pipeline.ingest.formats.pdf_layout import PrintedLine, lay_out
from pipeline.ingest.formats.pdf_tables import read_tables
from pipeline.ingest.formats.pdf_text import PageText, with_fields
from pipeline.ingest.paragraphs.lines import join_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.ingest.blocks import File

FEWEST_LETTERS = 8
# A scan may bear a printed stamp of this many letters; its picture covers most of the page.
STAMP_LETTERS = 100
SCAN_SHARE = 0.5
STAMP_GROWTH = 2
# Of a page without any text, a picture that is more than an emblem.
PICTURE_SHARE = 0.05
# A ruled table has rules at this many places across the page, and down it.
FEWEST_RULES = 2
SHORTEST_RULE, RULE_WIDTH = 6.0, 3.0
SEGMENTS_OF_BOX = 6
DOTS_PER_INCH = 300
POINTS_PER_INCH = 72
# Posters are drawn smaller, so that the picture of one page fits into memory.
MOST_PIXELS = 40_000_000
IMAGE, FORM = pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_FORM
FORM_DEPTH = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A page's printed lines, and whether a ruled table or a picture of text may be on it."""

    lines: list[PrintedLine]
    is_ruled: bool
    is_pictured: bool


def read_pdf(file: File) -> list[Reading]:
    """The blocks of a PDF, as one section; pages that are pictures are read by Tesseract.

    Raises:
        UnreadableError: If it is damaged, encrypted or has no text.
    """
    try:
        with pypdfium2.PdfDocument(file.content) as document:
            if len(document) > (most := file.settings.pages):
                raise UnreadableError(f"has {len(document)} pages, more than {most}; split it")
            # Before the pages are loaded, which take their fields from it.
            document.init_forms()
            found = [_read_page(page, number) for number, page in enumerate(document, start=1)]
            pages = [page.lines for page in found]
            pictured = [number for number, page in enumerate(found, start=1) if page.is_pictured]
            left_out = _read_scans(document, pages, pictured, file.source.language)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(_reason(error)) from error
    if _count_letters(line for page in pages for line in page) < FEWEST_LETTERS:
        raise UnreadableError(_why_no_text(left_out))
    ruled = [number for number, page in enumerate(found, start=1) if page.is_ruled]
    lines = lay_out(pages, read_tables(file.content, ruled))
    return [Reading(sections=[join_lines(lines)], left_out=left_out)]


def _reason(error: pypdfium2.PdfiumError) -> str:
    if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
        return "is encrypted; save it without a password"
    return "is a damaged PDF, or none; open it in a reader and save it anew"


def _why_no_text(left_out: Sequence[str]) -> str:
    reasons = "; ".join(left_out) or "OCR found no text in its pictures; save it anew as text"
    return f"has no text layer; {reasons}"


def _count_letters(lines: Iterable[PrintedLine]) -> int:
    return sum(sum(map(str.isalnum, line.text)) for line in lines)


def _read_page(page: pypdfium2.PdfPage, number: int) -> _Page:
    text = PageText(page, number)
    lines = list(text.lines())
    if text.is_sideways:
        lines.sort(key=lambda line: (round(line.top), line.left))
    filled = with_fields(lines, page, number, text.frame)
    found = _Page(
        lines=filled,
        # Tables are looked for on the page as shown and printed, without what is filled in.
        is_ruled=len(filled) == len(lines) and not text.is_sideways and _is_ruled(page),
        is_pictured=_is_pictured(page, _count_letters(filled)),
    )
    text.close()
    page.close()
    return found


def _is_pictured(page: pypdfium2.PdfPage, letters: int) -> bool:
    """Whether what there is to read must be in pictures, but for a stamp on them."""
    if letters >= STAMP_LETTERS:
        return False
    pictures = [
        item.get_bounds()
        for item in page.get_objects(filter=[IMAGE, FORM], max_depth=1)
        if item.type == IMAGE or _holds_image(page, item)
    ]
    covered = sum((right - left) * (top - bottom) for left, bottom, right, top in pictures)
    share = covered / (page.get_width() * page.get_height())
    fewest = PICTURE_SHARE if letters < FEWEST_LETTERS else SCAN_SHARE
    return bool(share >= fewest)


def _holds_image(page: pypdfium2.PdfPage, form: pypdfium2.PdfObject) -> bool:
    return any(True for _ in page.get_objects(filter=[IMAGE], form=form, max_depth=FORM_DEPTH))


def _is_ruled(page: pypdfium2.PdfPage) -> bool:
    """Whether rules run both ways, each in several places; an emblem's curves do not count."""
    across: set[int] = set()
    down: set[int] = set()
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=1):
        if pdfium.FPDFPath_CountSegments(item) > SEGMENTS_OF_BOX:
            continue
        left, bottom, right, top = item.get_bounds()
        if top - bottom >= SHORTEST_RULE:
            across |= {round(left / RULE_WIDTH), round(right / RULE_WIDTH)}
        if right - left >= SHORTEST_RULE:
            down |= {round(bottom / RULE_WIDTH), round(top / RULE_WIDTH)}
    return min(len(across), len(down)) >= FEWEST_RULES


def _read_scans(
    document: pypdfium2.PdfDocument,
    pages: list[list[PrintedLine]],
    pictured: Sequence[int],
    language: str,
) -> tuple[str, ...]:
    """Why pictured pages could not be read; the lines of the others are put in their places."""
    if not pictured:
        return ()
    missing = why_missing()
    if missing:
        are = "are pictures" if len(pictured) > 1 else "is a picture"
        return (f"{name_pages(pictured)} {are}; {missing}",)
    read, left_out = read_pictures(_draw(document, pictured), language=language)
    for number, lines in read.items():
        # A title on a photograph is read better from its text.
        if _count_letters(lines) > STAMP_GROWTH * _count_letters(pages[number - 1]):
            pages[number - 1] = lines
    return left_out


def _draw(document: pypdfium2.PdfDocument, numbers: Sequence[int]) -> Iterator[Picture]:
    """The pages as pictures, one after the other in the same memory."""
    for number in numbers:
        page = document[number - 1]
        points = page.get_width() * page.get_height()
        scale = min(DOTS_PER_INCH / POINTS_PER_INCH, (MOST_PIXELS / points) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=True)
        image = bitmap.to_pil().copy()
        bitmap.close()
        page.close()
        yield Picture(page=number, image=image, dots=scale * POINTS_PER_INCH)
