"""Clusters and suggestions become the merged table."""

from __future__ import annotations

import dataclasses
from collections import Counter
from pathlib import PurePath
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.contributions import LETTER, count_as
from pipeline.decisions.log import Kind
from pipeline.recommendations import PARTS, distinct, number_of
from pipeline.records import Scheme
from pipeline.suggest.consistency import explain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from _typeshed import DataclassInstance

    from pipeline.decisions.carrying import Orphan
    from pipeline.decisions.wording import Names
    from pipeline.recommendations import SuggestedMerge
    from pipeline.records import Document, Mention, Recommendation
    from pipeline.suggest.consistency import Look

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
    "Form letters",
    "Consensual",
    "Since last",
    "Priority in parts",
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
    "relevant",
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
ORPHAN_COLUMNS = (
    "recommendation_id",
    "mention_id",
    "document_id",
    "document",
    "text",
    "closest_mention",
    "closest_text",
    "likeness",
)
LOOK_COLUMNS = ("kind", "recommendation_ids", "label", "reason")
# In which column of the table each field stands.
COLUMN_OF = {
    Kind.TEXT.value: "Proposal for Improvement",
    Kind.CATEGORY.value: "Category",
    Kind.TAGS.value: "Tags",
    Kind.PART.value: "Part",
    Kind.RELEVANT.value: "Relevant",
    Kind.CONSENSUAL.value: "Consensual",
    Kind.RESPONSIBLE.value: "Responsible",
    Kind.COST.value: "Cost",
    Kind.TARGET_DATE.value: "Target date",
    Kind.STATUS.value: "Status",
    Kind.REMARK.value: "Remark",
    Kind.REFERENCE.value: "xreference",
    Kind.REVIEW.value: "Review",
}
# What a Paragraph's page is where it is no page.
_PAGE_UNITS = dict.fromkeys((".odp", ".ppt", ".pptm", ".pptx"), "slide") | dict.fromkeys(
    (".csv", ".ods", ".tsv", ".xls", ".xlsm", ".xlsx"), "row"
)


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
    (those without one last), then by the document that said it first. A label that the
    vocabulary has not is shown by its key.
    """
    rows = list(recommendations)
    others = _others(rows, merges)
    counted = count_as(documents.values())
    places = {key: place for place, key in enumerate([*category_names, ""])}
    rows.sort(key=lambda r: (PARTS.index(r.part), places.get(r.category, len(places))))
    cells = [
        {
            "Id": r.recommendation_id,
            "Proposal for Improvement": r.text,
            "Part": r.part.value,
            "Category": category_names.get(r.category, r.category),
            "Tags": ", ".join(tag_names.get(tag, tag) for tag in r.tags),
            "Source": "; ".join(distinct(cite(m, documents[m.document_id]) for m in r.mentions)),
            "Ref / URL": "; ".join(distinct(_sources(r, documents, "url"))),
            "xreference": _references(r, references.get(r.recommendation_id, ())),
            "Responsible": "; ".join(r.responsible),
            "Cost": r.cost,
            "Target date": r.target_date,
            "Status": r.status,
            "Remark": r.remark,
            "Sources": len({counted[m.document_id] for m in r.mentions}),
            "Priority": "",
            "Stakeholder groups": "; ".join(distinct(_sources(r, documents, "stakeholder_group"))),
            "Evidence": "; ".join(filter(None, (r.category_evidence, r.tag_evidence))),
            "Suggested merges": ", ".join(others.get(r.recommendation_id, ())),
            "Decided": ", ".join(COLUMN_OF[name] for name in r.decided),
            "Review": r.review,
            "Form letters": _form_letters(r, counted) or "",
            "Consensual": r.consensual,
            "Since last": "",
            "Priority in parts": "",
        }
        for r in rows
    ]
    return pd.DataFrame(cells, columns=list(TABLE_COLUMNS))


def _references(recommendation: Recommendation, found: Iterable[str]) -> str:
    """What people wrote, also where that is nothing; else what was found."""
    if Kind.REFERENCE.value in recommendation.decided:
        return recommendation.reference
    return "; ".join(found)


def _others(
    rows: Sequence[Recommendation], merges: Iterable[SuggestedMerge]
) -> dict[str, list[str]]:
    """Rows that may say the same as each, in their order here.

    Not by their numbers: these depend on the order in which documents came.
    """
    place = {row.recommendation_id: number for number, row in enumerate(rows)}
    others: dict[str, list[str]] = {}
    for merge in merges:
        if merge.left in place and merge.right in place:
            others.setdefault(merge.left, []).append(merge.right)
            others.setdefault(merge.right, []).append(merge.left)
    return {row: sorted(names, key=place.__getitem__) for row, names in others.items()}


def _form_letters(recommendation: Recommendation, counted: Mapping[str, str]) -> int:
    """How many of a recommendation's documents are copies that count as one source."""
    documents = {m.document_id for m in recommendation.mentions}
    sizes = Counter(counted[name] for name in documents if counted[name].startswith(LETTER))
    return sum(sizes.values())


