"""How high the body stands that a document is of."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.authority import authority_of
from pipeline.records import Source


def rank(symbol: str) -> int:
    return authority_of(Source(document_id="d", path=Path("/corpus/d.txt"), symbol=symbol))


def test_resolutions_outrank_other_organs_papers_and_these_other_bodies() -> None:
    ordered = ["A/RES/70/125", "E/RES/2011/16", "A/66/67", "ORF/2"]
    assert [rank(symbol) for symbol in ordered] == [4, 3, 2, 1]


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("S/RES/1325 (2000)", 4),
        ("a/res/70/1", 4),
        (" A/RES/70/1", 4),
        ("A/HRC/RES/20/8", 3),
        ("A/C.3/DEC/5", 3),
        ("S/2004/616", 2),
        ("", 0),
        ("70/125", 0),
        ("Resolution 70/125", 0),
        ("A", 0),
    ],
)
def test_a_symbol_says_how_high_its_body_stands(symbol: str, expected: int) -> None:
    assert rank(symbol) == expected
