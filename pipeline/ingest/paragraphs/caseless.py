"""Headings in Chinese and Arabic, which no capital tells: short lines over what is longer."""

from __future__ import annotations

import re
from itertools import takewhile
from typing import TYPE_CHECKING

from pipeline.ingest.blocks import ends_finally
from pipeline.ingest.paragraphs.marks import Style
from pipeline.ingest.paragraphs.scripts import COLONS, count_han, extent, is_caseless

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.ingest.paragraphs.items import Item

HEADING_HAN = 20
HEADING_WORDS = 8
HEADING_LENGTH = 80
# The first line of a document, its title, may be this many times as long.
TITLE_FACTOR = 2
LONGEST_ROW = 3

_MARK = re.compile(r"[.,;:!?。，；：！？．؟؛،、…]\s|[。，；：！？؟؛،…]|\||https?:|www\.|\S@\S")
_NEVER_ENDS = re.compile(r"[.,;:!?、\-–—&/\u0640]$")
_ENCLOSED = re.compile(r"[(（].*[)）]$")
_DATE = re.compile(r"\d月|[一二三四五六七八九十]月|^[〇零○一二三四五六七八九]{4}年|\d{4}\s*م?$")
_CAPTION = re.compile(r"^(?:[图表]\s?[\d一二三四五六七八九十]|(?:الشكل|الجدول)\s+\d)")
# What says that something is to be done, or begins a list: no title.
_STEM = re.compile(
    r"(?:应当?|应该|必须|须|可以|将|包括|如下|以下|即|请|决定)$"
    r"|^(?:请|兹|谨|我们?|我国|鼓励|敦促|呼吁|欢迎|吁请|促请|决定|重申|回顾|强调|注意到)"
    r"|^(?:إن|وإذ|إذ|و?(?:يوصي|توصي|نوصي|أوصي|يطلب|تطلب|نطلب|يدعو|تدعو|ندعو|يشجع|تشجع|نشجع"
    r"|يحث|تحث|نحث|يقرر|تقرر|نقرر|يرحب|ترحب|ينبغي|يجب|يتعين|يلزم|يؤكد|تؤكد|يعرب|تعرب"
    r"|يهيب|تهيب|يقترح|تقترح|نقترح|على))\s"
    r"|(?:\s|^)(?:أن|إلى|على|من|في|عن|بأن|يلي|أو|و|ينبغي|يجب|التالي|التالية|الآتي|الآتية)$"
)
_BODY = re.compile(
    r"^(?:联合国)?(?:大会|(?:安全|人权|经济及社会)?理事会|[^的与和]{0,8}委员会|缔约方会议)$"
    r"|^(?:الجمعية العامة|المجلس|اللجنة|مجلس الأمن|مجلس حقوق الإنسان)$"
)


def caseless_headings(items: Sequence[Item]) -> set[int]:
    """Places of the headings, without a number, that stand over what is longer or a list."""
    found: set[int] = set()
    for start, end in _rows(items):
        found.update(_headings_of(items, start, end))
    return found


def is_caseless_title(item: Item, *, is_first: bool) -> bool:
    """Whether the text could be a title in a script without case: short, and no sentence."""
    text = item.text.lstrip("“\"'‘«（(《【「")
    if not text or not is_caseless(text[0]) or _NEVER_ENDS.search(text) or _MARK.search(text):
        return False
    factor = TITLE_FACTOR if is_first else 1
    if count_han(text) > HEADING_HAN * factor or len(text.split()) > HEADING_WORDS * factor:
        return False
    if len(text) > HEADING_LENGTH * factor or _ENCLOSED.match(item.text):
        return False
    return not any(rule.search(text) for rule in (_DATE, _CAPTION, _STEM))


def heads_number(item: Item, after: Item) -> bool:
    """Whether a numbered line heads what follows: a list of another kind, or longer prose."""
    if after.marker is None:
        return _is_longer(item, after)
    enclosures = [each.marker is not None and each.marker.enclosed for each in (item, after)]
    is_same = item.style is after.style and enclosures[0] == enclosures[1]
    return not is_same and not (item.style is Style.DECIMAL and after.is_bulleted)


def _rows(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Start and end of each row of lines that could be titles."""
    start = 0
    for index in range(len(items) + 1):
        if index < len(items) and _could_head(items[index], is_first=index == 0):
            continue
        if index > start:
            yield start, index
        start = index + 1


def _could_head(item: Item, *, is_first: bool) -> bool:
    is_plain = item.marker is None and item.block.kind is None and not item.block.label
    return is_plain and is_caseless_title(item, is_first=is_first)


def _headings_of(items: Sequence[Item], start: int, end: int) -> Iterator[int]:
    """Places of the headings in a row: all of a short one, the last of a cover page or the like.

    A row below a stem is its list, and one over nothing longer are mere short lines.
    """
    if start > 0 and items[start - 1].text.endswith(COLONS):
        return
    is_over = end < len(items) and _is_over(items[end - 1], items[end])
    if start == 0 and (is_over or end < len(items)) and items[0].block.alone:
        yield 0
    if is_over:
        first = start if end - start <= LONGEST_ROW else end - 1
        above = range(end - 1, first - 1, -1)
        yield from takewhile(lambda place: _is_apart(items, place), above)


def _is_over(item: Item, after: Item) -> bool:
    if after.marker is not None or after.block.heading is not None:
        return True
    return _is_longer(item, after) and not _BODY.match(item.text)


def _is_longer(item: Item, after: Item) -> bool:
    return extent(after.text) > extent(item.text) and ends_finally(after.text)


def _is_apart(items: Sequence[Item], place: int) -> bool:
    """Whether space or print sets it off, or a finished paragraph stands before it."""
    block = items[place].block
    if block.alone or block.stands_out or place == 0:
        return True
    before = items[place - 1]
    return ends_finally(before.text) or before.block.heading is not None
