"""The log in a browser: read, taken away, undone."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.log import Choice, Kind, Others, Verdict, propose, write_value
from pipeline.reviewing import decide
from tests.conftest import write
from tests.tables import TEXTS, Table, make_row
from tests.web import one_reviewer, send

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.testclient import TestClient

    from pipeline.decisions.log import Decision

FEES, LAMPS, PILOTS = TEXTS
SCRIPT = "<script>alert('x')</script>"


@pytest.fixture
def table(tmp_path: Path) -> Table:
    made = Table(tmp_path, [[make_row(FEES, "a")], [make_row(LAMPS, "b")], [make_row(PILOTS, "c")]])
    made.run()
    return made


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def undo(client: TestClient, first: int, last: int | None = None, **data: str) -> str:
    numbers = {"first": str(first), "last": str(last or first), "next": "/log", "key": "k"}
    return send(client, "/undo", numbers | data, page="/documents").text


def cost(client: TestClient) -> str:
    row = client.app.state.site.board.row("R-0001")  # type: ignore[attr-defined] # starlette's own
    return str(row.cost)


def write_all(table: Table, *choices: Choice, reviewer: str = "Ada") -> list[Decision]:
    return decide(table.workspace, choices, reviewer=reviewer)


def test_the_log_shows_each_decision_with_its_rows_the_newest_first(
    client: TestClient, table: Table
) -> None:
    table.decide(Kind.CATEGORY, "a", "funding")
    table.decide(Kind.SAME, "a b", "", reviewer="Ben")
    page = client.get("/log").text
    assert "2 decisions" in page
    assert "category “Funding of the IGF”" in page
    assert page.index("the same recommendation") < page.index("Funding of the IGF")
    assert 'href="/rows/R-0002"' in page


def test_the_log_is_filtered_by_who_what_row_and_day(client: TestClient, table: Table) -> None:
    table.decide(Kind.COST, "a", "Y")
    table.decide(Kind.REMARK, "b", "soon", reviewer="Ben")
    day = table.log()[0].decided_at.date().isoformat()
    for query in ("reviewer=Ben", "kind=remark", "row=r-0002", f"reviewer=Ben&since={day}"):
        page = client.get(f"/log?{query}").text
        assert "1 fit" in page, query
        assert "soon" in page
    assert "0 fit" in client.get("/log?since=2999-01-01").text
    assert "is no date" in client.get("/log?since=soon").text
    assert "0 fit" in client.get("/log?row=R-7777").text


def test_the_log_goes_on_over_pages_that_keep_what_was_asked(
    client: TestClient, table: Table
) -> None:
    remark = Choice(kind=Kind.REMARK, mention_ids=("a",), value="again")
    write_all(table, *[remark] * 120)
    page = client.get("/log?kind=remark").text
    assert "Page 1 of 3" in page
    assert 'href="/log?kind=remark&amp;page=2"' in page
    assert "Page 3 of 3" in client.get("/log?page=3").text
    assert client.get("/log?page=77").status_code == 200


def test_every_kind_of_decision_has_words(client: TestClient, table: Table) -> None:
    apart = write_value(Others(mention_ids=("b",)))
    values = {
        Kind.DIFFERENT: apart,
        Kind.SPLIT: apart,
        Kind.VOCABULARY: '{"action":"retire","scheme":"tag","key":"press","into":[],"name":""}',
        Kind.ASSESSED: '{"as_of":"2030-01-01","status":"ongoing"}',
        Kind.MILESTONE: '{"name":"draft","due":"2030-01-01"}',
        Kind.SIGNED_OFF: '{"milestone":"draft","on":"2030-01-01"}',
        Kind.INDICATOR: '{"name":"lamps"}',
        Kind.OBSERVED: '{"indicator":"lamps","on":"2030-01-01","value":"2"}',
        Kind.CLOSED: write_value(Verdict(proposal="none", taken=True)),
    }
    inner = Choice(kind=Kind.COST, mention_ids=("a",), value="Y")
    choices = [
        propose(inner) if kind is Kind.PROPOSED
        else Choice(kind=kind, mention_ids=("a", "c"), value=values.get(kind, "Y"))
        for kind in Kind
    ]  # fmt: skip
    write_all(table, *choices)
    page = client.get("/log").text
    assert f"{len(Kind)} decisions" in page
    for words in ("retired", "ongoing", "proposed: cost “Y”", "closed, taken", "right words"):
        assert words in page
    for number in range(1, len(Kind) + 1):
        assert client.get(f"/log/{number}").status_code == 200


def test_one_decision_shows_its_words_what_was_shown_and_what_came_later(
    client: TestClient, table: Table
) -> None:
    write_all(table, Choice(kind=Kind.COST, mention_ids=("a",), value="Y", note=SCRIPT, shown="S"))
    undo(client, 1, note="a slip")
    page = client.get("/log/1").text
    for words in (FEES, "What was shown", "a slip", "(undone)"):
        assert words in page
    assert SCRIPT not in page
    assert client.get("/log/77").status_code == 404


def test_the_log_is_taken_away_as_lines_of_json(client: TestClient, table: Table) -> None:
    table.decide(Kind.COST, "a", "Y")
    table.decide(Kind.COST, "b", "N")
    answer = client.get("/log.jsonl")
    assert "attachment" in answer.headers["content-disposition"]
    assert [json.loads(line)["value"] for line in answer.text.splitlines()] == ["Y", "N"]


def test_agreement_is_shown_and_where_it_cannot_be_computed_why(
    client: TestClient, table: Table
) -> None:
    for reviewer, value in (("Ada", "Y"), ("Ben", "N")):
        table.decide(Kind.COST, "a", value, reviewer=reviewer)
        table.decide(Kind.COST, "b", "Y", reviewer=reviewer)
    page = client.get("/log/agreement").text
    assert "0.000" in page
    assert "nobody judged what another person judged too" in page


def test_what_anybody_decided_is_undone_and_brought_back(client: TestClient, table: Table) -> None:
    table.decide(Kind.COST, "a", "Y", reviewer="Ben")
    page = undo(client, 1)
    assert "Decision 2 is in the log" in page
    assert "(undone)" in page
    made = table.log()[-1]
    assert (made.kind, made.reviewer, made.value) == (Kind.UNDO, "Ada", table.log()[0].key)
    assert cost(client) == ""
    undo(client, 2, key="k2")
    assert cost(client) == "Y"


def test_what_was_decided_at_once_is_undone_at_once(client: TestClient, table: Table) -> None:
    choices = [Choice(kind=Kind.COST, mention_ids=(name,), value="Y") for name in "abc"]
    write_all(table, *choices)
    assert "Decisions 4 to 6 are in the log" in undo(client, 1, 3)


def test_the_same_undo_sent_twice_is_written_once(client: TestClient, table: Table) -> None:
    table.decide(Kind.COST, "a", "Y")
    undo(client, 1)
    assert "holds no more" not in undo(client, 1)
    assert len(table.log()) == 2


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        ("1", "2", "undo them one by one"),
        ("9", "9", "is no decision"),
        ("x", "1", "is no number"),
        ("1" * 5_000, "1", "is no number"),
        ("2", "1", "is no decision"),
        ("", "", "is no number"),
    ],
)
def test_what_cannot_be_undone_is_told(
    client: TestClient, table: Table, first: str, last: str, said: str
) -> None:
    table.decide(Kind.COST, "a", "Y")
    table.decide(Kind.COST, "b", "Y", reviewer="Ben")
    data = {"first": first, "last": last, "key": "k"}
    assert said in send(client, "/undo", data, page="/documents").text
    assert len(table.log()) == 2


def test_what_holds_no_more_is_not_undone_again(client: TestClient, table: Table) -> None:
    table.decide(Kind.COST, "a", "Y")
    undo(client, 1)
    assert "holds no more already" in undo(client, 1, key="other")
    assert len(table.log()) == 2


@pytest.fixture
def together(table: Table) -> Iterator[TestClient]:
    write(table.workspace / "stocktake.toml", '[deciding]\nrule = "consensus"\n')
    with one_reviewer(table.workspace) as opened:
        yield opened


def close(client: TestClient, number: int, said: str = "taken") -> str:
    data = {"closed": said, "key": f"close {number}"}
    return send(client, f"/proposals/{number}/close", data, page="/proposals").text


def test_where_a_group_decides_what_was_decided_is_undone_together(table: Table) -> None:
    write(table.workspace / "stocktake.toml", '[deciding]\nrule = "agreements"\nagreements = 1\n')
    table.decide(Kind.COST, "a", "Y", reviewer="Ben")
    with one_reviewer(table.workspace) as client:
        assert "Propose to undo" in client.get("/log/1").text
        assert "Propose to undo" in client.get("/rows/R-0001").text
        undo(client, 1, note="too dear")
        made = table.log()[-1]
        assert (made.kind, made.mention_ids) == (Kind.PROPOSED, ("a",))
        assert cost(client) == "Y"
        page = client.get("/proposals").text
        assert "undo 1, Ben: cost “Y”" in page
        assert 'href="/rows/R-0001"' in page
        assert "Ada proposed to undo 1, Ben: cost “Y”" in client.get("/rows/R-0001").text
        close(client, 2)
        assert cost(client) == ""
        assert "<s>cost “Y”</s> <em>(undone)</em>" in client.get("/log").text
        assert "closed, taken" in client.get("/log/2").text
        undo(client, 3, key="again")
        assert cost(client) == "Y"
        assert "1 open" in client.get("/proposals").text


def test_a_group_that_undoes_what_shapes_rows_needs_a_run(table: Table) -> None:
    write(table.workspace / "stocktake.toml", '[deciding]\nrule = "agreements"\nagreements = 1\n')
    table.decide(Kind.SAME, "a b", "", reviewer="Ben")
    table.run()
    with one_reviewer(table.workspace) as client:
        undo(client, 1)
        close(client, 2)
        assert "They show after the next run" in client.get("/").text


def test_where_a_group_decides_a_proposal_is_taken_back_by_who_made_it_while_it_is_open(
    together: TestClient, table: Table
) -> None:
    inner = Choice(kind=Kind.COST, mention_ids=("a",), value="Y")
    (mine,) = write_all(table, propose(inner))
    (theirs,) = write_all(table, propose(inner), reviewer="Ben")
    vote = Choice(kind=Kind.AGREED, mention_ids=("a",), value=theirs.key)
    (voted,) = write_all(table, vote)
    assert "they alone take back" in undo(together, theirs.number)
    assert 'action="/undo"' not in together.get(f"/log/{theirs.number}").text
    assert "is in the log" in undo(together, voted.number, key="vote")
    assert "is in the log" in undo(together, mine.number, key="mine")
    assert "is in the log" in undo(together, table.log()[-1].number, key="again")
    verdict = write_value(Verdict(proposal=mine.key, taken=True))
    (closed,) = write_all(
        table, Choice(kind=Kind.CLOSED, mention_ids=("a",), value=verdict), reviewer="Ben"
    )
    assert "they alone take back" in undo(together, mine.number, key="late")
    assert "is in the log" in undo(together, closed.number, key="closing")


def test_help_has_the_keys_and_the_words(client: TestClient) -> None:
    page = client.get("/help").text
    assert "<kbd>u</kbd>" in page
    assert "consideration" in page
