"""Erasing a document for good: every version, chunk, embedding, and answer that quotes it.

The indexes are erased by their own owners; ``kb.erasure`` does both and proves it.
"""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.records import files as files_seen
from kb.records import frameworks, library_purge, questionnaires_purge
from kb.records.engine import Records, now
from kb.records.schema import (
    audit,
    audit_sources,
    changes,
    chunks,
    documents,
    embeddings,
    files,
    origins,
    versions,
)

PURGED = "[purged]"


@dataclass(frozen=True, slots=True)
class Erased:
    """How much a purge erased from the records; ``library``: entries that rested on it."""

    document_id: str
    versions: int
    chunks: int
    embeddings: int
    answers: int
    library: int = 0


def purge(connection: Connection, document_id: str) -> Erased:
    """Delete everything stored of a document; its id stays in the change log, nothing else does.

    Embeddings that another document shares (the same text) stay with that document. Raises
    ``NotFoundError`` when there is no such document.
    """
    known = sa.select(documents.c.id).where(documents.c.id == document_id)
    if connection.execute(known).first() is None:
        raise NotFoundError(f"there is no document {document_id}; see `vouch sources list`")
    keys = sa.select(chunks.c.embedding).where(chunks.c.document_id == document_id)
    held = set(connection.execute(keys).scalars())
    answers = _redact_answers(connection, document_id)
    approved = library_purge.erase_quotes(connection, document_id)
    questionnaires_purge.erase_quotes(connection, document_id)
    _forget_files(connection, document_id)
    frameworks.forget(connection, document_id)
    for table in (origins, chunks, versions):
        counted = connection.execute(
            sa.delete(table).where(table.c.document_id == document_id)
        ).rowcount
        if table is chunks:
            chunk_count = counted
        elif table is versions:
            version_count = counted
    connection.execute(sa.delete(documents).where(documents.c.id == document_id))
    row = {"document_id": document_id, "kind": "purge", "at": now()}
    connection.execute(sa.insert(changes), row)
    return Erased(
        document_id,
        version_count,
        chunk_count,
        _drop_embeddings(connection, sorted(held)),
        answers,
        approved,
    )


def source_files(connection: Connection, document_id: str) -> list[str]:
    """The files a document came from, those of one that was removed before included, sorted."""
    named = sa.select(documents.c.source_key).where(documents.c.id == document_id).scalar_subquery()
    named_after = sa.or_(
        named == files.c.path,
        *(
            sa.func.substr(named, 1, sa.func.length(files.c.path) + len(mark))
            == files.c.path.concat(mark)
            for mark in ("#", "!/")
        ),
    )
    own = set(connection.execute(sa.select(files.c.path).where(named_after)).scalars())
    paths = sa.select(origins.c.path).where(origins.c.document_id == document_id)
    found = set(connection.execute(paths).scalars())
    # A name may hold the mark itself: the longest file name is the file.
    return sorted(found | {max(own, key=len)} if own else found)


def _forget_files(connection: Connection, document_id: str) -> None:
    """Forget the files it came from, so that loading one again is not taken for unchanged."""
    for path in source_files(connection, document_id):
        files_seen.forget(connection, path)


def _drop_embeddings(connection: Connection, keys: list[str]) -> int:
    """Delete the embeddings under ``keys`` that no chunk uses any more."""
    dropped = 0
    for at in range(0, len(keys), 500):
        part = keys[at : at + 500]
        used = sa.select(chunks.c.embedding).where(chunks.c.embedding.in_(part))
        free = sorted(set(part) - set(connection.execute(used).scalars()))
        gone = sa.delete(embeddings).where(embeddings.c.key.in_(free))
        dropped += connection.execute(gone).rowcount
    return dropped


def _redact_answers(connection: Connection, document_id: str) -> int:
    """Blank the answers that rest on the document; that they were given stays on record."""
    query = sa.select(audit_sources.c.audit_id).where(audit_sources.c.document_id == document_id)
    ids = sorted(connection.execute(query).scalars())
    for at in range(0, len(ids), 500):
        connection.execute(
            sa.update(audit)
            .where(audit.c.id.in_(ids[at : at + 500]))
            .values(payload={"purged": PURGED, "document_id": document_id})
        )
    return len(ids)


def compact(records: Records) -> None:
    """Rewrite the SQLite file and empty its log, so that no freed page keeps what was deleted.

    On Postgres, ``VACUUM`` frees the rows; the operator's guide says what its log keeps.
    """
    with records.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(sa.text("VACUUM"))
        if records.engine.dialect.name == "sqlite":
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
