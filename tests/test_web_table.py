"""The table of the site, in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline.board import BOARD, FACETS, SORTABLE, Board, View
from pipeline.decisions.log import Kind
from pipeline.web.asked import FILTERS, NOTHING, PARTS, SIZES, Asked, read_asked
from pipeline.web.opening import open_site
from tests.tables import TEXTS, Table, make_row, said, set_cell, small_table
from tests.web import browser, fields_of, one_reviewer, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from openpyxl.workbook import Workbook
    from starlette.testclient import TestClient

FEES, LAMPS, PILOTS = TEXTS
HOSTILE = "\"><script>alert('x')</script> {{ 7 * 7 }} ' OR 1=1 --"


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return small_table(tmp_path)


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which nobody decides anything."""
    return small_table(tmp_path_factory.mktemp("shared")).workspace


@pytest.fixture(scope="module")
def reader(shared: Path) -> Iterator[TestClient]:
    with one_reviewer(shared) as opened:
        yield opened


def ids(page: str) -> list[str]:
    """Ids of the rows that a page shows, in its order."""
    return [row.get("id") for row in html.fromstring(page).xpath("//tr[@data-row]")]


def set_rows(client: TestClient, *rows: str, **data: str) -> Response:
    sent: dict[str, object] = {"token": token_of(client, "/table"), "key": "k", **data}
    return client.post("/table/set", data={**sent, "row": list(rows)})


def edit(client: TestClient, row: str, path: str = "/table", **changed: object) -> Response:
    """Open a row in the table, change fields of it and save."""
    page = client.get(f"{path}?edit={row}").text
    sent = fields_of(page, f"/rows/{row}") | changed
    return client.post(f"/rows/{row}", data=sent)


def test_the_table_says_how_many_rows_there_are_of_which_part(reader: TestClient) -> None:
    page = reader.get("/table").text
    assert "3 of 3 rows" in page
    assert ids(page) == ["R-0001", "R-0002", "R-0003"]
    assert "Funding of the IGF" in page
    links = html.fromstring(page).xpath("//ul[@class='tabs']//a")
    tabs = [" ".join(link.text_content().split()) for link in links]
    assert tabs == ["All 3", "Improvements 3", "Considerations 0", "Removed 0"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=lamps", ["R-0002"]),
        ("q=pier+lamps", ["R-0002"]),
        ("q=R-0003", ["R-0003"]),
        ("q=lamps+pilots", []),
        ("q=%22*+-+%25", ["R-0001", "R-0002", "R-0003"]),
        ("category=funding", ["R-0001"]),
        ("category=(none)", ["R-0002", "R-0003"]),
        ("tag=website&tag=outputs", ["R-0001"]),
        ("responsible=Harbour+board", ["R-0001"]),
        ("target+date=every+year", ["R-0001"]),
        ("merges=yes", ["R-0001", "R-0002"]),
        ("document=d.txt&q=pilots", ["R-0003"]),
        ("part=improvement", ["R-0001", "R-0002", "R-0003"]),
        ("part=consideration", []),
        ("part=removed", []),
        ("sort=-place", ["R-0003", "R-0002", "R-0001"]),
        ("sort=text", ["R-0002", "R-0003", "R-0001"]),
        ("sort=-sources&count=25", ["R-0002", "R-0003", "R-0001"]),
        ("page=99", ["R-0001", "R-0002", "R-0003"]),
    ],
)
def test_the_address_says_which_rows_are_shown(
    reader: TestClient, asked: str, found: list[str]
) -> None:
    page = reader.get(f"/table?{asked}").text
    assert ids(page) == found
    assert f"{len(found)} of 3 rows" in page


def test_rows_are_found_by_each_value_of_every_facet(reader: TestClient, shared: Path) -> None:
    board = Board(shared / BOARD)
    for name in FILTERS:
        for value in board.first_values(name, 100):
            page = reader.get("/table", params={name: value or NOTHING}).text
            assert f"{len(ids(page))} of 3 rows" in page, (name, value)
            assert ids(page)


