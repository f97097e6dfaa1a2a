"""Charts: bars of how many recommendations stand how, as SVG and as PNG."""

from __future__ import annotations

import io
import re
import textwrap
import warnings
from contextlib import contextmanager
from html import escape
from typing import TYPE_CHECKING

import matplotlib as mpl
from matplotlib.figure import Figure

from pipeline.records import STATUSES, printable
from pipeline.reporting.sections import by_status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes

    from pipeline.reporting.contents import Chart

# A colour a status. Each stands out three to one from white and from the dark page, and white
# letters stand out from it four and a half to one (WCAG 2.2, 1.4.3 and 1.4.11).
COLOURS = ("#1b7f4d", "#2b6cb0", "#b45309", "#8856a7", "#6b7280")
# The page's own colours, which the page itself gives where it can.
_INK, _PAPER = "#1f2328", "#ffffff"
# White on any page; it must not be the paper's own, which the page replaces.
_LETTERS = "#fefefe"
_WIDTH, _BAR, _REST = 7.0, 0.42, 1.1
_LABEL_WIDTH, _LABEL_LINES = 34, 2
# A number is written into its piece of a bar where that is as wide as this share of the chart.
_WIDE_ENOUGH = 0.035
_DOTS_PER_INCH = 160
_PROLOGUE = re.compile(r"^.*?(?=<svg)|<metadata>.*?</metadata>", re.DOTALL)
_ID = re.compile(r'( id="|href="#|url\(#)')


def to_svg(chart: Chart) -> str:
    """The chart for a page: its text stays text, its ink is the page's, and it says itself.

    What it shows can be heard from its title and description.
    """
    with _style(chart.name):
        buffer = io.StringIO()
        _draw(chart).savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    drawn = _PROLOGUE.sub("", buffer.getvalue())
    # Several charts stand on one page, where each id may stand but once.
    drawn = _ID.sub(rf"\g<1>{chart.name}-", drawn)
    drawn = drawn.replace(_INK, "currentColor").replace(_PAPER, "var(--paper)")
    names = f"{chart.name}-title", f"{chart.name}-words"
    begin, rest = drawn.split(">", 1)
    return (
        f'{begin} role="img" aria-labelledby="{names[0]}" aria-describedby="{names[1]}">'
        f'<title id="{names[0]}">{escape(chart.title)}</title>'
        f'<desc id="{names[1]}">{escape(chart.words)}</desc>{rest}'
    )


def to_png(chart: Chart) -> bytes:
    """The chart for a printed page, on white."""
    with _style(chart.name):
        buffer = io.BytesIO()
        _draw(chart).savefig(
            buffer,
            format="png",
            dpi=_DOTS_PER_INCH,
            facecolor=_PAPER,
            metadata={"Software": None},
        )
    return buffer.getvalue()


@contextmanager
def _style(salt: str) -> Iterator[None]:
    """Everything that a drawing depends on but its numbers; it is as it was afterwards."""
    with mpl.rc_context(), warnings.catch_warnings():
        mpl.rcdefaults()
        mpl.rc("svg", fonttype="none", hashsalt=salt)
        mpl.rc("font", family="DejaVu Sans", size=9)
        mpl.rc("text", color=_INK, parse_math=False)
        mpl.rc("xtick", color=_INK)
        mpl.rc("ytick", color=_INK)
        mpl.rc("figure", facecolor="none")
        mpl.rc("axes", facecolor="none")
        # A name in a script that the font lacks is whole in the table below the chart.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        yield


def _draw(chart: Chart) -> Figure:
    figure = Figure(figsize=(_WIDTH, _REST + _BAR * len(chart.tallies)), layout="constrained")
    axes = figure.add_subplot()
    starts = [0] * len(chart.tallies)
    most = max(tally.recommendations for tally in chart.tallies)
    places = range(len(chart.tallies))
    for at, (status, colour) in enumerate(zip(STATUSES, COLOURS, strict=True)):
        numbers = [by_status(tally)[at] for tally in chart.tallies]
        axes.barh(
            places, numbers, left=starts, color=colour, edgecolor=_PAPER, label=status, height=0.75
        )
        for place, start, number in zip(places, starts, numbers, strict=True):
            if number >= _WIDE_ENOUGH * most:
                axes.text(
                    start + number / 2, place, str(number), ha="center", va="center", color=_LETTERS
                )
        starts = [start + number for start, number in zip(starts, numbers, strict=True)]
    _label(axes, chart)
    figure.legend(loc="outside upper left", ncols=len(STATUSES), frameon=False, handlelength=1)
    return figure


def _label(axes: Axes, chart: Chart) -> None:
    """Names beside the bars, the first above; no lines but a thin one under the numbers."""
    names = [_shorten(tally.name) for tally in chart.tallies]
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.locator_params(axis="x", integer=True)
    axes.tick_params(length=0)
    for side in ("top", "right", "left", "bottom"):
        axes.spines[side].set_visible(False)


def _shorten(name: str) -> str:
    """The name on at most two lines."""
    lines = textwrap.wrap(printable(name), _LABEL_WIDTH, max_lines=_LABEL_LINES, placeholder=" …")
    return "\n".join(lines)
