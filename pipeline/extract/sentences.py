"""Paragraphs into sentences, by punctuation alone.

A sentence that cannot be a recommendation needs no parse, so where sentences end
is decided before the parser is asked anything.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.drafting import ACTION_NOUNS, ACTION_VERBS
from pipeline.extract.lexicon import NUMBERED_RECOMMENDATION
from pipeline.extract.stems import govern

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.extract.rules import Triggers
    from pipeline.extract.stems import Governed, Stem, StemWords
    from pipeline.records import Paragraph

# A single sentence as long as this nobody wrote: it is data that lost its structure,
# and reading it whole would take gigabytes. It is read in pieces.
_LONGEST = 20_000
# What has fewer is no sentence.
FEWEST_WORDS = 3

_CLOSERS = r"['\"”’»)\]*]*"
# After a full stop: a footnote's mark, raised or not, and white space; in scripts
# without spaces, nothing.
_END = re.compile(
    rf"(?:[.!?؟]{_CLOSERS}(?:[¹²³⁴⁵⁶⁷⁸⁹⁰]+|\d{{1,3}}|\[\d{{1,3}}\])?(?=\s)|[。！？]+[”’」』）]*)\s*"
)
_OPENS_LOW = re.compile(r"[\"'“‘«(\[¡¿]*[a-zà-öø-ÿа-яё]")
_INITIAL = re.compile(r"(?:^|[\s(])(?:[^\W\d_]\.)+$")
_ONLY_NUMBER = re.compile(r"\W*(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]\W*$", re.IGNORECASE)
# After a semicolon a list that was written as one paragraph goes on: "; Ratify ...".
_NEXT_ITEM = re.compile(r";\s+(?P<word>[^\W\d_]+)")
_ITEM_WORDS = ACTION_VERBS | ACTION_NOUNS
# So it does after the name of who asked: "(Chile); ratify ...", "(Chile)/Ratify ...".
_NEXT_ASKED = re.compile(
    r"\([^\W\d_a-z][^\W\d_]*[a-z][^()]{0,120}(?:\([^()]*\)[^()]*)*\)[\d*]{0,3}\s*[;/]\s*(?P<word>[^\W\d_]+)"
)
_GOES_ON = frozenset({"and", "or", "but", "as", "which", "with", "see", "for", "of"})
_LEADING_MARK = re.compile(
    r"(?:\(?(?:\d{1,3}|[a-z]|[ivx]{1,5})[.)]|[-–—•·▪*])\s+(?=\S)", re.IGNORECASE
)
_FOOTNOTE_MARK = re.compile(r"(?<=[^\W\d_][.;:,!?])\d{1,3}$|[¹²³⁴⁵⁶⁷⁸⁹⁰]+$|(?<=\S)\s?\[\d{1,3}\]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence in its place.

    Attributes:
        index: Of its paragraph in the document.
        stem: What governs its paragraph from outside.
        start: Offset of the text in the paragraph's text, in characters.
        text: Verbatim, without the marks around it.
        marks: What was cut off around it: a number, a bullet, a footnote's mark, brackets.
        before: The sentence before it in the paragraph; empty for the first.
        announced: Whether "Recommendation 4:" or the like stands before it.
    """

    index: int
    paragraph: Paragraph
    stem: Stem | None
    start: int
    text: str
    marks: str
    before: str
    announced: bool

    @property
    def begins_item(self) -> bool:
        """Whether a stem above the paragraph governs it: its first, or one in a row of items."""
        return not self.before or self.before.endswith((";", "；", "؛"))


def find_sentences(
    paragraphs: Sequence[Paragraph], *, words: StemWords, triggers: Triggers
) -> list[Sentence]:
    """The sentences of a document's paragraphs, in reading order, each with its stem.

    A line that is nothing but a verb ("recommends to:") belongs to what follows it.
    """
    return [
        sentence
        for place in govern(paragraphs, words=words)
        if not (place.own and place.own.is_bare)
        for sentence in _of_paragraph(paragraphs[place.index], place, triggers.abbreviations)
    ]


