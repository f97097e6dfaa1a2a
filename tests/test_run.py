"""The whole way through, on real files in real folders."""

from __future__ import annotations

import csv
import gc
import io
import itertools
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pandas as pd
import pytest

from pipeline.cluster.guards import differences
from pipeline.cluster.likeness import Compared
from pipeline.config import ClusterSettings, shipped_models
from pipeline.errors import StocktakeError
from pipeline.table import MENTION_COLUMNS, TABLE_COLUMNS
from tests.conftest import ROOT, SAMPLE, make_mention, write

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.cluster.model import PairModel
    from pipeline.embedding import Encoder
    from pipeline.run import Result

    Process = Callable[..., Result]

FEES = "The harbour board should publish its fees every year."
LAMPS = "Lamps must be put on the northern pier before winter."
PILOTS = "Pilots should be trained in a course of two weeks."
TABLE_HEADER = (
    "Id,Proposal for Improvement,Part,Category,Tags,Source,Ref / URL,xreference,"
    "Responsible,Cost,Target date,Status,Remark,Sources,Priority,Stakeholder groups,"
    "Evidence,Suggested merges,Decided,Review,Form letters,Consensual,Since last,"
    "Priority in parts"
)
ORPHANS_HEADER = (
    "recommendation_id,mention_id,document_id,document,text,closest_mention,closest_text,likeness"
)


def outputs(workspace: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (workspace / "outputs").iterdir()}


def rows(workspace: Path, name: str) -> list[dict[str, str]]:
    text = (workspace / "outputs" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def ids_by_text(workspace: Path) -> dict[str, str]:
    return {row["text"]: row["recommendation_id"] for row in rows(workspace, "mentions.csv")}


def test_a_run_writes_every_file_of_the_contract(sample_run: tuple[Path, Result]) -> None:
    workspace, result = sample_run
    assert outputs(workspace).keys() == {
        "table.xlsx",
        "table.csv",
        "mentions.csv",
        "documents.csv",
        "merges.csv",
        "removed.csv",
        "orphans.csv",
        "conflicts.csv",
        "looks.csv",
        "new_tags.csv",
        "rejections.csv",
        "changes.csv",
        "run.json",
    }
    assert result.rejections == ()
    files = {file.name for file in SAMPLE.iterdir()} - {"README.md", "sources.toml"}
    assert set(result.documents["document"]) == files


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("table.csv", TABLE_HEADER),
        ("removed.csv", TABLE_HEADER),
        (
            "mentions.csv",
            (
                "mention_id,recommendation_id,document_id,document,symbol,paragraph,page,text,"
                "standalone,part,trigger,strength,actor,bracketed,score,category,tags,language,"
                "hedged,compound,target_date,marks,reasons,relevant"
            ),
        ),
        (
            "documents.csv",
            (
                "document_id,document,symbol,title,body,stakeholder_group,region,kind,published,"
                "language,url,contribution,other,paragraphs,mentions"
            ),
        ),
        ("merges.csv", "left,right,score,reason"),
        ("orphans.csv", ORPHANS_HEADER),
        ("conflicts.csv", "rows,field,reason"),
        ("looks.csv", "kind,recommendation_ids,label,reason"),
        ("new_tags.csv", "words,mention_ids,evidence"),
        ("rejections.csv", "stage,item,reason"),
        ("changes.csv", "change,recommendation_id,mentions_added,mentions_removed"),
    ],
)
def test_the_columns_of_the_contract_stand_first_and_in_order(
    sample_run: tuple[Path, Result], name: str, columns: str
) -> None:
    header = (sample_run[0] / "outputs" / name).read_text(encoding="utf-8").split("\n", 1)[0]
    assert header.startswith(columns)


def test_the_workbook_and_the_csv_hold_the_same_rows(sample_run: tuple[Path, Result]) -> None:
    workspace, _ = sample_run
    sheet = openpyxl.load_workbook(workspace / "outputs" / "table.xlsx")["Table"]
    in_workbook = [[str(c.value or "") for c in row] for row in sheet.iter_rows(min_row=2)]
    in_csv = [list(row.values()) for row in rows(workspace, "table.csv")]
    assert in_workbook == [[cell.removeprefix("'") for cell in row] for row in in_csv]


