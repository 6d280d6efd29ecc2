"""Amounts: what is read out of a sentence, and when one meets another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.answering.quantities import Dimension, counts_of, meets, quantities

DAY, MONTH, YEAR = 24.0, 730.5, 8766.0


@pytest.mark.parametrize(
    ("text", "dimension", "amount"),
    [
        ("kept for 30 days", Dimension.DURATION, 30 * DAY),
        ("kept for thirty days", Dimension.DURATION, 30 * DAY),
        ("told within twenty-four hours", Dimension.DURATION, 24.0),
        ("sixteen characters or more", Dimension.CHARACTERS, 16),
        ("kept for 30 calendar days", Dimension.DURATION, 30 * DAY),
        ("a 30-day window", Dimension.DURATION, 30 * DAY),
        ("kept for a year", Dimension.DURATION, YEAR),
        ("within an hour", Dimension.DURATION, 1.0),
        ("in 15 minutes", Dimension.DURATION, 0.25),
        ("reviewed every six months", Dimension.INTERVAL, 6 * MONTH),
        ("reviewed half-yearly", Dimension.INTERVAL, 6 * MONTH),
        ("reviewed twice a year", Dimension.INTERVAL, 6 * MONTH),
        ("reviewed every quarter", Dimension.INTERVAL, 3 * MONTH),
        ("reviewed quarterly", Dimension.INTERVAL, 3 * MONTH),
        ("once a year", Dimension.INTERVAL, YEAR),
        ("once per week", Dimension.INTERVAL, 7 * DAY),
        ("each calendar month", Dimension.INTERVAL, MONTH),
        ("an annual review", Dimension.INTERVAL, YEAR),
        ("monitored in real time", Dimension.INTERVAL, 0.0),
        ("at least 12 characters", Dimension.CHARACTERS, 12),
        ("a 2048-bit key", Dimension.BITS, 2048),
        ("encrypted with AES-256", Dimension.BITS, 256),
        ("99.9% uptime", Dimension.PERCENT, 99.9),
        ("twenty percent", Dimension.PERCENT, 20),
        ("in 1,200 offices", Dimension.COUNT, 1200),
    ],
)
def test_an_amount_is_read(text: str, dimension: Dimension, amount: float) -> None:
    (found,) = quantities(text)
    assert found.dimension is dimension
    assert found.amount == pytest.approx(amount, rel=0.01)
    assert found.text in text
    assert text[found.start :].startswith(found.text)


@pytest.mark.parametrize("written", ["3 to 12 months", "3-12 months", "three to twelve months"])
def test_a_span_has_two_ends(written: str) -> None:
    (found,) = quantities(f"Logs are kept for {written}.")
    assert found.dimension is Dimension.DURATION
    assert (found.low, found.amount) == (pytest.approx(3 * MONTH), pytest.approx(12 * MONTH))


@pytest.mark.parametrize(
    "text",
    [
        "a second region holds copies",
        "an intrusion is reported",
        "version 4.2 of section 7",
        "the company was founded in Rome",
        "see A.5.15",
        "",
    ],
)
def test_what_is_no_amount_is_none(text: str) -> None:
    assert quantities(text) == []


def test_several_amounts_come_in_order_and_apart() -> None:
    found = quantities("Keys of 256 bits are rotated every 90 days and kept for 2 years.")
    assert [q.dimension for q in found] == [
        Dimension.BITS,
        Dimension.INTERVAL,
        Dimension.DURATION,
    ]
    assert [q.start for q in found] == sorted(q.start for q in found)


@given(st.integers(2, 400), st.sampled_from(["hour", "day", "week", "month", "year"]))
def test_any_length_of_time_is_read_as_written(number: int, unit: str) -> None:
    (found,) = quantities(f"Records are kept for {number} {unit}s.")
    assert found.text == f"{number} {unit}s"
    assert found.amount == pytest.approx(number * {"hour": 1, "day": DAY, "week": 7 * DAY,
                                                   "month": MONTH, "year": YEAR}[unit])  # fmt: skip


@given(st.text(max_size=120))
def test_any_text_is_read_without_overlap(text: str) -> None:
    end = 0
    for found in quantities(text):
        assert found.start >= end
        assert text[found.start : found.start + len(found.text)] == found.text
        end = found.start + len(found.text)


@pytest.mark.parametrize(
    ("text", "noun", "amounts"),
    [
        ("Annex A has 93 controls.", "controls", [93]),
        ("It lists all 114 control objectives.", "controls", [114]),
        ("There are five trust categories.", "categories", [5]),
        ("93 controls in four themes", "themes", [4]),
        ("We use 12 approved subprocessors and 3 offices.", "subprocessors", [12]),
        ("Controls are listed in section 7.", "controls", []),
        ("§ 7 controls", "controls", []),
    ],
)
def test_the_number_of_a_thing_is_counted(text: str, noun: str, amounts: list[float]) -> None:
    assert [q.amount for q in counts_of(text, noun)] == amounts


@pytest.mark.parametrize(
    ("asked", "stated", "expected"),
    [
        ("Are logs kept for at least 12 months?", "Logs are kept for 13 months.", True),
        ("Are logs kept for at least 12 months?", "Logs are kept for a year.", True),
        ("Are logs kept for at least 12 months?", "Logs are kept for 90 days.", False),
        ("Are logs kept 12 months or longer?", "Logs are kept for 24 months.", True),
        ("Is notice given within 72 hours?", "Notice is given within 24 hours.", True),
        ("Is notice given within 72 hours?", "Notice is given within 5 days.", False),
        ("Is notice given within 72 hours?", "Notice is given within 3 days.", True),
        ("Is access reviewed every quarter?", "Access is reviewed monthly.", True),
        ("Is access reviewed every quarter?", "Access is reviewed annually.", False),
        ("Is access reviewed quarterly?", "Access is reviewed every 3 months.", True),
        ("Are backups kept for 35 days?", "Backups are kept for 35 days.", True),
        ("Are backups kept for 35 days?", "Backups are kept for 60 days.", False),
        ("Are backups kept for 35 days?", "Backups are encrypted.", None),
        ("Are backups kept for 35 days?", "Keys have 256 bits.", None),
        ("Are backups encrypted?", "Backups are kept for 35 days.", None),
        ("Have passwords at least 12 characters?", "Passwords have 14 characters.", True),
        ("Have passwords at least 12 characters?", "Passwords have 8 characters.", False),
    ],
)
def test_whether_an_amount_meets_what_is_asked(
    asked: str, stated: str, expected: bool | None
) -> None:
    assert meets(asked, stated) is expected


def test_a_word_that_a_hyphen_goes_on_from_is_not_counted() -> None:
    assert not counts_of("It covers both point-in-time and period audits.", "points")
    assert [q.amount for q in counts_of("It has 61 points of focus.", "points")] == [61]
