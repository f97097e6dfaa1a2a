"""Standalone text: what a stranger must know is added, and nothing else is touched."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.sentences import Sentence
from pipeline.extract.standalone import fill_in
from pipeline.extract.stems import Stem, StemKind
from pipeline.records import ParagraphKind
from tests.conftest import body, item, make_document, only_adds

if TYPE_CHECKING:
    from pipeline.records import Paragraph

_SPLIT = re.compile(r"(?<=[.?!])\s+")


def fill(
    *paragraphs: Paragraph | str,
    stem: Stem | None = None,
    items: str = "",
    **fields: str,
) -> str:
    """The standalone text of the last sentence of the last paragraph; a stem is completed."""
    document = make_document(*paragraphs, **fields)
    index, paragraph = len(paragraphs) - 1, document.paragraphs[-1]
    *before, text = _SPLIT.split(paragraph.text)
    sentence = Sentence(
        index=index,
        paragraph=paragraph,
        stem=stem,
        start=len(paragraph.text) - len(text),
        text=text,
        marks="",
        before=before[-1] if before else "",
        announced=False,
    )
    return fill_in(sentence, completes=stem is not None, items=items, document=document)


def asks(text: str, index: int | None) -> Stem:
    return Stem(StemKind.ASKING, text, index)


@pytest.mark.parametrize(
    "text",
    [
        "Ports should publish their fees every year.",
        "It is important that every pier be lit at night.",
        "It would be useful for ports to share lamps.",
        "It should be noted that lamps fail in winter.",
        "Grants should make it easier for ports to buy lamps.",
        "This consultation should be repeated every second year.",
        "In this year of drought, water should be rationed by ports.",
        "Those who pay the fees should be heard by ports.",
        "Ports should buy such lamps as are approved by the inspectors.",
        "In its resolution 4, the Harbour Council should name an inspector.",
        "If a pier is unsafe, the port should close it without delay.",
        "Ports should keep lamps and replace these lamps every year.",
        "However, small ports should pay lower fees than large ones.",
        "For example, the northern ports could share a single dredger.",
        "All fees should be lowered and fishermen should be told of this.",
        "Emphasizes, in this regard, that ports should be open to fishermen.",
        "There should be a public register of all the pilots.",
        "The plan of the northern ports should be published at once.",
    ],
)
def test_a_sentence_that_can_be_read_alone_stays_as_it_is(text: str) -> None:
    assert fill(f"The tide was high. {text}") == text


@pytest.mark.parametrize(
    "text",
    [
        "This would help small crews.",
        "These should be published every year by the treasurers of ports.",
        "Such accounts should be published by the treasurers of all ports.",
        "It should be repeated in every port and in every season.",
        "It is designed to help small crews and should be repeated in spring.",
        "Therefore, they should be read aloud in every port and every season.",
        "In many cases, they should be read aloud before the crews set sail.",
        "Their publication should be announced to all the crews in spring.",
        "That would help small crews to know what they pay for, and when.",
        "That rule, made in haste, should be told to small crews in spring.",
        "Otherwise, small crews should be told what they pay for, and when.",
        "Doing so would help small crews to know what is paid for, and when.",
        "More can be done to improve the quality of these for small crews.",
        "Crews should be told in good time of the above.",
        "For that reason, small crews should be told what is paid for.",
        "The same applies to small crews, who should be told what is paid for.",
        "The latter should be read aloud before the crews set sail in spring.",
        "Another would be to read the numbers aloud before the crews set sail.",
        "Yes, but small crews should be told what is paid for, and when.",
        "We should read it aloud before the crews set sail in spring.",
    ],
)
def test_what_points_out_of_its_sentence_gets_the_sentence_before(text: str) -> None:
    paragraph = body(f"The harbour keeps accounts of fees. {text}")
    assert fill(paragraph) == f"[The harbour keeps accounts of fees.] {text}"


def test_a_sentence_before_that_points_further_back_brings_what_it_points_at() -> None:
    paragraph = body("The harbour keeps lamps. They burn oil. This should be changed.")
    added = "[The harbour keeps lamps. They burn oil.]"
    assert fill(paragraph) == f"{added} This should be changed."


def test_a_sentence_that_has_the_noun_goes_before_a_nearer_one() -> None:
    paragraph = body("Two lotteries pay for lamps. Winter is long. Such lotteries should end.")
    assert fill(paragraph) == "[Two lotteries pay for lamps.] Such lotteries should end."


def test_neither_a_question_nor_a_scrap_is_what_a_sentence_points_at() -> None:
    paragraph = body("The harbour keeps accounts. Who reads them? (2014). They should be printed.")
    assert fill(paragraph) == "[The harbour keeps accounts.] They should be printed."


def test_the_paragraph_before_tells_what_a_first_sentence_points_at() -> None:
    made = fill("The harbour keeps accounts of fees.", "They should be printed in spring.")
    assert made == "[The harbour keeps accounts of fees.] They should be printed in spring."


def test_what_follows_a_list_points_at_what_stands_before_the_list() -> None:
    made = fill(
        "Ports live by three rules.", item("Be fair"), item("Be dry"), "These should be law."
    )
    assert made == "[Ports live by three rules.] These should be law."


def test_a_footnote_is_not_what_a_sentence_points_at() -> None:
    note = body("See the yearbook of ports.", kind=ParagraphKind.FOOTNOTE)
    made = fill("The harbour keeps accounts of fees.", note, "They should be printed in spring.")
    assert made == "[The harbour keeps accounts of fees.] They should be printed in spring."


def test_nothing_above_the_heading_is_pointed_at_but_the_heading_is() -> None:
    text = "More can be done to improve the quality of these services."
    heading = body("Night pilots", kind=ParagraphKind.HEADING)
    made = fill("Fees are high.", heading, body(text, headings=("Harbour", "3. Night pilots:")))
    assert made == f"[Night pilots] {text}"


def test_a_heading_with_the_noun_stands_right_behind_it() -> None:
    paragraph = body(
        "The tide was high. These services should be extended to every port in the bay.",
        headings=("Night pilot services",),
    )
    name = "[Night pilot services]"
    assert fill(paragraph) == f"These services {name} should be extended to every port in the bay."


@pytest.mark.parametrize(
    ("before", "title", "name"),
    [
        ("A Harbour Light Fund was set up.", "", "Harbour Light Fund"),
        ("We propose a Fund for Northern Lights.", "", "for Northern Lights"),
        ("The tide was high.", "Proposal for a Fund for Lamps", "for Lamps"),
    ],
)
def test_a_noun_that_only_the_document_explains_gets_its_name(
    before: str, title: str, name: str
) -> None:
    made = fill(f"{before} The fund should be open to every port in the bay.", title=title)
    assert made == f"The fund [{name}] should be open to every port in the bay."


def test_a_noun_that_nothing_names_gets_the_heading() -> None:
    paragraph = body("The plan should be revised every second year.", headings=("Night pilots",))
    assert fill(paragraph) == "[Night pilots] The plan should be revised every second year."


def test_who_we_are_is_said_of_those_who_propose() -> None:
    text = "For the bay, we strongly recommend that all ports publish what they are paid."
    made = fill(text, body="Pilots’ Union")
    assert made == text.replace("we ", "we [Pilots’ Union] ")
    assert fill("We must all live by the sea and what it brings to us.", body="Pilots’ Union") == (
        "We must all live by the sea and what it brings to us."
    )


def test_nobody_is_called_a_personal_submission() -> None:
    text = "I recommend that all ports publish every fee that a crew has paid."
    assert fill(text, body="Personal submission") == text


@pytest.mark.parametrize("label", ["Should fees be published?", "Question 4: Publication of fees"])
def test_an_answer_gets_its_question(label: str) -> None:
    made = fill(body("Yes, but only once a year.", label=label))
    assert made == f"[{label.removeprefix('Question 4: ')}] Yes, but only once a year."


def test_a_heading_can_be_the_question() -> None:
    made = fill(body("A second pilot.", headings=("Form", "What do small ports lack?")))
    assert made == "[What do small ports lack?] A second pilot."


def test_a_later_sentence_of_an_answer_goes_on_from_the_one_before() -> None:
    made = fill(body("Lamps are dear. They should be shared.", label="What do ports lack?"))
    assert made == "[Lamps are dear.] They should be shared."


@pytest.mark.parametrize(
    ("headings", "added"),
    [
        (("Night pilots", "Recommendations"), "[Night pilots] "),
        (("Annex II", "Conclusions and/or recommendations**"), "[Report on ports] "),
        (("Introduction",), "[Report on ports] "),
        (("Training of more people",), ""),
    ],
)
def test_an_instruction_gets_the_nearest_heading_that_names_a_subject(
    headings: tuple[str, ...], added: str
) -> None:
    made = fill(body("Train more people", headings=headings), title="Report on ports")
    assert made == f"{added}Train more people" if added else made


def test_a_very_short_sentence_gets_its_heading() -> None:
    paragraph = body("More training will be needed.", headings=("Night pilots",))
    assert fill(paragraph) == "[Night pilots] More training will be needed."


def test_a_heading_that_the_text_repeats_is_not_added() -> None:
    paragraph = item("Train more night pilots", headings=("Night pilots",))
    assert fill(paragraph) == "Train more night pilots"


def test_an_item_gets_its_stem() -> None:
    made = fill(
        "The Group recommends that ports:",
        item("light every pier."),
        stem=asks("The Group recommends that ports", 0),
    )
    assert made == "[The Group recommends that ports] light every pier."


def test_a_stem_that_points_further_back_brings_what_it_points_at() -> None:
    made = fill(
        "A fund was set up for lamps. It should pay for:",
        item("new lamps on every pier."),
        stem=asks("It should pay for", 0),
    )
    assert made == "[A fund was set up for lamps. It should pay for] new lamps on every pier."


def test_a_stem_of_one_word_brings_its_own_stem() -> None:
    made = fill(
        "We call on the following to act at once:",
        item("Fishermen:"),
        item("moor at the pier."),
        item("Ports:"),
        item("light every pier.", level=1),
        stem=asks("Ports", 3),
    )
    assert made == "[We call on the following to act at once: Ports] light every pier."


def test_a_heading_that_only_recommends_gives_way_to_the_subject_above_it() -> None:
    paragraph = item("Lamps on every pier", headings=("Night pilots", "Recommendations"))
    assert fill(paragraph, stem=asks("Recommendations", None)) == (
        "[Night pilots] Lamps on every pier"
    )


def test_a_whole_sentence_below_a_heading_needs_no_heading() -> None:
    text = "Every pier in the northern bay should be lit in winter."
    paragraph = item(text, headings=("Night pilots", "Recommendations"))
    assert fill(paragraph, stem=asks("Recommendations", None)) == text


def test_in_other_languages_only_the_stem_and_the_heading_are_added() -> None:
    stem = asks("Le Groupe recommande aux ports de", 0)
    items = "Le Groupe recommande aux ports de :", item("publier les comptes.")
    assert fill(*items, stem=stem, language="fr") == (
        "[Le Groupe recommande aux ports de] publier les comptes."
    )
    paragraph = item("Des lampes", headings=("Pilotes de nuit", "Recommandations"))
    assert fill(paragraph, stem=asks("Recommandations", None), language="fr-CA").startswith("[")
    assert fill("Le port est petit. Il est plein.", language="fr") == "Il est plein."


def test_items_that_a_colon_announces_follow_without_brackets_of_their_own() -> None:
    text = "Every port should keep the following in good order at all times:"
    assert fill(text, items="lamps; [ropes\nand] buoys") == f"{text} [lamps; ropes and buoys]"


def test_what_is_added_is_cut_in_its_middle_when_it_is_long() -> None:
    long = "The harbour keeps accounts, " + "which are very long, " * 20 + "of all its lamps."
    made = fill(f"{long} These should be printed.")
    added = made.removesuffix(" These should be printed.")
    assert len(added) <= 210
    assert added.startswith("[The harbour keeps accounts, which")
    assert " … " in added
    assert added.endswith("of all its lamps.]")


def test_what_is_added_has_no_brackets_and_no_control_characters() -> None:
    made = fill("The [harbour] keeps\x07 accounts[3] [of\n fees. These should be printed.")
    assert made == "[The harbour keeps accounts of fees.] These should be printed."


def test_no_name_is_added_inside_brackets_of_the_text() -> None:
    paragraph = body("A Lamp Fund exists. Ports [and the fund should pay for lamps].")
    assert fill(paragraph) == "Ports [and the fund should pay for lamps]."


_WORDS = st.sampled_from(
    [
        *("This", "these services", "the fund", "it", "they", "Lamp Fund", "Yes,", "we", "propose"),
        *("should", "be lit", "[a]", "[", "]", "such as", "that", "Otherwise,", "ports", "for"),
        *("the above", ".", ",", "?", "\n", "\x00", "it is clear that", "de los"),
    ]
)
_TEXTS = st.lists(_WORDS, min_size=1, max_size=12).map(" ".join)


@given(
    before=_TEXTS,
    text=_TEXTS,
    heading=_TEXTS,
    items=st.sampled_from(["", "lamps; [ropes"]),
    language=st.sampled_from(["", "en", "fr"]),
)
def test_taking_away_what_was_added_gives_the_verbatim_text_back(
    before: str, text: str, heading: str, items: str, language: str
) -> None:
    document = make_document(
        body(before, headings=(heading,)),
        body(text, headings=(heading,), label=before),
        title=heading,
        body="Pilots’ Union",
        language=language,
    )
    sentence = Sentence(
        index=1,
        paragraph=document.paragraphs[1],
        stem=asks(before, 0),
        start=0,
        text=text,
        marks="",
        before="",
        announced=False,
    )
    for completes in (True, False):
        made = fill_in(sentence, completes=completes, items=items, document=document)
        assert only_adds(made, text)
