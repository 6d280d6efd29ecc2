"""What documents tell of frameworks: read once for each state, ahead of whoever asks."""

import threading
import time
from pathlib import Path

import pytest

from api.service.reports.known import KnownFrameworks
from ingest.intake import Options
from ingest.load import Loader
from kb.coverage.standards import Standards
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import Settings
from kb.values import Audience, Collection

CRITERIA = "# Criteria\n\n" + "\n\n".join(f"CC6.{n} is about access." for n in range(1, 5))


def load(base: KnowledgeBase, path: Path, text: str, audience: Audience) -> None:
    path.write_text(text, encoding="utf-8")
    report = Loader(base, Options(Collection.REFERENCE, audience)).load([path])
    assert not report.failures


def test_it_is_read_anew_after_a_change_that_the_audience_sees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Audience] = []
    whole = Standards.read

    def counted(records: object, audience: Audience) -> Standards:
        read.append(audience)
        return whole(records, audience)  # type: ignore[arg-type]

    monkeypatch.setattr(Standards, "read", counted)
    settings = Settings(home=tmp_path / "home", embedder="hashing")
    with open_knowledge_base(settings) as base, base.writing("test"):
        known = KnownFrameworks(base.records)
        held = known.held[Audience.PUBLIC]
        assert not held.now().standards.all
        assert not held.now().standards.all
        load(base, tmp_path / "inside.md", CRITERIA, Audience.INTERNAL)
        assert not held.now().standards.all
        assert read == [Audience.PUBLIC]
        assert [one.id for one in known.held[Audience.INTERNAL].now().standards.all] == ["soc2"]
        load(base, tmp_path / "outside.md", CRITERIA + "\n", Audience.PUBLIC)
        assert [one.id for one in held.now().standards.all] == ["soc2"]
        assert read == [Audience.PUBLIC, Audience.INTERNAL, Audience.PUBLIC]


def test_it_is_read_ahead_for_every_audience(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path / "home", embedder="hashing")
    with open_knowledge_base(settings) as base, base.writing("test"):
        load(base, tmp_path / "outside.md", CRITERIA, Audience.PUBLIC)
        known, stopping = KnownFrameworks(base.records), threading.Event()
        thread = threading.Thread(target=known.keep, args=(stopping,))
        thread.start()
        until = time.monotonic() + 20
        while not all(one.is_read for one in known.held.values()) and time.monotonic() < until:
            time.sleep(0.01)
        stopping.set()
        thread.join(20)
        assert not thread.is_alive()
        assert all(one.is_read for one in known.held.values())
        monkeypatch.setattr(Standards, "read", None)  # whoever asks now does not wait for it
        for one in known.held.values():
            assert [s.id for s in one.now().standards.all] == ["soc2"]
