"""Numbers of ODT lists and headings, counted as the text program counts them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.ingest.formats.open_document_styles import name
from pipeline.ingest.formats.word_numbering import format_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from lxml import etree

DEEPEST_LEVEL = 10

_FORMATS = {
    "1": "decimal",
    "a": "lowerLetter",
    "A": "upperLetter",
    "i": "lowerRoman",
    "I": "upperRoman",
    "01, 02, 03, ...": "decimalZero",
}
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_PLACE = re.compile(r"%(\d{1,2})%")
_BULLETS = frozenset({name("text:list-level-style-bullet"), name("text:list-level-style-image")})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    """How one level is numbered; the pattern has "%1%" for the number of the first level."""

    style: str
    pattern: str
    start: int
    is_bullet: bool


@dataclass(slots=True)
class Run:
    """How far one list has counted at each of its levels, the first being 1."""

    counts: dict[int, int] = field(default_factory=dict)


class Lists:
    """The list styles of a document and its lists so far."""

    def __init__(self, styles: Iterable[etree._Element]) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._by_id: dict[str | None, Run] = {}
        self._by_style: dict[str, Run] = {}
        for style in styles:
            if style.tag in {name("text:list-style"), name("text:outline-style")}:
                levels = [_level(one) for one in style if isinstance(one.tag, str)]
                self._styles[style.get(name("style:name"), "")] = dict(levels)

    def open(self, element: etree._Element, style: str) -> Run:
        """The counting that a list of the style goes on with: another list's, or one of its own."""
        run = self._by_id.get(element.get(name("text:continue-list")))
        if run is None and element.get(name("text:continue-numbering")) == "true":
            run = self._by_style.get(style)
        run = run or Run()
        self._by_style[style] = run
        list_id = element.get(name("xml:id"))
        if list_id:
            self._by_id[list_id] = run
        return run

    def open_named(self, list_id: str) -> Run:
        """The counting of all numbered paragraphs with the id."""
        return self._by_id.setdefault(list_id, Run())

    def next_marker(self, run: Run, style: str, level: int, start: str | None = None) -> str:
        """The number or bullet of the next item of the list at the level; empty for none.

        Args:
            run: The list.
            style: Name of its style.
            level: From 1.
            start: The number that the item itself asks for, as it stands in the file.
        """
        levels = self._styles.get(style, {})
        own = levels.get(level)
        if own is None:
            return ""
        begin = _number(start, own.start) if start else own.start
        run.counts[level] = run.counts[level] + 1 if level in run.counts and not start else begin
        for deeper in [other for other in run.counts if other > level]:
            del run.counts[deeper]
        if own.is_bullet:
            return "•"
        return _PLACE.sub(lambda place: _format(int(place[1]), run, levels), own.pattern).strip()


def _format(place: int, run: Run, levels: dict[int, _Level]) -> str:
    level = levels.get(place)
    if level is None or not level.style:
        return ""
    return format_number(run.counts.get(place, level.start), level.style)


def _level(element: etree._Element) -> tuple[int, _Level]:
    level = _number(element.get(name("text:level")), 1)
    style = _FORMATS.get(element.get(name("style:num-format"), ""), "")
    pattern = element.get(name("loext:num-list-format")) or _pattern(element, level)
    return level, _Level(
        style=style,
        pattern=pattern if style else "",
        start=_number(element.get(name("text:start-value")), 1),
        is_bullet=element.tag in _BULLETS,
    )


def _pattern(element: etree._Element, level: int) -> str:
    shown = min(_number(element.get(name("text:display-levels")), 1), level, DEEPEST_LEVEL)
    numbers = ".".join(f"%{place}%" for place in range(level - shown + 1, level + 1))
    prefix = element.get(name("style:num-prefix"), "")
    return f"{prefix}{numbers}{element.get(name('style:num-suffix'), '')}"


def _number(value: str | None, default: int) -> int:
    return int(value) if value and _COUNT.fullmatch(value) else default
