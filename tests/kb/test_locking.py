"""One writer at a time: the second is told, a reader is not hindered, the dead hold nothing."""

import multiprocessing
import os
import stat
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from kb.errors import StoreBusyError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.locking import writer_lock
from kb.records.documents import document_id, remove
from tests.kb.storing import hits, prepared, settings, store


def _hold(home: Path, pipe: Connection) -> None:
    with writer_lock(home, "ingest"):
        pipe.send(os.getpid())
        pipe.recv()


@pytest.fixture
def holder(base: KnowledgeBase) -> tuple[int, Callable[[], None]]:
    """Another process that holds the data folder, and what kills it."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_hold, args=(base.settings.home, theirs), daemon=True)
    process.start()

    def kill() -> None:
        process.kill()
        process.join()
        ours.close()

    return ours.recv(), kill


def test_a_second_writer_is_told_who_is_first(
    base: KnowledgeBase, holder: tuple[int, Callable[[], None]]
) -> None:
    pid, kill = holder
    with pytest.raises(StoreBusyError) as raised, base.writing("a test"):
        pass
    assert f"vouch ingest, process {pid}" in str(raised.value)
    assert str(base.settings.home) in str(raised.value)
    kill()
    with base.writing("a test"):
        pass


def test_a_lock_goes_with_a_killed_process(
    base: KnowledgeBase, holder: tuple[int, Callable[[], None]]
) -> None:
    _, kill = holder
    kill()
    assert (base.settings.home / "writer.txt").exists()
    with (
        writer_lock(base.settings.home, "a test"),
        pytest.raises(StoreBusyError, match=f"a test, process {os.getpid()}"),
        writer_lock(base.settings.home, "another"),
    ):
        pass
    assert not (base.settings.home / "writer.txt").exists()


def test_a_reader_works_beside_a_writer(base: KnowledgeBase) -> None:
    identity = store(base, prepared("a", "Laptops are encrypted."))[0]
    with (
        writer_lock(base.settings.home, "ingest"),
        open_knowledge_base(settings(base.settings.home)) as reader,
    ):
        assert hits(reader, "laptops")[0][0].startswith(identity)
        assert reader.exact.vector(f"{identity}.1.0") is not None


def test_a_reader_beside_a_writer_never_sees_what_was_taken_back(base: KnowledgeBase) -> None:
    """Its word index lags, since it may not write; what it shows is joined with the records."""
    store(base, prepared("a", "Laptops are encrypted."), prepared("b", "Visitors wear a badge."))
    with open_knowledge_base(settings(base.settings.home)) as reader:
        assert len(hits(reader, "laptops visitors")) == 2
        with base.writing("a load"):
            with base.records.write() as connection:
                remove(connection, document_id("a"))
            found = hits(reader, "laptops visitors")
    assert [h.split(".")[0] for h, _ in found] == [document_id("b")]


def test_nested_writing_is_one_hold(base: KnowledgeBase) -> None:
    with base.writing("outer"):
        with base.writing("inner"):
            pass
        with pytest.raises(StoreBusyError, match="outer"), writer_lock(base.settings.home, "other"):
            pass
    with writer_lock(base.settings.home, "other"):
        pass


def test_the_data_folder_is_its_owner_s_alone(tmp_path: Path) -> None:
    with writer_lock(tmp_path / "home", "a test"):
        pass
    assert stat.S_IMODE((tmp_path / "home").stat().st_mode) == 0o700
