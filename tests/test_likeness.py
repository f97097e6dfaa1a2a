"""How alike two mentions are, by named features."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.cluster.likeness import Compared
from pipeline.cluster.model import FEATURES, MEANING
from tests.conftest import make_mention, mentions_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder
    from pipeline.records import Mention

    Compare = Callable[..., Compared]

FEES = "The harbour board should publish its fees every year."
SAME = "It is important to publish the fees of the harbour each year."
LAMPS = "Lamps should be put on the northern pier before winter."
PLACES = " ".join(f"pier{letter}{other}" for letter in "abcdefghij" for other in "klmnopqrst")
LONG = f"The board should mend {PLACES * 5} and buoys."
TEXTS = (FEES, SAME, LAMPS, LONG, "Mend piers", "Piers", "To be.", "", "§ 7", "[ ] ( )", "Été 2030")


@pytest.fixture(scope="session")
def compare(pair_model: PairModel, encoder: Encoder) -> Compare:
    """Makes mentions or texts ready to be compared."""

    def call(*given: Mention | str) -> Compared:
        return Compared(mentions_of(*given), model=pair_model, encoder=encoder)

    return call


def features(compared: Compared, row: int = 0, other: int = 1) -> dict[str, float]:
    values = compared.features(row, np.array([other]))[0]
    return dict(zip(FEATURES, map(float, values), strict=True))


@settings(max_examples=25)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6))
def test_features_are_the_same_from_both_sides_and_within_bounds(
    compare: Compare, texts: list[str]
) -> None:
    compared = compare(*texts)
    rows = np.arange(len(texts))
    table = np.array([compared.features(row, rows) for row in rows])
    assert np.abs(table - table.transpose(1, 0, 2)).max() < 1e-5
    assert np.abs(table).max() < 1 + 1e-5
    assert table[:, :, :MEANING].min() >= 0


@settings(max_examples=25)
@given(st.lists(st.sampled_from(TEXTS), min_size=2, max_size=6))
def test_what_else_is_compared_changes_no_features(compare: Compare, texts: list[str]) -> None:
    among = compare(*texts).features(0, np.arange(1, len(texts)))
    alone = compare(*texts[:2]).features(0, np.array([1]))
    assert (among[0] == alone[0]).all()


def test_the_same_text_twice_is_alike_in_every_way_that_it_speaks_of(compare: Compare) -> None:
    said = {"actors": ("Board",), "headings": ("Ports", "Fees of the harbour")}
    found = features(compare(*(make_mention(FEES, document_id=name, **said) for name in "ab")))
    assert found == pytest.approx(dict.fromkeys(FEATURES, 1.0), abs=1e-5)


def test_a_frame_around_a_text_takes_nothing_from_its_core(compare: Compare) -> None:
    found = features(compare("Publish the fees of the harbour each year.", SAME))
    assert found["core covered"] > found["words covered"]
    assert found["core covered"] == pytest.approx(1, abs=1e-5)
    assert found["action"] == pytest.approx(1, abs=1e-5)


def test_a_text_inside_a_longer_one_is_contained_and_does_not_cover_it(compare: Compare) -> None:
    found = features(compare("Mend the sheds.", f"Mend the sheds. {LAMPS}"))
    assert found["words contained"] == pytest.approx(1, abs=1e-5)
    assert found["words covered"] < 0.7


def test_one_word_is_no_phrase(compare: Compare) -> None:
    found = features(compare("Piers", "Piers"))
    assert found["words covered"] == pytest.approx(1, abs=1e-5)
    assert found["phrases covered"] == 0


@pytest.mark.parametrize("text", ["", "To be, and so on.", "§", "..."])
def test_a_text_without_content_words_is_compared_by_its_meaning_alone(
    compare: Compare, text: str
) -> None:
    for others in ((text, FEES), (FEES, text), (text, text)):
        found = features(compare(*others))
        assert not any(found[name] for name in FEATURES[:MEANING])


def test_a_text_without_end_is_compared_too(compare: Compare) -> None:
    found = features(compare(LONG, LONG.replace("buoys", "tugs")))
    assert found["words covered"] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("languages", [("fr", "fr"), ("en", "fr"), ("fr", "en")])
def test_words_are_compared_only_in_english(
    compare: Compare, pair_model: PairModel, languages: tuple[str, str]
) -> None:
    pair = [make_mention(FEES, language=language) for language in languages]
    compared = compare(*pair)
    found = features(compared)
    assert not any(found[name] for name in FEATURES[:MEANING])
    (score,) = compared.scores(0, np.array([1]))
    meaning = np.array([[found["meaning"]]], dtype=np.float32)
    assert score == pair_model.by_meaning.probability(meaning)[0]


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("Board",), ("Board",), 1),
        (("Board",), ("Council",), -1),
        (("Board", "Council"), ("Board", "Pilots"), 0),
        (("Board",), ("Board", "Pilots", "Council"), 1),
        ((), ("Board",), 0),
        ((), (), 0),
    ],
)
def test_actors_speak_for_and_against_and_silence_says_nothing(
    compare: Compare, left: tuple[str, ...], right: tuple[str, ...], expected: float
) -> None:
    pair = [make_mention(FEES, actors=actors) for actors in (left, right)]
    assert features(compare(*pair))["actor"] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("documents", "left", "right", "expected"),
    [
        ("ab", ("Ports", "Fees"), ("Ports", "Fees"), 1),
        ("ab", ("Ports", "Fees", "Lamps"), ("Ports", "Fees", "Buoys", "Rates"), 1 / 3),
        ("ab", ("Ports", "Fees"), ("Ports", "Lamps"), 0),
        ("ab", ("Fees",), ("Lamps",), 0),
        ("ab", ("Fees",), (), 0),
        ("aa", ("Fees",), ("Fees",), 0),
    ],
)
def test_like_headings_of_two_documents_speak_for_and_no_other_says_anything(
    compare: Compare,
    documents: str,
    left: tuple[str, ...],
    right: tuple[str, ...],
    expected: float,
) -> None:
    pair = [
        make_mention(FEES, document_id=document, headings=headings)
        for document, headings in zip(documents, (left, right), strict=True)
    ]
    assert features(compare(*pair))["heading"] == pytest.approx(expected)


def test_more_likeness_never_lowers_a_score(compare: Compare) -> None:
    one, other = (make_mention(text, actors=("Board",)) for text in (FEES, SAME))
    stranger = make_mention(SAME, actors=("Pilots",))
    scores = compare(one, other, stranger).scores(0, np.array([0, 1, 2]))
    assert 1 >= scores[0] >= scores[1] >= scores[2] >= 0


def test_words_are_alike_by_what_they_mean_whether_or_not_a_mention_has_them(
    compare: Compare,
) -> None:
    compared = compare("Mend the pier", "Repair the jetty", "Publish fees")
    assert compared.alike("mend", "repair") > compared.alike("mend", "publish")
    assert compared.alike("mend", "repair") == compared.alike("repair", "mend")
    assert compared.alike("never", "never") == 1
    assert compare("Publish fees").alike("repair", "mend") == compared.alike("repair", "mend")


def test_each_text_is_announced_when_it_was_read(pair_model: PairModel, encoder: Encoder) -> None:
    done: list[int] = []
    Compared(
        mentions_of(FEES, LAMPS, FEES),
        model=pair_model,
        encoder=encoder,
        on_done=lambda: done.append(1),
    )
    assert len(done) == 3
