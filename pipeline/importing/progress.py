"""What people added to the record of progress, and what they changed in it, line by line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.decisions.log import Kind, read_value
from pipeline.decisions.progress import (
    Indicator,
    IndicatorRecord,
    Milestone,
    MilestoneRecord,
    Progress,
    progress,
    said_of,
    stand_of,
)
from pipeline.importing.comparing import Compared
from pipeline.importing.wishes import Wish
from pipeline.reporting.entering import FieldError, Report, check_fields, choose_progress
from pipeline.workbook.codes import read_code
from pipeline.workbook.columns import EXPORTED, ID, mark
from pipeline.workbook.lines import (
    FIELDS,
    NEEDED,
    NEW_COLUMNS,
    RECORD_COLUMNS,
    WHAT,
    What,
)
from pipeline.workbook.names import NEW_PROGRESS
from pipeline.workbook.reading import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from pipeline.decisions.log import Choice, Decision
    from pipeline.decisions.state import State
    from pipeline.importing.wishes import Place, Row
    from pipeline.workbook.reading import Cell
    from pipeline.workbook.state import Base

# The kind of decision that each line is.
_KINDS = {
    What.ASSESSMENT: Kind.ASSESSED,
    What.MILESTONE: Kind.MILESTONE,
    What.SIGN_OFF: Kind.SIGNED_OFF,
    What.INDICATOR: Kind.INDICATOR,
    What.OBSERVATION: Kind.OBSERVED,
    What.NEXT_STEP: Kind.NEXT_STEP,
}

_KEPT = (
    "the line is in the record, where nothing is written over; leave it as it was, and add what "
    f"is so now in the sheet {NEW_PROGRESS}. What was wrong is taken back by stocktake undo"
)
_NOT_HERE = f"this sheet only shows the record; write what is new in the sheet {NEW_PROGRESS}"


def refuse_changes(rows: Iterable[Row]) -> Compared:
    """What cannot be taken of the record: a line that was changed, and one that is new there.

    Args:
        rows: Lines of the record as they stand in the file, in any order.
    """
    compared = Compared()
    for row in rows:
        read = read_code(row.text(EXPORTED), RECORD_COLUMNS)
        for column, was in read[1].items() if read else ():
            if column in row.cells and not _is_kept(row.cells[column], was):
                compared.refuse(row.place(column), row.text(ID), _KEPT)
        if not read and any(row.text(column) for column in RECORD_COLUMNS):
            compared.refuse(row.place(WHAT), row.text(ID), _NOT_HERE)
    return compared


def _is_kept(cell: Cell, was: str) -> bool:
    """Whether a cell is as it was; of one that is joined with others, what was in it is lost."""
    if isinstance(cell, Unusable):
        return cell is Unusable.MERGED and was == mark("")
    return was == mark(cell)


def read_new(
    rows: Iterable[Row], bases: Mapping[str, Base], state: State, *, today: date, reviewer: str
) -> Compared:
    """What people added; a line is taken whole or, where a cell cannot be, not at all.

    Args:
        rows: Lines as they stand in the file, in any order, some perhaps twice.
        bases: Rows of the table as they were exported, by their ids.
        state: What people decided.
        today: Nothing can have been seen later.
        reviewer: Who added them.
    """
    compared = Compared()
    lines = list(_check_lines(rows, bases, compared))
    shown = _Exported(bases=bases, state=state)
    names = {line.row_id: shown.mentions_of(line.row_id) for line in lines}
    known = progress(state.effective, names)
    said = said_of(state.effective, names)
    choices: set[Choice] = set()
    # What is signed off or observed may be set in any line.
    for line in sorted(lines, key=lambda line: line.what not in (What.MILESTONE, What.INDICATOR)):
        choice = _try(line, shown, known[line.row_id], today)
        if choice and choice not in choices:
            choices.add(choice)
            known[line.row_id] = _with(known[line.row_id], choice)
            before = said.get(line.row_id, ())
            compared.wishes.append(_wish(line, choice, bases[line.row_id], before, reviewer))
    return compared


@dataclass(frozen=True, slots=True, kw_only=True)
class _Exported:
    """The rows that were exported, with their mentions as they are now."""

    bases: Mapping[str, Base]
    state: State

    def mentions_of(self, recommendation_id: str) -> tuple[str, ...]:
        base = self.bases.get(recommendation_id)
        names = base.mention_ids if base else ()
        return tuple(dict.fromkeys(self.state.carried.get(name, name) for name in names))


class _Line:
    """A line that somebody added, and the columns of it that are refused."""

    def __init__(self, row: Row, what: What, compared: Compared, refused: Iterable[str]) -> None:
        self.row_id = row.text(ID)
        self.what = what
        self.refused = set(refused)
        self._row = row
        self._compared = compared

    def refuse(self, column: str, reason: str) -> None:
        """Refuse a cell, unless something else is wrong with it already."""
        if column not in self.refused:
            self._compared.refuse(self._row.place(column), self.row_id, reason)
            self.refused.add(column)

    def place(self) -> Place:
        return self._row.place(WHAT)

    def fields(self) -> dict[str, str]:
        """What its cells say, as the fields of a form."""
        return {name: self._row.text(column) for column, name in FIELDS[self.what].items()}


def _check_lines(
    rows: Iterable[Row], bases: Mapping[str, Base], compared: Compared
) -> Iterator[_Line]:
    """The lines of which it is clear what they are, and of all, what is wrong at first sight."""
    for row in rows:
        said = row.text(WHAT).casefold()
        is_known = said in list(What)
        wrong = dict(_find_unusable(row))
        if not wrong and not any(row.text(column) for column in NEW_COLUMNS):
            continue
        if row.text(ID) not in bases:
            wrong.setdefault(ID, _explain_id(row.text(ID)))
        if not is_known:
            given = f"{row.text(WHAT)!r} is nothing that" if said else "say what"
            wrong.setdefault(WHAT, f"{given} can be recorded; write {', '.join(What)}")
        else:
            wrong = dict(_find_misplaced(row, What(said))) | wrong
        for column, reason in wrong.items():
            compared.refuse(row.place(column), row.text(ID), reason)
        if is_known:
            yield _Line(row, What(said), compared, wrong)


def _find_unusable(row: Row) -> Iterator[tuple[str, str]]:
    for column in NEW_COLUMNS:
        cell = row.cells.get(column)
        if isinstance(cell, Unusable):
            yield column, f"the cell {cell.value}"


def _explain_id(row_id: str) -> str:
    if row_id:
        return f"{row_id!r} is the Id of no row that was exported; choose one of the sheet Table"
    return "say of which recommendation; choose its Id, as the sheet Table has it"


def _find_misplaced(row: Row, what: What) -> Iterator[tuple[str, str]]:
    """Cells that say what such a line cannot say, and those that say nothing and must."""
    for column in NEW_COLUMNS:
        if row.text(column) and column not in (ID, WHAT, *FIELDS[what]):
            yield column, f"{what}: has no {column}; empty the cell, or say it in another line"
    for column, wanted in NEEDED[what].items():
        if not row.text(column):
            yield column, f"{what}: write {wanted}"


def _try(line: _Line, shown: _Exported, known: Progress, today: date) -> Choice | None:
    """What the line says, for the log; None where a cell of it is refused."""
    report = Report(shown=shown, row=line.row_id, known=known, today=today, sent=line.fields())
    try:
        if ID in line.refused:
            check_fields(_KINDS[line.what], report)
            return None
        choice = choose_progress(_KINDS[line.what], report)
    except FieldError as error:
        columns = {name: column for column, name in FIELDS[line.what].items()}
        for name, reason in error.reasons.items():
            line.refuse(columns[name], reason)
        return None
    return None if line.refused else choice


def _with(known: Progress, choice: Choice) -> Progress:
    """What is known of the row once the choice is taken, as far as other lines can name it."""
    if choice.kind is Kind.MILESTONE:
        milestone = read_value(choice, Milestone)
        record = MilestoneRecord(milestone=milestone, first_due=milestone.due)
        return replace(known, milestones=(*known.milestones, record))
    if choice.kind is Kind.INDICATOR:
        indicator = IndicatorRecord(indicator=read_value(choice, Indicator))
        return replace(known, indicators=(*known.indicators, indicator))
    return known


def _wish(line: _Line, choice: Choice, base: Base, said: Iterable[Decision], reviewer: str) -> Wish:
    about, _ = stand_of(choice)
    return Wish(
        place=line.place(),
        recommendation=line.row_id,
        choice=choice,
        known=base.decisions,
        # Two people may say the same, and one may say it of the same with another remark.
        fingerprint=f"{base.fingerprint}\0{reviewer}\0{choice.note}",
        reviewer=reviewer,
        before=tuple(d for d in said if d.kind is choice.kind and stand_of(d)[0] == about),
    )
