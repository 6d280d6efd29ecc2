"""Judging the dev halves with other bounds."""

import pytest

from evals.answers.values import Result, Row
from kb.answering import readings, scoring
from training.bounds import bounds, figures


def test_bounds_hold_within_and_only_there() -> None:
    before = readings.ANSWERS, scoring._READ
    with bounds("ANSWERS=2.5,_READ=3"):
        assert (readings.ANSWERS, scoring._READ) == (2.5, 3)
        assert isinstance(scoring._READ, int)
    assert before == (readings.ANSWERS, scoring._READ)


def test_a_bound_that_there_is_not_is_named_and_changes_nothing() -> None:
    before = readings.ANSWERS
    with pytest.raises(ValueError, match="ANSWER is no bound"), bounds("ANSWERS=1,ANSWER=2"):
        pass
    assert before == readings.ANSWERS


def test_figures_are_shares_of_what_was_judged() -> None:
    def row(correct: float, *groups: str, wrong: float = 0.0) -> Row:
        results = (Result("correct", correct, 1.0, ""), Result("wrong_yes", wrong, 1.0, ""))
        return Row("one", groups, "yes", "yes", True, 1.0, 1.0, results)

    rows = [row(1), row(1), row(0, "wording: far", wrong=1), row(1, "wording: far")]
    assert figures(rows) == ["0.750", "0.500", "-", "-", "-", "-", "1"]
