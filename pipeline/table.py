"""Clusters and suggestions become the merged table."""

from __future__ import annotations

import dataclasses
from collections import Counter
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.records import Part, Recommendation, Scheme

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from _typeshed import DataclassInstance

    from pipeline.records import Cluster, Document, Mention, SuggestedMerge, Suggestion

# The working group's own sheet first, in its order and with its names, then ours.
TABLE_COLUMNS = (
    "Id",
    "Proposal for Improvement",
    "Part",
    "Category",
    "Tags",
    "Source",
    "Ref / URL",
    "xreference",
    "Responsible",
    "Cost",
    "Target date",
    "Status",
    "Remark",
    "Sources",
    "Priority",
    "Stakeholder groups",
    "Evidence",
    "Suggested merges",
    "Decided",
    "Review",
)
MENTION_COLUMNS = (
    "mention_id",
    "recommendation_id",
    "document_id",
    "document",
    "symbol",
    "paragraph",
    "page",
    "text",
    "standalone",
    "part",
    "trigger",
    "strength",
    "actor",
    "bracketed",
    "score",
    "category",
    "tags",
    "language",
    "hedged",
    "compound",
    "target_date",
    "marks",
    "reasons",
)
DOCUMENT_COLUMNS = (
    "document_id",
    "document",
    "symbol",
    "title",
    "body",
    "stakeholder_group",
    "region",
    "kind",
    "published",
    "language",
    "url",
    "contribution",
    "other",
    "paragraphs",
    "mentions",
)
NOT_ASSESSED = "not assessed"

_PARTS = tuple(Part)
# What a Paragraph's page is where it is no page.
_PAGE_UNITS = dict.fromkeys((".odp", ".ppt", ".pptm", ".pptx"), "slide") | dict.fromkeys(
    (".csv", ".ods", ".tsv", ".xls", ".xlsm", ".xlsx"), "row"
)


def order_clusters(
    clusters: Iterable[Cluster],
    mentions: Mapping[str, Mention],
    documents: Mapping[str, Document],
) -> list[tuple[Mention, ...]]:
    """Each cluster's mentions in document order, the clusters by their first mention."""

    def place(mention: Mention) -> tuple[int, date, str, str, int, int]:
        source = documents[mention.document_id].source
        published = source.published or date.max
        part = _PARTS.index(mention.part)
        name = source.name
        return part, published, name, source.document_id, mention.paragraph, mention.start

    groups = [tuple(sorted((mentions[i] for i in c.mention_ids), key=place)) for c in clusters]
    return sorted(groups, key=lambda group: place(group[0]))


def name_clusters(
    groups: Iterable[Sequence[Mention]], minted: Mapping[str, int]
) -> tuple[dict[str, int], list[str]]:
    """Numbers of the clusters that have one, and the mentions to mint the others for.

    The cluster that holds the mention a number was minted for keeps it; where a
    merge brought several together, the oldest stays.

    Returns:
        Number by first mention of the cluster; first mentions of clusters without.
    """
    numbers = {}
    unnamed = []
    for group in groups:
        known = [minted[m.mention_id] for m in group if m.mention_id in minted]
        if known:
            numbers[group[0].mention_id] = min(known)
        else:
            unnamed.append(group[0].mention_id)
    return numbers, unnamed


