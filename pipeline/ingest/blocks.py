"""What every format is turned into before the shared core reads it: lines and blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.ingest.paragraphs.marks import split_marker
from pipeline.ingest.paragraphs.scripts import COLONS, count_han, extent, is_caseless
from pipeline.records import Details, ParagraphKind, count_letters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from pipeline.config import IngestSettings
    from pipeline.records import Source

PROSE_LENGTH = 60
STEM_WORDS = 5
STEM_HAN = 12
SIDE_KINDS = frozenset({ParagraphKind.FOOTNOTE, ParagraphKind.OTHER})

_FINAL = re.compile(r"[.!?:;…。．！？：；؟؛۔][\"'”’»)\]）」』》]*(?:\d{1,2}|[¹²³⁰-⁹]+)?$")
_AMID = re.compile(
    r"\b(?:a|an|and|as|at|by|for|from|in|its|of|on|or|that|the|their|to|which|with)$",
    re.IGNORECASE,
)
_VERB_LINE = re.compile(
    r"^(?:(?:also|further|again|strongly|therefore|hereby) )*[a-z]+s(?: (?:upon|on|for))?"
    r"(?: (?:to|that))? ?:?$"
)
_URL = re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE)
# "Article 2 (a)" and "subparagraph (a)" refer to an item; they are none.
_AMID_ITEM = re.compile(
    r"(?<!\d )(?<!graph )(?<!graphs )(?:^|(?<=\s))\((?:[a-z]|[ivx]{1,4}|\d{1,2})\) (?=\S)"
)


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
        breaks: Where it runs over to another page, as in a Paragraph.
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
    breaks: tuple[tuple[int, int], ...] = ()

    @property
    def last_page(self) -> int | None:
        """The page on which it ends."""
        return self.breaks[-1][1] if self.breaks else self.page


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """What a format's reader is given: the bytes, what is known of them, and the limits."""

    content: bytes
    source: Source
    settings: IngestSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Enclosure:
    """A file inside a file, unpacked when its turn comes: an attachment, an archive's member.

    Attributes:
        load: Gives its first bytes, at most as many as asked for.
    """

    name: str
    load: Callable[[int], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a format's reader found in a file, or in one row of it.

    Attributes:
        sections: Parts that share no heading and no counting: the slides of a
            presentation, the cells of a submission. Most documents are one.
        left_out: What the file holds and could not be read, each with what to do.
        details: What the format itself says of the document: the columns of an
            export, the head of a message.
        key: What tells it from the file's other rows, where each row is a document.
        enclosures: Files inside this one, to be read as documents of their own.
        is_bundle: Whether the enclosures are unrelated, as an archive's are; else
            they and the text are one contribution, as a message and its attachments.
    """

    sections: list[list[Block]]
    left_out: tuple[str, ...] = ()
    details: Details = field(default_factory=Details)
    key: str = ""
    enclosures: tuple[Enclosure, ...] = ()
    is_bundle: bool = False


def ends_finally(text: str) -> bool:
    """Whether the text ends as a sentence, an item or a stem does."""
    return bool(_FINAL.search(text.rstrip()))


def ends_amid(text: str) -> bool:
    """Whether the text ends with a word that no sentence or title ends with."""
    return bool(_AMID.search(text))


def is_stem(text: str) -> bool:
    """Whether it is a short lower-case line such as "recognizes" or "recommends to:".

    In a script without lower case only the colon at its end tells it.
    """
    if not 0 < len(text.split()) <= STEM_WORDS:
        return False
    if is_caseless(text[0]):
        return text.endswith(COLONS) and count_han(text) <= STEM_HAN
    return text[0].islower() and not text.endswith((".", ";", ",", "؛", "،"))


def is_verb_line(text: str) -> bool:
    """Whether it is a drafting verb on a line of its own: "further recognizes"."""
    return bool(_VERB_LINE.match(text))


def is_unfinished(text: str) -> bool:
    """Whether the text is long prose that stops without a final mark."""
    return (
        extent(text) >= PROSE_LENGTH
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
            mended[last] = _append(mended[last], block)
            continue
        mended.append(block)
        if block.kind not in SIDE_KINDS:
            last = len(mended) - 1
    return mended


def _append(before: Block, block: Block) -> Block:
    """The two as one, which remembers where its pages begin."""
    text = f"{before.text} {block.text}"
    breaks = page_breaks([(before.text, before.last_page), (block.text, block.page)])
    added = count_letters(block.text)
    own = tuple((after + added, page) for after, page in before.breaks)
    return replace(before, text=text, alone=False, breaks=own + breaks + block.breaks)


def page_breaks(pieces: Sequence[tuple[str, int | None]]) -> tuple[tuple[int, int], ...]:
    """Where texts that are joined run over to another page, as in a Paragraph.

    Args:
        pieces: The texts in their order, each with its page.
    """
    breaks: list[tuple[int, int]] = []
    after = sum(count_letters(text) for text, _ in pieces)
    last = pieces[0][1]
    for text, page in pieces:
        if page is not None and page != last:
            breaks.append((after, page))
            last = page
        after -= count_letters(text)
    return tuple(breaks)


def _continues(before: Block, block: Block) -> bool:
    if before.heading is not None or block.heading is not None or block.kind is not None:
        return False
    if before.label != block.label:
        return False
    if _counts_on(before.text, block.text):
        return True
    if not is_unfinished(before.text) or is_stem(block.text):
        return False
    if split_marker(block.text)[0] is not None:
        return False
    return block.text[0].islower() or _runs_over(before, block)


def _counts_on(before: str, text: str) -> bool:
    """Whether a line that starts with "(c)" goes on with "(a) …, (b) …" amid the text before."""
    own, rest = split_marker(before)
    marker, _ = split_marker(text)
    if marker is None or not marker.enclosed or (own is not None and own.enclosed):
        return False
    amid = list(_AMID_ITEM.finditer(rest))
    if not amid or amid[-1].start() == 0:
        return False
    first, last = (split_marker(match[0] + "x")[0] for match in (amid[0], amid[-1]))
    if first is None or last is None or all(value != 1 for _, value in first.readings):
        return False
    return any((style, value - 1) in last.readings for style, value in marker.readings)


def _runs_over(before: Block, block: Block) -> bool:
    """Whether a page ended amid a sentence that goes on with a name or a number."""
    if before.page == block.page or before.stands_out != block.stands_out:
        return False
    return ends_amid(before.text) or before.text.endswith(",") or ends_finally(block.text)
