"""Small drawings of numbers: a line of what was observed, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from pipeline.decisions.progress import IndicatorRecord

# Of the drawing, in its own units; lines stay so far from its edges.
WIDTH, HEIGHT, _EDGE = 240, 64, 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What was observed of an indicator, as a drawing.

    Attributes:
        points: Of the line, as SVG has them; one for each observation, by the day.
        target: How far down the target lies; None where there is none.
        words: The same in words.
    """

    points: tuple[tuple[float, float], ...]
    target: float | None
    words: str


def draw_line(record: IndicatorRecord, *, as_of: date) -> Line | None:
    """The line of what was observed up to a day; None where nothing was."""
    seen = [said.value for said in record.observations if said.value.on <= as_of]
    if not seen:
        return None
    known = record.indicator
    ends = [number for number in (known.baseline, known.target) if number is not None]
    numbers = [*(one.value for one in seen), *ends]
    days = [one.on.toordinal() for one in seen]
    across = _place(days, WIDTH)
    down = [round(HEIGHT - place, 1) for place in _place(numbers, HEIGHT)]
    said = "; ".join(f"{one.on}: {one.value:f}" for one in seen)
    unit = f" ({known.unit})" if known.unit else ""
    baseline = f" Baseline {known.baseline:f}." if known.baseline is not None else ""
    target = f" Target {known.target:f}." if known.target is not None else ""
    return Line(
        points=tuple(zip(across, down[: len(seen)], strict=True)),
        target=down[-1] if known.target is not None else None,
        words=f"{known.name}{unit}: {said}.{baseline}{target}",
    )


def _place(numbers: Sequence[int] | Sequence[Decimal], length: int) -> list[float]:
    """Where numbers lie on an axis that holds them all; in its middle where all are one."""
    low, high = float(min(numbers)), float(max(numbers))
    if low == high:
        return [length / 2 for _ in numbers]
    room = length - 2 * _EDGE
    return [round(_EDGE + room * (float(n) - low) / (high - low), 1) for n in numbers]