def test_every_column_sorts_both_ways(reader: TestClient) -> None:
    for column in SORTABLE:
        one, other = (ids(reader.get(f"/table?sort={way}{column}").text) for way in ("", "-"))
        assert one == other[::-1]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("colour=red", "colour"),
        ("sort=nothing", "nothing"),
        ("sort=--text", "-text"),
        ("page=0", "take 1 or more"),
        ("page=-1", "take 1 or more"),
        ("page=²", "take 1 or more"),
        ("count=51", "take 25, 50, 100"),
        ("part=middle", "improvement, consideration, removed"),
        ("tick=some", "take all"),
        (f"q={'x' * 501}", "500 characters"),
        ("&".join(f"tag={number}" for number in range(101)), "too many"),
    ],
)
def test_what_cannot_be_asked_for_is_told_with_what_to_do(
    reader: TestClient, asked: str, told: str
) -> None:
    answer = reader.get(f"/table?{asked}")
    assert answer.status_code == 400
    assert told in answer.text


def test_empty_fields_of_a_form_leave_the_address_short(reader: TestClient) -> None:
    answer = reader.get("/table?q=&category=funding&status=&sort=place&count=50&part=")
    assert str(answer.url).endswith("/table?category=funding")


def test_many_rows_come_in_pages_that_are_linked(tmp_path: Path) -> None:
    rows = [[make_row(f"The quay should get ring {n}.", f"m{n:03}")] for n in range(60)]
    Table(tmp_path, rows).run()
    with one_reviewer(tmp_path) as client:
        first = client.get("/table?count=25").text
        assert "60 of 60 rows, page 1 of 3" in first
        last = client.get("/table?count=25&page=3").text
        assert len(ids(last)) == 10
        assert not set(ids(first)) & set(ids(last))
        assert 'rel="next"' in first
        assert 'rel="next"' not in last
        all_ticked = client.get("/table?count=25&tick=all").text
        assert len(html.fromstring(all_ticked).xpath("//input[@name='row'][@checked]")) == 25


def test_a_facet_of_very_many_values_is_written(tmp_path: Path) -> None:
    rows = [
        [make_row(f"The quay should get ring {n}.", f"m{n:03}", actors=(f"Crew {n}",))]
        for n in range(61)
    ]
    Table(tmp_path, rows).run()
    with one_reviewer(tmp_path) as client:
        assert '<datalist id="values-responsible">' in client.get("/table").text
        asked = "/table?responsible=Crew+60&responsible=Crew+7"
        page = client.get(asked).text
        assert ids(page) == ["R-0008", "R-0061"]
        (form,) = (form for form in html.fromstring(page).forms if form.action == "/table")
        sent = [value for name, value in form.form_values() if name == "responsible"]
        assert sent == ["Crew 60", "Crew 7"]


def test_only_what_was_changed_in_a_row_is_decided(client: TestClient, table: Table) -> None:
    answer = edit(client, "R-0001", responsible="Ferry board; Pilots", note="as agreed")
    assert "Decision 1 is in the log" in answer.text
    (made,) = table.log()
    assert (made.kind, made.value, made.note) == (
        Kind.RESPONSIBLE, "Ferry board; Pilots", "as agreed",
    )  # fmt: skip
    assert "R-0001" not in str(answer.url.query)
    page = html.fromstring(client.get("/table").text)
    (cell,) = page.xpath("//tr[@id='R-0001']/td[@data-label='Responsible']")
    assert "suggested" not in (cell.get("class") or "")


def test_every_field_of_a_row_can_be_changed_in_place(client: TestClient, table: Table) -> None:
    wanted = {
        "text": "Fees are to be\r\nshown.", "part": "consideration", "category": "linkages",
        "tags": ["website", "youth"], "relevant": "no", "consensual": "yes",
        "responsible": "Ada", "cost": "Y", "target date": "2031", "status": "ongoing",
        "remark": "none", "cross-reference": "see the plan", "review": "discuss",
    }  # fmt: skip
    edit(client, "R-0001", **wanted)
    made = {decision.kind.value: decision.value for decision in table.log()}
    assert made == wanted | {"tags": "website|youth", "text": "Fees are to be\nshown."}
    assert "1 of 3 rows" in client.get("/table?part=removed").text


