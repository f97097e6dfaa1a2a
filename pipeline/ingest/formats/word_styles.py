"""What a DOCX paragraph inherits from its style: rank, list, indentation, weight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from lxml import etree

DEEPEST_STYLE = 20
BODY_LEVEL = 9

_HEADING = re.compile(r"^(?:heading|überschrift|titre|título|encabezado) ?(\d)$", re.IGNORECASE)
_OFF = frozenset({"0", "false", "none", "off"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """A paragraph's own and inherited properties.

    Attributes:
        rank: 0 for a title, 1 for a heading of the first level; None for text.
        list_id: Key of its list in the numbering part; empty where it is in none.
        indent: From the left margin, in twentieths of a point.
    """

    rank: int | None
    list_id: str
    list_level: int
    indent: int
    is_bold: bool


class Styles:
    """The paragraph styles of a document."""

    def __init__(self, root: etree._Element) -> None:
        self._styles = {style.get(qn("w:styleId"), ""): style for style in root.iter(qn("w:style"))}

    def resolve(self, paragraph: etree._Element) -> Properties:
        """The paragraph's properties, its own before its style's."""
        layers = list(self._layers(paragraph))
        list_id = _first(layers, "w:numPr/w:numId") or ""
        return Properties(
            rank=self._rank(paragraph, layers),
            list_id="" if list_id == "0" else list_id,
            list_level=_number(_first(layers, "w:numPr/w:ilvl")),
            indent=_number(_first(layers, "w:ind", "w:left") or _first(layers, "w:ind", "w:start")),
            is_bold=_is_bold(paragraph) or self._is_bold_style(paragraph),
        )

    def _chain(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        """The paragraph's style and those that it is based on."""
        reference = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        for _ in range(DEEPEST_STYLE):
            style = (
                self._styles.get(reference.get(qn("w:val"), "")) if reference is not None else None
            )
            if style is None:
                return
            yield style
            reference = style.find(qn("w:basedOn"))

    def _layers(self, paragraph: etree._Element) -> Iterator[etree._Element]:
        for element in (paragraph, *self._chain(paragraph)):
            properties = element.find(qn("w:pPr"))
            if properties is not None:
                yield properties

    def _rank(self, paragraph: etree._Element, layers: list[etree._Element]) -> int | None:
        names = [_name(style) for style in self._chain(paragraph)]
        if names and names[0].lower() == "title":
            return 0
        for name in names:
            match = _HEADING.match(name)
            if match:
                return int(match[1])
        level = _first(layers, "w:outlineLvl")
        return _number(level) + 1 if level is not None and _number(level) < BODY_LEVEL else None

    def _is_bold_style(self, paragraph: etree._Element) -> bool:
        for style in self._chain(paragraph):
            bold = style.find(f"{qn('w:rPr')}/{qn('w:b')}")
            if bold is not None:
                return bold.get(qn("w:val"), "1") not in _OFF
        return False


def _name(style: etree._Element) -> str:
    name = style.find(qn("w:name"))
    return name.get(qn("w:val"), "") if name is not None else ""


def _first(layers: list[etree._Element], path: str, attribute: str = "w:val") -> str | None:
    """The value of the first layer that sets it."""
    tags = "/".join(qn(tag) for tag in path.split("/"))
    for layer in layers:
        found = layer.find(tags)
        value = found.get(qn(attribute)) if found is not None else None
        if value is not None:
            return str(value)
    return None


def _number(value: str | None) -> int:
    return int(float(value)) if value else 0


def _is_bold(paragraph: etree._Element) -> bool:
    """Whether every run that holds text is set bold."""
    runs = [run for run in paragraph.iter(qn("w:r")) if "".join(run.itertext(qn("w:t"))).strip()]
    marks = [run.find(f"{qn('w:rPr')}/{qn('w:b')}") for run in runs]
    return bool(runs) and all(
        mark is not None and mark.get(qn("w:val"), "1") not in _OFF for mark in marks
    )
