"""Figures from judged cases."""

import pytest

from evals.answers.gold import MEASURES
from evals.answers.summary import columns, confusion, curve, figures, groups, share
from evals.answers.values import Goal, Measure, Result
from tests.evals.answers.making import row

CITED = Measure("cited", "Cited", "", one_each=False)


def test_a_figure_counts_only_the_cases_it_applies_to() -> None:
    rows = [row("a"), row("b", correct=0), row("c", results=())]

    found = {f.measure.name: f for f in figures(rows, MEASURES)}

    assert (found["correct"].hits, found["correct"].of) == (1, 2)
    assert found["correct"].met is False
    assert "wrong_yes" not in found
    assert list(columns(rows, "correct")[1]) == [1, 1, 0]


def test_cases_without_doubt_still_leave_some_where_they_are_few() -> None:
    rows = [row(str(n), results=(Result("cited", 3, 3),)) for n in range(4)]

    found = share(rows, CITED)

    assert found is not None
    assert found.interval.value == 1
    assert found.interval.low == pytest.approx(0.51, abs=0.01)


def test_a_goal_may_be_a_ceiling() -> None:
    assert Goal(0.02, at_most=True).met_by(0.02)
    assert not Goal(0.02, at_most=True).met_by(0.03)
    assert Goal(0.85).met_by(0.85)
    assert not Goal(0.85).met_by(0.84)


def test_a_crash_is_counted_and_takes_no_time() -> None:
    rows = [row("a"), row("b", error="ValueError: x", milliseconds=0.0, correct=0)]

    found = {f.measure.name: f for f in figures(rows, MEASURES)}

    assert (found["crashed"].hits, found["crashed"].met) == (1, False)
    assert found["p50"].of == 1


def test_the_matrix_has_a_place_for_a_blank_and_for_no_verdict() -> None:
    rows = [
        row("a", right="no", given="yes"),
        row("b", right="no", given="blank"),
        row("c", right="blank", given="none"),
        row("d", right="no", given="crash"),
    ]

    table = confusion(rows)

    assert table["no"] == {
        "yes": 1, "no": 0, "partial": 0, "not_applicable": 0, "none": 0, "blank": 2,
    }  # fmt: skip
    assert table["blank"]["none"] == 1


def test_the_curve_lets_the_surest_answers_through_first() -> None:
    rows = [
        row("a", confidence=0.9),
        row("b", confidence=0.6, correct=0),
        row("c", confidence=0.6),
        row("d", confidence=0.0, answered=False),
    ]

    steps = curve(rows)

    assert [(s.confidence, s.coverage, round(s.accuracy, 3)) for s in steps] == [
        (0.9, 0.25, 1.0),
        (0.6, 0.75, 0.667),
    ]


def test_the_surer_half_tells_whether_confidence_means_anything() -> None:
    def surest(sure: float, unsure: float) -> float:
        rows = [row(f"a{n}", confidence=0.9, correct=sure) for n in range(5)]
        rows += [row(f"b{n}", confidence=0.1, correct=unsure) for n in range(5)]
        found = {f.measure.name: f.interval.value for f in figures(rows, MEASURES)}
        return found["surest_half"]

    assert surest(1, 0) == 1
    assert surest(0, 1) == 0


def test_parts_are_measured_apart() -> None:
    rows = [row("a"), row("b", correct=0, groups=("kind: list", "wording: far"))]

    found = {g.name: (g.interval.value, g.cases) for g in groups(rows)}

    assert found == {"kind: fact": (1, 1), "kind: list": (0, 1), "wording: far": (0, 1)}
