"""What was changed in rows of the table, told from what was exported."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from pipeline.decisions.log import NO, YES, Choice, Kind
from pipeline.decisions.progress import stand_of
from pipeline.errors import UsageError
from pipeline.importing.wishes import Finding, Outcome, Place, Row, Wish
from pipeline.records import NOT_ASSESSED, Part
from pipeline.reviewing import accept, parse_value
from pipeline.workbook.columns import (
    ACCEPTED,
    CUT,
    DECIDABLE,
    DISCUSS,
    ID,
    NOT_IMPROVEMENT,
    NOT_RELEVANT,
    REVIEW,
    REVIEWS,
    SUGGESTED,
    TEXT,
    mark,
)
from pipeline.workbook.reading import Unusable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.suggest.vocabulary import Vocabulary
    from pipeline.workbook.reading import Cell
    from pipeline.workbook.state import Base

_NOT_EMPTY = {
    Kind.PART: "a row is in one of the two parts; write improvement or consideration, or say "
    "not relevant in Review"
}


@dataclass(slots=True)
class Compared:
    """What was found in a spreadsheet."""

    wishes: list[Wish] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def refuse(self, place: Place, recommendation: str, reason: str) -> None:
        """Note what cannot be taken, and why."""
        self.findings.append(
            Finding(
                outcome=Outcome.REFUSED, place=place, recommendation=recommendation, reason=reason
            )
        )


def compare_rows(
    rows: Iterable[Row], bases: Mapping[str, Base], vocabulary: Vocabulary
) -> Compared:
    """What people changed in rows of the table; what is as it was asks for nothing.

    Args:
        rows: As they stand in the file, in any order, some perhaps twice.
        bases: As they were exported, by their ids.
        vocabulary: Of the workspace.
    """
    compared = Compared()
    ids_by_text: dict[str, list[str]] = {}
    for row_id, base in bases.items():
        ids_by_text.setdefault(base.marks.get(TEXT, ""), []).append(row_id)
    copies: dict[str, list[Row]] = {}
    for row in rows:
        row_id = row.text(ID)
        if row_id in bases:
            copies.setdefault(row_id, []).append(row)
        elif row_id or row.text(TEXT):
            likely = ids_by_text.get(mark(row.text(TEXT)), [])
            compared.refuse(row.place(ID), row_id, _explain_unknown(row_id, likely))
    for row_id, those in copies.items():
        _Comparison(row_id, those, bases[row_id], vocabulary, compared).run()
    return compared


def _explain_unknown(row_id: str, likely: Sequence[str]) -> str:
    """What is wrong with an Id, where rows of these Ids have the text that stands beside it."""
    if likely:
        return f"the Id is {row_id!r}; a row with this text has {', '.join(likely)}: write it back"
    if row_id:
        return f"{row_id!r} is the Id of no row that was exported; write the row's own"
    return (
        "a row without an Id says nothing of any document; a proposal that was missed is added "
        "by stocktake note, with the document and the words that state it"
    )


class _Comparison:
    """Of one row, in as many copies as the file has, with what was exported."""

    def __init__(
        self,
        row_id: str,
        copies: Sequence[Row],
        base: Base,
        vocabulary: Vocabulary,
        compared: Compared,
    ) -> None:
        self._id = row_id
        self._copies = copies
        self._base = base
        self._vocabulary = vocabulary
        self._compared = compared

    def run(self) -> None:
        """Note the wishes, and what cannot be taken."""
        for column, kind in DECIDABLE.items():
            if column not in self._base.marks:
                continue
            changed = list(self._changed(column))
            contested = len(self._shown(column)) > 1
            for row, text in changed:
                if column == REVIEW:
                    self._review(row, text, contested=contested)
                else:
                    self._wish(row, column, kind, text, contested=contested)

    def _shown(self, column: str) -> set[str]:
        cells = (row.cells.get(column) for row in self._copies)
        return {mark(cell) for cell in cells if isinstance(cell, str)}

    def _changed(self, column: str) -> Iterator[tuple[Row, str]]:
        """The copies in which the cell was changed, each new text once; the rest is refused."""
        seen = {self._base.marks[column]}
        for row in self._copies:
            cell: Cell | None = row.cells.get(column)
            if isinstance(cell, Unusable):
                lost = cell is not Unusable.MERGED or mark("") not in seen
                if lost:
                    self._compared.refuse(row.place(column), self._id, f"the cell {cell.value}")
            elif cell is not None and mark(cell) not in seen:
                seen.add(mark(cell))
                yield row, cell.strip()

    def _wish(self, row: Row, column: str, kind: Kind, text: str, *, contested: bool) -> None:
        value = self._parse(row, column, kind, text)
        if value is not None and value != self._before(column, kind):
            self._add(row.place(column), kind, value, column, contested=contested)

    def _parse(self, row: Row, column: str, kind: Kind, text: str) -> str | None:
        """What the log would say; None where that is refused."""
        reason = ""
        if CUT.strip() in text:
            reason = "what was cut for the workbook cannot be decided in it; use stocktake decide"
        elif not text and kind in _NOT_EMPTY:
            reason = _NOT_EMPTY[kind]
        elif not text and kind is Kind.STATUS:
            return NOT_ASSESSED
        try:
            if not reason:
                return parse_value(kind, text, self._vocabulary)
        except UsageError as error:
            reason = str(error)
        self._compared.refuse(row.place(column), self._id, reason)
        return None

    def _before(self, column: str, kind: Kind) -> str | None:
        """What the cell said when it was exported, as the log would; None where it is unknown."""
        try:
            return parse_value(kind, self._base.shown[column], self._vocabulary)
        except (KeyError, UsageError):
            return None

    def _review(self, row: Row, text: str, *, contested: bool) -> None:
        """What somebody wants done with the row."""
        said, before = text.casefold(), self._base.marks[REVIEW]
        place = row.place(REVIEW)
        if said not in ("", *REVIEWS):
            reason = f"{text!r} is nothing that Review can say; write {', '.join(REVIEWS)}"
            self._compared.refuse(place, self._id, reason)
            return
        if said == ACCEPTED:
            self._accept(row, contested=contested)
            return
        wanted: list[tuple[Kind, str]] = []
        if before == mark(NOT_RELEVANT):
            wanted.append((Kind.RELEVANT, YES))
        elif before != mark("") and said != DISCUSS:
            wanted.append((Kind.REVIEW, ""))
        if said == DISCUSS:
            wanted.append((Kind.REVIEW, DISCUSS))
        if said == NOT_IMPROVEMENT:
            wanted.append((Kind.PART, Part.CONSIDERATION.value))
        if said == NOT_RELEVANT:
            wanted.append((Kind.RELEVANT, NO))
        for kind, value in wanted:
            self._add(place, kind, value, REVIEW, contested=contested)

    def _accept(self, row: Row, *, contested: bool) -> None:
        """What the program suggests for the row is what the person wants."""
        base = self._base
        columns: dict[Kind, str] = {kind: column for column, kind in DECIDABLE.items()}
        before = base.marks[REVIEW]
        said = {Kind.REVIEW: "" if before in (mark(""), mark(NOT_RELEVANT)) else before}
        for column in SUGGESTED:
            cell = row.cells.get(column, base.shown.get(column, ""))
            if isinstance(cell, str) and mark(cell) == base.marks.get(column):
                said[DECIDABLE[column]] = cell.strip()
        decided = {DECIDABLE[column] for column in base.decided & DECIDABLE.keys()}
        for kind, text in accept(said, decided).items():
            column = columns.get(kind, REVIEW)
            value = self._parse(row, column, kind, text)
            if value is not None:
                self._add(row.place(column), kind, value, column, contested=contested)

    def _add(self, place: Place, kind: Kind, value: str, column: str, *, contested: bool) -> None:
        shown = self._base.shown.get(column)
        choice = Choice(
            kind=kind,
            mention_ids=self._base.mention_ids,
            value=value,
            shown="" if shown is None else f"{column} was “{shown}”",
        )
        self._compared.wishes.append(
            Wish(
                place=place,
                recommendation=self._id,
                choice=choice,
                known=self._base.decisions,
                fingerprint=self._base.fingerprint,
                contested=contested,
            )
        )


def contest(wishes: Iterable[Wish]) -> list[Wish]:
    """The wishes, those marked of which a file asks two things about one matter of one row."""
    wishes = list(wishes)
    stands = [((w.recommendation, w.choice.kind), *stand_of(w.choice)) for w in wishes]
    asked: dict[tuple[tuple[str, Kind], tuple[str, ...]], set[str]] = {}
    for row, about, stand in stands:
        asked.setdefault((row, about), set()).add(stand)
    return [
        replace(wish, contested=True) if len(asked[row, about]) > 1 else wish
        for wish, (row, about, _) in zip(wishes, stands, strict=True)
    ]
