"""What is known is not computed again, and the outputs are the same as if it were."""

from __future__ import annotations

import os
import shutil
import sqlite3
from typing import TYPE_CHECKING

import numpy as np
import pytest

from pipeline import incremental
from pipeline.cache import CACHE, open_cache
from pipeline.embedding import Encoder
from pipeline.errors import UnreadableError
from pipeline.vectors import KnownVectors
from tests.conftest import ROOT, SAMPLE, write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from pipeline.run import Result

    Process = Callable[..., Result]

FEES = "The harbour board should publish its fees every year."
LAMPS = "Lamps must be put on the northern pier before winter."
PILOTS = "Pilots should be trained in a course of two weeks."
GERMAN = "Der Hafenrat veröffentlicht seine Gebühren jeden Januar und erhält viele Briefe. " * 8


class Counts:
    """How many files were read, and documents searched, since it was last asked."""

    def __init__(self) -> None:
        self.read = 0
        self.searched = 0

    def take(self) -> tuple[int, int]:
        """Files and documents; then it counts from nothing."""
        counts = self.read, self.searched
        self.read = self.searched = 0
        return counts


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    """Counts what the stages are given."""
    counted = Counts()
    read_each, extract_in_shares = incremental.read_each, incremental.extract_in_shares

    def read(sources: list[object], **options: object) -> Iterator[object]:
        counted.read += len(sources)
        return read_each(sources, **options)  # type: ignore[arg-type] # passed on as they come

    def search(documents: list[object], **options: object) -> object:
        counted.searched += len(documents)
        return extract_in_shares(documents, **options)  # type: ignore[arg-type] # the same

    monkeypatch.setattr(incremental, "read_each", read)
    monkeypatch.setattr(incremental, "extract_in_shares", search)
    return counted


def outputs(workspace: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (workspace / "outputs").iterdir()}


def sentences(workspace: Path) -> set[str]:
    lines = (workspace / "outputs" / "table.csv").read_text(encoding="utf-8").splitlines()
    return {text for text in (FEES, LAMPS, PILOTS) if any(text in line for line in lines)}


def fill(workspace: Path, **texts: str) -> Path:
    """The workspace, with a file for each text in its corpus folder."""
    for name, text in texts.items():
        write(workspace / "corpus" / f"{name}.txt", text)
    return workspace


def run_afresh(workspace: Path, process: Process) -> dict[str, bytes]:
    """Outputs of a run that knows nothing, with the numbers that the workspace has given."""
    fresh = workspace.with_name(f"{workspace.name} afresh")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(workspace, fresh, ignore=shutil.ignore_patterns("cache", "outputs"))
    process(fresh)
    return outputs(fresh)


def test_a_second_run_computes_nothing_and_gives_the_same_bytes(
    tmp_path: Path, process: Process, counts: Counts
) -> None:
    shutil.copytree(SAMPLE, tmp_path / "w" / "corpus")
    process(tmp_path / "w")
    first, (read, searched) = outputs(tmp_path / "w"), counts.take()
    assert read > 3
    assert searched >= read
    process(tmp_path / "w")
    assert counts.take() == (0, 0)
    assert outputs(tmp_path / "w") == first == run_afresh(tmp_path / "w", process)


def test_of_many_documents_only_the_added_one_is_read_and_searched(
    tmp_path: Path, process: Process, counts: Counts
) -> None:
    process(fill(tmp_path / "w", b=FEES, c=LAMPS))
    counts.take()
    process(fill(tmp_path / "w", a=PILOTS))
    assert counts.take() == (1, 1)
    assert outputs(tmp_path / "w") == run_afresh(tmp_path / "w", process)


def test_the_outputs_do_not_depend_on_what_was_known_first(
    tmp_path: Path, process: Process
) -> None:
    texts = {"a": FEES, "b": LAMPS, "c": PILOTS}
    for order in (("a", "b", "c"), ("c", "b", "a"), ("b", "c", "a")):
        workspace = tmp_path / "".join(order)
        for name in order:
            process(fill(workspace, **{name: texts[name]}))
        assert outputs(workspace) == run_afresh(workspace, process)


def test_a_changed_document_is_read_anew_and_the_others_are_not(
    tmp_path: Path, process: Process, counts: Counts
) -> None:
    process(fill(tmp_path / "w", a=FEES, b=LAMPS))
    counts.take()
    process(fill(tmp_path / "w", a=PILOTS))
    assert counts.take() == (1, 1)
    assert sentences(tmp_path / "w") == {PILOTS, LAMPS}
    assert outputs(tmp_path / "w") == run_afresh(tmp_path / "w", process)


