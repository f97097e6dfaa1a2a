"""Trials of whole runs: the same documents and decisions, in whatever order they came.

A trial has documents made of a few proposals in several wordings, and decisions on what a
first run makes of them. Then the documents come in batches and the decisions in between.
"""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.decisions.log import FIELDS, Choice, Kind, bring_together, keep_apart, names_of
from pipeline.decisions.state import State, fold
from pipeline.last import read_run
from pipeline.records import COSTS, STATUSES, Part
from pipeline.reviewing import decide
from pipeline.store import locate_store, open_store
from pipeline.table import COLUMN_OF

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    Process = Callable[..., object]

_ACTORS = ("harbour board", "pilots' guild", "harbour master")
_DEEDS = (
    ("publish", "published", "the harbour fees", "every year"),
    ("publish", "published", "the harbour fees", "every two years"),
    ("review", "reviewed", "the anchorage rules", "before winter"),
    ("train", "trained", "the young pilots", "in the new tugs"),
    ("repair", "repaired", "the planks of the northern pier", "before winter"),
    ("light", "lit", "the northern pier", "at night"),
    ("translate", "translated", "the tide tables", "for visiting crews"),
    ("lower", "lowered", "the charges on small boats", "next year"),
)
_FRAMES = (
    "The {actor} should {do} {what} {how}.",
    "We recommend that the {actor} {do} {what} {how}.",
    "{What} should be {done} by the {actor} {how}.",
    "The {actor} could {do} {what} {how}.",
)
_VALUES = {
    Kind.TEXT: ("Do it as the group agreed.", "Do it at once."),
    Kind.CATEGORY: ("funding", "linkages", ""),
    Kind.TAGS: ("outreach|website", "funding", ""),
    Kind.PART: tuple(part.value for part in Part),
    Kind.RELEVANT: ("yes", "no"),
    Kind.CONSENSUAL: ("yes", "no"),
    Kind.RESPONSIBLE: ("The harbour board; The guild", ""),
    Kind.COST: COSTS,
    Kind.TARGET_DATE: ("2030", ""),
    Kind.STATUS: STATUSES,
    Kind.REMARK: ("Agreed in the second meeting.", "Ask the guild, too."),
    Kind.REFERENCE: ("see the rules of 1999", ""),
    Kind.REVIEW: ("look again", ""),
}
# Fields that mentions.csv has as they were decided; the table has them by their names.
_IN_MENTIONS = {Kind.CATEGORY: "category", Kind.TAGS: "tags"}
_ID = re.compile(r"R-\d{4,}")
# What a run says of itself, and what only one of several batches can be compared with.
_NOT_COMPARED = ("run.json", "changes.csv", "table.xlsx")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Documents and decisions.

    Attributes:
        files: Of the documents.
        decisions: By their keys, in the order of the log.
    """

    files: tuple[Path, ...]
    decisions: Mapping[str, Choice]


def make_corpus(folder: Path, chance: random.Random) -> tuple[Path, ...]:
    """Files of a few short documents that often say the same in other words."""
    folder.mkdir()
    files = []
    for number in range(chance.randrange(3, 7)):
        file = folder / f"{number}.txt"
        said = [_say(chance) for _ in range(chance.randrange(1, 6))]
        file.write_text("\n\n".join(dict.fromkeys(said)) + "\n", encoding="utf-8")
        files.append(file)
    return tuple(files)


def _say(chance: random.Random) -> str:
    do, done, what, how = chance.choice(_DEEDS)
    words = {"do": do, "done": done, "what": what, "What": what.capitalize(), "how": how}
    return chance.choice(_FRAMES).format(actor=chance.choice(_ACTORS), **words)


def make_decisions(
    rows: Mapping[str, Sequence[str]], count: int, chance: random.Random
) -> dict[str, Choice]:
    """So many decisions on rows as a run showed them, which often contradict each other.

    Args:
        rows: Mentions of each row, by its id.
        count: How many.
        chance: Says which.
    """
    decisions: dict[str, Choice] = {}
    while len(decisions) < count:
        one, other = (tuple(chance.choice(list(rows.values()))) for _ in range(2))
        kind = chance.choice([*FIELDS, *[Kind.SAME, Kind.DIFFERENT, Kind.SPLIT, Kind.UNDO] * 3])
        choice = _choose(kind, one, other, decisions, chance)
        if choice:
            decisions[f"key {len(decisions)}"] = choice
    return decisions


def _choose(
    kind: Kind,
    one: tuple[str, ...],
    other: tuple[str, ...],
    decisions: Mapping[str, Choice],
    chance: random.Random,
) -> Choice | None:
    """A choice of a kind about one or two rows; None where they are not fit for it."""
    if kind in FIELDS:
        return Choice(kind=kind, mention_ids=one, value=chance.choice(_VALUES[kind]))
    if kind is Kind.UNDO and decisions:
        key = chance.choice(list(decisions))
        return Choice(kind=kind, mention_ids=decisions[key].mention_ids, value=key)
    if kind is Kind.SPLIT and len(one) > 1:
        leaving = tuple(chance.sample(one, chance.randrange(1, len(one))))
        return keep_apart(kind, leaving, tuple(name for name in one if name not in leaving))
    if kind is Kind.SAME and one != other:
        return bring_together(one, other)
    if kind is Kind.DIFFERENT and one != other:
        return keep_apart(kind, one, other)
    return None


def make_trial(workspace: Path, process: Process, chance: random.Random) -> Trial:
    """A trial, made from a run in a workspace of its own, beside which its documents lie."""
    files = make_corpus(workspace.with_name(f"{workspace.name} documents"), chance)
    process(workspace, *files)
    rows = read_run(workspace).rows
    return Trial(files=files, decisions=make_decisions(rows, chance.randrange(1, 12), chance))


def run_in_order(workspace: Path, trial: Trial, process: Process, chance: random.Random) -> State:
    """What holds after the documents came in batches, the decisions whenever they could."""
    files = chance.sample(trial.files, len(trial.files))
    left = dict(trial.decisions)
    while files:
        size = chance.randrange(1, len(files) + 1)
        process(workspace, *files[:size])
        del files[:size]
        ready = _first_known(workspace, left)
        now = ready if not files else ready[: chance.randrange(len(ready) + 1)]
        # Some one by one, some together, some sent twice.
        for keys in ([key] for key in now) if chance.random() < 1 / 2 else [now, now]:
            decide(workspace, [left[key] for key in keys], reviewer="Ada", keys=keys)
        left = {key: choice for key, choice in left.items() if key not in now}
    process(workspace)
    return read_state(workspace)


def _first_known(workspace: Path, decisions: Mapping[str, Choice]) -> list[str]:
    """Keys of the first decisions of which all mentions are there."""
    there = {mention.mention_id for mention in read_run(workspace).mentions}
    known = itertools.takewhile(lambda key: there.issuperset(names_of(decisions[key])), decisions)
    return list(known)


def read_state(workspace: Path) -> State:
    """What people decided in a workspace, as it holds now."""
    with open_store(locate_store(workspace)) as store:
        return fold(store.log(), moved={})


def read_rows(outputs: Path, name: str) -> list[dict[str, str]]:
    """Rows of an output file."""
    text = (outputs / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def map_ids(outputs: Path) -> dict[str, str]:
    """Output files by their names, each id of a row replaced by its first mention's."""
    rows = read_rows(outputs, "mentions.csv")
    names: dict[str, str] = {}
    for row in rows:
        known = names.get(row["recommendation_id"], row["mention_id"])
        names[row["recommendation_id"]] = min(known, row["mention_id"])
    return {
        path.name: _ID.sub(lambda found: names[found.group()], path.read_text(encoding="utf-8"))
        for path in sorted(outputs.iterdir())
        if path.name not in _NOT_COMPARED
    }


