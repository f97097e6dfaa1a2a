"""Adding: copies in the corpus folder, entries in the register, and never a loss of either."""

from __future__ import annotations

import errno
import multiprocessing
import os
import tempfile
import tomllib
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adding import Added, Description, add
from pipeline.errors import ConfigError, UsageError
from pipeline.intake import take_in
from pipeline.register import LOCK, REGISTER, load_register, read_register, withdraw
from tests import strategies
from tests.conftest import write

TODAY = date(2025, 3, 14)


def why_unreadable(path: Path) -> str:
    return "" if path.suffix.lower() == ".txt" else f"has the ending {path.suffix!r}"


def add_to(
    workspace: Path,
    *paths: Path,
    on: date = TODAY,
    **said: Any,  # noqa: ANN401 (any field of a description)
) -> tuple[list[Added], dict[str, str]]:
    """What was added, and the reason for each refused file."""
    description = Description(**said)
    added, rejections = add(workspace, paths, description, on=on, why_unreadable=why_unreadable)
    return added, {rejection.item: rejection.reason for rejection in rejections}


def files(workspace: Path) -> dict[str, str]:
    """Texts of the documents in the corpus folder, by their names."""
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in (workspace / "corpus").iterdir()
        if path.name not in (REGISTER.name, LOCK.name)
    }


def entries(workspace: Path) -> list[dict[str, Any]]:
    sources: list[dict[str, Any]] = tomllib.loads(
        (workspace / REGISTER).read_text(encoding="utf-8")
    )["source"]
    return sources


def test_a_file_is_copied_and_registered_with_all_that_is_said_of_it(tmp_path: Path) -> None:
    said = {
        "title": "On piers",
        "symbol": "ORF/1",
        "body": "Harbour board",
        "stakeholder_group": "government",
        "region": "Northern Delta",
        "kind": "report",
        "published": date(2024, 1, 2),
        "language": "fr",
        "url": "https://example.org/1",
        "contribution": "harbour",
        "text_column": "Your proposal",
    }
    add_to(tmp_path / "w", write(tmp_path / "pier.txt", "x"), **said)
    assert files(tmp_path / "w") == {"pier.txt": "x"}
    key = {"id": "orf-1-fr", "path": "pier.txt", "registered": TODAY}
    assert entries(tmp_path / "w") == [key | said]


@pytest.mark.parametrize(
    ("said", "document_id"),
    [
        ({}, "doc-2d711642b726"),
        ({"symbol": "A/70/1"}, "a-70-1"),
        ({"symbol": "A/70/1", "language": "en"}, "a-70-1"),
        ({"symbol": "A/70/1", "language": "es"}, "a-70-1-es"),
        ({"symbol": "A/70/1", "document_id": "mine"}, "mine"),
        ({"symbol": "..."}, "doc-2d711642b726"),
    ],
)
def test_a_document_is_known_by_the_id_given_else_its_symbol_else_its_content(
    tmp_path: Path, said: dict[str, str], document_id: str
) -> None:
    (added,), _ = add_to(tmp_path / "w", write(tmp_path / "a.txt", "x"), **said)
    assert added.source.document_id == document_id


