"""Chroma measured against comparing with every vector, on random vectors."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from kb.derived import Position
from kb.embedding.protocol import Vectors
from kb.records.passages import IndexEntry
from kb.values import Audience, Collection, Passage, SearchFilter
from kb.vectors.chroma import ChromaVectorIndex

_DIMENSION = 64
_K = 10


def _vectors(count: int, seed: int) -> Vectors:
    drawn = np.random.default_rng(seed).standard_normal((count, _DIMENSION)).astype("<f4")
    unit: Vectors = drawn / np.linalg.norm(drawn, axis=1, keepdims=True)
    return unit


def _entries(vectors: Vectors) -> Iterator[IndexEntry]:
    for number, vector in enumerate(vectors):
        document = hashlib.sha256(str(number).encode()).hexdigest()[:16]
        passage = Passage(
            f"{document}.1.0", document, 1, "T", Collection.POLICY, Audience.PUBLIC,
            "", 0, 0, (), None, "", 0.0,
        )  # fmt: skip
        yield IndexEntry(passage, vector.tobytes())


def _recall(index: ChromaVectorIndex, vectors: Vectors) -> float:
    ids = [entry.passage.chunk_id for entry in _entries(vectors)]
    found = 0
    questions = _vectors(60, seed=99)
    for question in questions:
        cosines = vectors @ question
        wanted = {ids[i] for i in np.argsort(-cosines)[:_K]}
        hits = index.search(question, _K, SearchFilter())
        found += len(wanted & {hit.chunk_id for hit in hits})
    return found / (_K * len(questions))


@pytest.fixture
def index(tmp_path: Path) -> Iterator[ChromaVectorIndex]:
    made = ChromaVectorIndex(tmp_path / "chroma")
    yield made
    made.close()


def test_chroma_agrees_with_the_exact_search(index: ChromaVectorIndex) -> None:
    vectors = _vectors(2_000, seed=1)
    index.rebuild(_entries(vectors), Position("s", "m", 1))
    assert _recall(index, vectors) >= 0.995
    ids = [entry.passage.chunk_id for entry in _entries(vectors)]
    question = _vectors(1, seed=5)[0]
    for hit in index.search(question, _K, SearchFilter()):
        assert hit.score == pytest.approx(
            float(vectors[ids.index(hit.chunk_id)] @ question), abs=1e-5
        )


def test_recall_holds_under_repeated_delete_and_add(index: ChromaVectorIndex) -> None:
    """It says when it is worn, and is built anew then, as ``KnowledgeBase.follow_chroma`` does."""
    index.rebuild(_entries(_vectors(1_200, seed=1)), Position("s", "m", 1))
    documents = [entry.passage.document_id for entry in _entries(_vectors(1_200, seed=1))]
    rebuilt = 0
    for turn in range(6):
        vectors = _vectors(1_200, seed=10 + turn)
        index.replace(documents, _entries(vectors), Position("s", "m", 2 + turn))
        if index.worn:
            index.rebuild(_entries(vectors), Position("s", "m", 2 + turn))
            rebuilt += 1
        assert not index.worn
        assert len(index.ids()) == 1_200
        assert _recall(index, vectors) >= 0.995
    assert rebuilt >= 3
