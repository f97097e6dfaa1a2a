"""What a document says of itself: symbol, title, body, date, language, the fields of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.ingest.details.bodies import body_of_symbol, issuing_body, resolution_symbol
from pipeline.ingest.details.forms import read_form
from pipeline.ingest.details.imprint import Imprint, read_imprint
from pipeline.ingest.details.languages import find_language
from pipeline.ingest.details.titles import find_title
from pipeline.records import Details, ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.records import Paragraph

LONGEST_MASTHEAD = 40
# A masthead's own sentences are notes of a line; what is longer is the text.
LONGEST_NOTE = 200
MOST_NOTE_WORDS = 14
# A document that bears more symbols than these is a list of documents.
MOST_SYMBOLS = 2

_TEXT = frozenset({ParagraphKind.PREAMBULAR, ParagraphKind.OPERATIVE, ParagraphKind.LIST_ITEM})
_AFTER = frozenset("contents|table of contents|summary|executive summary|introduction".split("|"))


def find_details(paragraphs: tuple[Paragraph, ...]) -> tuple[Details, tuple[Paragraph, ...]]:
    """What the text says of its document, and the paragraphs that are its text.

    Taken out are the fields of a form; they are in the details. Lines of a masthead
    that only say where a document stands ("Distr.: General", "Agenda item 6") stay,
    but head nothing. What is not certain is left empty.
    """
    form, paragraphs = read_form(paragraphs)
    imprints = _imprints(paragraphs)
    found = _details(paragraphs, imprints)
    details = replace(form.fill(found), language=find_language(paragraphs))
    strays = {index for index, imprint in enumerate(imprints) if imprint is not None}
    return details, _without_strays(paragraphs, strays)


def _imprints(paragraphs: Sequence[Paragraph]) -> list[Imprint | None]:
    """What each paragraph of the masthead says; None where it is its author's words."""
    imprints: list[Imprint | None] = []
    for paragraph in paragraphs[:LONGEST_MASTHEAD]:
        imprint = _imprint(paragraph)
        if imprint is None and _is_text(paragraph, first_page=paragraphs[0].page):
            break
        imprints.append(imprint)
    return imprints


def _imprint(paragraph: Paragraph) -> Imprint | None:
    is_side = paragraph.kind in _TEXT or paragraph.kind is ParagraphKind.FOOTNOTE
    return None if is_side or paragraph.number else read_imprint(paragraph.text)


def _is_text(paragraph: Paragraph, *, first_page: int | None) -> bool:
    """Whether the masthead is over: prose, a list, contents, another page."""
    if paragraph.page != first_page or paragraph.kind in _TEXT:
        return True
    if paragraph.text.rstrip(" :").casefold() in _AFTER:
        return True
    if paragraph.kind is not ParagraphKind.BODY:
        return False
    is_sentence = paragraph.text.endswith((".", ";", ":")) and not paragraph.text.startswith("*")
    words = len(paragraph.text.split())
    return (
        bool(paragraph.number)
        or len(paragraph.text) > LONGEST_NOTE
        or (is_sentence and words > MOST_NOTE_WORDS)
    )


def _details(paragraphs: Sequence[Paragraph], imprints: Sequence[Imprint | None]) -> Details:
    marks = [imprint for imprint in imprints if imprint is not None]
    adopted = next((mark for mark in marks if mark.is_adoption), None)
    symbols = list(dict.fromkeys(symbol for mark in marks for symbol in mark.symbols))
    symbol = symbols[0] if 0 < len(symbols) <= MOST_SYMBOLS else ""
    names = adopted.bodies if adopted else [body for mark in marks for body in mark.bodies]
    body = body_of_symbol(symbol) or issuing_body(names)
    is_resolution = adopted is not None or "/RES/" in symbol
    resolution = _resolution(paragraphs[: len(imprints)]) if is_resolution else None
    if resolution is not None and not symbol:
        symbol = resolution_symbol(body, resolution.number)
    dates = [mark.published for mark in sorted(marks, key=_date_rank) if mark.published]
    return Details(
        symbol=symbol,
        body=body,
        title=resolution.text if resolution else find_title(paragraphs, imprints),
        published=dates[0] if dates else None,
    )


def _date_rank(mark: Imprint) -> int:
    """A resolution's date is that of its adoption; else the one beside "Distr." is the best."""
    if mark.is_adoption:
        return 0
    return 1 if mark.is_distribution else 2


def _resolution(leading: Sequence[Paragraph]) -> Paragraph | None:
    """The heading "70/125. Outcome document of ..."."""
    return next(
        (each for each in leading if each.kind is ParagraphKind.HEADING and "/" in each.number),
        None,
    )


def _without_strays(
    paragraphs: tuple[Paragraph, ...], strays: Collection[int]
) -> tuple[Paragraph, ...]:
    """The paragraphs, with those that only look like headings taken out of all heading paths."""
    gone: set[str] = set()
    cleaned = []
    for index, paragraph in enumerate(paragraphs):
        path = tuple(text for text in paragraph.headings if text not in gone)
        kept = replace(paragraph, headings=path)
        is_heading = paragraph.kind is ParagraphKind.HEADING
        text = paragraph.text.rstrip(" :")
        if index in strays:
            gone |= {text} if is_heading else set()
            kept = replace(kept, kind=ParagraphKind.OTHER, level=0)
        elif is_heading:
            gone.discard(text)
            kept = replace(kept, level=len(path))
        cleaned.append(kept)
    return tuple(cleaned)
