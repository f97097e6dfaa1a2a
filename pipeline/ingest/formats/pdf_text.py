"""Text of a PDF's page, and of its form's fields, as printed lines with places, by PDFium."""

from __future__ import annotations

import ctypes
import math
import re
import statistics
from collections import Counter
from typing import TYPE_CHECKING

import pypdfium2.raw as pdfium

from pipeline.ingest.formats.pdf_columns import PrintedLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pypdfium2

BOLD_WEIGHT = 600
LONGEST_FONT_NAME = 128
# A horizontal gap this many letter sizes wide separates columns or cells.
WIDE_GAP = 3.0
SMALLEST = 2.0
QUARTER, HALF, FULL = 90, 180, 360
# Characters that tell which way a page's text runs.
SAMPLE = 200
# How much of a type's size stands above the line that its letters stand on.
ASCENT = 0.8
# Of a form's fields; how wide a letter is and how far lines are apart, in letter sizes.
USUAL_SIZE = 10.0
LETTER_WIDTH, LEADING = 0.5, 1.2
PASSWORD = 1 << 13
_FILLED = {
    pdfium.FPDF_FORMFIELD_TEXTFIELD,
    pdfium.FPDF_FORMFIELD_COMBOBOX,
    pdfium.FPDF_FORMFIELD_LISTBOX,
}

_LINE_BREAK = re.compile("[\r\n\x02\ufffe]")
_HYPHENS = frozenset("\x02\ufffe")
_ALEF_LAM = re.compile("[\u0622\u0623\u0625\u0627]\u0644")


