"""The pages of a workspace as files that need no server."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli.site import site as site_command
from pipeline.decisions.log import Kind
from pipeline.errors import UsageError
from pipeline.web.opening import open_site
from pipeline.web.static_site import write_site
from tests.conftest import make_mention
from tests.tables import TEXTS, Table, make_row

if TYPE_CHECKING:
    from pathlib import Path

FEES, LAMPS, PILOTS = TEXTS
SCRIPT = "<script>alert('x')</script>"
ODD = f'../notes "{SCRIPT}"/?#&'


@pytest.fixture
def table(tmp_path: Path) -> Table:
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    made = Table(
        workspace,
        [[make_row(FEES, "a")], [make_row(f"Lamps must be lit {SCRIPT}.", "b")],
         [make_mention(PILOTS, mention_id="c", document_id=ODD)]],
        alike=[("a", "b")],
    )  # fmt: skip
    made.run()
    made.decide(Kind.REMARK, "a", SCRIPT)
    made.decide(Kind.RELEVANT, "b", "no")
    return made


def write_pages(table: Table, folder: Path) -> int:
    with open_site(table.workspace, reviewer="Ada") as site:
        return write_site(site, folder)


def read_pages(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def test_the_table_the_rows_the_documents_and_the_log_are_there(
    table: Table, tmp_path: Path
) -> None:
    folder = tmp_path / "out" / "site"
    count = write_pages(table, folder)
    pages = read_pages(folder)
    assert count == sum(name.endswith((".html", ".jsonl")) for name in pages)
    assert {"index.html", "documents.html", "log.html", "log.jsonl", "rows/r-0002.html"} <= set(
        pages
    )
    assert FEES in pages["index.html"].decode()
    assert FEES in pages["rows/r-0002.html"].decode()
    assert sum(name.startswith("documents/") for name in pages) == 3
    assert b"remark" in pages["log/1.html"]
    assert b"R-0003" in pages["table-removed.html"]


def test_every_link_leads_to_a_page_that_is_there(table: Table, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_pages(table, folder)
    for path in folder.rglob("*.html"):
        page = lxml.html.fromstring(path.read_bytes())
        for link in page.xpath("//@href | //@src"):
            split = urlsplit(link)
            assert not split.scheme, (path, link)
            assert not link.startswith("/"), (path, link)
            target = path.parent / unquote(split.path) if split.path else path
            assert target.is_file(), (path, link)
            if split.fragment:
                there = lxml.html.fromstring(target.read_bytes())
                assert there.xpath("//*[@id=$name]", name=unquote(split.fragment)), (path, link)


def test_nothing_in_it_runs_or_sends(table: Table, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_pages(table, folder)
    for name, text in read_pages(folder).items():
        if not name.endswith(".html"):
            continue
        assert SCRIPT.encode() not in text, name
        page = lxml.html.fromstring(text)
        assert page.xpath("//script | //form | //input | //button | //@style") == [], name
        assert not [a for a in page.xpath("//@*") if a.attrname.startswith("on")], name
        (policy,) = page.xpath("//meta[@http-equiv]/@content")
        assert "script-src 'none'" in policy
        assert len(page.xpath("//h1")) == 1, name
    assert not {path.suffix for path in folder.rglob("*.js")}


def test_the_same_workspace_gives_the_same_bytes(table: Table, tmp_path: Path) -> None:
    write_pages(table, tmp_path / "one")
    write_pages(table, tmp_path / "two")
    assert read_pages(tmp_path / "one") == read_pages(tmp_path / "two")


def test_an_earlier_site_is_replaced_whole(table: Table, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    folder.mkdir()
    write_pages(table, folder)
    (folder / "rows" / "r-9999.html").write_text("old")
    write_pages(table, folder)
    assert not (folder / "rows" / "r-9999.html").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"workspace", "site"}


def test_a_folder_of_something_else_is_left_alone(table: Table, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(UsageError, match="holds no site"):
        write_pages(table, tmp_path)
    with pytest.raises(UsageError, match="holds no site"):
        write_pages(table, tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_what_cannot_be_written_is_told_and_leaves_nothing(table: Table, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be written"):
        write_pages(table, tmp_path / "file" / "site")


def test_no_name_of_a_document_leaves_the_folder(table: Table, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    write_pages(table, folder)
    (odd,) = [path for path in (folder / "documents").iterdir() if "notes" in path.name]
    assert PILOTS in odd.read_text(encoding="utf-8")


def test_the_command_writes_it(table: Table, tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(site_command)
    called = [str(tmp_path / "site"), "--workspace", str(table.workspace)]
    answer = CliRunner().invoke(app, called)
    assert answer.exit_code == 0, answer.output
    assert (tmp_path / "site" / "index.html").exists()
