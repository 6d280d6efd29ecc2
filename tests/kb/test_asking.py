"""Asking the knowledge base: every answer is in the audit log before it leaves."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.contract import answer_json
from kb.errors import DerivedIndexError, SettingsError, StoreError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records import Records, audit
from kb.records.changes import last_change
from kb.records.documents import document_id
from kb.records.schema import audit as audit_rows
from kb.records.schema import audit_sources
from kb.values import Audience, Question, Status
from tests.kb.storing import prepared, settings, store

RULE = "Backups are kept for 35 days and encrypted."
ASKED = "How long are backups kept?"


def _rows(base: KnowledgeBase) -> int:
    with base.records.read() as connection:
        return int(
            connection.execute(sa.select(sa.func.count()).select_from(audit_rows)).scalar_one()
        )


def _row(base: KnowledgeBase, identity: str) -> dict[str, object]:
    with base.records.read() as connection:
        found = audit.read(connection, identity)
    assert found is not None
    return found


def _sources(base: KnowledgeBase, identity: str) -> set[str]:
    query = sa.select(audit_sources.c.document_id).where(audit_sources.c.audit_id == identity)
    with base.records.read() as connection:
        return set(connection.execute(query).scalars())


def test_an_answer_is_logged_with_all_it_rests_on(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE, title="Backup policy"))
    question = Question(ASKED, id="q1", history=("Hello?",), audience=Audience.NDA)
    answer, identity = base.ask(question, actor="somebody")
    row = _row(base, identity)
    assert (row["kind"], row["actor"]) == ("answer", "somebody")
    with base.records.read() as connection:
        change = last_change(connection)
    payload = row["payload"]
    assert isinstance(payload, dict)
    assert payload.pop("settings")["evidence_threshold"] == 0.5
    assert len(payload.pop("settings_hash")) == 16
    assert payload == {
        "answer": answer_json(answer),
        "audience": "nda",
        "history": ["Hello?"],
        "model": base.model,
        "code": version("vouch-kb"),
        "change": change,
        "passages": [],
    }


def test_the_log_names_the_passages_that_were_considered(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE, "Backups are tested twice a year.", title="Backup policy"))
    identities = [identity for _, identity in base.ask_all([Question(ASKED)] * 2)]
    kept = [_row(base, identity)["payload"]["passages"] for identity in identities]  # type: ignore[index]
    assert sorted(kept[0]) == [f"{document_id('p.md')}.1.{n}" for n in (0, 1)]
    assert kept[0] == kept[1]


def test_the_documents_of_an_answer_are_named_in_the_log(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE, title="Backup policy"))
    answer, identity = base.ask(Question(ASKED))
    assert answer.status is Status.GROUNDED
    assert _sources(base, identity) == {document_id("p.md")}
    blank, identity = base.ask(Question("Do you offer discounts on backups?"))
    assert blank.status is Status.ABSTAINED
    assert (
        _sources(base, identity) == {c.document_id for c in blank.nearest} == {document_id("p.md")}
    )


def test_every_answer_has_a_row_of_its_own(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE))
    asked = [Question(ASKED), Question(ASKED), Question("the of and")]
    identities = [identity for _, identity in base.ask_all(asked)]
    assert len(set(identities)) == _rows(base) == 3


def test_answers_are_logged_one_by_one_as_they_are_taken(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE))
    answers = base.ask_each([Question(ASKED), Question(ASKED)])
    assert _rows(base) == 0
    next(answers)
    assert _rows(base) == 1


def test_no_answer_leaves_unlogged(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> None:
    store(base, prepared("p.md", RULE))

    @contextmanager
    def full(self: Records) -> Iterator[None]:
        raise StoreError("the records could not be written: disk full")
        yield

    base.answerer()
    monkeypatch.setattr(Records, "write", full)
    with pytest.raises(StoreError, match="disk full"):
        base.ask(Question(ASKED))
    with pytest.raises(StoreError):
        list(base.ask_each([Question(ASKED)]))
    monkeypatch.undo()
    assert _rows(base) == 0


def test_a_log_that_is_gone_stops_every_answer(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE))
    with base.records.write() as connection:
        connection.execute(sa.text("ALTER TABLE audit RENAME TO audit_gone"))
    with pytest.raises(StoreError):
        base.ask(Question(ASKED))


def test_an_empty_base_abstains(base: KnowledgeBase) -> None:
    answer, identity = base.ask(Question(ASKED))
    assert answer.status is Status.ABSTAINED
    assert answer.nearest == ()
    assert _sources(base, identity) == set()


def test_a_new_version_is_what_is_quoted(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE, title="Backup policy"))
    before, _ = base.ask(Question(ASKED))
    store(base, prepared("p.md", RULE.replace("35", "60"), title="Backup policy"))
    after, _ = base.ask(Question(ASKED))
    assert ("35 days" in before.answer, "60 days" in after.answer) == (True, True)
    assert [a.citations[0].version for a in (before, after)] == [1, 2]


def test_the_same_bytes_after_opening_again_and_without_indexes(tmp_path: Path) -> None:
    chosen = settings(tmp_path)
    questions = [Question(ASKED), Question("Are backups encrypted?"), Question("What is lunch?")]
    with open_knowledge_base(chosen) as base:
        store(base, prepared("p.md", RULE), prepared("q.md", "Lunch is at noon."))
        before = [answer for answer, _ in base.ask_all(questions)]
    shutil.rmtree(tmp_path / "index")
    with open_knowledge_base(chosen) as base:
        assert [answer for answer, _ in base.ask_all(questions)] == before


def test_another_model_s_vectors_are_never_asked(base: KnowledgeBase) -> None:
    store(base, prepared("p.md", RULE))
    with base.records.write() as connection:
        connection.execute(sa.text("UPDATE store SET value = 'other@1/64' WHERE key = 'model'"))
    with pytest.raises(DerivedIndexError, match="vouch reindex"):
        base.ask(Question(ASKED))


def test_the_owner_s_topics_hold_and_a_broken_list_is_named(tmp_path: Path) -> None:
    own = "topics:\n  - {id: backups, ask: the backup team, phrases: [backups]}\n"
    (tmp_path / "topics.yaml").write_text(own, encoding="utf-8")
    with open_knowledge_base(settings(tmp_path)) as base:
        store(base, prepared("p.md", RULE))
        assert "the backup team" in base.ask(Question(ASKED))[0].note
    (tmp_path / "topics.yaml").write_text("topics: 1\n", encoding="utf-8")
    with (
        open_knowledge_base(settings(tmp_path)) as base,
        pytest.raises(SettingsError, match="topics"),
    ):
        base.ask(Question(ASKED))


def test_a_stricter_threshold_answers_less(tmp_path: Path) -> None:
    answers = []
    for share in (0.0, 1.0):
        with open_knowledge_base(settings(tmp_path, evidence_threshold=share)) as base:
            store(base, prepared("p.md", "Tapes of backups are kept in a vault for 35 days."))
            answers.append(base.ask(Question(ASKED))[0].status)
    assert answers == [Status.GROUNDED, Status.ABSTAINED]