class Frame:
    """Places of PDF's own plane as read on the page: cropped, turned, from its upper left."""

    def __init__(self, page: pypdfium2.PdfPage, turn: int) -> None:
        is_sideways = (turn - page.get_rotation()) % HALF != 0
        self.height = float(page.get_width() if is_sideways else page.get_height())
        self._turn = turn
        self._left, self._bottom, self._right, self._top = page.get_bbox()

    def place(
        self, left: float, bottom: float, right: float, top: float
    ) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of a box as read."""
        if self._turn == 0:
            return left - self._left, self._top - top, right - self._left, self._top - bottom
        if self._turn == QUARTER:
            return bottom - self._bottom, left - self._left, top - self._bottom, right - self._left
        if self._turn == HALF:
            return (
                self._right - right,
                bottom - self._bottom,
                self._right - left,
                top - self._bottom,
            )
        return self._top - top, self._right - right, self._top - bottom, self._right - left


class PageText:
    """The characters of one page, and the printed lines that they make.

    Called for every character of long documents, PDFium is asked by its raw
    functions, into one box that is used again and again.

    Attributes:
        frame: Where the page's places are for one who reads its text.
        is_sideways: Whether its text runs up or down the page as shown.
    """

    def __init__(self, page: pypdfium2.PdfPage, number: int) -> None:
        self._textpage = page.get_textpage()
        self._raw = self._textpage.raw
        self._turned = page.get_rotation()
        turn = self._turn(self._turned)
        self.is_sideways = turn != self._turned
        self.frame, self._shown = Frame(page, turn), Frame(page, self._turned)
        self._frame = self.frame
        self._number = number
        self._box = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._characters = _ALEF_LAM.sub(self._mend_ligature, self._all_characters())

    def close(self) -> None:
        """Give its memory back; it says nothing any more."""
        self._textpage.close()

    def lines(self) -> Iterator[PrintedLine]:
        """Segments of lines, split where a wide gap separates columns or cells."""
        start = 0
        for found in _LINE_BREAK.finditer(self._characters):
            hyphen = "-" if found[0] in _HYPHENS else ""
            yield from self._segments(start, found.start(), hyphen)
            start = found.end()
        yield from self._segments(start, len(self._characters), "")

    def _turn(self, shown: int) -> int:
        """How far the page is turned, or its text where most of that runs up or down."""
        count = pdfium.FPDFText_CountChars(self._raw)
        places = range(0, count, max(count // SAMPLE, 1))
        turns = Counter(map(self._angle, places))
        for turn in ((shown + QUARTER) % FULL, (shown - QUARTER) % FULL):
            if turns[turn] > len(places) / 2:
                return turn
        return shown

    def _all_characters(self) -> str:
        """The page's characters, each at the place that PDFium counts it at."""
        count = pdfium.FPDFText_CountChars(self._raw)
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._raw, 0, count, buffer)
        text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
        if written == count + 1 == len(text) + 1:
            return text
        codes = (pdfium.FPDFText_GetUnicode(self._raw, index) for index in range(count))
        return "".join(map(chr, codes))

    def _mend_ligature(self, found: re.Match[str]) -> str:
        """Lam before alef where both are one glyph, which PDFium turns round with its line."""
        first, second = self._origin(found.start()), self._origin(found.start() + 1)
        return found[0][::-1] if first == second else found[0]

    def _origin(self, index: int) -> tuple[float, float]:
        across, up = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._raw, index, across, up)
        return across.value, up.value

    def _segments(self, start: int, stop: int, hyphen: str) -> Iterator[PrintedLine]:
        begin = start
        self._frame = self._frame_at(start)
        index = self._characters.find(" ", start + 1, stop - 1)
        while index >= 0:
            if self._is_break(index):
                yield from self._segment(begin, index, "")
                begin = index + 1
                self._frame = self._frame_at(begin)
            index = self._characters.find(" ", index + 1, stop - 1)
        yield from self._segment(begin, stop, hyphen)

    def _frame_at(self, index: int) -> Frame:
        """The page as most of it is read; the running head of sideways text may be upright."""
        is_upright = self.is_sideways and self._angle(index) == self._turned
        return self._shown if is_upright else self.frame

    def _angle(self, index: int) -> int:
        return -round(math.degrees(pdfium.FPDFText_GetCharAngle(self._raw, index))) % FULL

    def _is_break(self, index: int) -> bool:
        """Whether the space is a wide gap, or what follows starts further left and lower."""
        before, after = self._place(index - 1), self._place(index + 1)
        if after[0] < before[0]:
            drop = self._baseline(index + 1) - self._baseline(index - 1)
            return drop > self._size(index + 1) / 2
        size = max(before[3] - before[1], after[3] - after[1], SMALLEST)
        return after[0] - before[2] > WIDE_GAP * size

    def _segment(self, start: int, stop: int, hyphen: str) -> Iterator[PrintedLine]:
        text = self._characters[start:stop]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        if not text:
            return
        stop = start + len(text)
        usual = self._usual(start, stop)
        size, baseline = self._size(usual), self._baseline(usual)
        first, last = self._place(start), self._place(stop - 1)
        yield PrintedLine(
            text=text.encode("utf-16", "surrogatepass").decode("utf-16", "replace") + hyphen,
            page=self._number,
            left=min(first[0], last[0]),
            right=max(first[2], last[2]),
            top=baseline - ASCENT * size,
            bottom=baseline + (1 - ASCENT) * size,
            height=self._frame.height,
            size=round(size, 1),
            is_bold=self._is_bold(stop - 1) and self._is_bold(usual),
        )

    def _usual(self, start: int, stop: int) -> int:
        """The place of a character in the line's usual size, not one raised or in small type."""
        quarters = (self._visible(start + (stop - start) * part // 4) for part in (1, 2, 3))
        return sorted(quarters, key=self._size)[1]

    def _size(self, index: int) -> float:
        """Size of the type; the boxes of characters differ from font to font of one size."""
        pdfium.FPDFText_GetMatrix(self._raw, index, self._matrix)
        scale = math.hypot(self._matrix.c, self._matrix.d)
        return max(float(pdfium.FPDFText_GetFontSize(self._raw, index)) * scale, SMALLEST)

    def _baseline(self, index: int) -> float:
        """How far below the page's upper edge the character stands."""
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._raw, index, x, y)
        return self._frame.place(x.value, y.value, x.value, y.value)[1]

    def _visible(self, index: int) -> int:
        """The place of the first character from there on that is no space."""
        while self._characters[index].isspace():
            index += 1
        return index

    def _is_bold(self, index: int) -> bool:
        if pdfium.FPDFText_GetFontWeight(self._raw, index) >= BOLD_WEIGHT:
            return True
        name = ctypes.create_string_buffer(LONGEST_FONT_NAME)
        pdfium.FPDFText_GetFontInfo(self._raw, index, name, LONGEST_FONT_NAME, None)
        return b"bold" in name.value.lower()

    def _place(self, index: int) -> tuple[float, float, float, float]:
        """The character's box, as tall as its font."""
        box = self._box
        pdfium.FPDFText_GetLooseCharBox(self._raw, index, box)
        return self._frame.place(box.left, box.bottom, box.right, box.top)


def with_fields(
    lines: Sequence[PrintedLine], page: pypdfium2.PdfPage, number: int, frame: Frame
) -> list[PrintedLine]:
    """The lines, and what is filled into the page's form, each value behind its label."""
    placed = list(lines)
    if page.formenv is None:
        return placed
    size = statistics.median_low(line.size for line in lines) if lines else USUAL_SIZE
    for index in range(pdfium.FPDFPage_GetAnnotCount(page)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        for value in _field_lines(page, annotation, number, frame, size):
            placed.insert(_place_behind_label(placed, value), value)
        pdfium.FPDFPage_CloseAnnot(annotation)
    return placed


def _place_behind_label(lines: Sequence[PrintedLine], value: PrintedLine) -> int:
    before = (
        index
        for index, line in enumerate(lines, start=1)
        if line.top < value.top - value.size / 2
        or (line.top < value.top + value.size / 2 and line.left <= value.left)
    )
    return max(before, default=0)


def _field_lines(
    page: pypdfium2.PdfPage,
    annotation: pdfium.FPDF_ANNOTATION,
    number: int,
    frame: Frame,
    size: float,
) -> Iterator[PrintedLine]:
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(annotation, box)
    left, top, right, bottom = frame.place(box.left, box.bottom, box.right, box.top)
    texts = _field_value(page, annotation).split("\n")
    first = top if len(texts) > 1 else (top + bottom - size) / 2
    for place, text in enumerate(texts):
        if not text.strip():
            continue
        start = first + place * LEADING * size
        yield PrintedLine(
            text=text.strip(),
            page=number,
            left=left,
            right=min(right, left + LETTER_WIDTH * size * len(text)),
            top=start,
            bottom=start + size,
            height=frame.height,
            size=size,
            is_bold=False,
        )


def _field_value(page: pypdfium2.PdfPage, annotation: pdfium.FPDF_ANNOTATION) -> str:
    """What is filled into a field for text or with a choice; empty for any other annotation."""
    form = page.formenv
    if pdfium.FPDFAnnot_GetFormFieldType(form, annotation) not in _FILLED:
        return ""
    if pdfium.FPDFAnnot_GetFormFieldFlags(form, annotation) & PASSWORD:
        return ""
    length = pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, None, 0)
    buffer = (ctypes.c_ushort * (length // 2))()
    pdfium.FPDFAnnot_GetFormFieldValue(form, annotation, buffer, length)
    value = bytes(buffer).decode("utf-16-le", "replace")
    return value.rstrip("\0").replace("\r\n", "\n").replace("\r", "\n")
