"""Sentences: together they are the paragraph, and no abbreviation breaks one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.sentences import parse, split

if TYPE_CHECKING:
    from spacy.language import Language

_PIECES = ["Light the pier", "fees", "No. 4", "e.g. lamps", ". ", "; ", "? ", "\n", "(a) ", "“"]


def sentences(text: str, nlp: Language) -> list[str]:
    (((_, doc),),) = parse([text], nlp=nlp)
    return [sentence.text.strip() for sentence in split(doc)]


def test_a_paragraph_is_split_at_final_punctuation(nlp: Language) -> None:
    assert sentences("The pier should be lit. Fees must fall. Who pays?", nlp) == [
        "The pier should be lit.",
        "Fees must fall.",
        "Who pays?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Lamps, e.g. LED lamps, should be put on the pier.",
        "The board should follow para. 12 of its charter.",
        "Mr. Ferry should report to the board; the board should publish what he says.",
        "The fees should be those of document No. 4 of the harbour.",
    ],
)
def test_abbreviations_and_semicolons_do_not_end_a_sentence(nlp: Language, text: str) -> None:
    assert sentences(text, nlp) == [text]


@given(st.lists(st.sampled_from(_PIECES), max_size=8).map("".join))
def test_the_sentences_together_are_the_paragraph(nlp: Language, text: str) -> None:
    (((_, doc),),) = parse([text], nlp=nlp)
    assert "".join(sentence.text_with_ws for sentence in split(doc)) == text


def test_texts_come_back_in_their_order_however_many(nlp: Language) -> None:
    texts = [f"Pier {number}." for number in range(150)]
    assert ["".join(doc.text for _, doc in own) for own in parse(texts, nlp=nlp)] == texts


def test_an_empty_text_has_no_sentences(nlp: Language) -> None:
    assert sentences("", nlp) == []
