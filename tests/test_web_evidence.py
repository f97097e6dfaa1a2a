"""Evidence in later documents, on pages and for programs: shown, judged, and gone in time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from pipeline.assess import Kind as Says
from pipeline.board import BOARD, Board
from pipeline.decisions.log import Kind, read_value
from pipeline.decisions.progress import Assessment, Evidence
from pipeline.web.evidence import find_words
from pipeline.web.opening import open_site
from pipeline.web.runs import Runs, Work
from pipeline.web.static_site import write_site
from tests.found import keep_found, to_evidence
from tests.tables import Table, make_row, small_table
from tests.web import one_reviewer, send, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.html import HtmlElement
    from starlette.testclient import TestClient

ROW, LIST = "/rows/R-0001", "/progress/evidence"
RECORD = f"{ROW}/progress/assessment"
DONE = "The fees of the Harbour Board were published in March."
HALF = "Half of the fees are out; the board works on the others."


@pytest.fixture
def table(tmp_path: Path) -> Table:
    details = {"title": "Annual report", "url": "https://example.org/report"}
    return small_table(tmp_path, details=details)


@pytest.fixture
def client(table: Table) -> Iterator[TestClient]:
    with one_reviewer(table.workspace) as opened:
        yield opened


def section_of(page: str) -> HtmlElement:
    (section,) = html.fromstring(page).xpath("//section[@aria-labelledby='evidence']")
    return section


def text_of(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def form_of(page: str) -> dict[str, str]:
    """What the form of the first passage sends unchanged."""
    forms = html.fromstring(page).xpath("//form[input[@type='hidden'][@name='quotation']]")
    assert forms[0].action == RECORD
    return dict(forms[0].form_values())


def find_fees(table: Table) -> None:
    """Two passages of the first row, the surer one the older."""
    keep_found(
        table.workspace,
        to_evidence("R-0001", DONE, words=("fees", "harbour", "board"), score=0.6),
        to_evidence("R-0001", HALF, Says.PROGRESS, score=0.3, published=date(2023, 1, 1)),
    )


def test_a_row_quotes_each_passage_with_its_place_and_the_words_that_matched(
    client: TestClient, table: Table
) -> None:
    find_fees(table)
    section = section_of(client.get(ROW).text)
    first, second = section.xpath(".//li")
    assert first.xpath(".//mark/text()") == ["fees", "Harbour", "Board"]
    assert text_of(first.find("blockquote")) == DONE
    assert first.xpath(".//p/a/@href") == ["/documents/c#paragraph-0"]
    assert "Annual report, 2024-05-01, para. 7, page 3" in text_of(first)
    assert "It seems to say that this is done. Score 0.60 of 1; words in common" in text_of(first)
    assert "this is under way" in text_of(second)
    (status,) = section.xpath(".//dd/span[@class='suggested']/text()")
    assert status == "completed"
    assert "passage 1, of 2024, says it is done; passage 2" in text_of(section)
    assert client.get("/documents/c").text.count('id="paragraph-0"') == 1


def test_silence_is_not_taken_for_anything(client: TestClient, table: Table) -> None:
    assert "Nobody has looked for it yet." in text_of(section_of(client.get(ROW).text))
    find_fees(table)
    said = text_of(section_of(client.get("/rows/R-0002").text))
    assert "No passage found. That does not mean that nothing was done." in said
    assert "R-0002" not in client.get(LIST).text


def test_a_passage_that_is_not_sure_enough_is_shown_and_suggests_nothing(
    client: TestClient, table: Table
) -> None:
    keep_found(table.workspace, to_evidence("R-0001", DONE, score=0.06))
    said = text_of(section_of(client.get(ROW).text))
    assert "No passage is sure enough to suggest a status." in said
    assert DONE in said
    assert "There is nothing to judge." in client.get(LIST).text


@pytest.mark.parametrize("path", [ROW, LIST])
def test_one_press_records_what_a_passage_shows(
    client: TestClient, table: Table, path: str
) -> None:
    find_fees(table)
    form = form_of(client.get(path).text)
    answer = client.post(RECORD, data={**form, "status": "ongoing", "confidence": "high"})
    assert answer.url.path == path
    (decision,) = table.log()
    said = read_value(decision, Assessment)
    assert (said.as_of, said.status, said.confidence) == (date(2024, 5, 1), "ongoing", "high")
    assert said.evidence == Evidence(
        quotation=DONE, document="Annual report", page="3", link="https://example.org/report"
    )
    assert client.get("/table?status=ongoing").text.count("R-0001")


def test_a_form_says_what_is_suggested_until_a_person_says_otherwise(
    client: TestClient, table: Table
) -> None:
    find_fees(table)
    assert form_of(client.get(LIST).text)["status"] == "completed"
    assert table.log() == []


def test_what_was_judged_waits_no_more_whatever_was_said_of_it(
    client: TestClient, table: Table
) -> None:
    find_fees(table)
    assert "1 recommendation to judge" in client.get(LIST).text
    assert "1 recommendation</a> has a suggested status" in client.get("/progress").text
    form = form_of(client.get(LIST).text)
    button = html.fromstring(client.get(LIST).text).xpath("//button[@name='status']")[0]
    assert text_of(button).startswith("It shows nothing: leave it not assessed")
    answer = client.post(RECORD, data={**form, "status": button.get("value")})
    assert "There is nothing to judge." in answer.text
    assert "No suggestion waits to be judged." in client.get("/progress").text
    table.run()
    assert "There is nothing to judge." in client.get(LIST).text
    undo = {"first": "1", "last": "1", "key": "k", "next": LIST}
    assert "1 recommendation to judge" in send(client, "/undo", undo, page=LIST).text


def test_a_row_whose_status_is_as_suggested_does_not_wait(client: TestClient, table: Table) -> None:
    find_fees(table)
    table.decide(Kind.STATUS, "a", "completed")
    assert "There is nothing to judge." in client.get(LIST).text
    table.decide(Kind.STATUS, "a", "ongoing")
    assert "1 recommendation to judge" in client.get(LIST).text
    table.decide(Kind.PART, "a", "consideration")
    assert "1 recommendation to judge" in client.get(LIST).text
    table.decide(Kind.RELEVANT, "a", "no")
    assert "There is nothing to judge." in client.get(LIST).text


def test_a_consideration_waits_only_where_it_has_a_record(client: TestClient, table: Table) -> None:
    find_fees(table)
    table.decide(Kind.PART, "a", "consideration")
    assert "There is nothing to judge." in client.get(LIST).text
    assert DONE in text_of(section_of(client.get(ROW).text))


def test_those_to_judge_are_listed_by_how_sure_the_suggestion_is_a_page_at_a_time(
    tmp_path: Path,
) -> None:
    texts = [f"Quay {n} should be mended." for n in range(45)]
    Table(tmp_path, [[make_row(text, f"m{n:02}")] for n, text in enumerate(texts)]).run()
    keep_found(
        tmp_path,
        *(
            to_evidence(f"R-{n + 1:04}", f"Quay {n} is mended.", document="m00", score=0.2 + n / 90)
            for n in range(45)
        ),
    )
    with one_reviewer(tmp_path) as client:
        shown = []
        for path in (LIST, f"{LIST}?page=2", f"{LIST}?page=99"):
            page = html.fromstring(client.get(path).text)
            shown += page.xpath("//ol/li/@id")
        assert shown == [f"R-{n:04}" for n in range(45, 0, -1)]
        assert "Page 3 of 3" in text_of(page)
        assert page.xpath("//a[@rel='prev']/@href") == [f"{LIST}?page=2"]


def test_a_passage_whose_document_changed_is_not_shown_any_more(
    client: TestClient, table: Table
) -> None:
    other = to_evidence("R-0001", HALF, Says.PROGRESS, document="b", score=0.3)
    keep_found(table.workspace, to_evidence("R-0001", DONE), other)
    table.rows = table.rows[:2]
    table.run()
    said = text_of(section_of(client.get(ROW).text))
    assert HALF in said
    assert DONE not in said
    assert "No passage is sure enough" in said
    assert "There is nothing to judge." in client.get(LIST).text
    assert client.get("/api/rows/R-0003/evidence").status_code in (404, 410)


def test_what_was_found_of_documents_as_they_were_before_is_not_kept(table: Table) -> None:
    board = Board(table.workspace / BOARD)
    found = to_evidence("R-0001", DONE)
    keep_found(table.workspace, found)
    assert board.evidence.count_documents() == (4, 0)
    table.rows = [*table.rows, [make_row("Buoys should be lit.", "d")]]
    table.run()
    assert board.evidence.count_documents() == (4, 1)
    looked = board.evidence.of("R-0001")
    assert looked
    assert looked.evidence == (found,)
    assert board.evidence.of("R-0004") is None
    keep_found(table.workspace, replace(found, recommendation_id="R-0002"))
    assert board.evidence.count_documents() == (5, 0)
    again = board.evidence.of("R-0001")
    assert again
    assert again.evidence == ()


def test_where_the_group_decides_together_what_is_recorded_is_a_proposal(
    client: TestClient, table: Table
) -> None:
    (table.workspace / "stocktake.toml").write_text('[deciding]\nrule = "consensus"\n')
    find_fees(table)
    page = client.get(LIST).text
    assert "is a proposal until it is closed" in page
    form = form_of(page)
    answer = client.post(RECORD, data=form)
    assert [decision.kind for decision in table.log()] == [Kind.PROPOSED]
    assert "A status is proposed" in answer.text
    assert not html.fromstring(answer.text).xpath("//form[@class='judging']")


def test_programs_read_the_same(client: TestClient, table: Table) -> None:
    path = "/api/rows/R-0001/evidence"
    assert client.get(path).json() == {"looked": False, "passages": [], "suggestion": None}
    find_fees(table)
    told = client.get(path).json()
    assert [one["text"] for one in told["passages"]] == [DONE, HALF]
    assert told["passages"][0] | {
        "document_id": "c", "paragraph": 0, "page": 3, "number": "7", "kind": "completion",
        "published": "2024-05-01", "score": 0.6, "words": ["fees", "harbour", "board"],
    } == told["passages"][0]  # fmt: skip
    assert told["suggestion"]["status"] == "completed"
    assert client.get("/api/rows/R-9999/evidence").status_code == 404


def test_the_button_begins_to_look(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Work] = []
    monkeypatch.setattr(Runs, "begin", lambda _, work: begun.append(work))
    assert "Nobody has looked for it yet." in client.get(LIST).text
    answer = client.post(LIST, data={"token": token_of(client, LIST)})
    assert answer.url.path == "/run"
    assert begun == [Work.EVIDENCE]


def test_what_documents_say_is_never_part_of_the_page(client: TestClient, table: Table) -> None:
    script = "<script>alert('x')</script>"
    words = ("<script>", "alert")
    keep_found(table.workspace, to_evidence("R-0001", f"Fees {script} done.", words=words))
    for path in (ROW, LIST):
        assert script not in client.get(path).text


def test_a_site_of_files_shows_the_passages_and_no_form(table: Table, tmp_path: Path) -> None:
    find_fees(table)
    with open_site(table.workspace, reviewer="Ada") as site:
        write_site(site, tmp_path / "site")
    page = (tmp_path / "site" / "rows" / "r-0001.html").read_text(encoding="utf-8")
    assert "The fees" not in page  # the word is marked
    assert "Annual report" in page
    assert "Record what it shows" not in page
    assert "Judge the evidence" not in (tmp_path / "site" / "progress.html").read_text("utf-8")


@given(st.text(alphabet="abc -", max_size=40), st.lists(st.text("abc", min_size=1, max_size=3)))
def test_words_are_found_in_order_and_whole(text: str, words: list[str]) -> None:
    found = [text[start:end] for start, end in find_words(text, words)]
    whole = text.replace("-", " ").split()
    assert found == [word for word in whole if word in words]


def test_a_part_of_a_word_is_not_found() -> None:
    assert find_words("Fees and feet, FEES.", ["fees", "fee"]) == ((0, 4), (15, 19))
    assert find_words("Nothing.", []) == ()
