"""Pairs that read alike and say something else."""

from __future__ import annotations

import pytest
from hypothesis import given

from pipeline.cluster.guards import differences
from tests import strategies
from tests.conftest import make_mention


def guards(left: str, right: str, **fields: str) -> tuple[str, ...]:
    return differences(make_mention(left), make_mention(right, **fields))


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Review the pier every three years.", "Review the pier every five years."),
        ("Review the pier every 3 years.", "Review the pier every five years."),
        ("Raise fees by 5.5 per cent.", "Raise fees by 55 per cent."),
        ("Report annually on the pier.", "Report quarterly on the pier."),
        ("Renew half of the seats.", "Renew a third of the seats."),
        ("Extend the lease by 1 year.", "Extend the lease by 5 years."),
        ("Extend the lease by one year.", "Extend the lease by two years."),
        ("Send twenty delegates to the port.", "Send thirty delegates to the port."),
        ("Meet once a year at the port.", "Meet twice a year at the port."),
        ("Meet every year at the port.", "Meet every two years at the port."),
        ("Answer within four weeks.", "Answer within four days."),
    ],
)
def test_different_numbers_are_seen(left: str, right: str) -> None:
    assert "number" in guards(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Review it every three years.", "It should be reviewed every 3 years."),
        ("Report annually.", "Report yearly."),
        ("Publish the minutes.", "Publish the minutes within 3 weeks."),
        ("Light the pier, one of the oldest.", "Light the pier, which is among the oldest."),
    ],
)
def test_the_same_number_in_other_words_and_a_detail_added_are_no_conflict(
    left: str, right: str
) -> None:
    assert "number" not in guards(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ferries should dock here.", "Ferries should not dock here."),
        ("Ferries must dock here.", "Ferries must never dock here."),
        ("Decide with the pilots.", "Decide without the pilots."),
        ("Ferries should dock here.", "Ferries shouldn’t dock here."),
        ("Ferries should dock here.", "Ferries shouldn't dock here."),
        ("Ferries can dock here.", "Ferries cannot dock here."),
    ],
)
def test_a_denial_is_seen(left: str, right: str) -> None:
    assert guards(left, right) == ("negation",)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Open the meetings to all.", "Close the meetings to all."),
        ("The meetings should be opened.", "The meetings should be closed."),
        ("Increase the number of piers.", "Reduce the number of piers."),
        ("Have more piers.", "Have fewer piers."),
        ("Strengthening the pier is needed.", "Weakening the pier is needed."),
        ("The ferry should be started.", "The ferry should be stopped."),
        ("Membership should be mandatory.", "Membership should be voluntary."),
        ("Publish it before the meeting.", "Publish it after the meeting."),
        ("Ask at least three ports.", "Ask at most three ports."),
        ("Establish the committee.", "Abolish the committee."),
        ("Hold no more than three sessions.", "Hold no fewer than three sessions."),
        ("Meet no earlier than May.", "Meet no later than May."),
    ],
)
def test_opposite_directions_are_seen(left: str, right: str) -> None:
    assert "direction" in guards(left, right)


def test_both_directions_in_both_texts_are_no_opposition() -> None:
    left = "Ports should open early and close late."
    assert guards(left, "Ports should close late and open early.") == ()


def test_the_same_words_about_two_things_are_seen() -> None:
    text = "This should be published every year."
    left = make_mention(text, standalone=f"[The harbour keeps accounts.] {text}")
    right = make_mention(text, standalone=f"[A list of pilots exists in print.] {text}")
    assert differences(left, right) == ("antecedent",)
    assert differences(left, left) == ()


def test_a_limit_is_no_denial() -> None:
    assert guards("Publish it no later than May.", "Publish it by May.") == ()


def test_the_same_words_about_nobody_knows_what_do_not_differ_from_themselves() -> None:
    assert guards("This should be published.", "This should be published.") == ()


def test_one_antecedent_in_two_wordings_is_no_difference() -> None:
    text = "It should be published."
    left = make_mention(text, standalone=f"[The harbour keeps yearly accounts.] {text}")
    right = make_mention(text, standalone=f"[The harbour keeps accounts.] {text}")
    assert differences(left, right) == ()


@given(strategies.texts, strategies.texts)
def test_guards_are_symmetrical_and_none_holds_between_a_text_and_itself(
    left: str, right: str
) -> None:
    assert guards(left, left) == ()
    assert guards(left, right) == guards(right, left)


def test_the_digit_one_is_a_number_like_any_other() -> None:
    assert "number" in guards("Answer report number 1.", "Answer report number 171.")
