"""The thesaurus: its data keep their rules, and questions find other words."""

from importlib import resources
from typing import Any

import pytest
import yaml

import kb
from kb.errors import SettingsError
from kb.text.thesaurus import Expansion, ExpansionKind, Thesaurus


@pytest.fixture(scope="module")
def thesaurus() -> Thesaurus:
    return Thesaurus.load()


@pytest.fixture(scope="module")
def data() -> dict[str, Any]:
    text = resources.files(kb).joinpath("data/thesaurus.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


def found(thesaurus: Thesaurus, text: str, kind: ExpansionKind) -> dict[str, tuple[str, ...]]:
    return {e.matched: e.alternatives for e in thesaurus.expand(text) if e.kind is kind}


def synonyms(thesaurus: Thesaurus, text: str) -> dict[str, tuple[str, ...]]:
    return found(thesaurus, text, ExpansionKind.SYNONYM)


def test_data_are_enough_sorted_and_in_plain_lower_case(data: dict[str, Any]) -> None:
    groups = data["groups"]
    assert len(groups) >= 150
    assert [g["id"] for g in groups] == sorted({g["id"] for g in groups})
    for group in groups:
        assert group["note"], group["id"]
        assert group["terms"] == sorted(set(group["terms"])), group["id"]
        for term in group["terms"]:
            assert isinstance(term, str), term
            assert term == term.lower().strip(), term
            assert "-" not in term, term
            assert "  " not in term, term
    links = [(link["from"], link["kind"]) for link in data["one_way"]]
    assert links == sorted(set(links))
    assert all(link["note"] and link["to"] == sorted(set(link["to"])) for link in data["one_way"])
    assert list(data["spelling"]) == sorted(data["spelling"])


def test_no_term_stands_in_two_groups(data: dict[str, Any]) -> None:
    terms = [term for group in data["groups"] for term in group["terms"]]
    assert len(terms) == len(set(terms))
    Thesaurus(data)  # also refuses terms that differ only in plural or spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("encryption at rest", "encryption in transit"),
        ("at rest", "in transit"),
        ("employee", "contractor"),
        ("staff", "contractor"),
        ("rto", "rpo"),
        ("type i", "type ii"),
        ("type 1", "type 2"),
        ("backup", "disaster recovery"),
        ("business continuity", "disaster recovery"),
        ("vulnerability scan", "penetration test"),
        ("soc 1", "soc 2"),
        ("soc 2", "soc 3"),
        ("soc 2", "iso 27001"),
        ("data controller", "data processor"),
        ("sast", "dast"),
        ("onboarding", "offboarding"),
        ("authentication", "authorization"),
        ("qualified opinion", "unqualified opinion"),
        ("dpa", "baa"),
        ("data retention", "data disposal"),
        ("incident response", "disaster recovery"),
        ("mfa", "sso"),
        ("ids", "firewall"),
        ("anonymisation", "pseudonymisation"),
        ("internal audit", "external audit"),
    ],
)
def test_terms_that_must_never_stand_for_each_other(
    thesaurus: Thesaurus, one: str, other: str
) -> None:
    assert other not in thesaurus.synonyms(one)
    assert not set(thesaurus.synonyms(one)) & set(thesaurus.synonyms(other))


@pytest.mark.parametrize(
    ("question", "matched", "alternative"),
    [
        ("Do you enforce MFA?", "MFA", "two step verification"),
        ("Is two-step verification on?", "two-step verification", "mfa"),
        ("Is 2FA on?", "2FA", "multi factor authentication"),
        ("Is it encrypted at rest?", "encrypted at rest", "encryption at rest"),
        ("a yearly pen test", "pen test", "penetration testing"),
        ("List all subprocessors.", "subprocessors", "sub processor"),
        ("List all sub-processors.", "sub-processors", "subprocessor"),
        ("How do you handle PII?", "PII", "personal data"),
        ("Is there a DPIA?", "DPIA", "data protection impact assessment"),
        ("Where is your data centre?", "data centre", "datacenter"),
        ("Describe background checks", "background checks", "vetting"),
        ("your SDLC", "SDLC", "software development life cycle"),
        ("How do leavers lose access?", "leavers", "offboarding"),
    ],
)
def test_synonyms_of_a_question(
    thesaurus: Thesaurus, question: str, matched: str, alternative: str
) -> None:
    assert alternative in synonyms(thesaurus, question)[matched]


