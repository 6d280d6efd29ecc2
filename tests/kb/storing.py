"""Small knowledge bases for tests: documents made of plain paragraphs, stored without files."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from ingest.intake import Options, Prepared, prepare
from kb.embedding.hashing import HashingEmbedder
from kb.knowledge_base import KnowledgeBase
from kb.passage_text import embedding_text
from kb.records import Records
from kb.records.documents import Outcome, put
from kb.settings import Settings
from kb.values import (
    Audience,
    Block,
    BlockKind,
    Collection,
    Document,
    Facts,
    Passage,
    SearchFilter,
)

MODEL = str(HashingEmbedder().fingerprint)


def settings(home: Path, **changed: object) -> Settings:
    """Settings of a data folder that needs no model."""
    return Settings.model_validate({"home": home, "embedder": "hashing"} | changed)


def document(title: str, *paragraphs: str, **fields: object) -> Document:
    """A document with one section a paragraph."""
    blocks = [Block(BlockKind.HEADING, title, level=1)]
    for number, paragraph in enumerate(paragraphs, 1):
        blocks.append(Block(BlockKind.HEADING, f"Section {number}", level=2))
        blocks.append(Block(BlockKind.PARAGRAPH, paragraph))
    return Document(title=title, blocks=tuple(blocks), **fields)  # type: ignore[arg-type]


def prepared(
    key: str,
    *paragraphs: str,
    title: str = "",
    path: str = "",
    audience: Audience = Audience.INTERNAL,
    collection: Collection = Collection.POLICY,
    facts: Facts | None = None,
    **fields: object,
) -> Prepared:
    """A document ready to be stored under ``key``."""
    made = document(title or key, *paragraphs, facts=facts or Facts(), **fields)
    return prepare(made, key, path or key, Options(collection, audience))


def put_one(records: Records, one: Prepared) -> tuple[Outcome, str]:
    """Store a document with its vectors, in a transaction of its own."""
    with records.write() as connection:
        return put(connection, one.intake, vectors(one), MODEL)


def put_many(records: Records, many: Iterable[Prepared]) -> list[str]:
    """Store documents in one transaction; returns their ids."""
    with records.write() as connection:
        return [put(connection, one.intake, vectors(one), MODEL)[1] for one in many]


def vectors(one: Prepared) -> dict[str, bytes]:
    """The vectors of its chunks, as the records keep them."""
    embedder = HashingEmbedder()
    return {
        key: embedder.embed_query(text).astype("<f4").tobytes() for key, text in one.texts.items()
    }


def store(base: KnowledgeBase, *documents: Prepared) -> list[str]:
    """Store documents and let the indexes follow; returns their ids."""
    with base.writing("a test"):
        ids = [put_one(base.records, one)[1] for one in documents]
        if base.stored_model() is None:
            base.set_stored_model()
        base.follow()
        base.follow_chroma()
    return ids


def hits(
    base: KnowledgeBase, question: str, k: int = 10, only: SearchFilter | None = None
) -> list[tuple[str, float]]:
    """What a search finds: chunk ids and scores."""
    found = base.search(question, k, only or SearchFilter())
    return [(passage.chunk_id, round(passage.score, 5)) for passage in found]


def by_document(passages: Sequence[Passage]) -> list[str]:
    """The documents found, by their source, each once."""
    return list(dict.fromkeys(passage.source for passage in passages))


def text_of(passage: Passage) -> str:
    """The text whose vector stands for a passage."""
    return embedding_text(passage.title, passage.heading, passage.context, passage.text)
