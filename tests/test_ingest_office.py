"""Files of older programs are converted by LibreOffice, or refused with what to do."""

from __future__ import annotations

import shutil
import subprocess
import zipfile
from typing import TYPE_CHECKING

import docx
import openpyxl
import pptx
import pytest

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.records import Source
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

SENTENCE = "The port should lower its fees in spring."


def convert(path: Path, ending: str) -> Path:
    """The file as LibreOffice writes the older format; the test is skipped where it cannot."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command = [program, "--headless", profile, "--convert-to", ending, path.name]
    subprocess.run(command, cwd=path.parent, check=False, capture_output=True, timeout=120)  # noqa: S603 (a program of ours)
    converted = path.with_suffix(f".{ending}")
    if not converted.exists():
        pytest.skip(f"this LibreOffice has no filter for {ending}")
    return converted


def test_an_old_word_file_keeps_numbers_and_headings(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("Fees", level=1)
    document.add_paragraph(SENTENCE, style="List Number")
    document.add_paragraph("The board should light the pier.", style="List Number")
    document.save(str(tmp_path / "fees.docx"))
    paragraphs = read_one(convert(tmp_path / "fees.docx", "doc")).paragraphs
    assert [(p.number, p.text) for p in paragraphs] == [
        ("", "Fees"),
        ("1", SENTENCE),
        ("2", "The board should light the pier."),
    ]
    assert paragraphs[1].headings == ("Fees",)


@pytest.mark.parametrize("ending", ["ppt", "odp"])
def test_an_old_presentation_keeps_its_slides(tmp_path: Path, ending: str) -> None:
    presentation = pptx.Presentation()
    for title in ("Fees", "Light"):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        slide.placeholders[1].text = SENTENCE
    presentation.save(str(tmp_path / "fees.pptx"))
    paragraphs = read_one(convert(tmp_path / "fees.pptx", ending)).paragraphs
    said = [(p.page, p.headings, p.text) for p in paragraphs if p.text == SENTENCE]
    assert said == [(1, ("Fees",), SENTENCE), (2, ("Light",), SENTENCE)]


@pytest.mark.parametrize("ending", ["xls", "ods"])
def test_an_old_table_keeps_its_cells(tmp_path: Path, ending: str) -> None:
    workbook = openpyxl.Workbook()
    workbook.active.append(["Who", "Proposal"])
    workbook.active.append(["Pilots", SENTENCE])
    workbook.save(tmp_path / "fees.xlsx")
    documents, _ = read_source(
        Source(document_id="d", path=convert(tmp_path / "fees.xlsx", ending)),
        settings=IngestSettings(),
    )
    assert SENTENCE in " ".join(p.text for d in documents for p in d.paragraphs)


def write_open_document(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.presentation")
        package.writestr("content.xml", "<no/>")
    return path


def test_without_libreoffice_the_rejection_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    with pytest.raises(UnreadableError, match=r"is a \.odp presentation: install LibreOffice, or"):
        read_one(write_open_document(tmp_path / "fees.odp"))


def test_a_file_that_libreoffice_cannot_convert_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: name)
    monkeypatch.setattr(subprocess, "run", lambda *_args, **_options: None)
    with pytest.raises(UnreadableError, match="cannot convert, damaged or with a password"):
        read_one(write_open_document(tmp_path / "fees.odp"))


def test_a_conversion_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = tmp_path / "soffice"
    slow.write_text("#!/bin/sh\nexec sleep 60\n", encoding="utf-8")
    slow.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    source = Source(document_id="d", path=write_open_document(tmp_path / "fees.odp"))
    with pytest.raises(UnreadableError, match="has not converted in 1 seconds; save it as PPTX"):
        read_source(source, settings=IngestSettings(seconds=2))
