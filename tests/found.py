"""Evidence that is on a board as if it had been found, without models."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from pipeline.assess import Evidence, Found, Kind, Passage
from pipeline.assess.status import suggest_status
from pipeline.board import BOARD, Board, View, keep_evidence
from pipeline.config import AssessSettings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def to_evidence(
    row: str,
    text: str,
    kind: Kind = Kind.COMPLETION,
    *,
    document: str = "c",
    score: float = 0.5,
    words: Sequence[str] = (),
    published: date | None = date(2024, 5, 1),
) -> Evidence:
    """A passage that is said to stand in a document, on its third page."""
    passage = Passage(
        document_id=document,
        paragraph=0,
        start=0,
        end=len(text),
        text=text,
        page=3,
        number="7",
        published=published,
    )
    return Evidence(
        recommendation_id=row,
        passage=passage,
        score=score,
        kind=kind,
        words=tuple(words),
        reasons=("done: “were published”",),
    )


def keep_found(workspace: Path, *evidence: Evidence) -> None:
    """Keep it on the board as the command does that looked at all rows."""
    board = Board(workspace / BOARD)
    rows = [row.id for row in board.find(View(count=board.total))]
    by_row = [[one for one in evidence if one.recommendation_id == row] for row in rows]
    suggested = [suggest_status(some, AssessSettings()) for some in by_row]
    found = Found(
        evidence=tuple(one for some in by_row for one in some),
        suggestions=tuple(one for one in suggested if one),
    )
    keep_evidence(workspace / BOARD, found, looked_at=rows, documents=board.evidence.hashes())
