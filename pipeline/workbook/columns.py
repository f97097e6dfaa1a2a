"""Which columns people decide in, and what a cell shows."""

from __future__ import annotations

import functools
import hashlib
import re

from pipeline.decisions.log import ACCEPTABLE, FIELDS, Kind
from pipeline.outputs import undo_safe
from pipeline.table import COLUMN_OF

ID, REVIEW, DECIDED = "Id", "Review", "Decided"
TEXT = COLUMN_OF[Kind.TEXT]
LEFT, RIGHT, DECISION = "Left", "Right", "Decision"
LEFT_MENTION, RIGHT_MENTION = "Left mention", "Right mention"
# The column that an exported CSV has in place of a hidden sheet.
EXPORTED = "Exported"
# Columns of the table that people decide in. Whether a row is relevant they say in Review.
DECIDABLE = {COLUMN_OF[kind]: kind for kind in FIELDS if kind is not Kind.RELEVANT}
# What the program suggests and accepting a row turns into decisions.
SUGGESTED = tuple(COLUMN_OF[kind] for kind in ACCEPTABLE)
# What can be said in Review.
ACCEPTED, DISCUSS = "accepted", "needs discussion"
NOT_IMPROVEMENT, NOT_RELEVANT = "not an improvement", "not relevant"
REVIEWS = (ACCEPTED, DISCUSS, NOT_IMPROVEMENT, NOT_RELEVANT)
# What can be decided of a suggested merge.
MERGE_DECISIONS = (Kind.SAME, Kind.DIFFERENT, Kind.RELATED, Kind.NOT_SURE)

# XlsxWriter leaves out a longer cell without a word. A spreadsheet counts characters
# outside the basic plane twice.
_LONGEST_CELL = 32_767
MARK_LETTERS = 12
_UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]|_x(?:00[01][0-9A-Fa-f]|007F|00[89][0-9A-Fa-f]|FFF[EF])_"
)
CUT = " … (cut here; the whole is in table.csv)"


def fit(text: str) -> str:
    """The text, cut and marked where it is longer than a cell can be."""
    if len(text) * 2 <= _LONGEST_CELL or _length(text) <= _LONGEST_CELL:
        return text
    kept = text[: _LONGEST_CELL - len(CUT)]
    while _length(kept) > _LONGEST_CELL - len(CUT):
        kept = kept[: len(kept) // 2]
    return kept + CUT


def _length(text: str) -> int:
    """Letters of the text, as a spreadsheet counts them."""
    return len(text.encode("utf-16-le")) // 2


# Many cells of a sheet say the same, most of them nothing.
@functools.lru_cache(maxsize=1_000)
def mark(text: str) -> str:
    """Stands for what a cell shows.

    White space, control characters and an apostrophe for safety, which programs that write
    cells change, are no part of it.
    """
    shown = "".join(_UNSEEN.sub("", undo_safe(fit(text)).replace("_x005F_", "_")).split())
    return hashlib.sha256(shown.encode()).hexdigest()[:MARK_LETTERS]
