"""What an ODT paragraph or span inherits from its style: list, margin, weight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from lxml import etree

DEEPEST_STYLE = 20

_SPACES = {
    "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
    "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
    "loext": "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0",
    "manifest": "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0",
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
    "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
    "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
    "xml": "http://www.w3.org/XML/1998/namespace",
}
_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,9})?)(cm|mm|in|pt|pc|px)$")
_HEAVY = re.compile(r"[6-9]\d\d", re.ASCII)
_STEPS = {"cm": 1.575, "mm": 0.1575, "in": 4.0, "pt": 4 / 72, "pc": 4 / 6, "px": 4 / 96}


def name(prefixed: str) -> str:
    """The tag or attribute "text:p" as lxml spells it."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


_TITLE, _STYLE = "Title", name("style:style")


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """A paragraph's properties, inherited ones included.

    Attributes:
        is_title: Whether its style is that of the document's title.
        list_style: Name of the list style that its style gives it; None where it gives none.
        outline: Whether its style is one of those that the outline's numbers belong to.
        indent: From the left margin, in quarters of an inch.
    """

    is_title: bool
    list_style: str | None
    outline: bool
    indent: int
    is_bold: bool


class Styles:
    """The paragraph and text styles of a document, and which of them hide their text."""

    def __init__(self, styles: Iterable[etree._Element]) -> None:
        self._styles = {
            (style.get(name("style:family"), ""), style.get(name("style:name"), "")): style
            for style in styles
            if style.tag == _STYLE
        }
        self._known: dict[str | None, Properties] = {}
        self._weights: dict[str | None, str | None] = {}

    def paragraph(self, style: str | None) -> Properties:
        """The properties of paragraphs in the style."""
        if style not in self._known:
            self._known[style] = self._resolve(style)
        return self._known[style]

    def is_bold(self, style: str | None, *, otherwise: bool) -> bool:
        """Whether text in the style is bold; it is as it would be where the style is silent."""
        if style not in self._weights:
            weights = self._values("text", style, "style:text-properties", "fo:font-weight")
            self._weights[style] = next(weights, None)
        weight = self._weights[style]
        return otherwise if weight is None else _is_heavy(weight)

    def is_hidden(self, family: str, style: str | None) -> bool:
        """Whether the style keeps its text from being shown."""
        part = "style:section-properties" if family == "section" else "style:text-properties"
        return next(self._values(family, style, part, "text:display"), "true") == "none"

    def _resolve(self, style: str | None) -> Properties:
        chain = list(self._chain("paragraph", style))
        own = [one.get(name("style:name"), "") for one in chain]
        lists = (one.get(name("style:list-style-name")) for one in chain)
        margin = self._values("paragraph", style, "style:paragraph-properties", "fo:margin-left")
        weight = self._values("paragraph", style, "style:text-properties", "fo:font-weight")
        return Properties(
            is_title=_TITLE in own[:2],
            list_style=next((given for given in lists if given is not None), None),
            outline=any(one.get(name("style:default-outline-level")) for one in chain),
            indent=_steps(next(margin, "")),
            is_bold=_is_heavy(next(weight, "")),
        )

    def _chain(self, family: str, style: str | None) -> Iterator[etree._Element]:
        """The style and those that it is based on."""
        for _ in range(DEEPEST_STYLE):
            element = self._styles.get((family, style or ""))
            if element is None:
                return
            yield element
            style = element.get(name("style:parent-style-name"))

    def _values(self, family: str, style: str | None, part: str, attribute: str) -> Iterator[str]:
        """What the style and those below it set the attribute to."""
        for element in self._chain(family, style):
            properties = element.find(name(part))
            value = properties.get(name(attribute)) if properties is not None else None
            if value is not None:
                yield str(value)


def _is_heavy(weight: str) -> bool:
    return weight == "bold" or bool(_HEAVY.fullmatch(weight))


def _steps(length: str) -> int:
    match = _LENGTH.match(length)
    return max(0, int(float(match[1]) * _STEPS[match[2]])) if match else 0
