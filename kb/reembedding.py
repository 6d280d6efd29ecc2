"""Vectors for chunks that have none of the present model, and the move to another model."""

from collections.abc import Callable

import sqlalchemy as sa

from kb.derived import rebuild
from kb.knowledge_base import KnowledgeBase
from kb.passage_text import embedding_text, spoken_title
from kb.records.documents import store_vectors
from kb.records.passages import unembedded
from kb.records.schema import chunks, embeddings

_GROUP = 512
Told = Callable[[str, int, int], None]


def _silent(_stage: str, _done: int, _total: int) -> None:
    """Tells nobody."""


def embed_missing(base: KnowledgeBase, told: Told = _silent) -> int:
    """Embed every live chunk that has no vector of the present model; returns how many had none.

    Committed in groups, so that an interrupted run carries on where it stopped.
    """
    with base.records.read() as connection:
        missing = unembedded(connection, base.model)
    for at in range(0, len(missing), _GROUP):
        group = missing[at : at + _GROUP]
        texts = [
            embedding_text(spoken_title(p.title, p.external_id), p.heading, p.context, p.text)
            for _, p in group
        ]
        vectors = base.embedder.embed(texts)
        stored = {
            key: vector.astype("<f4").tobytes()
            for (key, _), vector in zip(group, vectors, strict=True)
        }
        with base.records.write() as connection:
            store_vectors(connection, stored, base.model)
        told("Embedding", min(at + _GROUP, len(missing)), len(missing))
    return len(missing)


def reindex(base: KnowledgeBase, told: Told = _silent) -> int:
    """Build every index anew, for the embedding model of the settings; returns what was embedded.

    The vectors of another model, and the indexes over them, serve until the new ones are there.
    """
    with base.changing("reindex"):
        count = embed_missing(base, told)
        told("Building the word index", 0, 1)
        rebuild(base.lexical, base.records, base.model)
        told("Building Chroma", 0, 1)
        rebuild(base.chroma, base.records, base.model)
        base.set_stored_model()
        drop_unused(base)
    return count


def drop_unused(base: KnowledgeBase) -> int:
    """Delete vectors of other models, and those that no chunk uses; returns how many."""
    used = sa.select(chunks.c.embedding)
    unused = (embeddings.c.model != base.model) | embeddings.c.key.not_in(used)
    with base.records.write() as connection:
        return connection.execute(sa.delete(embeddings).where(unused)).rowcount
