"""The commands that run the pipeline: once, and whenever files arrive."""

from __future__ import annotations

import csv
import math
import os
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipeline import __version__
from pipeline.cli.events import begin_stage, tell_event, told_to_programs
from pipeline.cli.logfile import LOG, log, log_file
from pipeline.cli.options import SOME_REFUSED, STOPPED, WRONG_CALL, Workspace, errors_on
from pipeline.config import OUTPUTS
from pipeline.errors import StocktakeError
from pipeline.locking import one_run
from pipeline.records import printable
from pipeline.screen import bars, set_up_log, show, summarise, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pipeline.results import Result
    from pipeline.run import Last, Progress

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Documents and folders to take in; folders are read with all below them. "
        "Without any, what the workspace already holds is processed.",
    ),
]
Since = Annotated[
    str,
    typer.Option(
        metavar="OUTPUTS",
        help="What is new, changed or gone is written to changes.csv: against the outputs "
        "of an earlier run, kept in another folder, or with `last` against the run before.",
    ),
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show how many seconds each stage takes.")]

_SECONDS_TO_WAIT = 600
_CHANGES = ("new", "changed", "gone")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Call:
    """What is to be run.

    Attributes:
        command: The command that was called.
        seconds: How long to wait for another run that is at work in the workspace.
    """

    command: str
    workspace: Path
    paths: tuple[Path, ...]
    since: Path | Last | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What came of it.

    Attributes:
        changes: How many rows are new, changed and gone; empty where nothing was compared.
    """

    result: Result
    changes: dict[str, int]

    @property
    def exit_code(self) -> int:
        return SOME_REFUSED if self.result.rejections or self.result.conflicts else 0

    @property
    def counts(self) -> dict[str, int]:
        """What there is of everything, by names for programs."""
        return {
            "documents": len(self.result.documents),
            "mentions": len(self.result.mentions),
            "recommendations": len(self.result.table),
            "suggested_merges": len(self.result.merges),
            "rejections": len(self.result.rejections),
            "conflicts": len(self.result.conflicts),
            **self.changes,
        }

    def __str__(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in self.counts.items()).replace("_", " ")


def run(
    paths: Paths = None,
    workspace: Workspace = Path(),
    since: Since = "",
    *,
    no_wait: Annotated[
        bool,
        typer.Option(
            "--no-wait",
            help="Where another run is at work in the workspace, end at once with exit code 75, "
            "in place of waiting ten minutes for it.",
        ),
    ] = False,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="For programs: write what happens as lines of JSON."),
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Read the documents and write the table of recommendations to outputs/.

    Read are PDF, scans and pictures (with OCR), DOCX, ODT, RTF, PPTX, HTML, text, Markdown,
    CSV, XLSX, e-mail (EML, MSG) with attachments, ZIP, and DOC, PPT, XLS, ODP and ODS through
    LibreOffice. The exit code is 0, or 1 where some documents were refused or decisions contradict
    each other and the rest is done, or 2 for a wrong call, or 75 where another run was at work in
    the workspace for too long. What happened is in the workspace's stocktake.log too.
    """
    call = _Call(
        command="stocktake run",
        workspace=workspace,
        paths=tuple(paths or ()),
        since="last" if since == "last" else Path(since) if since else None,
        seconds=0 if no_wait else _SECONDS_TO_WAIT,
    )
    screen = Console(stderr=True)
    set_up_log(verbose=verbose)
    if as_json:
        with errors_on(screen), told_to_programs():
            outcome = _process(call, begin_stage, lambda who: tell_event("waiting", holder=who))
        _tell_outcome(outcome, workspace)
    else:
        with errors_on(screen), bars(screen) as progress:
            outcome = _process(call, progress, partial(_tell_wait, screen))
        summarise(
            outcome.result, workspace / OUTPUTS, Console(emoji=False), changes=outcome.changes
        )
    if outcome.exit_code:
        raise typer.Exit(outcome.exit_code)


def watch(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Where files arrive. They are read where they lie, so they must stay there.",
            exists=True,
            file_okay=False,
        ),
    ],
    workspace: Workspace = Path(),
    settle: Annotated[
        float,
        typer.Option(
            metavar="SECONDS",
            help="Files have settled when nothing has changed for so long.",
            min=0,
        ),
    ] = 10,
    *,
    once: Annotated[
        bool,
        typer.Option("--once", help="Run once, when the files have settled; with its exit code."),
    ] = False,
    verbose: Verbose = False,
) -> None:
    """Run whenever files have arrived in a folder, or in the workspace's corpus, and settled.

    Each run is as `stocktake run FOLDER --since last`, and leaves one line on the screen. An
    error of one run is told in its line and in the workspace's stocktake.log, and the next files
    are waited for. Ctrl-C ends it, with exit code 0.
    """
    from pipeline.watching import arrivals, look_at  # noqa: PLC0415 (loads libraries, seconds that --help need not wait)

    screen = Console(stderr=True)
    set_up_log(verbose=verbose)
    look = partial(look_at, (folder, workspace / "corpus"), workspace)
    settled = arrivals(look, seconds=settle, on_arrival=_tell_arrival)
    try:
        for _ in settled:
            paths = (folder,) if look_at([folder], workspace) else ()
            code = _run_watched(workspace, paths, screen)
            if once:
                raise typer.Exit(code)
    except KeyboardInterrupt:
        tell(["stopped"])


