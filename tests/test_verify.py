"""Every locator is checked by a second reader, and a wrong one is told."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from email.message import EmailMessage
from typing import TYPE_CHECKING

import docx
import pptx
import pytest
from openpyxl import Workbook
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from pipeline.config import IngestSettings
from pipeline.errors import UsageError
from pipeline.ingest import read_source
from pipeline.ingest.blocks import Block, mend_breaks
from pipeline.ingest.paragraphs.structure import to_paragraphs
from pipeline.records import Source
from pipeline.verify import Claim, Kind, Verdict, Verification, check, verify
from tests.conftest import write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from click.testing import Result as CliResult

    from pipeline.run import Result

HEIGHT = A4[1]
PIER = "The board should light the pier at night and mend the steps that lead down to the water."
FERRY = "The ferry company should publish its timetable a month before the season begins."
TOLL = "The council should lower the toll for boats that carry fish to the market in town."


def claim(text: str, **fields: object) -> Claim:
    values: dict[str, object] = {
        "mention_id": "m1", "document_id": "d", "document": "d", "number": "", "page": None,
    }  # fmt: skip
    return Claim(**values | {"text": text} | fields)  # type: ignore[arg-type] # any field of it


def check_one(path: Path, *claims: Claim) -> Verification:
    source = Source(document_id="d", path=path)
    return check(claims, [source], settings=IngestSettings(), progress=lambda _s, _n: lambda: None)


def verdicts(path: Path, text: str, **fields: object) -> tuple[Verdict, Verdict]:
    (found,) = check_one(path, claim(text, **fields)).checks
    return found.text, found.number


def write_pages(path: Path, *pages: Sequence[str]) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, HEIGHT - 40, "HARBOUR/2024/7")
        canvas.drawString(300, 30, str(number))
        canvas.setFont("Helvetica", 11)
        for place, line in enumerate(lines):
            canvas.drawString(72, HEIGHT - 120 - 14 * place, line)
        canvas.showPage()
    canvas.save()
    return path


def write_report(path: Path) -> Path:
    """Two pages; paragraph 2 runs over the page's end, and its second sentence is on the next."""
    return write_pages(
        path,
        [
            "1. The board should light the pier at night and mend the steps that lead down to",
            "the water.",
            "2. The ferry company should publish its timetable a month before the season",
        ],
        [
            "begins. The council should lower the toll for boats that carry fish to the mar-",
            "ket in town.",
            "3. The board should also thank the crews of the lifeboats for their long service.",
        ],
    )


def test_a_text_on_its_page_below_its_number_is_held(tmp_path: Path) -> None:
    report = write_report(tmp_path / "report.pdf")
    assert verdicts(report, PIER, page=1, number="1") == (Verdict.HELD, Verdict.HELD)


def test_a_text_that_runs_over_a_page_is_held_where_it_begins(tmp_path: Path) -> None:
    report = write_report(tmp_path / "report.pdf")
    assert verdicts(report, FERRY, page=1, number="2") == (Verdict.HELD, Verdict.HELD)
    assert verdicts(report, FERRY, page=2, number="2")[0] is Verdict.FAILED


def test_a_sentence_after_a_page_break_has_its_number_on_the_page_before(tmp_path: Path) -> None:
    report = write_report(tmp_path / "report.pdf")
    assert verdicts(report, TOLL, page=2, number="2") == (Verdict.HELD, Verdict.HELD)


@pytest.mark.parametrize("number", ["1", "3", "4", "12"])
def test_another_paragraphs_number_fails(tmp_path: Path, number: str) -> None:
    report = write_report(tmp_path / "report.pdf")
    assert verdicts(report, TOLL, page=2, number=number) == (Verdict.HELD, Verdict.FAILED)


@pytest.mark.parametrize(("text", "page"), [(PIER, 2), (PIER, 3), (TOLL, 1), (TOLL, 3)])
def test_a_wrong_page_fails(tmp_path: Path, text: str, page: int) -> None:
    result = check_one(write_report(tmp_path / "report.pdf"), claim(text, page=page))
    (failure,) = result.failures
    assert failure.reason == f"its text does not stand on page {page}"


def test_a_text_that_the_document_never_says_fails(tmp_path: Path) -> None:
    report = write_report(tmp_path / "report.pdf")
    changed = PIER.replace("mend", "paint")
    assert verdicts(report, changed, page=1)[0] is Verdict.FAILED


