"""Decisions by the command line: into the log, out of it, and what the next run shows."""

from __future__ import annotations

import csv
import getpass
import json
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.decisions.log import OF_ROWS
from tests.conftest import write
from tests.test_cli import check_one_line

if TYPE_CHECKING:
    from collections.abc import Callable

    from click.testing import Result as CliResult

    Stocktake = Callable[..., CliResult]
    Call = Callable[..., CliResult]

FEES = "The harbour board should publish its fees every year."
LAMPS = "Lamps must be put on the northern pier before winter."
PILOTS = "Pilots should be trained in a course of two weeks."


@pytest.fixture
def call(tmp_path: Path, stocktake: Stocktake) -> Call:
    """Calls a command in a workspace whose run showed three rows."""

    def command(name: str, *arguments: str | Path) -> CliResult:
        return stocktake(name, *arguments, "--workspace", tmp_path)

    write(tmp_path / "corpus" / "a.txt", f"{FEES}\n\n{LAMPS}\n\n{PILOTS}")
    assert command("run").exit_code == 0
    return command


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "outputs" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def row_of(folder: Path, text: str) -> str:
    (found,) = (r["recommendation_id"] for r in rows(folder, "mentions.csv") if r["text"] == text)
    return found


def log_of(call: Call) -> list[dict[str, object]]:
    return [json.loads(line) for line in call("log", "--json").stdout.splitlines()]


def test_a_decision_is_in_the_log_and_the_next_run_shows_it(tmp_path: Path, call: Call) -> None:
    fees = row_of(tmp_path, FEES)
    said = ["--value", "Ongoing", "--reviewer", "Ada", "--note", "as agreed"]
    result = call("decide", "status", fees, *said)
    assert (result.exit_code, result.stdout) == (0, "decision 1 is in the log\n")
    (decision,) = log_of(call)
    assert (decision["kind"], decision["value"], decision["reviewer"]) == (
        "status",
        "ongoing",
        "Ada",
    )
    assert decision["note"] == "as agreed"
    assert call("run").exit_code == 0
    (row,) = (row for row in rows(tmp_path, "table.csv") if row["Id"] == fees)
    assert (row["Status"], row["Decided"]) == ("ongoing", "Status")


def test_an_undone_decision_holds_no_more_until_the_undoing_is_undone(
    tmp_path: Path, call: Call
) -> None:
    fees = row_of(tmp_path, FEES)
    call("decide", "status", fees, "--value", "ongoing")
    for number, status in ((1, "not assessed"), (2, "ongoing")):
        result = call("undo", str(number), "--reviewer", "Bo")
        assert result.stdout == f"decision {number + 1} is in the log: {number} holds no more\n"
        call("run")
        (row,) = (row for row in rows(tmp_path, "table.csv") if row["Id"] == fees)
        assert row["Status"] == status
    assert [one["kind"] for one in log_of(call)] == ["status", "undo", "undo"]


def test_rows_that_are_the_same_become_one_and_what_is_different_stays_apart(
    tmp_path: Path, call: Call
) -> None:
    fees, lamps, pilots = (row_of(tmp_path, text) for text in (FEES, LAMPS, PILOTS))
    assert call("decide", "same", fees, lamps).exit_code == 0
    assert call("decide", "different", lamps, pilots).exit_code == 0
    assert call("run").exit_code == 0
    assert row_of(tmp_path, FEES) == row_of(tmp_path, LAMPS) == min(fees, lamps)
    assert row_of(tmp_path, PILOTS) == pilots


def test_decisions_that_contradict_each_other_are_told_and_the_exit_code_is_1(
    tmp_path: Path, call: Call
) -> None:
    fees, lamps = row_of(tmp_path, FEES), row_of(tmp_path, LAMPS)
    for kind in ("same", "different"):
        call("decide", kind, fees, lamps)
    result = call("run")
    assert result.exit_code == 1
    assert f"Conflict, {fees} and {lamps}, same" in result.stdout
    (conflict,) = rows(tmp_path, "conflicts.csv")
    assert conflict["rows"] == f"{fees}|{lamps}"
    assert "the same (decision 1), and to be kept apart (decision 2)" in conflict["reason"]
    call("undo", "2")
    assert call("run").exit_code == 0
    assert row_of(tmp_path, FEES) == row_of(tmp_path, LAMPS)


