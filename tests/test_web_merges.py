"""The queue of suggested merges, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.log import Kind, compared
from tests.tables import TEXTS, Table, make_row
from tests.web import one_reviewer, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

FEES, LAMPS, PILOTS = TEXTS
SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def table(tmp_path: Path) -> Table:
    made = Table(
        tmp_path,
        [[make_row(FEES, "a"), make_row(f"Fees ought to be shown {SCRIPT}.", "a2")],
         [make_row(LAMPS, "b")], [make_row(PILOTS, "c")]],
        alike=[("a2", "b"), ("b", "c")],
        labels={"a": ("funding", ("website",))},
    )  # fmt: skip
    made.run()
    return made


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def say(client: TestClient, path: str, **data: str) -> str:
    sent = {"token": token_of(client, "/merges"), "seen": "0", "key": data.get("key", "k"), **data}
    return client.post(path, data=sent).text


def test_the_queue_shows_two_rows_with_their_words_sources_and_labels(client: TestClient) -> None:
    page = client.get("/merges").text
    assert "Are these the same recommendation?" in page
    assert "1 of 2 to decide" in page
    assert "<mark>" in page
    assert "Funding of the IGF" in page
    assert "/documents/a#a" in page
    assert "Take this out of R-0001" in page


@pytest.mark.parametrize("kind", [Kind.SAME, Kind.DIFFERENT, Kind.RELATED, Kind.NOT_SURE])
def test_an_answer_is_in_the_log_and_the_next_pair_is_shown(
    client: TestClient, table: Table, kind: Kind
) -> None:
    page = say(client, "/merges/0", answer=kind.value, note="as we agreed")
    assert "1 of 1 to decide" in page
    assert "Decision 1 is in the log" in page
    (made,) = table.log()
    assert (made.kind, made.reviewer, made.note) == (kind, "Ada", "as we agreed")
    if kind in (Kind.SAME, Kind.DIFFERENT):
        assert compared(made) == ("a2", "b")
    assert "0.70" in made.shown


def test_the_last_answer_leads_to_the_end_of_the_queue(client: TestClient) -> None:
    say(client, "/merges/0", answer="different")
    assert "Every suggested merge is decided" in say(client, "/merges/1", answer="same", key="k2")


def test_the_same_form_sent_twice_is_written_once(client: TestClient, table: Table) -> None:
    say(client, "/merges/0", answer="different")
    say(client, "/merges/0", answer="different")
    assert len(table.log()) == 1


def test_a_mention_is_taken_out_of_its_row(client: TestClient, table: Table) -> None:
    say(client, "/merges/0/take-out", mention="a2")
    (made,) = table.log()
    assert (made.kind, made.mention_ids) == (Kind.SPLIT, ("a2",))


def test_the_queue_is_filtered_and_the_address_keeps_it(client: TestClient) -> None:
    page = client.get("/merges?category=funding&order=place")
    assert "1 of 1 to decide" in page.text
    assert page.url.query == b"order=place&category=funding"
    assert "None is left here" in client.get("/merges?document=nothing").text


def test_what_is_no_answer_and_no_merge_is_told(client: TestClient, table: Table) -> None:
    assert "is no answer" in say(client, "/merges/0", answer="perhaps")
    assert client.get("/merges/77").status_code == 404
    assert table.log() == []


def test_who_decides_later_is_told_what_was_decided_meanwhile(
    client: TestClient, table: Table
) -> None:
    table.decide(Kind.SAME, "a2 b", "", reviewer="Ben")
    page = say(client, "/merges/0", answer="different", note="mine")
    assert "Decided meanwhile" in page
    assert "Ben" in page
    assert "mine" in page
    assert len(table.log()) == 1
    say(client, "/merges/0", answer="different", note="mine", seen="1")
    assert [decision.reviewer for decision in table.log()] == ["Ben", "Ada"]


def test_a_form_from_elsewhere_is_refused(client: TestClient, table: Table) -> None:
    data = {"token": "other", "seen": "0", "key": "k", "answer": "same"}
    assert client.post("/merges/0", data=data).status_code == 403
    right = data | {"token": token_of(client, "/merges")}
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert client.post("/merges/0", data=right, headers=elsewhere).status_code == 403
    assert table.log() == []


def test_no_text_of_a_document_is_run(client: TestClient) -> None:
    page = client.get("/merges").text
    assert SCRIPT not in page
    assert "&lt;" in page
