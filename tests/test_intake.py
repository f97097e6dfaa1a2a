"""Taking files in: what is registered where it lies, what is refused or passed over."""

from __future__ import annotations

import os
import tempfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError
from pipeline.intake import take_in
from pipeline.register import REGISTER, load_register, withdraw
from tests import strategies
from tests.conftest import write


def why_unreadable(path: Path) -> str:
    return "" if path.suffix.lower() in (".txt", ".md") else f"has the ending {path.suffix!r}"


def take(workspace: Path, *paths: Path) -> tuple[list[str], dict[str, str]]:
    """File names that are then processed, and the reason for each refused one."""
    sources, rejections = take_in(workspace, paths, why_unreadable=why_unreadable)
    return [s.path.name for s in sources], {r.item: r.reason for r in rejections}


def register(workspace: Path, text: str) -> Path:
    return write(workspace / REGISTER, text)


def test_folders_are_read_with_all_below_them_but_for_hidden_files(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("a.txt", "deep/er/b.MD", ".hidden.txt", ".git/c.txt"):
        write(folder / name, name)
    assert take(tmp_path / "w", folder) == (["a.txt", "b.MD"], {})


def test_what_cannot_be_taken_in_is_refused_with_a_reason_and_costs_nothing_else(
    tmp_path: Path,
) -> None:
    (tmp_path / "empty").mkdir()
    good = write(tmp_path / "good.txt", "x")
    odd = [tmp_path / "gone.txt", tmp_path / "empty", write(tmp_path / "film.mp4", "film")]
    names, refused = take(tmp_path / "w", *odd, good, write(tmp_path / "noending", "y"))
    assert names == ["good.txt"]
    assert "no such file" in refused["gone.txt"]
    assert "no files" in refused["empty"]
    assert ".mp4" in refused["film.mp4"]
    assert "''" in refused["noending"]


def test_a_name_that_the_system_cannot_hold_is_refused_like_one_that_is_not_there(
    tmp_path: Path,
) -> None:
    good = write(tmp_path / "good.txt", "x")
    long = tmp_path / ("a" * 300 + ".txt")
    names, refused = take(tmp_path / "w", good, long)
    assert names == ["good.txt"]
    assert list(refused) == [long.name]


def test_a_link_to_itself_is_refused_like_one_that_is_not_there(tmp_path: Path) -> None:
    good = write(tmp_path / "good.txt", "x")
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    names, refused = take(tmp_path / "w", good, tmp_path / "loop.txt")
    assert names == ["good.txt"]
    assert list(refused) == ["loop.txt"]


def test_a_file_whose_name_is_not_utf_8_costs_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    write(folder / "good.txt", "x")
    Path(os.fsdecode(os.fsencode(folder) + b"/b\xff.txt")).write_text("y", encoding="utf-8")
    names, _ = take(tmp_path / "w", folder)
    assert "good.txt" in names


def test_a_file_is_taken_in_once_however_often_it_is_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "x")
    workspace = tmp_path / "w"
    take(workspace, path, path.parent / ".." / tmp_path.name / "a.txt")
    before = (workspace / REGISTER).read_bytes()
    assert take(workspace, path) == (["a.txt"], {})
    assert (workspace / REGISTER).read_bytes() == before


def test_the_order_in_which_files_are_named_does_not_matter(tmp_path: Path) -> None:
    paths = [write(tmp_path / name, name) for name in ("b.txt", "a.txt", "c.txt")]
    take(tmp_path / "v", *paths)
    take(tmp_path / "w", *reversed(paths))
    assert (tmp_path / "v" / REGISTER).read_bytes() == (tmp_path / "w" / REGISTER).read_bytes()


def test_a_batch_leaves_the_documents_of_another_batch_registered(tmp_path: Path) -> None:
    take(tmp_path / "w", write(tmp_path / "a.txt", "x"))
    assert take(tmp_path / "w", write(tmp_path / "b.txt", "y"))[0] == ["a.txt", "b.txt"]


