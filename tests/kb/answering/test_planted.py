"""Planted falsehoods are caught, whatever the model calls them; honest rewording is said."""

import pytest

from kb.answering.generated_trace import Outcome
from tests.kb.answering.planted import FALSEHOODS, HONEST, PLAIN, Case, cited, fate, table, written


@pytest.mark.parametrize("case", FALSEHOODS, ids=lambda case: case.name)
def test_a_falsehood_is_caught(case: Case) -> None:
    made = written(case)
    assert made.trace.outcome is Outcome.FALLBACK, made.answer.answer
    assert made.answer.answer == PLAIN
    assert "nothing that it said stood up to the check" in made.answer.note
    assert [dropped.sentence for dropped in made.trace.dropped] == [case.sentence]


@pytest.mark.parametrize("case", HONEST, ids=lambda case: case.name)
def test_an_honest_sentence_is_said(case: Case) -> None:
    made = written(case)
    assert made.trace.outcome is Outcome.WRITTEN, fate(case)
    assert made.answer.answer.rstrip(".") == case.sentence.rstrip(".")
    assert made.answer.note == ""
    (citation,) = cited(case)
    assert case.text[citation.start : citation.end] == citation.quote


def test_the_sets_are_large_and_told_in_a_table() -> None:
    assert len(FALSEHOODS) >= 30
    assert len(HONEST) >= 15
    told = table()
    assert f"{len(FALSEHOODS)} of {len(FALSEHOODS)} falsehoods caught" in told
    assert f"{len(HONEST)} of {len(HONEST)} honest sentences said" in told
