"""What an earlier run found of pairs of mentions is not computed again, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster import Clustering, Constraints, cluster
from pipeline.cluster.likeness import Compared
from pipeline.cluster.memory import Memory
from pipeline.config import ClusterSettings
from tests.conftest import make_mention, mentions_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder
    from pipeline.records import Mention

    Run = Callable[..., Clustering]

NUMBERS = np.dtype("<f4")
TEXTS = (
    "The harbour board should publish its fees every year.",
    "Every year, the harbour board should publish its fees.",
    "The harbour board should publish its fees every two years.",
    "It is important to publish the fees of the harbour.",
    "The harbour board should not publish its fees.",
    "Lamps should be put on the northern pier.",
    "Put lamps on the southern pier.",
)


class Kept:
    """Tables that a run leaves to the next."""

    def __init__(self) -> None:
        self.tables: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """The table; None where there is none."""
        return self.tables.get(name)

    def keep(self, name: str, table: bytes) -> None:
        """Keep a table in place of the one of that name."""
        self.tables[name] = table


@pytest.fixture(scope="session")
def run(pair_model: PairModel, encoder: Encoder) -> Run:
    """Clusters mentions with what earlier runs have kept."""

    def call(mentions: Sequence[Mention], known: Kept | None) -> Clustering:
        return cluster(
            mentions,
            model=pair_model,
            settings=ClusterSettings(),
            encoder=encoder,
            authority={},
            constraints=Constraints(),
            known=known,
            on_done=lambda: None,
        )

    return call


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), max_size=6), st.lists(st.sampled_from(TEXTS), max_size=6))
def test_a_run_that_knows_an_earlier_one_gives_what_a_fresh_one_gives(
    run: Run, earlier: list[str], later: list[str]
) -> None:
    known = Kept()
    run(mentions_of(*earlier), known)
    mentions = mentions_of(*later, *earlier)
    assert run(mentions, known) == run(mentions, None)


def test_only_what_is_new_is_compared(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[int] = []
    features_of = Compared.features_of

    def counted(self: Compared, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        compared.append(len(left))
        return features_of(self, left, right)

    monkeypatch.setattr(Compared, "features_of", counted)
    known = Kept()
    run(mentions_of(*TEXTS[:-1]), known)
    assert sum(compared) == 15
    run(mentions_of(*TEXTS), known)
    assert sum(compared) == 15 + 6


def test_what_no_mention_says_any_more_is_not_kept(run: Run) -> None:
    known, fresh = Kept(), Kept()
    run(mentions_of(*TEXTS), known)
    run(mentions_of(*TEXTS[:3]), known)
    run(mentions_of(*TEXTS[:3]), fresh)
    assert known.tables == fresh.tables


def test_a_pair_is_known_by_what_the_two_say_and_not_by_their_rows() -> None:
    known = Kept()
    one, other = np.array([0]), np.array([1])
    first = Memory(mentions_of(*TEXTS[:2]), known)
    first.keep("numbers", one, other, np.array([0.5], dtype=NUMBERS))
    first.write()
    second = Memory(mentions_of(TEXTS[3], *TEXTS[:2]), known)
    left, right = np.array([0, 0, 1]), np.array([1, 2, 2])
    hits, values = second.recall("numbers", left, right, NUMBERS)
    assert (hits.tolist(), values.tolist()) == ([False, False, True], [0.5])


@pytest.mark.parametrize(
    "change",
    [
        {"standalone": "x"},
        {"language": "fr"},
        {"actors": ("Board",)},
        {"headings": ("Fees",)},
        {"document_id": "another"},
    ],
)
def test_what_is_said_otherwise_is_not_known(change: dict[str, object]) -> None:
    known = Kept()
    rows = np.array([0]), np.array([1])
    first = Memory([make_mention(TEXTS[0]), make_mention(TEXTS[1])], known)
    first.keep("numbers", *rows, np.array([0.5], dtype=NUMBERS))
    first.write()
    changed = Memory([make_mention(TEXTS[0], **change), make_mention(TEXTS[1])], known)
    assert not changed.recall("numbers", *rows, NUMBERS)[0].any()


def test_without_tables_nothing_is_known() -> None:
    memory = Memory(mentions_of(*TEXTS[:2]), None)
    rows = np.array([0]), np.array([1])
    memory.keep("numbers", *rows, np.array([0.5], dtype=NUMBERS))
    memory.write()
    assert not memory.recall("numbers", *rows, NUMBERS)[0].any()
