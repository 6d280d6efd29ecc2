"""Asking again what was asked: the same answer, or why not."""

from datetime import date

import pytest

from kb.audit import shown
from kb.audit.replay import replay
from kb.errors import NotFoundError
from kb.knowledge_base import KnowledgeBase
from kb.library.entry import Draft
from kb.records import audit
from kb.records.documents import document_id, remove
from kb.values import Audience, Facts, Question
from tests.kb.storing import prepared, settings, store

RULE = "Backups are kept for 35 days and encrypted."
ASKED = "How long are backups kept?"


@pytest.fixture
def base(base: KnowledgeBase) -> KnowledgeBase:
    store(base, prepared("p.md", RULE, title="Backup policy"))
    return base


def test_an_answer_is_the_same_while_nothing_has_changed(base: KnowledgeBase) -> None:
    given, record = base.ask(Question(ASKED, "q", ("And tapes?",), Audience.NDA), actor="a")
    again = replay(base, record, "b")
    assert (again.same, again.differences, again.reasons) == (True, (), ())
    assert again.then == again.now
    with base.records.read() as connection:
        row = audit.read(connection, again.record_now)
    assert row is not None
    assert (row["actor"], row["payload"]["replays"]) == ("b", record)
    assert (row["payload"]["audience"], row["payload"]["history"]) == ("nda", ["And tapes?"])
    assert given.question.audience is Audience.NDA


def test_a_new_version_is_named_as_the_reason(base: KnowledgeBase) -> None:
    _, record = base.ask(Question(ASKED))
    store(base, prepared("p.md", RULE.replace("35", "60"), title="Backup policy"))
    again = replay(base, record, "b")
    assert not again.same
    assert {"answer", "citations"} <= set(again.differences)
    assert "“Backup policy” has version 2, version 1 was quoted" in again.reasons
    assert "1 documents were loaded, changed, removed or purged since" in again.reasons
    assert ("35 days" in again.then["answer"], "60 days" in again.now["answer"]) == (True, True)


def test_other_settings_are_named_as_the_reason(base: KnowledgeBase) -> None:
    _, record = base.ask(Question(ASKED))
    strict = settings(
        base.settings.home, evidence_threshold=1.0, database_url=base.settings.database_url
    )
    with_other = KnowledgeBase(strict, base.records, base.embedder)
    again = replay(with_other, record, "b")
    assert "the setting evidence_threshold is another: 0.5 then, 1.0 now" in again.reasons
    with_other.chroma.close()


def test_the_library_is_named_as_the_reason(base: KnowledgeBase) -> None:
    _, record = base.ask(Question(ASKED))
    base.library.add(Draft(ASKED, "For 35 days."), "somebody", approve=True)
    again = replay(base, record, "b")
    assert again.now["status"] == "approved"
    assert any(reason.startswith("the library of approved answers") for reason in again.reasons)


def test_an_answer_that_is_not_there_cannot_be_replayed(base: KnowledgeBase) -> None:
    with base.records.write() as connection:
        other = audit.append(connection, "document", {"change": "removed"})
        lost = audit.append(connection, "answer", {"answer": "x"})
        audit.erase(connection, [lost], {"document_id": "d"}, "somebody")
    for record, says in (("none", "no answer"), (other, "no answer"), (lost, "erased")):
        with pytest.raises(NotFoundError, match=says):
            replay(base, record, "b")


def test_a_quote_that_went_out_of_date_or_was_removed(base: KnowledgeBase) -> None:
    dated = Facts(valid_until=date(2030, 1, 1))
    store(base, prepared("p.md", RULE, title="Backup policy", facts=dated))
    answer, _ = base.ask(Question(ASKED))
    from kb.contract import citation_json

    cited = citation_json(answer.citations[0])
    with base.records.write() as connection:
        early, late = (
            shown.standing(connection, cited, day) for day in (date(2029, 1, 1), date(2031, 1, 1))
        )
        assert (early.expired, late.expired, late.state) == (False, True, "same")
        remove(connection, document_id("p.md"))
        gone = shown.standing(connection, cited, date(2029, 1, 1))
    assert (gone.state, gone.still_said, gone.stored) == ("removed", False, True)
