"""Chunks as the indexes and the search need them: always joined with the live document."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.schema import chunks, documents, embeddings, versions
from kb.values import Audience, Collection, Passage, SearchFilter

_BATCH = 500

_LIVE = (
    sa.select(
        chunks,
        versions.c.title,
        versions.c.reference,
        versions.c.truncated,
        versions.c.effective,
        versions.c.review_by,
        versions.c.valid_until,
        documents.c.collection,
        documents.c.audience,
        documents.c.external_id,
        documents.c.source_key,
    )
    .join(
        versions,
        (versions.c.document_id == chunks.c.document_id) & (versions.c.number == chunks.c.version),
    )
    .join(
        documents,
        (documents.c.id == chunks.c.document_id) & (documents.c.current == chunks.c.version),
    )
    .where(documents.c.state == "live")
)


_MINE = sa.select(chunks.c.ordinal).where(chunks.c.id == sa.bindparam("chunk")).scalar_subquery()
_REACH = sa.bindparam("reach", type_=sa.Integer)
_NEIGHBOURS = (
    _LIVE.where(chunks.c.document_id == sa.bindparam("document"))
    .where(chunks.c.ordinal.between(_MINE - _REACH, _MINE + _REACH))
    .order_by(chunks.c.ordinal)
)
#: Passages by id, for an audience, in some collections or in any.
_BY_ID = _LIVE.where(chunks.c.id.in_(sa.bindparam("ids", expanding=True))).where(
    documents.c.audience.in_(sa.bindparam("audiences", expanding=True))
)
_BY_ID_IN = _BY_ID.where(documents.c.collection.in_(sa.bindparam("collections", expanding=True)))


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """One live chunk with what an index needs; ``vector`` is little-endian float32 bytes."""

    passage: Passage
    vector: bytes


def _passage(row: sa.RowMapping) -> Passage:
    return Passage(
        chunk_id=row["id"],
        document_id=row["document_id"],
        version=row["version"],
        title=row["title"],
        collection=Collection(row["collection"]),
        audience=Audience(row["audience"]),
        text=row["text"],
        start=row["start"],
        end=row["end"],
        heading=tuple(row["heading"]),
        page=row["page"],
        context=row["context"],
        score=0.0,
        external_id=row["external_id"],
        source=row["source_key"],
        reference=row["reference"],
        truncated=row["truncated"],
        effective=row["effective"],
        review_by=row["review_by"],
        valid_until=row["valid_until"],
    )


def live(connection: Connection, chunk_ids: Sequence[str], only: SearchFilter) -> list[Passage]:
    """The passages among ``chunk_ids`` that are live and that ``only`` lets through, by id.

    This is the gate in front of every answer: whatever an index returns, only what the records
    hold live, for this audience, at this moment, comes out.
    """
    found: list[Passage] = []
    wanted = sorted(set(chunk_ids))
    given: dict[str, list[str]] = {"audiences": [a.value for a in only.audience.sees()]}
    query = _BY_ID
    if only.collections:
        query = _BY_ID_IN
        given["collections"] = [c.value for c in only.collections]
    if conditions := _conditions(only):
        query = query.where(*conditions)
    for at in range(0, len(wanted), _BATCH):
        given["ids"] = wanted[at : at + _BATCH]
        found.extend(_passage(row) for row in connection.execute(query, given).mappings())
    return sorted(found, key=lambda passage: passage.chunk_id)


def _conditions(only: SearchFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if only.documents:
        conditions.append(documents.c.id.in_(only.documents))
    if only.product:
        own = sa.func.lower(documents.c.product)
        conditions.append(own.in_(("", only.product.lower())))
    if only.in_date is not None:
        for limit in (versions.c.review_by, versions.c.valid_until):
            conditions.append(limit.is_(None) | (limit >= only.in_date))
    return conditions


def live_texts(connection: Connection, only: SearchFilter) -> Iterator[tuple[str, str]]:
    """The id of every live passage of these collections and this audience, with its text and its
    headings, a line each."""
    query = (
        sa.select(chunks.c.id, chunks.c.text, chunks.c.heading)
        .join(
            documents,
            (documents.c.id == chunks.c.document_id) & (documents.c.current == chunks.c.version),
        )
        .where(
            documents.c.state == "live",
            documents.c.audience.in_([one.value for one in only.audience.sees()]),
            documents.c.collection.in_([one.value for one in only.collections]),
        )
    )
    for identity, text, heading in connection.execute(query):
        yield identity, "\n".join((text, *heading))


def neighbours(connection: Connection, passage: Passage, reach: int = 1) -> list[Passage]:
    """The live passages up to ``reach`` places before and after ``passage``, itself included."""
    near = {"chunk": passage.chunk_id, "document": passage.document_id, "reach": reach}
    return [_passage(row) for row in connection.execute(_NEIGHBOURS, near).mappings()]


def entries(
    connection: Connection, model: str, document_ids: Iterable[str] | None = None
) -> Iterator[IndexEntry]:
    """The live chunks of these documents (of all by default) with their vectors, by chunk id."""
    base = (
        _LIVE.add_columns(embeddings.c.vector)
        .join(embeddings, (embeddings.c.key == chunks.c.embedding) & (embeddings.c.model == model))
        .order_by(chunks.c.id)
    )
    if document_ids is None:
        yield from _stream(connection, base)
        return
    wanted = sorted(set(document_ids))
    for at in range(0, len(wanted), _BATCH):
        part = base.where(documents.c.id.in_(wanted[at : at + _BATCH]))
        yield from _stream(connection, part)


def _stream(connection: Connection, query: sa.Select[tuple[object, ...]]) -> Iterator[IndexEntry]:
    result = connection.execute(query, execution_options={"yield_per": 1000})
    for row in result.mappings():
        yield IndexEntry(_passage(row), row["vector"])


@dataclass(frozen=True, slots=True)
class VectorRow:
    """The least an exact vector search must know of a live chunk."""

    chunk_id: str
    document_id: str
    collection: str
    audience: str
    vector: bytes


def vector_rows(
    connection: Connection, model: str, document_ids: Sequence[str] | None = None
) -> Iterator[VectorRow]:
    """The vectors of the live chunks of these documents (of all by default), in no order."""
    query = (
        sa.select(
            chunks.c.id,
            chunks.c.document_id,
            documents.c.collection,
            documents.c.audience,
            embeddings.c.vector,
        )
        .join(
            documents,
            (documents.c.id == chunks.c.document_id) & (documents.c.current == chunks.c.version),
        )
        .join(embeddings, (embeddings.c.key == chunks.c.embedding) & (embeddings.c.model == model))
        .where(documents.c.state == "live")
    )
    if document_ids is None:
        parts = [query]
    else:
        wanted = sorted(set(document_ids))
        parts = [
            query.where(documents.c.id.in_(wanted[at : at + _BATCH]))
            for at in range(0, len(wanted), _BATCH)
        ]
    for part in parts:
        for row in connection.execute(part):
            yield VectorRow(*row)


def unembedded(connection: Connection, model: str) -> list[tuple[str, Passage]]:
    """The live chunks that have no vector of this model, each with its embedding key."""
    has = sa.select(embeddings.c.key).where(
        embeddings.c.key == chunks.c.embedding, embeddings.c.model == model
    )
    query = _LIVE.where(~has.exists()).order_by(chunks.c.id)
    rows = connection.execute(query).mappings()
    return [(row["embedding"], _passage(row)) for row in rows]


def holds_any(connection: Connection, audience: Audience, collection: Collection) -> bool:
    """Whether any document of this collection is live that this audience may see."""
    found = sa.select(documents.c.id).where(
        documents.c.state == "live",
        documents.c.audience.in_([one.value for one in audience.sees()]),
        documents.c.collection == collection.value,
    )
    return connection.execute(found.limit(1)).first() is not None


def count_live(connection: Connection, audiences: Iterable[Audience] | None = None) -> int:
    """How many chunks are live; those of ``audiences`` alone, if given."""
    rows = _LIVE
    if audiences is not None:
        rows = rows.where(documents.c.audience.in_([audience.value for audience in audiences]))
    query = sa.select(sa.func.count()).select_from(rows.subquery())
    return int(connection.execute(query).scalar_one())


def chunk_ids(connection: Connection) -> dict[str, tuple[str, str, str]]:
    """Every live chunk's document, collection and audience, by chunk id."""
    query = _LIVE.with_only_columns(
        chunks.c.id, chunks.c.document_id, documents.c.collection, documents.c.audience
    )
    return {row[0]: (row[1], row[2], row[3]) for row in connection.execute(query)}
