"""Figures as a person reads them."""

from collections.abc import Mapping
from typing import Any

#: Keeps a number and its sign on one line.
_NARROW = "\u00a0"


def percent(share: float) -> str:
    """``0.8647`` → ``86.5 %``, on one line."""
    return f"{100 * share:.1f}{_NARROW}%"


def value(figure: Mapping[str, Any], key: str = "value") -> str:
    """A figure, or an end of its interval, with its unit."""
    number = figure[key]
    return f"{number:.0f} ms" if figure["unit"] == "ms" else percent(number)


def interval(figure: Mapping[str, Any]) -> str:
    """Where the figure lies with 95 % confidence."""
    if figure["unit"] == "ms":
        return f"{figure['low']:.0f}–{figure['high']:.0f} ms"
    return f"{100 * figure['low']:.1f}–{100 * figure['high']:.1f}{_NARROW}%"


def of(figure: Mapping[str, Any]) -> str:
    """``119 of 256``; for a time only how many."""
    if figure["unit"] == "ms":
        return f"{figure['of']:.0f} answers"
    return f"{round(figure['hits'], 1):g} of {figure['of']:g}"


def goal(figure: Mapping[str, Any]) -> str:
    """``at least 85 %``; empty where there is none."""
    wanted = figure["goal"]
    if wanted is None:
        return ""
    if wanted["at_most"] and wanted["value"] == 0:
        return "none"
    return f"at {'most' if wanted['at_most'] else 'least'} {100 * wanted['value']:g} %"


def standing(figure: Mapping[str, Any]) -> str:
    """Whether the goal is reached, and whether chance could say otherwise; empty without a goal."""
    wanted = figure["goal"]
    if wanted is None:
        return ""
    at_most, bound = wanted["at_most"], wanted["value"]
    if bound == 0:
        return "met" if figure["met"] else "missed"
    worst, best = (figure["high"], figure["low"]) if at_most else (figure["low"], figure["high"])
    beyond = worst if figure["met"] else best
    sure = (beyond <= bound if at_most else beyond >= bound) is figure["met"]
    told = "met" if figure["met"] else "missed"
    return told if sure else f"{told}, within chance"


def signed(change: float) -> str:
    """A change of a share, in percentage points."""
    return f"{100 * change:+.1f}"
