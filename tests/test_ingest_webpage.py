"""HTML: the main text with its headings and lists, the navigation gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import UnreadableError
from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

PAGE = """<!DOCTYPE html><html><head><title>Port</title></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/c">Contact us today</a></li></ul></nav>
<main><h1>Comments on the port</h1>
<p>We thank the board for the invitation to comment on the plans for the harbour.</p>
<h2>Recommendations</h2><p>The board should:</p>
<ol><li>publish the fees in all languages;</li>
<li>support new pilots, in particular:<ul><li>those from small islands</li></ul></li></ol>
<table><tr><th>Boat</th><th>Fee</th></tr><tr><td>Tug</td><td>Twelve a day</td></tr></table>
</main><footer><p>Copyright, privacy, cookies.</p></footer></body></html>"""


def read(tmp_path: Path, page: str | bytes) -> tuple[Paragraph, ...]:
    path = tmp_path / "page.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return read_one(path).paragraphs


def test_lists_keep_numbers_and_levels_under_their_heading(tmp_path: Path) -> None:
    items = [p for p in read(tmp_path, PAGE) if p.kind is ParagraphKind.LIST_ITEM]
    assert [(p.number, p.level) for p in items] == [("1", 0), ("2", 0), ("", 1)]
    assert {p.headings for p in items} == {("Recommendations",)}


def test_navigation_and_footers_are_left_out(tmp_path: Path) -> None:
    text = " ".join(p.text for p in read(tmp_path, PAGE))
    assert "Contact" not in text
    assert "cookies" not in text


def test_a_row_of_a_table_is_a_paragraph(tmp_path: Path) -> None:
    assert "Tug | Twelve a day" in [p.text for p in read(tmp_path, PAGE)]


def test_a_page_that_declares_its_charset_is_read_in_it(tmp_path: Path) -> None:
    page = '<html><head><meta charset="iso-8859-2"></head><body><p>Łodzie są złe.</p></body></html>'
    (paragraph,) = read(tmp_path, page.encode("iso-8859-2"))
    assert paragraph.text == "Łodzie są złe."


def test_bare_markup_is_read_all_the_same(tmp_path: Path) -> None:
    page = "<ul><li>Boats should be lit.</li><li>Pilots should be paid.</li></ul>"
    assert [p.text for p in read(tmp_path, page)] == [
        "Boats should be lit.",
        "Pilots should be paid.",
    ]


@pytest.mark.parametrize("page", ["<html></html>", "<script>boats()</script>", "<"])
def test_a_page_without_text_is_refused(tmp_path: Path, page: str) -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read(tmp_path, page)


def test_control_characters_in_a_page_do_no_harm(tmp_path: Path) -> None:
    page = f"<p>{'Boats should be lit at night. ' * 9}</p><p\x01\x00>\x02Fees</p>"
    assert read(tmp_path, page)[0].text.startswith("Boats should")
