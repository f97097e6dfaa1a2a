"""Ruled tables of a PDF, one text a row, by pdfplumber."""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import pdfplumber
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from pipeline.ingest.formats.pdf_rules import Rule, closing_rules

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_PAGES = 300

# pdfminer writes what it thinks of every malformed object to the screen.
logging.getLogger("pdfminer").setLevel(logging.ERROR)

FEWEST_ROWS = 2
FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Where a table stands, in points from the page's upper left corner, and its rows."""

    left: float
    right: float
    top: float
    bottom: float
    rows: tuple[str, ...]


TableRows: TypeAlias = dict[int, list[Table]]


def read_tables(content: bytes, pages: Sequence[int]) -> TableRows:
    """The tables on the given pages, by page.

    A page that pdfplumber cannot read has none: its text is read all the same.
    """
    tables: TableRows = {}
    if not pages:
        return tables
    try:
        with pdfplumber.open(io.BytesIO(content), pages=list(pages)[:MOST_PAGES]) as document:
            for page in document.pages:
                tables[page.page_number] = list(_tables(page))
                page.close()
    except (PDFException, PSException, PdfminerException, MalformedPDFException):
        return tables
    return tables


def _tables(page: pdfplumber.page.Page) -> Iterator[Table]:
    for found in page.find_tables(_settings(page)):
        cells = [[_flat(cell) for cell in row] for row in found.extract()]
        rows = [" | ".join(_without_repeats(row)) for row in cells if any(row)]
        if len(rows) >= FEWEST_ROWS and _is_tabular(cells):
            left, top, right, bottom = found.bbox
            yield Table(left=left, top=top, right=right, bottom=bottom, rows=tuple(rows))


def _settings(page: pdfplumber.page.Page) -> dict[str, list[dict[str, float | str]]]:
    rules = [
        Rule(left=edge["x0"], right=edge["x1"], top=edge["top"], bottom=edge["bottom"])
        for edge in page.edges
    ]
    sides = [_to_line(rule) for rule in closing_rules(rules)]
    return {
        "explicit_vertical_lines": [side for side in sides if side["width"] == 0],
        "explicit_horizontal_lines": [side for side in sides if side["height"] == 0],
    }


def _to_line(rule: Rule) -> dict[str, float | str]:
    """The rule as pdfplumber describes lines."""
    return {
        "object_type": "line",
        "x0": rule.left,
        "x1": rule.right,
        "top": rule.top,
        "bottom": rule.bottom,
        "width": rule.right - rule.left,
        "height": rule.bottom - rule.top,
    }


def _flat(cell: str | None) -> str:
    return " ".join((cell or "").split())


def _without_repeats(row: Sequence[str]) -> list[str]:
    return [cell for cell in row if cell]


def _is_tabular(cells: Sequence[Sequence[str]]) -> bool:
    """Whether at least two rows fill at least two cells; a box drawn round text does not."""
    return sum(sum(map(bool, row)) >= FEWEST_COLUMNS for row in cells) >= FEWEST_ROWS
