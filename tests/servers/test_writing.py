"""Two processes on one Postgres: one writes at a time, and each sees what the other stored."""

from pathlib import Path

import pytest

from kb.errors import StoreBusyError
from kb.knowledge_base import open_knowledge_base
from tests.kb.storing import hits, prepared, settings, store


@pytest.mark.postgres
def test_only_one_of_two_writes_and_the_other_follows(tmp_path: Path, postgres_url: str) -> None:
    first_home, second_home = tmp_path / "first", tmp_path / "second"
    with (
        open_knowledge_base(settings(first_home, database_url=postgres_url)) as first,
        open_knowledge_base(settings(second_home, database_url=postgres_url)) as second,
    ):
        with first.serving("serve"), second.serving("serve"), first.changing("a load"):
            with first.changing("within"):
                pass
            busy = pytest.raises(StoreBusyError, match="another process writes")
            with busy, second.changing("another load"):
                pass
        with second.changing("another load"):
            store(second, prepared("a", "Laptops are encrypted."))
        assert len(hits(first, "laptops")) == 1
        with first.view() as change:
            store(second, prepared("b", "Laptops are collected."))
            assert len(hits(first, "laptops")) == 1
        with first.view() as later:
            assert later > change
            assert len(hits(first, "laptops")) == 2
