"""The repository keeps what it says of itself."""

from __future__ import annotations

import ast
import os
import re
import shlex
import shutil
import statistics
import subprocess
import sys
import zipfile
from typing import TYPE_CHECKING

import pytest
import typer
from typer.core import TyperGroup

from pipeline.cli import app
from tests.conftest import ROOT, SAMPLE, tracked_texts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from pipeline.run import Result

MODULES = sorted((ROOT / "pipeline").rglob("*.py"))
README = ROOT / "README.md"
_FENCED = re.compile(r"^[ \t]*```[^\n]*\n(.*?)^[ \t]*```", re.MULTILINE | re.DOTALL)
_SPACED = re.compile(r"(?:^(?: {4}|\t).*\n?)+", re.MULTILINE)
_INLINE = re.compile(r"`(stocktake [^`\n]+)`")
# In two pieces, so that this file is not its own counterexample.
_MACHINE = re.compile(r"/" + r"(?:home|Users|root|work|private/tmp)/\w|[A-Z]:\\" + r"Users\\")


def code_lines(text: str) -> list[str]:
    """Lines of the code blocks, without prompts, comments and blank ones."""
    fenced = _FENCED.findall(text)
    spaced = _SPACED.findall(_FENCED.sub("", text))
    lines = [line.strip().removeprefix("$ ") for line in "\n".join(fenced + spaced).split("\n")]
    return [line for line in lines if line and not line.startswith("#")]


def documents() -> list[Path]:
    return [README, *sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*/README.md"))]


def shown_commands() -> Iterator[tuple[str, list[str]]]:
    """Every ``stocktake`` call in the documents: where it stands, and its words."""
    for path in documents():
        if not path.exists():
            continue
        text = path.read_text(encoding="utf-8")
        lines = [line for line in code_lines(text) if re.match(r"(?:\S*/)?stocktake\s", line)]
        for line in dict.fromkeys(lines + _INLINE.findall(text)):
            yield path.name, shlex.split(line, comments=True)[1:]


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


def length(function: ast.FunctionDef) -> int:
    """Lines from the signature to the end."""
    return (function.end_lineno or 0) - function.lineno + 1


def body_length(function: ast.FunctionDef) -> int:
    """Lines of the body without its docstring."""
    statements = function.body
    if ast.get_docstring(function) is not None:
        statements = statements[1:]
    return (function.end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def test_the_readme_begins_with_how_to_run_and_how_to_test() -> None:
    assert code_lines(README.read_text(encoding="utf-8"))[:2] == ["make run", "make test"]


def test_the_make_targets_that_the_readme_shows_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    shown = [
        line.split()[1]
        for path in documents()
        if path.exists()
        for line in code_lines(path.read_text(encoding="utf-8"))
        if re.match(r"make \w", line)
    ]
    assert {target for target in shown if "=" not in target} <= targets


def all_commands() -> dict[str, set[str]]:
    """Options of each command, by its name; of one in a group, by both names."""

    def walk(group: TyperGroup, called: str) -> Iterator[tuple[str, set[str]]]:
        for name, command in group.commands.items():
            if isinstance(command, TyperGroup):
                yield from walk(command, f"{called}{name} ")
            else:
                yield called + name, {opt for param in command.params for opt in param.opts}

    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    return dict(walk(group, ""))


def find_command(words: list[str], commands: Iterable[str]) -> str:
    """The command that a line begins with; empty where there is none."""
    return next((name for name in commands if words[: len(name.split())] == name.split()), "")


def test_every_stocktake_command_that_is_shown_exists_with_its_options() -> None:
    commands = all_commands()
    for place, words in shown_commands():
        groups = {name.split()[0] for name in commands if " " in name}
        if "--help" in words[:2] or "COMMAND" in words[:2] or words in [[g] for g in groups]:
            continue
        name = find_command(words, commands)
        assert name, f"{place}: stocktake {' '.join(words)}"
        options = [word.strip("[]") for word in words if word.strip("[").startswith("--")]
        used = {option.split("=")[0] for option in options}
        assert used <= commands[name] | {"--help"}, f"{place}: stocktake {name} {used}"


def test_every_command_is_shown_in_the_documents() -> None:
    commands = all_commands()
    assert set(commands) <= {find_command(words, commands) for _, words in shown_commands()}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_and_no_function_is_too_long_to_review(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400
    assert {f.name: length(f) for f in functions(path) if length(f) > 50} == {}


def test_the_median_body_of_a_function_has_at_most_ten_lines() -> None:
    assert statistics.median(body_length(f) for path in MODULES for f in functions(path)) <= 10


def test_no_module_is_a_dumping_ground() -> None:
    names = {path.stem for path in MODULES}
    assert not names & {"models", "utils", "util", "helpers", "helper", "common", "misc"}


def test_no_text_names_a_path_of_one_machine() -> None:
    found = [
        (path.relative_to(ROOT).as_posix(), match.group())
        for path in tracked_texts()
        for match in _MACHINE.finditer(path.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_no_code_is_silenced_without_a_code_and_a_reason() -> None:
    bare = re.compile(r"#\s*(?:noqa(?!: [A-Z]+\d+\W+\w)|type: ignore(?!\[[\w-]+\]\s*#\s*\w))")
    found = [
        f"{path.name}:{number}"
        for path in tracked_texts()
        if path.suffix == ".py" and path.name != "test_repository.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if bare.search(line)
    ]
    assert found == []


@pytest.mark.parametrize("name", ["CHANGELOG.md", "LICENSE", "README.md", "Makefile", ".ci/run"])
def test_what_people_look_for_first_is_there(name: str) -> None:
    assert (ROOT / name).read_text(encoding="utf-8").strip()


def test_the_changelog_has_a_section_for_the_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[?(?:Unreleased|\d+\.\d+\.\d+)", text, re.MULTILINE)


def test_every_direct_dependency_is_locked_with_a_hash() -> None:
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    lock = (ROOT / "requirements-dev.lock").read_text(encoding="utf-8")
    declared = re.findall(r'^  "([a-z0-9-]+)[=<>]', project, re.MULTILINE)
    locked = set(re.findall(r"^([a-z0-9-]+)==\S+.*\\\n\s+--hash", lock, re.MULTILINE))
    assert declared
    assert set(declared) <= locked


@pytest.fixture(scope="module")
def unpacked_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the wheel installs."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)  # noqa: S603 (our own words)
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def test_the_shipped_models_are_in_the_wheel(unpacked_wheel: Path) -> None:
    shipped = unpacked_wheel / "pipeline" / "shipped_models"
    models = [path for path in (ROOT / "models").rglob("*") if path.is_file()]
    assert models
    for path in models:
        installed = shipped / path.relative_to(ROOT / "models")
        assert installed.read_bytes() == path.read_bytes()


def test_the_installed_program_gives_the_same_bytes_in_another_process(
    unpacked_wheel: Path, sample_run: tuple[Path, Result], tmp_path: Path
) -> None:
    workspace, _ = sample_run
    shutil.copytree(SAMPLE, tmp_path / "corpus")
    environment = os.environ | {"PYTHONPATH": str(unpacked_wheel), "PYTHONHASHSEED": "7"}
    done = subprocess.run(
        [sys.executable, "-m", "pipeline", "run"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    made = {path.name: path.read_bytes() for path in (tmp_path / "outputs").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (workspace / "outputs").iterdir()}
