"""Reports with a running count of paragraphs keep its numbers, over lists, pages and footnotes."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.ingest.formats.plain import text_blocks
from pipeline.ingest.paragraphs.structure import to_paragraphs
from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LEADING = 12
HEIGHT = A4[1]


def read(text: str) -> tuple[Paragraph, ...]:
    return to_paragraphs([text_blocks(dedent(text), is_markdown=False)])


def numbers(paragraphs: Sequence[Paragraph]) -> list[str]:
    return [p.number for p in paragraphs if p.kind is not ParagraphKind.HEADING]


class Report:
    """A PDF written line by line."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._canvas = Canvas(str(path), pagesize=A4)
        self._top = 120.0

    def write(self, *lines: str, hanging: float = 0, size: float = 10, bold: bool = False) -> None:
        """A paragraph, with space above it; all lines but the first start further in."""
        self._top += LEADING / 2
        self._canvas.setFont("Times-Bold" if bold else "Times-Roman", size)
        for place, line in enumerate(lines):
            self._canvas.drawString(72 + (hanging if place else 0), HEIGHT - self._top, line)
            self._top += LEADING

    def note(self, sign: str, *lines: str, size: float = 9) -> None:
        """A footnote, its sign raised, at the foot of the page."""
        self._top = max(self._top + 4 * LEADING, 680.0)
        self._canvas.setFont("Times-Roman", 6)
        self._canvas.drawString(66, HEIGHT - self._top + 3, sign)
        self._top -= LEADING / 2
        self.write(*lines, size=size)

    def turn(self) -> None:
        """The next page."""
        self._canvas.showPage()
        self._top = 120.0

    def read(self) -> tuple[Paragraph, ...]:
        """What is read of it."""
        self._canvas.save()
        return read_one(self._path).paragraphs


@pytest.mark.parametrize(
    ("marker", "number"), [("1.", "90.1"), ("(1)", "90 (1)"), ("(a)", "90 (a)"), ("1)", "90 (1)")]
)
def test_only_a_plain_number_below_a_paragraph_is_cited_with_a_full_stop(
    marker: str, number: str
) -> None:
    paragraphs = read(f"""
        90. The following proposals were made to the harbour master in the debate:

        {marker} Light the pier in winter (Norway);
        """)
    assert numbers(paragraphs) == ["90", number]


def test_lists_that_count_anew_under_a_running_count_need_no_section() -> None:
    paragraphs = read("""
        I. Debate

        1. The harbour master asked for the following steps before the winter comes:

          1. Light the pier;
          2. Publish the fees;

        II. Conclusions

        2. The Committee decided to take the following steps before the winter comes:

          1. Light the lock;
          2. Publish the depths;

        3. The response of the port will be part of the report on its next session.
        """)
    assert numbers(paragraphs) == ["1", "1.1", "1.2", "2", "2.1", "2.2", "3"]


def test_a_paragraph_of_the_running_count_is_no_child_of_the_list_before_it() -> None:
    paragraphs = read("""
          27. The pilots proposed the following steps to the harbour master:

        (a) Light the pier;

        (b) Publish the fees.

          28. The harbour master thanked the pilots for the steps that they had proposed.
        """)
    assert numbers(paragraphs)[-1] == "28"


def test_the_running_count_goes_on_after_a_list_as_far_in_as_it() -> None:
    paragraphs = read("""
        103. The following proposals will be examined by the harbour master in due time:

        1. Light the pier in winter;

        2. Publish the fees in spring;

        104. The harbour master takes note of the proposals above and thanks the pilots.
        """)
    assert numbers(paragraphs) == ["103", "103.1", "103.2", "104"]


def test_a_line_that_starts_with_an_item_of_an_enumeration_in_the_sentence_goes_on() -> None:
    paragraphs = read("""
        1. The pilots asked the port to (a) light the pier, (b) publish the fees of all tugs,
        (c) measure the depth of the channel every month, and (d) dredge it.

        2. Documents under paragraph 15 (a) were issued:

        (a) A report of the pilots issued under paragraph 15 (a);

        (b) A report of the port.
        """)
    assert numbers(paragraphs) == ["1", "2", "2 (a)", "2 (b)"]
    assert paragraphs[0].text.endswith(
        "tugs, (c) measure the depth of the channel every month, and (d) dredge it."
    )


def test_a_number_at_the_start_of_a_line_that_closes_a_bracket_is_text() -> None:
    paragraphs = read("""
        36. The port prohibits the work of children on tugs by the Convention (Convention No.
        182). It has lit the pier, and it has published the fees of all tugs in the port.
        """)
    assert numbers(paragraphs) == ["36"]


