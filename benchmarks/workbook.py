"""Measure what writing a workbook of very many rows costs, ours and openpyxl's.

    python benchmarks/workbook.py [--rows N]

Writes benchmarks/results/workbook.json: seconds and peak memory of to_workbook() on an
invented table, in a process that does nothing else; and of openpyxl, which writes the same
values in like formats to the same sheets in its mode that only writes, once with a font and
an alignment set on each cell and once with styles that have a name, which is quicker.
Shares are of processor seconds, for other programs may be at work. Making the table is not
counted in the seconds; its memory is counted in the peak of all three.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import subprocess
import sys
import time
import zipfile
from typing import TYPE_CHECKING

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, NamedStyle
from shared import write_result

from pipeline.recommendations import SuggestedMerge
from pipeline.records import Mention, Part, Recommendation, Strength
from pipeline.table import MENTION_COLUMNS, TABLE_COLUMNS
from pipeline.workbook.contents import Contents
from pipeline.workbook.state import pack
from pipeline.workbook.writing import to_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

_WORDS = """harbour board should publish fees every year pilots trained course two weeks lamps
northern pier winter secretariat members report budget donors session early open""".split()
_WRITERS = ("stocktake", "openpyxl", "openpyxl, named styles")
# A suggested merge for each so many rows.
_ROWS_A_MERGE = 10


def main() -> None:
    """Write the result, or, in a process of its own, measure one writer."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--writer", choices=_WRITERS)
    options = parser.parse_args()
    if options.writer:
        print(json.dumps(measure(options.writer, options.rows)))
        return
    found = {name: run_apart(name, options.rows) for name in _WRITERS}
    ours, *others = (found[name]["processor seconds"] for name in _WRITERS)
    shares = dict(zip(_WRITERS[1:], (round(ours / other, 3) for other in others), strict=True))
    write_result(
        "workbook",
        {"rows": options.rows, "writers": found, "processor seconds as a share of": shares},
    )


