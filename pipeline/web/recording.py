"""A form about how far a row is carried out that was sent and cannot be taken so."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """A form that was sent and cannot be taken so, to be shown again.

    Attributes:
        what: Which form; empty for none.
        sent: What its fields say, by name.
        wrong: What is wrong of them, by name.
    """

    what: str = ""
    sent: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
