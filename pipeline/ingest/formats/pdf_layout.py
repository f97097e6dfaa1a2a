"""Places on the page turned into lines: columns, margins, gaps, running heads, footnotes."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.ingest.blocks import Line, ends_finally
from pipeline.ingest.formats.pdf_columns import PrintedLine, order_columns
from pipeline.ingest.paragraphs.marks import split_marker
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.ingest.formats.pdf_tables import Table, TableRows

__all__ = ["PrintedLine", "lay_out"]

HEAD_ZONE = 0.11
LONGEST_PAGE_NUMBER = 40
FOOT_ZONE = 0.88
# A short document's first page has no running head, so its head repeats on the others only.
FEWEST_REPEATS = 3
FEWEST_IN_ALL = 2
REPEATING_SHARE = 0.3
WORDS_OF_PROSE = 6
# Distance between the tops of two lines, in letter sizes, above which a gap shows.
GAP = 1.32
INDENT_UNIT = 6.0
SMALL = 0.93
LARGE = 1.12
# Distance in lines from the text to footnotes that are set as large as it.
NOTE_GAP = 2.0
RAGGED_WORDS = 1.0
LONG_LINE = 0.6
# The right margin is at least this share of the page's height from its left edge.
NARROWEST_TEXT = 0.45

_DIGITS = re.compile(r"\d+")
_LARGE_NOTE = re.compile(r"^(\d{1,2})\s+[A-Z“]")
_LETTERS = re.compile(r"[^\W\d_]")
_NOTE = re.compile(r"^(?:(?:\d{1,3}|[*†‡§]+|[¹²³⁰-⁹]+)(?:\s|(?=[A-Z“*]))|[a-z]\s?(?=[A-Z“]))")
_PAGE = re.compile(
    r"^(?:page|p\.|seite|pagina|página)?\s*[-–|]*\s*(?:\d{1,4}|[ivxl]{1,6})"
    r"(?:\s*(?:/|of|de)\s*\d{1,4})?\s*[-–|]*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Measure:
    """What is usual in the document: size of the letters, distance of the lines, margins.

    Attributes:
        lefts: Left margin of even pages and of odd ones, which books shift against each other.
    """

    size: float
    leading: float
    lefts: tuple[float, float]
    right: float
    mostly_bold: bool


def lay_out(pages: Sequence[Sequence[PrintedLine]], tables: TableRows) -> list[Line]:
    """The lines of a document in reading order, without what repeats on its pages."""
    pages = [order_columns(page) for page in _without_furniture(pages)]
    measure = _measure([line for page in pages for line in page])
    return [line for page in pages for line in _page_lines(page, tables, measure)]


def _without_furniture(pages: Sequence[Sequence[PrintedLine]]) -> list[list[PrintedLine]]:
    """The pages without running heads, page numbers and the printer's numbers.

    Of the first page's head, what repeats stays, marked: it may hold the document's symbol.
    """
    counts: Counter[str] = Counter()
    for page in pages:
        counts.update({_shape(line) for line in page if _is_marginal(line)})
    fewest = max(min(FEWEST_REPEATS, len(pages) - 1), FEWEST_IN_ALL, REPEATING_SHARE * len(pages))
    kept = [
        [line for line in page if not (_is_marginal(line) and _is_furniture(line, counts, fewest))]
        for page in pages
    ]
    measure = _measure([line for page in kept for line in page])
    counted = _counted_shapes(pages)
    kept = [
        _with_text(page, rest, counted, measure) for page, rest in zip(pages, kept, strict=True)
    ]
    return [*map(_with_head, pages[:1], kept[:1]), *kept[1:]]


def _counted_shapes(pages: Sequence[Sequence[PrintedLine]]) -> set[str]:
    """What repeats at the margins with another number each time, which is not the page's."""
    numbers: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for line in (line for page in pages for line in page if _is_marginal(line)):
        marker, rest = split_marker(line.text)
        if marker and marker.printed and len(rest.split()) >= WORDS_OF_PROSE:
            numbers[_shape(line)].append((marker.readings[0][1], line.page))
    return {shape for shape, found in numbers.items() if _is_count(found)}


def _is_count(found: Sequence[tuple[int, int]]) -> bool:
    offsets = {number - page for number, page in found}
    return len(offsets) > 1 and len({number for number, _ in found}) == len(found)


