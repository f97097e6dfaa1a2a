"""What the program missed, as a choice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.log import Kind, Snapshot
from pipeline.decisions.missing import choose_missed
from pipeline.errors import UsageError
from pipeline.records import Part, normalise
from tests.conftest import make_document, make_mention

TEXT = "The board “met” often.  It should pub­lish its fees (all of them) by May."


def choose(text: str, words: str) -> Snapshot:
    document = make_document("Another paragraph.", text)
    choice, snapshot = choose_missed(
        document.source, document.paragraphs, words, part=Part.CONSIDERATION, note="", beside=()
    )
    assert (choice.kind, choice.value) == (Kind.ADDED, "consideration")
    assert choice.mention_ids == (snapshot.mention.mention_id,)
    return snapshot


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("It should pub­lish its fees", "It should pub­lish its fees"),
        ("it should publish its FEES", "It should pub­lish its fees"),
        ("  by\nMay. ", "by May."),
        ("the board met", "The board “met"),
    ],
)
def test_words_are_taken_as_they_stand_in_the_document(words: str, found: str) -> None:
    mention = choose(TEXT, words).mention
    assert mention.text == found
    assert TEXT[mention.start : mention.end] == found
    assert mention.paragraph == 1


@given(st.text(min_size=1, max_size=40), st.integers(0, 39), st.integers(1, 40))
def test_any_words_of_a_text_are_found_in_it(text: str, start: int, length: int) -> None:
    words = text[start : start + length]
    if not normalise(words) or normalise(words) not in normalise(text):
        return
    mention = choose(text, words).mention
    assert normalise(mention.text) == normalise(words)


def test_what_stands_beside_it_is_kept_with_it() -> None:
    document = make_document("One. Two. Three.")
    beside = [
        (make_mention("One.", mention_id="a", start=0), "R-0001"),
        (make_mention("Three.", mention_id="c", start=10), "R-0002"),
    ]
    _, snapshot = choose_missed(
        document.source, document.paragraphs, "Two.", part=Part.IMPROVEMENT, note="", beside=beside
    )
    assert (snapshot.before, snapshot.after) == ("One.", "Three.")


@pytest.mark.parametrize("words", ["", "...", "no such words"])
def test_words_that_do_not_stand_there_are_refused(words: str) -> None:
    with pytest.raises(UsageError, match="does not stand in one paragraph"):
        choose(TEXT, words)
