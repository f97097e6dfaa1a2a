"""From what was found to mentions: stems are folded in or out, and every field has its source."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.extract.mentions import Found, fold_stems, to_mentions
from pipeline.extract.rules import Verdict
from pipeline.extract.stems import Stem, StemKind
from pipeline.records import Part, Strength, mention_ids
from tests.conftest import body, item, make_document
from tests.observations import MODAL, make_sentence

if TYPE_CHECKING:
    from pipeline.extract.sentences import Sentence
    from pipeline.records import Mention

ASKED = Verdict("asked by its stem", Part.IMPROVEMENT, Strength.SHOULD, 0.9)


def found(sentence: Sentence, *, completes: bool = False) -> Found:
    verdict = ASKED if completes else MODAL
    return Found(sentence, Part.IMPROVEMENT, verdict, completes=completes, reasons=("why",))


def under(stem: str, *items: str) -> list[Sentence]:
    """The sentences of a stem and of the items below it."""
    above = Stem(StemKind.ASKING, stem.rstrip(":："), 0)
    below = [
        make_sentence(text, index=index, paragraph=item(text), stem=above)
        for index, text in enumerate(items, start=1)
    ]
    return [make_sentence(stem), *below]


def mentions_of(*sentences: Sentence, **fields: str) -> list[Mention]:
    paragraphs = {sentence.index: sentence.paragraph for sentence in sentences}
    document = make_document(*(paragraphs[index] for index in sorted(paragraphs)), **fields)
    return to_mentions(
        document,
        [found(sentence, completes=sentence.stem is not None) for sentence in sentences],
        sentences,
        language="en",
        actor_names={"board": "Harbour board"},
    )


def test_a_stem_that_says_nothing_without_its_items_goes_where_they_are_mentions() -> None:
    stem, *items = under("Calls upon ports:", "to light the pier;", "to share lamps.")
    asked = [found(one, completes=True) for one in items]
    assert fold_stems([found(stem), *asked], [stem, *items]) == asked


def test_a_stem_that_says_something_by_itself_stays() -> None:
    stem, *items = under("Ports should publish the fees of all piers:", "to light the pier;")
    kept = fold_stems([found(stem), found(items[0], completes=True)], [stem, *items])
    assert [one.sentence for one in kept] == [stem, items[0]]
    assert kept[0].items == ""


@pytest.mark.parametrize("colon", [":", "："])
def test_a_stem_takes_in_the_items_that_are_no_mentions(colon: str) -> None:
    stem, *items = under(f"Ports should publish{colon}", "the fees;", "the tides.")
    (kept,) = fold_stems([found(stem)], [stem, *items])
    assert kept.items == "the fees; the tides"


def test_a_very_long_list_is_taken_in_up_to_a_length() -> None:
    stem, *items = under("Ports should publish:", *(f"the fees of pier {n};" for n in range(99)))
    (kept,) = fold_stems([found(stem)], [stem, *items])
    assert kept.items.startswith("the fees of pier 0; the fees of pier 1;")
    assert len(kept.items) == 600


def test_a_colon_inside_a_paragraph_announces_nothing_below_it() -> None:
    paragraph = body("Ports should publish: the fees. And more.")
    first = make_sentence("Ports should publish:", paragraph=paragraph)
    below = under("x:", "the fees;")[1]
    (kept,) = fold_stems([found(first)], [first, below])
    assert kept.items == ""


def test_without_anything_found_there_is_nothing_to_fold() -> None:
    assert fold_stems([], under("Calls upon ports:", "to light the pier;")) == []


def test_a_mention_has_the_place_the_verdict_and_the_reasons_of_what_was_found() -> None:
    paragraph = body(
        "Fees are high. [The Board must light the pier by 2030.]",
        number="12 (a)",
        page=3,
        headings=("Piers",),
    )
    text = "The Board must light the pier by 2030."
    sentence = make_sentence(
        text, paragraph=paragraph, start=16, marks="[ ]", before="Fees are high."
    )
    (mention,) = mentions_of(sentence)
    assert paragraph.text[mention.start : mention.end] == mention.text == text
    assert (mention.paragraph, mention.number, mention.page) == (0, "12 (a)", 3)
    assert mention.headings == ("Piers",)
    assert mention.mention_id == mention_ids("d", [text])[0]
    assert mention.document_id == "d"
    assert (mention.part, mention.trigger) == (MODAL.part, MODAL.trigger)
    assert (mention.strength, mention.score) == (MODAL.strength, MODAL.score)
    assert mention.reasons == ("why",)
    assert (mention.marks, mention.bracketed) == ("[ ]", True)
    assert (mention.actors, mention.target_date) == (("Harbour board",), "by 2030")
    assert not mention.hedged
    assert not mention.compound
    assert mention.language == "en"


def test_an_item_is_asked_of_whom_its_stem_asks_and_stands_alone_with_it() -> None:
    stem, first = under("The Board is urged:", "to light the pier;")
    (mention,) = to_mentions(
        make_document(stem.paragraph, first.paragraph),
        [found(first, completes=True)],
        [stem, first],
        language="en",
        actor_names={"board": "Harbour board"},
    )
    assert mention.actors == ("Harbour board",)
    assert mention.standalone == "[The Board is urged] to light the pier;"
    assert mention.text == "to light the pier;"


def test_a_stem_s_mention_stands_alone_with_the_items_that_it_takes_in() -> None:
    stem, *items = under("The Board should publish:", "the fees;", "the tides.")
    (mention,) = to_mentions(
        make_document(*(sentence.paragraph for sentence in (stem, *items))),
        [found(stem)],
        [stem, *items],
        language="en",
        actor_names={},
    )
    assert mention.text == "The Board should publish:"
    assert mention.standalone == "The Board should publish: [the fees; the tides]"


def test_only_text_inside_square_brackets_is_bracketed() -> None:
    paragraph = body("[Fees should fall.] Piers should be lit. [Lamps should go. Boats too.]")
    sentences = [
        make_sentence(text, paragraph=paragraph, start=paragraph.text.index(text))
        for text in (
            "Fees should fall.",
            "Piers should be lit.",
            "Lamps should go.",
            "Boats too.",
        )
    ]
    assert [m.bracketed for m in mentions_of(*sentences)] == [True, False, True, True]


def test_the_same_sentence_twice_in_a_document_is_two_mentions() -> None:
    twice = [
        make_sentence("Fees should fall.", index=index, paragraph=body("Fees should fall."))
        for index in (0, 1)
    ]
    first, second = mentions_of(*twice)
    assert first.mention_id != second.mention_id
    assert (first.paragraph, second.paragraph) == (0, 1)


def test_the_page_is_that_on_which_the_sentence_begins() -> None:
    text = "Fees are high. The Board should act."
    paragraph = body(text, page=3, breaks=((len("TheBoardshouldact"), 4),))
    sentence = make_sentence("The Board should act.", paragraph=paragraph, start=15)
    (mention,) = mentions_of(sentence)
    assert mention.page == 4
