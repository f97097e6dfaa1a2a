"""What stands beside the text: footnotes, contents lines, residue of comments, page numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.ingest.paragraphs.marks import split_marker
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.ingest.blocks import Block
    from pipeline.records import Paragraph

STAMP_LENGTH = 80
# Lines of a table of contents without a page number, such as "Annexes", in a row.
LONGEST_CONTENTS_GAP = 6
FEWEST_CONTENTS_LINES = 2

_STAMP = re.compile(
    r"^\D{2,}.*\b\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4},? (?:at )?\d{1,2}[:.h]\d{2}(?::\d{2})?"
    r"(?: ?[AaPp]\.?[Mm]\.?)?$"
)
_REMARK = re.compile(r"^[^\s::]{1,20}(?: [^\s::]{1,20}){0,2} ?[::]\s?.{0,80}$")
# What Word writes before a comment, in any language: "Commented [AB1]:", "批注 [AB1R2]:". A
# document's own labels repeat the initial of their word: "Recommendation [R1]:".
_BALLOON = re.compile(
    r"^(?:[CK]om+ent\w*|(?!(\w)\w* ?\[\1\d)[^\s\[\]]+(?: [^\s\[\]]+)?)"
    r" ?\[[^\W\d_]{1,4}\d{1,4}(?:R\d{1,3})?\] ?[:\uff1a]",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"^(?:Formatted|Deleted|Inserted|Moved(?: (?:up|down|here|from|to|\(insertion\)))*"
    r"|Mis en forme|Supprimé|Inséré|Déplacé|Con formato|Eliminado|Insertado|Movido"
    r"|Formatiert|Gelöscht|Eingefügt|Verschoben|Formattato|Eliminato|Inserito|Spostato"
    r"|Formatado|Excluído|Inserido)(?: ?\[\d{1,4}\])? ?[:\uff1a]"
)
_SUPERSCRIPT_NOTE = re.compile(r"^[¹²³⁰-⁹]+\s*\S")
_CITING = (
    r"(?:A|E|S|CCPR|CEDAW|CRC|CAT|CERD|TD|FCCC|UNEP|ISBA|HRI|ST|DP|PC|WT)/[A-Z0-9]"
    r"|See\b|Ibid\b|Cf\.|Op\. ?cit|Loc\. ?cit|Idem\b|http|www\."
    r"|(?:General Assembly|Security Council|Human Rights Council|Economic and Social Council|"
    r"Council|Assembly)(?: resolutions?| decisions?| Resolution)"
    r"|Official Records|United Nations, |Resolutions? \d|Report of the .{5,80}\(|"
    r"Available (?:at|from)"
)
_NUMBERED_NOTE = re.compile(rf"^(?:\d{{1,3}}|\[\d{{1,3}}\]|[a-z])\s+(?:{_CITING})")
_BRACKETED = re.compile(r"\[\d{1,3}\]")
_BRACKETED_NOTE = re.compile(r"^(\[\d{1,3}\])\s*\S")
_NOTE_NUMBER = re.compile(r"^(\d{1,3})(?!\d)")
_STARS = re.compile(r"^(\*{1,4}|[†‡])(?:\.\s|\s*)(?=[^\s*])")
_STARRED = re.compile(r"(?<=[^\s*])(?:\*{1,4}|[†‡])(?=$|\s)")
_LONGEST_CONTENTS_LINE = 200
_CONTENTS = re.compile(
    r"(?:\.\s?){5,}(?:pp?\.)?[\s\d–-]*$|(?:\.\s?){5,}[ivxlc]{1,6}$|\.{3,}\s+\d{1,4}\s?[–-]\s?\d{1,4}\s+\d{1,4}$"
    r"|^.{3,100}\t+\d{1,4}$"
)
_CONTENTS_HEADING = re.compile(r"^(?:table of )?contents:?$", re.IGNORECASE)
_PAGE_AT_END = re.compile(r"[^\W\d_].*[\s.|](\d{1,4})$")
_PAGE_NUMBER = re.compile(
    r"^(?:page )?[-–\s]*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?[-–\s]*$", re.IGNORECASE
)


def mark_sides(blocks: Sequence[Block]) -> list[Block]:
    """The blocks, those beside the text marked as footnotes or as other."""
    signs = {match[0] for block in blocks if (match := _STARRED.search(block.text))}
    signs.update(sign for block in blocks for sign in _BRACKETED.findall(block.text[1:]))
    marked = list(blocks)
    for index, block in enumerate(blocks):
        if block.kind is None and block.heading is None and not block.label:
            marked[index] = replace(block, kind=_side_kind(blocks, index, signs))
    for index in _within_contents(marked):
        marked[index] = replace(marked[index], kind=ParagraphKind.OTHER)
    return marked


def _within_contents(blocks: Sequence[Block]) -> Iterator[int]:
    """Places of what stands between a table of contents' heading and its last line."""
    start = next((n for n, block in enumerate(blocks) if _CONTENTS_HEADING.match(block.text)), None)
    if start is None:
        return
    last, page = start, 0
    for index in range(start + 1, len(blocks)):
        if index - last > LONGEST_CONTENTS_GAP:
            break
        text = blocks[index].text
        printed = _PAGE_AT_END.search(text)
        if printed and int(printed[1]) >= page:
            last, page = index, int(printed[1])
        elif is_contents(text):
            last = index
    if last > start + FEWEST_CONTENTS_LINES:
        places = range(start + 1, last + 1)
        yield from (n for n in places if blocks[n].kind is None and blocks[n].heading is None)


