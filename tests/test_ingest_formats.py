"""The same report says the same in whatever format it comes, and harms nothing when damaged."""

from __future__ import annotations

import contextlib
import random
from typing import TYPE_CHECKING

import pytest

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.records import ParagraphKind, Source
from tests.samples import TEXTS, TITLE, damage, write_pictures, write_samples
from tests.test_ingest_ocr import needs_tesseract

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.records import Document

ENDINGS = ["csv", "docx", "eml", "html", "md", "msg", "odt", "pdf", "pptx", "rtf", "txt", "xlsx"]
# Where each proposal is a document of its own, nothing is numbered.
SHEETS = {"csv", "xlsx"}


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    paths = write_samples(tmp_path_factory.mktemp("samples"))
    return {path.suffix[1:]: path for path in paths}


def read(path: Path) -> list[Document]:
    documents, rejections = read_source(
        Source(document_id="d", path=path), settings=IngestSettings()
    )
    assert rejections == []
    return documents


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_proposals_come_whole_and_in_order(samples: dict[str, Path], ending: str) -> None:
    documents = read(samples[ending])
    kinds = {ParagraphKind.HEADING, ParagraphKind.OTHER}
    found = [p for d in documents for p in d.paragraphs if p.kind not in kinds]
    assert [paragraph.text for paragraph in found[:3]] == list(TEXTS)
    numbers = [paragraph.number for paragraph in found[:3]]
    assert numbers == (["", "", ""] if ending in SHEETS else ["1", "2", "3"])


@pytest.mark.parametrize("ending", [ending for ending in ENDINGS if ending not in SHEETS])
def test_the_title_is_found(samples: dict[str, Path], ending: str) -> None:
    assert read(samples[ending])[0].source.title == TITLE


def test_each_file_of_an_archive_is_a_document(samples: dict[str, Path]) -> None:
    names = [document.source.name for document in read(samples["zip"])]
    assert names == ["report.zip/report.txt", "report.zip/slides/report.docx"]


def test_a_message_and_its_attachment_are_one_contribution(samples: dict[str, Path]) -> None:
    message, annex = read(samples["eml"])
    assert annex.source.name == "report.eml/annex.txt"
    assert message.source.contribution == annex.source.contribution != ""


@needs_tesseract("eng")
def test_pictures_of_the_page_say_the_same(tmp_path: Path) -> None:
    for path in write_pictures(tmp_path):
        (document,) = read(path)
        assert [p.text for p in document.paragraphs if p.number] == list(TEXTS)


@pytest.mark.parametrize("ending", [*ENDINGS, "zip"])
def test_a_damaged_file_is_read_or_refused(
    samples: dict[str, Path], tmp_path: Path, ending: str
) -> None:
    chance = random.Random(ending)  # noqa: S311 (the same damage every time, no secret)
    path = tmp_path / f"damaged.{ending}"
    for _ in range(25):
        path.write_bytes(damage(samples[ending].read_bytes(), chance))
        with contextlib.suppress(UnreadableError):
            documents, rejections = read_source(
                Source(document_id="d", path=path), settings=IngestSettings()
            )
            assert documents or rejections
