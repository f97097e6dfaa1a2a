"""The mentions of the last run, kept for what people then say of them.

They can be found again, so they lie in the cache.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from pipeline.cache import CACHE, decode, encode
from pipeline.decisions.applying import take_snapshots, with_former_ids
from pipeline.errors import UsageError
from pipeline.outputs import replace_file
from pipeline.records import Mention, Source, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.decisions.log import Snapshot
    from pipeline.records import Document, Recommendation

log = logging.getLogger("stocktake.run")

_FILE = CACHE.with_name("last.msgpack")


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """What a run worked on.

    Attributes:
        decisions: Number of the last decision that it knew; 0 where there was none.
        rows: Ids of the mentions of each recommendation, by its id.
        mentions: All of its table.
        sources: Of their documents, by id.
        orphans: Ids of decided mentions that their documents do not hold any more.
        moved: New id of each decided mention that is there in slightly other letters.
    """

    decisions: int
    rows: dict[str, tuple[str, ...]]
    mentions: tuple[Mention, ...]
    sources: dict[str, Source]
    orphans: tuple[str, ...]
    moved: dict[str, str]

    def mentions_of(self, recommendation_id: str) -> tuple[str, ...]:
        """Ids of the mentions of a row; none where there is no such row."""
        return self.rows.get(recommendation_id, ())

    def row_with(self, mention_id: str) -> tuple[str, ...]:
        """Ids of the mentions of the row that has a mention; none where no row has it."""
        return next((names for names in self.rows.values() if mention_id in names), ())

    def snapshots(self, names: Iterable[str]) -> dict[str, Snapshot]:
        """Those of the mentions that are there, with neighbours and former ids, by their ids."""
        taken = take_snapshots(self.mentions, self.sources)
        snapshots = {name: taken[name] for name in names if name in taken}
        return with_former_ids(snapshots, self.moved)


def keep_run(
    workspace: Path,
    rows: Iterable[Recommendation],
    documents: Mapping[str, Document],
    *,
    moved: Mapping[str, str],
    decisions: int,
    orphans: Iterable[str] = (),
) -> None:
    """Keep what a run worked on; what an earlier one left is replaced whole.

    A cache that cannot be written is no error of the run; what is then decided has to wait
    for one that can.
    """
    sources = {
        # What a name of a file can hold, no text can.
        name: replace(d.source, path=Path(printable(d.source.path.name)))
        for name, d in documents.items()
    }
    rows = list(rows)
    last = LastRun(
        decisions=decisions,
        rows={r.recommendation_id: tuple(m.mention_id for m in r.mentions) for r in rows},
        mentions=tuple(mention for row in rows for mention in row.mentions),
        sources=sources,
        orphans=tuple(orphans),
        moved=dict(moved),
    )
    path = workspace / _FILE
    try:
        path.parent.mkdir(exist_ok=True)
        replace_file(path, encode(last))
    except OSError as error:
        log.warning("%s: cannot be written (%s); nothing can be decided yet", path, error.strerror)


def read_run(workspace: Path) -> LastRun:
    """What the last run in a workspace worked on.

    Raises:
        UsageError: There was none, or it cannot be read.
    """
    path = workspace / _FILE
    try:
        return decode(path.read_bytes(), LastRun)
    except (OSError, ValueError, msgspec.MsgspecError) as error:
        raise UsageError(
            f"{path}: holds no run ({error}); decisions are about what a run has shown, "
            "so call stocktake run first"
        ) from error
