"""A sentence that is asked about nearly as it stands affirms nothing that it does not say."""

from dataclasses import replace

import pytest

from kb.answering.asked import understand
from kb.answering.evidence import by_words, wanted
from kb.answering.near_miss import Difference, difference
from kb.answering.verdict import judge
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Verdict
from tests.kb.answering.passages import only_unit

DELETED = "Customer data is deleted from production within 60 days after the contract ends."


@pytest.mark.parametrize(
    ("question", "text", "expected"),
    [
        (DELETED, DELETED, Difference.NONE),
        (DELETED.replace("after", "before"), DELETED, Difference.WORD),
        (DELETED.replace("production", "test"), DELETED, Difference.WORD),
        (DELETED.replace("Customer", "Employee"), DELETED, Difference.WORD),
        (DELETED.replace("is deleted", "is not deleted"), DELETED, Difference.NEGATION),
        (
            "All joiners of the company get the base role and nothing else",
            "New joiners of the company get the base role and nothing else.",
            Difference.WORD,
        ),
        (
            "Text for a customer that an AI tool made must be read by a second person",
            "Text for a customer that an AI tool made should be read by a second person.",
            Difference.WEAKER,
        ),
        (
            "Restricted information may be entered into an approved AI tool",
            "Restricted information may not be entered into an approved AI tool.",
            Difference.NEGATION,
        ),
        (
            "Do all employees complete privacy training during onboarding and every year?",
            "All employees must complete privacy training as part of their first onboarding and"
            " then on an annual basis.",
            Difference.NONE,
        ),
        (
            "Are backups of every database tested and stored in another region?",
            "Backups of the payroll database are tested and stored in another region.",
            Difference.WORD,
        ),
        # Another order, more words, other words: no repetition.
        ("Do you encrypt backups at rest?", "Backups are encrypted at rest.", Difference.NONE),
        ("Are backups kept?", "Logs are kept.", Difference.NONE),
    ],
)
def test_how_they_differ(question: str, text: str, expected: Difference) -> None:
    asked = understand(question)
    scored = by_words(only_unit(text), wanted(asked, Thesaurus.load(), {}), asked)
    assert difference(asked.text, text, scored.outside) is expected


@pytest.mark.parametrize(
    ("heading", "expected"),
    [(("Trust", "Subprocessors"), Difference.NONE), (("Trust", "Vendors"), Difference.WORD)],
)
def test_one_stands_for_what_the_heading_names(
    heading: tuple[str, ...], expected: Difference
) -> None:
    asked = understand("Do you announce a new subprocessor before it begins to process our data?")
    text = "We announce a new one at least 30 days before it begins to process your data."
    unit = only_unit(text, heading=heading)
    scored = by_words(unit, wanted(asked, Thesaurus.load(), {}), asked)
    assert difference(asked.text, text, scored.outside, scored.absent) is expected


def test_a_negation_after_one_counts() -> None:
    asked = understand("A new subprocessor is announced before it begins to process data")
    text = "A new one is never announced before it begins to process data."
    unit = only_unit(text, heading=("Subprocessors",))
    scored = by_words(unit, wanted(asked, Thesaurus.load(), {}), asked)
    found = difference(asked.text, text, scored.outside, scored.absent)
    assert found is Difference.NEGATION


def _verdict(question: str, text: str) -> Verdict | None:
    asked = understand(question)
    scored = by_words(only_unit(text), wanted(asked, Thesaurus.load(), {}), asked)
    close = replace(scored, score=0.9, meaning=0.95)
    return judge(asked, [close], [], Contrasts.load()).verdict


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (f"{DELETED.replace('production', 'test')} Confirm.", DELETED),
        (f"Please confirm: {DELETED.replace('after', 'before')}", DELETED),
        (
            "Are logs encrypted at rest with AES-256?",
            "Backups are encrypted at rest with AES-256.",
        ),
        (
            "The summary letter of a penetration test is shared with employees. Confirm.",
            "The summary letter of a penetration test is shared with customers.",
        ),
        (
            "Security alerts are triaged by the sales team on working days. Confirm.",
            "Security alerts are triaged by the security team on working days.",
        ),
        (
            "Certificates for public endpoints are renewed manually. Confirm.",
            "Certificates for public endpoints are renewed automatically.",
        ),
        (
            "Is the person concerned heard after a decision is taken?",
            "The person concerned is heard before a decision is taken.",
        ),
        (
            "Is restricted information entered into any AI tool, whether it is approved or not?",
            "Restricted information may not be entered into any AI tool, whether approved or not.",
        ),
    ],
)
def test_a_near_miss_is_no_yes(question: str, text: str) -> None:
    assert _verdict(question, text) is not Verdict.YES


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (f"{DELETED} Confirm.", DELETED),
        ("Are backups encrypted at rest?", "Backups are encrypted at rest with AES-256."),
        (
            "Is every supplier assessed before it receives data?",
            "Suppliers are assessed before they receive data.",
        ),
    ],
)
def test_what_is_said_is_still_a_yes(question: str, text: str) -> None:
    assert _verdict(question, text) is Verdict.YES
