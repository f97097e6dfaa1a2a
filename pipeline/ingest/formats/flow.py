"""Paragraphs of a text program's file, in the order and with the space that it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.ingest.blocks import Block
from pipeline.ingest.paragraphs.marks import split_marker
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Flow:
    """Blocks in reading order; each knows whether space stands around it."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._is_after_gap = True
        self._last: int | None = None

    def add(self, block: Block) -> None:
        """A paragraph stands below what is there already."""
        self._last = len(self.blocks)
        self.blocks.append(replace(block, gap=self._is_after_gap))
        self._is_after_gap = False

    def add_lines(self, block: Block) -> None:
        """A paragraph stands there, as several where its lines are items of a list."""
        for line in split_items(block.text):
            self.add(replace(block, text=line))

    def add_note(self, text: str) -> None:
        """A footnote stands behind the paragraph that cites it."""
        if text:
            self.blocks.append(Block(text=text, kind=ParagraphKind.FOOTNOTE))

    def add_gap(self) -> None:
        """Space stands below what is there already."""
        if self._last is not None and self.blocks[self._last].gap:
            self.blocks[self._last] = replace(self.blocks[self._last], alone=True)
        self._last = None
        self._is_after_gap = True

    def add_row(self, cells: Sequence[Sequence[Block]]) -> None:
        """A row stands there as one block; as its paragraphs where one cell alone is filled."""
        filled = [cell for cell in cells if any(_own(cell))]
        if len(filled) > 1:
            self.add_gap()
            text = " | ".join(join_blocks(_own(cell)) for cell in filled)
            self.blocks.append(Block(text=text, gap=True))
        for block in (block for cell in filled for block in cell):
            if block.kind is ParagraphKind.FOOTNOTE:
                self.add_note(block.text)
            elif len(filled) == 1:
                self.add(block)


def _own(cell: Iterable[Block]) -> list[Block]:
    return [block for block in cell if block.kind is not ParagraphKind.FOOTNOTE]


def join_blocks(blocks: Iterable[Block]) -> str:
    """The text of all of them, as one line."""
    return " ".join(" ".join(block.text for block in blocks).split())


def split_items(text: str) -> list[str]:
    """The lines of a paragraph apart where they are items of a list, else as one."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if any(split_marker(line)[0] for line in lines[1:]):
        return lines
    return [" ".join(lines)] if lines else []
