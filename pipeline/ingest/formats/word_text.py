"""Text of DOCX elements as it reads once every tracked change is accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

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
        qn("w:ruby"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
    }
)
_CHARACTERS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("w:softHyphen"): "\u00ad",
}
_TEXT = qn("w:t")
_NOTES = {qn("w:footnoteReference"): "footnotes", qn("w:endnoteReference"): "endnotes"}


def visible_text(element: etree._Element) -> str:
    """Text of a paragraph: insertions in, deletions, pictures and field codes out."""
    return "".join(_pieces(element))


def _pieces(element: etree._Element) -> Iterator[str]:
    for child in element:
        if child.tag in _LEFT_OUT:
            continue
        if child.tag == _TEXT:
            yield child.text or ""
        elif child.tag in _CHARACTERS:
            yield _CHARACTERS[child.tag]
        else:
            yield from _pieces(child)


def all_text(element: etree._Element) -> str:
    """Text of all paragraphs below the element, as one line."""
    texts = (visible_text(paragraph) for paragraph in element.iter(qn("w:p")))
    return " ".join(" ".join(texts).split())


def note_ids(element: etree._Element) -> Iterator[tuple[str, str]]:
    """Kinds and ids of the notes that the element refers to."""
    for reference in element.iter(*_NOTES):
        yield _NOTES[str(reference.tag)], reference.get(qn("w:id"), "")
