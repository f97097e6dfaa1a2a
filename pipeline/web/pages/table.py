"""The table: rows that fit, sorted, in pages; changed in place, one or many at a time."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pipeline.board import Row
from pipeline.decisions.log import ACCEPTABLE, FIELDS, NO, TAG_SEPARATOR, YES, Choice, Kind
from pipeline.decisions.wording import Names, name_label
from pipeline.errors import UsageError
from pipeline.records import COSTS, STATUSES, Part
from pipeline.reviewing import accept, choose, parse_value
from pipeline.web.asked import FILTERS, NOTHING, PARTS, REMOVED, SIZES, Asked, read_asked
from pipeline.web.rendering import render
from pipeline.web.retired import find_retired
from pipeline.web.site import Site
from pipeline.web.taking import take
from pipeline.web.visitors import Form, Here, Reads, Reviews

router = APIRouter()

# The columns that are shown, with what they are sorted by; Tags by their keys.
COLUMNS = (
    ("Id", "place"),
    ("Proposal", "text"),
    ("Category", "category"),
    ("Tags", "tags"),
    ("Responsible", "responsible"),
    ("Status", "status"),
    ("Sources", "sources"),
    ("Target date", "target_date"),
    ("Cost", "cost"),
    ("Consensual", "consensual"),
)
# Orders that no column shows.
ORDERS = (("Highest priority", "-priority"), ("Decided last", "-changed"))
# Filters that are always seen; the others open on demand.
FIRST = ("category", "tag", "status")
# Names of filters that do not say of themselves what they are.
_LABELS = {
    "tag": "Tags",
    "decided": "Decided by people",
    "reviewed": "The suggested category was taken",
    "recorded": "Progress is recorded",
    "review": "Something stands in Review",
    "since last": "Since the last run",
    "merges": "Has suggested merges",
}
# A facet with more values is written, not chosen; of those, so many are offered.
_MOST_OPTIONS, _MOST_OFFERED = 60, 200
# What can be set of many rows at once: all but their texts, and a tag beside those there.
SETTABLE = tuple(kind for kind in FIELDS if kind is not Kind.TEXT)
ADD_TAG = "one more tag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """A facet to filter by.

    Attributes:
        label: Its name for people.
        options: Values, as addresses have them, with the words for them.
        written: Whether it is written, for there are too many values to choose from.
        more: Whether there are more than those that are offered.
    """

    name: str
    label: str
    options: list[tuple[str, str]]
    written: bool
    more: bool


@router.get("/table")
def show_table(request: Request, site: Here, visitor: Reads) -> Response:
    """A page of the rows that the address asks for."""
    known = site.known()
    asked = read_asked(request.query_params.multi_items())
    if not all(request.query_params.values()):
        # Forms send their empty fields too; an address to be passed on is better short.
        return RedirectResponse(asked.link(), 303)
    parts = site.board.parts(asked.everywhere)
    counts = {part: _count(parts, part) for part in PARTS}
    pages = max(1, -(-counts[asked.part] // asked.count))
    asked = replace(asked, page=min(asked.page, pages))
    names = site.names
    return render(
        request,
        visitor,
        "table.html",
        title="Table",
        asked=asked,
        rows=site.board.find(asked.view),
        counts=counts,
        total=site.board.total,
        pages=pages,
        columns=COLUMNS,
        orders=ORDERS,
        sizes=SIZES,
        filters=[_filter(site, name, asked, names) for name in FILTERS],
        first=FIRST,
        settable=(*SETTABLE, ADD_TAG),
        acceptable=ACCEPTABLE,
        say_accepting=say_accepting,
        offered=_offered(site),
        statuses=STATUSES,
        vocabulary=site.vocabulary,
        names=names,
        seen=known.last,
    )


@router.post("/table/set")
def set_rows(request: Request, site: Here, visitor: Reviews, form: Form) -> Response:
    """Write what was said of all ticked rows."""
    site.known()
    names = list(dict.fromkeys(str(name) for name in form.getlist("row")))
    if not names:
        raise UsageError("no row is ticked; go back, tick the rows and send the form again")
    rows = [find_row(site, name) for name in names]
    choices = _choices(site, rows, form)
    if not choices:
        raise UsageError("the ticked rows say all of this already; nothing is left to decide")
    return take(request, site, visitor, form, choices, back="/table")


def find_row(site: Site, name: str) -> Row:
    """The row of an id.

    Raises:
        UsageError: There is none.
    """
    row = site.board.row(name)
    if row is None:
        retired = find_retired(site, name) or f"{name!r}: is no row of the table now"
        raise UsageError(f"{retired}; load the page again")
    return row


def accept_row(site: Site, row: Row, *, note: str = "") -> list[Choice]:
    """Choices that accept a row: what is only suggested of it is decided."""
    return [
        choice
        for kind, value in _accepted(row).items()
        for choice in choose(site.board, site.vocabulary, kind, [row.id], value=value, note=note)
    ]


def say_accepting(row: Row) -> str:
    """What accepting a row decides, in words; nothing where all of it is decided."""
    words = {Kind.RELEVANT: "back into the table", Kind.REVIEW: "nothing left in Review"}
    return ", ".join(words.get(kind, kind.value) for kind in _accepted(row))


def _accepted(row: Row) -> dict[Kind, str]:
    said = {kind: row.says(kind) for kind in FIELDS}
    if Kind.REVIEW not in row.decided:
        # What the program says there is no decision, and none takes it away.
        said[Kind.REVIEW] = ""
    return accept(said, row.decided)


def _choices(site: Site, rows: Sequence[Row], form: Form) -> list[Choice]:
    """What the button that was pressed says of each row."""
    pressed, note = str(form.get("do", "")), str(form.get("note", "")).strip()
    if pressed == "accept":
        return [choice for row in rows for choice in accept_row(site, row, note=note)]
    what, value = {
        "set": (str(form.get("what", "")), str(form.get("value", ""))),
        **{part.value: (Kind.PART.value, part.value) for part in Part},
        "remove": (Kind.RELEVANT.value, NO),
        "bring back": (Kind.RELEVANT.value, YES),
    }.get(pressed, ("", ""))
    if what == ADD_TAG:
        return [choice for row in rows for choice in _add_tag(site, row, value, note)]
    if what not in SETTABLE:
        raise UsageError(f"{what or pressed!r}: cannot be set of many rows; choose a field")
    moved = [
        row for row in rows if row.part != pressed and row.relevant == (pressed != "bring back")
    ]
    names = [row.id for row in (rows if pressed == "set" else moved)]
    return choose(site.board, site.vocabulary, what, names, value=value, note=note)


def _add_tag(site: Site, row: Row, value: str, note: str) -> list[Choice]:
    key = parse_value(Kind.TAGS, value, site.vocabulary)
    if not key:
        raise UsageError("no tag is written; write the one that the ticked rows are to get")
    tags = TAG_SEPARATOR.join(dict.fromkeys((*row.tags, *key.split(TAG_SEPARATOR))))
    if tags == TAG_SEPARATOR.join(row.tags) and Kind.TAGS.value in row.decided:
        return []
    return choose(site.board, site.vocabulary, Kind.TAGS, [row.id], value=tags, note=note)


def _count(parts: dict[tuple[bool, str], int], part: str) -> int:
    """How many rows a part of the table has."""
    relevant = part != REMOVED
    wanted = (part,) if part in tuple(Part) else tuple(Part)
    return sum(parts.get((relevant, one), 0) for one in wanted)


def _filter(site: Site, name: str, asked: Asked, names: Names) -> Filter:
    values = site.board.first_values(name, _MOST_OFFERED + 1)
    kind = {"category": Kind.CATEGORY, "tag": Kind.TAGS}.get(name, Kind.TEXT)
    known = dict.fromkeys([value or NOTHING for value in values[:_MOST_OFFERED]])
    options = [(value, name_label(kind, value, names)) for value in known]
    written = len(values) > _MOST_OPTIONS
    if not written:
        # What a link filters by stays chosen though no row has it any more.
        options += [(value, value) for value in asked.chosen(name) if value not in known]
    return Filter(
        name=name,
        label=_LABELS.get(name, name.capitalize()),
        options=options,
        written=written,
        more=len(values) > _MOST_OFFERED,
    )


def _offered(site: Site) -> list[str]:
    """What can be written into a field of which nothing is known, to be chosen from."""
    vocabulary = site.vocabulary
    labels = [category.name for category in vocabulary.categories]
    labels += [tag.name for tag in vocabulary.tags]
    return [*labels, *STATUSES, *COSTS, YES, NO, *Part]
