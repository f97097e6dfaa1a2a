"""Deciding: what people say of the rows that the last run showed goes into the log."""

from __future__ import annotations

import re
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Protocol

from pipeline.decisions.log import (
    ACCEPTABLE,
    FIELDS,
    NO,
    OF_ROWS,
    OF_SEVERAL,
    TAG_SEPARATOR,
    YES,
    Choice,
    Kind,
    bring_together,
    keep_apart,
    names_of,
)
from pipeline.decisions.wording import shorten
from pipeline.errors import UsageError
from pipeline.last import read_run
from pipeline.records import COSTS, NOT_ASSESSED, STATUSES, Part
from pipeline.store import locate_store, open_store

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.decisions.log import Decision, Snapshot
    from pipeline.store import Store
    from pipeline.suggest.vocabulary import Category, Tag, Vocabulary

_FEWEST = 2
# What a row's fields can say where they do not take any text.
_CHOICES = {
    Kind.PART: tuple(Part),
    Kind.RELEVANT: (YES, NO),
    Kind.CONSENSUAL: (YES, NO),
    Kind.COST: COSTS,
    Kind.STATUS: STATUSES,
}
# A date as spreadsheet programs count it, in days since 1900: here 1954 to 2173.
_DAYS = re.compile(r"[2-9]\d{4}")
# Between tags, as people write them.
_TAG_BREAK = re.compile(r"[,;|\n]")


def parse_value(kind: Kind, text: str, vocabulary: Vocabulary) -> str:
    """What a person wrote into a field, as the log says it.

    A category or tag may be written by its name or its key, in any case; an empty text
    says that the field is to be empty.

    Raises:
        UsageError: The field cannot say that.
    """
    text = text.strip()
    if kind is Kind.CATEGORY:
        return _parse_label(text, vocabulary.categories, "category") if text else ""
    if kind is Kind.TAGS:
        parts = [part.strip() for part in _TAG_BREAK.split(_keys_for_names(text, vocabulary))]
        keys = [_parse_label(part, vocabulary.tags, "tag") for part in parts if part]
        return TAG_SEPARATOR.join(dict.fromkeys(keys))
    if kind in _CHOICES and text:
        known = {choice.casefold(): choice for choice in map(str, _CHOICES[kind])}
        if text.casefold() not in known:
            raise UsageError(f"{text!r} is no {kind}; write {', '.join(known.values())}")
        return known[text.casefold()]
    if kind is Kind.PART and not text:
        raise UsageError("a row is in one of the two parts; write improvement or consideration")
    if kind is Kind.STATUS and not text:
        return NOT_ASSESSED
    if kind is Kind.TARGET_DATE and _DAYS.fullmatch(text):
        raise UsageError(f"{text!r} is a number of days; write a date, such as 2030-06-30")
    if kind is Kind.TEXT and not text:
        raise UsageError("the text of a recommendation cannot be empty; say not relevant instead")
    return text


def _keys_for_names(text: str, vocabulary: Vocabulary) -> str:
    """The text, with the key for each tag's name that holds what else stands between tags."""
    for tag in sorted(vocabulary.tags, key=lambda tag: -len(tag.name)):
        if _TAG_BREAK.search(tag.name):
            key = tag.key.replace("\\", r"\\")
            text = re.sub(re.escape(tag.name), key, text, flags=re.IGNORECASE)
    return text


def _parse_label(text: str, labels: Iterable[Category | Tag], what: str) -> str:
    keys = {name.casefold(): label.key for label in labels for name in (label.name, label.key)}
    if text.casefold() not in keys:
        raise UsageError(f"{text!r} is no {what} of the vocabulary; choose one, or add it there")
    return keys[text.casefold()]


def accept(said: Mapping[Kind, str], decided: Collection[str]) -> dict[Kind, str]:
    """What accepting a row decides, by kind: it stands in the table, as it was suggested.

    Nothing is left to be reviewed then. What the row says already is not decided again.

    Args:
        said: What its fields say; what is not known of them is left out.
        decided: Those that people decided.
    """
    settled = {Kind.RELEVANT: YES, Kind.REVIEW: ""}
    return {kind: value for kind, value in settled.items() if said.get(kind) != value} | {
        kind: said[kind] for kind in ACCEPTABLE if kind not in decided and said.get(kind)
    }


