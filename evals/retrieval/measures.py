"""Measures of a ranking, and how sure we can be of them.

The measures are ``ir-measures``' (trec_eval's definitions). Intervals are percentile bootstrap over
questions; two ways of searching are compared on the same questions, by the bootstrap of their
differences. Source: Sakai 2006, "Evaluating evaluation metrics based on the bootstrap".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.retrieval.dataset import Case

#: The names ``ir-measures`` knows them by; AP@10 averaged over questions is MAP@10.
MEASURES = ("R@5", "R@10", "AP@10", "nDCG@10", "RR@10")
RESAMPLES = 2_000
SEED = 20_240_917

#: The targets found for each question id, best first.
Rankings = Mapping[str, Sequence[str]]
#: The value of each measure for each question, in the order of the cases.
Scores = dict[str, "np.ndarray[tuple[int], np.dtype[np.float64]]"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean, and the interval that holds it with 95 % confidence."""

    mean: float
    low: float
    high: float


def score(cases: Sequence[Case], rankings: Rankings) -> Scores:
    """Every measure of every question."""
    import ir_measures

    relevant = [ir_measures.Qrel(case.id, target, 1) for case in cases for target in case.relevant]
    run = [
        ir_measures.ScoredDoc(case.id, target, float(-place))
        for case in cases
        for place, target in enumerate(rankings[case.id])
    ]
    wanted = [ir_measures.parse_measure(name) for name in MEASURES]
    place = {case.id: at for at, case in enumerate(cases)}
    # A question for which nothing was found has no line in the run and counts zero.
    values = {name: np.zeros(len(cases)) for name in MEASURES}
    for metric in ir_measures.iter_calc(wanted, relevant, run):
        values[str(metric.measure)][place[metric.query_id]] = metric.value
    return values


def estimate(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> Estimate:
    """The mean of ``values`` with its interval; the same for the same values.

    Of two ways' differences, question by question, it tells whether one is better: when the
    interval leaves out 0.
    """
    chance = np.random.default_rng(SEED)
    size = len(values)
    means = np.array([values[chance.integers(0, size, size)].mean() for _ in range(RESAMPLES)])
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high))
