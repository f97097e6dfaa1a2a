"""RTF paragraphs, printed numbers, tables, notes, tracked changes and encodings."""

from __future__ import annotations

import contextlib
import random
import time
from typing import TYPE_CHECKING

import pytest

from pipeline.errors import UnreadableError
from pipeline.records import Document, Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0"
    r"{\fonttbl{\f0\froman\fcharset0 Times New Roman{\*\falt Times};}{\f1\fcharset204 Arial;}"
    r"{\f2\fnil\fcharset2 Symbol;}{\f3\fcharset128 MS Mincho;}}"
    r"{\stylesheet{\s0 Normal;}{\s1\b\outlinelevel0 \sbasedon0 heading 1;}"
    r"{\s2\sbasedon0 Titre 2;}{\s3\sbasedon1 Chapter;}{\s9 Title;}{\*\cs10 Default Font;}}"
    r"{\info{\title Not text}{\author Nobody}}"
    r"{\header Page of the port}{\footer\pard 7\par}"
)


def save(tmp_path: Path, body: str) -> Path:
    path = tmp_path / "a.rtf"
    path.write_bytes(HEAD.encode() + body.encode("latin-1") + b"}")
    return path


def read(tmp_path: Path, body: str) -> tuple[Paragraph, ...]:
    return read_one(save(tmp_path, body)).paragraphs


def texts(tmp_path: Path, body: str) -> list[str]:
    return [paragraph.text for paragraph in read(tmp_path, body)]


def test_only_what_a_reader_sees_on_the_page_is_text(tmp_path: Path) -> None:
    hidden = (
        r"{\*\bkmkstart b}{\pict\pngblip 89504e47}{\*\shppict{\pict 00ff}}{\nonshppict{\pict 0f}}"
        r"{\v secret }{\xe{\v index}}{\*\unknown new}{\object{\*\objdata 0105}{\result }}"
    )
    body = rf"\pard Boats {hidden}should be lit.\par"
    assert texts(tmp_path, body) == ["Boats should be lit."]


def test_the_style_sheet_and_outline_levels_give_headings(tmp_path: Path) -> None:
    paragraphs = read(
        tmp_path,
        r"\pard\s9 Port report\par\pard\s1 Fees\par\pard\s2 Night\par\pard Boats should be lit.\par"
        r"\pard\s3 Locks\par\pard\outlinelevel1 Gates\par"
        r"\pard\outlinelevel9 Ships should wait.\par",
    )
    assert [p.kind.value for p in paragraphs].count("heading") == 5
    assert paragraphs[3].headings == ("Fees", "Night")
    assert paragraphs[-1].headings == ("Locks", "Gates")


def test_numbers_and_bullets_are_those_that_the_program_printed(tmp_path: Path) -> None:
    paragraphs = read(
        tmp_path,
        r"\pard{\listtext\pard\plain\f0 7.\tab}\ls1\ilvl0 The board decides:\par"
        r"\pard{\listtext\pard\plain (a)\tab}\ls1\ilvl1 the fees;\par"
        r"\pard{\pntext\f2\'B7\tab}{\*\pn\pnlvlblt{\pntxtb\'B7}}Boats should be lit.\par"
        r"\pard{\listtext\pard\plain 8.\tab}\ls1\ilvl0 The board meets in spring.\par",
    )
    assert [p.number for p in paragraphs] == ["7", "7 (a)", "", "8"]
    assert paragraphs[2].kind is ParagraphKind.LIST_ITEM
    assert paragraphs[2].text == "Boats should be lit."


def test_a_row_of_a_table_is_a_paragraph_and_a_single_cell_its_paragraphs(tmp_path: Path) -> None:
    body = (
        r"\trowd\cellx1\cellx2\cellx3\pard\intbl Boat\cell Fee\cell Proposal\cell\row"
        r"\trowd\cellx1\cellx2\cellx3\pard\intbl Tugs\par of all sizes\cell\cell Lower it\cell\row"
        r"\trowd\cellx1\pard\intbl One should pay.\par Two should pay less.\cell\row"
        r"\pard Boats should be lit.\par"
    )
    assert texts(tmp_path, body) == [
        "Boat | Fee | Proposal",
        "Tugs of all sizes | Lower it",
        "One should pay.",
        "Two should pay less.",
        "Boats should be lit.",
    ]


