"""What a sentence says by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.rules import PhraseRule, Verdict
from pipeline.extract.triggers import find_veto, judge, mask
from pipeline.records import Part, Strength

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.extract.parsing import Parser


@pytest.fixture(scope="module")
def verdict(parser: Parser, rules: tuple[PhraseRule, ...]) -> Callable[[str], Verdict | None]:
    """What is said of a sentence."""

    def call(text: str) -> Verdict | None:
        (doc,) = parser.parse([text])
        return judge(doc[:], after=None, rules=rules)

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


@pytest.mark.parametrize(
    ("text", "veto"),
    [
        ("Should the pier be lit?", "question"),
        ("(Who pays?)", "question"),
        ("See also paragraph 12.", "cross-reference"),
        ("What we recommend", "title"),
        ("It should be noted that the pier is old.", "remark"),
        ("The pier should be lit.", ""),
        ("What we recommend is a longer pier, with lamps on both sides.", ""),
        ("", ""),
    ],
)
def test_what_speaks_against_a_sentence_read_alone_has_a_name(text: str, veto: str) -> None:
    assert find_veto(text) == veto


def test_a_consideration_goes_on_in_the_next_sentence(
    parser: Parser, rules: tuple[PhraseRule, ...]
) -> None:
    (doc,) = parser.parse(["It would have no part in the accounts."])
    made = judge(doc[:], after=Part.CONSIDERATION, rules=rules)
    assert made is not None
    assert (made.trigger, made.part) == ("continues a consideration", Part.CONSIDERATION)
    alone = judge(doc[:], after=None, rules=rules)
    assert alone is None or alone.trigger != made.trigger


@pytest.mark.parametrize(
    ("text", "trigger", "part"),
    [
        ("Requests the Board to light the pier;", "operative verb", Part.IMPROVEMENT),
        ("Requeſts the Board to light the pier;", "operative verb", Part.IMPROVEMENT),
        ("Notes the report and requests the Board to act;", "operative verb", Part.IMPROVEMENT),
        ("Notes the report on the pier;", "regarding verb", Part.CONSIDERATION),
        ("We recognize that ports should share lamps.", "regarding verb", Part.CONSIDERATION),
        ("Request for lamps", None, None),
    ],
)
def test_an_operative_verb_in_the_third_person_says_which_part_it_is(
    verdict: Callable[[str], Verdict | None], text: str, trigger: str | None, part: Part | None
) -> None:
    made = verdict(text)
    assert (made and made.trigger, made and made.part) == (trigger, part)


def test_a_phrase_rule_holds_in_a_report_only_where_it_says_so(parser: Parser) -> None:
    pattern = re.compile("longer piers")
    found = Verdict("longer", Part.IMPROVEMENT, Strength.COULD, 0.5)
    (doc,) = parser.parse(["The board had spoken of longer piers."])
    for in_reports in (True, False):
        rule = PhraseRule(found, pattern, in_reports=in_reports)
        assert judge(doc[:], after=None, rules=[rule]) == (found if in_reports else None)
