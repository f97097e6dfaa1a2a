"""The figures of a report, one by one, and the page and the document that they become."""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.due import last_day
from pipeline.decisions.log import Kind
from pipeline.decisions.progress import (
    Assessment,
    Indicator,
    Milestone,
    Observation,
    SignOff,
    progress,
)
from pipeline.records import STATUSES
from pipeline.reporting.charts import to_png, to_svg
from pipeline.reporting.computing import compute, find_due, tally, to_percent
from pipeline.reporting.contents import Chart, Contents, Grid, Section
from pipeline.reporting.docx import to_docx
from pipeline.reporting.figures import Earlier, EarlierRow, Figures, Row
from pipeline.reporting.html import to_html
from pipeline.reporting.reminders import list_due, to_emails, to_lines
from pipeline.reporting.sections import MOST_BARS, put_into_words
from tests.conftest import make_log
from tests.golden import DAY, PAGE, make_page, make_row, said

STATUS = st.sampled_from(STATUSES)
NAMES = [f"R-{number:04}" for number in range(1, 7)]


def row_with(*choices: object, name: str = "R-0001", **fields: object) -> Row:
    """A row of which this was said, its mention being m."""
    known = progress(make_log(*choices), {name: ("m",)})  # type: ignore[arg-type] # choices
    return make_row(name, progress=known[name], **fields)


def assessed(status: str, on: date = DAY) -> object:
    return said(Kind.ASSESSED, "m", Assessment(as_of=on, status=status))


def figures_of(*rows: Row, earlier: Earlier | None = None) -> Figures:
    return compute(rows, as_of=DAY, earlier=earlier)


def test_the_page_is_as_it_was() -> None:
    assert make_page() == PAGE.read_text(encoding="utf-8"), "python -m tests.golden writes it anew"


def test_nothing_assessed_has_no_degree() -> None:
    figures = figures_of(row_with(), row_with(assessed("not assessed"), name="R-0002"))
    assert (figures.overall.assessed, figures.overall.not_assessed) == (0, 2)
    assert figures.overall.degree == "not available"
    summary, *_ = put_into_words(figures, title="T").sections
    assert "not available" in summary.paragraphs[0]


def test_a_report_of_no_recommendation_can_be_written() -> None:
    contents = put_into_words(figures_of(), title="T")
    assert b"Recommendations by category: none." in to_html(contents)
    assert to_docx(contents)


def test_what_was_overtaken_stays_in_the_denominator() -> None:
    found = tally("all", ["completed", "overtaken by events", "overtaken by events"])
    assert (found.assessed, found.degree) == (3, "33.3%")


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [(0, 0, "not available"), (0, 3, "0.0%"), (1, 16, "6.3%"), (2, 3, "66.7%"), (5, 5, "100.0%")],
)
def test_a_share_has_one_decimal_rounded_half_up(part: int, whole: int, words: str) -> None:
    assert to_percent(part, whole) == words


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_every_share_is_rounded_half_up(numbers: tuple[int, int]) -> None:
    part, whole = numbers
    exact = (Decimal(part) * 100 / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert to_percent(part, whole) == f"{exact}%"


@given(st.lists(STATUS))
def test_the_statuses_of_a_tally_make_up_all(statuses: list[str]) -> None:
    found = tally("all", statuses)
    parts = (found.completed, found.ongoing, found.to_be_started, found.overtaken)
    assert sum(parts) == found.assessed
    assert found.assessed + found.not_assessed == found.recommendations == len(statuses)


@given(
    st.dictionaries(st.sampled_from(NAMES), STATUS), st.dictionaries(st.sampled_from(NAMES), STATUS)
)
def test_what_was_open_and_what_became_of_it_make_up_what_is_open(
    before: dict[str, str], now: dict[str, str]
) -> None:
    earlier = Earlier(
        as_of=DAY,
        rows=tuple(EarlierRow(recommendation_id=n, text=n, status=s) for n, s in before.items()),
    )
    rows = [row_with(assessed(status), name=name) for name, status in now.items()]
    flow = figures_of(*rows, earlier=earlier).flow
    assert flow is not None
    more, less = (flow.added, flow.reopened), (flow.completed, flow.overtaken, flow.gone)
    assert flow.opening + sum(map(len, more)) - sum(map(len, less)) == flow.closing
    changed = {name for name in {*before, *now} if before.get(name) != now.get(name)}
    assert {change.recommendation_id for change in flow.changes} == changed


def test_a_recommendation_counts_once_with_each_body_and_source_that_it_has() -> None:
    both = row_with(responsible=("Board", "Pilots"), documents=("One", "Two"))
    figures = figures_of(both, row_with(name="R-0002", responsible=(), documents=("Two",)))
    assert [(t.name, t.recommendations) for t in figures.by_body] == [
        ("Board", 1),
        ("Pilots", 1),
        ("nobody named", 1),
    ]
    assert [(t.name, t.recommendations) for t in figures.by_source] == [("Two", 2), ("One", 1)]
    assert figures.overall.recommendations == 2


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-06-30", date(2025, 6, 30)),
        ("by 30 June 2025", date(2025, 6, 30)),
        ("by the end of 2024", date(2024, 12, 31)),
        ("2023 or 2026-01-15", date(2026, 1, 15)),
        ("before June 2025", date(2025, 12, 31)),
        ("every year", None),
        ("within 2000000 days", None),
        ("", None),
    ],
)
def test_a_target_date_allows_all_that_it_names(text: str, day: date | None) -> None:
    assert last_day(text) == day


