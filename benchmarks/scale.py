"""Measure what clustering costs at 10,000, 100,000 and 1,000,000 mentions.

    python benchmarks/scale.py [--mentions N ...] [--semhash-python PROGRAM]

Writes benchmarks/results/scale.json, for each number of mentions:

- seconds of cluster(), all of it but embedding, by stage; seconds to embed all once, which
  later runs need not, by a sample; of the processor, of which both use one, so that what
  else the machine does counts little; peak memory of the process, which did nothing else;
- precision, recall and F1 of pairs, on invented mentions of which it is known which state
  the same (benchmarks/invented.py);
- of the exact nearest of some mentions, the share that is compared at all;
- beside it semhash and scikit-learn's average linkage on the same vectors.

Above the smallest number, vectors are simulated (benchmarks/simulated.py); there both are
measured, so that one sees how fair that is.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from clustering import SETTINGS, homes_of, judge_queue
from invented import Invented, Material, invent, read_material
from peers import peak_megabytes
from shared import ROOT, find_shared, judge_pairs, write_result
from simulated import Moves, SimulatedEncoder, encode_halves, kind_of, measure_moves

from pipeline.cluster import Constraints, cluster
from pipeline.cluster.model import load_pair_model
from pipeline.config import PAIR_MODEL, own_or_shipped
from pipeline.embedding import Encoder
from pipeline.learning import as_mention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Results = dict[str, Any]

SIZES = (10_000, 100_000, 1_000_000)
SAMPLE = 4_000
REAL, SIMULATED = "real", "simulated"
# Up to so many mentions all vectors are also made for real.
MOST_REAL = 10_000
MOST_WITH = {"semhash": 100_000, "agglomerative": 10_000}
# Blocking is held against exact search for so many mentions and so many of their nearest.
CHECKED, NEAREST, NEAR = 2_000, 10, 0.5
ROWS_AT_ONCE = 20_000
STAGES = {
    "Compared": "pipeline.cluster",
    "candidates": "pipeline.cluster.scoring",
    "differences": "pipeline.cluster.scoring",
    "score_pairs": "pipeline.cluster",
    "partition_of": "pipeline.cluster",
    "best_between": "pipeline.cluster",
    "choose": "pipeline.cluster",
    "relate": "pipeline.cluster",
}


def main() -> None:
    """Measure each size in a process of its own."""
    arguments = read_arguments()
    if arguments.child:
        measure(arguments.child, arguments.mentions[0], arguments.vectors)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sample = prepare(folder)
        sizes: list[Results] = []
        peers: list[Results] = []
        for count in arguments.mentions:
            for vectors in (REAL, SIMULATED) if count <= MOST_REAL else (SIMULATED,):
                found = run_child(folder, count, vectors)
                once = found["distinct texts"] * sample["seconds a text"]
                found["seconds to embed once"] = round(once + found["seconds to embed words"], 1)
                found["ratio"] = round(found["seconds"] / found["seconds to embed once"], 3)
                sizes.append(found)
                peers += run_peers(folder, count, vectors, arguments.semhash_python)
            write_result("scale", {"sample": sample, "sizes": sizes, "peers": peers})


def read_arguments() -> argparse.Namespace:
    """What the command line asks for; the last two are for the script's own processes."""
    parser = argparse.ArgumentParser(description="Measure what clustering costs.")
    parser.add_argument("--mentions", type=int, nargs="+", default=SIZES)
    parser.add_argument("--semhash-python", default=sys.executable)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--vectors", default=SIMULATED, help=argparse.SUPPRESS)
    return parser.parse_args()


def prepare(folder: Path) -> Results:
    """Material, its vectors, and how real vectors lie; what the sample says, for people."""
    material = read_material(find_shared() / "corpus")
    encoder = Encoder()
    heads, tails = encode_halves(material, encoder)
    sample = invent(material, SAMPLE)
    start = time.process_time()
    real = encoder.encode(sample.texts)
    seconds = time.process_time() - start
    moves = measure_moves(sample, (heads, tails), real)
    texts = {"heads": material.heads, "tails": material.tails, "nouns": material.nouns}
    (folder / "material.json").write_text(json.dumps(texts), encoding="utf-8")
    (folder / "cosines.json").write_text(json.dumps(moves.cosines), encoding="utf-8")
    fitted = {"heads": heads, "tails": tails, "mean": moves.mean, "shares": moves.shares}
    np.savez(folder / "halves.npz", **dict[str, Any](fitted))
    np.savez(folder / "residues.npz", **dict[str, Any](moves.residues))
    return {
        "texts": SAMPLE,
        "seconds a text": round(seconds / SAMPLE, 5),
        "vectors of more than 10,000 mentions": "simulated, see benchmarks/simulated.py",
        "mean cosine of a proposal with its halves, and of a wording with its proposal": {
            kind: round(cosine, 4) for kind, cosine in sorted(moves.cosines.items())
        },
    }


