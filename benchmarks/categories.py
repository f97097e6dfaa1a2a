"""Measure how categories and tags are suggested before anybody has decided anything.

    python benchmarks/categories.py

Writes benchmarks/results/categories.json:

- ``gold``: the shared gold documents as they are, and with every heading taken out of them.
  Only thresholds and how far neighbours are trusted were chosen on them;
- ``held out``: benchmarks/labels/categories.csv, written by another hand than the examples
  that the suggester learns from, and read by nobody who worked on it;
- ``cross-validation``: each of the four tables of examples judged from the other three;
- ``speed``: seconds for 10,000 recommendations, against making their vectors.

For each: how often the category is right, how many rows get one, and how many of those
scored .8 and over are right.
"""

from __future__ import annotations

import csv
import dataclasses
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from extraction import load_scorer, read_folder
from shared import LABELS, find_shared, score, write_result
from tags import micro, to_mention

from pipeline.cluster import Constraints, cluster
from pipeline.cluster.model import load_pair_model
from pipeline.config import (
    EXTRACT_MODEL,
    PAIR_MODEL,
    TRIGGERS,
    VOCABULARY,
    ClusterSettings,
    SuggestSettings,
    shipped_models,
)
from pipeline.embedding import Encoder
from pipeline.extract import extract, load_extractor
from pipeline.records import Cluster, ParagraphKind, Scheme
from pipeline.suggest import suggest
from pipeline.suggest.knowledge import load_knowledge
from pipeline.suggest.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.records import Document, Mention, Suggestion
    from pipeline.suggest.knowledge import Knowledge

    # Score of the suggested category, None where there is none, and whether it is right.
    Judged = tuple[float | None, bool]

SURE = 0.8
MANY = 10_000


def main() -> None:
    """Run every measurement."""
    shared = find_shared()
    models = shipped_models()
    knowledge = load_knowledge(models, load_vocabulary(models / VOCABULARY.name))
    encoder = Encoder()
    documents = read_folder(shared / "corpus" / "igf")
    result: dict[str, object] = {
        "gold": {
            "headings removed": measure_gold(shared, map(behead, documents), knowledge, encoder),
            "with headings": measure_gold(shared, documents, knowledge, encoder),
        },
        "held out": measure_rows(read_rows(LABELS / "categories.csv"), knowledge, encoder),
        "cross-validation": cross_validate(knowledge, encoder),
        "speed": measure_speed(shared, knowledge),
    }
    write_result("categories", result)


def behead(document: Document) -> Document:
    """The document without its headings, and without a trace of them."""
    paragraphs = (
        dataclasses.replace(paragraph, headings=())
        for paragraph in document.paragraphs
        if paragraph.kind is not ParagraphKind.HEADING
    )
    return dataclasses.replace(document, paragraphs=tuple(paragraphs))


def measure_gold(
    shared: Path, documents: Iterable[Document], knowledge: Knowledge, encoder: Encoder
) -> dict[str, object]:
    """What the shared scorer says of the categories, and how far their scores hold."""
    models = shipped_models()
    extractor = load_extractor(
        models / TRIGGERS,
        models / EXTRACT_MODEL.name,
        actor_names=knowledge.vocabulary.actor_names(),
    )
    read = list(documents)
    mentions, _ = extract(read, extractor=extractor, on_done=lambda: None)
    clusters = cluster(
        mentions,
        model=load_pair_model(models / PAIR_MODEL.name),
        settings=ClusterSettings(),
        encoder=encoder,
        authority={},
        constraints=Constraints(),
        on_done=lambda: None,
    ).clusters
    made = categories_of(suggest_all(clusters, mentions, knowledge, encoder))
    names = {document.document_id: document.source.path.name for document in read}
    rows = [to_row(mention, clusters, names, made) for mention in mentions]
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "mentions.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        said = score(shared, shared / "eval" / "gold", Path(folder))
    return {
        "category_accuracy": said["category_accuracy"],
        **summarise(judge_gold(shared, rows, made)),
    }


def to_row(
    mention: Mention,
    clusters: Sequence[Cluster],
    names: dict[str, str],
    made: dict[str, Suggestion],
) -> dict[str, str]:
    """A row of mentions.csv with what the scorer needs."""
    home = next(n for n, one in enumerate(clusters) if mention.mention_id in one.mention_ids)
    category = made.get(mention.mention_id)
    return {
        "mention_id": mention.mention_id,
        "document": names[mention.document_id],
        "text": mention.text,
        "part": mention.part.value,
        "recommendation_id": str(home),
        "category": category.label if category else "",
    }


def judge_gold(
    shared: Path, rows: Sequence[dict[str, str]], made: dict[str, Suggestion]
) -> list[Judged]:
    """Of each labelled recommendation that was found, the score and whether it is right."""
    scorer = load_scorer(shared)
    gold = scorer.read_tsv(shared / "eval" / "gold" / "sentences.tsv")
    found, _ = scorer.assign(gold, rows)
    allowed: dict[str, set[str]] = {}
    for row in gold:
        allowed.setdefault(row["cluster"] or row["id"], set()).add(row["category"])
    judged: list[Judged] = []
    for row in gold:
        if row["label"] == "R" and row["category"] and row["id"] in found:
            said = made.get(found[row["id"]]["mention_id"])
            right = said is not None and said.label in allowed[row["cluster"] or row["id"]]
            judged.append((said.score if said else None, right))
    return judged


