"""The API, and its description held against what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from pipeline.decisions.log import Kind
from pipeline.store.roles import Role
from pipeline.web.app import create_app
from pipeline.web.opening import open_site
from tests.tables import TEXTS, Table, make_row
from tests.web import browser, one_reviewer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

FEES, LAMPS, PILOTS = TEXTS


def make_table(workspace: Path) -> Table:
    made = Table(
        workspace,
        [[make_row(FEES, "a"), make_row("Fees ought to be shown.", "a2")],
         [make_row(LAMPS, "b")], [make_row(PILOTS, "c")]],
        alike=[("a", "b"), ("b", "c")],
        labels={"a": ("funding", ("website",))},
    )  # fmt: skip
    made.run()
    return made


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return make_table(tmp_path)


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def test_rows_are_given_in_parts_with_their_number(client: TestClient) -> None:
    answer = client.get("/api/rows", params={"count": 2}).json()
    assert (answer["total"], answer["start"], len(answer["rows"])) == (3, 0, 2)
    rest = client.get("/api/rows", params={"count": 2, "start": 2}).json()
    assert len(rest["rows"]) == 1
    found = client.get("/api/rows", params={"search": "lamps"}).json()
    assert [row["text"] for row in found["rows"]] == [LAMPS]
    tagged = client.get("/api/rows", params={"facet": "tag:website"}).json()
    assert [row["id"] for row in tagged["rows"]] == ["R-0001"]


def test_a_row_is_changed_with_the_state_that_it_was_read_in(
    client: TestClient, table: Table
) -> None:
    path = "/api/rows/R-0001"
    read = client.get(path)
    assert [place["mention_id"] for place in read.json()["places"]] == ["a", "a2"]
    change = {"fields": {"category": "linkages", "cost": "Y"}, "note": "agreed"}
    assert client.patch(path, json=change).status_code == 428
    stale = {"if-match": read.headers["etag"]}
    assert [d["kind"] for d in client.patch(path, json=change, headers=stale).json()] == [
        "category",
        "cost",
    ]
    assert client.patch(path, json=change, headers=stale).status_code == 412
    after = client.get(path).json()
    assert (after["row"]["category"], after["row"]["cost"]) == ("linkages", "Y")
    assert [one["note"] for one in after["history"]] == ["agreed", "agreed"]
    assert len(table.log()) == 2


def test_a_request_sent_twice_is_written_once(client: TestClient, table: Table) -> None:
    said = {"kind": "status", "ids": ["R-0001", "R-0002"], "value": "ongoing"}
    headers = {"idempotency-key": "mine"}
    assert len(client.post("/api/decisions", json=said, headers=headers).json()) == 2
    assert client.post("/api/decisions", json=said, headers=headers).json() == []
    assert len(table.log()) == 2


def test_a_merge_is_answered_and_the_answer_undone(client: TestClient, table: Table) -> None:
    pairs = client.get("/api/merges").json()
    assert pairs["total"] == 2
    number = pairs["merges"][0]["number"]
    (made,) = client.post(f"/api/merges/{number}", json={"answer": "different"}).json()
    assert client.get("/api/merges").json()["total"] == 1
    client.post(f"/api/log/{made['number']}/undo", json={"note": "too soon"})
    assert client.get("/api/merges").json()["total"] == 2
    assert [decision.kind for decision in table.log()] == [Kind.DIFFERENT, Kind.UNDO]


def test_a_group_votes_and_a_proposal_is_closed(client: TestClient, table: Table) -> None:
    rule = '[deciding]\nrule = "agreements"\nagreements = 1\n'
    (table.workspace / "stocktake.toml").write_text(rule, encoding="utf-8")
    said = {"kind": "cost", "ids": ["R-0002"], "value": "Y"}
    (made,) = client.post("/api/decisions", json=said).json()
    assert made["kind"] == "proposed"
    (open_,) = client.get("/api/proposals").json()
    assert open_["missing"] == []
    path = f"/api/proposals/{made['number']}"
    assert client.post(f"{path}/votes", json={"vote": "objected"}).status_code == 400
    client.post(f"{path}/votes", json={"vote": "agreed"})
    client.post(f"{path}/close", json={"taken": True})
    assert client.get("/api/proposals").json() == []
    assert client.get("/api/rows/R-0002").json()["row"]["cost"] == "Y"


def test_the_log_documents_and_vocabulary_are_given(client: TestClient, table: Table) -> None:
    table.decide(Kind.COST, "a", "Y")
    table.decide(Kind.COST, "b", "N")
    log = client.get("/api/log", params={"after": 1}).json()
    assert (log["last"], [one["number"] for one in log["decisions"]]) == (2, [2])
    documents = client.get("/api/documents").json()["documents"]
    assert [one["document_id"] for one in documents] == ["a", "a2", "b", "c"]
    whole = client.get("/api/documents/a").json()
    assert [one["text"] for one in whole["paragraphs"]] == [FEES]
    assert "funding" in [one["key"] for one in client.get("/api/vocabulary").json()["categories"]]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/rows/R-9999", 404),
        ("/api/documents/none", 404),
        ("/api/rows?facet=nothing:x", 422),
        ("/api/rows?sort=text;", 422),
        ("/api/rows?count=0", 422),
        ("/api/nothing", 404),
    ],
)
def test_what_cannot_be_is_told_in_json(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json().keys() == {"error"}


def test_pages_from_elsewhere_and_forms_cannot_use_it(client: TestClient, table: Table) -> None:
    said = {"kind": "cost", "ids": ["R-0002"], "value": "Y"}
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert client.post("/api/decisions", json=said, headers=elsewhere).status_code == 403
    assert client.post("/api/decisions", data={"kind": "cost"}).status_code == 422
    assert table.log() == []


def test_a_group_needs_a_token(table: Table) -> None:
    with open_site(table.workspace) as site, browser(site) as client:
        assert client.get("/api/rows").status_code == 401
        wrong = {"authorization": "Bearer nothing"}
        assert client.get("/api/rows", headers=wrong).status_code == 401
        assert client.post("/api/run").status_code == 401


def test_the_description_is_a_page_too(client: TestClient) -> None:
    page = client.get("/api").text
    assert "GET /api/rows" in page
    assert "If-Match" in page


@dataclass(frozen=True)
class Described:
    """A site's own description, and the headers with which it lets in."""

    schema: schemathesis.BaseSchema
    headers: dict[str, str]


