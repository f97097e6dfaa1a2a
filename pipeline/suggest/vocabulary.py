"""The controlled vocabulary: categories and tags, as a person edits them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.config import read_entries, read_toml
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path

FACETS = ("theme", "actor", "stakeholder group", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A heading of the table; ``terms`` speak for it in a heading or a sentence."""

    key: str
    name: str
    definition: str
    terms: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A subject; ``synonyms`` name it, "*" standing for any ending."""

    key: str
    name: str
    definition: str
    synonyms: tuple[str, ...]
    facet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """Categories and tags, in the order of the file, which is the order of the table."""

    categories: tuple[Category, ...]
    tags: tuple[Tag, ...]

    def actor_names(self) -> dict[str, str]:
        """Name of each body that can be asked to act, by the terms that speak for it."""
        actors = [tag for tag in self.tags if tag.facet == "actor"]
        return {term.lower(): tag.name for tag in actors for term in (tag.name, *tag.synonyms)}


def load_vocabulary(path: Path) -> Vocabulary:
    """Vocabulary in ``path``.

    Raises:
        ConfigError: An entry lacks a key or has one too many, holds a value of the
            wrong type, or repeats another's key.
    """
    contents = read_toml(path)
    entries = {name: read_entries(contents, name, place=path) for name in ("category", "tag")}
    if set(contents) != set(entries) or not entries["category"]:
        raise ConfigError(f"{path}: needs [[category]] and [[tag]] entries and nothing else")
    categories = tuple(
        Category(
            **_entry(path, "category", entry, texts=("terms", "examples"), text=("definition",))
        )
        for entry in entries["category"]
    )
    tags = tuple(
        Tag(**_entry(path, "tag", entry, texts=("synonyms",), text=("definition", "facet")))
        for entry in entries["tag"]
    )
    for tag in tags:
        if tag.facet not in FACETS:
            raise ConfigError(
                f"{path}: tag {tag.key!r}: facet {tag.facet!r} is not one of {FACETS}"
            )
    for items in (categories, tags):
        _check_keys(path, [item.key for item in items])
    return Vocabulary(categories=categories, tags=tags)


def _entry(
    path: Path, kind: str, entry: dict[str, Any], *, texts: tuple[str, ...], text: tuple[str, ...]
) -> dict[str, Any]:
    place = f"{path}: {kind} {entry.get('key', '')!r}"
    wanted = {"key", "name", *text, *texts}
    if set(entry) != wanted:
        odd = ", ".join(sorted(set(entry) ^ wanted))
        raise ConfigError(f"{place}: needs exactly {sorted(wanted)}; check {odd}")
    for name, value in entry.items():
        listed = name in texts
        items = value if listed else [value]
        if not isinstance(items, list) or not items or not all(map(_is_text, items)):
            shape = 'a list such as ["text", "text"]' if listed else "text in quotation marks"
            raise ConfigError(f"{place}: {name} is {value!r}; write {shape}")
    return {name: tuple(value) if name in texts else value for name, value in entry.items()}


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _check_keys(path: Path, keys: list[str]) -> None:
    for key, count in Counter(keys).items():
        if count > 1:
            raise ConfigError(f"{path}: key {key!r} stands more than once; rename one")
        # Outputs join tags with a bar, and a star means something in synonyms only.
        if set(key) & set("|*") or key != key.strip():
            raise ConfigError(f"{path}: key {key!r} holds |, * or outer spaces; remove them")
