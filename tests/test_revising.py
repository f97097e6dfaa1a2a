"""Changes to a workspace's vocabulary: in the log and in its file, or nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.config import VOCABULARY
from pipeline.decisions.log import Kind
from pipeline.errors import ConfigError
from pipeline.records import Scheme
from pipeline.revising import change_vocabulary
from pipeline.store import locate_store, open_store
from pipeline.suggest.changes import Action, VocabularyChange
from pipeline.suggest.vocabulary import load_vocabulary
from tests.conftest import write

if TYPE_CHECKING:
    from pathlib import Path

OWN = """
[[category]]
key = "fees"
name = "Fees of the harbour"
definition = "What ships pay."
terms = ["fee"]
examples = []

[[tag]]
key = "old pier"
name = "Old pier"
facet = "theme"
definition = "The pier in the north."
synonyms = ["northern pier"]
"""


def change(workspace: Path, action: Action, key: str, *into: str) -> None:
    made = VocabularyChange(action=action, scheme=Scheme.TAG, key=key, into=into)
    change_vocabulary(workspace, made, reviewer="Ada", note="")


def test_a_change_is_in_the_log_and_in_the_file(tmp_path: Path) -> None:
    path = write(tmp_path / VOCABULARY, OWN)
    change(tmp_path, Action.SPLIT, "old pier", "old pier", "lamps")
    assert [tag.key for tag in load_vocabulary(path).tags] == ["old pier", "lamps"]
    with open_store(locate_store(tmp_path)) as store:
        assert [(one.kind, one.reviewer) for one in store.log()] == [(Kind.VOCABULARY, "Ada")]


@pytest.mark.parametrize("action", [Action.RENAME, Action.SPLIT])
def test_a_new_key_with_spaces_is_refused_with_one_that_will_do_and_nothing_is_written(
    tmp_path: Path, action: Action
) -> None:
    path = write(tmp_path / VOCABULARY, OWN)
    into = ["north  pier", "lamps"] if action is Action.SPLIT else ["north  pier"]
    with pytest.raises(ConfigError, match="'north  pier' holds spaces; write 'north-pier'"):
        change(tmp_path, action, "old pier", *into)
    assert path.read_text(encoding="utf-8") == OWN
    with open_store(locate_store(tmp_path)) as store:
        assert store.log() == []
