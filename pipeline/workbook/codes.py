"""What an exported row carries where no hidden sheet says how it was: a code."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.workbook.columns import MARK_LETTERS, mark

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_CODE = re.compile(r"v1\.(\d+)\.([0-9a-f]+)")


def write_code(cells: Mapping[str, str], columns: Iterable[str], *, decisions: int) -> str:
    """Stands for a row as it was exported, in letters that no spreadsheet changes.

    Args:
        cells: Of the row, by their columns.
        columns: Those that count, in an order that stays; later versions may add to its end.
        decisions: Number of the last decision that was known.
    """
    return f"v1.{decisions}." + "".join(mark(cells.get(column, "")) for column in columns)


def read_code(code: str, columns: Iterable[str]) -> tuple[int, dict[str, str]] | None:
    """The number of the last decision that was known, and marks of the cells by their columns.

    None where it is no such code. ``columns`` as for ``write_code``.
    """
    found = _CODE.fullmatch(code)
    if not found:
        return None
    marks = re.findall(f".{{{MARK_LETTERS}}}", found[2])
    # A later version may know more columns, at the end.
    return int(found[1]), dict(zip(columns, marks, strict=False))
