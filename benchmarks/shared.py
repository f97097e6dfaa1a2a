"""What the benchmarks share: where the labelled documents are, how a run is measured."""

from __future__ import annotations

import csv
import ctypes
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
# Linux: what its children leave behind becomes its own child, to be waited for and counted.
PR_SET_CHILD_SUBREAPER = 36
LABELS = ROOT / "benchmarks" / "labels"


def find_shared() -> Path:
    """The folder of labelled documents; the benchmark ends where it is absent."""
    folder = (ROOT / os.environ.get("STOCKTAKE_SHARED", "../shared")).resolve()
    if not (folder / "eval" / "score.py").is_file():
        sys.exit(f"{folder}: holds no eval/score.py; set STOCKTAKE_SHARED to where it is")
    return folder


def run_measured(*arguments: str | Path) -> dict[str, float | int]:
    """Run ``stocktake run`` with the arguments; its exit code, seconds and peak memory.

    Processor seconds are of the program and all its children, those included that
    outlive it, such as the server that reading processes fork from; memory is the
    largest resident set of any child so far, so the largest job must come last.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    children = _children()
    command = [sys.executable, "-m", "pipeline", "run", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603 (our own program)
    while left := _children() - children:
        os.waitpid(left.pop(), 0)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1):
        sys.exit(f"stocktake run {arguments}: exit code {done.returncode}\n{done.stderr}")
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "exit_code": done.returncode,
        "processor_seconds": round(processor, 1),
        "seconds": round(time.perf_counter() - start, 1),
        "peak_megabytes": round(after.ru_maxrss / 1024),
    }


def score(shared: Path, labels: Path, outputs: Path, *options: str) -> dict[str, object]:
    """What the shared scorer says of the outputs against a folder of labels."""
    scorer = shared / "eval" / "score.py"
    command = [sys.executable, str(scorer), str(labels), str(outputs), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (a given script)
    return dict(json.loads(done.stdout))


def read_counts(outputs: Path) -> dict[str, object]:
    """The counts that a run wrote."""
    return dict(json.loads((outputs / "run.json").read_text(encoding="utf-8"))["counts"])


def write_result(name: str, result: dict[str, object]) -> None:
    """Write a result with the machine and the commit that it was measured on."""
    git = ["git", "-C", str(ROOT)]
    commit = subprocess.run(  # noqa: S603 (git on our own checkout)
        [*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=True
    ).stdout.strip()
    changed = subprocess.run(  # noqa: S603 (the same)
        [*git, "status", "--porcelain", "--", "pipeline", "models"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    where = {
        "commit": commit + (" and uncommitted changes" if changed else ""),
        "machine": machine,
        "python": platform.python_version(),
    }
    RESULTS.mkdir(exist_ok=True)
    text = json.dumps({**where, **result}, indent=2) + "\n"
    (RESULTS / f"{name}.json").write_text(text, encoding="utf-8")
    print(text)


def read_table(path: Path) -> list[dict[str, str]]:
    """Rows of a file with a header; tabs between fields where its name ends in .tsv."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t" if path.suffix == ".tsv" else ","))


def count_pairs(groups: Iterable[Hashable]) -> int:
    """Pairs of places with the same value."""
    return sum(size * (size - 1) // 2 for size in Counter(groups).values())


def judge_pairs(said: Sequence[Hashable], actual: Sequence[Hashable]) -> dict[str, float | int]:
    """Precision, recall and F1 of the pairs that stand in one group.

    Args:
        said: Group of each text, as found.
        actual: Group of each text, as labelled.
    """
    both = count_pairs(zip(said, actual, strict=True))
    return f_measure(both, count_pairs(said), count_pairs(actual))


def f_measure(both: int, said: int, actual: int) -> dict[str, float | int]:
    """Precision, recall and F1 from counts of what is right, found and there to be found."""
    return {
        "precision": round(both / said, 4) if said else 0.0,
        "recall": round(both / actual, 4) if actual else 0.0,
        "f1": round(2 * both / (said + actual), 4) if said + actual else 0.0,
        "found": said,
        "actual": actual,
    }


def _children() -> set[int]:
    """Processes that this one must wait for."""
    tasks = Path(f"/proc/{os.getpid()}/task").iterdir()
    return {int(pid) for task in tasks for pid in (task / "children").read_text().split()}
