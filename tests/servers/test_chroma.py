"""One index on a Chroma server that several processes follow."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from kb.derived import catch_up, rebuild
from kb.embedding.hashing import HashingEmbedder
from kb.errors import IndexAwayError, StoreBusyError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.locking import store_lock
from kb.records import Records, open_records
from kb.records.documents import document_id
from kb.records.purge import purge
from kb.values import SearchFilter
from kb.vectors.chroma_server import ChromaServerIndex
from tests.kb.storing import MODEL, hits, prepared, put_one, settings, store
from tests.servers.chroma import ChromaServer
from tests.servers.programs import free_port

pytestmark = pytest.mark.chroma_server
_EMBEDDER = HashingEmbedder()


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path / 'vouch.db'}")
    yield opened
    opened.close()


Make = Callable[[Records], ChromaServerIndex]


@pytest.fixture
def make(chroma_server: ChromaServer, tmp_path: Path) -> Iterator[Make]:
    """Makes an index as a process of its own would have it."""
    made: list[ChromaServerIndex] = []

    def one(records: Records) -> ChromaServerIndex:
        alone = partial(store_lock, records, 1, "busy")
        folder = tmp_path / f"index{len(made)}"
        made.append(ChromaServerIndex(folder, chroma_server.url, lambda: records.store_id, alone))
        return made[-1]

    yield one
    for index in made:
        index.close()


def _found(index: ChromaServerIndex, words: str) -> list[str]:
    return [h.chunk_id for h in index.search(_EMBEDDER.embed_query(words), 9, SearchFilter())]


def _names(index: ChromaServerIndex) -> set[str]:
    return {c.name for c in index._connect().list_collections() if index._mine in c.name}


def test_a_second_process_finds_what_the_first_one_built(make: Make, records: Records) -> None:
    first, second = make(records), make(records)
    put_one(records, prepared("a", "backups are encrypted"))
    assert catch_up(first, records, MODEL)
    assert not catch_up(second, records, MODEL)
    assert _found(second, "encrypted backups") == [f"{document_id('a')}.1.0"]
    put_one(records, prepared("a", "printers are locked"))
    put_one(records, prepared("b", "visitors sign a book"))
    assert catch_up(second, records, MODEL)
    assert set(_found(first, "printers locked")) == {
        f"{document_id('a')}.2.0",
        f"{document_id('b')}.1.0",
    }


def test_the_index_never_goes_back(make: Make, records: Records) -> None:
    """A process that read an earlier state and comes late must not put that back."""
    late, early = make(records), make(records)
    put_one(records, prepared("a", "first words"))
    catch_up(late, records, MODEL)
    behind = late.position()
    assert behind is not None
    put_one(records, prepared("a", "second words"))
    catch_up(early, records, MODEL)
    at = early.position()
    late.replace([document_id("a")], [], behind)
    assert late.position() == at
    assert _found(late, "second words") == [f"{document_id('a')}.2.0"]


def test_a_swap_under_a_search_is_not_noticed(
    make: Make, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process purges and swaps when the search has opened what it is about to ask."""
    first, second = make(records), make(records)
    put_one(records, prepared("a", "to be forgotten"))
    put_one(records, prepared("b", "to be kept"))
    catch_up(first, records, MODEL)
    before = _names(second)
    opened = first._collections

    def swapped(prefix: str) -> list[object]:
        found = opened(prefix)
        monkeypatch.undo()
        with records.write() as connection:
            purge(connection, document_id("a"))
        catch_up(second, records, MODEL)
        return found

    monkeypatch.setattr(first, "_collections", swapped)
    assert _found(first, "to be") == [f"{document_id('b')}.1.0"]
    assert before & _names(second) == {f"{first._mine}-position"}


def test_a_build_that_was_cut_short_leaves_nothing_after_the_next(
    make: Make, records: Records
) -> None:
    index = make(records)
    put_one(records, prepared("a", "words"))
    catch_up(index, records, MODEL)
    index._open(f"{index._mine}-0123456789ab-policy-internal")
    rebuild(index, records, MODEL)
    assert not any("0123456789ab" in name for name in _names(index))
    assert len(_names(index)) == 2