def test_every_mention_belongs_to_a_row_and_every_row_to_a_mention(
    sample_run: tuple[Path, Result],
) -> None:
    workspace, result = sample_run
    mentions, table = rows(workspace, "mentions.csv"), rows(workspace, "table.csv")
    assert {m["recommendation_id"] for m in mentions} == {row["Id"] for row in table}
    assert len({row["Id"] for row in table}) == len(table) == len(result.table)
    assert len({m["mention_id"] for m in mentions}) == len(mentions) == len(result.mentions)
    assert {m["part"] for m in mentions} == {"improvement", "consideration"}
    assert {row["Status"] for row in table} == {"not assessed"}
    parts = [row["Part"] for row in table]
    assert parts == sorted(parts, reverse=True)


def test_suggested_merges_name_rows_and_lie_between_zero_and_one(
    sample_run: tuple[Path, Result],
) -> None:
    workspace, _ = sample_run
    known = {row["Id"] for row in rows(workspace, "table.csv")}
    merges = rows(workspace, "merges.csv")
    assert merges
    assert all({m["left"], m["right"]} <= known and m["left"] != m["right"] for m in merges)
    assert all(0 <= float(m["score"]) <= 1 and m["reason"] for m in merges)


def test_no_row_of_the_sample_holds_two_mentions_that_a_guard_keeps_apart(
    sample_run: tuple[Path, Result], pair_model: PairModel, encoder: Encoder
) -> None:
    mentions = [
        make_mention(m["text"], mention_id=m["recommendation_id"], standalone=m["standalone"])
        for m in rows(sample_run[0], "mentions.csv")
    ]
    pairs = itertools.combinations(mentions, 2)
    merged = [(one, other) for one, other in pairs if one.mention_id == other.mention_id]
    assert merged
    compared = Compared(mentions, model=pair_model, encoder=encoder)
    apart = [pair for pair in merged if differences(*pair, alike=compared.alike)]
    assert apart == []


def test_the_description_of_a_run_holds_no_clock_and_no_path(
    sample_run: tuple[Path, Result],
) -> None:
    workspace, result = sample_run
    text = (workspace / "outputs" / "run.json").read_text(encoding="utf-8")
    assert str(workspace) not in text
    run = json.loads(text)
    assert run["counts"]["recommendations"] == len(result.table)
    assert run["settings"]["cluster"]["merge_threshold"] == ClusterSettings().merge_threshold


def test_fresh_workspaces_with_the_files_in_another_order_give_the_same_bytes(
    tmp_path: Path, process: Process
) -> None:
    about = shutil.ignore_patterns("sources.toml", "README*")
    shutil.copytree(SAMPLE, tmp_path / "in", ignore=about)
    files = sorted((tmp_path / "in").iterdir())
    process(tmp_path / "one", *files)
    process(tmp_path / "deeper" / "two", *reversed(files))
    assert outputs(tmp_path / "one") == outputs(tmp_path / "deeper" / "two")


def test_running_twice_in_one_workspace_gives_the_same_bytes(
    tmp_path: Path, process: Process
) -> None:
    process(tmp_path, write(tmp_path / "in" / "a.txt", f"{FEES}\n\n{LAMPS}"))
    before = outputs(tmp_path)
    process(tmp_path)
    assert outputs(tmp_path) == before


def test_ids_of_recommendations_survive_another_document(tmp_path: Path, process: Process) -> None:
    process(tmp_path, write(tmp_path / "in" / "m.txt", f"{FEES}\n\n{LAMPS}"))
    before = ids_by_text(tmp_path)
    process(tmp_path, write(tmp_path / "in" / "a.txt", f"{PILOTS}\n\nEvery year, {FEES.lower()}"))
    after = ids_by_text(tmp_path)
    assert before.items() <= after.items()
    assert after[PILOTS] not in before.values()


def test_a_batch_never_makes_the_rows_of_another_vanish(tmp_path: Path, process: Process) -> None:
    process(tmp_path / "w", write(tmp_path / "a.txt", FEES))
    process(tmp_path / "w", write(tmp_path / "b.txt", LAMPS))
    process(tmp_path / "w", tmp_path / "gone.txt")
    assert ids_by_text(tmp_path / "w").keys() == {FEES, LAMPS}


def test_documents_in_batches_give_the_same_rows_as_at_once(
    tmp_path: Path, process: Process
) -> None:
    files = [write(tmp_path / f"{n}.txt", text) for n, text in enumerate((FEES, LAMPS, PILOTS))]
    process(tmp_path / "at once", *files)
    for file in reversed(files):
        process(tmp_path / "batches", file)
    minted = ["recommendation_id"]
    one, other = (
        pd.DataFrame(rows(tmp_path / name, "mentions.csv")).drop(columns=minted)
        for name in ("at once", "batches")
    )
    assert one.equals(other)


