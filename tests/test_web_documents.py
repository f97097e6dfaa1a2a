"""The documents that were read, in a browser."""

from __future__ import annotations

import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pipeline.board import BOARD
from pipeline.board.tables import connect
from pipeline.cache import encode
from pipeline.decisions.log import Kind
from pipeline.records import Part
from pipeline.store import locate_store, open_store
from pipeline.web.reading import Found, lay_out
from tests.conftest import body, make_mention
from tests.tables import TEXTS, Table, make_row
from tests.web import one_reviewer, send

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

FEES, _, PILOTS = TEXTS
SCRIPT = "<script>alert('x')</script>"
ODD = f'notes "{SCRIPT}"/?#&'


@pytest.fixture
def table(tmp_path: Path) -> Table:
    made = Table(
        tmp_path,
        [[make_row(FEES, "a")],
         [make_row(f"Lamps must be lit {SCRIPT}.", "b", part=Part.CONSIDERATION)],
         [make_mention(PILOTS, mention_id="c", document_id=ODD)]],
    )  # fmt: skip
    made.run()
    return made


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def found_in(text: str, *spans: tuple[int, int]) -> list[Found]:
    return [
        Found(
            mention=make_mention(text[start:end], mention_id=f"m{place}", start=start),
            row=f"R-000{place}",
            part="improvement",
        )
        for place, (start, end) in enumerate(spans)
    ]


def shown(text: str, found: list[Found]) -> list[tuple[str, str]]:
    (block,), _ = lay_out([body(text)], found)
    return [(p.text, p.found.mention.mention_id if p.found else "") for p in block.pieces]


def test_the_list_says_what_was_read_and_how_much_was_found(client: TestClient) -> None:
    page = client.get("/documents").text
    assert "3 read" in page
    assert 'href="/documents/a"' in page


def test_the_list_is_searched_by_words_of_what_is_known(client: TestClient) -> None:
    assert "1 of 3 fit" in client.get("/documents", params={"search": "NOTES"}).text
    assert "0 of 3 fit" in client.get("/documents?search=nowhere").text


def test_pages_that_are_not_there_are_empty_and_no_error(client: TestClient) -> None:
    assert client.get("/documents?page=99").status_code == 200
    assert client.get("/documents?page=-1").status_code == 200
    assert client.get("/documents?page=x").status_code == 422


def test_what_was_found_is_marked_in_the_text_and_leads_to_its_row(client: TestClient) -> None:
    page = client.get("/documents/a").text
    assert f'<mark id="a" class="improvement">{FEES}</mark>' in page
    assert 'href="/rows/R-0001"' in page


def test_considerations_are_told_by_words_too(client: TestClient) -> None:
    page = client.get("/documents/b").text
    assert 'class="consideration"' in page
    assert "R-0003, consideration" in page


def test_a_part_that_people_decided_is_the_one_that_is_shown(
    client: TestClient, table: Table
) -> None:
    table.decide(Kind.PART, "a", "consideration")
    assert "R-0001, consideration" in client.get("/documents/a").text


def test_no_text_title_or_name_of_a_document_is_run(client: TestClient) -> None:
    listed = client.get("/documents")
    assert SCRIPT not in listed.text
    assert SCRIPT not in client.get("/documents/b").text
    link = listed.text.split('href="/documents/notes')[1].split('"')[0]
    page = client.get(f"/documents/notes{link}")
    assert page.status_code == 200
    assert PILOTS in page.text
    assert SCRIPT not in page.text


def test_a_document_that_is_not_there_is_told(client: TestClient) -> None:
    assert client.get("/documents/nothing").status_code == 404
    assert send(client, "/documents/nothing", {"words": "x"}, page="/documents").status_code == 404


def test_words_that_share_letters_are_marked_once_and_each_can_be_gone_to() -> None:
    text = "The board should pay and should tell."
    both = found_in(text, (0, 20), (10, 36))
    assert shown(text, both) == [
        (text[:20], "m0"),
        (text[20:36], "m1"),
        (".", ""),
    ]
    inside = found_in(text, (0, 36), (10, 16))
    assert shown(text, inside) == [(text[:36], "m0"), ("", "m1"), (".", "")]


def test_words_that_moved_are_found_and_those_that_are_gone_are_listed() -> None:
    moved = make_mention("should tell", start=0)
    gone = make_mention("no such words", start=3)
    beyond = make_mention("should tell", paragraph=7)
    found = [Found(mention=m, row="R-0001", part="improvement") for m in (moved, gone, beyond)]
    (block,), lost = lay_out([body("It should tell.")], found)
    assert [piece.text for piece in block.pieces] == ["It ", "should tell", "."]
    assert [one.mention for one in lost] == [gone, beyond]


