"""The log of what was answered, from which documents."""

import uuid
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.engine import now
from kb.records.schema import audit, audit_sources


def append(
    connection: Connection,
    kind: str,
    payload: dict[str, Any],
    *,
    sources: Iterable[str] = (),
    actor: str = "local",
) -> str:
    """Write one row and return its id. ``sources`` are the documents the payload quotes."""
    identity = uuid.uuid4().hex
    connection.execute(
        sa.insert(audit),
        {"id": identity, "at": now(), "kind": kind, "actor": actor, "payload": payload},
    )
    rows = [{"audit_id": identity, "document_id": source} for source in sorted(set(sources))]
    if rows:
        connection.execute(sa.insert(audit_sources), rows)
    return identity


def read(connection: Connection, identity: str) -> dict[str, Any] | None:
    """The row with this id, or None."""
    query = sa.select(audit).where(audit.c.id == identity)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else dict(row)