def run_apart(writer: str, rows: int) -> dict[str, float]:
    """What a process of its own measures."""
    command = [sys.executable, __file__, "--writer", writer, "--rows", str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 (our own script)
    return dict(json.loads(done.stdout))


def measure(writer: str, rows: int) -> dict[str, float]:
    """Seconds, peak memory and size of the file of one writer."""
    contents = invent(rows)
    before = peak()
    start, worked = time.perf_counter(), time.process_time()
    if writer == _WRITERS[0]:
        data = to_workbook(contents)
    else:
        data = write_openpyxl(contents, named=writer == _WRITERS[2])
    seconds, processor = time.perf_counter() - start, time.process_time() - worked
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        unpacked = sum(part.file_size for part in package.infolist())
    return {
        "seconds": round(seconds, 1),
        "processor seconds": round(processor, 1),
        "peak megabytes": peak(),
        "of it before writing": before,
        "megabytes of the file": round(len(data) / 1e6, 1),
        "megabytes unpacked": round(unpacked / 1e6, 1),
    }


def peak() -> float:
    """Most memory that this process has had so far, in megabytes."""
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def invent(rows: int) -> Contents:
    """A table of so many rows, a mention each, about as long as real ones."""
    made = [_row(number) for number in range(1, rows + 1)]
    by_id = {row.recommendation_id: row for row in made}
    return Contents(
        table=_frame(map(_cells, made), TABLE_COLUMNS),
        removed=pd.DataFrame([], columns=list(TABLE_COLUMNS)),
        mentions=_frame(map(_mention_cells, made), MENTION_COLUMNS).astype({"page": "Int64"}),
        merges=tuple(_merge(made[n], made[n - 1]) for n in range(1, rows, _ROWS_A_MERGE)),
        rows=by_id,
        categories=("Funding", "Participation"),
        tags=("Donors", "Youth"),
        decisions=0,
    )


def _frame(rows: Iterable[dict[str, object]], names: Iterable[str]) -> pd.DataFrame:
    """The rows as a table, made without holding them all beside it."""
    columns: dict[str, list[object]] = {name: [] for name in names}
    for row in rows:
        for name, values in columns.items():
            values.append(row.get(name, ""))
    return pd.DataFrame(columns)


def _row(number: int) -> Recommendation:
    words = [_WORDS[(number * step) % len(_WORDS)] for step in range(1, 31)]
    text = " ".join(words) + f" {number}."
    mention = Mention(
        mention_id=f"m{number:016x}", document_id="d", paragraph=number, number=str(number),
        headings=(), page=number % 90, start=0, end=len(text), text=text, standalone=text,
        part=Part.IMPROVEMENT, trigger="modal should", strength=Strength.SHOULD,
        actors=("Harbour board",), bracketed=False, score=0.9, language="en", hedged=False,
        compound=False, target_date="", marks="", reasons=(),
    )  # fmt: skip
    return Recommendation(
        recommendation_id=f"R-{number:04}",
        text=text,
        part=Part.IMPROVEMENT,
        mentions=(mention,),
        category="Funding",
        tags=("Donors", "Youth"),
        responsible=mention.actors,
        category_evidence=f"names {words[0]}, {words[1]}",
        decided=("status",) if number % 3 == 0 else (),
    )


def _cells(row: Recommendation) -> dict[str, object]:
    blank = dict.fromkeys(TABLE_COLUMNS, "")
    number = row.mentions[0].number
    return blank | {
        "Id": row.recommendation_id,
        "Proposal for Improvement": row.text,
        "Part": row.part.value,
        "Category": row.category,
        "Tags": ", ".join(row.tags),
        "Source": f"Working group on harbours: final report (HB/{number}), para. {number}, p. 3",
        "Ref / URL": f"https://example.org/{number}",
        "Responsible": "; ".join(row.responsible),
        "Status": row.status,
        "Sources": 1,
        "Evidence": row.category_evidence,
        "Decided": "Status" if row.decided else "",
    }


def _mention_cells(row: Recommendation) -> dict[str, object]:
    (mention,) = row.mentions
    return {
        "mention_id": mention.mention_id,
        "recommendation_id": row.recommendation_id,
        "document": f"harbours {int(mention.number) % 100}.pdf",
        "symbol": f"HB/{mention.number}",
        "paragraph": mention.number,
        "page": mention.page,
        "text": mention.text,
        "part": mention.part.value,
        "actor": "|".join(mention.actors),
    }


def _merge(left: Recommendation, right: Recommendation) -> SuggestedMerge:
    return SuggestedMerge(
        left=left.recommendation_id,
        right=right.recommendation_id,
        score=0.8,
        reason="both say harbour, board; only the first lamps",
        left_text=left.text,
        right_text=right.text,
        left_mention=left.mentions[0].mention_id,
        right_mention=right.mentions[0].mention_id,
    )


def write_openpyxl(contents: Contents, *, named: bool) -> bytes:
    """The same values in the same sheets."""
    book = Workbook(write_only=True)
    for style in _styles():
        book.add_named_style(style)
    write = _Writer(book, named=named)
    table = contents.table
    decided = [bool(row.decided) for row in contents.rows.values()]
    write.sheet("Table", table.columns, table.itertuples(index=False, name=None), decided)
    merges = (
        (m.left, m.right, m.left_text, m.right_text, m.score, m.reason, "", m.left_mention,
         m.right_mention)
        for m in contents.merges
    )  # fmt: skip
    write.sheet("Merges", [], merges)
    mentions = contents.mentions[list(_mention_cells(next(iter(contents.rows.values()))))]
    mentions = mentions.astype({"page": object})
    write.sheet("Mentions", mentions.columns, mentions.itertuples(index=False, name=None))
    write.sheet("State", [], ((cells,) for cells in pack([table], contents.rows)))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


class _Writer:
    """Writes rows with openpyxl, so that they look as ours do.

    Args:
        book: To write to.
        named: Whether cells get a style by its name, else a font and an alignment.
    """

    def __init__(self, book: Workbook, *, named: bool) -> None:
        self._book = book
        self._named = named
        self._styles = {style.name: style for style in _styles()}

    def sheet(
        self,
        name: str,
        header: Iterable[object],
        rows: Iterable[Sequence[object]],
        decided: Iterable[bool] = (),
    ) -> None:
        """Write one sheet; cells of rows that nobody decided on are grey italics."""
        sheet = self._book.create_sheet(name)
        greys = iter(decided)
        sheet.append([self._dress(sheet, value, "plain") for value in header])
        for cells in rows:
            look = "plain" if next(greys, True) else "grey"
            sheet.append([self._dress(sheet, value, look) for value in cells])

    def _dress(self, sheet: WriteOnlyWorksheet, value: object, look: str) -> WriteOnlyCell | None:
        if not value:
            return None
        cell = WriteOnlyCell(sheet, value)
        if self._named:
            cell.style = look
        else:
            cell.font = self._styles[look].font
            cell.alignment = self._styles[look].alignment
        return cell


def _styles() -> list[NamedStyle]:
    wrapped = Alignment(wrap_text=True, vertical="top")
    grey = Font(italic=True, color="666666")
    return [
        NamedStyle(name="plain", alignment=wrapped),
        NamedStyle(name="grey", alignment=wrapped, font=grey),
    ]


if __name__ == "__main__":
    main()
