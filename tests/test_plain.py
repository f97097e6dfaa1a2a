"""Languages without a parser: what their rules and stems find, and what they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.extract import load_triggers
from pipeline.extract.plain import find_plain, stem_words
from pipeline.extract.sentences import find_sentences
from pipeline.extract.stems import StemKind
from pipeline.records import Paragraph, ParagraphKind, Part, Strength
from tests.conftest import ROOT, body, item

if TYPE_CHECKING:
    from pipeline.extract.mentions import Found

LANGUAGES = load_triggers(ROOT / "models" / "triggers")


def find(language: str, *paragraphs: Paragraph | str) -> list[Found]:
    triggers = LANGUAGES[language]
    read = [body(p) if isinstance(p, str) else p for p in paragraphs]
    sentences = find_sentences(read, words=stem_words(triggers), triggers=triggers)
    return find_plain(sentences, triggers)


def parts(found: list[Found]) -> list[tuple[str, Part | None]]:
    return [(one.sentence.text, one.verdict.part) for one in found]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le Comité recommande aux ports d’éclairer les jetées."),
        ("fr", "Le port devrait publier les tarifs."),
        ("fr", "Prie le Secrétariat d’éclairer la jetée ;"),
        ("es", "El Comité recomienda a los puertos que iluminen los muelles."),
        ("es", "El puerto debería publicar las tarifas."),
        ("es", "Pide a la Secretaría que ilumine el muelle;"),
        ("ru", "Комитет рекомендует портам осветить причалы."),
        ("ru", "Порт должен публиковать тарифы."),
        ("ru", "Просит секретариат осветить причал;"),
        ("zh", "委员会建议各港口照亮码头。"),
        ("zh", "委员会应公布费用。"),
        ("zh", "请秘书处照亮码头；"),
        ("ar", "توصي اللجنة الموانئ بإنارة الأرصفة."),
        ("ar", "ينبغي للميناء أن ينشر الرسوم."),
        ("ar", "تطلب إلى الأمانة إنارة الرصيف؛"),
    ],
)
def test_a_sentence_that_asks_is_an_improvement(language: str, text: str) -> None:
    assert parts(find(language, text)) == [(text, Part.IMPROVEMENT)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Rappelant la charte du port,"),
        ("fr", "Prend note du rapport sur la jetée ;"),
        ("es", "Recordando la carta del puerto,"),
        ("es", "Toma nota del informe sobre el muelle;"),
        ("ru", "Ссылаясь на устав порта,"),
        ("ru", "Принимает к сведению доклад о причале;"),
        ("zh", "回顾港口章程，"),
        ("zh", "注意到关于码头的报告；"),
        ("ar", "إذ تشير إلى ميثاق الميناء،"),
        ("ar", "تحيط علما بالتقرير عن الرصيف؛"),
    ],
)
def test_a_sentence_that_regards_is_a_consideration(language: str, text: str) -> None:
    assert parts(find(language, text)) == [(text, Part.CONSIDERATION)]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "La jetée date de 1900."),
        ("fr", "Qui paie la jetée ?"),
        ("fr", "Le texte dit : « Le port devrait publier les tarifs. »"),
        ("es", "El puerto tiene tres faros."),
        ("es", "¿Quién paga el muelle?"),
        ("es", "El texto dice: «El puerto debería publicar las tarifas»."),
        ("ru", "В порту три маяка."),
        ("ru", "Кто платит за причал?"),
        ("ru", "В тексте сказано: «Порт должен публиковать тарифы»."),
        ("zh", "港口有三座灯塔。"),
        ("zh", "谁来支付？"),
        ("zh", "码头建于1900年。"),
        ("zh", "港口建立了三座灯塔。"),
        ("ar", "في الميناء ثلاث منارات."),
        ("ar", "من يدفع؟"),
        ("fr", ""),
    ],
)
def test_history_questions_and_quotations_are_neither(language: str, text: str) -> None:
    assert find(language, text) == []


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Le port devrait publier les tarifs."),
        ("es", "El puerto debería publicar las tarifas."),
        ("ru", "Порт должен публиковать тарифы."),
        ("zh", "委员会应公布费用。"),
        ("ar", "ينبغي للميناء أن ينشر الرسوم."),
    ],
)
def test_a_title_is_never_taken(language: str, text: str) -> None:
    assert find(language, body(text, kind=ParagraphKind.HEADING)) == []


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_preambular_paragraph_is_a_consideration_where_no_rule_asks(language: str) -> None:
    paragraph = body("1900, 1950.", kind=ParagraphKind.PREAMBULAR)
    (found,) = find(language, paragraph)
    assert (found.verdict.trigger, found.verdict.part) == (
        "preambular paragraph",
        Part.CONSIDERATION,
    )
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("language", "stem", "items"),
    [
        ("fr", "Le Comité recommande :", ["d’éclairer la jetée ;", "de publier les tarifs."]),
        ("es", "El Comité recomienda:", ["iluminar el muelle;", "publicar las tarifas."]),
        ("ru", "Комитет рекомендует:", ["осветить причал;", "публиковать тарифы."]),
        ("zh", "委员会建议：", ["照亮码头；", "公布费用。"]),
        ("ar", "توصي اللجنة بما يلي:", ["إنارة الرصيف؛", "نشر الرسوم."]),
    ],
)
def test_items_below_a_stem_that_asks_are_improvements_that_complete_it(
    language: str, stem: str, items: list[str]
) -> None:
    found = [one for one in find(language, stem, *map(item, items)) if one.completes]
    assert parts(found) == [(text, Part.IMPROVEMENT) for text in items]
    assert {one.verdict.trigger for one in found} == {"asked by its stem"}


@pytest.mark.parametrize(
    ("language", "heading", "text"),
    [
        ("fr", "Recommandations", "Des lampes sur la jetée"),
        ("es", "Recomendaciones", "Lámparas en el muelle"),
        ("ru", "Рекомендации", "Лампы на причале"),
        ("zh", "建议", "码头的灯"),
        ("ar", "التوصيات", "مصابيح على الرصيف"),
    ],
)
def test_items_below_a_heading_that_announces_recommendations_are_improvements(
    language: str, heading: str, text: str
) -> None:
    phrase = item(text, headings=(heading,))
    assert parts(find(language, phrase)) == [(text, Part.IMPROVEMENT)]
    assert find(language, item(text)) == []


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("fr", ["Le Comité", "reconnaît", "la valeur de la jetée ;", "recommande", "des lampes."]),
        ("es", ["El Comité", "reconoce", "el valor del muelle;", "recomienda", "lámparas."]),
        ("ru", ["Комитет", "признает", "важность причала;", "рекомендует", "лампы."]),
    ],
)
def test_a_lone_verb_governs_what_follows_it_until_the_next(
    language: str, lines: list[str]
) -> None:
    found = find(language, *lines)
    assert parts(found) == [(lines[2], Part.CONSIDERATION), (lines[4], Part.IMPROVEMENT)]
    stems = [one.sentence.stem.text for one in found if one.sentence.stem]
    assert stems == [f"{lines[0]} {lines[1]}", f"{lines[0]} {lines[3]}"]


def test_below_a_regarding_verb_a_paragraph_that_asks_begins_something_else() -> None:
    lines = ["Le Comité", "rappelant", "Prie le Secrétariat d’éclairer la jetée ;"]
    (found,) = find("fr", *lines)
    assert found.verdict.part is Part.IMPROVEMENT
    assert not found.completes


def test_only_the_first_sentence_of_an_item_completes_its_stem_or_one_after_a_semicolon() -> None:
    items = item("d’éclairer la jetée. Elle date de 1900.")
    assert [one.completes for one in find("fr", "Le Comité recommande :", items)] == [True]
    row = item("照亮码头（智利）；")
    assert [one.completes for one in find("zh", "委员会建议：", row)] == [True]


def test_a_rule_gives_trigger_strength_and_score() -> None:
    (found,) = find("ru", "Порт должен публиковать тарифы.")
    rule = next(r for r in LANGUAGES["ru"].rules if r.verdict.trigger == found.verdict.trigger)
    assert found.verdict.strength is Strength.MUST
    assert 0 < found.verdict.score <= 1
    assert rule.verdict.part is Part.IMPROVEMENT


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("fr", "recommande", StemKind.ASKING),
        ("fr", "recommande :", StemKind.ASKING),
        ("fr", "reconnaît", StemKind.REGARDING),
        ("fr", "La jetée", None),
        ("fr", "Le Comité recommande aux ports de la côte", None),
        ("es", "reconoce", StemKind.REGARDING),
        ("ru", "рекомендует:", StemKind.ASKING),
        ("ru", "", None),
    ],
)
def test_a_line_that_is_nothing_but_a_verb_is_bare(
    language: str, text: str, kind: StemKind | None
) -> None:
    assert stem_words(LANGUAGES[language]).bare(text) is kind


@pytest.mark.parametrize(
    ("language", "text", "kind"),
    [
        ("fr", "Le Comité recommande", StemKind.ASKING),
        ("fr", "Le Comité reconnaît", StemKind.REGARDING),
        ("fr", "Le port possède", StemKind.CONTENT),
        ("zh", "委员会建议", StemKind.ASKING),
        ("ar", "توصي اللجنة بما يلي", StemKind.ASKING),
    ],
)
def test_words_before_a_colon_ask_regard_or_do_neither(
    language: str, text: str, kind: StemKind
) -> None:
    assert stem_words(LANGUAGES[language]).kind(text) is kind


def test_other_headings_govern_nothing_and_no_sentence_announces() -> None:
    words = stem_words(LANGUAGES["fr"])
    assert words.heading("Recommandations") is StemKind.ASKING
    assert words.heading("Historique du port") is None
    assert not words.announces("Les recommandations suivantes ont été faites.")
