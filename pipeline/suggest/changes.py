"""Changes to the vocabulary, and what becomes of the labels that people gave by it."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from rapidfuzz import fuzz, process, utils

from pipeline.errors import ConfigError, UsageError
from pipeline.records import Scheme
from pipeline.suggest.vocabulary import (
    Category,
    Entry,
    Tag,
    Vocabulary,
    faults_of_broader,
    faults_of_keys,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

Item = TypeVar("Item")

# Names that are this much alike, of 100, are perhaps one: a plural, a slip of the pen.
_NEARLY_THE_SAME = 90
_FEWEST_PARTS = 2
_MOST_NAMED = 20


class Action(StrEnum):
    """What can be done to an entry of the vocabulary."""

    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    RETIRE = "retire"


@dataclass(frozen=True, slots=True, kw_only=True)
class VocabularyChange:
    """One change to one category or tag.

    Attributes:
        action: What is done.
        scheme: Whether to a category or to a tag.
        key: Key of the entry.
        into: Keys: none or the new one (rename), the one that stays (merge), two or more,
            of which any may exist and the entry itself may be one (split), none (retire).
        name: The new name, of a rename; "" leaves the name.

    Raises:
        ConfigError: ``into`` or ``name`` is not as the action needs it.
    """

    action: Action
    scheme: Scheme
    key: str
    into: tuple[str, ...] = ()
    name: str = ""

    def __post_init__(self) -> None:
        place = f"{self.action} {self.scheme} {self.key!r}"
        said, wanted = f"into {list(self.into)}, name {self.name!r}", _WANTED[self.action]
        if self.name != self.name.strip() or not _is_well_formed(self):
            raise ConfigError(f"{place}: {said} cannot be; give {wanted}")
        for fault in faults_of_keys(self.into):
            raise ConfigError(f"{place}: {fault}")


_WANTED = {
    Action.RENAME: "a new key, a new name, or both",
    Action.MERGE: "one other key to merge it into, and no name",
    Action.SPLIT: "two or more different keys to split it into, and no name",
    Action.RETIRE: "no other key and no name",
}


def _is_well_formed(change: VocabularyChange) -> bool:
    count, has_name = len(change.into), bool(change.name)
    if change.action is Action.RENAME:
        return count + has_name > 0 and count <= 1 and change.key not in change.into
    if change.action is Action.MERGE:
        return count == 1 and not has_name and change.key not in change.into
    if change.action is Action.SPLIT:
        return count >= _FEWEST_PARTS and not has_name
    return count == 0 and not has_name


def in_words(change: VocabularyChange) -> str:
    """What was done, for people: "tag 'press' merged into 'communication'"."""
    parts = " and ".join(map(repr, change.into))
    done = {
        Action.RENAME: "renamed" + (f" to {parts}" if parts else ""),
        Action.MERGE: f"merged into {parts}",
        Action.SPLIT: f"split into {parts}",
        Action.RETIRE: "retired",
    }
    name = f", with the name “{change.name}”" if change.name else ""
    return f"{change.scheme} {change.key!r} {done[change.action]}{name}"


def change_to_json(change: VocabularyChange) -> str:
    """The change in one line of JSON; `change_from_json` gives it back."""
    return msgspec.json.encode(change).decode()


def change_from_json(text: str) -> VocabularyChange:
    """The change that a line of JSON holds.

    Raises:
        UsageError: It holds none.
        ConfigError: It holds one that cannot be.
    """
    try:
        return msgspec.json.decode(text, type=VocabularyChange)
    except msgspec.MsgspecError as error:
        raise UsageError(
            f"{text[:80]!r} is no change of the vocabulary ({error}); restore the log from a copy"
        ) from error


def apply(vocabulary: Vocabulary, change: VocabularyChange) -> Vocabulary:
    """The vocabulary after the change, in the same order.

    An entry that is merged gives its words and examples to the one that it is merged into.
    Keys of a split that do not exist yet become entries with all that the old one had, so
    that nothing is missed until a person divides the words; `check` names these. What was
    under an entry that is gone is then under the one that it was merged into, else under
    what the entry itself was under.

    Raises:
        ConfigError: The entry does not exist; the new key or name is taken; what it is to be
            merged into does not exist; it is the last category.
    """
    if change.scheme is Scheme.CATEGORY:
        categories = _changed(vocabulary.categories, change)
        if not categories:
            raise ConfigError(
                f"category {change.key!r}: is the only one; add another to the vocabulary first"
            )
        return dataclasses.replace(vocabulary, categories=categories)
    return dataclasses.replace(vocabulary, tags=_changed(vocabulary.tags, change))


def _changed(entries: tuple[Entry, ...], change: VocabularyChange) -> tuple[Entry, ...]:
    by_key = {entry.key: entry for entry in entries}
    _refuse(change, by_key)
    old = by_key[change.key]
    fresh = _in_its_place(old, change, by_key)
    _refuse_names(change, fresh, by_key)
    if change.action is Action.MERGE:
        (target,) = change.into
        kept = by_key[target]
        by_key[target] = dataclasses.replace(kept, **_joined(kept, old))
    moved = _new_broader(change, by_key)
    changed: list[Entry] = []
    for key, entry in by_key.items():
        changed += fresh if key == change.key else [entry]
    return tuple(
        dataclasses.replace(entry, broader=moved.get(entry.key, entry.broader)) for entry in changed
    )


def _refuse(change: VocabularyChange, keys: Collection[str]) -> None:
    place = f"{change.action} {change.scheme} {change.key!r}"
    if change.key not in keys:
        raise ConfigError(f"{place}: the vocabulary has no such key; check how it is written")
    if change.action is Action.RENAME and any(key in keys for key in change.into):
        raise ConfigError(f"{place}: key {change.into[0]!r} is taken; take another, or merge them")
    if change.action is Action.MERGE and change.into[0] not in keys:
        raise ConfigError(
            f"{place}: the vocabulary has no {change.scheme} {change.into[0]!r} to merge it into; "
            "check how it is written, or rename"
        )


def _refuse_names(
    change: VocabularyChange, fresh: Iterable[Entry], by_key: Mapping[str, Entry]
) -> None:
    """No entry gets a name that another has, in whatever letters."""
    holders = {entry.name.casefold(): key for key, entry in by_key.items() if key != change.key}
    for entry in fresh:
        name = entry.name.casefold()
        if name in holders:
            raise ConfigError(
                f"{change.action} {change.scheme} {change.key!r}: name {entry.name!r} is that of "
                f"{change.scheme} {holders[name]!r}; take another, or merge them"
            )
        holders[name] = entry.key


def _in_its_place(old: Entry, change: VocabularyChange, existing: Collection[str]) -> list[Entry]:
    """What stands where the changed entry stood."""
    if change.action is Action.RENAME:
        key = change.into[0] if change.into else old.key
        return [dataclasses.replace(old, key=key, name=change.name or old.name)]
    if change.action is Action.SPLIT:
        kept = [old] if old.key in change.into else []
        fresh = [key for key in change.into if key not in existing]
        return kept + [dataclasses.replace(old, key=key, name=name_of(key)) for key in fresh]
    return []


def name_of(key: str) -> str:
    """A name for a key, until a person writes a better one: "new-groups" is "New groups"."""
    words = " ".join(key.replace("-", " ").split()) or key
    return words[0].upper() + words[1:]


def _joined(target: Category | Tag, gone: Category | Tag) -> dict[str, Any]:
    """The words and examples of the target by field, those of the other behind its own."""
    return {
        name: _once((*getattr(target, name), *getattr(gone, name)))
        for name in ("terms", "examples", "synonyms")
        if hasattr(target, name)
    }


def _new_broader(change: VocabularyChange, by_key: Mapping[str, Category | Tag]) -> dict[str, str]:
    """For each entry right under the changed one, the key that it is then under."""
    old = by_key[change.key]
    if change.action in (Action.RENAME, Action.MERGE):
        (above,) = _successors(old.key, change)
    else:
        above = old.key if old.key in change.into else old.broader
    # What leads down to the entry that stays would otherwise be under what it is above of.
    climbing = set()
    place = above
    while change.action is Action.MERGE and place and place != old.key:
        climbing.add(place)
        place = by_key[place].broader
    return {
        key: old.broader if key in climbing else above
        for key, entry in by_key.items()
        if entry.broader == old.key
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Relabelling:
    """What became of the labels that a person gave a row.

    Attributes:
        labels: Those that still hold, as they are now called.
        undecided: For each label that was split, the keys that a person has to decide
            between again; no machine can tell which of them was meant.
        left: Labels that do not hold any more, by the key they had when they went: split,
            or retired. They stay in the history.
    """

    labels: tuple[str, ...]
    undecided: tuple[tuple[str, ...], ...] = ()
    left: tuple[str, ...] = ()


def relabel(labels: tuple[str, ...], change: VocabularyChange) -> Relabelling:
    """What becomes of a row's labels of the change's scheme: each holds, is open, or has left."""
    return _carry_one(Relabelling(labels=labels), change)


def carry(
    labels: tuple[str, ...], scheme: Scheme, changes: Iterable[VocabularyChange]
) -> Relabelling:
    """What became of a row's labels after all changes that were made since, oldest first.

    Choices that are still open are carried along too. Where a merge leaves one of them, it
    is decided by that; where a retirement does, it is still asked for.
    """
    carried = Relabelling(labels=labels)
    for change in changes:
        if change.scheme is scheme:
            carried = _carry_one(carried, change)
    return carried


def _carry_one(before: Relabelling, change: VocabularyChange) -> Relabelling:
    if not any(change.key in keys for keys in (before.labels, *before.undecided)):
        return before
    is_held, is_split = change.key in before.labels, change.action is Action.SPLIT
    labels = [
        after
        for label in before.labels
        for after in _successors(label, change)
        if not is_split or after == label
    ]
    # A label that is split is a choice from then on.
    choices = (*before.undecided, *([(change.key,)] if is_held and is_split else []))
    undecided = []
    for choice in choices:
        after = _once(new for key in choice for new in _successors(key, change))
        if change.action is Action.MERGE and len(after) == 1 < len(choice):
            labels += after
        elif after:
            undecided.append(after)
    is_gone = is_held and change.key not in labels and (is_split or not change.into)
    left = (*before.left, change.key) if is_gone else before.left
    return Relabelling(labels=_once(labels), undecided=_once(undecided), left=_once(left))


def _successors(key: str, change: VocabularyChange) -> tuple[str, ...]:
    """The keys that can be meant after the change by what was meant by this one before."""
    if key != change.key or (change.action is Action.RENAME and not change.into):
        return (key,)
    return change.into


def _once(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(dict.fromkeys(items))


def check(vocabulary: Vocabulary, labels_in_use: Mapping[Scheme, Collection[str]]) -> list[str]:
    """What a person should look at, each with what to do, in words; none where all is well.

    Args:
        vocabulary: What to check.
        labels_in_use: The keys that rows have. Where rows have none of a scheme yet, it is
            not said that none is used.
    """
    found = []
    for scheme, entries in (
        (Scheme.CATEGORY, vocabulary.categories),
        (Scheme.TAG, vocabulary.tags),
    ):
        found += faults_of_keys(entry.key for entry in entries)
        found += faults_of_broader(scheme, entries)
        found += _use(scheme, [entry.key for entry in entries], set(labels_in_use.get(scheme, ())))
        found += _alike(scheme, entries)
    found += _shared_synonyms(vocabulary.tags)
    return found + [
        f"category {category.key!r} has no examples; write typical proposals"
        for category in vocabulary.categories
        if not category.examples
    ]


def _use(scheme: Scheme, keys: Sequence[str], in_use: set[str]) -> list[str]:
    found = [
        f"{scheme} {label!r} stands in rows but not in the vocabulary; write it in again, "
        "then rename, merge, split or retire it"
        for label in sorted(in_use.difference(keys))
    ]
    unused = [repr(key) for key in keys if in_use and key not in in_use]
    if unused:
        more = f" and {len(unused) - _MOST_NAMED} more" if len(unused) > _MOST_NAMED else ""
        named = ", ".join(unused[:_MOST_NAMED]) + more
        found.append(f"no row has the {scheme} {named}; retire what is not needed")
    return found


def _alike(scheme: Scheme, entries: Iterable[Category | Tag]) -> list[str]:
    names = {entry.key: utils.default_process(entry.name) for entry in entries}
    found = []
    while names:
        key = next(iter(names))
        name = names.pop(key)
        near = process.extract(
            name, names, scorer=fuzz.ratio, score_cutoff=_NEARLY_THE_SAME, limit=None
        )
        found += [
            f"{scheme} {key!r} and {other!r} have nearly the same name; "
            "merge them, or tell them apart"
            for _, _, other in near
        ]
    return found


def _shared_synonyms(tags: Iterable[Tag]) -> list[str]:
    """The tags that have synonyms in common, each set of them once."""
    holders = defaultdict(list)
    for tag in tags:
        for word in _once(synonym.casefold() for synonym in tag.synonyms):
            holders[word].append(repr(tag.key))
    shared = defaultdict(list)
    for word, keys in holders.items():
        if len(keys) > 1:
            shared[" and ".join(keys)].append(repr(word))
    return [
        f"tags {keys} share {', '.join(words)} as synonyms; leave each with one of them"
        for keys, words in shared.items()
    ]
