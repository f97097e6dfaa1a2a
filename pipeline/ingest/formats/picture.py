"""Pictures: each frame a page, read by Tesseract."""

from __future__ import annotations

import io
import struct
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.errors import UnreadableError
from pipeline.ingest.blocks import Reading
from pipeline.ingest.formats.ocr import Picture, read_pictures, why_missing
from pipeline.ingest.formats.pdf_layout import lay_out
from pipeline.ingest.paragraphs.lines import join_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.ingest.blocks import File

# A picture of text is taken to be as wide as a page of A4; what it says of its own
# resolution is wrong too often.
PAGE_INCHES, WIDE_PAGE_INCHES = 8.27, 11.69
# Pixels an inch that Tesseract reads well; a small picture grows to the usual, up to a limit.
USUAL_DOTS = 300
FEWEST_DOTS, MOST_DOTS = 200, 400
MOST_GROWTH = 3.0
FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "WEBP")

# What Pillow raises on pictures cut short or altered.
_DAMAGE = (
    UnidentifiedImageError,
    OSError,
    SyntaxError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    EOFError,
    struct.error,
)


def read_picture(file: File) -> list[Reading]:
    """The text of a picture as one section, a page each frame.

    Raises:
        UnreadableError: If it is damaged or too large, nothing in it can be read, or
            Tesseract is not installed.
    """
    missing = why_missing()
    if missing:
        raise UnreadableError(f"is a picture; {missing}")
    lines, left_out = read_pictures(_pictures(file), language=file.source.language)
    blocks = join_lines(lay_out(list(lines.values()), {}))
    if not blocks:
        raise UnreadableError("; ".join(left_out) or "is a picture without text that can be read")
    return [Reading(sections=[blocks], left_out=left_out)]


def _pictures(file: File) -> Iterator[Picture]:
    with _refuse_damage():
        image = Image.open(io.BytesIO(file.content), formats=FORMATS)
        # A camera's second frame is the same picture, for other screens.
        frames = 1 if image.format == "MPO" else getattr(image, "n_frames", 1)
    if frames > (most := file.settings.pages):
        raise UnreadableError(f"has {frames} pages, more than {most}; split it")
    for index in range(frames):
        with _refuse_damage():
            image.seek(index)
            picture = _to_picture(image, page=index + 1)
        yield picture


@contextmanager
def _refuse_damage() -> Iterator[None]:
    """Turn what Pillow raises on a picture into the reason that people are shown."""
    try:
        with warnings.catch_warnings():
            # Pillow warns of half the size that it refuses, and of damage that it bears with.
            warnings.simplefilter("ignore")
            yield
    except Image.DecompressionBombError as error:
        raise UnreadableError(f"is too large a picture ({error}); make it smaller") from error
    except _DAMAGE as error:
        raise UnreadableError(
            "is a damaged picture; open it in its program and save it anew"
        ) from error


def _to_picture(image: Image.Image, *, page: int) -> Picture:
    """The frame in grey on white, the way its camera was held, in a size that can be read."""
    grey = _to_grey(ImageOps.exif_transpose(image))
    width = PAGE_INCHES if grey.height >= grey.width else WIDE_PAGE_INCHES
    dots = grey.width / width
    if not FEWEST_DOTS <= dots <= MOST_DOTS:
        growth = min(USUAL_DOTS / dots, MOST_GROWTH)
        size = (max(round(grey.width * growth), 1), max(round(grey.height * growth), 1))
        grey, dots = grey.resize(size, Image.Resampling.LANCZOS), dots * growth
    return Picture(page=page, image=grey, dots=dots)


def _to_grey(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image.convert("L")
    with_alpha = image.convert("LA" if image.mode in {"L", "LA"} else "RGBA")
    white = Image.new("L", image.size, 255)
    white.paste(with_alpha.convert("L"), mask=with_alpha.getchannel("A"))
    return white
