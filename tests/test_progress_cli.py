"""Progress and reports by the command line, in a workspace whose last run made three rows."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli import progress, reports
from pipeline.decisions.log import Kind
from tests.conftest import write
from tests.tables import Table, small_table

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Call = Callable[..., Result]


@pytest.fixture
def table(tmp_path: Path) -> Table:
    (tmp_path / "w").mkdir()
    return small_table(tmp_path / "w")


@pytest.fixture
def call(table: Table) -> Call:
    app = typer.Typer()
    for command in (progress.assess, reports.report, reports.remind):
        app.command()(command)
    app.add_typer(progress.app)
    runner = CliRunner(env={"COLUMNS": "200"})

    def run(*arguments: str | Path) -> Result:
        words = [*map(str, arguments), "--workspace", str(table.workspace)]
        return runner.invoke(app, words)

    return run


def done(call: Call, *arguments: str | Path) -> str:
    result = call(*arguments)
    assert result.exit_code == 0, result.output
    return str(result.stdout)


def refused(call: Call, *arguments: str | Path) -> str:
    result = call(*arguments)
    assert result.exit_code == 2, result.output
    return str(result.stderr)


def test_an_assessment_is_in_the_log_and_the_next_run_shows_its_status(
    table: Table, call: Call
) -> None:
    said = ["--status", "Ongoing", "--as-of", "2024-05-01", "--claimed", "completed"]
    evidence = [
        "--quote",
        "Half is done.",
        "--document",
        "A/1",
        "--page",
        "3",
        "--link",
        "https://x.org",
    ]
    more = [
        "--confidence",
        "high",
        "--statement",
        "All done.",
        "--note",
        "Seen.",
        "--reviewer",
        "Ada",
    ]
    told = done(call, "assess", "R-0001", *said, *evidence, *more)
    assert told == (
        "decision 1 is in the log: R-0001: ongoing, claimed: completed, as of 2024-05-01\n"
    )
    (decision,) = table.log()
    assert (decision.kind, decision.mention_ids, decision.reviewer) == (
        Kind.ASSESSED,
        ("a",),
        "Ada",
    )
    row = table.run().table.set_index("Id").loc["R-0001"]
    assert (row["Status"], row["Decided"]) == ("ongoing", "Status")
    assert done(call, "progress", "show", "R-0001") == (
        "2024-05-01  Ada  ongoing; confidence high; Seen.; claimed: completed; "
        "they say: “All done.”; “Half is done.”; A/1; p. 3; https://x.org\n"
    )


def test_an_older_finding_that_is_recorded_later_does_not_change_the_status(
    table: Table, call: Call
) -> None:
    done(call, "assess", "R-0001", "--status", "completed", "--as-of", "2025-02-01")
    done(call, "assess", "R-0001", "--status", "ongoing", "--as-of", "2024-02-01")
    assert table.run().table.set_index("Id").loc["R-0001", "Status"] == "completed"
    shown = done(call, "progress", "show", "R-0001").splitlines()
    assert [line[:10] for line in shown] == ["2024-02-01", "2025-02-01"]


def test_a_workbook_that_says_the_status_that_was_assessed_decides_nothing(
    table: Table, call: Call
) -> None:
    done(call, "assess", "R-0001", "--status", "completed", "--as-of", "2025-02-01")
    table.run()
    assert table.plan(table.workbook()).choices == ()


def test_where_the_group_decides_a_status_is_proposed_and_a_claim_recorded(
    table: Table, call: Call
) -> None:
    write(table.workspace / "stocktake.toml", '[deciding]\nrule = "consensus"\n')
    told = done(call, "assess", "R-0001", "--status", "completed", "--as-of", "2025-02-01")
    assert told.startswith("decision 1 is in the log, as a proposal: R-0001: completed")
    done(call, "assess", "R-0001", "--claimed", "completed", "--as-of", "2025-02-01")
    assert [decision.kind for decision in table.log()] == [Kind.PROPOSED, Kind.ASSESSED]
    assert table.run().table.set_index("Id").loc["R-0001", "Status"] == "not assessed"


def test_without_a_day_it_is_today(table: Table, call: Call) -> None:
    done(call, "assess", "R-0002", "--status", "completed")
    assert table.log()[0].shown.endswith(date.today().isoformat())  # noqa: DTZ011 (the command's own)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["R-0009", "--status", "ongoing"], "R-0009: is no row of the last run"),
        (["R-0001"], "say what was found"),
        (["R-0001", "--status", "finished"], "'finished': is no status; write completed"),
        (["R-0001", "--claimed", "finished"], "'finished': is no status"),
        (["R-0001", "--status", "ongoing", "--as-of", "1.5.24"], "'1.5.24': write it as year"),
        (["R-0001", "--status", "ongoing", "--as-of", "9000-01-01"], "is still to come"),
    ],
)
def test_what_cannot_be_assessed_is_refused_and_nothing_is_written(
    table: Table, call: Call, words: list[str], reason: str
) -> None:
    assert reason in refused(call, "assess", *words)
    assert table.log() == []


def test_milestones_indicators_and_next_steps_are_recorded_and_shown(call: Call) -> None:
    done(
        call, "progress", "milestone", "R-0001", "Draft", "--due", "2024-03-01", "--owner", "Pilots"
    )
    done(call, "progress", "milestone", "R-0001", "Draft", "--due", "2024-06-01")
    done(call, "progress", "sign-off", "R-0001", "Draft", "--on", "2024-05-30", "--reviewer", "Ben")
    done(
        call,
        "progress",
        "indicator",
        "R-0001",
        "Lamps",
        "--unit",
        "piers",
        "--baseline",
        "2",
        "--target",
        "8.5",
    )
    done(call, "progress", "observe", "R-0001", "Lamps", "4.25", "--on", "2024-05-01")
    done(call, "progress", "next-step", "R-0001", "Ask the board.", "--reviewer", "Ada")
    assert done(call, "progress", "show", "R-0001").splitlines() == [
        "milestone “Draft”, Pilots: 2024-06-01 (first 2024-03-01)",
        "    signed off on 2024-05-30 by Ben",
        "indicator “Lamps” (piers): from 2 to 8.5",
        "    2024-05-01: 4.25",
        "next step, Ada: Ask the board.",
    ]
    assert done(call, "progress", "show", "R-0002") == "R-0002: nothing is recorded yet\n"


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["sign-off", "R-0001", "Draft"], "R-0001: has no milestone 'Draft'; it has none"),
        (["observe", "R-0001", "Lamps", "3"], "R-0001: has no indicator 'Lamps'"),
        (["observe", "R-0001", "Lamps", "1e9"], "'1e9': is no number"),
        (["indicator", "R-0001", "Lamps", "--target", "many"], "'many': is no number"),
        (["milestone", "R-0001", " ", "--due", "2024-01-01"], "needs a name"),
        (["milestone", "R-0001", "Draft", "--due", "soon"], "'soon': write it as year"),
        (["show", "R-0009"], "R-0009: is no row of the last run"),
    ],
)
def test_what_cannot_be_recorded_is_refused(
    table: Table, call: Call, words: list[str], reason: str
) -> None:
    assert reason in refused(call, "progress", *words)
    assert table.log() == []


def test_a_report_is_written_beside_the_outputs_and_compared_with_an_earlier_one(
    table: Table, call: Call
) -> None:
    done(call, "assess", "R-0001", "--status", "completed", "--as-of", "2024-05-01")
    done(call, "assess", "R-0001", "--status", "ongoing", "--as-of", "2025-05-01")
    told = done(call, "report", "--as-of", "2024-12-31").splitlines()
    assert told[:3] == [
        "degree of completion: 100.0%, 1 of 1 assessed",
        "not assessed: 2",
        "overdue: 0",
    ]
    folder = table.workspace / "reports"
    assert {path.name for path in (folder / "2024-12-31").iterdir()} == {
        "report.html",
        "report.docx",
        "report.json",
    }
    done(call, "report", folder / "b", "--as-of", "2025-12-31", "--since", folder / "2024-12-31")
    figures = json.loads((folder / "b" / "report.json").read_text("utf-8"))
    assert figures["flow"]["reopened"] == ["R-0001"]


def test_a_report_does_not_count_what_is_assessed_after_its_day(call: Call) -> None:
    done(call, "assess", "R-0001", "--status", "completed", "--as-of", "2025-05-01")
    told = done(call, "report", "--as-of", "2025-04-30")
    assert told.startswith("degree of completion: not available, 0 of 0 assessed\n")


def test_another_report_of_the_day_is_written_over_only_when_that_is_said(call: Call) -> None:
    done(call, "report", "--as-of", "2025-04-30")
    done(call, "report", "--as-of", "2025-04-30")
    done(call, "assess", "R-0001", "--status", "completed", "--as-of", "2025-04-01")
    assert "say --force" in refused(call, "report", "--as-of", "2025-04-30")
    done(call, "report", "--as-of", "2025-04-30", "--force")


def test_a_report_that_cannot_be_written_or_read_from_is_refused(
    table: Table, call: Call, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in refused(call, "report", tmp_path / "file" / "deeper")
    (table.workspace / "outputs" / "table.csv").unlink()
    assert "call stocktake run" in refused(call, "report")


def test_considerations_are_in_the_report_only_once_something_is_recorded(
    table: Table, call: Call
) -> None:
    table.decide(Kind.PART, "a", "consideration")
    table.run()
    assert "not assessed: 2" in done(call, "report", table.workspace / "r1")
    done(call, "assess", "R-0001", "--status", "completed", "--as-of", "2025-04-01")
    told = done(call, "report", table.workspace / "r2")
    assert "1 of 1 assessed" in told


def test_reminders_are_a_list_or_e_mails(table: Table, call: Call, tmp_path: Path) -> None:
    assert done(call, "remind", "--as-of", "2025-01-01") == "nothing is due\n"
    table.decide(Kind.TARGET_DATE, "a", "2024-12-31")
    soon = date(2025, 1, 1) + timedelta(days=20)
    done(call, "progress", "milestone", "R-0002", "Draft", "--due", soon.isoformat())
    told = done(call, "remind", "--as-of", "2025-01-01").splitlines()
    assert told[0] == "Harbour board: 1 due"
    assert told[1].startswith("  2024-12-31 (1 day late)  R-0001  The harbour board")
    assert told[2] == "nobody named: 1 due"
    assert "milestone “Draft”" in told[3]
    assert "nobody named" not in done(call, "remind", "--as-of", "2025-01-01", "--days", "5")
    done(call, "remind", tmp_path / "mails", "--as-of", "2025-01-01")
    assert {path.name for path in (tmp_path / "mails").iterdir()} == {
        "harbour-board.eml",
        "nobody-named.eml",
    }