def test_stores_on_one_server_do_not_meet(make: Make, records: Records, tmp_path: Path) -> None:
    other_records = open_records(f"sqlite:///{tmp_path / 'other.db'}")
    mine = make(records)
    other = make(other_records)
    put_one(records, prepared("mine", "words of mine"))
    put_one(other_records, prepared("other", "words of another"))
    catch_up(mine, records, MODEL)
    catch_up(other, other_records, MODEL)
    rebuild(mine, records, MODEL)
    assert _found(mine, "words") == [f"{document_id('mine')}.1.0"]
    assert _found(other, "words") == [f"{document_id('other')}.1.0"]
    other_records.close()


@pytest.mark.postgres
def test_one_process_changes_the_index_at_a_time(make: Make, postgres_url: str) -> None:
    records = open_records(postgres_url)
    index = make(records)
    put_one(records, prepared("a", "words"))
    catch_up(index, records, MODEL)
    put_one(records, prepared("b", "words"))
    with store_lock(records, 1, "busy"), pytest.raises(StoreBusyError, match="busy"):
        catch_up(index, records, MODEL)
    assert catch_up(index, records, MODEL)
    records.close()


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[ChromaServer]:
    """A server that a test may stop."""
    (tmp_path / "server").mkdir()
    server = ChromaServer(tmp_path / "server", free_port())
    server.start()
    yield server
    server.stop()


def test_searches_go_on_while_the_server_is_away_and_it_catches_up_when_it_is_back(
    own_server: ChromaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kb.indexed._AWAY_SECONDS", 0.0)
    chosen = settings(tmp_path / "home", chroma_url=own_server.url, vector_search="chroma")
    with open_knowledge_base(chosen) as base:
        store(
            base, prepared("a", "Laptops are encrypted."), prepared("b", "Visitors wear a badge.")
        )
        before = hits(base, "laptops")
        assert base.vectors().name == "chroma"
        own_server.stop()
        assert hits(base, "laptops") == before
        assert own_server.url in base.chroma_problem
        assert base.vectors().name == "exact"
        with pytest.raises(IndexAwayError, match="does not answer"):
            base.follow_chroma()
        put_one(base.records, prepared("c", "Printers are locked."))
        assert hits(base, "printers locked")[0][0].startswith(document_id("c"))
        own_server.start()
        assert hits(base, "printers locked")[0][0].startswith(document_id("c"))
        assert base.vectors().name == "chroma"
        assert base.chroma_problem == ""
        assert len(base.chroma.ids()) == 3


def test_a_server_that_goes_away_between_the_look_and_the_search_fails_nobody(
    own_server: ChromaServer, tmp_path: Path
) -> None:
    chosen = settings(tmp_path / "home", chroma_url=own_server.url, vector_search="chroma")
    with open_knowledge_base(chosen) as base:
        store(base, prepared("a", "Laptops are encrypted."))
        asked = base.vectors()
        wanted = asked.search(_EMBEDDER.embed_query("laptops"), 5, SearchFilter())
        own_server.stop()
        assert asked.search(_EMBEDDER.embed_query("laptops"), 5, SearchFilter()) == wanted
        ids = [hit.chunk_id for hit in wanted]
        assert list(asked.similarities(_EMBEDDER.embed_query("laptops"), ids)) == ids
        assert own_server.url in base.chroma_problem


def test_a_server_that_lost_its_disk_is_filled_again(
    own_server: ChromaServer, tmp_path: Path
) -> None:
    chosen = settings(tmp_path / "home", chroma_url=own_server.url, vector_search="chroma")
    with open_knowledge_base(chosen) as base:
        store(base, prepared("a", "Laptops are encrypted."))
        own_server.stop()
        own_server.folder = tmp_path / "fresh"
        own_server.folder.mkdir()
        own_server.start()
        base.follow_chroma()
        assert len(base.chroma.ids()) == 1


def test_a_purge_says_so_when_the_server_could_not_forget(
    own_server: ChromaServer, tmp_path: Path
) -> None:
    from kb.erasure import erase

    chosen = settings(tmp_path / "home", chroma_url=own_server.url)
    with open_knowledge_base(chosen) as base:
        identity = store(base, prepared("a", "Laptops are encrypted."))[0]
        own_server.stop()
        proof = erase(base, [identity])
        assert any(own_server.url in one for one in proof.left)
        own_server.start()
        assert base.try_chroma()
        assert _ids(base) == []


def _ids(base: KnowledgeBase) -> list[str]:
    return sorted(base.chroma.ids())
