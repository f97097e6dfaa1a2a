"""Printed lines joined into blocks: hard wraps, hyphens and lone numbers undone."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.ingest.blocks import Block, Line, ends_amid, ends_finally, is_verb_line, page_breaks
from pipeline.ingest.details.forms import parts_fields
from pipeline.ingest.paragraphs.marks import Style, split_marker
from pipeline.ingest.paragraphs.scripts import COLONS, CYRILLIC_LETTER, is_caseless
from pipeline.ingest.paragraphs.sides import is_contents
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.ingest.paragraphs.marks import Marker

# A column wider than this is no typescript: each line is a paragraph of its own.
WIDEST_COLUMN = 130
# Proportional type, turned into characters, leaves a margin this ragged.
RAGGED = 0.82
STRAIGHT = 0.97
# A line this much longer was never wrapped: it is a paragraph of its own.
LONGEST_WRAPPED = 1.5
WRAPPED_SHARE = 0.25
FEWEST_PAIRS = 3
FIRST_LINE_INDENT = 2
SAME_SIZE = 1.2
FEWEST_NUMBERED = 5
MOST_HEADING_WORDS = 10
SPACED_SHARE = 0.8

_HYPHENS = ("-", "\u2010", "\u00ad", "\ufffe")
_SOFT_HYPHENS = ("\u00ad", "\ufffe")
_PREFIXES = frozenset(
    "all anti co counter cross ex follow half high inter intra long low macro micro mid mini multi "
    "neo non off on over part post pre pro quasi re self semi short so socio sub third trans two "
    "under vice well world year".split()
)
# Words that are seldom a syllable of another one: "gender-based", "awareness-raising".
_SECONDS = frozenset(
    "based building centred driven friendly keeping making oriented owned raising related seeker "
    "seekers seeking sensitive sharing specific".split()
)
# What hides or indents the start of a line: Arabic texts direct it, Chinese ones use wide spaces.
_UNSEEN = "\u200b\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff"
_SPACES = " \u00a0\u3000\f"
_EDGES = re.compile(f"^[{_UNSEEN}{_SPACES}]+|[{_UNSEEN}{_SPACES}]+$")
_DASHES = frozenset({"-", "–", "—", "−", "——"})
# A year's or a point's letter may stand at the start of a line: "2019" and, below it, its letter.
_CYRILLIC = re.compile(CYRILLIC_LETTER)
_NARROW = str.maketrans("（）", "()")
_LINE_END = re.compile("\r\n|[\r\n\v\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def split_lines(text: str) -> list[Line]:
    """The lines of a plain text, with what can be told of the margin it was wrapped at."""
    printed = _LINE_END.split(text)
    raw = [line.expandtabs(4).rstrip() for line in printed]
    pages = _pages(printed)
    lines: list[Line] = []
    gap = True
    for position, line in enumerate(raw):
        stripped = _EDGES.sub("", line)
        if stripped:
            indent = len(line) - len(line.lstrip(_SPACES))
            page = pages[position] if pages else None
            lines.append(Line(text=_tidy(stripped), indent=indent, gap=gap, page=page))
        gap = not stripped
    return mark_wraps(lines)


def _pages(printed: Sequence[str]) -> list[int]:
    """Page of each line where form feeds separate pages; empty where there are none."""
    if not any("\f" in line for line in printed):
        return []
    pages = []
    page = 1
    for line in printed:
        before = line[: len(line) - len(line.lstrip())].count("\f")
        pages.append(page + before)
        page += line.count("\f")
    return pages


def _tidy(text: str) -> str:
    return re.sub(r"[ \u00a0\t\u2002-\u200a]+", " ", text)


def mark_wraps(lines: list[Line]) -> list[Line]:
    """The lines, with ``wraps`` set from the distribution of their lengths.

    A text counts as wrapped when lines that another follows at once are not
    long and often go on in lower case; lines that stand between blank ones say
    nothing of it.
    """
    width = wrap_width(lines)
    if not width:
        return lines
    pairs = zip(lines, [*lines[1:], None], strict=True)
    return [replace(line, wraps=_reaches(line, after, width)) for line, after in pairs]


def wrap_width(lines: Sequence[Line]) -> int:
    """The column at which the text was wrapped, 0 where it was not."""
    pairs = [
        (before, after)
        for before, after in pairwise(lines)
        if not after.gap
        and not split_marker(after.text)[0]
        and not (is_verb_line(before.text) or is_verb_line(after.text))
    ]
    if len(pairs) < FEWEST_PAIRS:
        return 0
    lengths = sorted(len(before.text) for before, _ in pairs)
    width = lengths[int(0.9 * (len(lengths) - 1))]
    running = sum(after.text[0].islower() for _, after in pairs)
    return width if width <= WIDEST_COLUMN and running >= WRAPPED_SHARE * len(pairs) else 0


def _reaches(line: Line, after: Line | None, width: int) -> bool:
    if after is None:
        return False
    if ends_finally(line.text) and len(line.text) > LONGEST_WRAPPED * width:
        return False
    needed = len(line.text) + 1 + len(after.text.split(maxsplit=1)[0])
    return needed > width * (STRAIGHT if ends_finally(line.text) else RAGGED)


def join_lines(lines: Sequence[Line]) -> list[Block]:
    """The blocks that the lines make up; footnotes stand behind the paragraph they interrupt."""
    vocabulary = frozenset(
        word.lower() for line in lines for word in _WORD.findall(line.text.rstrip("-"))
    )
    groups: list[list[Line]] = []
    latest: dict[ParagraphKind | None, list[Line]] = {}
    is_spaced = _is_spaced(lines)
    last_number = 0
    for line, after in zip(lines, [*lines[1:], None], strict=False):
        group = latest.get(line.kind)
        if (
            group
            and not _heads(group[-1], line, after)
            and _belongs(group, line, last_number, is_spaced=is_spaced)
        ):
            group.append(line)
            continue
        latest[line.kind] = [line]
        groups.append(latest[line.kind])
        last_number = _decimal(split_marker(line.text)[0]) or last_number
    return _to_blocks(groups, vocabulary)


def _belongs(group: list[Line], line: Line, last_number: int, *, is_spaced: bool) -> bool:
    """Whether the line goes on with the paragraph that the group of lines makes."""
    if line.kind is ParagraphKind.FOOTNOTE:
        return not line.gap
    if is_contents(group[-1].text) or parts_fields(group[-1].text, line.text):
        return False
    marker, rest = split_marker(line.text)
    if _goes_on(group, line, marker, rest, last_number):
        return True
    return marker is None and _stays_in_item(group, line, is_spaced=is_spaced)


def _heads(before: Line, line: Line, after: Line | None) -> bool:
    """Whether a short line behind a full stop heads what follows: no paragraph ends like it."""
    if after is None or after.gap or line.wraps or line.gap or line.kind is not None:
        return False
    if not ends_finally(before.text) or ends_finally(line.text) or ends_amid(line.text):
        return False
    words = line.text.split()
    return (
        len(words) <= MOST_HEADING_WORDS
        and line.text[0].isupper()
        and after.text[0].isupper()
        and not line.text.endswith((",", "-"))
    )


def _is_spaced(lines: Sequence[Line]) -> bool:
    """Whether space separates numbered paragraphs, so that a line break alone ends none."""
    if not any(line.wraps for line in lines):
        return False
    numbered = [line for line in lines if _is_numbered(line)]
    spaced = sum(line.gap for line in numbered)
    return len(numbered) >= FEWEST_NUMBERED and spaced >= SPACED_SHARE * len(numbered)


def _is_numbered(line: Line) -> bool:
    marker, _ = split_marker(line.text)
    return marker is not None and not marker.is_bullet


def _stays_in_item(group: list[Line], line: Line, *, is_spaced: bool) -> bool:
    """Whether a line after a full stop still stands in the numbered paragraph above it.

    One line without a final mark is too little to tell: it may be a heading.
    """
    before = group[-1]
    if line.gap or not _is_numbered(group[0]) or before.text.endswith(COLONS):
        return False
    if len(group) == 1 and not ends_finally(before.text):
        return False
    if _changes_print(before, line) or abs(line.indent - before.indent) > 1:
        return False
    return is_spaced or line.indent >= group[0].indent + FIRST_LINE_INDENT


def _decimal(marker: Marker | None) -> int:
    if marker is None:
        return 0
    return next((value for style, value in marker.readings if style is Style.DECIMAL), 0)


def _goes_on(
    group: list[Line], line: Line, marker: Marker | None, rest: str, last_number: int
) -> bool:
    before = group[-1]
    if len(group) == 1 and _is_lone_number(before.text):
        return marker is None
    if line.gap:
        return False
    if marker is not None:
        return _closes_bracket(group, marker) or _is_chance_marker(
            before, marker, rest, last_number
        )
    if _changes_print(before, line) or _opens_indented(group, line) or _parts_stem(group, line):
        return False
    if before.wraps or ends_amid(before.text):
        return True
    return line.text[0].islower() and not ends_finally(before.text)


def _parts_stem(group: list[Line], line: Line) -> bool:
    """Whether one of the two is "recognizes" on a line of its own, not the end of a paragraph."""
    if is_verb_line(line.text):
        return not group[-1].wraps
    return len(group) == 1 and is_verb_line(group[0].text)


def _changes_print(before: Line, line: Line) -> bool:
    if before.stands_out != line.stands_out and not before.wraps:
        return True
    return abs(before.size - line.size) > SAME_SIZE


def _opens_indented(group: list[Line], line: Line) -> bool:
    """Whether a first-line indent, rather than a gap, opens a paragraph."""
    before = group[-1]
    return (
        line.indent >= before.indent + FIRST_LINE_INDENT
        and before.page == line.page
        and before.wraps
        and ends_finally(before.text)
        and not (len(group) == 1 and split_marker(before.text)[0])
    )


def _is_lone_number(text: str) -> bool:
    marker, rest = split_marker(text)
    return marker is not None and not rest and not marker.is_bullet


def _closes_bracket(group: Sequence[Line], marker: Marker) -> bool:
    """Whether "182)" ends what an earlier line opened: "(Convention No."."""
    if not marker.enclosed or marker.source.startswith(("(", "（")):
        return False
    text = "".join(line.text for line in group).translate(_NARROW)
    return text.count("(") > text.count(")")


def _is_chance_marker(before: Line, marker: Marker, rest: str, last_number: int) -> bool:
    """Whether a wrapped line only happens to start with what looks like a marker."""
    if not before.wraps or ends_finally(before.text) or before.text.endswith(","):
        return False
    if marker.is_bullet:
        dash = marker.source.strip()
        is_attached = dash == marker.source and is_caseless(rest[:1])
        return dash in _DASHES and (is_attached or rest[:1].islower())
    if not marker.enclosed and _CYRILLIC.match(marker.printed):
        return True
    number = _decimal(marker)
    return bool(number) and number != last_number + 1 and number != 1


def _to_blocks(groups: list[list[Line]], vocabulary: frozenset[str]) -> list[Block]:
    followers = [*(group[0].gap for group in groups[1:]), True]
    return [
        Block(
            text=join_texts([line.text for line in group], vocabulary),
            indent=group[0].indent,
            page=group[0].page,
            gap=group[0].gap,
            alone=group[0].gap and gap_after,
            kind=group[0].kind,
            stands_out=all(line.stands_out for line in group),
            breaks=page_breaks([(line.text, line.page) for line in group]),
        )
        for group, gap_after in zip(groups, followers, strict=False)
    ]


def join_texts(texts: Iterable[str], vocabulary: frozenset[str]) -> str:
    """The lines as one, end-of-line hyphens undone where that is safe."""
    pieces: list[str] = []
    last = ""
    for text in texts:
        if last.endswith(_HYPHENS) and last[-2:-1].isalpha():
            pieces[-1] = last[:-1] + _glue(last, text, vocabulary)
        elif pieces:
            pieces.append(" ")
        pieces.append(text)
        last = text
    return "".join(pieces)


def _glue(line: str, text: str, vocabulary: frozenset[str]) -> str:
    """What stands instead of the line's final hyphen before the next line's text."""
    second = _WORD.match(text)
    if second is None:
        return f"{line[-1]} "
    if line.endswith(_SOFT_HYPHENS):
        return ""
    left = line[:-1].rsplit(maxsplit=1)[-1].lower()
    return "-" if _keeps_hyphen(left, second[0].lower(), text, vocabulary) else ""


def _keeps_hyphen(left: str, right: str, text: str, vocabulary: frozenset[str]) -> bool:
    left = left.lstrip("(\"'“‘[")
    if not text[0].islower() or f"{left}-{right}" in vocabulary:
        return True
    if left + right in vocabulary:
        return False
    return left.rpartition("-")[2] in _PREFIXES or "-" in left or right in _SECONDS
