"""Names of bodies and instruments, and one name in two forms."""

from __future__ import annotations

import pytest

from pipeline.cluster.names import find_names, root_of, spelled_by
from pipeline.cluster.wordforms import raw_words, stem


def names(text: str) -> list[str]:
    return [name.root for name in find_names(*raw_words(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kenya should host it.", ["kenya"]),
        ("Members should host it.", []),
        ("Security Council reform is due.", ["security", "council"]),
        ("Ask WHO to help.", ["who"]),
        ("Light the pier. Ferries dock there.", []),
        ("Make Every Public Library Open Late Each Winter Without Raising Local Fees", []),
    ],
)
def test_names_are_told_from_common_words(text: str, expected: list[str]) -> None:
    assert names(text) == expected


def test_a_name_knows_whether_it_is_an_instruments_and_who_only_speaks() -> None:
    found = find_names(*raw_words("The Board noted that the Paris Agreement binds."))
    assert [(n.root, n.is_instrument, n.is_speaker) for n in found] == [
        ("board", False, True),
        ("paris", True, False),
        ("agreement", True, False),
    ]


@pytest.mark.parametrize(
    ("left", "right"), [("Kenyan", "Kenya"), ("French", "France"), ("Italian", "Italy")]
)
def test_an_adjective_names_its_country(left: str, right: str) -> None:
    assert root_of(left) == root_of(right)


@pytest.mark.parametrize(
    ("acronym", "name"),
    [
        ("cstd", "commission on science and technology for development"),
        ("ecosoc", "economic and social council"),
        ("unctad", "united nations conference on trade and development"),
        ("cedaw", "convention on the elimination of discrimination against women"),
    ],
)
def test_an_acronym_stands_for_its_words(acronym: str, name: str) -> None:
    assert spelled_by(acronym, [stem(word) for word in name.split()])


def test_an_acronym_stands_for_no_other_words() -> None:
    assert not spelled_by("who", ["world", "trade", "organization"])