def test_a_form_in_which_nothing_was_changed_decides_nothing(
    client: TestClient, table: Table
) -> None:
    assert edit(client, "R-0001").status_code == 200
    assert table.log() == []


ACCEPTED = {
    ("part", "a", "improvement"),
    ("category", "a", "funding"),
    ("tags", "a", "outputs|website"),
    ("responsible", "a", "Harbour board"),
    ("target date", "a", "every year"),
}


def test_what_is_suggested_is_accepted_with_a_row_and_what_was_changed_is_as_changed(
    client: TestClient, table: Table
) -> None:
    table.decide(Kind.RESPONSIBLE, "a", "Ada")
    assert "accept the rest: part, category, tags, target date<" in (
        client.get("/table?edit=R-0001").text
    )
    edit(client, "R-0001", category="linkages", do="accept")
    assert said(table.log()) == {
        *(one for one in ACCEPTED if one[0] not in ("category", "responsible")),
        ("category", "a", "linkages"),
        ("responsible", "a", "Ada"),
    }
    assert "accept the rest" not in client.get("/table?edit=R-0001").text


def test_a_page_and_a_workbook_accept_the_same(tmp_path: Path) -> None:
    logs = []
    for name in ("page", "workbook"):
        workspace = tmp_path / name
        workspace.mkdir()
        table = small_table(workspace)
        table.decide(Kind.REVIEW, "a", "needs discussion")
        table.decide(Kind.CATEGORY, "b b2", "linkages")
        table.decide(Kind.RELEVANT, "c", "no")
        table.run()
        if name == "page":
            with one_reviewer(workspace) as opened:
                set_rows(opened, "R-0001", "R-0002", "R-0003", do="accept")
        else:
            table.take(table.edited("accepted.xlsx", _accept_all))
        logs.append(said(table.log()))
    assert logs[0] == logs[1]
    assert {("review", "a", ""), ("relevant", "c", "yes"), *ACCEPTED} < logs[0]


def _accept_all(book: Workbook) -> None:
    for row, sheet in (("R-0001", "Table"), ("R-0002", "Table"), ("R-0003", "Removed")):
        set_cell(book, row, "Review", "accepted", sheet)


def test_what_a_field_cannot_say_is_told_and_nothing_is_written(
    client: TestClient, table: Table
) -> None:
    answer = edit(client, "R-0001", category="no such", cost="Y")
    assert answer.status_code == 400
    assert "is no category of the vocabulary" in answer.text
    assert table.log() == []


def test_a_field_is_set_for_all_ticked_rows(client: TestClient, table: Table) -> None:
    answer = set_rows(client, "R-0001", "R-0003", do="set", what="status", value="ongoing")
    assert "Decisions 1 to 2 are in the log" in answer.text
    assert [(d.kind, d.mention_ids) for d in table.log()] == [
        (Kind.STATUS, ("a",)), (Kind.STATUS, ("c",)),
    ]  # fmt: skip
    assert ids(client.get("/table?status=ongoing").text) == ["R-0001", "R-0003"]


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        ({"do": "accept"}, {*ACCEPTED, ("part", "c", "improvement")}),
        ({"do": "consideration"}, {("part", "a", "consideration"), ("part", "c", "consideration")}),
        ({"do": "remove"}, {("relevant", "a", "no"), ("relevant", "c", "no")}),
        (
            {"do": "set", "what": "one more tag", "value": "Youth"},
            {("tags", "a", "outputs|website|youth"), ("tags", "c", "youth")},
        ),
        (
            {"do": "set", "what": "category", "value": "Funding of the IGF"},
            {("category", "a", "funding"), ("category", "c", "funding")},
        ),
    ],
)
def test_a_button_says_the_same_of_all_ticked_rows(
    client: TestClient, table: Table, data: dict[str, str], wanted: set[tuple[str, str, str]]
) -> None:
    set_rows(client, "R-0001", "R-0003", **data)
    assert said(table.log()) == wanted