def test_what_the_guide_decides_on_the_command_line_does_what_it_says(
    tmp_path: Path, call: Call
) -> None:
    fees, lamps, pilots = (row_of(tmp_path, text) for text in (FEES, LAMPS, PILOTS))
    assert call("decide", "related", fees, pilots, "--value", "pays for").exit_code == 0
    assert call("decide", "not sure", fees, lamps, "--note", "Ask").exit_code == 0
    assert call("decide", "same", fees, lamps).exit_code == 0
    assert call("run").exit_code == 0
    (mention,) = (r["mention_id"] for r in rows(tmp_path, "mentions.csv") if r["text"] == LAMPS)
    assert call("decide", "split", mention).exit_code == 0
    assert call("decide", "category", fees, "--value", "Funding of the IGF").exit_code == 0
    assert [one["kind"] for one in log_of(call)] == [
        "related",
        "not sure",
        "same",
        "split",
        "category",
    ]
    call("undo", "3")
    assert call("run").exit_code == 0
    assert len({row_of(tmp_path, text) for text in (FEES, LAMPS, PILOTS)}) == 3
    (row,) = (row for row in rows(tmp_path, "table.csv") if row["Id"] == fees)
    assert (row["xreference"], row["Category"]) == (f"pays for {pilots}", "Funding of the IGF")


def test_the_guides_decide_only_what_can_be_decided() -> None:
    pages = Path(__file__).parents[1].glob("docs/*/*.md")
    calls = [
        shlex.split(line)
        for page in pages
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("stocktake decide ")
    ]
    kinds = {words[2] for words in calls}
    assert {"split", "not sure", "related"} <= kinds <= {kind.value for kind in OF_ROWS}


def test_a_removed_row_is_in_a_table_of_its_own(tmp_path: Path, call: Call) -> None:
    fees = row_of(tmp_path, FEES)
    call("decide", "relevant", fees, "--value", "no")
    assert call("run").exit_code == 0
    assert fees not in {row["Id"] for row in rows(tmp_path, "table.csv")}
    assert [row["Id"] for row in rows(tmp_path, "removed.csv")] == [fees]
    assert row_of(tmp_path, FEES) == fees


def test_a_decided_sentence_that_goes_from_its_document_is_told_until_somebody_says(
    tmp_path: Path, call: Call
) -> None:
    fees = row_of(tmp_path, FEES)
    call("decide", "status", fees, "--value", "ongoing")
    write(tmp_path / "corpus" / "a.txt", f"{LAMPS}\n\n{PILOTS}")
    result = call("run")
    assert result.exit_code == 0
    assert "1 mentions that were decided on are not in their documents any more" in result.stdout
    (orphan,) = rows(tmp_path, "orphans.csv")
    assert (orphan["recommendation_id"], orphan["text"]) == (fees, FEES)
    assert call("decide", "dropped", orphan["mention_id"]).exit_code == 0
    assert call("run").exit_code == 0
    assert rows(tmp_path, "orphans.csv") == []
    assert fees not in {row["Id"] for row in rows(tmp_path, "table.csv")}


def test_decisions_stay_with_a_sentence_that_is_printed_otherwise_and_decided_on_again(
    tmp_path: Path, call: Call
) -> None:
    fees = row_of(tmp_path, FEES)
    call("decide", "status", fees, "--value", "ongoing")
    printed = FEES.replace("publish", "publlsh")
    write(tmp_path / "corpus" / "a.txt", f"{printed}\n\n{LAMPS}\n\n{PILOTS}")
    for kind, value in (("cost", "Y"), ("remark", "Agreed.")):
        assert call("run").exit_code == 0
        assert row_of(tmp_path, printed) == fees
        call("decide", kind, fees, "--value", value)
    assert call("run").exit_code == 0
    (row,) = (row for row in rows(tmp_path, "table.csv") if row["Id"] == fees)
    assert (row["Status"], row["Cost"], row["Remark"]) == ("ongoing", "Y", "Agreed.")
    assert rows(tmp_path, "orphans.csv") == []