def test_only_what_is_open_and_past_its_day_is_overdue() -> None:
    past = said(Kind.TARGET_DATE, "m", (DAY - timedelta(days=1)).isoformat())
    today = said(Kind.TARGET_DATE, "m", DAY.isoformat())
    rows = [
        row_with(past, name="late"),
        row_with(today, name="today"),
        row_with(past, assessed("completed"), name="done"),
        row_with(past, assessed("overtaken by events"), name="gone by"),
        row_with(past, assessed("completed", DAY + timedelta(days=1)), name="done later"),
        row_with(past, today, name="given more time"),
        row_with(name="by its document", target="in 2024"),
    ]
    found = [(due.recommendation_id, due.days) for due in figures_of(*rows).overdue]
    assert found == [("by its document", 181), ("late", 1), ("done later", 1)]


def test_a_milestone_is_overdue_until_somebody_signs_it_off() -> None:
    late = said(
        Kind.MILESTONE, "m", Milestone(name="Draft", due=DAY - timedelta(days=9), owner="P")
    )
    signed = said(Kind.SIGNED_OFF, "m", SignOff(milestone="Draft", on=DAY - timedelta(days=2)))
    later = said(Kind.SIGNED_OFF, "m", SignOff(milestone="Draft", on=DAY + timedelta(days=2)))
    moved = said(Kind.MILESTONE, "m", Milestone(name="Draft", due=DAY + timedelta(days=9)))
    states = {}
    for name, more in {
        "a": [],
        "b": [signed],
        "c": [later],
        "d": [moved],
        "e": [moved, signed],
    }.items():
        figures = figures_of(row_with(late, *more, name=name))
        (milestone,) = figures.milestones
        states[name] = milestone.state, len(figures.overdue), milestone.owner
    assert states == {
        "a": ("overdue", 1, "P"),
        "b": ("signed off late", 0, "P"),
        "c": ("overdue", 1, "P"),
        "d": ("to come", 0, "P"),
        "e": ("signed off", 0, "P"),
    }


@pytest.mark.parametrize(
    ("ends", "seen", "way", "state"),
    [
        ((0, 40), "30", "75.0%", "target not reached"),
        ((0, 40), "41", "102.5%", "target reached"),
        ((40, 10), "10", "100.0%", "target reached"),
        ((40, 10), "40", "0.0%", "target not reached"),
        ((40, 10), "55", "-50.0%", "target not reached"),
        ((7, 7), "7", "not available", "target reached"),
        ((None, 5), "5", "not available", "target reached"),
        ((5, None), "5", "not available", "no target"),
    ],
)
def test_an_indicator_is_told_against_its_target(
    ends: tuple[int | None, int | None], seen: str, way: str, state: str
) -> None:
    low, high = (None if end is None else Decimal(end) for end in ends)
    row = row_with(
        said(Kind.INDICATOR, "m", Indicator(name="I", baseline=low, target=high)),
        said(Kind.OBSERVED, "m", Observation(indicator="I", on=DAY, value=Decimal(seen))),
    )
    (indicator,) = figures_of(row).indicators
    assert (indicator.way, indicator.state) == (way, state)


def test_an_indicator_that_nobody_has_observed_by_the_day_says_so() -> None:
    later = Observation(indicator="I", on=DAY + timedelta(days=1), value=Decimal(3))
    row = row_with(
        said(Kind.INDICATOR, "m", Indicator(name="I", target=Decimal(2))),
        said(Kind.OBSERVED, "m", later),
    )
    (indicator,) = figures_of(row).indicators
    assert (indicator.latest, indicator.state) == (None, "not observed yet")


def test_what_is_not_begun_stands_by_priority_and_without_one_last() -> None:
    priorities = {"a": None, "b": 0.5, "c": 9.0, "d": 0.0}
    rows = [row_with(name=name, priority=value) for name, value in priorities.items()]
    begun = row_with(assessed("ongoing"), name="e", priority=99.0)
    assert figures_of(*rows, begun).not_begun == ("c", "b", "d", "a")