def build_recommendations(
    groups: Iterable[tuple[Mention, ...]],
    clusters: Iterable[Cluster],
    suggestions: Iterable[Suggestion],
    numbers: Mapping[str, int],
) -> list[Recommendation]:
    """A recommendation for each group of mentions, in the groups' order."""
    canonical = {mention_id: c.canonical for c in clusters for mention_id in c.mention_ids}
    by_cluster: dict[str, list[Suggestion]] = {}
    for suggestion in suggestions:
        by_cluster.setdefault(suggestion.cluster.canonical, []).append(suggestion)
    recommendations = []
    for group in groups:
        chosen = canonical[group[0].mention_id]
        labels = by_cluster.get(chosen, [])
        categories = [s.label for s in labels if s.scheme is Scheme.CATEGORY]
        recommendations.append(
            Recommendation(
                recommendation_id=f"R-{numbers[group[0].mention_id]:04}",
                text=next(m.standalone for m in group if m.mention_id == chosen),
                part=group[0].part,
                mentions=group,
                category=categories[0] if categories else "",
                tags=tuple(s.label for s in labels if s.scheme is Scheme.TAG),
                responsible=_by_frequency(actor for m in group for actor in m.actors),
                target_date="; ".join(_distinct(m.target_date for m in group)),
                evidence="; ".join(f"{s.label}: {s.evidence}" for s in labels),
            )
        )
    return recommendations


def build_table(
    recommendations: Iterable[Recommendation],
    merges: Iterable[SuggestedMerge],
    documents: Mapping[str, Document],
    *,
    references: Mapping[str, Sequence[str]],
    category_names: Mapping[str, str],
    tag_names: Mapping[str, str],
) -> pd.DataFrame:
    """The merged table, one row a recommendation.

    Rows stand by part (improvements first), by category in the vocabulary's order
    (those without one last), then by the document that said it first.
    """
    others: dict[str, list[str]] = {}
    for merge in merges:
        others.setdefault(merge.left, []).append(merge.right)
        others.setdefault(merge.right, []).append(merge.left)
    for names in others.values():
        names.sort(key=number_of)
    places = {key: place for place, key in enumerate([*category_names, ""])}
    ordered = sorted(recommendations, key=lambda r: (_PARTS.index(r.part), places[r.category]))
    empty: dict[str, object] = dict.fromkeys(TABLE_COLUMNS, "")
    rows = [
        empty
        | {
            "Id": r.recommendation_id,
            "Proposal for Improvement": r.text,
            "Part": r.part.value,
            "Category": category_names.get(r.category, ""),
            "Tags": ", ".join(tag_names[tag] for tag in r.tags),
            "Source": "; ".join(_distinct(cite(m, documents[m.document_id]) for m in r.mentions)),
            "Ref / URL": "; ".join(_distinct(_sources(r, documents, "url"))),
            "xreference": "; ".join(references.get(r.recommendation_id, ())),
            "Responsible": "; ".join(r.responsible),
            "Target date": r.target_date,
            "Status": NOT_ASSESSED,
            "Sources": len(set(_contributions(r, documents))),
            "Stakeholder groups": "; ".join(_distinct(_sources(r, documents, "stakeholder_group"))),
            "Evidence": r.evidence,
            "Suggested merges": ", ".join(
                sorted(others.get(r.recommendation_id, []), key=number_of)
            ),
        }
        for r in ordered
    ]
    return pd.DataFrame(rows, columns=list(TABLE_COLUMNS))


def build_mentions(
    recommendations: Iterable[Recommendation], documents: Mapping[str, Document]
) -> pd.DataFrame:
    """One row a mention, by document and place in it."""

    def place(mention: Mention) -> tuple[str, int, int]:
        return mention.document_id, mention.paragraph, mention.start

    placed = [(r, m) for r in recommendations for m in r.mentions]
    rows = [
        {
            "mention_id": m.mention_id,
            "recommendation_id": r.recommendation_id,
            "document_id": m.document_id,
            "document": documents[m.document_id].source.name,
            "symbol": documents[m.document_id].source.symbol,
            "paragraph": m.number,
            "page": m.page,
            "text": m.text,
            "standalone": m.standalone,
            "part": m.part.value,
            "trigger": m.trigger,
            "strength": m.strength.value,
            "actor": "|".join(m.actors),
            "bracketed": m.bracketed,
            "score": m.score,
            "category": r.category,
            "tags": "|".join(r.tags),
            "language": m.language,
            "hedged": m.hedged,
            "compound": m.compound,
            "target_date": m.target_date,
            "marks": m.marks,
            "reasons": "|".join(m.reasons),
        }
        for r, m in sorted(placed, key=lambda pair: place(pair[1]))
    ]
    return pd.DataFrame(rows, columns=list(MENTION_COLUMNS)).astype({"page": "Int64"})


