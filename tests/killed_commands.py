"""Commands that are killed at random moments, and what they leave behind; POSIX only.

    python -m tests.killed_commands NUMBER SEED

Kills ``stocktake run``, ``import`` and ``export`` so many times in all with each kind of
database, and prints as JSON how often which command had done what, and what was wrong: a
store that does not open, a decision that is lost or there twice, an output that is neither
the old nor the new one, a set of them that is mixed, or a next call that does not do all
that is left to do, or leaves a file that it would not have made.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl

from pipeline.cli import app
from pipeline.config import OUTPUTS
from pipeline.exporting import export
from pipeline.importing import plan_import
from pipeline.last import read_run
from pipeline.outputs import put_back
from pipeline.reviewing import decide
from pipeline.run import run
from pipeline.store import STORE, open_store
from pipeline.store.places import VARIABLE, to_url
from tests.databases import KINDS, call_server, find_server, make_place
from tests.kills import broken_files, files
from tests.loaded import few_examples
from tests.trials import make_decisions
from tests.versions import say

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import URL

# The commands load these when they are called; a process that is forked has them already.
LOADED = (export, plan_import, run)
COMMANDS = {
    "run": ("run",),
    "import": ("import", "edited.xlsx", "--reviewer", "Grace"),
    "export, which runs first": ("export", "table.xlsx", "--force"),
    "export": ("export", "table.xlsx", "--force"),
}
_DECISIONS = 10
_NUMBERS = itertools.count(1)
# SQLite removes them when it can.
_BESIDE_A_DATABASE = ("-wal", "-shm", "-journal")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workspace:
    folder: Path
    store: URL


@dataclass(frozen=True, slots=True, kw_only=True)
class _Left:
    """What is in a workspace; ``names`` are those of all its files."""

    log: list[tuple[object, ...]]
    minted: dict[str, int]
    outputs: dict[str, bytes]
    exported: bytes
    names: set[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """A command in a workspace, and what is there before it and after, if nobody disturbs it."""

    name: str
    base: _Workspace
    old: _Left
    new: _Left
    seconds: float


def kill_commands(
    kind: str, folder: Path, *, times: int, seed: int
) -> tuple[list[str], dict[str, int]]:
    """What was wrong after any of the kills, and how often which command had done what.

    Args:
        kind: Of the database.
        folder: For the workspaces.
        times: How often to kill, all commands together.
        seed: Says when.
    """
    chance = random.Random(seed)  # noqa: S311 (trials that can be repeated, no secret)
    jobs = _make_jobs(kind, folder, chance)
    failed: list[str] = []
    done: Counter[str] = Counter()
    for number, job in zip(range(times), itertools.cycle(jobs), strict=False):
        # Every second one near the end, where there is something to break.
        share = chance.uniform(0.6 if number // len(jobs) % 2 else 0, 1.3)
        with _copied(job.base, folder / "tried") as tried:
            state, faults = _kill(job, tried, share * job.seconds)
        done[f"{job.name}: {state}"] += 1
        failed += [f"{kind}, kill {number}, {job.name} at {share:.3f}: {fault}" for fault in faults]
    return failed, dict(sorted(done.items()))


def _make_jobs(kind: str, folder: Path, chance: random.Random) -> list[_Job]:
    """Each command where it has something to do; export also where no run has to come first."""
    base = _Workspace(folder=folder / "base", store=make_place(kind, folder / "base"))
    base.folder.mkdir()
    _wait_for(_begin(base, lambda: _fill(base.folder, chance)))
    # With all of it known, no killed run has to load a model.
    with _copied(base, folder / "tried") as tried:
        _wait_for(_begin_command(tried, "run"))
        shutil.copy(tried.folder / "cache" / "known.db", base.folder / "cache")
    current = _copy(base, folder / "current")
    _wait_for(_begin_command(current, "run"))
    places = {**dict.fromkeys(COMMANDS, base), "export": current}
    return [_measure(name, place, folder / "tried") for name, place in places.items()]


def _fill(workspace: Path, chance: random.Random) -> None:
    """A workspace with decisions and an edited workbook; the next run has something to do."""
    corpus = workspace / "corpus"
    corpus.mkdir()
    for name in "abcd":
        said = dict.fromkeys(say(chance) for _ in range(3))
        (corpus / f"{name}.txt").write_text("\n\n".join(said) + "\n", encoding="utf-8")
    _run(workspace)
    decisions = make_decisions(read_run(workspace).rows, 2 * _DECISIONS, chance, earlier={})
    keys = list(decisions)
    for some in (keys[:_DECISIONS], keys[_DECISIONS:]):
        _run(workspace)
        decide(workspace, [decisions[key] for key in some], reviewer="Ada", keys=some)
    export(workspace, workspace / "table.xlsx", force=False)
    _edit(workspace / "table.xlsx", workspace / "edited.xlsx")
    (corpus / "e.txt").write_text(f"{say(chance)}\n", encoding="utf-8")


def _edit(path: Path, edited: Path) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book["Table"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, columns["Remark"], f"Said of row {row}.")
        sheet.cell(row, columns["Status"], "ongoing")
    book.save(edited)


def _run(workspace: Path) -> None:
    run(workspace, [], since=None, progress=lambda _stage, _steps: lambda: None)


def _copy(base: _Workspace, to: Path) -> _Workspace:
    shutil.rmtree(to, ignore_errors=True)
    shutil.copytree(base.folder, to)
    if base.store.drivername == to_url(to).drivername:
        return _Workspace(folder=to, store=to_url(to / STORE))
    name = f"{base.store.database}_{next(_NUMBERS)}"
    call_server(find_server(), f"CREATE DATABASE {name} TEMPLATE {base.store.database}")
    return _Workspace(folder=to, store=base.store.set(database=name))


@contextmanager
def _copied(base: _Workspace, to: Path) -> Iterator[_Workspace]:
    copy = _copy(base, to)
    yield copy
    if copy.store.database != str(to / STORE):
        call_server(find_server(), f"DROP DATABASE {copy.store.database} WITH (FORCE)")


def _measure(name: str, base: _Workspace, folder: Path) -> _Job:
    """The command, after calls that nobody disturbs; the first may have to load something."""
    seconds = []
    for _ in range(2):
        with _copied(base, folder) as tried:
            old = _look(tried)
            start = time.perf_counter()
            _wait_for(_begin_command(tried, name))
            seconds.append(time.perf_counter() - start)
            new = _look(tried)
    return _Job(name=name, base=base, old=old, new=new, seconds=seconds[-1])


def _kill(job: _Job, tried: _Workspace, after: float) -> tuple[str, list[str]]:
    """What a command had done when it was killed after so many seconds, and what was wrong."""
    process = _begin_command(tried, job.name)
    time.sleep(after)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    old, new, left = job.old, job.new, _look(tried)
    faults = [
        f"{name} is neither old nor new"
        for name in broken_files(left.outputs, old.outputs, new.outputs)
    ]
    if left.log not in (old.log, new.log):
        faults.append("the log is neither the old nor the new one")
    if not old.minted.items() <= left.minted.items():
        faults.append("a number was lost")
    if left.exported not in (old.exported, new.exported):
        faults.append("what was exported is neither the old nor the new one")
    put_back(tried.folder / OUTPUTS)
    if files(tried.folder / OUTPUTS) not in (old.outputs, new.outputs):
        faults.append("the outputs are mixed")
    _wait_for(_begin_command(tried, job.name))
    after_all = _look(tried)
    faults += [
        f"{name} are others after the next call"
        for name in _Left.__slots__
        if getattr(after_all, name) != getattr(new, name)
    ]
    return _describe(left, old, new), faults


def _describe(left: _Left, old: _Left, new: _Left) -> str:
    known = {
        name: (getattr(left, name) == getattr(old, name), getattr(left, name) == getattr(new, name))
        for name in ("log", "outputs", "exported")
    }
    if all(is_new for _, is_new in known.values()):
        return "all was done"
    if all(is_old for is_old, _ in known.values()):
        return "nothing was done"
    return "some was done" if all(map(any, known.values())) else "some files were moved"


def _look(workspace: _Workspace) -> _Left:
    with open_store(workspace.store) as store:
        log, minted = store.log(), store.minted()
    paths = (path for path in workspace.folder.rglob("*") if path.is_file())
    return _Left(
        # Not the numbers: PostgreSQL gives those of what was broken off to nobody else.
        log=[(d.key, d.kind, d.mention_ids, d.value, d.reviewer) for d in log],
        minted=minted,
        outputs=files(workspace.folder / OUTPUTS),
        exported=(workspace.folder / "table.xlsx").read_bytes(),
        names={
            str(path.relative_to(workspace.folder))
            for path in paths
            if not path.name.endswith(_BESIDE_A_DATABASE)
        },
    )


def _begin_command(workspace: _Workspace, name: str) -> int:
    return _begin(workspace, lambda: app(COMMANDS[name], standalone_mode=False))


def _begin(workspace: _Workspace, call: Callable[[], object]) -> int:
    """A process that makes a call in the workspace, in silence."""
    process = os.fork()
    if process:
        return process
    code = 1
    try:
        os.environ[VARIABLE] = workspace.store.render_as_string(hide_password=False)
        if not workspace.store.host and not workspace.store.query:
            os.environ[VARIABLE] = str(workspace.store.database)
        os.chdir(workspace.folder)
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        call()
        code = 0
    finally:
        os._exit(code)


def _wait_for(process: int) -> None:
    if os.waitpid(process, 0)[1]:
        raise AssertionError("a call that nobody disturbed failed")


def main() -> None:
    """Print what became of the kills that the command line asks for."""
    times, seed = map(int, sys.argv[1:])
    failures: list[str] = []
    done: dict[str, dict[str, int]] = {}
    for kind in KINDS:
        with few_examples(), tempfile.TemporaryDirectory() as folder:
            failed, done[kind] = kill_commands(kind, Path(folder), times=times, seed=seed)
            failures += failed
    sys.stdout.write(json.dumps({"done": done, "failures": failures}) + "\n")


if __name__ == "__main__":
    main()
