"""What an exported CSV carries in place of a hidden sheet: a code for each row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.workbook.columns import DECIDABLE, MARK_LETTERS, mark

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODE = re.compile(r"v1\.(\d+)\.([0-9a-f]+)")


def write_code(cells: Mapping[str, str], *, decisions: int) -> str:
    """Stands for a row as it was exported, in letters that no spreadsheet changes.

    Args:
        cells: Of the row, by their columns.
        decisions: Number of the last decision that was known.
    """
    return f"v1.{decisions}." + "".join(mark(cells[column]) for column in DECIDABLE)


def read_code(code: str) -> tuple[int, dict[str, str]] | None:
    """The number of the last decision that was known, and marks of the cells by their columns.

    None where it is no such code.
    """
    found = _CODE.fullmatch(code)
    if not found:
        return None
    marks = re.findall(f".{{{MARK_LETTERS}}}", found[2])
    # A later version may know more columns, at the end.
    return int(found[1]), dict(zip(DECIDABLE, marks, strict=False))
