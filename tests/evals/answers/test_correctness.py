"""What makes an answer to a gold case right, and what does not."""

from typing import Any

import pytest

from evals.answers.correctness import judge
from evals.cases import GoldCase
from kb.values import Answer, Equivalence, Reason, Verdict
from tests.evals.answers.making import (
    answer,
    blank,
    blank_case,
    cite,
    conflict,
    gold,
    practice,
    seen,
)

DISPUTED: dict[str, Any] = {
    "kind": "conflict",
    "expect_conflict": [["35 days"], ["30 days"]],
    "expect_must": [],
}


def wrong(case: GoldCase, given: Answer) -> str:
    value, of, reason = judge(seen(case, given))
    assert of == 1
    assert bool(value) is not bool(reason)
    return reason


def test_an_answer_that_says_what_it_must_is_right() -> None:
    assert wrong(gold(), answer("They are kept for 35 days.")) == ""
    assert "does not say 35 days" in wrong(gold(), answer("They are kept for 135 days."))
    assert "abstains: no_evidence" in wrong(gold(), blank())


def test_one_phrase_of_every_group_is_needed() -> None:
    case = gold(expect_must=[["35 days", "five weeks"], ["AES-256"]])

    assert wrong(case, answer("AES-256, for five weeks.")) == ""
    assert wrong(case, answer("Five weeks.")) == "does not say AES-256"


def test_an_order_is_kept_where_one_is_asked_for() -> None:
    case = gold(expect_must=[["detect", "notice"], ["contain"], ["recover"]], expect_in_order=True)

    assert wrong(case, answer("First notice, then contain, then recover.")) == ""
    assert "out of order: contain" in wrong(case, answer("Contain, then detect, then recover."))


def test_what_must_not_be_said_makes_it_wrong_even_beside_the_right_words() -> None:
    case = gold(expect_must_not=["30 days"])

    assert "says '30 days'" in wrong(case, answer("35 days, or 30 days."))


def test_a_closed_question_needs_the_verdict() -> None:
    assert wrong(practice("yes"), answer("Encrypted.", verdict=Verdict.YES)) == ""
    assert "verdict none, not yes" in wrong(practice("yes"), answer("They are encrypted."))
    assert "verdict yes, not no" in wrong(practice("no"), answer("x", verdict=Verdict.YES))
    either = practice("partial", expect_verdict_also=["no"])
    assert wrong(either, answer("x", verdict=Verdict.NO)) == ""


def test_a_comparison_may_do_without_a_verdict_but_not_with_a_wrong_one() -> None:
    case = gold(kind="comparison", expect_equivalence=["no", "partly"])

    assert wrong(case, answer("35 days.", equivalence=Equivalence.PARTLY)) == ""
    assert wrong(case, answer("35 days.")) == ""
    assert "equivalent" in wrong(case, answer("35 days.", equivalence=Equivalence.EQUIVALENT))


def test_a_blank_is_right_only_where_there_is_no_answer() -> None:
    assert wrong(blank_case(), blank()) == ""
    assert wrong(blank_case(), answer("The Head of Platform.")) == "answers what cannot be answered"
    leaky = blank_case(expect={"must_not": ["Rui"]})
    assert "says 'Rui'" in wrong(leaky, answer("Rui."))


def test_a_conflict_needs_every_side() -> None:
    case = gold(**DISPUTED)

    assert wrong(case, answer("35 days or 30 days.")) == ""
    assert wrong(case, answer("35 days.")) == "does not give 30 days"


def test_abstaining_over_a_conflict_is_right_with_the_values_shown() -> None:
    case = gold(**DISPUTED, expect_reason=["sources_conflict"])
    sides = conflict(("35 days", cite("35 days")), ("30 days", cite("x")))

    assert wrong(case, blank(Reason.SOURCES_CONFLICT, conflicts=(sides,))) == ""
    assert "does not give" in wrong(case, blank(Reason.SOURCES_CONFLICT))
    assert wrong(case, blank(Reason.NO_EVIDENCE)) == "abstains: no_evidence"


def test_pasting_more_than_anybody_asked_for_is_wrong() -> None:
    assert "characters long" in wrong(gold(), answer("35 days. " + "x " * 600))


@pytest.mark.parametrize("text", ["35 days", "35  DAYS", "for 35 days."])
def test_case_and_white_space_do_not_matter(text: str) -> None:
    assert wrong(gold(), answer(text)) == ""
