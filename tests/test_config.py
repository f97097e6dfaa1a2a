"""Settings: what is written is taken, what no setting takes is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.config import (
    ClusterSettings,
    Config,
    DecidingSettings,
    Rule,
    SuggestSettings,
    load_config,
)
from pipeline.errors import ConfigError
from tests.conftest import write

if TYPE_CHECKING:
    from pathlib import Path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_config(tmp_path / "stocktake.toml") == Config()


def test_an_empty_file_changes_nothing(tmp_path: Path) -> None:
    assert load_config(write(tmp_path / "stocktake.toml", "# nothing\n")) == Config()


def test_what_is_written_is_taken_and_the_rest_stays(tmp_path: Path) -> None:
    path = write(
        tmp_path / "stocktake.toml",
        "[cluster]\nmerge_threshold = 0.75\n[suggest]\nmost_tags = 0\ncategory_threshold = 1\n",
    )
    assert load_config(path) == Config(
        cluster=ClusterSettings(merge_threshold=0.75),
        suggest=SuggestSettings(most_tags=0, category_threshold=1),
    )


def test_one_person_decides_unless_the_group_chose_another_rule(tmp_path: Path) -> None:
    assert not Config().deciding.together
    text = '[deciding]\nrule = "consensus"\ngroups = 3\n'
    deciding = load_config(write(tmp_path / "stocktake.toml", text)).deciding
    assert deciding == DecidingSettings(rule=Rule.CONSENSUS, groups=3)
    assert deciding.rule is Rule.CONSENSUS
    assert deciding.together


def test_a_byte_order_mark_of_an_editor_does_no_harm(tmp_path: Path) -> None:
    path = write(tmp_path / "stocktake.toml", "\ufeff[suggest]\nmost_tags = 2\n")
    assert load_config(path).suggest.most_tags == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[clusters]\n", "clusters"),
        ("[cluster]\nmerge_treshold = 0.5\n", "merge_treshold"),
        ("cluster = 3\n", "section"),
        ("[[cluster]]\nmerge_threshold = 0.5\n", "section"),
        ("[cluster]\nmerge_threshold = 1.5\n", "0 to 1"),
        ("[cluster]\nmerge_threshold = -0.1\n", "0 to 1"),
        ("[cluster]\nmerge_threshold = nan\n", "0 to 1"),
        ("[cluster]\nmerge_threshold = true\n", "0 to 1"),
        ('[cluster]\nmerge_threshold = "0.5"\n', "0 to 1"),
        ("[suggest]\nmost_tags = 1.5\n", "whole number"),
        ("[suggest]\nmost_tags = -1\n", "whole number"),
        ("[suggest]\nmost_tags = true\n", "whole number"),
        ("[store]\nurl = 3\n", "no text"),
        ('[deciding]\nrule = "vote"\n', 'write "one person", "agreements", "consensus"'),
        ("[deciding]\nrule = true\n", "no choice"),
        ("[deciding]\nrule = [2]\n", "no choice"),
        ("[deciding]\nagreements = true\n", "whole number"),
        ("[cluster\n", "TOML"),
    ],
)
def test_what_no_setting_takes_is_an_error_that_names_it_and_the_file(
    tmp_path: Path, text: str, said: str
) -> None:
    path = write(tmp_path / "stocktake.toml", text)
    with pytest.raises(ConfigError, match=said) as caught:
        load_config(path)
    assert "stocktake.toml" in str(caught.value)


def test_a_file_that_is_no_text_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "stocktake.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="TOML"):
        load_config(path)
