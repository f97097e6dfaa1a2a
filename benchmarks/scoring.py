"""Compare match scores on hand-labelled pairs, as if extraction were perfect.

    python benchmarks/scoring.py

Writes benchmarks/results/scoring.json: for each score the best F1 over all
thresholds, in sight of the labels. It says which score separates better, not how
well the product does. This is what docs/adr/0001 rests on.
"""

from __future__ import annotations

import csv
import itertools
from typing import TYPE_CHECKING

import numpy as np
from shared import find_shared, write_result
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer

from pipeline.cluster.scoring import content_words
from pipeline.embedding import Encoder

if TYPE_CHECKING:
    from pathlib import Path

GRAMS = {"analyzer": "char_wb", "ngram_range": (3, 5)}


def main() -> None:
    """Score every pair of each label set in every way."""
    evaluation = find_shared() / "eval"
    encoder = Encoder()
    result = {
        "gold, all pairs": compare(evaluation / "gold", encoder, within_document=False),
        "upr_lists, within a document": compare(
            evaluation / "upr_lists", encoder, within_document=True
        ),
    }
    write_result("scoring", dict(result))


def compare(folder: Path, encoder: Encoder, *, within_document: bool) -> dict[str, object]:
    """Best F1 and its threshold for each way to score the labelled recommendations."""
    rows = [row for row in read_tsv(folder / "sentences.tsv") if row["label"] == "R"]
    texts = [row["text"].lstrip("-•0123456789. ") for row in rows]
    left, right, same = label_pairs(
        rows, folder / "maybe_pairs.tsv", within_document=within_document
    )
    hashed = HashingVectorizer(alternate_sign=False, **GRAMS)
    content = HashingVectorizer(alternate_sign=False, preprocessor=content_words, **GRAMS)
    weighted = TfidfVectorizer(sublinear_tf=True, **GRAMS)
    vectors = encoder.encode(texts)
    centred = vectors - vectors.mean(axis=0)
    centred /= np.linalg.norm(centred, axis=1, keepdims=True)

    def of_grams(vectoriser: HashingVectorizer | TfidfVectorizer) -> np.ndarray:
        grams = vectoriser.fit_transform(texts)
        return np.asarray(grams[left].multiply(grams[right]).sum(axis=1)).ravel()

    def of_vectors(matrix: np.ndarray) -> np.ndarray:
        return (matrix[left] * matrix[right]).sum(axis=1)

    lexical, words, rarity = of_grams(hashed), of_grams(content), of_grams(weighted)
    raw, shifted = of_vectors(vectors), of_vectors(centred)
    ways = {
        "character n-grams": lexical,
        "character n-grams of content words": words,
        "character n-grams with idf of these texts": rarity,
        "embedding": raw,
        "embedding, centred on these texts": shifted,
        "n-grams of content words + embedding (the product's)": (words + raw) / 2,
        "n-grams with idf + centred embedding": (rarity + shifted) / 2,
    }
    return {"pairs": int(same.sum()), **{name: best(score, same) for name, score in ways.items()}}


def label_pairs(
    rows: list[dict[str, str]], maybe_path: Path, *, within_document: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Indices of the pairs' two sides, and whether the labels call them the same."""
    maybe = read_tsv(maybe_path) if maybe_path.exists() else []
    unsure = {frozenset((row["a"], row["b"])) for row in maybe}
    pairs = [
        (i, j)
        for i, j in itertools.combinations(range(len(rows)), 2)
        if not (within_document and rows[i]["document"] != rows[j]["document"])
        and frozenset((rows[i]["id"], rows[j]["id"])) not in unsure
    ]
    left, right = np.array(pairs).T
    clusters = np.array([row["cluster"] for row in rows])
    return left, right, (clusters[left] != "") & (clusters[left] == clusters[right])


def best(scores: np.ndarray, same: np.ndarray) -> dict[str, float]:
    """The highest F1 over all thresholds, and the threshold."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(same[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + same.sum())
    place = int(f1.argmax())
    return {"f1": round(float(f1[place]), 3), "threshold": round(float(scores[order[place]]), 3)}


def read_tsv(path: Path) -> list[dict[str, str]]:
    """Rows of a tab-separated file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


if __name__ == "__main__":
    main()
