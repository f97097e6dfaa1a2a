"""The command that trains the models."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline.cli.options import SOME_REFUSED, Workspace, errors_on
from pipeline.screen import bars, set_up_log, tell, tell_pair_training, tell_training

if TYPE_CHECKING:
    from pipeline.learning import PairTraining


def train(
    reviewed: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="REVIEWED",
            help="Files in the form of mentions.csv in which people corrected the column part to "
            "improvement, consideration or neither, and added what was missed; or in the form of "
            "merges.csv with same or different in the column decision.",
            dir_okay=False,
        ),
    ] = None,
    workspace: Workspace = Path(),
    yes: Annotated[  # noqa: FBT002 (an option of the command line)
        bool, typer.Option("--yes", help="Take a better pair model without being asked.")
    ] = False,
) -> None:
    """Train the models from what people reviewed, and write those that it makes better.

    From reviewed mentions the model that decides what a sentence is (models/extract.json),
    from decided merges the one that says which state the same (models/cluster.json); without
    any, both from what comes with the program alone. What was reviewed is judged by a model
    that has not seen it; a model that is no better is not written. What another pair model
    would change in the table is shown first. The exit code is 0, or 1 where a model was not
    written or something reviewed was not found, or 2 for a wrong call.
    """
    from pipeline.learning import holds_merges, learn_pairs, renew_shipped  # noqa: PLC0415 (loads the models' libraries, seconds that --help need not wait)
    from pipeline.train import train as train_model  # noqa: PLC0415 (as above)

    screen = Console(stderr=True)
    set_up_log(verbose=False)
    complete = True
    with errors_on(screen):
        merges = [path for path in reviewed or [] if holds_merges(path)]
        others = [path for path in reviewed or [] if path not in merges]
        if others or not merges:
            with bars(screen) as progress:
                training = train_model(workspace, others, progress=progress)
            tell_training(training)
            complete = training.written and not training.unfound
        if merges or not others:
            with bars(screen) as progress:
                pairs = learn_pairs(workspace, merges, progress=progress)
            taken = _offer(pairs, yes=yes)
            complete = complete and taken and not pairs.unfound
        if not reviewed:
            tell([f"written to {path}" for path in renew_shipped(workspace)])
    if not complete:
        raise typer.Exit(SOME_REFUSED)


def _offer(pairs: PairTraining, *, yes: bool) -> bool:
    """Show what a pair model would change, and write it where it is better and wanted."""
    tell_pair_training(pairs)
    taken = pairs.better and (yes or not pairs.changes or _agreed())
    if taken:
        pairs.write()
    tell([f"written to {pairs.path}" if taken else "the pair model is not written"])
    return taken


def _agreed() -> bool:
    """Whether the person at the terminal wants it; where there is none, no."""
    return sys.stdin.isatty() and typer.confirm("Take this model?")
