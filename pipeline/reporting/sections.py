"""What a report says, in words and tables.

Every number is put into words once, here, so that all files and charts agree.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.records import STATUSES
from pipeline.reporting.computing import NOT_AVAILABLE
from pipeline.reporting.contents import Chart, Contents, Grid, Section
from pipeline.reporting.listings import (
    list_all,
    list_indicators,
    list_milestones,
    list_not_begun,
    list_overdue,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.reporting.figures import Figures, Flow, Tally

# Charts show so many groups; their tables show all.
MOST_BARS = 20

_COUNTS = ("All", *(status.capitalize() for status in STATUSES))
_SHARES = ("Assessed", "Degree of completion")
# Paragraphs with a blank line between.
_METHOD = Path(__file__).parent / "templates" / "method.txt"


def put_into_words(figures: Figures, *, title: str) -> Contents:
    """The report that the figures make."""
    rows = {row.recommendation_id: row for row in figures.rows}
    return Contents(
        title=title,
        subtitle=f"As of {figures.as_of.isoformat()}",
        as_of=figures.as_of,
        sections=(
            _summary(figures),
            *([_since(figures.flow)] if figures.flow else []),
            *_by_groups(figures),
            _claims(figures),
            list_overdue(figures),
            list_milestones(figures),
            list_indicators(figures),
            list_not_begun(figures, rows),
            list_all(figures),
            _method(figures),
        ),
    )


def _summary(figures: Figures) -> Section:
    all_of = figures.overall
    degree = (
        f"Degree of completion: {all_of.degree}, that is {all_of.completed} completed of "
        f"{all_of.assessed} assessed."
        if all_of.assessed
        else f"Degree of completion: {NOT_AVAILABLE}, for nothing has been assessed yet."
    )
    shares = (
        f"Of {_count(all_of.recommendations, 'recommendation')}, {all_of.assessed} have been "
        f"assessed and {all_of.not_assessed} have not."
    )
    late = f"Overdue recommendations and milestones: {len(figures.overdue)}."
    compared = (
        f"It is compared with the report as of {figures.flow.since.isoformat()}."
        if figures.flow
        else "There is no earlier report to compare it with."
    )
    return Section(
        key="summary",
        heading="Summary",
        paragraphs=(degree, shares, late, compared),
        chart=_chart("overall", "All recommendations", [all_of]),
        grids=(_tallies("All recommendations", "Group", [all_of]),),
    )


def _since(flow: Flow) -> Section:
    steps = (
        (f"Open on {flow.since.isoformat()}", "", flow.opening, ()),
        ("Newly added", "+", len(flow.added), flow.added),
        ("Reopened", "+", len(flow.reopened), flow.reopened),
        ("Completed", "−", len(flow.completed), flow.completed),
        ("Overtaken by events", "−", len(flow.overtaken), flow.overtaken),
        ("No longer in the table", "−", len(flow.gone), flow.gone),
        ("Open now", "=", flow.closing, ()),
    )
    return Section(
        key="since",
        heading="Since the last report",
        paragraphs=(
            (
                "Open is whatever is neither completed nor overtaken by events. What is new and "
                "completed already counts as newly added and as completed. A recommendation is no "
                "longer in the table when it became one with another or was found not relevant."
            ),
        ),
        grids=(
            Grid(
                caption="From open then to open now",
                columns=("Step", "Sign", "Number", "Which"),
                rows=tuple((w, s, str(n), ", ".join(ids)) for w, s, n, ids in steps),
                numbers=frozenset((2,)),
            ),
            Grid(
                caption="Statuses that changed",
                columns=("Id", "Recommendation", "Then", "Now"),
                rows=tuple(
                    (
                        change.recommendation_id,
                        change.text,
                        change.before or "not in the table",
                        change.now or "not in the table",
                    )
                    for change in flow.changes
                ),
            ),
        ),
    )


def _by_groups(figures: Figures) -> Iterable[Section]:
    several = "A recommendation counts with each that it has, so the sum can be more than all."
    alike = "Documents of one name, such as the answers to one consultation, count as one source."
    for key, what, label, tallies, note in (
        ("category", "category", "Category", figures.by_category, ""),
        ("source", "source", "Source", figures.by_source, f"{several} {alike}"),
        ("body", "responsible body", "Responsible body", figures.by_body, several),
        ("year", "year", "Year", figures.by_year, "The year in which it was first said."),
        (
            "time",
            "end of year",
            "Day",
            figures.over_time,
            (
                "The recommendations that are in the table now, as they stood at the end of each "
                "year since the first assessment, and on the day of this report."
            ),
        ),
    ):
        cut = (
            f"The chart shows the {MOST_BARS} largest; the table shows all."
            if len(tallies) > MOST_BARS
            else ""
        )
        yield Section(
            key=f"by-{key}",
            heading=f"By {what}",
            paragraphs=tuple(filter(None, (note, cut))),
            chart=_chart(key, f"Recommendations by {what}", tallies),
            grids=(_tallies(f"Recommendations by {what}", label, tallies),),
        )


def _tallies(caption: str, label: str, tallies: Sequence[Tally]) -> Grid:
    return Grid(
        caption=caption,
        columns=(label, *_COUNTS, *_SHARES),
        rows=tuple(
            (t.name, str(t.recommendations), *map(str, by_status(t)), str(t.assessed), t.degree)
            for t in tallies
        ),
        numbers=frozenset(range(1, len(_COUNTS) + len(_SHARES) + 1)),
    )


def by_status(tally: Tally) -> tuple[int, ...]:
    """The numbers of a tally, in the order of the statuses."""
    return (
        tally.completed,
        tally.ongoing,
        tally.to_be_started,
        tally.overtaken,
        tally.not_assessed,
    )


def _chart(name: str, title: str, tallies: Sequence[Tally]) -> Chart | None:
    """The chart of the largest groups, in the order in which they stand; None where none is."""
    largest = sorted(tallies, key=lambda t: -t.recommendations)[:MOST_BARS]
    shown = tuple(t for t in tallies if t in largest)
    words = "; ".join(
        f"{t.name}: " + ", ".join(f"{n} {s}" for n, s in zip(by_status(t), STATUSES, strict=True))
        for t in shown
    )
    return Chart(name=name, title=title, tallies=shown, words=words) if shown else None


def _claims(figures: Figures) -> Section:
    return Section(
        key="claims",
        heading="Claimed and found",
        paragraphs=(
            (
                "What the group found of the recommendations for which the responsible body "
                "claims a status. Each row is one claim; the columns say what was found."
            ),
        ),
        grids=(_tallies("What was found, by what is claimed", "Claimed", figures.claims),),
    )


def _method(figures: Figures) -> Section:
    written = _METHOD.read_text(encoding="utf-8").strip().split("\n\n")
    method = (paragraph.replace("\n", " ") for paragraph in written)
    day = f"The day of this report is {figures.as_of.isoformat()}."
    return Section(key="method", heading="Method and limits", paragraphs=(*method, day))


def _count(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