def find_differences(one: Path, other: Path) -> list[str]:
    """Names of the outputs of two runs that differ in more than minted ids."""
    left, right = map_ids(one), map_ids(other)
    return [name for name in left.keys() | right.keys() if left.get(name) != right.get(name)]


def find_broken(
    outputs: Path, state: State, category_names: Mapping[str, str], mention_ids: Iterable[str]
) -> list[str]:
    """What the outputs of a run say against people's decisions, in words.

    Args:
        outputs: Of the run.
        state: What people decided.
        category_names: By key, as the table has them.
        mention_ids: Those that must be in the table, each once.
    """
    mentions = read_rows(outputs, "mentions.csv")
    home = {row["mention_id"]: row["recommendation_id"] for row in mentions}
    broken = [] if sorted(mention_ids) == sorted(r["mention_id"] for r in mentions) else ["lost"]
    broken += [f"{pair} are one" for pair in state.cannot if len({home[n] for n in pair}) == 1]
    disputes = {
        frozenset(row["rows"].split("|"))
        for row in read_rows(outputs, "conflicts.csv")
        if row["field"] == Kind.SAME
    }
    broken += [
        f"{pair} are apart without a word"
        for pair in state.must
        if len(rows := frozenset(home[n] for n in pair)) > 1 and rows not in disputes
    ]
    return broken + _find_lost_edits(outputs, state, category_names)


def _find_lost_edits(outputs: Path, state: State, category_names: Mapping[str, str]) -> list[str]:
    rows: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for mention in read_rows(outputs, "mentions.csv"):
        rows[mention["recommendation_id"]].append(mention)
    removed = {row["Id"]: row for row in read_rows(outputs, "removed.csv")}
    shown = {row["Id"]: row for row in read_rows(outputs, "table.csv")} | removed
    lost = []
    for (name, mentions), kind in itertools.product(rows.items(), FIELDS):
        decided = _last_said(state, kind, [mention["mention_id"] for mention in mentions])
        if decided is None:
            continue
        if kind is Kind.RELEVANT:
            said = "no" if name in removed else "yes"
        elif kind in _IN_MENTIONS:
            said = mentions[0][_IN_MENTIONS[kind]]
        else:
            said = shown[name][COLUMN_OF[kind.value]]
        if kind is not Kind.REFERENCE and said != decided:
            lost.append(f"{name}: {kind} is {said!r}, not {decided!r}")
        if kind is Kind.CATEGORY and shown[name]["Category"] != category_names.get(decided, ""):
            lost.append(f"{name}: the category is not shown")
        if COLUMN_OF[kind.value] not in shown[name]["Decided"].split(", "):
            lost.append(f"{name}: {kind} is not said to be decided")
    return lost


def _last_said(state: State, kind: Kind, mention_ids: Sequence[str]) -> str | None:
    """The value that was decided last of any of a row's mentions."""
    said = [d.value for d in state.history if d.kind is kind and {*d.mention_ids} & {*mention_ids}]
    return said[-1] if said else None
