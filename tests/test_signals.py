"""The names of all that speaks for and against a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.extract import observe_document
from pipeline.extract.rules import Verdict
from pipeline.extract.signals import Judged, find_signals
from pipeline.records import ParagraphKind, Part, Strength
from tests.conftest import body, item, make_document
from tests.observations import MODAL, make_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.extract import Extractor
    from pipeline.records import Paragraph

    Signals = Callable[..., list[set[str]]]


@pytest.fixture(scope="module")
def signals(extractor: Extractor) -> Signals:
    """The signals of each sentence of a document made of these paragraphs."""

    def call(*paragraphs: Paragraph | str) -> list[set[str]]:
        observations = observe_document(
            make_document(*paragraphs), parser=extractor.parser, triggers=extractor.triggers
        )
        return [set(observation.signals) for observation in observations]

    return call


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The Board should light the pier.",
            {
                "rule: modal should",
                "strength: should",
                "improvement",
                "modal should",
                "modal should of body",
                "modal in ROOT",
                "subject body",
                "clause",
                "root VB",
                "first word the",
                "ends .",
                "words up to 8",
            },
        ),
        ("It is important to light the pier.", {"phrase: it is important to", "subject it"}),
        ("The fees must not be raised.", {"negated", "passive", "modal must of thing"}),
        ("If fees fall, the lamps should go.", {"condition"}),
        ("The Board decided that ports need not pay.", {"negation inside", "past report"}),
        ("Should the pier be lit?", {"veto: question", "ends ?", "no rule", "no strength"}),
        ("See paragraph 2, which should be read.", {"veto: cross-reference"}),
        ("Publish the fees every year.", {"instruction", "subject none", "clause lacking"}),
        ("Publishing the fees should help.", {"subject deed"}),
        ("The fees should fall.", {"subject with the"}),
        (
            "To win pilots, a port has to be lit.",
            {"subject with a", "purpose first, subject thing", "purpose first, subject with a"},
        ),
        ("This includes lighting the pier.", {"rule: this includes"}),
        ("Chile should light the pier.", {"subject name", "words up to 8"}),
        ("Fees should fall (Chile);", {"attributed", "ends ;"}),
        ("The Board requested lamps in 2012.", {"past dated"}),
        ("In 2012 the Board requested lamps.", {"past dated"}),
        ("The word “lamp” should go.", {"quotes"}),
        ("Fees should fall by 5 per cent.", {"figures"}),
        ("Fees should be $5", {"figures", "ends open"}),
    ],
)
def test_rules_syntax_and_marks_of_a_sentence_have_names(
    signals: Signals, text: str, names: set[str]
) -> None:
    (found,) = signals(text)
    assert names <= found
    assert "not parsed" not in found


def test_a_sentence_without_a_cue_is_not_parsed_and_has_signals_of_its_place_alone(
    signals: Signals,
) -> None:
    (found,) = signals("The old pier by the sea.")
    assert {"not parsed", "no rule", "no strength", "kind body", "ends ."} <= found
    syntax = ("root", "clause", "subject", "opens", "first word", "words up to")
    assert not [name for name in found if name.startswith(syntax)]


def test_the_place_of_a_sentence_has_names(signals: Signals) -> None:
    headings = ("Recommendations", "Terms of reference")
    (found,) = signals(item("Publish the fees.", number="90.1", headings=headings))
    assert {
        "kind list item",
        "stem none",
        "heading stands",
        "heading above asks",
        "numbered within a paragraph",
        "first sentence",
    } <= found
    (found,) = signals(item("Every port counts", number="4", headings=("Our principles",)))
    assert {"heading principle", "stem principle", "numbered"} <= found


def test_a_column_of_a_table_is_a_heading(signals: Signals) -> None:
    (found,) = signals(item("longer piers", label="Recommendations", headings=("Background",)))
    assert "heading asks" in found
    assert "heading stands" not in found


def test_the_second_sentence_of_a_paragraph_is_a_later_one(signals: Signals) -> None:
    first, second = signals("Fees are high. Fees should fall.")
    assert "first sentence" in first
    assert "later sentence" in second


def test_what_is_announced_says_so(signals: Signals) -> None:
    (found,) = signals("Recommendation 4: Publish the minutes of the board")
    assert {"announced", "rule: heading that asks"} <= found


def test_an_item_that_completes_its_stem_says_so_and_what_the_items_around_it_are(
    signals: Signals,
) -> None:
    stem, *items = signals("Calls upon ports:", item("to light the pier;"), item("to pay."))
    assert "completes its stem" not in stem
    assert not [name for name in stem if name.startswith("items around")]
    for found in items:
        assert {"completes its stem", "stem asking", "items around: all improvement"} <= found


def test_items_of_another_section_are_not_around(signals: Signals) -> None:
    found = signals(
        item("Ports should pay.", headings=("One",)), item("Lamps are old.", headings=("Two",))
    )
    assert not [name for names in found for name in names if name.startswith("items around")]


def test_most_items_and_mixed_ones_are_told_apart(signals: Signals) -> None:
    first, second, third = signals(
        item("Ports should pay."), item("Ports should act."), item("Lamps were lit.")
    )
    assert "items around: mixed improvement" in first & second
    assert "items around: all improvement" in third
    *_, fourth = signals(*map(item, ["Ports should pay.", "Ports should act.", "It fell.", "x"]))
    assert "items around: most improvement" in fourth


def test_the_sentences_before_and_after_count_and_beyond_the_ends_there_is_no_rule(
    signals: Signals,
) -> None:
    first, second, third = signals(
        "Ports should pay.", "The old pier.", "The Group recognizes the value of lamps."
    )
    assert {"before: no rule", "after: no rule"} <= first
    assert {"before: improvement", "after: consideration"} <= second
    assert {"before: no rule", "after: no rule"} <= third


def test_place_and_syntax_are_named_once_more_with_what_the_rules_say(signals: Signals) -> None:
    (found,) = signals("The Board should light the pier.")
    assert {"improvement + kind body", "improvement + clause", "improvement + root VB"} <= found
    (found,) = signals("The old pier.")
    assert "no rule + kind body" in found


def test_signals_are_sorted_and_named_once(extractor: Extractor) -> None:
    sentences = [make_sentence("The Board should light the pier, and it should pay.")]
    (doc,) = extractor.parser.parse([sentences[0].text])
    rules = extractor.triggers["en"].rules
    found = find_signals(0, doc[:], sentences, {0: Judged(MODAL)}, rules=rules)
    assert list(found) == sorted(set(found))


def test_what_a_quotation_says_is_no_signal_of_the_rules(extractor: Extractor) -> None:
    text = "The charter says “it is important to light the pier”."
    (doc,) = extractor.parser.parse([text])
    rules = extractor.triggers["en"].rules
    found = find_signals(0, doc[:], [make_sentence(text)], {}, rules=rules)
    assert not [name for name in found if name.startswith("phrase")]


def test_only_the_verdict_that_was_given_is_named() -> None:
    sentences = [make_sentence("Recalling the charter,")]
    verdict = Verdict("preambular paragraph", Part.CONSIDERATION, Strength.SHOULD, 0.95)
    judged = {0: Judged(verdict, completes=True)}
    found = set(find_signals(0, None, sentences, judged, rules=()))
    assert {"rule: preambular paragraph", "consideration", "completes its stem"} <= found


@pytest.mark.parametrize("kind", [ParagraphKind.HEADING, ParagraphKind.PREAMBULAR])
def test_the_kind_of_its_paragraph_is_a_signal(signals: Signals, kind: ParagraphKind) -> None:
    (found,) = signals(body("Deeply concerned about the pier", kind=kind))
    assert f"kind {kind.value}" in found