def test_rest_and_transit_lead_apart(thesaurus: Thesaurus) -> None:
    given = " ".join(
        alternative for e in thesaurus.expand("encrypted at rest") for alternative in e.alternatives
    )
    assert "transit" not in given
    assert "tls" not in given.split()


def test_one_way_links_lead_one_way(thesaurus: Thesaurus) -> None:
    narrower = found(thesaurus, "all staff", ExpansionKind.NARROWER)
    assert set(narrower["staff"]) >= {"employees", "contractors"}
    of_contractor = {a for e in thesaurus.expand("contractor") for a in e.alternatives}
    assert not of_contractor & {"employees", "employee", "staff"}
    assert "personnel" in of_contractor


def test_the_longest_term_wins_and_terms_do_not_overlap(thesaurus: Thesaurus) -> None:
    matched = list(synonyms(thesaurus, "vendor risk management of a vendor"))
    assert matched == ["vendor risk management", "vendor"]


@pytest.mark.parametrize("written", ["Multi-Factor  Authentication", "multi factor authentication"])
def test_hyphens_case_and_space_do_not_matter(thesaurus: Thesaurus, written: str) -> None:
    assert "mfa" in synonyms(thesaurus, written)[written]


def test_a_term_does_not_give_itself(thesaurus: Thesaurus) -> None:
    for text in ("backups", "backup", "penetration test"):
        assert text not in synonyms(thesaurus, text)[text]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("organisation", "organization"),
        ("organizations", "organisations"),
        ("programme", "program"),
        ("authorised", "authorized"),
        ("centre", "center"),
        ("behavior", "behaviour"),
        ("license", "licence"),
        ("prioritizing", "prioritising"),
    ],
)
def test_both_spellings(thesaurus: Thesaurus, one: str, other: str) -> None:
    assert thesaurus.expand(one) == [Expansion(one, (other,), ExpansionKind.SPELLING)]


@pytest.mark.parametrize(
    "word",
    "exercise enterprise supervised advise premises otherwise size resize compromised revised raise"
    " basis analysis expertise promise precise".split(),
)
def test_words_that_only_look_spelled_otherwise(thesaurus: Thesaurus, word: str) -> None:
    assert thesaurus.spelling.other(word) == ""


def test_terms_match_in_either_spelling(thesaurus: Thesaurus) -> None:
    british = synonyms(thesaurus, "security awareness programme")["security awareness programme"]
    american = synonyms(thesaurus, "security awareness program")["security awareness program"]
    assert "security training" in british
    assert set(british) - set(american) == {"security awareness program"}


def test_tokens_are_as_good_as_text(thesaurus: Thesaurus) -> None:
    assert thesaurus.expand(["is", "data", "at", "rest", "safe"]) == thesaurus.expand(
        "is data at rest safe"
    )


def test_common_words_are_no_terms(thesaurus: Thesaurus) -> None:
    assert thesaurus.expand("Do you have it, or does it not apply to us?") == []
    assert thesaurus.expand("") == []


GROUPS = "groups:\n- {id: a, terms: [alpha, first]}\n- {id: b, terms: [beta]}\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("groups:\n- {id: a, terms: [x cat]}\n- {id: b, terms: [x-cats]}\n", "groups 'a' and 'b'"),
        ("groups:\n- {id: a, terms: [x]}\n- {id: a, terms: [y]}\n", "two groups"),
        (GROUPS + "one_way:\n- {from: alpha, kind: broader, to: [gamma]}\n", "'gamma'"),
        (GROUPS + "one_way:\n- {from: alpha, kind: sideways, to: [beta]}\n", "'sideways'"),
        (GROUPS + "one_way:\n- {from: alpha, kind: broader, to: [first]}\n", "a synonym"),
    ],
)
def test_broken_data_are_refused(text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        Thesaurus.load(text)
