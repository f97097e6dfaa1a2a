"""Match scores of the pairs that blocking proposes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline.cluster import scoring
from pipeline.cluster.likeness import Compared
from pipeline.cluster.model import FEATURES
from pipeline.cluster.scoring import Scored, score_pairs
from pipeline.records import Mention, Part
from tests.conftest import make_mention, mentions_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder

    Score = Callable[..., Scored]

FEES = "The harbour board should publish its fees every year."
SAME = "Every year, the harbour board should publish its fees."
BIENNIAL = "The harbour board should publish its fees every two years."
LAMPS = "Lamps should be put on the northern pier before winter."


@pytest.fixture(scope="session")
def score(pair_model: PairModel, encoder: Encoder) -> Score:
    """Scores mentions or texts."""

    def call(*given: Mention | str, threshold: float = 0.0, merge_threshold: float = 0.8) -> Scored:
        mentions = mentions_of(*given)
        return score_pairs(
            mentions,
            Compared(mentions, model=pair_model, encoder=encoder),
            pair_model,
            threshold=threshold,
            merge_threshold=merge_threshold,
        )

    return call


def pairs(scored: Scored) -> list[tuple[int, int]]:
    return list(zip(scored.left.tolist(), scored.right.tolist(), strict=True))


def test_pairs_come_sorted_with_a_score_each_and_say_what_differs(score: Score) -> None:
    scored = score(FEES, LAMPS, SAME, BIENNIAL)
    assert pairs(scored) == [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    assert scored.scores[1] == scored.scores.max()
    assert [scored.guards(pair) for pair in (0, 1, 2)] == [(), (), ("number",)]
    assert scored.features[1][FEATURES.index("words covered")] == pytest.approx(1, abs=1e-5)
    assert ((scored.scores >= 0) & (scored.scores <= 1)).all()


def test_pairs_below_the_threshold_are_left_out(score: Score) -> None:
    everything = score(FEES, LAMPS, SAME, BIENNIAL)
    some = score(FEES, LAMPS, SAME, BIENNIAL, threshold=0.5)
    kept = everything.scores >= 0.5
    assert pairs(some) == [pair for pair, keep in zip(pairs(everything), kept, strict=True) if keep]
    assert 0 < len(pairs(some)) < 6


def test_mentions_of_different_parts_are_not_compared(score: Score) -> None:
    other = [make_mention(text, part=Part.CONSIDERATION) for text in (FEES, SAME)]
    assert pairs(score(FEES, *other, LAMPS)) == [(0, 3), (1, 2)]


@pytest.mark.parametrize(("merge_threshold", "more"), [(0.8, True), (1.0, False)])
def test_what_may_join_by_way_of_others_is_scored_even_if_blocking_left_it_out(
    score: Score,
    monkeypatch: pytest.MonkeyPatch,
    merge_threshold: float,
    more: bool,  # noqa: FBT001 (drawn from the table above)
) -> None:
    chain = np.array([0, 1]), np.array([1, 2])
    monkeypatch.setattr(scoring, "candidates", lambda *_, **__: chain)
    scored = score(FEES, SAME, FEES.replace("every", "each"), merge_threshold=merge_threshold)
    assert pairs(scored) == ([(0, 1), (0, 2), (1, 2)] if more else [(0, 1), (1, 2)])


def test_adding_mentions_changes_no_score(score: Score) -> None:
    few = score(FEES, LAMPS, SAME)
    many = score(FEES, LAMPS, SAME, BIENNIAL, "Train pilots.", "Été", "Light the pier.")
    found = dict(zip(pairs(many), many.scores, strict=True))
    assert [found[pair] for pair in pairs(few)] == few.scores.tolist()


@pytest.mark.parametrize("texts", [(), (FEES,)])
def test_without_two_mentions_there_is_no_pair(score: Score, texts: tuple[str, ...]) -> None:
    scored = score(*texts)
    assert pairs(scored) == []
    assert len(scored.scores) == 0
