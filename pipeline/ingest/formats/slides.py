"""PPTX: a page a slide, its title the heading, its bullets with their levels."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pptx
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.exc import PythonPptxError
from pptx.oxml.ns import qn
from pptx.shapes.autoshape import Shape
from pptx.shapes.graphfrm import GraphicFrame

from pipeline.ingest.blocks import Block, Reading
from pipeline.ingest.formats.packages import as_plain, check_package, refuse_damage
from pipeline.ingest.formats.word_numbering import format_number
from pipeline.ingest.paragraphs.marks import split_marker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.table import Table
    from pptx.text.text import TextFrame, _Paragraph

    from pipeline.ingest.blocks import File

DEEPEST_GROUP = 10

_BULLETED = frozenset({PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY})
_FURNITURE = frozenset(
    {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER}
)
_PLAIN = b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
_OTHERS = (
    b"application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml",
    b"application/vnd.openxmlformats-officedocument.presentationml.template.main+xml",
    b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
    b"application/vnd.ms-powerpoint.template.macroEnabled.main+xml",
)
_AUTOMATIC = {
    "alphaLc": "lowerLetter",
    "alphaUc": "upperLetter",
    "romanLc": "lowerRoman",
    "romanUc": "upperRoman",
    "arabic": "decimal",
}


def read_slides(file: File) -> list[Reading]:
    """The blocks of a PPTX, a section a slide; speakers' notes are left out.

    Raises:
        UnreadableError: If it is damaged, encrypted or no PPTX.
    """
    check_package(file, save_as="PPTX")
    with refuse_damage("PPTX", PythonPptxError):
        content = as_plain(file.content, plain=_PLAIN, others=_OTHERS)
        presentation = pptx.Presentation(io.BytesIO(content))
        slides = enumerate(presentation.slides, start=1)
        return [Reading(sections=[_read_slide(slide, number) for number, slide in slides])]


def _read_slide(slide: Slide, page: int) -> list[Block]:
    title = slide.shapes.title
    blocks = []
    if title is not None and title.text_frame.text.strip():
        blocks.append(Block(text=title.text_frame.text, page=page, heading=0))
    shapes = [shape for shape in _flatten(slide.shapes, 0) if shape.element is not _element(title)]
    for shape in sorted(shapes, key=_position):
        blocks += _read_shape(shape, page)
    return blocks


def _element(shape: BaseShape | None) -> etree._Element | None:
    return None if shape is None else shape.element


def _flatten(shapes: Iterable[BaseShape], depth: int) -> Iterator[BaseShape]:
    for shape in shapes:
        inner = getattr(shape, "shapes", None)
        if inner is not None and depth < DEEPEST_GROUP:
            yield from _flatten(inner, depth + 1)
        else:
            yield shape


def _position(shape: BaseShape) -> tuple[int, int]:
    return shape.top or 0, shape.left or 0


def _read_shape(shape: BaseShape, page: int) -> Iterator[Block]:
    placeholder = shape.placeholder_format.type if shape.is_placeholder else None
    if placeholder in _FURNITURE:
        return
    if isinstance(shape, GraphicFrame) and shape.has_table:
        yield from _read_table(shape.table, page)
    elif isinstance(shape, Shape):
        yield from _read_frame(shape.text_frame, page, is_bulleted=placeholder in _BULLETED)


def _read_table(table: Table, page: int) -> Iterator[Block]:
    for row in table.rows:
        texts = [" ".join(cell.text.split()) for cell in row.cells if not cell.is_spanned]
        text = " | ".join(text for text in texts if text)
        if text:
            yield Block(text=text, page=page, gap=True)


def _read_frame(frame: TextFrame, page: int, *, is_bulleted: bool) -> Iterator[Block]:
    counts: dict[int, int] = {}
    for paragraph in frame.paragraphs:
        text = " ".join(paragraph.text.split())
        if not text:
            continue
        marker = _marker(paragraph, counts, is_bulleted=is_bulleted)
        if marker == "•" and split_marker(text)[0]:
            marker = ""
        yield Block(text=f"{marker} {text}".strip(), page=page, indent=paragraph.level, gap=True)


def _marker(paragraph: _Paragraph, counts: dict[int, int], *, is_bulleted: bool) -> str:
    """The paragraph's bullet or automatic number, the counts carried on."""
    properties = paragraph._p.pPr  # noqa: SLF001 - python-pptx does not expose bullets
    own = {} if properties is None else {child.tag: child for child in properties}
    for deeper in [level for level in counts if level > paragraph.level]:
        del counts[deeper]
    automatic = own.get(qn("a:buAutoNum"))
    if automatic is not None:
        start = int(automatic.get("startAt", "1"))
        counts[paragraph.level] = counts.get(paragraph.level, start - 1) + 1
        return _automatic(automatic.get("type", ""), counts[paragraph.level])
    counts.pop(paragraph.level, None)
    if qn("a:buNone") in own:
        return ""
    return "•" if is_bulleted or qn("a:buChar") in own or qn("a:buBlip") in own else ""


def _automatic(kind: str, count: int) -> str:
    style = next((style for name, style in _AUTOMATIC.items() if kind.startswith(name)), "decimal")
    number = format_number(count, style)
    if kind.endswith("ParenBoth"):
        return f"({number})"
    return f"{number})" if kind.endswith("ParenR") else f"{number}."
