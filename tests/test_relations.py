"""What is near something else without stating the same."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.cluster.likeness import Compared
from pipeline.cluster.relations import relate
from pipeline.cluster.scoring import Scored
from pipeline.records import Relation, RelationKind
from tests.conftest import mentions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder

    Relate = Callable[..., tuple[Relation, ...]]

FEES = "Publish the harbour fees."
LONGER = "Publish the harbour fees with the tonnage of each tug, crane and barge on the quay."
LAMPS = "Put lamps on the northern pier."


@pytest.fixture(scope="session")
def related(pair_model: PairModel, encoder: Encoder) -> Relate:
    """Relations of texts, each a cluster of its own, by their pairs."""

    def call(*texts: str, pairs: Sequence[tuple[int, int]]) -> tuple[Relation, ...]:
        mentions = mentions_of(*texts)
        compared = Compared(mentions, model=pair_model, encoder=encoder)
        left = np.array([left for left, _ in pairs], dtype=np.int64)
        right = np.array([right for _, right in pairs], dtype=np.int64)
        scored = Scored(
            mentions=mentions,
            compared=compared,
            left=left,
            right=right,
            features=compared.features_of(left, right),
            scores=np.full(len(pairs), 0.6, dtype=np.float32),
        )
        return relate(range(len(pairs)), np.arange(len(texts)), scored)

    return call


def test_what_says_all_of_the_other_and_much_more_elaborates_it(related: Relate) -> None:
    expected = RelationKind.ELABORATES
    for texts, longer in (((FEES, LONGER), "m1"), ((LONGER, FEES), "m0")):
        (relation,) = related(*texts, pairs=[(0, 1)])
        assert (relation.kind, relation.left) == (expected, longer)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Open the meetings of the board to all.", "Close the meetings of the board to all."),
        ("The harbour should stay open at night.", "The harbour should not stay open at night."),
    ],
)
def test_opposites_contradict_each_other(related: Relate, left: str, right: str) -> None:
    (relation,) = related(left, right, pairs=[(0, 1)])
    assert relation == Relation(left="m0", right="m1", kind=RelationKind.CONTRADICTS)


@pytest.mark.parametrize(
    "other", [LAMPS, "Publish the harbour fees twice.", "Print the harbour fees."]
)
def test_everything_else_overlaps(related: Relate, other: str) -> None:
    (relation,) = related(FEES, other, pairs=[(0, 1)])
    assert relation == Relation(left="m0", right="m1", kind=RelationKind.OVERLAPS)


def test_relations_come_in_the_order_of_their_mentions_few_of_each(related: Relate) -> None:
    pairs = list(itertools.combinations(range(8), 2))
    found = related(*[f"{LAMPS} {n}" for n in range(8)], pairs=pairs)
    assert list(found) == sorted(found, key=lambda one: (one.left, one.right))
    count = Counter(name for one in found for name in (one.left, one.right))
    assert set(count.values()) == {3}


def test_without_pairs_nothing_is_related(related: Relate) -> None:
    assert related(FEES, LAMPS, pairs=[]) == ()
