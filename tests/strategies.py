"""Hypothesis strategies for the project's own kinds of value."""

from __future__ import annotations

import dataclasses
import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import strategies as st

from pipeline.cluster.linkage import Link
from pipeline.records import Document, Mention, Paragraph, Rejection, Source

if TYPE_CHECKING:
    from collections.abc import Iterable

Record = TypeVar("Record", Paragraph, Source, Document, Mention, Rejection)

_WORDS = st.text(st.characters(categories=("L", "N")), min_size=1, max_size=8)
_GAPS = st.sampled_from([" ", "  ", "\n", "\u00a0", "-\n", ", ", "; ", "\u2014", " \u201c", "."])
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


@dataclasses.dataclass(frozen=True)
class Graph:
    """Nodes with their sizes, and links of some of their pairs."""

    sizes: dict[str, int]
    links: list[Link]

    def with_ids_of(self, pairs: Iterable[tuple[str, str]]) -> tuple[dict[str, int], list[Link]]:
        """The same with a node of size 1 for each id that only the pairs have."""
        return dict.fromkeys(itertools.chain(*pairs), 1) | self.sizes, self.links


_ids = st.integers(0, 8).map("m{}".format)
# What people decided of some of the nodes.
pair_sets = st.frozensets(st.tuples(_ids, _ids).filter(lambda pair: pair[0] != pair[1]), max_size=4)
# Fractions of which sums are exact, so that no rounding blurs what is at a threshold.
_scores = st.integers(0, 64).map(lambda value: value / 64)
thresholds = st.integers(1, 64).map(lambda value: value / 64)


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Nodes and one link for each of some of their pairs, some of them guarded."""
    sizes = {f"m{number}": draw(st.integers(1, 3)) for number in range(draw(st.integers(0, 9)))}
    pairs = list(itertools.combinations(sizes, 2))
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    guards = st.sampled_from([False, False, False, True])
    return Graph(sizes, [Link(*pair, draw(_scores), draw(guards)) for pair in chosen])


# What a signed integer of 64 bits holds, which is all that a page or an offset needs.
_numbers = st.integers(0, 2**63 - 1)
_paths = st.builds(Path, st.just("/corpus"), file_stems)


def _every(kind: type[Record], **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Record]:
    """Records with every field drawn by its type, but for those given."""
    names = [field.name for field in dataclasses.fields(kind)]
    return st.builds(kind, **dict.fromkeys(names, ...) | fields)


_paragraphs = _every(
    Paragraph,
    level=_numbers,
    page=st.none() | _numbers,
    breaks=st.lists(st.tuples(_numbers, _numbers), max_size=2).map(tuple),
)
documents = _every(
    Document,
    source=_every(Source, path=_paths),
    paragraphs=st.lists(_paragraphs, max_size=3).map(tuple),
)
mentions = _every(
    Mention,
    paragraph=_numbers,
    start=_numbers,
    end=_numbers,
    page=st.none() | _numbers,
    score=st.floats(0, 1),
)
rejections = _every(Rejection)
