"""Every key of the pages, in a browser that nobody touches with a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from pipeline.decisions.log import Kind
from tests.browsing import harbour, opened_browser, served, window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browsing import Served
    from tests.tables import Table

# What has the focus, by the row that it stands in.
_FOCUSED = "() => document.activeElement.closest('[data-row]')?.id"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    expect.set_options(timeout=20_000)
    with opened_browser() as opened:
        yield opened


@pytest.fixture
def table(tmp_path: Path) -> Table:
    return harbour(tmp_path)


@pytest.fixture
def site(table: Table) -> Iterator[Served]:
    with served(table.workspace) as opened:
        yield opened


@pytest.fixture
def page(browser: Browser, site: Served) -> Iterator[Page]:
    with window(browser, site.address) as opened:
        yield opened.page
        assert opened.wrong == []


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def show(page: Page, path: str, words: str) -> None:
    page.goto(path)
    expect(page.get_by_text(words)).to_be_visible()


def rows(page: Page) -> list[str]:
    """Ids of the rows, in the table's order."""
    found: list[str] = page.eval_on_selector_all("[data-row]", "all => all.map(one => one.id)")
    return found


def kinds(table: Table) -> list[str]:
    return [decision.kind.value for decision in table.log()]


def test_the_queue_is_decided_by_one_key_each(page: Page, table: Table) -> None:
    show(page, "/merges", "1 of 3 to decide")
    press(page, "s")
    expect(page.get_by_text("1 of 2 to decide")).to_be_visible()
    press(page, "d")
    expect(page.get_by_text("1 of 1 to decide")).to_be_visible()
    press(page, "u")
    expect(page.get_by_text("of 2 to decide")).to_be_visible()
    press(page, "r")
    expect(page.get_by_text("1 of 1 to decide")).to_be_visible()
    press(page, "n")
    expect(page.get_by_text("Every suggested merge is decided")).to_be_visible()
    assert kinds(table) == ["same", "different", "undo", "related", "not sure"]


def test_a_pair_is_left_for_later_and_a_reason_is_written(page: Page, table: Table) -> None:
    show(page, "/merges", "1 of 3 to decide")
    first = page.url
    press(page, "j")
    expect(page.get_by_text("2 of 3 to decide")).to_be_visible()
    assert page.url != first
    press(page, "w s d")
    expect(page.get_by_label("Why")).to_have_value("sd")
    assert kinds(table) == []


def test_rows_are_gone_through_and_ticked(page: Page, table: Table) -> None:
    show(page, "/table", "12 of 12 rows")
    there = rows(page)
    press(page, "j")
    assert page.evaluate(_FOCUSED) == there[0]
    press(page, "j j k")
    assert page.evaluate(_FOCUSED) == there[1]
    press(page, "k k k")
    assert page.evaluate(_FOCUSED) == there[0]
    press(page, "x j x j x x")
    for name, ticked in zip(there, (True, True, False), strict=False):
        assert page.get_by_label(f"Tick {name}").is_checked() is ticked
    assert kinds(table) == []


def test_a_row_is_changed_and_the_next_is_one_key_away(page: Page, table: Table) -> None:
    show(page, "/table", "12 of 12 rows")
    third = rows(page)[2]
    press(page, "j j e")
    expect(page.get_by_role("button", name="Save what I changed")).to_be_visible()
    page.get_by_label("Status", exact=True).last.focus()
    page.keyboard.type("ongoing")
    press(page, "Enter")
    page.get_by_role("button", name="Save what I changed").focus()
    press(page, "Enter")
    expect(page.get_by_role("cell", name="ongoing")).to_be_visible()
    press(page, "j")
    assert page.evaluate(_FOCUSED) == third
    press(page, "o")
    expect(page.get_by_role("heading", name=third, exact=True)).to_be_visible()
    assert kinds(table) == ["status"]


def test_after_a_row_was_opened_to_be_changed_the_keys_go_on_from_it(page: Page) -> None:
    show(page, "/table?edit=R-0004#R-0004", "12 of 12 rows")
    press(page, "j")
    there = rows(page)
    assert page.evaluate(_FOCUSED) == there[there.index("R-0004") + 1]


def test_a_row_is_accepted_changed_and_left_by_keys(page: Page, table: Table) -> None:
    show(page, "/rows/R-0005", "Accept as suggested")
    press(page, "e")
    expect(page.get_by_role("button", name="Save what I changed")).to_be_visible()
    press(page, "Tab")
    assert page.evaluate("document.activeElement.name") == "text"
    page.goto("/rows/R-0005")
    press(page, "a")
    expect(page.get_by_text("Accept as suggested")).to_have_count(0)
    press(page, "u")
    expect(page.get_by_text("Accept as suggested")).to_be_visible()
    press(page, "j")
    expect(page.get_by_role("heading", name="R-0005", exact=True)).to_have_count(0)
    press(page, "k")
    expect(page.get_by_role("heading", name="R-0005", exact=True)).to_be_visible()
    undone = [kind for kind in kinds(table) if kind != Kind.UNDO]
    assert len(kinds(table)) == 2 * len(undone) > 0


def test_pages_of_rows_and_searches_have_keys(page: Page) -> None:
    show(page, "/table?count=25", "12 of 12 rows")
    press(page, "/")
    page.keyboard.type("lamps")
    press(page, "Enter")
    expect(page.get_by_text("1 of 12 rows")).to_be_visible()
    press(page, "j")
    assert page.evaluate(_FOCUSED) == "R-0007"
    show(page, "/documents", "13 read")
    press(page, "/")
    page.keyboard.type("x")
    assert page.get_by_label("Search").input_value() == "x"


def test_every_key_is_on_the_page_of_help(page: Page) -> None:
    page.goto("/help")
    told = set(page.locator("tbody kbd").all_inner_texts())
    assert {*"sdrnwjkxeoapu/", "Tab"} == told
