"""How high the body stands that a document is of, by the symbol that it bears."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.records import Source

# United Nations document symbols: a resolution is an agreed text, other papers are not.
_RANKS = (
    (re.compile(r"A/RES/|S/RES/"), 4),
    (re.compile(r"[AES]/(?:[\w.]+/)*(?:RES|DEC)/"), 3),
    (re.compile(r"[AS]/"), 2),
    (re.compile(r"[A-Z]{1,8}/"), 1),
)


def authority_of(source: Source) -> int:
    """Rank of a document's body, the higher the more; 0 where no symbol says it.

    Resolutions of the General Assembly and the Security Council, then those of other
    organs, then other papers of the two, then of others.
    """
    symbol = source.symbol.strip().upper()
    return next((rank for pattern, rank in _RANKS if pattern.match(symbol)), 0)
