"""Ids that no row has any more, on the pages and for programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.log import Kind
from tests.tables import TEXTS, Table, make_row, small_table
from tests.web import one_reviewer, send, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

FEES, LAMPS, PILOTS = TEXTS


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """A table whose second row went into the first, and whose third is gone."""
    table = small_table(tmp_path)
    table.decide(Kind.STATUS, "b b2", "ongoing")
    table.decide(Kind.SAME, "a b", "")
    table.rows = [[make_row(FEES, "a"), make_row(LAMPS, "b"), make_row(f"{LAMPS} Really.", "b2")]]
    table.alike = []
    table.run()
    return table


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def test_a_merged_row_leads_to_the_one_it_went_into(client: TestClient) -> None:
    page = client.get("/rows/R-0002")
    assert (page.status_code, page.url.path) == (200, "/rows/R-0001")
    assert "R-0002 went into this row" in page.text
    for other in ("R-0001", "R-0003", "R-9999", "<b>"):
        assert "went into this row" not in client.get(f"/rows/R-0001?from={other}").text


def test_a_row_whose_sentence_is_gone_says_so(client: TestClient) -> None:
    page = client.get("/rows/R-0003")
    assert page.status_code == 410
    assert "R-0003 is no row any more" in page.text
    assert PILOTS in page.text
    assert "Who decided what" not in page.text


def test_a_row_that_was_let_go_shows_who_did_it(client: TestClient, table: Table) -> None:
    table.decide(Kind.STATUS, "c", "ongoing")
    table.decide(Kind.DROPPED, "c", "", reviewer="Ben")
    page = client.get("/rows/R-0003").text
    assert page.index("Ben</strong>") < page.index("Ada</strong>")
    assert "gone from its document, and may go from the table" in page


def test_a_sentence_that_took_the_place_of_another_has_its_number(
    client: TestClient, table: Table
) -> None:
    table.decide(Kind.CARRIED, "a c", "")
    table.rows = [table.rows[0][1:], [make_row(PILOTS, "c")]]
    table.run()
    page = client.get("/rows/R-0003")
    assert (page.status_code, page.url.path) == (200, "/rows/R-0001")
    assert "R-0003 went into this row" in page.text


def test_an_id_that_was_never_given_is_not_there(client: TestClient) -> None:
    for name in ("R-0004", "R-00002", "R-2", "r-0002", "R-999999999999", "R-٠٠٠٢"):
        assert client.get(f"/rows/{name}").status_code == 404
        assert client.get(f"/api/rows/{name}").status_code == 404


def test_what_is_sent_of_an_old_id_writes_nothing_and_names_the_row(
    client: TestClient, table: Table
) -> None:
    before = table.log()
    token = token_of(client, "/documents")
    for path, named in (("R-0002", "R-0002 went into R-0001"), ("R-0003", "no row took its place")):
        answer = client.post(f"/rows/{path}", data={"token": token, "do": "accept"})
        assert answer.status_code == 410
        assert named in answer.text
    for data in ({"row": "R-0002", "do": "accept"}, {"row": "R-0003", "do": "accept"}):
        answer = client.post("/table/set", data={"token": token, **data})
        assert answer.status_code == 400
    same = send(client, "/rows/R-0001/same", {"other": "r-0002"}, page="/documents")
    assert "R-0002 went into R-0001" in same.text
    assert table.log() == before


def test_programs_are_led_the_same_way(client: TestClient, table: Table) -> None:
    led = client.get("/api/rows/R-0002", follow_redirects=False)
    assert (led.status_code, led.headers["location"]) == (307, "/api/rows/R-0001")
    assert client.get("/api/rows/R-0002").json()["row"]["id"] == "R-0001"
    gone = client.get("/api/rows/R-0003")
    assert (gone.status_code, gone.json()["error"]) == (
        410,
        "R-0003: its sentence is gone, and no row took its place",
    )
    sent = {"json": {"fields": {"status": "ongoing"}}, "headers": {"if-match": "x"}}
    assert client.patch("/api/rows/R-0002", **sent).status_code == 410
    assert len(table.log()) == 2
