"""A log of a few rows, on every kind of store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.records import Records, audit, open_records
from kb.settings import Settings
from tests.kb.storing import settings


@pytest.fixture
def records(database_url: str) -> Iterator[Records]:
    """An open, empty store."""
    opened = open_records(database_url)
    yield opened
    opened.close()


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    """Settings of a data folder."""
    return settings(tmp_path / "home")


def log(records: Records, count: int, start: int = 0) -> list[str]:
    """Append rows, each in a transaction of its own; returns their ids."""
    made = []
    for number in range(start, start + count):
        with records.write() as connection:
            payload = {"said": f"words {number}", "share": 0.1 * number, "list": (1, "é")}
            sources = [f"document{number % 3}"] * (number % 4 > 0) + ["shared"] * (number % 5 == 0)
            made.append(
                audit.append(connection, "test", payload, sources=sources, actor=f"a{number % 2}")
            )
    return made
