"""Measure what one more document costs, against a run that knows nothing.

    python benchmarks/incremental.py [DOCUMENTS]

Cuts the English paragraphs of the shared documents into 1,000 text documents, or as
many as the argument says, processes them, adds one and runs again, and processes all
in a fresh workspace. Writes benchmarks/results/incremental.json and ends with exit
code 1 where the two gave other bytes. The fresh workspace has the store of the first
run, for numbers are given in the order in which documents came.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from shared import ROOT, find_shared, read_counts, write_result

from pipeline.config import IngestSettings
from pipeline.ingest import ingest, why_unreadable
from pipeline.records import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

DOCUMENTS = 1000
FEWEST_PARAGRAPHS, MOST_PARAGRAPHS = 40, 60
FOLDERS = ("igf", "submissions", "upr", "upr_lists")
SEED = 20261122
# All models are needed for it, and next to no time besides.
SHORT = "The Secretariat should publish the reports of all working groups."
TAKEN = re.compile(r"^stocktake: (\w+): ([\d.]+) s$", re.MULTILINE)


def main() -> None:
    """Run every measurement and write what came of it."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS
    texts = cut(read_paragraphs(find_shared()), number + 1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        grown, fresh, single = folder / "grown", folder / "fresh", folder / "single"
        fill(grown, texts[:-1])
        full = process(grown)
        fresh.mkdir()
        shutil.copy(grown / "stocktake.db", fresh)
        fill(grown, texts[-1:], start=number)
        added = process(grown)
        fill(fresh, texts)
        afresh = process(fresh)
        again = process(grown)
        fill(single, [SHORT])
        idle = process(single)
        same = read(grown) == read(fresh)
        result: dict[str, object] = {
            "documents": number,
            "paragraphs": [FEWEST_PARAGRAPHS, MOST_PARAGRAPHS],
            "counts": read_counts(fresh / "outputs"),
            "cache_megabytes": round((grown / "cache" / "known.db").stat().st_size / 1_000_000, 1),
            "seconds": {
                "all, nothing known": full,
                "one more, the others known": added,
                "all and the one more, nothing known": afresh,
                "all known": again,
                "one sentence, nothing known: what starting and loading models takes": idle,
            },
            "share": round(added["whole"] / afresh["whole"], 4),
            "share without starting and loading models": round(
                (added["whole"] - idle["whole"]) / (afresh["whole"] - idle["whole"]), 4
            ),
            "same bytes": same,
        }
    write_result("incremental", result)
    sys.exit(not same)


def read_paragraphs(shared: Path) -> list[str]:
    """The different paragraphs of the English documents."""
    files = [
        file
        for folder in FOLDERS
        for file in sorted((shared / "corpus" / folder).rglob("*"))
        if file.is_file() and not why_unreadable(file)
    ]
    sources = [Source(document_id=str(place), path=file) for place, file in enumerate(files)]
    documents, _ = ingest(sources, settings=IngestSettings(), on_done=lambda: None)
    english = [document for document in documents if document.source.language == "en"]
    return list(dict.fromkeys(each.text for document in english for each in document.paragraphs))


def cut(paragraphs: list[str], number: int) -> list[str]:
    """Different texts; where there are not enough paragraphs, they come again in another order."""
    chance = random.Random(SEED)  # noqa: S311 (texts that can be made again, no secret)
    endless = shuffled(paragraphs, chance)
    return [
        "\n\n".join(
            next(endless) for _ in range(chance.randint(FEWEST_PARAGRAPHS, MOST_PARAGRAPHS))
        )
        for _ in range(number)
    ]


def shuffled(paragraphs: list[str], chance: random.Random) -> Iterator[str]:
    """The paragraphs again and again, each time in another order."""
    while True:
        yield from chance.sample(paragraphs, len(paragraphs))


def fill(workspace: Path, texts: list[str], *, start: int = 0) -> None:
    """Write a file for each text into the workspace's corpus folder."""
    corpus = workspace / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts, start=start):
        (corpus / f"text {number:05}.txt").write_text(text, encoding="utf-8")


def process(workspace: Path) -> dict[str, float]:
    """Seconds of a run, by stage and whole."""
    command = [sys.executable, "-m", "pipeline", "run", "--verbose", "--workspace", str(workspace)]
    start = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    whole = time.perf_counter() - start
    if done.returncode not in (0, 1):
        sys.exit(f"{command}: exit code {done.returncode}\n{done.stderr}")
    stages = {stage: float(seconds) for stage, seconds in TAKEN.findall(done.stderr)}
    return {**stages, "whole": round(whole, 1)}


def read(workspace: Path) -> dict[str, bytes]:
    """The outputs of a workspace."""
    return {file.name: file.read_bytes() for file in (workspace / "outputs").iterdir()}


if __name__ == "__main__":
    main()
