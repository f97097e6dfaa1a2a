"""Match scores: 0 to 1, the same whatever stands beside the pair."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.cluster.scoring import score_pairs
from pipeline.records import MatchScore, Mention, Part
from tests.conftest import make_mention

if TYPE_CHECKING:
    from pipeline.embedding import Encoder

TEXTS = [
    "The harbour board should publish its fees every year.",
    "Every year the harbour board should publish its fees.",
    "The harbour board should publish its fees every five years.",
    "Lamps should be put on the northern pier before winter.",
    "The pilots deserve thanks.",
]


def mentions_of(texts: list[str]) -> list[Mention]:
    made = [make_mention(t, document_id=str(n)) for n, t in enumerate(texts)]
    return sorted(made, key=lambda mention: mention.mention_id)


def score(mentions: list[Mention], encoder: Encoder, threshold: float = 0.0) -> list[MatchScore]:
    vectors = encoder.encode([mention.text for mention in mentions])
    return score_pairs(mentions, vectors, threshold=threshold)


@pytest.mark.parametrize("text", TEXTS)
def test_equal_texts_score_one_and_never_more(encoder: Encoder, text: str) -> None:
    (match,) = score(mentions_of([text, text]), encoder)
    assert match.score <= 1
    assert all(value <= 1 for _, value in match.features)
    assert match.score == pytest.approx(1, abs=0.01)


def test_every_score_is_between_zero_and_one_with_its_parts_and_ordered_ids(
    encoder: Encoder,
) -> None:
    matches = score(mentions_of(TEXTS), encoder)
    assert matches
    for match in matches:
        assert 0 <= match.score <= 1
        assert match.pair.left < match.pair.right
        parts = dict(match.features)
        assert match.score == pytest.approx((parts["wording"] + parts["meaning"]) / 2, abs=0.001)
    assert matches == sorted(matches, key=lambda m: (m.pair.left, m.pair.right))


def test_adding_documents_changes_no_score(encoder: Encoder) -> None:
    few, all_of_them = mentions_of(TEXTS[:3]), mentions_of(TEXTS)
    names = {mention.mention_id for mention in few}
    kept = [m for m in score(all_of_them, encoder) if {m.pair.left, m.pair.right} <= names]
    assert kept == score(few, encoder)


def test_pairs_below_the_threshold_are_left_out(encoder: Encoder) -> None:
    matches = score(mentions_of(TEXTS), encoder)
    middle = sorted(match.score for match in matches)[len(matches) // 2]
    above = score(mentions_of(TEXTS), encoder, threshold=middle)
    assert above == [match for match in matches if match.score >= middle]


def test_an_improvement_is_never_compared_with_a_consideration(encoder: Encoder) -> None:
    mentions = [
        make_mention(TEXTS[0], document_id="a"),
        make_mention(TEXTS[0], document_id="b", part=Part.CONSIDERATION),
    ]
    assert score(sorted(mentions, key=lambda m: m.mention_id), encoder) == []


def test_a_score_carries_the_guards_that_hold(encoder: Encoder) -> None:
    (match,) = score(
        mentions_of(["Review the fees every three years.", "Review the fees every five years."]),
        encoder,
    )
    assert match.guards == ("number",)


@pytest.mark.parametrize("texts", [[], TEXTS[:1]])
def test_fewer_than_two_mentions_have_no_scores(encoder: Encoder, texts: list[str]) -> None:
    assert score(mentions_of(texts), encoder) == []
