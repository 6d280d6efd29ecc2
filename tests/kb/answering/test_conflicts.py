"""In-date sources that give different values for the same thing."""

from datetime import date
from typing import Any

import pytest

from kb.answering.asked import understand
from kb.answering.conflicts import find_conflict
from kb.answering.scored import Scored
from kb.values import Conflict
from tests.kb.answering.passages import TODAY, scored

QUESTION = "How long are audit logs kept?"
FIRST = "Audit logs are kept for 90 days."


def _conflict(question: str, *fit: Scored) -> Conflict | None:
    return find_conflict(understand(question), fit, TODAY)


def _against(text: str, **fields: Any) -> Conflict | None:
    return _conflict(QUESTION, scored(FIRST, "a", 0.9), scored(text, "b", 0.85, **fields))


def test_two_periods_are_both_shown_with_their_sources() -> None:
    found = _against("Audit logs are kept for 12 months.", title="Logging standard")
    assert found is not None
    assert found.topic == QUESTION
    assert [value.value for value in found.values] == ["90 days", "12 months"]
    assert [value.citation.document_id for value in found.values] == ["a", "b"]
    assert found.values[0].citation.quote == FIRST
    assert found.values[1].citation.document == "Logging standard"


def test_three_documents_give_three_values() -> None:
    texts = [f"Audit logs are kept for {n} months." for n in (3, 12, 24)]
    fit = [scored(text, name, 0.9) for text, name in zip(texts, "abc", strict=True)]
    found = _conflict(QUESTION, *fit)
    assert found is not None
    assert len(found.values) == 3


@pytest.mark.parametrize(
    "text",
    [
        "Audit logs are kept for 90 days.",
        "Audit logs are kept for ninety days.",
        "Audit logs are kept for 3 months.",
        "Audit logs are kept in a safe place.",
        "Audit logs are kept for 90 days or, if a court asks, for 5 years.",
        "In 2019 audit logs were lost for 14 days.",
        "Audit logs hold 256 characters a line.",
    ],
)
def test_what_does_not_differ_is_no_conflict(text: str) -> None:
    assert _against(text) is None


def test_a_year_is_twelve_months() -> None:
    one, other = scored("Logs are kept for a year.", "a"), scored("Logs are kept 12 months.", "b")
    assert _conflict("How long are logs kept?", one, other) is None


def test_every_six_months_is_twice_a_year() -> None:
    one = scored("Access is reviewed every six months.", "a")
    same = scored("Access is reviewed half-yearly.", "b")
    other = scored("Access is reviewed every quarter.", "c")
    question = "How often is access reviewed?"
    assert _conflict(question, one, same) is None
    found = _conflict(question, one, same, other)
    assert found is not None
    assert [v.value for v in found.values] == ["every six months", "every quarter"]


@pytest.mark.parametrize("limit", ["review_by", "valid_until"])
def test_a_source_that_is_out_of_date_disputes_nothing(limit: str) -> None:
    other = "Audit logs are kept for 12 months."
    assert _against(other, **{limit: date(2025, 12, 31)}) is None
    assert _against(other, **{limit: TODAY}) is not None


@pytest.mark.parametrize("heading", ["Revision history", "Change log", "Version history"])
def test_what_a_document_said_once_is_no_conflict(heading: str) -> None:
    assert _against("Audit logs are kept for 12 months.", heading=(heading,)) is None


def test_one_document_does_not_dispute_itself() -> None:
    fit = [scored(FIRST, "a"), scored("Audit logs are kept for 12 months.", "a", start=200)]
    assert _conflict(QUESTION, *fit) is None


def test_a_unit_that_hardly_fits_disputes_nothing() -> None:
    weak = scored("Audit logs are kept for 12 months.", "b", 0.3)
    assert _conflict(QUESTION, scored(FIRST, "a", 0.9), weak) is None


def test_a_unit_about_something_narrower_disputes_nothing() -> None:
    other = scored("Video is kept for 12 months.", "b", 0.7)
    narrower = Scored(other.unit, 0.7, 0.7, 0.7, outside=frozenset(["audit", "log"]))
    assert _conflict(QUESTION, scored(FIRST, "a", 0.9), narrower) is None


def test_only_a_question_for_a_value_can_be_disputed() -> None:
    fit = [scored(FIRST, "a"), scored("Audit logs are kept for 12 months.", "b")]
    assert _conflict("Are audit logs kept?", *fit) is None
    assert _conflict(QUESTION) is None
