"""The day of a reviewer in a browser: by mouse, by keyboard alone, and without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from pipeline.decisions.log import Kind
from tests.browsing import harbour, opened_browser, served, window
from tests.tables import said

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Locator, Page

    from tests.tables import Table

WHOLE_DAY = {
    ("same", "fees fees again", ""),
    ("different", "pilots", '{"mention_ids":["pilots again"]}'),
    ("undo", "pilots pilots again", ""),
    ("responsible", "lamps", "Harbour master"),
    ("status", "lamps", "ongoing"),
    ("status", "berths", "completed"),
    ("status", "buoys", "completed"),
    ("split", "tugs", '{"mention_ids":["radio"]}'),
}
_MOST_TABS = 400
# Why the focus is not to be seen; nothing where it is: it has a ring, and lies under nothing.
_HIDDEN = """() => {
  const one = document.activeElement;
  if (one === document.body) return "";
  const look = getComputedStyle(one), box = one.getClientRects()[0];
  if (look.outlineStyle === "none" || parseFloat(look.outlineWidth) < 2) return "no ring";
  const x = box.left + box.width / 2, y = box.top + box.height / 2;
  const above = document.elementFromPoint(x, y);
  return above && (one.contains(above) || above.contains(one)) ? "" : "under something";
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return harbour(tmp_path)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_reviewer_does_the_work_of_a_day_by_mouse(
    browser: Browser, table: Table, *, script: bool
) -> None:
    with (
        served(table.workspace) as site,
        window(browser, site.address, java_script_enabled=script) as opened,
    ):
        _decide_merges(opened.page)
        _find_rows(opened.page)
        _change_rows(opened.page)
        _split_a_row(opened.page)
        _read_the_log(opened.page)
        assert opened.wrong == []
    assert _decided(table) == WHOLE_DAY


def test_a_reviewer_does_the_same_by_keyboard_alone(browser: Browser, table: Table) -> None:
    with served(table.workspace) as site, window(browser, site.address) as opened:
        _decide_merges_by_keys(opened.page)
        _find_and_change_rows_by_keys(opened.page)
        _split_a_row_by_keys(opened.page)
        _read_the_log_by_keys(opened.page)
        assert opened.wrong == []
    assert _decided(table) == WHOLE_DAY


def _decided(table: Table) -> set[tuple[str, str, str]]:
    """What is in the log: kind, mentions, value; nothing of which decision was undone."""
    return {
        (kind, names, "" if kind == Kind.UNDO else value)
        for kind, names, value in said(table.log())
    }


def _expect(page: Page, text: str) -> None:
    """Wait until a page says something and its script is at work."""
    expect(page.get_by_text(text)).to_be_visible()
    page.wait_for_load_state()


def _page(page: Page, name: str) -> Locator:
    """The link to a page in the head of every page."""
    return page.get_by_role("navigation", name="Pages").get_by_role("link", name=name, exact=True)


def _decide_merges(page: Page) -> None:
    _page(page, "Merges").click()
    _expect(page, "1 of 3 to decide")
    page.get_by_label("Why").fill("both ask for it every year")
    page.get_by_role("button", name="Same").click()
    _expect(page, "1 of 2 to decide")
    page.get_by_role("button", name="Different").click()
    _expect(page, "1 of 1 to decide")
    page.get_by_role("button", name="Undo").click()
    _expect(page, "of 2 to decide")


def _find_rows(page: Page) -> None:
    _page(page, "Table").click()
    _expect(page, "12 of 12 rows")
    page.get_by_label("Search").fill("harbour")
    page.get_by_role("button", name="Show").click()
    _expect(page, "3 of 12 rows")
    page.get_by_label("Category").first.select_option("Funding of the IGF")
    page.get_by_role("button", name="Show").click()
    _expect(page, "1 of 12 rows")
    assert "q=harbour" in page.url
    page.get_by_role("link", name="Show without this search").click()
    page.get_by_role("link", name="Show without this filter").click()
    _expect(page, "12 of 12 rows")


def _change_rows(page: Page) -> None:
    lamps = page.get_by_role("row").filter(has_text="Lamps must be put")
    lamps.get_by_role("link", name="Edit").click()
    page.get_by_label("Responsible", exact=True).last.fill("Harbour master")
    page.get_by_label("Status", exact=True).last.select_option("ongoing")
    page.get_by_role("button", name="Save what I changed").click()
    expect(lamps.get_by_role("cell", name="Harbour master")).to_be_visible()
    for name in ("R-0001", "R-0002"):
        page.get_by_label(f"Tick {name}").check()
    page.get_by_label("Field").select_option("status")
    page.get_by_label("Value").fill("completed")
    page.get_by_role("button", name="Set", exact=True).click()
    expect(page.get_by_role("cell", name="completed")).to_have_count(2)


def _split_a_row(page: Page) -> None:
    page.get_by_role("link", name="R-0012", exact=True).click()
    tugs = page.get_by_role("listitem").filter(has_text="Tugs should stand ready")
    tugs.get_by_label("This is another recommendation").check()
    page.get_by_role("button", name="Split off what is ticked").click()
    expect(page.get_by_role("region", name="Who decided what")).to_contain_text(
        "taken out of its row"
    )


def _read_the_log(page: Page) -> None:
    _page(page, "Log").click()
    entries = page.get_by_role("main").get_by_role("listitem")
    expect(entries).to_have_count(8)
    expect(entries.last).to_contain_text("both ask for it every year")


def _reach(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, which is seen wherever it goes."""
    for _ in range(_MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
        hidden = page.evaluate(_HIDDEN)
        assert not hidden, (hidden, page.evaluate("document.activeElement.outerHTML"))
    pytest.fail(f"{wanted}: is not reached by Tab")


def _press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    _reach(page, wanted)
    page.keyboard.press(key)


def _type(page: Page, wanted: Locator, text: str) -> None:
    """Write into a field, or choose from it by writing."""
    _reach(page, wanted)
    page.keyboard.type(text)


def _decide_merges_by_keys(page: Page) -> None:
    _press(page, _page(page, "Merges"))
    _expect(page, "1 of 3 to decide")
    page.keyboard.press("w")
    page.keyboard.type("both ask for it every year")
    _press(page, page.get_by_role("button", name="Same"))
    _expect(page, "1 of 2 to decide")
    page.keyboard.press("d")
    _expect(page, "1 of 1 to decide")
    page.keyboard.press("u")
    _expect(page, "of 2 to decide")


def _find_and_change_rows_by_keys(page: Page) -> None:
    _press(page, _page(page, "Table"))
    _expect(page, "12 of 12 rows")
    page.keyboard.press("/")
    page.keyboard.type("lamps")
    page.keyboard.press("Enter")
    _expect(page, "1 of 12 rows")
    _press(page, page.get_by_role("link", name="Edit R-0007"))
    _expect(page, "Save what I changed")
    _type(page, page.get_by_label("Status", exact=True).last, "ongoing")
    _type(page, page.get_by_label("Responsible", exact=True).last, "Harbour master")
    _press(page, page.get_by_role("button", name="Save what I changed"))
    expect(page.get_by_role("cell", name="Harbour master")).to_be_visible()
    _press(page, page.get_by_role("link", name="Show without this search"))
    _expect(page, "12 of 12 rows")
    for name in ("R-0001", "R-0002"):
        _press(page, page.get_by_label(f"Tick {name}"), "Space")
    _type(page, page.get_by_label("Field"), "status")
    _type(page, page.get_by_label("Value"), "completed")
    _press(page, page.get_by_role("button", name="Set", exact=True))
    expect(page.get_by_role("cell", name="completed")).to_have_count(2)


def _split_a_row_by_keys(page: Page) -> None:
    _press(page, page.get_by_role("link", name="R-0012", exact=True))
    tugs = page.get_by_role("listitem").filter(has_text="Tugs should stand ready")
    _press(page, tugs.get_by_label("This is another recommendation"), "Space")
    _press(page, page.get_by_role("button", name="Split off what is ticked"))
    expect(page.get_by_role("region", name="Who decided what")).to_contain_text(
        "taken out of its row"
    )


def _read_the_log_by_keys(page: Page) -> None:
    _press(page, _page(page, "Log"))
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(8)
