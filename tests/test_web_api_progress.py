"""Programs that read and record how far recommendations are carried out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.tables import Table, small_table
from tests.web import one_reviewer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return small_table(tmp_path)


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def test_a_program_records_all_kinds_with_the_state_that_it_read(
    client: TestClient, table: Table
) -> None:
    path = "/api/rows/R-0001"
    for what, sent in (
        ("assessments", {"status": "ongoing", "as_of": "2025-06-30", "quotation": "Half."}),
        ("milestones", {"name": "Draft", "due": "2025-01-31"}),
        ("sign-offs", {"milestone": "Draft", "on": "2025-01-30"}),
        ("indicators", {"name": "Fees", "target": "90"}),
        ("observations", {"indicator": "Fees", "value": "90.50", "on": "2025-02-01"}),
        ("next-steps", {"words": "Go on."}),
    ):
        state = client.get(f"{path}/progress").headers["etag"]
        assert client.post(f"{path}/{what}", json=sent).status_code == 428
        made = client.post(f"{path}/{what}", json=sent, headers={"if-match": state})
        assert made.status_code == 200, made.text
        stale = client.post(f"{path}/{what}", json=sent, headers={"if-match": state})
        assert stale.status_code == 412
    told = client.get(f"{path}/progress").json()
    assert (told["status"], told["found_on"], told["next_step"]) == (
        "ongoing", "2025-06-30", "Go on.",
    )  # fmt: skip
    assert told["assessments"][0]["evidence"]["quotation"] == "Half."
    assert told["milestones"][0]["state"] == "signed off"
    (indicator,) = told["indicators"]
    assert (indicator["latest"], indicator["state"]) == ("90.50", "target reached")
    assert len(table.log()) == 6


def test_a_program_is_told_which_fields_are_wrong(client: TestClient, table: Table) -> None:
    state = {"if-match": client.get("/api/rows/R-0001/progress").headers["etag"]}
    sent = {"status": "finished", "as_of": "yesterday"}
    answer = client.post("/api/rows/R-0001/assessments", json=sent, headers=state)
    assert answer.status_code == 400
    assert "status: 'finished': is no status" in answer.json()["error"]
    assert "as_of: 'yesterday': write it as year-month-day" in answer.json()["error"]
    assert client.get("/api/rows/R-9999/progress").status_code == 404
    assert table.log() == []
