"""Measure how fast pages answer 20 people at once, with very many rows.

    python benchmarks/pages.py [--rows N] [--seconds S]

A server of the program, with accounts, over a workspace of invented rows, on SQLite and on
PostgreSQL. Each person asks for a page, reads it for a second, and asks for the next: the
table, a search, a filter, a far page, the queue of merges, one recommendation, the overview,
the log, progress; one of twenty questions decides something. Writes
benchmarks/results/pages.json: of each page the median and the 95th of a hundred seconds that
it took, and the server's memory.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx2 as httpx
from boards import make_board
from shared import ROOT, write_result

from pipeline.store import locate_store, open_store
from pipeline.store.accounts import Accounts
from pipeline.store.roles import Role
from pipeline.web.visitors import SESSION
from tests.databases import make_database

if TYPE_CHECKING:
    from collections.abc import Iterator

SEED = 20261123
PEOPLE, PAUSE = 20, 1.0
PORT = 8499
ADDRESS = f"http://127.0.0.1:{PORT}"
TOKEN = re.compile(r'name="token" value="([^"]+)"')
SECONDS_TO_START = 120
DECIDES = 20


def main() -> None:
    """Measure both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--seconds", type=int, default=60)
    options = parser.parse_args()
    result: dict[str, object] = {
        "rows": options.rows, "people": PEOPLE, "seconds of each": options.seconds
    }  # fmt: skip
    for database in ("SQLite", "PostgreSQL"):
        with tempfile.TemporaryDirectory() as folder:
            workspace = Path(folder)
            if database == "PostgreSQL":
                url = make_database().render_as_string(hide_password=False)
                settings = f'[store]\nurl = "{url}"\n'
                (workspace / "stocktake.toml").write_text(settings, encoding="utf-8")
            make_board(workspace, options.rows)
            result[database] = measure(workspace, options.rows, options.seconds)
            print(database, result[database])
    write_result("pages", result)


def measure(workspace: Path, rows: int, seconds: int) -> dict[str, object]:
    """Seconds of each page, and the memory of the server."""
    sessions = sign_in(workspace)
    taken: dict[str, list[float]] = defaultdict(list)
    wrong: list[str] = []
    with serving(workspace) as process:
        end = time.monotonic() + seconds
        threads = [
            threading.Thread(target=ask, args=(session, number, rows, end, taken, wrong))
            for number, session in enumerate(sessions)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        memory = peak_megabytes(process.pid)
    if wrong:
        sys.exit(f"{len(wrong)} answers were wrong, first {wrong[0]}")
    return {"server peak megabytes": memory, "pages": {k: tell(v) for k, v in taken.items()}}


def sign_in(workspace: Path) -> list[str]:
    """Sessions of people who have accounts."""
    now = datetime.now(UTC)
    with open_store(locate_store(workspace)) as store:
        accounts = Accounts(store.database)
        return [
            accounts.accept(
                accounts.invite(f"Person {number}", Role.REVIEWER, group="Crews", now=now),
                sign_in=f"person{number}",
                name=f"Person {number}",
                password=f"the password of {number}",
                now=now,
            )
            for number in range(PEOPLE)
        ]


@contextmanager
def serving(workspace: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The program's own server, when it answers."""
    command = [sys.executable, "-m", "pipeline", "serve", "--plain"]
    command += ["--port", str(PORT), "--workspace", str(workspace)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603 (our own program)
    try:
        for _ in range(SECONDS_TO_START):
            try:
                httpx.get(f"{ADDRESS}/static/base.css")
                break
            except httpx.ConnectError:
                time.sleep(1)
        yield process
    finally:
        process.terminate()
        process.wait()


def ask(
    session: str,
    number: int,
    rows: int,
    end: float,
    taken: dict[str, list[float]],
    wrong: list[str],
) -> None:
    """Be one person until the end."""
    chance = random.Random(SEED + number)  # noqa: S311 (trials that can be repeated, no secret)
    with httpx.Client(base_url=ADDRESS, cookies={SESSION: session}, timeout=60) as client:
        time.sleep(PAUSE * number / PEOPLE)
        while time.monotonic() < end:
            row = f"/rows/R-{chance.randrange(rows) + 1:04}"
            pages = {
                "table": "/table",
                "search": f"/table?q={chance.choice(['lamps pier', 'ferry', 'plan 77'])}",
                "filter and sort": "/table?part=improvement&sort=-sources",
                "far page": f"/table?page={chance.randrange(1, rows // 60)}",
                "queue": f"/merges/{chance.randrange(rows // 10)}",
                "one recommendation": row,
                "overview": "/",
                "log": "/log",
                "progress": "/progress",
            }
            name = chance.choice(list(pages))
            start = time.perf_counter()
            answer = client.get(pages[name])
            taken[name].append(time.perf_counter() - start)
            if answer.status_code != httpx.codes.OK:
                wrong.append(f"{pages[name]}: {answer.status_code}")
            elif not chance.randrange(DECIDES):
                decide(client, chance.randrange(rows // 10), taken, wrong)
            time.sleep(PAUSE)


def decide(
    client: httpx.Client, merge: int, taken: dict[str, list[float]], wrong: list[str]
) -> None:
    """Answer a suggested merge."""
    page = client.get(f"/merges/{merge}").text
    token = TOKEN.search(page)
    key = f"{merge}-{time.monotonic_ns()}"
    data = {"token": token[1] if token else "", "key": key, "answer": "different", "anyway": "yes"}
    start = time.perf_counter()
    answer = client.post(f"/merges/{merge}", data=data)
    taken["decide"].append(time.perf_counter() - start)
    if answer.status_code != httpx.codes.SEE_OTHER:
        wrong.append(f"/merges/{merge}: {answer.status_code}")


def tell(seconds: list[float]) -> dict[str, float | int]:
    """Median and nearly the longest, in milliseconds, and of how many."""
    return {
        "questions": len(seconds),
        "median ms": round(1000 * statistics.median(seconds)),
        "95th ms": round(1000 * statistics.quantiles([*seconds, seconds[-1]], n=20)[-1]),
    }


def peak_megabytes(process: int) -> int:
    """The most memory that a process has had."""
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index] # Linux has it


if __name__ == "__main__":
    os.environ.setdefault("PYTHONPATH", str(ROOT))
    main()
