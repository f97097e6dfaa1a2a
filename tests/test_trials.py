"""The same documents and decisions give the same table, in whatever order they came."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from pipeline.last import read_run
from tests import trials

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.run import Result
    from pipeline.suggest.vocabulary import Vocabulary


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_documents_and_the_moments_of_decisions_change_nothing(
    tmp_path: Path, process: Callable[..., Result], vocabulary: Vocabulary, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311 (trials that can be repeated, no secret)
    trial = trials.make_trial(tmp_path / "first", process, chance)
    wanted = {mention.mention_id for mention in read_run(tmp_path / "first").mentions}
    names = {category.key: category.name for category in vocabulary.categories}
    folders = [tmp_path / name for name in ("one", "other")]
    for folder in folders:
        state = trials.run_in_order(folder, trial, process, chance)
        assert trials.find_broken(folder / "outputs", state, names, wanted) == []
    one, other = (trials.map_ids(folder / "outputs") for folder in folders)
    assert one == other
