"""Rows: their order, their names, and what each tells of its mentions."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.decisions.carrying import Orphan
from pipeline.decisions.log import FIELDS, Kind
from pipeline.decisions.state import State, fold
from pipeline.merges import build_merges
from pipeline.recommendations import build_recommendations, name_clusters, order_clusters
from pipeline.records import Cluster, Document, Mention, Part, Rejection, Scheme, Suggestion
from pipeline.suggest.consistency import Look, LookKind
from pipeline.table import (
    COLUMN_OF,
    MENTION_COLUMNS,
    ORPHAN_COLUMNS,
    TABLE_COLUMNS,
    build_looks,
    build_mentions,
    build_orphans,
    build_table,
    cite,
    compare,
    to_frame,
)
from tests.conftest import make_document, make_log, make_match, make_mention, make_snapshot

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
    rows = build_recommendations(groups, clusters, suggestions, numbers, State(), names={})
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
    rows = build_recommendations(groups, [cluster_of("f", "g")], [], {"f": 1}, State(), names={})
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
    rows = build_recommendations(
        groups, clusters, [], {"a": 10_000, "b": 1, "c": 9_999}, State(), names={}
    )
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
        "R-0001": "R-10000, R-9999",
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
    rows = build_recommendations(groups, clusters, tags, {"b": 1}, State(), names={})
    frame = build_mentions(rows, DOCUMENTS)
    assert tuple(frame.columns) == MENTION_COLUMNS
    assert frame["document_id"].tolist() == ["new", "old"]
    assert frame["tags"].tolist() == ["donors|youth"] * 2
    assert frame.to_csv(index=False, columns=["page"]).split() == ["page", '""', "3"]


def test_without_mentions_the_tables_have_their_columns_and_no_rows() -> None:
    table = build_table([], [], {}, references={}, category_names=CATEGORIES, tag_names=TAGS)
    assert tuple(table.columns) == TABLE_COLUMNS
    assert tuple(build_mentions([], {}).columns) == MENTION_COLUMNS
    assert tuple(build_orphans([], []).columns) == ORPHAN_COLUMNS
    assert tuple(to_frame(Rejection, []).columns) == ("stage", "item", "reason")


def test_copies_of_a_form_letter_are_one_source_and_their_number_is_told() -> None:
    letter = "The harbour board should publish its fees every year, in every language of the coast."
    documents = {
        name: make_document(letter, f"Signed by {name}", document_id=name)
        for name in ("f", "g", "h")
    } | {"own": make_document("Publish fees.", document_id="own")}
    mentions = {n: make_mention(letter, mention_id=n, document_id=n) for n in documents}
    clusters = [cluster_of(*documents)]
    groups = order_clusters(clusters, mentions, documents)
    rows = build_recommendations(
        groups, clusters, [], {groups[0][0].mention_id: 1}, State(), names={}
    )
    table = build_table(
        rows, [], documents, references={}, category_names=CATEGORIES, tag_names=TAGS
    )
    assert table[["Sources", "Form letters"]].to_numpy().tolist() == [[2, 3]]


def test_what_was_decided_is_shown_and_its_columns_are_named() -> None:
    mentions = {"a": mention("a", OLD, actors=("The MAG",))}
    clusters = [cluster_of("a")]
    groups = order_clusters(clusters, mentions, DOCUMENTS)
    state = fold(
        make_log(
            (Kind.CATEGORY, "a", "linkages"),
            (Kind.TAGS, "a", "youth|gone"),
            (Kind.REFERENCE, "a", "see 12"),
            (Kind.RESPONSIBLE, "a", ""),
            (Kind.CONSENSUAL, "a", "yes"),
        ),
        moved={},
    )
    tables = build_table(
        build_recommendations(groups, clusters, [], {"a": 1}, state, names={}),
        [],
        DOCUMENTS,
        references={"R-0001": ("overlaps R-0002",)},
        category_names=CATEGORIES,
        tag_names=TAGS,
    )
    (row,) = tables.to_dict("records")
    assert (row["Category"], row["Tags"], row["xreference"]) == ("Linking", "Youth, gone", "see 12")
    assert (row["Responsible"], row["Consensual"]) == ("", "yes")
    assert row["Decided"] == "Category, Tags, Consensual, Responsible, xreference"


def test_every_field_has_a_column_where_its_decision_is_named() -> None:
    assert COLUMN_OF.keys() == {kind.value for kind in FIELDS}
    assert set(COLUMN_OF.values()) - {"Relevant"} <= set(TABLE_COLUMNS)


def test_a_suggested_merge_with_a_row_that_is_not_in_the_table_is_not_named() -> None:
    mentions = {name: mention(name, OLD) for name in "ab"}
    clusters = [cluster_of(name) for name in mentions]
    groups = order_clusters(clusters, mentions, DOCUMENTS)
    rows = build_recommendations(groups, clusters, [], {"a": 1, "b": 2}, State(), names={})
    merges = build_merges(rows, [make_match("a", "b", 0.7)])
    table = build_table(
        rows[:1], merges, DOCUMENTS, references={}, category_names=CATEGORIES, tag_names=TAGS
    )
    assert table["Suggested merges"].tolist() == [""]


def test_a_removed_row_s_mentions_say_so() -> None:
    mentions = {name: mention(name, OLD, start=place) for place, name in enumerate("ab")}
    clusters = [cluster_of(name) for name in mentions]
    groups = order_clusters(clusters, mentions, DOCUMENTS)
    state = fold(make_log((Kind.RELEVANT, "b", "no")), moved={})
    rows = build_recommendations(groups, clusters, [], {"a": 1, "b": 2}, state, names={})
    frame = build_mentions(rows, DOCUMENTS)
    assert dict(zip(frame["mention_id"], frame["relevant"], strict=True)) == {"a": True, "b": False}


def test_an_orphan_is_told_with_its_row_and_what_is_closest() -> None:
    rows = build_recommendations(
        [(mention("a", OLD),), (mention("b", NEW),)],
        [cluster_of("a"), cluster_of("b")],
        [],
        {"a": 1, "b": 2},
        State(),
        names={},
    )
    orphans = [
        Orphan(snapshot=make_snapshot(mention("a", OLD)), closest=mention("b", NEW), likeness=0.75),
        Orphan(snapshot=make_snapshot(mention("b", NEW)), closest=None, likeness=0.0),
    ]
    frame = build_orphans(orphans, rows)
    assert tuple(frame.columns) == ORPHAN_COLUMNS
    assert frame.to_numpy().tolist() == [
        ["R-0001", "a", "old", "old.txt", "a", "b", "b", 0.75],
        ["R-0002", "b", "new", "new.txt", "b", "", "", 0.0],
    ]


def test_looks_say_names_of_categories_and_tags_and_a_key_where_there_is_none() -> None:
    looks = [
        Look(kind=LookKind.AT_ODDS, recommendation_ids=("R-0001", "R-0002"), label="x", other="y"),
        Look(kind=LookKind.USED_ONCE, recommendation_ids=("R-0003",), label="x"),
    ]
    names = {Kind.CATEGORY: {"x": "Sails"}, Kind.TAGS: {"x": "Rope"}}
    assert build_looks(looks, names).to_numpy().tolist() == [
        [
            "nearly the same, other category",
            "R-0001|R-0002",
            "Sails",
            "they say nearly the same; one is Sails, the other y",
        ],
        ["tag used once", "R-0003", "Rope", "no other decided row has the tag Rope"],
    ]


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
    rows = build_recommendations(groups, [cluster_of("f", "g")], [], {"f": 1}, State(), names={})
    table = build_table(
        rows, [], documents, references={}, category_names=CATEGORIES, tag_names=TAGS
    )
    assert table["Sources"].tolist() == [2]
