"""What every vector index must do, held to by comparing all vectors and by Chroma alike."""

import json
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from kb.derived import catch_up, lag
from kb.embedding.hashing import HashingEmbedder
from kb.errors import DerivedIndexError
from kb.locking import store_lock
from kb.records import Records, open_records
from kb.records.documents import document_id, remove
from kb.records.purge import purge
from kb.values import AUDIENCES, Audience, Collection, SearchFilter
from kb.vectors.chroma import ChromaVectorIndex
from kb.vectors.chroma_server import ChromaServerIndex
from kb.vectors.exact import ExactVectorIndex
from kb.vectors.protocol import VectorIndex
from tests.kb.storing import MODEL, prepared, put_many, put_one

_EMBEDDER = HashingEmbedder()


class Following:
    """An index and what brings it up to date."""

    def __init__(self, index: VectorIndex, follow: Callable[[Records, str], object]) -> None:
        self.index = index
        self.follow = follow

    def found(self, question: str, k: int = 10, only: SearchFilter | None = None) -> list[str]:
        hits = self.index.search(_EMBEDDER.embed_query(question), k, only or SearchFilter())
        return [hit.chunk_id.split(".")[0] for hit in hits]


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(f"sqlite:///{tmp_path / 'vouch.db'}")
    yield opened
    opened.close()


def _exact() -> Following:
    index = ExactVectorIndex()
    return Following(index, index.follow)


def _chroma(folder: Path) -> Following:
    index = ChromaVectorIndex(folder)
    return Following(index, lambda records, model: catch_up(index, records, model))


def _server(folder: Path, url: str, records: Records) -> Following:
    alone = partial(store_lock, records, 1, "busy")
    index = ChromaServerIndex(folder, url, lambda: records.store_id, alone)
    return Following(index, lambda records, model: catch_up(index, records, model))


@pytest.fixture(params=["exact", "chroma", pytest.param("server", marks=pytest.mark.chroma_server)])
def following(
    request: pytest.FixtureRequest, tmp_path: Path, records: Records
) -> Iterator[Following]:
    if request.param == "exact":
        made = _exact()
    elif request.param == "chroma":
        made = _chroma(tmp_path / "chroma")
    else:
        server = request.getfixturevalue("chroma_server")
        made = _server(tmp_path / "chroma", server.url, records)
    yield made
    if isinstance(made.index, ChromaVectorIndex):
        made.index.close()


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[ChromaVectorIndex]:
    index = ChromaVectorIndex(tmp_path / "chroma")
    yield index
    index.close()


def _put(records: Records, key: str, text: str, **terms: object) -> str:
    return put_one(records, prepared(key, text, title="T", **terms))[1]  # type: ignore[arg-type]


def test_an_empty_store_finds_nothing(following: Following, records: Records) -> None:
    following.follow(records, MODEL)
    assert following.found("anything") == []
    assert following.index.similarities(_EMBEDDER.embed_query("x"), ["nope"]) == {}
    _put(records, "a", "words")
    following.follow(records, MODEL)
    assert following.index.similarities(_EMBEDDER.embed_query("x"), []) == {}


def test_the_nearest_comes_first_with_its_cosine(following: Following, records: Records) -> None:
    texts = {"a": "backups are encrypted", "b": "visitors sign a book", "c": "keys are rotated"}
    for key, text in texts.items():
        _put(records, key, text)
    following.follow(records, MODEL)
    vector = _EMBEDDER.embed_query("T > Section 1\nvisitors sign a book")
    hits = following.index.search(vector, 3, SearchFilter())
    assert hits[0].chunk_id == f"{document_id('b')}.1.0"
    assert hits[0].score == pytest.approx(1.0, abs=1e-5)
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    alike = following.index.similarities(vector, [h.chunk_id for h in hits] + ["nope"])
    assert alike == pytest.approx({h.chunk_id: h.score for h in hits}, abs=1e-5)
    assert len(following.index.search(vector, 2, SearchFilter())) == 2


def test_it_follows_what_is_added_replaced_and_removed(
    following: Following, records: Records
) -> None:
    first = _put(records, "a", "backups are encrypted")
    following.follow(records, MODEL)
    assert following.found("encrypted backups") == [first]
    second = _put(records, "b", "visitors sign a book")
    following.follow(records, MODEL)
    assert set(following.found("encrypted backups")) == {first, second}
    _put(records, "a", "printers are locked")
    following.follow(records, MODEL)
    hits = following.index.search(_EMBEDDER.embed_query("printers locked"), 9, SearchFilter())
    assert [hit.chunk_id for hit in hits] == [f"{first}.2.0", f"{second}.1.0"]
    with records.write() as connection:
        remove(connection, second)
    following.follow(records, MODEL)
    assert following.found("visitors book") == [first]


