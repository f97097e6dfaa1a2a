"""Deciding together, in browsers of a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.log import Kind, Verdict, read_value
from pipeline.store.roles import Role
from pipeline.web.voting import find_votes
from tests.tables import Table, small_table
from tests.web import browser, fields_of, group, join, one_reviewer, send

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

    from pipeline.web.site import Site

RULE = '[deciding]\nrule = "consensus"\ndays = 0\ngroups = 2\n'


@pytest.fixture
def table(tmp_path: Path) -> Table:
    (tmp_path / "stocktake.toml").write_text(RULE, encoding="utf-8")
    return small_table(tmp_path)


@pytest.fixture
def site(table: Table) -> Iterator[Site]:
    with group(table.workspace) as opened:
        yield opened


@pytest.fixture
def ada(site: Site) -> Iterator[TestClient]:
    with browser(site, join(site, "Ada", group="business")) as client:
        yield client


@pytest.fixture
def ben(site: Site) -> Iterator[TestClient]:
    with browser(site, join(site, "Ben", group="civil society")) as client:
        yield client


@pytest.fixture
def chi(site: Site) -> Iterator[TestClient]:
    with browser(site, join(site, "Chi", Role.FACILITATOR)) as client:
        yield client


def propose(client: TestClient, category: str, key: str = "k") -> None:
    """Propose a category of the first row."""
    sent = {"row": "R-0001", "do": "set", "what": "category", "value": category, "key": key}
    send(client, "/table/set", {**sent, "seen": "99"}, page="/table")


def vote(client: TestClient, number: int, said: str, note: str = "", **more: str) -> Response:
    data = {"vote": said, "note": note, "key": f"{said}{number}", "seen": "99", **more}
    return send(client, f"/proposals/{number}/vote", data, page="/proposals")


def close(client: TestClient, number: int, said: str, **more: str) -> Response:
    data = {"closed": said, "note": "meeting of May", "key": f"c{number}", "seen": "99", **more}
    return send(client, f"/proposals/{number}/close", data, page="/proposals")


def test_what_somebody_decides_is_proposed_and_shown_with_what_is_missing(
    ada: TestClient,
) -> None:
    propose(ada, "linkages")
    page = ada.get("/proposals").text
    assert "Linking the IGF" in page
    assert "Now: Funding of the IGF" in page
    assert "1 more stakeholder group" in page
    assert 'href="/rows/R-0001"' in page
    assert "<dd>Ada</dd>" in page
    assert 'value="taken"' not in page


def test_others_vote_by_name_and_a_facilitator_closes(
    ada: TestClient, ben: TestClient, chi: TestClient, table: Table
) -> None:
    propose(ada, "linkages")
    assert "Proposals without your vote" in ben.get("/").text
    assert "gives no reason" in vote(ben, 1, "objected", "  ").text
    page = vote(ben, 1, "objected", "too <b>dear</b>").text
    assert "too &lt;b&gt;dear&lt;/b&gt;" in page
    assert "objection of Ben" in page
    assert close(chi, 1, "taken").status_code == 400
    vote(ben, 1, "agreed")
    vote(chi, 1, "abstained")
    page = chi.get("/proposals?show=ready").text
    assert "business (Ada); civil society (Ben). No group is known of Chi" in page
    assert "nothing is missing" in page
    assert "Proposals that can be taken" in chi.get("/").text
    closed = close(chi, 1, "taken")
    assert "Nothing is proposed" in closed.text
    assert "closed, taken" in chi.get("/log?kind=closed").text
    assert "Linking the IGF" in chi.get("/rows/R-0001").text
    last = table.log()[-1]
    assert (last.kind, last.note) == (Kind.CLOSED, "meeting of May")
    assert read_value(last, Verdict).taken


def test_the_page_of_a_row_says_which_groups_have_spoken_and_what_is_missing(
    ada: TestClient, ben: TestClient, chi: TestClient
) -> None:
    propose(ada, "linkages")
    page = " ".join(ada.get("/rows/R-0001").text.split())
    assert "people of 2 different stakeholder groups have spoken" in page
    assert "<dt>Groups that spoke</dt><dd>business (Ada)</dd>" in page
    assert "it still needs: 1 more stakeholder group" in page
    vote(chi, 1, "agreed")
    vote(ben, 1, "abstained")
    page = ada.get("/rows/R-0001").text
    assert "business (Ada); civil society (Ben). No group is known of Chi" in page
    assert "nothing is missing" in page


def test_contradicting_proposals_stand_side_by_side(ada: TestClient, ben: TestClient) -> None:
    propose(ada, "linkages")
    propose(ben, "monitoring", key="k2")
    assert "2 that contradict each other" in ada.get("/proposals").text


def test_proposals_are_listed_by_what_they_wait_for(ada: TestClient, ben: TestClient) -> None:
    propose(ada, "linkages")
    assert "None of them" in ada.get("/proposals?show=mine").text
    assert "Linking the IGF" in ben.get("/proposals?show=mine").text
    assert "None of them" in ben.get("/proposals?show=ready").text
    assert "1 open" in ben.get("/proposals?page=7").text


def test_an_objection_that_came_while_somebody_closed_is_shown_first(
    ada: TestClient, ben: TestClient, chi: TestClient, table: Table
) -> None:
    propose(ada, "linkages")
    vote(ben, 1, "agreed")
    vote(ada, 1, "abstained")
    told = close(chi, 1, "not taken", seen="1")
    assert told.status_code == 409
    assert "Ben" in told.text
    assert "meeting of May" in told.text
    assert table.log()[-1].kind is Kind.ABSTAINED
    sent = {name: values[0] for name, values in fields_of(told.text, "/proposals/1/close").items()}
    assert sent["seen"] == "3"
    vote(ben, 1, "objected", "no money")
    assert chi.post("/proposals/1/close", data=sent).status_code == 409
    assert close(chi, 1, "not taken", seen="4").status_code == 200


def test_who_votes_on_what_was_closed_meanwhile_is_told_and_loses_no_word(
    ada: TestClient, ben: TestClient, chi: TestClient, table: Table
) -> None:
    propose(ada, "linkages")
    close(chi, 1, "not taken")
    told = vote(ben, 1, "objected", "no money at all")
    assert told.status_code == 409
    assert "no money at all" in told.text
    assert "It is closed" in told.text
    assert close(chi, 1, "not taken", key="again").status_code == 409
    assert len(table.log()) == 2


def test_a_reviewer_does_not_close_and_what_is_no_vote_is_told(
    ada: TestClient, chi: TestClient
) -> None:
    propose(ada, "linkages")
    assert close(ada, 1, "taken").status_code == 403
    assert vote(ada, 1, "maybe").status_code == 400
    assert vote(ada, 7, "agreed").status_code == 400
    assert close(chi, 1, "perhaps").status_code == 400
    assert "Close it" not in ada.get("/proposals").text


def test_a_closing_that_is_undone_opens_the_proposal_again(
    ada: TestClient, chi: TestClient, site: Site
) -> None:
    propose(ada, "linkages")
    close(chi, 1, "not taken")
    assert find_votes(site.known()).proposals == ()
    send(chi, "/undo", {"first": "2", "last": "2", "key": "u"})
    (one,) = find_votes(site.known()).proposals
    assert one.proposal.number == 1
    assert vote(ada, 1, "agreed").status_code == 200


def test_a_merge_is_proposed_with_both_rows(ada: TestClient) -> None:
    data = {"answer": "same", "key": "m", "seen": "99"}
    send(ada, "/merges/0", data, page="/merges")
    page = ada.get("/proposals").text
    assert "the same recommendation" in page
    assert "/rows/R-0001" in page
    assert "/rows/R-0002" in page


def test_one_reviewer_sees_that_nothing_is_proposed(tmp_path: Path) -> None:
    small_table(tmp_path)
    with one_reviewer(tmp_path) as client:
        assert "Nothing is proposed" in client.get("/proposals").text
