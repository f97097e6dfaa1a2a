"""A document's symbol, title, body and date come from its masthead, or stay empty."""

from __future__ import annotations

import datetime as dt
from textwrap import dedent
from typing import TYPE_CHECKING

import docx
import pytest

from pipeline.ingest.details.bodies import body_of_symbol
from pipeline.ingest.details.dates import read_date
from pipeline.ingest.details.imprint import read_imprint
from pipeline.ingest.details.masthead import find_details
from pipeline.ingest.details.symbols import read_symbol
from pipeline.records import Document, Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

REPORT = """
    United Nations

    A/HRC/90/7

    General Assembly

    Distr.: General
    4 March 2019
    Original: English

    Human Rights Council

    Fortieth session

    Agenda item 6

    Review of harbours

    Report of the Working Group on Harbours*

    Atlantis

    * Previously issued as document A/HRC/WG.6/9/L.6.

    Introduction

    1. The Working Group met in Atlantis from 1 to 4 February 2019 and saw all the quays there.
    """

RESOLUTION = """
    2018 session

    Agenda item 18 (b)

    Resolution adopted by the Economic and Social Council on 24 July 2018

    [on the recommendation of the Harbour Commission (E/2018/31)]

    2018/99. Progress made
    in the upkeep of harbours

    The Economic and Social Council,

    Recalling its resolution 2017/21 of 6 July 2017,

    Noting with concern the state of the quays,

    1. Requests the Secretary-General to report on dues;

    2. Decides to meet again.
    """


def read_text(tmp_path: Path, text: str) -> Document:
    path = tmp_path / "a.txt"
    path.write_text(dedent(text), "utf-8")
    return read_one(path)


def test_a_report_s_masthead_says_what_it_is(tmp_path: Path) -> None:
    source = read_text(tmp_path, REPORT).source
    assert source.symbol == "A/HRC/90/7"
    assert source.body == "Human Rights Council"
    assert source.published == dt.date(2019, 3, 4)
    assert source.title == "Report of the Working Group on Harbours: Atlantis"


def test_lines_of_the_masthead_stay_but_head_nothing(tmp_path: Path) -> None:
    paragraphs = read_text(tmp_path, REPORT).paragraphs
    kinds = {paragraph.text: paragraph.kind for paragraph in paragraphs}
    for line in ("United Nations", "Human Rights Council", "Fortieth session", "Agenda item 6"):
        assert kinds[line] is ParagraphKind.OTHER
    assert paragraphs[-1].headings == ("Introduction",)
    headings = {heading for paragraph in paragraphs for heading in paragraph.headings}
    assert not headings & {"Human Rights Council", "General Assembly", "Fortieth session"}


def test_a_resolution_has_the_symbol_that_its_body_and_number_make(tmp_path: Path) -> None:
    source = read_text(tmp_path, RESOLUTION).source
    assert source.symbol == "E/RES/2018/99"
    assert source.body == "Economic and Social Council"
    assert source.published == dt.date(2018, 7, 24)
    assert source.title == "Progress made in the upkeep of harbours"


def test_a_resolution_is_dated_by_its_adoption_not_its_issue(tmp_path: Path) -> None:
    text = REPORT[: REPORT.index("Human Rights")].replace("A/HRC/90/7", "A/RES/70/999")
    text += """
    Resolution adopted by the General Assembly on 16 December 2018

    70/999. Harbours for all

    The General Assembly,

    Recalling its resolution 69/1 of 2 December 2014,

    1. Requests the Secretary-General to report on dues;
    """
    source = read_text(tmp_path, text).source
    assert source.published == dt.date(2018, 12, 16)
    assert (source.symbol, source.title) == ("A/RES/70/999", "Harbours for all")


def test_a_symbol_or_date_that_is_only_cited_is_none_of_the_document_s(tmp_path: Path) -> None:
    text = """
    Views on the harbours of document A/HRC/90/7

    In resolution A/RES/70/999 of 16 December 2018 the Assembly asked for more quays.

    A/67/65 was mentioned often, and on 4 May 2012 we met.
    """
    source = read_text(tmp_path, text).source
    assert (source.symbol, source.body, source.published) == ("", "", None)


def test_where_only_a_byline_follows_the_item_s_title_that_is_the_document_s(
    tmp_path: Path,
) -> None:
    text = """
    United Nations    E/CN.16/2099/2

    Economic and Social Council    Distr.: General
    4 March 2019

    Commission on Science and Technology for Development

    Geneva, 13–17 May 2019

    Item 3 (a) of the provisional agenda

    Progress made in the upkeep of harbours

    Report of the Secretary-General

    Summary

    Harbours were kept up.
    """
    source = read_text(tmp_path, text).source
    assert (
        source.title == "Progress made in the upkeep of harbours: Report of the Secretary-General"
    )
    assert source.body == "Commission on Science and Technology for Development"


def test_a_french_masthead_is_read(tmp_path: Path) -> None:
    text = """
    Nations Unies

    A/HRC/90/7

    Assemblée générale

    Distr. générale
    12 février 2019
    Original : français

    Conseil des droits de l’homme

    Point 6 de l’ordre du jour

    Examen des ports

    Rapport du groupe de travail sur les quais

    Introduction
    """
    source = read_text(tmp_path, text).source
    assert source.published == dt.date(2019, 2, 12)
    assert source.body == "Human Rights Council"
    assert source.title == "Rapport du groupe de travail sur les quais"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Harbours for all\n\nIntroduction\n\nWe welcome the draft.", "Harbours for all"),
        ("Harbours for all\n\nWho should pay\n\nThe captains should pay.", "Harbours for all"),
        ("Background:\n\nThe harbour was dredged in 1970, and again in 1990.", ""),
        ("1. Dues\n\nThe dues should be lower.\n\n2. Quays\n\nThe quays are old.", ""),
        ("Harbours for all\n(7 March 2014)\n\nWe welcome the draft.", "Harbours for all"),
        ("Dear Chair,\n\nWe welcome the draft, and thank you.", ""),
    ],
)
def test_without_a_masthead_the_title_stands_first_or_is_unknown(
    tmp_path: Path, text: str, title: str
) -> None:
    assert read_text(tmp_path, text).source.title == title


