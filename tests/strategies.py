"""Hypothesis strategies for the project's own kinds of value."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from tests.conftest import make_match

if TYPE_CHECKING:
    from pipeline.records import MatchScore

_WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)
_GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", "-\n", ", ", "; ", "\u2014", " \u201c", "."])
_GUARDS = st.sampled_from(["number", "negation", "direction", "antecedent"])
_EDGES = ["", "=", "+", "-", "@", "\t", "\r", "\n", "'", '"', ",", "NA", "\u00a0", "\u202e"]

texts = st.text(max_size=60)
document_ids = st.text(min_size=1, max_size=20)
# What a cell of the outputs can hold: any text that UTF-8 can write.
cells = st.builds(
    str.__add__, st.sampled_from(_EDGES), st.text(st.characters(exclude_categories=["Cs"]))
)
# As above but for what no XML file can hold.
printable_cells = st.builds(
    str.__add__,
    st.sampled_from(["", "=", "+", "-", "@", "'", "https://", "{=", "_x0041_"]),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), max_size=40),
)
file_stems = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=40
).filter(lambda name: not name.startswith(".") and len(name.encode()) < 200)
register_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@st.composite
def respaced(draw: st.DrawFn) -> tuple[str, str]:
    """One sentence twice, with other white space, punctuation and hyphenation between words."""
    words = draw(st.lists(_WORDS, min_size=1, max_size=8))
    left, right = (
        "".join(word + gap for word, gap in zip(words, gaps, strict=True))
        for gaps in draw(
            st.tuples(*[st.lists(_GAPS, min_size=len(words), max_size=len(words))] * 2)
        )
    )
    return left, right


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[str], list[MatchScore]]:
    """Ids and match scores of some of their pairs, one score a pair, some of them guarded."""
    ids = [f"m{number}" for number in range(draw(st.integers(0, 9)))]
    pairs = [(left, right) for left in ids for right in ids if left < right]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    scores = [
        make_match(
            left,
            right,
            draw(st.integers(0, 10_000)) / 10_000,
            *draw(st.lists(_GUARDS, max_size=1)),
        )
        for left, right in chosen
    ]
    return ids, scores


thresholds = st.integers(1, 10_000).map(lambda value: value / 10_000)
