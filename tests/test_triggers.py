"""What a sentence says by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.sentences import parse, split
from pipeline.extract.triggers import judge, mask
from pipeline.records import Part, Strength

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language

    from pipeline.extract.rules import PhraseRule, Verdict


@pytest.fixture(scope="module")
def verdict(nlp: Language, rules: tuple[PhraseRule, ...]) -> Callable[[str], Verdict | None]:
    """What is said of a sentence."""

    def call(text: str) -> Verdict | None:
        (((_, doc),),) = parse([text], nlp=nlp)
        (sentence,) = split(doc)
        return judge(sentence, after=None, rules=rules)

    return call


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("The Secretariat must publish the fees.", Strength.MUST),
        ("The Secretariat shall publish the fees.", Strength.MUST),
        ("The Secretariat should publish the fees.", Strength.SHOULD),
        ("The Secretariat needs to publish the fees.", Strength.SHOULD),
        ("The Secretariat could publish the fees on its website.", Strength.COULD),
        ("Requests the Secretariat to publish the fees;", Strength.MUST),
        ("Further invites ports to publish their fees;", Strength.COULD),
        ("The Group recommends that fees be published.", Strength.SHOULD),
        ("We urge the Secretariat to publish the fees.", None),
        ("It would be useful to publish the fees.", Strength.COULD),
        ("It is essential to publish the fees.", None),
    ],
)
def test_a_sentence_that_asks_is_an_improvement_as_strong_as_its_words(
    verdict: Callable[[str], Verdict | None], text: str, strength: Strength | None
) -> None:
    made = verdict(text)
    assert made is not None
    assert made.part is Part.IMPROVEMENT
    assert strength is None or made.strength is strength
    assert made.trigger
    assert 0 < made.score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "Recalls its earlier decision on the pier;",
        "Takes note with appreciation of the report on the pier;",
        "The Board recognizes the importance of the pier.",
    ],
)
def test_a_sentence_that_regards_is_a_consideration(
    verdict: Callable[[str], Verdict | None], text: str
) -> None:
    made = verdict(text)
    assert made is not None
    assert made.part is Part.CONSIDERATION


@pytest.mark.parametrize(
    "text",
    [
        "Should the Secretariat publish the fees?",
        "The pier was built in 1987.",
        "The meeting took place in Lisbon and was attended by forty people.",
        "The board decided in 2019 that the pier would be closed.",
        "The charter says: “The Secretariat should publish all of the fees every year”.",
        "See also paragraph 12, which should be read first.",
        "If the board should meet again, the chair will say so.",
        "The lamps should have been replaced in 2012.",
        "Nobody could say how many had been lit.",
    ],
)
def test_questions_history_quotations_and_regrets_ask_nothing(
    verdict: Callable[[str], Verdict | None], text: str
) -> None:
    assert verdict(text) is None


def test_what_stands_beside_a_quotation_still_counts(
    verdict: Callable[[str], Verdict | None],
) -> None:
    made = verdict("The rule “no ship shall dock at night” should be dropped by the board.")
    assert made is not None
    assert made.strength is Strength.SHOULD


@given(st.text(st.sampled_from('ab .“”"«»')))
def test_masking_keeps_the_length_and_blanks_or_keeps_every_character(text: str) -> None:
    masked = mask(text)
    assert len(masked) == len(text)
    assert all(new in (old, " ") for old, new in zip(text, masked, strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "It should be noted that the pier is old.",
        "The list should not be construed as complete.",
        "There is no need to change the rules.",
        "She must be tired by now.",
        "They often advocate for longer piers.",
        "The delegation requested further information on the pier.",
    ],
)
def test_remarks_facts_and_questions_ask_for_nothing(
    verdict: Callable[[str], Verdict | None], text: str
) -> None:
    said = verdict(text)
    assert said is None or said.part is Part.CONSIDERATION
