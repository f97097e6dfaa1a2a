"""The phrase rules of each language, as a person edits them in models/triggers/."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.config import read_entries, read_toml
from pipeline.errors import ConfigError
from pipeline.records import Part, Strength

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_REQUIRED = {"name", "part", "strength", "score", "patterns"}
_SECTIONS = {"fragments", "sentences", "stems", "rule"}
_STEMS = {"asking", "regarding", "headings"}
_FRAGMENT = re.compile(r"\{([a-z_]+)\}")
_NEITHER = "neither"
_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a sentence: its name, and what the sentence is.

    Attributes:
        part: None where the rule says that the sentence is neither.
        score: 0 to 1, by the rule's author; what a learned model replaces.
    """

    trigger: str
    part: Part | None
    strength: Strength
    score: float


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """A verdict, and the regular expression over a sentence that earns it."""

    verdict: Verdict
    pattern: re.Pattern[str]
    in_reports: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Triggers:
    """What is known of how one language asks.

    Attributes:
        rules: In the order in which they are tried.
        abbreviations: Words after which a full stop ends no sentence, lower case.
        asking: Stems whose items ask for something.
        regarding: Stems whose items are considerations.
        headings: Headings whose items ask for something.
    """

    rules: tuple[PhraseRule, ...]
    abbreviations: frozenset[str]
    asking: re.Pattern[str] = _NEVER
    regarding: re.Pattern[str] = _NEVER
    headings: re.Pattern[str] = _NEVER


def load_triggers(folder: Path) -> Mapping[str, Triggers]:
    """What ``folder`` holds for each language, by the language's code.

    Raises:
        ConfigError: A file has a key or value that cannot be used.
    """
    return {path.stem: load_language(path) for path in sorted(folder.glob("*.toml"))}


def load_language(path: Path) -> Triggers:
    """The triggers of one language.

    Raises:
        ConfigError: The file has a key or value that cannot be used.
    """
    contents = read_toml(path)
    fragments = contents.get("fragments", {})
    stems, sentences = contents.get("stems", {}), contents.get("sentences", {})
    odd = (set(contents) - _SECTIONS) | (set(stems) - _STEMS) | (set(sentences) - {"abbreviations"})
    if odd:
        raise ConfigError(f"{path}: unknown keys {sorted(odd)}; remove them")
    return Triggers(
        rules=tuple(
            _rule(rule, fragments, place=f"{path}, rule {rule.get('name', number)!r}")
            for number, rule in enumerate(read_entries(contents, "rule", place=path), start=1)
        ),
        abbreviations=frozenset(word.lower() for word in sentences.get("abbreviations", ())),
        **{
            name: _compile(patterns, fragments, place=f"{path} [stems] {name}")
            for name, patterns in stems.items()
        },
    )


def _rule(rule: dict[str, Any], fragments: dict[str, str], *, place: str) -> PhraseRule:
    odd = set(rule) - {"in_reports"} ^ _REQUIRED
    if odd:
        raise ConfigError(f"{place}: needs exactly {sorted(_REQUIRED)}; check {sorted(odd)}")
    try:
        part = None if rule["part"] == _NEITHER else Part(rule["part"])
        verdict = Verdict(rule["name"], part, Strength(rule["strength"]), float(rule["score"]))
    except (TypeError, ValueError) as error:
        raise ConfigError(f"{place}: cannot be used ({error})") from error
    pattern = _compile(rule["patterns"], fragments, place=place)
    return PhraseRule(verdict, pattern, in_reports=bool(rule.get("in_reports", False)))


def _compile(patterns: list[str], fragments: dict[str, str], *, place: str) -> re.Pattern[str]:
    """One expression that holds where any of the patterns does, fragments filled in."""
    try:
        filled = [_FRAGMENT.sub(lambda match: fragments[match[1]], text) for text in patterns]
        return re.compile("|".join(f"(?:{text})" for text in filled) or "(?!)", re.IGNORECASE)
    except (KeyError, TypeError, re.error) as error:
        raise ConfigError(f"{place}: cannot be used ({error})") from error
