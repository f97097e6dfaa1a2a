"""Plots for the documentation, written as SVG without a library."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

COLOURS = ("#1b6ca8", "#b3541e", "#3a7d44", "#7a3e9d")
LEFT, TOP, WIDTH, HEIGHT = 60, 20, 420, 320
TICKS = (0, 0.25, 0.5, 0.75, 1)


def draw_lines(
    title: str, labels: Sequence[str], series: Mapping[str, Sequence[float]], *, below: str
) -> str:
    """Lines over steps that stand at equal distances, values from 0 to 1.

    Args:
        title: Said to who cannot see it.
        labels: Of the steps.
        series: Values of each line, one a step.
        below: What the steps are.
    """
    step = WIDTH / max(len(labels) - 1, 1)
    bottom = TOP + HEIGHT
    axes = f"M{LEFT + WIDTH},{bottom} L{LEFT},{bottom} L{LEFT},{TOP}"
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 400" role="img" font-size="13">',
        f"<title>{title}</title>",
        f'<path d="{axes}" stroke="#333" fill="none"/>',
    ]
    for place, label in enumerate(labels):
        x = LEFT + place * step
        parts.append(f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{label}</text>')
    for tick in TICKS:
        y = TOP + (1 - tick) * HEIGHT
        parts.append(f'<text x="{LEFT - 8}" y="{y:.1f}" text-anchor="end">{tick:.2f}</text>')
    for number, (name, values) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        points = [
            (LEFT + place * step, TOP + (1 - value) * HEIGHT) for place, value in enumerate(values)
        ]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" stroke="{colour}" fill="none"/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>' for x, y in points]
        x, y = LEFT + 180, bottom - 20 - 22 * number
        parts.append(f'<rect x="{x}" y="{y - 11}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="{y}">{name}</text>')
    parts.append(f'<text x="{LEFT + WIDTH / 2}" y="392" text-anchor="middle">{below}</text>')
    return "\n".join([*parts, "</svg>", ""])
