"""The front page: how far the review is, what waits for whom, what is new."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from pipeline.decisions.log import Kind
from pipeline.store.roles import Role
from tests.tables import Table, small_table
from tests.web import browser, group, join, one_reviewer

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.testclient import TestClient


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return small_table(tmp_path)


def pieces(client: TestClient) -> list[tuple[str, str, str]]:
    """Style, start and width of each piece of the picture."""
    rects = html.fromstring(client.get("/").text).xpath("//svg[@class='far']/rect")
    return [(one.get("class"), one.get("x"), one.get("width")) for one in rects]


def test_the_picture_says_how_far_the_review_is(table: Table) -> None:
    with one_reviewer(table.workspace) as client:
        page = client.get("/").text
        assert "Improvements: 0 decided otherwise, 0 accepted as suggested, 3 only" in page
        table.decide(Kind.CATEGORY, "a", "funding")
        table.decide(Kind.CATEGORY, "b b2", "linkages")
        table.decide(Kind.DIFFERENT, "a", '{"mention_ids":["b"]}')
        page = client.get("/").text
        assert "Improvements: 1 decided otherwise, 1 accepted as suggested, 1 only" in page
        assert "Suggested merges: 1 decided, 0 to decide" in page
        assert pieces(client)[:3] == [
            ("left", "0", "100%"),
            ("changed", "0.0%", "33.333%"),
            ("accepted", "33.333%", "33.333%"),
        ]
    table.run()
    with one_reviewer(table.workspace) as client:
        assert "Improvements: 1 decided otherwise, 1 accepted as suggested, 1 only" in (
            client.get("/").text
        )


def test_rows_that_were_removed_do_not_count(table: Table) -> None:
    table.decide(Kind.RELEVANT, "c", "no")
    with one_reviewer(table.workspace) as client:
        assert "0 accepted as suggested, 2 only suggested" in client.get("/").text


def test_every_task_leads_to_a_page_that_has_it(table: Table) -> None:
    table.decide(Kind.REVIEW, "c", "read it again")
    with one_reviewer(table.workspace) as client:
        page = html.fromstring(client.get("/").text)
        tasks = {
            " ".join(a.text_content().split()): a.get("href")
            for a in page.xpath("//ul[@class='tasks']//a")
        }
        assert tasks.keys() == {
            "Suggested merges to decide: 1",
            "Rows whose category is only suggested: 3",
            "Rows with something in Review: 1",
        }
        for link in tasks.values():
            assert client.get(link).status_code == 200
        assert "R-0003" in client.get(tasks["Rows with something in Review: 1"]).text


def test_what_waits_depends_on_the_role(table: Table) -> None:
    with group(table.workspace) as site:
        with browser(site, join(site, "Rea", Role.READER)) as client:
            assert "What waits for you" not in client.get("/").text
        with browser(site, join(site, "Ada")) as client:
            assert "Suggested merges to decide" in client.get("/").text


def test_what_others_decided_since_is_shown_once(table: Table) -> None:
    with group(table.workspace) as site, browser(site, join(site, "Ada")) as client:
        table.decide(Kind.REMARK, "a", "<i>mine</i>", reviewer="Ada")
        table.decide(Kind.REMARK, "b b2", "<i>theirs</i>", reviewer="Ben")
        page = client.get("/").text
        assert "1 decision of others since you were last here" in page
        assert "&lt;i&gt;theirs" in page
        assert "mine" not in page
        assert "since you were last here" not in client.get("/").text


def test_before_the_first_run_the_page_says_what_to_do(tmp_path: Path) -> None:
    with one_reviewer(tmp_path) as client:
        page = client.get("/")
        assert page.status_code == 200
        assert "Add documents to begin" in page.text
        told = client.get("/merges")
        assert told.status_code == 400
        assert "stocktake run" in told.text
        assert str(tmp_path) not in told.text