@pytest.fixture
def described(table: Table) -> Iterator[Described]:
    """A group's site and a token of its secretariat; its runs begin nothing."""
    now = datetime.now(UTC)
    with open_site(table.workspace) as site:
        assert site.doors
        accounts, sessions, tokens = site.doors.accounts, site.doors.sessions, site.doors.tokens
        link = accounts.invite("Ada", Role.SECRETARIAT, now=now)
        words = "correct horse battery"
        session = accounts.accept(link, sign_in="ada", name="Ada", password=words, now=now)
        signed = sessions.who(session, now)
        assert signed
        token = tokens.create(signed.account, "tests", now)
        site.runs.begin = lambda: None  # type: ignore[method-assign] # no run for each request
        headers = {"host": "localhost", "Authorization": f"Bearer {token}"}
        app = create_app(site)
        schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=headers)
        yield Described(schema, headers)


def test_every_answer_is_as_the_description_says(described: Described) -> None:
    operations = [found.ok() for found in described.schema.get_all_operations()]
    assert len(operations) >= 16
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(
            max_examples=10, deadline=None, derandomize=True, suppress_health_check=HealthCheck
        )
        def check(case: schemathesis.Case) -> None:
            # What a value may be depends on the vocabulary and the rows, which no schema says.
            case.call_and_validate(
                headers=described.headers, excluded_checks=[positive_data_acceptance]
            )

        check()
