"""Dates, places and algorithms have one name, however they are written."""

import pytest

from kb.answering.asked import understand
from kb.answering.evidence import by_words, wanted
from kb.answering.sameness import one_name
from kb.text.thesaurus import Thesaurus
from tests.kb.answering.passages import only_unit


@pytest.mark.parametrize(
    "text",
    [
        "due on 28 November 2025",
        "due on 28th of November 2025",
        "due on November 28, 2025",
        "due on Nov. 28, 2025",
        "due on 2025-11-28",
    ],
)
def test_a_day_has_one_name_and_that_of_its_month(text: str) -> None:
    assert [name for name, _ in one_name(text)] == ["2025-11-28", "2025-11"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("tenants in the United States", "place:us"),
        ("the US region", "place:us"),
        ("for USA?", "place:us"),
        ("within the EU", "place:eu"),
        ("in the United Kingdom", "place:uk"),
        ("in June 2026", "2026-06"),
        ("with AES256", "aes256"),
        ("with AES-256 or better", "aes256"),
        ("with AES 256", "aes256"),
    ],
)
def test_a_place_or_a_month_has_one_name(text: str, name: str) -> None:
    assert [found for found, _ in one_name(text)] == [name]


@pytest.mark.parametrize("text", ["tell us", "it may be kept", "section 12 of 2025", "1.2.2025"])
def test_what_is_neither_has_none(text: str) -> None:
    assert one_name(text) == ()


@pytest.mark.parametrize(
    ("question", "text", "found"),
    [
        ("Which review was due on 28 November 2025?", "Review\tdue 2025-11-28", True),
        ("Which review was due on 28 November 2025?", "Review\tdue 2025-11-30", False),
        ("Which test took place in June 2026?", "The test was on 2026-06-12.", True),
        ("Is it offered in the United States?", "It is offered in the US region.", True),
        ("Is it offered in the United States?", "It is offered in the EU region.", False),
    ],
)
def test_a_question_finds_it_otherwise_written(question: str, text: str, found: bool) -> None:
    asked = understand(question)
    want = wanted(asked, Thesaurus.load(), {})
    scored = by_words(only_unit(text), want, asked)
    assert (not scored.unnamed) is found


def test_a_version_is_not_told_by_its_first_digit() -> None:
    assert one_name("with TLS 1.2") == ()


def test_a_row_with_a_number_of_its_own_may_name_an_algorithm() -> None:
    asked = understand("Is customer data encrypted at rest with AES256?")
    want = wanted(asked, Thesaurus.load(), {})
    row = "TW-014\tCustomer data is encrypted at rest with AES-256\tOperating"
    assert by_words(only_unit(row), want, asked).unnamed == ()
    other = row.replace("AES-256", "Twofish")
    assert by_words(only_unit(other), want, asked).unnamed == ("aes256",)
