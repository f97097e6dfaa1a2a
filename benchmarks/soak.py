"""Long trials of what must never happen: other bytes, lost rows or decisions, broken outputs.

    python benchmarks/soak.py [KIND ...]

Uses the sample corpus and generated ones only. Writes each kind of trial to a file of its own,
benchmarks/results/soak-KIND.json, and ends with exit code 1 where one failed. Without a KIND
all are run, for an hour or more on two cores.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from shared import ROOT, write_result

from pipeline.config import VOCABULARY, own_or_shipped
from pipeline.ingest import why_unreadable
from pipeline.run import run
from pipeline.store import locate_store
from pipeline.suggest.vocabulary import load_vocabulary
from tests import trials as generated
from tests.killed_reviewers import kill_while_deciding
from tests.kills import broken_files, files
from tests.loaded import loaded_once

if TYPE_CHECKING:
    from collections.abc import Callable


SEED = 20261122
ORDERS = 20
BATCHES = 10
KILLS = 30
CHANGES = 100
TRIALS, DECISIONS = 500, 200
COMMANDS = 200
REVIEWERS = 200
# What was wrong, and what there was of each kind.
Outcome = tuple[list[str], dict[str, object]]
DOCUMENTS = sorted(
    path for path in (ROOT / "corpus").iterdir()
    if path.name != "README.md" and not why_unreadable(path)
)  # fmt: skip


def main() -> None:
    """Run the trials that the command line names, and write what came of each."""
    trials: dict[str, tuple[str, Callable[[random.Random], Outcome]]] = {
        "orders": (f"{ORDERS} orders of the files give the same bytes", try_orders),
        "batches": (f"{BATCHES} ways to bring them in batches give the same outputs", try_batches),
        "kills": (
            f"{KILLS} killed runs leave whole outputs, and the next run is right",
            try_kills,
        ),
        "changes": (
            f"runs killed before each of their changes on disk, {CHANGES} at most",
            try_changes,
        ),
        "reviewers": (
            f"{REVIEWERS} killed reviewers lose and double no decision",
            try_reviewers,
        ),
        "generated": (
            f"{TRIALS} revised corpora with {DECISIONS} decisions: same bytes in two orders",
            try_trials,
        ),
        "commands": (
            f"{COMMANDS} kills of run, import and export with each database",
            try_commands,
        ),
    }
    parser = argparse.ArgumentParser(description="Long trials of what must never happen.")
    parser.add_argument("kind", nargs="*", metavar="KIND", help=f"of: {', '.join(trials)}")
    kinds = parser.parse_args().kind or list(trials)
    unknown = sorted(set(kinds) - set(trials))
    if unknown:
        parser.error(f"no such kind: {', '.join(unknown)}")
    failed = False
    for kind in kinds:
        what, trial = trials[kind]
        failures, done = trial(random.Random(SEED))  # noqa: S311 (each can be repeated, no secret)
        failed |= bool(failures)
        said = {"what": what, "seed": SEED, "failures": failures, "done": done}
        write_result(f"soak-{kind}", said)
    sys.exit(failed)


def try_orders(chance: random.Random) -> Outcome:
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
    return failed, {}


def try_batches(chance: random.Random) -> Outcome:
    """Ways to bring the files in batches that gave other outputs than all at once."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        whole, parted = Path(folder) / "whole", Path(folder) / "parted"
        _process(whole, DOCUMENTS)
        for number in range(BATCHES):
            files = chance.sample(DOCUMENTS, len(DOCUMENTS))
            cut = chance.randrange(1, len(files))
            _process(parted, files[:cut])
            _process(parted, files[cut:])
            differ = generated.find_differences(whole, parted)
            if differ:
                names = [file.name for file in files]
                failed.append(f"batches {number}: {names} cut at {cut}: {differ}")
            shutil.rmtree(parted)
    return failed, {}


def try_kills(chance: random.Random) -> Outcome:
    """Kills after which a file was neither old nor new, or the next run gave other bytes."""
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        base, tried = Path(folder) / "base", Path(folder) / "tried"
        _process(base, DOCUMENTS[:-1])
        start = time.perf_counter()
        if _begin(base, tried).wait():
            raise SystemExit("the run that nobody disturbed failed")
        whole = time.perf_counter() - start
        old, new = files(base / "outputs"), files(tried / "outputs")
        for number in range(KILLS):
            # Every second one while outputs are written, at the end.
            after = whole * chance.uniform(0.8 if number % 2 else 0, 1.05)
            process = _begin(base, tried)
            time.sleep(after)
            process.send_signal(signal.SIGKILL)
            process.wait()
            what = f"kill {number} after {after:.2f} s"
            failed += [
                f"{what}: {name}" for name in broken_files(files(tried / "outputs"), old, new)
            ]
            _process(tried, [DOCUMENTS[-1]])
            if files(tried / "outputs") != new:
                failed.append(f"{what}: the next run gave something else")
    return failed, {}


def try_changes(_chance: random.Random) -> Outcome:
    """What went wrong where a run was killed before one of its changes on disk."""
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        _process(base, DOCUMENTS[:-1])
        shutil.copy(DOCUMENTS[-1], base / "corpus")
        command = [sys.executable, "-m", "tests.kills", str(base), str(CHANGES)]
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 (our own program)
    tried = json.loads(done.stdout)
    return list(tried["failures"]), {"changes on disk": tried["changes"]}


def try_commands(chance: random.Random) -> Outcome:
    """What was wrong after a command was killed, and how often which had done what."""
    seed = str(chance.randrange(1_000_000))
    command = [sys.executable, "-m", "tests.killed_commands", str(COMMANDS), seed]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603 (our own program)
    tried = json.loads(done.stdout)
    return list(tried["failures"]), dict(tried["done"])


def try_trials(_chance: random.Random) -> Outcome:
    """Corpora and decisions for which an order gave other rows or a decision did not hold."""
    vocabulary = load_vocabulary(own_or_shipped(ROOT, VOCABULARY))
    names = {category.key: category.name for category in vocabulary.categories}
    failed = []
    with loaded_once(vocabulary):
        for number in range(TRIALS):
            with tempfile.TemporaryDirectory() as folder:
                faults = generated.try_orders(
                    Path(folder),
                    _process_paths,
                    random.Random(number),  # noqa: S311 (each can be repeated alone, no secret)
                    decisions=DECISIONS,
                    category_names=names,
                )
                failed += [f"trial {number}: {fault}" for fault in faults]
    return failed, {}


def try_reviewers(chance: random.Random) -> Outcome:
    """What was wrong with the log after somebody was killed while deciding."""
    with tempfile.TemporaryDirectory() as folder:
        faults, decided = kill_while_deciding(
            locate_store(Path(folder)), times=REVIEWERS, seed=chance.randrange(1_000_000)
        )
    return faults, {"decisions": decided}


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


def _process_paths(workspace: Path, *files: Path) -> None:
    _process(workspace, list(files))


def _process(workspace: Path, files: list[Path]) -> None:
    run(workspace, files, since=None, progress=lambda _stage, _steps: lambda: None)


def _digest(folder: Path) -> str:
    contents = files(folder).items()
    return json.dumps({name: hashlib.sha256(data).hexdigest() for name, data in contents})


if __name__ == "__main__":
    main()
