"""The core that every format ends in: blocks to numbered paragraphs under their headings."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.ingest.blocks import mend_breaks
from pipeline.ingest.decoding import repair
from pipeline.ingest.paragraphs.headings import find_headings
from pipeline.ingest.paragraphs.items import read_items
from pipeline.ingest.paragraphs.marks import Style
from pipeline.ingest.paragraphs.numbering import ListStack
from pipeline.ingest.paragraphs.outline import Outline
from pipeline.ingest.paragraphs.resolutions import resolution_kinds
from pipeline.ingest.paragraphs.scripts import COLONS, extent
from pipeline.ingest.paragraphs.sides import cite_footnotes, mark_sides
from pipeline.records import Paragraph, ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.ingest.blocks import Block
    from pipeline.ingest.paragraphs.items import Item

PROSE_ITEM = 120

_PARAGRAPH_STYLES = frozenset({Style.DECIMAL, Style.OUTLINE, Style.WORD})
_SPACE = re.compile(r"\s+")
_INVISIBLE = re.compile(
    r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u061c\ufeff\ufffe\x00-\x08\x0e-\x1f]"
)


def to_paragraphs(sections: Iterable[Iterable[Block]]) -> tuple[Paragraph, ...]:
    """The paragraphs that the blocks make up, numbered, in reading order.

    Args:
        sections: Parts that share no heading and no counting: the slides of a
            presentation, the cells of a table of submissions. Most documents are one.
    """
    return tuple(paragraph for blocks in sections for paragraph in _read_section(blocks))


def _read_section(blocks: Iterable[Block]) -> list[Paragraph]:
    cleaned = [replace(block, text=clean(block.text)) for block in blocks]
    items = read_items(mend_breaks(mark_sides([block for block in cleaned if block.text])))
    return cite_footnotes(_number_all(items, find_headings(items)))


def clean(text: str) -> str:
    """The text with single spaces, wrong decoding mended, and no characters that nobody sees."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", repair(text))).strip()


def _number_all(items: Sequence[Item], is_heading: Sequence[bool]) -> list[Paragraph]:
    kinds = resolution_kinds(items, is_heading)
    outline, lists = Outline(items, is_heading), ListStack()
    restarts = _restarts(items, is_heading)
    stemmed = _find_stemmed(items, is_heading)
    paragraphs = []
    for index, item in enumerate(items):
        if is_heading[index]:
            lists.forget()
            paragraphs.append(_heading(item, index, outline))
            continue
        plain = _plain_kind(item, is_below_stem=stemmed[index])
        kind = item.block.kind or kinds[index] or plain
        section = outline.number if restarts else ""
        paragraphs.append(_paragraph(item, kind, lists, outline.path, section))
    return paragraphs


def _restarts(items: Sequence[Item], is_heading: Sequence[bool]) -> bool:
    """Whether paragraphs count from 1 again under several headings, so that "1" says nothing.

    What restarts further down a section, below a paragraph with a number, is only a list.
    """
    firsts: dict[str, int] = {}
    section = ""
    for item, heading in zip(items, is_heading, strict=True):
        if heading and item.marker is not None:
            section = item.marker.printed
        elif not heading and section and item.style is Style.DECIMAL:
            firsts.setdefault(section, item.value)
    return list(firsts.values()).count(1) > 1


def _heading(item: Item, index: int, outline: Outline) -> Paragraph:
    heading = outline.close_for(item, index)
    above = outline.path
    outline.open(heading)
    return Paragraph(
        number=item.marker.printed if item.marker else "",
        kind=ParagraphKind.HEADING,
        level=len(above),
        headings=above,
        page=item.block.page,
        text=item.text,
        breaks=item.block.breaks,
    )


def _paragraph(
    item: Item, kind: ParagraphKind, lists: ListStack, path: tuple[str, ...], section: str
) -> Paragraph:
    number, level = "", 0
    if item.marker is not None:
        if kind is ParagraphKind.BODY and lists.holds(item):
            kind = ParagraphKind.LIST_ITEM
        elif kind is ParagraphKind.LIST_ITEM and _is_prose(item) and lists.is_next_paragraph(item):
            kind = ParagraphKind.BODY
        is_item = kind is ParagraphKind.LIST_ITEM
        number, level = lists.add(item, is_item=is_item, section=section)
    elif item.block.kind is None:
        lists.close()
    return Paragraph(
        number=number,
        kind=kind,
        level=level,
        headings=path,
        page=item.block.page,
        text=item.text,
        label=item.block.label,
        breaks=item.block.breaks,
    )


def _plain_kind(item: Item, *, is_below_stem: bool) -> ParagraphKind:
    if item.marker is None:
        return ParagraphKind.BODY
    if item.marker.enclosed or item.style not in _PARAGRAPH_STYLES:
        return ParagraphKind.LIST_ITEM
    if item.text[0].islower() or is_below_stem:
        return ParagraphKind.LIST_ITEM
    return ParagraphKind.BODY if _is_prose(item) else ParagraphKind.LIST_ITEM


def _is_prose(item: Item) -> bool:
    return extent(item.text) > PROSE_ITEM or item.text.endswith((".", "。", *COLONS))


def _find_stemmed(items: Sequence[Item], is_heading: Sequence[bool]) -> list[bool]:
    """Of each item, whether a stem ending in a colon stands before the first of its list."""
    stemmed: list[bool] = []
    latest: dict[tuple[Style | None, int], bool] = {}
    above = ""
    for item, heading in zip(items, is_heading, strict=True):
        if heading:
            latest = {}
        if item.value > 1:
            stemmed.append(latest.get((item.style, item.value - 1), False))
        else:
            stemmed.append(above.endswith(COLONS))
        latest[item.style, item.value] = stemmed[-1]
        above = "" if heading else item.text
    return stemmed
