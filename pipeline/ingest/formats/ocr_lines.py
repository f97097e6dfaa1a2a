"""What Tesseract found in a picture as printed lines with their places."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.ingest.formats.pdf_columns import PrintedLine

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

POINTS_PER_INCH = 72
# Confidence, of 100, below which a word is a speck, a stamp or a piece of a photograph.
SPECK = 30
# The same for what has neither letter nor digit, and for a line on the whole.
DOUBTFUL = 60
JUNK_LINE = 50
# And for a page, which is a photograph then.
JUNK_PAGE = 35
# A horizontal gap this many letter sizes wide may separate columns; what does not is joined again.
WIDE_GAP = 1.2
# Sizes of letters are estimated line by line; within this share they are the same.
SAME_SIZE = 0.15
SMALLEST = 2.0

_PLACE = re.compile(r"bbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
_SIZE = re.compile(r"x_size (\d+(?:\.\d+)?)")
_CONFIDENCE = re.compile(r"x_wconf (\d+)")
_CLASSES = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")
_LINES = "//*[" + " or ".join(f"@class='{name}'" for name in _CLASSES) + "]"
_WORDS = ".//*[@class='ocrx_word']"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """How a picture lies on its page: its number, pixels an inch, height in pixels."""

    page: int
    dots: float
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    words: tuple[_Word, ...]
    size: float


class Recognised:
    """The words of one picture, from Tesseract's hOCR.

    ``confidence`` is the mean over all words, junk included, of 100; 0 where there are none.
    """

    def __init__(self, hocr: bytes) -> None:
        root = etree.fromstring(hocr, etree.XMLParser(recover=True, resolve_entities=False))
        self.confidence = _confidence(hocr)
        elements = root.xpath(_LINES) if self.confidence >= JUNK_PAGE else []
        self._rows = [row for row in map(_row, elements) if row is not None]

    @property
    def text(self) -> str:
        """All words, a line each row."""
        return "\n".join(" ".join(word.text for word in row.words) for row in self._rows)

    @property
    def is_upright(self) -> bool:
        """Whether rows of several words run from left to right, not up or down."""
        rows = [row.words for row in self._rows if len(row.words) > 1]
        tall = sum(_extent(words)[0] < _extent(words)[1] for words in rows)
        return tall <= len(rows) / 2

    def lines(self, scale: Scale) -> list[PrintedLine]:
        """Segments of lines in points, split where a wide gap separates columns or cells."""
        usual = statistics.median_low([row.size for row in self._rows]) if self._rows else 0.0
        return [
            _to_line(words, _even(row.size, usual), scale)
            for row in self._rows
            for words in _segments(row)
        ]


def _confidence(hocr: bytes) -> float:
    found = [int(sure) for sure in _CONFIDENCE.findall(hocr.decode())]
    return statistics.fmean(found) if found else 0.0


def _row(element: etree._Element) -> _Row | None:
    """The row's words that are worth keeping; None where it is junk."""
    found = [_word(word) for word in element.xpath(_WORDS)]
    words = tuple(word for word in found if word is not None)
    if not words or statistics.fmean(word.confidence for word in words) < JUNK_LINE:
        return None
    size = _SIZE.search(element.get("title", ""))
    tallest = max(word.bottom - word.top for word in words)
    return _Row(words=words, size=float(size[1]) if size else float(tallest))


def _word(element: etree._Element) -> _Word | None:
    title = element.get("title", "")
    place, sure = _PLACE.search(title), _CONFIDENCE.search(title)
    text = "".join(element.itertext()).strip()
    confidence = int(sure[1]) if sure else 0
    has_letters = any(character.isalnum() for character in text)
    if place is None or not text or confidence < (SPECK if has_letters else DOUBTFUL):
        return None
    left, top, right, bottom = map(int, place.groups())
    return _Word(text=text, left=left, top=top, right=right, bottom=bottom, confidence=confidence)


def _extent(words: Sequence[_Word]) -> tuple[int, int]:
    """Width and height of the box round the words."""
    width = max(word.right for word in words) - min(word.left for word in words)
    return width, max(word.bottom for word in words) - min(word.top for word in words)


def _segments(row: _Row) -> Iterator[Sequence[_Word]]:
    start = 0
    for index in range(1, len(row.words)):
        before, word = row.words[index - 1], row.words[index]
        # Right-to-left rows come in reading order too, so the gap may be on either side.
        gap = max(word.left - before.right, before.left - word.right)
        if gap > WIDE_GAP * row.size:
            yield row.words[start:index]
            start = index
    yield row.words[start:]


def _even(size: float, usual: float) -> float:
    return usual if abs(size - usual) <= SAME_SIZE * usual else size


def _to_line(words: Sequence[_Word], size: float, scale: Scale) -> PrintedLine:
    points = POINTS_PER_INCH / scale.dots
    return PrintedLine(
        text=" ".join(word.text for word in words),
        page=scale.page,
        left=min(word.left for word in words) * points,
        right=max(word.right for word in words) * points,
        top=min(word.top for word in words) * points,
        bottom=max(word.bottom for word in words) * points,
        height=scale.height * points,
        size=max(round(size * points), SMALLEST),
        is_bold=False,
    )
