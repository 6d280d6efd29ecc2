"""What is stored, for a person to look at: the list of documents, and everything about one."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.errors import NotFoundError
from kb.records.origins import origin_paths
from kb.records.schema import chunks, documents, versions
from kb.values import Collection


def details(connection: Connection, identity: str, number: int | None = None) -> dict[str, Any]:
    """Everything stored about one version of a document (the current one by default).

    Raises ``NotFoundError`` when there is no such document or version.
    """
    head = (
        connection.execute(sa.select(documents).where(documents.c.id == identity))
        .mappings()
        .one_or_none()
    )
    if head is None:
        raise NotFoundError(f"there is no document {identity}; see `vouch sources list`")
    wanted = head["current"] if number is None else number
    body = (
        connection.execute(
            sa.select(versions).where(
                versions.c.document_id == identity, versions.c.number == wanted
            )
        )
        .mappings()
        .one_or_none()
    )
    if body is None:
        raise NotFoundError(f"document {identity} has no version {wanted}")
    history = connection.execute(
        sa.select(
            versions.c.number,
            versions.c.loaded_at,
            versions.c.superseded_at,
            versions.c.label,
            versions.c.meant_for,
        )
        .where(versions.c.document_id == identity)
        .order_by(versions.c.number)
    ).mappings()
    count = sa.select(sa.func.count()).select_from(chunks)
    count = count.where(chunks.c.document_id == identity, chunks.c.version == wanted)
    return {
        **dict(head),
        **dict(body),
        "origins": origin_paths(connection, identity),
        "history": [dict(row) for row in history],
        "chunks": connection.execute(count).scalar_one(),
    }


def owners(connection: Connection) -> dict[str, str]:
    """Who owns the live policies, by document, where an owner is named."""
    query = (
        sa.select(documents.c.id, versions.c.owner)
        .join(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
        )
        .where(
            documents.c.collection == Collection.POLICY.value,
            documents.c.state == "live",
            versions.c.owner != "",
        )
    )
    return {row.id: row.owner for row in connection.execute(query)}


def listing(
    connection: Connection, *, removed: bool = False, ids: Sequence[str] | None = None
) -> list[dict[str, Any]]:
    """One row a document, live ones unless ``removed``, by collection and title; only ``ids``, if
    given."""
    counted = (
        sa.select(sa.func.count())
        .select_from(chunks)
        .where(
            chunks.c.document_id == documents.c.id,
            chunks.c.version == documents.c.current,
        )
        .scalar_subquery()
        .label("chunks")
    )
    columns = (documents.c.id, documents.c.collection, documents.c.audience, documents.c.state,
               documents.c.product,
               documents.c.current, documents.c.external_id, documents.c.source_key,
               documents.c.changed_at, versions.c.title, versions.c.reference, versions.c.owner,
               versions.c.label, versions.c.effective, versions.c.review_by,
               versions.c.valid_until, versions.c.truncated, versions.c.warnings,
               counted)  # fmt: skip
    query = (
        sa.select(*columns)
        .join(
            versions,
            (versions.c.document_id == documents.c.id) & (versions.c.number == documents.c.current),
        )
        .order_by(documents.c.collection, versions.c.title, documents.c.id)
    )
    if not removed:
        query = query.where(documents.c.state == "live")
    if ids is not None:
        query = query.where(documents.c.id.in_(ids))
    return [dict(row) for row in connection.execute(query).mappings()]


def all_texts(connection: Connection, document_ids: list[str] | None = None) -> list[str]:
    """The text of every version of these documents (of all by default)."""
    query = sa.select(versions.c.text)
    if document_ids is not None:
        query = query.where(versions.c.document_id.in_(document_ids))
    return list(connection.execute(query).scalars())


def all_passages(connection: Connection, document_id: str) -> list[str]:
    """The text of every passage of every version of a document."""
    query = sa.select(chunks.c.text).where(chunks.c.document_id == document_id)
    return sorted(set(connection.execute(query).scalars()))


def stored_text(connection: Connection, document_id: str, version: int) -> str | None:
    """The text of one version, or None when there is no such version (any more)."""
    query = sa.select(versions.c.text).where(
        versions.c.document_id == document_id, versions.c.number == version
    )
    found = connection.execute(query).scalar()
    return None if found is None else str(found)
