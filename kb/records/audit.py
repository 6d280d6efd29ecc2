"""The audit log: what was answered, from which documents, and who changed what.

Rows are only ever added. Each has a leaf in a Merkle tree (``kb.records.audit_tree``), so that a
later change of any of them shows; ``erase`` takes the text out of a row and leaves its hash.
"""

import json
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records import audit_tree
from kb.records.audit_schema import audit_leaves
from kb.records.engine import now
from kb.records.schema import audit, audit_sources

PURGED = "[purged]"
#: The kinds of the log's own rows, which are never erased.
BACKFILL, ERASE, KEY = "audit.backfill", "audit.erase", "audit.key"
_GROUP = 500


def append(
    connection: Connection,
    kind: str,
    payload: Mapping[str, Any],
    *,
    sources: Iterable[str] = (),
    actor: str = "local",
) -> str:
    """Write one row and return its id. ``sources`` are the documents the payload quotes.

    To be called in ``Records.write``, whose writers take turns: positions have no gaps.
    """
    backfill(connection)
    return _append(connection, kind, payload, sources, actor)


def backfill(connection: Connection) -> int:
    """Give the rows of a log from before it had a tree their leaves, and note that in a row of its
    own; returns how many rows there were."""
    done = audit_tree.backfill(connection)
    if done:
        _append(connection, BACKFILL, {"rows": done}, (), "local")
    return done


def _append(
    connection: Connection,
    kind: str,
    payload: Mapping[str, Any],
    sources: Iterable[str],
    actor: str,
) -> str:
    named = sorted(set(sources))
    # As it will be read again: tuples as lists, every name as text.
    kept = json.loads(json.dumps(dict(payload)))
    row = {"id": uuid.uuid4().hex, "at": now(), "kind": kind, "actor": actor, "payload": kept}
    connection.execute(sa.insert(audit), row)
    if named:
        rows = [{"audit_id": row["id"], "document_id": source} for source in named]
        connection.execute(sa.insert(audit_sources), rows)
    audit_tree.add(connection, row, named)
    return str(row["id"])


def read(connection: Connection, identity: str) -> dict[str, Any] | None:
    """The row with this id, or None."""
    query = sa.select(audit).where(audit.c.id == identity)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else dict(row)


def sources_of(connection: Connection, identity: str) -> list[str]:
    """The documents that a row rests on, sorted."""
    query = sa.select(audit_sources.c.document_id).where(audit_sources.c.audit_id == identity)
    return sorted(connection.execute(query).scalars())


def erase(
    connection: Connection, ids: Iterable[str], about: Mapping[str, str], by: str
) -> list[str]:
    """Take the text out of these rows for good; returns those that had one still.

    That they were written stays on record, and their hashes stay in the tree. What was erased,
    ``about`` what and by whom is noted in rows of its own.
    """
    backfill(connection)
    wanted = sorted(set(ids))
    erased: list[str] = []
    for at in range(0, len(wanted), _GROUP):
        query = (
            sa.select(audit_leaves.c.audit_id)
            .join(audit, audit.c.id == audit_leaves.c.audit_id)
            .where(
                audit_leaves.c.audit_id.in_(wanted[at : at + _GROUP]),
                audit_leaves.c.erased_by == "",
                audit.c.kind.not_in((BACKFILL, ERASE, KEY)),
            )
        )
        held = sorted(connection.execute(query).scalars())
        if not held:
            continue
        noted = append(connection, ERASE, {"about": dict(about), "rows": held}, actor=by)
        connection.execute(
            sa.update(audit).where(audit.c.id.in_(held)).values(payload=placeholder(about))
        )
        connection.execute(
            sa.update(audit_leaves)
            .where(audit_leaves.c.audit_id.in_(held))
            .values(salt="", erased_by=noted)
        )
        erased += held
    return erased


def placeholder(about: Mapping[str, str]) -> dict[str, str]:
    """What stands in the place of an erased payload."""
    return {"purged": PURGED, **about}
