"""The controlled vocabulary: categories and tags, as a person edits them."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from collections import Counter
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any, TypeVar

import tomli_w

from pipeline.config import read_entries, read_toml
from pipeline.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from pathlib import Path

FACETS = ("theme", "actor", "stakeholder group", "region")

_LISTS = {"terms", "examples", "synonyms"}
_MAY_BE_ABSENT = {"broader"}
_MAY_BE_EMPTY = {"broader", "examples"}
_IN_ONE_LINE = {"terms", "synonyms"}
_HEADER = re.compile(r"\[\[(category|tag)\]\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A heading of the table; ``terms`` speak for it in a heading or a sentence.

    ``broader`` is the key of the category that it is a part of, "" at the top.
    """

    key: str
    name: str
    broader: str = ""
    definition: str
    terms: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A subject; ``synonyms`` name it, "*" standing for any ending.

    ``broader`` is the key of the tag that it is a part of, "" at the top.
    """

    key: str
    name: str
    broader: str = ""
    facet: str
    definition: str
    synonyms: tuple[str, ...]


Entry = TypeVar("Entry", Category, Tag)


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
        ConfigError: There is no category; an entry lacks a key or has one too many, holds
            a value of the wrong type, repeats another's key, or is broader than itself.
    """
    contents = read_toml(path)
    entries = {name: read_entries(contents, name, place=path) for name in ("category", "tag")}
    if not set(contents) <= set(entries) or not entries["category"]:
        raise ConfigError(
            f"{path}: needs at least one [[category]], and [[tag]] entries, and nothing else"
        )
    categories = [_read_entry(path, "category", Category, entry) for entry in entries["category"]]
    tags = [_read_entry(path, "tag", Tag, entry) for entry in entries["tag"]]
    for tag in tags:
        if tag.facet not in FACETS:
            raise ConfigError(
                f"{path}: tag {tag.key!r}: facet {tag.facet!r} is not one of {FACETS}"
            )
    return checked(categories, tags, place=str(path))


def checked(categories: Iterable[Category], tags: Iterable[Tag], *, place: str) -> Vocabulary:
    """Vocabulary of these entries, whose keys and hierarchy hold.

    Raises:
        ConfigError: A key stands twice or cannot be used; ``broader`` names no entry, or
            leads back to where it began.
    """
    made = Vocabulary(categories=tuple(categories), tags=tuple(tags))
    for kind, entries in (("category", made.categories), ("tag", made.tags)):
        keys = [entry.key for entry in entries]
        for fault in (*faults_of_keys(keys), *faults_of_broader(kind, entries)):
            raise ConfigError(f"{place}: {fault}")
    return made


def faults_of_keys(keys: Iterable[str]) -> list[str]:
    """What is wrong with keys of one kind of entry, and what to do, in words."""
    faults = []
    for key, count in Counter(keys).items():
        if count > 1:
            faults.append(f"key {key!r} stands more than once; rename one")
        # Outputs join tags with a bar, and a star means something in synonyms only.
        if set(key) & set("|*") or key != key.strip():
            faults.append(f"key {key!r} holds |, * or outer spaces; remove them")
        if not key.strip():
            faults.append(f"key {key!r} is empty; write a short word")
    return faults


def faults_of_broader(kind: str, entries: Sequence[Category] | Sequence[Tag]) -> list[str]:
    """What is wrong with the hierarchy, and what to do, in words: a cycle is named once."""
    keys = {entry.key for entry in entries}
    faults = [
        f"{kind} {entry.key!r}: broader {entry.broader!r} is the key of no {kind}; "
        "write a key that there is, or take broader out"
        for entry in entries
        if entry.broader and entry.broader not in keys
    ]
    try:
        TopologicalSorter({entry.key: (entry.broader,) for entry in entries}).prepare()
    except CycleError as error:
        # The standard library gives what is narrower last; people read upwards.
        way = " is under ".join(map(repr, reversed(error.args[1])))
        faults.append(f"{kind} {way}; take broader out of one of them")
    return faults


