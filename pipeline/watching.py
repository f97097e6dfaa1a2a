"""Files that arrive in folders, told once they have settled.

Folders are looked at again and again: shared ones tell nobody of a change, and a look
costs next to nothing. No clock of another machine is trusted, only whether a file's
size and time are other ones than at the last look.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from pipeline.intake import find_files

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# Size in bytes and time of the last change of each file.
States: TypeAlias = dict[Path, tuple[int, int]]

_LONGEST_POLL = 5.0
_SHORTEST_POLL = 0.1


def arrivals(
    look: Callable[[], States], *, seconds: float, on_arrival: Callable[[int], None]
) -> Iterator[frozenset[Path]]:
    """The files that are new or changed, each time that all of them have settled; for ever.

    What was there at the first look counts as new.

    Args:
        look: Gives what lies there now.
        seconds: A file has settled when nothing has changed for so long.
        on_arrival: Told, once before each time, how many have arrived and not settled yet.
    """
    known: States = {}
    seen: States = {}
    changed = time.monotonic()
    is_told = False
    while True:
        now = look()
        if now != seen:
            seen, changed = now, time.monotonic()
        fresh = frozenset(path for path, state in seen.items() if known.get(path) != state)
        if fresh and time.monotonic() - changed >= seconds:
            # What a folder out of reach lacks now will be new when it is back.
            known = seen
            is_told = False
            yield fresh
            continue
        if fresh and not is_told:
            on_arrival(len(fresh))
            is_told = True
        time.sleep(min(max(seconds / 4, _SHORTEST_POLL), _LONGEST_POLL))


def look_at(folders: Iterable[Path], workspace: Path) -> States:
    """The documents in the folders and below, as a run would take them in.

    A folder or file that is gone before it was looked at is left out.
    """
    states: States = {}
    for folder in folders:
        try:
            files, _ = find_files([folder], workspace)
        except OSError:
            continue
        for file in files:
            try:
                state = file.stat()
            except OSError:
                continue
            states[file] = state.st_size, state.st_mtime_ns
    return states
