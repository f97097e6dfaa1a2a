"""The title of a document among the leading lines that are its author's."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.ingest.details.imprint import Imprint
    from pipeline.records import Paragraph

LONGEST_TITLE = 300
LONGEST_LINE = 250
MOST_LINES = 6

# Headings that every document may have, so that none is one's title.
_GENERIC = frozenset(
    "abstract|acknowledgements|advance copy|agenda|annex|appendix|background|conclusion|"
    "conclusions|confidential|contents|context|contribution|cover|document|draft|executive summary|"
    "foreword|front cover|general comments|glossary|introduction|key messages|keywords|members|"
    "mandate|note|objective|objectives|outline|overview|page|participants|preamble|preface|purpose|"
    "scope|submission|summary|table of contents|the|title|to whom it may concern".split("|")
)
_SMALL = frozenset(
    "a an and as at by for from in into of on or over per the to towards under upon via with "
    "within de del des du et la le les los las y en sur para por".split()
)
_BESIDE_TEXT = frozenset({ParagraphKind.HEADING, ParagraphKind.FOOTNOTE, ParagraphKind.OTHER})
_OPENING = re.compile(r"[\"'“‘«(#¿¡]*(?:[^\W\d_]|\d{4}\b)")
_ENDING = re.compile(r"[.;,:]$|\|")
# Says who wrote it; what it is about stands above or below.
_BYLINE = re.compile(
    r"(?:report|note|summary|letter|statement|contribution|submission|proposal|(?:working )?paper) "
    r"(?:(?:submitted|prepared|presented) )?(?:by|from|of) (?:the )?"
    r"(?!.* on )(?:[\w’-]+ ){0,4}[\w’-]+",
    re.IGNORECASE,
)
_NOTE_MARK = re.compile(r"\s*(?:[*†‡]+|[¹²³⁰-⁹]+)$")
_NO_TITLE = re.compile(
    r"https?://|www\.|\S@\S|^(?:dear|honou?rable|submitted by|by)\b", re.IGNORECASE
)


def find_title(paragraphs: Sequence[Paragraph], imprints: Sequence[Imprint | None]) -> str:
    """The document's title; empty where no line is certain to be it.

    Args:
        paragraphs: The document's.
        imprints: What each of the masthead's says that is no title; None where it may be one.
    """
    is_official = any(imprint and _is_official(imprint) for imprint in imprints)
    start = _start(paragraphs, imprints, is_official=is_official)
    if start is None:
        return ""
    lines = [start]
    for index in range(start + 1, len(imprints)):
        is_next = imprints[index] is None and _is_title_line(
            paragraphs[index], official=is_official
        )
        if not is_next or len(lines) == MOST_LINES:
            break
        lines.append(index)
    if _is_over_text(paragraphs, imprints, lines[-1] + 1):
        lines = _without_sections(paragraphs, lines, is_official=is_official)
    return _join([_NOTE_MARK.sub("", paragraphs[index].text) for index in lines])


def _is_official(imprint: Imprint) -> bool:
    return bool(imprint.symbols or imprint.items or imprint.is_distribution)


def _start(
    paragraphs: Sequence[Paragraph], imprints: Sequence[Imprint | None], *, is_official: bool
) -> int | None:
    """Where the title begins: behind the titles of the agenda's items, before any text.

    Where no masthead vouches for it, it is the first line or none, a heading or above a date.
    """
    skip, subject = 0, None
    for index, imprint in enumerate(imprints):
        text = paragraphs[index].text
        is_dated = any(after and after.published for after in imprints[index + 1 : index + 2])
        if imprint is not None:
            skip += imprint.items
        elif not _is_title_line(paragraphs[index], official=is_official or is_dated):
            if not is_official and paragraphs[index].kind is ParagraphKind.BODY:
                return None
        elif skip or (subject is not None and _goes_on("", text)):
            skip, subject = max(skip - 1, 0), index
        else:
            return subject if subject is not None and _BYLINE.fullmatch(text) else index
    return None


def _is_title_line(paragraph: Paragraph, *, official: bool) -> bool:
    """Whether a line may be of a title; where no masthead vouches for it, only a heading may."""
    kinds = {ParagraphKind.HEADING, ParagraphKind.BODY} if official else {ParagraphKind.HEADING}
    text = _NOTE_MARK.sub("", paragraph.text)
    if paragraph.kind not in kinds or paragraph.number or len(text) > LONGEST_LINE:
        return False
    if _ENDING.search(text) or _NO_TITLE.search(text):
        return False
    return bool(_OPENING.match(text)) and text.casefold() not in _GENERIC


def _without_sections(
    paragraphs: Sequence[Paragraph], lines: Sequence[int], *, is_official: bool
) -> list[int]:
    """The title's lines less those that head the text below.

    Below a masthead that is the last one; elsewhere all but what the first goes on in.
    """
    if is_official and _BYLINE.fullmatch(paragraphs[lines[0]].text):
        return list(lines)
    first = len(lines) - 1 if is_official else 1
    last = next(
        (
            place
            for place in range(max(first, 1), len(lines))
            if not _goes_on(paragraphs[lines[place - 1]].text, paragraphs[lines[place]].text)
        ),
        len(lines),
    )
    return list(lines[:last])


def _is_over_text(
    paragraphs: Sequence[Paragraph], imprints: Sequence[Imprint | None], after: int
) -> bool:
    """Whether text stands below, not the rest of the masthead or another page."""
    if after >= len(paragraphs) or paragraphs[after].page != paragraphs[after - 1].page:
        return False
    if after < len(imprints) and imprints[after] is not None:
        return False
    return paragraphs[after].kind not in _BESIDE_TEXT


def _goes_on(before: str, after: str) -> bool:
    """Whether a line only makes sense behind the one before it."""
    last = before.split()[-1:] or [""]
    first = after.split()[:1] or [""]
    is_open = before.endswith((",", "-", "–", "—", "&", "/")) or last[0].casefold() in _SMALL
    return is_open or first[0][:1].islower() or first[0].casefold() in _SMALL - {"a", "the"}


def _join(lines: Sequence[str]) -> str:
    """The lines as one; a colon stands where each makes sense alone."""
    title = lines[0]
    for before, line in pairwise(lines):
        glue = " " if _goes_on(before, line) or before.endswith((":", "?", "!")) else ": "
        if len(title) + len(line) > LONGEST_TITLE:
            break
        title += glue + line
    return title
