"""Labels that people gave, after the vocabulary was changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from pipeline.decisions.log import TAG_SEPARATOR, Decision, Kind
from pipeline.records import Scheme
from pipeline.suggest.changes import Action, VocabularyChange, carry, change_from_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

What = TypeVar("What")

_SCHEMES = {Kind.CATEGORY: Scheme.CATEGORY, Kind.TAGS: Scheme.TAG}


@dataclass(frozen=True, slots=True, kw_only=True)
class Relabelled:
    """The decisions in terms of the vocabulary as it is now.

    Attributes:
        decisions: Without those of which no label is left.
        choices: By kind and mention, the keys that a person has to decide between again,
            because a label was split.
        retired: By kind and mention, the keys that were decided last and were retired since.
    """

    decisions: tuple[Decision, ...]
    choices: Mapping[Kind, Mapping[str, tuple[tuple[str, ...], ...]]]
    retired: Mapping[Kind, Mapping[str, tuple[str, ...]]]


def relabel(decisions: Iterable[Decision]) -> Relabelled:
    """The decisions, each label as the changes that were decided after it have it.

    Args:
        decisions: Those that hold, in the order of the log.

    Raises:
        UsageError: A change of the vocabulary cannot be read.
    """
    changes: list[VocabularyChange] = []
    kept: list[Decision] = []
    choices: dict[Kind, dict[str, tuple[tuple[str, ...], ...]]] = {kind: {} for kind in _SCHEMES}
    retired: dict[Kind, dict[str, tuple[str, ...]]] = {kind: {} for kind in _SCHEMES}
    for decision in reversed(list(decisions)):
        if decision.kind is Kind.VOCABULARY:
            changes.insert(0, change_from_json(decision.value))
        if decision.kind not in _SCHEMES:
            kept.append(decision)
            continue
        labels = tuple(filter(None, decision.value.split(TAG_SEPARATOR)))
        carried = carry(labels, _SCHEMES[decision.kind], changes)
        gone = {change.key for change in changes if change.action is Action.RETIRE}
        for name in decision.mention_ids:
            # What was decided later is met first.
            choices[decision.kind].setdefault(name, carried.undecided)
            retired[decision.kind].setdefault(name, tuple(k for k in carried.left if k in gone))
        if carried.labels or not labels:
            kept.append(replace(decision, value=TAG_SEPARATOR.join(carried.labels)))
    return Relabelled(
        decisions=tuple(kept[::-1]), choices=_without_none(choices), retired=_without_none(retired)
    )


def _without_none(found: Mapping[Kind, Mapping[str, What]]) -> dict[Kind, dict[str, What]]:
    """What was found of mentions of which anything was."""
    return {
        kind: {name: what for name, what in by_mention.items() if what}
        for kind, by_mention in found.items()
    }
