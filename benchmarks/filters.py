"""What narrowing a search costs, at 100,000 chunks of made-up text with made-up vectors.

Run with Vouch's interpreter. A filter must not make a search slower: where documents lie decides
what is looked at. The share kept is by collection (reference 1 %, framework 33 %, policy the rest)
and, once more, by naming documents that make up 1 %.
"""

import argparse
import json
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.common import WORK, percentile, tell
from benchmarks.texts import texts

if TYPE_CHECKING:
    from kb.knowledge_base import KnowledgeBase
    from kb.records.documents import Intake
    from kb.values import Collection, SearchFilter

PER_DOCUMENT = 50
K = 10


def _intakes(documents: int) -> Iterator["Intake"]:
    from ingest.chunking import one_chunk
    from kb.passage_text import embedding_key
    from kb.records.documents import Intake
    from kb.values import Audience, Block, BlockKind, Chunk, Document

    stream = texts(documents * PER_DOCUMENT, 60)
    for number in range(documents):
        blocks = tuple(Block(BlockKind.PARAGRAPH, next(stream)) for _ in range(PER_DOCUMENT))
        document = Document(f"Document {number}", blocks, external_id=str(number))
        (whole,) = one_chunk(document)
        chunks = tuple(
            Chunk(whole.text[span.start : span.end], span.start, span.end, ordinal)
            for ordinal, span in enumerate(document.spans)
        )
        keys = tuple(embedding_key(f"{number} {at}") for at in range(len(chunks)))
        place = _collection(number, documents)
        key = f"bench:{number}"
        yield Intake(document, chunks, keys, key, key, place, Audience.INTERNAL)


def _collection(number: int, documents: int) -> "Collection":
    from kb.values import Collection

    share = number / documents
    if share < 0.01:
        return Collection.REFERENCE
    return Collection.FRAMEWORK if share < 0.34 else Collection.POLICY


def fill(base: "KnowledgeBase", chunks: int) -> None:
    """Put the chunks into the records, with random unit vectors, and let the word index follow."""
    from kb.records.documents import put

    chance = np.random.default_rng(3)
    base.set_stored_model()
    documents = chunks // PER_DOCUMENT
    intakes = list(_intakes(documents))
    for at in range(0, documents, 50):
        with base.writing("benchmark"), base.records.write() as connection:
            for intake in intakes[at : at + 50]:
                rows = chance.standard_normal((PER_DOCUMENT, 384)).astype("<f4")
                rows /= np.linalg.norm(rows, axis=1, keepdims=True)
                vectors = {k: r.tobytes() for k, r in zip(intake.embedding_keys, rows, strict=True)}
                put(connection, intake, vectors, base.model)
    tell("filters: building the word index")
    base.follow()


def measure(home: Path, chunks: int, searches: int) -> dict[str, Any]:
    """Milliseconds by filter; ``home`` is filled when empty."""
    from kb.knowledge_base import open_knowledge_base
    from kb.records.documents import document_id
    from kb.settings import load_settings
    from kb.values import Collection, SearchFilter

    named = tuple(document_id(f"bench:{n}") for n in range(chunks // PER_DOCUMENT // 100))
    filters = {
        "none": SearchFilter(),
        "all collections named (100 %)": SearchFilter(collections=tuple(Collection)),
        "one collection (33 %)": SearchFilter(collections=(Collection.FRAMEWORK,)),
        "one collection (1 %)": SearchFilter(collections=(Collection.REFERENCE,)),
        "documents named (1 %)": SearchFilter(documents=named),
    }
    filled = home / f"filled-{chunks}"
    if not filled.exists():
        shutil.rmtree(home, ignore_errors=True)
    with open_knowledge_base(load_settings(home=home)) as base:
        if not filled.exists():
            tell(f"filters: storing {chunks:,} chunks")
            fill(base, chunks)
            filled.touch()
        return _timed(base, filters, searches)


def _timed(
    base: "KnowledgeBase", filters: dict[str, "SearchFilter"], searches: int
) -> dict[str, Any]:
    """Every filter on every question, in turns, so that a busy moment hits all alike."""
    retriever = base.retriever()
    questions = list(texts(searches, 12))
    vectors = [base.embedder.embed_query(question) for question in questions]
    taken: dict[str, list[float]] = {name: [] for name in filters}
    for question, vector in zip(questions, vectors, strict=True):
        for name, only in filters.items():
            began = time.perf_counter()
            retriever.search_with(question, vector, K, only)
            taken[name].append(1000 * (time.perf_counter() - began))
    plain = percentile(taken["none"], 0.95)
    return {
        name: {
            "ms_p50": round(percentile(times, 0.5), 1),
            "ms_p95": round(percentile(times, 0.95), 1),
            "p95_to_unfiltered": round(percentile(times, 0.95) / plain, 2),
        }
        for name, times in taken.items()
    }


def main() -> None:
    """Measure and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, default=WORK / "filters")
    parser.add_argument("--chunks", type=int, default=100_000)
    parser.add_argument("--searches", type=int, default=100)
    options = parser.parse_args()
    print(json.dumps(measure(options.home.absolute(), options.chunks, options.searches)))


if __name__ == "__main__":
    main()