def test_a_document_that_was_taken_out_is_forgotten(
    tmp_path: Path, process: Process, counts: Counts
) -> None:
    process(fill(tmp_path / "w", a=FEES, b=LAMPS))
    size = len(keys(tmp_path / "w"))
    entry = '\n[[withdrawn]]\nid = "{}"\n'
    register = tmp_path / "w" / "corpus" / "sources.toml"
    text = register.read_text(encoding="utf-8")
    withdrawn = text.split('id = "')[1].split('"')[0]
    register.write_text(text + entry.format(withdrawn), encoding="utf-8")
    process(tmp_path / "w")
    assert len(keys(tmp_path / "w")) < size
    assert outputs(tmp_path / "w") == run_afresh(tmp_path / "w", process)
    counts.take()
    register.write_text(text, encoding="utf-8")
    process(tmp_path / "w")
    assert counts.take() == (1, 1)


def keys(workspace: Path) -> set[bytes]:
    connection = sqlite3.connect(workspace / CACHE)
    found = {key for (key,) in connection.execute("SELECT key FROM entries")}
    connection.close()
    return found


def test_what_the_register_says_of_a_document_is_part_of_what_is_known(
    tmp_path: Path, process: Process
) -> None:
    process(fill(tmp_path / "w", a=FEES))
    register = tmp_path / "w" / "corpus" / "sources.toml"
    said = register.read_text(encoding="utf-8") + 'title = "Harbour fees"\n'
    register.write_text(said, encoding="utf-8")
    process(tmp_path / "w")
    assert b"Harbour fees" in outputs(tmp_path / "w")["documents.csv"]


def test_a_workspace_that_was_moved_still_knows_its_documents(
    tmp_path: Path, process: Process, counts: Counts
) -> None:
    process(fill(tmp_path / "w", a=FEES, b=LAMPS))
    before = outputs(tmp_path / "w")
    counts.take()
    (tmp_path / "w").rename(tmp_path / "elsewhere")
    process(tmp_path / "elsewhere")
    assert counts.take() == (0, 0)
    assert outputs(tmp_path / "elsewhere") == before


@pytest.mark.parametrize(
    ("setting", "again"), [("[ingest]\npages = 7", (2, 0)), ("[suggest]\nmost_tags = 1", (0, 0))]
)
def test_only_what_a_changed_setting_touches_is_computed_again(
    tmp_path: Path, process: Process, counts: Counts, setting: str, again: tuple[int, int]
) -> None:
    process(fill(tmp_path / "w", a=FEES, b=LAMPS))
    counts.take()
    write(tmp_path / "w" / "stocktake.toml", f"{setting}\n")
    process(tmp_path / "w")
    assert counts.take() == again
    assert outputs(tmp_path / "w") == run_afresh(tmp_path / "w", process)


def test_another_model_searches_the_documents_again_and_reads_none(
    tmp_path: Path, process: Process, counts: Counts
) -> None:
    process(fill(tmp_path / "w", a=FEES, b=LAMPS))
    counts.take()
    model = (ROOT / "models" / "extract.json").read_text(encoding="utf-8")
    write(tmp_path / "w" / "models" / "extract.json", model + "\n")
    process(tmp_path / "w")
    assert counts.take() == (0, 2)


