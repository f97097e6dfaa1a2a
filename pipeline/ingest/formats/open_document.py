"""ODT: paragraphs, lists, tables and notes, tracked changes accepted.

Pages are not counted: what a file says of them is often off by dozens, since programs
note page breaks before they have laid out the tables.
"""

from __future__ import annotations

import io
import zipfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from lxml import etree

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Block, Reading
from pipeline.ingest.formats.flow import Flow, join_blocks
from pipeline.ingest.formats.open_document_lists import Lists, Run
from pipeline.ingest.formats.open_document_styles import Styles, name
from pipeline.ingest.formats.open_document_text import read_inline
from pipeline.ingest.formats.packages import check_package, refuse_damage
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ingest.blocks import File

_PARAGRAPH, _HEADING, _LIST = name("text:p"), name("text:h"), name("text:list")
_NUMBERED, _SECTION = name("text:numbered-paragraph"), name("text:section")
_TABLE, _ROW, _CELL = name("table:table"), name("table:table-row"), name("table:table-cell")
_STYLE_NAME = name("text:style-name")
_LEFT_OUT = frozenset(
    {
        name("text:tracked-changes"),
        name("office:annotation"),
        name("office:forms"),
        name("table:covered-table-cell"),
        name("svg:title"),
        name("svg:desc"),
    }
)
_INDEXES = frozenset(
    name(f"text:{kind}")
    for kind in (
        "table-of-content illustration-index table-index object-index user-index"
        " alphabetical-index bibliography"
    ).split()
)


def read_open_document(file: File) -> list[Reading]:
    """The blocks of an ODT, as one section.

    Raises:
        UnreadableError: If it is damaged, encrypted or no ODT.
    """
    check_package(file, save_as="ODT")
    with refuse_damage("ODT", etree.LxmlError):
        content, styles = _parts(file.content)
        body = content.find(f"{name('office:body')}/{name('office:text')}")
        if body is None:
            raise UnreadableError("is an ODT file without a text; open it and save it anew")
        return [Reading(sections=[_Reader(content, styles).read(body)])]


def _parts(package: bytes) -> tuple[etree._Element, etree._Element | None]:
    """The roots of the text and of the styles; the second is None where there is none."""
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        names = set(parts.namelist())
        manifest = "META-INF/manifest.xml"
        if manifest in names and b"encryption-data" in parts.read(manifest):
            raise UnreadableError("is encrypted; save it as ODT without a password")
        styles = _parse(parts.read("styles.xml")) if "styles.xml" in names else None
        return _parse(parts.read("content.xml")), styles


