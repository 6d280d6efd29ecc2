"""What a passage is indexed under, how a question asks, and what a perfect match would score."""

import pytest

from kb.lexical.fields import (
    FIELDS,
    NEAR,
    PAIRS,
    PHRASES,
    SYNONYM,
    TERMS,
    WEIGHTS,
    document_fields,
    lexical_question,
    perfect_score,
)
from kb.lexical.protocol import idf
from kb.text.thesaurus import Thesaurus
from tests.kb.answering.passages import passage

WORDS = Thesaurus.load(
    """
groups:
  - {id: mfa, terms: [MFA, two-step verification]}
  - {id: token, terms: [hardware token]}
  - {id: badge, terms: [badge]}
one_way:
  - {from: MFA, kind: narrower, to: [hardware token]}
"""
)


def test_every_token_is_doubled() -> None:
    fields = document_fields(passage("Backups are not encrypted, see CC6.1.", title="Rules"))
    assert set(fields) == set(FIELDS)
    for tokens in fields.values():
        assert tokens
        assert all(tokens.count(token) % 2 == 0 for token in tokens)
    assert fields[TERMS].count("encrypt") == 2
    assert "backup_encrypt" in fields[PAIRS]
    assert "not_encrypt" in fields[PHRASES]
    assert "not_encrypt" not in fields[PAIRS]


def test_what_stands_above_a_passage_is_indexed_with_it() -> None:
    made = passage(
        "Kept for 35 days.",
        title="Retention",
        heading=("Backups",),
        context="Periods of storage:",
        reference="ISP-04",
    )
    tokens = document_fields(made)[TERMS]
    assert {"retent", "backup", "storag", "35", "isp-04"} <= {*tokens}


def test_a_passage_is_indexed_under_what_its_controls_lie_in() -> None:
    tokens = document_fields(passage("It meets CC6.1."))[TERMS]
    assert {"cc6.1", "cc6"} <= {*tokens}


def test_a_question_weighs_terms_pairs_and_repeats() -> None:
    asked = lexical_question("backup key backup", None)
    by_field = {(t.field, t.term): t.weight for t in asked.query}
    assert by_field[TERMS, "backup"] == 2 * WEIGHTS[TERMS]
    assert by_field[TERMS, "key"] == WEIGHTS[TERMS]
    assert by_field[PAIRS, "backup_key"] == WEIGHTS[PAIRS]
    assert by_field[PHRASES, "key_backup"] == WEIGHTS[PHRASES]
    assert asked.own == ("backup", "key")


def test_a_question_for_a_part_does_not_ask_for_the_whole() -> None:
    own = lexical_question("What does 164.308(a)(5) say?", None).own
    assert "164.308(a)(5)" in own
    assert "164.308(a)" not in own


def test_synonyms_share_a_small_weight_and_are_not_of_the_question() -> None:
    asked = lexical_question("Is MFA on?", WORDS)
    added = {t.term: t.weight for t in asked.query if t.term not in asked.own and t.field == TERMS}
    assert added["verif"] == pytest.approx(SYNONYM / 3)
    assert added["token"] == pytest.approx(NEAR / 2)
    assert asked.own == ("mfa",)


def test_a_word_that_is_asked_itself_is_no_synonym() -> None:
    asked = lexical_question("MFA or two-step verification?", WORDS)
    weights = [t.weight for t in asked.query if t.term == "verif" and t.field == TERMS]
    assert weights == [WEIGHTS[TERMS]]


def test_nothing_asked_is_an_empty_question() -> None:
    assert lexical_question("", WORDS).own == ()
    assert lexical_question("?!", None).query == ()


def test_a_perfect_score_grows_with_what_is_asked() -> None:
    assert perfect_score([]) == 0
    assert perfect_score([1.0]) > 0
    assert perfect_score([1.0, 2.0]) == pytest.approx(3 * perfect_score([1.0]))


def test_rare_terms_count_more() -> None:
    assert idf(0, 100) > idf(1, 100) > idf(50, 100) > idf(100, 100) > 0
    assert idf(0, 0) == 1.0
