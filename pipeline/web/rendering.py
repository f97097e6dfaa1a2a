"""Pages from templates, every text escaped."""

from __future__ import annotations

import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, RedirectResponse

from pipeline import __version__
from pipeline.decisions.log import Kind
from pipeline.decisions.wording import name_label, say_value
from pipeline.store.roles import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

    from pipeline.web.visitors import Visitor

STATIC = Path(__file__).parent / "static"
_DONE = re.compile(r"(\d{1,15})-(\d{1,15})")

_templates = Environment(
    loader=PackageLoader("pipeline.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render(
    request: Request, visitor: Visitor, name: str, *, status: int = 200, **values: object
) -> HTMLResponse:
    """The page of a template.

    Args:
        request: What was asked.
        visitor: Who asked.
        name: Of the template.
        status: Of the answer.
        values: By the names that the template has for them.
    """
    site = request.app.state.site
    page = _templates.get_template(name).render(
        here=request.url.path,
        query=request.url.query,
        done=_read_done(request.query_params.get("done", "")),
        form_key=secrets.token_urlsafe(12),
        visitor=visitor,
        roles=Role,
        is_group=site.doors is not None,
        together=site.config.deciding.together,
        running=site.runs.is_running(),
        needs_run=site.board.is_usable and site.board.fact("needs_run", bool),
        version=__version__,
        **values,
    )
    return HTMLResponse(page, status)


def _read_done(done: str) -> tuple[int, int] | None:
    """First and last number of the decisions that a form made, as the address says."""
    found = _DONE.fullmatch(done)
    return (int(found[1]), int(found[2])) if found else None


def go_to(path: str, **query: object) -> RedirectResponse:
    """Where a browser goes after a form was taken, always on this site."""
    try:
        split = urlsplit(path)
    except ValueError:
        split = urlsplit("/")
    safe = split.path if split.path.startswith("/") and not split.path.startswith("//") else "/"
    kept = [(name, value) for name, value in parse_qsl(split.query) if name != "done"]
    asked = urlencode([*kept, *query.items()])
    place = f"#{split.fragment}" if split.fragment else ""
    return RedirectResponse(f"{safe}?{asked}{place}" if asked else safe + place, 303)


def mark_parts(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """The text, escaped, with parts of it marked.

    Args:
        text: To be shown.
        spans: Start and end of each part, in characters; in order, none over another.
    """
    pieces, place = [], 0
    for start, end in spans:
        pieces += [escape(text[place:start]), Markup("<mark>"), escape(text[start:end])]
        pieces.append(Markup("</mark>"))
        place = end
    return Markup("").join([*pieces, escape(text[place:])])


_templates.globals |= {
    "kinds": Kind,
    "mark_parts": mark_parts,
    "name_label": name_label,
    "say_value": say_value,
}
