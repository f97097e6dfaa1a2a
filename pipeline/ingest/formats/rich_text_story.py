"""What an RTF's text is gathered in: paragraphs, and the cells and rows of its tables."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.ingest.blocks import Block
from pipeline.ingest.formats.flow import Flow, join_blocks, split_items
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Iterable


class Story:
    """One text: the document's, a footnote's or a text box's."""

    def __init__(self, *, is_note: bool = False) -> None:
        self.is_note = is_note
        self._flow = Flow()
        self._pieces: list[str] = []
        self._label: list[str] = []
        self._notes: list[Block] = []
        self._is_bold = True
        self._cells: dict[int, list[list[Block]]] = {}
        self._open: dict[int, list[Block]] = {}
        self._is_in_table = False

    @property
    def is_item(self) -> bool:
        """Whether the paragraph has a number or bullet of its list."""
        return any(map(str.strip, self._label))

    def write(self, text: str, *, is_bold: bool) -> None:
        """The paragraph goes on with the text."""
        self._pieces.append(text)
        if not is_bold and not text.isspace():
            self._is_bold = False

    def write_label(self, text: str) -> None:
        """The number that the program printed before the paragraph goes on with the text."""
        self._label.append(text)

    def add_inner(self, story: Story, *, rows: int) -> None:
        """A finished footnote follows the paragraph; a box precedes it."""
        blocks = story.finish()
        if story.is_note:
            self._notes.append(Block(text=join_blocks(blocks), kind=ParagraphKind.FOOTNOTE))
        elif rows:
            self._open.setdefault(rows, []).extend(blocks)
        else:
            self._put(blocks)

    def end_paragraph(self, block: Block, *, rows: int) -> None:
        """The paragraph is complete.

        Args:
            block: Its properties; the text is put in here.
            rows: How many tables it is in.
        """
        text = _whole(self._pieces).strip()
        label = " ".join(_whole(self._label).split())
        if text:
            text = f"{label} {text}" if label else text
            block = replace(block, text=text, stands_out=self._is_bold)
        blocks = [replace(block, text=line) for line in split_items(text)]
        if rows:
            self._open.setdefault(rows, []).extend([*blocks, *self._notes])
        else:
            self._leave_table()
            self._put([*blocks, *self._notes])
            if not blocks:
                self._flow.add_gap()
        self._pieces, self._label, self._notes, self._is_bold = [], [], [], True

    def end_cell(self, level: int) -> None:
        """The cell is complete, of the table itself at level 1, of one inside it at 2."""
        self._end_inner_rows(level)
        self._cells.setdefault(level, []).append(self._open.pop(level, []))

    def end_row(self, level: int) -> None:
        """The row is complete; one of an inner table is then a paragraph of the outer cell."""
        self._end_inner_rows(level)
        if self._open.get(level):
            self.end_cell(level)
        self._open.pop(level, None)
        cells = self._cells.pop(level, [])
        if level > 1:
            inner = Flow()
            inner.add_row(cells)
            self._open.setdefault(level - 1, []).extend(inner.blocks)
            return
        if not self._is_in_table:
            self._flow.add_gap()
        self._is_in_table = True
        self._flow.add_row(cells)

    def end_inner_row(self) -> None:
        """The row of the innermost table is complete."""
        self.end_row(max({2} | self._levels()))

    def finish(self) -> list[Block]:
        """All of it, rows that were never ended included."""
        self._leave_table()
        self._flow.add_gap()
        return self._flow.blocks

    def _end_inner_rows(self, level: int) -> None:
        """All rows further in than the level are complete; each goes into the next one out."""
        while (innermost := max(self._levels(), default=0)) > level:
            self.end_row(innermost)

    def _levels(self) -> set[int]:
        return self._cells.keys() | self._open.keys()

    def _leave_table(self) -> None:
        self._end_inner_rows(0)
        if self._is_in_table:
            self._flow.add_gap()
        self._is_in_table = False

    def _put(self, blocks: Iterable[Block]) -> None:
        for block in blocks:
            if block.kind is ParagraphKind.FOOTNOTE:
                self._flow.add_note(block.text)
            else:
                self._flow.add(block)


def _whole(pieces: list[str]) -> str:
    """The pieces as one text, halves of characters beyond the first 65,536 put together."""
    text = "".join(pieces)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
