"""Which items are headings, told from wording and position alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.drafting import ACTION_VERBS
from pipeline.ingest.blocks import ends_finally, is_stem
from pipeline.ingest.paragraphs.caseless import (
    caseless_headings,
    heads_number,
    is_caseless_title,
)
from pipeline.ingest.paragraphs.marks import Style
from pipeline.ingest.paragraphs.scripts import CAPITALS, COLONS, extent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.ingest.paragraphs.items import Item

TITLE_LENGTH = 200
HEADING_LENGTH = 130
HEADING_WORDS = 18
# Long enough to be a paragraph, not another line of a list or an address.
PROSE = 100
_CAPTION = re.compile(r"\d{4}|^(?:Figure|Table|Source|And)\b")
DENSE_WORDS = 10
LABEL_WORDS = 7
LONGEST_RUN = 3
CAPITALISED_SHARE = 0.6
SHORT_WORDS = 3

_NEVER_ENDS = re.compile(
    r"(?:[.;,:\-–—&/]|\b(?:and|or|of|the|to|by|with|for|in|on|a|an"
    r"|и|или|в|во|на|с|со|к|о|об|по|для|от|из|за|при|до))$",
    re.IGNORECASE,
)
_INSIDE = re.compile(
    rf"^\(.*\)$|[a-z)\]]{{2}}[.;] [A-Z]|[а-яё)\]]{{2}}[.;] [{CAPITALS}]"
    r"|https?://|www\.|\S@\S| \| |\.{4,}"
)
_DATE = re.compile(
    r"^(?:\w+,? )?(?:\d{1,2}(?:st|nd|rd|th)? )?(?:[-–] ?\d{1,2} )?"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,?(?: \d{1,2},?)?(?: \d{4})?$",
    re.IGNORECASE,
)
_STEM = re.compile(
    r"\b(?:should|shall|must|will|would|can|could|may|might|is|are|be|been|was|were|has|have|had|"
    r"includ\w+|following|recommend(?:s|ed)?|suggest(?:s|ed)?|propos(?:e|es|ed)|we|i|that|"
    r"based|e\.g|such|needs?|wants?|asks?|calls?|urges?|requests?|"
    r"decides?|agrees?d?|invites?|encourages?)\b|\b(?:to|for|by|on|of|from|at|as|with|in)$"
    r"|\b(?:\w{2,}(?:ует|уют|уем|ает|ают|аем|яет|яют|яем|еет|еют)|решил[аио]?|постанов\w+|просит"
    r"|должн[аоы]|должен|следует|надлежит|необходимо|нужно|могут|может|будет|будут|мы|что|чтобы"
    r"|следующ\w+|включая)\b",
    re.IGNORECASE,
)
# An infinitive opens an item of a list, not a title.
_RUSSIAN_INFINITIVE = re.compile(
    r"^(?!(?:сеть|память|печать)\b)\w+(?:[аеиоуыя]ть|вести|нести|[её]чь)(?:ся)?\b"
)
_PART = re.compile(
    r"^(?:annex|appendix|article|chapter|part|question|section|theme|topic)\s+(?:\d{1,2}|[ivx]{1,4}|[a-h])\b",
    re.IGNORECASE,
)
_SMALL = frozenset(
    "a an and as at by for from in into of on or over per s the their to towards under upon via vs "
    "with within de del des di du et la le les y".split()
)
_NUMBERED = frozenset(
    {
        *(Style.DECIMAL, Style.OUTLINE, Style.UPPER_LETTER, Style.UPPER_ROMAN),
        *(Style.WORD, Style.ENCLOSED_WORD),
    }
)


def find_headings(items: Sequence[Item]) -> list[bool]:
    """Whether each item is a heading."""
    caseless = caseless_headings(items)
    found = [index in caseless or _is_heading(items, index) for index in range(len(items))]
    return _without_runs(items, found)


def is_label(item: Item) -> bool:
    """Whether it is a short label with a colon, such as "Recommendations:"."""
    text = item.text
    return (
        item.marker is None
        and text.endswith(COLONS)
        and text[0].isupper()
        and len(text.split()) <= LABEL_WORDS
        and not re.search(r"[,;.]\s", text)
        and not _STEM.search(text[:-1])
    )


def _is_heading(items: Sequence[Item], index: int) -> bool:
    item = items[index]
    if item.block.heading is not None:
        return True
    if item.block.kind is not None or item.block.label or item.is_bulleted:
        return False
    if is_label(item):
        return True
    return index + 1 < len(items) and _heads_next(items, index)


def _heads_next(items: Sequence[Item], index: int) -> bool:
    """Whether the item is a title, by its wording and what stands around it."""
    item = items[index]
    if item.is_numbered and is_caseless_title(item, is_first=False):
        return heads_number(item, items[index + 1]) and _is_numbered_heading(items, index)
    if not _is_title_like(item, is_first=index == 0 or item.style is Style.SYMBOL):
        return False
    if item.is_numbered:
        return _is_numbered_heading(items, index)
    return _is_plain_heading(items, index)


def _is_title_like(item: Item, *, is_first: bool) -> bool:
    text = item.text
    if not any(character.isalpha() for character in text) or _INSIDE.search(text):
        return False
    if len(text) > (TITLE_LENGTH if is_first else HEADING_LENGTH) or _NEVER_ENDS.search(text):
        return False
    initial = text.lstrip("“\"'‘«(")[:1]
    return initial.isupper() and not _DATE.match(text) and _is_short(text, is_first=is_first)


def _is_short(text: str, *, is_first: bool) -> bool:
    return is_first or len(text.split()) <= HEADING_WORDS or _is_capitalised(text)


def _is_capitalised(text: str) -> bool:
    """Whether it is set in capitals, or most of its weighty words start with one."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if word.lower() not in _SMALL]
    return bool(words) and sum(word[0].isupper() for word in words) > CAPITALISED_SHARE * len(words)


