"""Ids that no row has any more: into which row each went, or that its sentence is gone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.decisions.state import fold

if TYPE_CHECKING:
    from pipeline.board import KnownLog, Row
    from pipeline.decisions.log import Decision, Snapshot
    from pipeline.web.site import Site

# As ids are written; numbers with so many digits every database can hold.
_ID = re.compile(r"R-(0\d{3}|[1-9]\d{3,11})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Retired:
    """An id that was given to a row and that none has now.

    Attributes:
        into: The row that has its sentence now; None where none has.
        snapshot: The sentence that it was given for.
        history: What was decided of that sentence.
    """

    id: str
    into: Row | None
    snapshot: Snapshot | None
    history: list[Decision]

    def __str__(self) -> str:
        """What became of it, in words."""
        if self.into:
            return f"{self.id} went into {self.into.id}"
        return f"{self.id}: its sentence is gone, and no row took its place"


def find_retired(site: Site, name: str) -> Retired | None:
    """What became of an id that no row has; None where a row has it, or never had."""
    found = None if site.board.row(name) else _ID.fullmatch(name)
    mention = site.store.mention_of(int(found[1])) if found else ""
    if not mention:
        return None
    known = site.known()
    now = _follow(known, mention)
    return Retired(
        id=name,
        into=site.board.row_of(now),
        snapshot=site.store.snapshot(mention),
        history=known.about([now]),
    )


def _follow(known: KnownLog, mention: str) -> str:
    """The mention that took the place of another, over as many versions as there were."""
    seen = {mention}
    while True:
        carried = fold(known.about([mention]), moved=known.moved).carried
        mention = carried.get(mention, mention)
        if mention in seen:
            return mention
        seen.add(mention)