def test_a_table_inside_a_cell_is_text_of_that_cell(tmp_path: Path) -> None:
    inner = (
        r"\pard\intbl\itap2 day\nestcell 5 euros\nestcell"
        r"{\*\nesttableprops\trowd\cellx1\cellx2\nestrow}{\nonesttables\par}"
    )
    body = rf"\trowd\pard\intbl Tugs\cell {inner}\pard\intbl\itap1 in all\cell\row\pard End.\par"
    assert texts(tmp_path, body) == ["Tugs | day | 5 euros in all", "End."]


def test_a_table_that_is_cut_off_keeps_its_cells(tmp_path: Path) -> None:
    body = r"\trowd\pard\intbl Tugs\cell Lower it\cell\pard Boats should be lit.\par"
    assert texts(tmp_path, body) == ["Tugs | Lower it", "Boats should be lit."]


@pytest.mark.parametrize(
    "end", [r"\nestcell", r"\nestcell\nestrow", r"\par", "", r"\row", r"\cell"]
)
def test_a_table_inside_others_that_is_cut_off_keeps_its_text(tmp_path: Path, end: str) -> None:
    assert texts(tmp_path, rf"\pard\intbl\itap9 Boats should be lit.{end}\nestrow") == [
        "Boats should be lit."
    ]


def test_footnotes_follow_the_paragraph_that_cites_them(tmp_path: Path) -> None:
    note = r"{\super\chftn}{\footnote\pard\plain{\super\chftn} See the report\par of the pilots.}"
    paragraphs = read(tmp_path, rf"\pard Boats should be lit.{note} Tugs too.\par The end.\par")
    assert [(p.kind, p.text) for p in paragraphs] == [
        (ParagraphKind.BODY, "Boats should be lit. Tugs too."),
        (ParagraphKind.FOOTNOTE, "See the report of the pilots."),
        (ParagraphKind.BODY, "The end."),
    ]


def test_tracked_insertions_are_text_and_deletions_and_comments_are_not(tmp_path: Path) -> None:
    comment = r"{\*\atnid AB}{\*\atnauthor Bo}\chatn{\*\annotation{\*\atnref 1}\pard Really?}"
    inserted = r"{\revised\revauth1\revdttm-2074015744 should}"
    body = rf"\pard Boats {inserted} {{\deleted never }}be lit{comment}.\par"
    assert texts(tmp_path, body) == ["Boats should be lit."]


def test_the_text_of_a_box_stands_before_the_paragraph_it_hangs_on(tmp_path: Path) -> None:
    box = (
        r"{\shp{\*\shpinst\shpleft0{\sp{\sn shapeType}{\sv 202}}"
        r"{\shptxt\pard Fees should fall.\par}}{\shprslt{\*\do Fees should fall.}}}"
    )
    assert texts(tmp_path, rf"\pard Boats {box}should be lit.\par") == [
        "Fees should fall.",
        "Boats should be lit.",
    ]


def test_a_link_is_its_text_and_a_field_its_result(tmp_path: Path) -> None:
    field = r'{\field{\*\fldinst HYPERLINK "https://example.org"}{\fldrslt the report}}'
    assert texts(tmp_path, rf"\pard See {field} of {{\field{{\fldinst DATE}}}}May.\par") == [
        "See the report of May."
    ]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (r"caf\'e9 \'93lit\'94", "café “lit”"),
        (r"caf\u233\'e9 and \u8364 ?5", "café and €5"),
        (r"\uc2 caf\u233\'c3\'a9s\uc0\u8217 t", "cafés’t"),
        (r"\u-10179 ?\u-8704 ? boats", "😀 boats"),
        (r"{\upr{Cafe}{\*\ud{Caf\u233 e}}} bar", "Café bar"),
        (r"{\f1 \'c3\'e0\'e2\'e0\'ed\'fc} port", "Гавань port"),
        (r"{\f3 \'8d\'60} port", "港 port"),
        ("café port", "café port"),
        (r"non\_stop\~at \{5\} \\ \lquote x\rquote\endash y\tab z", "non-stop at {5} \\ ‘x’–y z"),
        ("one\r\n line\\\r\nbroken", "one line"),
    ],
)
def test_characters_are_those_that_the_program_shows(
    tmp_path: Path, source: str, text: str
) -> None:
    assert texts(tmp_path, rf"\pard {source}\par")[0] == text