def test_removed_rows_are_brought_back(client: TestClient, table: Table) -> None:
    set_rows(client, "R-0001", "R-0002", do="remove")
    assert ids(client.get("/table?part=removed").text) == ["R-0001", "R-0002"]
    set_rows(client, "R-0002", "R-0003", do="bring back", key="k2")
    assert ids(client.get("/table").text) == ["R-0002", "R-0003"]
    assert len(table.log()) == 3


@pytest.mark.parametrize(
    ("rows", "data", "told"),
    [
        ([], {"do": "accept"}, "no row is ticked"),
        (["R-0001"], {"do": "dance"}, "cannot be set of many rows"),
        (["R-0001"], {"do": "set", "what": "text", "value": "x"}, "cannot be set of many rows"),
        (["R-0001"], {"do": "set", "what": "status", "value": "x"}, "is no status"),
        (["R-0001"], {"do": "set", "what": "one more tag", "value": ""}, "no tag is written"),
        (["R-0001"], {"do": "set", "what": "one more tag", "value": "x"}, "is no tag"),
        (["R-0001"], {"do": "improvement"}, "say all of this already"),
        (["R-0001", "R-0099"], {"do": "accept"}, "is no row of the table now"),
    ],
)
def test_what_cannot_be_set_is_told_and_nothing_is_written(
    client: TestClient, table: Table, rows: list[str], data: dict[str, str], told: str
) -> None:
    answer = set_rows(client, *rows, **data)
    assert answer.status_code == 400
    assert told in answer.text
    assert table.log() == []


def test_a_tag_that_is_decided_already_is_not_decided_again(
    client: TestClient, table: Table
) -> None:
    for key in ("k1", "k2"):
        set_rows(client, "R-0003", do="set", what="one more tag", value="youth", key=key)
    assert len(table.log()) == 1


def test_as_many_rows_as_a_page_has_are_set_at_once(tmp_path: Path) -> None:
    rows = [[make_row(f"The quay should get ring {n}.", f"m{n:03}")] for n in range(max(SIZES))]
    table = Table(tmp_path, rows)
    table.run()
    with one_reviewer(tmp_path) as client:
        ticked = ids(client.get(f"/table?count={max(SIZES)}").text)
        set_rows(client, *ticked, do="set", what="remark", value="seen")
    assert len(table.log()) == max(SIZES)


def test_of_two_who_change_the_same_field_the_later_is_told_and_loses_nothing(
    table: Table,
) -> None:
    with one_reviewer(table.workspace) as ada, one_reviewer(table.workspace, "Ben") as ben:
        page = ada.get("/table?edit=R-0001").text
        mine = fields_of(page, "/rows/R-0001") | {"status": "ongoing", "remark": "half done"}
        edit(ben, "R-0001", status="completed")
        told = ada.post("/rows/R-0001", data=mine)
        assert told.status_code == 409
        assert "Ben" in told.text
        assert "half done" in told.text
        assert len(table.log()) == 1
        again = fields_of(told.text, "/rows/R-0001")
        assert ada.post("/rows/R-0001", data=again).status_code == 200
    assert [(d.reviewer, d.kind) for d in table.log()] == [
        ("Ben", Kind.STATUS), ("Ada", Kind.STATUS), ("Ada", Kind.REMARK),
    ]  # fmt: skip


def test_of_two_who_change_other_fields_of_a_row_nobody_is_stopped(table: Table) -> None:
    with one_reviewer(table.workspace) as ada, one_reviewer(table.workspace, "Ben") as ben:
        mine = fields_of(ada.get("/table?edit=R-0001").text, "/rows/R-0001") | {"cost": "Y"}
        edit(ben, "R-0001", status="completed")
        assert ada.post("/rows/R-0001", data=mine).status_code == 200
    assert [d.kind for d in table.log()] == [Kind.STATUS, Kind.COST]


