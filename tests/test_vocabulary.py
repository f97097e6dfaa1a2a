"""The vocabulary that is shipped, and the mistakes people make in their own."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given

from pipeline.errors import ConfigError
from pipeline.suggest.vocabulary import FACETS, load_vocabulary, write_vocabulary
from tests.conftest import ROOT, write
from tests.vocabularies import category, tag, vocabularies

if TYPE_CHECKING:
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


def test_the_shipped_tags_cover_the_field_in_all_four_facets(vocabulary: Vocabulary) -> None:
    facets = Counter(tag.facet for tag in vocabulary.tags)
    assert 40 <= len(vocabulary.tags) <= 60
    assert set(facets) == set(FACETS)
    assert min(facets.values()) > 1


def test_a_vocabulary_of_one_s_own_is_read_in_its_order(tmp_path: Path) -> None:
    second = CATEGORY.replace('"fees"', '"berths"')
    made = load_vocabulary(write(tmp_path / "v.toml", CATEGORY + second + TAG))
    assert [category.key for category in made.categories] == ["fees", "berths"]
    assert made.tags[0].synonyms == ("pier",)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TAG, "category"),
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
        (CATEGORY + TAG.replace('["pier"]', '["*"]'), "synonyms"),
        (CATEGORY.replace('["Publish the fees"]', '""') + TAG, "examples"),
        (CATEGORY + TAG.replace('"pier"\nname', '" pier"\nname'), "' pier'"),
        (CATEGORY + TAG + 'broader = "dock"\n', "'dock'"),
        (CATEGORY + TAG + 'broader = "fees"\n', "'fees'"),
        (CATEGORY + TAG + 'broader = ["pier"]\n', "broader"),
        (CATEGORY + TAG + 'broader = "pier"\n', "'pier' is under 'pier'"),
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


def test_a_cycle_is_an_error_that_shows_the_way_round(tmp_path: Path) -> None:
    entries = "".join(
        CATEGORY.replace('"fees"', f'"{key}"') + f'broader = "{broader}"\n'
        for key, broader in (("fees", "dues"), ("dues", "taxes"), ("taxes", "fees"))
    )
    with pytest.raises(
        ConfigError, match="'fees' is under 'dues' is under 'taxes' is under 'fees'"
    ):
        load_vocabulary(write(tmp_path / "v.toml", entries))


def test_a_category_can_be_part_of_another_and_be_without_examples(tmp_path: Path) -> None:
    part = CATEGORY.replace('"fees"', '"berths"').replace('"Publish the fees"', "")
    made = load_vocabulary(write(tmp_path / "v.toml", CATEGORY + part + 'broader = "fees"\n'))
    assert [one.broader for one in made.categories] == ["", "fees"]
    assert made.categories[1].examples == ()
    assert made.tags == ()


def test_spaces_around_a_word_do_not_count(tmp_path: Path) -> None:
    made = load_vocabulary(write(tmp_path / "v.toml", CATEGORY + TAG.replace("Piers", " Piers ")))
    assert made.tags[0].name == "Piers"


@given(vocabularies)
def test_what_is_written_is_read_back(vocabulary: Vocabulary) -> None:
    with TemporaryDirectory() as folder:
        path = write(Path(folder) / "v.toml", write_vocabulary(vocabulary))
        assert load_vocabulary(path) == vocabulary


@given(vocabularies, vocabularies)
def test_what_is_written_over_another_file_is_read_back(old: Vocabulary, new: Vocabulary) -> None:
    with TemporaryDirectory() as folder:
        text = write_vocabulary(new, over=write_vocabulary(old))
        assert load_vocabulary(write(Path(folder) / "v.toml", text)) == new


def test_the_shipped_file_written_over_itself_is_the_same_to_the_letter(
    vocabulary: Vocabulary,
) -> None:
    text = (ROOT / "models" / "vocabulary.toml").read_text(encoding="utf-8")
    assert write_vocabulary(vocabulary, over=text) == text


def test_the_shipped_file_is_in_the_form_that_is_written(vocabulary: Vocabulary) -> None:
    text = (ROOT / "models" / "vocabulary.toml").read_text(encoding="utf-8")
    assert "".join(
        line for line in text.splitlines(keepends=True) if line.strip() and line[0] != "#"
    ) == (write_vocabulary(vocabulary).replace("\n\n", "\n"))
    assert tomllib.loads(write_vocabulary(vocabulary)) == tomllib.loads(text)


COMMENTED = f"""# Agreed in May.

{CATEGORY}
# themes

# Ask Ana before you change this one.
{TAG}# the crane was dropped

# actors

{TAG.replace('"pier"', '"port"')}
# the end
"""


def test_comments_stay_where_something_is_renamed(tmp_path: Path) -> None:
    made = load_vocabulary(write(tmp_path / "v.toml", COMMENTED))
    fees, (pier, port) = made.categories, made.tags
    renamed = replace(made, tags=(replace(pier, name="Quays"), replace(port, key="harbour")))
    assert fees
    assert write_vocabulary(renamed, over=COMMENTED) == COMMENTED.replace(
        "Piers", "Quays", 1
    ).replace('key = "port"', 'key = "harbour"')


def test_comments_above_what_is_gone_stay_in_their_place(tmp_path: Path) -> None:
    made = load_vocabulary(write(tmp_path / "v.toml", COMMENTED))
    without = write_vocabulary(replace(made, tags=made.tags[1:]), over=COMMENTED)
    comments = [line for line in COMMENTED.splitlines() if line.startswith("#")]
    assert [line for line in without.splitlines() if line.startswith("#")] == comments


def test_the_layout_of_what_is_not_changed_stays(tmp_path: Path) -> None:
    own = TAG.replace('["pier"]', '[\n  "pier", # the old one\n]').replace("\n", "\r\n")
    made = load_vocabulary(write(tmp_path / "v.toml", CATEGORY + own))
    grown = replace(made, tags=(*made.tags, tag("crane")))
    assert own in write_vocabulary(grown, over=CATEGORY + own)


def test_a_text_that_looks_like_the_head_of_an_entry_is_no_entry(tmp_path: Path) -> None:
    odd = CATEGORY.replace('"What ships pay."', '"""\n[[tag]]\nkey = "no"\n"""') + TAG
    made = load_vocabulary(write(tmp_path / "v.toml", odd))
    grown = replace(made, categories=(*made.categories, category("berths")))
    text = write_vocabulary(grown, over=odd)
    assert load_vocabulary(write(tmp_path / "w.toml", text)) == grown
