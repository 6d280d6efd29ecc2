"""A knowledge base with a few policies, and questionnaires made by hand."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.answering.generated_trace import Trace
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.questionnaires.desk import Questionnaires
from kb.records import questionnaires_schema as tables
from kb.records.schema import metadata
from kb.values import Answer, Question, Reason, Status, Verdict
from tests.kb.questionnaires.forms import SAID
from tests.kb.storing import prepared, settings, store

POLICY = (
    "Backups are encrypted at rest with AES-256.",
    "Multi-factor authentication is enforced for all employees.",
    "Backups of the production database are kept for 35 days.",
)


class Knows:
    """An answerer that knows the answers of ``SAID``, quoting the stored policy, and no others."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.retriever = base.answerer().retriever
        self.asked: list[Question] = []

    def answered(self, question: Question) -> tuple[Answer, list[Trace]]:
        """As ``answer``; no language model is asked."""
        return self.answer(question), []

    def answer(self, question: Question) -> Answer:
        """What ``SAID`` holds for the question, else a blank."""
        self.asked.append(question)
        verdict, phrase = SAID.get(question.text, (None, ""))
        if not phrase:
            return Answer(
                question, Status.ABSTAINED, reason=Reason.NO_EVIDENCE, note="Nothing comes near."
            )
        found = self.retriever.search(phrase, 1, _everything())
        passage = found[0]
        start = passage.start + passage.text.index(phrase)
        return Answer(
            question,
            Status.GROUNDED,
            phrase,
            Verdict(verdict) if verdict else None,
            confidence=0.9,
            citations=(_cited(passage, phrase, start),),
            id=question.id,
        )


def _everything() -> "object":
    from kb.values import SearchFilter

    return SearchFilter()


def _cited(passage, phrase: str, start: int):  # type: ignore[no-untyped-def]
    from kb.values import Citation

    return Citation(
        passage.title, passage.document_id, passage.version, passage.heading, passage.page,
        phrase, start, start + len(phrase), passage.chunk_id, "policy", passage.source,
    )  # fmt: skip


@pytest.fixture
def base(tmp_path: Path, database_url: str) -> Iterator[KnowledgeBase]:
    """A knowledge base of one policy, without a model."""
    opened_with = settings(tmp_path / "home", database_url=database_url)
    with open_knowledge_base(opened_with) as opened:
        made = [table for name, table in metadata.tables.items() if name.startswith("question")]
        assert tables.questionnaires in made
        metadata.create_all(opened.records.engine, tables=made)
        store(opened, prepared("/p/security.md", *POLICY, title="Security Policy"))
        yield opened


@pytest.fixture
def knows(base: KnowledgeBase, monkeypatch: pytest.MonkeyPatch) -> Knows:
    """The answerer that is asked."""
    double = Knows(base)
    monkeypatch.setattr(base, "answerer", lambda: double)
    return double


@pytest.fixture
def desk(base: KnowledgeBase, knows: Knows) -> Questionnaires:
    """The questionnaires of the knowledge base."""
    return Questionnaires(base)
