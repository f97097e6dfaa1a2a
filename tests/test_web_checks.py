"""What the last run would have people look at, in a browser, and what became of gone sentences."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from pipeline.board import BOARD
from pipeline.board.tables import connect
from pipeline.cache import encode
from pipeline.decisions.log import Kind
from tests.conftest import write
from tests.tables import TEXTS, Table, make_row, said
from tests.web import fields_of, one_reviewer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

FEES, LAMPS, PILOTS = TEXTS
PATH = "/documents/checks"


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """A table in which the sentence of the first row is gone, and one is much like it."""
    like = FEES.replace("every year", "each spring")
    made = Table(
        tmp_path,
        [
            [make_row(FEES, "a")],
            [make_row(like, "b")],
            [make_row(PILOTS, "c")],
        ],
    )
    made.run()
    made.decide(Kind.STATUS, "a", "ongoing", reviewer="Ben")
    orphan = {"recommendation_id": "R-0001", "mention_id": "a", "document_id": "c",
              "document": "c.txt", "text": FEES, "closest_mention": "b", "closest_text": like,
              "likeness": 0.8}  # fmt: skip
    with closing(connect(tmp_path / BOARD)) as board:
        board.execute("REPLACE INTO facts VALUES (?, ?)", ("orphans", encode([orphan])))
    return made


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def test_a_gone_sentence_stands_beside_the_likest_with_the_words_that_differ(
    client: TestClient,
) -> None:
    page = client.get(PATH).text
    assert "<mark>every year</mark>" in page
    assert "<mark>each spring</mark>" in page
    assert 'href="/rows/R-0001"' in page
    row = client.get("/rows/R-0001").text
    assert "This sentence is gone from its document" in row
    assert f'href="{PATH}#gone-a"' in row


def test_the_likest_takes_its_place(client: TestClient, table: Table) -> None:
    sent = fields_of(client.get(PATH).text, PATH) | {"became": "carried", "note": "reworded"}
    page = client.post(PATH, data=sent).text
    assert said(table.log()[1:]) == {("carried", "a b", "")}
    assert "another sentence took its place" in page
    assert "The next run does it" in page
    assert "They show after the next run" in page
    assert 'name="became"' not in page


def test_another_sentence_of_its_document_takes_its_place(client: TestClient, table: Table) -> None:
    page = client.get(f"{PATH}?instead=a").text
    assert PILOTS in page
    sent = fields_of(page, PATH) | {"became": "carried"}
    assert sent["place"] == ["c"]
    client.post(PATH, data=sent)
    assert said(table.log()[1:]) == {("carried", "a c", "")}


def test_a_gone_sentence_may_go_and_stays_where_that_is_undone(
    client: TestClient, table: Table
) -> None:
    sent = fields_of(client.get(PATH).text, PATH) | {"became": "dropped"}
    page = client.post(PATH, data=sent).text
    assert said(table.log()[1:]) == {("dropped", "a", "")}
    assert "may go from the table" in page
    client.post("/undo", data=fields_of(page, "/undo"))
    assert 'name="became"' in client.get(PATH).text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"became": "same"}, "is nothing that became of a sentence"),
        ({"became": "carried", "place": ""}, "no sentence is chosen"),
        ({"became": "carried", "place": "zz"}, "is no mention of the last run"),
        ({"became": "dropped", "gone": "b"}, "still stands in its document"),
    ],
)
def test_what_cannot_have_become_of_it_is_told(
    client: TestClient, table: Table, data: dict[str, str], told: str
) -> None:
    answer = client.post(PATH, data=fields_of(client.get(PATH).text, PATH) | data)
    assert answer.status_code == 400
    assert told in answer.text
    assert len(table.log()) == 1


def test_who_says_it_after_somebody_else_is_told(client: TestClient, table: Table) -> None:
    sent = fields_of(client.get(PATH).text, PATH) | {"became": "dropped"}
    table.decide(Kind.CARRIED, "a b", "", reviewer="Ben")
    answer = client.post(PATH, data=sent)
    assert answer.status_code == 409
    assert "Ben" in answer.text
    assert len(table.log()) == 2


def test_where_a_group_decides_together_it_is_proposed(table: Table) -> None:
    write(table.workspace / "stocktake.toml", '[deciding]\nrule = "agreements"\n')
    with one_reviewer(table.workspace) as client:
        sent = fields_of(client.get(PATH).text, PATH) | {"became": "dropped"}
        page = client.post(PATH, data=sent).text
        assert table.log()[-1].kind is Kind.PROPOSED
        assert "proposed: gone from its document, and may go" in page
        assert 'name="became"' in page
