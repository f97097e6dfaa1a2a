"""Tags that keep company: decided rows tell how one speaks for another."""

from __future__ import annotations

import numpy as np

from pipeline.suggest.company import fit_company, no_company

ODDS = np.array([[3.0, -1.0], [-3.0, -1.0]])


def test_no_company_leaves_what_each_label_says_by_itself() -> None:
    assert np.array_equal(no_company(2).log_odds(ODDS), ODDS)


def test_a_label_that_stands_with_another_speaks_for_it() -> None:
    together = np.array([[1, 1], [0, 0]] * 50, dtype=np.float32)
    with_first, without = fit_company(np.tile(ODDS, (50, 1)), together).log_odds(ODDS)
    assert with_first[1] > 0 > without[1]


def test_one_row_moves_little() -> None:
    moved = fit_company(ODDS[:1], np.array([[1, 1]], dtype=np.float32)).log_odds(ODDS)
    assert np.abs(moved - ODDS).max() < 1
