"""A library over a knowledge base without a model, on a day that stands still."""

from datetime import date

import pytest

from kb.knowledge_base import KnowledgeBase
from kb.library.entry import Draft, Link
from kb.library.library import Library
from kb.values import Audience, Collection, Facts, Verdict
from tests.kb.storing import prepared, store

TODAY = date(2026, 6, 1)
RULE = "All backups are encrypted at rest with AES-256."
QUESTION = "Do you encrypt backups at rest?"


@pytest.fixture
def library(base: KnowledgeBase) -> Library:
    """An empty library."""
    return Library(base.records, base.embedder, base.thesaurus, base.contrasts, today=lambda: TODAY)


def put(
    base: KnowledgeBase,
    *paragraphs: str,
    audience: Audience = Audience.INTERNAL,
    facts: Facts | None = None,
    key: str = "/p/backup.md",
) -> str:
    """Store the backup policy, a new version if it is there; returns its id."""
    one = prepared(
        key, *paragraphs, title="Backup Policy", audience=audience, facts=facts,
        collection=Collection.POLICY,
    )  # fmt: skip
    return store(base, one)[0]


def draft(question: str = QUESTION, **fields: object) -> Draft:
    """A draft that says yes."""
    given: dict[str, object] = {"answer": "Yes, with AES-256.", "verdict": Verdict.YES}
    return Draft(question, **(given | fields))  # type: ignore[arg-type]


def linked(library: Library, document_id: str, quote: str = RULE) -> tuple[Link, ...]:
    """Evidence: one quote of a document."""
    return (library.link(document_id, quote),)
