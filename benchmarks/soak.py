"""Long trials of what must never happen: other bytes, lost rows, crashes, broken outputs.

    python benchmarks/soak.py

Uses the sample corpus only. Writes benchmarks/results/soak.json and ends with
exit code 1 where a trial failed.
"""

from __future__ import annotations

import csv
import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

from shared import ROOT, write_result

from pipeline.ingest import why_unreadable
from pipeline.run import run

if TYPE_CHECKING:
    from collections.abc import Callable

ORDERS = 20
BATCHES = 10
KILLS = 30
DOCUMENTS = sorted(
    path for path in (ROOT / "corpus").iterdir()
    if path.name != "README.md" and not why_unreadable(path)
)  # fmt: skip


def main() -> None:
    """Run every trial and write what came of them."""
    chance = random.Random(20261122)  # noqa: S311 (trials that can be repeated, no secret)
    trials: dict[str, Callable[[random.Random], list[str]]] = {
        f"{ORDERS} orders of the files give the same bytes": try_orders,
        f"{BATCHES} ways to bring them in batches give the same rows": try_batches,
        f"{KILLS} killed runs leave whole outputs": try_kills,
    }
    failures = {name: trial(chance) for name, trial in trials.items()}
    write_result("soak", {"seed": 20261122, "failures": failures})
    sys.exit(any(failures.values()))


def try_orders(chance: random.Random) -> list[str]:
    """Orders that gave other bytes than the first."""
    seen: set[str] = set()
    failed = []
    for number in range(ORDERS):
        files = chance.sample(DOCUMENTS, len(DOCUMENTS))
        with tempfile.TemporaryDirectory() as folder:
            _process(Path(folder), files)
            seen.add(_digest(Path(folder) / "outputs"))
        if len(seen) > 1:
            failed.append(f"order {number}: {[file.name for file in files]}")
    return failed


def try_batches(chance: random.Random) -> list[str]:
    """Ways to bring the files in batches that gave other rows than all at once."""
    with tempfile.TemporaryDirectory() as folder:
        _process(Path(folder), DOCUMENTS)
        wanted = _rows(Path(folder) / "outputs")
    failed = []
    for number in range(BATCHES):
        files = chance.sample(DOCUMENTS, len(DOCUMENTS))
        cut = chance.randrange(1, len(files))
        with tempfile.TemporaryDirectory() as folder:
            _process(Path(folder), files[:cut])
            _process(Path(folder), files[cut:])
            if _rows(Path(folder) / "outputs") != wanted:
                failed.append(f"batches {number}: {[file.name for file in files]} cut at {cut}")
    return failed


def try_kills(chance: random.Random) -> list[str]:
    """Kills after which a file was neither the old one nor the new one."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        base, tried = Path(folder) / "base", Path(folder) / "tried"
        _process(base, DOCUMENTS[:-1])
        start = time.perf_counter()
        _begin(base, tried).wait()
        whole = time.perf_counter() - start
        old, new = _files(base / "outputs"), _files(tried / "outputs")
        for number in range(KILLS):
            # Outputs are written at the end.
            after = whole * chance.uniform(0.8, 1.05)
            process = _begin(base, tried)
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
            process.wait()
            left = _files(tried / "outputs")
            failed += [
                f"kill {number} after {after:.2f} s: {name}"
                for name in old
                if left.get(name) not in (old[name], new[name])
            ]
    return failed


def _begin(base: Path, tried: Path) -> subprocess.Popen[bytes]:
    """A run, begun, that adds the last document to a copy of the base workspace."""
    shutil.rmtree(tried, ignore_errors=True)
    shutil.copytree(base, tried)
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "run",
        str(DOCUMENTS[-1]),
        "--workspace",
        str(tried),
    ]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 (our own program)


def _process(workspace: Path, files: list[Path]) -> None:
    run(workspace, files, since=None, progress=lambda _stage, _steps: lambda: None)


def _files(folder: Path) -> dict[str, str]:
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.is_file()
    }


def _digest(folder: Path) -> str:
    return json.dumps(_files(folder))


def _rows(folder: Path) -> list[str]:
    """The table's rows in their order, each id replaced by the mentions that it stands for."""
    mentions = defaultdict(list)
    with (folder / "mentions.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            mentions[row["recommendation_id"]].append(row["mention_id"])
    names = {name: "+".join(sorted(ids)) for name, ids in mentions.items()}
    with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["Id"] = names[row["Id"]]
        merges = row["Suggested merges"]
        row["Suggested merges"] = ",".join(sorted(names[m] for m in merges.split(", ") if m))
    return [json.dumps(row, sort_keys=True) for row in rows]


if __name__ == "__main__":
    main()
