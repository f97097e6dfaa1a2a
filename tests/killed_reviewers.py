"""Kill one who decides, at random moments, and see what the log then holds."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.decisions.log import Choice, Kind
from pipeline.store import open_store

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from sqlalchemy import URL

_SECONDS_TO_START = 60
_LONGEST_LIFE = 0.1


def kill_while_deciding(place: URL, *, times: int, seed: int) -> tuple[list[str], int]:
    """What was wrong with the log after any of the kills, and how many decisions it holds.

    Each who is killed has sent two decisions at a time, each with a key, and said which were
    taken; the next sends first what the last may have sent and did not say.
    """
    chance = random.Random(seed)  # noqa: S311 (trials that can be repeated, no secret)
    # Those who decide are ready at once, for what they need is loaded only once.
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([__name__])
    taken = 0
    faults = []
    for number in range(times):
        mine, theirs = server.Pipe(duplex=False)
        process = server.Process(target=_decide_on, args=(place, taken, theirs))
        process.start()
        theirs.close()
        if not mine.poll(_SECONDS_TO_START):
            raise AssertionError("nobody decides")
        time.sleep(chance.uniform(0, _LONGEST_LIFE))
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        taken += _count_heard(mine)
        faults += [f"kill {number}: {fault}" for fault in _find_faults(place, taken)]
    return faults, 2 * taken


def _decide_on(place: URL, first: int, said: Connection) -> None:
    """Decide until killed."""
    with open_store(place) as store:
        said.send(None)
        for number in range(first, 1_000_000):
            choices = [Choice(kind=Kind.SAME, mention_ids=("a", half)) for half in "bc"]
            store.decide(choices, reviewer="Ada", keys=[f"{number}-b", f"{number}-c"])
            said.send(number)


def _count_heard(connection: Connection) -> int:
    """How many pairs of decisions were said to be taken, before the end."""
    heard = []
    try:
        while True:
            heard.append(connection.recv())
    except (EOFError, OSError):
        connection.close()
    return len([number for number in heard if number is not None])


def _find_faults(place: URL, taken: int) -> list[str]:
    """How the log differs from one with every pair of decisions whole, once, and in order."""
    with open_store(place) as store:
        log = store.log()
    keys = [decision.key for decision in log]
    # Who was killed may not have lived to say that one more pair was taken.
    pairs = taken + 1 if len(keys) > 2 * taken else taken
    expected = [f"{number}-{half}" for number in range(pairs) for half in "bc"]
    numbers = [decision.number for decision in log]
    faults = [f"{key} is there {count} times" for key, count in Counter(keys).items() if count > 1]
    faults += [f"{key} is not there" for key in expected if key not in set(keys)]
    if keys != expected:
        faults.append("the decisions are others, or in another order")
    if numbers != sorted(set(numbers)):
        faults.append("the numbers are not in order")
    return faults
