"""A saved run as text for the terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from evals.answers.comparing import Comparison
from evals.answers.gates import Broken
from evals.answers.page import numbers

Json = Mapping[str, Any]


def text(run: Json, comparison: Comparison | None, broken: Sequence[Broken] | None) -> str:
    """Every figure with its interval and goal, the contestants, the kinds, and what changed."""
    told = f"{run['suite']} ({run['split']}): {run['cases']} cases, {run['passages']} passages"
    lines = [told, ""]
    for figure in run["figures"]:
        standing = numbers.standing(figure)
        goal = f"  {numbers.goal(figure)}: {standing}" if standing else ""
        lines.append(
            f"  {figure['label']:<42}{numbers.value(figure):>9}"
            f"  {numbers.interval(figure):>15}  {numbers.of(figure):<14}{goal}".rstrip()
        )
    lines += ["", *_contestants(run), "", *_groups(run)]
    if comparison is not None:
        lines += ["", *_changes(comparison)]
    if broken is not None:
        lines += ["", *(f"  gate broken: {one}" for one in broken)]
        lines += [] if broken else ["  every gate is kept"]
    return "\n".join(lines) + "\n"


def _contestants(run: Json) -> list[str]:
    figures = [f for f in run["figures"] if f["headline"]]
    lines = ["  Beside those who do not try:"]
    for name, theirs in {"Vouch": run["figures"], **run["contestants"]}.items():
        values = {f["name"]: f for f in theirs}
        cells = [
            f"{f['label'].lower()} {numbers.value(values[f['name']])}"
            for f in figures
            if f["name"] in values
        ]
        lines.append(f"    {name + ':':<18} {'; '.join(cells)}")
    return lines


def _groups(run: Json) -> list[str]:
    lines = ["  Correct answers by part:"]
    for group in run["groups"]:
        found = group["interval"]
        low, high = 100 * found["low"], 100 * found["high"]
        told = f"{numbers.percent(found['value']):>8}  {low:.0f}–{high:.0f} %"
        lines.append(f"    {group['name']:<40}{told:<20} of {group['cases']}")
    return lines


def _changes(found: Comparison) -> list[str]:
    lines = [f"  Since the run of {found.at} ({found.cases} cases of both):"]
    for moved in found.moved:
        if moved.change.value:
            beyond = "  beyond chance" if moved.beyond_chance else ""
            change = f"{numbers.signed(moved.change.value)} points"
            reach = f"({numbers.signed(moved.change.low)} to {numbers.signed(moved.change.high)})"
            lines.append(f"    {moved.measure.label:<40}{change:>13} {reach}{beyond}")
    lines.append(f"    right now: {', '.join(found.mended) or '–'}")
    lines.append(f"    wrong now: {', '.join(found.broken) or '–'}")
    return lines + [f"    mind: {note}" for note in found.notes]
