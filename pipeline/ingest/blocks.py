"""What every format is turned into before the shared core reads it: lines and blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.ingest.marks import split_marker
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable

PROSE_LENGTH = 60
STEM_WORDS = 5
SIDE_KINDS = frozenset({ParagraphKind.FOOTNOTE, ParagraphKind.OTHER})

_FINAL = re.compile(r"[.!?:;…][\"'”’»)\]]*(?:\d{1,2}|[¹²³⁰-⁹]+)?$")
_AMID = re.compile(
    r"(?:,|\b(?:a|an|and|as|at|by|for|from|in|its|of|on|or|that|the|their|to|which|with))$",
    re.IGNORECASE,
)
_VERB_LINE = re.compile(
    r"^(?:(?:also|further|again|strongly|therefore|hereby) )*[a-z]+s(?: (?:upon|on|for))?"
    r"(?: (?:to|that))? ?:?$"
)
_URL = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed line.

    Attributes:
        indent: Leading columns, in any unit that is the same over the document.
        gap: Whether there is more space above it than between lines of a paragraph.
        wraps: Whether it is so long that the break after it may be the margin's.
        kind: What the format itself says it is, such as a footnote.
        stands_out: Whether it is printed bolder or larger than the text.
        size: Size of its letters in points, 0 where the format has none.
    """

    text: str
    indent: int = 0
    page: int | None = None
    gap: bool = False
    wraps: bool = False
    kind: ParagraphKind | None = None
    stands_out: bool = False
    size: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph as it stands in the file, its number or bullet still in its text.

    Attributes:
        alone: Whether space stands both above and below it.
        heading: Rank that the format gives it, 0 for the highest; None where it says nothing.
        kind: What the format itself says it is; None where that is to be found out.
        label: The heading of its column, where it is a cell of a table.
        stands_out: Whether all of it is printed bolder or larger than the text.
    """

    text: str
    indent: int = 0
    page: int | None = None
    gap: bool = False
    alone: bool = False
    heading: int | None = None
    kind: ParagraphKind | None = None
    label: str = ""
    stands_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a format's reader found in a file.

    Attributes:
        sections: Parts that share no heading and no counting: the slides of a
            presentation, the cells of a table of submissions. Most files are one.
        left_out: What the file holds and could not be read, each with what to do.
    """

    sections: list[list[Block]]
    left_out: tuple[str, ...] = ()


def ends_finally(text: str) -> bool:
    """Whether the text ends as a sentence, an item or a stem does."""
    return bool(_FINAL.search(text.rstrip()))


def is_stem(text: str) -> bool:
    """Whether it is a short lower-case line such as "recognizes" or "recommends to:"."""
    words = text.split()
    return 0 < len(words) <= STEM_WORDS and text[0].islower() and not text.endswith((".", ";", ","))


def is_verb_line(text: str) -> bool:
    """Whether it is a drafting verb on a line of its own: "further recognizes"."""
    return bool(_VERB_LINE.match(text))


def is_unfinished(text: str) -> bool:
    """Whether the text is long prose that stops without a final mark."""
    return (
        len(text) >= PROSE_LENGTH
        and not ends_finally(text)
        and not _URL.match(text.rsplit(maxsplit=1)[-1])
    )


def mend_breaks(blocks: Iterable[Block]) -> list[Block]:
    """The blocks, with those that a page or a blank line broke in two made whole.

    Footnotes and residue that stand in the break stay behind the mended block.
    """
    mended: list[Block] = []
    last: int | None = None
    for block in blocks:
        if last is not None and _continues(mended[last], block):
            before = mended[last]
            mended[last] = replace(before, text=f"{before.text} {block.text}", alone=False)
            continue
        mended.append(block)
        if block.kind not in SIDE_KINDS:
            last = len(mended) - 1
    return mended


def _continues(before: Block, block: Block) -> bool:
    if before.heading is not None or block.heading is not None or block.kind is not None:
        return False
    if before.label != block.label or not is_unfinished(before.text) or is_stem(block.text):
        return False
    return block.text[0].islower() or _runs_over(before, block)


def _runs_over(before: Block, block: Block) -> bool:
    """Whether a page ended amid a sentence that goes on with a name or a number."""
    if before.page == block.page or before.stands_out != block.stands_out:
        return False
    is_amid = bool(_AMID.search(before.text))
    return split_marker(block.text)[0] is None and (is_amid or ends_finally(block.text))
