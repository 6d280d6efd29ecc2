"""From judged cases to figures, each with its interval and none blended with another."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evals.answers.intervals import Interval, Numbers, percentile, ratio, wilson
from evals.answers.values import Goal, Measure, Row

SHARE, MILLISECONDS = "share", "ms"
#: The order in which verdicts are shown; ``none``: no verdict asked for or given.
VERDICTS = ("yes", "no", "partial", "not_applicable", "none", "blank")

CORRECT = "correct"
SUREST = Measure(
    "surest_half",
    "Correct, surer half of the answers",
    "of the half of the answers given with the most confidence",
)
CRASHED = Measure("crashed", "Crashed cases", "of all cases", Goal(0.0, at_most=True))
P50 = Measure("p50", "Time of an answer, median", "")
P95 = Measure("p95", "Time of an answer, 95 of 100 within", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured figure: ``hits`` of ``of`` for a share, of ``of`` cases for a time."""

    measure: Measure
    unit: str
    interval: Interval
    hits: float
    of: float

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None where there is none."""
        goal = self.measure.goal
        return None if goal is None else goal.met_by(self.interval.value)


@dataclass(frozen=True, slots=True)
class Group:
    """How many of the cases of a part of a suite are right."""

    name: str
    interval: Interval
    cases: int


@dataclass(frozen=True, slots=True)
class Step:
    """Answers at least this sure: their share of all cases, and how many of them are right."""

    confidence: float
    coverage: float
    accuracy: float


def figures(rows: Sequence[Row], measures: Sequence[Measure]) -> list[Figure]:
    """Every figure that the rows have something to say about, in the order of ``measures``."""
    found = [figure for m in measures if (figure := share(rows, m)) is not None]
    surest = _surest_half(rows)
    if surest:
        right = [_value(row, CORRECT) for row in surest]
        interval = wilson(sum(right), len(right))
        found.append(Figure(SUREST, SHARE, interval, sum(right), len(right)))
    if rows:
        crashed = sum(bool(row.error) for row in rows)
        interval = wilson(crashed, len(rows))
        found.append(Figure(CRASHED, SHARE, interval, crashed, len(rows)))
    return found + _times(rows)


def share(rows: Sequence[Row], measure: Measure) -> Figure | None:
    """One figure; None where no case has a result of that name."""
    values, weights = columns(rows, measure.name)
    held = weights > 0
    if not held.any():
        return None
    hits, of = float(values.sum()), float(weights.sum())
    if measure.one_each:
        return Figure(measure, SHARE, wilson(hits, of), hits, of)
    interval = ratio(values[held], weights[held])
    if interval.low == interval.high:
        # All alike: a resample shows no doubt, but so few cases leave some.
        cases = int(held.sum())
        interval = wilson(interval.value * cases, cases)
    return Figure(measure, SHARE, interval, hits, of)


def columns(rows: Sequence[Row], name: str) -> tuple[Numbers, Numbers]:
    """The values and the weights of a result, a row each; 0 of 0 where it does not apply."""
    found = [row.result(name) for row in rows]
    values = np.array([r.value if r else 0.0 for r in found], dtype=np.float64)
    weights = np.array([r.of if r else 0.0 for r in found], dtype=np.float64)
    return values, weights


def groups(rows: Sequence[Row]) -> list[Group]:
    """Correctness of each part of the suite, by name."""
    names = sorted({name for row in rows for name in row.groups})
    found = []
    for name in names:
        inside = [r for row in rows if name in row.groups and (r := row.result(CORRECT))]
        if inside:
            interval = wilson(sum(r.value for r in inside), len(inside))
            found.append(Group(name, interval, len(inside)))
    return found


def confusion(rows: Sequence[Row]) -> dict[str, dict[str, int]]:
    """How often each verdict was given where each was right; a crash counts as a blank."""
    table = {right: dict.fromkeys(VERDICTS, 0) for right in VERDICTS}
    for row in rows:
        if row.right in table:
            table[row.right][row.given if row.given in VERDICTS else "blank"] += 1
    return table


def curve(rows: Sequence[Row]) -> list[Step]:
    """Coverage and accuracy as answers of less and less confidence are let through.

    Blanks are never covered; answers of the same confidence come in together.
    """
    answered = sorted((row for row in rows if row.answered), key=lambda row: -row.confidence)
    steps: list[Step] = []
    right = 0.0
    for n, row in enumerate(answered, start=1):
        right += _value(row, CORRECT)
        if n == len(answered) or answered[n].confidence != row.confidence:
            steps.append(Step(row.confidence, n / len(rows), right / n))
    return steps


def _surest_half(rows: Sequence[Row]) -> list[Row]:
    """The surer half of the answers, those as sure as the last one included."""
    answered = sorted((r for r in rows if r.answered and r.result(CORRECT)), key=_sureness)
    if len(answered) < 2:
        return []
    least = answered[(len(answered) - 1) // 2].confidence
    return [row for row in answered if row.confidence >= least]


def _sureness(row: Row) -> float:
    return -row.confidence


def _value(row: Row, name: str) -> float:
    found = row.result(name)
    return 0.0 if found is None else found.value


def _times(rows: Sequence[Row]) -> list[Figure]:
    times = np.array([row.milliseconds for row in rows if row.milliseconds], dtype=np.float64)
    if not len(times):
        return []
    return [
        Figure(P50, MILLISECONDS, percentile(times, 50), 0, len(times)),
        Figure(P95, MILLISECONDS, percentile(times, 95), 0, len(times)),
    ]
