"""Pages read in a second, against pdfplumber's, and the memory that long files take.

    STOCKTAKE_SHARED=FOLDER python benchmarks/reading.py

Reads all PDFs of the shared corpus and two long ones that it makes. Where
Tesseract is installed it also reads pages of the corpus back from pictures of
them. Writes benchmarks/results/reading.json.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import statistics
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pdfplumber
import pypdfium2
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from shared import find_shared, write_result

from pipeline.config import IngestSettings
from pipeline.ingest import ingest, read_source
from pipeline.ingest.formats import ocr
from pipeline.records import Source

if TYPE_CHECKING:
    from collections.abc import Callable

LONG = 5_000
LINES = 48
WORD = re.compile(r"\w+")
WIDTH, HEIGHT = A4
DOTS = 200


def main() -> None:
    """Measure and write what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="times that each side reads all")
    parser.add_argument("--scans", type=int, default=10, help="pages read back from pictures")
    arguments = parser.parse_args()
    paths = sorted((find_shared() / "corpus").rglob("*.pdf"))
    with tempfile.TemporaryDirectory() as folder:
        result = {
            **compare(paths, rounds=arguments.rounds),
            "long": measure_long(write_long(Path(folder) / "long.pdf")),
            "long_with_tables": measure_long(write_ruled(Path(folder) / "ruled.pdf")),
            "scans": read_back(paths, Path(folder), count=arguments.scans),
        }
    write_result("reading", result)


def compare(paths: list[Path], *, rounds: int) -> dict[str, object]:
    """Pages a second of both, in turns on as many processes, and how many times ours is faster."""
    texts = [path for path in paths if not _is_scan(path)]
    pages = sum(map(_count_pages, texts))
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(pages / _seconds(lambda: _ingest(texts)))
        theirs.append(pages / _seconds(lambda: _extract(texts)))
    return {
        "files": len(texts),
        "pages": pages,
        "pages_a_second": round(statistics.median(ours), 1),
        "pages_a_second_pdfplumber": round(statistics.median(theirs), 1),
        "times_faster": round(statistics.median(ours) / statistics.median(theirs), 1),
    }


def _is_scan(path: Path) -> bool:
    """Whether it has no text; pdfplumber has nothing to read there."""
    with pypdfium2.PdfDocument(path) as document:
        return not any(page.get_textpage().count_chars() for page in document)


def _count_pages(path: Path) -> int:
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def _seconds(work: Callable[[], None]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _ingest(paths: list[Path]) -> None:
    sources = [Source(document_id=str(number), path=path) for number, path in enumerate(paths)]
    ingest(sources, settings=IngestSettings(), on_done=lambda: None)


def _extract(paths: list[Path]) -> None:
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as processes:
        list(processes.map(_extract_one, paths))


def _extract_one(path: Path) -> int:
    with pdfplumber.open(path) as document:
        letters = 0
        for page in document.pages:
            letters += len(page.extract_text())
            page.close()
    return letters


def write_long(path: Path) -> Path:
    """A report of many pages without tables."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(LONG):
        canvas.setFont("Helvetica", 10)
        for line in range(LINES):
            number = f"{page % 100 + 1}.{line // 3 + 1}. " if line % 3 == 0 else ""
            end = "." if line % 3 == 2 else ""  # noqa: PLR2004 (the last of three lines)
            text = f"{number}the harbour master should publish depth {line} to pilot {page}{end}"
            canvas.drawString(72, HEIGHT - 72 - 14 * line, text)
        canvas.showPage()
    canvas.save()
    return path


def write_ruled(path: Path) -> Path:
    """A report with a ruled table on each of its many pages."""
    canvas = Canvas(str(path), pagesize=A4)
    for page in range(LONG):
        canvas.setFont("Helvetica", 9)
        for row in range(21):
            canvas.line(60, HEIGHT - 60 - 30 * row, 530, HEIGHT - 60 - 30 * row)
        for left in (60, 120, 320, 530):
            canvas.line(left, HEIGHT - 60, left, HEIGHT - 660)
        for row in range(20):
            cells = (f"{page}.{row}", f"Publish the fees of pier {row}", f"Accepted by {page}")
            for left, cell in zip((64, 124, 324), cells, strict=True):
                canvas.drawString(left, HEIGHT - 78 - 30 * row, cell)
        canvas.showPage()
    canvas.save()
    return path


def measure_long(path: Path) -> dict[str, float | int]:
    """Seconds and peak memory of a process that reads the file, and what it found."""
    with ProcessPoolExecutor(max_workers=1) as processes:
        return processes.submit(_read_alone, path).result()


def _read_alone(path: Path) -> dict[str, float | int]:
    start = time.perf_counter()
    documents, _ = read_source(Source(document_id="d", path=path), settings=IngestSettings())
    return {
        "pages": LONG,
        "paragraphs": sum(len(document.paragraphs) for document in documents),
        "seconds": round(time.perf_counter() - start, 1),
        "peak_megabytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def read_back(paths: list[Path], folder: Path, *, count: int) -> dict[str, object]:
    """Words of corpus pages that are read in noisy pictures of them, against their text layer."""
    missing = ocr.why_missing()
    if missing:
        return {"left_out": missing}
    chance = random.Random(20261122)  # noqa: S311 (trials that can be repeated, no secret)
    found = wanted = 0
    seconds = 0.0
    for path in chance.sample([path for path in paths if _count_pages(path) > count], count):
        words = _draw_page(path, chance, folder / "scan.png")
        start = time.perf_counter()
        source = Source(document_id="d", path=folder / "scan.png")
        (document,), _ = read_source(source, settings=IngestSettings())
        seconds += time.perf_counter() - start
        read = Counter(WORD.findall(" ".join(f"{p.number} {p.text}" for p in document.paragraphs)))
        found += (words & read).total()
        wanted += words.total()
    return {
        "pages": count,
        "word_recall": round(found / wanted, 3),
        "seconds_a_page": round(seconds / count, 1),
    }


def _draw_page(path: Path, chance: random.Random, to: Path) -> Counter[str]:
    """The words of one of the file's pages, after a picture with noise and askew was made of it."""
    with pypdfium2.PdfDocument(path) as document:
        page = document[chance.randrange(1, len(document) - 1)]
        text = re.sub("[\x02\ufffe]\\s*", "", page.get_textpage().get_text_range())
        image = page.render(scale=DOTS / 72, grayscale=True).to_pil()
    noisy = Image.blend(image, Image.effect_noise(image.size, 40), 0.15)
    noisy.rotate(chance.uniform(-0.7, 0.7), fillcolor=255).save(to)
    return Counter(WORD.findall(text))


if __name__ == "__main__":
    main()
