"""Coverage of a small catalogue by policies made here."""

from datetime import date

import pytest

from kb.coverage.report import Coverage, Report, Standing, State, Way
from kb.coverage.standards import Standards
from kb.coverage.survey import Surveyor
from kb.errors import NotFoundError
from kb.knowledge_base import KnowledgeBase
from kb.values import (
    Audience,
    Catalog,
    Collection,
    Control,
    Crosswalk,
    CrosswalkRow,
    Facts,
    Relation,
)
from tests.kb.storing import prepared, store

TODAY = date(2026, 6, 1)
CATALOG = Catalog(
    "iso27001-2022",
    "ISO/IEC 27001:2022",
    (
        Control("A.5", "Organizational controls", assessable=False),
        Control("A.5.18", "Access rights", "", "A.5"),
        Control("A.8.13", "Information backup", "", "A.5"),
        Control("A.8.16", "Monitoring activities", "", "A.5"),
    ),
)


def survey(base: KnowledgeBase, name: str = "ISO 27001") -> Report:
    known = Standards.read(base.records, Audience.INTERNAL)
    surveyor = Surveyor(base.records, base.embedder, base.model, lambda: TODAY)
    return surveyor.survey(known, known.find(name), Audience.INTERNAL)


def load(base: KnowledgeBase, *sentences: str, facts: Facts | None = None) -> None:
    store(
        base,
        prepared("/iso", "A list.", catalog=CATALOG, collection=Collection.FRAMEWORK),
        prepared("/p.md", *sentences, title="Statement of practice", facts=facts),
    )


def control(report: Report, identity: str) -> Coverage:
    return next(c for c in report.controls if c.requirement.id == identity)


def test_a_document_that_names_the_control_covers_it(base: KnowledgeBase) -> None:
    load(base, "Leavers lose their accounts the same day (A.5.18).")
    found = control(survey(base), "A.5.18")
    assert found.state is State.COVERED
    best = found.evidence[0]
    assert (best.way, best.standing) == (Way.MENTION, Standing.DONE)
    assert best.citation.quote == "Leavers lose their accounts the same day (A.5.18)."


@pytest.mark.parametrize(
    ("sentence", "state"),
    [
        ("A.5.18: quarterly checks are planned for 2027.", State.GAP),
        ("A.5.18 is not implemented.", State.GAP),
        ("Owners should check who may enter what (A.5.18).", State.PARTLY),
        ("A.5.18 is met for some of the systems.", State.PARTLY),
    ],
)
def test_less_than_done_is_no_coverage(base: KnowledgeBase, sentence: str, state: State) -> None:
    load(base, sentence)
    assert control(survey(base), "A.5.18").state is state


def test_only_old_evidence_is_out_of_date(base: KnowledgeBase) -> None:
    load(base, "Leavers lose their accounts (A.5.18).", facts=Facts(review_by=date(2026, 1, 1)))
    assert control(survey(base), "A.5.18").state is State.OUT_OF_DATE


def test_silence_is_a_gap(base: KnowledgeBase) -> None:
    load(base, "Visitors sign the book at the door.")
    report = survey(base)
    assert control(report, "A.8.16").state is State.GAP
    assert report.counts[State.GAP] == 3


def test_words_alone_can_cover(base: KnowledgeBase) -> None:
    load(base, "Information backup: copies are made each night.", "Visitors sign the book.")
    found = control(survey(base), "A.8.13")
    assert found.evidence[0].way is Way.MEANING
    assert "copies are made" in found.evidence[0].citation.quote


def test_another_edition_is_not_meant(base: KnowledgeBase) -> None:
    load(base, "The old ISO/IEC 27001:2013 control A.5.18 was something else.")
    assert all(e.way is not Way.MENTION for e in control(survey(base), "A.5.18").evidence)


def test_reference_documents_prove_nothing(base: KnowledgeBase) -> None:
    load(base, "Visitors sign the book at the door.")
    store(
        base,
        prepared("/g.md", "Access rights are kept (A.5.18).", collection=Collection.REFERENCE),
    )
    assert control(survey(base), "A.5.18").state is State.GAP


@pytest.mark.parametrize(
    ("relation", "state"), [(Relation.EQUAL, State.COVERED), (Relation.RELATED, State.PARTLY)]
)
def test_a_crosswalk_is_offered_as_one(
    base: KnowledgeBase, relation: Relation, state: State
) -> None:
    load(base, "Entry is reviewed each quarter, as CC6.3 asks.")
    rows = (CrosswalkRow("CC6.3", "A.8.16", relation), CrosswalkRow("CC6.1", "A.8.16"))
    store(
        base,
        prepared(
            "/map",
            "A mapping.",
            collection=Collection.FRAMEWORK,
            crosswalk=Crosswalk("m", "SOC to ISO", "soc2", "iso27001-2022", rows, "Somebody"),
        ),
    )
    found = control(survey(base), "A.8.16")
    assert found.state is state
    (step,) = found.evidence[0].via
    assert (found.evidence[0].way, step.control, step.source) == (
        Way.CROSSWALK, "CC6.3", "SOC to ISO (Somebody)",
    )  # fmt: skip


def test_an_unknown_framework_names_those_there_are(base: KnowledgeBase) -> None:
    load(base, "Visitors sign the book at the door.")
    with pytest.raises(NotFoundError, match="iso27001-2022"):
        survey(base, "TISAX")


def test_a_framework_that_only_a_table_tells_of(base: KnowledgeBase) -> None:
    told = "CC6.1 is logical access. CC6.2 is registration. CC6.3 is roles. CC8.1 is change."
    store(
        base,
        prepared("/ref.md", told, title="Criteria", collection=Collection.REFERENCE),
        prepared("/p.md", "Roles follow the job (CC6.3)."),
    )
    report = survey(base, "SOC 2")
    assert report.standard.origin == "documents"
    assert [c.requirement.id for c in report.controls] == ["CC6.1", "CC6.2", "CC6.3", "CC8.1"]
    assert control(report, "CC6.3").state is State.COVERED