def test_a_document_of_five_thousand_paragraphs_is_laid_out_in_a_second() -> None:
    texts = [f"Harbour {number} should publish its fees." for number in range(5_000)]
    found = [
        Found(
            mention=make_mention(text, mention_id=f"m{place}", paragraph=place),
            row="R-0001",
            part="improvement",
        )
        for place, text in enumerate(texts)
    ]
    start = time.process_time()
    blocks, lost = lay_out([body(text) for text in texts], found)
    assert (len(blocks), lost) == (5_000, [])
    assert time.process_time() - start < 1


def miss(client: TestClient, words: str, name: str = "k", **data: str) -> str:
    sent = {"words": words, "part": "improvement", "key": name, "note": "seen", **data}
    return send(client, "/documents/a", sent, page="/documents/a").text


def test_what_was_missed_is_added_with_the_words_as_they_stand(
    client: TestClient, table: Table
) -> None:
    page = miss(client, " fees   every\nYEAR ")
    assert "Decision 1 is in the log" in page
    (made,) = table.log()
    assert (made.kind, made.value, made.note) == (Kind.ADDED, "improvement", "seen")
    with open_store(locate_store(table.workspace)) as store:
        kept = {snapshot.mention.mention_id: snapshot.mention for snapshot in store.snapshots()}
    mention = kept[made.mention_ids[0]]
    assert mention.text == "fees every year"
    assert FEES[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("not in it", "does not stand in one paragraph"),
        ("", "does not stand in one paragraph"),
    ],
)
def test_what_cannot_be_added_is_told(
    client: TestClient, table: Table, words: str, said: str
) -> None:
    assert said in miss(client, words)
    assert table.log() == []


def test_what_the_table_has_is_not_added(tmp_path: Path) -> None:
    table = Table(tmp_path, [[make_mention(FEES, document_id="a")]])
    table.run()
    with one_reviewer(tmp_path) as client:
        assert "in the table already, as R-0001" in miss(client, FEES)
    assert table.log() == []


def test_what_was_added_is_not_added_again(client: TestClient, table: Table) -> None:
    miss(client, "fees every year")
    assert "was added by Ada already" in miss(client, "fees every year", "k2")
    assert len(table.log()) == 1


def test_a_part_that_there_is_not_is_told(client: TestClient, table: Table) -> None:
    assert "is no part" in miss(client, "fees every year", part="third")
    assert table.log() == []


def test_the_checks_say_when_there_is_nothing(client: TestClient) -> None:
    assert "Nothing." in client.get("/documents/checks").text


def test_the_checks_name_orphans_conflicts_looks_and_tags(client: TestClient, table: Table) -> None:
    facts = {
        "conflicts": [{"rows": "R-0001|R-0002", "field": "same", "reason": "1 and 2"}],
        "orphans": [{"recommendation_id": "R-0001", "document_id": ODD, "document": SCRIPT,
                     "text": "old words", "closest_text": "newer words",
                     "closest_mention": "a", "mention_id": "o", "likeness": 0.5}],
        "looks": [{"kind": "tag used once", "recommendation_ids": ["R-0003"], "label": "press"}],
        "new_tags": [{"words": "ferry", "mention_ids": ["a", "b"], "evidence": "two say so"}],
    }  # fmt: skip
    keep_facts(table, facts)
    page = client.get("/documents/checks").text
    for words in (
        "<mark>old</mark> words",
        "<mark>newer</mark> words",
        "ferry",
        "two say so",
        "1 and 2",
        "R-0003",
    ):
        assert words in page
    assert SCRIPT not in page
    assert "4 things are worth a look" in client.get("/documents").text


def test_what_was_refused_is_told_with_the_reason(client: TestClient, table: Table) -> None:
    keep_facts(table, {"rejections": [{"stage": "ingest", "item": SCRIPT, "reason": "torn"}]})
    page = client.get("/documents").text
    assert "1 refused" in page
    assert "torn" in page
    assert SCRIPT not in page


def keep_facts(table: Table, facts: dict[str, object]) -> None:
    with closing(connect(table.workspace / BOARD)) as board:
        for name, value in facts.items():
            board.execute("REPLACE INTO facts VALUES (?, ?)", (name, encode(value)))
