"""A decided sentence is found again when its document was revised or converted anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.carrying import Carried, carry
from tests.conftest import body, make_document, make_mention, make_snapshot

if TYPE_CHECKING:
    import random

    from pipeline.decisions.log import Snapshot
    from pipeline.records import Document, Mention

FEES = "The harbour board should publish its fees every year, before the summer season."
LAMPS = "Lamps must be put on the northern pier before winter."
PILOTS = "Pilots should be trained in a course of two weeks."
# Like FEES, but another sentence; then one that is unlike in more.
TOLLS = "The harbour board should publish its tolls every year, before the winter season."
CRANES = "The crane on the old quay needs a new driver."


def found(*texts: str, document_id: str = "d") -> list[Mention]:
    """Mentions that the program found, each in a paragraph of its own."""
    return [
        make_mention(text, document_id=document_id, paragraph=place)
        for place, text in enumerate(texts)
    ]


def document_of(*texts: str) -> Document:
    return make_document(*texts, document_id="d")


def became(snapshots: list[Snapshot], *texts: str) -> Carried:
    """What became of the snapshots when their document has these sentences, all found."""
    return carry(snapshots, found(*texts), [document_of(*texts)])


def snapshot_of(
    text: str, before: str = "", after: str = "", was: tuple[str, ...] = ()
) -> Snapshot:
    (mention,) = found(text)
    return make_snapshot(mention, before=before, after=after, was=was)


def id_of(text: str) -> str:
    return found(text)[0].mention_id


def test_what_is_found_as_it_was_needs_no_carrying() -> None:
    assert became([snapshot_of(FEES)], FEES, LAMPS) == Carried(moved={}, kept=(), orphans=())


@pytest.mark.parametrize(
    "printed",
    [
        FEES.replace(",", ";"),
        FEES.replace("publish", "pub-\nlish"),
        FEES.replace(" ", "  ").upper(),
        FEES.replace("fees", "“fees”"),
    ],
)
def test_punctuation_hyphens_and_spaces_change_no_id(printed: str) -> None:
    assert id_of(printed) == id_of(FEES)
    assert became([snapshot_of(FEES)], printed) == Carried(moved={}, kept=(), orphans=())


@pytest.mark.parametrize(
    "printed",
    [
        FEES.replace("publish", "pub1ish"),
        FEES.replace("harbour", "harb0ur").replace("summer", "surnmer"),
        FEES.replace("every", "evry"),
        FEES.replace("its", "all its"),
    ],
)
def test_a_sentence_that_was_scanned_badly_is_found_again(printed: str) -> None:
    carried = became([snapshot_of(FEES)], LAMPS, printed)
    assert carried.moved == {id_of(FEES): id_of(printed)}
    assert carried.orphans == carried.kept == ()


def test_another_sentence_is_not_taken_for_it_and_is_named_as_the_closest() -> None:
    carried = became([snapshot_of(FEES)], LAMPS, TOLLS.replace("publish", "lower"))
    (orphan,) = carried.orphans
    assert carried.moved == {}
    assert orphan.snapshot == snapshot_of(FEES)
    assert orphan.closest is not None
    assert orphan.closest.text.startswith("The harbour board should lower")
    assert 0.5 < orphan.likeness < 0.92


def test_where_nothing_is_near_no_closest_is_named() -> None:
    (orphan,) = became([snapshot_of(FEES)], "Ok.").orphans
    assert (orphan.closest, orphan.likeness) == (None, 0.0)


def test_where_the_document_went_the_mention_is_an_orphan() -> None:
    (orphan,) = carry([snapshot_of(FEES)], found(LAMPS, document_id="e"), []).orphans
    assert (orphan.closest, orphan.likeness) == (None, 0.0)


def test_the_same_words_in_another_document_are_no_place_for_it() -> None:
    others = found(FEES.replace("every", "evry"), document_id="e")
    carried = carry([snapshot_of(FEES)], others, [make_document(FEES, document_id="e")])
    assert (carried.moved, len(carried.orphans)) == ({}, 1)


def test_a_neighbour_that_stayed_lets_less_likeness_do() -> None:
    damaged = (
        FEES.replace("harbour board", "hrbor bord").replace("season", "sosn").replace("u", "v")
    )
    assert became([snapshot_of(FEES)], LAMPS, damaged, PILOTS).moved == {}
    for beside in ({"before": LAMPS}, {"after": PILOTS}, {"before": LAMPS, "after": PILOTS}):
        carried = became([snapshot_of(FEES, **beside)], LAMPS, damaged, PILOTS)
        assert carried.moved == {id_of(FEES): id_of(damaged)}


def test_a_neighbour_that_is_nowhere_proves_nothing() -> None:
    # Both the lost sentence and the only one that is there stand at the edge of the document.
    carried = became([snapshot_of(FEES)], TOLLS.replace("publish", "lower"))
    assert carried.moved == {}


def test_of_two_lost_sentences_the_likest_takes_the_place() -> None:
    printed = FEES.replace("publish", "pub1ish")
    carried = became([snapshot_of(FEES), snapshot_of(FEES.replace("every", "evry"))], printed)
    assert carried.moved == {id_of(FEES): id_of(printed)}
    (orphan,) = carried.orphans
    assert orphan.closest is not None
    assert orphan.closest.text == printed


def test_each_of_two_damaged_sentences_takes_its_own_place() -> None:
    other = FEES.replace("year", "decade")
    printed, too = FEES.replace("publish", "pub1ish"), other.replace("publish", "pub1ish")
    carried = became([snapshot_of(other), snapshot_of(FEES)], too, printed)
    assert carried.moved == {id_of(FEES): id_of(printed), id_of(other): id_of(too)}


def test_a_sentence_that_stood_beside_the_lost_one_does_not_take_its_place() -> None:
    twin = FEES.replace("year", "years")
    assert became([snapshot_of(FEES), snapshot_of(twin, before=FEES)], twin).moved == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("two", "three"),
        ("should be", "should not be"),
        ("before", "after"),
        ("Pilots", "Crews"),
        ("course of", "camp for"),
    ],
)
def test_no_decision_goes_over_to_what_says_otherwise_in_nearly_the_same_letters(
    before: str, after: str
) -> None:
    old = f"{PILOTS[:-1]} before the summer season."
    new = old.replace(before, after)
    carried = became([snapshot_of(old, before=LAMPS)], LAMPS, new)
    assert carried.moved == {}
    assert [orphan.closest and orphan.closest.text for orphan in carried.orphans] == [new]


PRINTED = FEES.replace("publish", "pub1ish")
AGAIN = PRINTED.replace("harbour", "harb0ur")


def test_a_sentence_that_moved_stays_moved_once_somebody_decided_on_it_again() -> None:
    known = [snapshot_of(FEES), snapshot_of(PRINTED, was=(id_of(FEES),))]
    assert became(known, PRINTED).moved == {id_of(FEES): id_of(PRINTED)}


def test_decisions_follow_a_sentence_over_several_prints() -> None:
    known = [snapshot_of(PRINTED, was=(id_of(FEES),)), snapshot_of(FEES)]
    carried = became(known, LAMPS, AGAIN)
    assert carried.moved == {id_of(FEES): id_of(AGAIN), id_of(PRINTED): id_of(AGAIN)}
    assert carried.orphans == ()


def test_a_sentence_that_is_printed_as_it_once_was_goes_back() -> None:
    known = [snapshot_of(PRINTED, was=(id_of(FEES),)), snapshot_of(FEES)]
    assert became(known, FEES).moved == {id_of(PRINTED): id_of(FEES)}


def test_of_several_prints_that_all_went_only_the_last_is_an_orphan() -> None:
    known = [snapshot_of(PRINTED, was=(id_of(FEES),)), snapshot_of(FEES)]
    carried = became(known, LAMPS)
    assert [orphan.snapshot for orphan in carried.orphans] == [known[0]]
    assert carried.moved == {id_of(FEES): id_of(PRINTED)}


def test_words_that_still_stand_in_the_document_are_kept_where_they_stand_now() -> None:
    text = f"As before: {FEES}"
    document = make_document("Report", body(text, number="7", page=3), document_id="d")
    carried = carry([snapshot_of(FEES)], found(LAMPS), [document])
    (kept,) = carried.kept
    assert (kept.mention_id, kept.text) == (id_of(FEES), FEES)
    assert (kept.paragraph, kept.number, kept.page) == (1, "7", 3)
    assert text[kept.start : kept.end] == FEES
    assert carried.orphans == ()
    assert carried.moved == {}


def test_words_that_stand_there_hyphenated_are_kept() -> None:
    document = document_of(FEES.replace("summer", "sum- mer"))
    (kept,) = carry([snapshot_of(FEES)], [], [document]).kept
    assert (kept.mention_id, kept.start) == (id_of(FEES), 0)


def test_without_words_nothing_is_found() -> None:
    mention = make_mention("§", document_id="d", mention_id="m")
    carried = carry([make_snapshot(mention)], [], [document_of("§ 4", FEES)])
    assert (carried.kept, len(carried.orphans)) == ((), 1)


_TEXTS = (FEES, LAMPS, PILOTS, TOLLS, CRANES)


def _damage(text: str, chance: random.Random) -> str:
    letters = list(text)
    for _ in range(chance.randrange(4)):
        letters[chance.randrange(len(letters))] = chance.choice("aeo1 -")
    return "".join(letters)


@given(
    st.lists(st.sampled_from(_TEXTS), unique=True),
    st.lists(st.sampled_from(_TEXTS), unique=True),
    st.randoms(use_true_random=False),
)
def test_every_lost_mention_is_accounted_for_once_and_no_two_become_one(
    then: list[str], now: list[str], chance: random.Random
) -> None:
    texts = list(dict.fromkeys(_damage(text, chance) for text in now))
    snapshots = [snapshot_of(_damage(text, chance)) for text in then]
    carried = became(snapshots, *texts)
    there = {mention.mention_id for mention in found(*texts)}
    lost = {s.mention.mention_id for s in snapshots} - there
    told = [
        *carried.moved,
        *(mention.mention_id for mention in carried.kept),
        *(orphan.snapshot.mention.mention_id for orphan in carried.orphans),
    ]
    assert sorted(told) == sorted(lost)
    assert set(carried.moved.values()) <= there
    assert len(set(carried.moved.values())) == len(carried.moved)


@given(st.lists(st.sampled_from(_TEXTS), unique=True), st.randoms(use_true_random=False))
def test_the_order_of_what_is_known_changes_nothing(
    texts: list[str], chance: random.Random
) -> None:
    snapshots = [snapshot_of(text) for text in texts]
    printed = [_damage(text, chance) for text in texts]
    mentions = list({m.mention_id: m for m in found(*printed)}.values())
    document = document_of(*printed)
    again = carry(
        chance.sample(snapshots, len(snapshots)), chance.sample(mentions, len(mentions)), [document]
    )
    assert carry(snapshots, mentions, [document]) == again
