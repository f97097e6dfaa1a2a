"""Thousands of damaged files of every format: each is read or refused, none does harm.

    python benchmarks/damaged.py

Damages the sample corpus and one short report in each format, and reads each
file in a process of its own with narrow limits. Writes
benchmarks/results/damaged.json and ends with exit code 1 where a reader
crashed, hung or took too much memory.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from shared import ROOT, write_result

from pipeline.config import IngestSettings
from pipeline.errors import UnreadableError
from pipeline.ingest import read_source, why_unreadable
from pipeline.isolation import run_apart
from pipeline.records import Source
from tests.samples import damage, write_pictures, write_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

SEED = 20261122
EACH, EACH_PICTURE = 200, 40
SECONDS, MEGABYTES = 60, 500
BROKEN = re.compile("crashed the program|took longer to read|takes more than|nested too deeply")


def main() -> None:
    """Damage, read, and write what came of it."""
    chance = random.Random(SEED)  # noqa: S311 (trials that can be repeated, no secret)
    with tempfile.TemporaryDirectory() as folder:
        files = make_damaged(Path(folder), chance)
        tried = Counter(file.suffix for file in files)
        failures = try_damaged(files)
    result = {
        "seed": SEED,
        "seconds allowed": SECONDS,
        "megabytes allowed": MEGABYTES,
        "files tried": len(files),
        "files tried by format": dict(sorted(tried.items())),
        "failures": failures,
    }
    write_result("damaged", result)
    sys.exit(bool(failures))


def make_damaged(folder: Path, chance: random.Random) -> list[Path]:
    """Damaged files of every format, made from the samples."""
    documents = [
        path
        for path in sorted((ROOT / "corpus").iterdir())
        if path.name != "README.md" and not why_unreadable(path)
    ]
    jobs = [(path, EACH) for path in (*documents, *write_samples(folder))]
    jobs += [(path, EACH_PICTURE) for path in write_pictures(folder)]
    files = []
    for path, count in jobs:
        content = path.read_bytes()
        for number in range(count):
            files.append(folder / f"{path.stem}-{number}{path.suffix}")
            files[-1].write_bytes(damage(content, chance))
    return files


def try_damaged(files: Sequence[Path]) -> list[str]:
    """Damaged files that crashed their reader, hung it or filled its memory."""
    with ThreadPoolExecutor(os.cpu_count()) as readers:
        reasons = list(readers.map(_why_failed, files))
    return [f"{file.name}: {reason}" for file, reason in zip(files, reasons, strict=True) if reason]


def _why_failed(path: Path) -> str:
    """Why reading it went wrong; empty where it ended in a document or a reason."""
    source = Source(document_id="damaged", path=path)
    try:
        run_apart(
            partial(read_source, source, settings=IngestSettings()),
            seconds=SECONDS,
            megabytes=MEGABYTES,
        )
    except UnreadableError as error:
        return str(error) if BROKEN.search(str(error)) else ""
    return ""


if __name__ == "__main__":
    main()
