"""Ids that survive what re-conversion and re-paging change."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.records import Part, mention_ids, normalise, printable
from tests import strategies
from tests.conftest import make_document, make_mention


@given(strategies.document_ids, st.lists(strategies.texts))
def test_every_mention_of_a_document_has_an_id_of_its_own(
    document_id: str, texts: list[str]
) -> None:
    ids = mention_ids(document_id, texts)
    assert len(set(ids)) == len(ids) == len(texts)


@given(strategies.document_ids, strategies.respaced())
def test_ids_are_stable_under_other_spacing_and_punctuation(
    document_id: str, sentence: tuple[str, str]
) -> None:
    assert mention_ids(document_id, [sentence[0]]) == mention_ids(document_id, [sentence[1]])


@given(st.lists(strategies.texts), st.lists(strategies.texts))
def test_what_comes_after_a_sentence_does_not_change_its_id(
    before: list[str], after: list[str]
) -> None:
    assert mention_ids("d", before + after)[: len(before)] == mention_ids("d", before)


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_normalised_as_any_other_text(text: str) -> None:
    # What stands behind it alone makes it no ASCII.
    assert normalise(text + "…é") == normalise(text) + "é"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("plan 3.txt", "plan 3.txt"), ("été\u00a0.txt", "été\u00a0.txt"), ("a\nb\udcff", "a?b?")],
)
def test_a_name_is_shown_with_marks_for_what_cannot_be(name: str, shown: str) -> None:
    assert printable(name) == shown


def test_the_same_sentence_in_two_documents_has_two_ids() -> None:
    assert mention_ids("a", ["Light the pier."]) != mention_ids("b", ["Light the pier."])


def test_a_repeated_sentence_keeps_its_ordinal_when_another_comes_between() -> None:
    first, second = mention_ids("d", ["Light the pier.", "Light the pier."])
    assert mention_ids("d", ["Light the pier.", "Dredge it.", "Light  the pier"])[::2] == [
        first,
        second,
    ]


def test_an_id_is_the_same_in_every_version_of_the_program() -> None:
    # Decisions name mentions by these ids; a change here orphans every one of them.
    assert mention_ids("orf-1", ["Light the pier."]) == ["me0703dc96829e910"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("re-\nspacing", "respacing"),
        ("“Light” the pier", '"light" the pier.'),
        ("\ufb01nd", "find"),
        ("STRASSE", "straße"),
        ("caf\u0065\u0301", "caf\u00e9"),
    ],
)
def test_normalising_undoes_what_conversion_changes(left: str, right: str) -> None:
    assert normalise(left) == normalise(right)


def test_records_cannot_be_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_mention("Light the pier.").part = Part.CONSIDERATION  # type: ignore[misc] # the point


def test_a_document_is_known_by_its_key_in_the_register() -> None:
    assert make_document("Light the pier.", document_id="orf-1").document_id == "orf-1"
