"""What a board gives: rows, suggested merges, documents as they were read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from pipeline.cache import decode
from pipeline.decisions.log import TAG_SEPARATOR, YES
from pipeline.records import Paragraph, Source

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A recommendation as it stands now.

    Attributes:
        place: In the table, from 0, those that were removed last.
        category: Key in the vocabulary, as are the tags.
        form_letters: How many of its documents are copies of a letter; 0 for none.
        merges: How many merges with other rows were suggested.
        decided: Names of the fields that people decided.
        waiting: What the next run does with it, by the kinds of decisions.
        canonical: Id of the mention that stands for it.
        changed: Number of the last decision on it that the run did not know; else 0.
        machine: What the fields say without decisions, by column.
    """

    place: int
    id: str
    text: str
    part: str
    category: str
    tags: tuple[str, ...]
    responsible: str
    cost: str
    target_date: str
    status: str
    remark: str
    reference: str
    relevant: bool
    consensual: str
    review: str
    source: str
    url: str
    sources: int
    stakeholder_groups: str
    form_letters: int
    priority: float
    merges: int
    since_last: str
    category_evidence: str
    tag_evidence: str
    decided: tuple[str, ...]
    waiting: tuple[str, ...]
    canonical: str
    changed: int
    machine: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """A suggested merge of two rows; ``answer`` is what was decided, empty before."""

    number: int
    left: Row
    right: Row
    score: float
    reason: str
    left_mention: str
    right_mention: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A document as it was read."""

    id: str
    source: Source
    found: int
    paragraphs: tuple[Paragraph, ...]


def to_row(found: sqlite3.Row) -> Row:
    """The row that a line of the board says."""
    values = {field.name: found[field.name] for field in fields(Row)}
    for name in ("tags", "decided", "waiting"):
        values[name] = tuple(part for part in values[name].split(TAG_SEPARATOR) if part)
    values["relevant"] = values["relevant"] == YES
    values["machine"] = decode(values["machine"], dict[str, str])
    return Row(**values)


def to_read(found: sqlite3.Row, paragraphs: tuple[Paragraph, ...]) -> Read:
    """The document that a line of the board says, with these paragraphs."""
    source = decode(found["source"], Source)
    return Read(id=found["id"], source=source, found=found["found"], paragraphs=paragraphs)
