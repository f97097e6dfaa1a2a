"""Whose wording stands for a cluster."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.cluster.canonical import choose_canonical
from pipeline.records import Mention, Strength
from tests.conftest import make_mention

TEXT = "The board should publish its fees."
ADDED = f"[The board met.] {TEXT}"


def mention(name: str, **fields: Any) -> Mention:  # noqa: ANN401 (any field of a mention)
    return make_mention(TEXT, mention_id=name, document_id=f"d{name}", **fields)


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        ({"standalone": ADDED}, {"bracketed": True}),
        ({"bracketed": True}, {"strength": Strength.COULD}),
        ({"hedged": True}, {"strength": Strength.COULD}),
        ({"strength": Strength.SHOULD}, {"strength": Strength.MUST}),
        ({"strength": Strength.COULD}, {"strength": Strength.SHOULD}),
    ],
)
def test_the_wording_that_reads_best_and_binds_most_is_taken(
    worse: dict[str, Any], better: dict[str, Any]
) -> None:
    pair = [mention("a", **worse), mention("b", **better)]
    assert choose_canonical(pair, {"a": 0.5, "b": 0.5}, {}) == "b"


def test_the_higher_body_is_taken_before_the_more_central_wording() -> None:
    pair = [mention("a"), mention("b")]
    central = {"a": 9.0, "b": 0.5}
    assert choose_canonical(pair, central, {"db": 1}) == "b"
    assert choose_canonical(pair, central, {"da": 1, "db": 1}) == "a"


def test_what_reads_alone_and_was_agreed_is_taken_before_a_higher_body() -> None:
    central = {"a": 0.5, "b": 0.5}
    for worse in ({"standalone": ADDED}, {"bracketed": True}, {"hedged": True}):
        pair = [mention("a", **worse), mention("b")]
        assert choose_canonical(pair, central, {"da": 4}) == "b"


def test_the_more_central_wording_is_taken_before_the_more_binding() -> None:
    pair = [mention("a", strength=Strength.MUST), mention("b", strength=Strength.COULD)]
    assert choose_canonical(pair, {"a": 0.5, "b": 0.6}, {}) == "b"


def test_among_equals_the_smallest_id_is_taken_whatever_the_order() -> None:
    pair = [mention("b"), mention("a")]
    central = {"a": 0.5, "b": 0.5}
    assert choose_canonical(pair, central, {}) == choose_canonical(pair[::-1], central, {}) == "a"
