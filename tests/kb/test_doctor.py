"""Single faults put into each store by hand: the doctor finds them, and its repair mends them."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from kb.derived import read_position
from kb.doctor import Finding, Level, examine
from kb.knowledge_base import KnowledgeBase
from kb.records.schema import chunks, embeddings, versions
from kb.records.schema import store as facts
from kb.values import Audience, SearchFilter
from tests.kb.corpus import DOCUMENTS, QUESTIONS
from tests.kb.storing import hits, prepared, put_one, store


@pytest.fixture
def filled(base: KnowledgeBase) -> KnowledgeBase:
    store(base, *DOCUMENTS)
    return base


def _wrong(base: KnowledgeBase) -> dict[str, Finding]:
    return {f.check: f for f in examine(base) if f.level is not Level.OK}


def test_a_healthy_base_has_no_finding(filled: KnowledgeBase) -> None:
    assert _wrong(filled) == {}
    checks = [finding.check for finding in examine(filled)]
    assert len(checks) == len(set(checks)) == 7


def test_what_is_for_groups_is_looked_at_too(filled: KnowledgeBase) -> None:
    whose = Audience("internal:hr+legal")
    store(filled, prepared("hr.md", "Reviews of staff stay with their manager.", audience=whose))
    assert _wrong(filled) == {}
    folder = filled.settings.home / "index" / "lexical"
    generation = read_position(folder / "position.json")[1]["generation"]
    index = folder / generation / "internal.hr_legal"
    assert index.is_dir()
    shutil.rmtree(index)
    filled.lexical._opened.clear()
    (bad,) = (f for f in examine(filled) if f.level is Level.ERROR)
    assert bad.check == "lexical"
    assert bad.repair is not None
    bad.repair()
    assert _wrong(filled) == {}


def test_an_empty_base_has_no_finding(base: KnowledgeBase) -> None:
    store(base)
    assert _wrong(base) == {}


def _best(base: KnowledgeBase, question: str) -> str:
    return hits(base, question)[0][0]


def _lose_word_entry(base: KnowledgeBase) -> None:
    lost = sorted(base.lexical.ids(Audience.INTERNAL))[3]
    writer = _tantivy(base, Audience.INTERNAL).writer(15_000_000)  # type: ignore[attr-defined]
    writer.delete_documents_by_term("id", lost)
    writer.commit()


def _tantivy(base: KnowledgeBase, audience: Audience) -> object:
    import tantivy

    folder = base.settings.home / "index" / "lexical"
    generation = read_position(folder / "position.json")[1]["generation"]
    base.lexical._opened.clear()
    return tantivy.Index.open(str(folder / generation / audience.value))


def _show_word_entry_to_the_public(base: KnowledgeBase) -> None:
    import tantivy

    writer = _tantivy(base, Audience.PUBLIC).writer(15_000_000)  # type: ignore[attr-defined]
    writer.add_document(tantivy.Document(id="ghost", document="ghost", terms="ghost"))
    writer.commit()


def _collections(base: KnowledgeBase) -> list[object]:
    prefix = read_position(base.chroma._position_file)[1]["prefix"]
    return base.chroma._collections(prefix)


def _lose_vector_in_chroma(base: KnowledgeBase) -> None:
    collection = _collections(base)[0]
    collection.delete(ids=collection.get(limit=1, include=[])["ids"])  # type: ignore[attr-defined]


def _add_ghost_to_chroma(base: KnowledgeBase) -> None:
    vector = base.embedder.embed_query("ghost")
    _collections(base)[0].upsert(  # type: ignore[attr-defined]
        ids=["ghost.1.0"], embeddings=[vector], metadatas=[{"document": "ghost"}]
    )


def _misplace_in_chroma(base: KnowledgeBase) -> None:
    """An internal passage among the public ones."""
    here, there = _collections(base)[0], _collections(base)[-1]
    found = here.get(limit=1, include=["embeddings", "metadatas"])  # type: ignore[attr-defined]
    there.upsert(  # type: ignore[attr-defined]
        ids=found["ids"], embeddings=found["embeddings"], metadatas=found["metadatas"]
    )
    here.delete(ids=found["ids"])  # type: ignore[attr-defined]


def _damage_chroma(base: KnowledgeBase) -> None:
    base.chroma.close()
    (base.settings.home / "index" / "chroma" / "chroma.sqlite3").write_bytes(b"no database")


def _damage_words(base: KnowledgeBase) -> None:
    for path in (base.settings.home / "index" / "lexical").rglob("meta.json"):
        path.write_bytes(b"{")
    base.lexical._opened.clear()


def _lose_vector(base: KnowledgeBase) -> None:
    with base.records.write() as connection:
        key = connection.execute(sa.select(embeddings.c.key).limit(1)).scalar_one()
        connection.execute(sa.delete(embeddings).where(embeddings.c.key == key))


def _corrupt_passage(base: KnowledgeBase) -> None:
    with base.records.write() as connection:
        one = connection.execute(sa.select(chunks.c.id).limit(1)).scalar_one()
        connection.execute(
            sa.update(chunks).where(chunks.c.id == one).values(text="Not what was loaded.")
        )


@pytest.mark.parametrize(
    ("fault", "checks"),
    [
        (_lose_word_entry, {"word index"}),
        (_show_word_entry_to_the_public, {"word index"}),
        (_damage_words, {"lexical"}),
        (_lose_vector_in_chroma, {"Chroma"}),
        (_add_ghost_to_chroma, {"Chroma"}),
        (_misplace_in_chroma, {"Chroma"}),
        (_damage_chroma, {"chroma entries", "chroma recall"}),
        (_lose_vector, {"vectors"}),
        (_corrupt_passage, {"offsets"}),
    ],
)
def test_a_single_fault_is_found_and_mended(
    filled: KnowledgeBase, fault: Callable[[KnowledgeBase], None], checks: set[str]
) -> None:
    before = [_best(filled, question) for question in QUESTIONS[:10]]
    with filled.writing("a test"):
        fault(filled)
        found = _wrong(filled)
        assert checks <= set(found)
        for finding in found.values():
            assert finding.level is Level.ERROR
            assert finding.fix
            assert finding.repair is not None
            finding.repair()
        filled.follow()
        filled.follow_chroma()
        assert _wrong(filled) == {}
        filled.__dict__.pop("exact", None)
        assert [_best(filled, question) for question in QUESTIONS[:10]] == before


def test_a_damaged_text_is_found_and_sends_to_the_backup(filled: KnowledgeBase) -> None:
    with filled.records.write() as connection:
        row = connection.execute(sa.select(versions).limit(1)).mappings().one()
        connection.execute(
            sa.update(versions)
            .where(versions.c.document_id == row["document_id"])
            .values(text=row["text"].replace("reviewed", "ignored") + " And more.")
        )
    found = _wrong(filled)["records"]
    assert row["document_id"] in found.detail
    assert "vouch restore" in found.fix
    assert found.repair is None


def test_indexes_that_lag_are_found_and_gone_after_following(filled: KnowledgeBase) -> None:
    put_one(filled.records, prepared("new", "Not indexed yet."))
    assert {"word index", "Chroma"} <= set(_wrong(filled))
    with filled.writing("a test"):
        filled.follow()
        filled.follow_chroma()
    assert _wrong(filled) == {}


def test_another_model_is_found(filled: KnowledgeBase) -> None:
    with filled.records.write() as connection:
        connection.execute(
            sa.update(facts).where(facts.c.key == "model").values(value="another@1/64")
        )
    found = _wrong(filled)["model"]
    assert "another@1/64" in found.detail
    assert "vouch reindex" in found.fix


def test_a_search_survives_the_loss_of_both_indexes(filled: KnowledgeBase, tmp_path: Path) -> None:
    before = hits(filled, QUESTIONS[0])
    filled.chroma.close()
    shutil.rmtree(filled.settings.home / "index")
    assert hits(filled, QUESTIONS[0]) == before
    with filled.writing("a test"):
        filled.follow_chroma()
        assert _wrong(filled) == {}
    assert filled.search(QUESTIONS[0], 1, SearchFilter(Audience.PUBLIC))
