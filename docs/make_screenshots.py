"""Take the pictures of the pages in ``docs/screenshots/``, over the sample corpus."""  # noqa: INP001 (a script, not a package)

from __future__ import annotations

import io
import shutil
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PIL import Image

ROOT = Path(__file__).parents[1]
# The server and the browser are those of the tests.
sys.path.insert(0, str(ROOT))

from pipeline.assessing import look_for_evidence  # noqa: E402 (after the path is set)
from pipeline.board import View  # noqa: E402 (as above)
from pipeline.decisions.log import Choice, Kind, propose  # noqa: E402 (as above)
from pipeline.decisions.progress import (  # noqa: E402 (as above)
    Assessment,
    Confidence,
    Milestone,
)
from pipeline.reporting.recording import (  # noqa: E402 (as above)
    assess,
    propose_step,
    set_milestone,
)
from pipeline.reviewing import choose, decide  # noqa: E402 (as above)
from pipeline.run import run  # noqa: E402 (as above)
from pipeline.store.roles import Role  # noqa: E402 (as above)
from tests.browsing import opened_browser, served, window  # noqa: E402 (as above)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from pipeline.web.site import Site
    from tests.browsing import Served

PICTURES = ROOT / "docs" / "screenshots"
WIDE, NARROW, HEIGHT = 1280, 360, 900
_COLOURS = 256
# Today is another day at each time.
_SAY_ANOTHER_DAY = """([today, day]) => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) texts.currentNode.data = texts.currentNode.data.replaceAll(today, day);
}"""
_WHEN, _DAY = "2025-03-14 09:26 UTC", date(2025, 3, 14)
# Names of pictures, with the addresses of their pages.
PAGES = {
    "overview": "/",
    "merge": "/merges",
    "table": "/table?count=25",
    "table-filtered": "/table?q=secretariat&category=outcomes",
    "table-editing": "/table?q=brought&edit={row}#{row}",
    "recommendation": "/rows/{row}",
    "progress": "/progress",
    "evidence": "/progress/evidence",
    "documents": "/documents",
    "document": "/documents/orf-wg-2024-3",
    "checks": "/documents/checks#gone",
    "log": "/log",
    "decision": "/log/1",
    "agreement": "/log/agreement",
    "proposals": "/proposals",
    "run": "/run",
    "account": "/account",
    "accounts": "/accounts",
    "help": "/help",
    "api": "/api",
}
ON_A_PHONE = (
    "overview",
    "merge",
    "table",
    "recommendation",
    "proposals",
    "documents",
    "progress",
    "evidence",
)
# A sentence on which somebody decides, and what a new version of its document says instead.
REVISED = "meridian-utilities-submission.md"
BEFORE = "Session summaries of one page, out within four weeks,"
AFTER = "Summaries of every session on a single page"
OUTSIDE = {"sign-in": "/sign-in", "invitation": "/invitation/{token}"}


def main() -> None:
    """Write every picture anew."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    PICTURES.mkdir()
    with TemporaryDirectory() as folder:
        workspace = Path(folder)
        shutil.copytree(ROOT / "corpus", workspace / "corpus")
        settings = '[deciding]\nrule = "agreements"\n'
        (workspace / "stocktake.toml").write_text(settings, encoding="utf-8")
        _run(workspace)
        with served(workspace, reviewer="") as site:
            row = _review(site.site)
        _revise(workspace)
        look_for_evidence(workspace, None, force=False, progress=lambda _, __: lambda: None)
        with served(workspace, reviewer="") as site:
            _picture(site, row)


def _run(workspace: Path) -> None:
    run(workspace, (), since=None, progress=lambda _stage, _steps: lambda: None)


def _revise(workspace: Path) -> None:
    """Take a sentence on which somebody decided out of its document, and run again."""
    document = workspace / "corpus" / REVISED
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace(BEFORE, AFTER), encoding="utf-8")
    _run(workspace)


def _review(site: Site) -> str:
    """The id of a row on which several people decided."""
    site.known()
    first, second, third, *_ = dict.fromkeys(_rows_to_merge(site))
    for reviewer, kind, name, value in (
        ("Ada Okafor", Kind.CATEGORY, first, "outcomes"),
        ("Ben Lindqvist", Kind.STATUS, first, "ongoing"),
        ("Ada Okafor", Kind.RESPONSIBLE, first, "Secretariat"),
        ("Ben Lindqvist", Kind.CATEGORY, first, "monitoring"),
        ("Ben Lindqvist", Kind.STATUS, second, "completed"),
        ("Chiara Rossi", Kind.CATEGORY, second, "funding"),
        ("Chiara Rossi", Kind.REMARK, third, "The host countries were asked; answers come in May."),
    ):
        _decide(site, choose(site.board, site.vocabulary, kind, [name], value=value), reviewer)
    proposed = choose(
        site.board, site.vocabulary, Kind.STATUS, [third], value="ongoing", note="It began in May."
    )
    _decide(site, [propose(one) for one in proposed], "Ben Lindqvist")
    _record(site, first)
    (gone,) = site.board.find(View(search=BEFORE.rstrip(",")))
    status = choose(site.board, site.vocabulary, Kind.STATUS, [gone.id], value="ongoing")
    _decide(site, status, "Chiara Rossi")
    return first


def _record(site: Site, row: str) -> None:
    """How far a row is carried out, and what comes next."""
    found = Assessment(
        as_of=_DAY,
        status="ongoing",
        found="A first table is on the website; it is not yet complete.",
        claimed="completed",
        statement="The table was published in March.",
        confidence=Confidence.MEDIUM,
    )
    due = Milestone(
        name="First complete table", due=_DAY + timedelta(days=400), owner="Secretariat"
    )
    _decide(site, [assess(site.board, row, found)], "Ada Okafor")
    _decide(site, [set_milestone(site.board, row, due)], "Ada Okafor")
    _decide(
        site, [propose_step(site.board, row, "Ask the hosts for what is missing.")], "Ben Lindqvist"
    )


def _rows_to_merge(site: Site) -> Iterator[str]:
    for number in site.board.merges():
        merge = site.board.merge(number)
        if merge:
            yield merge.left.id


def _decide(site: Site, choices: list[Choice], reviewer: str) -> None:
    decide(site.workspace, choices, reviewer=reviewer)
    site.known()


def _picture(site: Served, row: str) -> None:
    token = site.invite("Dana Petrov", Role.REVIEWER)
    ada = site.member("Ada Okafor")
    for name, role in (("Ben Lindqvist", Role.REVIEWER), ("Chiara Rossi", Role.FACILITATOR)):
        site.member(name, role)
    with opened_browser() as browser:
        with window(browser, site.address, session=ada) as opened:
            for name, path in PAGES.items():
                _take(opened.page, path.format(row=row), f"{name}.png", WIDE)
            for name in ON_A_PHONE:
                _take(opened.page, PAGES[name].format(row=row), f"{name}-phone.png", NARROW)
        with window(browser, site.address) as opened:
            for name, path in OUTSIDE.items():
                _take(opened.page, path.format(token=token), f"{name}.png", WIDE)


def _take(page: Page, path: str, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.goto(path)
    # The same at each time.
    page.eval_on_selector_all("time", f"all => all.forEach(one => one.textContent = '{_WHEN}')")
    page.evaluate(_SAY_ANOTHER_DAY, [f"{datetime.now().astimezone():%Y-%m-%d}", f"{_DAY}"])
    shot = Image.open(io.BytesIO(page.screenshot()))
    few = shot.convert("RGB").quantize(
        _COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE
    )
    few.save(PICTURES / name, optimize=True)


if __name__ == "__main__":
    main()