def test_what_people_wrote_in_the_register_stays_as_it_is(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    written = '# ours\n[[source]]\nid   =  "z"   # the oldest\npath = "z.txt"'
    register(workspace, written)
    take(workspace, write(tmp_path / "a.txt", "x"))
    text = (workspace / REGISTER).read_text(encoding="utf-8")
    assert text.startswith(written)
    assert {s.path.name for s in load_register(workspace)} == {"a.txt", "z.txt"}


def test_a_register_with_an_empty_list_can_still_be_added_to(tmp_path: Path) -> None:
    register(tmp_path, "source = []\n")
    assert take(tmp_path, write(tmp_path / "a.txt", "x"))[0] == ["a.txt"]


def test_a_corrected_file_keeps_its_id(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "x")
    (before,), _ = take_in(tmp_path / "w", [path], why_unreadable=why_unreadable)
    write(path, "corrected")
    assert take_in(tmp_path / "w", [path], why_unreadable=why_unreadable)[0] == [before]


def test_of_files_with_the_same_content_the_first_is_taken_in_whatever_they_are_called(
    tmp_path: Path,
) -> None:
    files = (("1/a.txt", "x"), ("2/a.txt", "y"), ("3/b.txt", "x"))
    paths = [write(tmp_path / name, text) for name, text in files]
    names, refused = take(tmp_path / "w", *reversed(paths))
    assert names == ["a.txt", "a.txt"]
    assert list(refused) == ["b.txt"]
    assert "same content as a.txt" in refused["b.txt"]


def test_the_corpus_folder_s_own_notes_are_no_documents(tmp_path: Path) -> None:
    write(tmp_path / "corpus" / "README.md", "About this folder.")
    write(tmp_path / "corpus" / "a.txt", "x")
    register(tmp_path, "")
    assert take(tmp_path, tmp_path / "corpus") == (["a.txt"], {})


def test_the_corpus_folder_may_be_a_link_to_another_place(tmp_path: Path) -> None:
    real = tmp_path / "drive"
    write(real / "README.md", "About this folder.")
    write(real / "sources.toml", "")
    write(real / "a.txt", "x")
    workspace = tmp_path / "w"
    workspace.mkdir()
    (workspace / "corpus").symlink_to(real)
    assert take(workspace, workspace / "corpus") == (["a.txt"], {})


def test_a_workspace_can_be_moved_with_its_corpus(tmp_path: Path) -> None:
    old = tmp_path / "old"
    write(old / "corpus" / "a.txt", "x")
    take(old, old / "corpus")
    old.rename(tmp_path / "new")
    (source,) = load_register(tmp_path / "new")
    assert source.path == (tmp_path / "new" / "corpus" / "a.txt").resolve()


@given(st.lists(strategies.file_stems, unique=True, min_size=1, max_size=5))
def test_any_file_that_is_taken_in_is_found_again_in_the_register(stems: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name).resolve()
        files = [write(folder / "in" / f"{stem}.txt", stem) for stem in stems]
        _, refused = take_in(folder / "w", [folder / "in"], why_unreadable=why_unreadable)
        assert {s.path for s in load_register(folder / "w")} == set(files)
        assert refused == []


def test_the_text_of_an_earlier_version_gets_an_id_of_its_own(tmp_path: Path) -> None:
    workspace = tmp_path / "w"
    first = write(tmp_path / "a.txt", "old")
    take(workspace, first)
    write(first, "new")
    take(workspace, write(tmp_path / "a-old.txt", "old"))
    assert len({source.document_id for source in load_register(workspace)}) == 2


def test_a_register_that_cannot_be_added_to_is_left_as_it_was(tmp_path: Path) -> None:
    written = 'source = [{ path = "b.txt" }]\n'
    path = register(tmp_path, written)
    with pytest.raises(ConfigError, match=r"\[\[source\]\]"):
        take(tmp_path, write(tmp_path / "a.txt", "x"))
    assert path.read_text(encoding="utf-8") == written


def test_an_empty_list_with_a_remark_can_be_added_to(tmp_path: Path) -> None:
    register(tmp_path, "source = []  # none yet\n")
    assert take(tmp_path, write(tmp_path / "a.txt", "x"))[0] == ["a.txt"]


def test_a_link_in_the_corpus_folder_is_the_file_that_it_points_at(tmp_path: Path) -> None:
    target = write(tmp_path / "elsewhere" / "a.txt", "x")
    corpus = tmp_path / "w" / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "link.txt").symlink_to(target)
    assert take(tmp_path / "w", corpus) == (["a.txt"], {})
    assert take(tmp_path / "w", corpus) == (["a.txt"], {})


