"""The report as one page that needs nothing else, and no script."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.reporting.charts import to_svg

if TYPE_CHECKING:
    from pipeline.reporting.contents import Chart, Contents

_TEMPLATES = Path(__file__).parent / "templates"


def to_html(contents: Contents) -> bytes:
    """The report as HTML; whatever people wrote stands in it as text."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["svg"] = _draw
    page = environment.get_template("report.html").render(contents=contents)
    # Half a character, as a damaged file can hold, is none of any encoding.
    return page.encode(errors="replace")


def _draw(chart: Chart) -> Markup:
    """The chart, which ``to_svg`` has made safe."""
    return Markup(to_svg(chart))  # noqa: S704 (its texts are escaped where it is drawn)