def test_two_columns_are_read_though_the_rows_interleave_them(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "columns.pdf"), pagesize=A4)
    left = [
        "The board should light the pier at",
        "night and mend the steps that lead",
        "down to the water.",
    ]
    right = [
        "The council should lower the toll",
        "for boats that carry fish to the",
        "market in town.",
    ]
    for place, row in enumerate(zip(left, right, strict=True)):
        for column, line in enumerate(row):
            canvas.drawString(72 + 240 * column, HEIGHT - 120 - 14 * place, line)
    canvas.save()
    for text in (PIER, TOLL):
        assert verdicts(tmp_path / "columns.pdf", text, page=1)[0] is Verdict.HELD


def test_a_page_that_is_a_picture_is_counted_apart(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "scan.pdf"), pagesize=A4)
    dot = io.BytesIO(b"P6 1 1 255 \x00\x00\x00")
    canvas.drawImage(ImageReader(dot), 72, 400, 200, 200)
    canvas.save()
    result = check_one(tmp_path / "scan.pdf", claim(PIER, page=1, number="1"))
    assert result.counts(Kind.OCR)["text"] == {Verdict.NOT_CHECKABLE: 1}
    assert result.failures == []


def test_the_page_of_a_mention_is_that_of_its_first_letter(tmp_path: Path) -> None:
    source = Source(document_id="d", path=write_report(tmp_path / "report.pdf"))
    (document,), _ = read_source(source, settings=IngestSettings())
    second = next(p for p in document.paragraphs if p.number == "2")
    assert second.page == 1
    assert second.page_at(second.text.index("The ferry")) == 1
    assert second.page_at(second.text.index("begins.")) == 2
    assert second.page_at(second.text.index("The council")) == 2


def test_a_paragraph_mended_over_three_pages_knows_where_each_begins() -> None:
    texts = (
        "The board should light the pier at night, should mend the steps that lead down to",
        "the water, should lower the toll for boats that carry fish to the market, and should",
        "thank the crews. It may also paint the boats.",
    )
    mended = mend_breaks(Block(text=text, page=page) for page, text in enumerate(texts, start=1))
    ((paragraph,),) = [to_paragraphs([mended])]
    assert paragraph.text == " ".join(texts)
    begins = [paragraph.text.index(text) for text in texts]
    assert [paragraph.page_at(begin) for begin in begins] == [1, 2, 3]
    assert [paragraph.page_at(begin - 2) for begin in begins[1:]] == [1, 2]


def test_a_number_printed_in_plain_text_is_held_and_a_wrong_one_fails(tmp_path: Path) -> None:
    path = write(tmp_path / "d.txt", f"12. The board should:\n\n(a) {FERRY}\n\n(b) {TOLL}\n")
    assert verdicts(path, TOLL, number="12 (b)") == (Verdict.HELD, Verdict.HELD)
    assert verdicts(path, TOLL, number="12 (a)") == (Verdict.HELD, Verdict.FAILED)


def test_a_number_below_a_section_is_printed_without_it(tmp_path: Path) -> None:
    path = write(tmp_path / "d.txt", f"B. Fares\n\n1. {FERRY}\n\n2. {TOLL}\n")
    assert verdicts(path, TOLL, number="B.2") == (Verdict.HELD, Verdict.HELD)
    assert verdicts(path, TOLL, number="B.1") == (Verdict.HELD, Verdict.FAILED)


