"""What a recommendation asks for, without the frame around it."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.cluster.asks import action_of, core_of, points_back
from tests import strategies

_PIECES = (
    "the board it should must be to taken made important essential that steps measures efforts "
    "in_order_to however, for_example consider continue ensure there is a need necessary not , ; "
    "publish fees pilots was suggested recommend urges one way would this includes more attention "
    "3. (a) as_well_as encouraged"
).split()
framed = st.lists(st.sampled_from(_PIECES), max_size=25).map(
    lambda words: " ".join(words).replace("_", " ")
)


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("The harbour board should publish its fees.", "publish its fees"),
        ("However, the board must also urgently repair the sluice.", "repair the sluice"),
        ("In order to keep boats safe, the board should light the pier.", "light the pier"),
        (
            "The Committee considered it important to train pilots every year.",
            "train pilots every year",
        ),
        ("It would be useful to dredge the northern basin.", "dredge the northern basin"),
        ("It was suggested that lamps be put on the pier.", "lamps be put on the pier"),
        ("There is an urgent need to mend the crane.", "mend the crane"),
        ("We recommend that the board publish its fees.", "the board publish its fees"),
        ("The Assembly urges the harbour board to publish its fees.", "publish its fees"),
        ("The port is encouraged to share its tide tables.", "share its tide tables"),
        ("Steps need to be taken to mend the crane.", "mend the crane"),
        ("Efforts should be made to lower the noise of cranes.", "lower the noise of cranes"),
        ("Take all necessary measures to protect the seabed.", "protect the seabed"),
        ("Make every effort to dredge the basin.", "dredge the basin"),
        ("Continue to ensure that pilots are trained.", "pilots are trained"),
        ("Pay more attention to the safety of tugs.", "safety of tugs"),
        ("One way forward would be to lease the old dock.", "lease the old dock"),
        ("This includes dredging the northern basin.", "dredging the northern basin"),
        ("The pilots stressed that it was crucial to widen the channel.", "widen the channel"),
        ("3. Publish the fees of the harbour.", "Publish the fees of the harbour"),
        ("(a) Publish the fees of the harbour;", "Publish the fees of the harbour"),
        (
            "Publish the fees (in euros) of the harbour [as agreed].",
            "Publish the fees of the harbour",
        ),
        ("Publish the harbour fees, for example on the notice board.", "Publish the harbour fees"),
        ("Publish the harbour fees so that skippers trust them.", "Publish the harbour fees"),
        ("As a next step, ask the pilots to keep a log.", "keep a log"),
        ("Please publish the fees.", "publish the fees"),
    ],
)
def test_a_frame_is_taken_away_and_what_is_asked_for_stays(text: str, core: str) -> None:
    assert core_of(text) == core


@pytest.mark.parametrize(
    "text",
    [
        "Lamps should be put on the northern pier",
        "The board should not raise its fees",
        "Harbour fees must never be raised",
        "Publish fees",
        "Fees",
        "Better lamps on the pier",
        "Il faut publier les tarifs du port",
        "",
    ],
)
def test_what_has_no_frame_stays_as_it_is(text: str) -> None:
    assert core_of(text) == text


@given(framed | strategies.texts)
def test_the_core_of_a_core_is_no_longer(text: str) -> None:
    core = core_of(text)
    assert len(core) <= len(text)
    assert len(core_of(core)) <= len(core)


@given(framed)
def test_something_is_left_of_every_text_of_some_words(text: str) -> None:
    core = core_of(text)
    assert bool(re.search(r"\w", core)) or len(re.findall(r"\w+", text)) < 3
    assert action_of(core) == action_of(core).lower()


@pytest.mark.parametrize(
    "piece",
    ["the ", "it is ", "( ", "(((", "[a]", "necessary, ", "to ", "a), ", "1. ", "should be also ",
     "recommend the board ", "\n\t", "é", "x", "in order to , ", "steps ", "so that ", "not "],
)  # fmt: skip
def test_a_hostile_text_without_end_has_a_core_too(piece: str) -> None:
    for text in (piece * 20_000, f"Publish the fees {piece * 20_000}", f"{piece * 70}should x y"):
        assert len(core_of(text)) <= 600
        action_of(text[:5_000])


@pytest.mark.parametrize(
    ("core", "action"),
    [
        ("publish the fees", "publish"),
        ("Publish the fees", "publish"),
        ("Lamps should be put on the pier", "put"),
        ("The fees must be clearly published", "published"),
        ("The crane needs to be repaired soon", "repaired"),
        ("The old dock", ""),
        ("Better lamps on the pier", ""),
        ("", ""),
        ("… 7", ""),
    ],
)
def test_the_action_is_the_verb_of_an_order_or_of_a_passive(core: str, action: str) -> None:
    assert action_of(core) == action


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("This should be published.", True),
        ("they should be trained", True),
        ("Its fees should be published.", True),
        ("Italy should publish its fees.", False),
        ("The fees of this port should be published.", False),
        ("", False),
    ],
)
def test_a_text_that_opens_with_this_or_they_points_back(
    text: str,
    points: bool,  # noqa: FBT001 (drawn from the table above)
) -> None:
    assert points_back(text) is points
