"""The stores that every test of the records runs on: add a server's URL here to hold it to them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kb.records import Records, open_records

STORES: dict[str, Callable[[Path], str]] = {
    "sqlite": lambda folder: f"sqlite:///{folder / 'vouch.db'}",
}


@pytest.fixture(params=sorted(STORES))
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty store."""
    return STORES[request.param](tmp_path)


@pytest.fixture
def records(url: str) -> Iterator[Records]:
    """An open, empty store."""
    opened = open_records(url)
    yield opened
    opened.close()