def suggest_all(
    clusters: Sequence[Cluster],
    mentions: Sequence[Mention],
    knowledge: Knowledge,
    encoder: Encoder,
) -> tuple[Suggestion, ...]:
    """What a run suggests where nothing is decided."""
    return suggest(
        clusters,
        {mention.mention_id: mention for mention in mentions},
        knowledge=knowledge,
        decided=(),
        settings=SuggestSettings(),
        encoder=encoder,
        on_done=lambda: None,
    ).suggestions


def categories_of(suggestions: Iterable[Suggestion]) -> dict[str, Suggestion]:
    """The suggested category by mention."""
    return {
        name: suggestion
        for suggestion in suggestions
        if suggestion.scheme is Scheme.CATEGORY
        for name in suggestion.cluster.mention_ids
    }


def read_rows(path: Path) -> list[dict[str, str]]:
    """Rows with text, heading, category and tags."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def measure_rows(
    rows: Sequence[dict[str, str]], knowledge: Knowledge, encoder: Encoder
) -> dict[str, object]:
    """How the categories and tags of rows come out, each row a document of its own."""
    headings = [(row["heading"],) if row["heading"] else () for row in rows]
    mentions = [
        dataclasses.replace(to_mention(number, row["text"]), headings=above)
        for number, (row, above) in enumerate(zip(rows, headings, strict=True))
    ]
    clusters = [Cluster(mention_ids=(m.mention_id,), canonical=m.mention_id) for m in mentions]
    suggestions = suggest_all(clusters, mentions, knowledge, encoder)
    made = categories_of(suggestions)
    tags: dict[str, set[str]] = {mention.mention_id: set() for mention in mentions}
    for one in suggestions:
        if one.scheme is Scheme.TAG:
            tags[one.cluster.canonical].add(one.label)
    judged: list[Judged] = []
    for row, mention in zip(rows, mentions, strict=True):
        said = made.get(mention.mention_id)
        judged.append(
            (said.score if said else None, (said.label if said else "") == row["category"])
        )
    of_category = [one for one, row in zip(judged, rows, strict=True) if row["category"]]
    others = [one for one, row in zip(judged, rows, strict=True) if not row["category"]]
    actual = [frozenset(filter(None, row["tags"].split("|"))) for row in rows]
    return {
        "category_accuracy": share(right for _, right in of_category),
        "none suggested where none fits": share(right for _, right in others),
        **summarise(judged),
        "tags: precision, recall, F1": micro(map(frozenset, tags.values()), actual),
    }


def cross_validate(knowledge: Knowledge, encoder: Encoder) -> dict[str, object]:
    """The same on each table of examples, with a suggester that has seen the others."""
    results: dict[str, object] = {}
    for group in sorted({example.group for example in knowledge.examples}):
        rest = tuple(example for example in knowledge.examples if example.group != group)
        rows = [
            {
                "text": example.text,
                "heading": "".join(example.headings),
                "category": example.category or "",
                "tags": "|".join(example.tags or ()),
            }
            for example in knowledge.examples
            if example.group == group
        ]
        others = dataclasses.replace(knowledge, examples=rest)
        results[group] = measure_rows(rows, others, encoder)
    return results


def summarise(judged: Sequence[Judged]) -> dict[str, object]:
    """How many rows get a category, how many a sure one, and how many of these are right."""
    scored = [(score, right) for score, right in judged if score is not None]
    sure = [right for score, right in scored if score >= SURE]
    return {
        "rows": len(judged),
        "with a suggestion": round(len(scored) / len(judged), 4),
        "right of those": share(right for _, right in scored),
        "mean score of those": round(sum(s for s, _ in scored) / max(len(scored), 1), 4),
        "scored .8 and over": round(len(sure) / len(judged), 4),
        "right of those scored .8 and over": share(sure),
    }


def share(flags: Iterable[bool]) -> float:
    """Share of true ones."""
    values = list(flags)
    return round(sum(values) / max(len(values), 1), 4)


def measure_speed(shared: Path, knowledge: Knowledge) -> dict[str, float | int]:
    """Seconds to make the vectors of 10,000 recommendations, and then to sort them."""
    table = pd.read_csv(shared / "eval" / "upr_tags" / "upr_info_dev.csv.gz", dtype=str)
    texts = table["text"].drop_duplicates().tolist()[:MANY]
    encoder = Encoder()
    start = time.perf_counter()
    encoder.encode(texts)
    embedded = time.perf_counter()
    mentions = [to_mention(number, text) for number, text in enumerate(texts)]
    clusters = [Cluster(mention_ids=(m.mention_id,), canonical=m.mention_id) for m in mentions]
    suggest_all(clusters, mentions, knowledge, encoder)
    return {
        "recommendations": len(texts),
        "seconds for vectors": round(embedded - start, 1),
        "seconds for suggestions": round(time.perf_counter() - embedded, 1),
    }


if __name__ == "__main__":
    main()
