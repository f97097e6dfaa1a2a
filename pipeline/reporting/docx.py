"""The report as a document for a word processor."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import datetime, time
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

from pipeline.reporting.charts import to_png

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from docx.document import Document

    from pipeline.reporting.contents import Chart, Contents, Grid, Section

# The first day that a part of a package can have.
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LONG_SIDE, _SHORT_SIDE, _MARGIN = Cm(29.7), Cm(21.0), Cm(1.8)
# Office counts the widths of columns so.
_TWENTIETHS_OF_A_POINT = 635
_FONT = "Arial"
_INK = RGBColor(0x1F, 0x23, 0x28)
_PAGE_NUMBER = (
    f"<w:p {nsdecls('w')}><w:pPr><w:jc w:val='center'/></w:pPr>"
    "<w:fldSimple w:instr='PAGE'><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>"
)
_TABLE = (
    "<w:tblPr><w:tblW w:w='{width}' w:type='dxa'/><w:tblBorders>"
    "<w:top w:val='single' w:sz='4' w:color='8C959F'/>"
    "<w:bottom w:val='single' w:sz='4' w:color='8C959F'/>"
    "<w:insideH w:val='single' w:sz='4' w:color='C8CDD3'/></w:tblBorders>"
    "<w:tblLayout w:type='fixed'/><w:tblCellMar><w:left w:w='60' w:type='dxa'/>"
    "<w:right w:w='60' w:type='dxa'/></w:tblCellMar><w:tblCaption w:val={caption}/></w:tblPr>"
)
# Where a table is to be written; nothing that people write can be one.
_MARK = "table"
_MARKED = re.compile(rb"<\?table (\d+)\?>")
# Half points.
_SMALL, _SMALLEST = 16, 13
# How wide columns with long texts are; the others are as wide as their longest word.
_LETTERS = {
    "Recommendation": 44,
    "Sources": 30,
    "What was found": 30,
    "What is claimed": 22,
    "Next step": 24,
    "Group": 18,
    "Category": 22,
    "Source": 30,
    "Responsible body": 22,
    "Which": 60,
    "Step": 26,
    "Responsible": 18,
    "Owner": 18,
    "Milestone": 28,
    "Indicator": 24,
    "State": 16,
}
_LONGEST_WORD, _ROWS_LOOKED_AT, _MARGIN_LETTERS = 14, 50, 3


def to_docx(contents: Contents) -> bytes:
    """The report as DOCX; the same contents give the same bytes."""
    document = docx.Document()
    _set_up(document, contents)
    document.add_heading(_clean(contents.title), 0)
    document.add_paragraph(_clean(contents.subtitle))
    tables: list[Iterator[str]] = []
    for section in contents.sections:
        is_wide = any(grid.is_wide for grid in section.grids)
        if is_wide:
            _turn(document, across=True)
        side = _LONG_SIDE if is_wide else _SHORT_SIDE
        _add(document, section, tables, width=side - 2 * _MARGIN)
        if is_wide:
            _turn(document, across=False)
    buffer = io.BytesIO()
    document.save(buffer)
    return _complete(buffer.getvalue(), tables)


def _set_up(document: Document, contents: Contents) -> None:
    properties = document.core_properties
    day = datetime.combine(contents.as_of, time.min)
    properties.title = _clean(contents.title)
    properties.author = properties.last_modified_by = "Stocktake"
    properties.comments = ""
    properties.created = properties.modified = day
    properties.language = "en"
    for name in ("Normal", "Title", "Heading 1"):
        style = document.styles[name]
        style.font.name = _FONT
        style.font.color.rgb = _INK
        style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    document.styles["Normal"].font.size = Pt(10)
    page = document.sections[0]
    page.page_width, page.page_height = _SHORT_SIDE, _LONG_SIDE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = _MARGIN
    page.footer._element.append(parse_xml(_PAGE_NUMBER))  # noqa: SLF001 (python-docx has no fields)


def _turn(document: Document, *, across: bool) -> None:
    """Go on on a new page, across or upright."""
    page = document.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE if across else WD_ORIENT.PORTRAIT
    sides = (_LONG_SIDE, _SHORT_SIDE)
    page.page_width, page.page_height = sides if across else sides[::-1]


def _add(document: Document, section: Section, tables: list[Iterator[str]], *, width: int) -> None:
    """Add a section; a mark stands where each of its tables is to be written."""
    document.add_heading(_clean(section.heading), 1)
    for text in section.paragraphs:
        paragraph = document.add_paragraph(_clean(text))
        paragraph.paragraph_format.keep_with_next = bool(section.chart or section.grids)
    if section.chart:
        _add_chart(document, section.chart, width)
    for grid in section.grids:
        if not grid.rows:
            document.add_paragraph(f"{_clean(grid.caption)}: none.")
            continue
        caption = document.add_paragraph(_clean(grid.caption), style="Caption")
        caption.paragraph_format.keep_with_next = True
        caption._p.addnext(etree.ProcessingInstruction(_MARK, str(len(tables))))  # noqa: SLF001 (python-docx has no tables so large)
        tables.append(_to_table(grid, width // _TWENTIETHS_OF_A_POINT))
        document.add_paragraph()


def _add_chart(document: Document, chart: Chart, width: int) -> None:
    picture = document.add_picture(io.BytesIO(to_png(chart)), width=width)
    described = picture._inline.docPr  # noqa: SLF001 (python-docx has no other way to it)
    described.set("title", _clean(chart.title))
    described.set("descr", _clean(chart.words))


def _to_table(grid: Grid, width: int) -> Iterator[str]:
    """The table as pieces of XML, for ten thousand rows as elements take a gigabyte."""
    widths = _share(grid, width)
    size = _SMALLEST if grid.is_wide else _SMALL
    yield "<w:tbl>" + _TABLE.format(width=width, caption=quoteattr(_clean(grid.caption)))
    columns = "".join(f"<w:gridCol w:w='{column}'/>" for column in widths)
    header = _to_cells(grid, grid.columns, widths, size, is_header=True)
    yield f"<w:tblGrid>{columns}</w:tblGrid>"
    yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{header}</w:tr>"
    for row in grid.rows:
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_to_cells(grid, row, widths, size)}</w:tr>"
    yield "</w:tbl>"


def _share(grid: Grid, width: int) -> list[int]:
    """Widths of the columns, which fill the page."""
    letters = []
    for place, name in enumerate(grid.columns):
        cells = [name, *(row[place] for row in grid.rows[:_ROWS_LOOKED_AT])]
        longest = max(len(word) for cell in cells for word in cell.split() or [""])
        fitting = min(longest, _LONGEST_WORD) + _MARGIN_LETTERS
        letters.append(max(_LETTERS.get(name, 0), fitting))
    return [width * share // sum(letters) for share in letters]


def _to_cells(
    grid: Grid, cells: Sequence[str], widths: Sequence[int], size: int, *, is_header: bool = False
) -> str:
    shade = "<w:shd w:val='clear' w:color='auto' w:fill='E9ECEF'/>" if is_header else ""
    weight = "<w:b/>" if is_header else ""
    found = []
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        side = "<w:jc w:val='right'/>" if place in grid.numbers else ""
        lines = "<w:br/>".join(
            f"<w:t xml:space='preserve'>{escape(line)}</w:t>" for line in _clean(cell).split("\n")
        )
        found.append(
            f"<w:tc><w:tcPr><w:tcW w:w='{width}' w:type='dxa'/>{shade}</w:tcPr>"
            f"<w:p><w:pPr><w:spacing w:before='20' w:after='20'/>{side}</w:pPr>"
            f"<w:r><w:rPr>{weight}<w:sz w:val='{size}'/></w:rPr>{lines}</w:r></w:p></w:tc>"
        )
    return "".join(found)


def _clean(text: str) -> str:
    """The text without what XML cannot hold."""
    return _UNWRITABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _complete(package: bytes, tables: Sequence[Iterator[str]]) -> bytes:
    """The package with its tables, and one day for all of its parts."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as made,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as dated,
    ):
        for name in made.namelist():
            part = zipfile.ZipInfo(name, _FIRST_DAY)
            part.compress_type = zipfile.ZIP_DEFLATED
            with dated.open(part, "w") as file:
                for place, piece in enumerate(_MARKED.split(made.read(name))):
                    # Every other piece is the number of a table.
                    xml = tables[int(piece)] if place % 2 else ()
                    file.write(b"" if place % 2 else piece)
                    file.writelines(line.encode() for line in xml)
    return buffer.getvalue()
