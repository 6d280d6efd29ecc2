"""The check every sentence passes: planted falsehoods are caught, honest sentences pass."""

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kb.answering.verify import Claim, missing, negations_agree, numbers, stands, supported
from kb.knowledge_base import KnowledgeBase
from kb.records.documents import document_id
from kb.records.sources import stored_text
from tests.kb.answering.passages import cited
from tests.kb.storing import prepared, put_one

STORED = "Backups are kept for 35 days. They are encrypted. Restores are tested every quarter."


def _claim(text: str, quote: str, **fields: object) -> Claim:
    return Claim(text, cited(quote, **fields))


def test_a_quote_stands_where_it_says_and_nowhere_else() -> None:
    quote = "They are encrypted."
    start = STORED.index(quote)
    honest = cited(quote, start)
    assert stands(honest, STORED)
    for moved in (-1, 1, 7):
        shifted = replace(honest, start=start + moved, end=honest.end + moved)
        assert not stands(shifted, STORED)
    assert not stands(replace(honest, end=honest.end + 1), STORED)
    assert not stands(replace(honest, start=start + 1), STORED)


@pytest.mark.parametrize(
    "quote",
    [
        "They are encrypted at rest.",
        "They are encrypted!",
        "they are encrypted.",
        "They  are encrypted.",
        "",
    ],
)
def test_an_invented_quote_does_not_stand(quote: str) -> None:
    start = STORED.index("They are")
    assert not stands(cited(quote, start), STORED)


def test_offsets_outside_the_text_do_not_stand() -> None:
    assert not stands(cited("x", len(STORED)), STORED)
    assert not stands(replace(cited("quarter."), start=-8, end=0), STORED)
    assert not stands(cited("anything"), "")


@given(st.text(min_size=1, max_size=80), st.data())
def test_any_stretch_of_a_text_stands_and_any_other_does_not(
    text: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    quote = text[start:end]
    honest = cited(quote, start)
    assert stands(honest, text)

    at = data.draw(st.integers(0, len(quote) - 1))
    other = data.draw(st.characters())
    assume(other != quote[at])
    assert not stands(replace(honest, quote=quote[:at] + other + quote[at + 1 :]), text)
    assert not stands(replace(honest, quote=quote + other), text)
    assert not stands(replace(honest, quote=quote[:-1]), text)


@given(st.text(min_size=1, max_size=60))
def test_what_is_said_word_for_word_is_supported(text: str) -> None:
    assert supported(_claim(text, text))


def test_a_quote_of_an_older_version_stands_in_that_version_only(base: KnowledgeBase) -> None:
    identity = document_id("p.md")
    for rule in ("Backups are kept for 35 days.", "Backups are kept for 90 days, as agreed."):
        put_one(base.records, prepared("p.md", rule, title="Backup policy"))
    with base.records.read() as connection:
        first, second = (stored_text(connection, identity, number) or "" for number in (1, 2))
    quote = "Backups are kept for 35 days."
    old = cited(quote, first.index(quote), document_id=identity)
    assert stands(old, first)
    assert not stands(old, second)


@pytest.mark.parametrize(
    ("text", "quote", "lacking"),
    [
        ("Backups are kept for 30 days.", "Backups are kept for 35 days.", "30"),
        ("Backups are kept for thirty days.", "Backups are kept for 35 days.", "30"),
        ("Logs are kept thirteen months.", "Logs are kept twelve months.", "13"),
        ("Some 1,200 servers are patched.", "Some 1,300 servers are patched.", "1200"),
        ("Uptime is 99.99 percent.", "Uptime is 99.9 percent.", "99.99"),
        ("This meets CC6.2.", "This meets CC6.1.", "CC6.2"),
        ("This meets A.5.15.", "This meets the standard.", "A.5.15"),
        ("Sign-on is managed by Okta.", "Sign-on is managed by a directory.", "Okta"),
        ("CrowdStrike guards laptops.", "An agent guards laptops.", "CrowdStrike"),
        ("Laptops are guarded. AWS hosts them.", "Laptops are guarded and hosted.", "AWS"),
        ("Keys are held by Arm.", "Keys are held behind an alarm.", "Arm"),
        ("Customers hear within 72 days.", "Customers hear within 72 hours.", "72 days"),
        ("Access is reviewed weekly.", "Access is reviewed monthly.", "weekly"),
        ("Keys are 256 characters long.", "Keys are 256 bits long.", "256 characters"),
    ],
)
def test_what_the_quote_does_not_hold_is_named(text: str, quote: str, lacking: str) -> None:
    claim = _claim(text, quote)
    assert lacking in missing(claim)
    assert not supported(claim)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Backups are kept for 35 days.", "All backups are kept for 35 days at least."),
        ("Backups are kept for three days.", "Backups are kept for 3 days."),
        ("Backups are kept for 24 hours.", "Backups are kept for twenty-four hours."),
        ("Some 1200 servers are patched.", "Some 1,200 servers are patched."),
        ("This meets A 5.15.", "This meets Annex A.5.15."),
        ("Access is reviewed half-yearly.", "Access is reviewed every six months."),
        ("Sign-on is managed by Okta.", "Okta's directory manages sign-on."),
        ("Debug access is prohibited.", "Debug access is not allowed."),
    ],
)
def test_the_same_in_other_words_is_supported(text: str, quote: str) -> None:
    claim = _claim(text, quote)
    assert missing(claim) == []
    assert supported(claim)


def test_a_heading_may_supply_a_name_but_never_a_number() -> None:
    quote = "Sign-on is managed by the directory."
    claim = _claim("Sign-on is managed by Okta.", quote, heading=("Okta directory",))
    assert supported(claim)
    numbered = _claim("Sign-on takes 30 tries.", "Sign-on takes tries.", heading=("30 tries",))
    assert missing(numbered) == ["30"]


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("Backups are not encrypted.", "Backups are encrypted."),
        ("Backups are encrypted.", "Backups are not encrypted."),
        ("Staff may share passwords.", "Staff may never share passwords."),
        ("Personal devices are permitted.", "Personal devices are prohibited."),
        ("All staff are trained.", "All staff except contractors are trained."),
        ("Access is given.", "Access isn't given."),
    ],
)
def test_a_turned_negation_is_caught(claim: str, quote: str) -> None:
    assert not negations_agree(claim, quote)
    assert not supported(_claim(claim, quote))


def test_numbers_are_read_in_digits_and_words() -> None:
    assert numbers("12 of 1,200 and 3.5, then 7.") == {"12", "1200", "3.5", "7"}
    assert numbers("Twenty-four hours or ninety days") == {"24", "90"}
    assert numbers("none at all") == set()
