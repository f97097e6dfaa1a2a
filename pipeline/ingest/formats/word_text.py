"""Text of DOCX elements as it reads once every tracked change is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

_MARKUP = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# python-docx's own paragraph text leaves tracked insertions and fields out.
_LEFT_OUT = frozenset(
    {
        qn("w:del"),
        qn("w:moveFrom"),
        qn("w:pPr"),
        qn("w:rPr"),
        qn("w:instrText"),
        qn("w:delText"),
        qn("w:drawing"),
        qn("w:pict"),
        qn("w:object"),
        qn("w:rt"),
        f"{_MARKUP}AlternateContent",
    }
)
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",
}
# Content controls, custom XML and tracked insertions, around paragraphs, rows or cells.
_WRAPPERS = frozenset(
    {
        qn("w:sdt"),
        qn("w:sdtContent"),
        qn("w:customXml"),
        qn("w:smartTag"),
        qn("w:ins"),
        qn("w:moveTo"),
        f"{_MARKUP}AlternateContent",
        f"{_MARKUP}Choice",
    }
)
_OFF = frozenset({"0", "false", "off"})
_DELETED = (qn("w:del"), qn("w:moveFrom"))
_TEXT, _RUN, _VANISH = qn("w:t"), qn("w:r"), qn("w:vanish")
_PARAGRAPH, _TABLE = qn("w:p"), qn("w:tbl")
_PROPERTIES, _RUN_PROPERTIES = qn("w:pPr"), qn("w:rPr")
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}


def unwrapped(container: etree._Element) -> Iterator[etree._Element]:
    """What the container holds, wrappers opened."""
    for child in container:
        if child.tag in _WRAPPERS:
            yield from unwrapped(child)
        else:
            yield child


def join_paragraphs(root: etree._Element) -> None:
    """Put what stands before a deleted paragraph mark into the paragraph that follows.

    From the end, so that of many in a row each is moved but once.
    """
    for paragraph in reversed(list(root.iter(_PARAGRAPH))):
        following = next(paragraph.itersiblings(_PARAGRAPH, _TABLE, *_WRAPPERS), None)
        if following is None or following.tag != _PARAGRAPH:
            continue
        if _is_mark_deleted(paragraph):
            place = 0 if following.find(_PROPERTIES) is None else 1
            for part in reversed([part for part in paragraph if part.tag != _PROPERTIES]):
                following.insert(place, part)
            paragraph.getparent().remove(paragraph)


def is_mark_shown(paragraph: etree._Element) -> bool:
    """Whether its paragraph mark, which carries its number, is neither deleted nor hidden."""
    mark = paragraph.find(f"{_PROPERTIES}/{_RUN_PROPERTIES}")
    return mark is None or not (_is_mark_deleted(paragraph) or _is_vanished(mark))


def _is_mark_deleted(paragraph: etree._Element) -> bool:
    mark = paragraph.find(f"{_PROPERTIES}/{_RUN_PROPERTIES}")
    return mark is not None and any(mark.find(tag) is not None for tag in _DELETED)


def _is_vanished(properties: etree._Element) -> bool:
    vanish = properties.find(_VANISH)
    return vanish is not None and vanish.get(qn("w:val"), "1") not in _OFF


def _is_left_out(element: etree._Element) -> bool:
    """Whether it is deleted, hidden or no text."""
    if element.tag != _RUN:
        return element.tag in _LEFT_OUT
    properties = element.find(_RUN_PROPERTIES)
    return properties is not None and _is_vanished(properties)


def visible_text(element: etree._Element) -> str:
    """Text of a paragraph: insertions in, deletions, hidden text, pictures and field codes out."""
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if _is_left_out(child):
            continue
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        else:
            yield from _pieces(child)


def all_text(element: etree._Element) -> str:
    """Text of all paragraphs below the element, as one line."""
    texts = (visible_text(paragraph) for paragraph in element.iter(_PARAGRAPH))
    return " ".join(" ".join(texts).split())


def note_ids(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Kinds and ids of the notes that the element refers to in text that is left in."""
    for reference in element.iter(*_NOTES):
        if not any(map(_is_left_out, reference.iterancestors(_RUN, *_DELETED))):
            yield _NOTES[str(reference.tag)], reference.get(qn("w:id"), "")
