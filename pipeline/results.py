"""What a run made of its mentions and of people's decisions, and the files that say so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.decisions.applying import take_snapshots
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
from pipeline.suggest.consistency import Look
from pipeline.suggest.proposals import Proposal
from pipeline.table import (
    build_documents,
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

    import pandas as pd

    from pipeline.cluster import Clustering
    from pipeline.decisions.applying import Settled
    from pipeline.records import Document, Mention, Recommendation
    from pipeline.store import Store
    from pipeline.suggest import Suggested
    from pipeline.suggest.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a run made.

    Attributes:
        rows: The recommendations, those included that the group removed.
        silent: Names of the documents in which nothing was found.
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
    """

    rows: tuple[Recommendation, ...]
    silent: tuple[str, ...]
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """The clusters as rows that have a number.

    Attributes:
        groups: Mentions of each row, in document order, the rows in the table's.
        numbers: Of each row, by its first mention.
    """

    groups: Sequence[tuple[Mention, ...]]
    numbers: Mapping[str, int]


def name_rows(settled: Settled, clustering: Clustering, store: Store) -> Named:
    """The clusters in order; those that have no number yet are given one for good."""
    by_id = {mention.mention_id: mention for mention in settled.mentions}
    groups = order_clusters(clustering.clusters, by_id, settled.documents)
    return Named(groups=groups, numbers=_mint(store, groups, settled))


def build_result(
    documents: Sequence[Document],
    settled: Settled,
    clustering: Clustering,
    named: Named,
    suggested: Suggested,
    *,
    vocabulary: Vocabulary,
    rejections: tuple[Rejection, ...],
) -> Result:
    """The table and what goes with it.

    Args:
        documents: Those that were read.
        settled: The mentions and what people decided of them.
        clustering: Of the mentions.
        named: Its clusters as rows.
        suggested: For its clusters.
        vocabulary: Names of categories and tags.
        rejections: Of the stages before.
    """
    state = settled.state
    rows = build_recommendations(
        named.groups,
        clustering.clusters,
        suggested.suggestions,
        named.numbers,
        state,
        orphans={orphan.mention_id for orphan in settled.orphans},
    )
    merges = build_merges(rows, clustering.suggested, state.related)
    references = build_references(rows, clustering.relations, state.related)
    table, removed = _tables(rows, merges, settled.documents, references, vocabulary)
    return Result(
        rows=tuple(rows),
        silent=_silent(documents, settled.mentions, rejections),
        table=table,
        removed=removed,
        mentions=build_mentions(rows, settled.documents),
        documents=build_documents(documents, settled.mentions),
        merges=tuple(merges),
        orphans=build_orphans(settled.orphans, rows),
        conflicts=tuple(find_conflicts(rows, clustering.conflicts, state)),
        looks=suggested.looks,
        new_tags=suggested.proposals,
        rejections=rejections,
    )


def to_files(
    result: Result, earlier: pd.DataFrame | None, *, vocabulary: Vocabulary, decisions: int
) -> dict[str, bytes]:
    """The output files, by their names.

    Args:
        result: What they say.
        earlier: Mentions of an earlier run, to tell what is new, changed and gone.
        vocabulary: What people can choose from.
        decisions: Number of the last decision that the run knew.
    """
    mentions = result.mentions
    changes = compare(mentions, mentions if earlier is None else earlier)
    table, removed = (mark_changes(rows, changes) for rows in (result.table, result.removed))
    contents = Contents(
        table=table,
        removed=removed,
        mentions=mentions,
        merges=result.merges,
        rows={row.recommendation_id: row for row in result.rows},
        categories=tuple(category.name for category in vocabulary.categories),
        tags=tuple(tag.name for tag in vocabulary.tags),
        decisions=decisions,
    )
    return {
        "table.xlsx": to_workbook(contents),
        "table.csv": to_csv(table),
        "removed.csv": to_csv(removed),
        "mentions.csv": to_csv(mentions),
        "documents.csv": to_csv(result.documents),
        "merges.csv": to_csv(to_frame(SuggestedMerge, result.merges)),
        "orphans.csv": to_csv(result.orphans),
        "conflicts.csv": to_csv(to_frame(Conflict, result.conflicts)),
        "looks.csv": to_csv(_joined(to_frame(Look, result.looks))),
        "new_tags.csv": to_csv(_joined(to_frame(Proposal, result.new_tags))),
        "rejections.csv": to_csv(to_frame(Rejection, result.rejections)),
        "changes.csv": to_csv(changes),
    }


def _tables(
    rows: Sequence[Recommendation],
    merges: Sequence[SuggestedMerge],
    documents: Mapping[str, Document],
    references: Mapping[str, tuple[str, ...]],
    vocabulary: Vocabulary,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The table, and the rows that the group removed from it."""
    whole = build_table(
        rows,
        merges,
        documents,
        references=references,
        category_names={category.key: category.name for category in vocabulary.categories},
        tag_names={tag.key: tag.name for tag in vocabulary.tags},
    )
    kept = whole["Id"].isin([row.recommendation_id for row in rows if row.relevant])
    return whole[kept].reset_index(drop=True), whole[~kept].reset_index(drop=True)


def _joined(frame: pd.DataFrame) -> pd.DataFrame:
    """The table with lists of ids as texts."""
    return frame.map(lambda cell: "|".join(cell) if isinstance(cell, tuple) else cell)


def _mint(store: Store, groups: Sequence[Sequence[Mention]], settled: Settled) -> Mapping[str, int]:
    """Number of each group by its first mention; those without one are given one for good."""
    _, unnamed = name_clusters(groups, _minted(store, settled.state.carried))
    if unnamed:
        sources = {name: document.source for name, document in settled.documents.items()}
        snapshots = take_snapshots(settled.mentions, sources)
        store.mint([snapshots[name] for name in unnamed])
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
