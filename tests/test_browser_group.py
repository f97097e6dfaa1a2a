"""A group in browsers: new documents, two at once, and what somebody hostile writes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from pipeline.decisions.log import Choice, Kind
from pipeline.reviewing import decide
from pipeline.store.roles import Role
from tests.browsing import harbour, opened_browser, served, window
from tests.conftest import write
from tests.tables import Table, make_row, said

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

_LONG_RUN = 300_000
NOTE = """Recommendations of the harbour users

1. The harbour board should publish its fees every year.
2. Lamps must be put on the northern pier before winter.
"""
# It would say so in the window, however it came to run.
_RUN, _CALCULATED = "window.ran=1", "54439"
HOSTILE = (
    f"</title></textarea></script><script>{_RUN}</script>"
    f"\"'><img src=x onerror={_RUN}><svg/onload={_RUN}>{{{{7*7777}}}}"
)
_NAME = f"<b onclick={_RUN}>Eve</b>"
_LINK = f"javascript:{_RUN}"
# What a page of ours never has: our scripts come from files, and nothing listens in a tag.
_FOREIGN = "script:not([src]), [onerror], [onload], img, iframe, a[href^='javascript:']"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with opened_browser() as opened:
        yield opened


@pytest.mark.slow
def test_a_secretariat_sends_a_document_and_sees_its_recommendations(
    browser: Browser, tmp_path: Path
) -> None:
    path = write(tmp_path / "users.txt", NOTE)
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    with (
        served(workspace, reviewer="") as site,
        window(browser, site.address, session=site.member("Ada")) as opened,
    ):
        page = opened.page
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Documents").click()
        page.get_by_text("Add documents").click()
        page.get_by_label("Files").set_input_files(path)
        page.get_by_label("Stakeholder group").fill("Technical community")
        page.get_by_role("button", name="Add and read them").click()
        expect(page.get_by_text("It is done: 1 documents")).to_be_visible(timeout=_LONG_RUN)
        page.get_by_role("navigation", name="Pages").get_by_role("link", name="Table").click()
        expect(page.get_by_text("2 of 2 rows")).to_be_visible()
        expect(page.get_by_role("row").nth(1)).to_contain_text("publish its fees every year")
        page.get_by_role("link", name="R-0001", exact=True).click()
        page.get_by_role("link", name="Recommendations of the harbour users").click()
        expect(page.get_by_role("article").locator("mark")).to_have_count(2)
        assert opened.wrong == []


def test_the_later_of_two_is_told_who_changed_what_and_loses_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    table = harbour(tmp_path)
    with (
        served(table.workspace, reviewer="") as site,
        window(browser, site.address, session=site.member("Ada", Role.REVIEWER)) as first,
        window(browser, site.address, session=site.member("Ben", Role.REVIEWER)) as second,
    ):
        for one, value in ((first, "Harbour master"), (second, "Harbour board")):
            one.page.goto("/table?q=lamps&edit=R-0007")
            one.page.get_by_label("Responsible", exact=True).last.fill(value)
        first.page.get_by_role("button", name="Save what I changed").click()
        expect(first.page.get_by_role("cell", name="Harbour master")).to_be_visible()
        later = second.page
        later.get_by_label("Status", exact=True).last.select_option("ongoing")
        later.get_by_role("button", name="Save what I changed").click()
        expect(later.get_by_role("heading", name="Decided meanwhile")).to_be_visible()
        expect(later.get_by_role("main")).to_contain_text("Ada: responsible “Harbour master”")
        expect(later.get_by_role("main")).to_contain_text("Harbour board")
        later.get_by_role("button", name="Decide as I sent it").click()
        expect(later.get_by_role("cell", name="Harbour board")).to_be_visible()
        later.get_by_role("link", name="R-0007", exact=True).click()
        history = later.get_by_role("region", name="Who decided what")
        expect(history).to_contain_text("Ada: responsible “Harbour master”")
        expect(history).to_contain_text("Ben: responsible “Harbour board”")
    assert said(table.log()) == {
        ("responsible", "lamps", "Harbour master"),
        ("responsible", "lamps", "Harbour board"),
        ("status", "lamps", "ongoing"),
    }


def test_nothing_that_somebody_hostile_writes_is_run(browser: Browser, tmp_path: Path) -> None:
    table = _hostile(tmp_path)
    with (
        served(table.workspace, reviewer="") as site,
        window(browser, site.address, session=site.member(_NAME)) as opened,
    ):
        _propose(opened.page)
        for path in _every_page(opened.page):
            assert opened.page.evaluate("window.ran") is None, path
            assert opened.page.locator(_FOREIGN).count() == 0, path
            assert _CALCULATED not in opened.page.content(), path
        assert opened.wrong == []


def _hostile(workspace: Path) -> Table:
    """A table that says something hostile wherever others can write."""
    write(workspace / "stocktake.toml", '[deciding]\nrule = "agreements"\n')
    name = HOSTILE.replace("/", "∕")
    said_of_all = {"headings": (HOSTILE,), "number": HOSTILE, "actors": (HOSTILE,)}
    said_of_all |= {"reasons": (HOSTILE,), "target_date": HOSTILE}
    words = ("Lamps should be lit.", "Lamps should be lit at dusk.", "Fees should be public.")
    names = (name, "dusk", "fees")
    rows = [
        [make_row(f"{text} {HOSTILE}", one, **said_of_all)]
        for text, one in zip(words, names, strict=True)
    ]
    known = dict.fromkeys(("title", "symbol", "body", "stakeholder_group", "region"), HOSTILE)
    table = Table(
        workspace,
        rows,
        alike=[(name, "dusk")],
        labels={name: (HOSTILE, (HOSTILE,))},
        details={**known, "url": _LINK, "path": Path(f"/corpus/{name}.txt")},
    )
    table.run()
    for kind in (Kind.TEXT, Kind.REMARK, Kind.RESPONSIBLE, Kind.REVIEW, Kind.REFERENCE):
        choice = Choice(kind=kind, mention_ids=(name,), value=HOSTILE, note=HOSTILE, shown=HOSTILE)
        decide(workspace, [choice], reviewer=_NAME)
    return table


def _propose(page: Page) -> None:
    page.goto("/rows/R-0003")
    page.get_by_text("Change it").click()
    page.get_by_label("Remark").fill(HOSTILE)
    page.locator("#change").get_by_label("Why").fill(HOSTILE)
    page.get_by_role("button", name="Save what I changed").click()
    expect(page.get_by_role("region", name="Open proposals")).to_be_visible()


def _every_page(page: Page) -> Iterator[str]:
    """Every page to which links lead from the front page, one after the other."""
    waiting, known = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        page.goto(path)
        yield path
        links = page.eval_on_selector_all("a[href]", "all => all.map(one => one.pathname)")
        found = [link for link in dict.fromkeys(links) if link not in known]
        known.update(found)
        waiting += [link for link in found if not link.endswith((".json", ".jsonl"))]