def _process(call: _Call, progress: Progress, on_wait: Callable[[str], None]) -> _Outcome:
    """What came of a run, begun when no other was at work in the workspace, and logged.

    Raises:
        StocktakeError: As the run does; a BusyError where another was at work for too long.
    """
    from pipeline.run import run as run_pipeline  # noqa: PLC0415 (loads the models' libraries, seconds that --help need not wait)

    workspace = call.workspace
    with (
        one_run(workspace, command=call.command, seconds=call.seconds, on_wait=on_wait),
        log_file(workspace),
        _logged(call),
    ):
        result = run_pipeline(workspace, call.paths, since=call.since, progress=progress)
        changes = _count_changes(workspace) if call.since else {}
        outcome = _Outcome(result=result, changes=changes)
        for rejection in result.rejections:
            log.warning("refused: %s: %s: %s", rejection.stage, rejection.item, rejection.reason)
        log.info("%s", outcome)
        log.info("end: exit code %d", outcome.exit_code)
    return outcome


def _run_watched(workspace: Path, paths: tuple[Path, ...], screen: Console) -> int:
    """Exit code of a run that leaves one line on the screen, whatever came of it."""
    call = _Call(
        command="stocktake watch",
        workspace=workspace,
        paths=paths,
        since="last",
        seconds=math.inf,
    )
    try:
        with bars(screen) as progress:
            outcome = _process(call, progress, partial(_tell_wait, screen))
    except (StocktakeError, OSError) as error:
        # A shared folder that is out of reach for a while ends nothing.
        code, said = WRONG_CALL, str(error)
    else:
        code, said = outcome.exit_code, str(outcome)
    tell([f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC: exit code {code}: {said}"])
    return code


def _count_changes(workspace: Path) -> dict[str, int]:
    """How many rows are new, changed and gone, as the run that holds the workspace has written."""
    path = workspace / OUTPUTS / "changes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        counts = Counter(row["change"] for row in csv.DictReader(file))
    return {change: counts[change] for change in _CHANGES}


@contextmanager
def _logged(call: _Call) -> Iterator[None]:
    """How a run began, and how one ended that was broken off."""
    against = f", compared with {call.since}" if call.since else ""
    log.info(
        "start: %s %s, process %d, %d paths named%s",
        call.command,
        __version__,
        os.getpid(),
        len(call.paths),
        against,
    )
    try:
        yield
    except StocktakeError as error:
        log.warning("%s", error)
        log.warning("end: exit code %d", WRONG_CALL)
        raise
    except OSError as error:
        log.warning("broken off: %s", error)
        raise
    except KeyboardInterrupt:
        log.warning("end: stopped, exit code %d", STOPPED)
        raise


def _tell_outcome(outcome: _Outcome, workspace: Path) -> None:
    for rejection in outcome.result.rejections:
        tell_event("rejection", stage=rejection.stage, item=rejection.item, reason=rejection.reason)
    tell_event(
        "done",
        exit_code=outcome.exit_code,
        outputs=printable(str(workspace / OUTPUTS)),
        log=printable(str(workspace / LOG)),
        **outcome.counts,
    )


def _tell_wait(screen: Console, who: str) -> None:
    screen.print(f"Waiting for {show(who)}", soft_wrap=True)


def _tell_arrival(count: int) -> None:
    tell([f"Files that are new or changed: {count}; waiting until nothing changes any more"])