def test_the_log_tells_people_who_decided_what_of_which_words(tmp_path: Path, call: Call) -> None:
    said = ["--value", "[red]now[/red] :smile:", "--reviewer", "Ada", "--note", "[b]why[/b]"]
    row = row_of(tmp_path, FEES)
    call("decide", "remark", row, *said)
    lines = call("log").stdout.splitlines()
    assert lines[0].startswith("1  20")
    assert lines[0].endswith(" UTC  Ada  remark: [red]now[/red] :smile:")
    assert lines[1:] == [f"    {FEES}", f"    {row}", "    [b]why[/b]"]


def test_the_log_tells_people_names_of_categories_and_long_words_on_one_line(
    tmp_path: Path, call: Call
) -> None:
    row = row_of(tmp_path, FEES)
    call("decide", "category", row, "--value", "monitoring")
    words = "first\nsecond " + "word " * 100
    call("decide", "remark", row, "--value", words, "--note", words)
    lines = call("log").stdout.splitlines()
    assert lines[0].endswith("category: Monitoring the implementation")
    assert lines[3].endswith(" w…")
    assert "remark: first second word" in lines[3]
    assert lines[-1].startswith("    first second word")
    assert all(len(line) < 210 for line in lines)


def test_the_log_for_programs_has_the_words_as_they_were_written(
    tmp_path: Path, call: Call
) -> None:
    words = '[red]"now"[/red] :smile: \\[x] “Ünï”\nsecond line ' + "long " * 100
    call("decide", "remark", row_of(tmp_path, FEES), "--value", words)
    assert [one["value"] for one in log_of(call)] == [words.strip()]


def test_bytes_that_are_no_text_do_not_keep_the_log_from_being_read(
    tmp_path: Path, call: Call
) -> None:
    said = ["--value", "a\udcffb", "--note", "\udcff", "--reviewer", "A\udcff"]
    assert call("decide", "remark", row_of(tmp_path, FEES), *said).exit_code == 0
    (decision,) = log_of(call)
    assert (decision["value"], decision["reviewer"]) == ("a\ufffdb", "A\ufffd")
    assert call("run").exit_code == 0


def test_an_empty_log_shows_nothing(call: Call) -> None:
    result = call("log")
    assert (result.exit_code, result.output) == (0, "")


def test_without_a_name_the_decision_is_by_who_is_signed_in(
    tmp_path: Path, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "bo")
    call("decide", "cost", row_of(tmp_path, FEES), "--value", "N")
    call("undo", "1")
    assert [one["reviewer"] for one in log_of(call)] == ["bo", "bo"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["decide", "status", "R-0001", "--value", "done"], "'done' is no status"),
        (["decide", "category", "R-0001", "--value", "fish"], "'fish' is no category"),
        (["decide", "status", "R-9999", "--value", "ongoing"], "R-9999: is no mention"),
        (["decide", "same", "R-0001"], "two or more"),
        (["decide", "different", "R-0001", "R-0001"], "one row"),
        (["decide", "split", "R-0001"], "some mentions of one row"),
        (["decide", "closed", "R-0001"], "is not said of rows"),
        (["decide", "likes", "R-0001"], "likes: is not said of rows; write same, "),
        (["decide", "undo", "R-0001", "--value", "x"], "is not said of rows"),
        (["undo", "7"], "7: is no decision of the log"),
    ],
)
def test_a_wrong_call_exits_with_2_says_what_to_do_and_writes_nothing(
    call: Call, arguments: list[str], said: str
) -> None:
    check_one_line(call(*arguments), said)
    assert log_of(call) == []
    assert call("run").exit_code == 0


def test_before_the_first_run_there_is_nothing_to_decide_on(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    result = stocktake("decide", "cost", "R-0001", "--value", "Y", "--workspace", tmp_path)
    check_one_line(result, "stocktake run first")


def test_the_help_names_the_kinds_that_can_be_decided_and_no_others(stocktake: Stocktake) -> None:
    page = " ".join(stocktake("decide", "--help").stdout.replace("│", " ").split())
    said = re.search(r"What is decided: (.*?)\.", page)
    assert said
    assert said[1].split(", ") == [kind.value for kind in OF_ROWS]
