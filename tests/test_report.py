"""The report of the sample corpus: every figure worked out again from the raw log."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date
from typing import TYPE_CHECKING

import docx
import lxml.html
import pytest
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph

from pipeline.errors import UsageError
from pipeline.reporting.writing import read_earlier, report
from tests.assessed import ASSESSMENTS, assess_corpus
from tests.recounted import CLOSED, STATUSES, Recount

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.run import Result

    Cells = list[list[str]]

EARLIER, DAY = "2023-06-30", "2025-09-30"


def write_report(workspace: Path, day: str, since: str = "", name: str = "") -> Path:
    folder = workspace / "reports" / (name or day)
    earlier = workspace / "reports" / since if since else None
    report(
        workspace,
        folder,
        as_of=date.fromisoformat(day),
        since=earlier,
        title="Progress of the Forum",
        force=False,
    )
    return folder


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory, sample_run: tuple[Path, Result]) -> Path:
    """The sample corpus, assessed over six years, with two reports."""
    place = tmp_path_factory.mktemp("assessed") / "w"
    shutil.copytree(sample_run[0], place)
    assess_corpus(place)
    write_report(place, EARLIER)
    write_report(place, DAY, since=EARLIER)
    return place


@pytest.fixture(scope="module")
def recount(workspace: Path) -> Recount:
    return Recount(workspace, DAY)


@pytest.fixture(scope="module")
def tables(workspace: Path) -> dict[str, Cells]:
    """The tables of the page by their captions, without the headings of the columns."""
    page = lxml.html.fromstring((workspace / "reports" / DAY / "report.html").read_bytes())
    return {
        table.find("caption").text_content(): [
            [cell.text_content() for cell in row] for row in table.find("tbody")
        ]
        for table in page.iter("table")
    }


def by_name(cells: Cells) -> dict[str, list[str]]:
    return {row[0]: row[1:] for row in cells}


def test_the_log_has_three_hundred_assessments_over_six_years(recount: Recount) -> None:
    with_undone = 5
    numbers = recount.log.loc[recount.log["kind"] == "assessed", "number"].nunique()
    assert numbers + with_undone == ASSESSMENTS
    assert set(recount.assessed["on"].str[:4]) == {str(year) for year in range(2020, 2026)}


def test_the_degree_of_completion_agrees_overall(
    recount: Recount, tables: dict[str, Cells]
) -> None:
    assert tables["All recommendations"] == [["all", *recount.tally(recount.table.index)]]


@pytest.mark.parametrize(
    ("caption", "counted"),
    [
        ("Recommendations by category", Recount.categories),
        ("Recommendations by source", Recount.sources),
        ("Recommendations by responsible body", Recount.bodies),
        ("Recommendations by year", Recount.years),
        ("Recommendations by end of year", Recount.over_time),
        ("What was found, by what is claimed", Recount.claimed),
    ],
)
def test_every_tally_agrees(
    recount: Recount, tables: dict[str, Cells], caption: str, counted: object
) -> None:
    assert callable(counted)
    assert by_name(tables[caption]) == counted(recount)


def test_what_is_overdue_agrees(recount: Recount, tables: dict[str, Cells]) -> None:
    shown = tables["Overdue recommendations and milestones, the longest first"]
    assert {(row[0], row[2], row[4], int(row[5])) for row in shown} == recount.overdue()
    assert len(shown) == len(recount.overdue())
    assert [row[4] for row in shown] == sorted(row[4] for row in shown)


def test_milestones_agree(recount: Recount, tables: dict[str, Cells]) -> None:
    shown = {
        row[0]: [row[i] for i in (3, 4, 2, 5, 6, 7)]
        for row in tables["Milestones by recommendation"]
    }
    counted = recount.milestones()
    counted = counted[counted.index.isin(recount.table.index)]
    assert shown == {str(name): list(row) for name, row in counted.T.items()}


def test_indicators_agree(recount: Recount, tables: dict[str, Cells]) -> None:
    shown = {row[0]: row[3:] for row in tables["Indicators against their targets"]}
    assert shown == recount.indicators()


def test_what_changed_since_the_last_report_agrees(
    workspace: Path, recount: Recount, tables: dict[str, Cells]
) -> None:
    before, now = Recount(workspace, EARLIER).status(), recount.status()
    was_open, is_open = ~before.isin(CLOSED), ~now.isin(CLOSED)
    steps = {
        f"Open on {EARLIER}": was_open.sum(),
        "Newly added": 0,
        "Reopened": (~was_open & is_open).sum(),
        "Completed": (was_open & (now == STATUSES[0])).sum(),
        "Overtaken by events": (was_open & (now == STATUSES[3])).sum(),
        "No longer in the table": 0,
        "Open now": is_open.sum(),
    }
    shown = {row[0]: int(row[2]) for row in tables["From open then to open now"]}
    assert shown == steps
    changed = {row[0]: (row[2], row[3]) for row in tables["Statuses that changed"]}
    assert changed == {
        name: (before[name], now[name]) for name in now.index if before[name] != now[name]
    }


def test_what_is_not_begun_agrees(recount: Recount, tables: dict[str, Cells]) -> None:
    status = recount.status()
    begun = status[status.isin(["to be started", "not assessed"])]
    urgent = recount.table["Priority"].astype(float).loc[begun.index]
    ordered = urgent.sort_values(ascending=False, kind="stable").index
    shown = tables["Recommendations not begun"]
    assert [(row[0], row[3]) for row in shown] == list(begun.loc[ordered].items())


def test_the_table_of_all_agrees(recount: Recount, tables: dict[str, Cells]) -> None:
    findings, claims, targets = recount.findings(), recount.claims(), recount.targets()
    shown = tables["All recommendations with their sources"]
    assert [row[0] for row in shown] == list(recount.table.index)
    for row in shown:
        name = row[0]
        cells = recount.table.loc[name]
        columns = ["Proposal for Improvement", "Category", "Source", "Responsible", "Cost"]
        assert row[1:6] == [cells[column] for column in columns]
        first, now = targets.fillna("").loc[name, ["first", "now"]]
        assert row[6] == (now if first == now else f"{now}\n(first: {first})")
        assert row[7] == recount.status()[name]
        if name in findings.index:
            found = findings.loc[name]
            lines = row[8].split("\n")
            assert lines[0] == f"{found['on']}, {found['reviewer']}"
            assert (found["found"] or lines[0]) in lines
            assert found["evidence"]["link"] in row[8]
            assert found["evidence"]["quotation"] in row[8]
        else:
            assert row[8] == ""
        claimed = claims.loc[name] if name in claims.index else None
        said = (
            [claimed["on"], claimed["claimed"], "“We have done it.”"]
            if name in claims.index
            else []
        )
        assert row[9].split("\n") == (said or [""])


def test_the_document_has_the_same_tables(workspace: Path, tables: dict[str, Cells]) -> None:
    document = docx.Document(str(workspace / "reports" / DAY / "report.docx"))
    found, caption = {}, ""
    for block in document.iter_inner_content():
        if isinstance(block, DocxParagraph) and block.style.name == "Caption":
            caption = block.text
        if isinstance(block, DocxTable):
            rows = list(block._tbl.tr_lst)[1:]  # noqa: SLF001 (a table's cells take python-docx minutes)
            found[caption] = [["".join(_texts(cell)) for cell in row.tc_lst] for row in rows]
    assert found == tables


def _texts(cell: object) -> list[str]:
    kinds = {"t": lambda part: part.text or "", "br": lambda _: "\n"}
    return [kinds[name](part) for part in cell.iter() if (name := part.tag.split("}")[1]) in kinds]


def test_the_numbers_in_the_charts_are_those_of_the_tables(
    workspace: Path, tables: dict[str, Cells]
) -> None:
    page = lxml.html.fromstring((workspace / "reports" / DAY / "report.html").read_bytes())
    charts = page.findall(".//svg")
    assert len(charts) == 6
    for chart in charts:
        caption = chart.find("title").text
        said = chart.find("desc").text.split("; ")
        rows = {
            f"{row[0]}: " + ", ".join(f"{n} {s}" for n, s in zip(row[2:7], STATUSES, strict=True))
            for row in tables[caption]
        }
        assert set(said) <= rows
        largest = max(int(n) for row in tables[caption] for n in row[2:7])
        assert str(largest) in {text.text for text in chart.iter("text")}


def test_the_figures_are_in_json_too(workspace: Path, recount: Recount) -> None:
    figures = json.loads((workspace / "reports" / DAY / "report.json").read_text("utf-8"))
    overall = figures["overall"]
    shown = [str(overall["recommendations"]), str(overall["completed"])]
    assert shown == recount.tally(recount.table.index)[:2]
    assert {row["recommendation_id"]: row["status"] for row in figures["rows"]} == dict(
        recount.status()
    )


def test_the_same_record_and_day_give_the_same_bytes(workspace: Path) -> None:
    again = write_report(workspace, DAY, since=EARLIER, name="again")
    for path in (workspace / "reports" / DAY).iterdir():
        assert (again / path.name).read_bytes() == path.read_bytes()


def test_nothing_in_the_files_tells_when_they_were_made(workspace: Path) -> None:
    with zipfile.ZipFile(workspace / "reports" / DAY / "report.docx") as package:
        assert {part.date_time[:3] for part in package.infolist()} == {(1980, 1, 1)}
        properties = package.read("docProps/core.xml").decode()
    assert f"{DAY}T00:00:00Z" in properties


def test_the_page_has_no_script_and_escapes_what_people_wrote(workspace: Path) -> None:
    text = (workspace / "reports" / DAY / "report.html").read_text("utf-8")
    page = lxml.html.fromstring(text)
    assert not list(page.iter("script", "iframe", "link", "img"))
    assert not [name for element in page.iter() for name in element.attrib if name[:2] == "on"]
    assert "=SUM(A1) &lt;b&gt;&amp;" in text
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert len(ids) == len(set(ids))


def test_every_table_of_the_page_has_a_caption_and_headings_with_a_scope(workspace: Path) -> None:
    page = lxml.html.fromstring((workspace / "reports" / DAY / "report.html").read_bytes())
    for table in page.iter("table"):
        assert table.find("caption").text
        assert {cell.get("scope") for cell in table.find("thead").iter("th")} == {"col"}
        assert all(row[0].get("scope") == "row" for row in table.find("tbody"))
    assert {element.tag for element in page.find("body")} >= {"header", "nav", "main", "footer"}
    for chart in page.iter("svg"):
        assert chart.get("role") == "img"


def test_a_report_of_a_later_day_is_no_earlier_one(workspace: Path) -> None:
    with pytest.raises(UsageError, match="name an earlier one"):
        read_earlier(workspace / "reports" / DAY, as_of=date.fromisoformat(EARLIER))


def test_what_is_no_report_cannot_be_compared_with(workspace: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read as an earlier report"):
        read_earlier(workspace / "outputs", as_of=date.fromisoformat(DAY))
    (workspace / "reports" / "other.json").write_bytes(b'{"rows": 3}')
    with pytest.raises(UsageError, match="cannot be read as an earlier report"):
        read_earlier(workspace / "reports" / "other.json", as_of=date.fromisoformat(DAY))


def test_another_report_is_not_written_over(workspace: Path) -> None:
    with pytest.raises(UsageError, match="another report is there already"):
        write_report(workspace, DAY, name=EARLIER)


def test_the_pictures_of_the_document_say_what_they_show(workspace: Path) -> None:
    with zipfile.ZipFile(workspace / "reports" / DAY / "report.docx") as package:
        body = package.read("word/document.xml").decode()
        pictures = [name for name in package.namelist() if name.endswith(".png")]
    assert len(pictures) == body.count('descr="') == 6
