# ruff: noqa: E501 (a pair a line reads best)
"""Pairs that are the same but for a small word, a word added, or a word of one root."""

from __future__ import annotations

import pytest

from pipeline.cluster.additions import limits
from pipeline.cluster.guards import differences
from pipeline.cluster.roles import are_exchanged
from pipeline.cluster.synonyms import is_doer_of
from tests.conftest import make_mention
from tests.test_guards import guards, pairs

NUMBERS = """
Spend the toll on the pier. <> Spend half of the toll on the pier.
Send the eels to the market in the port. <> Send part of the eels to the market in the port.
The toll should be 4 dollars for each boat. <> The toll should be 4 euros for each boat.
Buoys should lie 5 km from the shore. <> Buoys should lie 5 miles from the shore.
Delete rule 7 (b) of the harbour. <> Delete rule 7 (c) of the harbour.
Delete rule 7 of the harbour. <> Delete rule 7 bis of the harbour.
Delete section IV.A of the harbour code. <> Delete section IV.B of the harbour code.
Ferries should rest on Tuesdays. <> Ferries should rest on Wednesdays.
The toll should be the same as the fare. <> The toll should be twice the fare.
"""

OTHERS = """
The ferry should leave at 7 a.m. from the pier. <> The ferry should leave at 7 p.m. from the pier.
Let boats in regardless of their size. <> Let boats in according to their size.
Pilots should come even if the sea is calm. <> Pilots should come only if the sea is calm.
The crew may sail in line with the advice. <> The crew may sail in spite of the advice.
It is appropriate to dredge the bay. <> It is inappropriate to dredge the bay.
Speak up against the dredging of the bay. <> Speak up against the lack of dredging of the bay.
"""

DIRECTIONS = """
The pilots should supervise the divers. <> The pilots should be supervised by the divers.
The lock may be closed with the will of the crews. <> The lock may be closed against the will of the crews.
The divers should eat before they dive. <> The divers should eat once they have dived.
Let developed countries pay for the buoys. <> Let developing countries pay for the buoys.
Nets should be banned until 2030. <> Nets should be banned from 2030.
Crews should reply within two weeks. <> Crews should reply after two weeks.
The port should roll out the new signals. <> The port should roll back the new signals.
The port should scale up its patrols. <> The port should scale back its patrols.
More than 20 crews should sign. <> Fewer than 20 crews should sign.
The pilots should have full control of the lock. <> The pilots should have limited control of it.
Ask the pilots, then the divers. <> Ask the divers, then the pilots.
"""

BODIES = """
The harbour council should approve the dues. <> The chair of the harbour council should approve the dues.
The conference of ports should vote on it. <> The bureau of the conference of ports should vote on it.
Sudan should mark its nets. <> South Sudan should mark its nets.
The Republic of the Congo should mark its nets. <> The Democratic Republic of the Congo should mark its nets.
"""

INSTRUMENTS = """
Ratify the Convention on Tolls. <> Ratify the Protocol to the Convention on Tolls.
Ratify the Convention on Tolls. <> Ratify the amendments to the Convention on Tolls.
Sign the Optional Protocol on Tolls. <> Sign the Second Optional Protocol on Tolls.
"""

WORDINGS = """
The port should pay for the buoys. <> The port should partly pay for the buoys.
Pilots should have control of the lock. <> Pilots should have little control of the lock.
Combat eel theft. <> Combat oyster theft.
Ports should pay for the lamps. <> Ports should pay for the lamps only if members agree.
"""

SAME = """
Delete art. 7, para. 2 of the code. <> Delete article 7, paragraph 2 of the code.
Do away with the toll on eels. <> Abolish the toll on eels.
Put an end to the theft of eels. <> Stop the theft of eels.
Divers should be left out of the scheme. <> Divers should be excluded from the scheme.
Keep confidential the names of divers. <> Do not disclose the names of divers.
Do not delay the repair of the pier. <> Repair the pier without delay.
Take no step without asking the pilots. <> Take no step before asking the pilots.
Scale up the patrols of the bay. <> Expand the patrols of the bay.
Make it easier to land eels. <> Make it simpler to land eels.
Lift the ban on nets in the bay. <> Remove the ban on nets in the bay.
Companies should mark their nets. <> Businesses should mark their nets.
Ask the private sector for new nets. <> Ask private companies for new nets.
The USA should mark its nets. <> The United States should mark its nets.
OHCHR should hear the divers. <> The Office of the High Commissioner for Human Rights should hear the divers.
Amend the Penal Code on eels. <> Amend the Criminal Code on eels.
The toll should be $4 for each boat. <> The toll should be 4 dollars for each boat.
Boats may leave only if the pilots agree. <> Boats may leave provided that the pilots agree.
The draft should be adopted by June. <> The draft should be adopted before June.
The divers should be paid by the port. <> The port should pay the divers.
The pilots should take part as part of the crew. <> The pilots should take part in the crew.
"""


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        (name, left, right)
        for name, table in {
            "number": NUMBERS,
            "direction": DIRECTIONS,
            "body": BODIES,
            "instrument": INSTRUMENTS,
            "wording": WORDINGS,
        }.items()
        for left, right in pairs(table)
    ],
)
def test_what_is_the_same_but_for_this_is_guarded_by_its_name(
    name: str, left: str, right: str
) -> None:
    assert name in guards(left, right)
    assert guards(right, left) == guards(left, right)


@pytest.mark.parametrize(("left", "right"), pairs(OTHERS))
def test_a_condition_or_an_hour_turned_round_is_guarded(left: str, right: str) -> None:
    assert guards(left, right)


@pytest.mark.parametrize(("left", "right"), pairs(SAME))
def test_the_same_in_other_small_words_is_not_guarded(left: str, right: str) -> None:
    assert guards(left, right) == ()


@pytest.mark.parametrize(
    ("doer", "other"),
    [
        ("trustee", "trust"),
        ("licensor", "license"),
        ("regulator", "regulation"),
        ("councilor", "council"),
        ("employer", "employ"),
    ],
)
def test_who_does_something_is_not_what_is_done(doer: str, other: str) -> None:
    assert is_doer_of(doer, other)


@pytest.mark.parametrize(
    ("word", "other"), [("stricter", "strict"), ("register", "registration"), ("monitor", "")]
)
def test_a_comparison_and_a_verb_name_nobody(word: str, other: str) -> None:
    assert not is_doer_of(word, other)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Registrars should keep the seal.", "Registries should keep the seal."),
        ("Trustees should keep the seal.", "Trusts should keep the seal."),
        ("The legislature should cover eels.", "The legislation should cover eels."),
    ],
)
def test_words_of_one_root_stay_apart_even_where_vectors_are_near(left: str, right: str) -> None:
    one, other = make_mention(left), make_mention(right)
    assert differences(one, other, alike=lambda a, b: 1.0 if a == b else 0.9)


def test_the_passive_that_turns_both_round_says_the_same() -> None:
    active = "pilot should pay diver".split()
    assert are_exchanged(active, "pilot should be pay by diver".split())
    assert not are_exchanged(active, "diver should be pay by pilot".split())


def test_what_limits_is_no_detail() -> None:
    assert limits("only")
    assert not limits("promptly")


def test_what_says_twice_that_it_adds_something_asks_for_more() -> None:
    first = "Lamps should be bought for the pier by the port."
    more = "For the above purpose, additional lamps should also be bought for the pier by the port."
    assert "wording" in guards(first, more)
    assert guards(first, "Lamps should also be bought for the pier by the port.") == ()
