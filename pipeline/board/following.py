"""A board after decisions that the run which made it did not know."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

from pipeline.board.fields import COLUMN_OF, DECIDABLE_FACETS, facets_of
from pipeline.board.standing import mend
from pipeline.cache import decode, encode
from pipeline.decisions.log import FIELDS, VOTES, Kind, Proposal, Verdict, names_of, read_value
from pipeline.decisions.progress import progress
from pipeline.decisions.state import fold

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.decisions.log import Decision
    from pipeline.decisions.state import State
    from pipeline.store import Store

# What changes which rows there are, and so needs a run.
SHAPING = frozenset(
    (Kind.SAME, Kind.SPLIT, Kind.ADDED, Kind.SPAN, Kind.CARRIED, Kind.DROPPED, Kind.VOCABULARY)
)
_ANSWERS = (Kind.SAME, Kind.DIFFERENT, Kind.SPLIT, Kind.RELATED, Kind.NOT_SURE)
# What is about another decision, whose key is its value or stands in it.
_ABOUT_OTHERS = frozenset((Kind.UNDO, Kind.CLOSED, *VOTES))
_AT_ONCE = 500
# Stands for every mention, where a decision is about the vocabulary.
_ALL = ""


class KnownLog:
    """The log as far as this process has read it, and what of it is about a mention.

    Args:
        moved: New ids of mentions that went, by the old ones.
    """

    def __init__(self, moved: Mapping[str, str]) -> None:
        self.moved = moved
        self._people: dict[int, str] = {}
        self._forget()

    def _forget(self) -> None:
        self.decisions: list[Decision] = []
        self._by_key: dict[str, Decision] = {}
        self._concerned: dict[str, set[str]] = {}
        self._places: dict[str, set[int]] = {}

    @property
    def last(self) -> int:
        """Number of the last decision that was read; 0 before the first."""
        return self.decisions[-1].number if self.decisions else 0

    def read(self, store: Store) -> None:
        """Read on in the log; from its start where somebody is called otherwise now."""
        people = store.people()
        if any(people.get(person) != name for person, name in self._people.items()):
            self._forget()
        self._people = people
        for decision in store.log(after=self.last):
            self.decisions.append(decision)
            self._by_key[decision.key] = decision
            names = self._concerned[decision.key] = self.concerned(decision)
            for name in names:
                self._places.setdefault(name, set()).add(len(self.decisions) - 1)

    def after(self, number: int) -> list[Decision]:
        """What follows a number in the log."""
        return self.decisions[bisect_right(self.decisions, number, key=lambda d: d.number) :]

    def concerned(self, decision: Decision) -> set[str]:
        """Ids of the mentions that a decision is about, as they are called now."""
        other = self.find(decision)
        names = self._concerned.get(other.key, set()) if other else set()
        if decision.kind is Kind.VOCABULARY:
            names = {_ALL}
        return names | {self.moved.get(name, name) for name in names_of(decision)}

    def about(self, mention_ids: Iterable[str]) -> list[Decision]:
        """What is about any of the mentions, or about all, in the log's order."""
        names = [*mention_ids, _ALL]
        places = {place for name in names for place in self._places.get(name, ())}
        return [self.decisions[place] for place in sorted(places)]

    def find(self, decision: Decision) -> Decision | None:
        """The decision that another one is about: that it undoes, closes or votes on.

        Of a proposal to undo one, that one.
        """
        if decision.kind is Kind.CLOSED:
            return self._by_key.get(read_value(decision, Verdict).proposal)
        if decision.kind is Kind.PROPOSED:
            inner = read_value(decision, Proposal)
            return self._by_key.get(inner.value) if inner.kind is Kind.UNDO else None
        return self._by_key.get(decision.value) if decision.kind in _ABOUT_OTHERS else None