def test_the_head_of_a_word_file_s_first_page_names_it(tmp_path: Path) -> None:
    document = docx.Document()
    document.sections[0].different_first_page_header_footer = True
    head = document.sections[0].first_page_header
    for line in ("United Nations", "A/99/6 (Sect. 3)", "Distr.: General", "24 April 2025"):
        head.add_paragraph(line)
    document.add_heading("Proposed harbour budget", 0)
    document.add_paragraph("The harbour needs money for its quays, as it did in the year before.")
    document.save(str(tmp_path / "a.docx"))
    source = read_one(tmp_path / "a.docx").source
    assert (source.symbol, source.body) == ("A/99/6 (Sect. 3)", "General Assembly")
    assert source.published == dt.date(2025, 4, 24)
    assert source.title == "Proposed harbour budget"


def test_details_do_not_change_what_is_no_masthead() -> None:
    paragraphs = (
        Paragraph(kind=ParagraphKind.HEADING, text="Dues"),
        Paragraph(kind=ParagraphKind.BODY, text="Dues are high.", headings=("Dues",)),
    )
    assert find_details(paragraphs)[1] == paragraphs
    assert find_details(())[1] == ()


@pytest.mark.parametrize(
    ("text", "symbol", "body"),
    [
        ("A/67/65–E/2012/48", "A/67/65–E/2012/48", "General Assembly"),
        ("A/HRC/17/8/Add.1*", "A/HRC/17/8/Add.1", "Human Rights Council"),
        ("E/CN.16/2012/3/Corr.1", "E/CN.16/2012/3/Corr.1", "Commission on Science"),
        ("CEDAW/C/GC/35", "CEDAW/C/GC/35", "Committee on the Elimination"),
        ("A/C.2/66/L.22/Rev.1", "A/C.2/66/L.22/Rev.1", "Second Committee"),
        ("S/RES/1325 (2000)", "S/RES/1325 (2000)", "Security Council"),
        ("A/RES/57/270 B", "A/RES/57/270 B", "General Assembly"),
        ("WSIS-05/TUNIS/DOC/6(Rev.1)-E", "WSIS-05/TUNIS/DOC/6(Rev.1)-E", "World Summit"),
        ("COM(2020) 123 final", "COM(2020) 123 final", "European Commission"),
        ("Document WG-PORTS-24/7-E", "WG-PORTS-24/7-E", ""),
        ("DSTI/ICCP(2013)3/FINAL", "DSTI/ICCP(2013)3/FINAL", ""),
    ],
)
def test_symbols_are_read_whole_and_tell_the_body(text: str, symbol: str, body: str) -> None:
    imprint = read_imprint(text)
    assert imprint is not None
    assert imprint.symbols == [symbol]
    assert body_of_symbol(symbol).startswith(body)


@pytest.mark.parametrize("text", ["N/A", "TCP/IP", "Q3/2014", "24/7", "ISO/IEC 27001", "IPv4/IPv6"])
def test_other_words_with_strokes_are_no_symbols(text: str) -> None:
    assert read_symbol(text) is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("16 February 2012", dt.date(2012, 2, 16)),
        ("March 7, 2014", dt.date(2014, 3, 7)),
        ("1er févr. 2016", dt.date(2016, 2, 1)),
        ("3 de julio de 2017", dt.date(2017, 7, 3)),
        ("16 февраля 2012", dt.date(2012, 2, 16)),
        ("2012年2月16日", dt.date(2012, 2, 16)),
        ("16 شباط/فبراير 2012", dt.date(2012, 2, 16)),
        ("2012-02-16", dt.date(2012, 2, 16)),
        ("12.2.2014", dt.date(2014, 2, 12)),
        ("23/4/2014", dt.date(2014, 4, 23)),
        ("4/23/2014", dt.date(2014, 4, 23)),
    ],
)
def test_dates_are_read_as_printed(text: str, date: dt.date) -> None:
    assert read_date(text) == (date, len(text))


@pytest.mark.parametrize(
    "text", ["March 2012", "3/4/2012", "31 February 2012", "1 May 0012", "2012"]
)
def test_what_is_no_certain_day_is_no_date(text: str) -> None:
    assert read_date(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Distr.: General 24 April 2025 Original: English",
        "General Assembly Distr.: Limited",
        "Substantive session of 2012",
        "New York, 27 February – 24 March 2012",
        "Items 137 and 138 of the preliminary list*",
        "GE.14-07547 (E) 150714 160714",
        "Тридцать третья сессия",
    ],
)
def test_lines_of_mastheads_are_known(text: str) -> None:
    assert read_imprint(text) is not None


@pytest.mark.parametrize(
    "text",
    ["The General Assembly,", "Opening session", "General remarks", "Report of 4 May 2012", ""],
)
def test_the_author_s_own_lines_are_no_imprint(text: str) -> None:
    assert read_imprint(text) is None