def test_what_lies_in_the_corpus_folder_is_taken_in_without_being_named(
    tmp_path: Path, process: Process
) -> None:
    write(tmp_path / "corpus" / "a.txt", FEES)
    assert len(process(tmp_path).documents) == 1


def test_the_workspace_named_as_a_folder_does_not_take_in_its_own_outputs(
    tmp_path: Path, process: Process
) -> None:
    write(tmp_path / "a.txt", FEES)
    write(tmp_path / "stocktake.toml", "[suggest]\nmost_tags = 1\n")
    process(tmp_path, tmp_path / "a.txt")
    result = process(tmp_path, tmp_path)
    assert (len(result.documents), result.rejections) == (1, ())


def test_documents_without_a_recommendation_give_a_table_without_rows(
    tmp_path: Path, process: Process
) -> None:
    result = process(tmp_path, write(tmp_path / "a.txt", "The pier was built in 1900."))
    counts = (len(result.documents), len(result.mentions), len(result.table))
    assert counts == (1, 0, 0)
    assert rows(tmp_path, "table.csv") == []
    header = (tmp_path / "outputs" / "mentions.csv").read_text(encoding="utf-8")
    assert header == ",".join(MENTION_COLUMNS) + "\n"
    sheet = openpyxl.load_workbook(tmp_path / "outputs" / "table.xlsx")["Table"]
    assert tuple(cell.value for cell in sheet[1]) == TABLE_COLUMNS


def test_cells_that_a_spreadsheet_would_run_are_made_safe_everywhere(
    tmp_path: Path, process: Process
) -> None:
    text = f"=cmd|' /C calc'!A0 should be published by the board.\n\n@x {LAMPS}\n\n+1 {PILOTS}"
    named = [write(tmp_path / "in" / f"{s}.mp4", "x") for s in ("=1+1", "@x", "\tx", "+1", "-1")]
    process(tmp_path / "w", write(tmp_path / "in" / "=a.txt", text), *named)
    for name in ("table.csv", "mentions.csv", "merges.csv", "rejections.csv", "changes.csv"):
        for row in rows(tmp_path / "w", name):
            bad = [c for c in row.values() if c.startswith(("=", "+", "-", "@", "\t", "\r"))]
            assert bad == []
    assert any(r["text"].startswith("'=cmd") for r in rows(tmp_path / "w", "mentions.csv"))
    sheet = openpyxl.load_workbook(tmp_path / "w" / "outputs" / "table.xlsx")["Table"]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert any(str(cell.value).startswith("=cmd") for cell in cells)


def test_a_very_long_sentence_is_whole_in_the_csv(tmp_path: Path, process: Process) -> None:
    text = "The board should publish " + "very " * 3000 + "long minutes."
    process(tmp_path, write(tmp_path / "a.txt", text))
    assert text in ids_by_text(tmp_path)


def test_control_characters_in_a_document_reach_no_output(tmp_path: Path, process: Process) -> None:
    text = "The board should publish &#27;[31mits&#7; fees&#11; every&#8; year."
    page = f"<html><body><h1>Fees</h1><p>{text}</p><p>{LAMPS}</p></body></html>"
    process(tmp_path, write(tmp_path / "a.html", page))
    assert len(ids_by_text(tmp_path)) == 2
    for data in (outputs(tmp_path)["table.csv"], outputs(tmp_path)["mentions.csv"]):
        assert not {7, 8, 11, 27} & set(data)
    openpyxl.load_workbook(tmp_path / "outputs" / "table.xlsx")


def test_a_file_whose_name_is_not_utf_8_costs_nothing_else(
    tmp_path: Path, process: Process
) -> None:
    folder = tmp_path / "in"
    write(folder / "a.txt", FEES)
    for name in (b"/b\xff.mp4", b"/c\xff.txt"):
        Path(os.fsdecode(os.fsencode(folder) + name)).write_text(LAMPS, encoding="utf-8")
    process(tmp_path / "w", folder)
    assert FEES in ids_by_text(tmp_path / "w")


def test_a_comparison_tells_what_is_new_changed_and_gone(tmp_path: Path, process: Process) -> None:
    source = write(tmp_path / "in" / "a.txt", f"{FEES}\n\n{LAMPS}")
    process(tmp_path / "w", source)
    before = ids_by_text(tmp_path / "w")
    (tmp_path / "w" / "outputs").rename(tmp_path / "earlier")
    write(source, f"{FEES}\n\n{PILOTS}\n\n{FEES.replace('should', 'must')}")
    process(tmp_path / "w", since=tmp_path / "earlier")
    after = ids_by_text(tmp_path / "w")
    changes = {
        row["recommendation_id"]: row["change"] for row in rows(tmp_path / "w", "changes.csv")
    }
    assert changes == {before[FEES]: "changed", before[LAMPS]: "gone", after[PILOTS]: "new"}


