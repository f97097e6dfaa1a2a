"""Who is asked to act."""

from __future__ import annotations

import pytest

from pipeline.extract.actors import find_actor


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("The Secretariat should publish the fees.", "The Secretariat"),
        ("In future, host countries must light the pier.", "host countries"),
        ("Requests the Secretary-General to report on the pier;", "the Secretary-General"),
        ("Calls upon Member States to light the pier;", "Member States"),
        ("Governments and donors could share the cost.", "Governments and donors"),
        ("[The Chair should report.]", "The Chair"),
    ],
)
def test_the_body_that_is_asked_is_named_as_written(text: str, actor: str) -> None:
    assert find_actor(text) == actor


@pytest.mark.parametrize(
    "text",
    [
        "The fees should be published.",
        "Light the pier.",
        "The pier of the Secretariat should be lit.",
        "",
    ],
)
def test_where_nobody_is_asked_nobody_is_named(text: str) -> None:
    assert find_actor(text) == ""
