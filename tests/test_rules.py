"""The phrase rules that are shipped, and the mistakes people make in their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ConfigError
from pipeline.extract import load_triggers
from pipeline.extract.rules import Triggers, load_language
from pipeline.records import Part, Strength
from tests.conftest import ROOT, write

if TYPE_CHECKING:
    from pathlib import Path

RULE = """[fragments]
ships = 'ships|boats'

[[rule]]
name = "wish"
part = "improvement"
strength = "could"
score = 0.5
patterns = ['\\b(?:{ships}) ahoy\\b', 'x{2,3}']
"""


LANGUAGES = load_triggers(ROOT / "models" / "triggers")


def test_the_shipped_rules_are_of_six_languages() -> None:
    assert sorted(LANGUAGES) == ["ar", "en", "es", "fr", "ru", "zh"]


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_every_shipped_rule_has_a_name_and_a_score_between_zero_and_one(language: str) -> None:
    rules = LANGUAGES[language].rules
    assert all(rule.verdict.trigger and 0 < rule.verdict.score <= 1 for rule in rules)
    assert {rule.verdict.part for rule in rules} >= set(Part)


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_language_without_a_parser_has_stems_headings_and_sentences_that_are_neither(
    language: str,
) -> None:
    triggers = LANGUAGES[language]
    assert None in {rule.verdict.part for rule in triggers.rules}
    for pattern in (triggers.asking, triggers.regarding, triggers.headings):
        assert pattern.pattern != Triggers(rules=(), abbreviations=frozenset()).asking.pattern


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_no_shipped_rule_takes_an_empty_sentence(language: str) -> None:
    assert not any(rule.pattern.search("") for rule in LANGUAGES[language].rules)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
def test_abbreviations_are_lower_case_and_without_their_last_full_stop(language: str) -> None:
    words = LANGUAGES[language].abbreviations
    assert all(word == word.lower() and not word.endswith(".") for word in words)


def test_a_fragment_stands_for_its_words_and_a_repetition_stays_one(tmp_path: Path) -> None:
    (rule,) = load_language(write(tmp_path / "en.toml", RULE)).rules
    assert rule.verdict.strength is Strength.COULD
    assert rule.pattern.search("Boats ahoy!")
    assert rule.pattern.search("xxx")
    assert not rule.pattern.search("Piers ahoy, x")
    assert not rule.in_reports


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("score = 0.5\n", ""),
        ("score = 0.5", 'score = "high"'),
        ('part = "improvement"', 'part = "top"'),
        ('strength = "could"', 'strength = "would"'),
        ("{ships}", "{trains}"),
        ("x{2,3}", "x("),
        ("score = 0.5", "score = 0.5\ncolour = 1"),
    ],
)
def test_a_rule_that_cannot_be_used_is_an_error_that_names_it(
    tmp_path: Path, old: str, new: str
) -> None:
    assert old in RULE
    path = write(tmp_path / "triggers.toml", RULE.replace(old, new))
    with pytest.raises(ConfigError, match=r"triggers\.toml, rule 'wish'"):
        load_language(path)


def test_a_language_is_named_by_its_file(tmp_path: Path) -> None:
    write(tmp_path / "en.toml", RULE)
    write(tmp_path / "nb.toml", RULE.replace("ahoy", "ohoi"))
    write(tmp_path / "README.md", "not a rule")
    assert list(load_triggers(tmp_path)) == ["en", "nb"]


def test_a_rule_may_say_that_a_sentence_is_neither(tmp_path: Path) -> None:
    text = RULE.replace('"improvement"', '"neither"').replace("score", "in_reports = true\nscore")
    (rule,) = load_language(write(tmp_path / "en.toml", text)).rules
    assert rule.verdict.part is None
    assert rule.in_reports


def test_stems_and_abbreviations_are_read_in_any_case_with_fragments(tmp_path: Path) -> None:
    more = """
[sentences]
abbreviations = ["No", "e.g"]

[stems]
asking = ['^asks (?:{ships})$']
"""
    triggers = load_language(write(tmp_path / "en.toml", RULE + more))
    assert triggers.abbreviations == {"no", "e.g"}
    assert triggers.asking.search("Asks Boats")
    assert not triggers.regarding.search("")
    assert not triggers.headings.search("Recommendations")


def test_a_language_without_rules_takes_nothing(tmp_path: Path) -> None:
    triggers = load_language(write(tmp_path / "en.toml", ""))
    assert triggers == Triggers(rules=(), abbreviations=frozenset())


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ("[colours]\nred = 1\n", "colours"),
        ("[stems]\nwishing = ['x']\n", "wishing"),
        ("[sentences]\nends = ['x']\n", "ends"),
    ],
)
def test_an_unknown_key_of_a_language_is_an_error_that_names_it(
    tmp_path: Path, more: str, key: str
) -> None:
    with pytest.raises(ConfigError, match=rf"en\.toml: unknown keys \['{key}'\]; remove them"):
        load_language(write(tmp_path / "en.toml", RULE + more))


def test_a_stem_that_cannot_be_used_is_an_error_that_names_it(tmp_path: Path) -> None:
    path = write(tmp_path / "en.toml", "[stems]\nasking = ['x(']\n")
    with pytest.raises(ConfigError, match=r"en\.toml \[stems\] asking: cannot be used"):
        load_language(path)
