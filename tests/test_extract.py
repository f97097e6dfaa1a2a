"""From paragraphs to mentions: what is found, what is not, and how it reads alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import IngestSettings
from pipeline.extract import extract
from pipeline.ingest import ingest
from pipeline.records import Document, Mention, ParagraphKind, Part, Strength
from pipeline.register import load_register
from tests.conftest import ROOT, body, item, make_document

if TYPE_CHECKING:
    from collections.abc import Callable

    from spacy.language import Language

    from pipeline.extract.rules import PhraseRule

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
    assert mentions[2].actor == "the Secretariat"
    assert mentions[2].strength is Strength.MUST


def test_each_sentence_of_a_paragraph_is_judged_by_itself(
    read_mentions_of: Read,
) -> None:
    mentions = read_mentions_of(
        "The pier was built in 1900. The Board should light it. Fees must be published. Who pays?"
    )
    assert [(m.text, m.strength.value, m.actor) for m in mentions] == [
        ("The Board should light it.", "should", "The Board"),
        ("Fees must be published.", "must", ""),
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
        added = mention.standalone.split(mention.text)
        splits = [
            (mention.text.join(added[:k]), mention.text.join(added[k:]))
            for k in range(1, len(added))
        ]
        assert any(
            (not before or (before[0] == "[" and before.endswith("] ")))
            and (not after or (after.startswith(" [") and after[-1] == "]"))
            for before, after in splits
        )


@given(st.lists(st.lists(st.sampled_from(_SENTENCES), max_size=4).map(" ".join), max_size=5))
def test_the_verbatim_text_is_the_slice_of_its_paragraph(
    nlp: Language, rules: tuple[PhraseRule, ...], paragraphs: list[str]
) -> None:
    document = make_document(*paragraphs)
    mentions = extract([document], nlp=nlp, rules=rules, on_done=lambda: None)[0]
    check_verbatim(document, mentions)
    assert len({m.mention_id for m in mentions}) == len(mentions)


def test_every_mention_of_the_sample_corpus_is_verbatim(
    nlp: Language, rules: tuple[PhraseRule, ...]
) -> None:
    documents, _ = ingest(load_register(ROOT), settings=IngestSettings(), on_done=lambda: None)
    assert documents
    for document in documents:
        mentions = extract([document], nlp=nlp, rules=rules, on_done=lambda: None)[0]
        assert mentions
        check_verbatim(document, mentions)


def test_a_very_long_paragraph_loses_no_sentence(
    read_mentions_of: Read,
) -> None:
    text = " ".join(f"Boat {n} should be lit by its owner." for n in range(700))
    assert len(text) > 20_000
    assert len(read_mentions_of(text)) == 700


def test_documents_do_not_change_each_other(nlp: Language, rules: tuple[PhraseRule, ...]) -> None:
    documents = [
        make_document("Calls upon States:", document_id="a"),
        make_document("to light the pier;", document_id="b"),
    ]
    done: list[int] = []
    together, _ = extract(documents, nlp=nlp, rules=rules, on_done=lambda: done.append(1))
    alone = [extract([one], nlp=nlp, rules=rules, on_done=lambda: None)[0] for one in documents]
    assert together == [mention for mentions in alone for mention in mentions]
    assert len(done) == 2
