"""What a board gives: rows, suggested merges, documents as they were read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from pipeline.board.fields import COLUMN_OF
from pipeline.cache import decode
from pipeline.decisions.log import NO, TAG_SEPARATOR, YES
from pipeline.records import Paragraph, Source

if TYPE_CHECKING:
    import sqlite3
    from datetime import date

    from pipeline.decisions.log import Kind


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
        recorded: Whether people recorded anything of how far it is carried out.
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
    recorded: bool

    def says(self, kind: Kind) -> str:
        """What a field says, as the log would say it."""
        value = getattr(self, COLUMN_OF[kind])
        if isinstance(value, bool):
            return YES if value else NO
        return TAG_SEPARATOR.join(value) if isinstance(value, tuple) else str(value)


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
class Stand:
    """How many rows that are followed up there are of a part, with or without a record.

    Attributes:
        category: Key in the vocabulary; empty for none.
        status: That the group found.
    """

    part: str
    recorded: bool
    category: str
    status: str
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyDue:
    """How much a body has to do; the body is empty for what nobody is named for.

    Attributes:
        late: How much of it is past its day.
        soon: How much has its day in the time that was asked for.
    """

    body: str
    late: int
    soon: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DueLine:
    """Something that a body has to do by a day; no milestone where it is the row itself."""

    day: date
    body: str
    milestone: str
    row: Row


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
    for name in ("relevant", "recorded"):
        values[name] = values[name] == YES
    values["machine"] = decode(values["machine"], dict[str, str])
    return Row(**values)


def to_read(found: sqlite3.Row, paragraphs: tuple[Paragraph, ...]) -> Read:
    """The document that a line of the board says, with these paragraphs."""
    source = decode(found["source"], Source)
    return Read(id=found["id"], source=source, found=found["found"], paragraphs=paragraphs)
