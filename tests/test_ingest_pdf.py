"""PDF pages become paragraphs with page numbers, without what repeats on the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import SimpleDocTemplate, Table, TableStyle

from pipeline.errors import UnreadableError
from pipeline.ingest.formats.pdf_text import PageText
from pipeline.records import Paragraph, ParagraphKind
from tests.conftest import read_one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LEADING = 14
WIDTH, HEIGHT = A4


def read(path: Path) -> tuple[Paragraph, ...]:
    return read_one(path).paragraphs


def write_lines(
    canvas: Canvas, lines: Sequence[str], *, left: float = 72, top: float = 120
) -> None:
    for place, line in enumerate(lines):
        canvas.drawString(left, HEIGHT - top - place * LEADING, line)


def write_report(path: Path) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    for page, name in enumerate(("one", "two", "three"), start=1):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, HEIGHT - 40, "PORT/2024/7")
        canvas.drawString(300, 30, str(page))
        canvas.setFont("Helvetica-Bold", 14)
        canvas.drawString(72, HEIGHT - 95, f"Part {name}")
        canvas.setFont("Helvetica", 11)
        first = [
            f"{page}. The harbour master should publish the depth of the channel every month",
            "and send it to the pilots.",
        ]
        second = [
            f"{page}.1. Publish the fees for tugs and for all the other boats that use the port",
            "in spring (Norway);",
            f"{page}.2. Light the pier (Chile);",
        ]
        write_lines(canvas, first)
        write_lines(canvas, second, left=100, top=170)
        canvas.setFont("Helvetica", 7)
        write_lines(canvas, [f"1 See the {name} report of the pilots."], top=HEIGHT - 80)
        canvas.showPage()
    canvas.save()
    return path


def test_numbered_paragraphs_come_apart_and_keep_their_page(tmp_path: Path) -> None:
    paragraphs = read(write_report(tmp_path / "report.pdf"))
    by_number = {p.number: p for p in paragraphs if p.number}
    assert list(by_number) == ["1", "1.1", "1.2", "2", "2.1", "2.2", "3", "3.1", "3.2"]
    assert by_number["2"].text.endswith("every month and send it to the pilots.")
    assert by_number["2.1"].text.endswith("the port in spring (Norway);")
    assert by_number["2.1"].kind is ParagraphKind.LIST_ITEM
    assert by_number["3.2"].page == 3
    assert by_number["3.2"].headings == ("Part three",)


def test_running_heads_and_page_numbers_are_gone(tmp_path: Path) -> None:
    paragraphs = read(write_report(tmp_path / "report.pdf"))
    texts = [p.text for p in paragraphs if p.kind is not ParagraphKind.OTHER]
    assert not any("PORT/2024/7" in text or text.isdigit() for text in texts)


def test_small_print_at_the_foot_of_a_page_is_a_footnote(tmp_path: Path) -> None:
    paragraphs = read(write_report(tmp_path / "report.pdf"))
    assert sum(p.kind is ParagraphKind.FOOTNOTE for p in paragraphs) == 3


def test_two_columns_written_row_by_row_are_read_one_after_the_other(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "columns.pdf"), pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for row in range(20):
        canvas.drawString(60, HEIGHT - 100 - row * 13, f"left words of the row number {row} here")
        canvas.drawString(320, HEIGHT - 100 - row * 13, f"right words of the row number {row} too")
    canvas.save()
    text = " ".join(p.text for p in read(tmp_path / "columns.pdf"))
    assert text.index("left words of the row number 19") < text.index("right words of the row")


def test_a_ruled_table_gives_a_paragraph_a_row(tmp_path: Path) -> None:
    rows = [["Boat", "Proposal"], ["Tug", "Lower the fee"], ["Ferry", "Light the pier"]]
    table = Table(rows, colWidths=[150, 250])
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 1, "black")]))
    SimpleDocTemplate(str(tmp_path / "table.pdf")).build([table])
    assert [p.text for p in read(tmp_path / "table.pdf")] == [
        "Boat | Proposal",
        "Tug | Lower the fee",
        "Ferry | Light the pier",
    ]


def test_a_table_open_at_its_sides_is_a_table_all_the_same(tmp_path: Path) -> None:
    rows = [
        ["Boat", "Proposal", "Who"],
        ["Tug", "Lower the fee", "Board"],
        ["Ferry", "Go", "Pilot"],
    ]
    table = Table(rows, colWidths=[100, 200, 100])
    table.setStyle(TableStyle([("INNERGRID", (0, 0), (-1, -1), 1, "black")]))
    SimpleDocTemplate(str(tmp_path / "table.pdf")).build([table])
    assert [p.text for p in read(tmp_path / "table.pdf")] == [" | ".join(row) for row in rows]


def test_a_sentence_that_runs_over_the_page_is_made_whole(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "over.pdf"), pagesize=A4)
    first = [
        "The harbour master should publish the depth of the channel every month and send the",
        "report without any delay to all of the pilots, to the owners of the ferries and to the",
    ]
    write_lines(canvas, first)
    canvas.showPage()
    write_lines(canvas, ["Board of the Port, which meets in spring.", "It decides about the fees."])
    canvas.save()
    (paragraph,) = read(tmp_path / "over.pdf")[:1]
    assert "and to the Board of the Port" in paragraph.text
    assert paragraph.page == 1


def test_pictures_of_pages_need_ocr(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "scan.pdf"))
    canvas.rect(10, 10, 100, 100, fill=1)
    canvas.save()
    with pytest.raises(UnreadableError, match="OCR"):
        read(tmp_path / "scan.pdf")


def test_an_encrypted_pdf_is_refused(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "secret.pdf"), encrypt=StandardEncryption("secret"))
    canvas.drawString(72, 700, "The port should open.")
    canvas.save()
    with pytest.raises(UnreadableError, match="encrypted"):
        read(tmp_path / "secret.pdf")


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5])
def test_a_pdf_cut_short_is_refused(tmp_path: Path, share: float) -> None:
    whole = write_report(tmp_path / "report.pdf").read_bytes()
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole[: int(len(whole) * share)] or b"%PDF-1.4\n")
    with pytest.raises(UnreadableError, match=r"damaged|no text layer"):
        read(cut)


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(tmp_path: Path, turn: int) -> None:
    canvas = Canvas(str(tmp_path / "turned.pdf"), pagesize=A4)
    canvas.translate(*{90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[turn])
    canvas.rotate(turn)
    canvas.setPageRotation(turn)
    top = WIDTH if turn in {90, 270} else HEIGHT
    for number in range(1, 6):
        canvas.drawString(72, top - 120 - number * LEADING, f"{number}. Light pier {number}.")
    canvas.drawString(72, top - 20, "PORT/2024/7")
    canvas.save()
    numbers = [p.number for p in read(tmp_path / "turned.pdf") if p.number]
    assert numbers == ["1", "2", "3", "4", "5"]


def test_places_are_counted_from_the_corner_of_a_cropped_page(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "cropped.pdf"), pagesize=A4)
    canvas.setCropBox((50, 300, WIDTH, HEIGHT))
    canvas.drawString(72, 400, "The port should open.")
    canvas.save()
    with pypdfium2.PdfDocument(tmp_path / "cropped.pdf") as document:
        text = PageText(document[0], 1)
        (line,) = text.lines()
        text.close()
    assert line.left == pytest.approx(22, abs=1)
    assert line.bottom == pytest.approx(HEIGHT - 400, abs=5)
    assert line.height == pytest.approx(HEIGHT - 300, abs=1)


def test_an_encrypted_pdf_that_opens_without_a_password_is_read(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "open.pdf"), encrypt=StandardEncryption("", "owner"))
    canvas.drawString(72, 700, "The port should open.")
    canvas.save()
    assert read(tmp_path / "open.pdf")[0].text == "The port should open."


def test_a_paragraph_that_opens_each_page_with_the_same_words_is_no_running_head(
    tmp_path: Path,
) -> None:
    canvas = Canvas(str(tmp_path / "same.pdf"), pagesize=A4)
    for number in range(1, 33):
        place = (number - 1) % 8
        if number > 1 and place == 0:
            canvas.showPage()
        canvas.drawString(72, HEIGHT - 30, "PORT/2024/7")
        lines = [
            f"{number}. The Committee recommends that the port take all measures needed, without",
            f"delay, to light the pier of the harbour that is the {number}th of its kind.",
        ]
        write_lines(canvas, lines, top=60 + place * 40)
    canvas.save()
    texts = {p.number: p.text for p in read(tmp_path / "same.pdf") if p.number}
    assert list(texts) == [str(number) for number in range(1, 33)]
    assert all("without delay, to light the pier" in text for text in texts.values())
    assert not any("PORT/2024/7" in text for text in texts.values())


def test_a_line_that_repeats_at_the_foot_of_the_text_is_text(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "foot.pdf"), pagesize=A4)
    for page, name in enumerate(("north", "south", "east", "west"), start=1):
        write_lines(canvas, [f"The pilots of the {name} port thanked the harbour master."] * 9)
        lines = [
            f"The harbour master of the {name} port asked the pilots once more to light the pier",
            "and to publish the fees of tugs.",
        ]
        write_lines(canvas, lines, top=HEIGHT - 80)
        canvas.drawString(300, 30, f"Port report {page}")
        canvas.showPage()
    canvas.save()
    texts = [p.text for p in read(tmp_path / "foot.pdf")]
    assert sum("light the pier and to publish the fees" in text for text in texts) == 4
    assert not any("Port report" in text for text in texts)


def test_a_running_head_that_starts_with_the_page_number_is_gone(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "head.pdf"), pagesize=A4)
    for page in range(1, 5):
        canvas.drawString(72, HEIGHT - 50, f"{page}. Report of the harbour master on the old port")
        write_lines(canvas, ["The pilots thanked the harbour master for the light."] * 9, top=100)
        canvas.showPage()
    canvas.save()
    texts = [p.text for p in read(tmp_path / "head.pdf") if p.kind is not ParagraphKind.OTHER]
    assert not any("Report" in text for text in texts)


def test_what_is_filled_into_the_cells_of_a_form_is_read(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "cells.pdf"), pagesize=A4)
    canvas.grid([72, 240, 460], [HEIGHT - 100, HEIGHT - 130, HEIGHT - 160])
    for row, (label, value) in enumerate((("Name of the port", "Lund"), ("Boats", "All tugs"))):
        bottom = HEIGHT - 124 - 30 * row
        canvas.drawString(76, bottom + 5, label)
        canvas.acroForm.textfield(name=label, value=value, x=245, y=bottom, height=18, width=200)
    canvas.save()
    text = " ".join(p.text for p in read(tmp_path / "cells.pdf"))
    assert text == "Name of the port Lund Boats All tugs"


def test_what_is_filled_into_a_form_is_read_behind_its_label(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "form.pdf"), pagesize=A4)
    write_lines(canvas, ["Name of the port:"])
    write_lines(canvas, ["Proposals to the harbour master:"], top=170)
    write_lines(canvas, ["Thank you for filling in the form."], top=400)
    form = canvas.acroForm
    form.textfield(name="port", value="Lund", x=250, y=HEIGHT - 124, width=200, height=18)
    form.textfield(
        name="proposals",
        value="1. Light the pier.\n2. Publish the fees.",
        x=72,
        y=HEIGHT - 290,
        width=400,
        height=100,
        fieldFlags="multiline",
    )
    form.textfield(name="secret", value="xyz", x=72, y=80, fieldFlags="password")
    canvas.save()
    assert [p.text for p in read(tmp_path / "form.pdf")] == [
        "Name of the port: Lund",
        "Proposals to the harbour master:",
        "Light the pier.",
        "Publish the fees.",
        "Thank you for filling in the form.",
    ]


@pytest.mark.parametrize("turn", [90, 270])
def test_text_that_runs_up_or_down_the_page_is_read_as_text(tmp_path: Path, turn: int) -> None:
    canvas = Canvas(str(tmp_path / "sideways.pdf"), pagesize=A4)
    canvas.translate(*{90: (WIDTH, 0), 270: (0, HEIGHT)}[turn])
    canvas.rotate(turn)
    for number in range(1, 6):
        canvas.drawString(72, WIDTH - 120 - number * LEADING, f"{number}. Light pier {number}.")
    canvas.save()
    numbers = [p.number for p in read(tmp_path / "sideways.pdf") if p.number]
    assert numbers == ["1", "2", "3", "4", "5"]


def test_an_upright_running_head_beside_sideways_text_is_gone(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "mixed.pdf"), pagesize=A4)
    for page in range(1, 4):
        canvas.drawString(72, HEIGHT - 40, "PORT/2024/7")
        canvas.translate(WIDTH, 0)
        canvas.rotate(90)
        lines = [f"{page * 3 + place}. Light the pier in winter." for place in range(3)]
        for place, line in enumerate(lines):
            canvas.drawString(72, WIDTH - 120 - place * LEADING, line)
        canvas.showPage()
    canvas.save()
    paragraphs = [p for p in read(tmp_path / "mixed.pdf") if p.kind is not ParagraphKind.OTHER]
    assert [p.number for p in paragraphs] == [str(number) for number in range(3, 12)]
