"""Numbers and bullets before a paragraph's text, in every script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.ingest.blocks import ends_finally, is_stem
from pipeline.ingest.paragraphs.marks import Style, split_marker
from pipeline.ingest.paragraphs.scripts import word_value
from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path


def read(tmp_path: Path, text: str) -> list[Paragraph]:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return list(read_one(path).paragraphs)


def numbers(tmp_path: Path, text: str) -> list[str]:
    return [p.number for p in read(tmp_path, text)]


@pytest.mark.parametrize(
    ("text", "printed", "style", "value", "rest"),
    [
        ("(a) publish", "a", Style.LOWER_LETTER, 1, "publish"),
        ("а) публиковать", "а", Style.LOWER_LETTER, 1, "публиковать"),
        ("(б) обучать", "б", Style.LOWER_LETTER, 2, "обучать"),
        ("в. Обучать", "в", Style.LOWER_LETTER, 3, "Обучать"),
        ("(к) обучать", "к", Style.LOWER_LETTER, 10, "обучать"),
        ("1.Обучать", "1", Style.DECIMAL, 1, "Обучать"),
        ("1.2 Общие положения", "1.2", Style.OUTLINE, 2, "Общие положения"),
        ("(أ) نشر الحسابات", "أ", Style.LOWER_LETTER, 1, "نشر الحسابات"),
        ("ب) تدريب", "ب", Style.LOWER_LETTER, 2, "تدريب"),
        ("ج - تدريب", "ج", Style.LOWER_LETTER, 3, "تدريب"),
        ("(هـ) تدريب", "هـ", Style.LOWER_LETTER, 5, "تدريب"),
        ("(ه) تدريب", "ه", Style.LOWER_LETTER, 5, "تدريب"),
        ("باء - التوصيات", "باء", Style.UPPER_LETTER, 2, "التوصيات"),
        ("ثانياً - التوصيات", "ثانياً", Style.WORD, 2, "التوصيات"),
        ("١- نشر", "1", Style.DECIMAL, 1, "نشر"),
        ("(٢) نشر", "2", Style.DECIMAL, 2, "نشر"),
        ("٣. نشر", "3", Style.DECIMAL, 3, "نشر"),
        ("1- نشر", "1", Style.DECIMAL, 1, "نشر"),
        ("2 -نشر", "2", Style.DECIMAL, 2, "نشر"),
        ("-3 نشر", "3", Style.DECIMAL, 3, "نشر"),
        ("一、建议", "一", Style.WORD, 1, "建议"),
        ("二十一、建议", "二十一", Style.WORD, 21, "建议"),
        ("一、二〇三〇年议程", "一", Style.WORD, 1, "二〇三〇年议程"),
        ("（一）每年公布", "一", Style.ENCLOSED_WORD, 1, "每年公布"),
        ("(十)每年公布", "十", Style.ENCLOSED_WORD, 10, "每年公布"),
        ("㈡每年公布", "二", Style.ENCLOSED_WORD, 2, "每年公布"),
        ("1、每年公布", "1", Style.DECIMAL, 1, "每年公布"),
        ("１．每年公布", "1", Style.DECIMAL, 1, "每年公布"),
        ("（1）每年公布", "1", Style.DECIMAL, 1, "每年公布"),
        ("1.1建议", "1.1", Style.OUTLINE, 1, "建议"),
        ("③每年公布", "3", Style.DECIMAL, 3, "每年公布"),
        ("㉑每年公布", "21", Style.DECIMAL, 21, "每年公布"),
        ("-扩大捐助者的范围", "", Style.BULLET, 0, "扩大捐助者的范围"),
        ("-توسيع دائرة المانحين", "", Style.BULLET, 0, "توسيع دائرة المانحين"),
        ("-Расширить круг", "", Style.BULLET, 0, "Расширить круг"),
    ],
)
def test_a_marker_of_any_script_is_split_off(
    text: str, printed: str, style: Style, value: int, rest: str
) -> None:
    marker, remaining = split_marker(text)
    assert marker is not None
    assert (marker.printed, marker.readings[0], remaining) == (printed, (style, value), rest)


@pytest.mark.parametrize(
    "text",
    [
        "А. С. Пушкин родился в Москве",
        "مـحمد كتب",
        "ألف دولار",
        "1-3 سنوات",
        "3.5 مليون دولار",
        "3.5亿美元",
        "3、5号楼",
        "2019、2020年",
        "一、二级公路",
        "一般性意见",
        "第一条 建议",
    ],
)
def test_what_only_looks_like_a_marker_stays_text(text: str) -> None:
    assert split_marker(text) == (None, text)


def test_a_russian_list_counts_on_with_or_without_the_short_i(tmp_path: Path) -> None:
    for letters in ("абвгдежзиклм", "абвгдежзийкл"):
        text = "1. Совет:\n\n" + "\n\n".join(
            f"{letter}) обучать сотрудников;" for letter in letters
        )
        assert numbers(tmp_path, text)[1:] == [f"1 ({letter})" for letter in letters]


def test_an_arabic_list_counts_in_either_order_of_the_letters(tmp_path: Path) -> None:
    for letters in (["أ", "ب", "ج", "د", "هـ", "و", "ز", "ح", "ط", "ي"], ["أ", "ب", "ت", "ث", "ج"]):
        text = "1- يوصي:\n\n" + "\n\n".join(f"({letter}) تدريب الموظفين؛" for letter in letters)
        assert numbers(tmp_path, text)[1:] == [f"1 ({letter})" for letter in letters]


def test_the_letter_of_a_year_or_city_is_no_marker(tmp_path: Path) -> None:
    assert numbers(tmp_path, "г. Москва является столицей.\n\nп. 3 не применяется.") == ["", ""]


def test_the_letter_of_a_year_stays_with_its_year_over_a_line_break(tmp_path: Path) -> None:
    text = (
        "Совет рассмотрел доклад о работе библиотек, который был\n"
        "представлен всеми странами региона в конце осени 2019\n"
        "г. и содержал сведения о читальных залах, фондах книг\n"
        "и сотрудниках, а также о тех, кто пользуется залами,\n"
        "и о том, сколько стоят книги, которые были куплены на\n"
        "средства фонда.\n"
    )
    assert len(read(tmp_path, text)) == 1


def test_chinese_numbers_nest_as_they_are_drafted(tmp_path: Path) -> None:
    text = (
        "一、工作组建议管理层：\n\n（一）每年公布账目；\n\n（二）培训工作人员。\n\n"
        "二、会员国应当：\n\n1．扩大捐助者的范围；\n\n2．缴纳会费。\n"
    )
    found = [(p.number, p.kind) for p in read(tmp_path, text)]
    assert found == [
        ("一", ParagraphKind.BODY),
        ("一 (一)", ParagraphKind.LIST_ITEM),
        ("一 (二)", ParagraphKind.LIST_ITEM),
        ("二", ParagraphKind.BODY),
        ("二.1", ParagraphKind.LIST_ITEM),
        ("二.2", ParagraphKind.LIST_ITEM),
    ]


def test_wide_spaces_and_marks_of_direction_hide_no_marker(tmp_path: Path) -> None:
    text = "\u3000\u3000一、公布账目。\n\u200f(أ) تدريب الموظفين.\n\u2067(ب) نشر الحسابات.\u2069\n"
    assert numbers(tmp_path, text) == ["一", "(أ)", "(ب)"]


@pytest.mark.parametrize("mark", [".", ";", ":", "。", "！", "？", "；", "：", "؟", "؛", "。」"])
def test_a_text_ends_finally_with_the_marks_of_its_script(mark: str) -> None:
    assert ends_finally(f"公布{mark}")


@pytest.mark.parametrize("mark", ["", ",", "，", "،", "、"])
def test_a_comma_of_any_script_ends_no_text(mark: str) -> None:
    assert not ends_finally(f"理事会{mark}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("recommends to:", True),
        ("просит", True),
        ("Просит:", False),
        ("管理层应当：", True),
        ("يوصي بما يلي:", True),
        ("管理层", False),
        ("公布账目；", False),
        ("", False),
    ],
)
def test_a_stem_without_case_is_told_by_its_colon(text: str, *, expected: bool) -> None:
    assert is_stem(text) is expected


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("九", 9),
        ("十", 10),
        ("十二", 12),
        ("三十", 30),
        ("九十九", 99),
        ("عاشرا", 10),
        ("一二", None),
    ],
)
def test_numbers_in_words_have_their_value(printed: str, value: int | None) -> None:
    assert word_value(printed) == value


def test_a_cyrillic_letter_may_stand_for_the_latin_one_it_looks_like(tmp_path: Path) -> None:
    text = (
        "Совет просит:\n\na) увеличить бюджеты;\n\nb) обучать;\n\nс) сотрудничать;\n\nd) ждать.\n"
    )
    levels = [(p.number, p.level) for p in read(tmp_path, text)][1:]
    assert levels == [("(a)", 0), ("(b)", 0), ("(с)", 0), ("(d)", 0)]
    sections = "А. Школы\n\nУчителей мало.\n\nВ. Книги\n\nКниг мало.\n\nС. Залы\n\nЗалов мало.\n"
    assert numbers(tmp_path, sections)[::2] == ["А", "В", "С"]
