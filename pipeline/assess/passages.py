"""Documents cut into passages, those that only ask left out."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.assess.findings import Passage
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.records import Document, Paragraph, Recommendation

    Span = tuple[int, int]
    # Where mentions stand: document and paragraph.
    Place = tuple[str, int]

_SENTENCE_END = re.compile(
    r"[.!?;][”\"’')\]]*\s+(?=[“\"'(\[]?[^\W_a-z])|[。！？]|[.؟]\s+(?=[\u0600-\u06ff])"
)
_ABBREVIATED = re.compile(
    r"\b(?:[A-Z]|No|Nos|Mr|Mrs|Ms|Dr|Prof|St|para|paras|art|rec|cf|vs|e\.g|i\.e|etc)\.\s+$"
)
_MOST_WORDS = 60
_FEWEST_LETTERS = 8
_NOT_READ = {ParagraphKind.HEADING, ParagraphKind.PREAMBULAR}


def cut_documents(
    documents: Iterable[Document], mentioned: Mapping[Place, Sequence[Span]]
) -> list[Passage]:
    """The passages of the documents, by document, paragraph and place.

    Neighbouring sentences of a paragraph are one passage as long as it has at most 60
    words, so that "These have been online since May" stays with what it is about. What
    holds nothing besides mentions of recommendations is none.

    Args:
        documents: In any order.
        mentioned: Spans of the mentions of all recommendations, by paragraph.
    """
    return [
        passage
        for document in sorted(documents, key=lambda one: one.document_id)
        for index, paragraph in enumerate(document.paragraphs)
        if paragraph.kind not in _NOT_READ
        for passage in _cut(document, index, paragraph)
        if _says_more(passage, mentioned.get((document.document_id, index), ()))
    ]


def find_mentions(recommendations: Iterable[Recommendation]) -> dict[Place, list[Span]]:
    """Where the mentions of the recommendations stand, by paragraph, in order."""
    spans: defaultdict[Place, list[Span]] = defaultdict(list)
    for row in recommendations:
        for mention in row.mentions:
            spans[mention.document_id, mention.paragraph].append((mention.start, mention.end))
    return {place: sorted(found) for place, found in spans.items()}


def sentence_spans(text: str) -> Iterator[Span]:
    """Start and end of each sentence, white space around it left out."""
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATED.search(text[max(start, match.end() - 12) : match.end()]):
            yield from _trimmed(text, start, match.end())
            start = match.end()
    yield from _trimmed(text, start, len(text))


def sentences_of(text: str) -> list[str]:
    """The sentences of a text, in order."""
    return [text[start:end] for start, end in sentence_spans(text)]


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    if piece.strip():
        yield start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _cut(document: Document, index: int, paragraph: Paragraph) -> Iterator[Passage]:
    for start, end in _grouped(paragraph.text):
        yield Passage(
            document_id=document.document_id,
            paragraph=index,
            start=start,
            end=end,
            text=paragraph.text[start:end],
            page=paragraph.page_at(start),
            number=paragraph.number,
            published=document.source.published,
        )


def _grouped(text: str) -> list[Span]:
    """Spans of neighbouring sentences that have 60 words at most together."""
    groups: list[Span] = []
    size = _MOST_WORDS
    for start, end in sentence_spans(text):
        words = len(text[start:end].split())
        if groups and size + words <= _MOST_WORDS:
            groups[-1], size = (groups[-1][0], end), size + words
        else:
            groups.append((start, end))
            size = words
    return groups


def _says_more(passage: Passage, spans: Iterable[Span]) -> bool:
    """Whether letters enough are left of it without the mentions, none of it read twice."""
    left = list(passage.text)
    for start, end in spans:
        inside = range(max(start - passage.start, 0), min(end - passage.start, len(left)))
        for place in inside:
            left[place] = " "
    return sum(map(str.isalpha, left)) >= _FEWEST_LETTERS
