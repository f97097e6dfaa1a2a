"""Measure the main job: what is found, merged and sorted, and what it costs.

    python benchmarks/main_job.py

Writes benchmarks/results/main_job.json. The rules and thresholds were tuned with
``gold``, ``sample`` and ``development`` in sight, so those figures flatter;
``blind`` is the one whose misses nobody has read.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from shared import LABELS, ROOT, find_shared, read_counts, run_measured, score, write_result


def main() -> None:
    """Run every measurement, the largest last."""
    shared = find_shared()
    result: dict[str, object] = {}
    with tempfile.TemporaryDirectory() as folder:
        igf = Path(folder) / "igf"
        cost = run_measured(shared / "corpus" / "igf", "--workspace", igf)
        result["igf"] = {
            **cost,
            "counts": read_counts(igf / "outputs"),
            "gold (tuned on)": score(shared, shared / "eval" / "gold", igf / "outputs"),
            "resolutions": score(shared, shared / "eval" / "resolutions", igf / "outputs"),
        }
        for name, note in (
            ("sample", "tuned on"),
            ("development", "tuned on"),
            ("blind", "held out"),
        ):
            documents = LABELS / name / "documents"
            workspace = Path(folder) / name
            shutil.copytree(
                documents if documents.exists() else ROOT / "corpus", workspace / "corpus"
            )
            run_measured("--workspace", workspace)
            result[f"{name} ({note})"] = score(shared, LABELS / name, workspace / "outputs")
        everything = Path(folder) / "everything"
        cost = run_measured(shared / "corpus", "--workspace", everything)
        outputs = everything / "outputs"
        result["everything"] = {
            **cost,
            "files": sum(path.is_file() for path in (shared / "corpus").rglob("*")),
            "counts": read_counts(outputs),
            "upr": score(shared, shared / "eval" / "upr", outputs),
            "upr_lists": score(shared, shared / "eval" / "upr_lists", outputs, "--within-document"),
        }
    write_result("main_job", result)


if __name__ == "__main__":
    main()