def test_a_word_document_that_counts_by_itself_has_no_number_to_check(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(PIER, style="List Number")
    document.add_paragraph(f"7. {TOLL}")
    document.save(str(tmp_path / "d.docx"))
    assert verdicts(tmp_path / "d.docx", PIER, number="1") == (Verdict.HELD, Verdict.NOT_CHECKABLE)
    assert verdicts(tmp_path / "d.docx", TOLL, number="7") == (Verdict.HELD, Verdict.HELD)
    assert verdicts(tmp_path / "d.docx", FERRY)[0] is Verdict.FAILED


def test_a_slide_is_the_page_it_says(tmp_path: Path) -> None:
    presentation = pptx.Presentation()
    for text in (PIER, TOLL):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.placeholders[1].text = text
    presentation.save(str(tmp_path / "d.pptx"))
    assert verdicts(tmp_path / "d.pptx", TOLL, page=2)[0] is Verdict.HELD
    assert verdicts(tmp_path / "d.pptx", TOLL, page=1)[0] is Verdict.FAILED


def test_rows_are_counted_from_the_header_that_most_of_them_fit(tmp_path: Path) -> None:
    table = io.StringIO()
    rows = [["Submissions"], ["Name", "Text"], ["A", PIER], [], ["B", f'"{FERRY}",\n{TOLL}']]
    csv.writer(table).writerows(rows)
    path = write(tmp_path / "d.csv", table.getvalue())
    right = [claim(PIER, page=1), claim(FERRY, page=2), claim(TOLL, page=2)]
    wrong = claim(PIER, page=2)
    assert check_one(path, *right).failures == []
    assert [failure.claim for failure in check_one(path, *right, wrong).failures] == [wrong]


def test_a_row_of_a_workbook_is_held(tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Name", "Text"], ["A", PIER], ["B", TOLL]):
        book.active.append(row)
    book.save(tmp_path / "d.xlsx")
    right = [claim(PIER, page=1), claim(TOLL, page=2)]
    assert check_one(tmp_path / "d.xlsx", *right).failures == []
    assert len(check_one(tmp_path / "d.xlsx", *right, claim(TOLL, page=1)).failures) == 1


def test_a_web_page_is_held_without_its_tags(tmp_path: Path) -> None:
    page = f"<html><script>x()</script><p>{PIER.replace('pier', '<b>pi</b>er')}<ol><li>{TOLL}</ol>"
    path = write(tmp_path / "d.html", page)
    assert verdicts(path, PIER)[0] is Verdict.HELD
    assert verdicts(path, TOLL, number="1") == (Verdict.HELD, Verdict.NOT_CHECKABLE)


def test_a_message_is_held(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"] = "Tölls"
    message["MIME-Version"] = "1.0"
    message["Received"] = "by harbour"
    message.set_content(TOLL, cte="base64")
    (tmp_path / "d.eml").write_bytes(bytes(message))
    assert verdicts(tmp_path / "d.eml", TOLL)[0] is Verdict.HELD
    assert verdicts(tmp_path / "d.eml", "Tölls")[0] is Verdict.HELD


def test_rich_text_is_held_without_its_control_words(tmp_path: Path) -> None:
    path = write(tmp_path / "d.rtf", r"{\rtf1\ansi Caf\'e9s should\par \b open at seven.}")
    assert verdicts(path, "open at seven.")[0] is Verdict.HELD
    assert verdicts(path, "Cafés should")[0] is Verdict.HELD


def test_a_file_that_is_gone_fails_all_its_mentions(tmp_path: Path) -> None:
    (failure,) = check_one(tmp_path / "gone.pdf", claim(PIER, page=1)).failures
    assert "gone.pdf cannot be opened" in failure.reason


def test_a_document_that_was_withdrawn_fails_its_mentions(tmp_path: Path) -> None:
    path = write(tmp_path / "d.txt", PIER)
    (failure,) = check_one(path, claim(PIER, document_id="other")).failures
    assert failure.reason == "its document is not in the register any more"


def test_a_run_is_verified_whole_archives_and_all(
    tmp_path: Path, process: Callable[..., Result]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    write_report(corpus / "report.pdf")
    with zipfile.ZipFile(corpus / "bundle.zip", "w") as bundle:
        bundle.writestr("toll.txt", f"1. {TOLL}\n\n2. {FERRY}\n")
    process(tmp_path)
    result = verify(tmp_path, progress=lambda _stage, _steps: lambda: None)
    assert {check.claim.document for check in result.checks} == {
        "report.pdf",
        "bundle.zip/toll.txt",
    }
    assert result.failures == []
    assert result.counts()["number"] == {Verdict.HELD: len(result.checks)}


def test_moving_every_page_by_one_fails_nearly_all(tmp_path: Path) -> None:
    pages = [
        [f"{n}. The {word} should publish the {thing} before the {time} of every year."]
        for n, (word, thing, time) in enumerate(
            zip("board crew pilot guild".split(), "fees maps logs plans".split(),
                "spring autumn summer winter".split(), strict=True), start=1)
    ]  # fmt: skip
    path = write_pages(tmp_path / "d.pdf", *pages)
    claims = [
        claim(line[3:], page=page, number=str(page)) for page, (line,) in enumerate(pages, start=1)
    ]
    assert check_one(path, *claims).failures == []
    for step in (-1, 1):
        moved = [replace(one, page=(one.page or 0) + step) for one in claims]
        assert len(check_one(path, *moved).failures) == len(claims)


def test_without_a_run_there_is_nothing_to_verify(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run stocktake run first"):
        verify(tmp_path, progress=lambda _stage, _steps: lambda: None)


def test_the_command_prints_what_holds_and_says_what_fails(
    tmp_path: Path, process: Callable[..., Result], stocktake: Callable[..., CliResult]
) -> None:
    process(tmp_path, write_report(tmp_path / "report.pdf"))
    good = stocktake("verify", "--workspace", tmp_path)
    assert good.exit_code == 0
    assert "PDF text" in good.output
    mentions = tmp_path / "outputs" / "mentions.csv"
    mentions.write_text(mentions.read_text(encoding="utf-8").replace("steps", "stairs"), "utf-8")
    bad = stocktake("verify", "--workspace", tmp_path)
    assert bad.exit_code == 1
    assert "its text does not stand on page 1" in bad.output
