"""What a sentence's grammar says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.extract.grammar import (
    asking_strength,
    asks_with_modal,
    base_form,
    gives_purpose_first,
    is_action_point,
    is_instruction,
    is_report,
    recalls,
    regards,
    reports_proposal,
    speaks_for_document,
    stands_alone,
)
from pipeline.extract.lexicon import ASKING_VERBS, REGARDING_VERBS
from pipeline.records import Strength

if TYPE_CHECKING:
    from spacy.tokens import Span

    from pipeline.extract.parsing import Parser


def span(text: str, parser: Parser) -> Span:
    (doc,) = parser.parse([text])
    return doc[:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Publish the fees every year.", True),
        ("Regularly publish the fees.", True),
        ("Publish and distribute the fees.", True),
        ("The fees are published every year.", False),
        ("To publish the fees every year.", True),
        ("To publish the fees, the board needs a printer.", False),
        ("See the annex.", False),
        ("Thank you for your answer.", False),
        ("Fees of the harbour", False),
        ("...", False),
    ],
)
def test_an_instruction_opens_with_what_somebody_should_do(
    parser: Parser, text: str, *, expected: bool
) -> None:
    assert is_instruction(span(text, parser)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("To win pilots, the port has to light the pier.", True),
        ("In order to win pilots, the pier must be lit.", True),
        ("To light the pier.", False),
        ("The port has to light the pier to win pilots.", False),
        ("In spring the pier must be lit.", False),
    ],
)
def test_a_purpose_stands_before_what_serves_it(
    parser: Parser, text: str, *, expected: bool
) -> None:
    assert gives_purpose_first(span(text, parser)) is expected


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
    parser: Parser, text: str, *, expected: bool
) -> None:
    assert is_report(span(text, parser)) is expected


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
    parser: Parser, text: str, *, expected: bool
) -> None:
    assert stands_alone(span(text, parser)) is expected


def test_only_the_document_s_own_body_regards(parser: Parser) -> None:
    assert regards(span("The Group recognizes the value of the pier.", parser))
    assert not regards(span("The newspaper recognizes the value of the pier.", parser))


@pytest.mark.parametrize(
    ("word", "base"),
    [
        ("recommends", "recommend"),
        ("urges", "urge"),
        ("urging", "urge"),
        ("noted", "note"),
        ("stresses", "stress"),
        ("clarifies", "clarify"),
        ("ratified", "ratify"),
        ("sought", "seek"),
        ("permitted", "permit"),
        ("was", "be"),
        ("seagulls", "seagulls"),
        ("", ""),
    ],
)
def test_a_verb_that_a_list_names_has_its_base_form_and_other_words_stay(
    word: str, base: str
) -> None:
    assert base_form(word) == base


@pytest.mark.parametrize("verb", sorted({*ASKING_VERBS, *REGARDING_VERBS}))
def test_every_drafting_verb_is_its_own_base_form_and_that_of_its_third_person(verb: str) -> None:
    assert base_form(verb) == verb
    assert base_form(verb + ("es" if verb.endswith(("s", "sh", "ch")) else "s")) == verb


@pytest.mark.parametrize(
    ("text", "word", "strength"),
    [
        ("The Board must publish the fees.", "must", Strength.MUST),
        ("The Board should publish the fees.", "should", Strength.SHOULD),
        ("The Board has to publish the fees.", "has", Strength.MUST),
        ("The Board needs to publish the fees.", "needs", Strength.SHOULD),
        ("The pier needs new lamps.", "needs", Strength.SHOULD),
        ("The Board could publish the fees.", "could", Strength.COULD),
        ("The Board might publish the fees.", "might", Strength.COULD),
        ("A fund may be created for the pier.", "may", Strength.COULD),
        ("The pier may fall.", "may", None),
        ("Nobody could see the pier.", "could", None),
        ("The fees could likely fall.", "could", None),
        ("The Board should have published the fees.", "should", None),
        ("She must be tired.", "must", None),
        ("The need to light the pier was great.", "need", None),
    ],
)
def test_a_modal_asks_as_strongly_as_it_says_unless_it_guesses_or_regrets(
    parser: Parser, text: str, word: str, strength: Strength | None
) -> None:
    (token,) = (token for token in span(text, parser) if token.lower_ == word)
    assert asks_with_modal(token) is strength


@pytest.mark.parametrize(
    ("text", "word", "expected"),
    [
        ("The Board should light the pier.", "should", True),
        ("Should the Board light the pier?", "should", False),
        ("The chair asked whether fees should fall.", "should", False),
        ("The law that ports must follow is old.", "must", False),
        ("The Board decided that the pier should be closed.", "should", False),
    ],
)
def test_a_clause_is_the_document_s_own_voice_unless_it_describes_supposes_or_reports(
    parser: Parser, text: str, word: str, *, expected: bool
) -> None:
    sentence = span(text, parser)
    (token,) = (token for token in sentence if token.lower_ == word)
    assert speaks_for_document(token, sentence) is expected


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("The Group therefore recommends that fees be published.", Strength.SHOULD),
        ("The Council invites ports to publish their fees.", Strength.COULD),
        ("They recommend that fees be published.", None),
        ("The Group recommended that fees be published.", None),
        ("The Group recommends.", Strength.SHOULD),
    ],
)
def test_a_body_asks_in_the_present_tense_and_by_its_own_name(
    parser: Parser, text: str, strength: Strength | None
) -> None:
    assert asking_strength(span(text, parser)) is strength


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ms Tey suggested a rota for the ferry.", True),
        ("The Council requested that the fees be published.", True),
        ("The Council requested information on the fees.", False),
        ("In 2012 the Council suggested a rota for the ferry.", False),
        ("The lamps suggested a rota.", False),
    ],
)
def test_somebody_at_the_meeting_proposed_something_unless_it_is_history_or_a_question(
    parser: Parser, text: str, *, expected: bool
) -> None:
    assert reports_proposal(span(text, parser)) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Secretariat to circulate the draft.", True),
        ("Ms Tey to publish the fees", True),
        ("Lamps to light the pier", False),
        ("The Secretariat has to circulate the draft.", False),
        ("To circulate the draft", False),
    ],
)
def test_an_action_point_names_an_owner_and_what_it_is_to_do(
    parser: Parser, text: str, *, expected: bool
) -> None:
    assert is_action_point(span(text, parser)) is expected


def test_what_stands_already_is_recalled_and_an_opinion_is_not(parser: Parser) -> None:
    assert recalls(span("We reaffirm that ports must share lamps.", parser))
    assert not recalls(span("We believe that ports must share lamps.", parser))