def test_who_sets_many_rows_is_told_what_others_decided_of_some(
    client: TestClient, table: Table
) -> None:
    client.get("/table")
    table.decide(Kind.STATUS, "c", "completed", reviewer="Ben")
    answer = set_rows(
        client, "R-0001", "R-0003", do="set", what="status", value="ongoing", seen="0"
    )
    assert answer.status_code == 409
    assert len(table.log()) == 1


@pytest.mark.parametrize(
    "place",
    ["https://elsewhere.example/x", "//elsewhere.example", "/\\elsewhere.example", "javascript:x"],
)
def test_a_form_leads_nowhere_but_to_this_site(client: TestClient, place: str) -> None:
    data = {"token": token_of(client, "/table"), "key": "k", "next": place, "row": "R-0001"}
    answer = client.post("/table/set", data={**data, "do": "accept"}, follow_redirects=False)
    assert answer.status_code == 303
    target = answer.headers["location"]
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))


def test_without_the_token_of_the_page_nothing_is_written(client: TestClient, table: Table) -> None:
    data = {"token": "other", "row": "R-0001", "do": "accept"}
    assert client.post("/table/set", data=data).status_code == 403
    assert table.log() == []


def test_no_text_of_a_document_or_an_address_is_run(tmp_path: Path) -> None:
    rows = [[make_row(f"The quay should {HOSTILE}.", "a", actors=(HOSTILE,), target_date=HOSTILE)]]
    Table(tmp_path, rows, labels={"a": (HOSTILE, (HOSTILE,))}).run()
    with one_reviewer(tmp_path) as client:
        for path in (
            "/table",
            "/table?edit=R-0001",
            f"/table?q={quote(HOSTILE)}&tag={quote(HOSTILE)}&document={quote(HOSTILE)}",
            f"/table?edit={quote(HOSTILE)}",
            f"/table?sort={quote(HOSTILE)}",
            f"/table?{quote(HOSTILE)}=1",
        ):
            page = client.get(path).text
            assert "<script>alert" not in page
            assert "{{ 7" in page or "7 * 7" not in page
        edit(client, "R-0001", remark=HOSTILE)
        page = client.get("/table").text
        assert HOSTILE in html.fromstring(page).text_content()
        assert "<script>alert" not in page


def test_readers_see_no_form_that_decides(table: Table) -> None:
    (table.workspace / "stocktake.toml").write_text("[web]\npublic = true\n", encoding="utf-8")
    with open_site(table.workspace) as site, browser(site) as client:
        page = client.get("/table?edit=R-0001")
        assert page.status_code == 200
        assert 'method="post"' not in page.text
        assert client.post("/table/set", data={}).status_code in (401, 403)


texts = st.text(max_size=20)


@given(pairs=st.lists(st.tuples(st.sampled_from(FILTERS), texts), max_size=4), q=texts,
       part=st.sampled_from(PARTS), page=st.integers(1, 9_999), count=st.sampled_from(SIZES),
       sort=st.sampled_from(SORTABLE), way=st.sampled_from(["", "-"]))  # fmt: skip
def test_what_an_address_asks_for_is_what_its_own_link_asks_for(
    pairs: list[tuple[str, str]], q: str, part: str, page: int, count: int, sort: str, way: str
) -> None:
    asked = Asked(
        part=part, q=q.strip(), page=page, count=count, sort=way + sort,
        filters=tuple(dict.fromkeys((name, value) for name, value in pairs if value)),
    )  # fmt: skip
    assert read_asked(parse_qsl(urlsplit(asked.link()).query)) == asked


@pytest.fixture(scope="module")
def board(shared: Path) -> Board:
    return Board(shared / BOARD)


@given(search=st.text(max_size=30), facet=st.sampled_from(FACETS), value=texts)
def test_any_words_can_be_searched_for(board: Board, search: str, facet: str, value: str) -> None:
    view = View(search=search, facets=((facet, value),))
    assert len(board.find(view)) == board.count(view)