def _of_paragraph(
    paragraph: Paragraph, place: Governed, abbreviations: frozenset[str]
) -> Iterator[Sentence]:
    announced = NUMBERED_RECOMMENDATION.match(paragraph.text)
    skipped = announced.end() if announced else 0
    before = ""
    for start, end in split(paragraph.text[skipped:], abbreviations=abbreviations):
        whole = paragraph.text[skipped + start : skipped + end]
        left, right = _within_marks(whole)
        yield Sentence(
            index=place.index,
            paragraph=paragraph,
            stem=place.stem,
            start=skipped + start + left,
            text=whole[left:right],
            marks=" ".join(filter(None, (whole[:left].strip(), whole[right:].strip()))),
            before=before,
            announced=announced is not None,
        )
        before = whole


def split(text: str, *, abbreviations: frozenset[str]) -> list[tuple[int, int]]:
    """Where the sentences of a paragraph begin and end, in order, white space aside.

    Args:
        text: A paragraph.
        abbreviations: Words after which a full stop ends nothing, in lower case and
            without that stop.
    """
    starts = [0, *sorted({*_sentence_starts(text, abbreviations), *_item_starts(text)}), len(text)]
    spans = [
        piece for start, end in itertools.pairwise(starts) for piece in _pieces(text, start, end)
    ]
    return [(start, end) for start, end in (_trim(text, *span) for span in spans) if start < end]


def _sentence_starts(text: str, abbreviations: frozenset[str]) -> Iterator[int]:
    begun = 0
    for match in _END.finditer(text):
        if match.end() == len(text) or _OPENS_LOW.match(text, match.end()):
            continue
        before = text[begun : match.start() + 1]
        if before.endswith(".") and _is_no_end(before, abbreviations):
            continue
        begun = match.end()
        yield begun


def _is_no_end(before: str, abbreviations: frozenset[str]) -> bool:
    """Whether the full stop belongs to an abbreviation, an initial or a list's number."""
    words = before[:-1].lower().split()
    tail = {" ".join(words[-n:]).lstrip("(\"'“‘«[") for n in (1, 2)}
    return bool(tail & abbreviations or _INITIAL.search(before) or _ONLY_NUMBER.match(before))


def _item_starts(text: str) -> Iterator[int]:
    for match in _NEXT_ITEM.finditer(text):
        if match["word"].istitle() and match["word"].lower() in _ITEM_WORDS:
            yield match.start("word")
    for match in _NEXT_ASKED.finditer(text):
        if match["word"].lower() not in _GOES_ON:
            yield match.start("word")


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _LONGEST:
        cuts = (text.rfind(mark, start, start + _LONGEST) for mark in ("; ", ", ", " "))
        cut = next((cut + 1 for cut in cuts if cut > start), start + _LONGEST)
        yield start, cut
        start = cut
    yield start, end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def _within_marks(text: str) -> tuple[int, int]:
    """Where a sentence begins and ends without number, bullet, footnote mark and brackets."""
    start, end = 0, len(text)
    mark = _LEADING_MARK.match(text)
    start = mark.end() if mark else start
    note = _FOOTNOTE_MARK.search(text)
    end = note.start() if note else end
    while text[start:end].startswith("[") and _closes_at(text, start) in (end - 1, None):
        start += 1
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end -= text[start:end].endswith("]") and "[" not in text[start:end]
    while text[start:end].endswith("]") and text.count("]", start, end) > text.count(
        "[", start, end
    ):
        end -= 1
    return _trim(text, start, end) if text[start:end].strip() else (0, len(text))


def _closes_at(text: str, start: int) -> int | None:
    """Where the bracket that opens at ``start`` closes."""
    depth = 0
    for place in range(start, len(text)):
        depth += (text[place] == "[") - (text[place] == "]")
        if depth == 0:
            return place
    return None
