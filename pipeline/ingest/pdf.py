"""PDF: text and places of its lines by PDFium, ruled tables by pdfplumber."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import pypdfium2
import pypdfium2.raw as pdfium

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Reading
from pipeline.ingest.lines import join_lines
from pipeline.ingest.pdf_layout import PrintedLine, lay_out
from pipeline.ingest.pdf_tables import read_tables

if TYPE_CHECKING:
    from collections.abc import Iterator


MOST_PAGES = 5_000
FEWEST_LETTERS = 8
# A ruled table has at least this many strokes; a rule above footnotes is one.
FEWEST_STROKES = 4
SEGMENTS_OF_BOX = 6
BOLD_WEIGHT = 600
LONGEST_FONT_NAME = 128
# A horizontal gap this many letter sizes wide separates columns or cells.
WIDE_GAP = 3.0
SMALLEST = 2.0

_LINE_BREAKS = frozenset("\r\n\x02\ufffe")
_HYPHENS = frozenset("\x02\ufffe")


def read_pdf(content: bytes) -> Reading:
    """The blocks of a PDF, as one section.

    Raises:
        UnreadableError: If it is damaged, encrypted or has no text layer.
    """
    try:
        with pypdfium2.PdfDocument(content) as document:
            if len(document) > MOST_PAGES:
                raise UnreadableError(
                    f"has {len(document)} pages, more than {MOST_PAGES}; split it"
                )
            pages, ruled, pictured = _read_pages(document)
    except pypdfium2.PdfiumError as error:
        raise UnreadableError(_reason(error)) from error
    letters = sum(character.isalnum() for page in pages for line in page for character in line.text)
    if letters < FEWEST_LETTERS:
        raise UnreadableError("has no text layer, only pictures of pages; run OCR on it first")
    return Reading(
        sections=[join_lines(lay_out(pages, read_tables(content, ruled)))],
        left_out=tuple(
            f"page {number}: no text layer, only a picture; run OCR on it" for number in pictured
        ),
    )


def _reason(error: pypdfium2.PdfiumError) -> str:
    if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
        return "is encrypted; save it without a password"
    return "is a damaged PDF, or none; open it in a reader and save it anew"


def _read_pages(
    document: pypdfium2.PdfDocument,
) -> tuple[list[list[PrintedLine]], list[int], list[int]]:
    """Lines of every page, and the numbers of the pages with a ruled table or only a picture."""
    pages, ruled, pictured = [], [], []
    for number, page in enumerate(document, start=1):
        with_text = page.get_textpage()
        pages.append(list(_PageText(with_text, number, page.get_height()).lines()))
        if _count_strokes(page) >= FEWEST_STROKES:
            ruled.append(number)
        if not pages[-1] and _has_picture(page):
            pictured.append(number)
        with_text.close()
        page.close()
    return pages, ruled, pictured


def _has_picture(page: pypdfium2.PdfPage) -> bool:
    return any(item.type == pdfium.FPDF_PAGEOBJ_IMAGE for item in page.get_objects(max_depth=2))


def _count_strokes(page: pypdfium2.PdfPage) -> int:
    """How many straight lines and boxes are drawn; an emblem's curves do not count."""
    return sum(
        item.type == pdfium.FPDF_PAGEOBJ_PATH
        and pdfium.FPDFPath_CountSegments(item) <= SEGMENTS_OF_BOX
        for item in page.get_objects(max_depth=1)
    )


class _PageText:
    """The characters of one page, and the printed lines that they make."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, number: int, height: float) -> None:
        self._textpage = textpage
        self._number = number
        self._height = height
        self._characters = [
            chr(pdfium.FPDFText_GetUnicode(textpage, index))
            for index in range(textpage.count_chars())
        ]

    def lines(self) -> Iterator[PrintedLine]:
        """Segments of lines, split where a wide gap separates columns or cells."""
        start = 0
        for position, character in enumerate([*self._characters, "\n"]):
            if character in _LINE_BREAKS:
                hyphen = "-" if character in _HYPHENS else ""
                yield from self._segments(range(start, position), hyphen)
                start = position + 1

    def _segments(self, places: range, hyphen: str) -> Iterator[PrintedLine]:
        start = places.start
        for index in places:
            if self._characters[index] == " " and self._is_wide_gap(index, places):
                yield from self._segment(range(start, index), "")
                start = index + 1
        yield from self._segment(range(start, places.stop), hyphen)

    def _is_wide_gap(self, index: int, places: range) -> bool:
        if index in {places.start, places.stop - 1}:
            return False
        before, after = self._box(index - 1), self._box(index + 1)
        size = max(before.top - before.bottom, after.top - after.bottom, SMALLEST)
        return bool(after.left - before.right > WIDE_GAP * size)

    def _segment(self, places: range, hyphen: str) -> Iterator[PrintedLine]:
        shown = [index for index in places if not self._characters[index].isspace()]
        if not shown:
            return
        middle = shown[len(shown) // 2]
        first, last, inner = self._box(shown[0]), self._box(shown[-1]), self._box(middle)
        text = "".join(self._characters[shown[0] : shown[-1] + 1])
        yield PrintedLine(
            text=text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") + hyphen,
            page=self._number,
            left=first.left,
            right=max(first.right, last.right),
            top=self._height - max(first.top, last.top),
            bottom=self._height - min(first.bottom, last.bottom),
            height=self._height,
            size=max(round(inner.top - inner.bottom, 1), SMALLEST),
            is_bold=self._is_bold(shown[-1]) and self._is_bold(middle),
        )

    def _is_bold(self, index: int) -> bool:
        if pdfium.FPDFText_GetFontWeight(self._textpage, index) >= BOLD_WEIGHT:
            return True
        name = ctypes.create_string_buffer(LONGEST_FONT_NAME)
        pdfium.FPDFText_GetFontInfo(self._textpage, index, name, LONGEST_FONT_NAME, ctypes.c_int())
        return b"bold" in name.value.lower()

    def _box(self, index: int) -> pdfium.FS_RECTF:
        """The character's box as tall as its font, so that its height tells the size."""
        box = pdfium.FS_RECTF()
        pdfium.FPDFText_GetLooseCharBox(self._textpage, index, box)
        return box
