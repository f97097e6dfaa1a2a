"""Which words outside a paragraph govern it.

Policy documents say half of a sentence once and the other half many times:
"The Group recommends to:" and then a list, "recognizes" on a line of its own and
then what is recognized, or a heading "Recommendations" over bare phrases.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.extract.lexicon import (
    BARE_VERB,
    ENDS_IN_MODAL,
    HOLDS_ASKING,
    HOLDS_REGARDING,
    NUMBERED_RECOMMENDATION,
    OPENS_ASKING,
    PRINCIPLE_HEADING,
    RECOMMENDING_HEADING,
    SAYS_FOLLOWING,
    SAYS_PROPOSED,
)
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.records import Paragraph

_COLONS = (":", "：")
# What stands between a stem and its items.
_TAIL = " :：—–"
_OUTSIDE = -1
_LONGEST_SUBJECT = 15
_LAST_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[^\W\d_a-z])")


class StemKind(StrEnum):
    """What a stem makes of the paragraphs below it."""

    ASKING = "asking"
    REGARDING = "regarding"
    MODAL = "modal"
    PRINCIPLE = "principle"
    CONTENT = "content"


@dataclass(frozen=True, slots=True)
class Stem:
    """Words that govern the paragraphs after them.

    Attributes:
        kind: What they do.
        text: The words, with their subject, without the colon.
        index: Of the paragraph that they stand in; None for a heading.
        is_bare: Whether the paragraph is nothing but a verb.
    """

    kind: StemKind
    text: str
    index: int | None
    is_bare: bool = False


@dataclass(frozen=True, slots=True)
class StemWords:
    """How one language says that something follows.

    Attributes:
        bare: Kind of a line that is nothing but a verb; None where it is another.
        kind: Kind of words that a list or a colon follows.
        heading: Kind of a heading that governs the items below it; None where it does not.
        announces: Whether a sentence says that recommendations follow.
    """

    bare: Callable[[str], StemKind | None]
    kind: Callable[[str], StemKind]
    heading: Callable[[str], StemKind | None]
    announces: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Governed:
    """A paragraph's index, the stem above it, and the stem that it is itself."""

    index: int
    stem: Stem | None
    own: Stem | None


def govern(paragraphs: Sequence[Paragraph], *, words: StemWords) -> Iterator[Governed]:
    """Each paragraph that is no footnote and no residue, with the stem above it."""
    open_stems: list[tuple[int, Stem]] = []
    headings: tuple[str, ...] = ()
    subject = ""
    for index, paragraph in enumerate(paragraphs):
        if paragraph.kind in (ParagraphKind.FOOTNOTE, ParagraphKind.OTHER):
            continue
        if paragraph.kind is ParagraphKind.HEADING or paragraph.headings != headings:
            open_stems, headings, subject = [], paragraph.headings, ""
        depth = _depth(paragraph)
        completes = depth == _OUTSIDE and _opens_low(paragraph.text)
        open_stems = [(level, stem) for level, stem in open_stems if level < depth or completes]
        following = paragraphs[index + 1] if index + 1 < len(paragraphs) else None
        is_subject = _is_subject(paragraph, following, words)
        own = (
            None
            if is_subject
            else _own_stem(paragraph, following, subject, words=words, index=index)
        )
        if own and own.is_bare:
            # "recognizes" takes the place of the "recalls" before it.
            open_stems = [(level, stem) for level, stem in open_stems if level < depth]
        stem = open_stems[-1][1] if open_stems else _heading_stem(paragraph, words)
        yield Governed(index, stem, own)
        if own:
            open_stems.append((depth, own))
        elif is_subject:
            subject = paragraph.text


def is_incomplete(text: str) -> bool:
    """Whether a stem says nothing without its items.

    "Calls upon States:", "should:", "The following steps are proposed:".
    """
    plain = text.rstrip(_TAIL)
    if plain.endswith((" that", " including")) or re.search(r"\bfollowing\b", plain):
        return True
    if ENDS_IN_MODAL.search(plain) or SAYS_PROPOSED.search(plain):
        return True
    return not re.search(r"\b(?:to|that|should|must|shall|is|are)\s+\w+\s+\w+", plain)


