"""What a workbook is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from pipeline.decisions.log import Decision
    from pipeline.recommendations import SuggestedMerge
    from pipeline.records import Recommendation


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a workbook is made of.

    Attributes:
        table: The merged table.
        removed: Rows that the group removed from it, with the same columns.
        mentions: One row a mention.
        merges: Suggested merges.
        rows: The recommendations of both tables, by id.
        categories: Names of the categories, in the vocabulary's order.
        tags: Names of the tags.
        decisions: Number of the last decision that is known here.
        progress: What was said of how far rows are carried out, as ``said_of`` gives it.
    """

    table: pd.DataFrame
    removed: pd.DataFrame
    mentions: pd.DataFrame
    merges: tuple[SuggestedMerge, ...]
    rows: Mapping[str, Recommendation]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    decisions: int
    progress: Mapping[str, Sequence[Decision]] = field(default_factory=dict)
