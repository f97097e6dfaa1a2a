"""Open a workbook in LibreOffice, change cells, sort, save: run by a Python that has uno.

    python3 edit_in_libreoffice.py PROFILE SOFFICE < JSON

The JSON says which file to open, where to save it, and the edits: row id, column, text. The
rows of the sheet Table are sorted by their texts, and the first is hidden, as by a filter.
Its lines are typed, cell by cell, into the sheet for new progress.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException
from com.sun.star.table import TableSortField

_PIPE = "stocktake-tests"
_SECONDS = 60


def main() -> None:
    """Do what the JSON says."""
    profile, soffice = sys.argv[1:]
    job = json.load(sys.stdin)
    office = subprocess.Popen(  # noqa: S603 (LibreOffice itself)
        [
            soffice,
            f"-env:UserInstallation={Path(profile).as_uri()}",
            "--headless",
            "--norestore",
            f"--accept=pipe,name={_PIPE};urp;",
        ]
    )
    try:
        desktop = connect()
        book = desktop.loadComponentFromURL(
            Path(job["opened"]).as_uri(), "_blank", 0, (option("Hidden", value=True),)
        )
        change(book.Sheets.getByName("Table"), job["edits"])
        add(book.Sheets.getByName("New progress"), job["lines"])
        saved = option("FilterName", value="Calc MS Excel 2007 XML")
        book.storeToURL(Path(job["saved"]).as_uri(), (saved,))
        book.close(True)  # noqa: FBT003 (uno takes arguments by place only)
        desktop.terminate()
    finally:
        office.wait(_SECONDS)


def connect() -> object:
    """LibreOffice's desktop, once it is there."""
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    for _ in range(_SECONDS * 2):
        try:
            context = resolver.resolve(f"uno:pipe,name={_PIPE};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )
        except NoConnectException:
            time.sleep(0.5)
    raise TimeoutError(_PIPE)


def option(name: str, *, value: object) -> object:
    """A named value as LibreOffice takes it."""
    return PropertyValue(name, 0, value, 0)


def change(sheet: object, edits: list[list[str]]) -> None:
    """Write the texts into their cells, then sort the rows and hide one."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 (as above)
    last = cursor.RangeAddress
    area = sheet.getCellRangeByPosition(0, 0, last.EndColumn, last.EndRow)
    rows = area.DataArray
    places = {cells[0]: place for place, cells in enumerate(rows)}
    for row_id, column, text in edits:
        sheet.getCellByPosition(rows[0].index(column), places[row_id]).setString(text)
    below = sheet.getCellRangeByPosition(0, 1, last.EndColumn, last.EndRow)
    field = TableSortField()
    field.Field, field.IsAscending = 1, False
    wanted = uno.Any("[]com.sun.star.table.TableSortField", (field,))
    below.sort((option("SortFields", value=wanted),))
    below.Rows.getByIndex(0).IsVisible = False


def add(sheet: object, lines: list[dict[str, str]]) -> None:
    """Type the lines below the header, each cell under its heading."""
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 (as above)
    header = sheet.getCellRangeByPosition(0, 0, cursor.RangeAddress.EndColumn, 0).DataArray[0]
    for row, line in enumerate(lines, start=1):
        for column, text in line.items():
            cell = sheet.getCellByPosition(header.index(column), row)
            # As a person types it: what looks like a day or a number becomes one, and in a
            # cell that holds text, which setFormula does not heed, nothing a formula.
            (cell.setString if text.startswith("=") else cell.setFormula)(text)


if __name__ == "__main__":
    main()
