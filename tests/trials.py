"""Trials of whole runs: the same documents and decisions, in whatever order they came.

A trial has documents made of a few proposals in several wordings, some in two versions, and
decisions on what a first run makes of them, before and after the second versions. Then the
documents come in batches, the second versions after them and the decisions in between.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
import shutil
import zipfile
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pipeline.adding import Description, add
from pipeline.cache import CACHE
from pipeline.config import OUTPUTS
from pipeline.decisions.log import FIELDS, Choice, Kind, bring_together, keep_apart, names_of
from pipeline.decisions.state import State, fold
from pipeline.ingest import why_unreadable
from pipeline.last import read_run
from pipeline.records import COSTS, STATUSES, Part, normalise
from pipeline.reviewing import decide
from pipeline.store import locate_store, open_store
from pipeline.table import COLUMN_OF
from tests.versions import Version, write_documents

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from pipeline.decisions.log import Decision
    from pipeline.last import LastRun

    Process = Callable[..., object]

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
# Of the rows and of lines about them, with their ids, in the workbook.
_HASH = re.compile(r"\b[0-9a-f]{64}\b|\bv\d+\.\d+\.[0-9a-f]+\b")
_DAY = date(2026, 11, 22)
_NO_TIME = datetime.min.replace(tzinfo=UTC)
_WHO = "Ada"
# So many suffice for all batches, and what waits for them; a trial that needs more has a fault.
_MOST_ROUNDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Documents and decisions.

    Attributes:
        documents: Of each, the versions.
        decisions: By their keys, in the order of the log.
        early: Keys of those that people make before there is any second version.
        gone: Mentions that a second version has not, by the name of its file.
        moved: Mentions of the second versions by those of the first whose sentences they are,
            in slightly other letters.
        found: Mentions of all documents as they are in the end.
    """

    documents: tuple[Version, ...]
    decisions: Mapping[str, Choice]
    early: frozenset[str]
    gone: Mapping[str, frozenset[str]]
    moved: Mapping[str, str]
    found: frozenset[str]


def make_decisions(
    rows: Mapping[str, Sequence[str]],
    count: int,
    chance: random.Random,
    *,
    earlier: Mapping[str, Choice],
) -> dict[str, Choice]:
    """Decisions on rows as a run showed them, which often contradict each other.

    Args:
        rows: Mentions of each row, by its id.
        count: How many there are to be, with the earlier ones.
        chance: Says which.
        earlier: Those that were made before, by their keys; they come first.
    """
    decisions = dict(earlier)
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


def try_orders(
    folder: Path,
    process: Process,
    chance: random.Random,
    *,
    decisions: int,
    category_names: Mapping[str, str],
) -> list[str]:
    """What is wrong after the documents and decisions of a trial came in two orders.

    The second time what the first runs computed is known.
    """
    first, one, other = (folder / name for name in ("first", "one", "other"))
    trial = make_trial(first, process, chance, decisions=decisions)
    (other / CACHE).parent.mkdir(parents=True)
    shutil.copy(first / CACHE, other / CACHE)
    for workspace in (one, other):
        run_in_order(workspace, trial, process, chance)
    return [
        *find_broken(one, trial, category_names),
        *find_broken(other, trial, category_names),
        *find_differences(one, other),
    ]


def make_trial(
    workspace: Path, process: Process, chance: random.Random, *, decisions: int
) -> Trial:
    """A trial, made in a workspace of its own, beside which its documents lie.

    Args:
        workspace: Where to try what is to be decided on.
        process: Runs the pipeline in a workspace on files.
        chance: Says what.
        decisions: How many.
    """
    documents = write_documents(workspace.with_name(f"{workspace.name} documents"), chance)
    process(workspace, *(document.file for document in documents))
    before = read_run(workspace)
    early = make_decisions(before.rows, chance.randrange(decisions + 1), chance, earlier={})
    undecided = workspace.with_name(f"{workspace.name} undecided")
    shutil.copytree(workspace, undecided)
    decide(workspace, list(early.values()), reviewer=_WHO, keys=list(early))
    for place in (undecided, workspace):
        for document in documents:
            _bring_revised(place, document)
        process(place)
    first, last = _by_sentence(before), _by_sentence(read_run(undecided))
    after = read_run(workspace)
    return Trial(
        documents=documents,
        decisions=make_decisions(after.rows, decisions, chance, earlier=early),
        early=frozenset(early),
        gone={
            document.file.name: frozenset(first[document.file.name].values())
            - frozenset(last[document.file.name].values())
            for document in documents
        },
        moved={
            first[document.file.name][old]: last[document.file.name][new]
            for document in documents
            for old, new in _became(document)
            # What only one of the versions is found in did not move.
            if old in first[document.file.name] and new in last[document.file.name]
        },
        found=frozenset(name for ids in last.values() for name in ids.values()),
    )


def _became(document: Version) -> list[tuple[str, str]]:
    return [(normalise(old), normalise(new)) for old, new in document.became.items()]


def _by_sentence(last: LastRun) -> dict[str, dict[str, str]]:
    """Ids of what was found in each file, by the letters of its sentence."""
    ids: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for mention in last.mentions:
        file = last.sources[mention.document_id].path.name
        ids[file][normalise(mention.text)] = mention.mention_id
    return ids


def _bring_revised(workspace: Path, document: Version) -> None:
    """Register the second version of a document, if it has one."""
    if document.revised:
        description = Description(replaces=document.file.name)
        add(workspace, [document.revised], description, on=_DAY, why_unreadable=why_unreadable)


