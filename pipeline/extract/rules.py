"""The phrase rules, as a person edits them in models/triggers.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.config import read_entries, read_toml
from pipeline.errors import ConfigError
from pipeline.records import Part, Strength

if TYPE_CHECKING:
    from pathlib import Path

_REQUIRED = {"name", "part", "strength", "score", "patterns"}
_FRAGMENT = re.compile(r"\{([a-z]+)\}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says of a sentence: its name, and what the sentence is."""

    trigger: str
    part: Part
    strength: Strength
    score: float


@dataclass(frozen=True, slots=True)
class PhraseRule:
    """A verdict, and the regular expression over a sentence that earns it."""

    verdict: Verdict
    pattern: re.Pattern[str]
    in_reports: bool


def load_rules(path: Path) -> tuple[PhraseRule, ...]:
    """Phrase rules in the order in which they are tried.

    Raises:
        ConfigError: A rule lacks a key, or has a value that cannot be used.
    """
    contents = read_toml(path)
    fragments = contents.get("fragments", {})
    return tuple(
        _rule(rule, fragments, place=f"{path}, rule {rule.get('name', number)!r}")
        for number, rule in enumerate(read_entries(contents, "rule", place=path), start=1)
    )


def _rule(rule: dict[str, Any], fragments: dict[str, str], *, place: str) -> PhraseRule:
    odd = set(rule) - {"in_reports"} ^ _REQUIRED
    if odd:
        raise ConfigError(f"{place}: needs exactly {sorted(_REQUIRED)}; check {sorted(odd)}")
    try:
        patterns = [_FRAGMENT.sub(lambda m: fragments[m[1]], text) for text in rule["patterns"]]
        verdict = Verdict(
            rule["name"], Part(rule["part"]), Strength(rule["strength"]), float(rule["score"])
        )
        pattern = re.compile("|".join(f"(?:{text})" for text in patterns), re.IGNORECASE)
    except (KeyError, TypeError, ValueError, re.error) as error:
        raise ConfigError(f"{place}: cannot be used ({error})") from error
    return PhraseRule(verdict, pattern, in_reports=bool(rule.get("in_reports", False)))
