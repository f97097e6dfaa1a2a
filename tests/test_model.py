"""The learned model: probabilities, what it takes, why, and the file that it ships in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.extract.model import (
    CLASSES,
    Model,
    decide,
    dump_model,
    features_of,
    load_model,
    settle,
    word_features,
)
from pipeline.extract.rules import Verdict
from pipeline.extract.triggers import SETTLING
from pipeline.records import ParagraphKind, Part, Strength
from tests.conftest import ROOT, body, write
from tests.observations import MODAL, make_observation

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pipeline.extract import Extractor
    from pipeline.records import Mention

SHIPPED = ROOT / "models" / "extract.json"
EVEN = dict.fromkeys(Part, (0.5, 0.5, 0.5))
MODEL = Model(
    weights={
        "asks": (2.0, 0.0, 0.0),
        "asks softly": (1.0, 0.0, 0.0),
        "values": (0.0, 3.0, 0.0),
        "told": (-1.0, -1.0, 2.0),
        "word: pier": (0.5, 0.0, 0.0),
    },
    intercept=(0.0, 0.0, 1.0),
    thresholds=EVEN,
)

_NUMBERS = st.integers(-400_000, 400_000).map(lambda value: value / 10_000)
_WEIGHTS = st.tuples(_NUMBERS, _NUMBERS, _NUMBERS)
_NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
_THRESHOLD = st.integers(1, 100).map(lambda value: value / 100)
_THRESHOLDS = st.tuples(_THRESHOLD, _THRESHOLD, _THRESHOLD)
_MODELS = st.builds(
    Model,
    weights=st.dictionaries(_NAMES, _WEIGHTS, max_size=6),
    intercept=_WEIGHTS,
    thresholds=st.fixed_dictionaries(dict.fromkeys(Part, _THRESHOLDS)),
)
_LIKELY = st.tuples(*[st.integers(0, 1000)] * 3).map(
    lambda three: tuple((each + 1) / (sum(three) + 3) for each in three)
)
_VERDICTS = st.none() | st.builds(
    Verdict,
    st.sampled_from([*sorted(SETTLING), "modal should", "wording"]),
    st.sampled_from(Part),
    st.sampled_from(Strength),
    st.just(0.9),
)


@given(_MODELS, st.dictionaries(_NAMES, st.floats(-10, 10), max_size=6))
def test_probabilities_are_a_distribution_over_the_classes(
    model: Model, features: dict[str, float]
) -> None:
    likely = model.probabilities(features)
    assert len(likely) == len(CLASSES) == 3
    assert all(0 <= each <= 1 for each in likely)
    assert sum(likely) == pytest.approx(1)


def test_features_that_the_model_does_not_know_change_nothing() -> None:
    assert MODEL.probabilities({"unheard of": 1.0}) == MODEL.probabilities({})
    assert MODEL.probabilities({"asks": 1.0})[0] > MODEL.probabilities({})[0]


def test_a_sentence_is_taken_with_its_probability_as_its_score() -> None:
    taken = make_observation("The Board should act.", "asks", "asks softly", verdict=MODAL)
    left = make_observation("The Board met.", "told")
    (found,) = MODEL.decide([left, taken, left])
    probability = MODEL.probabilities(features_of(taken))[0]
    assert found.sentence is taken.sentence
    assert found.verdict.score == round(probability, 3)
    assert MODEL.weigh(taken) == (Part.IMPROVEMENT, probability)
    assert MODEL.weigh(left)[0] is None


def test_a_rule_that_agrees_gives_trigger_and_strength() -> None:
    verdict = Verdict("modal could", Part.IMPROVEMENT, Strength.COULD, 0.7)
    one = make_observation("Fees could fall.", "asks", "asks softly", verdict=verdict)
    (found,) = MODEL.decide([one])
    assert (found.verdict.trigger, found.verdict.strength) == ("modal could", Strength.COULD)


@pytest.mark.parametrize(
    ("verdict", "strength"),
    [
        (None, Strength.SHOULD),
        (Verdict("modal must", Part.IMPROVEMENT, Strength.MUST, 0.9), Strength.MUST),
        (Verdict("history", None, Strength.COULD, 0.9), Strength.COULD),
    ],
)
def test_where_no_rule_says_so_the_wording_is_the_trigger(
    verdict: Verdict | None, strength: Strength
) -> None:
    (found,) = MODEL.decide([make_observation("Open accounts matter.", "values", verdict=verdict)])
    assert found.verdict.trigger == "wording"
    assert found.verdict.part is Part.CONSIDERATION
    assert found.verdict.strength is strength


def test_what_completes_a_stem_is_found_as_such() -> None:
    one = make_observation("light the pier;", "asks", "asks softly", verdict=MODAL, completes=True)
    assert [found.completes for found in MODEL.decide([one])] == [True]


def test_a_sentence_that_was_not_parsed_may_still_be_taken() -> None:
    model = Model(
        weights={"word: accounts": (9.0, 0.0, 0.0), "not parsed": (-1.0, 0.0, 0.0)},
        intercept=(0.0, 0.0, 0.0),
        thresholds=EVEN,
    )
    (found,) = model.decide([make_observation("Open accounts forever", "not parsed")])
    assert (found.verdict.trigger, found.reasons) == ("wording", ("word: accounts",))


def test_reasons_are_the_three_signals_that_speak_most_for_the_part_strongest_first() -> None:
    features = dict.fromkeys(["asks softly", "told", "values", "word: pier", "asks", "x"], 1.0)
    assert MODEL.reasons(features, Part.IMPROVEMENT) == ("asks", "asks softly")
    assert MODEL.reasons(features, Part.CONSIDERATION) == ("values",)
    assert MODEL.reasons({"told": 1.0}, Part.IMPROVEMENT) == ()


@given(_MODELS, st.dictionaries(_NAMES, st.floats(0, 10), max_size=6), st.sampled_from(Part))
def test_no_more_than_three_reasons_are_given_and_none_that_speaks_against(
    model: Model, features: dict[str, float], part: Part
) -> None:
    reasons = model.reasons(features, part)
    assert len(reasons) == len(set(reasons)) <= 3
    place = CLASSES.index(part)
    assert all(model.weights[name][place] > model.weights[name][-1] for name in reasons)


@given(_LIKELY, _VERDICTS, st.sampled_from(ParagraphKind))
def test_settling_keeps_a_distribution(
    likely: tuple[float, ...], verdict: Verdict | None, kind: ParagraphKind
) -> None:
    settled = settle(likely, make_observation("Light the pier.", verdict=verdict, kind=kind))
    assert len(settled) == len(CLASSES)
    assert all(0 <= each <= 1 for each in settled)
    assert sum(settled) == pytest.approx(1)


@pytest.mark.parametrize("trigger", sorted(SETTLING))
@pytest.mark.parametrize(
    ("part", "settled"),
    [(Part.IMPROVEMENT, (0.75, 0.0, 0.25)), (Part.CONSIDERATION, (0.0, 0.75, 0.25))],
)
def test_a_drafting_convention_says_which_part_and_the_model_whether_it_counts(
    trigger: str, part: Part, settled: tuple[float, ...]
) -> None:
    verdict = Verdict(trigger, part, Strength.SHOULD, 0.9)
    one = make_observation("Recalling the charter,", verdict=verdict)
    assert settle((0.5, 0.25, 0.25), one) == settled


def test_any_other_rule_settles_nothing() -> None:
    likely = (0.5, 0.25, 0.25)
    assert settle(likely, make_observation("Fees should fall.", verdict=MODAL)) == likely
    assert settle(likely, make_observation("Fees should fall.")) == likely


def test_a_title_that_no_rule_takes_is_a_title() -> None:
    title = make_observation("Better lamps", kind=ParagraphKind.HEADING)
    assert settle((0.9, 0.05, 0.05), title) == (0.0, 0.0, 1.0)
    asks = make_observation("Light the pier", verdict=MODAL, kind=ParagraphKind.HEADING)
    assert settle((0.9, 0.05, 0.05), asks) == (0.9, 0.05, 0.05)


def test_a_word_or_two_that_no_rule_takes_are_no_sentence() -> None:
    likely = (0.9, 0.05, 0.05)
    assert settle(likely, make_observation("Better lamps")) == (0.0, 0.0, 1.0)
    assert settle(likely, make_observation("Better lamps", verdict=MODAL)) == likely


@pytest.mark.parametrize(
    ("likely", "thresholds", "expected"),
    [
        ((0.6, 0.3, 0.1), (0.5, 0.5), (Part.IMPROVEMENT, 0.6)),
        ((0.3, 0.6, 0.1), (0.5, 0.5), (Part.CONSIDERATION, 0.6)),
        ((0.4, 0.3, 0.3), (0.5, 0.2), (Part.CONSIDERATION, 0.3)),
        ((0.5, 0.0, 0.5), (0.5, 0.5), (Part.IMPROVEMENT, 0.5)),
        ((0.4, 0.3, 0.3), (0.5, 0.5), (None, 0.4)),
    ],
)
def test_the_part_that_leads_its_threshold_by_most_is_taken_if_it_reaches_it(
    likely: tuple[float, ...],
    thresholds: tuple[float, float],
    expected: tuple[Part | None, float],
) -> None:
    alike = {part: (least,) * 3 for part, least in zip(Part, thresholds, strict=True)}
    for verdict in (None, MODAL):
        assert (
            decide(likely, make_observation("Fees fall soon.", verdict=verdict), alike) == expected
        )


def test_what_a_strong_a_weak_and_no_rule_takes_have_a_threshold_each() -> None:
    thresholds = {Part.IMPROVEMENT: (0.8, 0.7, 0.4), Part.CONSIDERATION: (0.9, 0.9, 0.9)}
    weak = Verdict("modal could", Part.IMPROVEMENT, Strength.COULD, 0.7)
    likely = (0.6, 0.1, 0.3)
    by_rule = make_observation("Fees should fall.", verdict=MODAL)
    assert decide(likely, by_rule, thresholds) == (Part.IMPROVEMENT, 0.6)
    assert decide(likely, make_observation("Fees fall soon."), thresholds) == (None, 0.6)
    by_weak = make_observation("Fees could fall.", verdict=weak)
    assert decide(likely, by_weak, thresholds) == (None, 0.6)
    assert decide((0.7, 0.1, 0.2), by_weak, thresholds) == (Part.IMPROVEMENT, 0.7)


def test_words_and_pairs_of_words_are_features_that_together_have_length_one() -> None:
    features = word_features("Light the pier, light!")
    assert sorted(features) == [
        "word: !",
        "word: light",
        "word: light !",
        "word: light the",
        "word: pier",
        "word: pier light",
        "word: the",
        "word: the pier",
    ]
    assert word_features("") == word_features("12 — 34.") == {}
    assert word_features("LIGHT") == word_features("light")


@given(st.text(max_size=60))
def test_words_are_of_length_one_or_there_are_none(text: str) -> None:
    values = word_features(text).values()
    assert not values or sum(value**2 for value in values) == pytest.approx(1)


def test_the_features_of_a_sentence_are_its_words_and_its_signals() -> None:
    features = features_of(make_observation("Fees fall", "kind body", "clause"))
    assert features["kind body"] == features["clause"] == 1
    assert {"word: fees", "word: fall", "word: fees fall"} < set(features)


@given(_MODELS, st.dictionaries(_NAMES, st.integers() | _NAMES, max_size=3))
def test_a_model_that_was_written_and_read_is_written_to_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, model: Model, card: dict[str, object]
) -> None:
    path = tmp_path_factory.getbasetemp() / "extract.json"
    path.write_bytes(dump_model(model, card=card))
    again = load_model(path)
    assert again == model
    assert dump_model(again, card=card) == path.read_bytes()


def test_the_order_of_the_weights_is_not_written() -> None:
    turned = Model(
        weights=dict(sorted(MODEL.weights.items(), reverse=True)),
        intercept=MODEL.intercept,
        thresholds=MODEL.thresholds,
    )
    assert dump_model(turned, card={}) == dump_model(MODEL, card={})


def test_the_shipped_model_is_as_it_was_written() -> None:
    content = SHIPPED.read_bytes()
    contents = json.loads(content)
    assert contents["classes"] == list(CLASSES)
    assert dump_model(load_model(SHIPPED), card=contents["card"]) == content


_RULE = "a strong rule takes it"
_ALL = {"no rule takes it": 0.5, "a weak rule takes it": 0.5, _RULE: 0.5}
_NAN = float("nan")


def _changed(**changes: Any) -> str:  # noqa: ANN401 (any JSON)
    contents = json.loads(dump_model(MODEL, card={})) | changes
    return json.dumps({key: value for key, value in contents.items() if value != "left out"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "12",
        "{}",
        _changed(weights="left out"),
        _changed(intercept="left out"),
        _changed(thresholds="left out"),
        _changed(weights=[]),
        _changed(weights={"asks": [1.0, 2.0]}),
        _changed(weights={"asks": [1.0, 2.0, "much"]}),
        _changed(weights={"asks": [1.0, 2.0, _NAN]}),
        _changed(weights={"asks": [1.0, 2.0, float("inf")]}),
        _changed(weights={"asks": 1.0}),
        _changed(intercept=[1.0]),
        _changed(intercept=None),
        _changed(thresholds=[0.5, 0.5]),
        _changed(thresholds={}),
        _changed(thresholds={"improvement": _ALL}),
        _changed(thresholds={"improvement": 0.5, "consideration": 0.5}),
        _changed(thresholds={"improvement": _ALL, "consideration": {_RULE: 0.5}}),
        _changed(thresholds={"improvement": _ALL, "consideration": _ALL | {_RULE: 0}}),
        _changed(thresholds={"improvement": _ALL, "consideration": _ALL | {_RULE: -0.5}}),
        _changed(thresholds={"improvement": _ALL, "consideration": _ALL | {_RULE: 1.5}}),
        _changed(thresholds={"improvement": _ALL, "consideration": _ALL | {_RULE: "high"}}),
        _changed(thresholds={"improvement": _ALL, "consideration": _ALL | {_RULE: _NAN}}),
    ],
)
def test_a_broken_model_is_an_error_that_names_the_file_and_says_what_to_do(
    tmp_path: Path, text: str
) -> None:
    path = write(tmp_path / "extract.json", text)
    with pytest.raises(ConfigError, match=r"extract\.json: .*train it again or remove it"):
        load_model(path)


def test_a_model_that_is_missing_or_no_text_is_the_same_error(tmp_path: Path) -> None:
    path = tmp_path / "extract.json"
    with pytest.raises(ConfigError, match="train it again or remove it"):
        load_model(path)
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="train it again or remove it"):
        load_model(path)


@pytest.mark.parametrize(
    "text",
    [
        "The Secretariat should publish the harbour fees every year.",
        "Requests the Secretariat to light the pier;",
    ],
)
def test_the_shipped_model_gives_a_mention_its_probability_and_its_reasons(
    read_mentions_of: Callable[..., list[Mention]], extractor: Extractor, text: str
) -> None:
    (mention,) = read_mentions_of(text)
    assert min(extractor.model.thresholds[mention.part]) <= mention.score <= 1
    assert 1 <= len(mention.reasons) <= 3
    assert set(mention.reasons) <= set(extractor.model.weights)


def test_a_preambular_paragraph_is_a_consideration_whatever_its_words(
    read_mentions_of: Callable[..., list[Mention]],
) -> None:
    for text in ("Recalling the charter of the harbour,", "Convinced that ports should be lit,"):
        (mention,) = read_mentions_of(body(text, kind=ParagraphKind.PREAMBULAR))
        assert mention.part is Part.CONSIDERATION
        assert mention.trigger == "preambular paragraph"
