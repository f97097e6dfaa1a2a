"""One recommendation of the site, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from lxml import html

from pipeline.decisions.log import Kind, Others, read_value
from pipeline.web.opening import open_site
from tests.tables import TEXTS, Table, make_row
from tests.web import browser, fields_of, one_reviewer, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

FEES, LAMPS, PILOTS = TEXTS
SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def table(tmp_path: Path) -> Table:
    made = Table(
        tmp_path,
        [
            [make_row(FEES, "a", page=4, number="12", headings=("Money",)),
             make_row("Publish the fees.", "a2", standalone="[The harbour board should] publish "
                      "the fees.")],
            [make_row(LAMPS, "b")],
            [make_row(PILOTS, "c")],
        ],
        alike=[("a2", "b")],
        labels={"a": ("funding", ("website",))},
    )  # fmt: skip
    made.run()
    return made


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def say(client: TestClient, path: str, **data: object) -> Response:
    sent = {"token": token_of(client, "/rows/R-0001"), "key": "k", **data}
    return client.post(path, data=sent)


def text_of(page: str) -> str:
    """What a page says, on one line."""
    return " ".join(html.fromstring(page).text_content().split())


def test_a_row_shows_where_it_stands_and_what_was_added(client: TestClient) -> None:
    page = client.get("/rows/R-0001").text
    said = text_of(page)
    assert f"R-0001: {FEES[:20]}" in said
    assert "2 places where it stands" in said
    assert "para. 12, page 4; under “Money”" in said
    assert "<mark>[The harbour board should]</mark> publish the fees." in page
    assert "Publish the fees." in said


def test_of_a_row_in_very_many_places_the_first_are_shown(tmp_path: Path) -> None:
    Table(tmp_path, [[make_row(FEES, f"m{n:03}") for n in range(101)]]).run()
    with one_reviewer(tmp_path) as client:
        page = client.get("/rows/R-0001").text
        assert "101 places where it stands" in page
        assert page.count("<blockquote") == 100
        assert client.get("/rows/R-0001?places=all").text.count("<blockquote") == 101


def test_a_row_shows_what_is_suggested_and_why(client: TestClient) -> None:
    said = text_of(client.get("/rows/R-0001").text)
    assert "Funding of the IGF: names funding" in said
    assert "Website: names website" in said


def test_what_people_decided_otherwise_stands_beside_what_is_suggested(
    client: TestClient, table: Table
) -> None:
    table.decide(Kind.CATEGORY, "a", "linkages")
    table.decide(Kind.TEXT, "a", "Fees are shown.")
    said = text_of(client.get("/rows/R-0001").text)
    assert "Funding of the IGF decided otherwise" in said
    assert "Linking the IGF to other related entities" in said
    assert f"{FEES} decided otherwise" in said


def test_a_row_links_to_those_beside_it_and_those_like_it(client: TestClient) -> None:
    page = html.fromstring(client.get("/rows/R-0002").text)
    assert page.xpath("//a[@rel='prev']/@href") == ["/rows/R-0001"]
    assert page.xpath("//a[@rel='next']/@href") == ["/rows/R-0003"]
    (related,) = page.xpath("//section[@aria-labelledby='related']")
    assert related.xpath(".//a/@href") == ["/rows/R-0001", "/merges/0"]
    assert not html.fromstring(client.get("/rows/R-0003").text).xpath("//a[@rel='next']")


def test_rows_that_are_referred_to_are_links(client: TestClient, table: Table) -> None:
    table.decide(Kind.REFERENCE, "a", "see R-0003, and R-0002 too")
    page = html.fromstring(client.get("/rows/R-0001").text)
    links = page.xpath("//section[@aria-labelledby='related']/p/a/@href")
    assert links == ["/rows/R-0003", "/rows/R-0002"]


def test_the_history_says_who_decided_what_and_what_was_undone(
    client: TestClient, table: Table
) -> None:
    table.decide(Kind.STATUS, "a", "ongoing", reviewer="Ben")
    table.decide(Kind.STATUS, "b", "completed", reviewer="Ben")
    key = table.log()[0].key
    table.decide(Kind.UNDO, "", key, reviewer="Chidi")
    page = html.fromstring(client.get("/rows/R-0001").text)
    undo, status = page.xpath("//ol[@class='history']/li")
    assert "Chidi: undid decision 1" in " ".join(undo.text_content().split())
    said = " ".join(status.text_content().split())
    assert "Ben: status “ongoing”" in said
    assert said.endswith("undone")
    assert not status.xpath(".//form")
    assert undo.xpath(".//form[@action='/undo']")


def test_each_decision_can_be_undone(client: TestClient, table: Table) -> None:
    table.decide(Kind.STATUS, "a", "ongoing")
    fields = fields_of(client.get("/rows/R-0001").text, "/undo")
    assert (fields["first"], fields["last"]) == (["1"], ["1"])
    assert fields["next"] == ["/rows/R-0001#history"]


def test_fields_are_changed_on_the_page_of_a_row(client: TestClient, table: Table) -> None:
    sent = fields_of(client.get("/rows/R-0001").text, "/rows/R-0001") | {"tags": [], "cost": "N"}
    answer = client.post("/rows/R-0001", data=sent)
    assert answer.url.path == "/rows/R-0001"
    assert {d.kind: d.value for d in table.log()} == {Kind.TAGS: "", Kind.COST: "N"}


def test_a_row_is_accepted_as_its_page_says(client: TestClient, table: Table) -> None:
    page = client.get("/rows/R-0001").text
    assert "Accept as suggested: part, category, tags " in page
    client.post("/rows/R-0001", data=fields_of(page, "/rows/R-0001") | {"do": "accept"})
    assert {d.kind: d.value for d in table.log()} == {
        Kind.PART: "improvement", Kind.CATEGORY: "funding", Kind.TAGS: "website",
    }  # fmt: skip
    assert "Accept as suggested" not in client.get("/rows/R-0001").text


def test_ticked_mentions_leave_the_row(client: TestClient, table: Table) -> None:
    answer = say(client, "/rows/R-0001/split", mention="a2", note="another matter")
    (made,) = table.log()
    assert (made.kind, made.mention_ids, made.note) == (Kind.SPLIT, ("a2",), "another matter")
    assert read_value(made, Others).mention_ids == ("a",)
    assert "The next run takes in: split" in answer.text


@pytest.mark.parametrize(
    ("path", "data", "told"),
    [
        ("split", {}, "no mention is ticked"),
        ("split", {"mention": ["a", "a2"]}, "not all"),
        ("split", {"mention": "b"}, "is no mention of R-0001 now"),
        ("same", {"other": "R-0001"}, "name each row once"),
        ("same", {"other": "R-0099"}, "is no row of the table now"),
        ("same", {"other": ""}, "is no row of the table now"),
        ("span", {"mention": "b", "words": "x"}, "is no mention of R-0001 now"),
        ("span", {"mention": "a", "words": "other words"}, "does not stand so"),
        ("span", {"mention": "a", "words": " "}, "does not stand so"),
    ],
)
def test_what_cannot_be_said_of_a_row_is_told(
    client: TestClient, table: Table, path: str, data: dict[str, object], told: str
) -> None:
    answer = say(client, f"/rows/R-0001/{path}", **data)
    assert answer.status_code == 400
    assert told in answer.text
    assert table.log() == []


def test_a_row_is_said_to_be_the_same_as_another(client: TestClient, table: Table) -> None:
    say(client, "/rows/R-0001/same", other=" r-0003 ")
    (made,) = table.log()
    assert (made.kind, set(made.mention_ids)) == (Kind.SAME, {"a", "a2", "c"})


def test_the_words_of_a_mention_are_corrected(client: TestClient, table: Table) -> None:
    say(client, "/rows/R-0001/span", mention="a", words="should publish\r\n its fees")
    (made,) = table.log()
    assert (made.kind, made.mention_ids, made.value) == (
        Kind.SPAN, ("a",), "should publish its fees",
    )  # fmt: skip


def test_a_row_that_is_not_there_is_told(client: TestClient) -> None:
    for path in ("/rows/R-0099", "/rows/nothing", f"/rows/{'x' * 5000}"):
        assert client.get(path).status_code == 404
    assert say(client, "/rows/R-0099", status="ongoing").status_code == 404


def test_who_splits_a_row_after_somebody_else_is_told(client: TestClient, table: Table) -> None:
    client.get("/rows/R-0001")
    table.decide(Kind.SAME, "a b", "", reviewer="Ben")
    answer = say(client, "/rows/R-0001/split", mention="a2", seen="0")
    assert answer.status_code == 409
    assert "Ben" in answer.text
    assert len(table.log()) == 1


def test_who_saves_after_somebody_else_sees_what_they_changed_and_nothing_else(
    client: TestClient, table: Table
) -> None:
    sent = fields_of(client.get("/rows/R-0001").text, "/rows/R-0001")
    table.decide(Kind.RESPONSIBLE, "a", "Pilots", reviewer="Ben")
    told = client.post("/rows/R-0001", data=sent | {"responsible": "Ada", "tags": []})
    assert told.status_code == 409
    said = [one.text for one in html.fromstring(told.text).xpath("//dl/*")]
    assert said == ["responsible", "Ada", "tags", "nothing"]
    assert 'href="/rows/R-0001">Leave it' in told.text
    again = fields_of(told.text, "/rows/R-0001")
    assert client.post("/rows/R-0001", data=again).status_code == 200
    assert table.log()[-1].value == "Ada"


def test_a_decision_on_a_mention_shows_its_words(client: TestClient, table: Table) -> None:
    say(client, "/rows/R-0001/split", mention="a2")
    assert table.log()[0].shown == "“Publish the fees.”"


def test_a_form_that_was_refused_says_how_to_go_back(client: TestClient) -> None:
    page = say(client, "/rows/R-0001/split").text
    assert "Your browser goes back to the form" in page
    assert "Your browser goes back" not in client.get("/rows/R-0099").text
    assert "Not Found" not in client.get("/rows/R-0099").text


def test_where_a_group_decides_together_open_proposals_are_shown(table: Table) -> None:
    (table.workspace / "stocktake.toml").write_text(
        '[deciding]\nrule = "agreements"\n', encoding="utf-8"
    )
    with one_reviewer(table.workspace) as client:
        say(client, "/rows/R-0001/split", mention="a2")
        (made,) = table.log()
        assert made.kind is Kind.PROPOSED
        said = text_of(client.get("/rows/R-0001").text)
        assert "1: Ada proposed split AgreeAda To be taken" in said
        assert "Ada: proposed: taken out of its row" in said
        assert "it still needs: 1 more agreement" in said
        assert "/proposals" in client.get("/rows/R-0001").text


def test_a_removed_row_says_so(client: TestClient, table: Table) -> None:
    table.decide(Kind.RELEVANT, "a", "no")
    assert "This row was removed from the table" in client.get("/rows/R-0001").text


def test_no_text_is_run_wherever_it_comes_from(tmp_path: Path) -> None:
    texts = f"Boats should {SCRIPT} [{SCRIPT}]."
    rows = [[make_row(texts, "a", standalone=texts + " ", headings=(SCRIPT,), actors=(SCRIPT,),
                      number=SCRIPT, reasons=(SCRIPT,))], [make_row(LAMPS, "b")]]  # fmt: skip
    table = Table(tmp_path, rows, alike=[("a", "b")], labels={"a": (SCRIPT, (SCRIPT,))})
    table.run()
    for kind in (Kind.REMARK, Kind.REFERENCE, Kind.REVIEW, Kind.RESPONSIBLE, Kind.TARGET_DATE):
        table.decide(kind, "a", SCRIPT, reviewer=SCRIPT)
    with one_reviewer(tmp_path, SCRIPT) as client:
        page = client.get("/rows/R-0001")
        assert page.status_code == 200
        assert "<script>alert" not in page.text
        assert "&lt;script&gt;" in page.text
        assert "<script>alert" not in client.get("/rows/R-0002").text
        assert "<script>alert" not in client.get(f"/rows/{SCRIPT}").text


def test_who_may_only_read_sees_no_form_and_changes_nothing(table: Table) -> None:
    (table.workspace / "stocktake.toml").write_text("[web]\npublic = true\n", encoding="utf-8")
    with open_site(table.workspace) as site, browser(site) as client:
        page = client.get("/rows/R-0001")
        assert page.status_code == 200
        assert 'method="post"' not in page.text
        for path in ("", "/split", "/same", "/span"):
            assert client.post(f"/rows/R-0001{path}", data={}).status_code in (401, 403)
    assert table.log() == []
