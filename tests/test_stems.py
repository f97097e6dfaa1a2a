"""Which words outside a paragraph govern it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.extract.stems import ENGLISH, StemKind, govern, is_incomplete
from pipeline.records import ParagraphKind
from tests.conftest import body, item

if TYPE_CHECKING:
    from pipeline.records import Paragraph


def stems(*paragraphs: Paragraph) -> list[tuple[StemKind, str] | None]:
    """Kind and text of the stem above each paragraph that is read."""
    governed = govern(paragraphs, words=ENGLISH)
    return [(place.stem.kind, place.stem.text) if place.stem else None for place in governed]


@pytest.mark.parametrize(
    ("stem", "kind"),
    [
        ("Calls upon ports:", StemKind.ASKING),
        ("The Group recommends that ports:", StemKind.ASKING),
        ("The Board recognizes that:", StemKind.REGARDING),
        ("Ports should:", StemKind.MODAL),
        ("The harbour holds:", StemKind.CONTENT),
    ],
)
def test_a_stem_with_a_colon_governs_the_items_below_it(stem: str, kind: StemKind) -> None:
    made = stems(body(stem), item("to light the pier;"), item("to publish the fees."))
    assert made == [None, (kind, stem.rstrip(":")), (kind, stem.rstrip(":"))]


def test_a_lone_verb_governs_what_follows_with_its_subject_until_the_next_verb() -> None:
    made = stems(
        body("The Harbour Board"),
        body("recognizes"),
        body("the need to keep the channel open;"),
        body("recommends to:"),
        item("light the pier;"),
    )
    assert made[2] == (StemKind.REGARDING, "The Harbour Board recognizes")
    assert made[4] == (StemKind.ASKING, "The Harbour Board recommends to")


def test_a_heading_that_announces_recommendations_governs_numbered_and_listed_phrases() -> None:
    headings = ("Recommendations",)
    made = stems(item("Better lamps", headings=headings), body("Lamps are old.", headings=headings))
    assert made == [(StemKind.ASKING, "Recommendations"), None]


def test_a_stem_ends_with_its_section() -> None:
    made = stems(
        body("Calls upon ports:", headings=("One",)),
        item("to light the pier;", headings=("One",)),
        item("the old lamps", headings=("Two",)),
    )
    assert made[-1] is None


def test_an_item_below_an_item_is_governed_by_the_nearest_stem() -> None:
    made = stems(
        body("Calls upon ports:"),
        item("to publish, every year:"),
        item("the fees;", level=1),
        item("to light the pier.", level=0),
    )
    assert made[2] is not None
    assert made[2][1] == "to publish, every year"
    assert made[3] == (StemKind.ASKING, "Calls upon ports")


def test_footnotes_and_residue_are_not_read() -> None:
    paragraphs = [
        body("Calls upon ports:"),
        body("See the charter.", kind=ParagraphKind.FOOTNOTE),
        body("Page 3", kind=ParagraphKind.OTHER),
        item("to light the pier."),
    ]
    assert [place.index for place in govern(paragraphs, words=ENGLISH)] == [0, 3]
    assert stems(*paragraphs)[-1] == (StemKind.ASKING, "Calls upon ports")


def test_without_paragraphs_nothing_is_governed() -> None:
    assert list(govern([], words=ENGLISH)) == []


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("Calls upon States:", True),
        ("The Board should:", True),
        ("The following steps are proposed:", True),
        ("The Board recognizes that:", True),
        ("The Board should publish the fees of all piers:", False),
    ],
)
def test_a_stem_is_incomplete_where_it_says_nothing_without_its_items(
    stem: str, *, expected: bool
) -> None:
    assert is_incomplete(stem) is expected


def test_a_sentence_before_the_last_may_announce_recommendations() -> None:
    made = stems(
        body("The following proposals were heard. The board will answer them in time:"),
        item("longer piers"),
    )
    assert made[1] == (StemKind.ASKING, "The following proposals were heard")


def test_a_column_of_a_table_that_announces_recommendations_governs_its_items() -> None:
    made = stems(item("longer piers", label="Your recommendations"), item("x", label="Name"))
    assert made == [(StemKind.ASKING, "Your recommendations"), None]


def test_a_heading_of_principles_makes_principles_of_its_items() -> None:
    assert stems(item("open accounts", headings=("Our principles",))) == [
        (StemKind.PRINCIPLE, "Our principles")
    ]
