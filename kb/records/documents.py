"""Documents and their versions: put and remove.

Each change is one transaction with its row in the change log, so an index can never learn of a
document that is not there, nor miss one that is.
"""

import hashlib
from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.records import frameworks
from kb.records.engine import now
from kb.records.origins import add_origin, origin_paths
from kb.records.schema import changes, chunks, documents, embeddings, origins, versions
from kb.values import Audience, Chunk, Collection, Document, Facts


class Outcome(StrEnum):
    """What putting a document did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Intake:
    """A document ready to be stored, with its chunks and, for each, the key of its embedding.

    ``source_key`` names the document for ever: loading the same key again is a new version.
    """

    document: Document
    chunks: tuple[Chunk, ...]
    embedding_keys: tuple[str, ...]
    source_key: str
    path: str
    collection: Collection
    audience: Audience
    product: str = ""
    sketch: bytes | None = None

    @property
    def document_id(self) -> str:
        """Made from the source key alone, so that the order of loading changes no id."""
        return document_id(self.source_key)


def document_id(source_key: str) -> str:
    """The id of the document with this source key: 16 hexadecimal digits."""
    return hashlib.sha256(source_key.encode()).hexdigest()[:16]


def text_hash(text: str) -> str:
    """SHA-256 of the text with its white space folded."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def content_hash(intake: Intake) -> str:
    """SHA-256 over everything that makes one version differ from another."""
    document = intake.document
    parts = (
        document.title,
        document.text,
        repr([(b.kind.value, b.level, b.page, b.header) for b in document.blocks]),
        repr(document.facts),
        repr(document.metadata),
        repr(document.truncated),
        repr(document.catalog),
        repr(document.crosswalk),
        repr([(c.start, c.end, c.heading, c.context) for c in intake.chunks]),
        intake.collection.value,
        intake.audience.value,
        *filter(None, [intake.product]),
    )
    return hashlib.sha256("\x00".join(parts).encode()).hexdigest()


def put(
    connection: Connection, intake: Intake, vectors: dict[str, bytes], model: str
) -> tuple[Outcome, str]:
    """Store ``intake`` as a new document or version; returns what happened and the document's id.

    ``vectors`` holds the embeddings, by key, that are not stored yet. A document whose text is
    stored already, in the same collection, for the same audience and product, gains an origin
    instead of being doubled; records with an id of their own never merge.
    """
    twin = _twin(connection, intake)
    if twin is not None:
        add_origin(connection, twin, intake.path)
        return Outcome.DUPLICATE, twin
    identity = intake.document_id
    hashed = content_hash(intake)
    known = connection.execute(
        sa.select(documents.c.current, documents.c.state, versions.c.content_hash)
        .join(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
        )
        .where(documents.c.id == identity)
    ).one_or_none()
    if known is not None and known.state == "live" and known.content_hash == hashed:
        add_origin(connection, identity, intake.path)
        return Outcome.UNCHANGED, identity
    number = _open_version(connection, intake, None if known is None else known.current)
    _insert_version(connection, intake, number, hashed)
    _insert_chunks(connection, intake, number, vectors, model)
    if known is not None:
        frameworks.forget(connection, identity)
    frameworks.put(connection, identity, intake.document)
    add_origin(connection, identity, intake.path)
    log(connection, [identity], "put")
    fresh = known is None or known.state != "live"
    return (Outcome.ADDED if fresh else Outcome.CHANGED), identity


def _twin(connection: Connection, intake: Intake) -> str | None:
    """A live document of another source that says exactly the same to the same people."""
    if intake.document.external_id:
        return None
    found = connection.execute(
        sa.select(documents.c.id)
        .join(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
        )
        .where(
            versions.c.text_hash == text_hash(intake.document.text),
            versions.c.title == intake.document.title,
            *_same_facts(intake.document.facts),
            documents.c.state == "live",
            documents.c.external_id == "",
            documents.c.collection == intake.collection.value,
            documents.c.audience == intake.audience.value,
            documents.c.product == intake.product,
            documents.c.id != intake.document_id,
        )
        .order_by(documents.c.id)
        .limit(1)
    ).scalar()
    return None if found is None else str(found)


def _same_facts(facts: Facts) -> list[sa.ColumnElement[bool]]:
    """Two letters of the same words that hold for different years are two documents."""
    return [
        versions.c.reference == facts.reference,
        versions.c.label == facts.version,
        versions.c.effective.is_not_distinct_from(facts.effective),
        versions.c.review_by.is_not_distinct_from(facts.review_by),
        versions.c.valid_until.is_not_distinct_from(facts.valid_until),
    ]


