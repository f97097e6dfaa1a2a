"""Pictures are read as pages; what is no picture that can be read is refused with a reason."""

from __future__ import annotations

import io
import random
from pathlib import Path

import pytest
from PIL import Image

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source
from pipeline.ingest.blocks import File
from pipeline.ingest.formats.picture import read_picture
from pipeline.records import Source
from tests.conftest import read_one
from tests.test_ingest_ocr import TEXT, needs_tesseract, scan, without


@needs_tesseract("eng")
@pytest.mark.parametrize("ending", ["png", "jpg", "tif", "gif", "webp"])
def test_a_picture_of_any_kind_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"letter.{ending}"
    scan(TEXT).save(path)
    assert [p.number for p in read_one(path).paragraphs] == ["1", "2"]


@needs_tesseract("eng")
def test_each_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "pages.tif"
    scan(TEXT).save(path, save_all=True, append_images=[scan(["3. Light the pier of the port."])])
    paragraphs = read_one(path).paragraphs
    assert [(p.number, p.page) for p in paragraphs] == [("1", 1), ("2", 1), ("3", 2)]


@needs_tesseract("eng")
def test_a_camera_held_sideways_is_no_matter(tmp_path: Path) -> None:
    image = scan(TEXT).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6
    image.save(tmp_path / "photo.jpg", exif=exif)
    assert read_one(tmp_path / "photo.jpg").paragraphs[0].number == "1"


@needs_tesseract("eng")
def test_text_on_a_transparent_ground_is_read(tmp_path: Path) -> None:
    grey = scan(TEXT)
    clear = Image.new("RGBA", grey.size, (0, 0, 0, 0))
    clear.putalpha(grey.point(lambda value: 255 - value))
    clear.save(tmp_path / "clear.png")
    assert [p.number for p in read_one(tmp_path / "clear.png").paragraphs] == ["1", "2"]


@needs_tesseract("eng")
@pytest.mark.parametrize("width", [900, 5_000])
def test_small_and_large_pictures_are_brought_to_size(tmp_path: Path, width: int) -> None:
    image = scan(TEXT)
    image.resize((width, width * image.height // image.width)).save(tmp_path / "letter.png")
    text = " ".join(p.text for p in read_one(tmp_path / "letter.png").paragraphs)
    assert "send the report to all of the pilots" in text


@needs_tesseract("eng")
def test_sixteen_bits_of_grey_are_read(tmp_path: Path) -> None:
    scan(TEXT).convert("I").point(lambda value: value * 257).convert("I;16").save(
        tmp_path / "deep.png"
    )
    assert read_one(tmp_path / "deep.png").paragraphs[0].number == "1"


@needs_tesseract("eng")
def test_a_picture_without_text_is_refused(tmp_path: Path) -> None:
    Image.linear_gradient("L").resize((600, 800)).save(tmp_path / "sea.png")
    with pytest.raises(UnreadableError, match="picture without text"):
        read_one(tmp_path / "sea.png")


@needs_tesseract("eng")
def test_more_pages_than_the_limit_are_refused(tmp_path: Path) -> None:
    image = Image.new("L", (20, 20))
    image.save(tmp_path / "many.tif", save_all=True, append_images=[image] * 4)
    source = Source(document_id="d", path=tmp_path / "many.tif")
    with pytest.raises(UnreadableError, match="has 5 pages, more than 4"):
        read_source(source, settings=IngestSettings(pages=4))


@needs_tesseract("eng")
def test_a_picture_that_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    Image.new("1", (16_000, 16_000)).save(tmp_path / "huge.png")
    with pytest.raises(UnreadableError, match="too large a picture"):
        read_one(tmp_path / "huge.png")


@needs_tesseract("eng")
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "WEBP"])
def test_damaged_pictures_are_refused(kind: str) -> None:
    buffer = io.BytesIO()
    Image.effect_noise((60, 80), 60).save(buffer, format=kind)
    whole = buffer.getvalue()
    chance = random.Random(20261122)  # noqa: S311 (trials that can be repeated, no secret)
    for share in (0.02, 0.2, 0.5, 0.9):
        content = bytearray(whole[: int(len(whole) * share)])
        for _ in range(3):
            content[chance.randrange(len(content))] ^= 0xFF
        source = Source(document_id="d", path=Path("picture"))
        file = File(content=bytes(content), source=source, settings=IngestSettings())
        with pytest.raises(UnreadableError, match=r"damaged|without text|too large"):
            read_picture(file)


def test_without_tesseract_the_rejection_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without("tesseract", monkeypatch)
    Image.new("L", (20, 20)).save(tmp_path / "letter.png")
    with pytest.raises(
        UnreadableError, match=r"is a picture; to read pictures, install .*Tesseract"
    ):
        read_one(tmp_path / "letter.png")
