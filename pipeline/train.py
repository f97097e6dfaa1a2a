"""Training: labelled documents and reviewed mentions in, a model that decides better out."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline.config import (
    EXTRACT_MODEL,
    SETTINGS,
    TRAINING,
    TRIGGERS,
    IngestSettings,
    load_config,
    shipped_models,
)
from pipeline.errors import UsageError
from pipeline.extract import Parser, load_triggers, observe_document
from pipeline.extract.model import CLASSES, dump_model
from pipeline.extract.training import (
    Example,
    Measure,
    compare,
    fit_and_measure,
    judge,
    label_observations,
)
from pipeline.ingest import ingest
from pipeline.records import Part, Source, normalise
from pipeline.register import load_register, outermost

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    Progress = Callable[[str, int], Callable[[], None]]
    Labels = Mapping[str, list[tuple[str, str]]]

_LABELS = {"R": CLASSES[0], "C": CLASSES[1], "N": CLASSES[2]}
_FEWEST_DOCUMENTS = 2
# Documents that were written to be hard hold four times as many sentences that are not
# what the rules say as ordinary ones do, so each of these counts a quarter.
_HARD = "hard-"
_SURPRISING_WEIGHT = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    """What training came to.

    Attributes:
        path: Where the model lies.
        examples: How many labelled sentences it was fitted to.
        reviewed: How many of them people reviewed.
        unfound: Texts of reviewed rows that stand in no registered document.
        shipped: How well the shipped documents alone teach, by cross-validation; on the
            reviewed sentences where there are any.
        trained: The same with the reviewed sentences of the other documents; None where
            there are none.
        written: Whether the model was written: with reviewed sentences, only if they make
            it better on what it has not seen.
    """

    path: Path
    examples: int
    reviewed: int
    unfound: tuple[str, ...]
    shipped: Measure
    trained: Measure | None
    written: bool


def train(workspace: Path, reviewed: Sequence[Path], *, progress: Progress) -> Training:
    """Fit the model to the shipped documents and to what people reviewed.

    Args:
        workspace: Whose documents were reviewed, and which gets the model.
        reviewed: Files in the form of mentions.csv, with the columns document_id, text
            and part, part corrected to improvement, consideration or neither; rows may
            be added for sentences that were missed.
        progress: Is told of each stage and step.

    Raises:
        UsageError: A file cannot be used, or too little was reviewed to tell whether it
            helps.
        StocktakeError: The register or a setting cannot be used.
    """
    labels = read_reviewed(reviewed)
    settings = load_config(workspace / SETTINGS).ingest
    examples_of = partial(_examples, parser=Parser(), settings=settings, progress=progress)
    shipped = examples_of(*_shipped_documents())
    own = examples_of(_registered(workspace, labels), labels)
    groups = {example.group for example in own}
    if reviewed and len(groups) < _FEWEST_DOCUMENTS:
        raise UsageError(
            f"{len(groups)} reviewed documents: whether they help can only be told from "
            f"{_FEWEST_DOCUMENTS} or more; review sentences of another document"
        )
    model, measured = fit_and_measure([*shipped, *own])
    before, after = compare(shipped, own) if own else (measured, None)
    path = workspace / EXTRACT_MODEL
    written = after is None or after.mean_f1 > before.mean_f1
    if written:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(dump_model(model, card=_card(shipped, own, after or before)))
    return Training(
        path=path,
        examples=len(shipped) + len(own),
        reviewed=len(own),
        unfound=tuple(_unfound(labels, own)),
        shipped=before,
        trained=after,
        written=written,
    )


def judge_shipped() -> list[tuple[float, bool]]:
    """Of what is taken in the shipped documents, the probability and whether it is right.

    Each document is judged by a model of the others; for the plot in the documentation.
    """
    sources, labels = _shipped_documents()
    examples = _examples(
        sources,
        labels,
        parser=Parser(),
        settings=IngestSettings(),
        progress=lambda _name, _steps: lambda: None,
    )
    return judge(examples)


def read_reviewed(paths: Iterable[Path]) -> dict[str, list[tuple[str, str]]]:
    """Text and part of each reviewed row, by the id of its document.

    Raises:
        UsageError: A file cannot be read, or says another part.
    """
    labels: dict[str, list[tuple[str, str]]] = {}
    for path in paths:
        try:
            with path.open(encoding="utf-8-sig", newline="") as file:
                for number, row in enumerate(csv.DictReader(file), start=2):
                    labelled = _reviewed(row, place=f"{path}, row {number}")
                    labels.setdefault(row["document_id"], []).append(labelled)
        except (OSError, UnicodeDecodeError, KeyError, csv.Error) as error:
            raise UsageError(
                f"{path}: cannot be read as reviewed mentions ({error}); it needs the columns "
                "document_id, text and part"
            ) from error
    return labels


def _reviewed(row: Mapping[str, str | None], *, place: str) -> tuple[str, str]:
    text, part = row["text"], row["part"]
    if part not in CLASSES:
        raise UsageError(
            f"{place}: part is {part!r}; write {', '.join(CLASSES[:-1])} or {CLASSES[-1]}"
        )
    if not text:
        raise UsageError(f"{place}: has no text; write the sentence, or remove the row")
    return text, part


def _shipped_documents() -> tuple[list[Source], Labels]:
    """The labelled documents that come with the program, and their labels."""
    sources: list[Source] = []
    labels: dict[str, list[tuple[str, str]]] = {}
    for table in sorted((shipped_models() / TRAINING).glob("*/sentences.tsv")):
        with table.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t"):
                name = f"{table.parent.name}/{row['document']}"
                label = _LABELS.get(row["label"], "")
                labels.setdefault(name, []).append((row["text"], label))
        documents = sorted((table.parent / "documents").iterdir())
        sources += [Source(document_id=f"{table.parent.name}/{p.name}", path=p) for p in documents]
    return sources, labels


def _registered(workspace: Path, labels: Labels) -> list[Source]:
    """The workspace's documents of which something was reviewed, or that hold such."""
    sources = {source.document_id: source for source in load_register(workspace)} if labels else {}
    holding = {outermost(name, sources) for name in labels}
    return [source for name, source in sources.items() if name in holding]