def test_a_number_printed_without_its_full_stop_counts_in_its_series() -> None:
    paragraphs = read("""
        72. Light the pier in all seasons (Norway);

        73 Publish the fees of all tugs (Chile);

        74. Measure the depth of the channel (Peru).

        12 Boats were lit.
        """)
    assert numbers(paragraphs) == ["72", "73", "74", ""]


def test_a_paragraph_goes_on_over_the_page_and_its_footnote(tmp_path: Path) -> None:
    report = Report(tmp_path / "report.pdf")
    report.write("7. The port was asked to light the pier, to publish the fees of all tugs and to")
    for number in range(8, 13):
        report.write(
            f"{number}. The port was asked to dredge the channel, wherever it is shallow,",
            "and to publish its depth.1" if number == 8 else "in spring (Peru);",
        )
    report.note(
        "1",
        "The proposal as read out: “Dredge the channel in all seasons",
        "and publish the depth every month”.",
    )
    report.turn()
    report.write("Dredge it before the winter comes (Norway).")
    report.write("13. The port takes note.")
    paragraphs = report.read()
    texts = {p.number: p.text for p in paragraphs if p.kind is not ParagraphKind.FOOTNOTE}
    assert texts["12"].endswith("in spring (Peru); Dredge it before the winter comes (Norway).")
    assert [p.number for p in paragraphs if p.kind is ParagraphKind.FOOTNOTE] == ["8"]


def test_bold_and_plain_type_of_one_size_are_one_text(tmp_path: Path) -> None:
    report = Report(tmp_path / "report.pdf")
    report.write(
        "1. The harbour master thanked the pilots for their work on the pier and the lock."
    )
    report.write(
        "2. The port was asked to publish the fees of tugs and of all the other boats in",
        "the harbour before the winter comes (Norway);",
        bold=True,
    )
    paragraphs = report.read()
    assert numbers(paragraphs) == ["1", "2"]


def test_a_footnote_as_large_as_the_text_stands_outside_it(tmp_path: Path) -> None:
    report = Report(tmp_path / "report.pdf")
    report.write(
        "1. Statements were made by several delegations.1 The port was asked to light the",
        "pier in all seasons of the year and to publish the",
    )
    report.note("", "1 Norway, Chile and Peru.", size=10)
    report.turn()
    report.write("fees of tugs.")
    paragraphs = report.read()
    assert paragraphs[0].text.endswith("and to publish the fees of tugs.")
    assert [(p.kind, p.number) for p in paragraphs[1:]] == [(ParagraphKind.FOOTNOTE, "1")]


def test_an_item_of_several_lines_keeps_what_follows_a_semicolon(tmp_path: Path) -> None:
    report = Report(tmp_path / "report.pdf")
    report.write("96. The following proposals were made to the port in the course of the debate:")
    for number in range(1, 6):
        report.write(
            f"{number}. Light the pier in all seasons of the year, wherever it is dark, and",
            "publish the fees of all tugs (Norway);",
            "Dredge the channel (Chile);",
            hanging=28,
        )
    paragraphs = report.read()
    assert numbers(paragraphs) == ["96", *(f"96.{number}" for number in range(1, 6))]
    assert paragraphs[1].text.endswith("(Norway); Dredge the channel (Chile);")


def test_a_contents_line_with_few_dots_is_no_heading() -> None:
    paragraphs = read("""
        I. SUMMARY OF THE DEBATE ... 5 - 86 3

        Introduction

        1. The harbour master reported on the depth of the channel and on the fees of tugs.
        """)
    assert paragraphs[0].kind is ParagraphKind.OTHER
    assert paragraphs[-1].headings == ("Introduction",)


def test_a_footnote_that_goes_on_at_the_foot_of_the_next_page_is_one(tmp_path: Path) -> None:
    report = Report(tmp_path / "report.pdf")
    for page in (1, 2):
        report.write(f"{page}. The port was asked to light the pier in all seasons.{page}")
        for _ in range(4):
            report.write("The pilots thanked the harbour master for the work on the lock and pier.")
        if page == 1:
            report.note("1", "As read out: “Light the pier and the lock, and publish the fees of")
            report.turn()
    report.note("", "all tugs”.")
    report.write("2 As read out: “Light the pier”.", size=9)
    notes = [p for p in report.read() if p.kind is ParagraphKind.FOOTNOTE]
    assert [p.number for p in notes] == ["1", "2"]
    assert notes[0].text.endswith("publish the fees of all tugs”.")