def test_only_the_largest_groups_are_drawn_and_the_page_says_so() -> None:
    rows = [row_with(name=f"R-{n:04}", documents=(f"Report {n}",)) for n in range(MOST_BARS + 5)]
    contents = put_into_words(figures_of(*rows), title="T")
    section = next(section for section in contents.sections if section.key == "by-source")
    assert section.chart is not None
    assert len(section.chart.tallies) == MOST_BARS
    assert len(section.grids[0].rows) == MOST_BARS + 5
    assert any("the table shows all" in text for text in section.paragraphs)


HOSTILE = "<b>$x_1$ & \x00\x0b\ud800 “报告” تقرير"


def test_any_text_can_be_drawn_and_written() -> None:
    chart = Chart(name="c", title=HOSTILE, tallies=(tally(HOSTILE, STATUSES),), words=HOSTILE)
    grid = Grid(caption=HOSTILE, columns=("Id", HOSTILE), rows=((HOSTILE, HOSTILE + "\r\nnext"),))
    section = Section(key="s", heading=HOSTILE, paragraphs=(HOSTILE,), chart=chart, grids=(grid,))
    contents = Contents(title=HOSTILE, subtitle="s", as_of=DAY, sections=(section,))
    assert b"<b>" not in to_html(contents)
    document = docx.Document(io.BytesIO(to_docx(contents)))
    assert "$x_1$" in document.tables[0].rows[1].cells[1].text
    assert document.core_properties.title.startswith("<b>$x_1$")


def test_only_addresses_of_the_web_become_links() -> None:
    cells = ("R-1", "https://example.org/a see", "javascript://alert(1) x", "ftp://x.org")
    grid = Grid(caption="c", columns=("Id", "a", "b", "d"), rows=(cells,))
    section = Section(key="s", heading="h", paragraphs=(), grids=(grid,))
    page = to_html(Contents(title="t", subtitle="s", as_of=DAY, sections=(section,))).decode()
    assert '<a href="https://example.org/a"' in page
    assert 'href="javascript' not in page


def test_a_chart_is_the_same_each_time_it_is_drawn() -> None:
    chart = Chart(name="c", title="t", tallies=(tally("a", STATUSES),), words="w")
    assert to_svg(chart) == to_svg(chart)
    assert to_png(chart) == to_png(chart)


def test_charts_of_one_page_share_no_id() -> None:
    one, other = (
        Chart(name=name, title="t", tallies=(tally("a", STATUSES),), words="w") for name in "ab"
    )
    assert not set(_ids(to_svg(one))) & set(_ids(to_svg(other)))


def _ids(drawn: str) -> list[str]:
    return [piece.split('"')[0] for piece in drawn.split(' id="')[1:]]


def test_reminders_name_what_is_due_soon_with_each_body() -> None:
    soon = said(Kind.TARGET_DATE, "m", (DAY + timedelta(days=10)).isoformat())
    far = said(Kind.TARGET_DATE, "m", (DAY + timedelta(days=31)).isoformat())
    rows = [
        row_with(soon, responsible=("Pilots", "Board")),
        row_with(far, name="R-0002"),
        row_with(name="R-0003", target="2024", responsible=()),
    ]
    due = list_due(rows, as_of=DAY, days=30)
    assert list(due) == ["Board", "Pilots", "nobody named"]
    lines = list(to_lines(due))
    assert lines[0] == "Board: 1 due"
    assert lines[1].startswith("  2025-07-10 (in 10 days)  R-0001  Recommendation R-0001")
    assert "2024-12-31 (181 days late)  R-0003" in lines[-1]


def test_e_mails_have_a_file_for_each_body_and_no_clock() -> None:
    target = said(Kind.TARGET_DATE, "m", "2025-01-01")
    bodies = ("Board / pilots", "Board: pilots", "Évêché\nBcc: x@example.org", "?!")
    rows = [row_with(target, responsible=bodies)]
    due = list_due(rows, as_of=DAY, days=0)
    emails = to_emails(due, as_of=DAY)
    assert set(emails) == {
        "board-pilots.eml",
        "board-pilots-2.eml",
        "évêché-bcc-x-example-org.eml",
        "body.eml",
    }
    assert emails == to_emails(due, as_of=DAY)
    for data in emails.values():
        assert b"\nBcc:" not in data
        assert b"Date: Mon, 30 Jun 2025 00:00:00 +0000" in data


def test_nothing_due_needs_no_reminder() -> None:
    assert list(find_due([row_with()], DAY)) == []
    assert list_due([row_with()], as_of=DAY, days=30) == {}
