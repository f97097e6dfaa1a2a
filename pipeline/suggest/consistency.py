"""Decisions that are worth another look: likely wrong, at odds with each other, standing alone."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz, utils
from scipy.special import expit, softmax

from pipeline.records import Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from pipeline.records import DecidedLabels
    from pipeline.suggest.judge import Encode, Judge

    Floats = NDArray[np.floating]

# Of fewer decisions nobody can tell what is usual.
_FEWEST = 10
# Texts this near in meaning are compared by letters, and are nearly the same from 85 of 100.
_NEAR = 0.85
_NEARLY_SAME = 85.0
_CHUNK = 1_000


class LookKind(StrEnum):
    """Why a decision is worth another look."""

    UNLIKELY_CATEGORY = "unlikely category"
    UNLIKELY_TAG = "unlikely tag"
    MISSING_TAG = "missing tag"
    AT_ODDS = "nearly the same, other category"
    USED_ONCE = "tag used once"


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A decision, or some together, that a person may want to look at again.

    Attributes:
        recommendation_ids: Which rows it is about.
        label: Key of the category or tag that was decided, or that is missing.
        other: Key of the category that it may be instead, or that the other row has; else "".
        probable: How probable the label is by the other decisions; of a category, before it
            that of the other. Empty where that is not what is odd.
    """

    kind: LookKind
    recommendation_ids: tuple[str, ...]
    label: str
    other: str = ""
    probable: tuple[float, ...] = ()

    @property
    def scheme(self) -> Scheme:
        """Whether it is about a category or a tag."""
        return Scheme.CATEGORY if self.kind in _OF_CATEGORIES else Scheme.TAG


_OF_CATEGORIES = (LookKind.UNLIKELY_CATEGORY, LookKind.AT_ODDS)
_WORDS = {
    LookKind.UNLIKELY_CATEGORY: "by the other decisions it is {other} ({:.2f}) rather than "
    "{label} ({:.2f})",
    LookKind.UNLIKELY_TAG: "by the other decisions the tag {label} is no more likely ({:.2f}) "
    "than where it was not given",
    LookKind.MISSING_TAG: "by the other decisions the tag {label} is as likely ({:.2f}) as where "
    "it was given",
    LookKind.AT_ODDS: "they say nearly the same; one is {label}, the other {other}",
    LookKind.USED_ONCE: "no other decided row has the tag {label}",
}


def explain(look: Look, names: Mapping[str, str]) -> str:
    """What is odd, in words.

    Args:
        look: Of which decision.
        names: Of the categories or tags, by key; a key that is not there stands for itself.
    """
    label, other = (names.get(key, key) for key in (look.label, look.other))
    return _WORDS[look.kind].format(*look.probable, label=label, other=other)


def look_again(
    decided: Sequence[DecidedLabels],
    judges: Mapping[Scheme, Judge | None],
    *,
    encode: Encode,
) -> tuple[Look, ...]:
    """What is worth another look among the decisions, by kind, then by rows.

    Args:
        decided: What people decided, in the order of their rows.
        judges: Have learned from it; each row is judged as if it had not been decided.
        encode: Turns texts into vectors.
    """
    looks = [
        look
        for scheme, judge in judges.items()
        if judge is not None
        for look in unlikely(scheme, judge)
    ]
    looks += [*at_odds(decided, encode=encode), *used_once(decided)]
    kinds = list(LookKind)
    place = {one.recommendation_id: number for number, one in enumerate(decided)}
    return tuple(
        sorted(
            looks,
            key=lambda one: (
                kinds.index(one.kind),
                [place[name] for name in one.recommendation_ids],
            ),
        )
    )


def unlikely(scheme: Scheme, judge: Judge) -> Iterator[Look]:
    """Decisions that what was learned from the others speaks against.

    Confident learning (Northcutt, Jiang and Chuang, 2021): a label is taken to belong to a
    row from the mean probability that rows with it have, whatever a person said.
    """
    rows, targets, log_odds = judge.held_out_decisions()
    if len(rows) < _FEWEST:
        return
    if scheme is Scheme.CATEGORY:
        probable = softmax(np.pad(log_odds, ((0, 0), (1, 0))), axis=1)[:, 1:]
        yield from _unlikely_categories(judge, rows, targets, probable)
    else:
        yield from _odd_tags(judge, rows, targets, expit(log_odds))


def _unlikely_categories(
    judge: Judge, rows: Sequence[str], targets: Floats, probable: Floats
) -> Iterator[Look]:
    usual = _usual(probable, targets)
    for row, given in enumerate(targets.argmax(axis=1).tolist()):
        likely = np.where(probable[row] >= usual, probable[row], 0)
        best = int(likely.argmax())
        if likely[best] and best != given and targets[row].any():
            yield Look(
                kind=LookKind.UNLIKELY_CATEGORY,
                recommendation_ids=(rows[row],),
                label=judge.labels[given].key,
                other=judge.labels[best].key,
                probable=(float(probable[row, best]), float(probable[row, given])),
            )


def _odd_tags(
    judge: Judge, rows: Sequence[str], targets: Floats, probable: Floats
) -> Iterator[Look]:
    having, lacking = _usual(probable, targets), _usual(probable, 1 - targets)
    for row, column in np.argwhere((targets == 1) & (probable <= lacking)).tolist():
        yield Look(
            kind=LookKind.UNLIKELY_TAG,
            recommendation_ids=(rows[row],),
            label=judge.labels[column].key,
            probable=(float(probable[row, column]),),
        )
    for row, column in np.argwhere((targets == 0) & (probable >= having)).tolist():
        yield Look(
            kind=LookKind.MISSING_TAG,
            recommendation_ids=(rows[row],),
            label=judge.labels[column].key,
            probable=(float(probable[row, column]),),
        )


def _usual(probable: Floats, targets: Floats) -> Floats:
    """Mean probability of each label over the rows that have it; more than 1 for none."""
    counts = targets.sum(axis=0)
    usual: Floats = np.where(counts, (probable * targets).sum(axis=0) / np.maximum(counts, 1), 2.0)
    return usual


def at_odds(decided: Sequence[DecidedLabels], *, encode: Encode) -> list[Look]:
    """Pairs of rows that say nearly the same and were given different categories."""
    rows = [one for one in decided if one.category]
    vectors = encode([one.text for one in rows])
    looks = []
    for begin in range(0, len(rows), _CHUNK):
        alike = vectors[begin : begin + _CHUNK] @ vectors.T
        for place, right in np.argwhere(alike >= _NEAR).tolist():
            one, other = rows[begin + place], rows[right]
            if begin + place < right and one.category != other.category:
                score = fuzz.token_sort_ratio(one.text, other.text, processor=utils.default_process)
                if score >= _NEARLY_SAME:
                    looks.append(_at_odds(one, other))
    return looks


def _at_odds(one: DecidedLabels, other: DecidedLabels) -> Look:
    return Look(
        kind=LookKind.AT_ODDS,
        recommendation_ids=(one.recommendation_id, other.recommendation_id),
        label=one.category,
        other=other.category,
    )


def used_once(decided: Iterable[DecidedLabels]) -> list[Look]:
    """Tags that one row alone has."""
    rows = [(one, tag) for one in decided for tag in dict.fromkeys(one.tags or ())]
    counts = Counter(tag for _, tag in rows)
    return [
        Look(
            kind=LookKind.USED_ONCE,
            recommendation_ids=(one.recommendation_id,),
            label=tag,
        )
        for one, tag in rows
        if counts[tag] == 1
    ]
