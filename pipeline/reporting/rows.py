"""The rows of a report: the table of the last run, with what the log says of its progress."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.config import OUTPUTS
from pipeline.decisions.due import bodies_in
from pipeline.decisions.progress import Progress, progress
from pipeline.decisions.state import fold
from pipeline.errors import UsageError
from pipeline.last import read_run
from pipeline.outputs import undo_safe
from pipeline.records import Part
from pipeline.reporting.figures import Row
from pipeline.store import locate_store, open_store

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.last import LastRun
    from pipeline.records import Mention, Source

_COLUMNS = (
    "Id",
    "Proposal for Improvement",
    "Part",
    "Category",
    "Source",
    "Responsible",
    "Cost",
    "Priority",
)


def read_rows(workspace: Path) -> list[Row]:
    """The improvements of the last run's table, and considerations that have a record.

    Raises:
        UsageError: There was no run, or its outputs or the log cannot be read.
    """
    last = read_run(workspace)
    table = _read_table(workspace / OUTPUTS / "table.csv")
    with open_store(locate_store(workspace)) as store:
        decisions = fold(store.log(), moved=last.moved).effective
    ids = [cells["Id"] for cells in table]
    known = progress(decisions, {name: last.rows.get(name, ()) for name in ids})
    mentions = {mention.mention_id: mention for mention in last.mentions}
    names = _name_sources(last.sources)
    return [
        _to_row(cells, _mentions_of(cells["Id"], last, mentions), last, names, said)
        for cells, said in zip(table, known.values(), strict=True)
        if cells["Part"] == Part.IMPROVEMENT or said != Progress()
    ]


def read_progress(workspace: Path, recommendation_id: str) -> Progress:
    """What people said of how far one row of the last run is carried out.

    Raises:
        UsageError: The last run showed no such row.
    """
    last = read_run(workspace)
    if recommendation_id not in last.rows:
        raise UsageError(f"{recommendation_id}: is no row of the last run; see table.csv")
    with open_store(locate_store(workspace)) as store:
        decisions = fold(store.log(), moved=last.moved).effective
    mention_ids = last.rows[recommendation_id]
    return progress(decisions, {recommendation_id: mention_ids})[recommendation_id]


def _read_table(path: Path) -> list[dict[str, str]]:
    """The cells that a report needs, by their columns, as the run had them."""
    try:
        frame = pd.read_csv(path, usecols=list(_COLUMNS), dtype=str, keep_default_na=False)
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: holds no table ({error}); call stocktake run") from error
    return [
        {name: undo_safe(cell) for name, cell in zip(frame.columns, cells, strict=True)}
        for cells in frame.itertuples(index=False, name=None)
    ]


def _mentions_of(
    recommendation_id: str, last: LastRun, mentions: Mapping[str, Mention]
) -> list[Mention]:
    return [mentions[name] for name in last.rows.get(recommendation_id, ())]


def _to_row(
    cells: Mapping[str, str],
    mentions: Iterable[Mention],
    last: LastRun,
    names: Mapping[str, str],
    said: Progress,
) -> Row:
    mentions = list(mentions)
    published = [last.sources[mention.document_id].published for mention in mentions]
    return Row(
        recommendation_id=cells["Id"],
        text=cells["Proposal for Improvement"],
        category=cells["Category"],
        documents=tuple(dict.fromkeys(names[mention.document_id] for mention in mentions)),
        citation=cells["Source"],
        year=min((day.year for day in published if day), default=None),
        responsible=bodies_in(cells["Responsible"]),
        cost=cells["Cost"],
        target="; ".join(dict.fromkeys(m.target_date for m in mentions if m.target_date)),
        priority=_to_number(cells["Priority"]),
        progress=said,
    )


def _name_sources(sources: Mapping[str, Source]) -> dict[str, str]:
    """Each document for people: its title and symbol, and its file where others are called so.

    Several documents of one file, such as rows of an export, have one name where they have
    one title.
    """
    titles = {name: _title(source) for name, source in sources.items()}
    files: dict[str, set[str]] = {}
    for name, title in titles.items():
        files.setdefault(title, set()).add(sources[name].path.name)
    return {
        name: f"{title}, {sources[name].path.name}" if len(files[title]) > 1 else title
        for name, title in titles.items()
    }


def _title(source: Source) -> str:
    title = source.title or source.name
    return f"{title} ({source.symbol})" if source.symbol else title


def _to_number(cell: str) -> float | None:
    """What a cell says as a number; None where it says none."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