def _side_kind(blocks: Sequence[Block], index: int, signs: set[str]) -> ParagraphKind | None:
    text = blocks[index].text
    opening = _STARS.match(text) or _BRACKETED_NOTE.match(text)
    if opening and opening[1] in signs:
        return ParagraphKind.FOOTNOTE
    if _SUPERSCRIPT_NOTE.match(text) or _NUMBERED_NOTE.match(text):
        return ParagraphKind.FOOTNOTE
    if is_contents(text) or _PAGE_NUMBER.match(text) or _is_residue(blocks, index):
        return ParagraphKind.OTHER
    return None if any(character.isalnum() for character in text) else ParagraphKind.OTHER


def is_contents(text: str) -> bool:
    """Whether it is a line of a table of contents: a title, dots, a page."""
    # Dotted lines of forms would take the search a long time; what counts is at the end.
    return bool(_CONTENTS.search(text[-_LONGEST_CONTENTS_LINE:]))


def _is_residue(blocks: Sequence[Block], index: int) -> bool:
    """Whether a comment or change was pasted here: its sign, or name, date and time by a remark."""
    if _is_markup(blocks, index):
        return True
    if _is_stamp(blocks[index].text):
        return index + 1 < len(blocks) and bool(_REMARK.match(blocks[index + 1].text))
    return (
        index > 0 and _is_stamp(blocks[index - 1].text) and bool(_REMARK.match(blocks[index].text))
    )


def _is_markup(blocks: Sequence[Block], index: int) -> bool:
    """Whether it begins with the sign of a comment or change, or is the remark below a sign."""
    text = blocks[index].text
    if _BALLOON.match(text) or _CHANGE.match(text):
        return True
    above = _BALLOON.fullmatch(blocks[index - 1].text) if index else None
    return above is not None and split_marker(text)[0] is None


def _is_stamp(text: str) -> bool:
    return len(text) <= STAMP_LENGTH and bool(_STAMP.match(text))


def cite_footnotes(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """The paragraphs, each footnote with the number of the one whose text refers to it."""
    cited: list[Paragraph] = []
    for paragraph in paragraphs:
        if paragraph.kind is not ParagraphKind.FOOTNOTE:
            cited.append(paragraph)
            continue
        note = _NOTE_NUMBER.match(paragraph.text)
        number = _referring(cited, paragraph, note[1]) if note else ""
        cited.append(replace(paragraph, number=number))
    return cited


def _referring(paragraphs: Sequence[Paragraph], note: Paragraph, sign: str) -> str:
    """Number of the last paragraph with the note's sign, from the page before its own on."""
    reference = re.compile(rf"(?:[a-z]{{3}}|[a-z)]\.|[;,:)”\"’]){sign}(?!\w|[.,]\d)")
    for paragraph in reversed(paragraphs):
        if paragraph.page is None or note.page is None or paragraph.page < note.page - 1:
            return ""
        if paragraph.kind is not ParagraphKind.FOOTNOTE and reference.search(paragraph.text):
            return paragraph.number
    return ""
