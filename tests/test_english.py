"""English: which sentences are worth parsing, and what the rules say of each in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.english import Observation, may_ask, observe
from pipeline.extract.sentences import find_sentences
from pipeline.extract.stems import ENGLISH, Stem, StemKind
from pipeline.records import ParagraphKind, Part, Strength
from tests.conftest import body, item
from tests.observations import make_sentence

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.extract import Extractor
    from pipeline.records import Paragraph

    Observe = Callable[..., list[Observation]]

_TEXTS = [
    "The Board should light the pier.",
    "The old pier by the sea.",
    "Calls upon ports:",
    "to light every pier;",
    "This would help.",
    "Recommendation 4: Publish the minutes.",
    "recognizes",
    "",
]


def _observe(extractor: Extractor, *paragraphs: Paragraph | str) -> list[Observation]:
    triggers = extractor.triggers["en"]
    read = [body(p) if isinstance(p, str) else p for p in paragraphs]
    sentences = find_sentences(read, words=ENGLISH, triggers=triggers)
    return observe(sentences, parser=extractor.parser, rules=triggers.rules)


@pytest.fixture(scope="module")
def observed(extractor: Extractor) -> Observe:
    """The observations of the sentences of these paragraphs."""
    return lambda *paragraphs: _observe(extractor, *paragraphs)


def triggers_of(observations: list[Observation]) -> list[str]:
    return [one.verdict.trigger if one.verdict else "" for one in observations]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pier should be lit.", True),
        ("Publish the fees.", True),
        ("“Publish the fees”", True),
        ("It was suggested to dredge the channel.", True),
        ("The pier was built in 1900.", False),
        ("Thirty people came to Lisbon.", False),
        ("", False),
    ],
)
def test_a_sentence_is_worth_parsing_where_a_word_in_it_may_ask(
    text: str, *, expected: bool
) -> None:
    assert may_ask(make_sentence(text)) is expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (StemKind.ASKING, True),
        (StemKind.REGARDING, True),
        (StemKind.MODAL, True),
        (StemKind.PRINCIPLE, True),
        (StemKind.CONTENT, False),
    ],
)
def test_below_a_stem_that_asks_or_regards_every_sentence_is_worth_parsing(
    kind: StemKind, *, expected: bool
) -> None:
    assert may_ask(make_sentence("longer piers", stem=Stem(kind, "x", 0))) is expected


def test_so_is_a_preambular_paragraph_and_what_is_announced_but_no_bare_title() -> None:
    charter = "The charter of the harbour,"
    preambular = body(charter, kind=ParagraphKind.PREAMBULAR)
    assert may_ask(make_sentence(charter, paragraph=preambular))
    assert may_ask(make_sentence("Longer piers", announced=True))
    title = body("Longer piers", kind=ParagraphKind.HEADING)
    stem = Stem(StemKind.ASKING, "Recommendations", None)
    assert not may_ask(make_sentence("Longer piers", paragraph=title, stem=stem))


@given(st.lists(st.lists(st.sampled_from(_TEXTS), max_size=3).map(" ".join), max_size=4))
def test_every_sentence_is_observed_once_and_in_order(
    extractor: Extractor, texts: list[str]
) -> None:
    triggers = extractor.triggers["en"]
    sentences = find_sentences(list(map(body, texts)), words=ENGLISH, triggers=triggers)
    made = observe(sentences, parser=extractor.parser, rules=triggers.rules)
    assert [one.sentence for one in made] == sentences
    for one in made:
        parsed = "not parsed" not in one.signals
        assert parsed is may_ask(one.sentence)
        assert parsed or (one.verdict is None and not one.completes)


def test_items_complete_the_stem_above_them(observed: Observe) -> None:
    made = observed("Calls upon ports:", item("to light the pier;"), item("to share lamps."))
    assert triggers_of(made)[1:] == ["asked by its stem"] * 2
    assert [one.completes for one in made] == [False, True, True]


def test_a_modal_before_the_colon_says_how_strongly_each_item_asks(observed: Observe) -> None:
    _, *made = observed("Ports must:", item("publish the fees;"), item("share their lamps."))
    assert triggers_of(made) == ["completes must"] * 2
    assert {one.verdict.strength for one in made if one.verdict} == {Strength.MUST}


def test_what_a_regarding_stem_governs_is_a_consideration(observed: Observe) -> None:
    *_, made = observed("The Harbour Board", "recognizes", "the need to keep the channel open;")
    assert made.verdict is not None
    assert made.verdict.trigger == "regarded by its stem"
    assert made.verdict.part is Part.CONSIDERATION
    assert made.completes


def test_only_the_first_sentence_of_an_item_completes_its_stem(observed: Observe) -> None:
    made = observed("Calls upon ports:", item("to light the pier. Lamps are old and few."))
    assert [one.completes for one in made] == [False, True, False]


def test_after_a_semicolon_the_next_of_a_row_of_items_completes_it_too(observed: Observe) -> None:
    made = observed("Calls upon ports:", item("light the pier (Chile); share all lamps (Peru);"))
    assert [one.completes for one in made] == [False, True, True]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Recalling the charter of the harbour", "preambular paragraph"),
        ("Deeply concerned about the pier", "preambular paragraph"),
        ("The harbour as it was,", "preambular paragraph"),
        ("Charter of the harbour", ""),
    ],
)
def test_a_preambular_paragraph_regards_unless_it_is_a_title(
    observed: Observe, text: str, trigger: str
) -> None:
    made = observed(body(text, kind=ParagraphKind.PREAMBULAR))
    assert triggers_of(made) == [trigger]


@pytest.mark.parametrize(
    ("text", "trigger"),
    [
        ("Publish the fees every year", "heading that asks"),
        ("The port should be lit at night", "heading that asks"),
        ("Publish The Fees", ""),
        ("Fees of the harbour", ""),
        ("Should we publish the fees?", ""),
        ("Publish fees", ""),
    ],
)
def test_a_heading_asks_where_it_is_written_as_a_sentence(
    observed: Observe, text: str, trigger: str
) -> None:
    assert triggers_of(observed(body(text, kind=ParagraphKind.HEADING))) == [trigger]


def test_an_announced_recommendation_asks_and_what_explains_it_is_judged_as_a_heading(
    observed: Observe,
) -> None:
    made = observed("Recommendation 4: Publish the minutes of the board. Nobody has them.")
    assert triggers_of(made) == ["heading that asks", ""]


def test_an_item_with_an_owner_is_an_action_point_and_running_text_is_not(
    observed: Observe,
) -> None:
    text = "Secretariat to circulate the draft"
    assert triggers_of(observed(item(text))) == ["action point"]
    assert triggers_of(observed(text)) == [""]


def test_an_instruction_asks_unless_it_is_a_standing_task(observed: Observe) -> None:
    text = "Publish the fees every year"
    assert triggers_of(observed(item(text, headings=("Fees",)))) == ["instruction"]
    assert triggers_of(observed(item(text, headings=("Mandate", "Fees")))) == ["instruction"]
    assert triggers_of(observed(item(text, headings=("Terms of reference",)))) == [""]


def test_what_stands_under_principles_is_stated_as_one(observed: Observe) -> None:
    (made,) = observed(item("Every port counts as one", headings=("Our principles",)))
    assert made.verdict is not None
    assert made.verdict.trigger == "stated as a principle"
    assert made.verdict.part is Part.CONSIDERATION


def test_a_consideration_goes_on_within_its_paragraph_and_not_in_the_next(
    observed: Observe,
) -> None:
    value, more = (
        "The Group recognizes the value of the pier.",
        "It would have no part in the accounts.",
    )
    assert triggers_of(observed(f"{value} {more}"))[1] == "continues a consideration"
    assert triggers_of(observed(value, more))[1] != "continues a consideration"


def test_a_word_or_two_say_nothing_by_themselves(observed: Observe) -> None:
    assert triggers_of(observed("Publish fees.", "Must try.")) == ["", ""]
