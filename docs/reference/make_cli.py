"""Print the command reference, ``docs/reference/cli.md``, from the command line itself."""  # noqa: INP001 (a script, not a package)

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer
from typer.core import TyperGroup

from pipeline.cli import app

if TYPE_CHECKING:
    from collections.abc import Iterator

    from typer.core import TyperArgument, TyperCommand, TyperOption

_HEAD = """\
# Commands

Made by `python docs/reference/make_cli.py`; do not edit by hand.

`stocktake --help` and `stocktake COMMAND --help` say the same on the screen. \
`python -m pipeline` is the same command as `stocktake`."""


def describe(group: TyperGroup) -> Iterator[str]:
    """Blocks of the page: its head, then each command with its arguments and options."""
    yield _HEAD
    yield _in_one_line(group.help)
    yield _table(group)
    yield from _commands(group, str(group.name))


def _commands(group: TyperGroup, called: str) -> Iterator[str]:
    """Blocks for each command of a group, by name, and of the groups in it."""
    for name, command in sorted(group.commands.items()):
        whole = f"{called} {name}"
        yield f"## `{whole}`"
        yield from map(_in_one_line, (command.help or "").split("\n\n"))
        if isinstance(command, TyperGroup):
            yield from _commands(command, whole)
            continue
        yield f"    {_usage(whole, command)}"
        if command.params:
            yield _table(command)


def _usage(name: str, command: TyperCommand) -> str:
    written = (
        f"[{_written(parameter)}]" if _is_option(parameter) else _written(parameter)
        for parameter in command.params
    )
    return " ".join([name, *written])


def _table(command: TyperCommand | TyperGroup) -> str:
    rows = map(_row, command.params)
    return "\n".join(["| | means | default |", "|---|---|---|", *rows])


def _row(parameter: TyperArgument | TyperOption) -> str:
    default = "" if parameter.default in (None, "") else f"`{parameter.default}`"
    return f"| `{_written(parameter)}` | {_in_one_line(parameter.help)} | {default} |"


def _written(parameter: TyperArgument | TyperOption) -> str:
    """The parameter as it is typed: "--since OUTPUTS"; a switch takes no value."""
    value = str(parameter.metavar or str(parameter.name).upper())
    if not _is_option(parameter):
        return value
    return parameter.opts[0] if parameter.is_flag else f"{parameter.opts[0]} {value}"


def _is_option(parameter: TyperArgument | TyperOption) -> bool:
    return parameter.param_type_name == "option"


def _in_one_line(text: str | None) -> str:
    return " ".join((text or "").split())


if __name__ == "__main__":
    sys.stdout.write("\n\n".join(describe(typer.main.get_command(app))) + "\n")
