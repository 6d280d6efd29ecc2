"""Moving to another embedding model: refused by accident, done on purpose, nothing mixed."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.intake import Options
from ingest.load import Loader
from kb.doctor import Level, examine
from kb.embedding.hashing import HashingEmbedder
from kb.embedding.protocol import Fingerprint
from kb.errors import DerivedIndexError
from kb.knowledge_base import KnowledgeBase
from kb.records.schema import embeddings
from kb.reembedding import drop_unused, embed_missing, reindex
from kb.values import SearchFilter
from tests.kb.corpus import DOCUMENTS, QUESTIONS
from tests.kb.storing import hits, prepared, store


class _Larger(HashingEmbedder):
    def __init__(self) -> None:
        super().__init__(96)

    @property
    def fingerprint(self) -> Fingerprint:
        return Fingerprint("larger", "1", 96)


@pytest.fixture
def filled(base: KnowledgeBase) -> KnowledgeBase:
    store(base, *DOCUMENTS)
    return base


def _models(base: KnowledgeBase) -> set[str]:
    with base.records.read() as connection:
        return set(connection.execute(sa.select(embeddings.c.model)).scalars())


def test_another_model_is_refused_until_the_move(filled: KnowledgeBase, tmp_path: Path) -> None:
    filled.embedder = _Larger()
    for use in (
        lambda: filled.search("backups", 3, SearchFilter()),
        lambda: Loader(filled, Options()).load([tmp_path]),
    ):
        with pytest.raises(DerivedIndexError, match=r"hashing@1/64.*larger@1/96.*vouch reindex"):
            use()
    assert _models(filled) == {"hashing@1/64"}


def test_the_move_swaps_every_vector_and_index(filled: KnowledgeBase) -> None:
    held = len(filled.chroma.ids())
    filled.embedder = _Larger()
    stages: list[str] = []
    count = reindex(filled, lambda stage, _done, _total: stages.append(stage))
    assert count == held
    assert stages == ["Embedding", "Building the word index", "Building Chroma"]
    assert _models(filled) == {"larger@1/96"}
    assert filled.stored_model() == "larger@1/96"
    assert len(filled.chroma.ids()) == held
    assert [f.detail for f in examine(filled) if f.level is Level.ERROR] == []
    passage = filled.search(QUESTIONS[0], 1, SearchFilter())[0]
    assert passage.dense == pytest.approx(
        float(filled.exact.vector(passage.chunk_id) @ filled.embedder.embed_query(QUESTIONS[0])),
        abs=1e-5,
    )


def test_an_interrupted_move_leaves_the_old_model_in_service(
    filled: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hits(filled, QUESTIONS[0])
    old = filled.embedder
    filled.embedder = _Larger()

    def interrupted(stage: str, _done: int, _total: int) -> None:
        if stage == "Building Chroma":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        reindex(filled, interrupted)
    filled.embedder = old
    assert hits(filled, QUESTIONS[0]) == before
    filled.embedder = _Larger()
    assert reindex(filled) == 0
    assert _models(filled) == {"larger@1/96"}


def test_building_anew_changes_no_answer(filled: KnowledgeBase) -> None:
    before = [hits(filled, question) for question in QUESTIONS]
    assert reindex(filled) == 0
    assert [hits(filled, question) for question in QUESTIONS] == before


def test_vectors_that_nothing_uses_are_dropped(filled: KnowledgeBase) -> None:
    with filled.records.write() as connection:
        row = {"key": "stray", "model": filled.model, "vector": b"\0" * 256}
        connection.execute(sa.insert(embeddings), row)
    assert drop_unused(filled) == 1
    assert embed_missing(filled) == 0
    store(filled, prepared("new", "Words."))
    assert embed_missing(filled) == 0
