"""Measure how tags are suggested, from no decisions to many.

    python benchmarks/tags.py [--train T] [--test X] [--rows N] [--seed S]

T and X are tables (CSV, or CSV in gzip) with the columns text and issues, tags joined with
"|"; T is the shared upr_tags without it. Without X a fifth of the states of T, its column
state_under_review, is held out. The suggester of the product learns from N rows of T as if
people had decided them, and suggests tags for the rows of X; without N that is done for
none, 50, 200, 1,000 and all, and benchmarks/results/tags.json and
docs/explanation/tags-curve.svg are written. All it is told of the tags is their names.

Beside it stands what is usual: word frequencies with a linear support vector machine, a tag
where it says yes, on the same rows.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from plots import draw_lines
from shared import ROOT, find_shared, write_result
from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, TfidfVectorizer
from sklearn.svm import LinearSVC
from threadpoolctl import threadpool_limits

from pipeline.config import SuggestSettings, shipped_models
from pipeline.embedding import Encoder
from pipeline.learning import as_mention
from pipeline.records import Cluster, DecidedLabels, Scheme
from pipeline.suggest import suggest
from pipeline.suggest.knowledge import load_knowledge
from pipeline.suggest.vocabulary import Tag, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.records import Mention

PLOT = ROOT / "docs" / "explanation" / "tags-curve.svg"
SIZES = (0, 50, 200, 1_000, None)
SEPARATOR = "|"
HELD_OUT = 5
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
PARTS = re.compile(r"\s+[-–&]\s+|\s+and\s+|[,;/()]")
POSSESSIVE = re.compile(r"['’]s?\b")
ENDINGS = ("ies", "ing", "ion", "es", "s")
SHORTEST_STEM, SHORTEST_WORD = 4, 3
# Tags that a text has been given, a set a text.
Tagged = list[frozenset[str]]


def main() -> None:
    """Measure one size, or the curve."""
    options = read_options()
    train = read_rows(options.train or find_shared() / "eval/upr_tags/upr_info_dev.csv.gz")
    train, test = (
        (train, read_rows(options.test)) if options.test else split(train, seed=options.seed)
    )
    names = sorted({tag for row in (*train["tags"], *test["tags"]) for tag in row})
    encoder = Encoder()
    encoder.encode([*train["text"], *test["text"]])
    order = np.random.default_rng(options.seed).permutation(len(train))
    sizes = SIZES if options.rows is None else (options.rows,)
    curve = [
        measure(train.iloc[order[:size]], test, names, encoder=encoder)
        for size in (len(train) if size is None else size for size in sizes)
    ]
    result: dict[str, object] = {"train": len(train), "test": len(test), "seed": options.seed}
    result |= {"tags": len(names), "curve": curve}
    if options.rows is None and not options.test and not options.train:
        PLOT.write_text(draw(curve), encoding="utf-8")
        write_result("tags", result)
    else:
        print(result)


def read_options() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


def read_rows(path: Path) -> pd.DataFrame:
    """Texts, and a column "tags" with a set of tags each."""
    rows = pd.read_csv(path, dtype=str, keep_default_na=False)
    return rows.assign(
        tags=[frozenset(filter(None, issues.split(SEPARATOR))) for issues in rows["issues"]]
    )


def split(rows: pd.DataFrame, *, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Rows to learn from, and those of a fifth of the states."""
    states = np.array(sorted(rows["state_under_review"].unique()))
    np.random.default_rng(seed).shuffle(states)
    held = rows["state_under_review"].isin(states[: len(states) // HELD_OUT])
    return rows[~held], rows[held]


def measure(
    train: pd.DataFrame, test: pd.DataFrame, names: Sequence[str], *, encoder: Encoder
) -> dict[str, float | int]:
    """Micro-averaged F1 of the suggester that learned from the rows, and of what is usual."""
    start = time.perf_counter()
    said = suggest_tags(train, list(test["text"]), names, encoder=encoder)
    seconds = round(time.perf_counter() - start, 1)
    actual = list(test["tags"])
    precision, recall, f1 = micro(said, actual)
    return {
        "rows": len(train),
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "usual f1": micro(suggest_usual(train, list(test["text"]), names), actual)[2],
        "seconds with vectors at hand": seconds,
    }


def suggest_tags(
    train: pd.DataFrame, texts: Sequence[str], names: Sequence[str], *, encoder: Encoder
) -> Tagged:
    """The tags that a run suggests for the texts, the rows being decided."""
    decided = [
        DecidedLabels(
            recommendation_id=f"R-{number:05}",
            mention_ids=(f"d{number}",),
            text=text,
            headings=(),
            category="",
            tags=tuple(sorted(tags)),
        )
        for number, (text, tags) in enumerate(zip(train["text"], train["tags"], strict=True))
    ]
    mentions = {f"m{number}": to_mention(number, text) for number, text in enumerate(texts)}
    suggested = suggest(
        [Cluster(mention_ids=(name,), canonical=name) for name in mentions],
        mentions,
        knowledge=load_knowledge(shipped_models(), to_vocabulary(names)),
        decided=decided,
        settings=SuggestSettings(),
        encoder=encoder,
        on_done=lambda: None,
    )
    said: dict[str, set[str]] = {name: set() for name in mentions}
    for suggestion in suggested.suggestions:
        if suggestion.scheme is Scheme.TAG:
            said[suggestion.cluster.canonical].add(suggestion.label)
    return [frozenset(said[name]) for name in mentions]


def to_mention(number: int, text: str) -> Mention:
    """A mention that is all of its document."""
    name = f"m{number}"
    return replace(as_mention(text, name), document_id=name)


def to_vocabulary(names: Sequence[str]) -> Vocabulary:
    """A vocabulary of these tags, with what their names alone tell."""
    shared = Counter(word for name in names for word in set(words_of(name)))
    return Vocabulary(
        categories=(),
        tags=tuple(
            Tag(
                key=name,
                name=name,
                facet="theme",
                definition="",
                synonyms=tuple(dict.fromkeys(synonyms_of(name, shared))),
            )
            for name in names
        ),
    )


def synonyms_of(name: str, shared: Counter[str]) -> Iterator[str]:
    """The name, its parts, and the words that no other name has, without their endings."""
    yield name
    yield from (part.strip() for part in PARTS.split(name) if part.strip())
    yield from (to_stem(word) for word in words_of(name) if shared[word] == 1)


def words_of(name: str) -> list[str]:
    """The words of a name that say something, in lower case."""
    words = (word.casefold() for word in WORD.findall(POSSESSIVE.sub("", name)))
    return [w for w in words if w not in ENGLISH_STOP_WORDS and len(w) >= SHORTEST_WORD]


def to_stem(word: str) -> str:
    """The word with any ending in place of its own."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending) + "*"
    return word


def suggest_usual(train: pd.DataFrame, texts: Sequence[str], names: Sequence[str]) -> Tagged:
    """What word frequencies and a linear support vector machine say, a tag at a time."""
    said: list[set[str]] = [set() for _ in texts]
    if len(train):
        vectorizer = TfidfVectorizer(sublinear_tf=True)
        known, new = vectorizer.fit_transform(train["text"]), None
        new = vectorizer.transform(texts)
        for name in names:
            has = [name in tags for tags in train["tags"]]
            if any(has) and not all(has):
                with threadpool_limits(limits=1):
                    machine = LinearSVC(random_state=0).fit(known, has)
                for row in np.flatnonzero(machine.predict(new)):
                    said[row].add(name)
    return [frozenset(tags) for tags in said]


def micro(said: Iterable[frozenset[str]], actual: Iterable[frozenset[str]]) -> list[float]:
    """Precision, recall and F1 over all pairs of a row and a tag."""
    pairs = list(zip(said, actual, strict=True))
    right = sum(len(one & other) for one, other in pairs)
    given, wanted = sum(len(one) for one, _ in pairs), sum(len(other) for _, other in pairs)
    values = (right / max(given, 1), right / max(wanted, 1), 2 * right / max(given + wanted, 1))
    return [round(value, 4) for value in values]


def draw(curve: Sequence[dict[str, float | int]]) -> str:
    """The curve, and what is usual."""
    return draw_lines(
        "F1 of suggested tags, by how many rows were decided",
        [f"{point['rows']:,}" for point in curve],
        {
            "Stocktake": [float(point["f1"]) for point in curve],
            "word frequencies and a linear SVM": [float(point["usual f1"]) for point in curve],
        },
        below="decided rows",
    )


if __name__ == "__main__":
    main()
