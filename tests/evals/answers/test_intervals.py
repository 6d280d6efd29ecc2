"""Intervals against values worked out elsewhere, and that they tell a change from chance."""

import numpy as np
import pytest

from evals.answers.intervals import change, percentile, ratio, wilson


def test_wilsons_interval_is_the_published_one() -> None:
    """Newcombe 1998, table I: 81 of 263, and 0 of 20."""
    found = wilson(81, 263)
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    none = wilson(0, 20)
    assert (none.low, round(none.high, 4)) == (0, 0.1611)


def test_a_ratio_weighs_cases_by_what_they_hold() -> None:
    found = ratio(np.array([1.0, 9.0]), np.array([1.0, 19.0]))

    assert found.value == 0.5
    assert found.low < 0.5 < found.high


def test_the_same_values_give_the_same_interval() -> None:
    values = np.arange(50.0)

    assert percentile(values, 95) == percentile(values, 95)
    assert ratio(values, values + 1) == ratio(values, values + 1)
    assert percentile(values, 50).value == pytest.approx(24.5)


def test_a_change_is_paired() -> None:
    """Ten of a hundred cases mended and none broken is no chance, however wide each share is."""
    before = np.array([0.0] * 50 + [1.0] * 50)
    after = before.copy()
    after[:10] = 1.0
    ones = np.ones(100)

    better = change((before, ones), (after, ones))
    assert better.value == pytest.approx(0.1)
    assert better.low > 0
    shuffled = change((before, ones), (before[::-1], ones))
    assert shuffled.low < 0 < shuffled.high
