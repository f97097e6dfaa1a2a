"""The phrase rules that are shipped, and the mistakes people make in their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ConfigError
from pipeline.extract import load_rules
from pipeline.records import Part, Strength
from tests.conftest import write

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.extract.rules import PhraseRule

RULE = """[fragments]
ships = 'ships|boats'

[[rule]]
name = "wish"
part = "improvement"
strength = "could"
score = 0.5
patterns = ['\\b(?:{ships}) ahoy\\b', 'x{2,3}']
"""


def test_every_shipped_rule_has_a_name_and_a_score_between_zero_and_one(
    rules: tuple[PhraseRule, ...],
) -> None:
    assert rules
    assert all(rule.verdict.trigger and 0 < rule.verdict.score <= 1 for rule in rules)
    assert {rule.verdict.part for rule in rules} == set(Part)


def test_a_fragment_stands_for_its_words_and_a_repetition_stays_one(tmp_path: Path) -> None:
    (rule,) = load_rules(write(tmp_path / "t.toml", RULE))
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
        load_rules(path)
