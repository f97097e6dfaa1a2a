"""Automatic numbers of DOCX lists, counted as Word counts them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from docx.oxml.ns import qn

from pipeline.ingest.paragraphs.marks import roman

if TYPE_CHECKING:
    from lxml import etree

ALPHABET = 26
LARGEST_NUMBER = 10_000

_PLACE = re.compile(r"%(\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Level:
    style: str
    pattern: str
    start: int


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: etree._Element | None) -> None:
        self._abstract: dict[str, dict[int, _Level]] = {}
        self._lists: dict[str, str] = {}
        self._restarts: dict[tuple[str, int], int] = {}
        self._counts: defaultdict[str, dict[int, int]] = defaultdict(dict)
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def next_marker(self, list_id: str, level: int) -> str:
        """The number or bullet of the next paragraph at that level; empty for no list."""
        abstract = self._lists.get(list_id, "")
        levels = self._abstract.get(abstract, {})
        if level not in levels:
            return ""
        self._count(list_id, abstract, level)
        if levels[level].style == "bullet":
            return "•"
        if levels[level].style == "none":
            return ""
        return _PLACE.sub(
            lambda place: self._format(abstract, int(place[1]) - 1), levels[level].pattern
        )

    def _count(self, list_id: str, abstract: str, level: int) -> None:
        counts = self._counts[abstract]
        restart = self._restarts.get((list_id, level))
        if restart is not None and (list_id, level) not in self._started:
            counts[level] = restart
        elif level in counts:
            counts[level] += 1
        else:
            counts[level] = self._abstract[abstract][level].start
        self._started.add((list_id, level))
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]

    def _format(self, abstract: str, level: int) -> str:
        levels = self._abstract[abstract]
        if level not in levels:
            return ""
        count = self._counts[abstract].get(level, levels[level].start)
        return format_number(count, levels[level].style)

    def _load(self, root: etree._Element) -> None:
        for abstract in root.iter(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"), "")
            self._abstract[key] = {
                int(level.get(qn("w:ilvl"), "0")): _level(level)
                for level in abstract.iterchildren(qn("w:lvl"))
            }
        for number in root.iterchildren(qn("w:num")):
            self._load_list(number)

    def _load_list(self, number: etree._Element) -> None:
        list_id = number.get(qn("w:numId"), "")
        self._lists[list_id] = _value(number, "w:abstractNumId", "")
        for override in number.iterchildren(qn("w:lvlOverride")):
            start = override.find(qn("w:startOverride"))
            if start is not None:
                level = int(override.get(qn("w:ilvl"), "0"))
                self._restarts[list_id, level] = int(start.get(qn("w:val"), "1"))


def _level(level: etree._Element) -> _Level:
    return _Level(
        style=_value(level, "w:numFmt", "decimal"),
        pattern=_value(level, "w:lvlText", ""),
        start=int(_value(level, "w:start", "1")),
    )


def _value(element: etree._Element, tag: str, default: str) -> str:
    found = element.find(qn(tag))
    return str(found.get(qn("w:val"), default)) if found is not None else default


def format_number(count: int, style: str) -> str:
    """The count in Word's number format; formats of other scripts come as digits."""
    count = min(max(count, 0), LARGEST_NUMBER)
    if style in {"lowerLetter", "upperLetter"} and count:
        letters = chr(ord("a") + (count - 1) % ALPHABET) * ((count - 1) // ALPHABET + 1)
        return letters.upper() if style == "upperLetter" else letters
    if style in {"lowerRoman", "upperRoman"}:
        return roman(count).upper() if style == "upperRoman" else roman(count)
    return f"{count:02}" if style == "decimalZero" else str(count)
