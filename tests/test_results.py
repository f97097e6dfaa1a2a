"""What a run makes of its mentions and of people's decisions, and the files that say so."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from pipeline.cluster import Clustering
from pipeline.decisions.applying import settle
from pipeline.decisions.log import Choice, Kind
from pipeline.records import Cluster, Rejection
from pipeline.results import Result, build_result, name_rows, to_files
from pipeline.store import Store
from pipeline.suggest import Suggested
from tests.conftest import make_document, make_match, make_mention

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipeline.records import Mention
    from pipeline.suggest.vocabulary import Vocabulary

TEXTS = {
    "a": "Publish the harbour fees.",
    "b": "Light the northern pier.",
    "c": "Train the pilots.",
}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store, closed at the end."""
    made = Store(tmp_path / "s.db")
    yield made
    made.close()


def mentions_of(texts: dict[str, str]) -> list[Mention]:
    return [
        make_mention(text, mention_id=name, paragraph=place)
        for place, (name, text) in enumerate(texts.items())
    ]


def result_of(
    store: Store,
    vocabulary: Vocabulary,
    *,
    texts: dict[str, str] = TEXTS,
    apart: tuple[tuple[str, str], ...] = (),
    rejections: tuple[Rejection, ...] = (),
    earlier: pd.DataFrame | None = None,
) -> Result:
    """What a run makes of one document in which each sentence is a row of its own."""
    document = make_document(*texts.values(), document_id="d")
    settled = settle(store.log(), store.snapshots(), mentions_of(texts), [document])
    names = sorted(mention.mention_id for mention in settled.mentions)
    clustering = Clustering(
        clusters=tuple(Cluster(mention_ids=(name,), canonical=name) for name in names),
        suggested=tuple(
            make_match(one, other, 0.7)
            for one, other in [("a", "b"), ("b", "c")]
            if {one, other} <= set(names)
        ),
        relations=(),
        conflicts=apart,
    )
    return build_result(
        [document, make_document("Nothing.", document_id="e", path=Path("/corpus/e.txt"))],
        settled,
        name_rows(settled, clustering, store),
        Suggested(suggestions=(), proposals=(), looks=()),
        earlier=earlier,
        vocabulary=vocabulary,
        rejections=rejections,
    )


def decide(store: Store, kind: Kind, names: str, value: str) -> None:
    choice = Choice(kind=kind, mention_ids=tuple(names.split()), value=value)
    store.decide([choice], reviewer="Ada")


def ids(result: Result) -> dict[str, str]:
    """Id of each mention's row."""
    return {m.mention_id: row.recommendation_id for row in result.rows for m in row.mentions}


def test_every_row_gets_an_id_that_it_keeps(store: Store, vocabulary: Vocabulary) -> None:
    assert ids(result_of(store, vocabulary)) == {"a": "R-0001", "b": "R-0002", "c": "R-0003"}
    fewer = {name: TEXTS[name] for name in "cb"}
    assert ids(result_of(store, vocabulary, texts=fewer)) == {"b": "R-0002", "c": "R-0003"}


def test_a_row_keeps_its_id_when_its_sentence_is_printed_otherwise(
    store: Store, vocabulary: Vocabulary
) -> None:
    result_of(store, vocabulary)
    printed = {"x": TEXTS["a"].replace("harbour", "harb0ur"), "b": TEXTS["b"]}
    assert ids(result_of(store, vocabulary, texts=printed)) == {"x": "R-0001", "b": "R-0002"}


def test_a_removed_row_stands_in_a_table_of_its_own_and_in_no_suggested_merge(
    store: Store, vocabulary: Vocabulary
) -> None:
    assert len(result_of(store, vocabulary).merges) == 2
    decide(store, Kind.RELEVANT, "b", "no")
    result = result_of(store, vocabulary)
    assert list(result.table["Id"]) == ["R-0001", "R-0003"]
    assert list(result.removed["Id"]) == ["R-0002"]
    assert list(result.removed["Decided"]) == ["Relevant"]
    assert result.merges == ()
    assert len(result.mentions) == len(result.rows) == 3


def test_a_removed_row_comes_back_when_that_is_undone(store: Store, vocabulary: Vocabulary) -> None:
    decide(store, Kind.RELEVANT, "b", "no")
    decide(store, Kind.UNDO, "b", store.log()[0].key)
    result = result_of(store, vocabulary)
    assert (len(result.table), len(result.removed), len(result.merges)) == (3, 0, 2)


def test_what_people_call_related_is_a_cross_reference(
    store: Store, vocabulary: Vocabulary
) -> None:
    decide(store, Kind.RELATED, "a c", "pays for")
    table = result_of(store, vocabulary).table
    assert dict(zip(table["Id"], table["xreference"], strict=True)) == {
        "R-0001": "pays for R-0003",
        "R-0002": "",
        "R-0003": "pays for R-0001",
    }


def test_conflicts_and_documents_without_a_mention_are_named(
    store: Store, vocabulary: Vocabulary
) -> None:
    result = result_of(store, vocabulary, apart=(("a", "c"),))
    assert [one.rows for one in result.conflicts] == ["R-0001|R-0003"]
    assert result.silent == ("e.txt",)


def test_a_document_that_was_refused_is_not_also_said_to_be_silent(
    store: Store, vocabulary: Vocabulary
) -> None:
    refused = Rejection(stage="extract", item="e.txt", reason="is in German")
    result = result_of(store, vocabulary, rejections=(refused,))
    assert (result.silent, result.rejections) == ((), (refused,))


def read(files: dict[str, bytes], name: str) -> pd.DataFrame:
    return pd.read_csv(io.BytesIO(files[name]), dtype=str, keep_default_na=False)


def test_every_part_of_a_result_is_in_its_file(store: Store, vocabulary: Vocabulary) -> None:
    decide(store, Kind.RELEVANT, "b", "no")
    result = result_of(store, vocabulary, apart=(("a", "c"),))
    files = to_files(result, vocabulary=vocabulary, decisions=0)
    counts = {name: len(read(files, name)) for name in files if name.endswith(".csv")}
    assert counts == {
        "table.csv": 2,
        "removed.csv": 1,
        "mentions.csv": 3,
        "documents.csv": 2,
        "merges.csv": 0,
        "orphans.csv": 0,
        "conflicts.csv": 1,
        "looks.csv": 0,
        "new_tags.csv": 0,
        "rejections.csv": 0,
        "changes.csv": 0,
    }
    assert files.keys() == {*counts, "table.xlsx"}


def test_changes_are_told_against_earlier_mentions(store: Store, vocabulary: Vocabulary) -> None:
    result = result_of(store, vocabulary)
    earlier = result.mentions[result.mentions["mention_id"] != "b"]
    result = result_of(store, vocabulary, earlier=earlier)
    files = to_files(result, vocabulary=vocabulary, decisions=0)
    changes = read(files, "changes.csv")
    assert changes[["change", "recommendation_id"]].to_numpy().tolist() == [["new", "R-0002"]]
