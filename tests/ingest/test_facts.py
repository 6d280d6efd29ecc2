from datetime import date

import pytest

from ingest.dates import find_dates, parse_date
from ingest.facts import facts_from_lines, facts_from_pairs, known_label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-12", date(2026, 1, 12)),
        ("2026-01-12T09:30:00Z", date(2026, 1, 12)),
        ("2026/01/12", date(2026, 1, 12)),
        ("12 January 2026", date(2026, 1, 12)),
        ("Monday, 12th of January 2026", date(2026, 1, 12)),
        ("12-Jan-2026", date(2026, 1, 12)),
        ("January 12, 2026", date(2026, 1, 12)),
        ("Jan. 12 2026 (board meeting)", date(2026, 1, 12)),
        ("Sept 3, 2025", date(2025, 9, 3)),
        ("01.02.2026", date(2026, 2, 1)),
        ("25/12/2026", date(2026, 12, 25)),
        ("12/25/2026", date(2026, 12, 25)),
        ("05/05/2026", date(2026, 5, 5)),
        ("12/01/2026", None),
        ("Jan 2026", None),
        ("31 February 2026", None),
        ("31/12/26", None),
        ("2026-01-12 or 2026-03-01", None),
        ("12/01/2026 or 2026-03-01", None),
        ("every 12 months 2026", None),
        ("PO 1202026-01-123", None),
    ],
)
def test_a_date_is_read_only_where_it_can_mean_one_day(text: str, expected: date | None) -> None:
    assert parse_date(text) == expected


def test_dates_are_found_in_order() -> None:
    assert find_dates("from 1 May 2025 to 30.04.2026") == [date(2025, 5, 1), date(2026, 4, 30)]


def test_labels_of_organisations_become_facts() -> None:
    facts = facts_from_pairs(
        [
            ("Policy owner", "Head of Security"),
            ("Rev.", "3.1"),
            ("Effective Date:", "12 January 2026"),
            ("Next review", "2027-01-12"),
            ("Expires", "31.12.2027"),
            ("Policy No.", "ISP-04"),
            ("Document status", "Approved"),
            ("Classification", "Internal"),
        ]
    )
    assert facts.owner == "Head of Security"
    assert facts.version == "3.1"
    assert facts.effective == date(2026, 1, 12)
    assert facts.review_by == date(2027, 1, 12)
    assert facts.valid_until == date(2027, 12, 31)
    assert facts.reference == "ISP-04"
    assert facts.status == "Approved"
    assert facts.other == (("Classification", "Internal"),)


def test_the_strongest_date_of_effect_wins_and_the_others_are_kept() -> None:
    facts = facts_from_pairs(
        [
            ("last_updated", "2026-03-01"),
            ("Approved on", "2026-01-05"),
            ("In force since", "2026-02-01"),
        ]
    )
    assert facts.effective == date(2026, 2, 1)
    assert set(facts.other) == {("last_updated", "2026-03-01"), ("Approved on", "2026-01-05")}


def test_last_updated_stands_in_for_a_missing_date_of_effect() -> None:
    assert facts_from_pairs([("lastUpdated", "2026-03-01")]).effective == date(2026, 3, 1)


@pytest.mark.parametrize(
    ("label", "value"),
    [
        ("Effective date", "12/01/2026"),
        ("Review date", "Jan 2026"),
        ("Approved", "by the board"),
        ("Version", "draft"),
        ("Owner", "Every employee who handles customer data is responsible for it. " * 2),
    ],
)
def test_a_value_that_does_not_fit_is_kept_word_for_word(label: str, value: str) -> None:
    facts = facts_from_pairs([(label, value)])
    assert facts.other == ((label, value.strip()),)
    assert facts.effective is facts.review_by is None
    assert facts.owner == facts.version == ""


def test_a_period_of_validity_gives_both_ends() -> None:
    facts = facts_from_pairs([("Validity", "1 March 2025 – 28 February 2028")])
    assert (facts.effective, facts.valid_until) == (date(2025, 3, 1), date(2028, 2, 28))


def test_header_lines_are_read_in_several_shapes() -> None:
    facts = facts_from_lines(
        [
            "Backup Policy",
            "**Owner:** Head of Operations",
            "Document ID | OPS-7",
            "Version 2.4",
            "Effective 1 March 2026",
            "Valid until: 28 February 2027",
        ]
    )
    assert facts.owner == "Head of Operations"
    assert facts.reference == "OPS-7"
    assert facts.version == "2.4"
    assert facts.effective == date(2026, 3, 1)
    assert facts.valid_until == date(2027, 2, 28)


def test_several_pairs_on_one_line_are_split() -> None:
    facts = facts_from_lines(["Version: 1.2 | Owner: COO | Review by: 2027-05-01"])
    assert (facts.version, facts.owner, facts.review_by) == ("1.2", "COO", date(2027, 5, 1))


def test_sentences_with_a_colon_are_no_facts() -> None:
    facts = facts_from_lines(
        [
            "Note: backups run at night",
            "Three things matter: speed, care, proof.",
            "Version control",
        ]
    )
    assert facts == facts_from_pairs([])


@pytest.mark.parametrize(
    "value", ["ISP-07", "POL 12", "SEC.3.1", "HR-SEC-004", "ISMS-DOC-05-1", "QM12"]
)
def test_a_document_s_number_is_its_reference(value: str) -> None:
    assert facts_from_pairs([("Document", value)]).reference == value
    assert facts_from_lines([f"Document: {value}", "Owner: IT"]).reference == value
    assert known_label("Document", value)


@pytest.mark.parametrize("value", ["Backup Policy", "12 pages", "isp", "Final version of 2026"])
def test_a_document_s_name_is_no_reference(value: str) -> None:
    facts = facts_from_pairs([("Document", value)])

    assert (facts.reference, facts.other) == ("", (("Document", value),))
    assert not known_label("Document", value)
    assert not known_label("Document")


def test_a_stated_number_comes_before_the_document_s() -> None:
    assert facts_from_pairs([("Reference", "ISP-01"), ("Document", "ISP-07")]).reference == "ISP-01"


def test_an_endless_line_holds_no_facts() -> None:
    assert facts_from_lines(["Owner: IT", "Version" + " " * 3_000 + "3"]).version == ""