def follow(connection: sqlite3.Connection, known: KnownLog) -> None:
    """Bring a board up to what was read of the log, in one transaction.

    Args:
        connection: Of the board.
        known: The log; what the board does not know of it is applied.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        new = known.after(_fact(connection, "decisions"))
        if new:
            _apply(connection, new, known)
            _keep_fact(connection, "decisions", known.last)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _apply(connection: sqlite3.Connection, new: Sequence[Decision], known: KnownLog) -> None:
    if any(_shapes(decision, known) for decision in new):
        _keep_fact(connection, "needs_run", value=True)
    concerned = {name for decision in new for name in known.concerned(decision)}
    places = _places(connection, concerned)
    for place in sorted(places):
        _mend_row(connection, place, known, new[-1].number)
    for number, left, right in _merges_of(connection, places):
        names = [_names(connection, place) for place in (left, right)]
        answer = _answer(fold(known.about(names[0]), moved=known.moved), *names)
        connection.execute("UPDATE merges SET answer = ? WHERE number = ?", (answer, number))


def _shapes(decision: Decision, known: KnownLog) -> bool:
    """Whether a decision, or that which it ends or brings back, changes which rows there are."""
    other = known.find(decision)
    if other and decision.kind not in VOTES:
        return _shapes(other, known)
    kind = read_value(decision, Proposal).kind if decision.kind is Kind.PROPOSED else decision.kind
    return kind in SHAPING


def _mend_row(connection: sqlite3.Connection, place: int, known: KnownLog, number: int) -> None:
    """Say of a row what was decided of it, else what was suggested."""
    names = _names(connection, place)
    log = known.about(names)
    state = fold(log, moved=known.moved)
    machine = connection.execute("SELECT machine FROM rows WHERE place = ?", (place,)).fetchone()[0]
    suggested = decode(machine, dict[str, str])
    values = dict(suggested)
    found = {kind: state.of_row(kind, names) for kind in FIELDS}
    decided = {kind.value: d for kind, d in found.items() if d}
    values |= {COLUMN_OF[kind]: d.value for kind, d in found.items() if d}
    columns = {
        **values,
        "decided": "|".join(decided),
        "waiting": _waiting(state, log, _fact(connection, "run_decisions")),
        "changed": number,
    }
    sets = ", ".join(f"{name} = ?" for name in columns)
    connection.execute(f"UPDATE rows SET {sets} WHERE place = ?", (*columns.values(), place))  # noqa: S608 (names of ours)
    connection.execute(
        "UPDATE words SET text = ?, remark = ? WHERE rowid = ?",
        (values["text"], values["remark"], place),
    )
    marks = ", ".join("?" * len(DECIDABLE_FACETS))
    connection.execute(
        f"DELETE FROM facets WHERE place = ? AND name IN ({marks})",  # noqa: S608 (marks alone)
        (place, *DECIDABLE_FACETS),
    )
    facets = [
        (name, value, place) for name, value in sorted(set(facets_of(values, decided, suggested)))
    ]
    connection.executemany("INSERT OR IGNORE INTO facets VALUES (?, ?, ?)", facets)
    mend(connection, place, progress(state.effective, {"": names})[""])


def _waiting(state: State, log: Iterable[Decision], run: int) -> str:
    """What the next run does with a row, by the names of what was decided."""
    effective = {d.key: d.kind for d in state.effective}
    later = [effective[d.key] for d in log if d.number > run and d.key in effective]
    return "|".join(dict.fromkeys(kind.value for kind in later if kind in SHAPING))


def _answer(state: State, left: Sequence[str], right: Sequence[str]) -> str:
    """What was last decided of two rows, where it holds."""
    for decision in reversed(state.effective):
        names = set(names_of(decision))
        if decision.kind in _ANSWERS and names & set(left) and names & set(right):
            return Kind.DIFFERENT.value if decision.kind is Kind.SPLIT else decision.kind.value
    return ""


def _places(connection: sqlite3.Connection, names: Iterable[str]) -> set[int]:
    """Places of the rows that have any of the mentions."""
    wanted = sorted(names)
    places: set[int] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        found = connection.execute(f"SELECT place FROM mentions WHERE id IN ({marks})", some)  # noqa: S608 (marks alone)
        places.update(place for (place,) in found)
    return places


def _names(connection: sqlite3.Connection, place: int) -> list[str]:
    found = connection.execute("SELECT id FROM mentions WHERE place = ? ORDER BY id", (place,))
    return [name for (name,) in found]


def _merges_of(connection: sqlite3.Connection, places: Iterable[int]) -> set[tuple[int, int, int]]:
    found: set[tuple[int, int, int]] = set()
    for place in places:
        lines = connection.execute(
            'SELECT number, "left", "right" FROM merges WHERE "left" = ? OR "right" = ?',
            (place, place),
        )
        found.update(map(tuple, lines))
    return found


def _fact(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return decode(row[0], int) if row else 0


def _keep_fact(connection: sqlite3.Connection, name: str, value: object) -> None:
    connection.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, encode(value)))
