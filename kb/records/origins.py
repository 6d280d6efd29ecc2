"""Which files a document came from: the same words in two files are one document."""

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records import files
from kb.records.schema import documents, origins


def add_origin(connection: Connection, identity: str, path: str) -> None:
    """Note that the document came from ``path``, too."""
    known = connection.execute(
        sa.select(origins.c.path).where(origins.c.document_id == identity, origins.c.path == path)
    ).first()
    if known is None:
        connection.execute(sa.insert(origins), {"document_id": identity, "path": path})


def origin_paths(connection: Connection, identity: str) -> list[str]:
    """The files a document came from, sorted."""
    query = sa.select(origins.c.path).where(origins.c.document_id == identity)
    return list(connection.execute(query.order_by(origins.c.path)).scalars())


def detach_others(connection: Connection, identity: str, path: str) -> list[str]:
    """Part the document from its origins other than ``path``; returns those.

    For a document that has just changed at ``path``: the others still say what it said before, so
    they are forgotten as files too, and have to be read again.
    """
    others = [other for other in origin_paths(connection, identity) if other != path]
    for other in others:
        connection.execute(
            sa.delete(origins).where(origins.c.document_id == identity, origins.c.path == other)
        )
        files.forget(connection, other)
    return others


def ids_named(connection: Connection, source_key: str) -> set[str]:
    """The ids of the document with this source key and of its parts."""
    parts = documents.c.source_key.startswith(f"{source_key}#", autoescape=True)
    query = sa.select(documents.c.id).where((documents.c.source_key == source_key) | parts)
    return set(connection.execute(query).scalars())
