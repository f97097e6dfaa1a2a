"""The vocabulary that is shipped, and the mistakes people make in their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.errors import ConfigError
from pipeline.suggest.vocabulary import load_vocabulary
from tests.conftest import write

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.suggest.vocabulary import Vocabulary

CATEGORY = """[[category]]
key = "fees"
name = "Fees"
definition = "What ships pay."
terms = ["fee"]
examples = ["Publish the fees"]
"""
TAG = """[[tag]]
key = "pier"
name = "Piers"
facet = "theme"
definition = "Where ships dock."
synonyms = ["pier"]
"""


def test_the_shipped_categories_have_the_working_group_s_keys_in_order(
    vocabulary: Vocabulary,
) -> None:
    assert [category.key for category in vocabulary.categories] == [
        "outcomes",
        "working-modalities",
        "funding",
        "participation",
        "linkages",
        "monitoring",
    ]


def test_a_vocabulary_of_one_s_own_is_read_in_its_order(tmp_path: Path) -> None:
    second = CATEGORY.replace('"fees"', '"berths"')
    made = load_vocabulary(write(tmp_path / "v.toml", CATEGORY + second + TAG))
    assert [category.key for category in made.categories] == ["fees", "berths"]
    assert made.tags[0].synonyms == ("pier",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (CATEGORY, "tag"),
        (CATEGORY + TAG + "[other]\n", "nothing else"),
        (CATEGORY + TAG.replace("theme", "colour"), "colour"),
        (CATEGORY + TAG.replace('facet = "theme"\n', ""), "facet"),
        (CATEGORY + TAG + 'colour = "red"\n', "colour"),
        (CATEGORY + CATEGORY + TAG, "fees"),
        (CATEGORY + TAG.replace('"pier"\nname', '"a|b"\nname'), "|"),
        (CATEGORY.replace('"Fees"', "3") + TAG, "name"),
        (CATEGORY.replace('["fee"]', "[3]") + TAG, "terms"),
        (CATEGORY.replace('["fee"]', '"fee"') + TAG, "terms"),
        (CATEGORY + TAG.replace('["pier"]', '"pier"'), "synonyms"),
        (CATEGORY + TAG.replace('["pier"]', "[]"), "synonyms"),
        (CATEGORY + TAG.replace('["pier"]', '[""]'), "synonyms"),
        ('category = ["fees"]\n' + TAG, "category"),
        ("category = 5\n" + TAG, "category"),
        ("category = []\n" + TAG, "category"),
        ('tag = ["pier"]\n' + CATEGORY, "tag"),
    ],
)
def test_a_vocabulary_that_cannot_be_used_is_an_error_that_names_the_file_and_the_fault(
    tmp_path: Path, text: str, said: str
) -> None:
    path = write(tmp_path / "vocabulary.toml", text)
    with pytest.raises(ConfigError) as caught:
        load_vocabulary(path)
    assert "vocabulary.toml" in str(caught.value)
    assert said in str(caught.value)
