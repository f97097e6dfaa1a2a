"""Rules of tables that are open at their sides, closed so that their cells can be found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Rules this near each other, in points, are drawn as one.
NEAR = 3.0
FEWEST_COLUMNS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight line, in points from the page's upper left corner."""

    left: float
    right: float
    top: float
    bottom: float


def closing_rules(rules: Sequence[Rule]) -> list[Rule]:
    """The four sides of every group of upright rules that flat ones reach beyond.

    Many designs draw only the rules between cells; a finder of cells needs the
    outer ones too.
    """
    upright = [rule for rule in rules if rule.bottom - rule.top > rule.right - rule.left]
    flat = [rule for rule in rules if rule.bottom - rule.top <= rule.right - rule.left]
    return [side for group in _groups(upright) for side in _sides(group, flat)]


def _groups(upright: Iterable[Rule]) -> list[list[Rule]]:
    """Upright rules in bands: each group's rules follow one another down the page."""
    groups: list[list[Rule]] = []
    lowest = 0.0
    for rule in sorted(upright, key=lambda rule: (rule.top, rule.left)):
        if groups and rule.top <= lowest + NEAR:
            groups[-1].append(rule)
            lowest = max(lowest, rule.bottom)
        else:
            groups.append([rule])
            lowest = rule.bottom
    return groups


def _sides(group: Sequence[Rule], flat: Iterable[Rule]) -> list[Rule]:
    top, bottom = min(rule.top for rule in group), max(rule.bottom for rule in group)
    inside = [rule for rule in flat if top - NEAR <= rule.top <= bottom + NEAR]
    if not inside or len({round(rule.left) for rule in group}) < FEWEST_COLUMNS:
        return []
    left, right = min(rule.left for rule in inside), max(rule.right for rule in inside)
    if left > min(rule.left for rule in group) - NEAR and right < group[-1].right + NEAR:
        return []
    return [
        Rule(left=left, right=left, top=top, bottom=bottom),
        Rule(left=right, right=right, top=top, bottom=bottom),
        Rule(left=left, right=right, top=top, bottom=top),
        Rule(left=left, right=right, top=bottom, bottom=bottom),
    ]
