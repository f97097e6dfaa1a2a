"""What a row's fields say, as text, and by what a row can be found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions.log import FIELDS, NO, TAG_SEPARATOR, YES, Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from pipeline.records import Recommendation

# Column of each field that a person can decide.
COLUMN_OF = {kind: kind.value.replace(" ", "_").replace("cross-", "") for kind in FIELDS}
# Facets by which rows are filtered, those first that no decision changes.
_FIXED = ("document", "body", "stakeholder group", "year", "since last", "merges")
_DECIDABLE = (
    "part",
    "category",
    "tag",
    "responsible",
    "cost",
    "target date",
    "status",
    "consensual",
    "relevant",
    "review",
    "decided",
    "reviewed",
)
# Whether there is a record of progress, which is no field of a row.
RECORDED = "recorded"
FACETS = (*_DECIDABLE, RECORDED, *_FIXED)
# What became of the suggestions of a row: nobody said, people took them, or chose otherwise.
NOT_YET, AS_SUGGESTED, OTHERWISE = "not yet", "as suggested", "otherwise"
# Of what people can write as they like, only whether there is something is a facet.
_ANY_TEXT = (Kind.REVIEW,)


def values_of(row: Recommendation, reference: str) -> dict[str, str]:
    """What each field of a row says, by column, as the log would say it.

    Args:
        row: As it was decided, else suggested.
        reference: Its cross-references, in words.
    """
    values = {
        Kind.TEXT: row.text,
        Kind.CATEGORY: row.category,
        Kind.TAGS: TAG_SEPARATOR.join(row.tags),
        Kind.PART: row.part.value,
        Kind.RELEVANT: YES if row.relevant else NO,
        Kind.CONSENSUAL: row.consensual,
        Kind.RESPONSIBLE: "; ".join(row.responsible),
        Kind.COST: row.cost,
        Kind.TARGET_DATE: row.target_date,
        Kind.STATUS: row.status,
        Kind.REMARK: row.remark,
        Kind.REFERENCE: reference,
        Kind.REVIEW: row.review,
    }
    return {COLUMN_OF[kind]: value for kind, value in values.items()}


def facets_of(
    values: Mapping[str, str], decided: Collection[str], machine: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Names and values by which a row with these fields is found.

    Args:
        values: By column.
        decided: Names of the fields that people decided.
        machine: What the fields would say had nobody done so, by column.
    """
    yield "reviewed", _reviewed(values, decided, machine)
    for name in ("part", "category", "cost", "target date", "status", "consensual", "relevant"):
        yield name, values[name.replace(" ", "_")]
    tags = [tag for tag in values["tags"].split(TAG_SEPARATOR) if tag]
    yield from (("tag", tag) for tag in dict.fromkeys(tags or [""]))
    actors = [actor.strip() for actor in values["responsible"].split(";")]
    yield from (("responsible", actor) for actor in dict.fromkeys(actors))
    yield "review", YES if values["review"] else NO
    yield from (("decided", name) for name in dict.fromkeys(decided or [""]))


def _reviewed(
    values: Mapping[str, str], decided: Collection[str], machine: Mapping[str, str]
) -> str:
    if Kind.CATEGORY not in decided:
        return NOT_YET
    same = all(values[column] == machine[column] for column in ("category", "tags"))
    return AS_SUGGESTED if same else OTHERWISE


DECIDABLE_FACETS = _DECIDABLE