def _open_version(connection: Connection, intake: Intake, current: int | None) -> int:
    """Point the document at its next version number and close the version before it."""
    at = now()
    place = {
        "collection": intake.collection.value,
        "audience": intake.audience.value,
        "product": intake.product,
    }
    if current is None:
        row = {
            "id": intake.document_id,
            "source_key": intake.source_key,
            "state": "live",
            "current": 1,
            "external_id": intake.document.external_id,
            "created_at": at,
            "changed_at": at,
        }
        connection.execute(sa.insert(documents), row | place)
        return 1
    connection.execute(
        sa.update(versions)
        .where(versions.c.document_id == intake.document_id, versions.c.number == current)
        .values(superseded_at=at)
    )
    connection.execute(
        sa.update(documents)
        .where(documents.c.id == intake.document_id)
        .values(state="live", current=current + 1, changed_at=at, **place)
    )
    return current + 1


def _insert_version(connection: Connection, intake: Intake, number: int, hashed: str) -> None:
    document = intake.document
    facts = document.facts
    outline = [
        [block.kind.value, block.level, block.page, span.start, span.end, list(block.header)]
        for block, span in zip(document.blocks, document.spans, strict=True)
    ]
    connection.execute(
        sa.insert(versions),
        {
            "document_id": intake.document_id,
            "number": number,
            "title": document.title,
            "text": document.text,
            "outline": outline,
            "text_hash": text_hash(document.text),
            "content_hash": hashed,
            "reference": facts.reference,
            "owner": facts.owner,
            "label": facts.version,
            "status": facts.status,
            "effective": facts.effective,
            "review_by": facts.review_by,
            "valid_until": facts.valid_until,
            "truncated": document.truncated,
            "metadata": [list(pair) for pair in document.metadata + facts.other],
            "dropped": [[dropped.reason, dropped.text] for dropped in document.dropped],
            "warnings": list(document.warnings),
            "sketch": intake.sketch,
            "meant_for": intake.audience.value,
            "loaded_at": now(),
        },
    )


def _insert_chunks(
    connection: Connection, intake: Intake, number: int, vectors: dict[str, bytes], model: str
) -> None:
    rows = [
        {
            "id": f"{intake.document_id}.{number}.{chunk.ordinal}",
            "document_id": intake.document_id,
            "version": number,
            "ordinal": chunk.ordinal,
            "start": chunk.start,
            "end": chunk.end,
            "page": chunk.page,
            "heading": list(chunk.heading),
            "context": chunk.context,
            "text": chunk.text,
            "embedding": key,
        }
        for chunk, key in zip(intake.chunks, intake.embedding_keys, strict=True)
    ]
    if rows:
        connection.execute(sa.insert(chunks), rows)
    store_vectors(connection, {k: vectors[k] for k in intake.embedding_keys if k in vectors}, model)


def store_vectors(connection: Connection, vectors: dict[str, bytes], model: str) -> None:
    """Store embeddings that are not stored yet under their keys."""
    wanted = sorted(vectors)
    known: set[str] = set()
    for at in range(0, len(wanted), 500):
        query = sa.select(embeddings.c.key).where(
            embeddings.c.model == model, embeddings.c.key.in_(wanted[at : at + 500])
        )
        known.update(connection.execute(query).scalars())
    rows = [{"key": k, "model": model, "vector": vectors[k]} for k in wanted if k not in known]
    if rows:
        connection.execute(sa.insert(embeddings), rows)


def log(connection: Connection, identities: list[str], kind: str) -> None:
    """Note in the change log that these documents changed; its numbers are committed in order."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("LOCK TABLE changes IN SHARE ROW EXCLUSIVE MODE"))
    rows = [{"document_id": identity, "kind": kind, "at": now()} for identity in identities]
    if rows:
        connection.execute(sa.insert(changes), rows)


def drop_origins(connection: Connection, path: str, keep: set[str]) -> list[str]:
    """Forget that ``path`` is an origin of any document but those in ``keep``.

    A document that has no origin left is removed. Returns the ids removed.
    """
    held = connection.execute(
        sa.select(origins.c.document_id).where(origins.c.path == path)
    ).scalars()
    gone = sorted(set(held) - keep)
    for identity in gone:
        connection.execute(
            sa.delete(origins).where(origins.c.document_id == identity, origins.c.path == path)
        )
    orphans = [i for i in gone if not origin_paths(connection, i)]
    for identity in orphans:
        remove(connection, identity)
    return orphans


def remove(connection: Connection, identity: str) -> None:
    """Take a document out of every answer from now on; its versions stay readable.

    Raises ``NotFoundError`` when there is no such document.
    """
    done = connection.execute(
        sa.update(documents)
        .where(documents.c.id == identity)
        .values(state="removed", changed_at=now())
    )
    if not done.rowcount:
        raise NotFoundError(f"there is no document {identity}; see `vouch sources list`")
    connection.execute(sa.delete(origins).where(origins.c.document_id == identity))
    frameworks.forget(connection, identity)
    log(connection, [identity], "remove")