def run_child(folder: Path, count: int, vectors: str) -> Results:
    """What a process of its own measured."""
    command = [sys.executable, __file__, "--child", folder, "--vectors", vectors]
    call = [*map(str, command), "--mentions", str(count)]
    subprocess.run(call, check=True)  # noqa: S603 (this script)
    return dict(json.loads((folder / "measured.json").read_text(encoding="utf-8")))


def measure(folder: Path, count: int, vectors: str) -> None:
    """Cluster so many mentions, and write what it took and how well it went."""
    material = Material(**json.loads((folder / "material.json").read_text(encoding="utf-8")))
    invented = invent(material, count)
    encoder = TimedEncoder(make_encoder(folder, invented, vectors))
    mentions = [as_mention(text, f"{row:08}") for row, text in enumerate(invented.texts)]
    seconds: dict[str, float] = defaultdict(float)
    checked: Results = {}
    with timed_stages(seconds, checked, encoder):
        start = time.process_time()
        clustering = cluster(
            mentions,
            model=load_pair_model(own_or_shipped(ROOT, PAIR_MODEL)),
            settings=SETTINGS,
            encoder=encoder,
            authority={},
            constraints=Constraints(),
            on_done=lambda: None,
        )
        whole = time.process_time() - start - encoder.seconds - seconds.pop("check")
    peak = peak_megabytes()
    result = {
        "mentions": count,
        "vectors": vectors,
        "distinct texts": len(set(invented.texts)),
        "words": encoder.texts - len(set(invented.texts)),
        "seconds to embed words": round(encoder.seconds - encoder.first, 1),
        "seconds": round(whole, 1),
        "of these": {stage: round(taken, 1) for stage, taken in seconds.items()},
        "peak_megabytes": peak,
        "clusters": len(clustering.clusters),
        "pairs": judge_pairs(homes_of(clustering, count), invented.proposals.tolist()),
        "recall by rule": recall_by_rule(invented, homes_of(clustering, count)),
        **judge_queue(clustering, invented.proposals.tolist()),
        "blocking": checked,
    }
    (folder / "measured.json").write_text(json.dumps(result), encoding="utf-8")
    if count <= max(MOST_WITH.values()):
        (folder / "texts.json").write_text(json.dumps(invented.texts), encoding="utf-8")
        np.save(folder / "proposals.npy", invented.proposals)
        np.save(folder / "vectors.npy", encoder.encode(invented.texts))


def recall_by_rule(invented: Invented, homes: Sequence[int]) -> dict[str, float]:
    """Share of the wordings, by what made them, that came together with the proposal's own."""
    own = {
        proposal: homes[row]
        for row, proposal in enumerate(invented.proposals.tolist())
        if not invented.rules[row]
    }
    together = defaultdict(list)
    for row, (proposal, rules) in enumerate(
        zip(invented.proposals.tolist(), invented.rules, strict=True)
    ):
        if rules:
            together[kind_of(rules)].append(homes[row] == own[proposal])
    return {kind: round(sum(hits) / len(hits), 3) for kind, hits in sorted(together.items())}


class TimedEncoder(Encoder):
    """An encoder that keeps account.

    Attributes:
        seconds: Spent so far.
        first: Spent on the first call, which is for the mentions; the others are for words.
        texts: How many were asked for.
    """

    def __init__(self, encoder: Encoder | SimulatedEncoder) -> None:
        super().__init__()
        self._encoder = encoder
        self.seconds, self.first, self.texts = 0.0, 0.0, 0

    def encode(
        self, texts: Sequence[str], *, on_done: Callable[[], None] = lambda: None
    ) -> np.ndarray:
        """Vectors of the texts, shape (n, 512)."""
        start = time.process_time()
        found = self._encoder.encode(texts, on_done=on_done)
        taken = time.process_time() - start
        self.first = self.first if self.texts else taken
        self.seconds += taken
        self.texts += len(texts)
        return found


def make_encoder(folder: Path, invented: Invented, vectors: str) -> Encoder | SimulatedEncoder:
    """The product's encoder, or one that simulates."""
    if vectors == REAL:
        return Encoder()
    cosines = json.loads((folder / "cosines.json").read_text(encoding="utf-8"))
    with np.load(folder / "halves.npz") as halves, np.load(folder / "residues.npz") as residues:
        moves = Moves(cosines, dict(residues), halves["mean"], halves["shares"])
        return SimulatedEncoder(invented, (halves["heads"], halves["tails"]), moves, Encoder())


