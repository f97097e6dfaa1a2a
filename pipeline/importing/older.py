"""The sheet that a group kept by hand, without ids: its rows are matched by their texts."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process, utils

from pipeline.decisions.log import Choice, Kind
from pipeline.errors import UsageError
from pipeline.importing.comparing import Compared
from pipeline.importing.sheets import rows_below
from pipeline.importing.wishes import Finding, Outcome, Row, Wish
from pipeline.reviewing import parse_value
from pipeline.table import COLUMN_OF
from pipeline.workbook.columns import ID, TEXT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.last import LastRun
    from pipeline.suggest.vocabulary import Vocabulary
    from pipeline.workbook.reading import Sheet

# Likeness, in per cent of words that stay, from which a row is the one that is meant; less
# will do where its paragraph has the number that the sheet gives.
_MATCHED = 88.0
_MATCHED_PLACE = 78.0
_DOUBTFUL = 65.0
# Another row that is as near as this could be meant as well.
_TOO_NEAR = 3.0
_MOST_CANDIDATES = 20
_NUMBER_COLUMNS = ("#", "No", "No.", "Nr", "Nr.", "Number")
# Before the proposal, as "112." or as "112 (a)".
_NUMBER = re.compile(r"\s*(\d+)\s*(\([a-z]+\))?\s*[.):–-]?\s+(?=\S)")
_STATUSES = {"o": "ongoing", "s": "to be started", "c": "completed"}
_TAKEN = {
    COLUMN_OF[kind]: kind
    for kind in (Kind.CATEGORY, Kind.TAGS, Kind.RESPONSIBLE, Kind.COST, Kind.STATUS)
}
_LABELS = (Kind.CATEGORY, Kind.TAGS)
_REMARK, _REFERENCE = COLUMN_OF[Kind.REMARK], COLUMN_OF[Kind.REFERENCE]
_SHOWN_LETTERS = 200
_SHOWN = "an older sheet of the group"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Match:
    """A row that may be meant; ``likeness`` from 0 to 100."""

    row_id: str
    text: str
    likeness: float
    is_in_place: bool


def is_older(sheet: Sheet) -> bool:
    """Whether a sheet has proposals and no ids."""
    first = next(rows_below(sheet, {TEXT}), None)
    return first is not None and ID not in first.cells


def match_older(sheet: Sheet, last: LastRun, vocabulary: Vocabulary) -> Compared:
    """What the sheet says of the rows that its texts match; every row of it has a finding.

    A category or tag that the vocabulary has not, and a cross-reference, which goes by the
    sheet's own numbers, are kept in the remark.

    Args:
        sheet: The group's own.
        last: The run whose rows are meant.
        vocabulary: Of the workspace.
    """
    candidates = _Candidates(last)
    compared = Compared()
    taken: dict[str, int] = {}
    for place, row in enumerate(rows_below(sheet, {TEXT}), start=1):
        number, text = _split_number(row, place)
        if not text:
            continue
        found = candidates.find(text, number)
        outcome, reason = _judge(found, taken)
        row_id = found[0].row_id if found else ""
        compared.findings.append(
            Finding(outcome=outcome, place=row.place(), recommendation=row_id, reason=reason)
        )
        if outcome is Outcome.MATCHED:
            taken[row_id] = row.number
            _read_cells(row, row_id, last.rows[row_id], vocabulary, compared)
    return compared


def _split_number(row: Row, place: int) -> tuple[str, str]:
    """The number of the source's paragraph, where the row gives one, and the proposal.

    Groups number rows as "112": row 1, paragraph 12.
    """
    text = row.text(TEXT)
    found = _NUMBER.match(text)
    rest = text[found.end() :] if found else text
    column = next((row.text(name) for name in _NUMBER_COLUMNS if row.text(name)), "")
    given = found or _NUMBER.match(f"{column} x")
    if not given:
        return "", text
    digits = given[1].removeprefix(str(place)) or given[1]
    return f"{digits} {given[2]}" if given[2] else digits, rest


class _Candidates:
    """Every mention of the table, by its words."""

    def __init__(self, last: LastRun) -> None:
        mentions = {mention.mention_id: mention for mention in last.mentions}
        self._homes = [
            (row_id, mentions[name]) for row_id, names in last.rows.items() for name in names
        ]
        self._words = [utils.default_process(mention.text) for _, mention in self._homes]

    def find(self, text: str, number: str) -> list[_Match]:
        """Rows that may be meant, each once, the likest first."""
        words = utils.default_process(text)
        near = process.extract(
            words,
            self._words,
            scorer=fuzz.token_set_ratio,
            limit=_MOST_CANDIDATES,
            score_cutoff=_DOUBTFUL,
        )
        best: dict[str, _Match] = {}
        for other, likeness, index in near:
            row_id, mention = self._homes[index]
            match = _Match(
                row_id=row_id,
                text=mention.text,
                # Words that both have, and those that only one has.
                likeness=(likeness + fuzz.token_sort_ratio(words, other)) / 2,
                is_in_place=bool(number) and mention.number == number,
            )
            if row_id not in best or _rank(match) > _rank(best[row_id]):
                best[row_id] = match
        likely = [match for match in best.values() if match.likeness >= _DOUBTFUL]
        return sorted(likely, key=lambda match: (_rank(match), match.row_id), reverse=True)


def _rank(match: _Match) -> float:
    return match.likeness + (_MATCHED - _MATCHED_PLACE if match.is_in_place else 0)


def _judge(found: Sequence[_Match], taken: dict[str, int]) -> tuple[Outcome, str]:
    """Whether the likest row is meant, and why, in words."""
    if not found:
        return Outcome.NOT_FOUND, "no row of the table says so"
    best = found[0]
    said = f"{best.likeness:.0f} per cent like “{best.text[:_SHOWN_LETTERS]}”"
    if _rank(best) < _MATCHED:
        return Outcome.DOUBTFUL, said
    if len(found) > 1 and _rank(best) - _rank(found[1]) < _TOO_NEAR:
        return Outcome.DOUBTFUL, f"{said}; {found[1].row_id} is as near"
    if best.row_id in taken:
        return Outcome.DOUBTFUL, f"{said}; row {taken[best.row_id]} was matched with it before"
    return Outcome.MATCHED, said


def _read_cells(
    row: Row,
    row_id: str,
    mention_ids: tuple[str, ...],
    vocabulary: Vocabulary,
    compared: Compared,
) -> None:
    """What the row says of its recommendation; an empty cell says nothing."""
    kept = [row.text(_REMARK)]
    wanted: list[tuple[str, Kind, str]] = []
    for column, kind in _TAKEN.items():
        text = row.text(column)
        if kind is Kind.STATUS:
            text = _STATUSES.get(text.casefold(), text)
        try:
            if text:
                wanted.append((column, kind, parse_value(kind, text, vocabulary)))
        except UsageError as error:
            compared.refuse(row.place(column), row_id, str(error))
            kept += [f"{column} in the older sheet: {text}"] if kind in _LABELS else []
    if row.text(_REFERENCE):
        kept.append(f"{_REFERENCE} in the older sheet: {row.text(_REFERENCE)}")
    if any(kept):
        wanted.append((_REMARK, Kind.REMARK, "; ".join(filter(None, kept))))
    compared.wishes += [
        Wish(
            place=row.place(column),
            recommendation=row_id,
            choice=Choice(kind=kind, mention_ids=mention_ids, value=value, shown=_SHOWN),
            known=0,
            fingerprint=_fingerprint(row),
        )
        for column, kind, value in wanted
    ]


def _fingerprint(row: Row) -> str:
    """Stands for what the row says, so that it is read once and, where it is changed, again."""
    texts = sorted((name, row.text(name)) for name in row.cells)
    return hashlib.sha256(repr(texts).encode()).hexdigest()
