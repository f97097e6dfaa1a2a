"""Plain text and Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.ingest.blocks import Reading
from pipeline.ingest.decoding import decode
from pipeline.ingest.paragraphs.lines import join_lines, split_lines

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.ingest.blocks import Block, File, Line

_LINK = re.compile(r"!?\[([^\[\]\n]+)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+\"[^\"\n]*\")?\)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*[^\s*])\1(?![\w*])")
_UNDERSCORES = re.compile(r"(?<![\w_])(_{1,3})(?=[^\s_])([^_\n]*[^\s_])\1(?![\w_])")
_HASHES = re.compile(r"^(#{1,6})\s+(.*?)\s*(?<!#)#*$")
_UNDERLINE = re.compile(r"^(?:=|-|~|\*|_){3,}$")
_RULE = re.compile(r"^(?:[-*_=~]\s?){3,}$")
_FENCE = re.compile(r"^(?:```|~~~)")
_ROW = re.compile(r"^(?=.[^|]*\|)[\s:|-]+$")


def read_text(file: File) -> list[Reading]:
    """The blocks of a plain text, as one section."""
    return [Reading(sections=[text_blocks(decode(file.content), is_markdown=False)])]


def read_markdown(file: File) -> list[Reading]:
    """The blocks of a Markdown text, as one section."""
    text = _without_front_matter(decode(file.content))
    return [Reading(sections=[text_blocks(text, is_markdown=True)])]


def text_blocks(text: str, *, is_markdown: bool) -> list[Block]:
    """The blocks of a text, Markdown's marks reduced to what they mark.

    Plain texts are often Markdown in part: links, emphasis and hashes are
    recognised there too; underscores and quoted lines only in Markdown.
    """
    lines = split_lines(text)
    blocks: list[Block] = []
    run: list[Line] = []
    for line, rank in _with_ranks(_without_marks(lines, is_markdown=is_markdown)):
        if rank is None:
            run.append(line)
            continue
        blocks += join_lines(run)
        blocks += [replace(block, heading=rank) for block in join_lines([line])]
        run = []
    return _reduce(blocks + join_lines(run), is_markdown=is_markdown)


def _without_front_matter(text: str) -> str:
    parts = re.match(r"^---\n.*?\n(?:---|\.\.\.)\n", text, re.DOTALL)
    return text[parts.end() :] if parts else text


def _without_marks(lines: Iterable[Line], *, is_markdown: bool) -> list[Line]:
    """The lines less fences and table rules, quotation marks off, table rows as text."""
    if not is_markdown:
        return list(lines)
    kept = []
    for line in lines:
        if _FENCE.match(line.text) or _ROW.match(line.text):
            continue
        text = re.sub(r"^(?:>\s?)+", "", line.text)
        text = re.sub(r"(?:\\|<br\s*/?>)$", "", text)
        if text.startswith("|"):
            text = " | ".join(cell.strip() for cell in text.strip("|").split("|"))
        if text:
            kept.append(replace(line, text=text))
    return kept


def _with_ranks(lines: list[Line]) -> list[tuple[Line, int | None]]:
    """The lines with the rank that hashes or an underline give them, rules left out."""
    ranked: list[tuple[Line, int | None]] = []
    for line in lines:
        hashes = _HASHES.match(line.text)
        if hashes and hashes[2]:
            ranked.append((replace(line, text=hashes[2], gap=True), len(hashes[1]) - 1))
        elif _UNDERLINE.match(line.text) and not line.gap and ranked and ranked[-1][1] is None:
            ranked[-1] = (ranked[-1][0], 0 if line.text[0] == "=" else 1)
        elif not _RULE.match(line.text):
            ranked.append((line, None))
    return ranked


def _reduce(blocks: Iterable[Block], *, is_markdown: bool) -> list[Block]:
    return [
        replace(block, text=reduce_marks(block.text, is_markdown=is_markdown)) for block in blocks
    ]


def reduce_marks(text: str, *, is_markdown: bool) -> str:
    """The text that links and emphasis mark, without the marks."""
    text = _LINK.sub(r"\1", text)
    text = _EMPHASIS.sub(r"\2", text)
    return _UNDERSCORES.sub(r"\2", text) if is_markdown else text
