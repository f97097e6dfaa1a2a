"""The command line: one line for what people can mend, and an exit code."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from pipeline import __version__
from tests.conftest import write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result as CliResult

    Stocktake = Callable[..., CliResult]

FEES = "The harbour board should publish its fees every year."


def check_one_line(result: CliResult, *said: str) -> None:
    """The call was wrong, said so in one line on stderr, and nothing escaped."""
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.startswith("stocktake: ")
    for text in said:
        assert text in result.stderr


def test_a_clean_run_exits_with_0_and_names_the_table(tmp_path: Path, stocktake: Stocktake) -> None:
    result = stocktake("run", write(tmp_path / "a.txt", FEES), "--workspace", tmp_path / "w")
    assert result.exit_code == 0
    assert "R-0001" in result.stdout
    assert str(tmp_path / "w" / "outputs" / "table.xlsx") in result.stdout
    assert (tmp_path / "w" / "outputs" / "table.xlsx").is_file()
    assert result.stderr == ""


def test_a_damaged_file_among_good_ones_exits_with_1_and_the_others_are_done(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    for name in ("a.txt", "c.txt"):
        write(tmp_path / "in" / name, f"{FEES[:-1]} {name}.")
    for name in ("b.pdf", "d.docx", "e.pptx"):
        write(tmp_path / "in" / name, "%PDF-1.7 damaged")
    result = stocktake("run", tmp_path / "in", "--workspace", tmp_path / "w")
    assert result.exit_code == 1
    with (tmp_path / "w" / "outputs" / "rejections.csv").open(encoding="utf-8") as file:
        refused = {row["item"]: row["reason"] for row in csv.DictReader(file)}
    assert refused.keys() == {"b.pdf", "d.docx", "e.pptx"}
    assert all(refused.values())
    assert all(name in result.stdout for name in refused)
    mentions = (tmp_path / "w" / "outputs" / "mentions.csv").read_text(encoding="utf-8")
    assert "a.txt" in mentions
    assert "c.txt" in mentions


def test_what_is_not_there_or_not_readable_costs_nothing_else(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    (tmp_path / "empty").mkdir()
    odd = [tmp_path / "gone.txt", tmp_path / "empty", write(tmp_path / "film.mp4", "x")]
    good = write(tmp_path / "a.txt", FEES)
    result = stocktake("run", *odd, good, "--workspace", tmp_path / "w")
    assert result.exit_code == 1
    assert all(name in result.stdout for name in ("gone.txt", "empty", "film.mp4", "R-0001"))


def test_only_damaged_files_are_an_exit_code_and_no_traceback(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    result = stocktake("run", write(tmp_path / "a.pdf", "%PDF-1.7"), "--workspace", tmp_path / "w")
    assert result.exit_code in (1, 2)
    assert isinstance(result.exception, SystemExit)
    assert "a.pdf" in result.output


def test_only_damaged_files_do_not_empty_the_last_good_table(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    good = write(tmp_path / "a.txt", FEES)
    stocktake("run", good, "--workspace", tmp_path / "w")
    good.unlink()
    result = stocktake("run", "--workspace", tmp_path / "w")
    assert result.exit_code in (1, 2)
    assert "a.txt" in result.output
    assert FEES in (tmp_path / "w" / "outputs" / "table.csv").read_text(encoding="utf-8")


def test_nothing_to_process_exits_with_2_and_says_what_to_do(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    check_one_line(
        stocktake("run", "--workspace", tmp_path), "no document to process", "stocktake run"
    )


def test_a_path_that_is_not_there_alone_exits_with_2_and_is_named(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    result = stocktake("run", tmp_path / "gone.pdf", "--workspace", tmp_path)
    check_one_line(result, "gone.pdf", "no such file")


def test_an_empty_folder_alone_exits_with_2(tmp_path: Path, stocktake: Stocktake) -> None:
    (tmp_path / "empty").mkdir()
    result = stocktake("run", tmp_path / "empty", "--workspace", tmp_path / "w")
    check_one_line(result, "empty")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("stocktake.toml", "[cluster]\nmerge_treshold = 0.5\n"),
        ("stocktake.toml", "[cluster\n"),
        ("corpus/sources.toml", "[[source]]\ncolour = 'red'\n"),
        ("corpus/sources.toml", "source = ['[red]a.txt']\n"),
        ("corpus/sources.toml", "[[source]\n"),
        ("models/vocabulary.toml", "[[category]]\nkey = 'x'\n"),
        ("models/vocabulary.toml", "category = ['x']\ntag = []\n"),
        ("stocktake.db", "this is no database" * 100),
        ("outputs", "this is no folder"),
    ],
)
def test_a_workspace_file_that_cannot_be_used_exits_with_2_and_is_named_in_one_line(
    tmp_path: Path, stocktake: Stocktake, name: str, text: str
) -> None:
    write(tmp_path / "w" / name, text)
    result = stocktake("run", write(tmp_path / "a.txt", FEES), "--workspace", tmp_path / "w")
    check_one_line(result, name)


def test_an_earlier_run_that_is_not_there_exits_with_2(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    result = stocktake(
        "run", write(tmp_path / "a.txt", FEES), "--workspace", tmp_path, "--since", tmp_path / "no"
    )
    check_one_line(result, "mentions.csv", "earlier run")


@pytest.mark.parametrize("arguments", [["run", "--colour"], ["walk"], ["run", "--workspace"]])
def test_an_unknown_option_or_command_exits_with_2(
    stocktake: Stocktake, arguments: list[str]
) -> None:
    result = stocktake(*arguments)
    assert result.exit_code == 2
    assert "Error" in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("markup", ["[red]", "[/]", "[/red]", "[bold red]x[/bold red]", "\\[x]"])
def test_text_that_looks_like_terminal_markup_is_shown_as_it_is(
    tmp_path: Path, stocktake: Stocktake, markup: str
) -> None:
    text = f"The board should publish {markup} fees."
    write(tmp_path / "in" / "a.txt", text)
    write(tmp_path / "in" / f"{markup.replace('/', '')}.pdf", "%PDF-1.7 damaged")
    result = stocktake("run", tmp_path / "in", "--workspace", tmp_path / "w")
    assert result.exit_code == 1
    assert markup in result.stdout
    assert f"{markup.replace('/', '')}.pdf" in result.stdout


def test_an_error_about_a_name_that_looks_like_markup_shows_it_as_it_is(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    check_one_line(stocktake("run", tmp_path / "[red]x", "--workspace", tmp_path), "[red]x")


def test_many_refused_files_are_cut_and_the_rest_is_pointed_at(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    write(tmp_path / "in" / "a.txt", FEES)
    for number in range(25):
        write(tmp_path / "in" / f"{number:02}.mp4", "x")
    result = stocktake("run", tmp_path / "in", "--workspace", tmp_path / "w")
    assert result.exit_code == 1
    assert "and 5 more" in result.stdout
    assert "19.mp4" in result.stdout
    assert "20.mp4" not in result.stdout


def test_a_workspace_whose_path_looks_like_markup_does_not_break_the_summary(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    for number in range(25):
        write(tmp_path / "in" / f"{number:02}.mp4", "x")
    write(tmp_path / "in" / "a.txt", FEES)
    workspace = tmp_path / "w[" / "b]"
    result = stocktake("run", tmp_path / "in", "--workspace", workspace)
    assert result.exit_code == 1
    assert str(workspace / "outputs" / "table.xlsx") in result.stdout


def test_control_characters_of_a_document_do_not_reach_the_terminal(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    text = "The board should publish &#27;[31mits&#7; fees."
    page = f"<html><body><h1>Fees</h1><p>{text}</p><p>{FEES}</p></body></html>"
    write(tmp_path / "in" / "a.html", page)
    write(tmp_path / "in" / "\x1b[31mred.mp4", "x")
    result = stocktake("run", tmp_path / "in", "--workspace", tmp_path / "w")
    assert "R-0001" in result.stdout
    assert not {"\x1b", "\x07"} & set(result.output)


def test_a_changed_outputs_folder_is_told_with_since(tmp_path: Path, stocktake: Stocktake) -> None:
    stocktake("run", write(tmp_path / "a.txt", FEES), "--workspace", tmp_path / "w")
    (tmp_path / "w" / "outputs").rename(tmp_path / "earlier")
    other = write(tmp_path / "b.txt", "Lamps must be put on the northern pier.")
    result = stocktake("run", other, "--workspace", tmp_path / "w", "--since", tmp_path / "earlier")
    assert result.exit_code == 0
    changes = (tmp_path / "w" / "outputs" / "changes.csv").read_text(encoding="utf-8")
    assert "new,R-0002" in changes


def test_the_version_is_that_of_the_package(stocktake: Stocktake) -> None:
    assert stocktake("--version").stdout == f"stocktake {__version__}\n"


def test_without_a_command_the_help_is_shown(stocktake: Stocktake) -> None:
    assert "run" in stocktake().output
    assert stocktake("--help").exit_code == 0
    assert "--workspace" in stocktake("run", "--help").stdout


def test_adding_says_the_id_of_each_file_and_why_others_were_refused(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    file, film = write(tmp_path / "a.txt", FEES), write(tmp_path / "film.mp4", "x")
    result = stocktake("add", file, film, "--workspace", tmp_path / "w")
    assert result.exit_code == 1
    added, refused = result.stdout.splitlines()
    assert added.startswith("doc-")
    assert added.endswith(": a.txt is added")
    assert refused.startswith("film.mp4: not added: has the ending '.mp4'")


def test_what_was_added_replaced_and_withdrawn_is_what_the_next_run_reads(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    workspace = ["--workspace", tmp_path / "w"]
    said = ["--symbol", "ORF/1", "--body", "Harbour board", "--date", "2024-05-06"]
    assert stocktake("add", write(tmp_path / "a.txt", FEES), *said, *workspace).exit_code == 0
    newer = write(tmp_path / "new" / "a.txt", FEES.replace("every", "each"))
    result = stocktake("add", newer, "--replaces", "a.txt", *workspace)
    assert result.stdout == "orf-1: a.txt is added, under the name a-2.txt, in place of a.txt\n"
    other = write(tmp_path / "b.txt", "Lamps must be put on the northern pier.")
    stocktake("add", other, *workspace)
    result = stocktake("withdraw", "b.txt", "--note", "sent by mistake", *workspace)
    assert result.exit_code == 0
    assert "b.txt is withdrawn" in result.stdout
    assert str(tmp_path / "w" / "corpus" / "sources.toml") in result.stdout
    assert stocktake("run", *workspace).exit_code == 0
    mentions = (tmp_path / "w" / "outputs" / "mentions.csv").read_text(encoding="utf-8")
    assert "orf-1,a-2.txt,ORF/1" in mentions
    assert "Lamps" not in mentions


def test_a_damaged_document_that_was_withdrawn_makes_no_later_run_exit_with_1(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    write(tmp_path / "corpus" / "a.txt", FEES)
    write(tmp_path / "corpus" / "b.pdf", "%PDF-1.7 damaged")
    assert stocktake("run", "--workspace", tmp_path).exit_code == 1
    stocktake("withdraw", "b.pdf", "--workspace", tmp_path)
    assert stocktake("run", "--workspace", tmp_path).exit_code == 0


def test_a_symbol_that_is_taken_already_is_pointed_out(
    tmp_path: Path, stocktake: Stocktake
) -> None:
    said = ["--symbol", "ORF/1", "--workspace", tmp_path / "w"]
    stocktake("add", write(tmp_path / "a.txt", FEES), *said, "--id", "first")
    result = stocktake("add", write(tmp_path / "b.txt", "x"), *said)
    assert "ORF/1 is also the symbol of first" in result.stdout
    assert 'write replaces = "first"' in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["add", "a.txt", "--date", "6 May 2024"], "'6 May 2024': write it as year-month-day"),
        (["add", "a.txt", "b.txt", "--title", "x"], "--title"),
        (["add", "a.txt", "--replaces", "orf-11"], "near it are orf-1 "),
        (["add", "a.txt", "--symbol", "ORF/1"], "--replaces orf-1"),
        (["withdraw", "orf-11"], "near it are orf-1 "),
    ],
)
def test_a_wrong_call_of_add_or_withdraw_exits_with_2_and_says_what_to_do(
    tmp_path: Path,
    stocktake: Stocktake,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    said: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.txt", "b.txt"):
        write(tmp_path / name, name)
    write(tmp_path / "corpus" / "sources.toml", '[[source]]\nid = "orf-1"\npath = "z.txt"\n')
    check_one_line(stocktake(*arguments), said)