def _with_text(
    page: Sequence[PrintedLine], kept: Sequence[PrintedLine], counted: set[str], measure: _Measure
) -> list[PrintedLine]:
    """A page's kept lines with those that only look like its furniture: text that repeats."""
    dropped = [line for line in page if line not in kept and _is_set_as_text(line, measure)]
    text = {line for line in dropped if _shape(line) in counted}
    found = [*kept, *text]
    while found:
        # What is found has its place from the line of text next to it, and gives one to others.
        found = [
            line
            for line in dropped
            if line not in text and any(_runs_on(line, other, measure) for other in found)
        ]
        text.update(found)
    return [line for line in page if line in kept or line in text]


def _is_set_as_text(line: PrintedLine, measure: _Measure) -> bool:
    return SMALL < line.size / measure.size < LARGE and not _PAGE.match(line.text)


def _runs_on(line: PrintedLine, other: PrintedLine, measure: _Measure) -> bool:
    """Whether one stands below the other as the next line of one text does."""
    upper, lower = sorted((line, other), key=lambda line: line.top)
    width = measure.right - measure.lefts[line.page % 2]
    return (
        line.size / 2 < lower.top - upper.top <= GAP * measure.leading
        and _is_set_as_text(other, measure)
        and upper.right - upper.left > LONG_LINE * width
        and lower.left < upper.right
    )


def _with_head(page: Sequence[PrintedLine], kept: Sequence[PrintedLine]) -> list[PrintedLine]:
    """A page's kept lines with its running head, which has letters, where it stood."""
    return [
        line if line in kept else replace(line, is_head=True)
        for line in page
        if line in kept or (_is_at_head(line) and _LETTERS.search(line.text))
    ]


def _is_at_head(line: PrintedLine) -> bool:
    return line.bottom < HEAD_ZONE * line.height


def _is_marginal(line: PrintedLine) -> bool:
    return _is_at_head(line) or line.top > FOOT_ZONE * line.height


def _shape(line: PrintedLine) -> str:
    return _DIGITS.sub("", line.text).strip().casefold()


def _is_furniture(line: PrintedLine, counts: Counter[str], fewest: float) -> bool:
    shape = _shape(line)
    if counts[shape] >= fewest or _PAGE.match(line.text[:LONGEST_PAGE_NUMBER]):
        return True
    letters = sum(character.islower() for character in line.text)
    return letters == 0 and sum(character.isdigit() for character in line.text) > len(shape)


def _measure(lines: Sequence[PrintedLine]) -> _Measure:
    if not lines:
        return _Measure(size=1.0, leading=1.0, lefts=(0.0, 0.0), right=0.0, mostly_bold=False)
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0]
    steps = [
        after.top - before.top
        for before, after in pairwise(lines)
        if before.page == after.page and 0 < after.top - before.top < GAP * 2 * size
    ]
    bold = sum(line.is_bold for line in lines)
    return _Measure(
        size=size,
        leading=statistics.median_low(steps) if steps else size,
        lefts=(_usual_left(lines, parity=0), _usual_left(lines, parity=1)),
        right=_usual_right(lines),
        mostly_bold=bold > len(lines) / 2,
    )


def _usual_left(lines: Sequence[PrintedLine], *, parity: int) -> float:
    """The left margin of most even or odd pages; a page that is all list has none of its own."""
    nearest: dict[int, float] = {}
    for line in lines:
        if line.column == 0 and line.page % 2 == parity:
            nearest[line.page] = min(nearest.get(line.page, line.left), line.left)
    return statistics.median_low(nearest.values()) if nearest else 0.0


def _usual_right(lines: Sequence[PrintedLine]) -> float:
    """The right margin of most pages, which a few words do not set."""
    furthest: defaultdict[int, float] = defaultdict(float)
    for line in lines:
        if line.column == 0:
            furthest[line.page] = max(furthest[line.page], line.right)
    usual = statistics.median_low(furthest.values()) if furthest else 0.0
    return max(usual, NARROWEST_TEXT * lines[0].height)


def _page_lines(
    page: Sequence[PrintedLine], tables: TableRows, measure: _Measure
) -> Iterator[Line]:
    on_page = tables.get(page[0].page, []) if page else []
    shown: set[int] = set()
    kept: list[PrintedLine] = []
    for line in page:
        table = next((index for index, table in enumerate(on_page) if _is_inside(line, table)), -1)
        if table < 0:
            kept.append(line)
            continue
        if table not in shown:
            yield from _text_lines(kept, measure)
            yield from (Line(text=row, page=line.page, gap=True) for row in on_page[table].rows)
            kept = []
            shown.add(table)
    yield from _text_lines(kept, measure)


def _is_inside(line: PrintedLine, table: Table) -> bool:
    middle = (line.top + line.bottom) / 2
    return table.top <= middle <= table.bottom and table.left - 2 <= line.left <= table.right


