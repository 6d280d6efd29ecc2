"""The values of a sentence, as they are compared."""

import pytest

from kb.disagreements.comparing import comparable, differ
from kb.disagreements.report import Kind
from kb.disagreements.stated import Bound, Value, values


def only(text: str) -> Value:
    (found,) = values(text)
    return found


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("Reports are sent within 24 hours.", Bound.MOST),
        ("Logs are kept for 90 days.", Bound.FOR),
        ("Copies are overwritten no later than 30 days from then.", Bound.FOR),
        ("Passwords have at least 12 characters.", Bound.LEAST),
        ("Screens lock after 5 minutes.", Bound.AFTER),
    ],
)
def test_the_bound_of_an_amount(text: str, bound: Bound) -> None:
    assert only(text).bound is bound


@pytest.mark.parametrize(
    "text",
    [
        "R-04 security logs go there.",
        "Schedule 4 pursuant to the decision applies.",
        "The company holds no ISO/IEC 27001 certificate.",
        "Last updated: June 8, 2023",
    ],
)
def test_numbers_that_name_and_measure_nothing(text: str) -> None:
    assert values(text) == []


def test_money_and_dates() -> None:
    cover = only("The insurance covers EUR 5 million a claim.")
    assert (cover.kind, cover.amount) == (Kind.AMOUNT, 5e6)
    day = only("The test took place on 14 October 2026.")
    assert (day.kind, day.key) == (Kind.DATE, "2026-10-14")


def test_a_clause_inside_another_is_no_difference() -> None:
    wide = only("Internal audit is clause 9.2 of ISO 27001.")
    inside = only("Internal audit is clause 9.2.1 of ISO 27001.")
    other = only("Internal audit is clause 9.3 of ISO 27001.")
    assert comparable(wide, inside)
    assert not differ(wide, inside)
    assert differ(wide, other)


def test_a_span_holds_what_lies_in_it() -> None:
    span, inside = only("It takes 3 to 12 months."), only("It takes 6 months.")
    assert not differ(span, inside)
    assert differ(span, only("It takes 18 months."))
