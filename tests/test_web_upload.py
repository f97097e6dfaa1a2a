"""Documents that a secretariat uploads, and the page of the run that reads them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.adding import safe_names
from pipeline.register import read_register
from pipeline.web import receiving
from pipeline.web.runs import Progress, Runs
from tests.tables import TEXTS, Table, make_row
from tests.web import one_reviewer, token_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from httpx2 import Response
    from starlette.testclient import TestClient

SCRIPT = "<script>alert('x')</script>"
TEXT = b"The harbour board should publish its fees every year.\n"


@pytest.fixture
def table(tmp_path: Path) -> Table:
    made = Table(tmp_path, [[make_row(TEXTS[0], "a")]])
    made.run()
    return made


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[Runs]:
    """The runs that were begun; none of them runs."""
    runs: list[Runs] = []

    def begin(one: Runs) -> None:
        runs.append(one)

    monkeypatch.setattr(Runs, "begin", begin)
    return runs


@pytest.fixture
def client(table: Table, begun: list[Runs]) -> Iterator[TestClient]:
    assert begun == []
    with one_reviewer(table.workspace) as opened:
        yield opened


def upload(client: TestClient, *files: tuple[str, bytes], **data: str) -> Response:
    sent = {"token": token_of(client, "/documents"), **data}
    return client.post("/documents", data=sent, files=[("files", file) for file in files])


def in_corpus(table: Table) -> dict[str, bytes]:
    found = (table.workspace / "corpus").glob("*")
    return {
        path.name: path.read_bytes()
        for path in found
        if path.name != "sources.toml" and not path.name.startswith(".")
    }


def test_files_are_in_the_corpus_with_what_is_said_of_them_and_a_run_begins(
    client: TestClient, table: Table, begun: list[Runs]
) -> None:
    said = {"body": "Harbour board", "stakeholder_group": "port", "published": "2031-05-06"}
    answer = upload(client, ("fees.txt", TEXT), ("lamps.txt", b"Lamps must be lit.\n"), **said)
    assert answer.url.path == "/run"
    assert set(in_corpus(table)) == {"fees.txt", "lamps.txt"}
    sources = read_register(table.workspace).processed()
    assert [(s.body, s.stakeholder_group, str(s.published)) for s in sources] == [
        ("Harbour board", "port", "2031-05-06")
    ] * 2
    assert len(begun) == 1


def test_another_file_of_the_same_name_gets_a_number_and_the_first_stays(
    client: TestClient, table: Table
) -> None:
    upload(client, ("fees.txt", TEXT))
    upload(client, ("fees.txt", b"Another text should be here.\n"), ("fees.txt", b"And a third.\n"))
    assert set(in_corpus(table)) == {"fees.txt", "fees-2.txt", "fees-3.txt"}
    assert in_corpus(table)["fees.txt"] == TEXT


def test_what_is_there_already_is_refused(client: TestClient, begun: list[Runs]) -> None:
    upload(client, ("fees.txt", TEXT))
    answer = upload(client, ("other.txt", TEXT), ("new.txt", b"Pilots should rest.\n"))
    assert "same content as fees.txt" in answer.text
    assert "new.txt" in answer.text
    assert len(begun) == 2


@pytest.mark.parametrize(
    "name",
    [
        "../../escape.txt",
        "..\\..\\escape.txt",
        "/etc/escape.txt",
        "C:\\Windows\\escape.txt",
        ".hidden.txt",
        "a\x01b\x1f.txt",
        "long" * 500 + ".txt",
        SCRIPT + ".txt",
        "sources.toml.txt",
        "con\u202etxt.txt",
    ],
)
def test_no_name_leaves_the_corpus_folder(client: TestClient, table: Table, name: str) -> None:
    answer = upload(client, (name, TEXT))
    assert answer.url.path == "/run"
    (kept,) = in_corpus(table)
    assert not re.search(r'[/\\:*?"<>|\x00-\x1f\u202e]', kept)
    assert len(kept.encode()) <= 255
    assert not kept.startswith(".")
    outside = {path.name for path in table.workspace.iterdir()}
    assert outside == {"corpus", "outputs", "cache", "stocktake.db"} | {
        name for name in outside if name.startswith("stocktake.db")
    }
    assert SCRIPT not in client.get("/documents").text


@given(st.text(min_size=1))
def test_a_safe_name_is_no_path_and_fits(name: str) -> None:
    safe = next(safe_names(name))
    assert safe not in {"", ".", ".."}
    assert not set(safe) & set('/\\:*?"<>|\0')
    assert len(safe.encode()) <= 255


def test_types_that_cannot_be_read_and_empty_files_are_refused_with_the_reason(
    client: TestClient, table: Table, begun: list[Runs]
) -> None:
    answer = upload(client, ("tool.exe", b"MZ\x90\0\x03"), ("none.txt", b""), (f"{SCRIPT}.x", b"?"))
    assert answer.status_code == 400
    assert "Nothing was added" in answer.text
    assert ".exe" in answer.text
    assert "is empty" in answer.text
    assert SCRIPT not in answer.text
    assert in_corpus(table) == {}
    assert begun == []


def test_a_file_that_is_too_large_is_refused(
    client: TestClient, table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receiving, "MEGABYTES", 0.00001)
    assert "is larger than" in upload(client, ("fees.txt", TEXT)).text
    assert in_corpus(table) == {}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"title": "Both"}, "a title is of one file, but 2 were sent"),
        ({"symbol": "A/1"}, "a symbol is of one file"),
        ({"published": "yesterday"}, "is no date"),
        ({"body": "a\x02b"}, "holds a character that is no text"),
    ],
)
def test_what_cannot_be_said_of_files_is_told(
    client: TestClient, table: Table, data: dict[str, str], said: str
) -> None:
    answer = upload(client, ("a.txt", TEXT), ("b.txt", b"Lamps must be lit.\n"), **data)
    assert answer.status_code == 400
    assert said in answer.text
    assert in_corpus(table) == {}


def test_a_form_without_files_or_with_far_too_many_parts_is_told(
    client: TestClient, table: Table
) -> None:
    assert "no file was sent" in upload(client, ("", b"")).text
    many = [(f"{number}.txt", TEXT) for number in range(21)]
    assert upload(client, *many).status_code == 400
    fields = {f"field{number}": "x" for number in range(2_001)}
    assert upload(client, ("a.txt", TEXT), **fields).status_code == 400
    assert (
        upload(client, ("a.txt", TEXT), **{f"f{n}": "x" for n in range(1_000)}).status_code == 200
    )
    assert set(in_corpus(table)) == {"a.txt"}


def test_a_form_from_elsewhere_is_refused(client: TestClient, table: Table) -> None:
    assert client.post("/documents", data={"token": "other"}).status_code == 403
    assert in_corpus(table) == {}


def test_nothing_is_left_beside_the_corpus(client: TestClient, table: Table) -> None:
    upload(client, ("fees.txt", TEXT), ("tool.exe", b"MZ\x90\0\x03"))
    assert [path for path in (table.workspace / "cache").iterdir() if path.is_dir()] == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(st.binary(min_size=1, max_size=50))
def test_no_content_is_looked_into(client: TestClient, content: bytes) -> None:
    assert upload(client, ("any.txt", content)).status_code in (200, 400)


def test_a_workspace_without_a_run_takes_its_first_documents(
    tmp_path: Path, begun: list[Runs]
) -> None:
    with one_reviewer(tmp_path) as client:
        assert "None was read yet" in client.get("/documents").text
        assert upload(client, ("fees.txt", TEXT)).status_code == 200
        assert "The last run" in client.get("/run").text
    assert len(begun) == 1


def show(client: TestClient, progress: Progress) -> str:
    client.app.state.site.runs.progress = progress  # type: ignore[attr-defined] # starlette's own
    return client.get("/run").text


def test_the_page_of_a_run_shows_how_far_it_is_and_asks_again(client: TestClient) -> None:
    page = show(
        client,
        Progress(number=1, ended=None, stage="Reading documents", done=3, steps=9, said=SCRIPT),
    )
    assert "3 of 9" in page
    assert '<progress id="done" max="9" value="3">' in page
    assert '<noscript><meta http-equiv="refresh"' in page
    assert SCRIPT not in page
    assert "Documents are being processed" in client.get("/documents").text


def test_a_run_that_failed_says_why(client: TestClient) -> None:
    page = show(client, Progress(number=1, ended=75, error="another is at work there"))
    assert "The run failed: another is at work there" in page
    assert "refresh" not in page
    page = show(client, Progress(number=1, ended=1, said="KeyError: 'x'"))
    assert "The run failed: KeyError" in page


def test_a_run_that_is_done_says_what_is_new(table: Table, begun: list[Runs]) -> None:
    (table.workspace / "corpus").mkdir()
    with one_reviewer(table.workspace) as client:
        page = show(client, Progress(number=1, ended=0, counts={"documents": 4, "gone": 2}))
        assert "4 documents" in page
        assert "2 are gone" in page
        assert "New: 0" in page
        send = {"token": token_of(client, "/run")}
        assert client.post("/run", data=send).url.path == "/run"
    assert len(begun) == 1
