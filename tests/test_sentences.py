"""Sentences: nothing of a paragraph is lost, no abbreviation breaks one, marks are kept apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.extract import load_triggers
from pipeline.extract.plain import stem_words
from pipeline.extract.sentences import Sentence, find_sentences, split
from pipeline.extract.stems import ENGLISH, StemKind
from pipeline.records import ParagraphKind
from tests.conftest import ROOT, body, item
from tests.observations import make_sentence

if TYPE_CHECKING:
    from pipeline.records import Paragraph

LANGUAGES = load_triggers(ROOT / "models" / "triggers")
_PIECES = [
    "Light the pier",
    "fees",
    "No. 4",
    "e.g. lamps",
    ". ",
    "; ",
    "? ",
    "\n",
    " ",
    "(a) ",
    "“",
    "”",
    "[",
    "]",
    "12",
    "¹",
    "(Chile)",
    "/Ratify",
    "。",
    "灯",
    "؟ ",
]
_PARAGRAPHS = st.lists(st.sampled_from(_PIECES), max_size=10).map("".join)


def sentences(text: str, language: str = "en") -> list[str]:
    spans = split(text, abbreviations=LANGUAGES[language].abbreviations)
    return [text[start:end] for start, end in spans]


def found(*paragraphs: Paragraph | str) -> list[Sentence]:
    read = [body(p) if isinstance(p, str) else p for p in paragraphs]
    return find_sentences(read, words=ENGLISH, triggers=LANGUAGES["en"])


def marked(text: str) -> list[tuple[str, str]]:
    """Text and marks of each sentence of a paragraph."""
    return [(sentence.text, sentence.marks) for sentence in found(text)]


def test_a_paragraph_is_split_at_final_punctuation() -> None:
    assert sentences("The pier should be lit. Fees must fall! Who pays?") == [
        "The pier should be lit.",
        "Fees must fall!",
        "Who pays?",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Lamps, e.g. LED lamps, should be put on the pier.",
        "Lamps (e.g. LED lamps) should be put on the pier.",
        "The board should follow para. 12 of its charter.",
        "Mr. Ferry should report to the board; the board should publish what he says.",
        "The fees should be those of document No. 4 of the harbour.",
        "J. R. Ferry should report to the U.S. Board.",
        "The lamps of St. Mary should be lit.",
        "1. Light the pier.",
        "The pier should be lit... at least on Sundays.",
    ],
)
def test_abbreviations_initials_and_semicolons_do_not_end_a_sentence(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The pier should be lit.12 Fees must fall.", ["The pier should be lit.12", "Fees"]),
        ("The pier should be lit.¹² Fees must fall.", ["The pier should be lit.¹²", "Fees"]),
        ("The pier should be lit.[4] Fees must fall.", ["The pier should be lit.[4]", "Fees"]),
        ("He said “light it.” Fees must fall.", ["He said “light it.”", "Fees"]),
        ("Light it (at night.) Fees must fall.", ["Light it (at night.)", "Fees"]),
    ],
)
def test_a_footnote_s_mark_and_closing_quotes_belong_to_the_sentence_before_them(
    text: str, expected: list[str]
) -> None:
    first, second = expected
    assert sentences(text) == [first, f"{second} must fall."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Light the pier (Chile); ratify the treaty (Peru); publish the fees (Togo);",
            ["Light the pier (Chile);", "ratify the treaty (Peru);", "publish the fees (Togo);"],
        ),
        (
            "Light the pier (Chile)/Ratify the treaty (Peru);",
            ["Light the pier (Chile)/", "Ratify the treaty (Peru);"],
        ),
        (
            "Light the pier (Iran (Islamic Republic of)); ratify the treaty;",
            ["Light the pier (Iran (Islamic Republic of));", "ratify the treaty;"],
        ),
        (
            "Light the pier; Publish the fees; Share lamps.",
            ["Light the pier;", "Publish the fees;", "Share lamps."],
        ),
    ],
)
def test_a_list_written_as_one_paragraph_is_split_after_who_asked_and_before_a_new_verb(
    text: str, expected: list[str]
) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Light the pier (Chile); and publish the fees.",
        "Light the pier (at night); ratify the treaty.",
        "Light the pier; publish the fees.",
        "Lamps were bought; Chile paid for them.",
    ],
)
def test_a_semicolon_splits_nothing_where_the_sentence_goes_on(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        (
            "码头应当照明。费用应当公布！谁来支付？",
            "zh",
            ["码头应当照明。", "费用应当公布！", "谁来支付？"],
        ),
        (
            "他说：“码头应当照明。”费用应当公布。",
            "zh",
            ["他说：“码头应当照明。”", "费用应当公布。"],
        ),
        (
            "ينبغي إنارة الرصيف. هل تنشر الرسوم؟ نعم ينبغي ذلك.",
            "ar",
            ["ينبغي إنارة الرصيف.", "هل تنشر الرسوم؟", "نعم ينبغي ذلك."],
        ),
        (
            "M. Ferry devrait éclairer la jetée. Les tarifs, p. ex. ceux du port, baissent.",
            "fr",
            ["M. Ferry devrait éclairer la jetée.", "Les tarifs, p. ex. ceux du port, baissent."],
        ),
        (
            "Порт, т. е. г. Рига, должен платить. Кто платит?",
            "ru",
            ["Порт, т. е. г. Рига, должен платить.", "Кто платит?"],
        ),
        ("¿Quién paga? ¡Paguen! El muelle.", "es", ["¿Quién paga?", "¡Paguen!", "El muelle."]),
    ],
)
def test_sentences_end_as_their_language_ends_them(
    text: str, language: str, expected: list[str]
) -> None:
    assert sentences(text, language) == expected


@given(_PARAGRAPHS | st.text(max_size=40), st.sampled_from(sorted(LANGUAGES)))
@example("x" * 12_000, "en")
@example("pier, " * 2_000, "en")
@example("pier " * 3_000, "en")
def test_spans_are_in_order_and_disjoint_and_lose_nothing_but_white_space(
    text: str, language: str
) -> None:
    spans = split(text, abbreviations=LANGUAGES[language].abbreviations)
    ends = [0, *(place for span in spans for place in span), len(text)]
    assert ends == sorted(ends)
    gaps = zip(ends[::2], ends[1::2], strict=True)
    assert not "".join(text[start:end] for start, end in gaps).strip()
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)


@given(st.lists(_PARAGRAPHS, max_size=3))
@example(["[ Light the pier. ]"])
def test_each_text_is_the_slice_of_its_paragraph_and_only_marks_and_spaces_are_left_out(
    texts: list[str],
) -> None:
    read = found(*texts)
    for sentence in read:
        start, end = sentence.start, sentence.start + len(sentence.text)
        assert sentence.paragraph.text[start:end] == sentence.text.strip() == sentence.text != ""
    for index, text in enumerate(texts):
        own = [sentence for sentence in read if sentence.index == index]
        kept = "".join(sentence.text + sentence.marks for sentence in own)
        assert not own or sorted("".join(kept.split())) == sorted("".join(text.split()))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(a) Light the pier.", ("Light the pier.", "(a)")),
        ("(iv) Light the pier.", ("Light the pier.", "(iv)")),
        ("1. Light the pier.", ("Light the pier.", "1.")),
        ("12) Light the pier", ("Light the pier", "12)")),
        ("• Light the pier", ("Light the pier", "•")),
        ("Light the pier.12", ("Light the pier.", "12")),
        ("Light the pier.³", ("Light the pier.", "³")),
        ("Light the pier.[4]", ("Light the pier.", "[4]")),
        ("Light the pier [4]", ("Light the pier", "[4]")),
        ("(a) Light the pier;7", ("Light the pier;", "(a) 7")),
        ("[Light the pier.]", ("Light the pier.", "[ ]")),
        ("[Light the pier [by 2030].]", ("Light the pier [by 2030].", "[ ]")),
        ("(b) [Light the pier.]", ("Light the pier.", "(b) [ ]")),
        ("Light the pier.]", ("Light the pier.", "]")),
    ],
)
def test_numbers_bullets_footnotes_and_brackets_are_cut_off_and_kept(
    text: str, expected: tuple[str, str]
) -> None:
    assert marked(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Adopt [by 2030] a law",
        "[Adopt] [by 2030] a law.",
        "Light the pier by 2030",
        "Light the pier by 1.2",
        "Follow paragraph 12",
        "(a)",
        "1.",
        "[]",
        "A pier in 2030.",
        "-5 lamps",
    ],
)
def test_what_belongs_to_the_sentence_stays(text: str) -> None:
    assert marked(text) == [(text, "")]


def test_brackets_around_several_sentences_are_cut_off_the_first_and_the_last() -> None:
    assert marked("[Light the pier. Publish the fees. Share lamps.]") == [
        ("Light the pier.", "["),
        ("Publish the fees.", ""),
        ("Share lamps.", "]"),
    ]


def test_a_footnote_s_mark_inside_a_paragraph_is_cut_off_its_sentence() -> None:
    assert marked("The pier should be lit.12 Fees must fall.") == [
        ("The pier should be lit.", "12"),
        ("Fees must fall.", ""),
    ]


def test_what_announces_a_recommendation_stands_before_it_and_not_in_it() -> None:
    text = "Recommendation 4: Publish the fees. Light the pier."
    first, second = found(text)
    assert (first.text, second.text) == ("Publish the fees.", "Light the pier.")
    assert text[first.start :].startswith("Publish the fees.")
    assert first.announced
    assert not found("Publish the fees.")[0].announced


def test_a_sentence_knows_its_place_its_stem_and_the_sentence_before_it() -> None:
    read = found("Calls upon ports:", item("to light the pier. This would help."))
    assert [(s.index, s.before) for s in read] == [(0, ""), (1, ""), (1, "to light the pier.")]
    assert [s.stem.kind if s.stem else None for s in read] == [
        None,
        StemKind.ASKING,
        StemKind.ASKING,
    ]


@pytest.mark.parametrize(
    ("before", "expected"),
    [("", True), ("light the pier;", True), ("照亮码头；", True), ("It is dark.", False)],
)
def test_an_item_begins_a_paragraph_or_follows_a_semicolon(before: str, *, expected: bool) -> None:
    assert make_sentence("share lamps", before=before).begins_item is expected


def test_a_line_that_is_nothing_but_a_verb_is_no_sentence() -> None:
    read = found("The Harbour Board", "recommends to:", item("light the pier."))
    assert [sentence.text for sentence in read] == ["The Harbour Board", "light the pier."]


def test_a_bare_verb_of_another_language_is_no_sentence_either() -> None:
    triggers = LANGUAGES["fr"]
    paragraphs = [body("Le Comité"), body("recommande :"), item("d’éclairer la jetée.")]
    read = find_sentences(paragraphs, words=stem_words(triggers), triggers=triggers)
    assert [sentence.text for sentence in read] == ["Le Comité", "d’éclairer la jetée."]


def test_footnotes_and_residue_have_no_sentences() -> None:
    kinds = (ParagraphKind.FOOTNOTE, ParagraphKind.OTHER)
    assert found(*(body("The pier should be lit.", kind=kind) for kind in kinds)) == []


def test_an_empty_text_has_no_sentences() -> None:
    assert sentences("") == sentences(" \n ") == []
    assert found("") == []
