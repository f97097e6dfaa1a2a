"""What people changed in a spreadsheet becomes decisions."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pipeline.config import OUTPUTS, SETTINGS, VOCABULARY, load_config, own_or_shipped
from pipeline.decisions.state import fold
from pipeline.decisions.wording import names_in
from pipeline.errors import UnreadableError, UsageError
from pipeline.importing.bases import base_of_codes, base_of_sheet
from pipeline.importing.comparing import Compared, compare_rows, contest
from pipeline.importing.merging import compare_merges
from pipeline.importing.older import is_older, match_older
from pipeline.importing.progress import read_new, refuse_changes
from pipeline.importing.reporting import describe_plan, write_report
from pipeline.importing.settling import Plan, Standing, settle_wishes
from pipeline.importing.sheets import find_lines, find_merges, find_rows
from pipeline.importing.wishes import Finding, Outcome
from pipeline.last import read_run
from pipeline.reviewing import decide
from pipeline.store import locate_store, open_store
from pipeline.suggest.vocabulary import load_vocabulary
from pipeline.workbook.reading import read_book

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from pathlib import Path

    from pipeline.config import Config
    from pipeline.decisions.log import Decision
    from pipeline.last import LastRun
    from pipeline.suggest.vocabulary import Vocabulary
    from pipeline.workbook.reading import Sheet

__all__ = [
    "Finding",
    "Outcome",
    "Plan",
    "describe_plan",
    "plan_import",
    "write_plan",
    "write_report",
]


def plan_import(workspace: Path, path: Path, *, reviewer: str = "") -> Plan:
    """What importing a spreadsheet would write, and what became of each cell that was changed.

    A workbook that was exported is compared with the hidden sheet in it, a CSV with the
    column that ``stocktake export`` put into it, anything else with the last run's table. An
    older sheet of the group, which has no ids, is matched by its texts.

    Args:
        workspace: Whose table it is.
        path: XLSX or CSV.
        reviewer: Whose it is: of progress each person may say the same once. Empty where it
            does not matter who said it.

    Raises:
        UsageError: The file cannot be read, or is no table of this program nor an older one;
            or there was no run.
    """
    config = load_config(workspace / SETTINGS)
    last = read_run(workspace)
    sheets = read_book(path, settings=config.ingest)
    vocabulary = load_vocabulary(own_or_shipped(workspace, VOCABULARY))
    standing = _standing(workspace, last, config, vocabulary)
    older = next((sheet for sheet in sheets if is_older(sheet)), None)
    if older:
        compared = match_older(older, last, vocabulary)
    else:
        compared = _compare(workspace, path, sheets, last, standing, vocabulary, reviewer)
    return settle_wishes(contest(compared.wishes), compared.findings, standing)


def write_plan(workspace: Path, plan: Plan, *, reviewer: str) -> list[Decision]:
    """Write what is planned into the log, all or none; the same file twice writes it once.

    Raises:
        UsageError: As ``decide``.
    """
    if not plan.choices:
        return []
    return decide(workspace, plan.choices, reviewer=reviewer, keys=plan.keys)


def _standing(workspace: Path, last: LastRun, config: Config, vocabulary: Vocabulary) -> Standing:
    with open_store(locate_store(workspace)) as store:
        log, snapshots = store.log(), store.snapshots()
    known = {snapshot.mention.mention_id for snapshot in snapshots}
    state = fold(log, moved=last.moved)
    return Standing(
        state=state,
        known=known | {mention.mention_id for mention in last.mentions},
        keys=frozenset(decision.key for decision in log),
        holding=frozenset(decision.key for decision in state.history),
        together=config.deciding.together,
        names=names_in(vocabulary),
    )


def _compare(
    workspace: Path,
    path: Path,
    sheets: Sequence[Sheet],
    last: LastRun,
    standing: Standing,
    vocabulary: Vocabulary,
    reviewer: str,
) -> Compared:
    """What was changed in a table or in suggested merges, and what was added to the record."""
    try:
        carried = base_of_sheet(sheets)
    except UnreadableError as error:
        raise UsageError(f"{path}: {error}") from error
    rows = list(find_rows(sheets, exported=carried is not None))
    merges = list(find_merges(sheets))
    record, new = (
        list(find_lines(sheets, exported=carried is not None, of_record=of_record))
        for of_record in (True, False)
    )
    if not rows and not merges and not record and not new:
        raise UsageError(
            f"{path}: has no sheet with the headings of the table, of merges.csv or of an older "
            "table; name the workbook that stocktake export wrote"
        )
    bases = carried if carried is not None else base_of_codes(rows, last)
    if not bases:
        outputs = workspace / OUTPUTS / "table.xlsx"
        settings = load_config(workspace / SETTINGS).ingest
        bases = base_of_sheet(read_book(outputs, settings=settings)) or {}
    found = (
        compare_rows(rows, bases, vocabulary),
        compare_merges(merges, bases, standing.known, exported=carried is not None),
        refuse_changes(record),
        read_new(new, bases, standing.state, today=_today(), reviewer=reviewer),
    )
    return Compared(
        wishes=[wish for one in found for wish in one.wishes],
        findings=[finding for one in found for finding in one.findings],
    )


def _today() -> date:
    return datetime.now().astimezone().date()