def _text_lines(lines: Sequence[PrintedLine], measure: _Measure) -> Iterator[Line]:
    margins = _margins(lines, measure)
    notes = _footnotes(lines, measure)
    for index, line in enumerate(lines):
        before = lines[index - 1] if index else None
        after = lines[index + 1] if index + 1 < len(lines) else None
        margin = margins[line.column]
        is_note = index in notes
        yield Line(
            text=line.text,
            indent=round((line.left - margin[0]) / INDENT_UNIT),
            page=line.page,
            gap=bool(_NOTE.match(line.text)) if is_note else _has_gap(before, line, measure),
            wraps=_wraps(line, after, margin),
            kind=_side_kind(line, is_note=is_note),
            stands_out=_stands_out(line, measure),
            size=line.size,
        )


def _side_kind(line: PrintedLine, *, is_note: bool) -> ParagraphKind | None:
    if line.is_head:
        return ParagraphKind.OTHER
    return ParagraphKind.FOOTNOTE if is_note else None


def _margins(lines: Sequence[PrintedLine], measure: _Measure) -> dict[int, tuple[float, float]]:
    """Left and right margin of each column; a page of a few words has the document's."""
    columns: defaultdict[int, list[PrintedLine]] = defaultdict(list)
    for line in lines:
        columns[line.column].append(line)
    return {column: _margin(members, measure) for column, members in columns.items()}


def _margin(lines: Sequence[PrintedLine], measure: _Measure) -> tuple[float, float]:
    left = min(line.left for line in lines)
    right = max(line.right for line in lines)
    if lines[0].column:
        return left, right
    return min(left, measure.lefts[lines[0].page % 2]), max(right, measure.right)


def _has_gap(before: PrintedLine | None, line: PrintedLine, measure: _Measure) -> bool:
    if before is None or line.column != before.column:
        return False
    step = line.top - before.top
    if step <= 0:
        return step < -line.size
    usual = max(measure.leading, measure.leading * max(line.size, before.size) / measure.size)
    return step > GAP * usual


def _wraps(line: PrintedLine, after: PrintedLine | None, margin: tuple[float, float]) -> bool:
    """Whether the next line's first word had no room; at a page's end, whether prose goes on.

    Where the right margin is ragged, a long line without a final mark goes on too.
    """
    left, right = margin
    if not ends_finally(line.text) and line.right - left > LONG_LINE * (right - left):
        return True
    if after is None or after.column != line.column:
        return not ends_finally(line.text) and right - line.right < line.size * 4
    width = (line.right - line.left) / max(len(line.text), 1)
    word = after.text.split(maxsplit=1)[0]
    return line.right + width * (len(word) + RAGGED_WORDS) > right


def _stands_out(line: PrintedLine, measure: _Measure) -> bool:
    return line.size > LARGE * measure.size or (line.is_bold and not measure.mostly_bold)


def _footnotes(lines: Sequence[PrintedLine], measure: _Measure) -> set[int]:
    """Places of the small print at the foot of the page, from the first numbered line on."""
    small: list[int] = []
    for index in range(len(lines) - 1, -1, -1):
        if lines[index].size >= SMALL * measure.size:
            break
        small.insert(0, index)
    small = _from_first_note(lines, small, measure)
    if not small:
        return _large_notes(lines, measure)
    return {
        index
        for index in small
        if not split_marker(lines[index].text)[0] or _NOTE.match(lines[index].text)
    }


def _from_first_note(
    lines: Sequence[PrintedLine], small: list[int], measure: _Measure
) -> list[int]:
    """The places from the first numbered line on, with the end of a note begun a page before."""
    first = next((n for n, index in enumerate(small) if _NOTE.match(lines[index].text)), None)
    if first is None:
        return []
    if not lines[small[first]].text[0].isdigit():
        return small[first:]
    while first and not _has_gap(lines[small[first - 1]], lines[small[first]], measure):
        first -= 1
    return small[first:]


def _large_notes(lines: Sequence[PrintedLine], measure: _Measure) -> set[int]:
    """Places of footnotes as large as the text: far below it, and it refers to them."""
    for index in range(len(lines) - 1, 0, -1):
        if lines[index].top - lines[index - 1].top <= NOTE_GAP * measure.leading:
            continue
        note = _LARGE_NOTE.match(lines[index].text)
        above = " ".join(line.text for line in lines[:index])
        if note and re.search(rf"(?:[a-z]{{3}}|[.;:,)”]){note[1]}(?![\w.])", above):
            return set(range(index, len(lines)))
        return set()
    return set()
