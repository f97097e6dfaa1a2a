"""What is a heading, a contents line or a note, where no format says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

LONG = (
    "The harbour group met four times and heard the masters of every port on the coast, who "
    "told it how they keep their tables and whom they ask when the lights fail."
)


def read(tmp_path: Path, text: str) -> list[Paragraph]:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    return list(read_one(path).paragraphs)


def headings(tmp_path: Path, text: str) -> list[str]:
    return [p.text for p in read(tmp_path, text) if p.kind is ParagraphKind.HEADING]


def test_a_short_line_between_two_paragraphs_heads_the_second(tmp_path: Path) -> None:
    text = f"{LONG}\nWhy the pilots' role is a problem\n{LONG}\n"
    assert headings(tmp_path, text) == ["Why the pilots' role is a problem"]


def test_section_numbers_may_lack_their_full_stop(tmp_path: Path) -> None:
    titles = ["Introduction", "Lights and signals", "Fees of the ports"]
    text = "\n".join(f"{number} {title}\n{LONG}" for number, title in enumerate(titles, start=1))
    found = [p for p in read(tmp_path, text) if p.kind is ParagraphKind.HEADING]
    assert [(p.number, p.text) for p in found] == [
        ("1", "Introduction"),
        ("2", "Lights and signals"),
        ("3", "Fees of the ports"),
    ]


def test_no_line_of_a_list_without_bullets_is_a_heading(tmp_path: Path) -> None:
    lines = ["Universal lighting", "Open tide tables", "Trained pilots", "Fair fees"]
    text = "\n\n".join([LONG, "The principles include:", *lines, LONG])
    assert not set(headings(tmp_path, text)) & set(lines)


def test_a_table_of_contents_is_left_out_to_its_last_page_number(tmp_path: Path) -> None:
    contents = ["Contents", "Page", "Introduction 1", "Lights 4", "Annexes", "Fees 9", "Pilots 12"]
    text = "\n\n".join([*contents, "Introduction", LONG])
    kinds = {p.text: p.kind for p in read(tmp_path, text)}
    assert {kinds[line] for line in contents[1:]} == {ParagraphKind.OTHER}
    assert kinds["Introduction"] is ParagraphKind.HEADING


def test_an_annex_does_not_stand_below_the_last_section(tmp_path: Path) -> None:
    text = f"I. Lights\n\n{LONG}\n\nII. Fees\n\n{LONG}\n\nAnnex\n\n{LONG}\n"
    assert read(tmp_path, text)[-1].headings == ("Annex",)


def test_a_note_in_brackets_is_one_where_the_text_refers_to_it(tmp_path: Path) -> None:
    text = f"{LONG} Fees rose twice.[3]\n\n[3] The first time by half.\n\n[7] Pilots are few.\n"
    kinds = [p.kind for p in read(tmp_path, text)]
    assert kinds[1] is ParagraphKind.FOOTNOTE
    assert kinds[2] is not ParagraphKind.FOOTNOTE


def test_a_hyphen_at_the_end_of_a_line_stays_in_a_compound(tmp_path: Path) -> None:
    text = (
        "The group asks every port on the coast to share its decision-\n"
        "making with the pilots, and to publish what they have to pub-\n"
        "lish anyway, so that the masters of the ships may know of the\n"
        "fees before they come into the harbour and have to pay all of it.\n"
    )
    (paragraph,) = read(tmp_path, text)
    assert "decision-making" in paragraph.text
    assert "to publish anyway" in paragraph.text


CHINESE = (
    "工作组在沿海各港口举行了四次会议，听取了各港口负责人的意见，了解他们如何编制潮汐表，"
    "以及灯塔发生故障时向谁求助。"
)
ARABIC = (
    "اجتمع الفريق العامل أربع مرات واستمع إلى رؤساء جميع الموانئ على الساحل الذين أخبروه كيف "
    "يعدون جداولهم ومن يسألون عندما تنطفئ الأضواء."
)


@pytest.mark.parametrize(
    ("title", "prose"),
    [("港口与灯塔", CHINESE), ("《海港公约》", CHINESE), ("الموانئ والمنارات", ARABIC)],
)
def test_a_short_line_without_case_heads_what_is_longer(
    tmp_path: Path, title: str, prose: str
) -> None:
    assert headings(tmp_path, f"{prose}\n\n{title}\n\n{prose}\n") == [title]
    assert headings(tmp_path, f"{prose}\n{title}\n{prose}\n") == [title]


@pytest.mark.parametrize(
    ("title", "items"),
    [
        ("建议", ["（一）每年公布账目；", "（二）培训工作人员。"]),
        ("提案", ["- 扩大阅览室", "- 延长开放时间"]),
        ("التوصيات", ["(أ) نشر الحسابات؛", "(ب) تدريب الموظفين."]),
        ("التوصيات", ["1- نشر الحسابات؛", "2- تدريب الموظفين."]),
    ],
)
def test_a_short_line_without_case_heads_a_list(
    tmp_path: Path, title: str, items: list[str]
) -> None:
    assert headings(tmp_path, "\n\n".join([title, *items])) == [title]


@pytest.mark.parametrize(
    ("line", "after"),
    [
        ("理事会，", "回顾其2019年的决议，"),
        ("大会", "欢迎秘书长关于各国港口工作的报告；"),
        ("会员国应当", "- 扩大捐助者的范围"),
        ("请秘书长公布报告；", CHINESE),
        ("2019年3月5日", CHINESE),
        ("图1", CHINESE),
        ("港口，灯塔", CHINESE),
        ("港口", "灯塔"),
        ("إن المجلس،", "إذ يشير إلى قراره لعام 2019،"),
        ("ينبغي للدول الأعضاء", "- توسيع دائرة المانحين"),
        ("هل هذا صحيح؟", ARABIC),
    ],
)
def test_a_line_without_case_that_is_no_title_heads_nothing(
    tmp_path: Path, line: str, after: str
) -> None:
    assert line not in headings(tmp_path, f"{CHINESE}\n\n{line}\n\n{after}\n")


@pytest.mark.parametrize(
    ("stem", "lines", "prose"),
    [
        ("原则包括：", ["普遍照明", "公开潮汐表", "训练有素"], CHINESE),
        ("المبادئ هي:", ["الإضاءة الشاملة", "الجداول المفتوحة"], ARABIC),
    ],
)
def test_short_items_below_a_stem_without_case_are_no_headings(
    tmp_path: Path, stem: str, lines: list[str], prose: str
) -> None:
    assert headings(tmp_path, "\n\n".join([prose, stem, *lines, prose])) == []


def test_only_the_last_line_of_a_long_row_heads_the_text_below(tmp_path: Path) -> None:
    row = ["港口", "灯塔", "领航员", "费用", "结论"]
    assert headings(tmp_path, "\n\n".join([CHINESE, *row, CHINESE])) == ["结论"]


def test_chinese_sections_stand_below_one_another(tmp_path: Path) -> None:
    titles = ["一、港口", "（一）灯塔", "（二）费用", "二、结论"]
    text = "\n\n".join(f"{title}\n\n{CHINESE}" for title in titles)
    paths = [p.headings for p in read(tmp_path, text) if p.kind is ParagraphKind.BODY]
    assert paths == [("港口",), ("港口", "灯塔"), ("港口", "费用"), ("结论",)]


def test_items_of_a_numbered_list_without_case_are_no_headings(tmp_path: Path) -> None:
    text = f"1、公布账目\n\n2、培训人员\n\n3、缴纳会费\n\n{CHINESE}"
    assert headings(tmp_path, text) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [("Рекомендации:", True), ("Совет рекомендует:", False), ("Государства должны:", False)],
)
def test_a_russian_label_is_told_from_a_stem(tmp_path: Path, line: str, *, expected: bool) -> None:
    text = f"{line}\n\n- расширить круг доноров\n- вносить взносы\n"
    assert (line in headings(tmp_path, text)) is expected


def test_a_russian_infinitive_opens_an_item_not_a_section(tmp_path: Path) -> None:
    text = f"{LONG}\n\n1. Обеспечить доступ к портам\n\n{LONG}\n\nА. Обзор портов\n\n{LONG}\n"
    assert headings(tmp_path, text) == ["Обзор портов"]
