"""How sure a figure is: 95 % intervals for shares, for ratios over cases, and for differences.

Shares: Wilson 1927, "Probable inference, the law of succession, and statistical inference". All
others: percentile bootstrap over cases with a fixed seed (Efron 1979), so that the same results
give the same interval.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

RESAMPLES = 2_000
SEED = 20_261_122
_Z = 1.959963984540054
_LEVELS = (2.5, 97.5)

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A value and the interval that holds it with 95 % confidence."""

    value: float
    low: float
    high: float


def wilson(hits: float, cases: float) -> Interval:
    """A share of ``cases`` (at least one)."""
    share = hits / cases
    centre = (share + _Z**2 / (2 * cases)) / (1 + _Z**2 / cases)
    half = _Z / (1 + _Z**2 / cases)
    half *= float(np.sqrt(share * (1 - share) / cases + _Z**2 / (4 * cases**2)))
    return Interval(share, max(0.0, round(centre - half, 12)), min(1.0, centre + half))


def ratio(values: Numbers, weights: Numbers) -> Interval:
    """Σ values / Σ weights over cases; a case is drawn with all it holds."""
    draws = _draws(len(values))
    sums = weights[draws].sum(axis=1)
    kept = sums > 0
    found = values[draws].sum(axis=1)[kept] / sums[kept]
    low, high = np.percentile(found, _LEVELS)
    return Interval(float(values.sum() / weights.sum()), float(low), float(high))


def percentile(values: Numbers, level: float) -> Interval:
    """A percentile of ``values`` (at least one)."""
    found = np.percentile(values[_draws(len(values))], level, axis=1)
    low, high = np.percentile(found, _LEVELS)
    return Interval(float(np.percentile(values, level)), float(low), float(high))


def change(before: tuple[Numbers, Numbers], after: tuple[Numbers, Numbers]) -> Interval:
    """By how much a ratio changed between two runs of the same cases, in the same order."""
    draws = _draws(len(before[0]))
    ratios = []
    kept = np.ones(len(draws), dtype=bool)
    for values, weights in (before, after):
        sums = weights[draws].sum(axis=1)
        kept &= sums > 0
        ratios.append(values[draws].sum(axis=1) / np.where(sums > 0, sums, 1.0))
    low, high = np.percentile((ratios[1] - ratios[0])[kept], _LEVELS)
    was, now = (values.sum() / weights.sum() for values, weights in (before, after))
    return Interval(float(now - was), float(low), float(high))


def _draws(size: int) -> npt.NDArray[np.int64]:
    """Cases drawn with replacement, a row for each resample."""
    return np.random.default_rng(SEED).integers(0, size, (RESAMPLES, size))