def _depth(paragraph: Paragraph) -> int:
    is_item = paragraph.kind is ParagraphKind.LIST_ITEM
    return paragraph.level if is_item else _OUTSIDE


def _opens_low(text: str) -> bool:
    return text[:1].islower()


def _is_open(text: str) -> bool:
    return not re.search(r"[.;?!。；？！؛؟][\"”’)\]]*$", text.rstrip())


def _own_stem(
    paragraph: Paragraph,
    following: Paragraph | None,
    subject: str,
    *,
    words: StemWords,
    index: int,
) -> Stem | None:
    *earlier, text = _LAST_SENTENCE.split(paragraph.text.strip())
    if following is None or paragraph.kind is ParagraphKind.HEADING or not _is_open(text):
        return None
    bare = words.bare(text)
    if bare:
        return Stem(bare, _whole(subject, text), index, is_bare=True)
    deeper = _depth(following) > _depth(paragraph)
    goes_on = deeper or (_opens_low(following.text) and not text.endswith(","))
    if not text.endswith((*_COLONS, "—", "–")) and not goes_on:
        return None
    if not text.endswith(_COLONS) and _depth(paragraph) != _OUTSIDE:
        return None
    stem = Stem(words.kind(text.rstrip(_TAIL)), _whole("", text), index)
    # It is another sentence that says so: "These recommendations follow. They will be answered:"
    announced = [one for one in earlier if words.announces(one)]
    if stem.kind is StemKind.CONTENT and announced:
        return Stem(StemKind.ASKING, announced[-1].rstrip("."), index)
    return stem


def _english_bare(text: str) -> StemKind | None:
    bare = BARE_VERB.match(text)
    if not bare:
        return None
    return StemKind.ASKING if bare["asking"] else StemKind.REGARDING


def _english_kind(plain: str) -> StemKind:
    if PRINCIPLE_HEADING.search(plain):
        return StemKind.PRINCIPLE
    if ENDS_IN_MODAL.search(plain) and not OPENS_ASKING.search(plain):
        return StemKind.ASKING if HOLDS_ASKING.search(plain) else StemKind.MODAL
    if any(p.search(plain) for p in (RECOMMENDING_HEADING, OPENS_ASKING, SAYS_PROPOSED)):
        return StemKind.ASKING
    return _kind_by_last_verb(plain)


def _kind_by_last_verb(text: str) -> StemKind:
    asking = [match.start() for match in HOLDS_ASKING.finditer(text)]
    regarding = [match.start() for match in HOLDS_REGARDING.finditer(text)]
    if asking and asking[-1] > max(regarding, default=-1):
        return StemKind.ASKING
    if regarding and re.search(r"\b(?:that|following)$", text):
        return StemKind.REGARDING
    return StemKind.CONTENT


def _heading_stem(paragraph: Paragraph, words: StemWords) -> Stem | None:
    """What a cell's column or an item's innermost heading announces."""
    is_item = paragraph.kind is ParagraphKind.LIST_ITEM or bool(paragraph.number)
    heading = paragraph.headings[-1] if paragraph.headings and is_item else ""
    title = paragraph.label or heading
    kind = words.heading(title) if title else None
    return Stem(kind, title.rstrip(_TAIL + "?"), index=None) if kind else None


def _english_heading(title: str) -> StemKind | None:
    if RECOMMENDING_HEADING.match(title) and not NUMBERED_RECOMMENDATION.match(title):
        return StemKind.ASKING
    return StemKind.PRINCIPLE if PRINCIPLE_HEADING.search(title) else None


def _is_subject(paragraph: Paragraph, following: Paragraph | None, words: StemWords) -> bool:
    """Whether the paragraph is "The Working Group" over a line "recognizes"."""
    return (
        following is not None
        and paragraph.kind is not ParagraphKind.HEADING
        and paragraph.text[:1].isupper()
        and _is_open(paragraph.text)
        and len(paragraph.text.split()) <= _LONGEST_SUBJECT
        and words.bare(following.text.strip()) is not None
    )


def _whole(subject: str, text: str) -> str:
    return f"{subject} {text}".strip().rstrip(_TAIL)


ENGLISH = StemWords(
    bare=_english_bare,
    kind=_english_kind,
    heading=_english_heading,
    announces=lambda text: bool(SAYS_FOLLOWING.search(text)),
)
