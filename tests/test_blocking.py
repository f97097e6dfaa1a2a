"""Which mentions are compared at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster import blocking
from pipeline.cluster.blocking import candidates
from pipeline.cluster.model import unit
from pipeline.cluster.words import WordWeights

WEIGHTS = WordWeights({"board": 0.1}, unseen=1.0)
Pairs = list[tuple[int, int]]


def directions(count: int, *, seed: int = 0, dimensions: int = 16) -> np.ndarray:
    chance = np.random.default_rng(seed)
    return unit(chance.standard_normal((count, dimensions)).astype(np.float32))


def pairs_of(
    meaning: np.ndarray, words: list[tuple[str, ...]] | None = None, *, pivots: int = 20
) -> Pairs:
    low, high = candidates(
        meaning,
        words or [()] * len(meaning),
        weights=WEIGHTS,
        pivots=directions(pivots, seed=9, dimensions=meaning.shape[1]),
    )
    return list(zip(low.tolist(), high.tolist(), strict=True))


def in_couples(count: int) -> np.ndarray:
    """Vectors of which each two, one after the other, are nearest to each other."""
    return np.repeat(np.eye(count, dtype=np.float32), 2, axis=0)


@pytest.fixture
def _one_neighbour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "NEIGHBOURS", 1)


@given(
    st.lists(st.lists(st.sampled_from(["pier", "piers", "lamp", "board", "fee"])), max_size=60),
    st.sampled_from([50_000, 0]),
)
def test_every_pair_comes_once_the_smaller_row_first_and_in_order(
    words: list[list[str]], exact: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(blocking, "EXACT", exact)
        # Near one pivot there are fewer texts than are asked for.
        patch.setattr(blocking, "_PROBES", 1)
        found = pairs_of(directions(len(words)), [tuple(one) for one in words])
    assert all(0 <= low < high < len(words) for low, high in found)
    assert found == sorted(set(found))


@pytest.mark.parametrize("count", [0, 1])
def test_without_two_texts_there_is_no_pair(count: int) -> None:
    assert pairs_of(directions(count), [("pier",)] * count) == []


def test_of_a_few_texts_every_two_are_compared() -> None:
    assert pairs_of(directions(5)) == [(a, b) for a in range(5) for b in range(a + 1, 5)]


@pytest.mark.parametrize("exact", [50_000, 0])
def test_what_is_nearly_the_same_is_found_among_many_however_they_are_looked_up(
    monkeypatch: pytest.MonkeyPatch, exact: int
) -> None:
    monkeypatch.setattr(blocking, "EXACT", exact)
    monkeypatch.setattr(blocking, "_PROBES", 4)
    base = directions(300)
    close = unit(base + directions(300, seed=1) * np.float32(0.05))
    found = set(pairs_of(np.concatenate([base, close]), pivots=40))
    assert {(row, row + 300) for row in range(300)} <= found
    assert len(found) < 600 * 599 / 4


@pytest.mark.usefixtures("_one_neighbour")
def test_texts_that_share_rare_words_are_compared_however_unlike_they_mean() -> None:
    words: list[tuple[str, ...]] = [("board",)] * 12
    words[2] = words[9] = ("board", "dredging")
    assert set(pairs_of(in_couples(6), words)) >= {(2, 9), (2, 3), (8, 9)}


@pytest.mark.usefixtures("_one_neighbour")
def test_endings_of_words_do_not_matter() -> None:
    words: list[tuple[str, ...]] = [()] * 12
    words[2], words[9] = ("dredging",), ("dredged",)
    assert (2, 9) not in pairs_of(in_couples(6), words)
    words[2], words[9] = ("publishing",), ("publication",)
    assert (2, 9) not in pairs_of(in_couples(6), words)
    words[2], words[9] = ("publishing",), ("published",)
    assert (2, 9) in pairs_of(in_couples(6), words)


@pytest.mark.usefixtures("_one_neighbour")
def test_a_word_that_too_many_texts_have_brings_none_together(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    words: list[tuple[str, ...]] = [()] * 12
    words[1] = words[6] = words[10] = ("pier",)
    apart = {(row, row + 1) for row in range(0, 12, 2)}
    assert set(pairs_of(in_couples(6), words)) > apart
    monkeypatch.setattr(blocking, "_MOST_TEXTS", 2)
    assert set(pairs_of(in_couples(6), words)) == apart


def test_texts_without_words_are_compared_by_their_meaning() -> None:
    meaning = np.concatenate([directions(100), directions(100)])
    assert {(row, row + 100) for row in range(100)} <= set(pairs_of(meaning))


def test_adding_texts_elsewhere_leaves_near_pairs_as_they_were(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(blocking, "EXACT", 0)
    monkeypatch.setattr(blocking, "_PROBES", 4)
    base = directions(50)
    close = unit(base + directions(50, seed=1) * np.float32(0.02))
    meaning = np.concatenate([base, close, directions(400, seed=2)])
    assert {(row, row + 50) for row in range(50)} <= set(pairs_of(meaning, pivots=40))
