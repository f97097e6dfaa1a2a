"""The records of the log: what a person decided, of which mentions, and what was shown."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import datetime  # noqa: TC003 (who loads a record from a file reads its types)
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from pipeline.errors import UsageError
from pipeline.records import Mention, Source  # noqa: TC001 (the same)

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


class Kind(StrEnum):
    """What a decision is about.

    Of mentions of several rows: ``SAME`` (they are one recommendation), ``DIFFERENT`` (those
    named are another one than those that the value lists), ``SPLIT`` (those named leave the
    row in which those that the value lists stay), ``RELATED`` and ``NOT_SURE``.

    Of the mentions of one row: its fields, the value as text.

    Of what was found: ``ADDED`` (a recommendation that was missed), ``SPAN`` (the right
    words of a mention), and, of a sentence that its document's new version lacks,
    ``CARRIED`` (to the second mention named) and ``DROPPED``.

    Of the log and the vocabulary: ``VOCABULARY``, and ``UNDO`` (the value is the key of what
    no longer holds, which can itself be an undo).

    Of how far a row is carried out, the value as ``progress`` says: ``ASSESSED``, ``MILESTONE``
    (set or revised), ``SIGNED_OFF``, ``INDICATOR`` (set or revised), ``OBSERVED``, and
    ``NEXT_STEP``, the value as text.

    Of a group: ``PROPOSED``, the votes on it, and ``CLOSED``, which says whether it was taken.
    """

    SAME = "same"
    DIFFERENT = "different"
    SPLIT = "split"
    RELATED = "related"
    NOT_SURE = "not sure"
    TEXT = "text"
    CATEGORY = "category"
    TAGS = "tags"
    PART = "part"
    RELEVANT = "relevant"
    CONSENSUAL = "consensual"
    RESPONSIBLE = "responsible"
    COST = "cost"
    TARGET_DATE = "target date"
    STATUS = "status"
    REMARK = "remark"
    REFERENCE = "cross-reference"
    REVIEW = "review"
    ADDED = "added"
    SPAN = "span"
    CARRIED = "carried"
    DROPPED = "dropped"
    VOCABULARY = "vocabulary"
    UNDO = "undo"
    ASSESSED = "assessed"
    MILESTONE = "milestone"
    SIGNED_OFF = "signed off"
    INDICATOR = "indicator"
    OBSERVED = "observed"
    NEXT_STEP = "next step"
    PROPOSED = "proposed"
    AGREED = "agreed"
    OBJECTED = "objected"
    ABSTAINED = "abstained"
    CLOSED = "closed"


# What a row says of itself besides its mentions; the value is text.
FIELDS = (
    Kind.TEXT,
    Kind.CATEGORY,
    Kind.TAGS,
    Kind.PART,
    Kind.RELEVANT,
    Kind.CONSENSUAL,
    Kind.RESPONSIBLE,
    Kind.COST,
    Kind.TARGET_DATE,
    Kind.STATUS,
    Kind.REMARK,
    Kind.REFERENCE,
    Kind.REVIEW,
)
# What the program suggests of a row, and accepting the row decides.
ACCEPTABLE = (Kind.PART, Kind.CATEGORY, Kind.TAGS, Kind.RESPONSIBLE, Kind.TARGET_DATE)
# How far a row is carried out.
PROGRESS = (
    Kind.ASSESSED,
    Kind.MILESTONE,
    Kind.SIGNED_OFF,
    Kind.INDICATOR,
    Kind.OBSERVED,
    Kind.NEXT_STEP,
)
# What is about two sides, of which the value lists the other.
APART = (Kind.DIFFERENT, Kind.SPLIT)
# What is about two or more rows or mentions, and all that is about any.
OF_SEVERAL = (Kind.SAME, Kind.DIFFERENT, Kind.RELATED, Kind.NOT_SURE, Kind.CARRIED)
OF_ROWS = (*OF_SEVERAL, Kind.SPLIT, *FIELDS, Kind.SPAN, Kind.DROPPED)
VOTES = (Kind.AGREED, Kind.OBJECTED, Kind.ABSTAINED)
YES, NO = "yes", "no"
# Between the tags of a row.
TAG_SEPARATOR = "|"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a person decided, before it stands in the log.

    Attributes:
        mention_ids: What it is about; the log names mentions, never rows.
        value: What was chosen, as ``Kind`` says; empty where the kind says it all, or
            where the field is to be empty.
        note: The person's own words.
        shown: What the person saw when it was made, in words.
    """

    kind: Kind
    mention_ids: tuple[str, ...] = ()
    value: str = ""
    note: str = ""
    shown: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision(Choice):
    """A choice in the log.

    Attributes:
        number: Place in the log, from 1.
        key: Its name for good, in every copy of the store; also what makes sure that a
            decision sent twice stands there once.
        reviewer: Who made it.
        decided_at: When, in UTC.
    """

    number: int
    key: str
    reviewer: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """A mention as it was when somebody decided on it, so that it never vanishes.

    Attributes:
        before: The mention just before it in its document; empty where none is.
        after: The one just after it.
        was: Ids that its sentence had in earlier versions, in slightly other letters.
    """

    mention: Mention
    source: Source
    before: str
    after: str
    was: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The value of a ``PROPOSED`` decision: what would be decided."""

    kind: Kind
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The value of a ``CLOSED`` decision: the key of the proposal, and whether it was taken."""

    proposal: str
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Others:
    """The value of a ``DIFFERENT`` or a ``SPLIT``: the mentions on the other side."""

    mention_ids: tuple[str, ...]


