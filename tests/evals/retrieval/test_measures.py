"""The measures on rankings whose values can be worked out by hand."""

import numpy as np
import pytest

from evals.retrieval.dataset import Case
from evals.retrieval.measures import estimate, score

_CASES = (Case("1", "?", ("a", "b")), Case("2", "?", ("c",)))


def test_measures_agree_with_their_definitions() -> None:
    values = score(_CASES, {"1": ["x", "a", "y", "b"], "2": ["c"]})
    assert values["R@5"] == pytest.approx([1, 1])
    assert values["AP@10"] == pytest.approx([(1 / 2 + 2 / 4) / 2, 1])
    assert values["RR@10"] == pytest.approx([1 / 2, 1])
    ideal = 1 + 1 / np.log2(3)
    assert values["nDCG@10"] == pytest.approx([(1 / np.log2(3) + 1 / np.log2(5)) / ideal, 1])


def test_what_stands_past_the_cut_does_not_count() -> None:
    values = score(_CASES, {"1": ["x"] * 0 + [f"x{n}" for n in range(9)] + ["a", "b"], "2": ["c"]})
    assert values["R@5"][0] == 0
    assert values["R@10"][0] == pytest.approx(0.5)


def test_a_question_without_any_hit_counts_zero() -> None:
    values = score(_CASES, {"1": [], "2": ["c"]})
    assert values["AP@10"] == pytest.approx([0, 1])


def test_the_order_of_the_ranking_decides_and_no_name() -> None:
    first = score(_CASES, {"1": ["a", "z"], "2": ["c"]})["RR@10"][0]
    last = score(_CASES, {"1": ["z", "a"], "2": ["c"]})["RR@10"][0]
    assert (first, last) == (pytest.approx(1), pytest.approx(0.5))


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = np.random.default_rng(1).random(200)
    found = estimate(values)
    assert found.low < found.mean < found.high
    assert found.high - found.low == pytest.approx(2 * 1.96 * values.std() / 200**0.5, rel=0.15)
    assert estimate(values) == found


def test_the_interval_of_a_certain_difference_leaves_out_zero() -> None:
    assert estimate(np.full(50, 0.1)).low > 0
