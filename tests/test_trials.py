"""The same documents and decisions give the same table, in whatever order they came."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from tests import trials
from tests.loaded import few_examples

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
    names = {category.key: category.name for category in vocabulary.categories}
    with few_examples():
        faults = trials.try_orders(tmp_path, process, chance, decisions=30, category_names=names)
    assert faults == []