Value = TypeVar("Value")


def write_value(value: DataclassInstance) -> str:
    """A value that is more than a text, as JSON."""
    return msgspec.json.encode(value).decode()


def read_value(choice: Choice, kind: type[Value]) -> Value:
    """The value of a choice that is more than a text.

    Raises:
        UsageError: It has not that form.
    """
    try:
        return msgspec.json.decode(choice.value, type=kind)
    except msgspec.MsgspecError as error:
        raise UsageError(
            f"a decision of kind {choice.kind.value!r} on {', '.join(choice.mention_ids)}: its "
            f"value {choice.value!r} cannot be read ({error}); it was written by another program"
        ) from error


def to_json_line(decision: Decision) -> str:
    """The decision for programs, on one line, its fields by their names."""
    return msgspec.json.encode(decision).decode()


def write_snapshot(snapshot: Snapshot) -> str:
    """The snapshot as JSON; of its file only the name, for folders differ by machine."""
    source = replace(snapshot.source, path=Path(snapshot.source.path.name))
    return msgspec.json.encode(replace(snapshot, source=source), enc_hook=str).decode()


def read_snapshot(contents: str) -> Snapshot:
    """The snapshot that was written.

    Raises:
        UsageError: It was not written by this program.
    """
    try:
        return msgspec.json.decode(contents, type=Snapshot, dec_hook=_to_path)
    except msgspec.MsgspecError as error:
        raise UsageError(
            f"a snapshot of a mention in the store cannot be read ({error}); it was written "
            "by another program"
        ) from error


# Thousands of snapshots are of a few hundred files.
@functools.lru_cache(maxsize=10_000)
def _to_path(kind: type, value: str) -> Path:
    """A path, which is the only kind that JSON does not know."""
    return Path(value) if kind is Path else kind(value)


def bring_together(one: tuple[str, ...], other: tuple[str, ...], **said: str) -> Choice:
    """A ``SAME`` of two rows; of each the mention that was compared stands first.

    ``said`` is its note and what was shown.
    """
    names = dict.fromkeys((one[0], other[0], *one, *other))
    return Choice(kind=Kind.SAME, mention_ids=tuple(names), **said)


def keep_apart(
    kind: Kind, mention_ids: tuple[str, ...], others: tuple[str, ...], **said: str
) -> Choice:
    """A ``DIFFERENT`` or a ``SPLIT``; of each side the mention that was compared stands first.

    ``said`` is its note and what was shown.
    """
    value = write_value(Others(mention_ids=others))
    return Choice(kind=kind, mention_ids=mention_ids, value=value, **said)


def answer(kind: Kind, one: tuple[str, ...], other: tuple[str, ...], **said: str) -> Choice:
    """What a person said of two rows; of each the mention that was compared stands first.

    ``said`` is its note and what was shown.
    """
    if kind is Kind.SAME:
        return bring_together(one, other, **said)
    if kind is Kind.DIFFERENT:
        return keep_apart(kind, one, other, **said)
    return Choice(kind=kind, mention_ids=(one[0], other[0]), **said)


def names_of(choice: Choice) -> tuple[str, ...]:
    """All mentions that a choice names, on either side; of a proposal, those of its choice."""
    if choice.kind is Kind.PROPOSED:
        inner = read_value(choice, Proposal)
        choice = replace(choice, kind=inner.kind, value=inner.value)
    if choice.kind in APART:
        return choice.mention_ids + read_value(choice, Others).mention_ids
    return choice.mention_ids


def compared(decision: Choice) -> tuple[str, str] | None:
    """The two mentions that a person judged in a ``SAME`` or a ``DIFFERENT``; else None."""
    if decision.kind is Kind.DIFFERENT:
        return decision.mention_ids[0], read_value(decision, Others).mention_ids[0]
    if decision.kind is Kind.SAME:
        return decision.mention_ids[0], decision.mention_ids[1]
    return None


def propose(choice: Choice) -> Choice:
    """The choice as something to be voted on."""
    value = write_value(Proposal(kind=choice.kind, value=choice.value))
    return replace(choice, kind=Kind.PROPOSED, value=value)
