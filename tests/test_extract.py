"""From paragraphs to mentions: what is found, what is not, and how it reads alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import IngestSettings
from pipeline.extract import extract, observe_document
from pipeline.extract.model import features_of
from pipeline.ingest import ingest
from pipeline.records import Document, Mention, ParagraphKind, Part, Strength
from pipeline.register import load_register
from tests.conftest import ROOT, body, item, make_document, only_adds

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.extract import Extractor

    Read = Callable[..., list[Mention]]

_SENTENCES = [
    "The Secretariat should publish the fees.",
    "The pier was built in 1900.",
    "[Ports must share lamps.]",
    "Calls upon States:",
    "to light every pier;",
    "This would help.",
    "“The Board should light all of the piers”",
    "recognizes",
    "Étés & naïve cafés — should close.",
    "",
]


def texts(mentions: list[Mention]) -> list[str]:
    return [mention.text for mention in mentions]


def test_every_item_below_a_stem_is_a_mention_that_stands_alone_with_it(
    read_mentions_of: Read,
) -> None:
    mentions = read_mentions_of(
        body("Calls upon States:"),
        item("to light every pier at night;", number="4 (a)"),
        item("to publish the harbour fees every year.", number="4 (b)"),
    )
    assert [(m.number, m.standalone) for m in mentions] == [
        ("4 (a)", "[Calls upon States] to light every pier at night;"),
        ("4 (b)", "[Calls upon States] to publish the harbour fees every year."),
    ]
    assert {m.part for m in mentions} == {Part.IMPROVEMENT}


def test_a_modal_before_a_colon_is_completed_by_each_item(
    read_mentions_of: Read,
) -> None:
    mentions = read_mentions_of(
        "The Board should:", item("light the pier;"), item("publish the fees.")
    )
    assert [m.standalone for m in mentions] == [
        "[The Board should] light the pier;",
        "[The Board should] publish the fees.",
    ]


def test_a_lone_verb_makes_mentions_of_what_follows_it_with_its_subject(
    read_mentions_of: Read,
) -> None:
    mentions = read_mentions_of(
        "The Harbour Board",
        "recognizes",
        "the need to keep the channel open in winter;",
        "recommends to",
        item("light the northern pier at night;"),
        item("publish the harbour fees."),
    )
    assert [(m.part, m.standalone) for m in mentions] == [
        (
            Part.CONSIDERATION,
            "[The Harbour Board recognizes] the need to keep the channel open in winter;",
        ),
        (Part.IMPROVEMENT, "[The Harbour Board recommends to] light the northern pier at night;"),
        (Part.IMPROVEMENT, "[The Harbour Board recommends to] publish the harbour fees."),
    ]


def test_bare_phrases_under_a_heading_recommendations_are_mentions(
    read_mentions_of: Read,
) -> None:
    headings = ("Recommendations",)
    mentions = read_mentions_of(
        body("Recommendations", kind=ParagraphKind.HEADING),
        item("Better lamps on the northern pier", headings=headings),
        item("More berths for small boats", headings=headings),
    )
    assert texts(mentions) == ["Better lamps on the northern pier", "More berths for small boats"]


def test_bare_phrases_under_another_heading_are_none(
    read_mentions_of: Read,
) -> None:
    headings = ("History",)
    mentions = read_mentions_of(
        body("History", kind=ParagraphKind.HEADING),
        item("Lamps on the northern pier", headings=headings),
    )
    assert mentions == []


def test_preambular_paragraphs_are_considerations_and_operative_ones_say_which(
    read_mentions_of: Read,
) -> None:
    mentions = read_mentions_of(
        body("Recalling the charter of the harbour,", kind=ParagraphKind.PREAMBULAR),
        body("Notes with satisfaction the report on piers;", kind=ParagraphKind.OPERATIVE),
        body("Requests the Secretariat to light the pier;", kind=ParagraphKind.OPERATIVE),
    )
    assert [m.part for m in mentions] == [
        Part.CONSIDERATION,
        Part.CONSIDERATION,
        Part.IMPROVEMENT,
    ]
    assert mentions[2].actors == ("Secretariat",)
    assert mentions[2].strength is Strength.MUST


def test_each_sentence_of_a_paragraph_is_judged_by_itself(
    read_mentions_of: Read,
) -> None:
    mentions = read_mentions_of(
        "The pier was built in 1900. The Board should light it. Fees must be published. Who pays?"
    )
    assert [(m.text, m.strength.value, m.actors) for m in mentions] == [
        ("The Board should light it.", "should", ("Board",)),
        ("Fees must be published.", "must", ()),
    ]
    assert all(m.trigger for m in mentions)


@pytest.mark.parametrize(
    "text",
    [
        "The pier was built in 1900 and the board met there twice.",
        "Should the pier be lit at night?",
        "The charter reads: “The Board should publish all of the fees every year.”",
        "Thank you for your attention.",
        "",
    ],
)
def test_history_questions_thanks_and_quoted_mandates_are_no_mentions(
    read_mentions_of: Read, text: str
) -> None:
    assert read_mentions_of(text) == []


def test_footnotes_and_residue_hold_no_mentions(
    read_mentions_of: Read,
) -> None:
    for kind in (ParagraphKind.FOOTNOTE, ParagraphKind.OTHER):
        assert read_mentions_of(body("The Board should light the pier.", kind=kind)) == []


def test_a_numbered_recommendation_in_a_heading_is_a_mention(
    read_mentions_of: Read,
) -> None:
    heading = body("Recommendation 4: Publish the minutes of the board", kind=ParagraphKind.HEADING)
    (mention,) = read_mentions_of(heading)
    assert mention.text == "Publish the minutes of the board"


def test_text_in_square_brackets_is_marked_as_not_agreed(
    read_mentions_of: Read,
) -> None:
    mentions = read_mentions_of(
        "[The fees should be published.] The pier should be lit.", "The lamps should be changed."
    )
    assert [m.bracketed for m in mentions] == [True, False, False]


def test_what_this_points_at_is_filled_in_from_the_sentence_before(
    read_mentions_of: Read,
) -> None:
    (mention,) = read_mentions_of("The harbour keeps accounts. These should be published yearly.")
    assert mention.standalone == "[The harbour keeps accounts.] These should be published yearly."


def test_a_mention_carries_the_place_where_it_stands(
    read_mentions_of: Read,
) -> None:
    paragraph = body(
        "The Board should light the pier.", number="12 (a)", page=3, headings=("Piers",)
    )
    (mention,) = read_mentions_of("Nothing here.", paragraph)
    assert (mention.paragraph, mention.number, mention.page) == (1, "12 (a)", 3)
    assert mention.headings == ("Piers",)


def check_verbatim(document: Document, mentions: list[Mention]) -> None:
    """Every text is the slice of its paragraph; what was added stands in square brackets."""
    for mention in mentions:
        paragraph = document.paragraphs[mention.paragraph].text
        assert mention.text == paragraph[mention.start : mention.end]
        assert only_adds(mention.standalone, mention.text)


@given(st.lists(st.lists(st.sampled_from(_SENTENCES), max_size=4).map(" ".join), max_size=5))
def test_the_verbatim_text_is_the_slice_of_its_paragraph(
    extractor: Extractor, paragraphs: list[str]
) -> None:
    document = make_document(*paragraphs)
    mentions = extract([document], extractor=extractor, on_done=lambda: None)[0]
    check_verbatim(document, mentions)
    assert len({m.mention_id for m in mentions}) == len(mentions)


def test_every_mention_of_the_sample_corpus_is_verbatim(extractor: Extractor) -> None:
    documents, _ = ingest(load_register(ROOT), settings=IngestSettings(), on_done=lambda: None)
    found = [
        extract([document], extractor=extractor, on_done=lambda: None)[0] for document in documents
    ]
    assert len(documents) > 1
    assert sum(map(bool, found)) >= len(documents) - 1
    for document, mentions in zip(documents, found, strict=True):
        check_verbatim(document, mentions)


def test_a_very_long_paragraph_loses_no_sentence(
    read_mentions_of: Read,
) -> None:
    text = " ".join(f"Boat {n} should be lit by its owner." for n in range(700))
    assert len(text) > 20_000
    assert len(read_mentions_of(text)) == 700


def test_documents_do_not_change_each_other(extractor: Extractor) -> None:
    documents = [
        make_document("Calls upon States:", document_id="a"),
        make_document("to light the pier;", document_id="b"),
    ]
    done: list[int] = []
    together, _ = extract(documents, extractor=extractor, on_done=lambda: done.append(1))
    alone = [extract([one], extractor=extractor, on_done=lambda: None)[0] for one in documents]
    assert together == [mention for mentions in alone for mention in mentions]
    assert len(done) == 2


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le port devrait publier les tarifs."),
        ("es", "El puerto debería publicar las tarifas."),
        ("ru", "Порт должен публиковать тарифы."),
        ("zh", "委员会应公布费用。"),
        ("ar", "ينبغي للميناء أن ينشر الرسوم."),
        ("fr-CA", "Le port devrait publier les tarifs."),
    ],
)
def test_a_mention_says_in_which_language_it_was_searched(
    read_mentions_of: Read, language: str, text: str
) -> None:
    (mention,) = read_mentions_of(text, language=language)
    assert (mention.text, mention.part) == (text, Part.IMPROVEMENT)
    assert mention.language == language[:2]


@pytest.mark.parametrize("language", ["", "en", "en-GB", "EN"])
def test_a_document_of_which_no_language_is_known_is_searched_as_english(
    read_mentions_of: Read, language: str
) -> None:
    (mention,) = read_mentions_of("The Secretariat should publish the fees.", language=language)
    assert mention.language == "en"


@pytest.mark.parametrize(
    ("language", "name"), [("de", "German (de)"), ("pt-BR", "Portuguese (pt)"), ("tlh", "'tlh'")]
)
def test_a_document_in_another_language_is_refused_with_the_languages_that_can_be_searched(
    extractor: Extractor, language: str, name: str
) -> None:
    documents = [
        make_document("Der Hafen soll die Gebühren senken.", language=language),
        make_document("The Secretariat should publish the fees."),
    ]
    done: list[int] = []
    mentions, (refused,) = extract(documents, extractor=extractor, on_done=lambda: done.append(1))
    assert len(mentions) == 1
    assert (refused.stage, refused.item) == ("extract", "d.txt")
    assert f"reads as {name}; " in refused.reason
    assert "only Arabic, Chinese, English, French, Russian, Spanish can be" in refused.reason
    assert 'write language = "en"' in refused.reason
    assert len(done) == 2


def test_a_mention_says_why_it_was_taken_and_how_likely_it_is(
    read_mentions_of: Read, extractor: Extractor
) -> None:
    document = make_document("The Secretariat should publish the fees.")
    (mention,) = read_mentions_of(*document.paragraphs)
    (one,) = observe_document(document, parser=extractor.parser, triggers=extractor.triggers)
    part, probability = extractor.model.weigh(one)
    assert (mention.part, mention.score) == (part, round(probability, 3))
    features = features_of(one)
    assert mention.reasons == extractor.model.reasons(features, mention.part) != ()


@pytest.mark.parametrize("title", ["Harbour fees", "Better lamps for the pier", "The way ahead"])
def test_a_title_that_no_rule_takes_is_no_mention(read_mentions_of: Read, title: str) -> None:
    assert read_mentions_of(body(title, kind=ParagraphKind.HEADING)) == []


def test_brackets_and_marks_around_a_sentence_are_no_part_of_its_text(
    read_mentions_of: Read,
) -> None:
    (mention,) = read_mentions_of("(a) [The Secretariat should publish the fees.]")
    assert mention.text == "The Secretariat should publish the fees."
    assert (mention.marks, mention.bracketed) == ("(a) [ ]", True)
    assert mention.start == len("(a) [")


def test_brackets_inside_a_sentence_stay_and_do_not_make_it_bracketed(
    read_mentions_of: Read,
) -> None:
    text = "The Secretariat should publish [by 2030] the harbour fees."
    (mention,) = read_mentions_of(text)
    assert (mention.text, mention.bracketed, mention.marks) == (text, False, "")


def test_a_row_of_requests_in_one_paragraph_is_a_mention_for_each(
    read_mentions_of: Read,
) -> None:
    headings = ("Recommendations",)
    text = "Publish the harbour fees (Chile); ratify the harbour treaty (Peru);"
    mentions = read_mentions_of(item(text, headings=headings))
    assert texts(mentions) == [
        "Publish the harbour fees (Chile);",
        "ratify the harbour treaty (Peru);",
    ]


def test_a_document_that_is_not_english_has_no_observations(extractor: Extractor) -> None:
    document = make_document("Le port devrait publier les tarifs.", language="fr")
    assert observe_document(document, parser=extractor.parser, triggers=extractor.triggers) == []
