"""Labels to examples, examples to a model, and how well it does on what it has not seen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.model import CLASSES, Model, dump_model
from pipeline.extract.training import (
    Example,
    Measure,
    compare,
    fit,
    fit_and_measure,
    label_observations,
    measure,
)
from pipeline.records import Part
from tests.observations import MODAL, make_observation

IMPROVEMENT, CONSIDERATION, NEITHER = CLASSES
_SIGNALS = {IMPROVEMENT: "asks", CONSIDERATION: "values", NEITHER: "tells"}


def example(label: str, group: str, *signals: str, text: str = "", weight: float = 1) -> Example:
    """A sentence of one label, with the signal that tells it unless others are given."""
    said = signals or (_SIGNALS[label],)
    sentence = text or f"Pier {group} {label}"
    return Example(make_observation(sentence, *said), label, group, weight)


def documents(*groups: str) -> list[Example]:
    return [
        example(label, group, text=f"Pier {place}, {label}")
        for group in groups
        for label in CLASSES
        for place in range(2)
    ]


CLEAR = documents("a", "b", "c")


def test_a_labelled_text_is_found_whatever_its_spaces_and_punctuation() -> None:
    observations = [make_observation(text) for text in ("Light the pier.", "It is old.", "Pay!")]
    rows = [("light  the\npier", IMPROVEMENT), ("Pay", CONSIDERATION), ("Not there", NEITHER)]
    made = label_observations(observations, rows, group="a")
    assert [(one.text, one.label, one.group) for one in made] == [
        ("Light the pier.", IMPROVEMENT, "a"),
        ("Pay!", CONSIDERATION, "a"),
    ]


def test_a_text_that_is_most_of_a_sentence_or_a_little_more_is_that_sentence() -> None:
    sentence = make_observation("Light the northern pier at night.")
    for text in ("Light the northern pier at", "(4) Light the northern pier at night. 12"):
        (made,) = label_observations([sentence], [(text, IMPROVEMENT)], group="a")
        assert made.observation is sentence
    assert label_observations([sentence], [("Light", IMPROVEMENT)], group="a") == []


def test_a_text_that_recurs_takes_its_labels_in_order_and_the_last_for_the_rest() -> None:
    observations = [make_observation("Fees should fall.") for _ in range(3)]
    rows = [("Fees should fall.", IMPROVEMENT), ("Fees should fall.", NEITHER)]
    made = label_observations(observations, rows, group="a")
    assert [one.label for one in made] == [IMPROVEMENT, NEITHER, NEITHER]


def test_a_label_of_another_kind_leaves_its_sentence_out() -> None:
    observations = [make_observation("Light it."), make_observation("Pay for it.")]
    rows = [("Light it.", ""), ("Pay for it.", IMPROVEMENT)]
    made = label_observations(observations, rows, group="a")
    assert [one.text for one in made] == ["Pay for it."]


def test_an_example_is_surprising_where_the_rules_say_something_else() -> None:
    asks = make_observation("Fees should fall.", verdict=MODAL)
    tells = make_observation("Fees fell.")
    assert Example(asks, NEITHER, "a").is_surprising
    assert Example(tells, IMPROVEMENT, "a").is_surprising
    assert not Example(asks, IMPROVEMENT, "a").is_surprising
    assert not Example(tells, NEITHER, "a").is_surprising


def test_what_was_fitted_tells_the_examples_apart() -> None:
    model = fit(CLEAR)
    for one in CLEAR:
        part, probability = model.weigh(one.observation)
        assert str(part or NEITHER) == one.label
        assert 0 <= probability <= 1
    assert set(_SIGNALS.values()) < set(model.weights)
    assert set(model.thresholds) == set(Part)
    assert all(0 < least <= 1 for pair in model.thresholds.values() for least in pair)


_EXAMPLES = st.lists(
    st.builds(
        example,
        st.sampled_from(CLASSES),
        st.sampled_from("abc"),
        st.sampled_from(["asks", "values", "tells"]),
        text=st.sampled_from(["Light the pier.", "It was lit.", "Piers matter."]),
        weight=st.sampled_from([1, 0.25]),
    ),
    max_size=6,
).map(lambda drawn: [*CLEAR, *drawn])


@settings(max_examples=15)
@given(_EXAMPLES.flatmap(lambda drawn: st.tuples(st.just(drawn), st.permutations(drawn))))
def test_the_order_of_the_examples_does_not_change_the_model(
    orders: tuple[list[Example], list[Example]],
) -> None:
    first, second = (dump_model(fit(order), card={}) for order in orders)
    assert first == second


def test_of_two_classes_the_third_is_never_said() -> None:
    model = fit([one for one in CLEAR if one.label != CONSIDERATION])
    for signal in ("asks", "values", "tells"):
        likely = model.probabilities({signal: 1.0})
        assert likely[1] < 1e-6
    assert model.probabilities({"asks": 1.0})[0] > 0.5 > model.probabilities({"tells": 1.0})[0]


def test_two_classes_are_as_likely_as_the_regression_says_of_them() -> None:
    model = fit([one for one in CLEAR if one.label != CONSIDERATION])
    weights = model.weights["asks"]
    assert weights[0] == pytest.approx(-weights[2])
    assert weights[1] == 0


def test_a_feature_that_one_example_alone_has_is_left_out() -> None:
    model = fit([*CLEAR, example(IMPROVEMENT, "a", "asks", "seen once", text="Pier 0")])
    assert "seen once" not in model.weights
    assert "asks" in model.weights


def test_an_example_of_less_weight_counts_less() -> None:
    said = [example(NEITHER, group, "asks", text=f"Pier {group}") for group in "abc"]
    light = [example(NEITHER, group, "asks", text=f"Pier {group}", weight=0.01) for group in "abc"]
    asks = {"asks": 1.0}
    heavy = fit([*CLEAR, *said]).probabilities(asks)[0]
    assert fit([*CLEAR, *light]).probabilities(asks)[0] > heavy


def test_cross_validation_tells_clear_examples_apart() -> None:
    model, made = fit_and_measure(CLEAR)
    assert model == fit(CLEAR)
    assert made.f1 == dict.fromkeys(Part, 1.0)
    assert made.mean_f1 == 1


def test_what_only_one_document_teaches_does_not_help_to_judge_it() -> None:
    turned = {"asks": NEITHER, "tells": IMPROVEMENT}
    odd = [
        example(label, "odd", "strange", signal, text=f"Buoy number {place}")
        for signal, label in turned.items()
        for place in range(4)
    ]
    _, made = fit_and_measure([*CLEAR, *odd])
    assert made.f1[Part.IMPROVEMENT] < 1


def test_other_documents_of_one_s_own_help_to_judge_what_they_share() -> None:
    own = [
        Example(make_observation(f"Buoy number {place}", *signals), label, group)
        for group in ("x", "y", "z")
        for place in range(4)
        for signals, label in ((("strange",), IMPROVEMENT), (("tells",), NEITHER))
    ]
    without, together = compare(CLEAR, own)
    assert without.f1[Part.IMPROVEMENT] < together.f1[Part.IMPROVEMENT] == 1
    assert without.mean_f1 < together.mean_f1


def test_what_one_s_own_documents_say_as_the_shipped_ones_do_makes_nothing_better() -> None:
    without, together = compare(CLEAR, documents("x", "y"))
    assert without.mean_f1 == together.mean_f1 == 1


def test_a_measure_counts_by_weight_what_is_right_and_what_is_sure() -> None:
    examples = [
        example(IMPROVEMENT, "a"),
        example(IMPROVEMENT, "a", weight=3),
        example(NEITHER, "a"),
        example(CONSIDERATION, "a"),
    ]
    said = [
        (Part.IMPROVEMENT, 0.95),
        (None, 0.3),
        (Part.IMPROVEMENT, 0.9),
        (Part.CONSIDERATION, 0.5),
    ]
    made = measure(examples, said)
    assert made.f1[Part.IMPROVEMENT] == pytest.approx(2 * 1 / (2 + 4))
    assert made.f1[Part.CONSIDERATION] == 1
    assert made.sure == 2
    assert made.sure_and_right == 0.5
    assert made.mean_f1 == pytest.approx((1 / 3 + 1) / 2)


def test_where_nothing_is_sure_nothing_sure_is_wrong() -> None:
    assert measure([example(NEITHER, "a")], [(None, 0.1)]) == Measure(
        f1=dict.fromkeys(Part, 0.0), sure=0, sure_and_right=1.0
    )


@given(
    st.lists(
        st.tuples(st.sampled_from(CLASSES), st.none() | st.sampled_from(Part), st.floats(0, 1)),
        min_size=1,
        max_size=8,
    )
)
def test_every_measure_is_a_share(rows: list[tuple[str, Part | None, float]]) -> None:
    examples = [example(label, "a") for label, _, _ in rows]
    made = measure(examples, [(part, chance) for _, part, chance in rows])
    assert all(0 <= share <= 1 for share in (*made.f1.values(), made.sure_and_right))
    assert 0 <= made.sure <= len(rows)
    right = [(label, part or NEITHER) for label, part, _ in rows]
    if all(label == part for label, part in right):
        assert made.sure_and_right == 1


def test_a_fitted_model_is_a_model_of_rounded_numbers() -> None:
    model = fit(CLEAR)
    assert isinstance(model, Model)
    numbers = [*model.intercept, *(value for row in model.weights.values() for value in row)]
    assert numbers == [round(value, 4) for value in numbers]
