"""The labels of a scheme, and rows that people gave labels."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.errors import ConfigError
from pipeline.records import Scheme, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.records import DecidedLabels
    from pipeline.suggest.vocabulary import Vocabulary

    Floats = NDArray[np.float32]

TAG_SEPARATOR = "|"
_COLUMNS = {"text", "heading", "category", "tags"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A category or tag, as the vocabulary has it.

    Attributes:
        terms: What names it in a text.
        texts: All that the vocabulary says of it, each of which would belong to it.
        headings: What names it in a heading.
    """

    key: str
    terms: tuple[str, ...]
    texts: tuple[str, ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A text that people gave labels.

    Attributes:
        category: Key; empty where none fits, None where nobody said.
        tags: Keys; None where nobody said.
        group: Texts of one hand share it; they are held out together.
        recommendation_id: Of a row of the table; empty for one that came with the program.
    """

    text: str
    headings: tuple[str, ...]
    category: str | None
    tags: tuple[str, ...] | None
    group: str
    recommendation_id: str = ""

    def labels(self, scheme: Scheme) -> tuple[str, ...] | None:
        """Keys of the scheme's labels; None where nobody said."""
        if scheme is Scheme.TAG:
            return self.tags
        if self.category is None:
            return None
        return (self.category,) if self.category else ()


def read_examples(folder: Path) -> list[Example]:
    """Labelled texts of every table in a folder, each table a group.

    Raises:
        ConfigError: A table lacks a column.
    """
    examples = []
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = _COLUMNS - set(reader.fieldnames or ())
            if missing:
                raise ConfigError(f"{path}: lacks the columns {sorted(missing)}; add them")
            examples += [
                Example(
                    text=row["text"],
                    headings=(row["heading"],) if row["heading"] else (),
                    category=row["category"],
                    tags=tuple(filter(None, row["tags"].split(TAG_SEPARATOR))),
                    group=path.name,
                )
                for row in reader
            ]
    return examples


def examples_of(decided: Iterable[DecidedLabels]) -> list[Example]:
    """What people decided in the table, to learn from; rows with the same text are a group."""
    return [
        Example(
            text=row.text,
            headings=row.headings,
            category=row.category or None,
            tags=row.tags,
            group=f"decided {normalise(row.text)}",
            recommendation_id=row.recommendation_id,
        )
        for row in decided
    ]


def labels_of(vocabulary: Vocabulary, scheme: Scheme) -> tuple[Label, ...]:
    """The vocabulary's categories or tags."""
    if scheme is Scheme.CATEGORY:
        return tuple(
            Label(
                key=one.key,
                terms=one.terms,
                texts=_texts(one.name, one.definition, *one.examples, *one.terms),
                headings=_texts(one.name, *one.terms),
            )
            for one in vocabulary.categories
        )
    return tuple(
        Label(
            key=one.key,
            terms=one.synonyms,
            texts=_texts(one.name, one.definition, *one.synonyms),
            headings=(),
        )
        for one in vocabulary.tags
    )


def _texts(*texts: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, (text.rstrip("*").strip() for text in texts))))


def fitting(examples: Iterable[Example], labels: Iterable[Label], scheme: Scheme) -> list[Example]:
    """The examples that can be learned from for these labels.

    Left out is what nobody labelled, what has a category that is not among them, and all
    of a group that knows none of them.
    """
    keys = {label.key for label in labels}
    said = [(one, given) for one in examples if (given := one.labels(scheme)) is not None]
    known = {one.group for one, given in said if one.recommendation_id or keys & set(given)}
    return [
        one
        for one, given in said
        if one.group in known and (scheme is Scheme.TAG or keys >= set(given))
    ]


def to_targets(examples: Sequence[Example], labels: Sequence[Label], scheme: Scheme) -> Floats:
    """1 where an example has a label, else 0, shape (examples, labels)."""
    column = {label.key: number for number, label in enumerate(labels)}
    targets = np.zeros((len(examples), len(labels)), dtype=np.float32)
    for row, example in enumerate(examples):
        for key in example.labels(scheme) or ():
            if key in column:
                targets[row, column[key]] = 1
    return targets


class Terms:
    """Finds the terms of labels in texts: as words with a usual ending; after "*", with any."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self._matchers = [_matcher(label.terms) for label in labels]

    def found(self, text: str, label: int) -> list[str]:
        """The label's terms that a text has, in lower case, each once, in order."""
        matcher = self._matchers[label]
        hits = matcher.finditer(text.casefold()) if matcher else ()
        return list(dict.fromkeys(match.group() for match in hits))

    def count(self, texts: Sequence[str], most: int) -> Floats:
        """How many different terms of each label each text has, at most ``most``."""
        # One long text is searched many times faster than many short ones.
        folded = [text.casefold().replace("\n", " ") for text in texts]
        starts = np.cumsum([0, *(len(text) + 1 for text in folded)])
        joined = "\n".join(folded)
        counts = np.zeros((len(texts), len(self._matchers)), dtype=np.float32)
        for label, matcher in enumerate(self._matchers):
            hits = (
                [(match.start(), match.group()) for match in matcher.finditer(joined)]
                if matcher
                else []
            )
            rows = np.searchsorted(starts, [start for start, _ in hits], side="right") - 1
            for row, _ in {(row, term) for row, (_, term) in zip(rows.tolist(), hits, strict=True)}:
                counts[row, label] += 1
        return np.minimum(counts, np.float32(most))


def _matcher(terms: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(terms, key=lambda term: (-len(term), term))
    choices = [
        re.escape(term.casefold().removesuffix("*"))
        + (r"\w*" if term.endswith("*") else r"(?:s|es|ing)?\b")
        for term in longest_first
    ]
    return re.compile(rf"\b(?:{'|'.join(choices)})") if choices else None