def build_mentions(
    recommendations: Iterable[Recommendation], documents: Mapping[str, Document]
) -> pd.DataFrame:
    """One row a mention, by document and place in it."""

    def place(mention: Mention) -> tuple[str, int, int]:
        return mention.document_id, mention.paragraph, mention.start

    placed = [(r, m) for r in recommendations for m in r.mentions]
    sources = {name: document.source for name, document in documents.items()}
    names = {name: source.name for name, source in sources.items()}
    rows = [
        {
            "mention_id": m.mention_id,
            "recommendation_id": r.recommendation_id,
            "document_id": m.document_id,
            "document": names[m.document_id],
            "symbol": sources[m.document_id].symbol,
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
            "relevant": r.relevant,
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


def build_orphans(
    orphans: Iterable[Orphan], recommendations: Iterable[Recommendation]
) -> pd.DataFrame:
    """One row a mention that people decided on and its document lacks, with what is likest."""
    home = {m.mention_id: r.recommendation_id for r in recommendations for m in r.mentions}
    rows = [
        {
            "recommendation_id": home[o.mention_id],
            "mention_id": o.mention_id,
            "document_id": o.snapshot.mention.document_id,
            "document": o.snapshot.source.name,
            "text": o.snapshot.mention.text,
            "closest_mention": o.closest.mention_id if o.closest else "",
            "closest_text": o.closest.text if o.closest else "",
            "likeness": o.likeness,
        }
        for o in orphans
    ]
    return pd.DataFrame(rows, columns=list(ORPHAN_COLUMNS))


def build_looks(looks: Iterable[Look], names: Names) -> pd.DataFrame:
    """One row a decision that is worth another look, with names of categories and tags."""
    rows = []
    for look in looks:
        labels = names[Kind.CATEGORY if look.scheme is Scheme.CATEGORY else Kind.TAGS]
        label = labels.get(look.label, look.label)
        rows.append((look.kind, "|".join(look.recommendation_ids), label, explain(look, labels)))
    return pd.DataFrame(rows, columns=list(LOOK_COLUMNS))


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


def mark_changes(table: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The table with new and changed said in its last column.

    Args:
        table: From ``build_table``.
        changes: From ``compare``.
    """
    marks = dict(zip(changes["recommendation_id"], changes["change"], strict=True))
    return table.assign(**{"Since last": [marks.get(name, "") for name in table["Id"]]})


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


def _sources(
    recommendation: Recommendation, documents: Mapping[str, Document], field: str
) -> Iterable[str]:
    for mention in recommendation.mentions:
        yield getattr(documents[mention.document_id].source, field)


def _mentions_by_recommendation(mentions: pd.DataFrame) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = {}
    pairs = zip(mentions["recommendation_id"], mentions["mention_id"], strict=True)
    for recommendation_id, mention_id in pairs:
        groups.setdefault(recommendation_id, set()).add(mention_id)
    return groups
