"""The measures of verdicts, blanks and conflicts."""

import pytest

from evals.answers import abstaining, verdicts
from evals.cases import GoldCase
from kb.values import Answer, Equivalence, Reason, Verdict
from tests.evals.answers.making import (
    OTHER,
    answer,
    blank,
    blank_case,
    cite,
    conflict,
    gold,
    practice,
    seen,
    yes,
)

SIDES = [["35 days"], ["30 days"]]


@pytest.mark.parametrize(
    ("case", "wrong"),
    [
        (practice("yes"), None),
        (practice("partial", expect_verdict_also=["yes"]), None),
        (practice("no"), 1),
        (practice("partial"), 1),
        (blank_case(), 1),
        (gold(), 1),
    ],
)
def test_a_yes_is_wrong_wherever_nobody_says_yes(case: GoldCase, wrong: float | None) -> None:
    judged = verdicts.wrong_yes(seen(case, yes()))

    assert (judged and judged[0]) == wrong
    of_all = verdicts.wrong_of_yes(seen(case, yes()))
    assert of_all is not None
    assert of_all[0] == (wrong or 0)


def test_no_yes_is_no_wrong_yes_and_no_yes_given() -> None:
    judged = verdicts.wrong_yes(seen(practice("no"), blank()))

    assert judged == (0, 1, "")
    assert verdicts.wrong_of_yes(seen(practice("no"), blank())) is None


def test_open_questions_do_not_dilute_the_rate_of_closed_ones() -> None:
    assert verdicts.wrong_yes_at_stake(seen(gold(), answer())) is None
    assert verdicts.wrong_yes_at_stake(seen(practice("no"), answer())) is not None
    assert verdicts.wrong_yes_at_stake(seen(blank_case(), blank())) is not None


def test_a_blank_is_no_right_verdict() -> None:
    judged = verdicts.verdict(seen(practice("no"), blank()))

    assert judged == (0, 1, "blank, not no")
    assert verdicts.verdict(seen(gold(), answer())) is None


def test_the_verdict_of_a_comparison_is_judged_where_one_is_expected() -> None:
    case = gold(kind="comparison", expect_equivalence=["partly"])

    def judged(given: Answer) -> float | None:
        found = verdicts.equivalence(seen(case, given))
        return found and found[0]

    assert judged(answer(equivalence=Equivalence.PARTLY)) == 1
    assert judged(answer(equivalence=Equivalence.NO)) == 0
    assert judged(answer()) == 0
    assert verdicts.equivalence(seen(gold(), answer(equivalence=Equivalence.NO))) is None


def test_blanks_are_counted_on_the_side_they_are_on() -> None:
    assert abstaining.right_abstention(seen(blank_case(), blank())) == (1, 1, "")
    assert abstaining.right_abstention(seen(gold(), blank())) is None
    judged = abstaining.wrong_abstention(seen(gold(), blank()))
    assert judged == (1, 1, "abstains: no_evidence")
    assert abstaining.wrong_abstention(seen(blank_case(), blank())) is None


def test_the_reason_counts_where_the_blank_is_right() -> None:
    assert abstaining.reason(seen(blank_case(), blank(Reason.VALUE_MISSING))) == (1, 1, "")
    judged = abstaining.reason(seen(blank_case(), blank(Reason.AMBIGUOUS)))
    assert judged == (0, 1, "ambiguous, not value_missing")
    assert abstaining.reason(seen(gold(), blank())) is None


def disputed(**fields: object) -> GoldCase:
    return gold(kind="conflict", expect_conflict=SIDES, expect_must=[], **fields)


def both(case: GoldCase, given: Answer) -> str:
    judged = abstaining.both_sides(seen(case, given))
    assert judged is not None
    return judged[2]


def test_both_sides_are_given_and_cited() -> None:
    first, second = cite("kept for 35 days"), cite("kept for 30 days")

    assert both(disputed(), answer("35 days, 30 days", first, second)) == ""
    assert both(disputed(), answer("35 days", first, second)) == "does not give 30 days"
    assert both(disputed(), answer("35 days, 30 days", first)) == "does not cite 30 days"
    assert abstaining.both_sides(seen(gold(), answer())) is None


def test_a_contradiction_has_to_be_shown_as_one() -> None:
    case = disputed(expect_reason=["sources_conflict"])
    first, second = cite("kept for 35 days"), cite("kept for 30 days")
    sides = conflict(("35 days", first), ("30 days", second))

    assert both(case, answer("They disagree.", conflicts=(sides,))) == ""
    assert both(case, blank(Reason.SOURCES_CONFLICT, conflicts=(sides,))) == ""
    pasted = answer("35 days, 30 days", first, second)
    assert both(case, pasted) == "not shown as a conflict"


def test_a_page_that_holds_both_values_shows_no_conflict() -> None:
    page = cite(f"{OTHER} 35 days. 30 days." * 30)

    assert "characters" in both(disputed(), answer(page.quote, page))


def test_long_answers_are_counted_of_those_given() -> None:
    assert abstaining.long_answer(seen(gold(), answer("x" * 1_201))) == (1, 1, "1201 characters")
    judged = abstaining.long_answer(seen(gold(), answer("x", verdict=Verdict.YES)))
    assert judged is not None
    assert judged[0] == 0
    assert abstaining.long_answer(seen(gold(), blank())) is None