@contextmanager
def timed_stages(
    seconds: dict[str, float], checked: Results, encoder: TimedEncoder
) -> Iterator[None]:
    """Within it, the stages of clustering count their seconds, and blocking is checked.

    A stage that is called by another counts in both; embedding counts in none.
    """
    seconds["check"] = 0.0
    kept = []
    for name, home in STAGES.items():
        module = importlib.import_module(home)
        stage = getattr(module, name, None)
        if stage is not None:
            kept.append((module, name, stage))
            setattr(module, name, timed(stage, name, seconds, checked, encoder))
    yield
    for module, name, stage in kept:
        setattr(module, name, stage)


def timed(
    stage: Callable[..., Any],
    name: str,
    seconds: dict[str, float],
    checked: Results,
    encoder: TimedEncoder,
) -> Callable[..., Any]:
    """The stage, counting its seconds; blocking is held against exact search after it."""

    @wraps(stage)
    def run(*arguments: Any, **named: Any) -> Any:  # noqa: ANN401 (whatever the stage takes)
        start, elsewhere = time.process_time(), encoder.seconds + seconds["check"]
        found = stage(*arguments, **named)
        elsewhere = encoder.seconds + seconds["check"] - elsewhere
        seconds[name] += time.process_time() - start - elsewhere
        if name == "candidates":
            start = time.process_time()
            checked.update(check_blocking(arguments[0], *found))
            seconds["check"] += time.process_time() - start
        return found

    return run


def check_blocking(meaning: np.ndarray, left: np.ndarray, right: np.ndarray) -> Results:
    """Share of the exact nearest of some rows that are among the pairs to be compared."""
    count = len(meaning)
    rows = np.random.default_rng(0).choice(count, min(CHECKED, count), replace=False)
    best = np.full((len(rows), NEAREST), -1.0, dtype=np.float32)
    where = np.zeros((len(rows), NEAREST), dtype=np.int64)
    for start in range(0, count, ROWS_AT_ONCE):
        cosines = meaning[rows] @ meaning[start : start + ROWS_AT_ONCE].T
        own = np.flatnonzero((rows >= start) & (rows < start + ROWS_AT_ONCE))
        cosines[own, rows[own] - start] = -1
        places = np.argpartition(-cosines, NEAREST, axis=1)[:, :NEAREST]
        both = np.hstack([best, np.take_along_axis(cosines, places, axis=1)])
        found = np.hstack([where, places + start])
        order = np.argsort(-both, axis=1)[:, :NEAREST]
        best, where = (np.take_along_axis(a, order, axis=1) for a in (both, found))
    row, near = np.repeat(rows, NEAREST), where.ravel()
    near, row = near[best.ravel() >= NEAR], row[best.ravel() >= NEAR]
    keys = np.minimum(row, near) * np.int64(count) + np.maximum(row, near)
    pairs = left * np.int64(count) + right
    found = pairs[np.minimum(np.searchsorted(pairs, keys), len(pairs) - 1)] == keys
    return {
        "candidate pairs": len(left),
        "nearest looked for": len(keys),
        "of these compared": round(float(found.mean()), 4),
    }


def run_peers(folder: Path, count: int, vectors: str, semhash_python: str) -> list[Results]:
    """What other programs make of the vectors that were measured last."""
    pythons = {"semhash": semhash_python, "agglomerative": sys.executable}
    found = []
    for program, most in MOST_WITH.items():
        if count <= most:
            outcome = run_peer(folder, program, pythons[program])
            found.append({"program": program, "mentions": count, "vectors": vectors, **outcome})
    return found


def run_peer(folder: Path, program: str, python: str) -> Results:
    """Seconds, memory and pairs by threshold of one program."""
    script = Path(__file__).with_name("peers.py")
    command = [python, str(script), program, str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 (our own script)
    if done.returncode:
        missing = "No module named 'semhash'" in done.stderr
        return {"failed": "not installed" if missing else done.stderr.strip().splitlines()[-1]}
    result = json.loads((folder / f"{program}.json").read_text(encoding="utf-8"))
    actual = np.load(folder / "proposals.npy").tolist()
    groups = result.pop("groups")
    return {
        **result,
        "pairs by threshold": {name: judge_pairs(said, actual) for name, said in groups.items()},
    }


if __name__ == "__main__":
    main()
