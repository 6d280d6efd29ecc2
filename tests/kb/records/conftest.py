"""The stores that every test of the records runs on."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.records import Records, open_records
from tests.servers.fixtures import STORES


@pytest.fixture(params=STORES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a store that was never opened."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'vouch.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def records(database_url: str) -> Iterator[Records]:
    """An open, empty store."""
    opened = open_records(database_url)
    yield opened
    opened.close()
