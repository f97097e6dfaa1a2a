"""What an import did, for people: on the screen, and as a file."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from pipeline.decisions.wording import shorten
from pipeline.errors import UsageError
from pipeline.importing.wishes import Outcome
from pipeline.outputs import to_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.importing.settling import Plan
    from pipeline.importing.wishes import Finding

_MOST_LINES = 50
# Two values and what is said of them.
_LONGEST_REASON = 400
_COLUMNS = ("sheet", "row", "column", "recommendation", "outcome", "reason")


def describe_plan(plan: Plan) -> Iterator[str]:
    """How many cells had which outcome, and the first of each."""
    counts = Counter(finding.outcome for finding in plan.findings)
    for outcome in Outcome:
        if counts[outcome]:
            yield f"{outcome}: {counts[outcome]}"
            yield from map(_describe, plan.of(outcome)[:_MOST_LINES])
        if counts[outcome] > _MOST_LINES:
            yield f"    and {counts[outcome] - _MOST_LINES} more; --report names all"
    if not plan.findings:
        yield "nothing was changed"


def _describe(finding: Finding) -> str:
    place = finding.place
    column = f", {place.column}" if place.column else ""
    row = f", {finding.recommendation}" if finding.recommendation else ""
    reason = shorten(finding.reason, letters=_LONGEST_REASON)
    return f"    {place.sheet}, row {place.row}{column}{row}: {reason}"


def write_report(path: Path, plan: Plan) -> None:
    """Write what became of each cell to a CSV file.

    Raises:
        UsageError: It cannot be written.
    """
    rows = [
        (f.place.sheet, f.place.row, f.place.column, f.recommendation, f.outcome.value, f.reason)
        for f in plan.findings
    ]
    try:
        path.write_bytes(to_csv(pd.DataFrame(rows, columns=list(_COLUMNS))))
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); name another") from error
