"""What the command line shows: bars while it works, tables and lines when it is done."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline.decisions.log import FIELDS
from pipeline.records import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.adding import Added
    from pipeline.decisions.log import Decision
    from pipeline.learning import PairTraining
    from pipeline.records import Rejection
    from pipeline.results import Result
    from pipeline.train import Training
    from pipeline.verify import Verification

_SHOWN_ROWS = 10
# Shares of the screen's width that the long columns get.
_WIDE = {"Proposal for Improvement": 5, "Category": 2}
_SHOWN_REJECTIONS = 20


def tell_added(added: Iterable[Added], rejections: Iterable[Rejection]) -> None:
    """What became of each file that was to be added, a line a file."""
    lines = [_line(file) for file in added]
    lines += [f"{rejection.item}: not added: {rejection.reason}" for rejection in rejections]
    tell(lines)


def _line(file: Added) -> str:
    """What was done with a file, for people."""
    source = file.source
    renamed = f", under the name {source.name}" if source.name != file.name else ""
    replaced = f", in place of {file.replaced}" if file.replaced else ""
    namesakes = "".join(
        f". {source.symbol} is also the symbol of {namesake}; if this is a new version of it, "
        f'write replaces = "{namesake}" in place of the id in its entry of the register'
        for namesake in file.namesakes
    )
    return f"{source.document_id}: {file.name} is added{renamed}{replaced}{namesakes}"


def tell_training(training: Training) -> None:
    """How well the old and the new model do, and what became of the new."""
    lines = [f"not found in a registered document: {text}" for text in training.unfound]
    lines.append(f"{training.examples} labelled sentences, {training.reviewed} of them reviewed")
    measures = {"shipped sentences": training.shipped, "with the reviewed": training.trained}
    for name, measure in measures.items():
        if measure:
            f1 = ", ".join(f"{part}s {value:.3f}" for part, value in measure.f1.items())
            lines.append(
                f"{name}, F1 on documents not seen: {f1}; of {measure.sure} taken with a "
                f"probability of .9 or more, {measure.sure_and_right:.1%} are right"
            )
    lines.append(
        f"written to {training.path}"
        if training.written
        else "not written: the reviewed sentences do not make it better on what it has not seen"
    )
    tell(lines)


def tell_pair_training(training: PairTraining) -> None:
    """How well the old and the new pair model do, and what the new one would change."""
    lines = [f"mentions that are not there any more: {pair}" for pair in training.unfound]
    lines.append(f"{training.pairs} pairs of wordings, {training.decisions} decided merges")
    lines.append(f"surprise of the shipped wordings alone (less is better): {training.shipped:.3f}")
    if training.trained is not None:
        lines.append(f"surprise with the other decisions learned from: {training.trained:.3f}")
        lines.append(f"rows of the table that would change: {len(training.changes)}")
    tell([*lines, *training.changes])


def describe_log(decisions: Iterable[Decision], texts: Mapping[str, str]) -> Iterator[str]:
    """The log for people, some lines a decision.

    Args:
        decisions: In the order of the log.
        texts: Of the mentions that they name, by id.
    """
    for decision in decisions:
        when = decision.decided_at.strftime("%Y-%m-%d %H:%M UTC")
        value = f": {decision.value}" if decision.kind in FIELDS else ""
        yield f"{decision.number}  {when}  {decision.reviewer}  {decision.kind}{value}"
        yield from (f"    {texts.get(name, name)}" for name in decision.mention_ids[:_SHOWN_ROWS])
        yield from (f"    {words}" for words in (decision.shown, decision.note) if words)


def tell(lines: Iterable[str]) -> None:
    """Lines on the screen, as they are, and not broken where they are long."""
    screen = Console(highlight=False, emoji=False)
    for line in lines:
        screen.print(show(line), soft_wrap=True)


def set_up_log(*, verbose: bool) -> None:
    """Log the seconds of each stage where they are wanted; of the libraries, nothing.

    What a library says of a damaged file ends in its rejection, once, in our words.
    """
    if verbose:
        logging.basicConfig(level=logging.INFO, format="stocktake: %(message)s", force=True)
    for name in ("pdfminer", "pdfplumber", "pypdfium2", "trafilatura"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def bars(screen: Console) -> Iterator[Callable[[str, int], Callable[[], None]]]:
    """A progress bar for each stage, on a terminal; nothing where output is redirected."""
    columns = (
        TextColumn("{task.description:<32}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=screen, disable=not screen.is_terminal) as bars:

        def begin(stage: str, steps: int) -> Callable[[], None]:
            task = bars.add_task(stage, total=steps)
            return lambda: bars.advance(task)

        yield begin


def summarise(result: Result, folder: Path, screen: Console, *, changes: Mapping[str, int]) -> None:
    """Counts of a run, its first rows, what was refused, and where the table lies.

    Args:
        result: What the run made.
        folder: Where its outputs lie.
        screen: What is written to.
        changes: How many rows are new, changed and gone, where it was compared.
    """
    screen.print(_counts(result, changes), _first_rows(result), sep="\n")
    if result.rejections:
        screen.print(_rejections(result, folder))
    for conflict in result.conflicts:
        rows = conflict.rows.replace("|", " and ")
        screen.print(show(f"Conflict, {rows}, {conflict.field}: {conflict.reason}"))
    if len(result.orphans):
        screen.print(
            f"{len(result.orphans)} mentions that were decided on are not in their documents any "
            f"more: {folder / 'orphans.csv'}",
            markup=False,
            soft_wrap=True,
        )
    if result.silent:
        shown = ", ".join(result.silent[:_SHOWN_REJECTIONS])
        screen.print(f"Nothing found in {len(result.silent)} documents: {shown}", markup=False)
    screen.print(f"The table: {folder / 'table.xlsx'}", markup=False, soft_wrap=True)


def _counts(result: Result, changes: Mapping[str, int]) -> Table:
    counts = Table(show_header=False, box=None)
    for name, count in (
        ("Documents read", len(result.documents)),
        ("Mentions found", len(result.mentions)),
        ("Recommendations", len(result.table)),
        ("Suggested merges", len(result.merges)),
        ("Refused", len(result.rejections)),
        *((f"Rows that are {change}", count) for change, count in changes.items()),
    ):
        counts.add_row(name, str(count))
    return counts


def _first_rows(result: Result) -> Table:
    columns = ["Id", "Proposal for Improvement", "Category", "Sources"]
    title = f"First rows of {len(result.table)}"
    rows = Table(title=title, title_justify="left", expand=True)
    for column in columns:
        rows.add_column(column, ratio=_WIDE.get(column))
    for row in result.table[columns].head(_SHOWN_ROWS).itertuples(index=False, name=None):
        rows.add_row(*(show(cell) for cell in row))
    return rows


def _rejections(result: Result, folder: Path) -> Table:
    rows = Table("Refused", "Why", title_justify="left")
    for rejection in result.rejections[:_SHOWN_REJECTIONS]:
        rows.add_row(show(rejection.item), show(rejection.reason))
    more = len(result.rejections) - _SHOWN_REJECTIONS
    if more > 0:
        rows.add_row(f"and {more} more", show(f"see {folder / 'rejections.csv'}"))
    return rows


def show_verified(result: Verification, screen: Console) -> None:
    """How many mentions stand where it is said, and those that do not."""
    counts = Table("Read as", "Checked", *result.columns, box=None)
    for row in result.rows():
        counts.add_row(*row)
    screen.print(counts)
    for failure in result.failures[:_SHOWN_REJECTIONS]:
        screen.print(show(failure.explain()), soft_wrap=True)
    more = len(result.failures) - _SHOWN_REJECTIONS
    if more > 0:
        screen.print(f"and {more} more")


def show(value: object) -> str:
    """The value as text that cannot steer the terminal or be taken for Rich's markup."""
    return escape(printable(str(value)))
