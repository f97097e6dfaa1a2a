"""What a sentence's grammar says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.extract.grammar import is_instruction, is_report, regards, stands_alone
from pipeline.extract.sentences import parse

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Span


def span(text: str, nlp: Language) -> Span:
    (((_, doc),),) = parse([text], nlp=nlp)
    return doc[:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Publish the fees every year.", True),
        ("Regularly publish the fees.", True),
        ("Publish and distribute the fees.", True),
        ("The fees are published every year.", False),
        ("See the annex.", False),
        ("Thank you for your answer.", False),
        ("Fees of the harbour", False),
        ("...", False),
    ],
)
def test_an_instruction_opens_with_what_somebody_should_do(
    nlp: Language, text: str, *, expected: bool
) -> None:
    assert is_instruction(span(text, nlp)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The board met in Lisbon.", True),
        ("The fees have been published.", True),
        ("The fees should be published.", False),
        ("Participants suggested that the fees be published.", False),
    ],
)
def test_a_report_tells_what_was_done_and_proposes_nothing(
    nlp: Language, text: str, *, expected: bool
) -> None:
    assert is_report(span(text, nlp)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The fees are too high.", True),
        ("The fees should fall.", True),
        ("Better lamps on the pier", False),
        ("Publishing the fees", False),
    ],
)
def test_a_sentence_stands_alone_with_a_subject_and_a_finite_verb(
    nlp: Language, text: str, *, expected: bool
) -> None:
    assert stands_alone(span(text, nlp)) is expected


def test_only_the_document_s_own_body_regards(nlp: Language) -> None:
    assert regards(span("The Group recognizes the value of the pier.", nlp))
    assert not regards(span("The newspaper recognizes the value of the pier.", nlp))