def test_the_outputs_of_another_workspace_are_no_documents(tmp_path: Path) -> None:
    other = tmp_path / "all" / "other"
    write(other / "outputs" / "run.json", "{}")
    write(other / "outputs" / "notes.txt", "x")
    write(other / "corpus" / "sources.toml", "")
    write(other / "corpus" / "a.txt", "y")
    assert take(tmp_path / "w", tmp_path / "all") == (["a.txt"], {})


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_does_not_hold_up_a_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    register(tmp_path / "w", f'[[source]]\npath = "{tmp_path / "pipe.txt"}"\n')
    assert take(tmp_path / "w", write(tmp_path / "a.txt", "x"))[0] == ["a.txt", "pipe.txt"]


GONE = date(2024, 7, 1)


def test_what_was_withdrawn_is_refused_where_it_is_named_and_passed_over_in_a_folder(
    tmp_path: Path,
) -> None:
    workspace = tmp_path / "w"
    file, copy = write(tmp_path / "in" / "a.txt", "x"), write(tmp_path / "in" / "b.txt", "x")
    take(workspace, file)
    withdraw(workspace, "a.txt", note="", on=GONE)
    assert take(workspace, tmp_path / "in") == ([], {})
    names, refused = take(workspace, file, copy)
    assert names == []
    assert refused["a.txt"].startswith("was withdrawn; take the [[withdrawn]] entry of doc-")
    assert refused["b.txt"].startswith("same content as a.txt, which was withdrawn; take")


def test_a_broken_document_that_was_withdrawn_from_the_corpus_stays_away(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    write(corpus / "good.txt", "x")
    broken = write(corpus / "broken.txt", "?")
    take(tmp_path, corpus)
    withdraw(tmp_path, "broken.txt", note="", on=GONE)
    assert take(tmp_path, corpus) == (["good.txt"], {})
    assert broken.exists()


def test_an_older_version_is_neither_processed_nor_taken_in_again(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    for name in ("old.txt", "new.txt"):
        write(corpus / name, name)
    register(
        tmp_path,
        '[[source]]\nid = "x"\npath = "old.txt"\n[[source]]\nreplaces = "x"\npath = "new.txt"\n',
    )
    assert take(tmp_path, corpus) == (["new.txt"], {})
    again = write(tmp_path / "again.txt", "old.txt")
    names, refused = take(tmp_path, corpus, again)
    assert names == ["new.txt"]
    assert refused["again.txt"] == "same content as old.txt, which was replaced by new.txt (x)"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_that_is_named_is_refused_as_no_ordinary_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no ordinary file" in take(tmp_path / "w", tmp_path / "pipe.txt")[1]["pipe.txt"]


def test_nothing_is_locked_or_written_where_there_is_nothing_to_register(tmp_path: Path) -> None:
    take(tmp_path / "w", write(tmp_path / "film.mp4", "film"))
    assert not (tmp_path / "w").exists()


def test_a_registered_file_of_another_size_is_not_read(tmp_path: Path) -> None:
    huge = write(tmp_path / "huge.txt", "x")
    take(tmp_path / "w", huge)
    # Takes no room, but would take minutes to read.
    os.truncate(huge, 100_000_000_000)
    take(tmp_path / "w", write(tmp_path / "small.txt", "y"))
    assert len(load_register(tmp_path / "w")) == 2