def test_without_an_earlier_run_nothing_is_said_to_have_changed(
    tmp_path: Path, process: Process
) -> None:
    process(tmp_path, write(tmp_path / "a.txt", FEES))
    assert rows(tmp_path, "changes.csv") == []


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_run_that_fails_while_writing_leaves_the_last_good_outputs_whole(
    tmp_path: Path, process: Process, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    process(tmp_path, write(tmp_path / "a.txt", FEES))
    before = outputs(tmp_path)

    def fail(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(StocktakeError, match="cannot be written"):
        process(tmp_path, write(tmp_path / "b.txt", LAMPS))
    assert outputs(tmp_path) == before


def test_a_workspace_s_own_vocabulary_takes_the_place_of_the_shipped_one(
    tmp_path: Path, process: Process
) -> None:
    text = (ROOT / "models" / "vocabulary.toml").read_text(encoding="utf-8")
    write(tmp_path / "models" / "vocabulary.toml", text.replace("Funding of the IGF", "Money"))
    process(tmp_path, write(tmp_path / "a.txt", "Donors should pledge money to the trust fund."))
    assert [row["Category"] for row in rows(tmp_path, "table.csv")] == ["Money"]


def test_settings_of_the_workspace_are_used_and_written_down(
    tmp_path: Path, process: Process
) -> None:
    write(tmp_path / "stocktake.toml", "[cluster]\nmerge_threshold = 1\n")
    same = FEES.replace("should", "must")
    process(tmp_path, write(tmp_path / "a.txt", f"{FEES}\n\n{same}"))
    assert len(rows(tmp_path, "table.csv")) == 2
    run = json.loads(outputs(tmp_path)["run.json"])
    assert run["settings"]["cluster"]["merge_threshold"] == 1


@pytest.mark.usefixtures("_models_stay_loaded")
def test_every_stage_announces_its_steps_and_does_them(tmp_path: Path) -> None:
    from pipeline.run import run  # noqa: PLC0415 (after the models were set)

    steps: dict[str, int] = {}
    done: dict[str, int] = {}

    def begin(stage: str, number: int) -> Callable[[], None]:
        steps[stage], done[stage] = number, 0
        return lambda: done.update({stage: done[stage] + 1})

    run(tmp_path, [write(tmp_path / "a.txt", f"{FEES}\n\n{LAMPS}")], since=None, progress=begin)
    assert len(steps) == 4
    assert done == steps


def test_a_run_leaves_it_to_its_caller_how_often_python_collects(
    tmp_path: Path, process: Process
) -> None:
    before = gc.get_threshold()
    process(tmp_path, write(tmp_path / "fees.txt", FEES))
    with pytest.raises(StocktakeError):
        process(tmp_path / "empty")
    assert gc.get_threshold() == before


def test_the_shipped_models_lie_beside_the_package_in_a_checkout() -> None:
    assert shipped_models() == ROOT / "models"


def test_a_document_in_another_language_is_refused_and_one_without_mentions_is_named(
    tmp_path: Path, process: Process
) -> None:
    german = "Der Hafenrat veröffentlicht seine Gebühren jeden Januar und erhält viele Briefe. " * 8
    files = [
        write(tmp_path / "in" / "fees.txt", FEES),
        write(tmp_path / "in" / "tarife.txt", german),
        write(tmp_path / "in" / "history.txt", "The pier was built in 1900."),
    ]
    result = process(tmp_path / "w", *files)
    assert [(r.stage, r.item) for r in result.rejections] == [("extract", "tarife.txt")]
    assert result.silent == ("history.txt",)
    counts = json.loads((tmp_path / "w" / "outputs" / "run.json").read_text("utf-8"))["counts"]
    assert counts["documents_without_mentions"] == ["history.txt"]


def test_a_document_registered_in_another_language_is_refused(
    tmp_path: Path, process: Process
) -> None:
    write(tmp_path / "corpus" / "a.txt", FEES)
    write(tmp_path / "corpus" / "b.txt", LAMPS)
    write(tmp_path / "corpus" / "sources.toml", '[[source]]\npath = "b.txt"\nlanguage = "de"\n')
    result = process(tmp_path)
    assert [(r.item, "German (de)" in r.reason) for r in result.rejections] == [("b.txt", True)]
    assert list(result.table["Proposal for Improvement"]) == [FEES]
