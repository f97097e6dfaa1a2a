"""Files that arrive are told when they have settled, and only then."""

from __future__ import annotations

import itertools
import os
import shutil
from typing import TYPE_CHECKING

import pytest

from pipeline.intake import is_unfinished
from pipeline.watching import States, arrivals, look_at
from tests.conftest import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


class Clock:
    """Time that passes only while somebody sleeps; what happens at a time is done then."""

    def __init__(self) -> None:
        self.now = 0.0
        self.events: list[tuple[float, Callable[[], object]]] = []

    def monotonic(self) -> float:
        """Seconds that have passed."""
        return self.now

    def sleep(self, seconds: float) -> None:
        """Let time pass, not without end."""
        self.now += seconds
        due = [event for at, event in self.events if at <= self.now]
        self.events = [(at, event) for at, event in self.events if at > self.now]
        for event in due:
            event()
        if self.now > 1000:
            raise TimeoutError

    def at(self, seconds: float, event: Callable[[], object]) -> None:
        """Do something when that time has come."""
        self.events.append((seconds, event))


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr("pipeline.watching.time", clock)
    return clock


def watch(
    folder: Path, *, told: Callable[[int], object] = lambda _: None
) -> Iterator[frozenset[Path]]:
    def look() -> States:
        return look_at([folder], folder.parent / "w")

    return arrivals(look, seconds=10, on_arrival=told)


def names(files: frozenset[Path]) -> list[str]:
    return sorted(file.name for file in files)


def test_what_is_there_at_the_start_is_told_once_it_has_settled(
    tmp_path: Path, clock: Clock
) -> None:
    write(tmp_path / "in" / "a.txt", "one")
    assert names(next(watch(tmp_path / "in"))) == ["a.txt"]
    assert 10 <= clock.now < 13


def test_a_file_that_grows_is_waited_for_until_it_does_not(tmp_path: Path, clock: Clock) -> None:
    file = write(tmp_path / "in" / "a.txt", "")
    for second in range(0, 60, 6):
        clock.at(second, lambda: write(file, file.read_text(encoding="utf-8") + "more "))
    next(watch(tmp_path / "in"))
    assert 54 + 10 <= clock.now < 54 + 16


def test_files_that_arrive_together_are_told_together(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "in").mkdir()
    for second in (20, 25, 30):
        clock.at(second, lambda at=second: write(tmp_path / "in" / f"{at}.txt", "x"))  # type: ignore[misc] # bound at once
    assert names(next(watch(tmp_path / "in"))) == ["20.txt", "25.txt", "30.txt"]


def test_only_what_is_new_or_changed_is_told_again(tmp_path: Path, clock: Clock) -> None:
    same, changed = (write(tmp_path / "in" / name, "x") for name in ("a.txt", "b.txt"))
    watched = watch(tmp_path / "in")
    assert names(next(watched)) == ["a.txt", "b.txt"]
    clock.at(clock.now + 5, lambda: os.utime(changed, ns=(1, 1)))
    clock.at(clock.now + 5, lambda: write(tmp_path / "in" / "c.txt", "x"))
    assert names(next(watched)) == ["b.txt", "c.txt"]
    same.unlink()
    with pytest.raises(TimeoutError):
        next(watched)


def test_what_arrives_during_a_run_is_told_after_it(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path / "in" / "a.txt", "x")
    watched = watch(tmp_path / "in")
    next(watched)
    write(tmp_path / "in" / "b.txt", "x")
    clock.now += 60
    assert names(next(watched)) == ["b.txt"]


def test_that_something_arrives_is_said_once_each_time(tmp_path: Path, clock: Clock) -> None:
    told: list[int] = []
    write(tmp_path / "in" / "a.txt", "x")
    watched = watch(tmp_path / "in", told=told.append)
    next(watched)
    assert told == [1]
    clock.at(clock.now + 5, lambda: write(tmp_path / "in" / "b.txt", "x"))
    next(watched)
    assert told == [1, 1]


def test_a_folder_out_of_reach_for_a_while_is_no_arrival(tmp_path: Path, clock: Clock) -> None:
    write(tmp_path / "in" / "a.txt", "x")
    watched = watch(tmp_path / "in")
    next(watched)
    clock.at(clock.now + 20, lambda: (tmp_path / "in").rename(tmp_path / "away"))
    clock.at(clock.now + 60, lambda: (tmp_path / "away").rename(tmp_path / "in"))
    with pytest.raises(TimeoutError):
        next(watched)


def test_what_was_out_of_reach_in_a_run_is_told_when_it_is_back(
    tmp_path: Path, clock: Clock
) -> None:
    write(tmp_path / "in" / "far" / "a.txt", "x")
    watched = watch(tmp_path / "in")
    next(watched)
    shutil.move(tmp_path / "in" / "far", tmp_path / "far")
    write(tmp_path / "in" / "b.txt", "x")
    assert names(next(watched)) == ["b.txt"]
    clock.at(clock.now + 30, lambda: shutil.move(tmp_path / "far", tmp_path / "in" / "far"))
    assert names(next(watched)) == ["a.txt"]


@pytest.mark.parametrize(
    "name", ["~$letter.docx", "a.pdf.part", "A.PDF.CRDOWNLOAD", "a.tmp", "a.txt~", ".a.txt"]
)
def test_what_is_not_finished_is_not_seen(tmp_path: Path, name: str) -> None:
    write(tmp_path / "in" / name, "x")
    write(tmp_path / "in" / "part.txt", "x")
    assert [file.name for file in look_at([tmp_path / "in"], tmp_path / "w")] == ["part.txt"]


def test_what_the_workspace_makes_by_itself_is_not_seen(tmp_path: Path) -> None:
    for name in ("corpus/sources.toml", "outputs/run.json", "stocktake.log", "cache/known.db"):
        write(tmp_path / name, "x")
    file = write(tmp_path / "corpus" / "a.txt", "x")
    seen = look_at([tmp_path, tmp_path / "corpus"], tmp_path)
    assert list(seen) == [file]


def test_a_file_that_is_gone_before_it_is_looked_at_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path / "in" / "a.txt", "x")
    gone = tmp_path / "in" / "b.txt"
    monkeypatch.setattr("pipeline.watching.find_files", lambda *_: ({file, gone}, []))
    assert list(look_at([tmp_path / "in"], tmp_path / "w")) == [file]


def test_a_folder_that_cannot_be_read_is_empty(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the share is gone")

    monkeypatch.setattr("pipeline.watching.find_files", fail)
    assert look_at([tmp_path], tmp_path / "w") == {}


def test_ordinary_names_are_finished(tmp_path: Path) -> None:
    for name, ending in itertools.product(("party", "~a", "tmp"), (".pdf", ".docx", "")):
        assert not is_unfinished(tmp_path / f"{name}{ending}")
