"""The tables at the head of an RTF: fonts with their code pages, styles with their ranks."""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

DEEPEST_STYLE = 20
BODY_LEVEL = 9
NO_FONT = -1

_WESTERN, _SYMBOLS = "cp1252", "symbols"
_CHARSETS = {
    0: _WESTERN,
    2: _SYMBOLS,
    77: "mac_roman",
    128: "cp932",
    129: "cp949",
    130: "johab",
    134: "gbk",
    136: "cp950",
    161: "cp1253",
    162: "cp1254",
    163: "cp1258",
    177: "cp1255",
    178: "cp1256",
    186: "cp1257",
    204: "cp1251",
    222: "cp874",
    238: "cp1250",
    254: "cp437",
    255: "cp850",
}
_HEADING = re.compile(r"^(?:heading|überschrift|titre|título|encabezado) ?(\d)$", re.IGNORECASE)


class Fonts:
    """The code pages that bytes are text in."""

    def __init__(self) -> None:
        self.default = NO_FONT
        self._page = _WESTERN
        self._pages: dict[int, str] = {}

    def set_page(self, page: str) -> None:
        """Bytes in no particular font are text of the code page, where Python knows it."""
        self._page = _known(page) or self._page

    def set_charset(self, font: int, charset: int) -> None:
        """Bytes in the font are text of Windows' character set of that number."""
        if charset in _CHARSETS:
            self._pages[font] = _CHARSETS[charset]

    def decode(self, content: bytes, font: int) -> str:
        """The text that the bytes are in the font; signs of symbol fonts get codes of their own."""
        font = self.default if font == NO_FONT else font
        page = self._pages.get(font, self._page)
        if page == _SYMBOLS:
            return "".join(chr(0xF000 + byte) if byte > ord(" ") else chr(byte) for byte in content)
        return content.decode(page, errors="replace")


def _known(page: str) -> str:
    """The code page, empty where Python has none of the name."""
    try:
        codecs.lookup(page)
    except LookupError:
        return ""
    return page


class StyleSheet:
    """The paragraph styles by number."""

    def __init__(self) -> None:
        self._names: defaultdict[int, str] = defaultdict(str)
        self._levels: dict[int, int] = {}
        self._bases: dict[int, int] = {}

    def add_name(self, style: int, text: str) -> None:
        """The text is part of the style's name."""
        self._names[style] += text

    def set_level(self, style: int, level: int) -> None:
        """Paragraphs of the style stand at that level of the outline, 0 being the highest."""
        self._levels[style] = level

    def set_base(self, style: int, base: int) -> None:
        """The style inherits from the other."""
        self._bases[style] = base

    def rank(self, style: int, level: int | None) -> int | None:
        """0 for the title, 1 for a heading of the first level; None for text.

        Args:
            style: The paragraph's style.
            level: Its own level in the outline, where it has one.
        """
        chain = list(self._chain(style))
        names = [self._names[one].strip(" ;") for one in chain if one in self._names]
        if names and names[0].lower() == "title":
            return 0
        by_name = next(filter(None, map(_HEADING.match, names)), None)
        if by_name:
            return int(by_name[1])
        levels = [self._levels[one] for one in chain if one in self._levels]
        level = next(iter(levels), None) if level is None else level
        return level + 1 if level is not None and 0 <= level < BODY_LEVEL else None

    def _chain(self, style: int) -> Iterator[int]:
        """The style and those that it is based on."""
        for _ in range(DEEPEST_STYLE):
            yield style
            if style not in self._bases:
                return
            style = self._bases[style]
