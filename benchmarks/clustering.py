"""Measure which mentions come together, as if extraction were perfect.

    python benchmarks/clustering.py

Writes benchmarks/results/clustering.json, all of it made with what the product uses:
the pair model at hand, its vectors and match scores, and cluster() as it is set.

- ``kpa``: arguments sorted by the point that they make, the number of points given;
- ``multilingual``: whether the same goal is found in another language;
- ``contrasts``: pairs that differ in one thing, which must not merge; held out;
- ``wordings``: one proposal in several wordings; held out;
- ``blocking``: how many true pairs are compared at all;
- ``upr_lists``: the same aim in other words, in lists of recommendations.

Of what is held out only totals are written.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

import numpy as np
from key_points import measure_key_points
from shared import (
    LABELS,
    ROOT,
    count_pairs,
    f_measure,
    find_shared,
    judge_pairs,
    read_table,
    write_result,
)
from sklearn.metrics import average_precision_score

from pipeline.cluster import Constraints, cluster
from pipeline.cluster.blocking import candidates
from pipeline.cluster.guards import differences
from pipeline.cluster.likeness import Compared
from pipeline.cluster.model import load_pair_model
from pipeline.config import PAIR_MODEL, ClusterSettings, own_or_shipped
from pipeline.embedding import Encoder
from pipeline.learning import as_mention
from pipeline.records import normalise

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence
    from pathlib import Path

    from pipeline.cluster import Clustering

    Results = dict[str, object]

SETTINGS = ClusterSettings()
LANGUAGES = ("fr", "es", "ar", "ru", "zh-Hans")
MARKERS = "-•0123456789. "


class Product:
    """The pair model and the encoder as a run of the product has them."""

    def __init__(self) -> None:
        self.model = load_pair_model(own_or_shipped(ROOT, PAIR_MODEL))
        self.encoder = Encoder()

    def compare(self, texts: Iterable[str], language: str = "en") -> Compared:
        """The texts made ready to be compared."""
        mentions = [as_mention(text, language=language) for text in texts]
        return Compared(mentions, model=self.model, encoder=self.encoder)

    def cluster(self, texts: Iterable[str]) -> Clustering:
        """Clusters of the texts; a mention's id is the text's place."""
        return cluster(
            [as_mention(text, f"{number:08}") for number, text in enumerate(texts)],
            model=self.model,
            settings=SETTINGS,
            encoder=self.encoder,
            authority={},
            constraints=Constraints(),
            on_done=lambda: None,
        )

    def match(self, left: str, right: str) -> tuple[float, tuple[str, ...]]:
        """Match score of two texts, and the guards between them."""
        one, other = as_mention(left), as_mention(right)
        compared = Compared([one, other], model=self.model, encoder=self.encoder)
        score = float(compared.scores(0, np.array([1]))[0])
        return score, differences(one, other, alike=compared.alike)


def main() -> None:
    """Run every measurement."""
    evaluation, product = find_shared() / "eval", Product()
    write_result(
        "clustering",
        {
            "kpa": measure_key_points(evaluation / "kpa", product.compare),
            "multilingual": measure_languages(
                evaluation / "multilingual" / "sdg_six_languages.csv", product
            ),
            "contrasts": measure_contrasts(LABELS / "contrasts.csv", product),
            "wordings": measure_wordings(LABELS / "wordings.csv", product),
            "blocking": measure_blocking(evaluation, product),
            "upr_lists": measure_lists(evaluation / "upr_lists" / "sentences.tsv", product),
        },
    )


def measure_languages(path: Path, product: Product) -> Results:
    """Share of English texts whose nearest in another language is the same text."""
    everything = read_table(path)
    targets = [row for row in everything if row["kind"] == "targets"]
    return {"targets": top_one(targets, product), "all kinds": top_one(everything, product)}


def top_one(rows: Sequence[dict[str, str]], product: Product) -> Results:
    """Accuracy by language; of equal texts either counts."""
    english = product.compare(row["en"] for row in rows).meaning
    found: dict[str, float] = {}
    for language in LANGUAGES:
        texts = [row[language] for row in rows]
        nearest = (english @ product.compare(texts, language[:2]).meaning.T).argmax(axis=1)
        hits = [texts[k] == text for k, text in zip(nearest, texts, strict=True)]
        found[language] = round(float(np.mean(hits)), 4)
    return {"texts": len(rows), **found, "mean": round(float(np.mean(list(found.values()))), 4)}


def measure_contrasts(path: Path, product: Product) -> Results:
    """By kind, what became of the pairs; merged ones of what differs must be 0."""
    different: dict[str, Counter[str]] = defaultdict(Counter)
    same: dict[str, Counter[str]] = defaultdict(Counter)
    for row in read_table(path):
        fate = fate_of(row["left"], row["right"], product)
        counted = same if row["same"] == "yes" else different
        for kind in (row["kind"], "all"):
            counted[kind].update(("pairs", fate))
    return {"differ": write_fates(different), "state the same": write_fates(same)}


def fate_of(left: str, right: str, product: Product) -> str:
    """Whether two texts merge, and if not, what keeps them apart."""
    if len(product.cluster([left, right]).clusters) == 1:
        return "merged"
    score, guards = product.match(left, right)
    if score < SETTINGS.merge_threshold:
        return "score too low"
    return "kept apart only by a guard" if guards else "kept apart otherwise"


def write_fates(counted: dict[str, Counter[str]]) -> Results:
    """Counts by kind, "merged" also where it is 0."""
    return {kind: {"merged": 0, **counts} for kind, counts in counted.items()}


def measure_wordings(path: Path, product: Product) -> Results:
    """How well wordings of one proposal come together among those of all subjects."""
    rows = read_table(path)
    labels = [(row["subject"], row["proposal"]) for row in rows]
    clustering = product.cluster(row["text"] for row in rows)
    actual, scores = score_within([row["subject"] for row in rows], rows, product)
    return {
        "texts": len(rows),
        "pairs": judge_pairs(homes_of(clustering, len(rows)), labels),
        "average precision within subjects": round(average_precision_score(actual, scores), 4),
        **judge_queue(clustering, labels),
    }


def score_within(
    subjects: Sequence[str], rows: Sequence[dict[str, str]], product: Product
) -> tuple[list[bool], list[float]]:
    """Whether each two texts of a subject state the same, and their match score."""
    compared = product.compare(row["text"] for row in rows)
    actual: list[bool] = []
    scores: list[float] = []
    for k, subject in enumerate(subjects):
        others = [j for j in range(k + 1, len(rows)) if subjects[j] == subject]
        actual += [rows[j]["proposal"] == rows[k]["proposal"] for j in others]
        scores += compared.scores(k, np.array(others, dtype=np.int64)).tolist() if others else []
    return actual, scores


def homes_of(clustering: Clustering, count: int) -> list[int]:
    """Number of each text's cluster."""
    homes = [0] * count
    for number, found in enumerate(clustering.clusters):
        for name in found.mention_ids:
            homes[int(name)] = number
    return homes


