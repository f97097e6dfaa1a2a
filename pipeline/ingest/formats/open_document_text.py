"""Text of an ODT paragraph as it reads: notes, boxes and comments apart from it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.ingest.formats.open_document_styles import name

if TYPE_CHECKING:
    from lxml import etree

    from pipeline.ingest.formats.open_document_styles import Styles

_SPACE = re.compile(r"[ \t\r\n]+")
_CHARACTERS = {name("text:tab"): "\t", name("text:line-break"): "\n"}
_SPAN, _NOTE, _SPACES = name("text:span"), name("text:note"), name("text:s")
_LEFT_OUT = frozenset(
    {
        name("office:annotation"),
        name("text:ruby-text"),
        name("text:hidden-text"),
        name("text:note-citation"),
        name("text:tracked-changes"),
    }
)
_DRAWING = name("draw:").removesuffix("draw:")


@dataclass(slots=True)
class Inline:
    """What stands in one paragraph.

    Attributes:
        notes: Its foot- and endnotes.
        drawings: Frames and shapes, which may hold text of their own.
        is_bold: Whether all its letters are bold.
    """

    pieces: list[str] = field(default_factory=list)
    notes: list[etree._Element] = field(default_factory=list)
    drawings: list[etree._Element] = field(default_factory=list)
    is_bold: bool = True

    @property
    def text(self) -> str:
        """The text, its lines apart."""
        return "".join(self.pieces).strip()


def read_inline(paragraph: etree._Element, styles: Styles, *, is_bold: bool) -> Inline:
    """What stands in the paragraph, whose style makes it bold or not."""
    inline = Inline()
    _walk(paragraph, inline, styles, is_bold=is_bold)
    inline.is_bold = inline.is_bold and bool(inline.text)
    return inline


def _walk(element: etree._Element, inline: Inline, styles: Styles, *, is_bold: bool) -> None:
    _add(element.text, inline, is_bold=is_bold)
    for child in element:
        _read_child(child, inline, styles, is_bold=is_bold)
        _add(child.tail, inline, is_bold=is_bold)


def _read_child(child: etree._Element, inline: Inline, styles: Styles, *, is_bold: bool) -> None:
    if not isinstance(child.tag, str) or child.tag in _LEFT_OUT:
        return
    if child.tag in _CHARACTERS:
        inline.pieces.append(_CHARACTERS[child.tag])
    elif child.tag == _SPACES:
        inline.pieces.append(" ")
    elif child.tag == _NOTE:
        inline.notes.append(child)
    elif child.tag.startswith(_DRAWING):
        inline.drawings.append(child)
    elif child.tag != _SPAN:
        _walk(child, inline, styles, is_bold=is_bold)
    elif not styles.is_hidden("text", style := child.get(name("text:style-name"))):
        _walk(child, inline, styles, is_bold=styles.is_bold(style, otherwise=is_bold))


def _add(text: str | None, inline: Inline, *, is_bold: bool) -> None:
    if not text:
        return
    inline.pieces.append(_SPACE.sub(" ", text))
    if not is_bold and not text.isspace():
        inline.is_bold = False
