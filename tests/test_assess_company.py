"""A passage is judged by those found with it, and by who else found it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.assess.company import NEVER, Candidates, find_surroundings, judge_again
from pipeline.assess.model import SURROUNDINGS, Weights

NORTH, EAST = [1.0, 0.0], [0.0, 1.0]


def find(logits: list[list[float]], places: list[list[int]]) -> Candidates:
    return Candidates(logits=np.array(logits, dtype=np.float64), places=np.array(places))


def surroundings(found: Candidates, told: list[list[float]]) -> dict[str, np.ndarray]:
    return dict(zip(SURROUNDINGS, find_surroundings(found, np.array(told)), strict=True))


def test_a_passage_like_the_others_that_were_found_is_in_company() -> None:
    found = find([[3.0, 2.0, -2.0, -2.0]], [[0, 1, 2, 3]])
    around = surroundings(found, [NORTH, NORTH, NORTH, EAST])
    like, unlike = around["company"][0, 2:]
    assert like > 0.9
    assert unlike == 0


def test_a_passage_is_no_company_of_its_own() -> None:
    around = surroundings(find([[4.0]], [[0]]), [NORTH])
    assert around["company"][0, 0] == around["nearest company"][0, 0] == 0


def test_a_passage_that_another_recommendation_found_first_stands_behind_it() -> None:
    around = surroundings(find([[1.0, 0.5], [3.0, NEVER]], [[0, 1], [0, 0]]), [NORTH, EAST])
    before = around["before other recommendations"]
    assert before[0, 0] == -2
    assert before[1, 0] == 2
    assert before[0, 1] > 0
    assert around["behind the first"][0].tolist() == [0, -0.5]


def test_what_may_not_be_stays_so() -> None:
    found = find([[1.0, NEVER]], [[0, 1]])
    weights = Weights(weights=(1.0,) * len(SURROUNDINGS), bias=50.0)
    assert judge_again(found, np.array([NORTH, NORTH]), weights)[0, 1] == NEVER


@pytest.mark.parametrize("shape", [(0, 3), (3, 1)])
def test_few_of_either_are_no_error(shape: tuple[int, int]) -> None:
    found = Candidates(logits=np.zeros(shape), places=np.zeros(shape, dtype=np.int64))
    assert all(one.shape == shape for one in find_surroundings(found, np.array([NORTH])))


@given(st.permutations(range(5)), st.lists(st.integers(-50, 50), min_size=20, max_size=20))
def test_the_order_of_recommendations_does_not_matter(order: list[int], drawn: list[int]) -> None:
    logits = -np.sort(-np.array(drawn, dtype=np.float64).reshape(5, 4) / 10, axis=1)
    places = np.array([np.roll(np.arange(6), row)[:4] for row in range(5)])
    told = np.array([NORTH, EAST, [0.6, 0.8], [0.8, 0.6], NORTH, EAST])
    straight = find_surroundings(Candidates(logits=logits, places=places), told)
    turned = find_surroundings(Candidates(logits=logits[order], places=places[order]), told)
    for one, other in zip(straight, turned, strict=True):
        assert np.array_equal(one[order], other)