def _parse(part: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(part, parser)
    if root.getroottree().docinfo.internalDTD is not None:
        raise UnreadableError("declares XML entities, which no program writes; save it anew")
    return root


def _styles_of(content: etree._Element, styles: etree._Element | None) -> list[etree._Element]:
    """The styles that the text may use: the common ones, then its own."""
    common = styles.find(name("office:styles")) if styles is not None else None
    own = content.find(name("office:automatic-styles"))
    return [*(common if common is not None else ()), *(own if own is not None else ())]


class _Reader:
    """One reading of one document; numbers and pages count as it goes."""

    def __init__(self, content: etree._Element, styles: etree._Element | None) -> None:
        known = _styles_of(content, styles)
        self._styles, self._lists = Styles(known), Lists(known)
        outlines = (one for one in known if one.tag == name("text:outline-style"))
        self._outline = next((one.get(name("style:name"), "") for one in outlines), "")
        self._outline_run = Run()
        self._flow = Flow()
        self._kind: ParagraphKind | None = None

    def read(self, body: etree._Element) -> list[Block]:
        """All blocks of the body."""
        self._container(body)
        self._flow.add_gap()
        return self._flow.blocks

    def _container(self, container: etree._Element) -> None:
        for element in container:
            self._element(element)

    def _element(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in {_PARAGRAPH, _HEADING}:
            self._paragraph(element, self._outline_marker(element))
        elif tag == _LIST:
            self._list(element, 1, None, "")
        elif tag == _NUMBERED:
            self._numbered(element)
        elif tag == _TABLE:
            self._table(element)
        elif tag in _INDEXES:
            with self._as_index():
                self._container(element)
        elif isinstance(tag, str) and not self._is_left_out(element):
            self._container(element)

    def _is_left_out(self, element: etree._Element) -> bool:
        if element.tag == _SECTION:
            return self._styles.is_hidden("section", element.get(_STYLE_NAME)) or (
                element.get(name("text:display")) == "none"
            )
        return element.tag in _LEFT_OUT

    @contextmanager
    def _as_index(self) -> Iterator[None]:
        """What is read meanwhile is part of a table of contents."""
        before, self._kind = self._kind, ParagraphKind.OTHER
        yield
        self._kind = before

    def _paragraph(self, element: etree._Element, marker: str = "", level: int = 0) -> None:
        properties = self._styles.paragraph(element.get(_STYLE_NAME))
        inline = read_inline(element, self._styles, is_bold=properties.is_bold)
        for drawing in inline.drawings:
            self._element(drawing)
        if inline.text:
            block = Block(
                text=f"{marker} {inline.text}" if marker else inline.text,
                indent=level if marker else properties.indent,
                heading=_rank(element, is_title=properties.is_title),
                kind=self._kind,
                stands_out=inline.is_bold,
            )
            self._flow.add_lines(block)
        else:
            self._flow.add_gap()
        for note in inline.notes:
            self._flow.add_note(self._read_note(note))

    def _read_note(self, note: etree._Element) -> str:
        return join_blocks(
            block
            for body in note.iterchildren(name("text:note-body"))
            for block in self._apart(body)
        )

    def _apart(self, container: etree._Element) -> list[Block]:
        """The blocks of the container, which do not go into the text by themselves."""
        before, self._flow = self._flow, Flow()
        self._container(container)
        inner, self._flow = self._flow.blocks, before
        return inner

    def _outline_marker(self, element: etree._Element) -> str:
        """The number that the outline gives a heading; empty for text."""
        properties = self._styles.paragraph(element.get(_STYLE_NAME))
        if (
            element.tag != _HEADING
            or element.get(name("text:is-list-header")) == "true"
            or not properties.outline
            or properties.list_style not in {None, self._outline}
        ):
            return ""
        start = element.get(name("text:start-value"))
        if element.get(name("text:restart-numbering")) == "true":
            start = start or "1"
        level = _level(element)
        return self._lists.next_marker(self._outline_run, self._outline, level, start)

    def _list(self, element: etree._Element, level: int, run: Run | None, style: str) -> None:
        """All items of a list; one inside another counts on with it, a level further in."""
        style = element.get(_STYLE_NAME) or style or self._style_of_text(element)
        run = run or self._lists.open(element, style)
        for item in element:
            if item.tag == name("text:list-item"):
                own = item.get(name("text:style-override")) or style
                self._item(item, level, run, own, style)
            elif item.tag == name("text:list-header"):
                self._container(item)

    def _item(self, item: etree._Element, level: int, run: Run, own: str, style: str) -> None:
        is_first = True
        for element in item:
            if element.tag in {_PARAGRAPH, _HEADING}:
                start = item.get(name("text:start-value"))
                marker = self._lists.next_marker(run, own, level, start) if is_first else ""
                self._paragraph(element, marker, level - 1)
                is_first = False
            elif element.tag == _LIST:
                self._list(element, level + 1, run, style)
            else:
                self._element(element)

    def _style_of_text(self, element: etree._Element) -> str:
        """The list style that the first paragraph of the list has from its own style."""
        first = next(element.iter(_PARAGRAPH, _HEADING), None)
        if first is None:
            return ""
        return self._styles.paragraph(first.get(_STYLE_NAME)).list_style or ""

    def _numbered(self, element: etree._Element) -> None:
        style = element.get(_STYLE_NAME) or self._style_of_text(element)
        run = self._lists.open_named(element.get(name("text:list-id"), style))
        level = _level(element, "text:level")
        start = element.get(name("text:start-value"))
        marker = self._lists.next_marker(run, style, level, start)
        for paragraph in element.iterchildren(_PARAGRAPH, _HEADING):
            self._paragraph(paragraph, marker, level - 1)

    def _table(self, table: etree._Element) -> None:
        """One block a row; a row with a single filled cell is that cell's paragraphs."""
        self._flow.add_gap()
        for row in table.iter(_ROW):
            if next(row.iterancestors(_TABLE)) is table:
                cells = [self._apart(cell) for cell in row.iterchildren(_CELL)]
                self._flow.add_row(cells)
        self._flow.add_gap()


def _rank(element: etree._Element, *, is_title: bool) -> int | None:
    if is_title:
        return 0
    return _level(element) if element.tag == _HEADING else None


def _level(element: etree._Element, attribute: str = "text:outline-level") -> int:
    given = element.get(name(attribute), "1")
    return min(int(given), 99) if given.isdecimal() and given != "0" else 1
