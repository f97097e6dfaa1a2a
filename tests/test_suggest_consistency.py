"""Decisions that are worth another look."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.config import SuggestSettings, shipped_models
from pipeline.records import DecidedLabels
from pipeline.suggest import suggest
from pipeline.suggest.consistency import Look, LookKind, at_odds, explain, used_once
from pipeline.suggest.knowledge import load_knowledge

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.embedding import Encoder
    from pipeline.suggest.vocabulary import Vocabulary

FUNDING = (
    "More donors should pledge money to the trust fund.",
    "The budget should be published every year.",
    "Host countries should be thanked for contributions in kind.",
    "Pledges should cover several years.",
    "Small donors should be able to give to the trust fund.",
    "A yearly account of income and spending should be drawn up.",
)
PARTICIPATION = (
    "Travel grants should let people from poor countries take part.",
    "Interpretation should be offered to those who join from afar.",
    "Newcomers should be trained before the meeting.",
    "Remote hubs should be set up in each region.",
    "Young people should have seats in every session.",
    "Fellowships should bring people with disabilities to the meeting.",
)


def decide(number: int, text: str, category: str, tags: tuple[str, ...] | None) -> DecidedLabels:
    return DecidedLabels(
        recommendation_id=f"R-{number:04}",
        mention_ids=(f"m{number}",),
        text=text,
        headings=(),
        category=category,
        tags=tags,
    )


@pytest.fixture
def looks(encoder: Encoder, vocabulary: Vocabulary) -> Callable[..., tuple[Look, ...]]:
    """What is worth another look among these decisions."""

    def call(decided: Sequence[DecidedLabels]) -> tuple[Look, ...]:
        return suggest(
            [],
            {},
            knowledge=load_knowledge(shipped_models(), vocabulary),
            decided=decided,
            settings=SuggestSettings(),
            encoder=encoder,
            on_done=lambda: None,
        ).looks

    return call


def decisions(*, slip: int) -> list[DecidedLabels]:
    """Decisions as they should be, but that the row of this number has the other category."""
    rows = [(text, "funding") for text in FUNDING] + [(t, "participation") for t in PARTICIPATION]
    other = {"funding": "participation", "participation": "funding"}
    return [
        decide(number, text, other[key] if number == slip else key, (key,))
        for number, (text, key) in enumerate(rows, start=1)
    ]


@pytest.mark.parametrize("slip", [1, 7])
def test_a_decision_that_the_others_speak_against_is_listed_with_what_it_may_be(
    looks: Callable[..., tuple[Look, ...]], slip: int
) -> None:
    found = [one for one in looks(decisions(slip=slip)) if one.kind is LookKind.UNLIKELY_CATEGORY]
    assert [one.recommendation_ids for one in found] == [(f"R-{slip:04}",)]
    label, other = [("participation", "funding"), ("funding", "participation")][slip > len(FUNDING)]
    assert (found[0].label, found[0].other) == (label, other)


def test_of_few_decisions_none_is_called_unlikely(looks: Callable[..., tuple[Look, ...]]) -> None:
    assert not any(one.kind is LookKind.UNLIKELY_CATEGORY for one in looks(decisions(slip=1)[:5]))


def test_a_tag_that_was_given_or_left_out_against_the_others_is_listed(
    looks: Callable[..., tuple[Look, ...]],
) -> None:
    rows = [decide(n, text, "", ("trust-fund",)) for n, text in enumerate(FUNDING, start=1)]
    rows += [decide(n, text, "", ()) for n, text in enumerate(PARTICIPATION, start=7)]
    rows[0], rows[7] = (
        decide(1, FUNDING[0], "", ()),
        decide(8, PARTICIPATION[1], "", ("trust-fund",)),
    )
    found = {(one.kind, one.recommendation_ids, one.label) for one in looks(rows)}
    assert (LookKind.MISSING_TAG, ("R-0001",), "trust-fund") in found
    assert (LookKind.UNLIKELY_TAG, ("R-0008",), "trust-fund") in found


def test_nearly_the_same_text_with_another_category_is_listed_once(encoder: Encoder) -> None:
    rows = [
        decide(1, "The budget should be published every year.", "funding", None),
        decide(2, "The budget should be published, every year", "monitoring", None),
        decide(3, "The budget should be published every year!", "funding", None),
        decide(4, "Hubs should be set up.", "monitoring", None),
        decide(5, "The budget should be published every year.", "", None),
    ]
    found = at_odds(rows, encode=encoder.encode)
    assert [(one.recommendation_ids, one.label, one.other) for one in found] == [
        (("R-0001", "R-0002"), "funding", "monitoring"),
        (("R-0002", "R-0003"), "monitoring", "funding"),
    ]


@pytest.mark.parametrize(
    ("kind", "probable", "said"),
    [
        (
            LookKind.UNLIKELY_CATEGORY,
            (0.7, 0.2),
            "by the other decisions it is Oars (0.70) rather than Sails (0.20)",
        ),
        (LookKind.UNLIKELY_TAG, (0.2,), "the tag Sails is no more likely (0.20)"),
        (LookKind.MISSING_TAG, (0.8,), "the tag Sails is as likely (0.80)"),
        (LookKind.AT_ODDS, (), "one is Sails, the other Oars"),
        (LookKind.USED_ONCE, (), "no other decided row has the tag Sails"),
    ],
)
def test_what_is_odd_is_said_with_the_names_of_labels(
    kind: LookKind, probable: tuple[float, ...], said: str
) -> None:
    look = Look(kind=kind, recommendation_ids=("R-0001",), label="s", other="o", probable=probable)
    assert said in explain(look, {"s": "Sails", "o": "Oars"})


def test_a_tag_that_one_row_alone_has_is_listed() -> None:
    rows = [decide(1, "a", "", ("x", "y")), decide(2, "b", "", ("x",)), decide(3, "c", "", None)]
    (found,) = used_once(rows)
    assert (found.label, found.recommendation_ids) == ("y", ("R-0001",))
