"""What a run made of its mentions and of people's decisions, and the files that say so."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.assess.priority import prioritise
from pipeline.board import BOARD, Shown, write_board
from pipeline.contributions import count_as
from pipeline.decisions.applying import take_snapshots, with_former_ids
from pipeline.decisions.log import Kind
from pipeline.decisions.progress import said_of
from pipeline.decisions.state import State
from pipeline.decisions.wording import names_in
from pipeline.merges import build_merges, build_references
from pipeline.outputs import to_csv
from pipeline.recommendations import (
    Conflict,
    SuggestedMerge,
    build_recommendations,
    find_conflicts,
    name_clusters,
    order_clusters,
)
from pipeline.records import Rejection
from pipeline.suggest.proposals import Proposal
from pipeline.table import (
    build_documents,
    build_looks,
    build_mentions,
    build_orphans,
    build_table,
    compare,
    mark_changes,
    to_frame,
)
from pipeline.workbook.contents import Contents
from pipeline.workbook.writing import to_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.assess.priority import Priority
    from pipeline.cluster import Clustering
    from pipeline.config import PrioritySettings
    from pipeline.decisions.applying import Settled
    from pipeline.decisions.log import Decision
    from pipeline.decisions.wording import Names
    from pipeline.records import Document, Mention, Recommendation
    from pipeline.store import Store
    from pipeline.suggest import Suggested
    from pipeline.suggest.consistency import Look
    from pipeline.suggest.vocabulary import Vocabulary


log = logging.getLogger("stocktake.run")


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run made.

    Attributes:
        rows: The recommendations, those included that the group removed.
        silent: Names of the documents in which nothing was found.
        undecided: Of rows that people decided on, what they would say had nobody done so.
        table: The merged table.
        removed: Rows that the group removed from it.
        mentions: One row a mention.
        documents: One row a document.
        merges: Suggested merges, first that whose decision teaches most.
        orphans: Decided mentions that their document does not hold any more.
        conflicts: Decisions that contradict each other.
        looks: Decided labels that are worth another look.
        new_tags: Tags that the vocabulary might get.
        rejections: What was refused, and why.
        changes: What is new, changed and gone against an earlier run.
        progress: What was said of how far rows are carried out, by their ids.
    """

    rows: tuple[Recommendation, ...]
    silent: tuple[str, ...]
    undecided: Mapping[str, Recommendation]
    table: pd.DataFrame
    removed: pd.DataFrame
    mentions: pd.DataFrame
    documents: pd.DataFrame
    merges: tuple[SuggestedMerge, ...]
    orphans: pd.DataFrame
    conflicts: tuple[Conflict, ...]
    looks: tuple[Look, ...]
    new_tags: tuple[Proposal, ...]
    rejections: tuple[Rejection, ...]
    changes: pd.DataFrame
    progress: Mapping[str, Sequence[Decision]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The clusters as rows that have a number.

    Attributes:
        clustering: The clusters.
        groups: Mentions of each row, in document order, the rows in the table's.
        numbers: Of each row, by its first mention.
    """

    clustering: Clustering
    groups: Sequence[tuple[Mention, ...]]
    numbers: Mapping[str, int]


def name_rows(settled: Settled, clustering: Clustering, store: Store) -> Named:
    """The clusters in order; those that have no number yet are given one for good."""
    by_id = {mention.mention_id: mention for mention in settled.mentions}
    groups = order_clusters(clustering.clusters, by_id, settled.documents)
    return Named(clustering=clustering, groups=groups, numbers=_mint(store, groups, settled))


def build_result(
    documents: Sequence[Document],
    settled: Settled,
    named: Named,
    suggested: Suggested,
    *,
    earlier: pd.DataFrame | None,
    vocabulary: Vocabulary,
    rejections: tuple[Rejection, ...],
) -> Result:
    """The table and what goes with it.

    Args:
        documents: Those that were read.
        settled: The mentions and what people decided of them.
        named: The clusters of the mentions, as rows.
        suggested: For its clusters.
        earlier: Mentions of an earlier run, to tell what is new, changed and gone.
        vocabulary: Names of categories and tags.
        rejections: Of the stages before.
    """
    state, names = settled.state, names_in(vocabulary)
    rows = _rows(named, suggested, settled, names)
    unsure = [one.mention_ids for one in state.effective if one.kind is Kind.NOT_SURE]
    merges = build_merges(rows, named.clustering.suggested, state.related, unsure)
    references = build_references(rows, named.clustering.relations, state.related)
    mentions = build_mentions(rows, settled.documents)
    changes = compare(mentions, mentions if earlier is None else earlier)
    table, removed = _tables(rows, merges, settled.documents, references, names, changes)
    return Result(
        rows=tuple(rows),
        undecided=_undecided(rows, named, suggested, names),
        silent=_silent(documents, settled.mentions, rejections),
        table=table,
        removed=removed,
        mentions=mentions,
        documents=build_documents(documents, settled.mentions),
        merges=tuple(merges),
        orphans=build_orphans(settled.orphans, rows),
        conflicts=tuple(find_conflicts(rows, named.clustering.conflicts, state, names=names)),
        looks=suggested.looks,
        new_tags=suggested.proposals,
        rejections=rejections,
        changes=changes,
        progress=said_of(
            state.effective,
            {row.recommendation_id: [m.mention_id for m in row.mentions] for row in rows},
        ),
    )


def with_priorities(
    result: Result, documents: Mapping[str, Document], settings: PrioritySettings
) -> Result:
    """The same with how urgent each row is, and why, in the tables.

    Recency is counted from the newest document, so that it does not change with the clock.

    Args:
        result: Of a run.
        documents: By id, all of which it has mentions.
        settings: How much each part counts.
    """
    sources = {name: document.source for name, document in documents.items()}
    years = [source.published.year for source in sources.values() if source.published]
    found = prioritise(
        result.rows,
        sources,
        settings,
        as_of=max(years, default=0),
        count_as=count_as(documents.values()),
    )
    scores = {one.recommendation_id: round(one.score) for one in found}
    parts = {one.recommendation_id: _say_parts(one) for one in found}
    table, removed = (
        rows.assign(Priority=rows["Id"].map(scores), **{"Priority in parts": rows["Id"].map(parts)})
        for rows in (result.table, result.removed)
    )
    return replace(result, table=table, removed=removed)


def _say_parts(priority: Priority) -> str:
    return "; ".join(f"{name} {points:g} ({words})" for name, points, words in priority.parts)


def to_files(result: Result, *, vocabulary: Vocabulary, decisions: int) -> dict[str, bytes]:
    """The output files, by their names.

    Args:
        result: What they say.
        vocabulary: What people can choose from.
        decisions: Number of the last decision that the run knew.
    """
    contents = Contents(
        table=result.table,
        removed=result.removed,
        mentions=result.mentions,
        merges=result.merges,
        rows={row.recommendation_id: row for row in result.rows},
        categories=tuple(category.name for category in vocabulary.categories),
        tags=tuple(tag.name for tag in vocabulary.tags),
        decisions=decisions,
        progress=result.progress,
    )
    return {
        "table.xlsx": to_workbook(contents),
        "table.csv": to_csv(result.table),
        "removed.csv": to_csv(result.removed),
        "mentions.csv": to_csv(result.mentions),
        "documents.csv": to_csv(result.documents),
        "merges.csv": to_csv(_with_decided(to_frame(SuggestedMerge, result.merges))),
        "orphans.csv": to_csv(result.orphans),
        "conflicts.csv": to_csv(to_frame(Conflict, result.conflicts)),
        "looks.csv": to_csv(build_looks(result.looks, names_in(vocabulary))),
        "new_tags.csv": to_csv(_joined(to_frame(Proposal, result.new_tags))),
        "rejections.csv": to_csv(to_frame(Rejection, result.rejections)),
        "changes.csv": to_csv(result.changes),
    }


def show_result(workspace: Path, result: Result, settled: Settled, *, decisions: int) -> None:
    """Write what pages show; a cache that cannot be written is no error of the run.

    Args:
        workspace: Of the run.
        result: What it made.
        settled: The mentions and documents that it worked on.
        decisions: Number of the last decision that it knew.
    """
    facts = {
        "decisions": decisions,
        "run_decisions": decisions,
        "moved": dict(settled.moved),
        "orphans": result.orphans.to_dict("records"),
        "conflicts": result.conflicts,
        "looks": result.looks,
        "new_tags": result.new_tags,
        "rejections": result.rejections,
    }
    shown = Shown(
        rows=result.rows,
        undecided=result.undecided,
        table=pd.concat([result.table, result.removed], ignore_index=True),
        merges=result.merges,
        documents=settled.documents,
        decisions=settled.state.effective,
        facts=facts,
    )
    try:
        write_board(workspace / BOARD, shown)
    except (OSError, sqlite3.Error) as error:
        log.warning("%s: cannot be written (%s); pages cannot show the table", BOARD, error)


def _rows(
    named: Named,
    suggested: Suggested,
    settled: Settled,
    names: Names,
) -> list[Recommendation]:
    """The rows as people decided, else as is suggested."""
    return build_recommendations(
        named.groups,
        named.clustering.clusters,
        suggested.suggestions,
        named.numbers,
        settled.state,
        names=names,
        orphans={orphan.mention_id for orphan in settled.orphans},
    )


def _undecided(
    rows: Iterable[Recommendation],
    named: Named,
    suggested: Suggested,
    names: Names,
) -> dict[str, Recommendation]:
    """What rows that people decided on would say had nobody done so, by their ids."""
    decided = {row.mentions[0].mention_id for row in rows if row.decided}
    undecided = build_recommendations(
        [group for group in named.groups if group[0].mention_id in decided],
        named.clustering.clusters,
        suggested.suggestions,
        named.numbers,
        State(),
        names=names,
    )
    return {row.recommendation_id: row for row in undecided}


def _tables(
    rows: Sequence[Recommendation],
    merges: Sequence[SuggestedMerge],
    documents: Mapping[str, Document],
    references: Mapping[str, tuple[str, ...]],
    names: Names,
    changes: pd.DataFrame,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table, and the rows that the group removed from it."""
    table = build_table(
        rows,
        merges,
        documents,
        references=references,
        category_names=names[Kind.CATEGORY],
        tag_names=names[Kind.TAGS],
    )
    whole = mark_changes(table, changes)
    kept = whole["Id"].isin([row.recommendation_id for row in rows if row.relevant])
    return whole[kept].reset_index(drop=True), whole[~kept].reset_index(drop=True)


def _with_decided(merges: pd.DataFrame) -> pd.DataFrame:
    """The merges with a column that still says, when people wrote in the other, what it said."""
    return merges.assign(decided=merges["decision"])


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with lists of ids as texts."""
    return frame.map(lambda cell: "|".join(cell) if isinstance(cell, tuple) else cell)


def _mint(store: Store, groups: Sequence[Sequence[Mention]], settled: Settled) -> Mapping[str, int]:
    """Number of each group by its first mention; those without one are given one for good."""
    _, unnamed = name_clusters(groups, _minted(store, settled.state.carried))
    if unnamed:
        sources = {name: document.source for name, document in settled.documents.items()}
        taken = take_snapshots(settled.mentions, sources)
        named = with_former_ids({name: taken[name] for name in unnamed}, settled.moved)
        store.mint(list(named.values()))
    numbers, _ = name_clusters(groups, _minted(store, settled.state.carried))
    return numbers


def _minted(store: Store, carried: Mapping[str, str]) -> dict[str, int]:
    """Numbers by the mentions that they were minted for, as these are called now."""
    minted: dict[str, int] = {}
    for name, number in store.minted().items():
        current = carried.get(name, name)
        minted[current] = min(number, minted.get(current, number))
    return minted


def _silent(
    documents: Iterable[Document], mentions: Iterable[Mention], rejections: Iterable[Rejection]
) -> tuple[str, ...]:
    """Names of the files that were searched and in which nothing was found."""
    found_in = {mention.document_id for mention in mentions}
    names: dict[str, bool] = {}
    for document in documents:
        name = document.source.name
        names[name] = names.get(name, False) or document.document_id in found_in
    refused = {rejection.item for rejection in rejections if rejection.stage == "extract"}
    return tuple(
        sorted(name for name, speaks in names.items() if not speaks and name not in refused)
    )
