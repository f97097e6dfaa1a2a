"""Pictures of pages to printed lines, by the program Tesseract where it is installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.ingest.details.languages import load_identifier
from pipeline.ingest.formats.ocr_languages import LATIN, pack_of, pack_of_script, script_of
from pipeline.ingest.formats.ocr_lines import Recognised, Scale

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PIL.Image import Image

    from pipeline.ingest.formats.pdf_columns import PrintedLine

# Mean confidence, of 100, below which a page may be turned or in another script.
UNSURE = 70
# What Tesseract calls its confidence in a script: a few tenths on photographs, 2 and more on text.
SURE_SCRIPT = 1.5
# Letters from which a page's language can be told; and from which it is told for certain.
FEWEST_LETTERS = 12
CERTAIN_LETTERS = 200
USUAL_PACK = "eng"
# One column of lines of any size: where Tesseract looks for columns by itself, it takes the
# numbers of paragraphs for one and loses them.
SEGMENTATION = 4
ORIENTATION_PACK = "osd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page as a picture in grey; ``dots`` are its pixels an inch."""

    page: int
    image: Image
    dots: float


def why_missing() -> str:
    """What to install before pictures can be read, for people; empty where they can."""
    missing = []
    if shutil.which("tesseract") is None:
        missing.append("the program Tesseract (Debian: apt-get install tesseract-ocr)")
    if importlib.util.find_spec("pytesseract") is None:
        missing.append("its Python package (pip install 'stocktake[ocr]')")
    if not missing and not _packs():
        missing.append("a language pack of Tesseract (Debian: apt-get install tesseract-ocr-eng)")
    return f"to read pictures, install {' and '.join(missing)}" if missing else ""


def read_pictures(
    pictures: Iterable[Picture], *, language: str
) -> tuple[dict[int, list[PrintedLine]], tuple[str, ...]]:
    """The printed lines of each picture by page, and what could not be read, with what to do.

    Args:
        pictures: One at a time, so that only one need be in memory.
        language: ISO 639-1 code of their language; empty where it is to be found.
    """
    reader = _PictureReader(language)
    lines: dict[int, list[PrintedLine]] = {}
    reasons: dict[str, list[int]] = {}
    for picture in pictures:
        try:
            lines[picture.page] = reader.read(picture)
            reason = reader.doubt
        except UnreadableError as error:
            reason = str(error)
        if reason:
            reasons.setdefault(reason, []).append(picture.page)
    return lines, tuple(f"{name_pages(pages)}: {reason}" for reason, pages in reasons.items())


def name_pages(pages: Iterable[int]) -> str:
    """The pages in words: "page 3", "pages 3, 7-9"."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    names = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]
    is_one = len(runs) == 1 and len(runs[0]) == 1
    return f"page{'' if is_one else 's'} {', '.join(names)}"


class _PictureReader:
    """Reads picture after picture; the language of one is the first guess for the next.

    ``doubt`` says why the last one may have been read wrongly, for people; empty
    where nothing speaks for it.
    """

    def __init__(self, language: str) -> None:
        import pytesseract  # noqa: PLC0415 (the extra may not be installed)

        # Several files are read at once; more threads for each would only get in the way.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        self._tesseract = pytesseract
        self._packs = _packs()
        self._can_orient = ORIENTATION_PACK in pytesseract.get_languages()
        self._given = pack_of(language)
        self._pack = next(
            (pack for pack in (self._given, USUAL_PACK) if pack in self._packs), self._packs[0]
        )
        self.doubt = ""

    def read(self, picture: Picture) -> list[PrintedLine]:
        """The lines of a picture, turned upright and read with the pack of its language.

        Raises:
            UnreadableError: It is in a script that no installed pack reads, or
                Tesseract fails on it.
        """
        self.doubt = ""
        if self._given and script_of(self._given) != LATIN:
            self._require(self._given)
        found = self._recognise(picture)
        if found.confidence < UNSURE or not found.is_upright:
            picture, found = self._orient(picture, found)
        found = self._in_its_language(picture, found)
        scale = Scale(page=picture.page, dots=picture.dots, height=picture.image.height)
        return found.lines(scale)

    def _recognise(self, picture: Picture) -> Recognised:
        # Written without compression, which would take as long as a part of the reading.
        picture.image.format = "PPM"
        try:
            hocr = self._tesseract.image_to_pdf_or_hocr(
                picture.image,
                lang=self._pack,
                config=f"--dpi {round(picture.dots)} --psm {SEGMENTATION}",
                extension="hocr",
            )
        except self._tesseract.TesseractError as error:
            raise UnreadableError(
                f"Tesseract cannot read the picture ({error.message or error.status}); "
                "save the page anew"
            ) from error
        return Recognised(hocr)

    def _orient(self, picture: Picture, found: Recognised) -> tuple[Picture, Recognised]:
        """The picture turned upright and read anew, with another script's pack if need be."""
        turn, pack = self._orientation(picture)
        if pack and script_of(pack) != script_of(self._pack) and found.confidence < UNSURE:
            self._require(pack)
            self._pack = pack
        elif not turn:
            return picture, found
        upright = picture.image.rotate(-turn, expand=True) if turn else picture.image
        picture = replace(picture, image=upright)
        return picture, self._recognise(picture)

    def _orientation(self, picture: Picture) -> tuple[int, str]:
        """Degrees to turn it clockwise, and a pack of its script; 0 and empty if unknown."""
        if not self._can_orient:
            return 0, ""
        try:
            found = self._tesseract.image_to_osd(
                picture.image,
                config=f"--dpi {round(picture.dots)}",
                output_type=self._tesseract.Output.DICT,
            )
        except self._tesseract.TesseractError:
            return 0, ""
        turn = int(found["rotate"])
        if found["script_conf"] < SURE_SCRIPT:
            return turn, ""
        return turn, pack_of_script(found["script"], self._packs)

    def _require(self, pack: str) -> None:
        if pack not in self._packs:
            raise UnreadableError(
                f"the text is in the script {script_of(pack)}; to read it, install Tesseract's "
                f"language pack {pack} (Debian: apt-get install {_debian_name(pack)})"
            )

    def _in_its_language(self, picture: Picture, found: Recognised) -> Recognised:
        """What was found, read anew where it is in another installed pack's language."""
        wanted = self._given or _detect(found.text) or self._pack
        if wanted == self._pack or script_of(wanted) != script_of(self._pack):
            return found
        if wanted in self._packs:
            self._pack = wanted
            return self._recognise(picture)
        if self._given or _count_letters(found.text) >= CERTAIN_LETTERS:
            self.doubt = (
                f"read with Tesseract's language pack {self._pack}, though the language is that "
                f"of {wanted}; install that (Debian: apt-get install {_debian_name(wanted)})"
            )
        return found


def _packs() -> list[str]:
    """The language packs that are installed."""
    import pytesseract  # noqa: PLC0415 (the extra may not be installed)

    return sorted(set(pytesseract.get_languages()) - {ORIENTATION_PACK})


def _detect(text: str) -> str:
    """The pack of the language that the text is in; empty where that cannot be told."""
    if _count_letters(text) < FEWEST_LETTERS:
        return ""
    return pack_of(load_identifier().classify(text)[0])


def _debian_name(pack: str) -> str:
    return f"tesseract-ocr-{pack.replace('_', '-')}"


def _count_letters(text: str) -> int:
    return sum(character.isalpha() for character in text)