def test_it_finds_only_what_the_asker_may_see(following: Following, records: Records) -> None:
    ids = {a: _put(records, a.value, f"access {a.value}", audience=a) for a in AUDIENCES}
    following.follow(records, MODEL)
    for audience in AUDIENCES:
        wanted = {ids[seen] for seen in audience.sees()}
        assert set(following.found("access", only=SearchFilter(audience))) == wanted
    _put(records, "internal", "access internal", audience=Audience.PUBLIC)
    _put(records, "public", "access public", audience=Audience.INTERNAL)
    following.follow(records, MODEL)
    assert following.found("access", only=SearchFilter(Audience.PUBLIC)) == [ids[Audience.INTERNAL]]


def test_it_finds_what_is_for_groups_only_for_who_is_of_them(
    following: Following, records: Records
) -> None:
    held = [Audience(name) for name in ("public", "nda:hr", "internal:hr+legal", "internal:legal")]
    ids = {a: _put(records, a.value, f"access {a.level}", audience=a) for a in held}
    following.follow(records, MODEL)
    for name in ("public", "internal", "nda:hr", "internal:hr+legal"):
        asker = Audience(name)
        wanted = {identity for a, identity in ids.items() if asker.covers(a)}
        assert set(following.found("access", only=SearchFilter(asker))) == wanted


def test_it_keeps_to_collections_and_documents(following: Following, records: Records) -> None:
    ids = {c: _put(records, c.value, f"access {c.value}", collection=c) for c in Collection}
    following.follow(records, MODEL)
    for collection, identity in ids.items():
        assert following.found("access", only=SearchFilter(collections=(collection,))) == [identity]
        assert following.found("access", only=SearchFilter(documents=(identity,))) == [identity]
    two = (ids[Collection.POLICY], ids[Collection.ANSWERS])
    assert sorted(following.found("access", only=SearchFilter(documents=two))) == sorted(two)
    other = SearchFilter(collections=(Collection.FRAMEWORK,), documents=two)
    assert following.found("access", only=other) == []
    assert following.found("access", only=SearchFilter(documents=("nope",))) == []


def test_ties_are_broken_by_id(following: Following, records: Records) -> None:
    """Chroma's graph gives as many of the equals as it is asked for, not the first of them."""
    ids = sorted(_put(records, f"d{n:03}", "all the same words", external_id=str(n))
                 for n in range(24))  # fmt: skip
    following.follow(records, MODEL)
    assert following.found("all the same words", k=24) == ids
    assert following.found("the same words", k=10) == ids[:10]


def test_many_equals_are_settled_by_id_whatever_their_order(records: Records) -> None:
    ids = [_put(records, f"d{n:03}", "all the same words", external_id=str(n)) for n in range(90)]
    exact = _exact()
    exact.follow(records, MODEL)
    assert exact.found("the same words", k=5) == sorted(ids)[:5]


def test_it_catches_up_from_any_point_of_the_log(tmp_path: Path, records: Records) -> None:
    """One index for each length of the log, left behind there, all brought to the same end."""
    rng = np.random.default_rng(3)
    steps = 8
    followers: list[Following] = []
    for step in range(steps):
        for _ in range(3):
            key = f"d{rng.integers(9)}"
            _put(records, key, f"words of {key} at step {step} {rng.integers(99)}")
        if step % 3 == 2:
            with records.write() as connection:
                remove(connection, document_id(key))
        exact, chroma = _exact(), _chroma(tmp_path / f"chroma{step}")
        for made in (exact, chroma):
            made.follow(records, MODEL)
            followers.append(made)
    fresh = _exact()
    fresh.follow(records, MODEL)
    wanted = fresh.found("words of d3 at step", k=50)
    assert len(wanted) > 3
    for made in followers:
        made.follow(records, MODEL)
        assert made.found("words of d3 at step", k=50) == wanted
        if isinstance(made.index, ChromaVectorIndex):
            made.index.close()


def test_applying_changes_twice_changes_nothing(
    chroma: ChromaVectorIndex, records: Records
) -> None:
    """As after a crash between what an index holds and what it remembers."""
    _put(records, "a", "first")
    catch_up(chroma, records, MODEL)
    early = json.loads((chroma._position_file).read_text())
    _put(records, "a", "second")
    _put(records, "b", "third")
    catch_up(chroma, records, MODEL)
    before = chroma.ids()
    late = json.loads((chroma._position_file).read_text())
    (chroma._position_file).write_text(json.dumps(late | {"position": early["position"]}))
    assert lag(chroma, records, MODEL) == 2
    assert catch_up(chroma, records, MODEL)
    assert chroma.ids() == before
    assert not catch_up(chroma, records, MODEL)


def test_an_index_of_another_store_or_model_is_built_anew(
    chroma: ChromaVectorIndex, records: Records, tmp_path: Path
) -> None:
    other = open_records(f"sqlite:///{tmp_path / 'other.db'}")
    _put(other, "foreign", "not ours")
    catch_up(chroma, other, MODEL)
    mine = _put(records, "mine", "ours")
    assert lag(chroma, records, MODEL) is None
    catch_up(chroma, records, MODEL)
    assert list(chroma.ids()) == [f"{mine}.1.0"]
    assert lag(chroma, records, "another model") is None
    catch_up(chroma, records, "another model")
    assert chroma.ids() == {}
    other.close()