def _examples(
    sources: Sequence[Source],
    labels: Labels,
    *,
    parser: Parser,
    settings: IngestSettings,
    progress: Progress,
) -> list[Example]:
    """The labelled sentences of the documents, with all that speaks for and against them."""
    if not sources:
        return []
    documents, _ = ingest(
        sources, settings=settings, on_done=progress("Reading documents", len(sources))
    )
    triggers = load_triggers(shipped_models() / TRIGGERS)
    step = progress("Looking at sentences", len(documents))
    examples: list[Example] = []
    for document in documents:
        observations = observe_document(document, parser=parser, triggers=triggers)
        name = document.document_id
        labelled = label_observations(observations, labels.get(name, ()), group=name)
        examples += [_weighted(example) for example in labelled]
        step()
    return examples


def _unfound(labels: Labels, own: Iterable[Example]) -> Iterator[str]:
    """The reviewed texts that are no sentence of their document, nor most of one."""
    found: dict[str, list[str]] = {}
    for example in own:
        found.setdefault(example.group, []).append(normalise(example.text))
    for name, rows in labels.items():
        for text, _ in rows:
            sought, texts = normalise(text), found.get(name, [])
            if not any(sought in one or one in sought for one in texts):
                yield text


def _weighted(example: Example) -> Example:
    is_hard = example.group.startswith(_HARD) and example.is_surprising
    return replace(example, weight=_SURPRISING_WEIGHT) if is_hard else example


def _card(
    shipped: Sequence[Example], own: Sequence[Example], measure: Measure
) -> dict[str, object]:
    """How the model was made, for people."""
    everything = "\n".join(
        sorted(f"{one.group}\t{one.label}\t{one.text}" for one in (*shipped, *own))
    )
    return {
        "what": "weights of a multinomial logistic regression; see models/README.md",
        "sentences": len(shipped) + len(own),
        "reviewed sentences": len(own),
        "sentences by label": {
            name: sum(one.label == name for one in (*shipped, *own)) for name in CLASSES
        },
        "sha256 of the labelled sentences": hashlib.sha256(everything.encode()).hexdigest(),
        "cross-validated F1": {str(part): round(measure.f1[part], 3) for part in Part},
    }