def _is_numbered_heading(items: Sequence[Item], index: int) -> bool:
    item = items[index]
    if item.style is Style.SYMBOL:
        return True
    is_enclosed = item.marker is not None and item.marker.enclosed
    if item.style not in _NUMBERED or (is_enclosed and not _is_over_prose(items, index)):
        return False
    if _instructs(item.text) or _is_amid_list(items, index):
        return False
    if item.block.alone or item.style is not Style.DECIMAL or item.block.stands_out:
        return True
    return _has_children(item, items[index + 1]) or _is_over_prose(items, index)


def _is_over_prose(items: Sequence[Item], index: int) -> bool:
    """Whether a finished paragraph without a number stands below."""
    after = items[index + 1]
    return after.marker is None and extent(after.text) > PROSE and ends_finally(after.text)


def _has_children(item: Item, after: Item) -> bool:
    """Whether "2 Principles" stands over "2.1"."""
    if item.marker is None or after.marker is None or after.style is not Style.OUTLINE:
        return False
    return after.marker.printed == f"{item.marker.printed}.1"


def _instructs(text: str) -> bool:
    """Whether a short numbered line asks for something: an item to extract, no section's title."""
    first = text.split(maxsplit=1)[0].lower()
    return first in ACTION_VERBS or bool(_RUSSIAN_INFINITIVE.match(first))


def _is_amid_list(items: Sequence[Item], index: int) -> bool:
    """Whether an item of the same list stands right before or after, or a stem opens the list."""
    item = items[index]
    after = items[index + 1]
    if after.style is item.style and after.value == item.value + 1:
        return True
    if index == 0:
        return False
    before = items[index - 1]
    if before.style is item.style and before.value == item.value - 1:
        return True
    return before.text.endswith(COLONS) and item.style is not Style.OUTLINE


def _is_plain_heading(items: Sequence[Item], index: int) -> bool:
    item, after = items[index], items[index + 1]
    if after.marker is None and (is_stem(after.text) or after.text[0].islower()):
        return False
    if _is_subject(item, after):
        return False
    if item.block.alone or item.block.stands_out:
        return True
    return _is_dense_heading(item, after) or _is_between_prose(items, index)


def _is_between_prose(items: Sequence[Item], index: int) -> bool:
    """Whether a short line without a final mark stands between two finished paragraphs."""
    text = items[index].text
    if index == 0 or not ends_finally(items[index - 1].text):
        return False
    if len(text.split()) > HEADING_WORDS or _CAPTION.search(text):
        return False
    return _is_over_prose(items, index)


def _is_subject(item: Item, after: Item) -> bool:
    """Whether "The General Assembly" is the subject of the verb that opens the next line."""
    opening = after.text.split()[0]
    return (
        item.text.startswith("The ")
        and after.marker is None
        and not after.block.heading
        and opening[0].isupper()
        and opening.endswith(("ing", "s"))
        and len(after.text) > len(opening)
    )


def _is_dense_heading(item: Item, after: Item) -> bool:
    """A heading in text without blank lines shows by capitals or by being a word or two."""
    words = item.text.split()
    if _PART.match(item.text):
        return True
    if len(words) > DENSE_WORDS or re.search(r"[,:;]|\d{4}", item.text):
        return False
    if item.text.isupper():
        return True
    if after.marker is None and len(after.text.split()) <= SHORT_WORDS:
        return False
    return len(words) <= SHORT_WORDS or _is_capitalised(item.text)


def _without_runs(items: Sequence[Item], found: list[bool]) -> list[bool]:
    """Headings less the lines of a cover page or bare list, which only look like headings."""
    kept = list(found)
    run: list[int] = []
    for index, is_heading in enumerate([*found, False]):
        if is_heading and index < len(items) and _is_unsure(items[index]):
            run.append(index)
            continue
        if len(run) > LONGEST_RUN:
            is_list = run[0] > 0 and items[run[0] - 1].text.endswith(COLONS)
            for position in run if is_list else run[1:-1]:
                kept[position] = False
        run = []
    return kept


def _is_unsure(item: Item) -> bool:
    return item.block.heading is None and item.marker is None and not item.text.endswith(COLONS)
