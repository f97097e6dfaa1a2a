"""The mentions of a run after what people added, mended and let go."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.applying import Settled, settle, take_snapshots, with_former_ids
from pipeline.decisions.log import Kind, keep_apart
from tests.conftest import make_document, make_log, make_mention, make_snapshot

if TYPE_CHECKING:
    from pipeline.decisions.log import Snapshot
    from pipeline.records import Mention

FEES = "The harbour board should publish its fees every year."
LAMPS = "Lamps must be put on the northern pier before winter."
PILOTS = "Pilots should be trained in a course of two weeks."


def found(text: str, name: str = "", document_id: str = "d") -> Mention:
    return make_mention(text, mention_id=name or text.split(maxsplit=1)[0], document_id=document_id)


def settled(
    *log: object, texts: tuple[str, ...] = (LAMPS,), lost: tuple[Snapshot, ...] = ()
) -> Settled:
    """What a run works on, whose one document has and says these texts."""
    document = make_document(*texts)
    return settle(make_log(*log), lost, [found(text) for text in texts], [document])


def names(result: Settled) -> list[str]:
    return sorted(mention.mention_id for mention in result.mentions)


LOST = make_snapshot(found(FEES, "fees"))


def test_without_decisions_the_mentions_are_those_that_were_found() -> None:
    result = settled(texts=(FEES, LAMPS))
    assert names(result) == ["Lamps", "The"]
    assert result.documents.keys() == {"d"}
    assert (result.orphans, result.moved) == ((), {})


def test_a_mention_that_somebody_decided_on_stays_when_its_sentence_went() -> None:
    result = settled((Kind.COST, "fees", "Y"), lost=(LOST,))
    assert names(result) == ["Lamps", "fees"]
    assert [orphan.snapshot for orphan in result.orphans] == [LOST]


def test_a_mention_that_stands_on_the_other_side_of_a_decision_stays_too() -> None:
    result = settled(keep_apart(Kind.DIFFERENT, ("Lamps",), ("fees",)), lost=(LOST,))
    assert names(result) == ["Lamps", "fees"]
    assert len(result.orphans) == 1


def test_its_document_is_there_as_it_was_known_when_it_was_withdrawn() -> None:
    gone = make_snapshot(found(FEES, "fees", "gone"))
    result = settled((Kind.COST, "fees", "Y"), lost=(gone,))
    assert result.documents["gone"].source == gone.source
    assert result.documents["gone"].paragraphs == ()
    assert result.documents["d"].paragraphs


def test_a_mention_that_only_an_id_was_minted_for_goes_with_its_sentence() -> None:
    result = settled((Kind.COST, "Lamps", "Y"), lost=(LOST,))
    assert names(result) == ["Lamps"]
    assert result.orphans == ()


def test_after_an_undo_nothing_holds_a_sentence_that_went() -> None:
    result = settled((Kind.COST, "fees", "Y"), (Kind.UNDO, "fees", "k1"), lost=(LOST,))
    assert names(result) == ["Lamps"]


def test_an_orphan_that_may_go_goes() -> None:
    result = settled((Kind.COST, "fees", "Y"), (Kind.DROPPED, "fees"), lost=(LOST,))
    assert names(result) == ["Lamps"]
    assert result.orphans == ()


def test_an_orphan_comes_back_when_its_going_is_undone() -> None:
    log = [(Kind.COST, "fees", "Y"), (Kind.DROPPED, "fees"), (Kind.UNDO, "fees", "k2")]
    assert names(settled(*log, lost=(LOST,))) == ["Lamps", "fees"]


def test_an_orphan_that_a_person_carried_gives_its_decisions_to_the_other() -> None:
    result = settled((Kind.COST, "fees", "Y"), (Kind.CARRIED, "fees Lamps"), lost=(LOST,))
    assert names(result) == ["Lamps"]
    assert result.orphans == ()
    decision = result.state.of_row(Kind.COST, ["Lamps"])
    assert decision is not None
    assert decision.value == "Y"


def test_a_sentence_in_slightly_other_letters_has_the_decisions_by_itself() -> None:
    printed = FEES.replace("publish", "pub1ish")
    result = settled((Kind.COST, "fees", "Y"), texts=(printed, LAMPS), lost=(LOST,))
    assert names(result) == ["Lamps", "The"]
    assert result.moved == {"fees": "The"}
    assert result.state.of_row(Kind.COST, ["The"]) is not None


def test_a_moved_sentence_stays_where_it_is_when_somebody_decides_on_it_again() -> None:
    printed = FEES.replace("publish", "pub1ish")
    known = (LOST, make_snapshot(found(printed), was=("fees",)))
    log = [(Kind.COST, "fees", "Y"), (Kind.STATUS, "The", "ongoing")]
    result = settled(*log, texts=(printed, LAMPS), lost=known)
    assert result.moved == {"fees": "The"}
    assert names(result) == ["Lamps", "The"]
    assert result.state.of_row(Kind.COST, ["The"]) is not None


def test_what_was_added_by_a_person_stays_where_its_words_stand() -> None:
    text = "Fees: paid by boat."
    document = make_document(LAMPS, text)
    added = make_snapshot(found("paid by boat", "added"))
    log = make_log((Kind.ADDED, "added", "improvement"))
    result = settle(log, [added], [found(LAMPS)], [document])
    assert names(result) == ["Lamps", "added"]
    (mention,) = (m for m in result.mentions if m.mention_id == "added")
    assert (mention.paragraph, text[mention.start : mention.end]) == (1, "paid by boat")
    assert result.orphans == ()


@pytest.mark.parametrize(
    ("standalone", "expected"),
    [
        (FEES, "The board should publish its fees."),
        (f"[Money] {FEES}", "[Money] The board should publish its fees."),
        ("Something else.", "The board should publish its fees."),
    ],
)
def test_the_words_that_a_person_gave_take_the_place_of_those_that_were_cut_wrongly(
    standalone: str, expected: str
) -> None:
    mention = make_mention(FEES, mention_id="a", standalone=standalone, start=5, end=5 + len(FEES))
    words = "The board should publish its fees."
    result = settle(make_log((Kind.SPAN, "a", words)), [], [mention], [make_document(FEES)])
    (mended,) = result.mentions
    assert (mended.mention_id, mended.text, mended.standalone) == ("a", words, expected)
    assert (mended.start, mended.end) == (5, 5 + len(words))


def test_a_snapshot_has_the_mentions_beside_it_in_its_own_document() -> None:
    mentions = [
        make_mention(LAMPS, mention_id="b", paragraph=1),
        make_mention(PILOTS, mention_id="c", paragraph=1, start=60),
        make_mention(FEES, mention_id="a", paragraph=0),
        make_mention(FEES, mention_id="x", document_id="e"),
    ]
    sources = {name: make_document("x", document_id=name).source for name in ("d", "e")}
    snapshots = take_snapshots(mentions, sources)
    assert {n: (s.before, s.after) for n, s in snapshots.items()} == {
        "a": ("", LAMPS),
        "b": (FEES, PILOTS),
        "c": (LAMPS, ""),
        "x": ("", ""),
    }
    assert snapshots["x"].source == sources["e"]
    assert snapshots["b"].mention == mentions[0]


def test_a_sentence_that_is_numbered_anew_is_still_what_the_earlier_one_became() -> None:
    printed = found(FEES.replace("publish", "pub1ish"))
    taken = {"The": make_snapshot(printed)}
    assert with_former_ids(taken, {"fees": "The", "x": "y"})["The"].was == ("fees",)
    known = (LOST, *with_former_ids(taken, {"fees": "The"}).values())
    result = settled((Kind.COST, "fees", "Y"), texts=(printed.text, LAMPS), lost=known)
    assert result.moved == {"fees": "The"}
    assert result.orphans == ()
