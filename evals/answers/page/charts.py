"""Charts as SVG, drawn by hand: bars with their intervals, and coverage against accuracy."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.answers.page.markup import Markup, tag
from evals.answers.page.numbers import percent

_WIDTH, _LABEL, _NUMBER = 720, 190, 150
_BAR, _STEP = 14, 26


def bars(groups: Sequence[Mapping[str, Any]], goal: float | None = None) -> Markup:
    """A bar for each group with its 95 % interval as a whisker, and the goal as a line."""
    height = _STEP * len(groups) + 26
    parts = [part for n, group in enumerate(groups) for part in _bar(n, group)]
    if goal is not None:
        x = _across(goal)
        parts.append(tag("line", x1=x, x2=x, y1=0, y2=height - 24, class_="goal"))
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        x = _across(mark)
        text = tag("text", percent(mark).replace(".0", ""), x=x, y=height - 6, class_="axis")
        parts.append(text)
    return _svg(height, "Correct answers by part of the suite", parts)


def _bar(n: int, group: Mapping[str, Any]) -> list[Markup]:
    found, top = group["interval"], _STEP * n + 4
    middle = top + _BAR / 2
    low, high = _across(found["low"]), _across(found["high"])
    told = f"{percent(found['value'])} of {group['cases']}"
    width = _across(found["value"]) - _LABEL
    return [
        tag("text", group["name"], x=_LABEL - 8, y=top + 11, class_="label"),
        tag("rect", x=_LABEL, y=top, width=_across(1) - _LABEL, height=_BAR, class_="track"),
        tag("rect", x=_LABEL, y=top, width=width, height=_BAR, class_="bar"),
        tag("line", x1=low, x2=high, y1=middle, y2=middle, class_="whisker"),
        tag("line", x1=low, x2=low, y1=top + 3, y2=top + _BAR - 3, class_="whisker"),
        tag("line", x1=high, x2=high, y1=top + 3, y2=top + _BAR - 3, class_="whisker"),
        tag("text", told, x=_WIDTH - _NUMBER + 14, y=top + 11, class_="number"),
    ]


def _across(share: float) -> float:
    return _LABEL + share * (_WIDTH - _LABEL - _NUMBER)


_LEFT, _RIGHT, _TOP, _BOTTOM, _HIGH = 56, 20, 14, 40, 280


def coverage_curve(steps: Sequence[Mapping[str, float]], goal: float | None = None) -> Markup:
    """Accuracy as more of the cases are answered, the surest first."""
    parts: list[Markup] = []
    for mark in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _place(mark, mark)
        parts += [
            tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="grid"),
            tag("text", percent(mark).replace(".0", ""), x=_LEFT - 8, y=y + 4, class_="label"),
            tag("text", percent(mark).replace(".0", ""), x=x, y=_HIGH - 22, class_="axis"),
        ]
    title = "share of all cases answered, the surest answers first"
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(tag("text", title, x=middle, y=_HIGH - 4, class_="axis"))
    if goal is not None:
        _, y = _place(0, goal)
        parts.append(tag("line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y, class_="goal"))
    if steps:
        places = [_place(step["coverage"], step["accuracy"]) for step in steps]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        x, y = places[-1]
        parts += [tag("polyline", points=points, class_="curve")]
        parts += [tag("circle", cx=x, cy=y, r=4, class_="dot")]
        last = f"{percent(steps[-1]['accuracy'])} of all answers given"
        side = {"class_": "label"} if x > _WIDTH / 2 else {"class_": "number"}
        parts.append(tag("text", last, x=x - 8 if x > _WIDTH / 2 else x + 8, y=y - 8, **side))
    return _svg(_HIGH, "Accuracy against coverage", parts)


def _place(coverage: float, accuracy: float) -> tuple[float, float]:
    x = _LEFT + coverage * (_WIDTH - _LEFT - _RIGHT)
    return x, _TOP + (1 - accuracy) * (_HIGH - _TOP - _BOTTOM)


def _svg(height: float, title: str, parts: Sequence[Markup]) -> Markup:
    box = f"0 0 {_WIDTH} {height:g}"
    return tag("svg", tag("title", title), *parts, viewBox=box, role="img", class_="chart")
