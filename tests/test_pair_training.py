"""Fitting the pair model."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from pipeline.cluster.likeness import Compared
from pipeline.cluster.model import (
    FEATURES,
    HEADING,
    PairModel,
    dump_pair_model,
    load_pair_model,
)
from pipeline.cluster.training import (
    Decision,
    Pairs,
    compare_on_decisions,
    fit_weights,
    learn_space,
    pairs_decided,
    pairs_to_learn_from,
    surprise,
)
from tests.conftest import make_mention
from tests.wordings import TEXTS, UNSURE, WORDINGS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.embedding import Encoder


@pytest.fixture(scope="module", autouse=True)
def _one_thread() -> Iterator[None]:
    # On so few texts more threads only get in each other's way.
    with threadpool_limits(limits=1):
        yield


@pytest.fixture(scope="module")
def pairs(encoder: Encoder, _one_thread: None) -> Pairs:
    """Pairs of the invented wordings."""
    return pairs_to_learn_from(WORDINGS, TEXTS, encoder, on_done=lambda: None)


@pytest.fixture(scope="module")
def space(encoder: Encoder, _one_thread: None) -> PairModel:
    """What the invented wordings are compared by."""
    return learn_space(WORDINGS, TEXTS, encoder)


def decisions(*, by_actor: bool) -> list[Decision]:
    """Twelve that are explained by who is asked, or by nothing at all."""
    if by_actor:
        return [
            Decision(
                make_mention(text, actors=("Board",)),
                make_mention(text, actors=("Board" if same else "Council",)),
                same,
            )
            for text, same in zip(TEXTS, [True, False] * 6, strict=False)
        ]
    # Each fifth was decided otherwise than the others.
    left, right = map(make_mention, UNSURE)
    return [Decision(left, right, k % 5 in (0, 2) or k == 4) for k in range(12)]


def test_a_fitted_model_tells_the_same_from_what_differs(
    space: PairModel, pairs: Pairs, encoder: Encoder
) -> None:
    model = fit_weights(space, pairs)
    compared = Compared([one.mention for one in WORDINGS], model=model, encoder=encoder)
    rows = np.arange(len(WORDINGS))
    scores = np.array([compared.scores(row, rows) for row in rows])
    proposals = np.array([one.proposal for one in WORDINGS])
    same = proposals[:, None] == proposals
    assert (scores[same] > 0.5).mean() > 0.9
    assert (scores[~same] < 0.5).mean() > 0.9


def test_no_weight_is_below_nothing_even_where_likeness_speaks_against(
    space: PairModel, pairs: Pairs
) -> None:
    for same in (pairs.same, ~pairs.same):
        model = fit_weights(space, replace(pairs, same=same))
        assert min(*model.by_words.weights, *model.by_meaning.weights) >= 0


def test_what_no_pair_speaks_of_gets_no_weight(space: PairModel, pairs: Pairs) -> None:
    weights = dict(zip(FEATURES, fit_weights(space, pairs).by_words.weights, strict=True))
    assert weights["actor"] == weights["heading"] == 0
    assert weights["meaning"] > 0


def test_a_shared_heading_weighs_what_it_adds_to_all_else(space: PairModel, pairs: Pairs) -> None:
    half = np.arange(len(pairs.same)) % 2 == 0
    features = pairs.features.copy()
    weights = []
    # Half of what states the same stands under like headings, then all of it.
    for shared in (pairs.same & half, pairs.same):
        features[:, HEADING] = shared
        placed = replace(pairs, features=features.copy(), placed=np.ones_like(pairs.same))
        model = fit_weights(space, placed).by_words
        alone = fit_weights(space, pairs).by_words
        assert (model.weights[:HEADING], model.bias) == (alone.weights[:HEADING], alone.bias)
        weights.append(model.weights[HEADING])
    assert 0 < weights[0] < weights[1]


def test_headings_say_nothing_where_no_wording_stands_in_a_document(
    space: PairModel, pairs: Pairs
) -> None:
    features = pairs.features.copy()
    features[:, HEADING] = pairs.same
    nowhere = replace(pairs, features=features, placed=np.zeros_like(pairs.same))
    assert fit_weights(space, nowhere).by_words.weights[HEADING] == 0


def test_how_many_pairs_are_the_same_does_not_move_the_middle(
    space: PairModel, pairs: Pairs
) -> None:
    many = replace(pairs, weights=np.where(pairs.same, 9, 1).astype(np.float32))
    middle = pairs.features[pairs.same].mean(axis=0) / 2 + pairs.features[~pairs.same].mean(0) / 2
    for weighted in (pairs, many):
        (score,) = fit_weights(space, weighted).by_words.probability(middle[None])
        assert 0.25 < score < 0.75


def test_the_same_wordings_give_the_same_bytes(
    space: PairModel, pairs: Pairs, encoder: Encoder
) -> None:
    again = fit_weights(
        learn_space(WORDINGS, TEXTS, encoder),
        pairs_to_learn_from(WORDINGS, TEXTS, encoder, on_done=lambda: None),
    )
    assert dump_pair_model(again, card={}) == dump_pair_model(fit_weights(space, pairs), card={})


def test_a_fitted_model_scores_the_same_after_it_was_written(
    space: PairModel, pairs: Pairs, encoder: Encoder, tmp_path: Path
) -> None:
    model = fit_weights(space, pairs)
    path = tmp_path / "cluster.json"
    path.write_bytes(dump_pair_model(model, card={}))
    mentions = [one.mention for one in WORDINGS]
    first, second = (
        Compared(mentions, model=one, encoder=encoder) for one in (model, load_pair_model(path))
    )
    rows = np.arange(len(mentions))
    assert all((first.scores(row, rows) == second.scores(row, rows)).all() for row in rows)


def test_wordings_are_paired_within_their_subject_and_with_strangers(pairs: Pairs) -> None:
    assert pairs.features.shape == (len(pairs.same), len(FEATURES))
    # Of eight wordings of two proposals in a subject, four by four are the same.
    assert pairs.same.sum() == 5 * 2 * 6
    assert (~pairs.same).sum() >= 5 * 16
    assert set(pairs.weights.tolist()) == {1}


def test_each_fifth_of_the_subjects_is_announced(encoder: Encoder) -> None:
    done: list[int] = []
    pairs_to_learn_from(WORDINGS, TEXTS, encoder, on_done=lambda: done.append(1))
    assert len(done) == 5


def test_a_decision_counts_as_much_as_ten_pairs(space: PairModel, encoder: Encoder) -> None:
    own = pairs_decided(decisions(by_actor=True), space, encoder)
    assert own.same.tolist() == [True, False] * 6
    assert set(own.weights.tolist()) == {10}
    assert own.features[:, FEATURES.index("actor")].tolist() == [1, -1] * 6


def test_without_decisions_nothing_is_added(
    space: PairModel, pairs: Pairs, encoder: Encoder
) -> None:
    own = pairs_decided([], space, encoder)
    assert len(own.same) == 0
    assert fit_weights(space, pairs + own) == fit_weights(space, pairs)


def test_the_more_a_model_is_wrong_the_more_it_is_surprised(space: PairModel, pairs: Pairs) -> None:
    model = fit_weights(space, pairs)
    wrong = replace(pairs, same=~pairs.same)
    assert 0 < surprise(model, pairs) < 0.7 < surprise(model, wrong)


def test_decisions_that_follow_a_rule_help_and_those_that_follow_none_do_not(
    space: PairModel, pairs: Pairs, encoder: Encoder
) -> None:
    own = pairs_decided(decisions(by_actor=True), space, encoder)
    without, learned = compare_on_decisions(space, pairs, own)
    assert learned < without / 2
    own = pairs_decided(decisions(by_actor=False), space, encoder)
    without, learned = compare_on_decisions(space, pairs, own)
    assert learned > without
