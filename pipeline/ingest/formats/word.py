"""DOCX: paragraphs, lists, tables and footnotes, tracked changes accepted."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Block, Reading
from pipeline.ingest.formats.flow import split_items
from pipeline.ingest.formats.packages import as_plain, check_package, refuse_damage
from pipeline.ingest.formats.word_numbering import Numbering
from pipeline.ingest.formats.word_styles import Styles
from pipeline.ingest.formats.word_text import (
    all_text,
    is_mark_shown,
    join_paragraphs,
    note_ids,
    unwrapped,
    visible_text,
)
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from docx.document import Document as WordDocument

    from pipeline.ingest.blocks import File

TWIPS_PER_STEP = 360
DEEPEST_TABLE = 8

_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")
_PLAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHERS = (
    b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
    b"application/vnd.ms-word.document.macroEnabled.main+xml",
    b"application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
)


def read_word(file: File) -> list[Reading]:
    """The blocks of a DOCX, as one section.

    Raises:
        UnreadableError: If it is damaged, encrypted or no DOCX.
    """
    check_package(file, save_as="DOCX")
    with refuse_damage("DOCX", OpcError):
        content = as_plain(file.content, plain=_PLAIN, others=_OTHERS)
        document = docx.Document(io.BytesIO(content))
        head = _first_head(document)
        return [Reading(sections=[[*head, *_Reader(document).read()]])]


class _Reader:
    """One reading of one document; numbering counts as it goes."""

    def __init__(self, document: WordDocument) -> None:
        self._body = document.element.body
        if self._body is None:
            raise UnreadableError("holds no text")
        join_paragraphs(self._body)
        self._styles = Styles(document.styles.element)
        self._numbering = Numbering(_numbering_root(document))
        self._notes = {
            **_notes(document, "footnotes"),
            **_notes(document, "endnotes"),
        }
        self._is_after_gap = True

    def read(self) -> list[Block]:
        """All blocks, with ``alone`` set where empty paragraphs stand around."""
        return list(self._container(self._body, depth=0))

    def _container(self, container: etree._Element, *, depth: int) -> Iterator[Block]:
        for element in unwrapped(container):
            if element.tag == _PARAGRAPH:
                yield from self._paragraph(element)
            elif element.tag == _TABLE:
                yield from self._table(element, depth=depth)

    def _paragraph(self, element: etree._Element) -> Iterator[Block]:
        text = visible_text(element).strip()
        boxes = [inner for inner in element.iter(qn("w:txbxContent")) if not _is_fallback(inner)]
        for box in boxes:
            yield from self._container(box, depth=DEEPEST_TABLE)
        if not text:
            self._marker(element, text)
            self._is_after_gap = True
            return
        yield from self._text_blocks(element, text)
        self._is_after_gap = False
        for note in note_ids(element):
            if self._notes.get(note):
                yield Block(text=self._notes[note], kind=ParagraphKind.FOOTNOTE)

    def _text_blocks(self, element: etree._Element, text: str) -> Iterator[Block]:
        properties = self._styles.resolve(element)
        marker = self._numbering.next_marker(properties.list_id, properties.list_level)
        indent = properties.list_level if marker else properties.indent // TWIPS_PER_STEP
        first = f"{marker} {text}" if marker else text
        for part in split_items(first):
            yield Block(
                text=part,
                indent=indent,
                gap=self._is_after_gap,
                alone=self._is_after_gap and _is_before_gap(element),
                heading=properties.rank,
                stands_out=properties.is_bold,
            )

    def _table(self, table: etree._Element, *, depth: int) -> Iterator[Block]:
        """One block a row; a row with a single filled cell is that cell's paragraphs."""
        for row in unwrapped(table):
            cells = [cell for cell in unwrapped(row) if _is_own_cell(cell)]
            filled = [cell for cell in cells if all_text(cell)]
            if len(filled) == 1 and depth < DEEPEST_TABLE:
                yield from self._lone_cell(filled[0], cells, depth=depth)
            else:
                yield from self._row(cells, filled)
            for note in note_ids(row):
                if len(filled) > 1 and self._notes.get(note):
                    yield Block(text=self._notes[note], kind=ParagraphKind.FOOTNOTE)
        self._is_after_gap = True

    def _lone_cell(
        self, filled: etree._Element, cells: list[etree._Element], *, depth: int
    ) -> Iterator[Block]:
        """The paragraphs of the only filled cell, the number of a cell before it in front."""
        number = ""
        for cell in cells:
            if cell is not filled:
                number = self._cell_text(cell) or number
                continue
            for block in self._container(cell, depth=depth + 1):
                yield replace(block, text=f"{number} {block.text}") if number else block
                number = ""

    def _row(self, cells: list[etree._Element], filled: list[etree._Element]) -> Iterator[Block]:
        """The row as one block; a cell that is a number alone goes with the cell after it."""
        texts, number = [], ""
        for cell in cells:
            text = f"{number} {self._cell_text(cell)}".strip()
            number = "" if cell in filled else text
            if cell in filled:
                texts.append(text)
        if texts:
            yield Block(text=" | ".join(texts), gap=True)

    def _cell_text(self, cell: etree._Element) -> str:
        """The cell's paragraphs as one line, each with its number or bullet."""
        paragraphs = [inner for inner in cell.iter(_PARAGRAPH) if not _is_fallback(inner)]
        texts = [(inner, visible_text(inner).strip()) for inner in paragraphs]
        numbered = (f"{self._marker(inner, text)} {text}" for inner, text in texts)
        return " ".join(" ".join(numbered).split())

    def _marker(self, element: etree._Element, text: str) -> str:
        """The paragraph's number or bullet, counted on; Word counts empty paragraphs too."""
        if not text and not is_mark_shown(element):
            return ""
        properties = self._styles.resolve(element)
        return self._numbering.next_marker(properties.list_id, properties.list_level)


def _is_before_gap(element: etree._Element) -> bool:
    after = element.getnext()
    return after is None or after.tag != _PARAGRAPH or not visible_text(after).strip()


def _is_own_cell(cell: etree._Element) -> bool:
    """Whether it is a cell, and no continuation of the one above."""
    if cell.tag != qn("w:tc"):
        return False
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is None or merge.get(qn("w:val")) == "restart"


def _is_fallback(element: etree._Element) -> bool:
    """Whether it is the copy of a text box that old programs are given."""
    return any(str(parent.tag).endswith("}Fallback") for parent in element.iterancestors())


def _first_head(document: WordDocument) -> list[Block]:
    """The lines above the first page, which may name the document and its date."""
    section = document.sections[0] if document.sections else None
    if section is None:
        return []
    own = section.different_first_page_header_footer
    head = section.first_page_header if own else section.header
    if head.is_linked_to_previous:
        return []
    texts = [all_text(paragraph) for paragraph in head.part.element.iter(_PARAGRAPH)]
    lettered = [text for text in texts if any(map(str.isalpha, text))]
    return [Block(text=text, kind=ParagraphKind.OTHER) for text in lettered]


def _numbering_root(document: WordDocument) -> etree._Element | None:
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/numbering"):
            return relation.target_part.element
    return None


def _notes(document: WordDocument, kind: str) -> dict[tuple[str, str], str]:
    """Texts of the foot- or endnotes by kind and id."""
    for relation in document.part.rels.values():
        if relation.reltype.endswith(f"/{kind}"):
            root = _parse(relation.target_part.blob)
            return {
                (kind, note.get(qn("w:id"), "")): all_text(note)
                for note in root
                if note.get(qn("w:type")) is None
            }
    return {}


def _parse(blob: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return etree.fromstring(blob, parser)