def test_an_index_that_is_ahead_of_the_records_is_built_anew(
    chroma: ChromaVectorIndex, records: Records
) -> None:
    """As after an old copy of the records was put back by hand."""
    identity = _put(records, "a", "words")
    catch_up(chroma, records, MODEL)
    noted = json.loads((chroma._position_file).read_text())
    noted["position"]["seq"] = 99
    (chroma._position_file).write_text(json.dumps(noted))
    assert lag(chroma, records, MODEL) is None
    assert catch_up(chroma, records, MODEL)
    assert list(chroma.ids()) == [f"{identity}.1.0"]
    assert lag(chroma, records, MODEL) == 0


@pytest.mark.parametrize("damage", [b"", b"{", b"[1]", b'{"position": {"seq": 1}}', b"\xff\xfe"])
def test_a_damaged_position_means_a_new_index(
    chroma: ChromaVectorIndex, records: Records, damage: bytes
) -> None:
    _put(records, "a", "first")
    catch_up(chroma, records, MODEL)
    _put(records, "a", "second")
    chroma._position_file.write_bytes(damage)
    assert chroma.position() is None
    assert catch_up(chroma, records, MODEL)
    assert list(chroma.ids()) == [f"{document_id('a')}.2.0"]


def test_a_purge_builds_anew_and_leaves_no_old_file(
    chroma: ChromaVectorIndex, records: Records
) -> None:
    _put(records, "a", "to be forgotten")
    kept = _put(records, "b", "to be kept")
    catch_up(chroma, records, MODEL)
    before = {path for path in chroma._folder.rglob("*") if path.is_dir()}
    with records.write() as connection:
        purge(connection, document_id("a"))
    assert catch_up(chroma, records, MODEL)
    assert list(chroma.ids()) == [f"{kept}.1.0"]
    assert not before & {path for path in chroma._folder.rglob("*") if path.is_dir()}


@pytest.mark.parametrize("victim", ["chroma.sqlite3", "segment"])
def test_a_damaged_index_says_so_and_can_be_built_anew(
    chroma: ChromaVectorIndex, records: Records, victim: str
) -> None:
    put_many(records, (prepared(f"d{n}", f"words {n}") for n in range(1200)))
    catch_up(chroma, records, MODEL)
    chroma.close()
    files = [chroma._folder / victim] if victim != "segment" else list(chroma._folder.glob("*/*"))
    assert files
    for file in files:
        file.write_bytes(b"no index " * 50)
    vector = _EMBEDDER.embed_query("words")
    with pytest.raises(DerivedIndexError, match="vouch reindex"):
        chroma.search(vector, 5, SearchFilter())
    chroma._position_file.unlink()
    catch_up(chroma, records, MODEL)
    assert len(chroma.search(vector, 5, SearchFilter())) == 5


def test_a_change_of_very_many_documents_is_followed(
    chroma: ChromaVectorIndex, records: Records
) -> None:
    """SQLite takes 32,766 variables in one statement."""
    _put(records, "a", "words")
    catch_up(chroma, records, MODEL)
    position = chroma.position()
    assert position is not None
    chroma.replace([f"{number:016x}" for number in range(40_000)], [], position)
    assert len(chroma.ids()) == 1


def test_chroma_writes_nothing_of_this_process_s_memory_to_disk(
    chroma: ChromaVectorIndex, records: Records
) -> None:
    """Its files have spare room, which would hold what any thread last kept in memory."""
    secret = b"Zinnoberfink "

    def think_of_it() -> None:
        held = [bytearray(secret * count) for count in range(50, 9_000, 7)]
        held.clear()

    _put(records, "a", "words")
    threads = [threading.Thread(target=think_of_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    catch_up(chroma, records, MODEL)
    chroma.search(_EMBEDDER.embed_query("words"), 1, SearchFilter())
    chroma.close()
    files = [path for path in chroma._folder.rglob("*") if path.is_file()]
    assert len(files) > 3
    assert [path.name for path in files if secret in path.read_bytes()] == []


def test_closing_one_index_leaves_another_open(
    chroma: ChromaVectorIndex, records: Records, tmp_path: Path
) -> None:
    _put(records, "a", "words")
    other = ChromaVectorIndex(tmp_path / "other")
    for index in (chroma, other):
        catch_up(index, records, MODEL)
    chroma.close()
    chroma.close()
    assert len(other.search(_EMBEDDER.embed_query("words"), 5, SearchFilter())) == 1
    other.close()


def test_it_notices_when_so_much_was_deleted_that_recall_falls(
    chroma: ChromaVectorIndex, records: Records
) -> None:
    put_many(records, (prepared(f"d{n}", f"words {n}") for n in range(520)))
    catch_up(chroma, records, MODEL)
    assert not chroma.worn
    put_many(records, (prepared(f"d{n}", f"other {n}") for n in range(520)))
    catch_up(chroma, records, MODEL)
    assert chroma.worn
