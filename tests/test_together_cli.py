"""Deciding together by the command line: what is open, votes, closing, agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner

from pipeline.cli import decisions, together
from pipeline.decisions.log import Choice, Kind, propose
from pipeline.last import read_run
from pipeline.reviewing import decide
from pipeline.store import locate_store, open_store
from tests.accounts import Office
from tests.conftest import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result as CliResult

    Call = Callable[..., CliResult]

FEES = "The harbour board should publish its fees every year."
LAMPS = "Lamps must be put on the northern pier before winter."


@pytest.fixture
def folder(tmp_path: Path, stocktake: Call) -> Path:
    """A workspace whose run showed two rows, of which Ada proposed the cost of the first."""
    write(tmp_path / "corpus" / "a.txt", f"{FEES}\n\n{LAMPS}")
    assert stocktake("run", "--workspace", tmp_path).exit_code == 0
    put(tmp_path, FEES, "Y")
    return tmp_path


@pytest.fixture
def call(folder: Path) -> Call:
    """Calls a command in that workspace, as Ben unless said."""
    app = typer.Typer()
    commands = (together.proposals, together.vote, together.close, together.agreement)
    for command in (*commands, decisions.undo):
        app.command()(command)
    runner = CliRunner(env={"COLUMNS": "300"})

    def command_line(*arguments: str) -> CliResult:
        return runner.invoke(app, [*arguments, "--workspace", str(folder)])

    return command_line


def put(folder: Path, text: str, value: str) -> None:
    (name,) = (m.mention_id for m in read_run(folder).mentions if m.text == text)
    choice = Choice(kind=Kind.COST, mention_ids=(name,), value=value, note="see the budget")
    decide(folder, [propose(choice)], reviewer="Ada")


def rule(folder: Path, text: str) -> None:
    write(folder / "stocktake.toml", f"[deciding]\n{text}\n")


def shown(call: Call) -> list[str]:
    """The lines of what is open, without the times."""
    lines = call("proposals").stdout.splitlines()
    return [line.split("UTC  ")[-1].strip() for line in lines]


def test_what_is_open_is_shown_with_where_it_stands(folder: Path, call: Call) -> None:
    rule(folder, 'rule = "agreements"\nagreements = 3')
    call("vote", "1", "object", "--reviewer", "Ben", "--note", "too dear")
    call("vote", "1", "abstain", "--reviewer", "Cy")
    assert shown(call) == [
        "Ada proposed cost “Y”",
        FEES,
        "see the budget",
        "agreed: Ada; objected: Ben (too dear); abstained: Cy",
        "needs 2 more agreements",
    ]


def test_what_contradicts_is_shown_side_by_side(folder: Path, call: Call) -> None:
    put(folder, LAMPS, "N")
    put(folder, FEES, "N")
    assert [line for line in shown(call) if line[0] in "A13"] == [
        "1 and 3 contradict each other:",
        "Ada proposed cost “Y”",
        "Ada proposed cost “N”",
        "Ada proposed cost “N”",
    ]


def test_a_proposal_is_taken_once_the_rule_is_met(folder: Path, call: Call) -> None:
    rule(folder, 'rule = "agreements"')
    refused = call("close", "1", "taken", "--reviewer", "Cy")
    assert refused.exit_code == 2
    assert "before this is settled: 1 more agreement. It can be closed" in refused.stderr
    assert call("vote", "1", "agree", "--reviewer", "Ben").exit_code == 0
    closed = call("close", "1", "taken", "--reviewer", "Cy", "--note", "minutes of 3 May")
    assert closed.stdout == "decision 3 is in the log: 1 is closed, taken\n"
    with open_store(locate_store(folder)) as store:
        proposed, voted, verdict = store.log()
    assert proposed.mention_ids == voted.mention_ids == verdict.mention_ids
    assert (verdict.reviewer, verdict.note) == ("Cy", "minutes of 3 May")
    assert shown(call) == []


def test_the_stakeholder_groups_of_accounts_count_for_consensus(folder: Path, call: Call) -> None:
    rule(folder, 'rule = "consensus"\ndays = 0')
    call("vote", "1", "agree", "--reviewer", "Ben")
    with open_store(locate_store(folder)) as store:
        office = Office(store)
        office.join("ada", "Ada", group="Civil society")
        assert shown(call)[-1] == "needs 1 more stakeholder group"
        office.join("ben", "Ben", group="Governments")
    assert shown(call)[-1] == "can be taken"
    assert call("close", "1", "taken").exit_code == 0


def test_what_is_not_taken_can_always_be_closed(folder: Path, call: Call) -> None:
    rule(folder, 'rule = "consensus"')
    assert call("close", "1", "not-taken", "--reviewer", "Cy").exit_code == 0
    for words in (("vote", "1", "agree"), ("close", "1", "taken")):
        late = call(*words)
        assert late.exit_code == 2
        assert "1: is no open proposal; see stocktake proposals" in late.stderr


def test_who_objects_says_why(call: Call) -> None:
    refused = call("vote", "1", "object", "--reviewer", "Ben")
    assert refused.exit_code == 2
    assert "gives no reason" in refused.stderr


def test_how_far_people_agree_is_told_of_each_matter(folder: Path, call: Call) -> None:
    put(folder, LAMPS, "N")
    for number, said in (("1", "agree"), ("2", "abstain")):
        call("vote", number, said, "--reviewer", "Ben")
    lines = call("agreement").stdout.splitlines()
    assert lines[0] == "pairs: not computable: nobody judged what another person judged too"
    assert lines[-1] == (
        "votes: alpha 0.000, of 2 units that several judged, 2 people; disagreement 0.500, "
        "by chance 0.500"
    )


def test_an_undo_is_proposed_where_the_group_decides_but_of_one_s_own_open_words(
    folder: Path, call: Call
) -> None:
    (lamps,) = (m.mention_id for m in read_run(folder).mentions if m.text == LAMPS)
    alone = Choice(kind=Kind.COST, mention_ids=(lamps,), value="Y")
    decide(folder, [alone], reviewer="Ada")
    rule(folder, 'rule = "agreements"')
    undone = call("undo", "2", "--reviewer", "Ben")
    assert undone.stdout == "decision 3 is in the log: 2 is to hold no more\n"
    refused = call("undo", "3", "--reviewer", "Cy")
    assert (refused.exit_code, "they alone take back" in refused.stderr) == (2, True)
    taken_back = call("undo", "3", "--reviewer", "Ben")
    assert taken_back.stdout == "decision 4 is in the log: 3 holds no more\n"
    with open_store(locate_store(folder)) as store:
        kinds = [one.kind for one in store.log()]
    assert kinds[1:] == [Kind.COST, Kind.PROPOSED, Kind.UNDO]
