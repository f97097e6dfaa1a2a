"""Sources in, documents and rejections out; nothing is dropped and nothing raised."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import ingest
from pipeline.records import Source
from tests.conftest import read_one

if TYPE_CHECKING:
    from pathlib import Path

LIMITS = IngestSettings()


def source(path: Path, document_id: str = "d") -> Source:
    return Source(document_id=document_id, path=path)


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_every_source_is_a_document_or_a_rejection_and_is_announced(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", "Boats should be lit.")
    (tmp_path / "folder.txt").mkdir()
    (tmp_path / "zero.txt").touch()
    paths = [
        good,
        tmp_path / "folder.txt",
        tmp_path / "zero.txt",
        tmp_path / "gone.txt",
        write(tmp_path / "movie.mp4", "x"),
        write(tmp_path / "blank.txt", " \n\n"),
    ]
    done: list[int] = []
    documents, rejections = ingest(
        map(source, paths), settings=LIMITS, on_done=lambda: done.append(1)
    )
    reasons = {rejection.item: rejection.reason for rejection in rejections}
    assert [document.source.path for document in documents] == [good]
    assert len(done) == len(paths) == len(reasons) + 1
    assert "folder" in reasons["folder.txt"]
    assert "no bytes" in reasons["zero.txt"]
    assert "not there" in reasons["gone.txt"]
    assert "'.mp4'" in reasons["movie.mp4"]
    assert "no text" in reasons["blank.txt"]
    assert {rejection.stage for rejection in rejections} == {"ingest"}


def test_of_two_sources_with_the_same_content_the_first_by_id_is_read(tmp_path: Path) -> None:
    later = write(tmp_path / "b.txt", "Boats should be lit.")
    first = write(tmp_path / "a.txt", "Boats should be lit.")
    documents, (rejection,) = ingest(
        [source(later, "b"), source(first, "a")], settings=LIMITS, on_done=lambda: None
    )
    assert [document.source.path for document in documents] == [first]
    assert rejection.item == "b.txt"
    assert rejection.reason == "same content as a.txt, which is read instead"


def test_a_file_whose_twin_cannot_be_read_gets_its_own_chance(tmp_path: Path) -> None:
    write(tmp_path / "a.xyz", "Boats should be lit.")
    twin = write(tmp_path / "b.txt", "Boats should be lit.")
    documents, rejections = ingest(
        [source(tmp_path / "a.xyz"), source(twin)], settings=LIMITS, on_done=lambda: None
    )
    assert [document.source.path for document in documents] == [twin]
    assert [rejection.item for rejection in rejections] == ["a.xyz"]


def test_documents_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    sources = [
        source(write(tmp_path / f"{name}.txt", f"Boat {name} should be lit."), document_id)
        for name, document_id in (("a", "z"), ("b", "y"), ("c", "x"))
    ]
    documents, _ = ingest(sources, settings=LIMITS, on_done=lambda: None)
    assert [document.document_id for document in documents] == ["x", "y", "z"]


def test_reading_one_document_raises_the_reason(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="not there"):
        read_one(tmp_path / "gone.pdf")


def test_an_attachment_has_the_submitter_that_its_form_names(tmp_path: Path) -> None:
    form = "Tides for all\nOrganization: Ferry Union\nSector: Civil Society\n\nLight the boats."
    sources = [
        Source(
            document_id="a",
            path=write(tmp_path / "7B.txt", "Piers should be lit."),
            contribution="z",
        ),
        Source(document_id="z", path=write(tmp_path / "7A.txt", form), contribution="z"),
    ]
    documents, _ = ingest(sources, settings=LIMITS, on_done=lambda: None)
    said = [(one.source.body, one.source.stakeholder_group) for one in documents]
    assert said == [("Ferry Union", "Civil Society")] * 2
    assert documents[0].source.title == ""
