"""A workspace whose last run made given rows, without models: for what people do with them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import openpyxl

from pipeline.cluster import Clustering
from pipeline.config import OUTPUTS, shipped_models
from pipeline.decisions.applying import settle
from pipeline.decisions.log import Choice
from pipeline.importing import plan_import, write_plan
from pipeline.last import keep_run
from pipeline.outputs import write_outputs
from pipeline.records import Cluster, Mention, Scheme, Suggestion
from pipeline.results import build_result, name_rows, show_result, to_files
from pipeline.reviewing import decide
from pipeline.store import locate_store, open_store
from pipeline.suggest import Suggested
from pipeline.suggest.vocabulary import load_vocabulary
from tests.conftest import make_document, make_match, make_mention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from pipeline.decisions.log import Decision, Kind
    from pipeline.importing import Plan
    from pipeline.results import Result

TEXTS = (
    "The harbour board should publish its fees every year.",
    "Lamps must be put on the northern pier before winter.",
    "Pilots should be trained in a course of two weeks.",
)
VOCABULARY = load_vocabulary(shipped_models() / "vocabulary.toml")


def make_row(text: str, name: str, **fields: object) -> Mention:
    """A mention in a document of its own, so that rows stand in the order of their names."""
    return make_mention(text, mention_id=name, document_id=name, **fields)


@dataclass
class Table:
    """A workspace, and the rows that each run in it makes: mentions by row.

    Attributes:
        alike: Pairs of mentions that are suggested as merges.
        labels: Category and tags that are suggested for the row of a mention.
        details: What is known of every document, by the fields of a source.
    """

    workspace: Path
    rows: Sequence[Sequence[Mention]]
    alike: Sequence[tuple[str, str]] = ()
    labels: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    details: dict[str, object] = field(default_factory=dict)

    def run(self) -> Result:
        """Write the outputs as a run does."""
        mentions = [mention for row in self.rows for mention in row]
        documents = [
            make_document(m.text, document_id=m.document_id, **self.details) for m in mentions
        ]
        clusters = tuple(
            Cluster(mention_ids=tuple(m.mention_id for m in row), canonical=row[0].mention_id)
            for row in self.rows
        )
        suggested = tuple(make_match(left, right, 0.7) for left, right in self.alike)
        clustering = Clustering(clusters=clusters, suggested=suggested, relations=(), conflicts=())
        with open_store(locate_store(self.workspace)) as store:
            log = store.log()
            settled = settle(log, store.snapshots(), mentions, documents)
            named = name_rows(settled, clustering, store)
        found = tuple(s for cluster in clusters for s in self._suggest(cluster))
        result = build_result(
            documents,
            settled,
            named,
            Suggested(suggestions=found, proposals=(), looks=()),
            earlier=None,
            vocabulary=VOCABULARY,
            rejections=(),
        )
        last = log[-1].number if log else 0
        files = to_files(result, vocabulary=VOCABULARY, decisions=last)
        write_outputs(self.workspace / OUTPUTS, files, run={})
        keep_run(
            self.workspace,
            result.rows,
            settled.documents,
            moved=settled.moved,
            decisions=last,
        )
        show_result(self.workspace, result, settled, decisions=last)
        return result

    def _suggest(self, cluster: Cluster) -> Iterable[Suggestion]:
        category, tags = self.labels.get(cluster.canonical, ("", ()))
        found = [(Scheme.CATEGORY, category)] if category else []
        for scheme, label in [*found, *((Scheme.TAG, tag) for tag in tags)]:
            evidence = f"names {label}"
            yield Suggestion(
                cluster=cluster, scheme=scheme, label=label, score=0.5, evidence=evidence
            )

    def workbook(self) -> Path:
        """The workbook of the last run."""
        return self.workspace / OUTPUTS / "table.xlsx"

    def edited(self, name: str, edit: Callable[[Workbook], None]) -> Path:
        """A copy of the workbook that was opened, changed and saved."""
        book = openpyxl.load_workbook(self.workbook())
        edit(book)
        path = self.workspace / name
        book.save(path)
        return path

    def decide(self, kind: Kind, names: str, value: str, reviewer: str = "Ada") -> None:
        """Write a decision into the log."""
        choice = Choice(kind=kind, mention_ids=tuple(names.split()), value=value)
        decide(self.workspace, [choice], reviewer=reviewer)

    def plan(self, path: Path) -> Plan:
        """What importing the file would write."""
        return plan_import(self.workspace, path)

    def take(self, path: Path, reviewer: str = "Ben") -> list[Decision]:
        """Import the file."""
        return write_plan(self.workspace, self.plan(path), reviewer=reviewer)

    def log(self) -> list[Decision]:
        """Every decision."""
        with open_store(locate_store(self.workspace)) as store:
            return store.log()


def small_table(workspace: Path, **given: object) -> Table:
    """Three rows, of which the first two are alike and the first has suggestions."""
    rows = [
        [make_row(TEXTS[0], "a", actors=("Harbour board",), target_date="every year")],
        [make_row(TEXTS[1], "b"), make_row(f"{TEXTS[1]} Really.", "b2")],
        [make_row(TEXTS[2], "c")],
    ]
    values: dict[str, object] = {
        "rows": rows,
        "alike": [("a", "b")],
        "labels": {"a": ("funding", ("outputs", "website"))},
    }
    table = Table(workspace, **values | given)  # type: ignore[arg-type] # a test's own fields
    table.run()
    return table


def set_cell(book: Workbook, row_id: str, column: str, value: object, sheet: str = "Table") -> None:
    """Write into the cell of a row, wherever it stands."""
    page = book[sheet]
    columns = [cell.value for cell in page[1]]
    for cells in page.iter_rows(min_row=2):
        if cells[0].value == row_id:
            cells[columns.index(column)].value = value
            return
    raise AssertionError(row_id)


def said(choices: Iterable[Choice]) -> set[tuple[str, str, str]]:
    """What choices say: kind, mentions and value."""
    return {(choice.kind.value, " ".join(choice.mention_ids), choice.value) for choice in choices}


def read(data: bytes) -> Workbook:
    """The workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(data))
