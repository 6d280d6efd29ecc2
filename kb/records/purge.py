"""Erasing a document for good: every version, chunk, embedding, and answer that quotes it.

The indexes are erased by their own owners; ``kb.erasure`` does both and proves it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.records import (
    audit,
    conversations,
    feedback,
    frameworks,
    idempotency,
    library_purge,
    questionnaires_purge,
    reports,
    ticket_outbox,
)
from kb.records import files as files_seen
from kb.records.documents import log
from kb.records.engine import Records
from kb.records.faults import LOCK_NOT_AVAILABLE, mapped_errors
from kb.records.schema import audit as audit_rows
from kb.records.schema import (
    audit_sources,
    chunks,
    documents,
    embeddings,
    files,
    metadata,
    origins,
    versions,
)

#: Seconds to wait for a table that others read from, before it is left as it is.
_REWRITE_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Erased:
    """How much a purge erased from the records; ``library``: entries that rested on it."""

    document_id: str
    versions: int
    chunks: int
    embeddings: int
    answers: int
    library: int = 0


def purge(connection: Connection, document_id: str, by: str = "local") -> Erased:
    """Delete everything stored of a document; its id stays in the change log, nothing else does.

    The audit log names who did it, and which of its rows lost their text.

    Embeddings that another document shares (the same text) stay with that document. Raises
    ``NotFoundError`` when there is no such document.
    """
    known = sa.select(documents.c.id).where(documents.c.id == document_id)
    if connection.execute(known).first() is None:
        raise NotFoundError(f"there is no document {document_id}; see `vouch sources list`")
    keys = sa.select(chunks.c.embedding).where(chunks.c.document_id == document_id)
    held = set(connection.execute(keys).scalars())
    answers = _redact_answers(connection, document_id, by)
    approved = library_purge.erase_quotes(connection, document_id, by)
    questionnaires_purge.erase_quotes(connection, document_id)
    ticket_outbox.erase_quotes(connection, document_id)
    idempotency.forget_answers(connection)
    reports.forget(connection, document_id)
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
    log(connection, [document_id], "purge")
    note = {"document_id": document_id, "change": "erased", "versions": version_count}
    note |= {"answers": answers, "library": approved}
    audit.append(connection, "document", note, sources=[document_id], actor=by)
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


def _redact_answers(connection: Connection, document_id: str, by: str) -> int:
    """Blank the answers that rest on the document; that they were given stays on record."""
    query = (
        sa.select(audit_sources.c.audit_id)
        .join(audit_rows, audit_rows.c.id == audit_sources.c.audit_id)
        .where(audit_sources.c.document_id == document_id, audit_rows.c.kind != "document")
    )
    ids = list(connection.execute(query).scalars())
    audit.erase(connection, ids, {"document_id": document_id}, by)
    conversations.erase(connection, ids)
    feedback.erase(connection, ids)
    return len(ids)


def compact(records: Records) -> list[str]:
    """Rewrite what held the deleted rows, so that no freed page keeps them; returns what could not
    be rewritten, each with what to do.

    On Postgres each table of ours is written anew; the operator's guide says what its log keeps.
    """
    with (
        mapped_errors(),
        records.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        if records.engine.dialect.name == "postgresql":
            return _rewrite_tables(connection)
        connection.execute(sa.text("VACUUM"))
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return []


def settle(records: Records) -> list[str]:
    """As ``compact``, for what was deleted from ``store`` alone; takes no time to speak of."""
    with (
        mapped_errors(),
        records.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection,
    ):
        if records.engine.dialect.name == "postgresql":
            return _rewrite_tables(connection, ["store"])
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return []


def _rewrite_tables(connection: Connection, names: Iterable[str] = metadata.tables) -> list[str]:
    """A plain VACUUM would leave the words in the pages, for as long as nothing is written over
    them. A table that others read from all the while is given up after some seconds: whoever waits
    for it holds up everybody behind."""
    left: list[str] = []
    connection.execute(sa.text(f"SET lock_timeout = '{_REWRITE_SECONDS}s'"))
    try:
        for name in sorted(names):
            try:
                connection.execute(sa.text(f"VACUUM (FULL, ANALYZE) {name}"))
            except sa.exc.OperationalError as error:
                if getattr(error.orig, "sqlstate", None) != LOCK_NOT_AVAILABLE:
                    raise
                left.append(f"the table {name}, which is in use; run VACUUM FULL {name} later")
    finally:
        if not connection.invalidated:
            connection.execute(sa.text("RESET lock_timeout"))
    return left