def write_vocabulary(vocabulary: Vocabulary, *, over: str = "") -> str:
    """TOML in the form that a person edits; reading it gives the vocabulary back.

    Args:
        vocabulary: What to write.
        over: The text of the file as it stands. Of it stay the head, the comments between
            entries, and all of each entry that is not changed.
    """
    written = {
        (kind, entry.key): _write_entry(kind, entry)
        for kind, entries in (("category", vocabulary.categories), ("tag", vocabulary.tags))
        for entry in entries
    }
    plain = "\n".join(written.values())
    head, blocks, tail = _split(over)
    behind = _comments_of_gone(blocks, written)
    text = head + behind.get(None, "")
    for name, fresh in written.items():
        block = blocks.get(name)
        if block:
            text += block.lead
        elif text and not text.endswith("\n\n"):
            text += "\n"
        text += block.text if block and _parse(block.text) == _parse(fresh) else fresh
        text += behind.get(name, "")
    # What looks like the head of an entry can be a line of a long text.
    return text + tail if _parse(text + tail) == _parse(plain) else plain


_Name = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Block:
    """An entry as a file has it; ``lead`` is the blank lines and comments above it."""

    lead: str
    text: str


def _split(text: str) -> tuple[str, dict[_Name, _Block], str]:
    """The head of a file, its entries by kind and key, and what stands below the last."""
    lines = text.removeprefix("\ufeff").splitlines(keepends=True)
    headers = [
        (place, match[1]) for place, line in enumerate(lines) if (match := _HEADER.match(line))
    ]
    if not headers:
        return "", {}, ""
    blocks: dict[_Name, _Block] = {}
    lead = ""
    ends = [place for place, _ in headers[1:]] + [len(lines)]
    for (start, kind), end in zip(headers, ends, strict=True):
        last = end
        while not lines[last - 1].split("#")[0].strip():
            last -= 1
        body = "".join(lines[start:last])
        body += "" if body.endswith("\n") else "\n"
        for entry in _parse(body).get(kind, ()):
            blocks[kind, str(entry.get("key"))] = _Block(lead, body)
        lead = "".join(lines[last:end])
    return "".join(lines[: headers[0][0]]), blocks, lead


def _comments_of_gone(
    blocks: Mapping[_Name, _Block], kept: Container[_Name]
) -> dict[_Name | None, str]:
    """What stood above each entry that is gone, by the entry before it that is kept.

    There it stands above whatever has taken the place of the one that is gone.
    """
    behind: dict[_Name | None, str] = {}
    last = None
    for name, block in blocks.items():
        if name in kept:
            last = name
        elif block.lead.strip():
            behind[last] = behind.get(last, "") + block.lead
    return behind


def _parse(text: str) -> dict[str, list[dict[str, Any]]]:
    """What a piece of TOML holds; nothing where it is none, as when cut inside a long text."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {}


def _write_entry(kind: str, entry: Category | Tag) -> str:
    """An entry as a person writes it: texts and words in a line, an example a line."""
    lines = [f"[[{kind}]]\n"]
    for name, value in dataclasses.asdict(entry).items():
        if name in _MAY_BE_ABSENT and not value:
            continue
        if name in _IN_ONE_LINE:
            texts = (tomli_w.dumps({"": text})[5:-1] for text in value)
            lines.append(f"{name} = [{', '.join(texts)}]\n")
        else:
            lines.append(tomli_w.dumps({name: value}, indent=2))
    return "".join(lines)


def _read_entry(path: Path, name: str, kind: type[Entry], values: dict[str, Any]) -> Entry:
    place = f"{path}: {name} {values.get('key', '')!r}"
    wanted = {field.name for field in dataclasses.fields(kind)}
    odd = (set(values) ^ wanted) - (_MAY_BE_ABSENT - set(values))
    if odd:
        needed = sorted(wanted - _MAY_BE_ABSENT)
        raise ConfigError(f"{place}: needs exactly {needed}; check {', '.join(sorted(odd))}")
    return kind(**{field: _read_value(place, field, value) for field, value in values.items()})


def _read_value(place: str, field: str, value: object) -> Any:  # noqa: ANN401 (as its field wants)
    is_list = field in _LISTS
    is_empty = field in _MAY_BE_EMPTY and value == ([] if is_list else "")
    if not is_empty and not _are_texts(value if is_list else [value]):
        shape = 'a list such as ["text", "text"]' if is_list else "text in quotation marks"
        raise ConfigError(f"{place}: {field} is {value!r}; write {shape}")
    if isinstance(value, list):
        return tuple(item.strip() for item in value)
    # Spaces around a key are an error of its own; around anything else they say nothing.
    return str(value) if field == "key" else str(value).strip()


def _are_texts(items: object) -> bool:
    """Whether there is text in each; a star alone, which would find every word, is none."""
    return (
        isinstance(items, list)
        and bool(items)
        and all(isinstance(item, str) and item.replace("*", "").strip() for item in items)
    )
