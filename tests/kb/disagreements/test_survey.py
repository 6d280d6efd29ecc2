"""Disagreements over a whole knowledge base, on documents made here."""

from datetime import date

import pytest

from kb.disagreements.report import Disagreement, Kind, Why
from kb.disagreements.survey import Examiner
from kb.knowledge_base import KnowledgeBase
from kb.values import Audience, Collection, Facts
from tests.kb.storing import prepared, store

TODAY = date(2026, 6, 1)


def survey(base: KnowledgeBase, topic: str = "", least: float = 0.5) -> list[Disagreement]:
    examiner = Examiner(base.records, base.embedder, base.contrasts, lambda: TODAY)
    return list(examiner.survey(Audience.INTERNAL, topic=topic, least=least).found)


def load(base: KnowledgeBase, one: str, two: str, facts: Facts | None = None) -> None:
    store(
        base,
        prepared("/a.md", one, title="Logging Standard", facts=facts),
        prepared("/b.md", two, title="Retention Schedule"),
    )


@pytest.mark.parametrize(
    ("one", "two", "kind"),
    [
        ("Audit logs are kept for 90 days.", "Audit logs are kept for 13 months.", Kind.DURATION),
        (
            "Access rights are reviewed every quarter.",
            "Access rights are reviewed every year.",
            Kind.FREQUENCY,
        ),
        (
            "Passwords must have at least 10 characters.",
            "Passwords must have at least 14 characters.",
            Kind.SIZE,
        ),
        ("We work with nine subprocessors.", "We work with eleven subprocessors.", Kind.COUNT),
        (
            "Risk acceptances are approved by the security officer.",
            "Risk acceptances are approved by the finance director.",
            Kind.ROLE,
        ),
        (
            "Removable media may be used on company laptops.",
            "Removable media may not be used on company laptops.",
            Kind.YES_NO,
        ),
        (
            "Public connections require TLS 1.2 at the edge.",
            "Public connections require TLS 1.3 at the edge.",
            Kind.VERSION,
        ),
    ],
)
def test_two_policies_that_differ(base: KnowledgeBase, one: str, two: str, kind: Kind) -> None:
    load(base, one, two)
    found = survey(base)
    assert [d.kind for d in found] == [kind]
    assert {side.citation.quote for side in found[0].sides} == {one, two}
    assert found[0].why is None


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Audit logs are kept for 12 months.", "Audit logs are kept for one year."),
        ("Audit logs are kept for at least 12 months.", "Audit logs are kept for 13 months."),
        ("Audit logs are kept for 12 months.", "Paper contracts are destroyed after ten years."),
        (
            "Incidents are reported to the owner within 4 hours.",
            "Incidents are closed by the owner after at least 30 days.",
        ),
        ("See section 4 of this standard.", "See section 7 of this standard."),
        (
            "This policy is approved by the security officer.",
            "This policy is approved by the finance director.",
        ),
    ],
)
def test_what_is_no_contradiction(base: KnowledgeBase, one: str, two: str) -> None:
    load(base, one, two)
    assert survey(base) == []


def test_values_for_different_scopes_are_explained(base: KnowledgeBase) -> None:
    load(
        base,
        "Access of an employee is removed within 4 hours.",
        "Access of a contractor is removed within 24 hours.",
    )
    assert [d.why for d in survey(base)] == [Why.SCOPE]


def test_what_is_out_of_date_explains(base: KnowledgeBase) -> None:
    load(
        base,
        "Audit logs are kept for 90 days.",
        "Audit logs are kept for 13 months.",
        Facts(review_by=date(2026, 1, 1)),
    )
    assert [d.why for d in survey(base)] == [Why.OUT_OF_DATE]


def test_an_older_edition_explains(base: KnowledgeBase) -> None:
    store(
        base,
        prepared(
            "/old.md",
            "Passwords must have at least 10 characters.",
            title="Password Standard",
            facts=Facts(version="2.2"),
        ),
        prepared(
            "/new.md",
            "Passwords must have at least 14 characters.",
            title="Password Standard",
            facts=Facts(version="3.0"),
        ),
    )
    (found,) = survey(base)
    assert (found.why, found.detail) == (Why.OLDER_EDITION, "Password Standard 2.2")


def test_a_policy_and_a_guide_contradict_nobody(base: KnowledgeBase) -> None:
    store(
        base,
        prepared("/a.md", "Audit logs are kept for 90 days.", title="Logging Standard"),
        prepared(
            "/b.md",
            "Audit logs are kept for 13 months.",
            title="Guide",
            collection=Collection.REFERENCE,
        ),
    )
    assert survey(base) == []


def test_a_topic_narrows_the_report(base: KnowledgeBase) -> None:
    load(base, "Audit logs are kept for 90 days.", "Audit logs are kept for 13 months.")
    assert len(survey(base, "log retention audit")) == 0
    assert len(survey(base, "audit logs")) == 1


def test_three_sources_make_one_disagreement(base: KnowledgeBase) -> None:
    store(
        base,
        prepared("/a.md", "Audit logs are kept for 90 days.", title="Logging Standard"),
        prepared("/b.md", "Audit logs are kept for 13 months.", title="Retention Schedule"),
        prepared("/c.md", "Audit logs are kept for 13 months.", title="Trust Page"),
    )
    (found,) = survey(base)
    assert len(found.sides) == 3
