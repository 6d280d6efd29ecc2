"""Small charts of plain HTML: what Streamlit shows of ours may hold no SVG. Each stands beside its
figures in words, or has a name that says them."""

from collections.abc import Sequence
from dataclasses import dataclass

from ui.markup import esc, tag


@dataclass(frozen=True)
class Point:
    """A point: ``x`` and ``y`` from 0 to 1."""

    x: float
    y: float


def percent(value: float) -> str:
    """A share as people read it: ``48 %``, ``1.9 %``, ``0 %``."""
    said = value * 100
    return f"{said:.0f} %" if said >= 10 or said == round(said) else f"{said:.1f} %"


def bar(value: float, low: float, high: float, goal: float | None, kind: str = "") -> str:
    """A share from 0 to 1 as a bar, with its interval as a line and its goal as a tick.

    It is a picture of figures that stand beside it, and hidden from screen readers.
    """
    parts = [
        tag("span", f"v-bar-fill {kind}", style=f"width:{_share(value)}"),
        tag(
            "span",
            "v-bar-range",
            style=f"left:{_share(low)};width:{_share(max(0.0, high - low))}",
        ),
    ]
    if goal is not None:
        parts.append(tag("span", "v-bar-goal", style=f"left:{_share(goal)}"))
    return tag("div", "v-bar", *parts, aria_hidden="true")


def curve(
    points: Sequence[Point], across: str, up: str, *, here: Point | None = None, name: str
) -> str:
    """Measured ``points`` over a filled area, both axes named; ``here`` is one that is marked.

    ``name`` says in words what the picture shows.
    """
    ends = [points[0].x, points[-1].x] if points else [0, 0]
    edge = ", ".join(f"{_share(one.x)} {_share(1 - one.y)}" for one in points)
    area = f"clip-path:polygon({_share(ends[0])} 100%, {edge}, {_share(ends[1])} 100%)"
    back = ", ".join(f"{_share(one.x)} calc({_share(1 - one.y)} + 2px)" for one in reversed(points))
    line = f"clip-path:polygon({edge}, {back})"
    lines = [
        tag("span", "v-plot-line", tag("span", "v-plot-y", f"{at}"), style=f"bottom:{at}%")
        for at in (0, 25, 50, 75, 100)
    ]
    ticks = [tag("span", "v-plot-x", f"{at} %", style=f"left:{at}%") for at in (0, 25, 50, 75, 100)]
    dots = [tag("span", "v-plot-dot", style=_at(one)) for one in points]
    marked = [] if here is None else [tag("span", "v-plot-here", style=_at(here))]
    picture = tag(
        "div",
        "v-plot",
        *lines,
        tag("div", "v-plot-area", style=area),
        tag("div", "v-plot-edge", style=line),
        *dots,
        *marked,
        *ticks,
        role="img",
        aria_label=name,
    )
    named = tag("div", "v-plot-up", esc(up))
    return tag("div", "v-plot-frame", named, picture, tag("div", "v-plot-across", esc(across)))


def _at(point: Point) -> str:
    return f"left:{_share(point.x)};bottom:{_share(point.y)}"


def _share(value: float) -> str:
    return f"{min(1.0, max(0.0, value)) * 100:.2f}%"
