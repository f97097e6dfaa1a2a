"""The text of a document as a page shows it: paragraphs with what was found in them marked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.board import View
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.board import Board, Read
    from pipeline.records import Mention, Paragraph

# Ranks of headings below that of the page itself.
_HIGHEST, _LOWEST = 2, 6
_MOST_ROWS = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A mention as a text shows it.

    Attributes:
        row: Id of the row that has it.
        part: To which that row belongs.
    """

    mention: Mention
    row: str
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some words of a paragraph; ``found`` is the mention that they are, None where they are none.

    The words are empty where another mention has them already.
    """

    text: str
    found: Found | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph.

    Attributes:
        place: In the document, from 0.
        rank: Of a heading, from 2; 0 where it is none.
        page: Where another page begins with it, its number; else None.
    """

    place: int
    paragraph: Paragraph
    rank: int
    page: int | None
    pieces: tuple[Piece, ...]


def find_in(board: Board, document: Read) -> list[Found]:
    """What was found in a document, in its order."""
    view = View(facets=(("document", document.source.name),), count=_MOST_ROWS)
    parts = {row.id: row.part for row in board.find(view)}
    return [
        Found(mention=mention, row=row, part=parts.get(row, mention.part.value))
        for mention, row in board.mentions_in(document.id)
    ]


def lay_out(
    paragraphs: Sequence[Paragraph], found: Iterable[Found]
) -> tuple[list[Block], list[Found]]:
    """The paragraphs to be shown, and what was found but does not stand in them any more."""
    spans: dict[int, list[tuple[int, int, Found]]] = {}
    lost = []
    for one in found:
        place = one.mention.paragraph
        text = paragraphs[place].text if place < len(paragraphs) else ""
        at = _locate(one.mention, text)
        if at < 0:
            lost.append(one)
        else:
            spans.setdefault(place, []).append((at, at + len(one.mention.text), one))
    return list(_blocks(paragraphs, spans)), lost


def _locate(mention: Mention, text: str) -> int:
    """Where the words of a mention begin; less than none where they do not stand there."""
    if text.startswith(mention.text, mention.start):
        return mention.start
    return text.find(mention.text)


def _blocks(
    paragraphs: Sequence[Paragraph], spans: Mapping[int, list[tuple[int, int, Found]]]
) -> Iterator[Block]:
    rank, page = _HIGHEST - 1, None
    for place, paragraph in enumerate(paragraphs):
        is_heading = paragraph.kind is ParagraphKind.HEADING
        if is_heading:
            # A rank that is left out would make the page's outline hard to follow.
            rank = min(max(paragraph.level + _HIGHEST, _HIGHEST), rank + 1, _LOWEST)
        turned = paragraph.page is not None and paragraph.page != page
        page = paragraph.page if turned else page
        yield Block(
            place=place,
            paragraph=paragraph,
            rank=rank if is_heading else 0,
            page=page if turned else None,
            pieces=tuple(_pieces(paragraph.text, spans.get(place, ()))),
        )


def _pieces(text: str, spans: Iterable[tuple[int, int, Found]]) -> Iterator[Piece]:
    """The text in pieces; of two mentions that share words the first has them."""
    place = 0
    for start, end, found in sorted(spans, key=lambda span: span[:2]):
        if start > place:
            yield Piece(text=text[place:start])
        yield Piece(text=text[max(start, place) : end], found=found)
        place = max(place, end)
    if place < len(text):
        yield Piece(text=text[place:])
