"""Files read a second time: by pdfplumber, and crude readers of the other formats.

They need not know what is a heading, a footnote or a running head; they only have
to see every word.
"""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pdfplumber
from lxml import etree
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.errors import UnreadableError
from pipeline.ingest.sniffing import sniff
from pipeline.verify.matching import Order, Page
from pipeline.verify.packages import read_open_document, read_slides, read_word, read_workbook
from pipeline.verify.texts import (
    read_binary,
    read_mail,
    read_plain,
    read_rich_text,
    read_sheet,
    read_webpage,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.verify.pages import Pages

# A picture of a page may bear a printed stamp of this many letters.
STAMP = 100

PDF_DAMAGE = (PDFException, PSException, PdfminerException, MalformedPDFException)


class PdfPages:
    """Pages of a PDF by pdfplumber, in rows over the whole width and as its stream has them."""

    def __init__(self, content: bytes) -> None:
        try:
            self._document = pdfplumber.open(io.BytesIO(content))
        except PDF_DAMAGE as error:
            raise UnreadableError("cannot be opened by pdfplumber") from error
        self._pages: dict[int, tuple[Page, bool]] = {}

    def page(self, number: int | None) -> Page:
        """The page's lines in both orders."""
        return self._read(number or 0)[0]

    def is_picture(self, number: int | None) -> bool:
        """Whether the page has a picture and hardly a word."""
        return self._read(number or 0)[1]

    def _read(self, number: int) -> tuple[Page, bool]:
        if number not in self._pages:
            self._pages[number] = self._read_anew(number)
        return self._pages[number]

    def _read_anew(self, number: int) -> tuple[Page, bool]:
        if not 1 <= number <= len(self._document.pages):
            return (), False
        page = self._document.pages[number - 1]
        try:
            texts = page.extract_text(), page.extract_text(use_text_flow=True)
            has_picture = bool(page.images)
        except PDF_DAMAGE as error:
            raise UnreadableError(f"page {number} cannot be read by pdfplumber") from error
        finally:
            page.close()
        orders = tuple(Order(tuple(text.splitlines())) for text in texts)
        return orders, has_picture and len(orders[0].text) < STAMP


_READERS: dict[str, Callable[[bytes], Pages]] = {
    ".csv": read_sheet,
    ".doc": read_binary,
    ".docx": read_word,
    ".eml": read_mail,
    ".htm": read_webpage,
    ".html": read_webpage,
    ".markdown": read_plain,
    ".md": read_plain,
    ".msg": read_binary,
    ".odp": read_open_document,
    ".ods": read_open_document,
    ".odt": read_open_document,
    ".pdf": PdfPages,
    ".ppt": read_binary,
    ".pptx": read_slides,
    ".rtf": read_rich_text,
    ".text": read_plain,
    ".tsv": read_sheet,
    ".txt": read_plain,
    ".xls": read_binary,
    ".xlsx": read_workbook,
}


def read_again(content: bytes, name: str) -> tuple[str, Pages | None]:
    """The file's kind, and its pages by a second reader; None where it has no such reader.

    Raises:
        UnreadableError: The second reader cannot open the file.
    """
    kind = sniff(content, name)
    reader = _READERS.get(kind)
    if reader is None:
        return kind, None
    try:
        return kind, reader(content)
    except (zipfile.BadZipFile, etree.LxmlError, LookupError) as error:
        raise UnreadableError(f"cannot be opened by the second reader ({error})") from error
