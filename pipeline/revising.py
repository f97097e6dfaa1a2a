"""Changing the vocabulary of a workspace, so that every decision goes along."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.config import OUTPUTS, VOCABULARY, own_or_shipped
from pipeline.decisions.log import TAG_SEPARATOR, Choice, Kind
from pipeline.decisions.state import fold
from pipeline.errors import ConfigError, UsageError
from pipeline.last import read_run
from pipeline.outputs import read_labels, replace_file
from pipeline.records import Scheme
from pipeline.store import locate_store, open_store
from pipeline.suggest.changes import apply, carry, change_from_json, change_to_json, check, in_words
from pipeline.suggest.skos import read_skos, write_skos
from pipeline.suggest.vocabulary import load_vocabulary, write_vocabulary

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.decisions.log import Decision
    from pipeline.suggest.changes import VocabularyChange
    from pipeline.suggest.vocabulary import Vocabulary


def change_vocabulary(
    workspace: Path, change: VocabularyChange, *, reviewer: str, note: str
) -> Decision:
    """Record the change in the log, then write the workspace's own vocabulary.

    The log comes first: should the program be stopped between the two, the same command
    does the rest, and a change that the log has twice says no more than once.

    Raises:
        ConfigError: The vocabulary cannot be changed so; nothing is written.
        UsageError: The file or the store cannot be used.
    """
    path = own_or_shipped(workspace, VOCABULARY)
    vocabulary = load_vocabulary(path)
    _refuse_spaces(change, vocabulary)
    changed = apply(vocabulary, change)
    text = write_vocabulary(changed, over=path.read_text(encoding="utf-8-sig"))
    choice = Choice(
        kind=Kind.VOCABULARY, value=change_to_json(change), note=note, shown=in_words(change)
    )
    with open_store(locate_store(workspace)) as store:
        (decision,) = store.decide([choice], reviewer=reviewer)
    _write(workspace / VOCABULARY, text)
    return decision


def _refuse_spaces(change: VocabularyChange, vocabulary: Vocabulary) -> None:
    """A new key is one word, so that nobody needs quotation marks to write it.

    Raises:
        ConfigError: It is not.
    """
    entries = vocabulary.categories if change.scheme is Scheme.CATEGORY else vocabulary.tags
    for key in set(change.into) - {entry.key for entry in entries}:
        if len(key.split()) > 1:
            raise ConfigError(
                f"key {key!r} holds spaces; write {'-'.join(key.split())!r}, and the name with "
                "its spaces in the file or by rename --name"
            )


def check_vocabulary(workspace: Path) -> list[str]:
    """What a person should look at in the vocabulary, with the rows of the last run.

    Raises:
        ConfigError: The vocabulary cannot be read.
        UsageError: The outputs of the last run cannot.
    """
    vocabulary = load_vocabulary(own_or_shipped(workspace, VOCABULARY))
    outputs = workspace / OUTPUTS
    labels = read_labels(outputs) if (outputs / "mentions.csv").exists() else {}
    since = _changes_since_last_run(workspace) if labels else []
    joined = {Scheme.CATEGORY: labels.get("category"), Scheme.TAG: labels.get("tags")}
    in_use = {
        scheme: {
            key
            for label in values or ()
            for key in carry(tuple(label.split(TAG_SEPARATOR)), scheme, since).labels
        }
        for scheme, values in joined.items()
    }
    return check(vocabulary, in_use)


def _changes_since_last_run(workspace: Path) -> list[VocabularyChange]:
    """What the rows of the last run do not show yet."""
    known = read_run(workspace).decisions
    with open_store(locate_store(workspace)) as store:
        effective = fold(store.log(), moved={}).effective
    return [
        change_from_json(decision.value)
        for decision in effective
        if decision.kind is Kind.VOCABULARY and decision.number > known
    ]


def take_thesaurus(workspace: Path, path: Path) -> Vocabulary:
    """Make a SKOS file the vocabulary of a workspace that has none of its own.

    A thesaurus that is one flat list has tags alone; the categories are then the shipped
    ones, for a table cannot do without.

    Raises:
        ConfigError: The file holds no vocabulary.
        UsageError: The workspace has one of its own, which would be lost.
    """
    target = workspace / VOCABULARY
    if target.exists():
        raise UsageError(
            f"{target}: is the vocabulary of this workspace and would be lost; move it away first"
        )
    vocabulary = read_skos(path)
    if not vocabulary.categories:
        shipped = load_vocabulary(own_or_shipped(workspace, VOCABULARY))
        vocabulary = replace(vocabulary, categories=shipped.categories)
    _write(target, write_vocabulary(vocabulary))
    return vocabulary


def give_thesaurus(workspace: Path) -> str:
    """The vocabulary of a workspace as SKOS, in Turtle."""
    return write_skos(load_vocabulary(own_or_shipped(workspace, VOCABULARY)))


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, text.encode())
    except OSError as error:
        raise UsageError(
            f"{path}: cannot be written ({error.strerror}); make room or mend its permissions, "
            "and call the same command again"
        ) from error
