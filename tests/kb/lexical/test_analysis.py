"""How text becomes index terms."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.lexical.analysis import (
    STOP_WORDS,
    all_stems,
    fold,
    identifier_terms,
    identifiers,
    pairs,
    terms,
    words,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Backups", "backup"),
        ("ENCRYPTED", "encrypts"),
        ("Café", "cafe"),
        ("supplier's", "suppliers"),
        ("supplier’s", "supplier"),
        ("ﬁle", "file"),
        ("multi-factor", "multi factor"),
        ("sub_processor", "sub processor"),
    ],
)
def test_forms_of_a_word_are_one_term(one: str, other: str) -> None:
    assert terms(one)
    assert terms(one) == terms(other)


def test_stop_words_are_no_terms_but_stand_in_phrases() -> None:
    assert terms("Is the backup not encrypted?") == terms("backup encrypted")
    assert "not" in all_stems("Is the backup not encrypted?")
    assert terms("is it that they do not?") == []
    assert terms(" ".join(sorted(STOP_WORDS))) == []


def test_terms_keep_order_and_repeats() -> None:
    assert terms("key backup key") == ["key", "backup", "key"]


def test_pairs_join_neighbours() -> None:
    assert pairs(["data", "retent", "period"]) == ["data_retent", "retent_period"]
    assert pairs(["data"]) == pairs([]) == []


@pytest.mark.parametrize(
    ("canonical", "spellings"),
    [
        ("a.5.15", ["A.5.15", "A 5.15", "Annex A 5.15", "Annex A.5.15"]),
        ("cc6.1", ["CC6.1", "CC 6.1"]),
        ("164.308(a)(5)", ["164.308(a)(5)", "§ 164.308(a)(5)", "45 CFR 164.308(a)(5)"]),
        ("iso27001", ["ISO 27001", "ISO/IEC 27001", "ISO27001"]),
    ],
)
def test_an_identifier_is_one_token_however_written(canonical: str, spellings: list[str]) -> None:
    for spelling in spellings:
        assert canonical in identifiers(f"as {spelling} says")


def test_an_article_is_one_token_however_written() -> None:
    assert identifiers("Art. 32 GDPR") == identifiers("Article 32 GDPR") != []


def test_a_passage_is_found_by_what_its_identifiers_lie_in() -> None:
    assert {"164.308(a)(5)", "164.308(a)", "164.308"} <= set(identifier_terms("164.308(a)(5)"))
    assert "164.308" not in identifiers("164.308(a)(5)")


@given(st.text(max_size=100))
def test_any_text_is_folded_for_good(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(word for word in terms(text))
    assert len(all_stems(text)) >= len(terms(text))
    assert not any(" " in word for word in words(text))
