"""Group texts by vectors with another program; needs numpy and that program only.

    python benchmarks/peers.py PROGRAM FOLDER

Part of benchmarks/scale.py, which runs it as a process of its own, semhash in an
environment that has it. Reads FOLDER/texts.json and FOLDER/vectors.npy, and writes
FOLDER/PROGRAM.json: seconds, peak memory, and the group of each text at some thresholds
of cosine.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from pathlib import Path

import numpy as np

THRESHOLDS = (0.7, 0.75, 0.8, 0.85, 0.9)


def main() -> None:
    """Run one program."""
    program, folder = sys.argv[1], Path(sys.argv[2])
    texts = json.loads((folder / "texts.json").read_text(encoding="utf-8"))
    vectors = np.load(folder / "vectors.npy")
    run = {"semhash": group_with_semhash, "agglomerative": group_with_sklearn}[program]
    seconds, groups = run(texts, vectors)
    result = {
        "seconds": round(seconds, 1),
        "peak_megabytes": peak_megabytes(),
        "groups": groups,
    }
    (folder / f"{program}.json").write_text(json.dumps(result), encoding="utf-8")


def group_with_semhash(texts: list[str], vectors: np.ndarray) -> tuple[float, dict[str, list[int]]]:
    """Each text with the one that it is called a duplicate of; seconds at the lowest threshold."""
    # Only where it is asked for, and only where it is installed.
    semhash = importlib.import_module("semhash")

    records = [{"text": text, "row": str(row)} for row, text in enumerate(texts)]
    start = time.perf_counter()
    index = semhash.SemHash.from_embeddings(vectors, records, model=None, columns=["text"])
    found = index.self_deduplicate(threshold=THRESHOLDS[0])
    seconds = time.perf_counter() - start
    groups = {}
    for threshold in THRESHOLDS:
        found.rethreshold(threshold)
        homes = list(range(len(texts)))
        for duplicate in found.filtered:
            homes[int(duplicate.record["row"])] = int(duplicate.duplicate_of["row"])
        groups[str(threshold)] = homes
    return seconds, groups


def group_with_sklearn(texts: list[str], vectors: np.ndarray) -> tuple[float, dict[str, list[int]]]:
    """Average linkage; the tree is made once and cut at each threshold."""
    from sklearn.cluster import AgglomerativeClustering  # noqa: PLC0415 (the same)

    machine = AgglomerativeClustering(
        None, metric="cosine", linkage="average", distance_threshold=1 - THRESHOLDS[0]
    )
    start = time.perf_counter()
    machine.fit(vectors)
    seconds = time.perf_counter() - start
    groups = {}
    for threshold in THRESHOLDS:
        homes = list(range(2 * len(texts) - 1))
        joins = zip(machine.children_, machine.distances_, strict=True)
        for node, (children, distance) in enumerate(joins, start=len(texts)):
            if distance < 1 - threshold:
                for child in children:
                    homes[child] = node
        groups[str(threshold)] = [_root(homes, row) for row in range(len(texts))]
    return seconds, groups


def peak_megabytes() -> int:
    """Most memory that this process had; what getrusage says is also of its parent."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def _root(homes: list[int], row: int) -> int:
    while homes[row] != row:
        row = homes[row]
    return row


if __name__ == "__main__":
    main()
