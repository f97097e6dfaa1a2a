"""A document's language is told where its running text makes it certain."""

from __future__ import annotations

import pytest

from pipeline.ingest.details.languages import find_language
from pipeline.records import Paragraph, ParagraphKind

ENGLISH = (
    "The harbour should lower its dues for small boats, because many captains have asked for it "
    "since the quays were built, and nobody knows where the money goes."
)
FRENCH = (
    "Le port devrait baisser ses droits pour les petits bateaux, parce que de nombreux capitaines "
    "le demandent depuis que les quais ont été construits, et nul ne sait où va cet argent."
)


def body(text: str, kind: ParagraphKind = ParagraphKind.BODY) -> Paragraph:
    return Paragraph(kind=kind, text=text)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        (FRENCH, "fr"),
        (
            (
                "El puerto debería bajar sus tarifas para los barcos pequeños, porque muchos "
                "capitanes lo piden desde que se construyeron los muelles y nadie sabe "
                "adónde va el dinero."
            ),
            "es",
        ),
        (
            (
                "Порт должен снизить сборы для малых судов, потому что об этом просят многие "
                "капитаны с тех пор, как были построены причалы, и никто не знает, куда "
                "уходят эти деньги."
            ),
            "ru",
        ),
        (
            (
                "ينبغي أن يخفض الميناء رسومه على القوارب الصغيرة لأن كثيرا من الربابنة يطلبون ذلك "
                "منذ بناء الأرصفة ولا أحد يعرف أين تذهب هذه الأموال التي يدفعونها كل عام"
            ),
            "ar",
        ),
        (
            (
                "港口应当降低小船的费用，因为自码头建成以来，许多船长一直提出这样的要求，"
                "而且没有人知道他们每年支付的这些钱究竟用到了什么地方。"
            ),
            "zh",
        ),
    ],
)
def test_the_six_languages_of_the_united_nations_are_told(text: str, language: str) -> None:
    assert find_language([body(text)]) == language


@pytest.mark.parametrize(
    "text",
    [
        "Le port devrait baisser ses droits.",
        "Oslo 12.5 Bergen 7.25 Narvik 3.0 Tromsø 8.1 Bodø 9.9 Hammerfest 1.2 " * 8,
        "",
    ],
)
def test_few_words_names_and_numbers_tell_no_language(text: str) -> None:
    assert find_language([body(text)]) == ""


def test_a_text_half_in_one_language_and_half_in_another_has_none() -> None:
    assert find_language([body(ENGLISH)] * 8 + [body(FRENCH)] * 8) == ""


def test_headings_and_footnotes_do_not_count() -> None:
    aside = [body(FRENCH, ParagraphKind.FOOTNOTE), body(FRENCH, ParagraphKind.HEADING)]
    assert find_language([*aside * 4, body(ENGLISH)]) == "en"


def test_all_of_a_long_text_counts() -> None:
    assert find_language([body(FRENCH)] * 2 + [body(ENGLISH)] * 60) == "en"