def judge_queue(clustering: Clustering, labels: Sequence[Hashable]) -> Results:
    """Share of the pairs that came together or would by a suggestion; number of suggestions."""
    seen, actual = count_seen(clustering, labels)
    share = round(seen / actual, 4) if actual else 0.0
    return {"merged or suggested": share, "suggestions": len(clustering.suggested)}


def count_seen(clustering: Clustering, labels: Sequence[Hashable]) -> tuple[int, int]:
    """Pairs that state the same which are merged or suggested, and all of them."""
    homes = homes_of(clustering, len(labels))
    suggested = {
        frozenset((homes[int(one.pair.left)], homes[int(one.pair.right)]))
        for one in clustering.suggested
    }
    pairs = pairs_of(labels)
    seen = [homes[a] == homes[b] or frozenset((homes[a], homes[b])) in suggested for a, b in pairs]
    return sum(seen), len(pairs)


def pairs_of(labels: Iterable[Hashable]) -> list[tuple[int, int]]:
    """Places with the same label."""
    places = defaultdict(list)
    for place, label in enumerate(labels):
        places[label].append(place)
    return [pair for group in places.values() for pair in itertools.combinations(group, 2)]


def measure_blocking(evaluation: Path, product: Product) -> Results:
    """Share of true pairs that are compared, with all texts of a set in one."""
    gold = read_recommendations(evaluation / "gold" / "sentences.tsv")
    lists = read_recommendations(evaluation / "upr_lists" / "sentences.tsv")
    wordings = read_table(LABELS / "wordings.csv")
    sets = {
        "gold": [(row["text"].lstrip(MARKERS), label_of(row)) for row in gold],
        "upr_lists": [(row["text"], label_of(row)) for row in lists],
        "wordings": [(row["text"], f"{row['subject']}/{row['proposal']}") for row in wordings],
    }
    return {name: judge_blocking(texts, product) for name, texts in sets.items()}


def read_recommendations(path: Path) -> list[dict[str, str]]:
    """Rows of what is labelled a recommendation."""
    return [row for row in read_table(path) if row["label"] == "R"]


def label_of(row: dict[str, str]) -> str:
    """The row's cluster, or a name of its own."""
    return row["cluster"] or f"alone: {row['id']}"


def judge_blocking(texts: Sequence[tuple[str, str]], product: Product) -> Results:
    """Pairs compared; of the same words one stands for all, as in cluster()."""
    first: dict[str, int] = {}
    rows = [first.setdefault(normalise(text), len(first)) for text, _ in texts]
    distinct = {row: text for row, (text, _) in zip(rows[::-1], texts[::-1], strict=True)}
    compared = product.compare(distinct[row] for row in range(len(first)))
    left, right = candidates(
        compared.meaning, compared.words, weights=product.model.words, pivots=product.model.pivots
    )
    known = set(zip(left.tolist(), right.tolist(), strict=True))
    true = [sorted((rows[a], rows[b])) for a, b in pairs_of(label for _, label in texts)]
    found = sum(a == b or (a, b) in known for a, b in true)
    return {
        "texts": len(texts),
        "distinct": len(first),
        "true pairs": len(true),
        "recall": round(found / len(true), 4),
        "candidate pairs": len(left),
        "all pairs": len(first) * (len(first) - 1) // 2,
    }


def measure_lists(path: Path, product: Product) -> Results:
    """Pairs within each list, over all lists."""
    lists = defaultdict(list)
    for row in read_recommendations(path):
        lists[row["document"]].append(row)
    counts: Counter[str] = Counter()
    for rows in lists.values():
        labels = [label_of(row) for row in rows]
        clustering = product.cluster(row["text"] for row in rows)
        homes = homes_of(clustering, len(rows))
        counts["both"] += count_pairs(zip(homes, labels, strict=True))
        counts["said"] += count_pairs(homes)
        counts["seen"] += count_seen(clustering, labels)[0]
        counts["actual"] += count_pairs(labels)
        counts["suggestions"] += len(clustering.suggested)
    return {
        "texts": sum(map(len, lists.values())),
        "pairs": f_measure(counts["both"], counts["said"], counts["actual"]),
        "merged or suggested": round(counts["seen"] / counts["actual"], 4),
        "suggestions": counts["suggestions"],
    }


if __name__ == "__main__":
    main()
