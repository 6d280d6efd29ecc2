"""Joining sentences into an answer: only what stands, each with its citation."""

from dataclasses import replace
from datetime import date

import pytest

from kb.answering.compose import (
    _only_rearranged,
    choose,
    citation,
    claims,
    joined,
    row_said,
    sentence,
    verified,
)
from kb.answering.units import units
from kb.answering.verify import Claim
from tests.kb.answering.passages import TODAY, cited, only_unit, passage, scored


def test_a_citation_tells_where_its_words_stand() -> None:
    unit = only_unit(
        "Backups are kept for 35 days.",
        start=40,
        title="Backup policy",
        heading=("Rules",),
        page=3,
        review_by=date(2026, 6, 1),
        valid_until=date(2026, 3, 1),
    )
    made = citation(unit, TODAY)
    assert (made.quote, made.start, made.end) == (unit.text, 40, 40 + len(unit.text))
    assert (made.document, made.heading, made.page) == ("Backup policy", ("Rules",), 3)
    assert (made.valid_until, made.expired) == (date(2026, 3, 1), False)
    assert not citation(unit, date(2026, 3, 1)).expired
    assert citation(unit, date(2026, 3, 2)).expired


def test_only_what_stands_is_kept() -> None:
    stored = "Backups are kept for 35 days. Keys are rotated every year."
    honest = claims(units(passage(stored)), TODAY)
    assert [claim.text for claim in verified(honest, lambda _: stored)] == [
        "Backups are kept for 35 days.",
        "Keys are rotated every year.",
    ]
    planted = [
        Claim(honest[0].text, replace(honest[0].citation, quote="Backups are kept for 99 days.")),
        Claim(honest[0].text, replace(honest[0].citation, start=1)),
        Claim("Backups are kept for 36 days.", honest[0].citation),
        Claim("Keys are not rotated every year.", honest[1].citation),
        Claim("Keys are rotated every year by Okta.", honest[1].citation),
    ]
    assert verified(planted, lambda _: stored) == []
    assert verified(honest, lambda _: stored.replace("35", "60")) == [honest[1]]
    assert verified(honest, lambda _: "") == []


def test_a_row_reads_with_the_names_of_its_columns() -> None:
    row = only_unit("Logs\t\t12 months", context="Record | Owner | Kept for 1")
    assert sentence(row) == "Record: Logs; Kept for 1: 12 months"
    (claim,) = claims([row], TODAY)
    assert verified([claim], lambda _: row.text) == [claim]
    other = Claim("Record: Logs; Kept for 1: 13 months", claim.citation)
    assert verified([other], lambda _: row.text) == []


@pytest.mark.parametrize(
    "said",
    [
        "Record: Logs; Kept for: 12 months, always",
        "Record: Logs; Kept for: 12 months; Place: offsite",
        "All Logs are safely kept 12 months",
        "Logs 12 months",
        "Kept for: Logs; Record: 12 months",
        "Record: Logs",
        "Logs | 12 months | offsite",
    ],
)
def test_a_row_with_words_added_or_changed_is_not_merely_rearranged(said: str) -> None:
    row = only_unit("Logs\t12 months", context="Record | Kept for")
    (claim,) = claims([row], TODAY)
    assert not _only_rearranged(replace(claim, text=said))
    for honest in ("Record: Logs; Kept for: 12 months", "Logs | 12 months"):
        assert _only_rearranged(replace(claim, text=honest))


def test_names_of_columns_come_from_the_table_alone() -> None:
    row = only_unit("Logs\t12 months", context="Record | Kept for")
    (claim,) = claims([row], TODAY)
    assert claim.labels == ("Record", "Kept for")
    assert not _only_rearranged(replace(claim, labels=()))
    assert not _only_rearranged(Claim("Item: Logs; Forever: 12 months", claim.citation, ("A", "B")))


def test_rows_that_go_together_are_told_once() -> None:
    columns = ("Control", "Maps to")
    assert row_said("CC6.1\tA.5.15\nCC6.1\tA.5.16", columns) == (
        "Control: CC6.1; Maps to: A.5.15, A.5.16"
    )
    assert row_said("CC6.1\tA.5.15\tequal", columns) == "CC6.1 | A.5.15 | equal"


def test_an_answer_is_cut_at_a_sentence_and_never_in_a_number() -> None:
    told = [Claim(text, cited(text)) for text in ("One is here.", "Two is here", "Three is here.")]
    assert joined(told, 100)[0] == "One is here. Two is here. Three is here."
    text, kept = joined(told, 26)
    assert text == "One is here. Two is here."
    assert kept == told[:2]
    text, kept = joined(told, 8)
    assert (text, kept) == ("One is…", told[:1])
    assert joined([], 10) == ("", [])


def test_a_list_starts_on_a_line_of_its_own() -> None:
    told = [Claim(text, cited(text)) for text in ("It is logged.", "These are:\nkeys\nlocks")]
    assert joined(told, 100)[0] == "It is logged.\nThese are:\nkeys\nlocks."


def test_further_sentences_come_close_to_the_best_and_add_something() -> None:
    best = scored("Backups are kept for 35 days.", "a", 0.9)
    same = scored("All backups are kept for 35 days.", "b", 0.89)
    more = scored("Restores are tested by the owner.", "c", 0.88)
    far = scored("Visitors sign a book at the desk.", "d", 0.4)
    told = [best, same, more, far]
    assert choose(told, 3) == [best.unit, more.unit]
    assert choose(told, 1) == [best.unit]
    assert choose(told, 3, must=2) == [best.unit, same.unit, more.unit]