def build_documents(documents: Iterable[Document], mentions: Iterable[Mention]) -> pd.DataFrame:
    """One row a document as it was read: what is known of it, and how much was found in it."""
    found = Counter(mention.document_id for mention in mentions)
    rows = [
        {column: getattr(document.source, column, "") for column in DOCUMENT_COLUMNS}
        | {
            "document": document.source.name,
            "published": document.source.published or "",
            "other": "; ".join(f"{name}: {value}" for name, value in document.source.other),
            "paragraphs": len(document.paragraphs),
            "mentions": found[document.document_id],
        }
        for document in documents
    ]
    return pd.DataFrame(rows, columns=list(DOCUMENT_COLUMNS))


def to_frame(kind: type[DataclassInstance], records: Iterable[DataclassInstance]) -> pd.DataFrame:
    """Records of one kind, a row each, their fields as columns."""
    columns = [field.name for field in dataclasses.fields(kind)]
    return pd.DataFrame([dataclasses.asdict(record) for record in records], columns=columns)


def compare(mentions: pd.DataFrame, earlier: pd.DataFrame) -> pd.DataFrame:
    """What is new, changed or gone against an earlier run's mentions.

    A recommendation is changed when its mentions are other ones than they were.

    Returns:
        Columns change, recommendation_id, mentions_added, mentions_removed.
    """
    now, then = _mentions_by_recommendation(mentions), _mentions_by_recommendation(earlier)
    rows = []
    for name in sorted(now.keys() | then.keys(), key=number_of):
        added = sorted(now.get(name, set()) - then.get(name, set()))
        removed = sorted(then.get(name, set()) - now.get(name, set()))
        if added or removed:
            change = "new" if name not in then else "gone" if name not in now else "changed"
            rows.append((change, name, "|".join(added), "|".join(removed)))
    columns = ["change", "recommendation_id", "mentions_added", "mentions_removed"]
    return pd.DataFrame(rows, columns=columns)


def cite(mention: Mention, document: Document) -> str:
    """Where a mention stands: body, title, symbol, paragraph and page."""
    source = document.source
    title = source.title or source.name
    parts = [source.body] if source.body and source.body not in title else []
    parts += [f"{title} ({source.symbol})" if source.symbol else title]
    parts += [f"para. {mention.number}"] if mention.number else []
    unit = _PAGE_UNITS.get(PurePath(source.name).suffix.lower(), "p.")
    parts += [f"{unit} {mention.page}"] if mention.page else []
    return ", ".join(parts)


def number_of(recommendation_id: str) -> tuple[int, str]:
    """Sorts R-9999 before R-10000."""
    return len(recommendation_id), recommendation_id


def _contributions(
    recommendation: Recommendation, documents: Mapping[str, Document]
) -> Iterable[str]:
    """What a recommendation's mentions count as: files of one submission are one source."""
    for mention in recommendation.mentions:
        source = documents[mention.document_id].source
        yield source.contribution or source.document_id


def _sources(
    recommendation: Recommendation, documents: Mapping[str, Document], field: str
) -> Iterable[str]:
    for mention in recommendation.mentions:
        yield getattr(documents[mention.document_id].source, field)


def _distinct(values: Iterable[str]) -> list[str]:
    return [value for value in dict.fromkeys(values) if value]


def _by_frequency(values: Iterable[str]) -> tuple[str, ...]:
    """The values, the most frequent first, in alphabetical order among equals."""
    counts = Counter(values)
    return tuple(sorted(counts, key=lambda value: (-counts[value], value)))


def _mentions_by_recommendation(mentions: pd.DataFrame) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    pairs = zip(mentions["recommendation_id"], mentions["mention_id"], strict=True)
    for recommendation_id, mention_id in pairs:
        groups.setdefault(recommendation_id, set()).add(mention_id)
    return groups
