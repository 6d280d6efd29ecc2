"""Fixtures of the knowledge base's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from tests.kb.storing import settings
from tests.servers.fixtures import STORES

_HERE = Path(__file__).parent
#: What is held to every kind of store: whatever rests on SQL and on more than one statement of it.
_ON_EVERY_STORE = (
    "records", "audit", "library", "questionnaires", "test_asking.py", "test_reembedding.py",
)  # fmt: skip


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what rests on the records on every kind of store."""
    place = Path(str(metafunc.module.__file__)).relative_to(_HERE).parts[0]
    if "database_url" in metafunc.fixturenames and place in _ON_EVERY_STORE:
        metafunc.parametrize("database_url", STORES, indirect=True)


@pytest.fixture
def base(tmp_path: Path, database_url: str) -> Iterator[KnowledgeBase]:
    """An empty knowledge base without a model."""
    # SQLite is where it is by default: a backup is refused where an address is given.
    elsewhere = {} if database_url.startswith("sqlite") else {"database_url": database_url}
    opened_with = settings(tmp_path / "home", **elsewhere)
    with open_knowledge_base(opened_with) as opened:
        assert database_url.startswith(opened.records.engine.dialect.name)
        yield opened
