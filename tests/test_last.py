"""What the last run worked on is kept for what people then say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.cache import CACHE
from pipeline.errors import UsageError
from pipeline.last import keep_run, read_run
from pipeline.records import Part, Recommendation
from tests.conftest import make_document, make_mention, write

FEES = make_mention("Publish the fees.", mention_id="fees", page=2)
LAMPS = make_mention("Light the “pier”.", mention_id="lamps", paragraph=1)
TUGS = make_mention("Paint the tugs.", mention_id="tugs", document_id="e")
ROWS = tuple(
    Recommendation(
        recommendation_id=name, text=group[0].text, part=Part.IMPROVEMENT, mentions=group
    )
    for name, group in {"R-0001": (FEES, TUGS), "R-0002": (LAMPS,)}.items()
)
PLAIN = {name: make_document("x", document_id=name) for name in ("d", "e")}


def test_what_was_kept_is_read_again(tmp_path: Path) -> None:
    keep_run(tmp_path, iter(ROWS), PLAIN, moved={}, decisions=7)
    last = read_run(tmp_path)
    assert last.decisions == 7
    assert last.rows == {"R-0001": ("fees", "tugs"), "R-0002": ("lamps",)}
    assert last.mentions == (FEES, TUGS, LAMPS)
    assert last.sources.keys() == {"d", "e"}


def test_every_mention_has_a_snapshot_with_its_neighbours(tmp_path: Path) -> None:
    keep_run(tmp_path, ROWS, PLAIN, moved={}, decisions=0)
    snapshots = read_run(tmp_path).snapshots(["fees", "lamps", "tugs"])
    assert snapshots["fees"].mention == FEES
    assert (snapshots["fees"].before, snapshots["fees"].after) == ("", LAMPS.text)
    assert (snapshots["tugs"].before, snapshots["tugs"].after) == ("", "")


def test_a_snapshot_has_the_ids_that_its_sentence_had_before(tmp_path: Path) -> None:
    moved = {"old": "fees", "older": "fees", "gone": "nowhere"}
    keep_run(tmp_path, ROWS, PLAIN, moved=moved, decisions=0)
    snapshots = read_run(tmp_path).snapshots(["fees", "lamps", "tugs"])
    assert snapshots["fees"].was == ("old", "older")
    assert snapshots["lamps"].was == ()


def test_a_later_run_takes_the_place_of_an_earlier_one_whole(tmp_path: Path) -> None:
    keep_run(tmp_path, ROWS, PLAIN, moved={}, decisions=0)
    keep_run(tmp_path, ROWS[1:], PLAIN, moved={}, decisions=1)
    assert read_run(tmp_path).rows == {"R-0002": ("lamps",)}
    folder = (tmp_path / CACHE).parent
    assert [path.suffix for path in folder.iterdir()] == [".msgpack"]


def test_a_file_s_name_that_is_no_text_can_be_kept(tmp_path: Path) -> None:
    document = make_document("x", path=Path("/corpus/b\udcff.txt"))
    keep_run(tmp_path, ROWS, PLAIN | {"d": document}, moved={}, decisions=0)
    assert read_run(tmp_path).sources["d"].path == Path("b?.txt")


def test_no_folder_of_this_machine_is_kept(tmp_path: Path) -> None:
    keep_run(tmp_path, ROWS, PLAIN, moved={}, decisions=0)
    assert {source.path for source in read_run(tmp_path).sources.values()} == {Path("d.txt")}


@pytest.mark.parametrize("contents", [None, "", "damaged", "\x80"])
def test_without_a_run_it_is_said_what_to_do(tmp_path: Path, contents: str | None) -> None:
    if contents is not None:
        keep_run(tmp_path, ROWS, PLAIN, moved={}, decisions=0)
        (kept,) = (tmp_path / CACHE).parent.iterdir()
        write(kept, contents)
    with pytest.raises(UsageError, match="call stocktake run first"):
        read_run(tmp_path)


def test_where_the_cache_cannot_be_written_nothing_can_be_decided_and_the_log_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    write((tmp_path / CACHE).parent, "a file where the folder is to be")
    keep_run(tmp_path, ROWS, PLAIN, moved={}, decisions=0)
    assert "cannot be written" in caplog.text
    with pytest.raises(UsageError, match="call stocktake run first"):
        read_run(tmp_path)