class Shown(Protocol):
    """What a run has shown, of which people then say something."""

    @property
    def orphans(self) -> Sequence[str]:
        """Ids of decided mentions that their documents do not hold any more."""

    def mentions_of(self, recommendation_id: str) -> tuple[str, ...]:
        """Ids of the mentions of a row; none where there is no such row."""

    def row_with(self, mention_id: str) -> tuple[str, ...]:
        """Ids of the mentions of the row that has a mention; none where no row has it."""

    def snapshots(self, names: Iterable[str]) -> dict[str, Snapshot]:
        """Those of the mentions that were shown, as they stand, by their ids."""


def choose(
    shown: Shown,
    vocabulary: Vocabulary,
    what: str,
    ids: Sequence[str],
    *,
    value: str = "",
    note: str = "",
) -> list[Choice]:
    """Choices about mentions and rows that were shown, by their ids; a field's, one a row.

    Raises:
        UsageError: The kind is none that is said of rows, too few are named, or the value is
            none that the kind can have.
    """
    if what not in OF_ROWS:
        raise UsageError(f"{what}: is not said of rows; write {', '.join(OF_ROWS)}")
    kind = Kind(what)
    value = parse_value(kind, value, vocabulary)
    sides = [shown.mentions_of(name) or (name,) for name in ids]
    said = {"note": note, "shown": _name(shown, ids)}
    if kind in FIELDS:
        return [Choice(kind=kind, mention_ids=side, value=value, **said) for side in sides]
    named = tuple(dict.fromkeys(name for side in sides for name in side))
    if kind is Kind.SPLIT:
        row = shown.row_with(named[0])
        others = tuple(name for name in row if name not in named)
        if not others or not set(named) < set(row):
            raise UsageError(f"{', '.join(ids)}: name some mentions of one row, not all, by ids")
        return [keep_apart(kind, named, others, **said)]
    if kind in OF_SEVERAL and len(sides) < _FEWEST:
        raise UsageError(f"{kind}: is said of two or more; name them all")
    _check_gone(kind, named, shown.orphans)
    if kind in (Kind.SAME, Kind.DIFFERENT) and sum(map(len, sides)) != len(named):
        raise UsageError(f"{', '.join(ids)}: some of these are one row; name each row once")
    if kind is Kind.DIFFERENT:
        pairs = combinations(sides, _FEWEST)
        return [keep_apart(kind, one, other, **said) for one, other in pairs]
    if kind is Kind.SAME:
        return [bring_together(one, other, **said) for one, other in pairwise(sides)]
    return [Choice(kind=kind, mention_ids=named, value=value, **said)]


def _name(shown: Shown, ids: Sequence[str]) -> str:
    """What was shown by these ids: rows by theirs, mentions in their words."""
    known = shown.snapshots([name for name in ids if not shown.mentions_of(name)])
    words = {name: f"“{shorten(snapshot.mention.text)}”" for name, snapshot in known.items()}
    return ", ".join(words.get(name, name) for name in ids)


def _check_gone(kind: Kind, named: Sequence[str], orphans: Sequence[str]) -> None:
    """Refuse to say of a sentence that is there that it is gone."""
    if kind is Kind.CARRIED and len(named) != _FEWEST:
        raise UsageError(f"{kind}: goes from one mention to another; name the two by their ids")
    for name in {Kind.DROPPED: named, Kind.CARRIED: named[:1]}.get(kind, ()):
        if name not in orphans:
            raise UsageError(
                f"{name}: still stands in its document, so it is not {kind}; orphans.csv lists "
                "what does not. To take a row out of the table, decide relevant no"
            )


def decide(
    workspace: Path, choices: Sequence[Choice], *, reviewer: str, keys: Sequence[str] = ()
) -> list[Decision]:
    """Append choices to the workspace's log, with the mentions that they name as they stand.

    Args:
        workspace: Whose last run showed the mentions.
        choices: In the order in which they are to stand.
        reviewer: Who made them.
        keys: As for ``Store.decide``.

    Raises:
        UsageError: A choice names a mention that neither the last run nor the log has; then
            nothing is written.
    """
    with open_store(locate_store(workspace)) as store:
        return append(store, read_run(workspace), choices, reviewer=reviewer, keys=keys)


def append(
    store: Store,
    shown: Shown,
    choices: Sequence[Choice],
    *,
    reviewer: str,
    keys: Sequence[str] = (),
) -> list[Decision]:
    """Append choices to a store's log, as ``decide``."""
    named = {name for choice in choices for name in names_of(choice)}
    snapshots = shown.snapshots(sorted(named))
    gone = sorted(named - snapshots.keys())
    kept = store.kept(gone)
    for name in (name for name in gone if name not in kept):
        raise UsageError(f"{name}: is no mention of the last run; see mentions.csv, or run again")
    return store.decide(choices, reviewer=reviewer, snapshots=snapshots.values(), keys=keys)
