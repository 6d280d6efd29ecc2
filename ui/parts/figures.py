"""The last measurements of the answers, as several pages show them."""

from dataclasses import dataclass

from ui import data
from ui.parts.dates import day
from ui.session import Visit
from vouch_client.errors import NotFoundError
from vouch_client.models.evals import EvalRun

Run = EvalRun
#: `vouch eval` keeps half of each set back: what is tuned is never tuned on that one.
_HALVES = {"dev": ", the half for practice", "test": ", the half kept back"}


@dataclass(frozen=True)
class Step:
    """Answers at least this sure: their share of all questions, and how many of them are right."""

    confidence: float
    coverage: float
    accuracy: float


def runs(visit: Visit) -> list[EvalRun]:
    """The last run of each suite, the latest first; none where nothing was measured, or where the
    visitor's key may not see it."""
    if not visit.me.may("reader", "metrics"):
        return []
    try:
        found = data.kept("evals", visit.client.reports.evals, 60)
    except NotFoundError:
        return []
    return sorted(found, key=lambda run: run.at, reverse=True)


def title(run: EvalRun) -> str:
    """What was measured, when, over how much."""
    half = _HALVES.get(run.split or "", f", {run.split} half" if run.split else "")
    return f"“{run.suite}” test questions{half}, {run.cases:,} in all, {day(run.at)}"


def curve(run: EvalRun) -> list[Step]:
    """The run's curve, the surest answers first."""
    found = [Step(one.confidence, one.coverage, one.accuracy) for one in run.curve]
    return sorted(found, key=lambda step: -step.confidence)


def at(steps: list[Step], threshold: float) -> Step | None:
    """What answers at least as sure as ``threshold`` give; None where there are none."""
    return next((step for step in reversed(steps) if step.confidence >= threshold), None)