def run_in_order(workspace: Path, trial: Trial, process: Process, chance: random.Random) -> None:
    """Bring the documents in batches, what is revised and decided as soon as it can be or later."""
    coming = chance.sample(trial.documents, len(trial.documents))
    revised: list[Version] = []
    left = dict(trial.decisions)
    for _ in range(_MOST_ROUNDS):
        now = [document for document in revised if _can_be_revised(document, trial, left)]
        for document in now if not coming else chance.sample(now, chance.randrange(len(now) + 1)):
            _bring_revised(workspace, document)
            revised.remove(document)
        size = chance.randrange(1, len(coming) + 1) if coming else 0
        process(workspace, *(document.file for document in coming[:size]))
        revised += [document for document in coming[:size] if document.revised]
        del coming[:size]
        ready = _first_known(workspace, trial, left)
        keys = ready[: chance.randrange(len(ready) + 1)] if coming else ready
        # Some one by one, some together, some sent twice.
        for sent in ([key] for key in keys) if chance.random() < 1 / 8 else [keys, keys]:
            decide(workspace, [left[key] for key in sent], reviewer=_WHO, keys=sent)
        left = {key: choice for key, choice in left.items() if key not in keys}
        if not coming and not revised and not left:
            break
    process(workspace)


def _can_be_revised(document: Version, trial: Trial, left: Mapping[str, Choice]) -> bool:
    """Whether nothing is left to decide early on what the second version has not."""
    early = (choice for key, choice in left.items() if key in trial.early)
    return trial.gone[document.file.name].isdisjoint(
        n for choice in early for n in names_of(choice)
    )


def _first_known(workspace: Path, trial: Trial, left: Mapping[str, Choice]) -> list[str]:
    """Keys of the first decisions of which all mentions are there, or were decided on before."""
    known = {mention.mention_id for mention in read_run(workspace).mentions}
    for key, choice in trial.decisions.items():
        known |= set(names_of(choice)) if key not in left else set()
    return list(itertools.takewhile(lambda key: known.issuperset(names_of(left[key])), left))


def read_log(workspace: Path) -> list[Decision]:
    """What people decided in a workspace."""
    with open_store(locate_store(workspace)) as store:
        return store.log()


def read_rows(outputs: Path, name: str) -> list[dict[str, str]]:
    """Rows of an output file."""
    text = (outputs / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def read_mapped(outputs: Path) -> dict[str, str]:
    """Outputs by their names, each id of a row replaced by its first mention's.

    Of the workbook, what is in it; of ``run.json`` all but the hashes of the others.
    """
    rows = read_rows(outputs, "mentions.csv")
    names: dict[str, str] = {}
    for row in rows:
        known = names.get(row["recommendation_id"], row["mention_id"])
        names[row["recommendation_id"]] = min(known, row["mention_id"])
    texts = {path.name: path.read_text(encoding="utf-8") for path in outputs.glob("*.csv")}
    with zipfile.ZipFile(outputs / "table.xlsx") as book:
        texts |= {f"table.xlsx {name}": book.read(name).decode() for name in book.namelist()}
    run = json.loads((outputs / "run.json").read_bytes())
    del run["files"]
    texts["run.json"] = json.dumps(run)
    return {
        name: _ID.sub(lambda found: names[found[0]], _HASH.sub("", text))
        for name, text in texts.items()
    }


def find_differences(one: Path, other: Path) -> list[str]:
    """What differs between two workspaces in more than minted ids and times, by name."""
    left, right = (read_mapped(workspace / OUTPUTS) for workspace in (one, other))
    logs = [
        [replace(decision, decided_at=_NO_TIME) for decision in read_log(workspace)]
        for workspace in (one, other)
    ]
    differ = {name for name in left.keys() | right.keys() if left.get(name) != right.get(name)}
    return sorted(differ) + (["the log"] if logs[0] != logs[1] else [])


def find_broken(workspace: Path, trial: Trial, category_names: Mapping[str, str]) -> list[str]:
    """What a workspace says against what people decided, in words.

    Args:
        workspace: In which all was processed and decided.
        trial: What was.
        category_names: By key, as the table has them.
    """
    log, outputs = read_log(workspace), workspace / OUTPUTS
    broken = []
    if [(d.key, d.kind, d.mention_ids, d.value) for d in log] != [
        (key, choice.kind, choice.mention_ids, choice.value)
        for key, choice in trial.decisions.items()
    ]:
        broken.append("the log is not what was decided")
    state = fold(log, moved=trial.moved)
    home = {r["mention_id"]: r["recommendation_id"] for r in read_rows(outputs, "mentions.csv")}
    wanted = trial.found | state.named
    if wanted != home.keys():
        return [*broken, f"lost {sorted(wanted - home.keys())}, got {sorted(home.keys() - wanted)}"]
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
        if (decided is not None) != (COLUMN_OF[kind.value] in shown[name]["Decided"].split(", ")):
            lost.append(f"{name}: {kind} is {decided!r}, and is not said to be")
        if decided is None:
            continue
        if kind is Kind.RELEVANT:
            said = "no" if name in removed else "yes"
        elif kind in _IN_MENTIONS:
            said = mentions[0][_IN_MENTIONS[kind]]
        else:
            said = shown[name][COLUMN_OF[kind.value]]
        # Others add to a reference, and of a review that says nothing it is said what is left.
        added = kind is Kind.REFERENCE or (kind is Kind.REVIEW and not decided)
        if not added and said != decided:
            lost.append(f"{name}: {kind} is {said!r}, not {decided!r}")
        if kind is Kind.CATEGORY and shown[name]["Category"] != category_names.get(decided, ""):
            lost.append(f"{name}: the category is not shown")
    return lost


def _last_said(state: State, kind: Kind, mention_ids: Collection[str]) -> str | None:
    """The value that was decided last of any of a row's mentions."""
    said = [
        d.value for d in state.effective if d.kind is kind and {*d.mention_ids} & {*mention_ids}
    ]
    return said[-1] if said else None
