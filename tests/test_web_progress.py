"""How far recommendations are carried out, in a browser and by the API."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html

from pipeline.board import BOARD, Board
from pipeline.decisions.log import Kind, read_value, write_value
from pipeline.decisions.progress import (
    Assessment,
    Confidence,
    Evidence,
    Milestone,
    progress,
)
from pipeline.decisions.state import fold
from pipeline.records import Part
from pipeline.reporting.computing import NOBODY, compute, find_due
from pipeline.reporting.rows import read_rows
from pipeline.store import locate_store, open_store
from pipeline.web.opening import open_site
from pipeline.web.static_site import write_site
from tests.assessed import assess_corpus
from tests.tables import TEXTS, Table, make_row, small_table
from tests.web import one_reviewer, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from lxml.html import HtmlElement
    from starlette.testclient import TestClient

FEES, LAMPS, PILOTS = TEXTS
SCRIPT = "<script>alert('x')</script>"
ROW = "/rows/R-0001"


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return small_table(tmp_path)


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def record(client: TestClient, what: str, row: str = ROW, **fields: str) -> Response:
    sent = {"token": token_of(client, row), "key": f"{what}{fields}", **fields}
    return client.post(f"{row}/progress/{what}", data=sent)


def section_of(page: str, name: str = "progress") -> HtmlElement:
    (section,) = html.fromstring(page).xpath("//section[@aria-labelledby=$name]", name=name)
    return section


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def assess_all(client: TestClient) -> None:
    """Something of each kind, of one row."""
    record(
        client, "assessment", as_of="2025-06-30", status="ongoing", found="Half is there.",
        confidence="medium", claimed="completed", statement="All is done.", page="14",
        quotation="The list has half of them.", document="A/80/1", link="https://example.org/a",
    )  # fmt: skip
    record(client, "milestone", name="Draft", due="2025-01-31", owner="Harbour board")
    record(client, "milestone", name="Draft", due="2025-02-28")
    record(client, "milestone", name="Print", due="2025-03-31")
    record(client, "sign-off", milestone="Draft", on="2025-03-01")
    record(client, "indicator", name="Fees", unit="%", baseline="10", target="90")
    record(client, "observation", indicator="Fees", value="30", on="2025-01-01")
    record(client, "observation", indicator="Fees", value="50.5", on="2025-02-01")
    record(client, "next-step", words="Ask for the other half.")


def test_a_row_of_which_nothing_is_recorded_says_so(client: TestClient) -> None:
    said = text_of(section_of(client.get(ROW).text))
    assert "not assessed; nobody has said what they found" in said
    assert "claims nothing is recorded" in said
    assert "Next step none is proposed" in said


def test_what_was_found_stands_apart_from_what_is_claimed(client: TestClient) -> None:
    assess_all(client)
    section = section_of(client.get(ROW).text)
    now, claimed = map(text_of, section.xpath("./dl/dd")[:2])
    assert now == "ongoing, as of 2025-06-30; found by Ada, confidence mediumHalf is there."
    assert claimed == "completed, as of 2025-06-30: All is done."
    (cells,) = section.xpath(".//table[caption='Every assessment, the last day first']/tbody/tr")
    assert [text_of(cell) for cell in cells] == [
        "2025-06-30",
        "ongoing confidence mediumHalf is there.",
        "completedAll is done.",
        "The list has half of them. A/80/1, page 14 https://example.org/a",
        "1 Ada",
    ]
    assert client.get("/table?status=ongoing").text.count(FEES)


def test_milestones_say_when_they_were_due_first_and_whether_they_are_late(
    client: TestClient,
) -> None:
    assess_all(client)
    section = section_of(client.get(ROW).text)
    rows = section.xpath(".//table[caption='Milestones']/tbody/tr")
    assert [[text_of(cell) for cell in row] for row in rows] == [
        ["Draft", "2025-02-28", "2025-01-31", "Harbour board", "2025-03-01 by Ada",
         "signed off late"],
        ["Print", "2025-03-31", "", "", "", "overdue"],
    ]  # fmt: skip
    (choice,) = section.xpath(".//select[@name='milestone']")
    assert choice.value_options == ["Print"]


def test_an_indicator_is_drawn_and_said(client: TestClient) -> None:
    assess_all(client)
    section = section_of(client.get(ROW).text)
    (row,) = section.xpath(".//table[caption='Indicators']/tbody/tr")
    assert [text_of(cell) for cell in row][:5] == [
        "Fees (%)", "10", "90", "50.5 on 2025-02-01target not reached", "50.6%",
    ]  # fmt: skip
    (words,) = row.xpath(".//svg/desc/text()")
    assert words == "Fees (%): 2025-01-01: 30; 2025-02-01: 50.5. Baseline 10. Target 90."
    (points,) = row.xpath(".//polyline/@points")
    assert points.split() == ["6.0,45.0", "234.0,31.7"]


def test_the_target_date_says_what_it_was_first_and_how_late_it_is(
    client: TestClient, table: Table
) -> None:
    table.decide(Kind.TARGET_DATE, "a", "2025-01-31")
    table.decide(Kind.TARGET_DATE, "a", "2025-02-28", reviewer="Ben")
    said = text_of(section_of(client.get(ROW).text))
    assert "days late; first it was 2025-01-31" in said
    assert "Decided: 2025-01-31 (1 Ada), 2025-02-28 (2 Ben)" in said
    record(client, "assessment", status="completed")
    assert "days late" not in text_of(section_of(client.get(ROW).text))


def test_a_form_says_what_the_command_says(client: TestClient, table: Table) -> None:
    assess_all(client)
    log = table.log()
    assert [decision.kind for decision in log] == [
        Kind.ASSESSED, Kind.MILESTONE, Kind.MILESTONE, Kind.MILESTONE, Kind.SIGNED_OFF,
        Kind.INDICATOR, Kind.OBSERVED, Kind.OBSERVED, Kind.NEXT_STEP,
    ]  # fmt: skip
    assert read_value(log[0], Assessment).evidence == Evidence(
        quotation="The list has half of them.",
        document="A/80/1",
        page="14",
        link="https://example.org/a",
    )
    assert read_value(log[0], Assessment).confidence is Confidence.MEDIUM
    assert log[0].shown == "R-0001: ongoing, claimed: completed, as of 2025-06-30"
    assert log[2].value == write_value(
        Milestone(name="Draft", due=read_value(log[2], Milestone).due)
    )
    known = progress(fold(log, moved={}).effective, {"R-0001": ["a"]})["R-0001"]
    assert [one.milestone.owner for one in known.milestones] == ["Harbour board", ""]


@pytest.mark.parametrize(
    ("what", "sent", "field", "reason"),
    [
        ("assessment", {"found": "x"}, "status", "say what was found"),
        ("assessment", {"status": "finished"}, "status", "'finished': is no status; write"),
        ("assessment", {"status": "ongoing", "as_of": "1.5.24"}, "as_of", "write it as year"),
        ("assessment", {"status": "ongoing", "as_of": "9000-01-01"}, "as_of", "still to come"),
        ("assessment", {"status": "ongoing", "confidence": "sure"}, "confidence", "is no conf"),
        ("milestone", {"due": "2026-01-01"}, "name", "write what the milestone is called"),
        ("milestone", {"name": "Draft"}, "due", "write the day"),
        ("sign-off", {"milestone": "Nothing"}, "milestone", "has no milestone 'Nothing'"),
        ("indicator", {"name": "Fees", "target": "many"}, "target", "'many': is no number"),
        ("observation", {"indicator": "Fees"}, "value", "write what the indicator was"),
        ("observation", {"indicator": "Lost", "value": "1"}, "indicator", "no indicator 'Lost'"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    client: TestClient, table: Table, what: str, sent: dict[str, str], field: str, reason: str
) -> None:
    record(client, "milestone", name="Draft", due="2025-01-31")
    record(client, "indicator", name="Fees")
    before = len(table.log())
    sent = {**sent, "note": "My own words", "quotation": "Theirs"}
    answer = record(client, what, **sent)
    assert answer.status_code == 400
    section = section_of(answer.text)
    (form,) = section.xpath(".//details[@open]/form")
    (wrong,) = form.xpath(".//*[@aria-invalid='true']")
    assert wrong.get("name") == field
    assert "autofocus" in wrong.attrib
    (said,) = form.xpath(".//*[@id=$name]", name=wrong.get("aria-describedby"))
    assert reason in text_of(said)
    values = {name: text.strip() for name, text in form.form_values()}
    assert values | {name: text for name, text in sent.items() if name in values} == values
    assert len(table.log()) == before


def test_several_wrong_fields_are_all_said_at_once(client: TestClient) -> None:
    answer = record(client, "assessment", status="x", claimed="y", as_of="z")
    wrong = section_of(answer.text).xpath(".//*[@aria-invalid]/@name")
    assert wrong == ["as_of", "status", "claimed"]


def test_where_the_group_decides_a_finding_is_proposed_and_a_claim_recorded(
    client: TestClient, table: Table
) -> None:
    (table.workspace / "stocktake.toml").write_text('[deciding]\nrule = "consensus"\n')
    assert "is a proposal until it is closed" in client.get(ROW).text
    record(client, "assessment", status="completed")
    record(client, "assessment", claimed="completed")
    record(client, "milestone", name="Draft", due="2025-01-31")
    assert [d.kind for d in table.log()] == [Kind.PROPOSED, Kind.ASSESSED, Kind.MILESTONE]
    assert "not assessed" in text_of(section_of(client.get(ROW).text).xpath("./dl")[0])


def test_who_assesses_is_told_of_another_finding_but_not_of_what_is_of_something_else(
    client: TestClient, table: Table
) -> None:
    seen = {"seen": "0"}
    table.decide(Kind.CATEGORY, "a", "linkages", reviewer="Ben")
    assert record(client, "assessment", status="ongoing", **seen).status_code == 200
    table.decide(Kind.STATUS, "a", "completed", reviewer="Ben")
    answer = record(client, "assessment", status="ongoing", found="It goes on.", **seen)
    assert answer.status_code == 409
    assert "It goes on." in answer.text
    assert len(table.log()) == 3


def test_a_form_sent_twice_is_written_once(client: TestClient, table: Table) -> None:
    for _ in range(2):
        record(client, "next-step", words="Ask again.")
    assert len(table.log()) == 1
    record(client, "next-step", words="")
    assert "none is proposed" in text_of(section_of(client.get(ROW).text))


def test_nothing_that_people_write_runs(client: TestClient, table: Table) -> None:
    record(
        client, "assessment", status="ongoing", found=SCRIPT, statement=SCRIPT, document=SCRIPT,
        quotation=f'"{SCRIPT}', page=SCRIPT, link="javascript:alert(1)",
    )  # fmt: skip
    for what in ("milestone", "indicator"):
        record(client, what, name=SCRIPT, due="2025-01-31", unit=SCRIPT, owner=SCRIPT)
    record(client, "observation", indicator=SCRIPT, value="1")
    record(client, "next-step", words=SCRIPT)
    wrong = record(client, "sign-off", milestone=f"{SCRIPT}!", on=f'"{SCRIPT}')
    table.decide(Kind.RESPONSIBLE, "a", SCRIPT)
    for page in (client.get(ROW).text, wrong.text, client.get("/progress?body=x").text,
                 client.get("/progress", params={"body": SCRIPT}).text):  # fmt: skip
        assert SCRIPT not in page
        assert html.fromstring(page).xpath("//script/@src") == ["/static/review.js"]
        assert not html.fromstring(page).xpath("//@href[starts-with(., 'javascript')] | //@style")


def test_readers_are_shown_the_record_without_forms(table: Table, tmp_path: Path) -> None:
    with one_reviewer(table.workspace) as client:
        assess_all(client)
    with open_site(table.workspace, reviewer="Ada") as site:
        write_site(site, tmp_path / "site")
    page = html.parse(tmp_path / "site" / "rows" / "r-0001.html").getroot()
    (section,) = page.xpath("//section[@aria-labelledby='progress']")
    assert "Half is there." in text_of(section)
    assert not section.xpath(".//form | .//details")
    whole = html.parse(tmp_path / "site" / "progress.html").getroot()
    assert "0 completed of 1 assessed" in text_of(whole)
    assert "../progress.html" in page.xpath("//nav//a/@href")


def many(workspace: Path) -> Table:
    """Forty rows of both parts, some with target dates, and all that was said of them."""
    rows = [
        [
            make_row(
                f"The harbour board should mend quay {n}.",
                f"m{n:02}",
                part=Part.CONSIDERATION if n % 4 == 0 else Part.IMPROVEMENT,
                actors=(("Harbour board",), (), ("Pilots", "Crews"))[n % 3],
                target_date=("", "by 2023", "in 2031", "soon")[n % 4],
            )
        ]
        for n in range(40)
    ]
    labels: dict[str, tuple[str, tuple[str, ...]]] = {
        f"m{n:02}": ("funding" if n % 2 else "linkages", ()) for n in range(30)
    }
    table = Table(workspace, rows, labels=labels)
    table.run()
    assess_corpus(workspace)
    return table


def test_the_totals_are_those_of_the_report_before_the_next_run_and_after_it(
    tmp_path: Path,
) -> None:
    table = many(tmp_path)
    for _ in range(2):
        with open_site(tmp_path, reviewer="Ada") as site, one_reviewer(tmp_path) as client:
            told = client.get("/api/progress", params={"days": 100}).json()
            rows, today = read_rows(tmp_path), site.today
        figures = compute(rows, as_of=today)
        assert told["groups"][0] | {"name": "all"} == {
            name: getattr(figures.overall, name) for name in told["groups"][0]
        } | {"name": "all"}
        assert {one["name"]: one["degree"] for one in told["by_category"]} == {
            one.name: one.degree for one in figures.by_category
        }
        assert told["overdue"] == len(figures.overdue)
        table.run()
    due = find_due(rows, today)
    for one in told["bodies"]:
        mine = [d for d in due if (one["body"] or NOBODY) in d.responsible]
        assert one["overdue"] == sum(d.days > 0 for d in mine)
        assert one["due_next"] == sum(-100 <= d.days <= 0 for d in mine)
    assert {b for d in due if d.days > -101 for b in d.responsible} == {
        one["body"] or NOBODY for one in told["bodies"]
    }


def test_every_number_of_the_picture_leads_to_as_many_rows(tmp_path: Path) -> None:
    many(tmp_path)
    with one_reviewer(tmp_path) as client:
        page = html.fromstring(client.get("/progress").text)
        links = page.xpath("//table[contains(@class, 'numbers')]//td/a")
        assert len(links) > 20
        for link in links:
            shown = html.fromstring(client.get(link.get("href")).text)
            rows = shown.xpath("//table/tbody/tr")
            assert len(rows) == int(link.text), link.get("href")
        (words,) = page.xpath("//p[@id='whole-words']/text()")
        (picture,) = page.xpath("//*[@aria-describedby='whole-words']")
        assert picture.get("role") == "img"
    assert words.startswith("All: ")
    assert "Considerations with a record: " in words


def test_a_board_that_follows_says_of_progress_what_one_says_that_a_run_made(
    tmp_path: Path,
) -> None:
    table = many(tmp_path)
    found = []
    for _ in range(2):
        board = Board(tmp_path / BOARD)
        with open_store(locate_store(tmp_path)) as store:
            board.follow(store)
            with open_site(tmp_path, reviewer="Ada") as site:
                until = site.today + timedelta(days=10_000)
        dues = board.dues(until, body=None, start=0, count=1_000)
        found.append(
            (sorted(map(str, board.standings())),
             [(one.day, one.body, one.milestone, one.row.id) for one in dues])
        )  # fmt: skip
        table.run()
    assert found[0] == found[1]


def test_what_is_due_is_listed_by_body_and_by_page(tmp_path: Path) -> None:
    rows = [
        [
            make_row(
                f"Mend quay {n}.", f"m{n:02}", actors=("Crews",) if n else (), target_date="2020"
            )
        ]
        for n in range(60)
    ]
    Table(tmp_path, rows).run()
    with one_reviewer(tmp_path) as client:
        page = html.fromstring(client.get("/progress").text)
        listed = page.xpath("//section[@aria-labelledby='due']//table")
        assert [text_of(row) for row in listed[0].xpath("./tbody/tr")] == [
            "Crews590",
            f"{NOBODY}10",
        ]
        assert len(listed[1].xpath("./tbody/tr")) == 50
        assert page.xpath("//a[@rel='next']/@href") == ["/progress?page=2#due"]
        last = html.fromstring(client.get("/progress?page=99").text)
        assert len(last.xpath("//table[@class='record stacked']/tbody/tr")) == 10
        (link,) = page.xpath("//a[text()=$name]/@href", name=NOBODY)
        alone = html.fromstring(client.get(link).text)
        assert len(alone.xpath("//table[@class='record stacked']/tbody/tr")) == 1
        nobody = client.get("/progress?body=Pilots").text
        assert "Nothing is overdue or due in the next 30 days" in nobody


def test_a_row_that_left_the_table_or_is_done_is_not_due(client: TestClient, table: Table) -> None:
    table.decide(Kind.TARGET_DATE, "a", "2020-01-01")
    due = "Overdue recommendations and milestones: {}."
    assert due.format(1) in text_of(html.fromstring(client.get("/progress").text))
    record(client, "assessment", status="overtaken by events")
    assert due.format(0) in text_of(html.fromstring(client.get("/progress").text))
    record(client, "assessment", status="ongoing")
    table.decide(Kind.RELEVANT, "a", "no")
    assert due.format(0) in text_of(html.fromstring(client.get("/progress").text))


def test_where_nothing_was_assessed_the_degree_is_not_available(client: TestClient) -> None:
    said = text_of(html.fromstring(client.get("/progress").text))
    assert "Degree of completion: not available, for nothing has been assessed yet." in said
    assert "Of 3 recommendations, 0 have been assessed and 3 have not." in said
