"""Fixtures of the knowledge base's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from tests.kb.storing import settings


@pytest.fixture
def base(tmp_path: Path) -> Iterator[KnowledgeBase]:
    """An empty knowledge base without a model."""
    with open_knowledge_base(settings(tmp_path / "home")) as opened:
        yield opened
