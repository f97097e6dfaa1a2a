"""Every page for everybody: narrow and wide, with large text, light and dark."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from starlette.routing import Route

from pipeline.assess import Kind as Says
from pipeline.decisions.log import Choice, Kind, propose, write_value
from pipeline.decisions.progress import Assessment, Evidence, Indicator, Milestone, Observation
from pipeline.reviewing import decide
from pipeline.store.roles import Role
from pipeline.web.pages import ROUTERS
from pipeline.web.runs import Progress
from tests.browsing import Served, harbour, opened_browser, served, window
from tests.found import keep_found, to_evidence

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, CDPSession, Page

    from tests.browsing import Window
    from tests.tables import Table

# Pages by their routes, each as people may see it.
PAGES = {
    "/": ("/",),
    "/account": ("/account",),
    "/accounts": ("/accounts",),
    "/api": ("/api",),
    "/documents": ("/documents", "/documents?search=nothing-has-this"),
    "/documents/checks": ("/documents/checks",),
    "/documents/{document_id:path}": ("/documents/fees",),
    "/help": ("/help",),
    "/log": ("/log?done=1-2",),
    "/log/agreement": ("/log/agreement",),
    "/log/{number}": ("/log/1",),
    "/merges": ("/merges?state=related",),
    "/merges/{number}": ("/merges/0",),
    "/progress": ("/progress?days=365&body=Harbour+board", "/progress?body=nobody"),
    "/progress/evidence": ("/progress/evidence",),
    "/proposals": ("/proposals", "/proposals?show=closed"),
    "/rows/{name}": ("/rows/R-0001", "/rows/R-0012"),
    "/run": ("/run",),
    "/table": (
        "/table",
        "/table?edit=R-0004",
        "/table?q=harbour&category=funding",
        "/table?sort=x",
    ),
}
# Pages for whoever is not signed in.
OUTSIDE = {"/invitation/{token}": "/invitation/{token}", "/sign-in": "/sign-in?next=/table"}
NOWHERE = "/nothing"
FILES = {"/log.jsonl"}
# Width in CSS pixels, scheme, and size of text in percent: each with each of the others once.
LOOKS = ((320, "light", 100), (320, "dark", 200), (1280, "light", 200), (1280, "dark", 100))
# Rules that are not on by themselves: touch targets of 24 pixels, as WCAG 2.2 has it.
_OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}
_USUAL_TEXT = 16


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as opened:
        yield opened


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    workspace = tmp_path_factory.mktemp("harbour")
    (workspace / "stocktake.toml").write_text('[deciding]\nrule = "agreements"\n')
    table = harbour(workspace)
    table.decide(Kind.CATEGORY, "fees", "linkages")
    table.decide(Kind.CATEGORY, "fees", "funding", reviewer="Ben")
    proposed = propose(Choice(kind=Kind.STATUS, mention_ids=("lamps",), value="ongoing"))
    decide(workspace, [proposed], reviewer="Ben")
    _record_progress(table)
    _find_evidence(workspace)
    with served(workspace, reviewer="") as opened:
        yield opened


def _record_progress(table: Table) -> None:
    """Some of each kind, of the first row."""
    day = date(2020, 1, 31)
    evidence = Evidence(quotation="It is half done.", link="https://example.org/long" + "/x" * 50)
    for kind, value in (
        (
            Kind.ASSESSED,
            Assessment(as_of=day, status="ongoing", claimed="completed", evidence=evidence),
        ),
        (Kind.MILESTONE, Milestone(name="Draft", due=day, owner="Harbour board")),
        (Kind.INDICATOR, Indicator(name="Berths given", unit="%", target=Decimal(90))),
        (Kind.OBSERVED, Observation(indicator="Berths given", on=day, value=Decimal(40))),
        (
            Kind.OBSERVED,
            Observation(indicator="Berths given", on=date(2021, 1, 31), value=Decimal(70)),
        ),
    ):
        table.decide(kind, "berths", write_value(value))
    table.decide(Kind.NEXT_STEP, "berths", "Ask the pilots.")
    table.decide(Kind.TARGET_DATE, "berths", "2020-06-30")


def _find_evidence(workspace: Path) -> None:
    """Two passages of the first row, one of another."""
    words = ("pilots", "berths")
    keep_found(
        workspace,
        to_evidence("R-0001", "Pilots were given their berths.", document="lamps", words=words),
        to_evidence("R-0001", "Berths are late.", Says.DELAY, document="lamps", score=0.3),
        to_evidence("R-0012", "The tugs have radios now.", document="lamps", published=None),
    )


@pytest.fixture(scope="module")
def opened(browser: Browser, site: Served) -> Iterator[Window]:
    with window(browser, site.address, session=site.member("Ada")) as one:
        yield one


def test_every_page_is_tried() -> None:
    routes = [route for router in ROUTERS for route in router.routes if isinstance(route, Route)]
    shown = {route.path for route in routes if "GET" in (route.methods or ())}
    assert shown - FILES == {*PAGES, *OUTSIDE} - {"/api"}


@pytest.mark.parametrize("path", [NOWHERE, *(path for some in PAGES.values() for path in some)])
def test_a_page_can_be_used_by_everybody(opened: Window, path: str) -> None:
    opened.page.goto(path)
    assert opened.page.get_by_role("navigation", name="Pages").count() == 1
    assert _find_faults(opened) == {}


def test_a_form_of_progress_that_cannot_be_taken_can_be_used_by_everybody(opened: Window) -> None:
    opened.page.goto("/rows/R-0001")
    opened.page.get_by_text("Assess how far it is").click()
    opened.page.get_by_label("In words").fill("Nothing that says how far it is.")
    opened.page.get_by_role("button", name="Record the assessment").click()
    wrong = opened.page.locator("#assessment-status")
    assert wrong.evaluate("one => one === document.activeElement")
    assert opened.page.get_by_label("In words").input_value().startswith("Nothing that says")
    assert _find_faults(opened) == {}


@pytest.mark.parametrize("path", [*OUTSIDE.values(), "/table"])
def test_a_page_can_be_used_by_who_is_not_signed_in(
    browser: Browser, site: Served, path: str
) -> None:
    token = site.invite("Cem", Role.REVIEWER)
    with window(browser, site.address) as opened:
        opened.page.goto(path.format(token=token))
        assert _find_faults(opened) == {}


def test_the_page_of_a_run_can_be_used_while_it_works(opened: Window, site: Served) -> None:
    runs = site.site.runs
    runs.progress = Progress(number=1, stage="Reading documents", done=3, steps=9, ended=None)
    opened.page.goto("/run")
    assert opened.page.get_by_role("progressbar").count() == 1
    assert _find_faults(opened) == {}
    runs.progress = Progress()


def _find_faults(opened: Window) -> dict[tuple[int, str, int], list[str]]:
    """What is wrong with a page in each look."""
    page = opened.page
    assert page.title().endswith(" · Stocktake")
    assert page.locator("h1").count() == page.locator("main").count() == 1
    chrome = opened.context.new_cdp_session(page)
    return {look: faults for look in LOOKS if (faults := _look(page, chrome, *look))}


def _look(page: Page, chrome: CDPSession, width: int, scheme: str, text: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type] # one of two
    size = _USUAL_TEXT * text // 100
    chrome.send("Page.setFontSizes", {"fontSizes": {"standard": size, "fixed": size}})
    page.wait_for_function(f"getComputedStyle(document.documentElement).fontSize === '{size}px'")
    found = [
        f"{rule['id']}: {node['target']}"
        for rule in Axe().run(page, options=_OPTIONS).response["violations"]
        for node in rule["nodes"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return [*found, f"{wide} pixels wide"] if wide > width else found
