"""What changed since an earlier run of the same cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evals.answers.intervals import Interval, change
from evals.answers.saved import results_of, rows_of
from evals.answers.summary import CORRECT, columns
from evals.answers.values import Measure, Row


@dataclass(frozen=True, slots=True)
class Moved:
    """A figure then and now. ``change`` leaves out 0 where it moved beyond chance."""

    measure: Measure
    before: float
    after: float
    change: Interval

    @property
    def beyond_chance(self) -> bool:
        """Whether resampling the cases never undoes it, at 95 %."""
        return self.change.low > 0 or self.change.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs over the cases that both hold.

    ``mended`` and ``broken`` are the ids of cases that became right and wrong. ``notes`` say what
    else differs, so that nobody takes a faster machine for a better answer.
    """

    at: str
    cases: int
    moved: tuple[Moved, ...]
    mended: tuple[str, ...]
    broken: tuple[str, ...]
    notes: tuple[str, ...]


def compare(
    earlier: Mapping[str, Any],
    rows: Sequence[Row],
    measures: Sequence[Measure],
    now: dict[str, Any],
) -> Comparison | None:
    """``rows`` beside an earlier saved run; None where it is of another suite or shares no case.

    ``now`` is the present run as it is saved.
    """
    if (earlier["suite"], earlier["split"]) != (now["suite"], now["split"]):
        return None
    before = results_of(rows_of(earlier))
    pairs = [(before[row.id], row) for row in rows if row.id in before]
    if not pairs:
        return None
    old, new = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    moved = [m for measure in measures if (m := _moved(measure, old, new)) is not None]
    return Comparison(
        at=earlier["at"],
        cases=len(pairs),
        moved=tuple(moved),
        mended=tuple(b.id for a, b in pairs if _right(b) and not _right(a)),
        broken=tuple(b.id for a, b in pairs if _right(a) and not _right(b)),
        notes=tuple(_notes(earlier, now, measures)),
    )


def _moved(measure: Measure, old: Sequence[Row], new: Sequence[Row]) -> Moved | None:
    versions = {r.version for row in (*old, *new) if (r := row.result(measure.name)) is not None}
    if len(versions) != 1:
        return None
    before, after = columns(old, measure.name), columns(new, measure.name)
    if not before[1].sum() or not after[1].sum():
        return None
    was, now = (float(v.sum() / w.sum()) for v, w in (before, after))
    same = np.array_equal(before[0], after[0]) and np.array_equal(before[1], after[1])
    found = Interval(0.0, 0.0, 0.0) if same else change(before, after)
    return Moved(measure, was, now, found)


def _right(row: Row) -> bool:
    found = row.result(CORRECT)
    return found is not None and found.value == found.of


def _notes(
    earlier: Mapping[str, Any], now: Mapping[str, Any], measures: Sequence[Measure]
) -> list[str]:
    notes = []
    for key, told in (
        ("cases_fingerprint", "the cases differ"),
        ("model", "the embedding model differs"),
        ("llm", "the language model differs"),
        ("passages", "the number of passages differs"),
    ):
        if earlier.get(key) != now.get(key):
            notes.append(told)
    if earlier["machine"] != now["machine"]:
        notes.append("the machine or a version differs: do not compare times")
    old, new = earlier["evaluators"], now["evaluators"]
    other = [m.label for m in measures if old.get(m.name) != new.get(m.name)]
    if other:
        notes.append(f"judged by another version, not compared: {', '.join(other)}")
    return notes