def test_the_code_page_of_the_file_holds_where_a_font_names_none(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1\ansi\ansicpg1251 {\f5 \'c3\'e0\'e2\'e0\'ed\'fc} \'ee\'f2\'ea\'f0.}")
    assert read_one(path).paragraphs[0].text == "Гавань откр."


def test_lines_of_a_paragraph_are_apart_where_they_are_items(tmp_path: Path) -> None:
    body = r"\pard The port\line of the city\par To do:\line (a) light the boats;\line (b) end\par"
    assert texts(tmp_path, body) == ["The port of the city", "To do:", "light the boats;", "end"]


def test_binary_pictures_are_stepped_over_whatever_bytes_they_hold(tmp_path: Path) -> None:
    body = r"\pard Boats {\pict\bin4 }}{{}should be {\*\x\bin2 }}}lit.\par"
    assert texts(tmp_path, body) == ["Boats should be lit."]


@pytest.mark.parametrize(
    "damage",
    [
        r"}}} Boats should be lit.\par",
        r"\pard Boats should be lit.{\footnote cut off {\b here",
        r"\pard Boats should be lit.\par{\pict 00ff00",
        r"\pard Boats should be lit.\par\u99999999 \'zz \bin-5 \li999999999 \cell\nestrow\row\\",
    ],
)
def test_a_damaged_file_gives_the_text_that_it_has(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(HEAD.encode() + damage.encode())
    assert "Boats should be lit." in " ".join(p.text for p in read_one(path).paragraphs)


@pytest.mark.parametrize("body", ["", r"\pard\par", r"{\pict 00ff}"])
def test_a_file_without_text_is_refused_with_what_to_do(tmp_path: Path, body: str) -> None:
    with pytest.raises(UnreadableError, match="open it in its program and save it anew"):
        read_one(save(tmp_path, body))


def test_binary_data_behind_the_mark_of_an_rtf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.rtf"
    path.write_bytes(rb"{\rtf1 " + bytes(range(1, 32)) * 50)
    with pytest.raises(UnreadableError, match="binary data"):
        read_one(path)


def test_more_text_than_anybody_writes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.ingest.formats.rich_text.LARGEST_TEXT", 10)
    assert texts(tmp_path, r"\pard {\pict 00112233445566}Boats.\par") == ["Boats."]
    with pytest.raises(UnreadableError, match="split it"):
        read(tmp_path, r"\pard Boats should be lit.\par")


@pytest.mark.parametrize("unit", ["{", "{}", "}", "{\\footnote ", "{\\*", "\\'", "\\u65", "\\cell"])
def test_time_grows_with_the_size_of_garbage_and_no_faster(tmp_path: Path, unit: str) -> None:
    body = r"\pard Boats should be lit.\par" + unit * 20_000
    start = time.process_time()
    assert texts(tmp_path, body)[0] == "Boats should be lit."
    assert time.process_time() - start < 10


def test_a_file_damaged_anywhere_is_read_or_refused(tmp_path: Path) -> None:
    body = (
        r"\pard\s1 Fees\par\pard{\listtext 1.\tab}Boats{\footnote See.} should be \u8217 ?lit.\par"
        r"\trowd\pard\intbl a\cell b\cell\row{\shp{\*\shpinst{\shptxt Box\par}}}{\f1 \'c3\'e0}\par"
    )
    whole = save(tmp_path, body).read_bytes()
    chance = random.Random(4)  # noqa: S311 - the same damage every time, not a secret
    for _ in range(400):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            damaged[chance.randrange(6, len(damaged))] = chance.choice(b"{}\\'*u0159 \x00\xff")
        path = tmp_path / "b.rtf"
        path.write_bytes(damaged[: chance.randrange(6, len(damaged))])
        with contextlib.suppress(UnreadableError):
            assert isinstance(read_one(path), Document)