def test_an_id_that_is_taken_is_an_error_that_says_both_ways_out(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    add_to(workspace, write(tmp_path / "a.txt", "x"), symbol="A/70/1")
    with pytest.raises(UsageError, match=r"a\.txt.* --replaces a-70-1; .* --id"):
        add_to(workspace, write(tmp_path / "b.txt", "y"), symbol="a/70/1")
    assert files(workspace) == {"a.txt": "x"}


def test_a_symbol_that_another_document_has_is_pointed_out(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    add_to(workspace, write(tmp_path / "a.txt", "x"), symbol="A/70/1", document_id="first")
    (added,), _ = add_to(workspace, write(tmp_path / "b.txt", "y"), symbol="A/70/1")
    (other,), _ = add_to(workspace, write(tmp_path / "c.txt", "z"), symbol="A/70/1", language="fr")
    assert (added.namesakes, other.namesakes) == (("first",), ())


def test_a_folder_is_added_with_all_below_it(tmp_path: Path) -> None:
    for name in ("a.txt", "deep/er/b.txt", ".hidden.txt", "film.mp4"):
        write(tmp_path / "in" / name, name)
    added, refused = add_to(tmp_path / "w", tmp_path / "in", contribution="delta")
    assert [file.source.name for file in added] == ["a.txt", "b.txt"]
    assert {file.source.contribution for file in added} == {"delta"}
    assert list(refused) == ["film.mp4"]


def test_several_files_without_a_contribution_do_not_belong_together(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, name) for name in ("a.txt", "b.txt")]
    added, _ = add_to(tmp_path / "w", *paths)
    assert [file.source.contribution for file in added] == ["", ""]


@pytest.mark.parametrize("field", ["title", "symbol", "document_id", "replaces"])
def test_what_is_of_one_file_cannot_be_said_of_several(tmp_path: Path, field: str) -> None:
    paths = [write(tmp_path / name, name) for name in ("a.txt", "b.txt")]
    with pytest.raises(UsageError, match="2 were found"):
        add_to(tmp_path / "w", *paths, **{field: "x"})
    assert not (tmp_path / "w").exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"language": "English"}, "--language 'English': write two letters"),
        ({"body": "a\nb"}, "--body"),
        ({"title": "\udcff"}, "--title"),
        ({"document_id": "a", "replaces": "b"}, "leave --id out"),
        ({"replaces": "b"}, "'b' is no document"),
    ],
)
def test_a_description_that_cannot_be_used_is_an_error_that_says_how_to_write_it(
    tmp_path: Path, said: dict[str, str], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        add_to(tmp_path / "w", write(tmp_path / "a.txt", "x"), **said)
    assert not (tmp_path / "w").exists()


def test_what_cannot_be_added_is_refused_with_a_reason_and_not_copied(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    first, second = (write(tmp_path / name, "x") for name in ("a.txt", "b.txt"))
    odd = [tmp_path / "gone.txt", write(tmp_path / "film.mp4", "film")]
    _, refused = add_to(workspace, first, second, *odd)
    assert "no such file" in refused["gone.txt"]
    assert ".mp4" in refused["film.mp4"]
    assert refused["b.txt"] == "same content as a.txt, which is taken in its place"
    _, refused = add_to(workspace, first)
    assert refused["a.txt"] == "same content as a.txt, which is registered as doc-2d711642b726"
    assert files(workspace) == {"a.txt": "x"}


def test_a_file_that_the_disk_has_no_room_for_is_refused_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill_the_disk(path: Path, place: Path) -> None:
        write(place, "part of it")
        raise OSError(errno.ENOSPC, "No space left on device", path)

    monkeypatch.setattr("pipeline.adding.shutil.copyfile", fill_the_disk)
    added, refused = add_to(tmp_path / "w", write(tmp_path / "a.txt", "x"))
    assert (added, refused) == ([], {"a.txt": "cannot be copied (No space left on device)"})
    assert files(tmp_path / "w") == {}


def test_a_second_file_of_a_name_gets_a_number_and_overwrites_nothing(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    write(workspace / "corpus" / "a-2.txt", "not registered yet")
    for number in range(3):
        add_to(workspace, write(tmp_path / str(number) / "a.txt", str(number)))
    assert files(workspace) == {
        "a.txt": "0",
        "a-2.txt": "not registered yet",
        "a-3.txt": "1",
        "a-4.txt": "2",
    }


def test_the_place_of_a_registered_file_that_is_gone_is_not_taken(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    add_to(workspace, write(tmp_path / "a.txt", "x"))
    (workspace / "corpus" / "a.txt").unlink()
    (added,), _ = add_to(workspace, write(tmp_path / "a.txt", "y"))
    assert added.source.name == "a-2.txt"


def test_a_file_that_lies_in_the_corpus_is_registered_there(tmp_path: Path) -> None:
    inside = write(tmp_path / "corpus" / "sub" / "a.txt", "x")
    (added,), _ = add_to(tmp_path, inside, title="On piers")
    assert added.source.path == inside
    assert entries(tmp_path)[0]["path"] == "sub/a.txt"


def test_a_copy_that_lies_in_the_corpus_unregistered_is_used(tmp_path: Path) -> None:
    write(tmp_path / "corpus" / "a.txt", "x")
    add_to(tmp_path, write(tmp_path / "a.txt", "x"), title="On piers")
    assert files(tmp_path) == {"a.txt": "x"}


@pytest.mark.parametrize(
    ("name", "copied"),
    [
        ("a\nb.txt", "a-b.txt"),
        ("a\\b:c.txt", "a-b-c.txt"),
        ("\u202etxt.a.txt", "-txt.a.txt"),
        (".hidden.txt", "hidden.txt"),
        ("  .txt", "document.txt"),
        ("e\u0301te\u0301.txt", "\u00e9t\u00e9.txt"),
        ("README.md.txt", "README.md.txt"),
        ("x" * 250 + ".txt", "x" * 180 + ".txt"),
    ],
)
def test_the_name_of_a_copy_is_fit_for_any_system(tmp_path: Path, name: str, copied: str) -> None:
    (added,), _ = add_to(tmp_path / "w", write(tmp_path / "in" / name, "x"))
    assert list(files(tmp_path / "w")) == [added.source.name] == [copied]


def test_a_document_called_like_the_corpus_folder_s_notes_gets_another_name(
    tmp_path: Path,
) -> None:
    write(tmp_path / "in" / "Readme.md", "x")
    added, _ = add(
        tmp_path / "w",
        [tmp_path / "in"],
        Description(),
        on=TODAY,
        why_unreadable=lambda _path: "",
    )
    assert [file.source.name for file in added] == ["Readme-2.md"]


def test_a_name_that_is_not_utf_8_is_copied_under_one_that_is(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    path = Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/b\xff.txt"))
    path.write_text("y", encoding="utf-8")
    add_to(tmp_path / "w", path)
    assert files(tmp_path / "w") == {"b-.txt": "y"}


def test_a_new_version_has_the_id_and_the_description_of_the_old_one(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    add_to(workspace, write(tmp_path / "a.txt", "x"), symbol="A/70/1", body="Board")
    (added,), _ = add_to(workspace, write(tmp_path / "b.txt", "y"), replaces="a.txt")
    assert added.replaced == "a.txt"
    (source,) = load_register(workspace)
    assert (source.document_id, source.body, source.name) == ("a-70-1", "Board", "b.txt")
    assert entries(workspace)[1] == {
        "replaces": "a-70-1",
        "path": "b.txt",
        "registered": TODAY,
    }


def test_a_clock_that_is_behind_does_not_make_the_new_version_an_old_one(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    add_to(workspace, write(tmp_path / "a.txt", "x"), document_id="d")
    add_to(workspace, write(tmp_path / "b.txt", "y"), replaces="d", on=TODAY - timedelta(days=9))
    assert [source.name for source in load_register(workspace)] == ["b.txt"]


def test_an_older_version_cannot_be_added_again(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    old = write(tmp_path / "a.txt", "x")
    add_to(workspace, old, document_id="d")
    add_to(workspace, write(tmp_path / "b.txt", "y"), replaces="d")
    _, refused = add_to(workspace, old)
    assert refused["a.txt"] == "same content as a.txt, which was replaced by b.txt (d)"


def test_a_withdrawn_document_can_neither_be_added_nor_replaced(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    file = write(tmp_path / "a.txt", "x")
    add_to(workspace, file, symbol="A/70/1")
    withdraw(workspace, "a-70-1", note="", on=TODAY)
    assert "was withdrawn; take" in add_to(workspace, file)[1]["a.txt"]
    other = write(tmp_path / "b.txt", "y")
    for said in ({"replaces": "a-70-1"}, {"symbol": "A/70/1"}):
        with pytest.raises(UsageError, match="was withdrawn; take"):
            add_to(workspace, other, **said)


def test_a_register_that_cannot_be_added_to_leaves_no_copy_behind(tmp_path: Path) -> None:
    written = 'source = [{ path = "b.txt" }]\n'
    path = write(tmp_path / REGISTER, written)
    with pytest.raises(ConfigError, match=r"\[\[source\]\]"):
        add_to(tmp_path, write(tmp_path / "a.txt", "x"))
    assert files(tmp_path) == {}
    assert path.read_text(encoding="utf-8") == written


def _add_some(workspace: Path, folder: Path, first: int) -> None:
    for number in range(first, first + 8):
        add_to(workspace, write(folder / str(number) / "a.txt", str(number)))


def test_processes_that_add_at_once_lose_nothing(tmp_path: Path) -> None:
    add_some = partial(_add_some, tmp_path / "w", tmp_path)
    processes = [
        multiprocessing.get_context("spawn").Process(target=add_some, args=(8 * number,))
        for number in range(3)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    sources = load_register(tmp_path / "w")
    texts = sorted(int(source.path.read_text(encoding="utf-8")) for source in sources)
    assert texts == list(range(24))


@given(st.lists(strategies.file_stems, unique=True, min_size=1, max_size=5))
def test_any_file_that_is_added_is_found_again_by_its_content(stems: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        for number, stem in enumerate(stems):
            write(folder / "in" / f"{stem}.txt", f"{number}")
        _, refused = add_to(folder / "w", folder / "in")
        texts = {s.path.read_text(encoding="utf-8") for s in load_register(folder / "w")}
        assert texts == {str(number) for number in range(len(stems))}
        assert refused == {}


STEPS = st.lists(
    st.tuples(st.sampled_from(["add", "replace", "withdraw", "run"]), st.integers(0, 3)),
    min_size=1,
    max_size=10,
)


@given(STEPS)
def test_every_text_that_ever_came_stays_known_and_is_processed_once_or_not_at_all(
    steps: list[tuple[str, int]],
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        came: set[str] = set()
        for number, (step, choice) in enumerate(steps):
            file = write(folder / "in" / str(number) / f"{choice % 2}.txt", str(choice))
            ids = [source.document_id for source in load_register(folder / "w")]
            if step == "add":
                came.add(str(choice))
                add_to(folder / "w", file)
            elif step == "run":
                came.add(str(choice))
                take_in(folder / "w", [file], why_unreadable=why_unreadable)
            elif ids and step == "replace":
                came.add(str(choice))
                add_to(folder / "w", file, replaces=ids[choice % len(ids)])
            elif ids:
                withdraw(folder / "w", ids[choice % len(ids)], note="", on=TODAY)
        register = read_register(folder / "w")
        texts = [source.path.read_text(encoding="utf-8") for source in register.all_sources()]
        assert sorted(texts) == sorted(came)
        live = {source.path for source in register.processed()}
        for source in register.all_sources():
            told = register.tell(source)
            assert (source.path in live) == told.startswith("is registered as")
