"""The board: what a run made and people decided since, for pages that show parts of it.

A run writes it whole, in one transaction. Whoever shows it first brings it up to the log. It
is a cache: without it nothing is lost, and the next run makes it again.
"""

from __future__ import annotations

from pipeline.board.asking import Board
from pipeline.board.building import Shown, write_board
from pipeline.board.evidence import KeptEvidence, Looked, Waiting, find_deciding, keep_evidence
from pipeline.board.fields import AS_SUGGESTED, FACETS, NOT_YET, OTHERWISE
from pipeline.board.finding import SORTABLE, View
from pipeline.board.following import SHAPING, KnownLog
from pipeline.board.found import BodyDue, DueLine, Merge, Read, Row, Stand
from pipeline.board.tables import BOARD

__all__ = [
    "AS_SUGGESTED",
    "BOARD",
    "FACETS",
    "NOT_YET",
    "OTHERWISE",
    "SHAPING",
    "SORTABLE",
    "Board",
    "BodyDue",
    "DueLine",
    "KeptEvidence",
    "KnownLog",
    "Looked",
    "Merge",
    "Read",
    "Row",
    "Shown",
    "Stand",
    "View",
    "Waiting",
    "find_deciding",
    "keep_evidence",
    "write_board",
]
