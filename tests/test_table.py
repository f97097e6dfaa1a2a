"""Rows: their order, their names, and what each tells of its mentions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.merges import build_merges
from pipeline.records import Cluster, Document, Mention, Part, Rejection, Scheme, Suggestion
from pipeline.table import (
    MENTION_COLUMNS,
    TABLE_COLUMNS,
    build_mentions,
    build_recommendations,
    build_table,
    cite,
    compare,
    name_clusters,
    order_clusters,
    to_frame,
)
from tests.conftest import make_document, make_match, make_mention

CATEGORIES = {"funding": "Funding of the IGF", "linkages": "Linking"}
TAGS = {"donors": "Donors", "youth": "Youth"}
OLD = make_document("x", document_id="old", published=date(2020, 1, 1), title="Old", url="u://old")
NEW = make_document("x", document_id="new", published=date(2024, 1, 1), symbol="ORF/2")
UNDATED = make_document("x", document_id="any", contribution="alliance")
DOCUMENTS = {document.document_id: document for document in (OLD, NEW, UNDATED)}


def mention(name: str, document: Document, **fields: object) -> Mention:
    return make_mention(name, mention_id=name, document_id=document.document_id, **fields)


def cluster_of(*names: str, canonical: str = "") -> Cluster:
    return Cluster(mention_ids=names, canonical=canonical or names[0])


def suggest(cluster: Cluster, scheme: Scheme, label: str) -> Suggestion:
    return Suggestion(cluster=cluster, scheme=scheme, label=label, score=0.5, evidence="names it")


def build(
    mentions: list[Mention], clusters: list[Cluster], *suggestions: Suggestion
) -> pd.DataFrame:
    by_id = {m.mention_id: m for m in mentions}
    groups = order_clusters(clusters, by_id, DOCUMENTS)
    numbers = {group[0].mention_id: n for n, group in enumerate(groups, start=1)}
    rows = build_recommendations(groups, clusters, suggestions, numbers)
    return build_table(
        rows, [], DOCUMENTS, references={}, category_names=CATEGORIES, tag_names=TAGS
    )


def test_mentions_stand_by_date_and_undated_documents_come_last() -> None:
    made = {m.mention_id: m for m in (mention("a", UNDATED), mention("b", NEW), mention("c", OLD))}
    (group,) = order_clusters([cluster_of("a", "b", "c")], made, DOCUMENTS)
    assert [m.mention_id for m in group] == ["c", "b", "a"]


def test_clusters_stand_by_their_first_mention_improvements_before_considerations() -> None:
    made = [
        mention("a", OLD, part=Part.CONSIDERATION),
        mention("b", NEW, paragraph=3),
        mention("c", NEW, paragraph=2),
        mention("d", OLD, start=7),
    ]
    by_id = {m.mention_id: m for m in made}
    groups = order_clusters([cluster_of(name) for name in "abcd"], by_id, DOCUMENTS)
    assert [group[0].mention_id for group in groups] == ["d", "c", "b", "a"]


def test_a_cluster_keeps_the_number_of_any_of_its_mentions() -> None:
    group = (mention("new one", OLD), mention("a", NEW))
    assert name_clusters([group], {"a": 7, "elsewhere": 1}) == ({"new one": 7}, [])


def test_a_merge_keeps_the_oldest_number() -> None:
    group = (mention("a", OLD), mention("b", NEW))
    assert name_clusters([group], {"a": 9, "b": 4}) == ({"a": 4}, [])


def test_a_split_leaves_the_number_with_its_mention_and_asks_for_another() -> None:
    groups = [(mention("b", OLD),), (mention("a", NEW),)]
    assert name_clusters(groups, {"a": 1}) == ({"a": 1}, ["b"])


def test_a_row_tells_where_it_comes_from_and_who_is_asked() -> None:
    mentions = [
        mention("a", OLD, number="12 (a)", page=3, actors=("The MAG",)),
        mention("b", NEW, number="4", actors=("Donors", "The MAG"), target_date="by 2030"),
        mention("c", UNDATED, actors=("The MAG",)),
    ]
    cluster = cluster_of("a", "b", "c", canonical="b")
    table = build(
        mentions,
        [cluster],
        suggest(cluster, Scheme.CATEGORY, "funding"),
        suggest(cluster, Scheme.TAG, "donors"),
        suggest(cluster, Scheme.TAG, "youth"),
    )
    (row,) = table.to_dict("records")
    assert tuple(table.columns) == TABLE_COLUMNS
    assert {name: row[name] for name in TABLE_COLUMNS if row[name] != ""} == {
        "Id": "R-0001",
        "Proposal for Improvement": "b",
        "Part": "improvement",
        "Category": "Funding of the IGF",
        "Tags": "Donors, Youth",
        "Source": "Old, para. 12 (a), p. 3; d.txt (ORF/2), para. 4; d.txt",
        "Ref / URL": "u://old",
        "Responsible": "The MAG; Donors",
        "Target date": "by 2030",
        "Status": "not assessed",
        "Sources": 3,
        "Evidence": "funding: names it; donors: names it; youth: names it",
    }


def test_files_of_one_contribution_count_as_one_source() -> None:
    documents = {
        name: make_document("x", document_id=name, contribution="alliance") for name in ("f", "g")
    }
    mentions = {n: make_mention(n, mention_id=n, document_id=n) for n in documents}
    groups = order_clusters([cluster_of("f", "g")], mentions, documents)
    rows = build_recommendations(groups, [cluster_of("f", "g")], [], {"f": 1})
    table = build_table(
        rows, [], documents, references={}, category_names=CATEGORIES, tag_names=TAGS
    )
    assert table["Sources"].tolist() == [1]


def test_rows_stand_by_part_then_category_in_the_vocabulary_s_order_then_none() -> None:
    mentions = [
        mention("c", OLD, part=Part.CONSIDERATION),
        mention("n", OLD),
        mention("l", OLD),
        mention("f", NEW),
    ]
    clusters = {name: cluster_of(name) for name in "cnlf"}
    table = build(
        mentions,
        list(clusters.values()),
        suggest(clusters["c"], Scheme.CATEGORY, "funding"),
        suggest(clusters["l"], Scheme.CATEGORY, "linkages"),
        suggest(clusters["f"], Scheme.CATEGORY, "funding"),
    )
    assert table["Proposal for Improvement"].tolist() == ["f", "l", "n", "c"]


def test_suggested_merges_are_named_in_both_rows_and_references_in_theirs() -> None:
    mentions = {name: mention(name, OLD) for name in "abc"}
    clusters = [cluster_of(name) for name in mentions]
    groups = order_clusters(clusters, mentions, DOCUMENTS)
    rows = build_recommendations(groups, clusters, [], {"a": 10_000, "b": 1, "c": 9_999})
    merges = build_merges(rows, [make_match("a", "b", 0.7), make_match("b", "c", 0.6)])
    table = build_table(
        rows,
        merges,
        DOCUMENTS,
        references={"R-0001": ("overlaps R-0002", "contradicts R-0003")},
        category_names=CATEGORIES,
        tag_names=TAGS,
    )
    assert dict(zip(table["Id"], table["Suggested merges"], strict=True)) == {
        "R-0001": "R-9999, R-10000",
        "R-9999": "R-0001",
        "R-10000": "R-0001",
    }
    assert dict(zip(table["Id"], table["xreference"], strict=True)) == {
        "R-0001": "overlaps R-0002; contradicts R-0003",
        "R-9999": "",
        "R-10000": "",
    }


def test_mentions_have_the_columns_of_the_contract_and_blank_pages_where_there_are_none() -> None:
    mentions = {m.mention_id: m for m in (mention("b", OLD, page=3), mention("a", NEW))}
    clusters = [cluster_of("a", "b")]
    groups = order_clusters(clusters, mentions, DOCUMENTS)
    tags = [suggest(clusters[0], Scheme.TAG, tag) for tag in TAGS]
    rows = build_recommendations(groups, clusters, tags, {"b": 1})
    frame = build_mentions(rows, DOCUMENTS)
    assert tuple(frame.columns) == MENTION_COLUMNS
    assert frame["document_id"].tolist() == ["new", "old"]
    assert frame["tags"].tolist() == ["donors|youth"] * 2
    assert frame.to_csv(index=False, columns=["page"]).split() == ["page", '""', "3"]


def test_without_mentions_the_tables_have_their_columns_and_no_rows() -> None:
    table = build_table([], [], {}, references={}, category_names=CATEGORIES, tag_names=TAGS)
    assert tuple(table.columns) == TABLE_COLUMNS
    assert tuple(build_mentions([], {}).columns) == MENTION_COLUMNS
    assert tuple(to_frame(Rejection, []).columns) == ("stage", "item", "reason")


def test_a_comparison_tells_what_is_new_changed_and_gone() -> None:
    then = pd.DataFrame(
        [("a", "R-1"), ("b", "R-2"), ("c", "R-3")], columns=["mention_id", "recommendation_id"]
    )
    now = pd.DataFrame(
        [("a", "R-1"), ("b", "R-2"), ("d", "R-2"), ("e", "R-4"), ("f", "R-4")],
        columns=["mention_id", "recommendation_id"],
    )
    assert compare(now, then).to_numpy().tolist() == [
        ["changed", "R-2", "d", ""],
        ["gone", "R-3", "", "c"],
        ["new", "R-4", "e|f", ""],
    ]


@given(st.dictionaries(st.text(), st.text(max_size=2)))
def test_nothing_changes_against_the_same_run(homes: dict[str, str]) -> None:
    frame = pd.DataFrame(list(homes.items()), columns=["mention_id", "recommendation_id"])
    assert compare(frame, frame).empty


def test_a_citation_names_title_symbol_paragraph_and_page() -> None:
    document = make_document("x", title="On piers", symbol="ORF/1")
    assert (
        cite(make_mention("x", number="4", page=2), document) == "On piers (ORF/1), para. 4, p. 2"
    )
    assert cite(make_mention("x"), make_document("x")) == "d.txt"


@pytest.mark.parametrize(
    ("path", "member"),
    [("d.csv", ""), ("d.XLSX", ""), ("d.zip", "answers/d.tsv")],
)
def test_a_citation_of_a_table_names_body_file_and_row(path: str, member: str) -> None:
    document = make_document("x", path=Path(path), member=member, body="Tugs")
    shown = f"{path}/{member}" if member else path
    assert cite(make_mention("x", page=12), document) == f"Tugs, {shown}, row 12"


def test_rows_of_one_file_are_sources_of_their_own() -> None:
    path = Path("d.csv")
    documents = {name: make_document("x", document_id=name, path=path) for name in ("f", "g")}
    mentions = {n: make_mention(n, mention_id=n, document_id=n, page=1) for n in documents}
    groups = order_clusters([cluster_of("f", "g")], mentions, documents)
    rows = build_recommendations(groups, [cluster_of("f", "g")], [], {"f": 1})
    table = build_table(
        rows, [], documents, references={}, category_names=CATEGORIES, tag_names=TAGS
    )
    assert table["Sources"].tolist() == [2]
