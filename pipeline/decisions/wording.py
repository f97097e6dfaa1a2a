"""What decisions say, for people: names in place of keys, and long texts cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from pipeline.decisions.log import TAG_SEPARATOR, Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.suggest.vocabulary import Vocabulary

# Of categories and tags, by their kind and key.
Names: TypeAlias = "Mapping[Kind, Mapping[str, str]]"

_LONGEST_VALUE, _LONGEST_TEXT = 100, 200


def names_in(vocabulary: Vocabulary) -> Names:
    """Names of the vocabulary's categories and tags."""
    return {
        Kind.CATEGORY: {category.key: category.name for category in vocabulary.categories},
        Kind.TAGS: {tag.key: tag.name for tag in vocabulary.tags},
    }


def name_label(kind: Kind, key: str, names: Names) -> str:
    """The name of a category or tag; its key where the vocabulary has it not."""
    return names.get(kind, {}).get(key, key)


def say_value(kind: Kind, value: str, names: Names) -> str:
    """What was decided of a field, on one line that is not long."""
    if kind in (Kind.CATEGORY, Kind.TAGS):
        value = ", ".join(name_label(kind, key, names) for key in value.split(TAG_SEPARATOR))
    return shorten(value, letters=_LONGEST_VALUE)


def shorten(text: str, *, letters: int = _LONGEST_TEXT) -> str:
    """The text on one line, cut and marked where it has more letters."""
    line = " ".join(text.split())
    return line if len(line) <= letters else line[: letters - 1].rstrip() + "…"