def test_another_program_knows_nothing_of_what_this_one_computed(
    tmp_path: Path, process: Process, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    process(fill(tmp_path / "w", a=FEES))
    counts.take()
    monkeypatch.setattr("pipeline.run.library_versions", lambda: {"spacy": "0"})
    process(tmp_path / "w")
    assert counts.take() == (1, 1)


def test_a_refusal_is_not_remembered_but_for_the_language(
    tmp_path: Path, process: Process, counts: Counts
) -> None:
    fill(tmp_path / "w", a=FEES, b=GERMAN, c=" ")
    first = process(tmp_path / "w").rejections
    assert len(first) == 2
    counts.take()
    assert process(tmp_path / "w").rejections == first
    assert counts.take() == (1, 0)


def test_a_document_that_took_too_long_is_tried_again(
    tmp_path: Path, process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_call: object, **_limits: object) -> object:
        raise UnreadableError("took longer to read than 0 seconds")

    fill(tmp_path / "w", a=FEES)
    process(tmp_path / "w")
    fill(tmp_path / "w", b=LAMPS)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.ingest.run_apart", refuse)
        assert len(process(tmp_path / "w").rejections) == 1
    assert process(tmp_path / "w").rejections == ()
    assert sentences(tmp_path / "w") == {FEES, LAMPS}


def test_a_file_that_is_gone_is_refused_and_known_again_when_it_is_back(
    tmp_path: Path, process: Process
) -> None:
    fill(tmp_path / "w", a=FEES, b=LAMPS)
    process(tmp_path / "w")
    before = outputs(tmp_path / "w")
    (tmp_path / "w" / "corpus" / "b.txt").unlink()
    assert [each.item for each in process(tmp_path / "w").rejections] == ["b.txt"]
    assert sentences(tmp_path / "w") == {FEES}
    fill(tmp_path / "w", b=LAMPS)
    process(tmp_path / "w")
    assert outputs(tmp_path / "w") == before


def test_of_files_with_one_name_a_refused_one_does_not_speak_for_the_others(
    tmp_path: Path, process: Process
) -> None:
    for folder, text in (("x", GERMAN), ("y", GERMAN + "Ja."), ("z", FEES)):
        write(tmp_path / "w" / "corpus" / folder / "a.txt", text)
    first = process(tmp_path / "w").rejections
    assert len(first) == 2
    before = outputs(tmp_path / "w")
    assert process(tmp_path / "w").rejections == first
    assert outputs(tmp_path / "w") == before


@pytest.mark.usefixtures("_models_stay_loaded")
def test_known_documents_are_announced_as_done(tmp_path: Path) -> None:
    from pipeline.run import run  # noqa: PLC0415 (after the models were set)

    steps: dict[str, int] = {}
    done: dict[str, int] = {}

    def begin(stage: str, number: int) -> Callable[[], None]:
        steps[stage], done[stage] = number, 0
        return lambda: done.update({stage: done[stage] + 1})

    for texts in ({"a": FEES}, {"b": LAMPS}):
        run(fill(tmp_path, **texts), [], since=None, progress=begin)
    assert steps["Reading documents"] == steps["Finding recommendations"] == 2
    assert done == steps


def test_a_run_that_is_broken_off_leaves_what_it_has_done(
    tmp_path: Path, process: Process, counts: Counts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    fill(tmp_path / "w", a=FEES, b=LAMPS)
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.run.cluster", break_off)
        with pytest.raises(KeyboardInterrupt):
            process(tmp_path / "w")
    counts.take()
    process(tmp_path / "w")
    assert counts.take() == (0, 0)
    assert outputs(tmp_path / "w") == run_afresh(tmp_path / "w", process)


def garble(file: Path) -> None:
    """Other bytes in the middle of every page."""
    data = bytearray(file.read_bytes())
    for start in range(1000, len(data), 1024):
        data[start : start + 200] = os.urandom(200)
    file.write_bytes(data)


def make_foreign(file: Path) -> None:
    """Another program's table of the same name."""
    file.unlink()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE entries (name TEXT)")
    connection.commit()
    connection.close()


def make_wrong(file: Path) -> None:
    """The right table, the values of something else."""
    connection = sqlite3.connect(file)
    connection.execute("UPDATE entries SET value = (SELECT max(value) FROM entries)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"no database at all" * 500),
        lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
        lambda file: (file.unlink(), file.mkdir()),
        garble,
        make_foreign,
        make_wrong,
    ],
    ids=["empty", "garbage", "cut short", "folder", "garbled", "foreign", "wrong values"],
)
def test_a_damaged_cache_changes_nothing_and_is_made_anew(
    tmp_path: Path, process: Process, damage: Callable[[Path], object]
) -> None:
    process(fill(tmp_path / "w", a=FEES, b=LAMPS))
    before = outputs(tmp_path / "w")
    damage(tmp_path / "w" / CACHE)
    for _ in range(2):
        process(tmp_path / "w")
        assert outputs(tmp_path / "w") == before
    if not (tmp_path / "w" / CACHE).is_dir():
        assert keys(tmp_path / "w")


def test_a_cache_folder_that_cannot_be_written_is_done_without(
    tmp_path: Path, process: Process
) -> None:
    write(tmp_path / "w" / "cache", "a file where the folder should be")
    process(fill(tmp_path / "w", a=FEES))
    assert sentences(tmp_path / "w") == {FEES}


def test_the_cache_is_no_document(tmp_path: Path, process: Process) -> None:
    write(tmp_path / "a.txt", FEES)
    process(tmp_path, tmp_path / "a.txt")
    result = process(tmp_path, tmp_path)
    assert (len(result.documents), result.rejections) == (1, ())


def test_the_cache_can_be_removed(tmp_path: Path, process: Process) -> None:
    process(fill(tmp_path / "w", a=FEES))
    before = outputs(tmp_path / "w")
    shutil.rmtree(tmp_path / "w" / "cache")
    process(tmp_path / "w")
    assert outputs(tmp_path / "w") == before


def test_a_known_text_is_not_encoded_again(tmp_path: Path, encoder: Encoder) -> None:
    class Deaf:
        """Fails where it is asked to encode."""

        def encode(self, text: str) -> NDArray[np.float32]:
            raise AssertionError(text)

    with open_cache(tmp_path / "known.db") as cache:
        made = Encoder(KnownVectors(cache)).encode([FEES, LAMPS])
        known = Encoder(KnownVectors(cache))
        cache.forget_unused()
        known._model = Deaf()  # noqa: SLF001 (stands in for weights that take a second to load)
        assert np.array_equal(known.encode([LAMPS, FEES]), made[::-1])
    assert np.array_equal(made, encoder.encode([FEES, LAMPS]))
